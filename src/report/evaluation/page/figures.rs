//! The numbers of the pictures and tables: plain points and counts, computed once from what was judged.

use crate::evaluation::assessment::{Assessment, Decided, Judged};

/// Most points that a curve is drawn with.
const MOST_POINTS: usize = 240;
/// Standard normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.959_964;

/// Counts over some of the judged identities. Those that the base had linked already are no merit of the rules and
/// are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Identities that the run had to decide.
    pub(super) asked: u64,
    /// Of those, in the base: links that a perfect run would make.
    pub(super) possible: u64,
    /// Linked with the right user.
    pub(super) right: u64,
    /// Linked with somebody else.
    pub(super) wrong: u64,
}

impl Counts {
    /// Over `judged`.
    pub(super) fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut counts = Self::default();
        for each in judged.into_iter().filter(|each| !matches!(each.decided, Decided::AlreadyLinked(_))) {
            counts.asked += 1;
            counts.possible += u64::from(each.truth.is_some());
            counts.right += u64::from(each.is_right());
            counts.wrong += u64::from(each.is_wrong());
        }
        counts
    }

    /// Links made, right or wrong.
    pub(super) fn links(&self) -> u64 {
        self.right + self.wrong
    }

    /// Right links over links; 1 without any link.
    pub(super) fn precision(&self) -> f64 {
        share(self.right, self.links()).unwrap_or(1.0)
    }

    /// Right links over possible ones; 1 where none is possible.
    pub(super) fn recall(&self) -> f64 {
        share(self.right, self.possible).unwrap_or(1.0)
    }
}

/// `part / whole`, `None` of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The 95 % interval of a share (Wilson 1927), 0–1.
pub(super) fn wilson(part: u64, whole: u64) -> (f64, f64) {
    if whole == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let centre = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    let low = if part == 0 { 0.0 } else { (centre - half) / scale };
    let high = if part == whole { 1.0 } else { (centre + half) / scale };
    (low, high)
}

/// What would be if every best candidate from a limit on were linked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// The limit: a score in bits, or a probability.
    pub(super) limit: f64,
    /// Right links over possible ones.
    pub(super) recall: f64,
    /// Right links over links.
    pub(super) precision: f64,
    /// Wrong links.
    pub(super) wrong: u64,
}

/// Points by falling limit, thinned to what can be drawn; a step where wrong links begin is always kept.
pub(super) fn sweep(assessment: &Assessment, limit: impl Fn(&Judged) -> Option<f64>) -> Vec<Point> {
    let open = || assessment.judged.iter().filter(|each| !matches!(each.decided, Decided::AlreadyLinked(_)));
    let possible = open().filter(|each| each.truth.is_some()).count() as u64;
    let ranked = open().filter_map(|each| Some((limit(each)?, each.best?.user, each.truth)));
    let mut ranked: Vec<(f64, bool)> = ranked.map(|(limit, user, truth)| (limit, Some(user) == truth)).collect();
    ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let (mut right, mut wrong, mut points) = (0, 0, Vec::new());
    for group in ranked.chunk_by(|(a, _), (b, _)| a == b) {
        let hits = group.iter().filter(|(_, is_right)| *is_right).count() as u64;
        right += hits;
        wrong += group.len() as u64 - hits;
        points.push(Point {
            limit: group[0].0,
            recall: share(right, possible).unwrap_or(0.0),
            precision: share(right, right + wrong).unwrap_or(1.0),
            wrong,
        });
    }
    thinned(points)
}

fn thinned(points: Vec<Point>) -> Vec<Point> {
    let every = points.len().div_ceil(MOST_POINTS).max(1);
    let last = points.len().saturating_sub(1);
    let is_first_wrong = |index: usize| points[index].wrong > 0 && (index == 0 || points[index - 1].wrong == 0);
    let kept = (0..points.len()).filter(|&index| index % every == 0 || index == last || is_first_wrong(index));
    kept.map(|index| points[index]).collect()
}

/// Best candidates of one predicted risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    /// Mean probability, as stated, that the candidate is somebody else.
    pub(super) predicted: f64,
    /// How many.
    pub(super) count: u64,
    /// How many of them are somebody else.
    pub(super) wrong: u64,
    /// Where the share of wrong ones lies in 95 runs of 100, if the prediction is right.
    pub(super) band: (f64, f64),
}

/// Best candidates by predicted risk, two bins to a power of ten from 1 in 100,000 on.
pub(super) fn calibration(assessment: &Assessment) -> Vec<Bin> {
    const LOWEST: f64 = -5.0;
    let mut bins = vec![(0.0, 0, 0); 10];
    for each in &assessment.judged {
        let Some(best) = each.best.filter(|_| !matches!(each.decided, Decided::AlreadyLinked(_))) else { continue };
        let risk = (1.0 - best.probability).clamp(0.0, 1.0);
        let bin = ((risk.max(1e-9).log10() - LOWEST) * 2.0).clamp(0.0, 9.0) as usize;
        bins[bin].0 += risk;
        bins[bin].1 += 1;
        bins[bin].2 += u64::from(Some(best.user) != each.truth);
    }
    let filled = bins.into_iter().filter(|(_, count, _)| *count > 0);
    filled
        .map(|(sum, count, wrong)| {
            let n = count as f64;
            let predicted: f64 = sum / n;
            Bin { predicted, count, wrong, band: band(predicted, count) }
        })
        .collect()
}

/// The central 95 % of a binomial share, by summing its probabilities.
fn band(chance: f64, count: u64) -> (f64, f64) {
    let (n, p) = (count as f64, chance.clamp(1e-12, 1.0 - 1e-12));
    let mut log_mass = n * (-p).ln_1p();
    let (mut below, mut low) = (0.0, None);
    for hits in 0..=count {
        below += log_mass.exp();
        if below >= 0.025 && low.is_none() {
            low = Some(hits as f64 / n);
        }
        if below >= 0.975 {
            return (low.unwrap_or(0.0), hits as f64 / n);
        }
        let left = n - hits as f64;
        log_mass += (left / (hits as f64 + 1.0)).ln() + p.ln() - (-p).ln_1p();
    }
    (low.unwrap_or(0.0), 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_agree_with_published_ones() {
        // Newcombe 1998, table I, method 3: 81 of 263 and 0 of 20.
        let (low, high) = wilson(81, 263);
        assert!((low - 0.2553).abs() < 1e-4 && (high - 0.3662).abs() < 1e-4, "{low} {high}");
        let (low, high) = wilson(0, 20);
        assert!(low == 0.0 && (high - 0.1611).abs() < 1e-4, "{high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn a_band_is_that_of_the_binomial() {
        // R: qbinom(c(.025, .975), 100, .1) / 100.
        assert_eq!(band(0.1, 100), (0.05, 0.16));
        assert_eq!(band(1e-5, 50), (0.0, 0.0));
        assert_eq!(band(0.0, 5), (0.0, 0.0));
        assert_eq!(band(1.0, 5), (1.0, 1.0));
    }
}
