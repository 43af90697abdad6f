//! Between which bounds the tunables of a decision lie.

use super::problem::{Misplaced, RuleProblem};
use super::{Decision, Tunable};

/// An interval.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct Bounds {
    pub low: f64,
    pub low_included: bool,
    pub high: f64,
    pub high_included: bool,
}

impl Bounds {
    /// Any probability, certainty among them.
    pub(super) const PROBABILITY: Self = Self { low: 0.0, low_included: true, high: 1.0, high_included: true };
    /// A probability of something that may happen.
    pub(super) const POSSIBLE: Self = Self { low_included: false, ..Self::PROBABILITY };
    /// A probability of which neither side may be certain.
    const UNCERTAIN: Self = Self { low_included: false, high_included: false, ..Self::PROBABILITY };
    /// The risk of a link: at one half, two identities could claim one user.
    const RISK: Self = Self { high: 0.5, high_included: false, ..Self::PROBABILITY };
    /// The part of u that follows the frequency of a name.
    pub(super) const FREQUENCY: Self = Self { high: 1_000.0, ..Self::PROBABILITY };
    /// A mean number of people.
    const MEAN: Self = Self { high: 100.0, high_included: false, ..Self::PROBABILITY };
    /// The same, not nought.
    const SOME: Self = Self { low_included: false, ..Self::MEAN };
    /// How many times likelier something is.
    const FACTOR: Self = Self { low: 1.0, low_included: true, high: 1_000.0, high_included: true };
    /// A number of bits, far beyond any score.
    const BITS: Self = Self { low: -1_000.0, low_included: true, high: 1_000.0, high_included: true };

    /// Whether `value` lies within; not-a-number lies nowhere.
    pub fn contain(&self, value: f64) -> bool {
        let above = if self.low_included { value >= self.low } else { value > self.low };
        let below = if self.high_included { value <= self.high } else { value < self.high };
        above && below
    }

    pub(super) fn check(&self, key: &str, value: f64) -> Result<(), Misplaced> {
        if self.contain(value) {
            return Ok(());
        }
        Err(Misplaced::at(key, RuleProblem::OutOfBounds { value, bounds: *self }))
    }
}

impl Decision {
    /// Between which bounds a tunable lies, if it is a number with a fraction.
    pub fn bounds(key: &str) -> Option<Bounds> {
        Some(match key {
            "share_in_base" | "second_account" | "stale_id" | "wrong_profile" => Bounds::UNCERTAIN,
            "max_link_risk" | "max_online_risk" | "max_asserted_risk" | "max_child_risk" => Bounds::RISK,
            "max_mean_risk" | "settled_risk" => Bounds::PROBABILITY,
            "relatives_in_base" => Bounds::MEAN,
            "unseen_family" | "unseen_given" => Bounds::SOME,
            "alike_twins" => Bounds::FACTOR,
            "threshold" | "margin" | "candidate_floor" => Bounds::BITS,
            _ => return None,
        })
    }

    /// Whether every tunable lies within its bounds.
    pub(super) fn check(&self) -> Result<(), Misplaced> {
        for (key, value) in self.tunables() {
            if let (Tunable::Number(value), Some(bounds)) = (value, Self::bounds(key)) {
                bounds.check(key, value)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_bounds_and_nothing_else_has() {
        for (key, value) in Decision::default().tunables() {
            assert_eq!(Decision::bounds(key).is_some(), matches!(value, Tunable::Number(_)), "{key}");
        }
        assert_eq!(Decision::default().check().map_err(|misplaced| misplaced.key), Ok(()));
    }

    #[test]
    fn nothing_that_is_no_number_lies_within() {
        assert!(!Bounds::BITS.contain(f64::NAN) && !Bounds::BITS.contain(f64::INFINITY));
        assert!(Bounds::RISK.contain(0.0) && !Bounds::RISK.contain(0.5));
        assert!(!Bounds::UNCERTAIN.contain(0.0) && !Bounds::UNCERTAIN.contain(1.0));
    }
}
