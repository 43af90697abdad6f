//! Why an exchange file could not be written.

use std::io;

use crate::identity::Lang;

/// An exchange file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum WriteError {
    /// Somebody, or a part of the head, that the format cannot carry.
    Unwritable {
        /// The element: `Eleve`.
        element: &'static str,
        /// Which one: its identifier in the file.
        ident: String,
        /// What is in the way.
        problem: Unwritable,
    },
    /// The system does not take the file.
    Io(#[from] io::Error),
}

/// What an exchange format cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// A character that XML 1.0 has no way to write, not even as a reference.
    Character {
        /// The attribute or element that has it.
        part: &'static str,
        /// The character.
        character: char,
    },
    /// No birth date, where the format requires one.
    NoBirthDate,
    /// An element whose block was closed: the blocks have a fixed order.
    OutOfOrder,
    /// A list that must hold at least one element.
    EmptyList,
    /// A date that is no `xs:date`.
    Date {
        /// The attribute that has it.
        part: &'static str,
    },
    /// A moment that is no `xs:dateTime`.
    Moment {
        /// The element that has it.
        part: &'static str,
    },
}

impl WriteError {
    /// The message, with the place and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unwritable { element, ident, problem }, Lang::Fr) => {
                format!("{element} {ident} : {}", problem.sentence(lang))
            }
            (Self::Unwritable { element, ident, problem }, Lang::En) => {
                format!("{element} {ident}: {}", problem.sentence(lang))
            }
            (Self::Io(error), _) => error.to_string(),
        }
    }
}

impl Unwritable {
    fn sentence(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Character { part, character }, Lang::Fr) => format!(
                "{part} contient le caractère U+{:04X}, qu'aucun fichier XML ne peut contenir ; retirez-le.",
                u32::from(character)
            ),
            (Self::Character { part, character }, Lang::En) => format!(
                "{part} has the character U+{:04X}, which no XML file can hold; remove it.",
                u32::from(character)
            ),
            (Self::NoBirthDate, Lang::Fr) => {
                "la date de naissance manque et ce format l'exige ; complétez-la.".to_owned()
            }
            (Self::NoBirthDate, Lang::En) => {
                "the birth date is missing, and this format requires it; fill it in.".to_owned()
            }
            (Self::OutOfOrder, Lang::Fr) => {
                "arrive après un bloc suivant ; l'ordre est personnels, professeurs, responsables, élèves.".to_owned()
            }
            (Self::OutOfOrder, Lang::En) => {
                "comes after a later block; the order is staff, teachers, guardians, pupils.".to_owned()
            }
            (Self::Date { part }, Lang::Fr) => format!("{part} n'est pas une date ; écrivez-la comme 2012-03-04."),
            (Self::Date { part }, Lang::En) => format!("{part} is no date; write it like 2012-03-04."),
            (Self::Moment { part }, Lang::Fr) => {
                format!("{part} n'est pas une date avec l'heure ; écrivez-la comme 2025-09-01T08:30:00.")
            }
            (Self::Moment { part }, Lang::En) => {
                format!("{part} is no date with a time; write it like 2025-09-01T08:30:00.")
            }
            (Self::EmptyList, Lang::Fr) => "la liste est vide ; il en faut au moins un.".to_owned(),
            (Self::EmptyList, Lang::En) => "the list is empty; at least one is needed.".to_owned(),
        }
    }
}

impl From<WriteError> for io::Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => error,
            error @ WriteError::Unwritable { .. } => Self::new(io::ErrorKind::InvalidInput, error),
        }
    }
}
