//! Where somebody is looked for: the users of a profile, school by school.
//!
//! Role: keeps the pools that a search looks into. Input: the base and, if the base is one school's, its UAI. Output: a
//! [`Finding`] for a profile and the schools that were asserted. Invariant: a user stands in the pools of all its
//! schools; one without a school, in every pool.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::identity::{Flaws, Population, Profile, Row, Schools};
use crate::matching::decision::{Finding, PoolSize, ScoredUser};
use crate::matching::rules::Method;
use crate::matching::{
    Ages, Cohort, Comparison, ExactUsers, Facts, Names, PreparedBase, Record, RelativesOfOneName, RuleSet, UserPool,
    WeightTable, may_be_filed_wrongly, odds_of_wrong_profile, settle,
};

/// The pools of all profiles, in the order of [`Profile::ALL`].
#[derive(Debug)]
pub(super) struct Pools {
    profiles: Vec<ProfilePools>,
    /// The schools that the base's users name, sorted.
    schools: Vec<String>,
}

#[derive(Debug)]
struct ProfilePools {
    everybody: Pool,
    /// By UAI, where the base has several schools.
    by_school: BTreeMap<String, Pool>,
    /// Users without a school, where others have one: only those who name no school of the base meet them alone.
    unplaced: Option<Pool>,
}

#[derive(Debug)]
struct Pool {
    users: UserPool,
    exact: Option<ExactUsers>,
}

/// A person that a search looks for, and the base to look in.
#[derive(Clone, Copy)]
pub(super) struct Query<'a> {
    pub(super) base: PreparedBase<'a>,
    pub(super) names: Names<'a>,
    pub(super) rules: &'a RuleSet,
    pub(super) profile: Profile,
    pub(super) facts: &'a Facts,
    /// UAI codes, upper case; empty if none was asserted.
    pub(super) schools: &'a [String],
}

impl Query<'_> {
    /// The record of who is looked for, to be compared with the users of a pool.
    fn record(&self, users: &UserPool) -> Record {
        let Query { base, names, profile, facts, .. } = *self;
        let birth_date = base.fillers.read(Cohort::from(profile), facts.birth_date);
        users.context(names, base.rarities).complete(Facts { birth_date, ..*facts })
    }
}

impl Pools {
    /// Splits the base. With a `school`, users of others are left out, and there is one pool per profile.
    pub(super) fn new(base: PreparedBase<'_>, rules: &RuleSet, school: Option<&str>) -> Self {
        let relatives = RelativesOfOneName::count(base.lexicon, base.users, base.forms, base.rarities);
        let ages = Ages::of([base.users]);
        let lists: Vec<Schools> = base.users.school_lists.iter().map(|(_, list)| Schools::parse(list)).collect();
        let codes_of = |row: Row| lists[base.users.person(row).schools_symbol().index()].codes();
        let mut schools: Vec<String> = lists.iter().flat_map(Schools::codes).cloned().collect();
        schools.sort_unstable();
        schools.dedup();
        let in_scope = |&row: &Row| {
            let codes = codes_of(row);
            codes.is_empty() || school.is_none_or(|school| codes.iter().any(|code| code == school))
        };
        let split = school.is_none() && schools.len() > 1;
        let pools_of = |&profile: &Profile| {
            let rows: Vec<Row> = rows_of(base.users, profile).filter(in_scope).collect();
            let (mut by_school, mut unplaced) = (BTreeMap::<&str, Vec<Row>>::new(), Vec::new());
            if split {
                for &row in &rows {
                    match codes_of(row) {
                        [] => unplaced.push(row),
                        codes => codes.iter().for_each(|code| by_school.entry(code).or_default().push(row)),
                    }
                }
            }
            let weights = WeightTable::for_lists(rules, profile, relatives, ages);
            let pool = |rows: Vec<Row>| Pool::new(base, rules, weights.clone(), rows);
            ProfilePools {
                by_school: by_school
                    .into_par_iter()
                    .map(|(code, mut rows)| {
                        rows.extend(&unplaced);
                        (code.to_owned(), pool(rows))
                    })
                    .collect(),
                unplaced: split.then(|| pool(unplaced.clone())),
                everybody: pool(rows),
            }
        };
        let profiles = Profile::ALL.par_iter().map(pools_of).collect();
        Self { profiles, schools }
    }

    /// Returns true if any of these codes is a school of the base, or if the base names no school.
    pub(super) fn knows_any(&self, codes: &[String]) -> bool {
        self.schools.is_empty() || codes.iter().any(|code| self.schools.binary_search(code).is_ok())
    }

    /// How far a user of the base agrees with who is looked for.
    pub(super) fn compare(&self, query: Query<'_>, user: Row) -> Comparison {
        let Query { base, names, profile, .. } = query;
        let users = &self.profiles[profile.index()].everybody.users;
        let context = users.context(names, base.rarities);
        let record = context.record(base.users.person(user), base.forms, base.fillers);
        users.scorer(names).score(&record, &query.record(users)).comparison
    }

    /// The users of the query's profile whose account this may be, filed under `own` by mistake, with their odds. `evidence` is
    /// that of [`DateKinds::evidence`](crate::matching::DateKinds::evidence).
    pub(super) fn of_wrong_profile(&self, query: Query<'_>, own: Profile, evidence: f64) -> Vec<(ScoredUser, f64)> {
        let pools = &self.profiles[query.profile.index()];
        let own_school = query.schools.iter().find_map(|code| pools.by_school.get(code));
        let Pool { users, exact } = own_school.unwrap_or(&pools.everybody);
        let record = query.record(users);
        let is_of_own = |number: &usize| query.base.users.person(users.rows()[*number]).profiles().contains(own);
        let namesakes = exact.iter().flat_map(|exact| exact.namesakes(query.names, &record));
        namesakes
            .filter(|number| !is_of_own(number))
            .map(|number| (users.rows()[number], users.scorer(query.names).score(&users.records()[number], &record)))
            .filter(|(_, score)| may_be_filed_wrongly(score))
            .map(|(row, score)| {
                let odds = odds_of_wrong_profile(&query.rules.decision, &score, users.rows().len(), evidence);
                (ScoredUser::new(row, &score), odds)
            })
            .collect()
    }

    /// Finds the candidates of the base; `is_free` tells whether a user may be settled without a search for rivals.
    pub(super) fn search(&self, query: Query<'_>, is_free: impl Fn(Row) -> bool) -> Finding {
        let pools = &self.profiles[query.profile.index()];
        let Some(unplaced) = pools.unplaced.as_ref().filter(|_| !query.schools.is_empty()) else {
            return pools.everybody.search(query, is_free);
        };
        let mut own = query.schools.iter().filter_map(|code| pools.by_school.get(code));
        match (own.next(), own.next()) {
            (None, _) => unplaced.search(query, is_free),
            (Some(pool), None) => pool.search(query, is_free),
            // In the pool of another school there may be a rival.
            (Some(first), Some(second)) => {
                let mut finding = first.search(query, |_| false);
                for pool in std::iter::once(second).chain(own) {
                    finding.merge(pool.search(query, |_| false));
                }
                finding
            }
        }
    }
}

/// The users of a profile that have a name.
fn rows_of(users: &Population, profile: Profile) -> impl Iterator<Item = Row> {
    let usable = move |row: &Row| {
        let person = users.person(*row);
        person.profiles().contains(profile) && !person.flaws().contains(Flaws::MISSING_NAME)
    };
    (0..users.len() as Row).filter(usable)
}

impl Pool {
    fn new(base: PreparedBase<'_>, rules: &RuleSet, weights: WeightTable, rows: Vec<Row>) -> Self {
        let mut users = UserPool::new(base, weights, rows);
        if users.rows().len() > rules.decision.all_pairs_up_to {
            users.build_index(base.lexicon);
        }
        let exact = (rules.method == Method::Scored).then(|| ExactUsers::new(base.lexicon, &users));
        Self { users, exact }
    }

    fn search(&self, query: Query<'_>, is_free: impl Fn(Row) -> bool) -> Finding {
        let Query { names, rules, .. } = query;
        // One person alone: nobody knows who else will come, and the share of such people who are in the base stands.
        let users = self.users.rows().len();
        let size = PoolSize::new(users, users as f64, 1);
        let record = query.record(&self.users);
        let user = self.exact.as_ref().and_then(|exact| exact.find(&self.users, names, &record));
        let settled = user
            .filter(|&user| is_free(self.users.rows()[user]))
            .and_then(|user| settle(&self.users, names, rules, size, &record, user));
        settled.unwrap_or_else(|| self.users.search(names, rules, size, &record, None, &mut Vec::new()))
    }
}
