//! Who has an id, which ids two people share, and which look like last year's.

use std::collections::HashSet;

use crate::identity::{Person, Population, Profile, ProfileSet, StoredId};

use super::users::{Base, Users};

/// The ids that the ENT has now.
#[derive(Debug, Clone, Default)]
pub struct CurrentIds {
    ids: HashSet<String>,
    profiles: ProfileSet,
}

impl CurrentIds {
    /// The ids of a list of the ENT. `has_profile`, per [`Profile::index`], says of which profiles the list is: of the
    /// others it says nothing.
    pub fn of(cas: &Population, has_profile: &[bool; Profile::ALL.len()]) -> Self {
        Self {
            ids: cas.people().map(Person::id).filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            profiles: Profile::ALL.into_iter().filter(|profile| has_profile[profile.index()]).collect(),
        }
    }

    /// Whether the list can tell of this row: it has people of a profile of the row's, or the row has none.
    pub(super) fn judges(&self, row: &StoredId) -> bool {
        row.profiles.is_empty() || row.profiles.overlaps(self.profiles)
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
        let shared = users.holders().into_values().filter(|rows| users.are_several(rows)).flatten().collect();
        let stale =
            current.map(|current| with_id.iter().copied().filter(|&row| current.has_lost(&base.rows[row])).collect());
        Self { rows, with_id, shared, stale }
    }
}
