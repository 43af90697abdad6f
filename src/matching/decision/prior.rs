//! What is believed of a pool before anything of a pair is seen.
//!
//! Role: the prior odds that an identity is a given user. Input: the size of a pool and, once a run has weighed everybody,
//! how many were found. Output: a [`Prior`], which turns a score into odds. Invariant: as long as nobody has been weighed,
//! every user is held to be free, which is the cautious end of that; how many are found is what the rules say, and no run
//! makes «nobody» much less likely than they do.
//!
//! Each identity is found with probability π, at any of the users. One more link in a matching of n of N users then
//! changes its probability by π / (1 − π) / (N − n + 1): the link takes one of the users that are still **unclaimed**, not
//! one of all. This is the prior over bipartite matchings of Fortini, Liseo, Nuccitelli & Scanu (2001) and of Sadinle (JASA
//! 112, 2017). Where nearly all users have an account, it gives some thirty times the odds of one pair by itself.

use super::{Finding, Household, PoolSize, ScoredUser};
use crate::identity::Row;
use crate::matching::rules::Decision;

/// How many people's worth of belief there is in [`Decision::share_in_base`] against what a pool shows.
const STRENGTH: f64 = 20.0;

/// The share of the probability of «not in the base» that remains however many identities are found. Absences are not
/// independent: the child who has left and the sibling who has come are a pair.
const LEAST_ABSENT: f64 = 1.0 / 3.0;

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

/// What weighing everybody showed of the identities that look into the same pools.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Occupancy {
    /// How many they are.
    pub identities: usize,
    /// How many of them are expected to be found at users who may be vacant: Σ of the probabilities.
    pub found: f64,
    /// How many users there may be somebody's: 1 for each without a link, less for one whose id may be out of date.
    pub vacant: f64,
    /// Of those, how many are expected to be claimed, by whomever.
    pub claimed: f64,
}

impl Prior {
    /// Before anybody is weighed. Where more identities look than there are users to be found, as when a whole region's
    /// accounts meet one school, π is no more than their ratio.
    pub fn before(decision: &Decision, pool: PoolSize) -> Self {
        let users = pool.users.max(1) as f64;
        let found = decision.share_in_base * pool.places.min(1.0);
        Self { found, unclaimed: users, users, relatives: decision.relatives_in_base }
    }

    /// Returns the prior once all identities have been weighed. The belief before counts as [`STRENGTH`] people;
    /// smoothing frees users and never claims them. However many are absent, an unclaimed user is the relative of no
    /// more than ρ of them.
    #[must_use]
    pub fn after(self, decision: &Decision, seen: &Occupancy) -> Self {
        let people = seen.identities as f64 + STRENGTH;
        let absent = ((1.0 - decision.share_in_base) * LEAST_ABSENT).max(0.5 / people);
        let found = ((seen.found + STRENGTH * self.found) / people).min(1.0 - absent);
        let free = (seen.vacant - seen.claimed).max(0.0);
        let smoothed = seen.vacant * (free + STRENGTH * (1.0 - decision.share_in_base)) / (seen.vacant + STRENGTH);
        let unclaimed = (1.0 + free.max(smoothed)).min(self.users);
        let absent = (1.0 - found) * seen.identities as f64;
        let relatives = decision.relatives_in_base * (unclaimed / absent.max(1.0)).min(1.0);
        Self { found, unclaimed, relatives, ..self }
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
        self.found / self.unclaimed * edge.weight.ratio() / self.nobody(decision, edge, household)
    }

    /// Gives each candidate of a finding its odds against «nobody», each by itself.
    ///
    /// One identity has one «nobody»: a candidate is compared with no less of it than the likeliest one is, so that
    /// homonyms who are told apart by the postcode alone keep the whole of that evidence. This «nobody»
    /// includes the users of other profiles who bear the name.
    pub fn weigh(self, decision: &Decision, finding: &mut Finding, claim_of: impl Fn(Row) -> Claim) {
        let household = finding.household;
        let best = finding.edges.iter().max_by(|a, b| a.weight.cmp(&b.weight).then(b.user.cmp(&a.user)));
        let least = best.map_or(0.0, |best| self.nobody(decision, best, household));
        for edge in &mut finding.edges {
            if edge.is_outdone {
                edge.odds = 0.0;
                continue;
            }
            // How many are absent here has no say in how many are filed under another profile.
            let elsewhere = (1.0 - decision.share_in_base) * finding.wrong_profile;
            let nobody = self.nobody(decision, edge, household).max(least) + elsewhere;
            let prior = match claim_of(edge.user) {
                Claim::Vacant(probability) => probability * self.found / self.unclaimed,
                // That this is a second account. How many places are left has no say in that: where everybody is linked
                // already, a second account is as likely as anywhere.
                Claim::Bound => decision.second_account * decision.share_in_base / self.users,
            };
            edge.odds = prior * edge.weight.ratio() / nobody;
        }
    }

    /// The probability of «nobody», and of what a candidate is mistaken for, over that of an unrelated user.
    fn nobody(self, decision: &Decision, edge: &ScoredUser, household: Household) -> f64 {
        let own = self.relatives / self.unclaimed * edge.relative_mass;
        let elsewhere = if edge.relative_mass > 0.0 && household.is_nearer_than(edge) {
            // Theirs may be claimed: they are among all users.
            decision.relatives_in_base / self.users * household.mass
        } else {
            0.0
        };
        (1.0 - self.found) * (1.0 + own + elsewhere)
    }
}

/// Whether a user may be somebody's who looks for himself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Claim {
    /// With this probability the user has no account among the others', 0–1.
    Vacant(f64),
    /// The user's known account looks for him, too.
    Bound,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A school of 500 users that 500 people look into, or as many as said.
    fn learnt(decision: &Decision, found: f64, users: usize, identities: usize) -> Prior {
        let vacant = users as f64;
        let before = Prior::before(decision, PoolSize::new(users, users as f64, identities));
        before.after(decision, &Occupancy { identities, found, vacant, claimed: found })
    }

    #[test]
    fn a_full_school_leaves_few_users_and_a_foreign_file_all() {
        let decision = Decision::default();
        let full = learnt(&decision, 490.0, 500, 500);
        // 1 that the link itself takes, and 500 · (10 + 20 · 0.03) / 520; (490 + 20 · 0.97) / 520.
        assert!((full.unclaimed - (1.0 + 500.0 * 10.6 / 520.0)).abs() < 1e-9, "{full:?}");
        assert!((full.found - 509.4 / 520.0).abs() < 1e-9, "{full:?}");
        let foreign = learnt(&decision, 0.0, 500, 500);
        assert!((foreign.unclaimed - 500.0).abs() < 1e-9, "{foreign:?}");
        assert!((foreign.found - 19.4 / 520.0).abs() < 1e-9, "{foreign:?}");
    }

    #[test]
    fn small_pools_are_not_held_to_be_taken() {
        for users in [1, 2, 5, 20] {
            assert_eq!(learnt(&Decision::default(), 0.0, users, users).unclaimed, users as f64);
        }
    }

    #[test]
    fn nobody_is_never_much_less_likely_than_the_rules_have_it() {
        let decision = Decision::default();
        let full = learnt(&decision, 5_000.0, 5_000, 5_000);
        assert!((1.0 - full.found - 0.01).abs() < 1e-9, "{full:?}");
        let decision = Decision { share_in_base: 1.0 - 1e-12, ..Decision::default() };
        let certain = learnt(&decision, 500.0, 500, 500);
        assert!(1.0 - certain.found >= 0.5 / 520.0 - 1e-12 && certain.unclaimed >= 1.0, "{certain:?}");
    }

    #[test]
    fn a_region_has_no_more_relatives_in_a_school_than_the_school_has_users() {
        let decision = Decision::default();
        let prior = learnt(&decision, 490.0, 500, 50_000);
        let absent = 50_000.0 * (1.0 - prior.found);
        assert!(prior.relatives * absent <= decision.relatives_in_base * prior.unclaimed * (1.0 + 1e-9), "{prior:?}");
        assert_eq!(learnt(&decision, 490.0, 500, 500).relatives, decision.relatives_in_base);
    }

    #[test]
    fn a_second_account_is_possible_where_everybody_is_linked() {
        use crate::matching::{Comparison, Field, FieldComparison, Level, Score, Weight};
        let decision = Decision::default();
        let equal = FieldComparison { level: Level::Exact, weight: Weight::from_bits(5.0) };
        let comparison = Comparison::new([equal; Field::COUNT]);
        let edge = ScoredUser::new(0, &Score { comparison, relative: Weight::ZERO });
        let prior = Prior::before(&decision, PoolSize::new(500, 0.0, 10));
        let odds = |claim| {
            let mut finding = Finding { edges: vec![edge], ..Finding::nothing(0) };
            prior.weigh(&decision, &mut finding, |_| claim);
            finding.edges[0].odds
        };
        assert_eq!(odds(Claim::Vacant(1.0)), 0.0);
        assert!(odds(Claim::Bound) > 1.0);
    }

    #[test]
    fn homonyms_told_apart_by_the_postcode_keep_that_evidence() {
        use crate::matching::{Comparison, Field, FieldComparison, Level, Score, Weight};
        let decision = Decision::default();
        let homonym = |user, level, postcode: f64, relative| {
            let equal = FieldComparison { level: Level::Exact, weight: Weight::from_bits(4.0) };
            let postcode = FieldComparison { level, weight: Weight::from_bits(postcode) };
            let comparison = Comparison::new([equal; Field::COUNT]).with(Field::Postcode, postcode);
            ScoredUser::new(user, &Score { comparison, relative: Weight::from_bits(relative) })
        };
        let edges = vec![homonym(0, Level::Exact, 3.0, 15.0), homonym(1, Level::Different, -4.0, 6.0)];
        let mut finding = Finding { edges, ..Finding::nothing(0) };
        Prior::before(&decision, PoolSize::new(500, 500.0, 500)).weigh(&decision, &mut finding, |_| Claim::Vacant(1.0));
        let ratio = finding.edges[0].odds / finding.edges[1].odds;
        assert!((ratio - 128.0).abs() < 1e-6, "{ratio}");
    }
}
