//! From findings to a decision per identity.
//!
//! Role: weighs all candidates of a profile against each other and against «nobody». Input: the findings of
//! all its pools. Output: a [`Judgement`] per identity. Invariant: caution; a link needs its probability, its
//! score, its lead, a free user and no veto, each for itself, see [`Decision`].

use rayon::prelude::*;

use crate::identity::{Flaws, Population};
use crate::matching::rules::{Decision, RuleOutcome};
use crate::matching::{RuleSet, Weight};

use super::Reason;
use super::existing::Ids;
use super::pairing::pair_up;
use super::partition::ProfilePart;
use super::search::{Finding, RuleHit, ScoredUser, Sides, check_linkable};

/// Below this probability not even the best candidate is worth choosing.
const RIVAL: f64 = 0.05;

/// Above this probability a candidate is likelier than all others and nobody together; a little above one half,
/// so that rounding does not tell.
const LIKELY: f64 = 0.500_001;

/// What is to become of one identity, before the run's budget is applied.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    /// What was found, with probabilities.
    pub(super) finding: Finding,
    pub(super) ruling: Ruling,
}

/// To link or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ruling {
    /// Link with the candidate at this position.
    Link { candidate: usize, rule: u16 },
    /// Do not.
    Fail(Reason),
}

/// What decisions of one profile look at besides the findings.
pub(super) struct Context<'a> {
    pub(super) sides: Sides<'a>,
    pub(super) rules: &'a RuleSet,
    pub(super) part: &'a ProfilePart,
    pub(super) ids: &'a Ids<'a>,
}

/// Judges all identities of a profile, in the order of `findings`, which are one per identity.
pub(super) fn judge(context: &Context<'_>, mut findings: Vec<Finding>) -> Vec<Judgement> {
    findings.par_iter_mut().for_each(|finding| {
        let odds: Vec<f64> = finding.edges.iter().map(|edge| context.odds(finding, edge)).collect();
        for (edge, odds) in finding.edges.iter_mut().zip(odds) {
            edge.probability = odds;
        }
    });
    pair_up(&mut findings, context.sides.base.len());
    let mut judgements: Vec<Judgement> =
        findings.into_par_iter().map(|finding| Judgement { ruling: context.rule(&finding), finding }).collect();
    settle_claims(context.sides.base, &mut judgements);
    judgements
}

/// Findings of the same identity in several pools become one: as if the pools were one.
pub(super) fn merge_pools(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.identity);
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match merged.last_mut() {
            Some(last) if last.identity == finding.identity => {
                last.pool_size += finding.pool_size;
                last.relatives += finding.relatives;
                last.edges.extend(finding.edges);
                super::search::keep_best(&mut last.edges);
                last.hit = match finding.hit {
                    Some(hit) => Some(RuleHit::merge(last.hit, hit)),
                    None => last.hit,
                };
            }
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

impl Context<'_> {
    fn decision(&self) -> &Decision {
        &self.rules.decision
    }

    /// P(this user) / P(nobody) for one edge by itself, a user that is bound elsewhere being less likely.
    fn odds(&self, finding: &Finding, edge: &ScoredUser) -> f64 {
        let bound = match self.sides.base.person(edge.user).linked_id() {
            None => 1.0,
            Some(id) if self.ids.is_current(id) => self.decision().second_account,
            Some(_) => self.decision().stale_id,
        };
        bound * self.decision().odds(edge.weight, finding.relatives, finding.pool_size)
    }

    fn rule(&self, finding: &Finding) -> Ruling {
        let identity = self.part.identities[finding.identity];
        let flaws = self.sides.cas.person(identity).flaws();
        let has_no_id = flaws.contains(Flaws::MISSING_ID) || flaws.contains(Flaws::DUPLICATE_ID);
        if has_no_id || self.ids.is_conflict(self.sides, identity, self.part.profile) {
            return Ruling::Fail(Reason::IdConflict);
        }
        if flaws.contains(Flaws::MISSING_NAME) {
            return Ruling::Fail(Reason::MissingName);
        }
        if flaws.contains(Flaws::INVALID_BIRTH_DATE) {
            return Ruling::Fail(Reason::InvalidBirthDate);
        }
        if !self.rules.deterministic().is_empty() {
            return self.rule_by_list(finding);
        }
        self.rule_by_score(finding)
    }

    fn rule_by_list(&self, finding: &Finding) -> Ruling {
        let Some(hit) = finding.hit else {
            return Ruling::Fail(self.why_not(finding));
        };
        if self.rules.deterministic()[hit.rule].outcome == RuleOutcome::Suggest {
            return Ruling::Fail(self.why_not(finding));
        }
        if hit.users > 1 {
            return Ruling::Fail(Reason::Ambiguous);
        }
        if let Err(reason) = check_linkable(self.sides.base, hit.user) {
            return Ruling::Fail(reason);
        }
        match finding.edges.iter().position(|edge| edge.user == hit.user) {
            Some(candidate) => Ruling::Link { candidate, rule: hit.rule as u16 },
            // The weights call the pair so unlikely that it is not even a candidate.
            None => Ruling::Fail(Reason::BelowThreshold),
        }
    }

    fn rule_by_score(&self, finding: &Finding) -> Ruling {
        let decision = self.decision();
        let Some((candidate, edge)) = finding.likeliest().filter(|(_, edge)| edge.probability > LIKELY) else {
            return Ruling::Fail(self.why_not(finding));
        };
        let lead = lead_over_others(&finding.edges, candidate);
        let is_sure = 1.0 - edge.probability <= decision.max_link_risk
            && edge.weight >= Weight::from_bits(decision.threshold)
            && lead.is_none_or(|lead| lead >= Weight::from_bits(decision.margin));
        if is_sure && check_linkable(self.sides.base, edge.user).is_ok() && !self.is_vetoed(edge) {
            return Ruling::Link { candidate, rule: 0 };
        }
        Ruling::Fail(self.why_not(finding))
    }

    /// Why nobody of a finding is linked, as an administrator would put it.
    fn why_not(&self, finding: &Finding) -> Reason {
        let Some((_, best)) = finding.likeliest() else { return Reason::NoCandidate };
        // What stands against a user is the reason only where this user is the likely one; among several, which of
        // them comes first says nothing.
        if best.probability > LIKELY {
            return match check_linkable(self.sides.base, best.user) {
                Err(reason) => reason,
                Ok(()) if self.is_vetoed(best) => Reason::Vetoed,
                Ok(()) => Reason::ToConfirm,
            };
        }
        // Were it not for other identities, somebody here would be the likely one.
        let odds: f64 = finding.edges.iter().map(|edge| self.odds(finding, edge)).sum();
        if best.probability < RIVAL {
            Reason::NoCandidate
        } else if odds / (1.0 + odds) > LIKELY {
            Reason::Ambiguous
        } else {
            Reason::BelowThreshold
        }
    }

    fn is_vetoed(&self, edge: &ScoredUser) -> bool {
        self.decision().vetoes.iter().any(|veto| edge.comparison.field(veto.field).level == veto.level)
    }
}

/// Score of a candidate minus the best score of any other; `None` when it is the only one.
pub(super) fn lead_over_others(edges: &[ScoredUser], candidate: usize) -> Option<Weight> {
    let others = edges.iter().enumerate().filter(|&(other, _)| other != candidate);
    others.map(|(_, edge)| edge.weight).max().map(|rival| edges[candidate].weight - rival)
}
