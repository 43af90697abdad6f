//! Who each identity of a pool might be.
//!
//! Role: compares the identities of one pool with its users. Input: base rows, a [`Query`] and what is known
//! of both sides. Output: a [`Finding`] per identity. Invariant: what is found for an identity depends on the two
//! populations and the rules alone, not on the order of rows or on threads.
//!
//! Three ways, from the cheapest. Some are settled at once, see [`super::shortcut`]. The others are compared with
//! every user of a small pool, or with the candidates of an index in a large one.

use std::ops::AddAssign;

use rayon::prelude::*;

use crate::identity::{Population, Profile, Row};
use crate::matching::rules::{Decision, DeterministicRule};
use crate::matching::{
    CandidateIndex, Cohort, Comparison, Forms, Lexicon, PostcodeCounts, Rarities, Record, RecordContext, RuleSet,
    Score, Scorer, Weight,
};

use super::shortcut;

/// How many edges an identity keeps: those left out are far less likely than twelve others.
const MAX_EDGES: usize = 12;

/// Above this many pairs a pool is searched by the index even if it is small: a region's accounts against one school.
const MAX_PAIRS: usize = 20_000_000;

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
}

/// What one pool says of one identity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    /// Number of the identity in its profile.
    pub(super) identity: usize,
    /// Where it was looked for.
    pub(super) pool: PoolSize,
    /// Σ 2^R over the users that look like its relatives.
    pub(super) relatives: f64,
    /// The likeliest users, best first.
    pub(super) edges: Vec<ScoredUser>,
    /// Whether users were passed over because too many share what they share with the identity.
    pub(super) passed_over: bool,
    /// What the first deterministic rule that anybody meets says.
    pub(super) hit: Option<RuleHit>,
}

/// How many people meet in a pool: what the chance of finding anybody there depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PoolSize {
    /// Base users.
    pub(super) users: usize,
    /// Of those, the ones without a link.
    pub(super) unbound: usize,
    /// Identities that look for one.
    pub(super) identities: usize,
}

impl AddAssign for PoolSize {
    fn add_assign(&mut self, other: Self) {
        self.users += other.users;
        self.unbound += other.unbound;
        self.identities += other.identities;
    }
}

impl Finding {
    /// Nobody to look at.
    pub(super) fn nothing(identity: usize) -> Self {
        Self { identity, pool: PoolSize::default(), relatives: 0.0, edges: Vec::new(), passed_over: false, hit: None }
    }

    /// The most probable edge with its position; the first of equals.
    pub(super) fn likeliest(&self) -> Option<(usize, &ScoredUser)> {
        let ranked = self.edges.iter().enumerate();
        ranked.max_by(|a, b| a.1.probability.total_cmp(&b.1.probability).then(b.0.cmp(&a.0)))
    }
}

/// A user with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ScoredUser {
    /// Base row.
    pub(super) user: Row,
    /// The score: log₂ likelihood ratio of being the same person.
    pub(super) weight: Weight,
    /// What it is the sum of.
    pub(super) comparison: Comparison,
    /// P(this user) / P(nobody in the base), were the two alone.
    pub(super) odds: f64,
    /// Probability of this link, once all candidates have been weighed against each other.
    pub(super) probability: f64,
}

impl ScoredUser {
    pub(super) fn new(user: Row, score: &Score) -> Self {
        Self { user, weight: score.comparison.score(), comparison: score.comparison, odds: 0.0, probability: 0.0 }
    }
}

/// The users that meet a deterministic rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RuleHit {
    /// Index of the rule.
    pub(super) rule: usize,
    /// The first such user.
    pub(super) user: Row,
    /// How many there are.
    pub(super) users: usize,
}

/// Who is looked for in a pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query<'a> {
    pub(super) profile: Profile,
    /// CAS rows by number of identity.
    pub(super) rows: &'a [Row],
    /// The numbers at hand.
    pub(super) identities: &'a [usize],
}

/// Compares the identities of `query` with the base rows of one pool.
pub(super) fn search_pool(
    sides: Sides<'_>,
    rules: &RuleSet,
    query: &Query<'_>,
    users: &[Row],
    done: &(dyn Fn(u64) + Sync),
) -> Vec<Finding> {
    let searcher = Searcher::new(sides, rules, query, users);
    let records: Vec<Record> =
        query.identities.par_iter().map(|&number| searcher.cas_record(sides, query.rows[number])).collect();
    let settled = shortcut::settle(&searcher, sides, query, &records);
    let open = settled.iter().filter(|finding| finding.is_none()).count();
    let too_many_pairs = users.len() > searcher.decision.all_pairs_up_to || users.len() * open > MAX_PAIRS;
    let index = (too_many_pairs && open > 0).then(|| CandidateIndex::build(sides.lexicon, &searcher.users));
    let chunks = records.par_chunks(CHUNK).zip(settled.into_par_iter().chunks(CHUNK)).enumerate();
    chunks
        .flat_map_iter(|(chunk, (records, settled))| {
            let mut candidates = Vec::new();
            let findings: Vec<Finding> = records
                .iter()
                .zip(settled)
                .enumerate()
                .map(|(offset, (record, settled))| {
                    settled.unwrap_or_else(|| {
                        let identity = query.identities[chunk * CHUNK + offset];
                        searcher.search(sides.lexicon, identity, record, index.as_ref(), &mut candidates)
                    })
                })
                .collect();
            done(findings.len() as u64);
            findings
        })
        .collect()
}

pub(super) struct Searcher<'a> {
    pub(super) scorer: Scorer<'a>,
    pub(super) decision: &'a Decision,
    profile: Profile,
    pub(super) rules: &'a [DeterministicRule],
    cohort: Cohort,
    postcodes: PostcodeCounts,
    pub(super) rows: &'a [Row],
    pub(super) users: Vec<Record>,
    pub(super) size: PoolSize,
}

impl<'a> Searcher<'a> {
    fn new(sides: Sides<'a>, rules: &'a RuleSet, query: &Query<'_>, rows: &'a [Row]) -> Self {
        let profile = query.profile;
        let cohort = Cohort::from(profile);
        let postcodes = PostcodeCounts::new(rows.iter().map(|&row| sides.base.person(row).postcode()));
        let context = RecordContext { lexicon: sides.lexicon, rarities: sides.rarities, cohort, postcodes: &postcodes };
        let users = rows.par_iter().map(|&row| context.record(sides.base.person(row), sides.base_forms)).collect();
        let scorer = Scorer::new(sides.lexicon, rules, profile);
        let size = PoolSize {
            users: rows.len(),
            unbound: rows.iter().filter(|&&row| sides.base.person(row).linked_id().is_none()).count(),
            identities: query.identities.len(),
        };
        let deterministic = rules.deterministic();
        Self { scorer, decision: &rules.decision, profile, rules: deterministic, cohort, postcodes, rows, users, size }
    }

    fn cas_record(&self, sides: Sides<'_>, row: Row) -> Record {
        let context = RecordContext {
            lexicon: sides.lexicon,
            rarities: sides.rarities,
            cohort: self.cohort,
            postcodes: &self.postcodes,
        };
        context.record(sides.cas.person(row), sides.cas_forms)
    }

    fn search(
        &self,
        lexicon: &Lexicon,
        identity: usize,
        record: &Record,
        index: Option<&CandidateIndex>,
        candidates: &mut Vec<u32>,
    ) -> Finding {
        let mut finding =
            Finding { identity, pool: self.size, relatives: 0.0, edges: Vec::new(), passed_over: false, hit: None };
        match index {
            Some(index) => {
                finding.passed_over = !index.candidates(lexicon, record, candidates);
                for &number in candidates.iter() {
                    self.consider(&mut finding, record, number as usize);
                }
            }
            None => (0..self.users.len()).for_each(|number| self.consider(&mut finding, record, number)),
        }
        keep_best(&mut finding.edges);
        finding
    }

    fn consider(&self, finding: &mut Finding, record: &Record, number: usize) {
        let score = self.scorer.score(&self.users[number], record);
        let user = self.rows[number];
        finding.relatives += relative_mass(&score);
        for (rule, requirement) in self.rules.iter().enumerate() {
            if finding.hit.is_some_and(|hit| hit.rule < rule) {
                break;
            }
            if requirement.is_met(self.profile, score.comparison.levels()) {
                finding.hit = Some(RuleHit::merge(finding.hit, RuleHit { rule, user, users: 1 }));
                break;
            }
        }
        let scored = ScoredUser::new(user, &score);
        if scored.weight >= Weight::from_bits(self.decision.candidate_floor) {
            finding.edges.push(scored);
            if finding.edges.len() >= 4 * MAX_EDGES {
                keep_best(&mut finding.edges);
            }
        }
    }
}

impl RuleHit {
    /// Of two hits, that of the earlier rule; of the same rule, both together.
    pub(super) fn merge(known: Option<Self>, new: Self) -> Self {
        match known {
            // The same user, met in the pools of two schools.
            Some(known) if known.rule == new.rule && known.user == new.user => known,
            Some(known) if known.rule < new.rule => known,
            Some(known) if known.rule == new.rule => {
                Self { rule: known.rule, user: known.user.min(new.user), users: known.users + new.users }
            }
            _ => new,
        }
    }
}

/// Best first, ties by row, at most [`MAX_EDGES`].
pub(super) fn keep_best(edges: &mut Vec<ScoredUser>) {
    edges.sort_unstable_by_key(|edge| (std::cmp::Reverse(edge.weight), edge.user));
    edges.truncate(MAX_EDGES);
}

/// 2^R where it counts: below even odds a user says nothing about relatives.
pub(super) fn relative_mass(score: &Score) -> f64 {
    if score.relative > Weight::ZERO { score.relative.ratio() } else { 0.0 }
}

impl Decision {
    /// P(this user) / P(nobody in the base) for one pair by itself.
    ///
    /// π/n·2^W over (1 − π)·(1 + ρ/n·Σ2^R): «nobody» includes «only a relative is there». Where more identities look
    /// than there are users to be found, as when a whole region's accounts meet one school, π is no more than
    /// their ratio.
    pub(super) fn odds(&self, weight: Weight, relatives: f64, pool: PoolSize) -> f64 {
        let users = pool.users.max(1) as f64;
        let share = self.share_in_base * (pool.unbound as f64 / pool.identities.max(1) as f64).min(1.0);
        let nobody = (1.0 - share) * (1.0 + self.relatives_in_base / users * relatives);
        share / users * weight.ratio() / nobody
    }
}
