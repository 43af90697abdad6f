//! How a command ends.

use std::process::ExitCode;

/// The exit codes, which are documented API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done,
    /// Done, with failures to resolve; only with `--fail-on-unresolved`.
    Unresolved,
    /// Wrong usage: arguments, or a file of rules, profiles or columns that cannot be used.
    Usage,
    /// The people's files cannot be read. Nothing was written.
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
