//! The findings of a run before it decides: for training, which needs probabilities and not links.
//!
//! Role: the first half of [`reconcile`](super::reconcile). Input: that of a run. Output: the candidates of each
//! open identity, with their probabilities over all one-to-one matchings. Invariant: these are what the run itself
//! would decide by.

use crate::identity::{Population, Profile};
use crate::matching::RuleSet;
use crate::matching::decision::Finding;

use super::partition::SchoolScope;
use super::{JudgedPart, Options, filler_dates, judge};

/// An open identity with its candidates.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The profile it was weighed for.
    pub profile: Profile,
    /// Its candidates, with probabilities.
    pub finding: Finding,
}

/// Weighs all open identities; those that the base already holds are left out.
pub fn weigh(base: &Population, cas: &Population, rules: &RuleSet, options: &Options) -> Vec<Weighed> {
    let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
    let (judged, _) = judge(base, cas, rules, &scope, &filler_dates(base, cas, rules), &());
    let of_profile = |judged: JudgedPart| {
        let profile = judged.part.profile;
        judged.judgements.into_iter().map(move |judgement| Weighed { profile, finding: judgement.finding })
    };
    judged.into_iter().flat_map(of_profile).collect()
}
