//! The same identifier again.
//!
//! Tells apart what lists do in good faith (a parent once per child, an account once per profile) from
//! two people under one identifier. Only row numbers are stored: the identifiers stay where they are.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::identity::{Entry, Flaws, Person, Population, ProfileSet, Row};

/// How a new row stands to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sighting {
    /// Nobody like this before.
    New,
    /// The same values as before, in no further profile.
    Repeated,
    /// Every cell is as on that row before, and no identifier tells whether it is the same person.
    Indistinct(Row),
    /// The same values as before, in these further profiles.
    FurtherProfiles(ProfileSet),
    /// Other data under an identifier that the profile already has.
    Conflict {
        /// The row before it.
        first: Row,
        /// Whether names and birth date are the same, so that it is one person all the same.
        same_person: bool,
    },
}

/// Rows by identifier, and by values where a list has no identifiers.
#[derive(Debug)]
pub(super) struct Duplicates {
    by_id: HashTable<Row>,
    by_values: HashTable<Row>,
    hasher: FixedState,
}

impl Duplicates {
    /// Reserves room for `rows` identifiers.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            by_id: HashTable::with_capacity(rows),
            by_values: HashTable::new(),
            hasher: FixedState::with_seed(0x6964_706E),
        }
    }

    /// Looks `entry`, which is about to become row `next`, up by its identifier and remembers it.
    pub(super) fn see_id(&mut self, population: &Population, entry: &Entry<'_>, next: Row) -> Sighting {
        let id_hash = |id: &str| self.hasher.hash_one(id);
        let hash = id_hash(entry.id);
        let mut known = ProfileSet::EMPTY;
        let mut seen_same = false;
        let mut conflict = None;
        for &row in self.by_id.iter_hash(hash) {
            let person = population.person(row);
            if person.id() != entry.id {
                continue;
            }
            if same_values(person, entry) {
                seen_same = true;
                known = known.union(person.profiles());
            } else if overlap(person.profiles(), entry.profiles) && conflict.is_none_or(|(first, _)| row < first) {
                conflict = Some((row, same_person(person, entry)));
            }
        }
        let further: ProfileSet = entry.profiles.iter().filter(|&profile| !known.contains(profile)).collect();
        let sighting = match conflict {
            _ if seen_same && further.is_empty() => return Sighting::Repeated,
            Some((first, same_person)) => Sighting::Conflict { first, same_person },
            None if seen_same => Sighting::FurtherProfiles(further),
            None => Sighting::New,
        };
        self.by_id.insert_unique(hash, next, |&row| id_hash(population.person(row).id()));
        sighting
    }

    /// Looks up an entry of a list without identifiers. Where every cell is the same, the passed-through ones
    /// too, it may be one person twice as well as homonyms.
    pub(super) fn see_values(&mut self, population: &Population, entry: &Entry<'_>, next: Row) -> Sighting {
        let names_hash = |family: &str, given: &str| self.hasher.hash_one((family, given));
        let hash = names_hash(entry.family, entry.given);
        let is_same = |&row: &Row| {
            let person = population.person(row);
            person.profiles() == entry.profiles
                && same_values(person, entry)
                && person.extras().eq(entry.extras.iter().copied())
        };
        if let Some(&first) = self.by_values.find(hash, is_same) {
            return Sighting::Indistinct(first);
        }
        self.by_values.insert_unique(hash, next, |&row| {
            let person = population.person(row);
            names_hash(person.family(), person.given())
        });
        Sighting::New
    }
}

fn overlap(left: ProfileSet, right: ProfileSet) -> bool {
    left == right || left.iter().any(|profile| right.contains(profile))
}

fn same_person(person: Person<'_>, entry: &Entry<'_>) -> bool {
    person.family() == entry.family && person.given() == entry.given && person.birth_date() == entry.birth_date
}

/// Equal in all that the engine knows, profiles and place apart.
fn same_values(person: Person<'_>, entry: &Entry<'_>) -> bool {
    same_person(person, entry)
        && person.birth_family() == entry.birth_family
        && person.other_given() == entry.other_given
        && person.postcode() == entry.postcode
        && person.sex() == entry.sex
        && person.schools() == entry.schools
        && person.linked_id().unwrap_or_default() == entry.linked_id
        // Whether a row before was found to be a duplicate says nothing of its values.
        && person.flaws().union(Flaws::DUPLICATE_ID) == entry.flaws.union(Flaws::DUPLICATE_ID)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Postcode, Profile};

    fn see(population: &mut Population, duplicates: &mut Duplicates, entry: Entry<'_>) -> Sighting {
        let sighting = duplicates.see_id(population, &entry, population.len() as Row);
        if sighting != Sighting::Repeated {
            population.push(entry);
        }
        sighting
    }

    #[test]
    fn tells_repetition_from_conflict() {
        let mut population = Population::new(vec!["f".into()], vec![]);
        let mut duplicates = Duplicates::with_capacity(0);
        let parent =
            Entry { id: "7", profiles: Profile::Parents.into(), family: "NOIRET", given: "Anne", ..Entry::default() };
        let mut see = |entry| see(&mut population, &mut duplicates, entry);
        assert_eq!(see(parent), Sighting::New);
        assert_eq!(see(parent), Sighting::Repeated);
        let both: ProfileSet = [Profile::Parents, Profile::Teachers].into_iter().collect();
        assert_eq!(see(Entry { profiles: both, ..parent }), Sighting::FurtherProfiles(Profile::Teachers.into()));
        assert_eq!(
            see(Entry { postcode: Postcode::french(35_000), ..parent }),
            Sighting::Conflict { first: 0, same_person: true }
        );
        assert_eq!(see(Entry { given: "Paul", ..parent }), Sighting::Conflict { first: 0, same_person: false });
        assert_eq!(see(Entry { given: "Lou", profiles: Profile::Pupils.into(), ..parent }), Sighting::New);
    }
}
