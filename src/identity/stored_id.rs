//! Who holds which CAS id, as a list of the base says it.
//!
//! Ids are compared without the white space around them, as everywhere, and written exactly as they stood.

use super::{BirthDate, ProfileSet, Sex, bare_id};

/// A row of the base, as whoever empties or fills its CAS ids sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredId {
    /// Line of the file, from 1.
    pub line: u32,
    /// PRONOTE identifier of the user; empty where the row has none that tells one user from another.
    pub idpn: String,
    /// The profiles of the user at the school; empty where the row names none.
    pub profiles: ProfileSet,
    /// Family name as written.
    pub family: String,
    /// Given name as written.
    pub given: String,
    /// Birth date; missing too where it cannot be read.
    pub birth_date: BirthDate,
    /// Sex, where the row says it.
    pub sex: Sex,
    /// The cell of the CAS id, exactly as it stands.
    pub id: String,
    /// Whether the cells may stand under the wrong titles, because the row has too few or too many of them.
    pub is_ragged: bool,
}

impl StoredId {
    /// The id as it is compared; empty where there is none.
    pub fn key(&self) -> &str {
        bare_id(&self.id)
    }

    /// Tells whether the user has a CAS id.
    pub fn has_id(&self) -> bool {
        !self.key().is_empty()
    }
}

/// An id for a user: from a backup, or from a list of links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdOffer {
    /// Line of the file that offers it, from 1.
    pub line: u32,
    /// PRONOTE identifier of the user it is for.
    pub idpn: String,
    /// In which profiles; empty where the file does not say.
    pub profiles: ProfileSet,
    /// Family and given name of the user it was for, where the file says them.
    pub name: Option<(String, String)>,
    /// The id, exactly.
    pub id: String,
    /// Whether the file had no-break spaces around the id, which are not part of it.
    pub was_padded: bool,
}

impl IdOffer {
    /// The id as it is compared.
    pub fn key(&self) -> &str {
        bare_id(&self.id)
    }
}

/// An id for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdChange {
    /// Index of the row.
    pub row: usize,
    /// The cell, exactly; empty where the row loses its id.
    pub id: String,
}

/// What somebody wrote to name a user: an id, a PRONOTE identifier, or a value that may be either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Line of the file, from 1.
    pub line: u32,
    /// The value, without white space around it.
    pub value: String,
    /// Which of the two the column says it is.
    pub kind: WantedKind,
}

/// What a [`Wanted`] value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedKind {
    /// A CAS id.
    Id,
    /// A PRONOTE identifier.
    Idpn,
    /// The file does not say.
    Either,
}
