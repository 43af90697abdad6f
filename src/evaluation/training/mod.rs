//! The probabilities of a rule set from the people at hand.
//!
//! Role: estimates m and u per level and profile, π, and how rare a name is that the base shows once. Input: two populations, a parent rule set for the structure
//! and for what the data do not show; the truth, if it is known. Output: a [`Trained`] rule set with what it rests on.
//! Invariant: without a truth the estimate never sees one; a level that the data show too rarely keeps near its parent's
//! value. Tunables: [`TrainingOptions`].
//!
//! Three steps.
//! 1. u from random pairs: who meets in a pool is hardly ever the same person; the few that are, by the last step's
//!    probabilities, are taken out again, since in a small school they would weigh.
//! 2. m by expectation–maximisation (Dempster, Laird & Rubin 1977; for linkage Winkler 1988) on blocks of pairs that agree
//!    on one field, which that pass cannot estimate; u stays fixed. The passes are averaged by the matches each expects.
//!    A pass that swaps the two classes, or finds no matches, is left out, and says so.
//! 3. m and π by the engine's own probabilities, over all one-to-one matchings and with relatives as a hypothesis of
//!    their own: what two names and a postcode leave open, the other identities may settle.

mod em;
mod estimate;
mod pairs;
mod passes;

use crate::identity::{Population, Profile};
use crate::matching::rules::{Decision, FieldProbabilities, ProfileProbabilities};
use crate::matching::{Field, RuleSet};
use crate::reconcile::{Options, weigh};

use super::truth::Truth;
use pairs::Patterns;

pub use em::Pass;
pub use estimate::LevelShares;
pub use passes::ProfileTraining;

/// The tunables of training.
#[derive(Debug, Clone)]
pub struct TrainingOptions {
    /// Largest number of random pairs compared per profile. Raising it makes u surer and takes time in proportion.
    pub pairs: u64,
    /// Weight of the parent's m, in pairs. Raising it trusts the data less.
    pub smoothing: f64,
    /// Fewest identities and users of a profile to train it at all, and with a truth fewest true pairs; below, it keeps the
    /// parent's probabilities.
    pub fewest: usize,
    /// Most rounds of step 3.
    pub rounds: usize,
    /// Change of the share of known people below which the rounds end.
    pub settled: f64,
}

impl Default for TrainingOptions {
    fn default() -> Self {
        Self { pairs: 30_000_000, smoothing: 10.0, fewest: 50, rounds: 30, settled: 2e-5 }
    }
}

/// A trained rule set and what it rests on.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The rules.
    pub rules: RuleSet,
    /// Name of the set that they were learnt from.
    pub parent: String,
    /// Per trained profile, how it went.
    pub profiles: Vec<ProfileTraining>,
    /// Profiles with too few people, which keep the parent's probabilities.
    pub untouched: Vec<Profile>,
}

/// Trains without a truth.
pub fn train(
    base: &Population,
    cas: &Population,
    parent: &RuleSet,
    run: &Options,
    options: &TrainingOptions,
) -> Trained {
    let parent = &with_unseen(parent, base);
    let sampled = samples(base, cas, parent, run, options).into_iter();
    let mut profiles: Vec<ProfileTraining> =
        sampled.map(|(training, patterns)| training.run_passes(&patterns, parent, options)).collect();
    let mut rules = assemble(parent, &profiles, parent.decision.clone());
    for _ in 0..options.rounds {
        let weighed = weigh(base, cas, &rules, run);
        let (mut sure, mut identities) = (0.0, 0_usize);
        for training in &mut profiles {
            let own = weighed.iter().filter(|weighed| weighed.profile == training.profile);
            let mut matches = LevelShares::default();
            for weighed in own {
                identities += 1;
                for edge in &weighed.finding.edges {
                    matches.add(edge.comparison.levels(), edge.probability);
                    sure += edge.probability;
                }
            }
            training.take_matches(matches, parent, options);
        }
        if identities == 0 {
            break;
        }
        let people = identities as f64;
        let share_in_base = (sure / people).clamp(0.5, 1.0 - 0.5 / people);
        let change = (share_in_base - rules.decision.share_in_base).abs();
        rules = assemble(parent, &profiles, Decision { share_in_base, ..parent.decision.clone() });
        if change < options.settled {
            break;
        }
    }
    finish(parent, rules, profiles)
}

/// Trains with the truth, which takes the place of steps 2 and 3.
pub fn train_with_truth(
    base: &Population,
    cas: &Population,
    parent: &RuleSet,
    run: &Options,
    options: &TrainingOptions,
    truth: &Truth,
) -> Trained {
    let parent = &with_unseen(parent, base);
    let mut profiles: Vec<ProfileTraining> =
        samples(base, cas, parent, run, options).into_iter().map(|(training, _)| training).collect();
    let known = truth.len() as f64;
    let present = truth.pairs().count() as f64;
    profiles.retain_mut(|training| {
        let matches = pairs::true_pairs(base, cas, parent, training.profile, truth);
        let is_enough = matches.total() >= options.fewest as f64;
        training.take_matches(matches, parent, options);
        is_enough
    });
    let share_in_base =
        if known > 0.0 { (present / known).clamp(0.5, 1.0 - 0.5 / known) } else { parent.decision.share_in_base };
    let rules = assemble(parent, &profiles, Decision { share_in_base, ..parent.decision.clone() });
    finish(parent, rules, profiles)
}

/// The parent, with rare names as rare as this base shows them.
fn with_unseen(parent: &RuleSet, base: &Population) -> RuleSet {
    let [unseen_family, unseen_given] = pairs::unseen(base);
    let decision = Decision { unseen_family, unseen_given, ..parent.decision.clone() };
    parent.clone().with_decision(decision)
}

/// Step 1, for every profile that has enough people.
fn samples(
    base: &Population,
    cas: &Population,
    parent: &RuleSet,
    run: &Options,
    options: &TrainingOptions,
) -> Vec<(ProfileTraining, Patterns)> {
    let sample = |&profile: &Profile| ProfileTraining::sample(base, cas, parent, run, options, profile);
    Profile::ALL.iter().filter_map(sample).collect()
}

fn finish(parent: &RuleSet, mut rules: RuleSet, profiles: Vec<ProfileTraining>) -> Trained {
    let untouched = Profile::ALL
        .into_iter()
        .filter(|profile| profiles.iter().all(|training| training.profile != *profile))
        .collect();
    let name = format!("{}-appris", parent.name);
    rules.name = name;
    Trained { rules, parent: parent.name.clone(), profiles, untouched }
}

/// The parent with the estimated probabilities, and these tunables.
fn assemble(parent: &RuleSet, profiles: &[ProfileTraining], decision: Decision) -> RuleSet {
    let mut rules = parent.clone();
    for training in profiles {
        let known = parent.probabilities(training.profile);
        let mut probabilities = ProfileProbabilities::default();
        for field in Field::ALL {
            let levels = known.field(field).iter().map(|(level, parent)| (level, training.level(field, level, parent)));
            probabilities.set(field, FieldProbabilities::from_levels(levels));
        }
        rules.set_probabilities(training.profile, probabilities);
    }
    rules.with_decision(decision)
}
