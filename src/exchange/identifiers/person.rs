//! What the document holds. Text that is empty stands for a value that is left out.

use super::Address;
/// A user of the base. Somebody with two profiles is two persons of one `idpn`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The number in this document; who numbers people gives no number twice.
    pub ident: u32,
    /// `IDPN`: the PRONOTE identifier, with its white space.
    pub idpn: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Birth date as it stands in the document; to be written, an `xs:date`, see [`iso_date`](super::iso_date).
    pub birth_date: String,
    /// Postal address.
    pub address: Address,
    /// In which block, and what that block adds.
    pub role: Role,
}

/// The element of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Role {
    /// `Professeur`.
    Teacher,
    /// `Personnel`.
    #[default]
    Staff,
    /// `Responsable`.
    Guardian,
    /// `Eleve`.
    Pupil {
        /// The classes.
        classes: Vec<String>,
        /// The [`Person::ident`]s of the responsible adults.
        guardians: Vec<u32>,
    },
}

impl Role {
    /// Its element.
    pub(super) fn element(&self) -> &'static str {
        match self {
            Self::Teacher => "Professeur",
            Self::Staff => "Personnel",
            Self::Guardian => "Responsable",
            Self::Pupil { .. } => "Eleve",
        }
    }

    /// The block of such elements.
    pub(super) fn block(&self) -> &'static str {
        match self {
            Self::Teacher => "Professeurs",
            Self::Staff => "Personnels",
            Self::Guardian => "Responsables",
            Self::Pupil { .. } => "Eleves",
        }
    }

    /// The place of the block in the document.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Teacher => 0,
            Self::Staff => 1,
            Self::Guardian => 2,
            Self::Pupil { .. } => 3,
        }
    }
}
