//! The same identifier again.
//!
//! Tells apart what lists do in good faith (a parent once per child, an account once per profile or once per school) from
//! two people under one identifier. Only row numbers are stored: the identifiers stay where they are.
//! Invariant: whatever a list repeats, a row is compared with a handful of others: one per profile of its identifier,
//! and those that have all its values.

use std::hash::{BuildHasher, Hash};
use std::iter::once;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::identity::{BirthDate, Entry, Flaws, Person, Population, Postcode, Profile, ProfileSet, Row, Sex};

use super::once_per_child::OncePerChild;

/// How a new row stands to those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sighting {
    /// Nobody like this before.
    New,
    /// The same values as before, in no further profile.
    Repeated,
    /// The same person as a row before, by all cells that do not tell of a child.
    Merged,
    /// Every cell is as on that row before, and neither an identifier nor a date tells whether it is the same person.
    Indistinct(Row),
    /// The same values as before, in these further profiles.
    FurtherProfiles(ProfileSet),
    /// Other data under an identifier that the profile already has.
    Conflict,
}

/// A new row's [`Sighting`], and what it says of rows before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) sighting: Sighting,
    /// Rows of a common profile that cannot be linked any more: their identifier is somebody else's too, or the
    /// new row tells of a link that they do not have. Nearly always empty, and then without an allocation.
    pub(super) spoilt: Vec<Row>,
    /// The row before that has the same values in the profile of parents: what the new one says of a parent's rights,
    /// which may differ from child to child, is said of that one.
    pub(super) parent: Option<Row>,
    /// The row before that has the same values in the profile of pupils, of which the new one may name other adults.
    pub(super) pupil: Option<Row>,
    /// Rows before that have the same values in a common profile, and other schools: it is one person, who is at all of them.
    pub(super) elsewhere: Vec<Row>,
}

impl Seen {
    /// What tells of no row before.
    pub(super) fn alone(sighting: Sighting) -> Self {
        Self { sighting, spoilt: Vec::new(), parent: None, pupil: None, elsewhere: Vec::new() }
    }
}

/// Rows by identifier, and by values where the identifier does not tell.
#[derive(Debug)]
pub(super) struct Duplicates {
    /// Of each identifier, the rows that were the first in one of their profiles.
    by_id: HashTable<Row>,
    /// Of a list without identifiers, all rows; else the rows in conflict with one before.
    by_values: HashTable<Row>,
    /// Of a list that names parents once per child, the rows of parents by what does not tell of the child.
    parents: HashTable<Row>,
    hasher: FixedState,
}

impl Duplicates {
    /// Reserves room for `rows` identifiers.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            by_id: HashTable::with_capacity(rows),
            by_values: HashTable::new(),
            parents: HashTable::new(),
            hasher: FixedState::with_seed(0x6964_706E),
        }
    }

    /// Forgets what holds within one list alone.
    pub(super) fn begin_list(&mut self) {
        self.parents.clear();
    }

    /// Looks `entry`, which is about to become row `next`, up by its identifier and remembers it.
    pub(super) fn see_id(&mut self, population: &Population, entry: &Entry<'_>, next: Row) -> Seen {
        let hasher = &self.hasher;
        let id_hash = |id: &str| hasher.hash_one(id);
        let hash = id_hash(entry.id);
        let values = Values::from(entry);
        let has_same_id = |row: &Row| population.person(*row).id() == entry.id;
        let mut covered = None;
        let mut known = ProfileSet::EMPTY;
        let mut seen_same = false;
        let mut is_conflict = false;
        let (mut spoilt, mut elsewhere) = (Vec::new(), Vec::new());
        let (mut parent, mut pupil) = (None, None);
        let is_elsewhere = |person: Person<'_>| person.schools() != entry.schools;
        let are_both =
            |person: Person<'_>, profile| [person.profiles(), entry.profiles].iter().all(|set| set.contains(profile));
        for row in self.by_id.iter_hash(hash).copied().filter(has_same_id) {
            let person = population.person(row);
            let is_common = overlap(person.profiles(), entry.profiles);
            covered = Some(person.profiles().union(covered.unwrap_or_default()));
            // A parent listed once per child may have an address for each.
            let is_parent = are_both(person, Profile::Parents);
            let is_same = if is_parent { values.are_of_one(&person.into()) } else { values == person.into() };
            if is_same {
                seen_same = true;
                known = known.union(person.profiles());
                parent = parent.or(are_both(person, Profile::Parents).then_some(row));
                pupil = pupil.or(are_both(person, Profile::Pupils).then_some(row));
                elsewhere.extend((is_common && is_elsewhere(person)).then_some(row));
            }
            is_conflict |= is_common && !is_same;
            if is_common && (!same_person(person, entry) || knows_another_link(person, entry)) {
                spoilt.push(row);
            }
        }
        let values_hash = |id: &str, values: &Values<'_>| hasher.hash_one((id, values));
        if is_conflict {
            let hash = values_hash(entry.id, &values);
            for row in self.by_values.iter_hash(hash).copied().filter(has_same_id) {
                let person = population.person(row);
                if Values::from(person) == values {
                    seen_same = true;
                    known = known.union(person.profiles());
                    parent = parent.or(are_both(person, Profile::Parents).then_some(row));
                    pupil = pupil.or(are_both(person, Profile::Pupils).then_some(row));
                    let is_common = overlap(person.profiles(), entry.profiles);
                    elsewhere.extend((is_common && is_elsewhere(person) && !elsewhere.contains(&row)).then_some(row));
                }
            }
        }
        let further: ProfileSet = entry.profiles.iter().filter(|&profile| !known.contains(profile)).collect();
        let sighting = if seen_same && further.is_empty() {
            return Seen { sighting: Sighting::Repeated, spoilt, parent, pupil, elsewhere };
        } else if is_conflict {
            Sighting::Conflict
        } else if seen_same {
            Sighting::FurtherProfiles(further)
        } else {
            Sighting::New
        };
        if is_conflict {
            self.by_values.insert_unique(values_hash(entry.id, &values), next, |&row| {
                let person = population.person(row);
                values_hash(person.id(), &person.into())
            });
        }
        // Each row here adds a profile to its identifier, so that an identifier never has more than seven.
        let is_first = |covered: ProfileSet| entry.profiles.iter().any(|profile| !covered.contains(profile));
        if !is_conflict || covered.is_none_or(is_first) {
            self.by_id.insert_unique(hash, next, |&row| id_hash(population.person(row).id()));
        }
        spoilt.sort_unstable();
        Seen { sighting, spoilt, parent, pupil, elsewhere }
    }

    /// Looks up an entry of a list without identifiers. Where every cell is the same, the passed-through ones
    /// too, it may be one person twice as well as homonyms: the birth date tells, or the habit of the list.
    pub(super) fn see_values(
        &mut self,
        population: &Population,
        entry: &Entry<'_>,
        next: Row,
        once_per_child: &OncePerChild,
    ) -> Seen {
        let merged = |first: Row| Seen {
            parent: entry.profiles.contains(Profile::Parents).then_some(first),
            pupil: entry.profiles.contains(Profile::Pupils).then_some(first),
            ..Seen::alone(Sighting::Merged)
        };
        if once_per_child.holds
            && let Some(first) = self.see_parent(population, entry, next, &once_per_child.is_of_child)
        {
            return merged(first);
        }
        let values = Values::from(entry);
        let hash =
            row_hash(&self.hasher, entry.profiles, &values, once(entry.schools).chain(entry.extras.iter().copied()));
        let is_same = |&row: &Row| {
            let person = population.person(row);
            person.profiles() == entry.profiles
                && Values::from(person) == values
                && person.schools() == entry.schools
                && person.extras().eq(entry.extras.iter().copied())
        };
        if let Some(&first) = self.by_values.find(hash, is_same) {
            let is_told = !entry.birth_date.is_missing() && !entry.flaws.contains(Flaws::MISSING_NAME);
            return if is_told { merged(first) } else { Seen::alone(Sighting::Indistinct(first)) };
        }
        self.by_values.insert_unique(hash, next, |&row| {
            let person = population.person(row);
            row_hash(&self.hasher, person.profiles(), &person.into(), once(person.schools()).chain(person.extras()))
        });
        Seen::alone(Sighting::New)
    }

    /// Looks up a parent of a list that names parents once per child, by all but the cells of the child.
    fn see_parent(
        &mut self,
        population: &Population,
        entry: &Entry<'_>,
        next: Row,
        is_of_child: &[bool],
    ) -> Option<Row> {
        if entry.profiles != Profile::Parents.into() || !entry.flaws.is_none() {
            return None;
        }
        fn own<'e, 'm>(
            extras: impl Iterator<Item = &'e str> + 'm,
            is_of_child: &'m [bool],
        ) -> impl Iterator<Item = &'e str> + 'm
        where
            'e: 'm,
        {
            extras.zip(is_of_child).filter(|(_, is_of_child)| !**is_of_child).map(|(extra, _)| extra)
        }
        let values = Values::from(entry);
        let extras = || own(entry.extras.iter().copied(), is_of_child);
        let hash = row_hash(&self.hasher, entry.profiles, &values, once(entry.schools).chain(extras()));
        let is_same = |&row: &Row| {
            let person = population.person(row);
            person.profiles() == entry.profiles
                && Values::from(person) == values
                && person.schools() == entry.schools
                && own(person.extras(), is_of_child).eq(extras())
        };
        if let Some(&first) = self.parents.find(hash, is_same) {
            return Some(first);
        }
        self.parents.insert_unique(hash, next, |&row| {
            let person = population.person(row);
            let more = once(person.schools()).chain(own(person.extras(), is_of_child));
            row_hash(&self.hasher, person.profiles(), &person.into(), more)
        });
        None
    }
}

/// All of a row, its place apart; `more` are its schools and the passed-through cells.
fn row_hash<'a>(
    hasher: &FixedState,
    profiles: ProfileSet,
    values: &Values<'_>,
    more: impl Iterator<Item = &'a str>,
) -> u64 {
    more.fold(hasher.hash_one((profiles, values)), |hash, extra| hasher.hash_one((hash, extra)))
}

fn overlap(left: ProfileSet, right: ProfileSet) -> bool {
    left == right || left.iter().any(|profile| right.contains(profile))
}

fn same_person(person: Person<'_>, entry: &Entry<'_>) -> bool {
    person.family() == entry.family && person.given() == entry.given && person.birth_date() == entry.birth_date
}

/// Whether the entry has a link that the person has not, or one that a spreadsheet made unreadable.
fn knows_another_link(person: Person<'_>, entry: &Entry<'_>) -> bool {
    let is_another = !entry.linked_id.is_empty() && person.linked_id() != Some(entry.linked_id);
    is_another || entry.flaws.contains(Flaws::DUPLICATE_ID)
}

/// All that the engine knows of somebody, identifier, profiles, schools and place apart: who is at two schools is one person.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Values<'a> {
    family: &'a str,
    given: &'a str,
    birth_family: &'a str,
    other_given: &'a str,
    birth_date: BirthDate,
    postcode: Postcode,
    sex: Sex,
    linked_id: &'a str,
    flaws: Flaws,
}

impl Values<'_> {
    /// Tells whether two rows are equal but for the postcode.
    fn are_of_one(&self, other: &Self) -> bool {
        let Self { family, given, birth_family, other_given, birth_date, postcode: _, sex, linked_id, flaws } = self;
        let own = (family, given, birth_family, other_given, birth_date, sex, linked_id, flaws);
        let Self { family, given, birth_family, other_given, birth_date, postcode: _, sex, linked_id, flaws } = other;
        own == (family, given, birth_family, other_given, birth_date, sex, linked_id, flaws)
    }
}

impl<'a> From<Person<'a>> for Values<'a> {
    fn from(person: Person<'a>) -> Self {
        Self {
            family: person.family(),
            given: person.given(),
            birth_family: person.birth_family(),
            other_given: person.other_given(),
            birth_date: person.birth_date(),
            postcode: person.postcode(),
            sex: person.sex(),
            linked_id: person.linked_id().unwrap_or_default(),
            flaws: without_duplicates(person.flaws()),
        }
    }
}

impl<'a> From<&Entry<'a>> for Values<'a> {
    fn from(entry: &Entry<'a>) -> Self {
        Self {
            family: entry.family,
            given: entry.given,
            birth_family: entry.birth_family,
            other_given: entry.other_given,
            birth_date: entry.birth_date,
            postcode: entry.postcode,
            sex: entry.sex,
            linked_id: entry.linked_id,
            flaws: without_duplicates(entry.flaws),
        }
    }
}

/// Whether a row before was found to be a duplicate says nothing of its values: all count as such.
fn without_duplicates(flaws: Flaws) -> Flaws {
    flaws.union(Flaws::DUPLICATE_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(population: &mut Population, duplicates: &mut Duplicates, entry: Entry<'_>) -> Seen {
        let seen = duplicates.see_id(population, &entry, population.len() as Row);
        if seen.sighting != Sighting::Repeated {
            population.push(entry);
        }
        seen
    }

    #[test]
    fn finds_the_row_of_the_parent_again() {
        let mut population = Population::new(vec!["f".into()], vec![]);
        let mut duplicates = Duplicates::with_capacity(0);
        let teacher =
            Entry { id: "7", profiles: Profile::Teachers.into(), family: "NOIRET", given: "Anne", ..Entry::default() };
        let parent = Entry { profiles: Profile::Parents.into(), ..teacher };
        let both = Entry { profiles: [Profile::Parents, Profile::Teachers].into_iter().collect(), ..teacher };
        let moved = Entry { postcode: Postcode::french(35_000), ..parent };
        let mut parent_of = |entry| see(&mut population, &mut duplicates, entry).parent;
        let entries = [teacher, parent, teacher, parent, both, moved, moved];
        assert_eq!(entries.map(&mut parent_of), [None, None, None, Some(1), Some(1), Some(1), Some(1)]);
    }

    #[test]
    fn one_person_is_at_two_schools_in_the_profiles_that_both_rows_have() {
        let mut population = Population::new(vec!["f".into()], vec![]);
        let mut duplicates = Duplicates::with_capacity(0);
        let here = Entry {
            id: "7",
            profiles: Profile::Parents.into(),
            family: "NOIRET",
            given: "Anne",
            schools: "0350001A",
            ..Entry::default()
        };
        let mut see = |entry| {
            let seen = see(&mut population, &mut duplicates, entry);
            (seen.sighting, seen.spoilt, seen.elsewhere)
        };
        let there = Entry { schools: "0350002B", ..here };
        assert_eq!(see(here), (Sighting::New, vec![], vec![]));
        assert_eq!(see(there), (Sighting::Repeated, vec![], vec![0]));
        let teacher = ProfileSet::from(Profile::Teachers);
        assert_eq!(see(Entry { profiles: teacher, ..there }), (Sighting::FurtherProfiles(teacher), vec![], vec![]));
        assert_eq!(see(Entry { given: "Paul", ..there }), (Sighting::Conflict, vec![0], vec![]), "somebody else");
    }

    #[test]
    fn tells_repetition_from_conflict() {
        let mut population = Population::new(vec!["f".into()], vec![]);
        let mut duplicates = Duplicates::with_capacity(0);
        let parent =
            Entry { id: "7", profiles: Profile::Parents.into(), family: "NOIRET", given: "Anne", ..Entry::default() };
        let mut see = |entry| {
            let seen = see(&mut population, &mut duplicates, entry);
            (seen.sighting, seen.spoilt)
        };
        assert_eq!(see(parent), (Sighting::New, vec![]));
        assert_eq!(see(parent), (Sighting::Repeated, vec![]));
        let teacher = Sighting::FurtherProfiles(Profile::Teachers.into());
        let both: ProfileSet = [Profile::Parents, Profile::Teachers].into_iter().collect();
        assert_eq!(see(Entry { profiles: both, ..parent }), (teacher, vec![]));
        let moved = Entry { postcode: Postcode::french(35_000), ..parent };
        assert_eq!(see(moved), (Sighting::Repeated, vec![]), "a parent may have an address for each child");
        let born_otherwise = Entry { birth_family: "ROUX", ..parent };
        assert_eq!(see(born_otherwise), (Sighting::Conflict, vec![]));
        assert_eq!(see(born_otherwise), (Sighting::Repeated, vec![]), "of a row that is not the first");
        assert_eq!(see(Entry { given: "Paul", ..parent }), (Sighting::Conflict, vec![0, 1]));
        assert_eq!(see(Entry { given: "Lou", profiles: Profile::Pupils.into(), ..parent }), (Sighting::New, vec![]));
        assert_eq!(see(Entry { linked_id: "abc", ..parent }), (Sighting::Conflict, vec![0, 1]));
    }
}
