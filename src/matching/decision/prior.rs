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

use super::{Household, PoolSize, ScoredUser};
use crate::matching::rules::Decision;

/// How many people's worth of belief there is in [`Decision::share_in_base`] against what a pool shows.
const STRENGTH: f64 = 20.0;

/// The prior odds of one identity's links.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// π: the probability that the identity is in the base, as somebody who is not bound to a known account.
    pub found: f64,
    /// How many users are expected to be nobody else's; at least one.
    pub unclaimed: f64,
    /// How many users there are; at least one.
    pub users: f64,
    /// ρ: how many relatives an identity that is not in the base has on average among the unclaimed.
    pub relatives: f64,
}

/// What weighing everybody showed of a pool.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Occupancy {
    /// How many people meet.
    pub size: PoolSize,
    /// How many identities are expected to be found at users who may be vacant: Σ of the probabilities.
    pub found: f64,
    /// How many users may be somebody's: 1 for each without a link, less for one whose id may be out of date.
    pub vacant: f64,
    /// Of those, how many are expected to be claimed.
    pub claimed: f64,
}

impl Prior {
    /// Before anybody is weighed. Where more identities look than there are users to be found, as when a whole region's
    /// accounts meet one school, π is no more than their ratio.
    pub fn before(decision: &Decision, pool: PoolSize) -> Self {
        let users = pool.users.max(1) as f64;
        let ratio = pool.unbound as f64 / pool.identities.max(1) as f64;
        let found = decision.share_in_base * ratio.min(1.0);
        Self { found, unclaimed: users, users, relatives: decision.relatives_in_base }
    }

    /// The prior of an identity that looks here. What was believed before counts as [`STRENGTH`] people; half a person of
    /// them is absent at least, and smoothing frees users and never claims them. However many are absent, an unclaimed
    /// user is the relative of no more than ρ of them.
    pub fn after(decision: &Decision, seen: &Occupancy) -> Self {
        let before = Self::before(decision, seen.size);
        let people = seen.size.identities as f64 + STRENGTH;
        let found = ((seen.found + STRENGTH * before.found) / people).min(1.0 - 0.5 / people);
        let free = (seen.vacant - seen.claimed).max(0.0);
        let smoothed = seen.vacant * (free + STRENGTH * (1.0 - decision.share_in_base)) / (seen.vacant + STRENGTH);
        let unclaimed = (1.0 + free.max(smoothed)).min(before.users);
        let absent = (1.0 - found) * seen.size.identities as f64;
        let relatives = decision.relatives_in_base * (unclaimed / absent.max(1.0)).min(1.0);
        Self { found, unclaimed, relatives, ..before }
    }

    /// The prior of somebody who looks in `pools` pools of this prior on average, and in one more: whether he is found they
    /// say together, and he may be any unclaimed user of theirs.
    #[must_use]
    pub fn and(self, pools: usize, other: Self) -> Self {
        let mean = |known: f64, new: f64| known + (new - known) / (pools + 1) as f64;
        Self {
            found: mean(self.found, other.found),
            unclaimed: self.unclaimed + other.unclaimed,
            users: self.users + other.users,
            relatives: mean(self.relatives, other.relatives),
        }
    }

    /// By what share the odds of a link change from `other` to this, about.
    pub fn change(&self, other: &Self) -> f64 {
        (self.unclaimed / other.unclaimed - 1.0).abs().max(((1.0 - self.found) / (1.0 - other.found) - 1.0).abs())
    }

    /// P(this user) / P(nobody in the base) for one pair by itself.
    ///
    /// «Nobody» includes «this user is but a relative», and, where users of this family name live nearer to the identity than
    /// this one, «a relative of theirs». Those who live as near say nothing against the pair: they are this user's relatives.
    pub fn odds(self, decision: &Decision, edge: &ScoredUser, household: Household) -> f64 {
        self.found / self.unclaimed * self.ratio(decision, edge, household)
    }

    /// The same for a user whose known account looks for him, too: that this is a second one.
    pub fn odds_of_second_account(self, decision: &Decision, edge: &ScoredUser, household: Household) -> f64 {
        decision.second_account * self.found / self.users * self.ratio(decision, edge, household)
    }

    fn ratio(self, decision: &Decision, edge: &ScoredUser, household: Household) -> f64 {
        let own = self.relatives / self.unclaimed * edge.relative_mass;
        let elsewhere = if edge.relative_mass > 0.0 && edge.address < household.address {
            decision.relatives_in_base / self.users * household.mass
        } else {
            0.0
        };
        edge.weight.ratio() / ((1.0 - self.found) * (1.0 + own + elsewhere))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: PoolSize = PoolSize { users: 500, unbound: 500, identities: 500 };

    fn seen(size: PoolSize, found: f64) -> Occupancy {
        Occupancy { size, found, vacant: size.unbound as f64, claimed: found }
    }

    #[test]
    fn a_full_school_leaves_few_users_and_a_foreign_file_all() {
        let decision = Decision::default();
        let full = Prior::after(&decision, &seen(SCHOOL, 490.0));
        // 1 that the link itself takes, and 500 · (10 + 20 · 0.03) / 520; (490 + 20 · 0.97) / 520.
        assert!((full.unclaimed - (1.0 + 500.0 * 10.6 / 520.0)).abs() < 1e-9, "{full:?}");
        assert!((full.found - 509.4 / 520.0).abs() < 1e-9, "{full:?}");
        let foreign = Prior::after(&decision, &seen(SCHOOL, 0.0));
        assert!((foreign.unclaimed - 500.0).abs() < 1e-9, "{foreign:?}");
        assert!((foreign.found - 19.4 / 520.0).abs() < 1e-9, "{foreign:?}");
    }

    #[test]
    fn small_pools_are_not_held_to_be_taken() {
        for users in [1, 2, 5, 20] {
            let size = PoolSize { users, unbound: users, identities: users };
            assert_eq!(Prior::after(&Decision::default(), &seen(size, 0.0)).unclaimed, users as f64);
        }
    }

    #[test]
    fn nobody_is_ever_impossible() {
        let decision = Decision { share_in_base: 1.0 - 1e-12, ..Decision::default() };
        let prior = Prior::after(&decision, &seen(SCHOOL, 500.0));
        assert!(1.0 - prior.found >= 0.5 / 520.0 - 1e-12 && prior.unclaimed >= 1.0, "{prior:?}");
    }

    #[test]
    fn a_region_has_no_more_relatives_in_a_school_than_the_school_has_users() {
        let decision = Decision::default();
        let region = PoolSize { identities: 50_000, ..SCHOOL };
        let prior = Prior::after(&decision, &seen(region, 490.0));
        let absent = 50_000.0 * (1.0 - prior.found);
        assert!(prior.relatives * absent <= decision.relatives_in_base * prior.unclaimed * (1.0 + 1e-9), "{prior:?}");
        assert_eq!(Prior::after(&decision, &seen(SCHOOL, 490.0)).relatives, decision.relatives_in_base);
    }

    #[test]
    fn of_two_schools_any_unclaimed_user_is_possible() {
        let decision = Decision::default();
        let [one, other] = [490.0, 250.0].map(|found| Prior::after(&decision, &seen(SCHOOL, found)));
        let both = one.and(1, other);
        assert_eq!(both.unclaimed, one.unclaimed + other.unclaimed);
        assert!((both.found - (one.found + other.found) / 2.0).abs() < 1e-12, "{both:?}");
    }
}
