//! The search for the candidates of each identity of a pool.
//!
//! Role: compares the identities of one pool with its users. Input: base rows, a [`Query`] and what is known
//! of both sides. Output: a [`Finding`] per identity. Invariant: what is found for an identity depends on the two
//! populations and the rules alone, not on the order of rows or on threads.
//!
//! Three ways, from the cheapest. Some are settled at once by an exact agreement. The others are compared with
//! every user of a small pool, or with the candidates of an index in a large one.

use rayon::prelude::*;

use crate::identity::{Person, Population, Profile, Row};
use crate::matching::decision::{Finding, PoolSize};
use crate::matching::rules::Method;
use crate::matching::{
    ExactUsers, Families, FillerDates, Forms, Lexicon, LinkedChildren, Names, PostcodeHabits, PreparedBase, Rarities,
    Record, RuleSet, UserPool, WeightTable, crowded, may_settle, settle,
};

use super::existing::Ids;

/// Above this many pairs, as a share of those of the largest pool that is compared whole with as many identities, a pool
/// is searched by the index even if it is small: a region's accounts against one school.
const MOST_PAIRS: f64 = 1.25;

/// Identities handed to a thread at once.
const CHUNK: usize = 256;

/// Both populations with their normal forms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) base: &'a Population,
    pub(super) cas: &'a Population,
    pub(super) lexicon: &'a Lexicon,
    pub(super) base_forms: &'a Forms,
    pub(super) cas_forms: &'a Forms,
    pub(super) rarities: &'a Rarities,
    /// The birth dates of each list that stand for «not known».
    pub(super) base_fillers: &'a FillerDates,
    pub(super) cas_fillers: &'a FillerDates,
    /// The weights of each profile.
    pub(super) weights: &'a [WeightTable],
}

impl<'a> Sides<'a> {
    pub(super) fn weights_of(self, profile: Profile) -> &'a WeightTable {
        &self.weights[profile.index()]
    }

    fn prepared_base(self) -> PreparedBase<'a> {
        PreparedBase {
            users: self.base,
            lexicon: self.lexicon,
            forms: self.base_forms,
            rarities: self.rarities,
            fillers: self.base_fillers,
        }
    }
}

/// The identities to look for in a pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query<'a> {
    pub(super) profile: Profile,
    /// CAS rows by number of identity.
    pub(super) rows: &'a [Row],
    /// The numbers at hand.
    pub(super) identities: &'a [usize],
    /// The families of linked pupils, where both sides tell who answers for whom.
    pub(super) families: Option<&'a Families<'a>>,
}

impl Query<'_> {
    fn children_of(&self, identity: usize) -> Option<LinkedChildren<'_>> {
        let children = self.families?.of(self.rows[identity]);
        (!children.say_nothing()).then_some(children)
    }
}

/// Returns true if a pool is too large to compare all pairs.
pub(super) fn needs_index(users: usize, identities: usize, rules: &RuleSet) -> bool {
    let whole = rules.decision.all_pairs_up_to;
    let most_pairs = MOST_PAIRS * (whole as f64).powi(2);
    users > whole || users as f64 * identities as f64 > most_pairs
}

/// The two sides of a pool by the names of their people.
struct ByNames {
    users: ExactUsers,
    /// Per identity, whether another one shares its two names, in whatever order.
    crowded: Vec<bool>,
}

impl ByNames {
    fn new(lexicon: &Lexicon, pool: &UserPool, records: &[Record]) -> Self {
        let names = Names::from(lexicon);
        let (users, crowded) =
            rayon::join(|| ExactUsers::new(lexicon, pool), || crowded(records, |record| names.name_pair_keys(record)));
        Self { users, crowded }
    }
}

/// Compares the identities of `query` with the base rows of one pool.
pub(super) fn search_pool(
    sides: Sides<'_>,
    ids: &Ids<'_>,
    rules: &RuleSet,
    query: &Query<'_>,
    users: &[Row],
    done: &(dyn Fn(u64) + Sync),
) -> Vec<Finding> {
    let names = Names::from(sides.lexicon);
    let mut pool = UserPool::new(sides.prepared_base(), sides.weights_of(query.profile).clone(), users.to_vec());
    let vacant = users.iter().map(|&row| ids.vacancy(sides.base.person(row), &rules.decision)).sum();
    let size = PoolSize::new(users.len(), vacant, query.identities.len());
    let context = pool.context(names, sides.rarities);
    let record_of =
        |&number: &usize| context.record(sides.cas.person(query.rows[number]), sides.cas_forms, sides.cas_fillers);
    let records: Vec<Record> = query.identities.par_iter().map(record_of).collect();
    let by_names = (rules.method == Method::Scored).then(|| ByNames::new(sides.lexicon, &pool, &records));
    if let Some(by_names) = by_names.as_ref().filter(|_| rules.decision.learn_postcodes) {
        let alone = records.iter().zip(&by_names.crowded).filter_map(|(record, crowded)| (!crowded).then_some(record));
        pool.adopt(rules, &PostcodeHabits::count(&pool, &by_names.users, names, alone));
    }
    let settled = match &by_names {
        Some(by_names) if may_settle(rules) => settle_exact(sides, rules, query, (&pool, by_names), size, &records),
        _ => vec![None; records.len()],
    };
    let open = settled.iter().filter(|finding| finding.is_none()).count();
    if needs_index(users.len(), open, rules) && open > 0 {
        pool.build_index(sides.lexicon);
    }
    let chunks = records.par_chunks(CHUNK).zip(settled.into_par_iter().chunks(CHUNK)).enumerate();
    chunks
        .flat_map_iter(|(chunk, (records, settled))| {
            let mut scratch = Vec::new();
            let findings: Vec<Finding> = records
                .iter()
                .zip(settled)
                .enumerate()
                .map(|(offset, (record, settled))| Finding {
                    identity: query.identities[chunk * CHUNK + offset],
                    ..settled.unwrap_or_else(|| {
                        let children = query.children_of(query.identities[chunk * CHUNK + offset]);
                        pool.search(names, rules, size, record, children.as_ref(), &mut scratch)
                    })
                })
                .collect();
            done(findings.len() as u64);
            findings
        })
        .collect()
}

/// Per record, the finding of those that an exact agreement settles. Two identities of one pair of names are rivals
/// as two users are.
fn settle_exact(
    sides: Sides<'_>,
    rules: &RuleSet,
    query: &Query<'_>,
    (pool, by_names): (&UserPool, &ByNames),
    size: PoolSize,
    records: &[Record],
) -> Vec<Option<Finding>> {
    let names = Names::from(sides.lexicon);
    let is_flawed = |person: Person<'_>| !person.flaws().is_none() || person.linked_id().is_some();
    let settle_one = |(number, record): (usize, &Record)| {
        // Children may speak for somebody else.
        if by_names.crowded[number] || query.children_of(query.identities[number]).is_some() {
            return None;
        }
        if is_flawed(sides.cas.person(query.rows[query.identities[number]])) {
            return None;
        }
        let user = by_names.users.find(pool, names, record)?;
        if is_flawed(sides.base.person(pool.rows()[user])) {
            return None;
        }
        settle(pool, names, rules, size, record, user)
    };
    records.iter().enumerate().map(settle_one).collect()
}
