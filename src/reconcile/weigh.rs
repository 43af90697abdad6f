//! What a run knows before it decides: for training, which needs probabilities and not links.
//!
//! Role: the first half of [`reconcile`](super::reconcile). Input: the same. Output: [`pools`], who is compared with whom,
//! and [`weigh`], the candidates of each open identity with their probabilities over all one-to-one matchings. Invariant:
//! the probabilities are those that the run itself would decide by.

use crate::identity::{Population, Profile, Row};
use crate::matching::RuleSet;
use crate::matching::decision::Finding;

use super::partition::SchoolScope;
use super::{Options, judge};

/// Users and identities that are compared with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Base rows.
    pub users: Vec<Row>,
    /// CAS rows.
    pub identities: Vec<Row>,
}

/// The pools of a profile, as `rules` would have them.
pub fn pools(base: &Population, cas: &Population, rules: &RuleSet, options: &Options, profile: Profile) -> Vec<Pool> {
    let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
    let part = scope.partition(profile, rules.decision.compare_incomplete);
    let pools = part.pools.into_iter().map(|pool| Pool {
        identities: pool.identities.iter().map(|&identity| part.identities[identity]).collect(),
        users: pool.users,
    });
    pools.collect()
}

/// An open identity with its candidates.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The profile it was weighed for.
    pub profile: Profile,
    /// CAS row.
    pub cas: Row,
    /// Its candidates, with probabilities.
    pub finding: Finding,
}

/// Weighs all open identities; those that the base already holds are left out.
pub fn weigh(base: &Population, cas: &Population, rules: &RuleSet, options: &Options) -> Vec<Weighed> {
    let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
    let judged = judge(base, cas, rules, &scope, &());
    let weighed = judged.into_iter().flat_map(|judged| {
        let (profile, identities) = (judged.part.profile, judged.part.identities);
        judged.judgements.into_iter().map(move |judgement| Weighed {
            profile,
            cas: identities[judgement.finding.identity],
            finding: judgement.finding,
        })
    });
    weighed.collect()
}
