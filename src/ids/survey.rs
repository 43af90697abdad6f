//! Who has an id, which ids two people share, and which look like last year's.

use std::collections::HashSet;

use crate::identity::{Flaws, Population, ProfileSet, StoredId, bare_id};

use super::users::{Base, Users};

/// The ids that the ENT has now.
#[derive(Debug, Clone, Default)]
pub struct CurrentIds {
    ids: HashSet<String>,
    profiles: ProfileSet,
}

impl CurrentIds {
    /// The ids of a list of the ENT, without the white space around them, as those of a base are compared. The list is of the
    /// profiles of which it has somebody with an id, whatever its format has room for: of the others it says nothing.
    pub fn of(cas: &Population) -> Self {
        let mut current = Self::default();
        for person in cas.people() {
            let id = bare_id(person.id());
            if !id.is_empty() {
                current.ids.insert(id.to_owned());
            }
            // An id that a spreadsheet has cut is nobody's: a column of them would make everybody's look lost.
            let flaws = person.flaws();
            if !flaws.contains(Flaws::MISSING_ID) && !flaws.contains(Flaws::RAGGED_ROW) {
                current.profiles = current.profiles.union(person.profiles());
            }
        }
        current
    }

    /// Whether the list can tell of this row: it has people of each profile of the row's, any of which may be the reason for
    /// the id. A row without profiles is told of by any list.
    pub(super) fn judges(&self, row: &StoredId) -> bool {
        row.profiles.is_within(self.profiles)
    }

    /// Whether the ENT has the id of this row no more, as far as the list can tell.
    pub(super) fn has_lost(&self, row: &StoredId) -> bool {
        row.has_id() && self.judges(row) && !self.ids.contains(row.key())
    }

    /// Whether none of the base's ids is in the list: probably the list of another school, or another column.
    pub fn knows_nobody(&self, rows: &[StoredId]) -> bool {
        rows.iter().any(StoredId::has_id) && !rows.iter().any(|row| self.ids.contains(row.key()))
    }
}

/// What a base says of its ids.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// The rows that are looked at.
    pub rows: Vec<usize>,
    /// Those that have an id.
    pub with_id: Vec<usize>,
    /// Those whose id somebody else holds too.
    pub shared: HashSet<usize>,
    /// Those whose id the ENT has no more; `None` where no list of the ENT was given.
    pub stale: Option<HashSet<usize>>,
}

impl Survey {
    /// Looks at the rows of the file at hand that have one of `profiles`, all of them if that is empty.
    pub fn new(base: Base<'_>, profiles: ProfileSet, current: Option<&CurrentIds>) -> Self {
        let users = Users::of(base);
        let is_asked_for = |row: &StoredId| profiles.is_empty() || row.profiles.overlaps(profiles);
        let rows: Vec<usize> = (0..base.rows.len()).filter(|&row| is_asked_for(&base.rows[row])).collect();
        let with_id: Vec<usize> = rows.iter().copied().filter(|&row| base.rows[row].has_id()).collect();
        let shared = users.shared();
        let stale =
            current.map(|current| with_id.iter().copied().filter(|&row| current.has_lost(&base.rows[row])).collect());
        Self { rows, with_id, shared, stale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Profile};

    fn list(people: &[(&str, Profile, Flaws)]) -> CurrentIds {
        let mut list = Population::new(vec!["ent.csv".to_owned()], Vec::new());
        for &(id, profile, flaws) in people {
            list.push(Entry { id, profiles: profile.into(), flaws, ..Entry::default() });
        }
        CurrentIds::of(&list)
    }

    fn row(id: &str, profiles: &[Profile]) -> StoredId {
        StoredId { id: id.into(), profiles: profiles.iter().copied().collect(), ..StoredId::default() }
    }

    #[test]
    fn a_list_tells_of_the_profiles_of_whom_it_has_somebody() {
        let teachers = list(&[
            ("t", Profile::Teachers, Flaws::NONE),
            ("", Profile::Parents, Flaws::MISSING_ID),
            ("1,2E+17", Profile::Pupils, Flaws::MISSING_ID),
        ]);
        let lost = |profiles: &[Profile]| teachers.has_lost(&row("x", profiles));
        assert!(lost(&[Profile::Teachers]) && lost(&[]));
        // The id may be the parent's, and of parents the list has nobody.
        assert!(
            !lost(&[Profile::Teachers, Profile::Parents]) && !lost(&[Profile::Parents]) && !lost(&[Profile::Pupils])
        );
    }

    #[test]
    fn white_space_around_an_id_makes_no_other_id() {
        let current = list(&[("zoe ", Profile::Pupils, Flaws::NONE)]);
        for id in ["zoe ", "zoe", " zoe"] {
            assert!(!current.has_lost(&row(id, &[Profile::Pupils])), "«{id}»");
        }
        assert!(current.has_lost(&row("zoé", &[Profile::Pupils])));
    }
}
