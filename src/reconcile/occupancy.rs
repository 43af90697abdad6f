//! What a run learns of its pools: who is found there, and who is claimed.
//!
//! Role: from first probabilities to the [`Prior`] of each identity. Input: findings with them, the pools of
//! their profile. Output: a prior per identity. Invariant: a file that has little to do with the base makes its own
//! links less likely, and so does a base of which most people have no account.

use crate::identity::Row;
use crate::matching::decision::{Finding, Occupancy, PoolSize, Prior};
use crate::matching::rules::Decision;

use super::partition::ProfilePart;

/// The priors of all identities of a profile, by their number. `findings` are one per open identity; `vacancies` say of each
/// base user with what probability he may be somebody's, 0–1.
pub(super) fn learn_priors(
    part: &ProfilePart,
    decision: &Decision,
    vacancies: &[f64],
    findings: &[Finding],
) -> Vec<Prior> {
    let (found, claimed) = sums(findings, part.identities.len(), vacancies);
    let mut priors: Vec<(usize, Prior)> = vec![(0, Prior::before(decision, PoolSize::default())); found.len()];
    for pool in &part.pools {
        let looking: Vec<f64> = pool.identities.iter().filter_map(|&identity| found[identity]).collect();
        let vacancy = |user: &Row| vacancies[*user as usize];
        let seen = Occupancy {
            size: PoolSize {
                users: pool.users.len(),
                unbound: pool.users.iter().filter(|user| vacancy(user) > 0.0).count(),
                identities: looking.len(),
            },
            found: rounded(looking.iter().sum()),
            vacant: pool.users.iter().map(vacancy).sum(),
            claimed: rounded(pool.users.iter().map(|user| claimed[*user as usize].min(vacancy(user))).sum()),
        };
        let here = Prior::after(decision, &seen);
        for &identity in &pool.identities {
            let (pools, prior) = &mut priors[identity];
            *prior = if *pools == 0 { here } else { prior.and(*pools, here) };
            *pools += 1;
        }
    }
    priors.into_iter().map(|(_, prior)| prior).collect()
}

/// With what probability each open identity is found at a user who may be vacant, and each such user is claimed.
fn sums(findings: &[Finding], identities: usize, vacancies: &[f64]) -> (Vec<Option<f64>>, Vec<f64>) {
    let mut found: Vec<Option<f64>> = vec![None; identities];
    let mut claimed = vec![0.0_f64; vacancies.len()];
    for finding in findings {
        let mut total = 0.0;
        for edge in finding.edges.iter().filter(|edge| vacancies[edge.user as usize] > 0.0) {
            claimed[edge.user as usize] += edge.probability;
            total += edge.probability;
        }
        found[finding.identity] = Some(total);
    }
    (found, claimed)
}

/// To a millionth of a person: sums in another order of the rows differ in the last bits only.
fn rounded(people: f64) -> f64 {
    (people * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::decision::ScoredUser;
    use crate::matching::{Comparison, Field, FieldComparison, Level, Score, Weight};
    use crate::reconcile::pairing::estimate;

    fn finding(identity: usize, odds: &[(Row, f64)]) -> Finding {
        let nothing = FieldComparison { level: Level::Missing, weight: Weight::ZERO };
        let comparison = Comparison::new([nothing; Field::COUNT]);
        let score = Score { comparison, relative: Weight::ZERO, address: Weight::ZERO };
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
        let (found, claimed) = sums(&findings, 5, &[1.0; 4]);
        assert!(near(found[0].unwrap(), 0.5) && near(found[1].unwrap(), 0.5), "{found:?}");
        assert!(near(found[2].unwrap(), 1.0) && near(found[4].unwrap(), 1.0), "{found:?}");
        assert_eq!(found[3], None, "not open");
        assert!(near(claimed[0], 1.0) && near(claimed[1], 1.0) && near(claimed[2], 1.0), "{claimed:?}");
        assert_eq!(claimed[3], 0.0);
    }

    #[test]
    fn who_is_found_at_a_bound_user_takes_no_vacant_one() {
        let mut findings = [finding(0, &[(0, 1e9), (1, 1.0)])];
        estimate(&mut findings, 2);
        let (found, claimed) = sums(&findings, 1, &[0.0, 1.0]);
        assert!(near(found[0].unwrap(), 0.0) && claimed[0] == 0.0 && near(claimed[1], 0.0));
    }
}
