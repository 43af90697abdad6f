//! `rapproche rules`: the shipped rule sets, to choose from or to start one's own file from.

use std::fmt::Write;

use rapproche::identity::Lang;
use rapproche::matching::RuleSet;
use rapproche::matching::rules::SHIPPED;

use super::args::RulesAction;
use super::stop::{Exit, Stop};
use super::terminal;

pub(super) fn run(action: &RulesAction, lang: Lang) -> Result<Exit, Stop> {
    match action {
        RulesAction::List => terminal::print(lang, &list(lang)?)?,
        RulesAction::Show { name } => match SHIPPED.iter().find(|(shipped, _)| shipped == name) {
            Some((_, text)) => terminal::print(lang, text)?,
            None => return Err(Stop::usage(unknown(name, lang))),
        },
    }
    Ok(Exit::Done)
}

fn list(lang: Lang) -> Result<String, Stop> {
    let mut text = String::new();
    for (name, _) in SHIPPED {
        let set = RuleSet::named(name).map_err(|error| Stop::usage(error.message(lang)))?;
        let description = french(name).filter(|_| lang == Lang::Fr).unwrap_or(&set.description);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<14} {description}");
    }
    Ok(text)
}

/// The descriptions in the files are for programmers, hence in English.
fn french(name: &str) -> Option<&'static str> {
    match name {
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

fn unknown(name: &str, lang: Lang) -> String {
    let shipped = SHIPPED.map(|(name, _)| name).join(", ");
    match lang {
        Lang::Fr => format!("aucun jeu de règles fourni ne s'appelle «{name}» ; il y a {shipped}."),
        Lang::En => format!("no shipped rule set is called «{name}»; there are {shipped}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_set_is_described_in_both_languages() {
        for (name, _) in SHIPPED {
            assert!(french(name).is_some(), "{name}");
        }
        for lang in [Lang::Fr, Lang::En] {
            assert_eq!(list(lang).expect("the shipped sets are valid").lines().count(), SHIPPED.len());
        }
    }
}
