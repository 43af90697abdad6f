//! A population as a document of the exchange between an ENT and PRONOTE.
//!
//! Role: from people as they were read to the records of [`crate::exchange`], both ways: a base's users for an ENT
//! ([`identifiers_document`]), an ENT's for PRONOTE ([`rapprochement_document`]). Input: a population. Output: a document, not
//! encrypted yet, and who had to be left out. Invariants: an identifier is given for one person or for nobody; a document about
//! one school has nobody of whom the population says that they are of another.

mod columns;
mod families;
mod identifiers;
mod rapprochement;
mod usable;

pub use identifiers::identifiers_document;
pub use rapprochement::rapprochement_document;

use crate::identity::Profile;
use usable::usable;

/// A document and who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeDocument {
    /// The document, UTF-8.
    pub bytes: Vec<u8>,
    /// How many people it holds; somebody with two profiles counts twice.
    pub people: u32,
    /// Who had to be left out.
    pub left_out: LeftOut,
}

/// How many people the document does not hold, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// No identifier, or one that cannot be trusted.
    pub without_id: u32,
    /// An identifier that other people have too.
    pub with_shared_id: u32,
    /// No profile at all, or none that is known.
    pub without_profile: u32,
    /// No profile that the format has an element for: inspectors, internship supervisors.
    pub without_element: u32,
    /// No family name or no given name.
    pub without_name: u32,
    /// Pupils without a birth date, where the format requires one.
    pub without_birth_date: u32,
    /// Pupils with a birth date that cannot be one, where the format requires one.
    pub with_impossible_birth_date: u32,
    /// People of other schools.
    pub of_other_schools: u32,
}

impl LeftOut {
    /// Everybody.
    pub fn all(self) -> u32 {
        self.without_id
            + self.with_shared_id
            + self.without_profile
            + self.without_element
            + self.without_name
            + self.without_birth_date
            + self.with_impossible_birth_date
            + self.of_other_schools
    }
}

/// The profiles that the formats have elements for.
const PROFILES: [Profile; 4] = [Profile::Teachers, Profile::Staff, Profile::Parents, Profile::Pupils];
