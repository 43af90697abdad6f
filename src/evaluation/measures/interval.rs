//! Confidence intervals of proportions.

/// The quantile of the normal distribution that leaves 2.5 % on either side.
const Z: f64 = 1.959_963_984_540_054;

/// A 95 % interval, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Both ends times `factor`.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }

    /// Whether `value` lies within.
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// The 95 % score interval of a proportion, in 0–1; `None` for nothing out of nothing.
///
/// Wilson, «Probable inference, the law of succession, and statistical inference», JASA 22 (1927), without
/// continuity correction: centre (p + z²/2n) / (1 + z²/n), half-width z·√(p(1 − p)/n + z²/4n²) / (1 + z²/n). Unlike the usual
/// p ± z·√(p(1 − p)/n) it says something sensible of 0 out of n.
///
/// ```
/// use rapproche::evaluation::measures::wilson;
/// let none_wrong = wilson(0, 1_126).unwrap();
/// assert_eq!(none_wrong.low, 0.0);
/// assert!((none_wrong.high - 0.0034).abs() < 1e-4);
/// ```
pub fn wilson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let p = successes as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    // At the ends the formula gives 0 and 1, but for rounding.
    let low = if successes == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes == trials { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe, «Two-sided confidence intervals for the single proportion», Statistics in Medicine 17 (1998), table I,
    /// method 3.
    #[test]
    fn agrees_with_the_published_intervals() {
        for (successes, trials, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = wilson(successes, trials).unwrap();
            assert!((interval.low - low).abs() < 5e-5, "{successes}/{trials}: {interval:?}");
            assert!((interval.high - high).abs() < 5e-5, "{successes}/{trials}: {interval:?}");
        }
    }

    #[test]
    fn failures_mirror_successes() {
        for (successes, trials) in [(0, 7), (3, 10), (9_999, 10_000)] {
            let (one, other) = (wilson(successes, trials).unwrap(), wilson(trials - successes, trials).unwrap());
            assert!((one.low - (1.0 - other.high)).abs() < 1e-12);
            assert!((one.high - (1.0 - other.low)).abs() < 1e-12);
        }
        assert_eq!(wilson(0, 0), None);
    }
}
