//! `rapproche credentials issue`: letters with a login and a one-time code.
//!
//! Order: the codes are made and hashed first, which takes minutes for thousands and must keep nobody waiting; then letters and codes are
//! kept, the one after the other ([`LettersFile`] says in which order, and why).

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rapproche::formats::{describe_io_error, profile_named};
use rapproche::identity::{Lang, Profile, ProfileSet};
use rapproche::report::letters::{LettersFile, LettersFormat, NotNamed};
use rapproche::report::words;
use rapproche::server::{hash_code, new_code};
use rapproche::service::{Code, Issue, Recipients, School, last_day};
use rayon::prelude::*;

use super::args::{CredentialsAction, CredentialsArguments, IssueArguments};
use super::{ACTOR, open_known, served, service};
use crate::cli::progress::Steps;
use crate::cli::settings::{check_school, not_yet_there};
use crate::cli::stop::{Exit, Stop};
use crate::cli::{pick, terminal};

pub(super) async fn run(typed: &CredentialsArguments, lang: Lang) -> Result<Exit, Stop> {
    let CredentialsAction::Issue(typed) = &typed.action;
    let uai = typed.school.trim().to_uppercase();
    check_school(&uai, true, lang)?;
    let issue =
        Issue { profiles: profiles(&typed.profile, lang)?, also_linked: typed.all, last_day: last_day(typed.days) };
    let out = typed.out.as_deref().map(|path| file_and_format(path, lang)).transpose()?;
    let service = service(open_known(&typed.database.database, lang).await?, lang).await?;
    let school = service.school(&uai).map_err(|error| served(&error, lang))?;
    let recipients = school.recipients(&issue).await.map_err(|error| served(&error, lang))?;
    if school.way_of_codes().is_none() {
        terminal::complain(
            lang,
            pick(
                lang,
                "attention, avec la configuration en vigueur personne ne demandera ces codes : elle n'est ni d'une double authentification, ni \
             d'une connexion directe, ou nomme un vérificateur.",
                "note that with the configuration in force nobody will ask for these codes: it is neither of a double authentication nor of a \
             direct login, or names a verifier.",
            ),
        );
    }
    let exit = match out {
        _ if recipients.users.is_empty() => {
            terminal::print(lang, pick(lang, "Aucune lettre à écrire.\n", "No letter to write.\n"))?;
            Exit::Unresolved
        }
        Some((path, format)) if !typed.dry_run => {
            issue_to(&school, &issue, &recipients, path, format, lang).await?;
            Exit::Done
        }
        _ => {
            let head = pick(lang, "Lettres à écrire", "Letters to write");
            terminal::print(
                lang,
                &counts(head, recipients.users.len() as u64, |profile| of(&recipients, profile), lang),
            )?;
            Exit::Done
        }
    };
    terminal::print(lang, &left_out(&recipients, typed, lang))?;
    service.store().close().await;
    Ok(exit)
}

/// The profiles that were named; all of them where none was.
fn profiles(typed: &[String], lang: Lang) -> Result<ProfileSet, Stop> {
    if typed.is_empty() {
        return Ok(Profile::ALL.into_iter().collect());
    }
    typed.iter().map(|name| profile_named(name).map_err(|error| Stop::usage(error.message(lang)))).collect()
}

fn file_and_format(path: &Path, lang: Lang) -> Result<(&Path, LettersFormat), Stop> {
    let shown = path.display();
    let format = LettersFormat::of(path).ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => {
                format!("--out {shown} : le nom se termine par .html (à imprimer), .csv ou .xlsx (publipostage).")
            }
            Lang::En => format!("--out {shown}: the name ends in .html (to be printed), .csv or .xlsx (mail merge)."),
        })
    })?;
    not_yet_there(path, lang)?;
    Ok((path, format))
}

async fn issue_to(
    school: &School,
    issue: &Issue,
    recipients: &Recipients,
    path: &Path,
    format: LettersFormat,
    lang: Lang,
) -> Result<(), Stop> {
    let shown = path.display();
    let unwritable = |cause: String| {
        Stop::unwritable(match lang {
            Lang::Fr => format!("{shown} : écriture impossible : {cause}. Aucun code n'a été changé."),
            Lang::En => format!("{shown}: cannot be written: {cause}. No code was changed."),
        })
    };
    let codes = tokio::task::block_in_place(|| codes(&recipients.users, lang));
    let issuance = school.issue_credentials(ACTOR, issue, &codes).await.map_err(|error| served(&error, lang))?;
    let content = issuance.letters.render(format, lang).map_err(|error| unwritable(error.to_string()))?;
    let file = LettersFile::prepare(path, &content)
        .map_err(|error| unwritable(describe_io_error(&error, lang).to_string()))?;
    let report = issuance.keep().await.map_err(|error| served(&error, lang))?;
    file.name().map_err(|error| not_named(path, &error, lang))?;
    let head = match lang {
        Lang::Fr => format!("Lettres écrites dans {shown}"),
        Lang::En => format!("Letters written to {shown}"),
    };
    let mut said = counts(&head, report.letters, |profile| report.of(profile), lang);
    let day = issue.last_day;
    said += &match lang {
        Lang::Fr => format!("Les codes valent jusqu'au {}, une fois chacun. ", day.format("%d/%m/%Y")),
        Lang::En => format!("The codes are good until {day}, once each. "),
    };
    if report.replaced > 0 {
        said += &match lang {
            Lang::Fr => format!("{} d'avant, pas encore utilisés, ne valent plus rien. ", report.replaced),
            Lang::En => format!("{} earlier ones, unused, are good no more. ", report.replaced),
        };
    }
    said += pick(
        lang,
        "Imprimez, distribuez, puis supprimez le fichier : qui le lit peut entrer à la place des autres.\n",
        "Print, hand out, then delete the file: whoever reads it can get in as somebody else.\n",
    );
    terminal::print(lang, &said)
}

/// A code for each user, on all cores.
fn codes(users: &[i64], lang: Lang) -> Vec<Code> {
    let (steps, done) = (Steps::new(lang), AtomicU64::new(0));
    let make = |&user: &i64| {
        let shown = new_code();
        let hash = hash_code(&shown);
        steps.show(done.fetch_add(1, Ordering::Relaxed) + 1, users.len() as u64);
        Code { user, shown, hash }
    };
    let codes = users.par_iter().map(make).collect();
    steps.finish();
    codes
}

fn not_named(path: &Path, error: &NotNamed, lang: Lang) -> Stop {
    let (shown, cause) = (path.display(), describe_io_error(&error.source, lang));
    Stop::unwritable(match (&error.kept, lang) {
        (Some(kept), Lang::Fr) => {
            format!(
                "{shown} : impossible de donner ce nom ({cause}) ; les codes sont en vigueur, les lettres sont dans {}.",
                kept.display()
            )
        }
        (Some(kept), Lang::En) => {
            format!(
                "{shown}: cannot be given this name ({cause}); the codes are in force, the letters are in {}.",
                kept.display()
            )
        }
        (None, Lang::Fr) => {
            format!("{shown} : écriture impossible ({cause}) ; recommencez : de nouveaux codes remplaceront ceux-ci.")
        }
        (None, Lang::En) => format!("{shown}: cannot be written ({cause}); try again: new codes will replace these."),
    })
}

fn of(recipients: &Recipients, profile: Profile) -> u64 {
    recipients.per_profile.get(profile.key()).copied().unwrap_or_default()
}

/// `Lettres à écrire : 42 (Élèves 30, Parents 12).`
fn counts(head: &str, all: u64, of: impl Fn(Profile) -> u64, lang: Lang) -> String {
    let colon = words::colon(lang);
    let of_profile = |profile: Profile| {
        let count = of(profile);
        (count > 0).then(|| format!("{} {count}", words::profile(profile, lang)))
    };
    let parts: Vec<String> = Profile::ALL.into_iter().filter_map(of_profile).collect();
    format!("{head}{colon}{all} ({}).\n", parts.join(", "))
}

/// Who got none, and why.
fn left_out(recipients: &Recipients, typed: &IssueArguments, lang: Lang) -> String {
    let Recipients { linked, indistinct, .. } = recipients;
    let mut said = String::new();
    if *linked > 0 && !typed.all {
        said += &match lang {
            Lang::Fr => format!("Sans lettre : {linked} déjà rapprochés (--all pour eux aussi).\n"),
            Lang::En => format!("No letter for {linked} who are linked already (--all for them too).\n"),
        };
    }
    if *indistinct > 0 {
        said += &match lang {
            Lang::Fr => format!(
                "Sans lettre : {indistinct} dont l'IDPN est aussi celui d'une autre personne ; corrigez la base.\n"
            ),
            Lang::En => format!("No letter for {indistinct} whose IDPN is another person's too; correct the base.\n"),
        };
    }
    said
}
