//! The one-to-one constraint over a whole profile.
//!
//! Role: from the odds of each edge to the probability of that link over all one-to-one matchings. Input: findings
//! whose edges carry [`ScoredUser::odds`] against «nobody», each by itself. Output: [`ScoredUser::probability`].
//! Invariant: caution; where the sum over all matchings is out of reach, a probability is never above what is proven,
//! or exact in the neighbourhood.
//!
//! Three steps. Pairs that choose each other are set aside. For any matching without the pair (i, j), putting the
//! two together and freeing what they held gives one with it, and each of those stems from matchings of weight
//! Σᵥ odds(i, v) · Σₖ odds(k, j) at most; hence P(not i–j) ≤ (1 + Σᵥ)(1 + Σₖ) / odds(i, j), whatever the graph. The rest
//! falls into components, whose matchings are summed exactly where they are small. In the few large ones, the
//! namesakes of a country, belief propagation gives a first answer, which the exact sum over each identity's
//! neighbourhood may only lower.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::identity::Row;
use crate::matching::decision::{Finding, ScoredUser};

use super::matchings::{self, marginals};

/// Edges below these odds against «nobody» join no component: their share in any probability is below one
/// in 100,000.
const NEGLIGIBLE_ODDS: f64 = 1e-5;

/// From these proven odds on, a pair is set aside. What the others lose by that is below one in this number.
const MUTUAL_CHOICE: f64 = 1e4;

/// Above this probability, what propagation says is checked in the neighbourhood.
const WORTH_CHECKING: f64 = 0.9;

/// How many identities a neighbourhood has at most.
const NEIGHBOURS: usize = 6;

/// Each round of setting pairs aside frees others of rivals that are spoken for.
const ROUNDS: usize = 4;

/// Probabilities are rounded to this: sums in another order differ in the last bits only.
const GRAIN: f64 = 1e12;

/// Fills in the probabilities; users are base rows below `users`.
pub(super) fn pair_up(findings: &mut [Finding], users: usize) {
    let (chosen, taken) = set_aside(findings, users);
    let graph = Graph { findings, chosen: &chosen, taken: &taken };
    let components = graph.components(users);
    let paired: Vec<(usize, Vec<f64>)> = components
        .par_chunk_by(|a, b| a.0 == b.0)
        .flat_map_iter(|members| graph.pair_up_component(members.iter().map(|&(_, number)| number)))
        .collect();
    let mut marginals: Vec<Option<Vec<f64>>> = vec![None; findings.len()];
    for (number, probabilities) in paired {
        marginals[number] = Some(probabilities);
    }
    fill_in(findings, &chosen, &taken, marginals);
}

/// Fills in about the same, for sums over many people: the whole graph at once, and unchecked.
pub(super) fn estimate(findings: &mut [Finding], users: usize) {
    let (chosen, taken) = set_aside(findings, users);
    let graph = Graph { findings, chosen: &chosen, taken: &taken };
    let open: Vec<usize> = (0..findings.len()).filter(|&number| graph.edges(number).next().is_some()).collect();
    let local = Local::new(&graph, open.iter().copied());
    let mut estimated = matchings::estimate(local.identities.len(), local.users.len(), &local.edges).into_iter();
    let mut marginals: Vec<Option<Vec<f64>>> = vec![None; findings.len()];
    for number in open {
        marginals[number] = Some(estimated.by_ref().take(graph.edges(number).count()).collect());
    }
    fill_in(findings, &chosen, &taken, marginals);
}

/// Writes down the probabilities: proven of the pairs set aside, else the `marginals` of the strong edges of each identity.
fn fill_in(findings: &mut [Finding], chosen: &[Option<(Row, f64)>], taken: &[bool], marginals: Vec<Option<Vec<f64>>>) {
    findings.par_iter_mut().zip(chosen).zip(marginals).for_each(|((finding, chosen), marginals)| {
        let available = |edge: &ScoredUser| !taken[edge.user as usize];
        let total = 1.0 + finding.edges.iter().filter(|edge| available(edge)).map(|edge| edge.odds).sum::<f64>();
        let mut marginals = marginals.map(Vec::into_iter);
        for edge in &mut finding.edges {
            let probability = match *chosen {
                Some((user, proven)) => {
                    if edge.user == user {
                        proven
                    } else {
                        0.0
                    }
                }
                None if !available(edge) => 0.0,
                None if is_strong(edge) => marginals.as_mut().and_then(Iterator::next).unwrap_or(edge.odds / total),
                None => edge.odds / total,
            };
            edge.probability = (probability * GRAIN).round() / GRAIN;
        }
    });
}

fn is_strong(edge: &ScoredUser) -> bool {
    edge.odds >= NEGLIGIBLE_ODDS
}

/// Per identity, the user it is paired with whatever the others do, with the probability proven; and which users those
/// are.
fn set_aside(findings: &[Finding], users: usize) -> (Vec<Option<(Row, f64)>>, Vec<bool>) {
    let mut chosen: Vec<Option<(Row, f64)>> = vec![None; findings.len()];
    let mut taken = vec![false; users];
    let mut open: Vec<usize> = (0..findings.len()).collect();
    for _ in 0..ROUNDS {
        let mut claims = vec![0.0_f64; users];
        for edge in open.iter().flat_map(|&number| &findings[number].edges) {
            claims[edge.user as usize] += edge.odds;
        }
        let choices: Vec<Option<(Row, f64)>> =
            open.par_iter().map(|&number| mutual_choice(&findings[number], &claims, &taken)).collect();
        let before = open.len();
        let mut choices = choices.into_iter();
        open.retain(|&number| {
            let choice = choices.next().flatten();
            if let Some((user, _)) = choice {
                chosen[number] = choice;
                taken[user as usize] = true;
            }
            choice.is_none()
        });
        if open.len() == before {
            break;
        }
    }
    (chosen, taken)
}

/// The user with which an identity is paired whatever the others do, and the probability proven.
fn mutual_choice(finding: &Finding, claims: &[f64], taken: &[bool]) -> Option<(Row, f64)> {
    let available = || finding.edges.iter().filter(|edge| !taken[edge.user as usize]);
    let best = available().max_by(|a, b| a.odds.total_cmp(&b.odds))?;
    let own: f64 = available().filter(|edge| edge.user != best.user).map(|edge| edge.odds).sum();
    // The difference of two large numbers may be off by their last bits: count those against the pair.
    let claimed = claims[best.user as usize];
    let others = (claimed - best.odds).max(0.0) + claimed * 4.0 * f64::EPSILON;
    let against = (1.0 + own) * (1.0 + others);
    (best.odds >= MUTUAL_CHOICE * against).then(|| (best.user, 1.0 - against / best.odds))
}

/// What is left when the mutual choices are set aside.
struct Graph<'a> {
    findings: &'a [Finding],
    chosen: &'a [Option<(Row, f64)>],
    taken: &'a [bool],
}

impl Graph<'_> {
    /// The edges of an identity that tie it to others.
    fn edges(&self, number: usize) -> impl Iterator<Item = &ScoredUser> {
        let is_open = self.chosen[number].is_none();
        self.findings[number]
            .edges
            .iter()
            .filter(move |edge| is_open && is_strong(edge) && !self.taken[edge.user as usize])
    }

    /// Identities with the number of their component, in order; those alone with their users are left out.
    fn components(&self, users: usize) -> Vec<(usize, usize)> {
        let people = self.findings.len();
        let mut components = Components::new(people + users);
        for number in 0..people {
            for edge in self.edges(number) {
                components.join(number, people + edge.user as usize);
            }
        }
        let mut members: Vec<(usize, usize)> = (0..people)
            .filter_map(|number| {
                let root = components.find(number);
                (components.size[root] > 2).then_some((root, number))
            })
            .collect();
        members.sort_unstable();
        members
    }

    /// Per member of a component, the probability of each of its edges.
    fn pair_up_component(&self, members: impl Iterator<Item = usize> + Clone) -> Vec<(usize, Vec<f64>)> {
        let local = Local::new(self, members.clone());
        let mut probabilities = marginals(local.identities.len(), local.users.len(), &local.edges);
        if !matchings::is_exact(local.identities.len(), local.users.len()) {
            self.check_neighbourhoods(&local, &mut probabilities);
        }
        let mut probabilities = probabilities.into_iter();
        members.map(|number| (number, probabilities.by_ref().take(self.edges(number).count()).collect())).collect()
    }

    /// Lowers what propagation says of a link to what the exact sum over its neighbourhood says.
    fn check_neighbourhoods(&self, local: &Local, probabilities: &mut [f64]) {
        let mut claimants: HashMap<Row, Vec<(usize, f64)>> = HashMap::new();
        for edge in &local.edges {
            claimants.entry(local.users[edge.user]).or_default().push((local.identities[edge.identity], edge.odds));
        }
        claimants.values_mut().for_each(|list| list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))));
        probabilities.par_iter_mut().zip(&local.edges).filter(|(known, _)| **known > WORTH_CHECKING).for_each(
            |(probability, edge)| {
                let (identity, user) = (local.identities[edge.identity], local.users[edge.user]);
                *probability = probability.min(self.neighbourhood(identity, user, &claimants));
            },
        );
    }

    /// The probability of one link, summed exactly over its surroundings: the identities that claim this user, then
    /// those that claim what these would have instead, the strongest first; what lies beyond counts as elsewhere.
    fn neighbourhood(&self, identity: usize, user: Row, claimants: &HashMap<Row, Vec<(usize, f64)>>) -> f64 {
        let mut members = vec![identity];
        let mut frontier = vec![user];
        let mut next = 0;
        while members.len() < NEIGHBOURS && next < frontier.len() {
            for &(claimant, _) in claimants.get(&frontier[next]).map_or(&[][..], Vec::as_slice) {
                if members.len() < NEIGHBOURS && !members.contains(&claimant) {
                    members.push(claimant);
                }
            }
            next += 1;
            for member in &members {
                frontier.extend(
                    self.edges(*member)
                        .map(|edge| edge.user)
                        .filter(|user| !frontier.contains(user))
                        .collect::<Vec<_>>(),
                );
            }
        }
        let local = Local::new(self, members.into_iter());
        let exact = marginals(local.identities.len(), local.users.len(), &local.edges);
        let at = local.edges.iter().position(|edge| edge.identity == 0 && local.users[edge.user] == user);
        at.map_or(0.0, |at| exact[at])
    }
}

/// Part of the graph, people numbered from 0 on each side.
struct Local {
    /// Findings by number.
    identities: Vec<usize>,
    /// Base rows by number, ascending.
    users: Vec<Row>,
    edges: Vec<matchings::Edge>,
}

impl Local {
    fn new(graph: &Graph<'_>, members: impl Iterator<Item = usize>) -> Self {
        let identities: Vec<usize> = members.collect();
        let mut users: Vec<Row> =
            identities.iter().flat_map(|&number| graph.edges(number)).map(|edge| edge.user).collect();
        users.sort_unstable();
        users.dedup();
        let edges = identities
            .iter()
            .enumerate()
            .flat_map(|(identity, &number)| graph.edges(number).map(move |edge| (identity, edge)))
            .map(|(identity, edge)| matchings::Edge {
                identity,
                user: users.partition_point(|&user| user < edge.user),
                odds: edge.odds,
            })
            .collect();
        Self { identities, users, edges }
    }
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
                odds: (*odds)?,
                relative_mass: 0.0,
                is_outdone: false,
                probability: 0.0,
            })
        });
        Finding { edges: edges.collect(), ..Finding::nothing(identity) }
    }

    proptest! {
        /// Setting pairs aside and leaving weak edges out change no probability by more than they promise.
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

    /// Two people who are hardly told apart, tied to many namesakes: the odds of 2 to 1 must not become certainty.
    #[test]
    fn a_coin_toss_in_a_crowd_stays_one() {
        let people = 12;
        let mut findings: Vec<Finding> = (0..people)
            .map(|identity| {
                let mut odds: Vec<Option<f64>> = vec![Some(1e-3); people];
                odds[identity] = Some(1e4);
                if identity < 2 {
                    odds[0] = Some(if identity == 0 { 2e9 } else { 1e9 });
                    odds[1] = Some(1e9);
                }
                finding(identity, &odds)
            })
            .collect();
        pair_up(&mut findings, people);
        for edge in findings[..2].iter().flat_map(|finding| &finding.edges[..2]) {
            assert!(edge.probability < 0.7, "{}", edge.probability);
        }
        assert!(findings[5].edges[5].probability > 0.99);
    }
}
