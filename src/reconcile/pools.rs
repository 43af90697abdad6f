//! Who a run compares with whom, for whoever measures what it never looks at.

use std::collections::HashSet;

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

/// Whom a run leaves out because of their schools.
#[derive(Debug)]
pub struct LeftOut<'a> {
    scope: SchoolScope<'a>,
    accounts: HashSet<(Row, Profile)>,
}

impl<'a> LeftOut<'a> {
    /// Those of a run of [`reconcile`](super::reconcile).
    pub fn new(base: &'a Population, cas: &'a Population, options: &Options) -> Self {
        let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
        let elsewhere = |profile| {
            // A user without a name is of a school as well as anybody.
            let part = scope.partition(profile, true);
            let rows: Vec<Row> = part.elsewhere.iter().map(|&identity| part.identities[identity]).collect();
            rows.into_iter().map(move |row| (row, profile))
        };
        let accounts = Profile::ALL.into_iter().flat_map(elsewhere).collect();
        Self { scope, accounts }
    }

    /// Whether an account ends as [`Reason::OtherSchool`](super::Reason::OtherSchool) in a profile.
    pub fn has_account(&self, account: Row, profile: Profile) -> bool {
        self.accounts.contains(&(account, profile))
    }

    /// Whether a user of the base is not in the run at all.
    pub fn has_user(&self, user: Row) -> bool {
        !self.scope.includes(user)
    }
}

impl ComparedPool {
    /// Whether `rules` compare everybody here with everybody; otherwise candidates come from an index, but for those whom
    /// an exact agreement settles.
    pub fn compares_all(&self, rules: &RuleSet) -> bool {
        !search::needs_index(self.users.len(), self.identities.len(), rules)
    }
}
