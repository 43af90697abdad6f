//! Which rung can be promised.
//!
//! Role: tests the rungs against the budget. Input: rungs in order. Output: a [`Promise`]. Invariant: the probability that the promised
//! rung links more wrongly than the budget is at most 1 − confidence, whatever the true rates are.
//!
//! Fixed sequence testing (Angelopoulos, Bates, Candès, Jordan & Lei, «Learn then Test: Calibrating predictive algorithms to achieve
//! risk control», 2021, arXiv 2110.01052, section on fixed sequence testing): the hypotheses «rung j links wrongly at the
//! rate of the budget or above» are tested in an order fixed beforehand, each at the full level, up to the first that is not rejected;
//! those before it are rejected together at that level. The p-value is the exact binomial tail. It starts at the first rung with so many
//! links that one wrong link would not yet end it or, where there is none, with so many that none wrong is proof: that depends on
//! how many are linked, not on who is right.
//!
//! Links count as independent. Two wrong ones of one family (twins exchanged) are not, and make the promise a little weaker
//! than it says; on made-up schools it holds all the same (`benches/tune.rs`).

use super::Rung;
use crate::evaluation::measures::{at_most, trials_needed, upper_bound};

/// What the truth supports.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// Largest rate of wrong links, as asked.
    pub max_wrong: f64,
    /// As asked, 0–1.
    pub confidence: f64,
    /// How many links of the part to choose on it takes, none of them wrong.
    pub needed: u64,
    /// The rung where the tests began; `None` where no rung has enough links.
    pub first: Option<usize>,
    /// The last rung that passed; `None` where nothing can be promised.
    pub kept: Option<usize>,
}

impl Promise {
    /// Tests the rungs in order.
    pub(super) fn test(rungs: &[Rung], max_wrong: f64, confidence: f64) -> Self {
        let needed = trials_needed(0, max_wrong, confidence);
        let enough = |tolerated: u64| {
            let needed = trials_needed(tolerated, max_wrong, confidence);
            rungs.iter().position(|rung| rung.judged() >= needed)
        };
        let first = enough(1).or_else(|| enough(0));
        let passes = |rung: &Rung| at_most(rung.wrong, rung.judged(), max_wrong) <= 1.0 - confidence;
        let kept = first.and_then(|first| {
            let passed = rungs[first..].iter().take_while(|rung| passes(rung)).count();
            (first + passed).checked_sub(1).filter(|_| passed > 0)
        });
        Self { max_wrong, confidence, needed, first, kept }
    }

    /// With what confidence a rung keeps within the budget, by itself, 0–1.
    pub fn confidence_of(&self, rung: &Rung) -> f64 {
        1.0 - at_most(rung.wrong, rung.judged(), self.max_wrong)
    }

    /// The smallest rate above the one that was asked for, in two digits, that these rungs support with this confidence; `None` where
    /// it is no less than ½. Whoever promises it looks at the same truth a second time.
    pub fn smallest(&self, rungs: &[Rung]) -> Option<f64> {
        let bound = |rung: &Rung| round_up(upper_bound(rung.wrong, rung.judged(), self.confidence));
        let mut bounds: Vec<f64> =
            rungs.iter().map(bound).filter(|&bound| bound > self.max_wrong && bound < 0.5).collect();
        bounds.sort_unstable_by(f64::total_cmp);
        bounds.into_iter().find(|&bound| Self::test(rungs, bound, self.confidence).kept.is_some())
    }
}

/// The next number of two digits.
fn round_up(value: f64) -> f64 {
    let unit = 10_f64.powf(value.log10().floor() - 1.0);
    // What is a number of two digits but for rounding stays.
    let digits = (value / unit - 1e-9).ceil();
    // By way of decimals, so that 1.3e-4 is the number that somebody would type.
    format!("{:.1e}", digits * unit).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::rules::{Caution, Decision};

    fn rungs(counts: &[(u64, u64)]) -> Vec<Rung> {
        let caution = Caution::of(&Decision::default());
        let rung =
            |&(links, wrong): &(u64, u64)| Rung { caution, links, expected_wrong: 0.0, right: links - wrong, wrong };
        counts.iter().map(rung).collect()
    }

    #[test]
    fn the_last_before_the_first_that_fails_is_promised() {
        // One in a hundred at 95 % takes 299 links with none wrong, 473 with one, 628 with two.
        let rungs = rungs(&[(100, 0), (320, 1), (480, 1), (630, 2), (640, 3), (3_000, 3)]);
        let promise = Promise::test(&rungs, 0.01, 0.95);
        assert_eq!((promise.needed, promise.first, promise.kept), (299, Some(2), Some(3)));
        // What comes after the first failure is never looked at, however good.
        assert!(promise.confidence_of(&rungs[5]) > 0.99);
        assert!(promise.confidence_of(&rungs[3]) >= 0.95 && promise.confidence_of(&rungs[4]) < 0.95);
        // With fewer links than tolerate a wrong one, it begins where none wrong is proof.
        assert_eq!(Promise::test(&rungs[..2], 0.01, 0.95).first, Some(1));
    }

    #[test]
    fn too_few_links_promise_nothing_and_say_what_they_support() {
        let few = rungs(&[(100, 0), (298, 0)]);
        let promise = Promise::test(&few, 0.01, 0.95);
        assert_eq!((promise.first, promise.kept), (None, None));
        let smallest = promise.smallest(&few).unwrap();
        assert_eq!(smallest, 0.011);
        assert_eq!(Promise::test(&few, smallest, 0.95).kept, Some(1));
        assert_eq!(promise.smallest(&rungs(&[(1, 1)])), None);
        assert_eq!(promise.smallest(&[]), None);
    }

    #[test]
    fn a_wrong_link_on_the_first_rung_promises_nothing() {
        let bad = rungs(&[(500, 2), (900, 2)]);
        let promise = Promise::test(&bad, 0.01, 0.95);
        assert_eq!((promise.first, promise.kept), (Some(0), None));
        let smallest = promise.smallest(&bad).unwrap();
        assert!(Promise::test(&bad, smallest, 0.95).kept.is_some() && smallest > 0.01, "{smallest}");
    }

    #[test]
    fn rounding_goes_up() {
        for (value, rounded) in
            [(0.010_003, 0.011), (0.0099, 0.0099), (1.2e-4, 1.2e-4), (1.201e-4, 1.3e-4), (9.91e-5, 1e-4)]
        {
            assert_eq!(round_up(value), rounded, "{value}");
        }
    }
}
