//! Expectation–maximisation on blocks of pairs.
//!
//! Role: estimates m from pairs of which nobody knows whether they match. Input: patterns with counts, u. Output: a
//! [`Pass`]. Method: two latent classes, fields independent within each, u fixed (Winkler, «Using the EM Algorithm for
//! Weight Computation in the Fellegi–Sunter Model of Record Linkage», 1988).

use crate::matching::{Field, Level};

use super::estimate::LevelShares;
use super::pairs::Pattern;

/// Change of the largest m below which a pass has converged.
const CONVERGED: f64 = 1e-6;

/// Iterations after which a pass is given up as not converged.
const MOST_ITERATIONS: u32 = 500;

/// A table of probabilities by field and level.
pub(super) type Table = [[f64; Level::COUNT]; Field::COUNT];

/// One pass: pairs that agree exactly on one field, which says nothing of that field.
#[derive(Debug, Clone)]
pub struct Pass {
    /// The field that all pairs of the block agree on.
    pub blocked_on: Field,
    /// Pairs in the block.
    pub pairs: u64,
    /// How many of them match, by the estimate.
    pub matches: f64,
    /// Iterations done.
    pub iterations: u32,
    /// Whether the estimate had come to rest.
    pub converged: bool,
    /// Whether the classes changed places: what is called a match agrees less often than what is not. Such a pass is
    /// not used.
    pub switched: bool,
    /// The levels of the matches.
    pub(super) levels: LevelShares,
}

impl Pass {
    /// Whether the pass has a say in the estimate.
    pub fn is_used(&self) -> bool {
        !self.switched && self.matches >= 1.0
    }
}

/// Runs one pass. `prior` is where m begins and what `smoothing` pairs' worth of belief goes to.
pub(super) fn run(blocked_on: Field, counts: &[(Pattern, u64)], u: &Table, prior: &Table, smoothing: f64) -> Pass {
    let block: Vec<&(Pattern, u64)> =
        counts.iter().filter(|(pattern, _)| pattern[blocked_on as usize] == Level::Exact).collect();
    let pairs: u64 = block.iter().map(|(_, count)| count).sum();
    let mut m = *prior;
    let mut share = 0.1_f64;
    let mut pass = Pass {
        blocked_on,
        pairs,
        matches: 0.0,
        iterations: 0,
        converged: pairs == 0,
        switched: false,
        levels: LevelShares::default(),
    };
    while !pass.converged && pass.iterations < MOST_ITERATIONS {
        pass.iterations += 1;
        pass.levels = LevelShares::default();
        for (pattern, count) in &block {
            let (mut same, mut different) = (share, 1.0 - share);
            for field in Field::ALL.into_iter().filter(|&field| field != blocked_on) {
                let level = pattern[field as usize];
                if level != Level::Missing {
                    same *= m[field as usize][level as usize];
                    different *= u[field as usize][level as usize];
                }
            }
            let sum = same + different;
            if sum > 0.0 {
                pass.levels.add(pattern, *count as f64 * same / sum);
            }
        }
        pass.matches = pass.levels.total();
        share = (pass.matches / pairs as f64).clamp(1e-9, 1.0 - 1e-9);
        let mut change = 0.0_f64;
        for field in Field::ALL.into_iter().filter(|&field| field != blocked_on) {
            for &level in field.levels().iter().filter(|level| **level != Level::Missing) {
                let known = &mut m[field as usize][level as usize];
                let new = pass.levels.share(field, level, prior[field as usize][level as usize], smoothing);
                change = change.max((new - *known).abs());
                *known = new;
            }
        }
        pass.converged = change < CONVERGED;
    }
    pass.switched = [Field::Family, Field::Given, Field::BirthDate].into_iter().any(|field| {
        let exact = |table: &Table| table[field as usize][Level::Exact as usize];
        field != blocked_on && pass.levels.known(field) >= 1.0 && exact(&m) < exact(u)
    });
    pass
}
