//! Agreements that need no search.
//!
//! Role: settles the identities that agree exactly with one user and have no rival worth the name, so that nine in
//! ten need no search in a pool of millions. Input: a pool's records. Output: a finding for those settled. Invariant:
//! whoever could compete is searched: a record that shares both names in either order, by birth name or by usage name;
//! somebody of one of the names whose other begins alike, with the same date or address; a twin.
//!
//! What is left out are rivals that differ in a whole name, and their weight is known to be small:
//! `tests/it/shortcuts.rs` compares the outcome with that of a full search.

use rayon::prelude::*;

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
    let (crowded_users, crowded_identities) = rayon::join(
        || crowded(&searcher.users, |record| near_keys(sides.lexicon, record)),
        || crowded(records, |record| sides.lexicon.name_pair_keys(record)),
    );
    let mut by_names: Vec<(u64, u32)> =
        searcher.users.iter().enumerate().map(|(user, record)| (names(sides.lexicon, record), user as u32)).collect();
    by_names.par_sort_unstable();
    for (number, record) in records.iter().enumerate().filter(|&(number, _)| !crowded_identities[number]) {
        let key = names(sides.lexicon, record);
        let Some(&(found, user)) = by_names.get(by_names.partition_point(|&(other, _)| other < key)) else { continue };
        let user = user as usize;
        if found != key || crowded_users[user] || goes_by_another_name(sides.lexicon, record, &searcher.users[user]) {
            continue;
        }
        let is_flawed = |person: Person<'_>| !person.flaws().is_none() || person.linked_id().is_some();
        let row = searcher.rows[user];
        let identity = query.identities[number];
        if is_flawed(sides.cas.person(query.rows[identity])) || is_flawed(sides.base.person(row)) {
            continue;
        }
        let score = searcher.scorer.score(&searcher.users[user], record);
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

/// Whether the identity has a birth name that the user does not share: its rivals were not counted.
fn goes_by_another_name(lexicon: &Lexicon, identity: &Record, user: &Record) -> bool {
    let birth = lexicon.key(identity.birth_family);
    !identity.birth_family.is_empty()
        && birth != lexicon.key(identity.family)
        && birth != lexicon.key(user.birth_family)
}

/// All keys by which a user can have a rival; an identity that agrees exactly has the same.
fn near_keys(lexicon: &Lexicon, record: &Record) -> impl Iterator<Item = u64> {
    lexicon.name_pair_keys(record).chain(lexicon.near_name_keys(record))
}

/// Per record, whether another one shares a key with it.
fn crowded<'a, K: Iterator<Item = u64>>(records: &'a [Record], keys: impl Fn(&'a Record) -> K) -> Vec<bool> {
    let mut entries: Vec<(u64, u32)> = Vec::with_capacity(records.len() * 4);
    entries.extend(
        records.iter().enumerate().flat_map(|(number, record)| keys(record).map(move |key| (key, number as u32))),
    );
    entries.par_sort_unstable();
    let mut crowded = vec![false; records.len()];
    for sharing in entries.chunk_by(|a, b| a.0 == b.0) {
        if sharing.iter().any(|(_, number)| *number != sharing[0].1) {
            sharing.iter().for_each(|&(_, number)| crowded[number as usize] = true);
        }
    }
    crowded
}
