//! A setting that cannot be made, and what would be right.

use crate::identity::Lang;
use crate::normalize::nearest;
use crate::toml_error::TomlError;

/// A tunable that cannot be set as asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum SettingError {
    /// No tunable has that name.
    UnknownName {
        /// What was typed.
        name: String,
        /// The names there are.
        known: Vec<String>,
        /// Line in the file; `None` on a command line.
        line: Option<usize>,
    },
    /// A value that is no share between 0 and 1, no range, no positive factor.
    Value {
        /// The tunable.
        name: String,
        /// What was typed.
        value: String,
        /// What would be right, as an example.
        example: &'static str,
        /// Line in the file; `None` on a command line.
        line: Option<usize>,
    },
    /// `pool` beside `schools` or `pupils`.
    TwoLayouts {
        /// Line in the file.
        line: usize,
    },
    /// `regime` beside `pool`.
    RegimeOfPool {
        /// Line in the file.
        line: usize,
    },
    /// A file that is no TOML of this form.
    Toml(TomlError),
}

impl SettingError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        let place = |line: &Option<usize>| match line {
            Some(line) if french => format!("ligne {line} : "),
            Some(line) => format!("line {line}: "),
            None => String::new(),
        };
        match self {
            Self::UnknownName { name, known, line } => {
                let last = name.rsplit('.').next().unwrap_or(name);
                let meant = nearest([name.as_str(), last], known.iter().map(String::as_str));
                let known = known.join(", ");
                match (meant, french) {
                    (Some(meant), true) => {
                        format!("{}«{name}» est inconnu. Vouliez-vous dire «{meant}» ? Noms : {known}.", place(line))
                    }
                    (None, true) => format!("{}«{name}» est inconnu. Noms : {known}.", place(line)),
                    (Some(meant), false) => {
                        format!("{}«{name}» is unknown. Did you mean «{meant}»? Names: {known}.", place(line))
                    }
                    (None, false) => format!("{}«{name}» is unknown. Names: {known}.", place(line)),
                }
            }
            Self::Value { name, line, .. } if french => {
                format!("{}{name} : {}", place(line), self.about_the_value(lang))
            }
            Self::Value { name, line, .. } => format!("{}{name}: {}", place(line), self.about_the_value(lang)),
            Self::TwoLayouts { line } if french => {
                format!("ligne {line} : pool ne va pas avec schools ni pupils ; gardez l'un ou l'autre.")
            }
            Self::TwoLayouts { line } => {
                format!("line {line}: pool does not go with schools or pupils; keep the one or the other.")
            }
            Self::RegimeOfPool { line } if french => {
                format!("ligne {line} : regime ne va pas avec pool ; remplacez pool par schools.")
            }
            Self::RegimeOfPool { line } => {
                format!("line {line}: regime does not go with pool; write schools in place of pool.")
            }
            Self::Toml(error) => error.message(lang),
        }
    }

    /// The message on a value without the name of what it is for, where the reader has just seen it; else the message.
    pub fn about_the_value(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Value { value, example, .. }, Lang::Fr) => {
                format!("«{value}» ne convient pas ; par exemple {example}.")
            }
            (Self::Value { value, example, .. }, Lang::En) => format!("«{value}» will not do; for example {example}."),
            _ => self.message(lang),
        }
    }

    /// The same error at a place in a file.
    pub(super) fn at(mut self, place: usize) -> Self {
        if let Self::UnknownName { line, .. } | Self::Value { line, .. } = &mut self {
            *line = Some(place);
        }
        self
    }
}

pub(super) fn wrong(name: &str, value: impl ToString, example: &'static str) -> SettingError {
    SettingError::Value { name: name.to_owned(), value: value.to_string(), example, line: None }
}

pub(super) fn unknown(name: &str, known: &[&str]) -> SettingError {
    let known = known.iter().map(|&name| name.to_owned()).collect();
    SettingError::UnknownName { name: name.to_owned(), known, line: None }
}
