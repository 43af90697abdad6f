//! The arguments resolved: rule sets and tables loaded, profiles and schools checked.
//!
//! Invariant: whatever is wrong here is a mistake of usage, found before any list of people is opened.

use std::path::Path;

use rapproche::formats::{ColumnMap, Input, ProfileMap, ReadOptions, SettingsError, describe_io_error};
use rapproche::identity::{Lang, uai_is_valid};
use rapproche::matching::RuleSet;
use rapproche::matching::rules::SHIPPED;

use super::args::ListArguments;
use super::exchange::passphrase;
use super::stop::Stop;
use super::{pick, terminal};

/// What a run needs to know besides the rules.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) base: Vec<Input>,
    pub(super) cas: Vec<Input>,
    pub(super) reading: ReadOptions,
    pub(super) school: Option<String>,
    pub(super) across_schools: bool,
    pub(super) quiet: bool,
    pub(super) lang: Lang,
}

impl Settings {
    /// Resolves what was typed, and sizes the thread pool.
    pub(super) fn resolve(typed: &ListArguments, lang: Lang) -> Result<Self, Stop> {
        let refused = |error: SettingsError| Stop::usage(error.message(lang));
        let inputs = |arguments: &[String]| -> Result<Vec<Input>, Stop> {
            arguments.iter().map(|argument| argument.parse().map_err(refused)).collect()
        };
        let columns = typed.columns.as_deref().map(ColumnMap::read).transpose().map_err(refused)?;
        let profiles = typed.profiles.as_deref().map(ProfileMap::read).transpose().map_err(refused)?;
        let school = typed.school.as_deref().map(|code| code.trim().to_uppercase());
        if let Some(code) = school.as_deref() {
            check_school(code, typed.quiet, lang)?;
        }
        let passphrase_file = typed.passphrase_file.as_deref();
        let key = typed.key.as_deref().map(|key| passphrase::key_of(key, passphrase_file, lang)).transpose()?;
        if let Some(threads) = typed.threads {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads.into())
                .build_global()
                .map_err(|error| Stop::usage(format!("--threads {threads} : {error}")))?;
        }
        Ok(Self {
            base: inputs(&typed.base)?,
            cas: inputs(&typed.cas)?,
            reading: ReadOptions {
                columns: columns.unwrap_or_default(),
                profiles: profiles.unwrap_or_default(),
                id_column: typed.id.clone(),
                lang,
                key,
                ..ReadOptions::default()
            },
            school,
            across_schools: typed.across_schools,
            quiet: typed.quiet,
            lang,
        })
    }
}

/// The code given by `--school`, as [`check_uai`] does.
pub(super) fn check_school(code: &str, quiet: bool, lang: Lang) -> Result<(), Stop> {
    check_uai("--school", code, quiet, lang)
}

/// A code that is none is refused; a wrong check letter is only a remark, since real files have them.
pub(super) fn check_uai(option: &str, code: &str, quiet: bool, lang: Lang) -> Result<(), Stop> {
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 7 || code.len() != 8 || !code.ends_with(|letter: char| letter.is_ascii_uppercase()) {
        return Err(Stop::usage(match lang {
            Lang::Fr => format!("{option} {code} : un UAI a sept chiffres et une lettre, comme 0350001A."),
            Lang::En => format!("{option} {code}: a UAI has seven digits and a letter, such as 0350001A."),
        }));
    }
    if !uai_is_valid(code) && !quiet {
        terminal::complain(
            lang,
            &match lang {
                Lang::Fr => format!("attention, la lettre de contrôle de l'UAI {code} est fausse ; vérifiez le code."),
                Lang::En => format!("note that the check letter of the UAI {code} is wrong; check the code."),
            },
        );
    }
    Ok(())
}

/// A shipped set by its name, or a rule file; a file that is called like a shipped set needs its path: `./strict`.
pub(super) fn rules(argument: &str, lang: Lang) -> Result<RuleSet, Stop> {
    let shipped = SHIPPED.iter().any(|(name, _)| *name == argument);
    let looks_like_a_file = argument.ends_with(".toml") || argument.contains(['/', '\\']);
    let path = Path::new(argument);
    if shipped || !(looks_like_a_file || path.is_file()) {
        return RuleSet::named(argument).map_err(|error| {
            let or_a_file = pick(
                lang,
                "Pour un jeu à vous, donnez le chemin d'un fichier .toml.",
                "For a set of your own, give the path of a .toml file.",
            );
            Stop::usage(format!("{} {or_a_file}", error.message(lang)))
        });
    }
    rule_file(path, lang)
}

/// Refuses a file to write that is there already, before anything is read.
pub(super) fn not_yet_there(out: &Path, lang: Lang) -> Result<(), Stop> {
    if !out.exists() {
        return Ok(());
    }
    let out = out.display();
    Err(Stop::unwritable(match lang {
        Lang::Fr => format!("{out} existe déjà ; choisissez un autre nom, ou supprimez-le d'abord."),
        Lang::En => format!("{out} exists already; choose another name, or remove it first."),
    }))
}

/// A rule set from a file.
pub(super) fn rule_file(path: &Path, lang: Lang) -> Result<RuleSet, Stop> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Stop::usage(match lang {
            Lang::Fr => format!("{shown} : fichier de règles illisible : {}.", describe_io_error(&error, lang)),
            Lang::En => format!("{shown}: the rule file cannot be read: {}.", describe_io_error(&error, lang)),
        })
    })?;
    RuleSet::from_toml(&text).map_err(|error| Stop::usage(error.message_in(&shown.to_string(), lang)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::stop::Exit;

    #[test]
    fn rule_sets_are_found_by_name_or_by_path() {
        assert_eq!(rules("strict", Lang::Fr).map(|set| set.name), Ok("strict".to_owned()));
        let unknown = rules("stict", Lang::Fr).expect_err("no such set");
        assert_eq!(unknown.exit, Exit::Usage);
        assert!(unknown.message.contains("strict, three-of-four, standard, suggest"), "{}", unknown.message);
        let missing = rules("nowhere.toml", Lang::En).expect_err("no such file");
        assert!(missing.message.contains("cannot be read"), "{}", missing.message);
    }

    #[test]
    fn a_school_is_seven_digits_and_a_letter() {
        assert_eq!(check_school("0350001A", true, Lang::Fr), Ok(()));
        for code in ["350001A", "03500011", "0350001É", "", "rennes"] {
            assert!(check_school(code, true, Lang::Fr).is_err(), "{code}");
        }
    }
}
