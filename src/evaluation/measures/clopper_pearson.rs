//! Exact tails of the binomial distribution, and the bound of a proportion that rests on them.
//!
//! An approximation will not do here: what is to be bounded is a handful of wrong links among tens of thousands, where a
//! normal distribution says nothing.

use super::binomial::ln_probability;

/// Halvings of an interval until its ends are the same number.
const HALVINGS: usize = 100;

/// P(X ≤ k), X ~ Binomial(n, p), p in 0–1: the p-value of «the rate is p or more» after `k` of `n`.
pub fn at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n || p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return 0.0;
    }
    (0..=k).map(|k| ln_probability(k, n, p).exp()).sum::<f64>().min(1.0)
}

/// P(X ≥ k), X ~ Binomial(n, p), p in 0–1: the p-value of «the rate is p or less» after `k` of `n`.
pub fn at_least(k: u64, n: u64, p: f64) -> f64 {
    match k.checked_sub(1) {
        None => 1.0,
        Some(fewer) => (1.0 - at_most(fewer, n, p)).max(0.0),
    }
}

/// The one-sided upper bound of a proportion, in 0–1: whatever it is, the bound lies below it with a probability of at most
/// 1 − `confidence`. 1 for nothing out of nothing.
///
/// Clopper & Pearson, «The use of confidence or fiducial limits illustrated in the case of the binomial», Biometrika 26
/// (1934): the largest p with P(X ≤ k) ≥ 1 − confidence.
///
/// ```
/// use rapproche::evaluation::measures::upper_bound;
/// let none_wrong = upper_bound(0, 29_956, 0.95);
/// assert!(none_wrong <= 1e-4 && none_wrong > 0.9999e-4);
/// ```
pub fn upper_bound(successes: u64, trials: u64, confidence: f64) -> f64 {
    let tail = 1.0 - confidence;
    if successes >= trials {
        return 1.0;
    }
    if successes == 0 {
        // (1 − p)ⁿ = tail.
        return -(tail.ln() / trials as f64).exp_m1();
    }
    let (mut low, mut high) = (successes as f64 / trials as f64, 1.0);
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        if at_most(successes, trials, middle) > tail { low = middle } else { high = middle }
    }
    high
}

/// How many trials it takes, `successes` of them successes, to bound the rate by `rate` (above 0, below 1) at `confidence`.
///
/// None of n: (1 − rate)ⁿ ≤ 1 − confidence, hence n ≥ ln(1 − confidence) / ln(1 − rate).
pub fn trials_needed(successes: u64, rate: f64, confidence: f64) -> u64 {
    let is_enough = |trials: u64| at_most(successes, trials, rate) <= 1.0 - confidence;
    let (mut too_few, mut enough) = (successes, successes + 1);
    while !is_enough(enough) {
        too_few = enough;
        let Some(twice) = enough.checked_mul(2) else { return u64::MAX };
        enough = twice;
    }
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if is_enough(middle) { enough = middle } else { too_few = middle }
    }
    enough
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quantiles qbeta(c, k + 1, n − k), from sums of products of exact binomial coefficients, outside this program.
    #[test]
    fn agrees_with_the_beta_quantiles() {
        for (successes, trials, confidence, bound) in [
            (0, 10, 0.95, 0.258_865_6),
            (1, 10, 0.95, 0.394_163_3),
            (5, 10, 0.95, 0.777_558_9),
            (3, 100, 0.95, 0.075_710_8),
        ] {
            let found = upper_bound(successes, trials, confidence);
            assert!((found - bound).abs() < 1e-6, "{successes} of {trials}: {found}");
        }
        assert_eq!(upper_bound(0, 0, 0.95), 1.0);
        assert_eq!(upper_bound(4, 4, 0.95), 1.0);
    }

    #[test]
    fn as_many_trials_as_needed_are_just_enough() {
        assert_eq!(trials_needed(0, 1e-4, 0.95), (0.05_f64.ln() / (-1e-4_f64).ln_1p()).ceil() as u64);
        for (successes, rate, confidence) in
            [(0, 1e-4, 0.95), (1, 1e-4, 0.95), (0, 0.002, 0.9), (7, 0.01, 0.99), (0, 0.4, 0.5)]
        {
            let needed = trials_needed(successes, rate, confidence);
            assert!(upper_bound(successes, needed, confidence) <= rate * (1.0 + 1e-9), "{successes} {rate}: {needed}");
            assert!(upper_bound(successes, needed - 1, confidence) > rate, "{successes} {rate}: {needed}");
        }
    }

    #[test]
    fn tails_cover_everything() {
        for (k, n, p) in [(0, 5, 0.3), (3, 40, 0.1), (2, 100_000, 1e-5)] {
            assert!((at_most(k, n, p) + at_least(k + 1, n, p) - 1.0).abs() < 1e-12);
        }
        assert_eq!(
            (at_least(0, 9, 0.2), at_most(9, 9, 0.2), at_most(3, 9, 1.0), at_most(0, 9, 0.0)),
            (1.0, 1.0, 0.0, 1.0)
        );
    }
}
