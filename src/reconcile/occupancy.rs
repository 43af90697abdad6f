//! What a run learns of its pools: who is found there, and who is claimed.
//!
//! Role: from first probabilities to the [`Prior`] of each identity. Input: findings with them, the pools of their profile.
//! Output: a prior per [`Circles`]: the identities that look into the same pools. Invariant: a file that has little to do
//! with the base makes its own links less likely, and so does a base of which most people have no account; another school
//! has no say in either.

use foldhash::{HashMap, HashMapExt};

use crate::identity::Row;
use crate::matching::decision::{Finding, Occupancy, PoolSize, Prior};
use crate::matching::rules::Decision;

use super::partition::ProfilePart;

/// The identities of a profile by the pools that they look into.
pub(super) struct Circles<'a> {
    part: &'a ProfilePart,
    /// The circle of each identity, by its number.
    of: Vec<usize>,
    /// The numbers of each circle's pools.
    pools: Vec<Vec<usize>>,
}

impl<'a> Circles<'a> {
    pub(super) fn new(part: &'a ProfilePart) -> Self {
        let mut of = vec![0; part.identities.len()];
        // The first one looks nowhere.
        let mut pools = vec![Vec::new()];
        let mut wider: HashMap<(usize, usize), usize> = HashMap::new();
        for (number, pool) in part.pools.iter().enumerate() {
            for &identity in &pool.identities {
                let narrow = of[identity];
                of[identity] = *wider.entry((narrow, number)).or_insert_with(|| {
                    pools.push(pools[narrow].iter().copied().chain([number]).collect());
                    pools.len() - 1
                });
            }
        }
        Self { part, of, pools }
    }

    /// The circle of an identity.
    pub(super) fn of(&self, identity: usize) -> usize {
        self.of[identity]
    }

    /// The prior of each circle before anybody is weighed.
    pub(super) fn before(&self, decision: &Decision, findings: &[Finding]) -> Vec<Prior> {
        let mut priors = vec![Prior::before(decision, PoolSize::default()); self.pools.len()];
        for finding in findings {
            priors[self.of(finding.identity)] = Prior::before(decision, finding.pool);
        }
        priors
    }

    /// The same by what `findings`, one per open identity, show. `vacancies` say of each base user with what probability he
    /// may be somebody's, 0–1.
    pub(super) fn after(
        &self,
        decision: &Decision,
        before: &[Prior],
        vacancies: &[f64],
        findings: &[Finding],
    ) -> Vec<Prior> {
        let mut seen = vec![Occupancy::default(); self.pools.len()];
        let mut claimed = vec![0.0_f64; vacancies.len()];
        for finding in findings {
            let circle = &mut seen[self.of(finding.identity)];
            circle.identities += 1;
            circle.found += found_vacant(finding, vacancies, &mut claimed);
        }
        let rooms: Vec<(f64, f64)> =
            self.part.pools.iter().map(|pool| room(&pool.users, vacancies, &claimed)).collect();
        for (circle, pools) in seen.iter_mut().zip(&self.pools) {
            circle.found = rounded(circle.found);
            circle.vacant = pools.iter().map(|&pool| rooms[pool].0).sum();
            circle.claimed = pools.iter().map(|&pool| rooms[pool].1).sum();
        }
        before.iter().zip(&seen).map(|(before, seen)| before.after(decision, seen)).collect()
    }
}

/// With what probability an identity is found at a user who may be vacant; each of them is so much more `claimed`.
fn found_vacant(finding: &Finding, vacancies: &[f64], claimed: &mut [f64]) -> f64 {
    let mut found = 0.0;
    for edge in finding.edges.iter().filter(|edge| vacancies[edge.user as usize] > 0.0) {
        claimed[edge.user as usize] += edge.probability;
        found += edge.probability;
    }
    found
}

/// How many of a pool's users may be somebody's, and how many of those are claimed.
fn room(users: &[Row], vacancies: &[f64], claimed: &[f64]) -> (f64, f64) {
    let of = |user: &Row| (vacancies[*user as usize], claimed[*user as usize]);
    let vacant = users.iter().map(|user| of(user).0).sum();
    let claimed = users.iter().map(of).map(|(vacancy, claimed)| claimed.min(vacancy)).sum();
    (vacant, rounded(claimed))
}

/// To a millionth of a person: sums in another order of the rows differ in the last bits only.
fn rounded(people: f64) -> f64 {
    (people * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Profile;
    use crate::matching::decision::ScoredUser;
    use crate::matching::{Comparison, Field, FieldComparison, Level, Score, Weight};
    use crate::reconcile::pairing::estimate;
    use crate::reconcile::partition::Pool;

    fn finding(identity: usize, odds: &[(Row, f64)]) -> Finding {
        let nothing = FieldComparison { level: Level::Missing, weight: Weight::ZERO };
        let comparison = Comparison::new([nothing; Field::COUNT]);
        let score = Score { comparison, relative: Weight::ZERO };
        let edges = odds.iter().map(|&(user, odds)| ScoredUser { odds, ..ScoredUser::new(user, &score) }).collect();
        Finding { edges, ..Finding::nothing(identity) }
    }

    fn near(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 1e-4
    }

    #[test]
    fn rivals_share_a_user_and_whoever_has_another_leaves_him() {
        let mut findings = [
            finding(0, &[(0, 1e9)]),
            finding(1, &[(0, 1e9)]),
            finding(2, &[(1, 1e9), (2, 1e3)]),
            finding(4, &[(2, 1e5)]),
        ];
        estimate(&mut findings, 4);
        let mut claimed = vec![0.0; 4];
        let found = findings.each_ref().map(|finding| found_vacant(finding, &[1.0; 4], &mut claimed));
        assert!(near(found[0], 0.5) && near(found[1], 0.5), "{found:?}");
        assert!(near(found[2], 1.0) && near(found[3], 1.0), "{found:?}");
        assert!(claimed[..3].iter().all(|&claimed| near(claimed, 1.0)), "{claimed:?}");
        assert_eq!(claimed[3], 0.0);
    }

    #[test]
    fn many_claim_no_more_than_one_user() {
        let mut findings: Vec<Finding> = (0..60).map(|number| finding(number, &[(0, 1e12)])).collect();
        estimate(&mut findings, 1);
        let mut claimed = [0.0];
        let found: f64 = findings.iter().map(|finding| found_vacant(finding, &[1.0], &mut claimed)).sum();
        assert!(found <= 1.0 + 1e-9 && found > 0.9, "{found}");
    }

    #[test]
    fn who_is_found_at_a_bound_user_takes_no_vacant_one() {
        let mut findings = [finding(0, &[(0, 1e9), (1, 1.0)])];
        estimate(&mut findings, 2);
        let mut claimed = [0.0; 2];
        let found = found_vacant(&findings[0], &[0.0, 1.0], &mut claimed);
        assert!(near(found, 0.0) && claimed[0] == 0.0 && near(claimed[1], 0.0));
    }

    #[test]
    fn a_school_learns_nothing_from_another_even_where_somebody_may_belong_to_either() {
        // Identities 0–99 find themselves in school 0, and 100–199 find nobody in school 1; user 200 has no school.
        let pool = |users: std::ops::Range<Row>, identities: std::ops::Range<usize>| Pool {
            users: users.collect(),
            identities: identities.collect(),
        };
        let part = ProfilePart {
            profile: Profile::Pupils,
            identities: (0..200).collect(),
            pools: vec![pool(0..100, 0..100), pool(100..200, 100..200), pool(200..201, 0..200)],
            elsewhere: Vec::new(),
        };
        let size = |own: PoolSize| {
            let mut size = own;
            size += PoolSize::new(1, 1.0, 200);
            size
        };
        let findings: Vec<Finding> = (0..200)
            .map(|number| {
                let mut found = finding(number, if number < 100 { &[(0, 1e9)] } else { &[] });
                found.edges.iter_mut().for_each(|edge| (edge.user, edge.probability) = (number as Row, 1.0));
                Finding { pool: size(PoolSize::new(100, 100.0, 100)), ..found }
            })
            .collect();
        let circles = Circles::new(&part);
        let decision = Decision::default();
        let before = circles.before(&decision, &findings);
        let priors = circles.after(&decision, &before, &[1.0; 201], &findings);
        let [own, foreign] = [0, 100].map(|identity| priors[circles.of(identity)]);
        assert!(own.found > 0.98 && own.unclaimed < 6.0, "{own:?}");
        assert!(foreign.found < 0.2 && foreign.unclaimed > 100.0, "{foreign:?}");
    }
}
