//! Deterministic rules: which levels a pair must reach.

use crate::identity::{Profile, ProfileSet};
use crate::matching::{Field, Level};

/// What a deterministic rule leads to when exactly one user meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleOutcome {
    /// A link.
    Link,
    /// A suggestion to the administrator.
    Suggest,
}

/// One rule: every required field at one of its levels, and at least so many of a further list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeterministicRule {
    /// Its name, which links carry.
    pub name: String,
    /// The profiles it is for.
    pub profiles: ProfileSet,
    /// What it leads to.
    pub outcome: RuleOutcome,
    required: [LevelSet; Field::COUNT],
    counted: [LevelSet; Field::COUNT],
    at_least: usize,
}

impl DeterministicRule {
    pub(super) fn new(name: String, profiles: ProfileSet, outcome: RuleOutcome) -> Self {
        Self {
            name,
            profiles,
            outcome,
            required: [LevelSet::ANY; Field::COUNT],
            counted: [LevelSet::NONE; Field::COUNT],
            at_least: 0,
        }
    }

    pub(super) fn require(&mut self, field: Field, levels: LevelSet) {
        self.required[field as usize] = levels;
    }

    pub(super) fn count(&mut self, at_least: usize, fields: impl IntoIterator<Item = (Field, LevelSet)>) {
        self.at_least = at_least;
        for (field, levels) in fields {
            self.counted[field as usize] = levels;
        }
    }

    /// The fields that must stand at one of some levels.
    pub(super) fn required(&self) -> impl Iterator<Item = (Field, LevelSet)> {
        Field::ALL.into_iter().zip(self.required).filter(|&(_, levels)| levels != LevelSet::ANY)
    }

    /// How many fields at least must stand at the levels beside them.
    pub(super) fn at_least(&self) -> (usize, impl Iterator<Item = (Field, LevelSet)>) {
        (self.at_least, Field::ALL.into_iter().zip(self.counted).filter(|&(_, levels)| levels != LevelSet::NONE))
    }

    /// The fields that it requires, each with the levels at which it may stand.
    pub fn requirements(&self) -> Vec<(Field, Vec<Level>)> {
        self.required().map(listed).collect()
    }

    /// How many of which fields must stand at one of the levels beside them.
    pub fn counted(&self) -> (usize, Vec<(Field, Vec<Level>)>) {
        let (at_least, fields) = self.at_least();
        (at_least, fields.map(listed).collect())
    }

    /// Whether a pair whose fields stand at `levels` (in the order of [`Field::ALL`]) meets the rule.
    pub fn is_met(&self, profile: Profile, levels: &[Level; Field::COUNT]) -> bool {
        self.profiles.contains(profile)
            && self.required.iter().zip(levels).all(|(set, &level)| set.contains(level))
            && self.counted.iter().zip(levels).filter(|&(set, &level)| set.contains(level)).count() >= self.at_least
    }
}

fn listed((field, levels): (Field, LevelSet)) -> (Field, Vec<Level>) {
    (field, field.levels().iter().copied().filter(|&level| levels.contains(level)).collect())
}

/// A set of levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LevelSet(u32);

impl LevelSet {
    pub(super) const NONE: Self = Self(0);
    const ANY: Self = Self(u32::MAX);

    pub(super) fn with(self, level: Level) -> Self {
        Self(self.0 | 1 << level as u32)
    }

    pub(super) fn contains(self, level: Level) -> bool {
        self.0 & 1 << level as u32 != 0
    }
}
