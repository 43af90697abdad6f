//! From findings to a decision per identity.
//!
//! Role: weighs all candidates of a profile against each other and against «nobody». Input: the findings of
//! all its pools. Output: a [`Judgement`] per identity. Invariant: caution; a link needs its probability, its
//! score, its lead, a free user and no veto, each for itself, see [`Decision`].

use std::collections::HashMap;

use rayon::prelude::*;

use crate::identity::{Flaws, Population, Profile, Row};
use crate::matching::decision::{Claim, Finding, Judge, Prior, Reason, Ruling, ScoredUser, check_flaws};
use crate::matching::rules::Decision;
use crate::matching::{Field, Level, RuleSet, Weight};

use super::existing::Ids;
use super::occupancy::Circles;
use super::pairing::{estimate, pair_up};
use super::partition::ProfilePart;
use super::search::Sides;

/// What is to become of one identity, before the run's budget is applied.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    /// The result of the search for the identity, with probabilities.
    pub(super) finding: Finding,
    /// Why this identity is linked with nobody, whatever was found.
    barred: Option<Reason>,
    pub(super) ruling: Ruling,
}

/// The inputs of one profile's decisions besides the findings.
pub(super) struct Context<'a> {
    pub(super) sides: Sides<'a>,
    pub(super) rules: &'a RuleSet,
    pub(super) part: &'a ProfilePart,
    pub(super) ids: &'a Ids<'a>,
}

/// How often a run weighs its candidates again, at most, by what it has learnt of its pools.
const ROUNDS: usize = 4;

/// A round that changes no prior by more than this share is the last.
const SETTLED: f64 = 0.1;

/// Judges all identities of a profile, in the order of `findings`, which are one per identity.
pub(super) fn judge(context: &Context<'_>, mut findings: Vec<Finding>) -> Vec<Judgement> {
    let (base, decision) = (context.sides.base, context.decision());
    let vacancies: Vec<f64> = (0..base.len() as Row).into_par_iter().map(|user| context.vacancy(user)).collect();
    context.mark_outdone(&mut findings);
    let circles = Circles::new(context.part);
    let before = circles.before(decision, &findings);
    let mut priors = before.clone();
    let mut is_settled = vec![false; priors.len()];
    context.weigh(&mut findings, &vacancies, |identity| priors[circles.of(identity)]);
    for _ in 0..ROUNDS {
        estimate(&mut findings, base.len());
        let learnt = circles.after(decision, &before, &vacancies, &findings);
        // Whoever is settled stays so: how long others take does not matter to a school.
        for ((prior, learnt), is_settled) in priors.iter_mut().zip(learnt).zip(&mut is_settled) {
            if !*is_settled {
                *is_settled = learnt.change(prior) <= SETTLED;
                *prior = learnt;
            }
        }
        context.weigh(&mut findings, &vacancies, |identity| priors[circles.of(identity)]);
        if is_settled.iter().all(|&is_settled| is_settled) {
            break;
        }
    }
    pair_up(&mut findings, base.len());
    let unruled = |finding: Finding| {
        let barred = context.bar(&finding);
        Judgement { barred, ruling: Ruling::Fail(barred.unwrap_or(Reason::NoCandidate)), finding }
    };
    let mut judgements: Vec<Judgement> = findings.into_par_iter().map(unruled).collect();
    rule(base, context.rules, context.part.profile, &mut judgements);
    judgements
}

/// Rules on all identities of a profile, in place of any earlier ruling.
pub(super) fn rule(base: &Population, rules: &RuleSet, profile: Profile, judgements: &mut [Judgement]) {
    let check_user = |user| match check_linkable(base, user) {
        Err(Reason::InvalidBirthDate) if rules.decision.compare_incomplete => Ok(()),
        checked => checked,
    };
    let judge = Judge { rules, profile, max_risk: rules.decision.max_link_risk, check_user: &check_user };
    judgements.par_iter_mut().for_each(|judgement| {
        judgement.ruling = match judgement.barred {
            Some(reason) => Ruling::Fail(reason),
            None => judge.rule(&judgement.finding),
        };
    });
    settle_claims(base, judgements);
    tell_two_accounts(judgements);
}

/// Findings of the same identity in several pools become one: as if the pools were one.
pub(super) fn merge_pools(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.identity);
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match merged.last_mut() {
            Some(last) if last.identity == finding.identity => last.merge(finding),
            _ => merged.push(finding),
        }
    }
    merged
}

/// Fails every link to a user that several identities claim: deterministic rules can give it away twice.
fn settle_claims(base: &Population, judgements: &mut [Judgement]) {
    let claimed = |judgement: &Judgement| match judgement.ruling {
        Ruling::Link { candidate, .. } => Some(judgement.finding.edges[candidate].user as usize),
        Ruling::Fail(_) => None,
    };
    let mut claims = vec![0_u8; base.len()];
    for user in judgements.iter().filter_map(claimed) {
        claims[user] = claims[user].saturating_add(1);
    }
    for judgement in judgements {
        if claimed(judgement).is_some_and(|user| claims[user] > 1) {
            judgement.ruling = Ruling::Fail(Reason::Ambiguous);
        }
    }
}

/// How many times likelier than all others a user must be to be the one that an account asks for.
const ASKED_FOR: f64 = 100.0;

/// Tells of accounts that ask for one user with the very same evidence: nothing says which of them is the user's. Their names and
/// dates are the user's own; two accounts that differ from the user may differ from each other.
fn tell_two_accounts(judgements: &mut [Judgement]) {
    let asked_for = |judgement: &Judgement| {
        let edges = &judgement.finding.edges;
        let best = edges.iter().max_by(|a, b| a.odds.total_cmp(&b.odds).then(b.user.cmp(&a.user)))?;
        let others: f64 = edges.iter().filter(|edge| edge.user != best.user).map(|edge| edge.odds).sum();
        let is_open = judgement.ruling == Ruling::Fail(Reason::Ambiguous);
        let is_own = |field| matches!(best.comparison.field(field).level, Level::Exact | Level::Missing);
        let is_one_person = [Field::Family, Field::Given, Field::BirthDate].into_iter().all(is_own);
        (is_open && is_one_person && best.odds >= ASKED_FOR * others).then_some((best.user, *best.comparison.levels()))
    };
    let mut askers: HashMap<(Row, [Level; Field::COUNT]), Vec<usize>> = HashMap::new();
    for (number, judgement) in judgements.iter().enumerate() {
        if let Some(asked) = asked_for(judgement) {
            askers.entry(asked).or_default().push(number);
        }
    }
    for number in askers.into_values().filter(|numbers| numbers.len() > 1).flatten() {
        judgements[number].ruling = Ruling::Fail(Reason::TwoAccounts);
    }
}

impl Context<'_> {
    fn decision(&self) -> &Decision {
        &self.rules.decision
    }

    /// Marks the pairs of another family name that a veto forbids where another identity agrees better with the user, and no veto stands against it.
    /// A stranger with the birth date and the given name of somebody whose name is misspelt does not make the right pair
    /// unsure.
    fn mark_outdone(&self, findings: &mut [Finding]) {
        let is_vetoed = |edge: &ScoredUser| self.decision().is_vetoed(self.part.profile, &edge.comparison);
        let mut best: Vec<Option<Weight>> = vec![None; self.sides.base.len()];
        for edge in findings.iter().flat_map(|finding| &finding.edges).filter(|edge| !is_vetoed(edge)) {
            let known = &mut best[edge.user as usize];
            *known = (*known).max(Some(edge.weight));
        }
        for edge in findings.iter_mut().flat_map(|finding| &mut finding.edges) {
            let has_other_name = edge.comparison.field(Field::Family).level == Level::Different;
            edge.is_outdone = has_other_name && best[edge.user as usize] > Some(edge.weight) && is_vetoed(edge);
        }
    }

    /// Gives every pair its odds against «nobody», each by itself. `prior_of` takes the number of an identity.
    fn weigh(&self, findings: &mut [Finding], vacancies: &[f64], prior_of: impl Fn(usize) -> Prior + Sync) {
        let decision = self.decision();
        let claim_of = |user: Row| match vacancies[user as usize] {
            vacancy if vacancy > 0.0 => Claim::Vacant(vacancy),
            _ => Claim::Bound,
        };
        findings.par_iter_mut().for_each(|finding| prior_of(finding.identity).weigh(decision, finding, claim_of));
    }

    /// The probability that a user has no account among the others': a stored id may be out of date.
    fn vacancy(&self, user: Row) -> f64 {
        self.ids.vacancy(self.sides.base.person(user), self.decision())
    }

    /// Why an identity is linked with nobody, by what it says of itself.
    fn bar(&self, finding: &Finding) -> Option<Reason> {
        let identity = self.part.identities[finding.identity];
        let flaws = self.sides.cas.person(identity).flaws();
        if flaws.contains(Flaws::RAGGED_ROW) {
            return Some(Reason::RaggedRow);
        }
        let has_no_id = flaws.contains(Flaws::MISSING_ID) || flaws.contains(Flaws::DUPLICATE_ID);
        if has_no_id || self.ids.is_conflict(self.sides, identity, self.part.profile) {
            return Some(Reason::IdConflict);
        }
        if flaws.contains(Flaws::MIXED_SCRIPTS) {
            return Some(Reason::MixedScripts);
        }
        if flaws.contains(Flaws::DAMAGED_TEXT) {
            return Some(Reason::DamagedText);
        }
        let is_refused = |flaw| flaws.contains(flaw) && !self.decision().compare_incomplete;
        if is_refused(Flaws::MISSING_NAME) {
            return Some(Reason::MissingName);
        }
        is_refused(Flaws::INVALID_BIRTH_DATE).then_some(Reason::InvalidBirthDate)
    }
}

/// Whether a user may be linked at all, or why not; such a user is shown, and competes.
fn check_linkable(base: &Population, user: Row) -> Result<(), Reason> {
    let person = base.person(user);
    if person.linked_id().is_some() { Err(Reason::AlreadyLinked) } else { check_flaws(person) }
}
