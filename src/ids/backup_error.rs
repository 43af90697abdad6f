//! A backup that cannot be restored.

use crate::identity::Lang;

/// What is wrong with a file that was given as a backup. Each says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum BackupError {
    /// Some other file.
    NotABackup {
        /// The file.
        file: String,
    },
    /// Of a version that this program does not know.
    Version {
        /// The file.
        file: String,
        /// Its version.
        version: String,
    },
    /// Not what `reset` wrote.
    Damaged {
        /// The file.
        file: String,
        /// In which way.
        damage: Damage,
    },
}

/// How a backup differs from what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Its end is missing.
    Cut,
    /// A line is not what it was.
    Changed,
    /// Another encoding or delimiter: a spreadsheet has saved it.
    SavedAnew,
}

impl BackupError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotABackup { file }, Lang::Fr) => format!(
                "{file} n'est pas une sauvegarde de «rapproche ids reset». Pour une liste d'identifiants d'une autre origine : rapproche ids import."
            ),
            (Self::NotABackup { file }, Lang::En) => format!(
                "{file} is no backup of «rapproche ids reset». For a list of ids from elsewhere: rapproche ids import."
            ),
            (Self::Version { file, version }, Lang::Fr) => format!(
                "{file} : sauvegarde au format {version}, que cette version de rapproche ne connaît pas ; prenez celle qui l'a écrite, ou une plus récente."
            ),
            (Self::Version { file, version }, Lang::En) => format!(
                "{file}: a backup of format {version}, which this version of rapproche does not know; use the one that wrote it, or a later one."
            ),
            (Self::Damaged { file, damage }, Lang::Fr) => {
                let how = match damage {
                    Damage::Cut => "sa fin manque",
                    Damage::Changed => "son contenu a changé depuis qu'elle a été écrite",
                    Damage::SavedAnew => "un tableur l'a enregistrée à nouveau",
                };
                format!(
                    "{file} : sauvegarde abîmée, {how} ; reprenez une copie intacte. Si ce qu'elle contient est voulu : rapproche ids import --ids {file}."
                )
            }
            (Self::Damaged { file, damage }, Lang::En) => {
                let how = match damage {
                    Damage::Cut => "its end is missing",
                    Damage::Changed => "its content has changed since it was written",
                    Damage::SavedAnew => "a spreadsheet has saved it anew",
                };
                format!(
                    "{file}: a damaged backup, {how}; take an untouched copy. If what it holds is what you want: rapproche ids import --ids {file}."
                )
            }
        }
    }
}
