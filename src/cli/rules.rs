//! `rapproche rules`: the shipped rule sets, to choose from or to start one's own file from, and what a file says.

use std::fmt::Write;
use std::path::PathBuf;

use rapproche::identity::{Lang, Profile, printable};
use rapproche::matching::RuleSet;
use rapproche::matching::rules::SHIPPED;
use rapproche::normalize::nearest;
use rapproche::report::rules::{
    Differences, Explanation, Grid, Part, difference_lines, explanation_text, oddity_lines,
};

use super::pick;
use super::rules_args::RulesAction;
use super::settings;
use super::stop::{Exit, Stop};
use super::terminal;

pub(super) fn run(action: &RulesAction, lang: Lang) -> Result<Exit, Stop> {
    match action {
        RulesAction::List => terminal::print(lang, &list(lang)?)?,
        RulesAction::Show { rules } => match SHIPPED.iter().find(|(shipped, _)| shipped == rules) {
            // With its comments, which say where the numbers come from.
            Some((_, text)) => terminal::print(lang, text)?,
            None => terminal::print(lang, &settings::rules(rules, lang)?.to_toml(&[]))?,
        },
        RulesAction::Explain { rules, profile, json } => explain(rules, profile.as_deref(), *json, lang)?,
        RulesAction::Diff { before, after, json } => return diff(before, after, *json, lang),
        RulesAction::Check { files } => return check(files, lang),
    }
    Ok(Exit::Done)
}

/// What each agreement is worth and what each tunable does.
fn explain(rules: &str, profile: Option<&str>, json: bool, lang: Lang) -> Result<(), Stop> {
    let profile = profile.map(|key| Profile::from_key(key).map_err(|_| unknown_profile(key, lang))).transpose()?;
    let mut rules = settings::rules(rules, lang)?;
    if let Some(description) = french(&rules).filter(|_| lang == Lang::Fr) {
        rules.description = description.to_owned();
    }
    let explanation = Explanation::new(&rules, profile, lang);
    if json {
        return terminal::print(lang, &to_json(&explanation)?);
    }
    let parts = explanation_text(&explanation, lang).into_iter().map(|part| match part {
        Part::Text(text) => text,
        Part::Table(Grid { header, rows, words }) => terminal::grid(&header, &rows, words),
    });
    terminal::print(lang, &parts.collect::<String>())
}

fn unknown_profile(key: &str, lang: Lang) -> Stop {
    let known = Profile::ALL.map(Profile::key);
    let meant = nearest([key], known);
    let known = known.join(", ");
    Stop::usage(match (meant, lang) {
        (Some(meant), Lang::Fr) => format!("«{key}» n'est pas un profil. Vouliez-vous dire «{meant}» ?"),
        (Some(meant), Lang::En) => format!("«{key}» is not a profile. Did you mean «{meant}»?"),
        (None, Lang::Fr) => format!("«{key}» n'est pas un profil ; il y a {known}."),
        (None, Lang::En) => format!("«{key}» is not a profile; there are {known}."),
    })
}

/// Says what changed; weights are for a value that one person in a thousand has.
fn diff(before: &str, after: &str, json: bool, lang: Lang) -> Result<Exit, Stop> {
    let (before, after) = (settings::rules(before, lang)?, settings::rules(after, lang)?);
    let differences = Differences::between(&before, &after);
    let text = if json {
        to_json(&differences)?
    } else if differences.is_empty() {
        match lang {
            Lang::Fr => format!("Aucune différence : les deux jeux ont l'empreinte {}.\n", after.fingerprint()),
            Lang::En => format!("No difference: both sets have the fingerprint {}.\n", after.fingerprint()),
        }
    } else {
        let heading = format!("{} → {}", differences.before, differences.after);
        format!("{}\n{}\n", printable(&heading), difference_lines(&differences, lang).join("\n"))
    };
    terminal::print(lang, &text)?;
    Ok(if differences.is_empty() { Exit::Done } else { Exit::Unresolved })
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Stop> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Stop::unwritable(format!("JSON : {error}.")))
}

/// Says of each file what it holds or what is wrong with it; one that is wrong keeps no other from being checked.
fn check(files: &[PathBuf], lang: Lang) -> Result<Exit, Stop> {
    let mut exit = Exit::Done;
    for file in files {
        match settings::rule_file(file, lang) {
            Ok(set) => {
                let (file, name, version, fingerprint) = (file.display(), &set.name, &set.version, set.fingerprint());
                let line = match lang {
                    Lang::Fr => format!(
                        "{file} : correct. Jeu de règles «{name}», version {version}, empreinte {fingerprint}.\n"
                    ),
                    Lang::En => {
                        format!("{file}: valid. Rule set «{name}», version {version}, fingerprint {fingerprint}.\n")
                    }
                };
                terminal::print(lang, &line)?;
                for oddity in oddity_lines(&set, lang) {
                    let attention = pick(lang, "attention :", "note:");
                    terminal::print(lang, &format!("  {attention} {oddity}\n"))?;
                }
            }
            Err(stop) => {
                terminal::complain(lang, &stop.message);
                exit = stop.exit;
            }
        }
    }
    Ok(exit)
}

fn list(lang: Lang) -> Result<String, Stop> {
    let mut text = String::new();
    for (name, _) in SHIPPED {
        let set = RuleSet::named(name).map_err(|error| Stop::usage(error.message(lang)))?;
        let description = french(&set).filter(|_| lang == Lang::Fr).unwrap_or(&set.description);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<14} version {}  {}  {description}", set.version, set.fingerprint());
    }
    Ok(text)
}

/// The descriptions in the shipped files are for programmers, hence in English; a file may have taken over the name.
fn french(set: &RuleSet) -> Option<&'static str> {
    let is_shipped = RuleSet::named(&set.name).is_ok_and(|shipped| shipped.fingerprint() == set.fingerprint());
    match set.name.as_str() {
        _ if !is_shipped => None,
        "strict" => {
            Some("Noms égaux, avec la date de naissance (élèves) ou le code postal (adultes) ; un seul candidat.")
        }
        "three-of-four" => {
            Some("Trois égaux parmi prénom, nom, date de naissance et code postal, et une seule personne (NHS).")
        }
        "standard" => Some("Par défaut : poids selon la rareté des noms ; au plus une erreur attendue sur 10 000."),
        "suggest" => Some("Ne rapproche jamais : propose des candidats classés pour chacun."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_set_is_described_in_both_languages() {
        for (name, _) in SHIPPED {
            assert!(french(&RuleSet::named(name).expect("shipped")).is_some(), "{name}");
        }
        for lang in [Lang::Fr, Lang::En] {
            assert_eq!(list(lang).expect("the shipped sets are valid").lines().count(), SHIPPED.len());
        }
    }
}
