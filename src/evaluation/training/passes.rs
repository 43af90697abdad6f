//! The estimate of one profile, from random pairs to rounds over all matchings.

use crate::identity::{Population, Profile};
use crate::matching::rules::LevelProbabilities;
use crate::matching::{Field, Level, RuleSet};
use crate::reconcile::{Options, pools};

use super::TrainingOptions;
use super::em::{self, Pass, Table};
use super::estimate::LevelShares;
use super::pairs::{Patterns, random_pairs};

/// The fields that blocks of pairs can agree on.
const BLOCKED_ON: [Field; 4] = [Field::Family, Field::Given, Field::BirthDate, Field::Postcode];

/// Smallest probability that is written: what was never seen is not impossible.
const FLOOR: f64 = 1e-6;

/// How the training of one profile went.
#[derive(Debug, Clone)]
pub struct ProfileTraining {
    /// The profile.
    pub profile: Profile,
    /// Random pairs compared.
    pub pairs: u64,
    /// Pairs that there are.
    pub possible_pairs: u64,
    /// The passes of expectation–maximisation.
    pub passes: Vec<Pass>,
    /// Levels among matches: those of the passes, then of the last round or of the truth.
    pub matches: LevelShares,
    /// Levels among random pairs.
    pub random: LevelShares,
    frequency: [f64; Field::COUNT],
    sampled: f64,
    m: Table,
}

/// Steps 1 and 2; `None` for a profile with too few people.
pub(super) fn first_estimate(
    base: &Population,
    cas: &Population,
    parent: &RuleSet,
    run: &Options,
    options: &TrainingOptions,
    profile: Profile,
) -> Option<ProfileTraining> {
    let pools = pools(base, cas, parent, run, profile);
    let users: usize = pools.iter().map(|pool| pool.users.len()).sum();
    let identities: usize = pools.iter().map(|pool| pool.identities.len()).sum();
    if users.min(identities) < options.fewest {
        return None;
    }
    let patterns = random_pairs(base, cas, parent, profile, &pools, options.pairs);
    let Patterns { counts, frequency, pairs, possible } = patterns;
    let mut random = LevelShares::default();
    counts.iter().for_each(|(pattern, count)| random.add(pattern, *count as f64));
    let prior = table(|field, level| parent.probabilities(profile).field(field).level(level).map_or(0.0, |p| p.m));
    let u = table(|field, level| random.share(field, level, 0.0, 0.0).max(FLOOR));
    let run_pass = |field| em::run(field, &counts, &u, &prior, options.smoothing);
    let passes: Vec<Pass> = BLOCKED_ON.into_iter().map(run_pass).filter(|pass| pass.pairs > 0).collect();
    let mut m = prior;
    for field in Field::ALL {
        // A pass says nothing of the field it is blocked on; a field that no pass saw keeps the parent's m.
        let mut seen = LevelShares::default();
        for pass in passes.iter().filter(|pass| pass.is_used() && pass.blocked_on != field) {
            seen.merge(&pass.levels);
        }
        for &level in field.levels() {
            let prior = prior[field as usize][level as usize];
            m[field as usize][level as usize] = seen.share(field, level, prior, options.smoothing);
        }
    }
    let sampled = pairs as f64 / possible.max(1) as f64;
    let matches = LevelShares::default();
    Some(ProfileTraining { profile, pairs, possible_pairs: possible, passes, matches, random, frequency, sampled, m })
}

impl ProfileTraining {
    /// P(level | same person), by the estimate so far.
    pub fn m(&self, field: Field, level: Level) -> f64 {
        self.m[field as usize][level as usize]
    }

    /// P(level | two unrelated people), whatever the value: random pairs without those that match.
    pub fn u(&self, field: Field, level: Level) -> f64 {
        self.unrelated().share(field, level, 0.0, 0.0)
    }

    /// Takes `matches` for the pairs of the same person.
    pub(super) fn take_matches(&mut self, matches: LevelShares, parent: &RuleSet, options: &TrainingOptions) {
        let known = parent.probabilities(self.profile);
        self.m = table(|field, level| {
            let prior = known.field(field).level(level).map_or(0.0, |p| p.m);
            matches.share(field, level, prior, options.smoothing)
        });
        self.matches = matches;
    }

    fn unrelated(&self) -> LevelShares {
        self.random.clone().without(&self.matches.scaled(self.sampled))
    }

    /// The level's probabilities in the rule file. The part of u that follows the frequency of the value keeps the
    /// parent's form; the rest is what random pairs show beyond it.
    pub(super) fn level(&self, field: Field, level: Level, parent: &LevelProbabilities) -> LevelProbabilities {
        let m = self.m(field, level).max(FLOOR);
        if field == Field::NameOrder {
            // Two strangers' names are as far apart in either order, and a pair is graded in the better one: which order
            // that is says nothing of strangers, so that only m counts. A share among random pairs would count the
            // agreement of a name twice, since it is such agreements that make the order look exchanged.
            return LevelProbabilities { m, u: 1.0, ..*parent };
        }
        let follows_value_alone = parent.frequency > 0.0 && parent.u == 0.0;
        if follows_value_alone {
            return LevelProbabilities { m, ..*parent };
        }
        let unrelated = self.unrelated();
        // The parent's u counts as a thousand pairs: enough for levels that a small school never shows.
        let share = unrelated.share(field, level, parent.u, 1_000.0);
        let by_frequency = parent.frequency * self.frequency[field as usize];
        LevelProbabilities { m, u: (share - by_frequency).max(FLOOR), ..*parent }
    }
}

fn table(cell: impl Fn(Field, Level) -> f64) -> Table {
    let mut table = [[0.0; Level::COUNT]; Field::COUNT];
    for field in Field::ALL {
        for &level in field.levels().iter().filter(|level| **level != Level::Missing) {
            table[field as usize][level as usize] = cell(field, level);
        }
    }
    table
}
