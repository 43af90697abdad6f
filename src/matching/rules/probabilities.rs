//! What each level of agreement is worth: conditional probabilities, as Fellegi and Sunter define them.

use serde::{Deserialize, Serialize};

use crate::matching::{Field, Level};

/// How likely a level is under each of the three hypotheses.
///
/// Fellegi & Sunter, «A Theory for Record Linkage», JASA 64 (1969): the weight of a level is
/// log₂(m/u). Here u depends on the name: `u + frequency · p(name)`, after Winkler's frequency-based
/// matching (1989), so that a MARTIN agrees for less than an AKOUDAD.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelProbabilities {
    /// P(level | the same person).
    pub m: f64,
    /// P(level | two unrelated people), the part that does not depend on the value.
    #[serde(default)]
    pub u: f64,
    /// The part of u in proportion to the frequency of the value (the commoner of the two).
    #[serde(default)]
    pub frequency: f64,
    /// P(level | relatives living together: siblings, spouses).
    pub relative: f64,
}

/// The levels of one field; levels left out never occur.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FieldProbabilities {
    levels: [Option<LevelProbabilities>; Level::COUNT],
}

impl FieldProbabilities {
    /// What is known of `level`.
    pub fn level(&self, level: Level) -> Option<&LevelProbabilities> {
        self.levels[level as usize].as_ref()
    }

    /// Of these levels; [`RuleSet::with_probabilities`](super::RuleSet::with_probabilities) checks them.
    pub fn from_levels(levels: impl IntoIterator<Item = (Level, LevelProbabilities)>) -> Self {
        let mut field = Self::default();
        levels.into_iter().for_each(|(level, probabilities)| field.set(level, probabilities));
        field
    }

    pub(crate) fn set(&mut self, level: Level, probabilities: LevelProbabilities) {
        self.levels[level as usize] = Some(probabilities);
    }

    /// Levels with their probabilities, best first.
    pub fn iter(&self) -> impl Iterator<Item = (Level, &LevelProbabilities)> {
        Level::ALL.into_iter().filter_map(|level| Some((level, self.level(level)?)))
    }
}

/// All fields of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ProfileProbabilities {
    fields: [FieldProbabilities; Field::COUNT],
}

impl ProfileProbabilities {
    /// The levels of `field`.
    pub fn field(&self, field: Field) -> &FieldProbabilities {
        &self.fields[field as usize]
    }

    /// The same with other levels for one field.
    #[must_use]
    pub fn with_field(mut self, field: Field, probabilities: FieldProbabilities) -> Self {
        self.set(field, probabilities);
        self
    }

    pub(crate) fn set(&mut self, field: Field, probabilities: FieldProbabilities) {
        self.fields[field as usize] = probabilities;
    }
}
