//! The command line.
//!
//! Role: from what somebody typed to calls of the library, and back to words on a terminal. Input: arguments, twice:
//! as typed ([`args`]), then resolved and validated ([`settings`]). Output: texts on stdout, remarks, errors and
//! progress on stderr, and an [`Exit`] code, which is documented API. Invariant: nothing is decided or computed here.
//!
//! Help is in French only, since administrators read it; the messages of a run follow `--lang`.

mod accept;
mod args;
mod complaint;
mod evaluate;
mod evaluate_args;
mod exchange;
mod explain;
mod formats;
mod help;
mod ids;
mod ids_args;
mod ids_confirm;
mod ids_read;
mod job;
mod model;
mod model_args;
mod progress;
mod reconcile;
mod resolve;
mod rules;
mod rules_args;
mod service;
mod settings;
mod share;
mod stop;
mod synth;
mod terminal;
mod train;
mod train_args;
mod tune;
mod tune_args;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use rapproche::formats::ProfileMap;
use rapproche::identity::Lang;

use args::{Arguments, Command, ProfilesAction};
use stop::{Exit, Stop};

/// Runs the command that `typed` asks for; the first argument is the program's own name.
pub(crate) fn main(typed: Vec<OsString>) -> ExitCode {
    let (lang, done) = match Arguments::try_parse_from(&typed) {
        Ok(arguments) => (arguments.lang.into(), run(arguments)),
        // Not parsed, so the language has to be looked for.
        Err(error) => {
            let lang = complaint::language(&typed);
            (lang, complaint::answer(&error, &typed, lang))
        }
    };
    let exit = done.unwrap_or_else(|stop| {
        terminal::complain(lang, &stop.message);
        stop.exit
    });
    exit.into()
}

fn run(arguments: Arguments) -> Result<Exit, Stop> {
    let lang = Lang::from(arguments.lang);
    match arguments.command {
        Command::Reconcile(typed) => reconcile::run(&typed, lang),
        Command::Explain(typed) => explain::run(&typed, lang),
        Command::Resolve(typed) => resolve::run(&typed, lang),
        Command::Evaluate(typed) => evaluate::run(&typed, lang),
        Command::Train(typed) => train::run(&typed, lang),
        Command::Tune(typed) => tune::run(&typed, lang),
        Command::Synth(typed) => synth::run(&typed, lang),
        Command::Rules(typed) => rules::run(&typed.action, lang),
        Command::Profiles(typed) => match typed.action {
            ProfilesAction::Show => terminal::print(lang, ProfileMap::shipped_toml()).map(|()| Exit::Done),
        },
        Command::Formats => formats::run(lang),
        Command::Model(typed) => model::run(&typed.action, lang),
        Command::Ids(typed) => ids::run(&typed.action, lang),
        Command::Exchange(typed) => exchange::run(&typed.action, lang),
        Command::Serve(typed) => service::serve(&typed, lang),
        Command::Import(typed) => service::import(&typed, lang),
        Command::Admin(typed) => service::admin(&typed, lang),
        Command::Token(typed) => service::token(&typed, lang),
        Command::Credentials(typed) => service::credentials(&typed, lang),
        Command::Audit(typed) => service::audit(&typed, lang),
        Command::Purge(typed) => service::purge(&typed, lang),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "rapproche", &mut script);
            terminal::print(lang, &String::from_utf8_lossy(&script))?;
            Ok(Exit::Done)
        }
    }
}

/// The one of two texts in the language asked for.
fn pick(lang: Lang, french: &'static str, english: &'static str) -> &'static str {
    match lang {
        Lang::Fr => french,
        Lang::En => english,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}
