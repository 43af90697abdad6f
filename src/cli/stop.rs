//! How a command ends.

use std::process::ExitCode;

/// The exit codes, which are documented API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done,
    /// Done, with a negative result: somebody who does not get in (`resolve`), a trial that is not conclusive
    /// (`model accept`), rule sets that differ (`rules diff`), a promise that the truth does not support (`tune`),
    /// nothing to change or nobody who confirms it (`ids`), failures to resolve (`reconcile`, only with `--fail-on-unresolved`).
    Unresolved,
    /// Wrong usage: arguments, or a file of rules, profiles, columns or CAS configuration that cannot be used.
    Usage,
    /// The people's files, the truth (`evaluate`, `tune`), lists of names (`synth`), fluxes of models or CAS replies cannot
    /// be read, an encrypted file cannot be opened, or a CAS server gives none. Nothing was written; replies beside one that cannot be read were resolved all the
    /// same.
    Unreadable,
    /// The results could not be written.
    Unwritable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Unresolved => 1,
            Exit::Usage => 2,
            Exit::Unreadable => 3,
            Exit::Unwritable => 4,
        })
    }
}

/// An end before the end: the exit code, and what to say on stderr.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) exit: Exit,
    pub(super) message: String,
}

impl Stop {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into() }
    }

    pub(super) fn unreadable(message: impl Into<String>) -> Self {
        Self { exit: Exit::Unreadable, message: message.into() }
    }

    pub(super) fn unwritable(message: impl Into<String>) -> Self {
        Self { exit: Exit::Unwritable, message: message.into() }
    }
}
