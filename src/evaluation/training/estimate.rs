//! Shares of levels: the counts that every estimate is made of.

use crate::matching::{Field, Level};

/// How often each level of each field occurs, weighted. Mergeable.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LevelShares {
    counts: [[f64; Level::COUNT]; Field::COUNT],
    total: f64,
}

impl LevelShares {
    /// Adds a pair that counts for `weight`.
    pub fn add(&mut self, levels: &[Level; Field::COUNT], weight: f64) {
        for (counts, &level) in self.counts.iter_mut().zip(levels) {
            counts[level as usize] += weight;
        }
        self.total += weight;
    }

    /// Counts of the same pairs seen only in part, 0–1.
    pub(super) fn scaled(&self, part: f64) -> Self {
        Self { counts: self.counts.map(|counts| counts.map(|count| count * part)), total: self.total * part }
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        for (counts, others) in self.counts.iter_mut().zip(&other.counts) {
            for (count, more) in counts.iter_mut().zip(others) {
                *count += more;
            }
        }
        self.total += other.total;
    }

    /// Takes out what `other` counted, as far as it is there.
    pub(super) fn without(mut self, other: &Self) -> Self {
        for (counts, others) in self.counts.iter_mut().zip(&other.counts) {
            for (count, taken) in counts.iter_mut().zip(others) {
                *count = (*count - taken).max(0.0);
            }
        }
        self.total = (self.total - other.total).max(0.0);
        self
    }

    /// How many pairs were counted.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Pairs at this level.
    pub fn count(&self, field: Field, level: Level) -> f64 {
        self.counts[field as usize][level as usize]
    }

    /// Pairs in which both sides say what `field` is.
    pub fn known(&self, field: Field) -> f64 {
        self.counts[field as usize].iter().sum::<f64>() - self.count(field, Level::Missing)
    }

    /// Share of a level among the pairs in which the field is known, with `prior` believed as much as `strength` pairs
    /// (additive smoothing, a Dirichlet prior).
    pub fn share(&self, field: Field, level: Level, prior: f64, strength: f64) -> f64 {
        let known = self.known(field) + strength;
        if known > 0.0 { (self.count(field, level) + strength * prior) / known } else { prior }
    }
}
