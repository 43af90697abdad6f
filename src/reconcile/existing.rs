//! The links that the base already holds.
//!
//! Role: finds, for one profile, who is linked and which uids nobody may be linked with. Invariant: an existing
//! link is counted and never changed.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use rayon::prelude::*;

use crate::identity::{Person, Population, Row};

use super::partition::ProfilePart;

/// The links that the base already holds, for one profile.
pub(super) struct ExistingLinks<'a> {
    /// Per identity number, the user that holds its uid.
    held: HashMap<usize, Row>,
    /// The uids that the ENT has in this profile.
    current: HashSet<&'a str>,
    /// Uids that two users hold, or that stand on two rows.
    conflicts: HashSet<&'a str>,
}

impl<'a> ExistingLinks<'a> {
    pub(super) fn find(base: &'a Population, cas: &'a Population, part: &ProfilePart) -> Self {
        let mut conflicts = HashSet::new();
        let mut holders: HashMap<&str, Row> = HashMap::new();
        for person in base.people().filter(|person| person.profiles().contains(part.profile)) {
            if let Some(id) = person.linked_id()
                && holders.insert(id, person.row()).is_some()
            {
                conflicts.insert(id);
            }
        }
        let people = || part.identities.iter().map(|&row| cas.person(row));
        conflicts.extend(repeated_ids(cas, &part.identities));
        let mut links = Self { held: HashMap::new(), current: HashSet::new(), conflicts };
        // Most runs, in August, find no link at all: nothing to look up then.
        if !holders.is_empty() {
            links.current = people().map(Person::id).collect();
            let held = people().enumerate().filter(|(_, person)| !links.conflicts.contains(person.id()));
            links.held = held.filter_map(|(identity, person)| Some((identity, *holders.get(person.id())?))).collect();
        }
        links
    }

    /// Whether the base holds this identity's uid.
    pub(super) fn holds(&self, identity: usize) -> bool {
        self.held.contains_key(&identity)
    }

    /// Whether a uid is claimed twice, so that nobody can be linked with it.
    pub(super) fn is_conflict(&self, cas: &Population, row: Row) -> bool {
        !self.conflicts.is_empty() && self.conflicts.contains(cas.person(row).id())
    }

    /// Whether the ENT knows this id, in this profile.
    pub(super) fn is_current(&self, id: &str) -> bool {
        self.current.contains(id)
    }

    /// The identities that are linked already.
    pub(super) fn identities(&self) -> impl Iterator<Item = usize> {
        self.held.keys().copied()
    }

    /// The identities that are linked already, each with its user.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Row)> {
        self.held.iter().map(|(&identity, &user)| (identity, user))
    }
}

/// The uids that stand on more than one row.
fn repeated_ids<'a>(cas: &'a Population, rows: &[Row]) -> Vec<&'a str> {
    // Sorting hashes is several times faster than a set of a million strings.
    let hasher = foldhash::fast::FixedState::default();
    let mut hashed: Vec<(u64, Row)> =
        rows.par_iter().map(|&row| (hasher.hash_one(cas.person(row).id()), row)).collect();
    hashed.par_sort_unstable();
    let same_hash = hashed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    let mut seen = HashSet::new();
    same_hash.flatten().map(|&(_, row)| cas.person(row)).map(Person::id).filter(|id| !seen.insert(*id)).collect()
}
