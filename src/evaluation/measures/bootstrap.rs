//! The interval of an F1, which is no proportion.

use super::{Counts, Interval};
use crate::evaluation::synth::random::Random;

/// How often the identities are drawn anew.
const RESAMPLES: usize = 1_000;
/// The same counts have the same interval, whoever asks.
const SEED: u64 = 1_927;
/// Below so many trials a binomial number is counted out.
const FEW_TRIALS: u64 = 16;

/// The 95 % percentile bootstrap interval of the F1 over identities; `None` where there is no F1.
///
/// Efron & Tibshirani, «An Introduction to the Bootstrap» (1993), chapter 13. An identity is right, wrong (in the base or not),
/// missed, or rightly left, so to draw as many identities with replacement is to draw one multinomial vector.
pub fn f1_interval(counts: &Counts) -> Option<Interval> {
    counts.f1()?;
    let wrong_in_base = counts.wrong - counts.wrong_absent;
    let classes =
        [counts.right, wrong_in_base, counts.wrong_absent, counts.missed() - wrong_in_base, counts.absent_left()];
    let mut random = Random::new(SEED, 0);
    let mut values: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let [right, wrong_in_base, wrong_absent, missed, _] = multinomial(&mut random, classes);
            let weight = 2 * right + 2 * wrong_in_base + wrong_absent + missed;
            if weight == 0 { 0.0 } else { 2.0 * right as f64 / weight as f64 }
        })
        .collect();
    values.sort_by(f64::total_cmp);
    Some(Interval { low: values[RESAMPLES / 40], high: values[RESAMPLES - 1 - RESAMPLES / 40] })
}

/// As many draws as there are items, each class in proportion to its items.
fn multinomial<const N: usize>(random: &mut Random, classes: [u64; N]) -> [u64; N] {
    let mut draws: u64 = classes.iter().sum();
    let mut items = draws;
    classes.map(|class| {
        let drawn = if items == 0 { 0 } else { binomial(random, draws, class as f64 / items as f64) };
        draws -= drawn;
        items -= class;
        drawn
    })
}

/// A binomial number.
///
/// The i-th smallest of n uniform numbers is a Beta number: halving the trials by it takes log n steps (Knuth, «The Art of
/// Computer Programming», vol. 2, 3.4.1).
fn binomial(random: &mut Random, mut trials: u64, mut p: f64) -> u64 {
    let mut successes = 0;
    while trials >= FEW_TRIALS && p > 0.0 && p < 1.0 {
        let middle = 1 + trials / 2;
        let value = beta(random, middle as f64, (trials + 1 - middle) as f64);
        if value >= p {
            trials = middle - 1;
            p /= value;
        } else {
            successes += middle;
            trials -= middle;
            p = (p - value) / (1.0 - value);
        }
    }
    successes + (0..trials).filter(|_| random.chance(p)).count() as u64
}

fn beta(random: &mut Random, a: f64, b: f64) -> f64 {
    let (x, y) = (gamma(random, a), gamma(random, b));
    x / (x + y)
}

/// A Gamma number of shape `shape` ≥ 1 (Marsaglia & Tsang, «A simple method for generating gamma variables», ACM TOMS 26, 2000).
fn gamma(random: &mut Random, shape: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(random);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && uniform(random).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// A standard normal number (Marsaglia's polar method).
fn normal(random: &mut Random) -> f64 {
    loop {
        let (x, y) = (2.0 * uniform(random) - 1.0, 2.0 * uniform(random) - 1.0);
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * square.ln() / square).sqrt();
        }
    }
}

/// In ]0, 1].
fn uniform(random: &mut Random) -> f64 {
    ((random.next() >> 11) + 1) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_numbers_have_their_mean_and_variance() {
        let mut random = Random::new(7, 0);
        for (trials, p) in [(10, 0.3), (1_000, 0.02), (1_000_000, 0.999)] {
            let numbers: Vec<f64> = (0..4_000).map(|_| binomial(&mut random, trials, p) as f64).collect();
            let mean = numbers.iter().sum::<f64>() / 4_000.0;
            let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / 4_000.0;
            let (true_mean, true_variance) = (trials as f64 * p, trials as f64 * p * (1.0 - p));
            assert!((mean - true_mean).abs() < 4.0 * (true_variance / 4_000.0).sqrt(), "{trials} × {p}: {mean}");
            assert!((variance / true_variance - 1.0).abs() < 0.1, "{trials} × {p}: {variance}");
        }
    }

    #[test]
    fn the_interval_holds_the_value_and_narrows_with_more_people() {
        let few = Counts { to_find: 100, right: 90, wrong: 2, left: 9, absent: 1, ..Counts::default() };
        let many = Counts { to_find: 10_000, right: 9_000, wrong: 200, left: 900, absent: 100, ..Counts::default() };
        let width = |counts: &Counts| {
            let interval = f1_interval(counts).unwrap();
            assert!(interval.contains(counts.f1().unwrap()), "{interval:?}");
            interval.high - interval.low
        };
        let ratio = width(&few) / width(&many);
        assert!((7.0..14.0).contains(&ratio), "100 times the people, a tenth of the width: {ratio}");
        assert_eq!(f1_interval(&many), f1_interval(&many), "the same counts have the same interval");
        assert_eq!(f1_interval(&Counts::default()), None);
    }
}
