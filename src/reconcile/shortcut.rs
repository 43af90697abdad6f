//! Agreements that need no search.
//!
//! Role: settles the identities that agree exactly with one user and have no rival worth the name, so that nine in
//! ten need no search in a pool of millions. Input: a pool's records. Output: a finding for those settled. Invariant:
//! whoever could compete is searched: a record that shares both names in either order, by birth name or by usage name;
//! somebody of one of the names whose other begins alike, with the same date or address; a twin.
//!
//! What is left out are rivals that differ in a whole name, and their weight is known to be small:
//! `tests/it/shortcuts.rs` compares the outcome with that of a full search.

use crate::identity::Person;
use crate::matching::{Field, Level, Lexicon, Record, Score};

use super::search::{Finding, Query, ScoredUser, Searcher, Sides, relative_mass};

/// Per record of the pool, the finding of those that are settled.
pub(super) fn settle(
    searcher: &Searcher<'_>,
    sides: Sides<'_>,
    query: &Query<'_>,
    records: &[Record],
) -> Vec<Option<Finding>> {
    let mut settled = vec![None; records.len()];
    if !searcher.rules.is_empty() || searcher.decision.settled_risk <= 0.0 {
        return settled;
    }
    let (ours, theirs) =
        rayon::join(|| Namesakes::count(sides.lexicon, &searcher.users), || Namesakes::count(sides.lexicon, records));
    let mut by_names: Vec<(u64, u32)> =
        searcher.users.iter().enumerate().map(|(user, record)| (names(sides.lexicon, record), user as u32)).collect();
    by_names.sort_unstable();
    for (number, record) in records.iter().enumerate() {
        if ours.has_rival(sides.lexicon, record) || theirs.has_namesake(sides.lexicon, record) {
            continue;
        }
        let key = names(sides.lexicon, record);
        let Some(&(found, user)) = by_names.get(by_names.partition_point(|&(other, _)| other < key)) else { continue };
        let is_flawed = |person: Person<'_>| !person.flaws().is_none() || person.linked_id().is_some();
        let row = searcher.rows[user as usize];
        let identity = query.identities[number];
        if found != key || is_flawed(sides.cas.person(query.rows[identity])) || is_flawed(sides.base.person(row)) {
            continue;
        }
        let score = searcher.scorer.score(&searcher.users[user as usize], record);
        if is_settled(searcher, &score) {
            settled[number] = Some(Finding {
                pool: searcher.size,
                relatives: relative_mass(&score),
                edges: vec![ScoredUser::new(row, &score)],
                ..Finding::nothing(identity)
            });
        }
    }
    settled
}

fn is_settled(searcher: &Searcher<'_>, score: &Score) -> bool {
    let level = |field: Field| score.comparison.field(field).level;
    let date = level(Field::BirthDate);
    let is_corroborated = date == Level::Exact || (date == Level::Missing && level(Field::Postcode) == Level::Exact);
    let odds = searcher.decision.odds(score.comparison.score(), relative_mass(score), searcher.size);
    is_corroborated
        && level(Field::Family) == Level::Exact
        && level(Field::Given) == Level::Exact
        && level(Field::NameOrder) == Level::Exact
        && level(Field::Sex) != Level::Different
        && 1.0 / (1.0 + odds) <= searcher.decision.settled_risk
}

/// Both names in their order, exactly: no two pairs of names share it.
fn names(lexicon: &Lexicon, record: &Record) -> u64 {
    (lexicon.key(record.family) as u64) << 32 | lexicon.key(record.given) as u64
}

/// How many records share a key that rivals share, in a table of saturating counters: two keys that fall on one
/// counter cost a search, never a rival.
struct Namesakes {
    counters: Vec<u8>,
    mask: usize,
}

impl Namesakes {
    fn count(lexicon: &Lexicon, records: &[Record]) -> Self {
        // Some three keys a record, eight counters each.
        let size = (records.len() * 32).next_power_of_two();
        let mut table = Self { counters: vec![0; size], mask: size - 1 };
        for record in records {
            for key in lexicon.name_pair_keys(record).chain(lexicon.near_name_keys(record)) {
                let counter = &mut table.counters[key as usize & table.mask];
                *counter = counter.saturating_add(1);
            }
        }
        table
    }

    fn is_shared(&self, key: u64) -> bool {
        self.counters[key as usize & self.mask] > 1
    }

    /// Whether more than one record has both names, in any order, by birth or by usage.
    fn has_namesake(&self, lexicon: &Lexicon, record: &Record) -> bool {
        lexicon.name_pair_keys(record).any(|key| self.is_shared(key))
    }

    /// Whether more than one record comes near.
    fn has_rival(&self, lexicon: &Lexicon, record: &Record) -> bool {
        self.has_namesake(lexicon, record) || lexicon.near_name_keys(record).any(|key| self.is_shared(key))
    }
}
