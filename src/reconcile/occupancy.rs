//! What a run learns of its pools: who is found there, and who is claimed.
//!
//! Role: from first probabilities to the [`Prior`] of each identity. Input: findings with the probabilities that caution
//! gives them, the pools of their profile. Output: a prior per identity. Invariant: a file that has little to do with the
//! base makes its own links less likely, and so does a base of which most people have no account.

use crate::identity::Population;
use crate::matching::decision::{Finding, Occupancy, Prior};
use crate::matching::rules::Decision;

use super::partition::ProfilePart;

/// The priors of all identities of a profile, by their number. `findings` are one per open identity.
pub(super) fn learn_priors(
    base: &Population,
    part: &ProfilePart,
    decision: &Decision,
    findings: &[Finding],
) -> Vec<Option<Prior>> {
    let mut claimed = vec![0.0_f64; base.len()];
    let mut found: Vec<Option<f64>> = vec![None; part.identities.len()];
    for finding in findings {
        let mut total = 0.0;
        for edge in &finding.edges {
            claimed[edge.user as usize] += edge.probability;
            total += edge.probability;
        }
        found[finding.identity] = Some(total);
    }
    let mut sums: Vec<(f64, Prior)> = vec![(0.0, Prior { found: 0.0, unclaimed: 0.0, users: 0.0 }); found.len()];
    for pool in &part.pools {
        let mut seen = Occupancy::default();
        for total in pool.identities.iter().filter_map(|&identity| found[identity]) {
            seen.identities += 1;
            seen.found += total;
        }
        for &user in pool.users.iter().filter(|&&user| base.person(user).linked_id().is_none()) {
            seen.unbound += 1;
            seen.claimed += claimed[user as usize].min(1.0);
        }
        let before = Prior::before(decision, seen.size(pool.users.len()));
        let after = before.after(decision, &seen);
        for &identity in &pool.identities {
            let (pools, sum) = &mut sums[identity];
            *pools += 1.0;
            // Somebody of several schools may be any unclaimed user of theirs; whether he is found at all they say together.
            sum.found += after.found;
            sum.unclaimed += after.unclaimed;
            sum.users += after.users;
        }
    }
    let average = |(pools, sum): (f64, Prior)| (pools > 0.0).then(|| Prior { found: sum.found / pools, ..sum });
    sums.into_iter().map(average).collect()
}
