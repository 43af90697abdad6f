//! From findings to a decision per identity.
//!
//! Role: weighs all candidates of a profile against each other and against «nobody». Input: the findings of
//! all its pools. Output: a [`Judgement`] per identity. Invariant: caution; a link needs its probability, its
//! score, its lead, a free user and no veto, each for itself, see [`Decision`].

use rayon::prelude::*;

use crate::identity::{Flaws, Population, Row};
use crate::matching::rules::{Decision, RuleOutcome};
use crate::matching::{RuleSet, Weight};

use super::Reason;
use super::existing::ExistingLinks;
use super::pairing::pair_up;
use super::search::{Finding, RuleHit, ScoredUser, is_linkable};

/// From this probability on, a candidate counts as a rival and the case as ambiguous.
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
    pub(super) base: &'a Population,
    pub(super) cas: &'a Population,
    pub(super) rules: &'a RuleSet,
    /// CAS rows by identity number.
    pub(super) identities: &'a [Row],
    /// Who is linked already.
    pub(super) existing: &'a ExistingLinks<'a>,
}

/// Judges all identities of a profile, in the order of `findings`, which are one per identity.
pub(super) fn judge(context: &Context<'_>, mut findings: Vec<Finding>) -> Vec<Judgement> {
    findings.par_iter_mut().for_each(|finding| {
        let odds: Vec<f64> = finding.edges.iter().map(|edge| context.odds(finding, edge)).collect();
        for (edge, odds) in finding.edges.iter_mut().zip(odds) {
            edge.probability = odds;
        }
    });
    pair_up(&mut findings, context.base.len());
    let mut judgements: Vec<Judgement> =
        findings.into_par_iter().map(|finding| Judgement { ruling: context.rule(&finding), finding }).collect();
    settle_claims(context.base, &mut judgements);
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
        let bound = match self.base.person(edge.user).linked_id() {
            None => 1.0,
            Some(id) if self.existing.is_current(id) => self.decision().second_account,
            Some(_) => self.decision().stale_id,
        };
        bound * self.decision().odds(edge.weight, finding.relatives, finding.pool_size)
    }

    fn rule(&self, finding: &Finding) -> Ruling {
        let row = self.identities[finding.identity];
        let flaws = self.cas.person(row).flaws();
        let has_no_id = flaws.contains(Flaws::MISSING_ID) || flaws.contains(Flaws::DUPLICATE_ID);
        if has_no_id || self.existing.is_conflict(self.cas, row) {
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
            let reason = if finding.edges.is_empty() { Reason::NoCandidate } else { Reason::BelowThreshold };
            return Ruling::Fail(reason);
        };
        if self.rules.deterministic()[hit.rule].outcome == RuleOutcome::Suggest {
            return Ruling::Fail(Reason::BelowThreshold);
        }
        if hit.users > 1 {
            return Ruling::Fail(Reason::Ambiguous);
        }
        if !is_linkable(self.base, hit.user) {
            return Ruling::Fail(Reason::AlreadyLinked);
        }
        match finding.edges.iter().position(|edge| edge.user == hit.user) {
            Some(candidate) => Ruling::Link { candidate, rule: hit.rule as u16 },
            // The weights call the pair so unlikely that it is not even a candidate.
            None => Ruling::Fail(Reason::BelowThreshold),
        }
    }

    fn rule_by_score(&self, finding: &Finding) -> Ruling {
        let decision = self.decision();
        let ranked = finding.edges.iter().enumerate();
        let likeliest = ranked.max_by(|a, b| a.1.probability.total_cmp(&b.1.probability).then(b.0.cmp(&a.0)));
        let Some((candidate, edge)) = likeliest else {
            return Ruling::Fail(Reason::NoCandidate);
        };
        let probability = edge.probability;
        // What stands against this user is the reason only where this user is the likely one; among several,
        // which of them comes first says nothing.
        if probability > LIKELY {
            if !is_linkable(self.base, edge.user) {
                return Ruling::Fail(Reason::AlreadyLinked);
            }
            if decision.vetoes.iter().any(|veto| edge.comparison.field(veto.field).level == veto.level) {
                return Ruling::Fail(Reason::Vetoed);
            }
        }
        let lead = lead_over_others(&finding.edges, candidate);
        let is_close = lead.is_some_and(|lead| lead < Weight::from_bits(decision.margin));
        if probability <= LIKELY || 1.0 - probability > decision.max_link_risk {
            let rivals = finding.edges.iter().filter(|edge| edge.probability >= RIVAL).count();
            // Homonyms at the ENT leave a single candidate in the base, which none of them can claim.
            let alone = decision.odds(edge.weight, finding.relatives, finding.pool_size);
            let shared = 1.0 / (1.0 + alone) <= decision.max_link_risk;
            return Ruling::Fail(if rivals > 1 || shared || is_close {
                Reason::Ambiguous
            } else {
                Reason::BelowThreshold
            });
        }
        if is_close {
            return Ruling::Fail(Reason::Ambiguous);
        }
        if edge.weight < Weight::from_bits(decision.threshold) {
            return Ruling::Fail(Reason::BelowThreshold);
        }
        Ruling::Link { candidate, rule: 0 }
    }
}

/// Score of a candidate minus the best score of any other; `None` when it is the only one.
pub(super) fn lead_over_others(edges: &[ScoredUser], candidate: usize) -> Option<Weight> {
    let others = edges.iter().enumerate().filter(|&(other, _)| other != candidate);
    others.map(|(_, edge)| edge.weight).max().map(|rival| edges[candidate].weight - rival)
}
