//! The person of a reply as one of a population, so that the same tables show them as those of a run.

use crate::cas::response::{AssertedIdentity, ResponseError, Validated, asserted_identity};
use crate::first_connection::{Correction, FirstConnection};
use crate::identity::{BirthDate, Entry, Person, Population};

/// A population of one.
#[derive(Debug)]
pub(super) struct One(Population);

impl One {
    /// The person as the CAS server asserts it.
    pub(super) fn asserted(identity: &AssertedIdentity, id: &str) -> Self {
        Self::corrected(identity, id, &Correction::default())
    }

    /// The same with what was typed in place of what was asserted.
    pub(super) fn corrected(identity: &AssertedIdentity, id: &str, typed: &Correction) -> Self {
        let mut population = Population::new(Vec::new(), Vec::new());
        let sent_date = identity.birth_date.clone().unwrap_or(BirthDate::MISSING);
        population.push(Entry {
            id,
            family: typed.family.as_deref().unwrap_or(&identity.family),
            given: typed.given.as_deref().unwrap_or(&identity.given),
            birth_family: &identity.birth_family,
            other_given: &identity.other_given,
            birth_date: typed.birth_date.unwrap_or(sent_date),
            postcode: identity.postcode,
            sex: identity.sex,
            ..Entry::default()
        });
        Self(population)
    }

    pub(super) fn person(&self) -> Person<'_> {
        self.0.person(0)
    }
}

/// What a reply asserts, by the attributes that the resolver goes by.
pub(super) fn identity_of(reply: &Validated, resolver: &FirstConnection) -> Result<AssertedIdentity, ResponseError> {
    asserted_identity(reply, resolver.policy().attributes())
}
