//! Who a run compares with whom, for whoever measures what it never looks at.

use super::partition::SchoolScope;
use super::{Options, search};
use crate::identity::{Population, Profile, Row};
use crate::matching::RuleSet;

/// Base users who are compared with the same identities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedPool {
    /// Base rows.
    pub users: Vec<Row>,
    /// CAS rows.
    pub identities: Vec<Row>,
}

/// The pools of one profile in a run of [`reconcile`](super::reconcile) by `rules`.
pub fn pools(
    base: &Population,
    cas: &Population,
    rules: &RuleSet,
    options: &Options,
    profile: Profile,
) -> Vec<ComparedPool> {
    let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
    let part = scope.partition(profile, rules.decision.compare_incomplete);
    let rows = |identities: Vec<usize>| identities.into_iter().map(|identity| part.identities[identity]).collect();
    let pools = part.pools.into_iter();
    pools.map(|pool| ComparedPool { users: pool.users, identities: rows(pool.identities) }).collect()
}

impl ComparedPool {
    /// Whether `rules` compare everybody here with everybody; otherwise candidates come from an index, but for those whom
    /// an exact agreement settles.
    pub fn compares_all(&self, rules: &RuleSet) -> bool {
        !search::needs_index(self.users.len(), self.identities.len(), rules)
    }
}
