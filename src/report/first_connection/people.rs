//! The person of a reply as one of a population, so that the same tables show them as those of a run.

use crate::cas::response::{AssertedIdentity, ResponseError, Validated, asserted_identity};
use crate::first_connection::FirstConnection;
use crate::identity::{BirthDate, Entry, Person, Population};

/// A population of one.
#[derive(Debug)]
pub(crate) struct One(Population);

impl One {
    /// The person as the CAS server asserts it, or as it was corrected.
    pub(crate) fn new(identity: &AssertedIdentity, id: &str) -> Self {
        let mut population = Population::new(Vec::new(), Vec::new());
        population.push(entry(identity, id));
        Self(population)
    }

    pub(crate) fn person(&self) -> Person<'_> {
        self.0.person(0)
    }
}

/// Somebody as the CAS server asserts it, for a population.
pub(crate) fn entry<'a>(identity: &'a AssertedIdentity, id: &'a str) -> Entry<'a> {
    Entry {
        id,
        family: &identity.family,
        given: &identity.given,
        birth_family: &identity.birth_family,
        other_given: &identity.other_given,
        birth_date: identity.birth_date.clone().unwrap_or(BirthDate::MISSING),
        postcode: identity.postcode,
        sex: identity.sex,
        ..Entry::default()
    }
}

/// What a reply asserts, by the attributes that the resolver goes by.
pub(crate) fn identity_of(reply: &Validated, resolver: &FirstConnection) -> Result<AssertedIdentity, ResponseError> {
    asserted_identity(reply, resolver.policy().attributes())
}
