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
    Err(Stop::usage(format!("{}\n{}", message(error, lang), hint(typed, lang))))
}

fn message(error: &Error, lang: Lang) -> String {
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

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(values) => values.join(", "),
        other => other.to_string(),
    }
}

/// Where to read on: the help of the command that was typed, if one was.
fn hint(typed: &[OsString], lang: Lang) -> String {
    let commands = Arguments::command();
    let is_command = |word: &&OsString| commands.get_subcommands().any(|command| command.get_name() == **word);
    let command = typed.iter().skip(1).find(is_command).map_or("", |word| word.to_str().unwrap_or_default());
    let space = if command.is_empty() { "" } else { " " };
    format!("{} rapproche {command}{space}--help", pick(lang, "Aide :", "Help:"))
}
