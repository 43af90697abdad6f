//! What can be wrong with a column map, a profile map, or an `--base`/`--cas` argument.

use crate::identity::Lang;

use super::io_words;
use crate::toml_error::TomlError;

/// A setting that cannot be used. All of these are mistakes of usage, found before any data is read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum SettingsError {
    /// The settings file cannot be read.
    Unreadable {
        /// Path of the file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is not TOML of the expected form.
    Syntax {
        /// Path of the file, or what stands for it.
        file: String,
        /// Line, column, excerpt and remedy.
        error: Box<TomlError>,
    },
    /// A key that means nothing there.
    UnknownKey {
        /// Path of the file, or what stands for it.
        file: String,
        /// The key, with its section if it has one.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
        /// All keys that exist there.
        known: Vec<String>,
    },
    /// `Something=file.csv` where something is no profile.
    UnknownProfile {
        /// What stands before the `=`.
        title: String,
        /// The profile that was probably meant.
        nearest: Option<String>,
    },
    /// No path in an argument.
    NoPath {
        /// The argument.
        argument: String,
    },
}

impl SettingsError {
    /// That of reading `text`, which is what `file` holds.
    pub(super) fn syntax(error: &toml::de::Error, text: &str, file: &str) -> Self {
        Self::Syntax { file: file.to_owned(), error: Box::new(TomlError::of(error, text)) }
    }

    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        let meant = |nearest: &Option<String>| match nearest {
            Some(nearest) if french => format!(" Vouliez-vous dire «{nearest}» ?"),
            Some(nearest) => format!(" Did you mean «{nearest}»?"),
            None => String::new(),
        };
        match self {
            Self::Unreadable { file, source } if french => {
                format!("{file} : lecture impossible : {}.", io_words::describe(source, lang))
            }
            Self::Unreadable { file, source } => {
                format!("{file}: cannot be read: {}.", io_words::describe(source, lang))
            }
            Self::Syntax { file, error } => error.message_in(file, lang),
            Self::UnknownKey { file, key, nearest, known } => {
                let known = known.join(", ");
                if french {
                    format!("{file} : la clé «{key}» est inconnue.{} Clés possibles : {known}.", meant(nearest))
                } else {
                    format!("{file}: the key «{key}» is unknown.{} Keys that exist: {known}.", meant(nearest))
                }
            }
            Self::UnknownProfile { title, nearest } => {
                let known = crate::identity::Profile::ALL.map(crate::identity::Profile::title).join(", ");
                if french {
                    format!("«{title}» n’est pas un profil.{} Profils possibles : {known}.", meant(nearest))
                } else {
                    format!("«{title}» is not a profile.{} The profiles are {known}.", meant(nearest))
                }
            }
            Self::NoPath { argument } if french => format!("«{argument}» ne nomme aucun fichier."),
            Self::NoPath { argument } => format!("«{argument}» names no file."),
        }
    }
}
