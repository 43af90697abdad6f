//! What is believed of a pool before anything of a pair is seen.
//!
//! Role: the prior odds that an identity is a given user. Input: the size of a pool and, once a run has weighed everybody,
//! how many were found. Output: a [`Prior`], which turns a score into odds. Invariant: as long as nobody has been weighed,
//! every user is held to be free, which is the cautious end.
//!
//! If each identity is found with probability π, and the users they are found at are any of those there, then one more
//! link in a matching of n of N users changes its probability by π / (1 − π) / (N − n + 1): the link takes one of the users
//! that are still **unclaimed**, not of all (the prior over bipartite matchings of Fortini, Liseo, Nuccitelli & Scanu 2001,
//! and of Sadinle, JASA 112, 2017). Where nearly everybody has an account, that is hundreds of times the odds of one pair by
//! itself.

use super::{PoolSize, ScoredUser};
use crate::matching::rules::Decision;

/// How many people's worth of belief there is in [`Decision::share_in_base`] against what a pool shows.
const STRENGTH: f64 = 20.0;

/// The prior odds of one identity's links.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// π: the probability that the identity is in the base at all.
    pub found: f64,
    /// How many users are expected to be nobody else's; at least one.
    pub unclaimed: f64,
    /// How many users there are; at least one.
    pub users: f64,
}

/// What weighing everybody showed of a pool.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Occupancy {
    /// Identities that look for a user here.
    pub identities: usize,
    /// Of those, how many are expected to be found: Σ of their probabilities.
    pub found: f64,
    /// Users without a link.
    pub unbound: usize,
    /// Of those, how many are expected to be claimed: Σ of the probabilities.
    pub claimed: f64,
}

impl Occupancy {
    /// The size of a pool of so many users.
    pub fn size(&self, users: usize) -> PoolSize {
        PoolSize { users, unbound: self.unbound, identities: self.identities }
    }
}

impl Prior {
    /// Before anybody is weighed. Where more identities look than there are users to be found, as when a whole region's
    /// accounts meet one school, π is no more than their ratio.
    pub fn before(decision: &Decision, pool: PoolSize) -> Self {
        let users = pool.users.max(1) as f64;
        let ratio = pool.unbound as f64 / pool.identities.max(1) as f64;
        Self { found: decision.share_in_base * ratio.min(1.0), unclaimed: users, users }
    }

    /// The prior of an identity that looks here. What was believed before counts as [`STRENGTH`] people; half a person of
    /// them is absent at least, and smoothing frees users and never claims them.
    #[must_use]
    pub fn after(self, decision: &Decision, seen: &Occupancy) -> Self {
        let people = seen.identities as f64 + STRENGTH;
        let found = ((seen.found + STRENGTH * self.found) / people).min(1.0 - 0.5 / people);
        let unbound = seen.unbound as f64;
        let free = (unbound - seen.claimed).max(0.0);
        let smoothed = unbound * (free + STRENGTH * (1.0 - decision.share_in_base)) / (unbound + STRENGTH);
        Self { found, unclaimed: (1.0 + free.max(smoothed)).min(self.unclaimed), ..self }
    }

    /// P(this user) / P(nobody in the base) for one pair by itself.
    ///
    /// «Nobody» includes «this user is but a relative», of whom there are ρ among the unclaimed. That others here look
    /// like relatives says nothing against the pair: they are this user's relatives as well.
    pub fn odds(self, decision: &Decision, edge: &ScoredUser) -> f64 {
        self.found / self.unclaimed * self.ratio(decision, edge)
    }

    /// The same for a user that is bound already, `probability` being that of an account beside or after the known one.
    pub fn odds_of_bound(self, decision: &Decision, edge: &ScoredUser, probability: f64) -> f64 {
        probability * self.found / self.users * self.ratio(decision, edge)
    }

    fn ratio(self, decision: &Decision, edge: &ScoredUser) -> f64 {
        let relative = decision.relatives_in_base / self.unclaimed * edge.relative_mass;
        edge.weight.ratio() / ((1.0 - self.found) * (1.0 + relative))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: PoolSize = PoolSize { users: 500, unbound: 500, identities: 500 };

    #[test]
    fn a_full_school_leaves_few_users_and_a_foreign_file_all() {
        let decision = Decision::default();
        let before = Prior::before(&decision, SCHOOL);
        let seen = |found: f64| Occupancy { identities: 500, found, unbound: 500, claimed: found };
        let full = before.after(&decision, &seen(490.0));
        // 1 that the link itself takes, and 500 · (10 + 20 · 0.03) / 520; (490 + 20 · 0.97) / 520.
        assert!((full.unclaimed - (1.0 + 500.0 * 10.6 / 520.0)).abs() < 1e-9, "{full:?}");
        assert!((full.found - 509.4 / 520.0).abs() < 1e-9, "{full:?}");
        let foreign = before.after(&decision, &seen(0.0));
        assert!((foreign.unclaimed - 500.0).abs() < 1e-9, "{foreign:?}");
        assert!((foreign.found - 19.4 / 520.0).abs() < 1e-9, "{foreign:?}");
    }

    #[test]
    fn small_pools_are_not_held_to_be_taken() {
        let decision = Decision::default();
        for users in [1, 2, 5, 20] {
            let size = PoolSize { users, unbound: users, identities: users };
            let nobody = Occupancy { identities: users, unbound: users, ..Occupancy::default() };
            let prior = Prior::before(&decision, size).after(&decision, &nobody);
            assert_eq!(prior.unclaimed, users as f64);
        }
    }

    #[test]
    fn nobody_is_ever_impossible() {
        let decision = Decision { share_in_base: 1.0 - 1e-12, ..Decision::default() };
        let everybody = Occupancy { identities: 500, found: 500.0, unbound: 500, claimed: 500.0 };
        let prior = Prior::before(&decision, SCHOOL).after(&decision, &everybody);
        assert!(1.0 - prior.found >= 0.5 / 520.0 - 1e-12 && prior.unclaimed >= 1.0, "{prior:?}");
    }
}
