//! Judgements to outcomes.
//!
//! Role: applies the run's [`budget`] of wrong links and writes down each verdict with what it rests on. Input: the
//! judgements of all profiles. Output: outcomes. Invariant: a judgement «fail» never becomes a link here.

use rayon::prelude::*;

use crate::identity::{Population, ProfileSet};
use crate::matching::RuleSet;
use crate::matching::decision::{Reason, Ruling};
use crate::matching::rules::Method;

use super::decide::Judgement;
use super::{Candidate, Failure, JudgedPart, Link, Outcome, Verdict, budget};

/// Applies the run's budget and turns judgements into outcomes.
pub(super) fn settle(judged: &[JudgedPart], rules: &RuleSet) -> Vec<Outcome> {
    let risk_of = |judgement: &Judgement| match judgement.ruling {
        Ruling::Link { candidate, .. } => Some(1.0 - judgement.finding.edges[candidate].probability),
        Ruling::Fail(_) => None,
    };
    let bound = match rules.method {
        Method::Scored => {
            let risks: Vec<f64> = judged.iter().flat_map(|part| part.judgements.iter().filter_map(risk_of)).collect();
            budget::largest_affordable_risk(&risks, rules.decision.max_mean_risk)
        }
        // A deterministic set says itself what it links; the risk is stated, not rationed.
        Method::Deterministic(_) => Some(1.0),
    };
    judged
        .par_iter()
        .flat_map(|JudgedPart { part, judgements, .. }| {
            judgements.par_iter().map(|judgement| {
                let verdict = match judgement.ruling {
                    Ruling::Fail(reason) => judgement.failure(reason),
                    Ruling::Link { candidate, rule } => {
                        let edge = &judgement.finding.edges[candidate];
                        let risk = 1.0 - edge.probability;
                        if bound.is_none_or(|bound| risk > bound) {
                            judgement.failure(Reason::ToConfirm)
                        } else {
                            Verdict::Linked(Link {
                                base: edge.user,
                                comparison: edge.comparison,
                                margin: judgement.finding.lead(candidate),
                                risk,
                                rule,
                            })
                        }
                    }
                };
                part.outcome(judgement.finding.identity, verdict)
            })
        })
        .collect()
}

impl Judgement {
    fn failure(&self, reason: Reason) -> Verdict {
        let candidates = self.finding.candidates(Candidate::SHOWN);
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
