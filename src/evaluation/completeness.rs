//! The share of true pairs that the search compares.
//!
//! Role: says what blocking loses before any score is computed. Input: two populations, the truth, rule sets. Output: a
//! [`Completeness`] per rule set. Invariant: it is about candidates, not decisions: a pair that is looked at can still be missed.

use std::collections::{HashMap, HashSet};
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use rayon::prelude::*;

use super::truth::Truth;
use crate::identity::{Flaws, Population, Profile, Row};
use crate::matching::rules::Decision;
use crate::matching::{
    CandidateIndex, FillerDates, Forms, Lexicon, Names, PreparedBase, Rarities, RuleSet, UserPool, WeightTable,
};
use crate::reconcile::{ComparedPool, Options, pools};

/// True pairs of one profile, and how many of them are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// True pairs.
    pub pairs: u64,
    /// Of those, the pairs that an index over the whole base proposes. A pool without schools would compare them.
    pub by_index: u64,
    /// Of those, the ones that the run looks at: all within a school, those of the index in a pool too large for that. Pairs that
    /// an exact agreement settles count only where the index proposes them too.
    pub by_run: u64,
}

/// Pair completeness of one rule set, per profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Completeness {
    profiles: [PairCounts; Profile::ALL.len()],
}

impl Completeness {
    /// For each of `rule_sets`, which differ in how large a pool they compare without an index.
    pub fn of(
        base: &Population,
        cas: &Population,
        truth: &Truth,
        rule_sets: &[RuleSet],
        options: &Options,
    ) -> Vec<Self> {
        let (lexicon, base_forms, cas_forms) = Lexicon::build(&base.names, &cas.names);
        // Blocking does not ask how rare a name is.
        let rarities = Rarities::count(&lexicon, base, &base_forms, &Decision::default());
        let fillers = [base, cas].map(|list| FillerDates::by(&Decision::default(), list));
        let sides = Sides {
            prepared: PreparedBase {
                users: base,
                lexicon: &lexicon,
                forms: &base_forms,
                rarities: &rarities,
                fillers: &fillers[0],
            },
            cas,
            cas_forms: &cas_forms,
            cas_fillers: &fillers[1],
        };
        let mut results = vec![Self::default(); rule_sets.len()];
        for profile in Profile::ALL {
            let pairs: HashMap<Row, Row> =
                truth.pairs().filter(|&(_, _, at)| at == profile).map(|(account, user, _)| (account, user)).collect();
            if pairs.is_empty() {
                continue;
            }
            let is_usable = |row: &Row| {
                let person = base.person(*row);
                person.profiles().contains(profile) && !person.flaws().contains(Flaws::MISSING_NAME)
            };
            let everybody: Vec<Row> = (0..base.len() as Row).filter(is_usable).collect();
            let all: Vec<(Row, Row)> = pairs.iter().map(|(&account, &user)| (account, user)).collect();
            let by_index = sides.proposed(profile, everybody, &all).len() as u64;
            for (result, rules) in results.iter_mut().zip(rule_sets) {
                let mut seen = HashSet::new();
                pools(base, cas, rules, options, profile)
                    .iter()
                    .for_each(|pool| seen.extend(sides.looked_at(profile, pool, rules, &pairs)));
                result.profiles[profile.index()] =
                    PairCounts { pairs: pairs.len() as u64, by_index, by_run: seen.len() as u64 };
            }
        }
        results
    }

    /// One profile.
    pub fn profile(&self, profile: Profile) -> PairCounts {
        self.profiles[profile.index()]
    }

    /// All profiles together.
    pub fn total(&self) -> PairCounts {
        self.profiles.iter().copied().sum()
    }
}

/// Both populations with the normal forms of their names.
struct Sides<'a> {
    prepared: PreparedBase<'a>,
    cas: &'a Population,
    cas_forms: &'a Forms,
    cas_fillers: &'a FillerDates,
}

impl Sides<'_> {
    /// The accounts of `pairs` to whom the index over `users` proposes their user.
    fn proposed(&self, profile: Profile, users: Vec<Row>, pairs: &[(Row, Row)]) -> Vec<Row> {
        let names = Names::from(self.prepared.lexicon);
        // Weights play no part here, so any rules will do.
        let pool = UserPool::new(self.prepared, WeightTable::compile(&RuleSet::default(), profile), users);
        let numbers: HashMap<Row, u32> = pool.rows().iter().zip(0..).map(|(&row, number)| (row, number)).collect();
        let index = CandidateIndex::build(names, pool.records());
        let context = pool.context(names, self.prepared.rarities);
        let is_proposed = |found: &mut Vec<u32>, &(account, user): &(Row, Row)| {
            let number = numbers.get(&user)?;
            let record = context.record(self.cas.person(account), self.cas_forms, self.cas_fillers);
            index.candidates(names, &record, found);
            found.binary_search(number).is_ok().then_some(account)
        };
        pairs.par_iter().map_init(Vec::new, is_proposed).flatten().collect()
    }

    /// The accounts of `pairs` that a run of `rules` compares with their user in this pool.
    fn looked_at(&self, profile: Profile, pool: &ComparedPool, rules: &RuleSet, pairs: &HashMap<Row, Row>) -> Vec<Row> {
        let users: HashSet<Row> = pool.users.iter().copied().collect();
        let accounts = pool.identities.iter();
        let here: Vec<(Row, Row)> = accounts
            .filter_map(|account| Some((*account, *pairs.get(account)?)))
            .filter(|(_, user)| users.contains(user))
            .collect();
        if pool.compares_all(rules) || here.is_empty() {
            return here.into_iter().map(|(account, _)| account).collect();
        }
        self.proposed(profile, pool.users.clone(), &here)
    }
}

impl AddAssign for PairCounts {
    fn add_assign(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.by_index += other.by_index;
        self.by_run += other.by_run;
    }
}

impl Add for PairCounts {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl Sum for PairCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}
