//! What another threshold would do.
//!
//! Each point stands for a rule that links every best candidate from some score, or some probability, upwards; vetoes,
//! margins and the budget of risk apart. A curve is thinned: it keeps each point at which a wrong link comes in, and of the others
//! enough to draw a line.

use std::cmp::Ordering;

use crate::evaluation::assessment::{Decided, Judged, Proposed};

/// Points that a curve keeps of those at which nothing goes wrong.
const POINTS: u64 = 200;

/// A curve, from the strictest threshold to the laxest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sweep {
    /// True links to find.
    pub to_find: u64,
    /// Thresholds descending.
    pub points: Vec<SweepPoint>,
}

/// What linking everything from a threshold upwards gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepPoint {
    /// The threshold, itself included.
    pub from: f64,
    /// Right links.
    pub right: u64,
    /// Wrong links.
    pub wrong: u64,
}

impl Sweep {
    /// By the score of the best candidate, in bits.
    pub fn by_score(judged: &[Judged]) -> Self {
        Self::by(judged, |best| best.comparison.score().bits())
    }

    /// By the probability of the best candidate, 0–1: the precision–recall curve.
    pub fn by_probability(judged: &[Judged]) -> Self {
        Self::by(judged, |best| best.probability)
    }

    fn by(judged: &[Judged], value: impl Fn(&Proposed) -> f64) -> Self {
        let open = || judged.iter().filter(|judged| !matches!(judged.decided, Decided::AlreadyLinked(_)));
        let to_find = open().filter(|judged| judged.truth.is_some()).count() as u64;
        let candidates = open().filter_map(|judged| Some((judged, judged.best.as_ref()?)));
        let mut ranked: Vec<(f64, bool)> =
            candidates.map(|(judged, best)| (value(best), judged.truth == Some(best.user))).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut points: Vec<SweepPoint> = Vec::new();
        let mut sum = SweepPoint { from: f64::INFINITY, right: 0, wrong: 0 };
        let step = (to_find / POINTS).max(1);
        // Candidates with the same value come in together.
        for equals in ranked.chunk_by(|a, b| a.0.total_cmp(&b.0) == Ordering::Equal) {
            let right = equals.iter().filter(|(_, is_right)| *is_right).count() as u64;
            sum = SweepPoint {
                from: equals[0].0,
                right: sum.right + right,
                wrong: sum.wrong + equals.len() as u64 - right,
            };
            let kept = points.last();
            if kept.is_none_or(|kept| sum.wrong > kept.wrong || sum.right >= kept.right + step) {
                points.push(sum);
            }
        }
        if !ranked.is_empty() && points.last() != Some(&sum) {
            points.push(sum);
        }
        Self { to_find, points }
    }
}

impl SweepPoint {
    /// Right links over all links.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Right links over `to_find` true ones.
    pub fn recall(&self, to_find: u64) -> f64 {
        self.right as f64 / to_find.max(1) as f64
    }
}
