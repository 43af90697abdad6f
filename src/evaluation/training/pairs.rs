//! Pairs to learn from: random ones, and true ones where the truth is known.
//!
//! Role: compares users and identities of the same pools. Output: [`Patterns`], how often each combination of levels
//! occurs. Invariant: the number of threads does not change the patterns.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::identity::{Interner, Population, Profile, Row};
use crate::matching::rules::Decision;
use crate::matching::{
    Field, FillerDates, Forms, Level, Lexicon, Names, PreparedBase, Rarities, Record, RuleSet, Scorer, UserPool,
    WeightTable, probability,
};
use crate::reconcile::ComparedPool;

use super::estimate::LevelShares;
use crate::evaluation::truth::Truth;

/// The levels of a pair.
pub(super) type Pattern = [Level; Field::COUNT];

/// Bounds of [`unseen`]: a base of a few people shows next to nothing of either kind of name.
const UNSEEN: [f64; 2] = [0.001, 2.0];

/// Fixed point of the sums of frequencies: integers add up alike in any order.
const ONE: f64 = (1_u64 << 40) as f64;

/// What random pairs show.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Each combination of levels with its number of pairs, in a fixed order.
    pub(super) counts: Vec<(Pattern, u64)>,
    /// Mean frequency of the value that an agreement would rest on, by field.
    pub(super) frequency: [f64; Field::COUNT],
    /// Pairs compared.
    pub(super) pairs: u64,
    /// Pairs that there are.
    pub(super) possible: u64,
}

#[derive(Default)]
struct Tally {
    counts: HashMap<Pattern, u64, foldhash::fast::FixedState>,
    frequencies: [u128; 2],
}

impl Tally {
    fn add(&mut self, scorer: &Scorer<'_>, user: &Record, identity: &Record) {
        *self.counts.entry(*scorer.score(user, identity).comparison.levels()).or_default() += 1;
        let rarities = [user.family_rarity.min(identity.family_rarity), user.given_rarity.min(identity.given_rarity)];
        for (sum, rarity) in self.frequencies.iter_mut().zip(rarities) {
            *sum += (probability(rarity) * ONE) as u128;
        }
    }

    fn merge(mut self, other: Self) -> Self {
        for (pattern, count) in other.counts {
            *self.counts.entry(pattern).or_default() += count;
        }
        for (sum, more) in self.frequencies.iter_mut().zip(other.frequencies) {
            *sum += more;
        }
        self
    }
}

/// Both sides with their normal forms.
struct Prepared {
    lexicon: Lexicon,
    base_forms: Forms,
    cas_forms: Forms,
    rarities: Rarities,
    base_fillers: FillerDates,
    cas_fillers: FillerDates,
}

impl Prepared {
    fn new(base: &Population, cas: &Population, decision: &Decision) -> Self {
        let (lexicon, base_forms, cas_forms) = Lexicon::build(&base.names, &cas.names);
        let rarities = Rarities::count(&lexicon, base, &base_forms, decision);
        let [base_fillers, cas_fillers] = [base, cas].map(|list| FillerDates::by(decision, list));
        Self { lexicon, base_forms, cas_forms, rarities, base_fillers, cas_fillers }
    }

    fn pool(&self, base: &Population, rules: &RuleSet, profile: Profile, users: Vec<Row>) -> UserPool {
        let prepared = PreparedBase {
            users: base,
            lexicon: &self.lexicon,
            forms: &self.base_forms,
            rarities: &self.rarities,
            fillers: &self.base_fillers,
        };
        UserPool::new(prepared, WeightTable::compile(rules, profile), users)
    }
}

/// Compares at most `most` random pairs of the pools; all of them where there are no more.
pub(super) fn random_pairs(
    base: &Population,
    cas: &Population,
    rules: &RuleSet,
    profile: Profile,
    pools: &[ComparedPool],
    most: u64,
) -> Patterns {
    let prepared = Prepared::new(base, cas, &rules.decision);
    let names = Names::from(&prepared.lexicon);
    let possible: u64 = pools.iter().map(|pool| (pool.users.len() * pool.identities.len()) as u64).sum();
    // Every n-th user, beginning elsewhere for each identity: in files sorted by name families stand together.
    let step = possible.div_ceil(most.max(1)).max(1) as usize;
    let mut tally = Tally::default();
    for pool in pools {
        let users = prepared.pool(base, rules, profile, pool.users.clone());
        let scorer = users.scorer(names);
        let context = users.context(names, &prepared.rarities);
        let compared = pool
            .identities
            .par_iter()
            .enumerate()
            .fold(Tally::default, |mut tally, (number, &row)| {
                let identity = context.record(cas.person(row), &prepared.cas_forms, &prepared.cas_fillers);
                for user in users.records().iter().skip(number % step).step_by(step) {
                    tally.add(&scorer, user, &identity);
                }
                tally
            })
            .reduce(Tally::default, Tally::merge);
        tally = tally.merge(compared);
    }
    let mut counts: Vec<(Pattern, u64)> = tally.counts.into_iter().collect();
    counts.sort_unstable();
    let pairs: u64 = counts.iter().map(|(_, count)| count).sum();
    let mut frequency = [0.0; Field::COUNT];
    for (field, sum) in [Field::Family, Field::Given].into_iter().zip(tally.frequencies) {
        frequency[field as usize] = sum as f64 / ONE / pairs.max(1) as f64;
    }
    Patterns { counts, frequency, pairs, possible }
}

/// The levels of the true pairs of a profile.
pub(super) fn true_pairs(
    base: &Population,
    cas: &Population,
    rules: &RuleSet,
    profile: Profile,
    truth: &Truth,
) -> LevelShares {
    let prepared = Prepared::new(base, cas, &rules.decision);
    let names = Names::from(&prepared.lexicon);
    let own = truth.pairs().filter(|&(.., known)| known == profile);
    let mut pairs: Vec<(Row, Row)> = own.map(|(identity, user, _)| (identity, user)).collect();
    pairs.sort_unstable();
    let users = prepared.pool(base, rules, profile, pairs.iter().map(|&(_, user)| user).collect());
    let scorer = users.scorer(names);
    let context = users.context(names, &prepared.rarities);
    let mut shares = LevelShares::default();
    for ((identity, _), user) in pairs.into_iter().zip(users.records()) {
        let identity = context.record(cas.person(identity), &prepared.cas_forms, &prepared.cas_fillers);
        shares.add(scorer.score(user, &identity).comparison.levels(), 1.0);
    }
    shares
}

/// How many people's worth of belief there is that a name which the base shows once has another bearer, for family and
/// given names: 2·n₂/n₁, where n₁ names have one bearer and n₂ have two (Good, «The population frequencies of species»,
/// 1953). Two bearers at one postcode count once: families stand together.
pub(super) fn unseen(base: &Population) -> [f64; 2] {
    let (lexicon, forms, _) = Lexicon::build(&base.names, &Interner::new());
    let mut bearers: [HashMap<usize, Vec<u32>>; 2] = Default::default();
    for person in base.people() {
        let names = [person.family_symbol(), person.given_symbol()].map(|symbol| forms.of(symbol));
        for (number, name) in names.into_iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            // A family shares its name at one address; given names are each person's own.
            let place = if number == 0 { person.postcode().packed() } else { person.row() };
            bearers[number].entry(lexicon.key(name)).or_default().push(place);
        }
    }
    bearers.map(|names| {
        let (mut once, mut twice) = (0_u32, 0_u32);
        for mut places in names.into_values() {
            places.sort_unstable();
            places.dedup();
            match places.len() {
                1 => once += 1,
                2 => twice += 1,
                _ => {}
            }
        }
        (2.0 * f64::from(twice) / f64::from(once.max(1))).clamp(UNSEEN[0], UNSEEN[1])
    })
}
