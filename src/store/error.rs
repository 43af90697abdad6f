//! What can go wrong with a database.

use crate::identity::Lang;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached or made.
    #[error("{address}: the database cannot be opened")]
    Open {
        /// The file or the host; never a password.
        address: String,
        /// Why.
        source: sqlx::Error,
    },
    /// It is a file of another kind.
    #[error("{address}: this is no database")]
    NoDatabase {
        /// The file.
        address: String,
    },
    /// A later version of this program has written it.
    #[error("{address}: the database has version {version}, which this program does not know")]
    Newer {
        /// The file or the host.
        address: String,
        /// Its version.
        version: i64,
    },
    /// It cannot be brought up to date.
    #[error("{address}: the database cannot be brought up to date")]
    Migration {
        /// The file or the host.
        address: String,
        /// Why.
        source: sqlx::migrate::MigrateError,
    },
    /// There is no such school.
    #[error("there is no school {0}")]
    UnknownSchool(String),
    /// A link that would give a user two ids, or an id two users, within one profile.
    #[error("the id or the user is linked already")]
    LinkTaken,
    /// Somebody else has changed it since it was read.
    #[error("it has been changed since it was read")]
    Changed,
    /// A row holds what this program never writes.
    #[error("the database holds for {what} what this program never writes")]
    Corrupt {
        /// Which column.
        what: &'static str,
        /// What stands there: it may be somebody's birth date, so that no message and no log has it.
        value: String,
    },
    /// Its disk has no room left, or fails; nothing was changed.
    #[error("the disk of the database has no room, or fails")]
    Disk(#[source] sqlx::Error),
    /// Anything else; nothing was changed.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if is_of_disk(&error) { Self::Disk(error) } else { Self::Database(error) }
    }
}

/// Whether it is the disk that said no: SQLite's `SQLITE_FULL` and what belongs to `SQLITE_IOERR`, PostgreSQL's `disk_full` and
/// `io_error`.
fn is_of_disk(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(inner) = error else { return false };
    match inner.code().as_deref() {
        Some("53100" | "58030") => true,
        // Extended codes hold the primary one in their last byte.
        Some(code) => code.len() < 5 && code.parse().is_ok_and(|code: u32| [10, 13].contains(&(code & 0xFF))),
        None => false,
    }
}

impl StoreError {
    /// An error of an INSERT, whose unique constraint means something.
    pub(super) fn of_insert(error: sqlx::Error, taken: Self) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => taken,
            _ => error.into(),
        }
    }

    /// An error of opening, or making, a database.
    pub(super) fn of_open(address: &str, error: sqlx::Error) -> Self {
        if is_of_disk(&error) { Self::Disk(error) } else { Self::Open { address: address.to_owned(), source: error } }
    }

    /// For an administrator: what happened, and what to do.
    pub fn message(&self, lang: Lang) -> String {
        let cause = |error: &dyn std::error::Error| {
            let mut innermost = error;
            while let Some(source) = innermost.source() {
                innermost = source;
            }
            innermost.to_string()
        };
        match (self, lang) {
            (Self::Open { address, source }, Lang::Fr) => {
                format!(
                    "{address} : impossible d’ouvrir la base de données ({}). Vérifiez l’adresse et les droits.",
                    cause(source)
                )
            }
            (Self::Open { address, source }, Lang::En) => {
                format!(
                    "{address}: the database cannot be opened ({}). Check the address and the permissions.",
                    cause(source)
                )
            }
            (Self::NoDatabase { address }, Lang::Fr) => {
                format!(
                    "{address} : ce fichier n’est pas une base de données de rapproche ; donnez un autre nom (--database)."
                )
            }
            (Self::NoDatabase { address }, Lang::En) => {
                format!("{address}: this file is no database of rapproche; give another name (--database).")
            }
            (Self::Newer { address, version }, Lang::Fr) => {
                format!(
                    "{address} : base de données de version {version}, écrite par un rapproche plus récent ; mettez à jour le programme."
                )
            }
            (Self::Newer { address, version }, Lang::En) => {
                format!("{address}: database of version {version}, written by a later rapproche; update the program.")
            }
            (Self::Migration { address, source }, Lang::Fr) => {
                format!("{address} : mise à jour impossible ({}) ; rien n’a été changé.", cause(source))
            }
            (Self::Migration { address, source }, Lang::En) => {
                format!("{address}: cannot be brought up to date ({}); nothing was changed.", cause(source))
            }
            (Self::UnknownSchool(uai), Lang::Fr) => {
                format!("Aucun établissement {uai} ; importez d’abord sa base (rapproche import).")
            }
            (Self::UnknownSchool(uai), Lang::En) => {
                format!("There is no school {uai}; import its base first (rapproche import).")
            }
            (Self::LinkTaken, Lang::Fr) => "Cet identifiant ou cet utilisateur est déjà rapproché.".to_owned(),
            (Self::LinkTaken, Lang::En) => "This id or this user is linked already.".to_owned(),
            (Self::Changed, Lang::Fr) => {
                "Quelqu’un d’autre l’a changé entre-temps : relisez avant de décider.".to_owned()
            }
            (Self::Changed, Lang::En) => {
                "Somebody else has changed it meanwhile: look again before you decide.".to_owned()
            }
            (Self::Corrupt { what, .. }, Lang::Fr) => {
                format!("La base de données contient pour {what} une valeur illisible ; restaurez une sauvegarde.")
            }
            (Self::Corrupt { what, .. }, Lang::En) => {
                format!("The database holds for {what} what cannot be read; restore a backup.")
            }
            (Self::Disk(error), Lang::Fr) => format!(
                "Le disque de la base de données est plein ou en panne ({}) ; rien n’a été changé. Libérez de la place et recommencez.",
                cause(error)
            ),
            (Self::Disk(error), Lang::En) => {
                format!(
                    "The disk of the database is full, or fails ({}); nothing was changed. Make room and try again.",
                    cause(error)
                )
            }
            (Self::Database(error), Lang::Fr) => {
                format!("La base de données a échoué ({}) ; rien n’a été changé.", cause(error))
            }
            (Self::Database(error), Lang::En) => {
                format!("The database failed ({}); nothing was changed.", cause(error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_not_told() {
        let error = StoreError::Corrupt { what: "birth_date", value: "2012-03-04x".to_owned() };
        for said in [error.to_string(), error.message(Lang::Fr), error.message(Lang::En)] {
            assert!(said.contains("birth_date") && !said.contains("2012"), "{said}");
        }
    }
}
