//! How far what somebody types may be from what the CAS server asserted.

use super::requirement::LevelSet;
use crate::matching::{Field, Level};

/// The levels at which a name or date that somebody corrected may still link by itself.
///
/// What is typed proves nothing: whoever knows a classmate's name and birth date can type them. Only fields that stay
/// this close to what the CAS server asserted are believed. Each further level believes more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    allowed: [LevelSet; Field::COUNT],
}

impl Correction {
    /// The fields that can be corrected.
    pub const FIELDS: [Field; 3] = [Field::Family, Field::Given, Field::BirthDate];

    /// Whether a change from what was asserted that comes to `level` is believed.
    pub fn allows(&self, field: Field, level: Level) -> bool {
        self.allowed[field as usize].contains(level)
    }

    /// The levels at which a change of `field` is believed.
    pub(super) fn levels(&self, field: Field) -> LevelSet {
        self.allowed[field as usize]
    }

    /// The same with other levels for one field.
    #[must_use]
    pub(super) fn with(mut self, field: Field, levels: LevelSet) -> Self {
        self.allowed[field as usize] = levels;
        self
    }
}

impl Default for Correction {
    /// Other accents or separators, the birth name that the CAS server sent too, another romanisation, one typing error; a
    /// birth date only where none was asserted.
    fn default() -> Self {
        let levels = |levels: &[Level]| levels.iter().fold(LevelSet::NONE, |set, &level| set.with(level));
        let given = levels(&[Level::Exact, Level::Variant, Level::Typo]);
        Self { allowed: [LevelSet::NONE; Field::COUNT] }
            .with(Field::Family, given.with(Level::Alternate))
            .with(Field::Given, given)
            .with(Field::BirthDate, levels(&[Level::Exact, Level::Missing]))
    }
}
