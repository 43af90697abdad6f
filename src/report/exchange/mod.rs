//! A population as a document of the exchange between an ENT and PRONOTE.
//!
//! Role: from people as they were read to the records of [`crate::exchange`], both ways: a base's users for an ENT
//! ([`identifiers_document`]), an ENT's for PRONOTE ([`rapprochement_document`]). Input: a population. Output: a document, not
//! encrypted yet, and who had to be left out. Invariant: an identifier is given for one person or for nobody.

mod columns;
mod identifiers;
mod rapprochement;

pub use identifiers::identifiers_document;
pub use rapprochement::rapprochement_document;

use crate::identity::{Flaws, Person, Population, Profile, Schools};

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
    /// No profile that the format has an element for: inspectors, internship supervisors, people without a profile.
    pub without_element: u32,
    /// Pupils without a birth date, where the format requires one.
    pub without_birth_date: u32,
    /// People of other schools.
    pub of_other_schools: u32,
}

impl LeftOut {
    /// Everybody.
    pub fn all(self) -> u32 {
        self.without_id + self.with_shared_id + self.without_element + self.without_birth_date + self.of_other_schools
    }
}

/// The profiles that the formats have elements for.
const PROFILES: [Profile; 4] = [Profile::Teachers, Profile::Staff, Profile::Parents, Profile::Pupils];

/// The people who can stand in a document about one school, or any. Whoever carries no code of a school is of this one.
fn usable<'a>(population: &'a Population, school: Option<&str>) -> (Vec<Person<'a>>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut usable = Vec::with_capacity(population.len());
    for person in population.people() {
        let counter = if person.flaws().contains(Flaws::MISSING_ID) {
            &mut left_out.without_id
        } else if person.flaws().contains(Flaws::DUPLICATE_ID) {
            &mut left_out.with_shared_id
        } else if !PROFILES.iter().any(|profile| person.profiles().contains(*profile)) {
            &mut left_out.without_element
        } else if school.is_some_and(|school| is_of_another(person, school)) {
            &mut left_out.of_other_schools
        } else {
            usable.push(person);
            continue;
        };
        *counter += 1;
    }
    (usable, left_out)
}

fn is_of_another(person: Person<'_>, school: &str) -> bool {
    let schools = Schools::parse(person.schools());
    !schools.codes().is_empty() && !schools.codes().iter().any(|code| code == school)
}
