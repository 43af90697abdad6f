//! The probability of each link, over all the ways to pair people up.
//!
//! Role: within one connected component of the candidate graph, turns odds into marginal probabilities under
//! the one-to-one constraint (compare Sadinle, «Bayesian Estimation of Bipartite Matchings for Record
//! Linkage», JASA 112 (2017)). Input: edges with odds against «nobody in the base». Output: a probability per
//! edge. Invariant: per identity and per user they add up to at most one.
//!
//! A matching M has weight Π odds(e) over its edges; P(e) = Σ_{M∋e} / Σ_M. Two identical people on each side
//! have two perfect matchings of equal weight, so each pair has probability ½, whatever their odds: the best
//! matching alone would have called a coin toss certain.

/// Up to this many people on the smaller side the sum runs over all matchings, 2ᵏ states a step; beyond, it
/// is approximated by belief propagation on the graph, see [`is_exact`].
const EXACT_UP_TO: usize = 8;

/// Most rounds of belief propagation. For matchings it converges geometrically (Bayati et al. 2007).
const ROUNDS: usize = 100;

/// As many where sums over many people are all that is asked for: each halves what is missing in logarithms.
const ROUNDS_OF_ESTIMATE: usize = 6;

/// A round that changes no message by more than this share is the last.
const CONVERGED: f64 = 1e-6;

/// One possible link of a component, people numbered from 0 on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// The CAS identity.
    pub identity: usize,
    /// The base user.
    pub user: usize,
    /// P(link) / P(nobody), were the identity and the user alone; above 0 and finite.
    pub odds: f64,
}

/// The marginal probability of each edge, in the order of `edges`.
pub(super) fn marginals(identities: usize, users: usize, edges: &[Edge]) -> Vec<f64> {
    match edges {
        [] => Vec::new(),
        [edge] => vec![1.0 / (1.0 + 1.0 / edge.odds)],
        _ if users <= identities && users <= EXACT_UP_TO => exact(identities, users, edges),
        _ if identities <= EXACT_UP_TO => exact(users, identities, &turned(edges)),
        _ => by_propagation(identities, users, edges, ROUNDS),
    }
}

/// About as [`marginals`], in time that grows with the edges alone: for sums over many people, not for a decision on any.
pub(super) fn estimate(identities: usize, users: usize, edges: &[Edge]) -> Vec<f64> {
    let mut probabilities = by_propagation(identities, users, edges, ROUNDS_OF_ESTIMATE);
    // So few rounds leave rivals with more than the one user they share.
    for person in [|edge: &Edge| edge.user, |edge: &Edge| edge.identity] {
        let mut sums = vec![0.0_f64; identities.max(users)];
        edges.iter().zip(&probabilities).for_each(|(edge, probability)| sums[person(edge)] += probability);
        edges
            .iter()
            .zip(&mut probabilities)
            .for_each(|(edge, probability)| *probability /= sums[person(edge)].max(1.0));
    }
    probabilities
}

/// Rows for columns.
fn turned(edges: &[Edge]) -> Vec<Edge> {
    edges.iter().map(|edge| Edge { identity: edge.user, user: edge.identity, ..*edge }).collect()
}

/// Whether [`marginals`] of a component of that size are exact. The approximation is not cautious: on an even cycle it
/// goes to the better matching. Whoever links by it must bound it, as [`super::pairing`] does.
pub(super) fn is_exact(identities: usize, users: usize) -> bool {
    identities.min(users) <= EXACT_UP_TO
}

/// The sums for two rows, written out: nine in ten components have no more.
fn exact_of_two(edges: &[Edge]) -> Vec<f64> {
    // What the other row offers but for one column; summed anew each time, since a difference would lose the small ones.
    let others = |edge: &Edge| -> f64 {
        let other_row = edges.iter().filter(|other| other.identity != edge.identity && other.user != edge.user);
        other_row.map(|other| other.odds).sum()
    };
    let with: Vec<f64> = edges.iter().map(|edge| edge.odds * (1.0 + others(edge))).collect();
    let second: f64 = edges.iter().filter(|edge| edge.identity == 1).map(|edge| edge.odds).sum();
    let first: f64 = edges.iter().zip(&with).filter(|(edge, _)| edge.identity == 0).map(|(_, with)| with).sum();
    with.iter().map(|with| (with / (1.0 + first + second)).min(1.0)).collect()
}

/// Sums over all matchings by dynamic programming: rows one by one, the set of columns taken as the state,
/// forwards and backwards. Only ratios matter, so every step is brought back to a largest state of 1.
fn exact(rows: usize, columns: usize, edges: &[Edge]) -> Vec<f64> {
    if rows <= 2 {
        return exact_of_two(edges);
    }
    if columns <= 2 {
        return exact_of_two(&turned(edges));
    }
    let mut by_row: Vec<Vec<(usize, usize, f64)>> = vec![Vec::new(); rows];
    for (number, edge) in edges.iter().enumerate() {
        by_row[edge.identity].push((number, edge.user, edge.odds));
    }
    let states = 1_usize << columns;
    let mut backward = vec![vec![1.0; states]; rows + 1];
    for row in (0..rows).rev() {
        let (done, rest) = backward.split_at_mut(row + 1);
        for (taken, sum) in done[row].iter_mut().enumerate() {
            let free = by_row[row].iter().filter(|(_, column, _)| taken & 1 << column == 0);
            *sum = rest[0][taken] + free.map(|(_, column, odds)| odds * rest[0][taken | 1 << column]).sum::<f64>();
        }
        normalise(&mut done[row]);
    }
    let mut probabilities = vec![0.0; edges.len()];
    let mut forward = vec![0.0; states];
    forward[0] = 1.0;
    for row in 0..rows {
        let after = &backward[row + 1];
        let mut next = forward.clone();
        let mut total: f64 = forward.iter().zip(after).map(|(before, after)| before * after).sum();
        for &(number, column, odds) in &by_row[row] {
            for taken in (0..states).filter(|taken| taken & 1 << column == 0) {
                let step = forward[taken] * odds;
                next[taken | 1 << column] += step;
                probabilities[number] += step * after[taken | 1 << column];
            }
            total += probabilities[number];
        }
        // The matchings that leave this row out, and those that use each of its edges: all there are.
        for &(number, ..) in &by_row[row] {
            probabilities[number] = (probabilities[number] / total).clamp(0.0, 1.0);
        }
        normalise(&mut next);
        forward = next;
    }
    probabilities
}

fn normalise(states: &mut [f64]) {
    let largest = states.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    states.iter_mut().for_each(|state| *state /= largest);
}

/// The Bethe approximation of the monomer–dimer model: exact on trees, and its messages have one fixed point
/// on every graph.
fn by_propagation(identities: usize, users: usize, edges: &[Edge], rounds: usize) -> Vec<f64> {
    // `to_user[e]`: how free the identity is, seen without edge e; `to_identity[e]` likewise.
    let mut to_user = vec![1.0_f64; edges.len()];
    let mut to_identity = vec![1.0_f64; edges.len()];
    for _ in 0..rounds {
        let (mut identity_load, mut user_load) = (vec![1.0_f64; identities], vec![1.0_f64; users]);
        for (edge, (identity_free, user_free)) in edges.iter().zip(to_user.iter().zip(&to_identity)) {
            identity_load[edge.identity] += edge.odds * user_free;
            user_load[edge.user] += edge.odds * identity_free;
        }
        let mut change = 0.0_f64;
        // Half a step at a time, in logarithms: on even cycles full steps oscillate.
        let mut step = |message: &mut f64, others: f64| {
            let next = (*message / others.max(1.0)).sqrt();
            change = change.max((next / *message - 1.0).abs());
            *message = next;
        };
        for (edge, (identity_free, user_free)) in edges.iter().zip(to_user.iter_mut().zip(&mut to_identity)) {
            let others_of_identity = identity_load[edge.identity] - edge.odds * *user_free;
            let others_of_user = user_load[edge.user] - edge.odds * *identity_free;
            step(identity_free, others_of_identity);
            step(user_free, others_of_user);
        }
        if change < CONVERGED {
            break;
        }
    }
    edges
        .iter()
        .zip(to_user.iter().zip(&to_identity))
        .map(|(edge, (identity_free, user_free))| {
            let weight = edge.odds * identity_free * user_free;
            weight / (1.0 + weight)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edge(identity: usize, user: usize, odds: f64) -> Edge {
        Edge { identity, user, odds }
    }

    /// All matchings, one by one.
    fn enumerated(edges: &[Edge]) -> Vec<f64> {
        fn walk(edges: &[Edge], at: usize, chosen: &mut Vec<usize>, sums: &mut [f64], total: &mut f64) {
            if at == edges.len() {
                let weight: f64 = chosen.iter().map(|&number| edges[number].odds).product();
                *total += weight;
                for &number in chosen.iter() {
                    sums[number] += weight;
                }
                return;
            }
            walk(edges, at + 1, chosen, sums, total);
            let free = chosen
                .iter()
                .all(|&number| edges[number].identity != edges[at].identity && edges[number].user != edges[at].user);
            if free {
                chosen.push(at);
                walk(edges, at + 1, chosen, sums, total);
                chosen.pop();
            }
        }
        let (mut sums, mut total) = (vec![0.0; edges.len()], 0.0);
        walk(edges, 0, &mut Vec::new(), &mut sums, &mut total);
        sums.into_iter().map(|sum| sum / total).collect()
    }

    #[test]
    fn two_identical_people_on_each_side_are_a_coin_toss() {
        let edges = [edge(0, 0, 1e12), edge(0, 1, 1e12), edge(1, 0, 1e12), edge(1, 1, 1e12)];
        for probability in marginals(2, 2, &edges) {
            assert!((probability - 0.5).abs() < 1e-9, "{probability}");
        }
        for probability in by_propagation(2, 2, &edges, ROUNDS) {
            assert!((probability - 0.5).abs() < 1e-3, "{probability}");
        }
    }

    #[test]
    fn a_rival_with_its_own_user_leaves_the_other_one_free() {
        let edges = [edge(0, 0, 1e9), edge(1, 0, 1e4), edge(1, 1, 1e9)];
        let probabilities = marginals(2, 2, &edges);
        assert!(probabilities[0] > 0.999_99 && probabilities[2] > 0.999_99 && probabilities[1] < 1e-9);
    }

    #[test]
    fn many_rivals_do_not_underflow() {
        // Sixty accounts for one user, and strong pairs beside them.
        let mut edges: Vec<Edge> = (0..60).map(|identity| edge(identity, 0, 1e8)).collect();
        edges.extend((1..8).map(|user| edge(60 + user, user, 1e8)));
        let probabilities = marginals(68, 8, &edges);
        for rival in &probabilities[..60] {
            assert!((rival - 1.0 / 60.0).abs() < 1e-6, "{rival}");
        }
        assert!(probabilities[60..].iter().all(|probability| *probability > 0.999_999));
    }

    proptest! {
        #[test]
        fn sums_for_two_rows_equal_enumeration(cells in proptest::collection::vec(proptest::option::of(-3.0_f64..40.0), 6)) {
            let edges: Vec<Edge> = cells
                .iter()
                .enumerate()
                .filter_map(|(cell, odds)| Some(edge(cell / 3, cell % 3, odds.as_ref()?.exp2())))
                .collect();
            let expected = enumerated(&edges);
            for found in [marginals(2, 3, &edges), marginals(3, 2, &turned(&edges))] {
                for (found, expected) in found.iter().zip(&expected) {
                    prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}");
                }
            }
        }

        #[test]
        fn exact_sums_equal_enumeration(cells in proptest::collection::vec(proptest::option::of(-3.0_f64..9.0), 12)) {
            let edges: Vec<Edge> = cells
                .iter()
                .enumerate()
                .filter_map(|(cell, odds)| Some(edge(cell / 4, cell % 4, odds.as_ref()?.exp2())))
                .collect();
            let expected = enumerated(&edges);
            for (found, expected) in marginals(3, 4, &edges).iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}");
            }
        }

        #[test]
        fn propagation_keeps_people_whole(cells in proptest::collection::vec(-10.0_f64..40.0, 36)) {
            let edges: Vec<Edge> =
                cells.iter().enumerate().map(|(cell, odds)| edge(cell / 6, cell % 6, odds.exp2())).collect();
            let probabilities = by_propagation(6, 6, &edges, ROUNDS);
            for person in 0..6 {
                let of_identity: f64 = edges.iter().zip(&probabilities)
                    .filter(|(edge, _)| edge.identity == person).map(|(_, probability)| probability).sum();
                prop_assert!(of_identity <= 1.02, "{of_identity}");
            }
        }
    }
}
