//! A whole population, one to one: the batch job.
//!
//! Role: links the ENT's users with the base's. Input: two populations, a rule set, [`Options`]. Output: a
//! [`Reconciliation`] with exactly one outcome per identity and profile. Invariant: complete, one to one within
//! a profile, the same result whatever the thread count; an existing link is counted and never changed.
//!
//! The way: [`partition`] into pools → [`search`] each pool, pupils first, whose links speak for their parents ([`children`]) → [`decide`] per profile, over all its one-to-one
//! [`matchings`] ([`pairing`]) → [`settle`] within the run's [`budget`]. [`Deliberation`] takes it, and can decide anew.

mod budget;
mod children;
mod decide;
mod deliberation;
mod existing;
mod matchings;
mod occupancy;
mod one_person;
mod outcome;
mod pairing;
mod partition;
mod pools;
mod search;
mod settle;
mod tally;
mod weigh;
mod wrong_profile;

pub use crate::matching::decision::{Candidate, Reason};
pub use deliberation::{DecidedLink, Deliberation};
pub use outcome::{Failure, Link, Outcome, Reconciliation, RuleSetId, Verdict};
pub use pools::{ComparedPool, LeftOut, pools};
pub use tally::{ProfileTally, Tally};
pub use weigh::{Weighed, weigh};

use rayon::prelude::*;

use crate::identity::{Population, Profile, ProfileSet};
use crate::matching::decision::Finding;
use crate::matching::{Ages, Families, FillerDates, Lexicon, Rarities, RelativesOfOneName, RuleSet, WeightTable};

use children::families;
use decide::Judgement;
use existing::{ExistingLink, ExistingLinks, Ids};
use one_person::Companions;
use partition::{ProfilePart, SchoolScope};
use search::{Query, Sides, search_pool};
use wrong_profile::WrongProfiles;

/// Settings of a run besides the rules.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// UAI of the base's school, for users that carry none; users of other schools are left out.
    pub school: Option<String>,
    /// True to compare people of different schools with each other.
    pub across_schools: bool,
    /// The populations that the ENT's side has at all; without it, those that occur.
    pub sources: Option<ProfileSet>,
}

/// Told how far a run is; called from several threads.
pub trait Progress: Sync {
    /// So many identities will be looked at.
    fn begin(&self, identities: u64);
    /// So many more have been.
    fn advance(&self, identities: u64);
}

/// Progress that no caller asks for: it is dropped.
impl Progress for () {
    fn begin(&self, _: u64) {}
    fn advance(&self, _: u64) {}
}

/// Reconciles `cas` with `base`.
pub fn reconcile(
    base: &Population,
    cas: &Population,
    rules: &RuleSet,
    options: &Options,
    progress: &dyn Progress,
) -> Reconciliation {
    Deliberation::new(base, cas, rules, options, progress).reconciliation()
}

/// The filler dates of the base and of the accounts.
fn filler_dates(base: &Population, cas: &Population, rules: &RuleSet) -> [FillerDates; 2] {
    let of_list = |list| FillerDates::by(&rules.decision, list);
    rayon::join(|| of_list(base), || of_list(cas)).into()
}

/// Judges every open identity of every profile; rules on it, but for what concerns several profiles ([`Companions`]).
fn judge(
    base: &Population,
    cas: &Population,
    rules: &RuleSet,
    scope: &SchoolScope<'_>,
    [base_fillers, cas_fillers]: &[FillerDates; 2],
    progress: &dyn Progress,
) -> (Vec<JudgedPart>, Companions) {
    let (lexicon, base_forms, cas_forms) = Lexicon::build(&base.names, &cas.names);
    let rarities = Rarities::count(&lexicon, base, &base_forms, &rules.decision);
    let relatives = RelativesOfOneName::count(&lexicon, base, &base_forms, &rarities);
    let ages = Ages::of([base, cas]);
    let weights = Profile::ALL.map(|profile| WeightTable::for_lists(rules, profile, relatives, ages));
    let sides = Sides {
        base,
        cas,
        lexicon: &lexicon,
        base_forms: &base_forms,
        cas_forms: &cas_forms,
        rarities: &rarities,
        base_fillers,
        cas_fillers,
        weights: &weights,
    };
    let split = |&profile: &Profile| scope.partition(profile, rules.decision.compare_incomplete);
    let parts: Vec<ProfilePart> = Profile::ALL.par_iter().map(split).collect();
    let looked_for = |part: &ProfilePart| part.pools.iter().map(|pool| pool.identities.len() as u64).sum::<u64>();
    progress.begin(parts.iter().map(looked_for).sum());
    let ids = Ids::survey(sides, scope);
    let wrong_profiles = WrongProfiles::new(sides, scope, rules);
    let judge = |part: ProfilePart, families: Option<&Families<'_>>| {
        JudgedPart::judge(sides, &ids, rules, part, families, wrong_profiles.as_ref(), progress)
    };
    // Two passes where both sides tell who answers for whom: the linked pupils show which users their parents may be.
    let is_second = base.has_responsibles() && cas.has_responsibles();
    let (parents, others): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| is_second && part.profile == Profile::Parents);
    let mut judged: Vec<JudgedPart> = others.into_par_iter().map(|part| judge(part, None)).collect();
    for part in parents {
        let pupils = judged.iter().find(|judged| judged.part.profile == Profile::Pupils);
        let families = families(sides, rules, pupils);
        let parents = judge(part, Some(&families));
        judged.push(parents);
    }
    judged.sort_by_key(|judged| judged.part.profile);
    let companions = Companions::find(sides, &ids, &judged);
    (judged, companions)
}

/// One profile with what was decided of its open identities.
struct JudgedPart {
    part: ProfilePart,
    existing: ExistingLinks,
    judgements: Vec<Judgement>,
}

impl JudgedPart {
    /// Searches all pools of a profile and judges what was found, one judgement per open identity. `families` are those of
    /// the linked pupils, where both sides tell who answers for whom.
    fn judge(
        sides: Sides<'_>,
        ids: &Ids<'_>,
        rules: &RuleSet,
        part: ProfilePart,
        families: Option<&Families<'_>>,
        wrong_profiles: Option<&WrongProfiles<'_>>,
        progress: &dyn Progress,
    ) -> Self {
        let existing = ExistingLinks::find(sides, ids, rules, &part, families);
        let mut open = vec![true; part.identities.len()];
        part.elsewhere.iter().copied().chain(existing.identities()).for_each(|identity| open[identity] = false);
        let findings: Vec<Finding> = part
            .pools
            .par_iter()
            .flat_map_iter(|pool| {
                let identities: Vec<usize> =
                    pool.identities.iter().copied().filter(|&identity| open[identity]).collect();
                let query = Query { profile: part.profile, rows: &part.identities, identities: &identities, families };
                search_pool(sides, ids, rules, &query, &pool.users, &|done| progress.advance(done))
            })
            .collect();
        let mut findings = decide::merge_pools(findings);
        // Identities whose schools have nobody of this profile looked nowhere; they are judged all the same.
        findings.iter().for_each(|finding| open[finding.identity] = false);
        findings.extend((0..part.identities.len()).filter(|&identity| open[identity]).map(Finding::nothing));
        if let Some(wrong_profiles) = wrong_profiles {
            wrong_profiles.weigh(&part, &mut findings);
        }
        let context = decide::Context { sides, rules, part: &part, ids };
        let judgements = decide::judge(&context, findings);
        Self { part, existing, judgements }
    }

    /// The outcomes that took no search: existing links, and people of other schools.
    fn other_outcomes(&self) -> impl Iterator<Item = Outcome> {
        let existing = self.existing.iter().map(|&ExistingLink { identity, user, comparison, is_doubtful }| {
            (identity, Verdict::AlreadyLinked { base: user, comparison, is_doubtful })
        });
        let elsewhere = self.part.elsewhere.iter().filter(|&&identity| !self.existing.holds(identity));
        let elsewhere = elsewhere.map(|&identity| {
            (identity, Verdict::Failed(Failure { reason: Reason::OtherSchool, candidates: Vec::new() }))
        });
        existing.chain(elsewhere).map(|(identity, verdict)| self.part.outcome(identity, verdict))
    }
}

/// Identities none of whose values names a profile.
fn without_profile(cas: &Population) -> impl Iterator<Item = Outcome> {
    cas.people().filter(|person| person.profiles().is_empty()).map(|person| Outcome {
        cas: person.row(),
        profile: None,
        verdict: Verdict::Failed(Failure { reason: Reason::NoProfile, candidates: Vec::new() }),
    })
}

impl ProfilePart {
    fn outcome(&self, identity: usize, verdict: Verdict) -> Outcome {
        Outcome { cas: self.identities[identity], profile: Some(self.profile), verdict }
    }
}
