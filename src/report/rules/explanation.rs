//! A rule set explained for programs: what `rapproche rules explain --json` prints.
//!
//! A stable format. Fields are added, never renamed or removed, within one [`FORMAT_VERSION`]; codes are those of
//! profiles, fields and levels. Weights are in bits. Sentences are in the language asked for.

use serde::{Serialize, Serializer};

use super::tunables::TunableWords;
use crate::identity::Profile;
use crate::matching::rules::Tunable;
use crate::matching::{Field, Level, Weight};
use crate::reconcile::RuleSetId;

/// Version of the layout.
pub const FORMAT_VERSION: u32 = 1;

/// How many people the base has for which weights are shown.
pub const PEOPLE: u32 = 1_000;

/// Of so many people, those who bear a rare, an ordinary and a frequent value; the candidate is one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bearers {
    /// Of a family name.
    pub family: [u32; 3],
    /// Of a given name.
    pub given: [u32; 3],
    /// Of a postcode; [`NEAR`](Self::NEAR) of the people live in its département.
    pub postcode: [u32; 3],
}

impl Bearers {
    /// The shares of French schools, roughly: MARTIN and the most frequent given names of a cohort reach 1–2 %.
    pub const SHOWN: Self = Self { family: [1, 3, 12], given: [1, 5, 20], postcode: [10, 100, 400] };
    /// People of the département.
    pub const NEAR: u32 = 950;
}

/// The whole output.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// The rule set.
    pub rules: RuleSetId,
    /// Its description, as it is written.
    pub description: String,
    /// `scored` or `deterministic`.
    pub method: &'static str,
    /// The ordered rules of a deterministic set.
    pub list: Vec<RuleExplanation>,
    /// The tunables of `[decision]`, in the order of documentation.
    pub tunables: Vec<TunableExplanation>,
    /// What may be corrected at a first connection, by levels of each field.
    pub corrections: Vec<LevelsOf>,
    /// How many people the base is taken to have, and how many bear each value.
    pub people: u32,
    /// How many bear each value.
    pub bearers: Bearers,
    /// What agreement is worth, for each group of profiles that share all weights.
    pub weights: Vec<ProfileWeights>,
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleExplanation {
    /// Its name, which links carry.
    pub name: String,
    /// Keys of the profiles it is for.
    #[serde(serialize_with = "profile_keys")]
    pub profiles: Vec<Profile>,
    /// `link` or `suggest`.
    pub outcome: &'static str,
    /// Every one of these is asked for.
    pub require: Vec<LevelsOf>,
    /// So many of `of` are asked for.
    pub at_least: usize,
    /// Those that count.
    pub of: Vec<LevelsOf>,
}

/// Levels of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelsOf {
    /// The field.
    #[serde(serialize_with = "field_key")]
    pub field: Field,
    /// The levels, best first.
    #[serde(serialize_with = "level_keys")]
    pub levels: Vec<Level>,
}

/// One tunable.
#[derive(Debug, Clone, Serialize)]
pub struct TunableExplanation {
    /// The key that rule files give it.
    pub key: &'static str,
    /// Its value.
    pub value: Tunable,
    /// What it means and what raising it does.
    #[serde(flatten)]
    pub words: TunableWords,
}

/// The weights of profiles that share all of them.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileWeights {
    /// Keys of the profiles.
    #[serde(serialize_with = "profile_keys")]
    pub profiles: Vec<Profile>,
    /// By field and level, best first.
    pub levels: Vec<LevelWeight>,
}

/// What one level is worth.
#[derive(Debug, Clone, Serialize)]
pub struct LevelWeight {
    /// The field.
    #[serde(serialize_with = "field_key")]
    pub field: Field,
    /// The level.
    #[serde(serialize_with = "level_key")]
    pub level: Level,
    /// P(level | same person).
    pub m: f64,
    /// The part of P(level | unrelated) that does not depend on the value.
    pub u: f64,
    /// The part of it in proportion to the frequency of the value.
    pub frequency: f64,
    /// P(level | relatives).
    pub relative: f64,
    /// The weight for a rare, an ordinary and a frequent value.
    #[serde(serialize_with = "bits")]
    pub weights: [Weight; 3],
    /// What the same agreement speaks for relatives, the value being an ordinary one.
    #[serde(serialize_with = "one_in_bits")]
    pub relative_weight: Weight,
}

pub(super) fn profile_keys<S: Serializer>(profiles: &[Profile], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(profiles.iter().map(|profile| profile.key()))
}

fn level_keys<S: Serializer>(levels: &[Level], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(levels.iter().map(|level| level.key()))
}

pub(super) fn field_key<S: Serializer>(field: &Field, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(field.key())
}

pub(super) fn level_key<S: Serializer>(level: &Level, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(level.key())
}

fn bits<S: Serializer>(weights: &[Weight; 3], serializer: S) -> Result<S::Ok, S::Error> {
    let [rare, ordinary, frequent] = weights.map(Weight::bits);
    serializer.collect_map([("rare", rare), ("ordinary", ordinary), ("frequent", frequent)])
}

fn one_in_bits<S: Serializer>(weight: &Weight, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(weight.bits())
}
