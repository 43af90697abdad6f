//! A whole population, one to one: the batch job.
//!
//! Role: links the ENT's users with the base's. Input: two populations, a rule set, [`Options`]. Output: a
//! [`Reconciliation`] with exactly one outcome per identity and profile. Invariant: complete, one to one within
//! a profile, the same result whatever the thread count; an existing link is counted and never changed.
//!
//! The way: [`partition`] into pools → [`search`] each pool → [`decide`] per profile, over all its one-to-one
//! [`matchings`] ([`pairing`]) → [`budget`] over the whole run → outcomes.

mod budget;
mod decide;
mod matchings;
mod outcome;
mod pairing;
mod partition;
mod search;
mod tally;

pub use outcome::{Candidate, Failure, Link, Outcome, Reason, Reconciliation, RuleSetId, Verdict};
pub use tally::{ProfileTally, Tally};

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use rayon::prelude::*;

use crate::identity::{Person, Population, Profile, ProfileSet, Row};
use crate::matching::rules::Method;
use crate::matching::{Lexicon, Rarities, RuleSet, Weight};

use decide::{Judgement, Ruling};
use partition::{ProfilePart, SchoolScope};
use search::{Sides, search_pool};

/// What a run may be told besides the rules.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// UAI of the base's school, for users that carry none; users of other schools are left out.
    pub school: Option<String>,
    /// Whether to compare people of different schools with each other.
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

/// Nobody wants to know.
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
    let (lexicon, base_forms, cas_forms) = Lexicon::build(&base.names, &cas.names);
    let rarities = Rarities::count(&lexicon, base, &base_forms);
    let sides =
        Sides { base, cas, lexicon: &lexicon, base_forms: &base_forms, cas_forms: &cas_forms, rarities: &rarities };
    let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
    let parts: Vec<ProfilePart> = Profile::ALL.par_iter().map(|&profile| scope.partition(profile)).collect();
    progress.begin(parts.iter().map(|part| part.identities.len() as u64).sum());

    let mut tally = Tally::default();
    let mut outcomes = Vec::new();
    let mut judged: Vec<(&ProfilePart, Vec<Judgement>)> = Vec::new();
    for part in &parts {
        let existing = ExistingLinks::new(base, cas, part);
        outcomes.extend(existing.outcomes(part));
        outcomes.extend(part.elsewhere.iter().filter(|&&identity| !existing.holds(identity)).map(|&identity| {
            let failure = Failure { reason: Reason::OtherSchool, candidates: Vec::new() };
            part.outcome(identity, Verdict::Failed(failure))
        }));
        judged.push((part, judge_part(sides, rules, part, &existing, progress)));
    }
    outcomes.extend(without_profile(cas));
    outcomes.extend(settle(&judged, rules));
    outcomes.par_sort_by_key(|outcome| (outcome.cas, outcome.profile));
    mark_taken(base, &mut outcomes);

    count_populations(&mut tally, base, cas, &scope, options.sources);
    for outcome in &outcomes {
        match (&outcome.verdict, outcome.profile) {
            (Verdict::Failed(failure), _) => tally.count_reason(failure.reason),
            (Verdict::AlreadyLinked { .. }, Some(profile)) => {
                tally.profile_mut(profile).reconciled += 1;
                tally.profile_mut(profile).existing += 1;
            }
            (Verdict::Linked(_), Some(profile)) => tally.profile_mut(profile).reconciled += 1,
            (_, None) => {}
        }
    }
    Reconciliation {
        rules: RuleSetId {
            name: rules.name.clone(),
            version: rules.version.clone(),
            fingerprint: rules.fingerprint().to_owned(),
        },
        rule_names: match &rules.method {
            Method::Scored => vec![rules.name.clone()],
            Method::Deterministic(list) => list.iter().map(|rule| rule.name.clone()).collect(),
        },
        outcomes,
        tally,
        threshold: (rules.method == Method::Scored).then(|| Weight::from_bits(rules.decision.threshold)),
    }
}

/// Searches all pools of a profile and judges what was found, one judgement per open identity.
fn judge_part(
    sides: Sides<'_>,
    rules: &RuleSet,
    part: &ProfilePart,
    existing: &ExistingLinks<'_>,
    progress: &dyn Progress,
) -> Vec<Judgement> {
    let mut open = vec![true; part.identities.len()];
    part.elsewhere.iter().chain(existing.held.keys()).for_each(|&identity| open[identity] = false);
    let findings: Vec<search::Finding> = part
        .pools
        .par_iter()
        .flat_map_iter(|pool| {
            let open_here = partition::Pool {
                users: pool.users.clone(),
                identities: pool.identities.iter().copied().filter(|&identity| open[identity]).collect(),
            };
            search_pool(sides, rules, part.profile, &part.identities, &open_here, &|done| progress.advance(done))
        })
        .collect();
    let mut findings = decide::merge_pools(findings);
    // Identities whose schools have nobody of this profile looked nowhere; they are judged all the same.
    findings.iter().for_each(|finding| open[finding.identity] = false);
    findings.extend((0..part.identities.len()).filter(|&identity| open[identity]).map(search::Finding::nothing));
    let context = decide::Context {
        base: sides.base,
        cas: sides.cas,
        rules,
        identities: &part.identities,
        id_is_current: &|id| existing.current.contains(id),
        id_conflict: &|identity| existing.is_conflict(sides.cas, part.identities[identity]),
    };
    decide::judge(&context, findings)
}

/// Applies the run's budget and turns judgements into outcomes.
fn settle(judged: &[(&ProfilePart, Vec<Judgement>)], rules: &RuleSet) -> Vec<Outcome> {
    let risk_of = |judgement: &Judgement| match judgement.ruling {
        Ruling::Link { candidate, .. } => Some(1.0 - judgement.finding.edges[candidate].probability),
        Ruling::Fail(_) => None,
    };
    let bound = match rules.method {
        Method::Scored => {
            let risks: Vec<f64> =
                judged.iter().flat_map(|(_, judgements)| judgements.iter().filter_map(risk_of)).collect();
            budget::largest_affordable_risk(&risks, rules.decision.max_mean_risk)
        }
        // A deterministic set says itself what it links; the risk is stated, not rationed.
        Method::Deterministic(_) => Some(1.0),
    };
    judged
        .par_iter()
        .flat_map(|(part, judgements)| {
            judgements.par_iter().map(|judgement| {
                let verdict = match judgement.ruling {
                    Ruling::Fail(reason) => judgement.failure(reason),
                    Ruling::Link { candidate, rule } => {
                        let edge = &judgement.finding.edges[candidate];
                        let risk = 1.0 - edge.probability;
                        if bound.is_none_or(|bound| risk > bound) {
                            judgement.failure(Reason::BelowThreshold)
                        } else {
                            Verdict::Linked(Link {
                                base: edge.user,
                                comparison: edge.comparison,
                                margin: decide::lead_over_others(&judgement.finding.edges, candidate),
                                risk,
                                rule,
                            })
                        }
                    }
                };
                part.outcome(judgement.finding.identity, verdict)
            })
        })
        .collect()
}

impl Judgement {
    fn failure(&self, reason: Reason) -> Verdict {
        let mut ranked: Vec<_> = self.finding.edges.iter().collect();
        ranked.sort_by(|a, b| {
            b.probability.total_cmp(&a.probability).then(b.weight.cmp(&a.weight)).then(a.user.cmp(&b.user))
        });
        let candidates = ranked.into_iter().take(Failure::MAX_CANDIDATES).map(|edge| Candidate {
            base: edge.user,
            comparison: edge.comparison,
            probability: edge.probability,
            taken: false,
        });
        Verdict::Failed(Failure { reason, candidates: candidates.collect() })
    }
}

impl ProfilePart {
    fn outcome(&self, identity: usize, verdict: Verdict) -> Outcome {
        Outcome { cas: self.identities[identity], profile: Some(self.profile), verdict }
    }
}

/// The links that the base already holds, for one profile.
struct ExistingLinks<'a> {
    /// Per identity number, the user that holds its uid.
    held: HashMap<usize, Row>,
    /// The uids that the ENT has in this profile.
    current: HashSet<&'a str>,
    /// Uids that two users hold, or that stand on two rows.
    conflicts: HashSet<&'a str>,
}

impl<'a> ExistingLinks<'a> {
    fn new(base: &'a Population, cas: &'a Population, part: &ProfilePart) -> Self {
        let mut conflicts = HashSet::new();
        let mut holders: HashMap<&str, Row> = HashMap::new();
        for person in base.people().filter(|person| person.profiles().contains(part.profile)) {
            if let Some(id) = person.linked_id()
                && holders.insert(id, person.row()).is_some()
            {
                conflicts.insert(id);
            }
        }
        let people = || part.identities.iter().map(|&row| cas.person(row));
        conflicts.extend(repeated_ids(cas, &part.identities));
        let mut links = Self { held: HashMap::new(), current: HashSet::new(), conflicts };
        // Most runs, in August, find no link at all: nothing to look up then.
        if !holders.is_empty() {
            links.current = people().map(Person::id).collect();
            let held = people().enumerate().filter(|(_, person)| !links.conflicts.contains(person.id()));
            links.held = held.filter_map(|(identity, person)| Some((identity, *holders.get(person.id())?))).collect();
        }
        links
    }

    fn holds(&self, identity: usize) -> bool {
        self.held.contains_key(&identity)
    }

    fn is_conflict(&self, cas: &Population, row: Row) -> bool {
        !self.conflicts.is_empty() && self.conflicts.contains(cas.person(row).id())
    }

    fn outcomes(&self, part: &ProfilePart) -> impl Iterator<Item = Outcome> {
        self.held.iter().map(|(&identity, &base)| part.outcome(identity, Verdict::AlreadyLinked { base }))
    }
}

/// The uids that stand on more than one row.
fn repeated_ids<'a>(cas: &'a Population, rows: &[Row]) -> Vec<&'a str> {
    // Sorting hashes is several times faster than a set of a million strings.
    let hasher = foldhash::fast::FixedState::default();
    let mut hashed: Vec<(u64, Row)> =
        rows.par_iter().map(|&row| (hasher.hash_one(cas.person(row).id()), row)).collect();
    hashed.par_sort_unstable();
    let same_hash = hashed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    let mut seen = HashSet::new();
    same_hash.flatten().map(|&(_, row)| cas.person(row)).map(Person::id).filter(|id| !seen.insert(*id)).collect()
}

/// Identities none of whose values names a profile.
fn without_profile(cas: &Population) -> impl Iterator<Item = Outcome> {
    cas.people().filter(|person| person.profiles().is_empty()).map(|person| Outcome {
        cas: person.row(),
        profile: None,
        verdict: Verdict::Failed(Failure { reason: Reason::NoProfile, candidates: Vec::new() }),
    })
}

/// Tells the administrator which candidates are linked already, before this run or by it.
fn mark_taken(base: &Population, outcomes: &mut [Outcome]) {
    let mut linked = vec![ProfileSet::EMPTY; base.len()];
    for outcome in outcomes.iter() {
        if let (Verdict::Linked(link), Some(profile)) = (&outcome.verdict, outcome.profile) {
            let profiles = &mut linked[link.base as usize];
            *profiles = profiles.with(profile);
        }
    }
    for outcome in outcomes {
        if let Verdict::Failed(failure) = &mut outcome.verdict {
            for candidate in &mut failure.candidates {
                let by_this_run = linked[candidate.base as usize];
                candidate.taken = base.person(candidate.base).linked_id().is_some()
                    || outcome.profile.is_some_and(|profile| by_this_run.contains(profile));
            }
        }
    }
}

fn count_populations(
    tally: &mut Tally,
    base: &Population,
    cas: &Population,
    scope: &SchoolScope<'_>,
    sources: Option<ProfileSet>,
) {
    for person in base.people().filter(|person| scope.includes(person.row())) {
        for profile in person.profiles().iter() {
            tally.profile_mut(profile).base += 1;
        }
    }
    for person in cas.people() {
        for profile in person.profiles().iter() {
            tally.profile_mut(profile).cas += 1;
        }
    }
    for profile in Profile::ALL {
        let column = tally.profile_mut(profile);
        column.has_source = sources.map_or(column.cas > 0, |sources| sources.contains(profile));
    }
}
