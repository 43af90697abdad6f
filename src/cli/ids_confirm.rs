//! Nothing is written that nobody agreed to.

use std::io::{self, IsTerminal, Write};

use rapproche::identity::Lang;

use super::ids_args::ChangeArguments;
use super::stop::{Exit, Stop};
use super::{pick, terminal};

/// How somebody agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consent {
    /// By `--yes`.
    Given,
    /// When asked, on the terminal.
    Ask,
    /// Not at all: `--dry-run`.
    Withheld,
}

impl Consent {
    /// From the options, or from there being a terminal.
    pub(super) fn of(typed: &ChangeArguments, lang: Lang) -> Result<Self, Stop> {
        if typed.dry_run {
            return Ok(Self::Withheld);
        }
        if typed.yes {
            return Ok(Self::Given);
        }
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(Self::Ask);
        }
        Err(Stop::usage(pick(
            lang,
            "personne ne peut confirmer ici, faute de terminal ; ajoutez --yes pour écrire, ou --dry-run pour voir.",
            "nobody can confirm here, without a terminal; add --yes to write, or --dry-run to see.",
        )))
    }
}

/// `None` to go on; or how the command ends without having written.
pub(super) fn confirm(consent: Consent, changes: usize, question: &str, lang: Lang) -> Result<Option<Exit>, Stop> {
    let nothing_written = pick(lang, "rien n'a été écrit.", "nothing was written.");
    if consent == Consent::Withheld {
        terminal::complain(lang, nothing_written);
        return Ok(Some(Exit::Done));
    }
    if changes == 0 {
        let nothing = pick(lang, "rien à changer ; rien n'a été écrit.", "nothing to change; nothing was written.");
        terminal::complain(lang, nothing);
        return Ok(Some(Exit::Unresolved));
    }
    if consent == Consent::Given || says_yes(question, lang).map_err(|error| cannot_ask(&error, lang))? {
        return Ok(None);
    }
    terminal::complain(lang, nothing_written);
    Ok(Some(Exit::Unresolved))
}

fn says_yes(question: &str, lang: Lang) -> io::Result<bool> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question} {} ", pick(lang, "[o/N]", "[y/N]"))?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes"))
}

fn cannot_ask(error: &io::Error, lang: Lang) -> Stop {
    Stop::usage(match lang {
        Lang::Fr => format!("la réponse ne peut pas être lue ({error}) ; ajoutez --yes pour écrire."),
        Lang::En => format!("the answer cannot be read ({error}); add --yes to write."),
    })
}
