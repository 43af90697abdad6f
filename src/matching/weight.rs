//! Match weights in fixed point.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// A match weight: a log₂ likelihood ratio in hundredths of a bit.
///
/// Integers, so that sums and thresholds are the same whatever the order of addition, the thread
/// count or the engine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weight(pub i32);

impl Weight {
    /// Neither for nor against.
    pub const ZERO: Self = Self(0);
    /// Hundredths in a bit.
    pub const PER_BIT: i32 = 100;

    /// The nearest weight to a number of bits; not-a-number is zero.
    pub fn from_bits(bits: f64) -> Self {
        // `as` saturates, which is what an infinite ratio should do.
        Self((bits * f64::from(Self::PER_BIT)).round() as i32)
    }

    /// In bits.
    pub fn bits(self) -> f64 {
        f64::from(self.0) / f64::from(Self::PER_BIT)
    }

    /// The likelihood ratio itself, 2^bits.
    pub fn ratio(self) -> f64 {
        self.bits().exp2()
    }
}

impl Add for Weight {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Weight {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Weight {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Weight {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights.fold(Self::ZERO, Add::add)
    }
}

/// In bits with two decimals: `12.34`, `-0.07`.
impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_exact_hundredths() {
        assert_eq!(Weight(1234).to_string(), "12.34");
        assert_eq!(Weight(-7).to_string(), "-0.07");
        assert_eq!(Weight::from_bits(3.0), Weight(300));
        assert_eq!([Weight(10), Weight(-3)].into_iter().sum::<Weight>(), Weight(7));
    }
}
