//! What clap cannot parse, said in the language asked for.

use std::ffi::OsString;
use std::fmt::Write;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use rapproche::identity::Lang;

use super::args::Arguments;
use super::pick;
use super::stop::{Exit, Stop};
use super::terminal;

/// The language that unparsed arguments ask for.
pub(super) fn language(typed: &[OsString]) -> Lang {
    let asks_for_english = |pair: &[OsString]| pair[0] == "--lang" && pair[1] == "en";
    if typed.windows(2).any(asks_for_english) || typed.iter().any(|word| word == "--lang=en") {
        Lang::En
    } else {
        Lang::Fr
    }
}

/// Help and version go to stdout; a mistake stops the command.
pub(super) fn answer(error: &Error, typed: &[OsString], lang: Lang) -> Result<Exit, Stop> {
    if !error.use_stderr() {
        terminal::print(lang, &error.render().to_string())?;
        return Ok(Exit::Done);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Err(Stop::usage(format!(
            "{}\n\n{}",
            pick(lang, "il manque une commande.", "a command is missing."),
            error.render()
        )));
    }
    Err(Stop::usage(format!("{}\n{}", message(error, typed, lang), hint(typed, lang))))
}

fn message(error: &Error, typed: &[OsString], lang: Lang) -> String {
    let named = |kind| error.get(kind).map(text).unwrap_or_default();
    let argument = named(ContextKind::InvalidArg);
    let mut message = match (error.kind(), lang) {
        (ErrorKind::UnknownArgument, Lang::Fr) => format!("option ou argument inconnu : {argument}."),
        (ErrorKind::UnknownArgument, Lang::En) => format!("unknown option or argument: {argument}."),
        (ErrorKind::InvalidSubcommand, Lang::Fr) => {
            format!("commande inconnue : {}.", named(ContextKind::InvalidSubcommand))
        }
        (ErrorKind::InvalidSubcommand, Lang::En) => {
            format!("unknown command: {}.", named(ContextKind::InvalidSubcommand))
        }
        (ErrorKind::MissingRequiredArgument, Lang::Fr) => format!("il manque : {argument}."),
        (ErrorKind::MissingRequiredArgument, Lang::En) => format!("missing: {argument}."),
        // clap's word for an option that stands twice.
        (ErrorKind::ArgumentConflict, Lang::Fr) if argument == named(ContextKind::PriorArg) => {
            let one_by_one =
                if takes_a_file(&argument) { " : un fichier à la fois, une commande par fichier" } else { "" };
            format!("{argument} ne se donne qu'une fois{one_by_one}.")
        }
        (ErrorKind::ArgumentConflict, Lang::En) if argument == named(ContextKind::PriorArg) => {
            let one_by_one = if takes_a_file(&argument) { ": one file at a time, a command for each" } else { "" };
            format!("{argument} is given only once{one_by_one}.")
        }
        (ErrorKind::ArgumentConflict, Lang::Fr) => {
            format!("{argument} ne va pas avec {}.", named(ContextKind::PriorArg))
        }
        (ErrorKind::ArgumentConflict, Lang::En) => {
            format!("{argument} does not go with {}.", named(ContextKind::PriorArg))
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, _) => {
            let value = named(ContextKind::InvalidValue);
            match (value.as_str(), lang) {
                ("", Lang::Fr) => format!("{argument} : la valeur manque."),
                ("", Lang::En) => format!("{argument}: the value is missing."),
                (_, Lang::Fr) => format!("{argument} : «{value}» ne convient pas."),
                (_, Lang::En) => format!("{argument}: «{value}» will not do."),
            }
        }
        // Rare kinds, in clap's own words.
        _ => error.render().to_string().trim_start_matches("error: ").trim_end().to_owned(),
    };
    // Writing to a String cannot fail.
    if let Some((least, most)) = range(error) {
        let _ = match lang {
            Lang::Fr => write!(message, " Donnez un nombre de {least} à {most}."),
            Lang::En => write!(message, " Give a number from {least} to {most}."),
        };
    }
    if let Some(option) = to_be_repeated(typed, &argument).filter(|_| error.kind() == ErrorKind::UnknownArgument) {
        let _ = match lang {
            Lang::Fr => write!(message, " Répétez {option} devant chaque fichier."),
            Lang::En => write!(message, " Repeat {option} before each file."),
        };
    }
    if let Some(values) = error.get(ContextKind::ValidValue).map(text).filter(|values| !values.is_empty()) {
        let _ = match lang {
            Lang::Fr => write!(message, " Valeurs possibles : {values}."),
            Lang::En => write!(message, " Possible values: {values}."),
        };
    }
    let suggestions = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(suggestion) = suggestions.into_iter().find_map(|kind| error.get(kind)) {
        let suggestion = text(suggestion);
        let _ = match lang {
            Lang::Fr => write!(message, " Vouliez-vous dire «{suggestion}» ?"),
            Lang::En => write!(message, " Did you mean «{suggestion}»?"),
        };
    }
    message
}

/// Whether an option, as clap shows it, has the path of a file.
fn takes_a_file(argument: &str) -> bool {
    argument.contains("<FICHIER>")
}

/// The bounds of a number that is out of them; clap has them in the words of the cause only.
fn range(error: &Error) -> Option<(String, String)> {
    let cause = std::error::Error::source(error)?.to_string();
    let (least, most) = cause.rsplit_once(" is not in ")?.1.split_once("..=")?;
    Some((least.to_owned(), most.to_owned()))
}

/// The option of one file each that a word follows too many, as when a shell spreads `--response *.xml`.
fn to_be_repeated(typed: &[OsString], word: &str) -> Option<&'static str> {
    if word.starts_with('-') {
        return None;
    }
    let place = typed.iter().rposition(|typed| typed == word)?;
    let before =
        typed[..place].iter().rev().filter_map(|typed| typed.to_str()).find(|typed| typed.starts_with("--"))?;
    let option = before.split('=').next()?;
    ["--response", "--base", "--cas"].into_iter().find(|repeated| *repeated == option)
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(values) => values.join(", "),
        other => other.to_string(),
    }
}

/// Where to read on: the help of the command that was typed, if one was.
fn hint(typed: &[OsString], lang: Lang) -> String {
    let arguments = Arguments::command();
    let (mut command, mut names) = (&arguments, vec!["rapproche"]);
    for word in typed.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(found) = command.get_subcommands().find(|found| found.get_name() == word) {
            names.push(word);
            command = found;
        }
    }
    format!("{} {} --help", pick(lang, "Aide :", "Help:"), names.join(" "))
}
