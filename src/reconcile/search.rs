//! Who each identity of a pool might be.
//!
//! Role: compares the identities of one pool with its users. Input: base rows, a [`Query`] and what is known
//! of both sides. Output: a [`Finding`] per identity. Invariant: what is found for an identity depends on the two
//! populations and the rules alone, not on the order of rows or on threads.
//!
//! Three ways, from the cheapest. An identity that agrees exactly with one user, that no other shares these
//! names with, and whose risk lies below `settled_risk`, is settled at once: any rival would differ in a name.
//! The others are compared with every user of a small pool, or with the candidates of an index in a large one.

use rayon::prelude::*;

use crate::identity::{Flaws, Population, Profile, Row};
use crate::matching::rules::{Decision, DeterministicRule};
use crate::matching::{
    CandidateIndex, Cohort, Comparison, Field, Forms, Level, Lexicon, PostcodeCounts, Rarities, Record, RecordContext,
    RuleSet, Score, Scorer, Weight,
};

use super::Reason;

/// How many edges an identity keeps: those left out are far less likely than twelve others.
const MAX_EDGES: usize = 12;

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
    /// How many users it was looked for among.
    pub(super) pool_size: usize,
    /// Σ 2^R over the users that look like its relatives.
    pub(super) relatives: f64,
    /// The likeliest users, best first.
    pub(super) edges: Vec<ScoredUser>,
    /// What the first deterministic rule that anybody meets says.
    pub(super) hit: Option<RuleHit>,
}

impl Finding {
    /// Nobody to look at.
    pub(super) fn nothing(identity: usize) -> Self {
        Self { identity, pool_size: 0, relatives: 0.0, edges: Vec::new(), hit: None }
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
    /// Probability of this link, once all candidates have been weighed against each other.
    pub(super) probability: f64,
}

impl ScoredUser {
    fn new(user: Row, score: &Score) -> Self {
        Self { user, weight: score.comparison.score(), comparison: score.comparison, probability: 0.0 }
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
    let searcher = Searcher::new(sides, rules, query.profile, users);
    let records: Vec<Record> =
        query.identities.par_iter().map(|&number| searcher.cas_record(sides, query.rows[number])).collect();
    let settled = searcher.settle(sides, query, &records);
    let open = settled.iter().filter(|finding| finding.is_none()).count();
    let index = (users.len() > searcher.decision.all_pairs_up_to && open > 0)
        .then(|| CandidateIndex::build(sides.lexicon, &searcher.users));
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

struct Searcher<'a> {
    scorer: Scorer<'a>,
    decision: &'a Decision,
    profile: Profile,
    rules: &'a [DeterministicRule],
    cohort: Cohort,
    postcodes: PostcodeCounts,
    rows: &'a [Row],
    users: Vec<Record>,
}

impl<'a> Searcher<'a> {
    fn new(sides: Sides<'a>, rules: &'a RuleSet, profile: Profile, rows: &'a [Row]) -> Self {
        let cohort = Cohort::from(profile);
        let postcodes = PostcodeCounts::new(rows.iter().map(|&row| sides.base.person(row).postcode()));
        let context = RecordContext { lexicon: sides.lexicon, rarities: sides.rarities, cohort, postcodes: &postcodes };
        let users = rows.par_iter().map(|&row| context.record(sides.base.person(row), sides.base_forms)).collect();
        let scorer = Scorer::new(sides.lexicon, rules, profile);
        let deterministic = rules.deterministic();
        Self { scorer, decision: &rules.decision, profile, rules: deterministic, cohort, postcodes, rows, users }
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

    /// The identities whose names one user has, and no other identity or user.
    fn settle(&self, sides: Sides<'_>, query: &Query<'_>, records: &[Record]) -> Vec<Option<Finding>> {
        let mut settled = vec![None; records.len()];
        if !self.rules.is_empty() || self.decision.settled_risk <= 0.0 {
            return settled;
        }
        let by_names = |records: &[Record]| {
            let mut keyed: Vec<(u64, u32)> = records
                .par_iter()
                .enumerate()
                .map(|(at, record)| (names_key(sides.lexicon, record), at as u32))
                .collect();
            keyed.par_sort_unstable();
            keyed
        };
        let (ours, theirs) = rayon::join(|| by_names(&self.users), || by_names(records));
        let alone = |keyed: &[(u64, u32)], at: usize| {
            (at == 0 || keyed[at - 1].0 != keyed[at].0) && keyed.get(at + 1).is_none_or(|next| next.0 != keyed[at].0)
        };
        let mut ours_at = 0;
        for (at, &(key, identity)) in theirs.iter().enumerate() {
            while ours.get(ours_at).is_some_and(|&(other, _)| other < key) {
                ours_at += 1;
            }
            let Some(&(other, user)) = ours.get(ours_at) else { break };
            if other != key || !alone(&ours, ours_at) || !alone(&theirs, at) {
                continue;
            }
            let (user, identity) = (user as usize, identity as usize);
            let flawed = !sides.cas.person(query.rows[query.identities[identity]]).flaws().is_none();
            let person = sides.base.person(self.rows[user]);
            if flawed || person.linked_id().is_some() || !(person.flaws().is_none()) {
                continue;
            }
            let score = self.scorer.score(&self.users[user], &records[identity]);
            if self.is_settled(&score) {
                settled[identity] = Some(Finding {
                    identity: query.identities[identity],
                    pool_size: self.users.len(),
                    relatives: relative_mass(&score),
                    edges: vec![ScoredUser::new(self.rows[user], &score)],
                    hit: None,
                });
            }
        }
        settled
    }

    fn is_settled(&self, score: &Score) -> bool {
        let level = |field: Field| score.comparison.field(field).level;
        let date = level(Field::BirthDate);
        let corroborated = date == Level::Exact || (date == Level::Missing && level(Field::Postcode) == Level::Exact);
        let odds = self.decision.odds(score.comparison.score(), relative_mass(score), self.users.len());
        corroborated
            && level(Field::Sex) != Level::Different
            && level(Field::NameOrder) == Level::Exact
            && 1.0 / (1.0 + odds) <= self.decision.settled_risk
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
            Finding { identity, pool_size: self.users.len(), relatives: 0.0, edges: Vec::new(), hit: None };
        match index {
            Some(index) => {
                index.candidates(lexicon, record, candidates);
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
fn relative_mass(score: &Score) -> f64 {
    if score.relative > Weight::ZERO { score.relative.ratio() } else { 0.0 }
}

fn names_key(lexicon: &Lexicon, record: &Record) -> u64 {
    (lexicon.key(record.family) as u64) << 32 | lexicon.key(record.given) as u64
}

impl Decision {
    /// P(this user) / P(nobody in the base) for one pair by itself, in a pool of `users`.
    ///
    /// π/n·2^W over (1 − π)·(1 + ρ/n·Σ2^R): «nobody» includes «only a relative is there».
    pub(super) fn odds(&self, weight: Weight, relatives: f64, users: usize) -> f64 {
        let users = users.max(1) as f64;
        let nobody = (1.0 - self.share_in_base) * (1.0 + self.relatives_in_base / users * relatives);
        self.share_in_base / users * weight.ratio() / nobody
    }
}

/// Whether a user may be linked at all, or why not; such a user is shown, and competes.
pub(super) fn check_linkable(base: &Population, user: Row) -> Result<(), Reason> {
    let person = base.person(user);
    if person.linked_id().is_some() {
        Err(Reason::AlreadyLinked)
    } else if person.flaws().contains(Flaws::DUPLICATE_ID) || person.flaws().contains(Flaws::MISSING_ID) {
        Err(Reason::IdConflict)
    } else {
        Ok(())
    }
}
