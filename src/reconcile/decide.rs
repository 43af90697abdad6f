//! From findings to a decision per identity.
//!
//! Role: weighs all candidates of a profile against each other and against «nobody». Input: the findings of
//! all its pools. Output: a [`Judgement`] per identity. Invariant: caution; a link needs its probability, its
//! score, its lead, a free user and no veto, each for itself, see [`Decision`].

use std::collections::HashMap;

use crate::identity::{Flaws, Population, Row};
use crate::matching::rules::{Decision, RuleOutcome};
use crate::matching::{RuleSet, Weight};

use super::Reason;
use super::matchings::{self, marginals};
use super::search::{Finding, RuleHit, ScoredUser, is_linkable};

/// Edges below these odds against «nobody» join no component: their share in any probability is below one
/// in a million.
const NEGLIGIBLE_ODDS: f64 = 1e-6;

/// From this probability on, a candidate counts as a rival and the case as ambiguous.
const RIVAL: f64 = 0.05;

/// Above this probability a candidate is likelier than all others and nobody together; a little above one half,
/// so that rounding does not tell.
const LIKELY: f64 = 0.500_001;

/// Probabilities are rounded to this: sums in another order differ in the last bits only.
const GRAIN: f64 = 1e12;

/// What is to become of one identity, before the run's budget is applied.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    /// Number of the identity in its profile.
    pub(super) identity: usize,
    /// Its candidates, best first, with the probability of each.
    pub(super) candidates: Vec<(ScoredUser, f64)>,
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
    /// Whether the ENT knows this id, in this profile.
    pub(super) id_is_current: &'a dyn Fn(&str) -> bool,
    /// Whether an identity's uid is claimed twice.
    pub(super) id_conflict: &'a dyn Fn(usize) -> bool,
}

/// Judges all identities of a profile, in the order of `findings`, which are one per identity.
pub(super) fn judge(context: &Context<'_>, findings: Vec<Finding>) -> Vec<Judgement> {
    let odds: Vec<Vec<f64>> = findings.iter().map(|finding| context.odds(finding)).collect();
    let probabilities = pair_up(context.base.len(), &findings, &odds);
    let mut judgements: Vec<Judgement> = findings
        .into_iter()
        .zip(probabilities)
        .map(|(finding, probabilities)| {
            let ruling = context.rule(&finding, &probabilities);
            Judgement {
                identity: finding.identity,
                candidates: finding.edges.into_iter().zip(probabilities).collect(),
                ruling,
            }
        })
        .collect();
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

/// Per finding and edge, the probability of that link over all one-to-one matchings.
fn pair_up(users: usize, findings: &[Finding], odds: &[Vec<f64>]) -> Vec<Vec<f64>> {
    // Shares of edges too weak for the graph; replaced for those in it.
    let mut probabilities: Vec<Vec<f64>> = odds
        .iter()
        .map(|odds| {
            let total: f64 = 1.0 + odds.iter().sum::<f64>();
            odds.iter().map(|odds| odds / total).collect()
        })
        .collect();
    let mut components = Components::new(findings.len() + users);
    for (number, (finding, odds)) in findings.iter().zip(odds).enumerate() {
        for (edge, _) in finding.edges.iter().zip(odds).filter(|&(_, &odds)| odds >= NEGLIGIBLE_ODDS) {
            components.join(number, findings.len() + edge.user as usize);
        }
    }
    // Edges by component; an identity alone with its user needs no entry, its share is already right.
    let mut by_component: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    for (number, odds) in odds.iter().enumerate() {
        for (edge, &odds) in odds.iter().enumerate() {
            if odds >= NEGLIGIBLE_ODDS && components.size(number) > 2 {
                by_component.entry(components.find(number)).or_default().push((number, edge));
            }
        }
    }
    for members in by_component.values() {
        let (mut identities, mut own_users) = (HashMap::new(), HashMap::new());
        let edges: Vec<matchings::Edge> = members
            .iter()
            .map(|&(number, edge)| {
                let next = identities.len();
                let identity = *identities.entry(number).or_insert(next);
                let next = own_users.len();
                let user = *own_users.entry(findings[number].edges[edge].user).or_insert(next);
                matchings::Edge { identity, user, odds: odds[number][edge] }
            })
            .collect();
        let marginals = marginals(identities.len(), own_users.len(), &edges);
        for (&(number, edge), probability) in members.iter().zip(marginals) {
            probabilities[number][edge] = probability;
        }
    }
    for probability in probabilities.iter_mut().flatten() {
        *probability = (*probability * GRAIN).round() / GRAIN;
    }
    probabilities
}

/// Fails every link to a user that several identities claim: deterministic rules can give it away twice.
fn settle_claims(base: &Population, judgements: &mut [Judgement]) {
    let claimed = |judgement: &Judgement| match judgement.ruling {
        Ruling::Link { candidate, .. } => Some(judgement.candidates[candidate].0.user as usize),
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

    /// Per edge of a finding, P(this user) / P(nobody), users that are bound elsewhere being less likely.
    fn odds(&self, finding: &Finding) -> Vec<f64> {
        let odds = |edge: &ScoredUser| {
            let bound = match self.base.person(edge.user).linked_id() {
                None => 1.0,
                Some(id) if (self.id_is_current)(id) => self.decision().second_account,
                Some(_) => self.decision().stale_id,
            };
            bound * self.decision().odds(edge.weight, finding.relatives, finding.pool_size)
        };
        finding.edges.iter().map(odds).collect()
    }

    fn rule(&self, finding: &Finding, probabilities: &[f64]) -> Ruling {
        let flaws = self.cas.person(self.identities[finding.identity]).flaws();
        let has_no_id = flaws.contains(Flaws::MISSING_ID) || flaws.contains(Flaws::DUPLICATE_ID);
        if has_no_id || (self.id_conflict)(finding.identity) {
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
        self.rule_by_score(finding, probabilities)
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

    fn rule_by_score(&self, finding: &Finding, probabilities: &[f64]) -> Ruling {
        let decision = self.decision();
        let ranked = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        let Some((candidate, &probability)) = ranked else {
            return Ruling::Fail(Reason::NoCandidate);
        };
        let edge = &finding.edges[candidate];
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
            let rivals = probabilities.iter().filter(|&&probability| probability >= RIVAL).count();
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

/// Union–find over identities and users (Tarjan 1975), by size with path halving.
struct Components {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Components {
    fn new(nodes: usize) -> Self {
        Self { parent: (0..nodes as u32).collect(), size: vec![1; nodes] }
    }

    fn find(&mut self, node: usize) -> usize {
        let mut node = node as u32;
        while self.parent[node as usize] != node {
            let grandparent = self.parent[self.parent[node as usize] as usize];
            self.parent[node as usize] = grandparent;
            node = grandparent;
        }
        node as usize
    }

    fn size(&mut self, node: usize) -> u32 {
        let root = self.find(node);
        self.size[root]
    }

    fn join(&mut self, a: usize, b: usize) {
        let (mut a, mut b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        if self.size[a] < self.size[b] {
            std::mem::swap(&mut a, &mut b);
        }
        self.parent[b] = a as u32;
        self.size[a] += self.size[b];
    }
}
