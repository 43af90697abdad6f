//! Judgements to outcomes.
//!
//! Role: applies the run's [`budget`] of wrong links and writes down each verdict with what it rests on. Input: the
//! judgements of all profiles. Output: outcomes. Invariant: a judgement «fail» never becomes a link here.

use rayon::prelude::*;

use crate::identity::{Population, ProfileSet};
use crate::matching::RuleSet;
use crate::matching::decision::{Reason, Ruling, ScoredUser};
use crate::matching::rules::Method;

use super::decide::Judgement;
use super::{Candidate, Failure, JudgedPart, Link, Outcome, Verdict, budget};

/// The largest risk that the run's budget affords; `None` where nobody is linked.
pub(super) fn affordable_risk(judged: &[JudgedPart], rules: &RuleSet) -> Option<f64> {
    match rules.method {
        Method::Scored => {
            let risks = judged.iter().flat_map(|part| &part.judgements).filter_map(Judgement::proposed);
            let risks: Vec<f64> = risks.map(ScoredUser::risk).collect();
            budget::largest_affordable_risk(&risks, rules.decision.max_mean_risk)
        }
        // A deterministic set says itself what it links; the risk is stated, not rationed.
        Method::Deterministic(_) => Some(1.0),
    }
}

/// Turns judgements into outcomes, links being those whose risk is `affordable`.
pub(super) fn settle(judged: &[JudgedPart], affordable: Option<f64>) -> Vec<Outcome> {
    let verdict = |judgement: &Judgement| match judgement.ruling {
        Ruling::Fail(reason) => judgement.failure(reason),
        Ruling::Link { candidate, rule } => match judgement.linked(affordable) {
            None => judgement.failure(Reason::OverBudget),
            Some(edge) => Verdict::Linked(Link {
                base: edge.user,
                comparison: edge.comparison,
                margin: judgement.finding.lead(candidate),
                risk: edge.risk(),
                rule,
            }),
        },
    };
    judged
        .par_iter()
        .flat_map(|JudgedPart { part, judgements, .. }| {
            judgements.par_iter().map(|judgement| part.outcome(judgement.finding.identity, verdict(judgement)))
        })
        .collect()
}

impl Judgement {
    /// The user that the ruling links, before the budget.
    pub(super) fn proposed(&self) -> Option<&ScoredUser> {
        match self.ruling {
            Ruling::Link { candidate, .. } => Some(&self.finding.edges[candidate]),
            Ruling::Fail(_) => None,
        }
    }

    /// The user that is linked, where the budget affords it.
    pub(super) fn linked(&self, affordable: Option<f64>) -> Option<&ScoredUser> {
        self.proposed().filter(|edge| affordable.is_some_and(|affordable| edge.risk() <= affordable))
    }

    fn failure(&self, reason: Reason) -> Verdict {
        let candidates = self.finding.candidates(Candidate::SHOWN, reason == Reason::WrongProfile);
        Verdict::Failed(Failure { reason, candidates })
    }
}

/// Tells the administrator which candidates are linked already, before this run or by it.
pub(super) fn mark_taken(base: &Population, outcomes: &mut [Outcome]) {
    let mut linked = vec![ProfileSet::EMPTY; base.len()];
    for outcome in outcomes.iter() {
        if let (Verdict::Linked(link), Some(profile)) = (&outcome.verdict, outcome.profile) {
            let profiles = &mut linked[link.base as usize];
            *profiles = profiles.with(profile);
        }
    }
    for outcome in outcomes {
        if let Verdict::Failed(failure) = &mut outcome.verdict {
            for candidate in &mut failure.candidates {
                let by_this_run = linked[candidate.base as usize];
                candidate.taken = base.person(candidate.base).linked_id().is_some()
                    || outcome.profile.is_some_and(|profile| by_this_run.contains(profile));
            }
        }
    }
}
