//! What keeps the CAS ids of a base from being read, changed or brought in.

use crate::identity::Lang;

use super::read_error::ReadError;

/// Files that the commands on CAS ids cannot use. Each says where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum IdsError {
    /// The file cannot be read, or is no table.
    Unreadable(#[from] ReadError),
    /// A base without ids, or without identifiers of its users.
    MissingColumn {
        /// The file.
        file: String,
        /// Line of the titles.
        line: u32,
        /// The usual title.
        title: &'static str,
        /// The titles that are there.
        found: Vec<String>,
    },
    /// A list of ids without the columns for it, and of another width than two.
    NotAList {
        /// The file.
        file: String,
        /// The cells of its first row that read like titles.
        found: Vec<String>,
    },
    /// An id with a character that the base's encoding has not.
    Unencodable {
        /// The file whose encoding it is.
        file: String,
        /// Line of the user, from 1.
        line: u32,
        /// The character.
        character: char,
        /// The encoding.
        encoding: &'static str,
    },
    /// A workbook of several lists, which one CSV cannot hold.
    SeveralSheets {
        /// The file.
        file: String,
        /// Its sheets.
        sheets: Vec<String>,
    },
}

impl IdsError {
    /// The message, with the place and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unreadable(error), _) => error.message(lang),
            (Self::MissingColumn { file, line, title, found }, Lang::Fr) => format!(
                "{file} : il manque la colonne «{title}». Colonnes trouvées (ligne {line}) : {}. Exportez la liste avec cette colonne, ou désignez-la par --columns.",
                found.join(", ")
            ),
            (Self::MissingColumn { file, line, title, found }, Lang::En) => format!(
                "{file}: the column «{title}» is missing. Columns found (line {line}): {}. Export the list with this column, or name it with --columns.",
                found.join(", ")
            ),
            (Self::NotAList { file, found }, Lang::Fr) => format!(
                "{file} : ni colonnes «IDPN» et «Identifiant CAS» (ou «uid»), ni deux colonnes en tout{}. Donnez import-pronote.csv, links.csv, ou un fichier «IDPN;identifiant».",
                if found.is_empty() { String::new() } else { format!(". Titres : {}", found.join(", ")) }
            ),
            (Self::NotAList { file, found }, Lang::En) => format!(
                "{file}: neither columns «IDPN» and «Identifiant CAS» (or «uid»), nor two columns in all{}. Give import-pronote.csv, links.csv, or a file «IDPN;id».",
                if found.is_empty() { String::new() } else { format!(". Titles: {}", found.join(", ")) }
            ),
            (Self::Unencodable { file, line, character, encoding }, Lang::Fr) => format!(
                "{file}, ligne {line} : l'identifiant contient «{character}», qui n'existe pas en {encoding}, l'encodage de ce fichier ; enregistrez la base en CSV UTF-8 et recommencez."
            ),
            (Self::Unencodable { file, line, character, encoding }, Lang::En) => format!(
                "{file}, line {line}: the id contains «{character}», which {encoding}, the encoding of this file, does not have; save the base as CSV UTF-8 and try again."
            ),
            (Self::SeveralSheets { file, sheets }, Lang::Fr) => format!(
                "{file} : ce classeur a plusieurs listes ({}), qu'un seul fichier CSV ne peut contenir ; enregistrez chaque feuille à part.",
                sheets.join(", ")
            ),
            (Self::SeveralSheets { file, sheets }, Lang::En) => format!(
                "{file}: this workbook has several lists ({}), which one CSV file cannot hold; save each sheet apart.",
                sheets.join(", ")
            ),
        }
    }
}
