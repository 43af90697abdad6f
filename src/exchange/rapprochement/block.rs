//! The blocks of the file, whose order is fixed.

use super::person::Role;

/// The blocks of people, in the order of the file, and their elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Block {
    Staff,
    Teachers,
    Guardians,
    Pupils,
}

impl Block {
    /// All of them, in order.
    pub(super) const ALL: [Self; 4] = [Self::Staff, Self::Teachers, Self::Guardians, Self::Pupils];

    /// The names of the blocks from each on.
    pub(super) const NAMES: [&'static str; 4] = ["Personnels", "Professeurs", "Responsables", "Eleves"];

    pub(super) fn of(role: &Role) -> Self {
        match role {
            Role::Staff => Self::Staff,
            Role::Teacher { .. } => Self::Teachers,
            Role::Guardian { .. } => Self::Guardians,
            Role::Pupil { .. } => Self::Pupils,
        }
    }

    pub(super) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Staff => "Personnel",
            Self::Teachers => "Professeur",
            Self::Guardians => "Responsable",
            Self::Pupils => "Eleve",
        }
    }
}
