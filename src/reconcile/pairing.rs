//! The one-to-one constraint over a whole profile.
//!
//! Role: replaces the odds of each edge by the probability of that link over all one-to-one matchings. Input:
//! findings whose edges carry odds against «nobody», each by itself. Output: the same edges with probabilities.
//! Invariant: per identity and per user they add up to at most one.
//!
//! People fall into components that no edge of any weight ties together: a pair, mostly; the namesakes of a
//! town, in a pool of millions. Cutting further, at edges that are a small share of their identity's odds, was
//! tried and is wrong: whoever is displaced from a first choice falls back on just such an edge.

use rayon::prelude::*;

use crate::identity::Row;

use super::matchings::{self, marginals};
use super::search::{Finding, ScoredUser};

/// Edges below these odds against «nobody» join no component: their share in any probability is below one
/// in 100,000.
const NEGLIGIBLE_ODDS: f64 = 1e-5;

/// Probabilities are rounded to this: sums in another order differ in the last bits only.
const GRAIN: f64 = 1e12;

/// Turns the odds kept in `ScoredUser::probability` into probabilities; users are base rows below `users`.
pub(super) fn pair_up(findings: &mut [Finding], users: usize) {
    let mut components = Components::new(findings.len() + users);
    for (number, finding) in findings.iter().enumerate() {
        for edge in finding.edges.iter().filter(|edge| is_strong(edge)) {
            components.join(number, findings.len() + edge.user as usize);
        }
    }
    let mut by_component: Vec<(usize, usize)> = (0..findings.len())
        .filter_map(|number| {
            let root = components.find(number);
            (components.size[root] > 2).then_some((root, number))
        })
        .collect();
    by_component.sort_unstable();
    // Alone with its users, an identity needs no graph: the share of its own odds is the answer.
    let paired: Vec<(usize, Vec<f64>)> = by_component
        .par_chunk_by(|a, b| a.0 == b.0)
        .filter(|members| members.len() > 1)
        .flat_map_iter(|members| pair_up_component(findings, members.iter().map(|&(_, number)| number)))
        .collect();
    let mut marginals: Vec<Option<Vec<f64>>> = vec![None; findings.len()];
    for (number, probabilities) in paired {
        marginals[number] = Some(probabilities);
    }
    findings.par_iter_mut().zip(marginals).for_each(|(finding, marginals)| {
        let total = 1.0 + finding.edges.iter().map(|edge| edge.probability).sum::<f64>();
        let mut marginals = marginals.map(Vec::into_iter);
        for edge in &mut finding.edges {
            let marginal = if is_strong(edge) { marginals.as_mut().and_then(Iterator::next) } else { None };
            let probability = marginal.unwrap_or(edge.probability / total);
            edge.probability = (probability * GRAIN).round() / GRAIN;
        }
    });
}

fn is_strong(edge: &ScoredUser) -> bool {
    edge.probability >= NEGLIGIBLE_ODDS
}

/// Per member of a component, the marginal probability of each of its strong edges.
fn pair_up_component(findings: &[Finding], members: impl Iterator<Item = usize> + Clone) -> Vec<(usize, Vec<f64>)> {
    let strong_edges = |number: usize| findings[number].edges.iter().filter(|edge| is_strong(edge));
    let mut users: Vec<Row> = members.clone().flat_map(strong_edges).map(|edge| edge.user).collect();
    users.sort_unstable();
    users.dedup();
    let edges: Vec<matchings::Edge> = members
        .clone()
        .enumerate()
        .flat_map(|(identity, number)| strong_edges(number).map(move |edge| (identity, edge)))
        .map(|(identity, edge)| matchings::Edge {
            identity,
            user: users.partition_point(|&user| user < edge.user),
            odds: edge.probability,
        })
        .collect();
    let mut probabilities = marginals(members.clone().count(), users.len(), &edges).into_iter();
    members.map(|number| (number, probabilities.by_ref().take(strong_edges(number).count()).collect())).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{Comparison, Field, FieldComparison, Level, Weight};
    use proptest::prelude::*;

    fn finding(identity: usize, odds: &[Option<f64>]) -> Finding {
        let nothing = FieldComparison { level: Level::Exact, weight: Weight::ZERO };
        let edges = odds.iter().enumerate().filter_map(|(user, odds)| {
            Some(ScoredUser {
                user: user as Row,
                weight: Weight::ZERO,
                comparison: Comparison::new([nothing; Field::COUNT]),
                probability: (*odds)?,
            })
        });
        Finding { edges: edges.collect(), ..Finding::nothing(identity) }
    }

    proptest! {
        /// Leaving weak edges out of the graph changes no probability by more than a few times their share.
        #[test]
        fn agrees_with_the_sum_over_all_matchings(
            cells in proptest::collection::vec(proptest::option::weighted(0.6, -25.0_f64..60.0), 24),
        ) {
            let odds: Vec<Vec<Option<f64>>> =
                cells.chunks(6).map(|row| row.iter().map(|cell| cell.map(f64::exp2)).collect()).collect();
            let mut findings: Vec<Finding> = odds.iter().enumerate().map(|(i, row)| finding(i, row)).collect();
            let edges: Vec<matchings::Edge> = odds
                .iter()
                .enumerate()
                .flat_map(|(identity, row)| row.iter().enumerate().filter_map(move |(user, odds)| {
                    Some(matchings::Edge { identity, user, odds: (*odds)? })
                }))
                .collect();
            let expected = marginals(4, 6, &edges);
            pair_up(&mut findings, 6);
            let found = findings.iter().flat_map(|finding| &finding.edges).map(|edge| edge.probability);
            for (found, expected) in found.zip(expected) {
                prop_assert!((found - expected).abs() < 10.0 * NEGLIGIBLE_ODDS, "{found} {expected}");
            }
        }
    }

    #[test]
    fn a_taken_user_is_no_option_for_somebody_absent() {
        let mut findings = vec![finding(0, &[Some(1e9)]), finding(1, &[Some(1e3)])];
        pair_up(&mut findings, 1);
        assert!(findings[0].edges[0].probability > 0.999_99);
        assert!(findings[1].edges[0].probability < 2e-5);
    }
}
