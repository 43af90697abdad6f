//! Identifiers of the base: the users that hold a given common id, or a given PRONOTE identifier.
//!
//! Role: two exact lookups. Input: the base, then the links made since. Output: rows. Invariant: an id finds exactly
//! the users that hold it, letter by letter, but for white space at its ends ([`bare_id`]).

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use crate::identity::{Person, Population, Row, bare_id};

/// The rows of a population by one text of theirs.
#[derive(Debug)]
struct TextIndex {
    /// Hash of the text, and the row; ascending.
    entries: Vec<(u64, Row)>,
}

impl TextIndex {
    /// Indexes the people that have the text at all.
    fn new<'a>(users: &'a Population, text: impl Fn(Person<'a>) -> Option<&'a str> + Sync) -> Self {
        let rows = (0..users.len() as Row).into_par_iter();
        let mut entries: Vec<(u64, Row)> = rows.filter_map(|row| Some((hash(text(users.person(row))?), row))).collect();
        entries.par_sort_unstable();
        Self { entries }
    }

    /// The rows that may have this text; the caller compares.
    fn rows(&self, text: &str) -> impl Iterator<Item = Row> {
        let hash = hash(text);
        let first = self.entries.partition_point(|&(other, _)| other < hash);
        self.entries[first..].iter().take_while(move |&&(other, _)| other == hash).map(|&(_, row)| row)
    }
}

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(bare_id(text))
}

/// The users by common id and by PRONOTE identifier. Identifiers are compared as [`bare_id`] has them.
#[derive(Debug)]
pub(super) struct Ids {
    common: TextIndex,
    pronote: TextIndex,
    /// Links made since the base was read.
    added: HashMap<String, Vec<Row>>,
    bound_since: HashMap<Row, String>,
}

impl Ids {
    pub(super) fn new(users: &Population) -> Self {
        Self {
            common: TextIndex::new(users, Person::linked_id),
            pronote: TextIndex::new(users, |person| Some(person.id()).filter(|id| !id.is_empty())),
            added: HashMap::new(),
            bound_since: HashMap::new(),
        }
    }

    /// The users that hold a common id, by row.
    pub(super) fn holders(&self, users: &Population, id: &str) -> Vec<Row> {
        let stored = self
            .common
            .rows(id)
            .filter(|&row| users.person(row).linked_id().is_some_and(|other| bare_id(other) == bare_id(id)));
        let added = self.added.get(bare_id(id)).into_iter().flatten().copied();
        let mut holders: Vec<Row> = stored.chain(added).collect();
        holders.sort_unstable();
        holders
    }

    /// The users with a PRONOTE identifier, by row.
    pub(super) fn of_pronote(&self, users: &Population, id: &str) -> Vec<Row> {
        self.pronote.rows(id).filter(|&row| bare_id(users.person(row).id()) == bare_id(id)).collect()
    }

    /// The common id that a user holds.
    pub(super) fn id_of<'a>(&'a self, user: Person<'a>) -> Option<&'a str> {
        user.linked_id().or_else(|| self.bound_since.get(&user.row()).map(String::as_str))
    }

    /// Tells whether a user holds a common id.
    pub(super) fn is_bound(&self, user: Person<'_>) -> bool {
        self.id_of(user).is_some()
    }

    /// From now on, `row` holds `id`.
    pub(super) fn bind(&mut self, id: &str, row: Row) {
        self.added.entry(bare_id(id).to_owned()).or_default().push(row);
        self.bound_since.insert(row, id.to_owned());
    }
}
