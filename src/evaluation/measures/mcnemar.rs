//! Whether one rule set finds more people than another, or was merely lucky.

use std::ops::{Add, AddAssign};

use super::binomial;
use crate::evaluation::assessment::Judged;

/// Below so many discordant pairs the exact test is used.
const FEW: u64 = 25;

/// The identities in which two rule sets differ; those in which they agree say nothing of a difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Discordance {
    /// Right by the first, not by the second.
    pub only_first: u64,
    /// Right by the second, not by the first.
    pub only_second: u64,
}

impl Discordance {
    /// Compares two assessments of the same identities, in the same order.
    pub fn of<'a>(first: impl IntoIterator<Item = &'a Judged>, second: impl IntoIterator<Item = &'a Judged>) -> Self {
        let pairs = first.into_iter().zip(second);
        pairs.fold(Self::default(), |sum, (first, second)| match (first.is_right(), second.is_right()) {
            (true, false) => Self { only_first: sum.only_first + 1, ..sum },
            (false, true) => Self { only_second: sum.only_second + 1, ..sum },
            _ => sum,
        })
    }

    /// How likely a difference at least as large is if neither is better, 0–1.
    ///
    /// McNemar, «Note on the sampling error of the difference between correlated proportions», Psychometrika 12 (1947):
    /// with b and c discordant pairs, (|b − c| − 1)² / (b + c) is χ² with one degree of freedom (continuity correction of
    /// Edwards, Psychometrika 13, 1948). With fewer than 25 of them, the exact two-sided binomial test.
    pub fn p_value(&self) -> f64 {
        let (b, c) = (self.only_first, self.only_second);
        let n = b + c;
        if n < FEW {
            return (2.0 * binomial::at_most_of_half(b.min(c), n)).min(1.0);
        }
        let difference = b.abs_diff(c).saturating_sub(1) as f64;
        let chi_squared = difference * difference / n as f64;
        libm::erfc((chi_squared / 2.0).sqrt())
    }
}

impl Add for Discordance {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { only_first: self.only_first + other.only_first, only_second: self.only_second + other.only_second }
    }
}

impl AddAssign for Discordance {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(only_first: u64, only_second: u64) -> f64 {
        Discordance { only_first, only_second }.p_value()
    }

    /// Agresti, «Categorical Data Analysis», section on matched pairs: approval of the prime minister, 150 and 86
    /// discordant answers; `mcnemar.test` of R gives χ² = 16.818 with p = 4.115e-05. Exact values: `binom.test` of R.
    #[test]
    fn agrees_with_published_examples() {
        assert!((p(150, 86) - 4.115e-5).abs() < 5e-9, "{}", p(150, 86));
        assert!((p(1, 9) - 0.021_484_375).abs() < 1e-12);
        assert!((p(0, 5) - 0.0625).abs() < 1e-12);
        assert!((p(4, 4) - 1.0).abs() < 1e-12);
        assert!((p(0, 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn it_does_not_matter_which_comes_first() {
        for (b, c) in [(3, 8), (40, 12), (0, 24), (0, 25)] {
            assert_eq!(p(b, c), p(c, b));
        }
    }
}
