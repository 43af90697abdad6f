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
    /// Levels among matches, by the last round or by the truth.
    pub matches: LevelShares,
    /// Levels among random pairs.
    pub random: LevelShares,
    frequency: [f64; Field::COUNT],
    m: Table,
}

impl ProfileTraining {
    /// Step 1; `None` for a profile with too few people. m is the parent's.
    pub(super) fn sample(
        base: &Population,
        cas: &Population,
        parent: &RuleSet,
        run: &Options,
        options: &TrainingOptions,
        profile: Profile,
    ) -> Option<(Self, Patterns)> {
        let pools = pools(base, cas, parent, run, profile);
        let users: usize = pools.iter().map(|pool| pool.users.len()).sum();
        let identities: usize = pools.iter().map(|pool| pool.identities.len()).sum();
        if users.min(identities) < options.fewest {
            return None;
        }
        let patterns = random_pairs(base, cas, parent, profile, &pools, options.pairs);
        let mut random = LevelShares::default();
        patterns.counts.iter().for_each(|(pattern, count)| random.add(pattern, *count as f64));
        let training = Self {
            profile,
            pairs: patterns.pairs,
            possible_pairs: patterns.possible,
            passes: Vec::new(),
            matches: LevelShares::default(),
            random,
            frequency: patterns.frequency,
            m: m_of(parent, profile),
        };
        Some((training, patterns))
    }

    /// Step 2.
    #[must_use]
    pub(super) fn run_passes(mut self, patterns: &Patterns, parent: &RuleSet, options: &TrainingOptions) -> Self {
        let prior = m_of(parent, self.profile);
        let u = table(|field, level| self.random.share(field, level, 0.0, 0.0).max(FLOOR));
        let run_pass = |field| em::run(field, &patterns.counts, &u, &prior, options.smoothing);
        self.passes = BLOCKED_ON.into_iter().map(run_pass).filter(|pass| pass.pairs > 0).collect();
        self.m = table(|field, level| {
            // A pass says nothing of the field it is blocked on; a field that no pass saw keeps the parent's m.
            let mut seen = LevelShares::default();
            for pass in self.passes.iter().filter(|pass| pass.is_used() && pass.blocked_on != field) {
                seen.merge(&pass.levels);
            }
            seen.share(field, level, prior[field as usize][level as usize], options.smoothing)
        });
        self
    }

    /// P(level | same person), by the estimate so far.
    fn m(&self, field: Field, level: Level) -> f64 {
        self.m[field as usize][level as usize]
    }

    /// Takes `matches` for the pairs of the same person.
    pub(super) fn take_matches(&mut self, matches: LevelShares, parent: &RuleSet, options: &TrainingOptions) {
        let prior = m_of(parent, self.profile);
        self.m =
            table(|field, level| matches.share(field, level, prior[field as usize][level as usize], options.smoothing));
        self.matches = matches;
    }

    /// Random pairs without those that match, as far as they were sampled.
    fn unrelated(&self) -> LevelShares {
        let sampled = self.pairs as f64 / self.possible_pairs.max(1) as f64;
        self.random.clone().without(&self.matches.scaled(sampled))
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

/// The m of a rule set.
fn m_of(rules: &RuleSet, profile: Profile) -> Table {
    table(|field, level| rules.probabilities(profile).field(field).level(level).map_or(0.0, |known| known.m))
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
