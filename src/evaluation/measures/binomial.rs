//! The binomial distribution: its probabilities, and the band that holds 95 % of it.

use super::Interval;

/// ln P(X = k), X ~ Binomial(n, p), 0 < p < 1.
pub(super) fn ln_probability(k: u64, n: u64, p: f64) -> f64 {
    let (k, n) = (k as f64, n as f64);
    libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0) + k * p.ln() + (n - k) * (-p).ln_1p()
}

/// P(X ≤ k), X ~ Binomial(n, ½).
pub(super) fn at_most_of_half(k: u64, n: u64) -> f64 {
    (0..=k).map(|k| ln_probability(k, n, 0.5).exp()).sum::<f64>().min(1.0)
}

/// The 95 % band of counts: less than 2.5 % of Binomial(n, p) lies below it, and less than 2.5 % above.
pub(super) fn band(n: u64, p: f64) -> Interval {
    if n == 0 || p <= 0.0 {
        return Interval { low: 0.0, high: 0.0 };
    }
    if p >= 1.0 {
        return Interval { low: n as f64, high: n as f64 };
    }
    // Beyond twelve standard deviations and a few dozen counts lies less than rounding.
    let (mean, deviation) = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt());
    let reach = 12.0 * deviation + 40.0;
    let (first, last) = ((mean - reach).max(0.0) as u64, ((mean + reach) as u64).min(n));
    let (mut low, mut high) = (None, last);
    let mut below = 0.0;
    for k in first..=last {
        below += ln_probability(k, n, p).exp();
        if low.is_none() && below >= 0.025 {
            low = Some(k);
        }
        if below >= 0.975 {
            high = k;
            break;
        }
    }
    Interval { low: low.unwrap_or(first) as f64, high: high as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_the_quantiles_of_the_tables() {
        // qbinom(c(.025, .975), n, p) of R.
        for (n, p, low, high) in [(20, 0.5, 6.0, 14.0), (100, 0.1, 5.0, 16.0), (10_000, 1e-4, 0.0, 3.0)] {
            assert_eq!(band(n, p), Interval { low, high }, "{n} × {p}");
        }
        assert_eq!(band(5, 0.0), Interval { low: 0.0, high: 0.0 });
        assert_eq!(band(5, 1.0), Interval { low: 5.0, high: 5.0 });
    }

    #[test]
    fn tails_of_coin_tosses() {
        assert!((at_most_of_half(1, 10) - 11.0 / 1024.0).abs() < 1e-12);
        assert!((at_most_of_half(10, 10) - 1.0).abs() < 1e-12);
    }
}
