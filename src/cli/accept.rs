//! `rapproche model accept`: the acceptance of a model, by the replies about the four test accounts.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rapproche::cas::acceptance::{Access, AnnouncedIds, TestAccount, judge};
use rapproche::cas::configuration::FirstConnectionSettings;
use rapproche::cas::model::Client;
use rapproche::first_connection::{FirstConnection, Policy};
use rapproche::formats::{Input, ReadOptions, SettingsError, describe_io_error};
use rapproche::identity::{Lang, printable};
use rapproche::report::first_connection::{Visit, visit_text};
use rapproche::report::words::colon;

use super::model_args::AcceptArguments;
use super::resolve::{read_base, read_replies};
use super::settings::rules;
use super::stop::{Exit, Stop};
use super::{model, terminal};

pub(super) fn run(typed: &AcceptArguments, lang: Lang) -> Result<Exit, Stop> {
    let refused = |error: SettingsError| Stop::usage(error.message(lang));
    let announced = AnnouncedIds::read(&typed.announced).map_err(|error| Stop::usage(error.message(lang)))?;
    let rules = rules(&typed.rules, lang)?;
    let catalogue = model::catalogue(&typed.model.flux, lang)?;
    let entry = catalogue.find(&typed.model.name).map_err(|error| model::not_found(&error, lang))?;
    let base: Vec<Input> =
        typed.base.iter().map(|argument| argument.parse().map_err(refused)).collect::<Result<_, _>>()?;
    let users = read_base(&base, &ReadOptions { lang, ..ReadOptions::default() }, lang)?;
    let replies = read_replies(&xml_files(&typed.responses, lang)?, lang);

    let client = Client::from(typed.client);
    let policy = Policy::of_parameters(entry.model.parameters.client(client), &FirstConnectionSettings::default());
    let mut resolver = FirstConnection::new(users, rules, policy);
    let mut found: BTreeMap<TestAccount, (&str, Access)> = BTreeMap::new();
    let mut explanations = String::new();
    for (name, reply) in replies.iter().flatten() {
        let reply = match reply {
            Ok(reply) => reply,
            Err(refusal) => {
                let message = refusal.message(lang);
                terminal::complain(lang, &printable(&format!("{name}{}{message}", colon(lang))));
                continue;
            }
        };
        let Some(tried) = resolver.try_account(reply) else {
            terminal::complain(lang, &printable(&ignored(name, lang)));
            continue;
        };
        if let Some((other, _)) = found.get(&tried.account) {
            return Err(Stop::usage(twice(tried.account, other, name, lang)));
        }
        if matches!(tried.access, Access::Refused { .. }) {
            let visit = Visit { name, reply: Ok(reply), correction: None, outcome: &tried.outcome };
            explanations += &format!("\n{}", visit_text(&visit, &resolver, lang));
        }
        found.insert(tried.account, (name, tried.access));
    }
    let found = found.into_iter().map(|(account, (_, access))| (account, access)).collect();
    let acceptance = judge(&announced, &found);
    let (model, version, client) = (&entry.model.name, entry.model.version, client.title(lang));
    let heading = match lang {
        Lang::Fr => format!("Recette de «{model}», version {version}, {client}"),
        Lang::En => format!("Acceptance of «{model}», version {version}, {client}"),
    };
    terminal::print(lang, &format!("{heading}\n\n{}{explanations}", acceptance.text(lang)))?;
    Ok(if replies.iter().any(Result::is_err) {
        Exit::Unreadable
    } else if acceptance.is_conclusive() {
        Exit::Done
    } else {
        Exit::Unresolved
    })
}

/// The `.xml` files of a directory, by name, so that messages come in the same order everywhere.
fn xml_files(directory: &Path, lang: Lang) -> Result<Vec<PathBuf>, Stop> {
    let shown = directory.display();
    let list = || -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) {
                paths.push(path);
            }
        }
        paths.sort();
        Ok(paths)
    };
    let paths = list().map_err(|error| {
        let is_file = error.kind() == io::ErrorKind::NotADirectory;
        Stop::unreadable(match lang {
            Lang::Fr if is_file => format!("{shown} : ce n'est pas un dossier ; donnez celui des réponses."),
            Lang::En if is_file => format!("{shown}: this is no directory; give that of the replies."),
            Lang::Fr if error.kind() == io::ErrorKind::NotFound => {
                format!("{shown} : dossier introuvable ; vérifiez le chemin.")
            }
            Lang::En if error.kind() == io::ErrorKind::NotFound => {
                format!("{shown}: no such directory; check the path.")
            }
            Lang::Fr => format!("{shown} : dossier illisible : {}.", describe_io_error(&error, lang)),
            Lang::En => format!("{shown}: the directory cannot be read: {}.", describe_io_error(&error, lang)),
        })
    })?;
    if paths.is_empty() {
        return Err(Stop::unreadable(match lang {
            Lang::Fr => format!("{shown} : aucun fichier .xml ; enregistrez-y les réponses du serveur CAS."),
            Lang::En => format!("{shown}: no .xml file; save the replies of the CAS server there."),
        }));
    }
    Ok(paths)
}

fn ignored(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{name} ne concerne aucun des quatre comptes de test ; laissé de côté."),
        Lang::En => format!("{name} is about none of the four test accounts; left out."),
    }
}

fn twice(account: TestAccount, one: &str, other: &str, lang: Lang) -> String {
    let account = account.family_name();
    match lang {
        Lang::Fr => format!("{account} a deux réponses, {one} et {other} ; n'en gardez qu'une."),
        Lang::En => format!("{account} has two replies, {one} and {other}; keep one only."),
    }
}
