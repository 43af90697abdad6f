//! Exact agreements that need no search.
//!
//! Role: finds the user who bears an identity's two names exactly, unless somebody else of the pool is a rival worth
//! the name, so that nine in ten need no search among millions. Input: a pool. Output: at most one user per identity.
//! Invariant: whoever could compete is searched: a record that shares both names in either order, by birth name or by
//! usage name; somebody of one of the names whose other begins alike, with the same date or address; a twin.
//!
//! What is left out are rivals that differ in a whole name, and their weight is known to be small:
//! `tests/it/shortcuts.rs` compares the outcome with that of a full search.

use rayon::prelude::*;

use super::blocking::mix;
use super::decision::{Finding, Household, PoolSize, Prior, ScoredUser};
use super::directory::Directory;
use super::rules::Method;
use super::{Field, Level, Lexicon, Names, Record, RuleSet, UserPool};

/// The users of a pool by their names, and which of them have rivals.
#[derive(Debug)]
pub struct ExactUsers {
    /// Both names in their order, and the number of the user; ascending.
    by_names: Vec<(u64, u32)>,
    directory: Directory,
    crowded: Vec<bool>,
}

impl ExactUsers {
    /// Looks through a pool.
    pub fn new(lexicon: &Lexicon, pool: &UserPool) -> Self {
        let names = Names::from(lexicon);
        let records = pool.records();
        let (crowded, by_names) = rayon::join(
            || crowded(records, |record| near_keys(names, record)),
            || {
                let numbered = records.iter().enumerate();
                let mut by_names: Vec<(u64, u32)> =
                    numbered.map(|(user, record)| (both_names(names, record), user as u32)).collect();
                by_names.par_sort_unstable();
                by_names
            },
        );
        let directory = Directory::of(&by_names, |&(key, _)| key);
        Self { by_names, directory, crowded }
    }

    /// The numbers of all users who bear both names, in their order.
    pub fn namesakes(&self, names: Names<'_>, record: &Record) -> impl Iterator<Item = usize> {
        let key = both_names(names, record);
        let bearers = self.directory.place(&self.by_names, key).iter().filter(move |&&(other, _)| other == key);
        bearers.map(|&(_, user)| user as usize)
    }

    /// The number of the one user who bears both names, and has no rival.
    pub fn find(&self, pool: &UserPool, names: Names<'_>, record: &Record) -> Option<usize> {
        let user = self.namesakes(names, record).next()?;
        let is_the_one = !self.crowded[user] && !goes_by_another_name(names, record, &pool.records()[user]);
        is_the_one.then_some(user)
    }
}

/// The finding of an identity that agrees exactly with `user`, when that alone is as sure as the rules ask for before
/// they let a search go.
pub fn settle(
    pool: &UserPool,
    names: Names<'_>,
    rules: &RuleSet,
    size: PoolSize,
    record: &Record,
    user: usize,
) -> Option<Finding> {
    let score = pool.scorer(names).score(&pool.records()[user], record);
    let edge = ScoredUser::new(pool.rows()[user], &score);
    is_settled(rules, size, &edge).then(|| Finding { pool: size, edges: vec![edge], ..Finding::nothing(0) })
}

/// Returns true if these rules accept an exact agreement without a search.
pub fn may_settle(rules: &RuleSet) -> bool {
    rules.method == Method::Scored && rules.decision.settled_risk > 0.0
}

fn is_settled(rules: &RuleSet, size: PoolSize, edge: &ScoredUser) -> bool {
    let level = |field: Field| edge.comparison.field(field).level;
    let date = level(Field::BirthDate);
    let is_corroborated = date == Level::Exact || (date == Level::Missing && level(Field::Postcode) == Level::Exact);
    let odds = Prior::before(&rules.decision, size).odds(&rules.decision, edge, Household::NONE);
    is_corroborated
        && level(Field::Family) == Level::Exact
        && level(Field::Given) == Level::Exact
        && level(Field::NameOrder) == Level::Exact
        && level(Field::Sex) != Level::Different
        && 1.0 / (1.0 + odds) <= rules.decision.settled_risk
}

/// Both names in their order, exactly: no two pairs of names share it.
fn both_names(names: Names<'_>, record: &Record) -> u64 {
    mix((names.key(record.family) as u64) << 32 | names.key(record.given) as u64)
}

/// Whether the identity has a birth name that the user does not share: its rivals were not counted.
fn goes_by_another_name(names: Names<'_>, identity: &Record, user: &Record) -> bool {
    let birth = names.key(identity.birth_family);
    !identity.birth_family.is_empty() && birth != names.key(identity.family) && birth != names.key(user.birth_family)
}

/// All keys by which a user can have a rival; an identity that agrees exactly has the same.
fn near_keys<'a>(names: Names<'a>, record: &Record) -> impl Iterator<Item = u64> + use<'a> {
    names.name_pair_keys(record).chain(names.near_name_keys(record))
}

/// Per record, whether another one shares a key with it.
pub(crate) fn crowded<K: Iterator<Item = u64>>(records: &[Record], keys: impl Fn(&Record) -> K) -> Vec<bool> {
    // Most keys occur once, and never reach the sort.
    let mut seen = SeenTwice::for_keys(records.len() * 4);
    records.iter().flat_map(&keys).for_each(|key| seen.see(key));
    let numbered = records.iter().enumerate();
    let entries = numbered.flat_map(|(number, record)| keys(record).map(move |key| (key, number as u32)));
    let mut entries: Vec<(u64, u32)> = entries.filter(|&(key, _)| seen.may_be_twice(key)).collect();
    entries.par_sort_unstable();
    let mut crowded = vec![false; records.len()];
    for sharing in entries.chunk_by(|a, b| a.0 == b.0) {
        if sharing.iter().any(|(_, number)| *number != sharing[0].1) {
            sharing.iter().for_each(|&(_, number)| crowded[number as usize] = true);
        }
    }
    crowded
}

/// Hashes that were seen twice, and a few that were not: two bits for each place of a table (after Bloom 1970).
struct SeenTwice {
    /// Thirty-two places a word: the low bit of each says «once», the high one «twice».
    words: Vec<u64>,
}

impl SeenTwice {
    /// A table with about sixteen places for each of `keys`.
    fn for_keys(keys: usize) -> Self {
        Self { words: vec![0; (keys / 2).next_power_of_two()] }
    }

    fn place(&self, key: u64) -> (usize, u32) {
        ((key >> 8) as usize & (self.words.len() - 1), 2 * (key as u32 & 31))
    }

    fn see(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        let seen = self.words[word] >> bit & 1;
        self.words[word] |= (1 << bit) | seen << (bit + 1);
    }

    fn may_be_twice(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.words[word] >> (bit + 1) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_twice_is_known_and_most_else_is_not() {
        let keys: Vec<u64> = (0..1_000).map(mix).collect();
        let mut seen = SeenTwice::for_keys(keys.len());
        keys.iter().chain(&keys[..100]).for_each(|&key| seen.see(key));
        assert!(keys[..100].iter().all(|&key| seen.may_be_twice(key)));
        let mistaken = keys[100..].iter().filter(|&&key| seen.may_be_twice(key)).count();
        assert!(mistaken < 200, "{mistaken} of 900");
    }
}
