//! The distribution of scores, of links and of failures.

use rayon::prelude::*;

use crate::matching::Weight;
use crate::reconcile::{Outcome, Reconciliation, Verdict};

/// Scores below and above are counted in the outermost bits.
const LOWEST_BIT: i32 = -60;
const HIGHEST_BIT: i32 = 120;
const BITS: usize = (HIGHEST_BIT - LOWEST_BIT) as usize;

/// A histogram needs no more bars than this.
const MOST_BINS: usize = 36;

/// One bar: scores from `from` bits up to, not including, `from + width`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bin {
    pub(super) from: i32,
    pub(super) links: u64,
    pub(super) failures: u64,
}

/// All bars, side by side, from the lowest score to the highest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScoreBins {
    /// Bits per bar.
    pub(super) width: i32,
    /// Empty when nothing has a score.
    pub(super) bins: Vec<Bin>,
}

#[derive(Clone)]
struct Counts {
    links: Vec<u64>,
    failures: Vec<u64>,
}

impl Counts {
    fn new() -> Self {
        Self { links: vec![0; BITS], failures: vec![0; BITS] }
    }

    fn add(mut self, outcome: &Outcome) -> Self {
        match &outcome.verdict {
            Verdict::Linked(link) => self.links[bit(link.comparison.score())] += 1,
            Verdict::Failed(failure) => {
                if let Some(best) = failure.candidates.first() {
                    self.failures[bit(best.comparison.score())] += 1;
                }
            }
            Verdict::AlreadyLinked { .. } => {}
        }
        self
    }

    fn merge(mut self, other: Self) -> Self {
        let pairs = [(&mut self.links, other.links), (&mut self.failures, other.failures)];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        self
    }
}

fn bit(score: Weight) -> usize {
    let bit = score.0.div_euclid(Weight::PER_BIT).clamp(LOWEST_BIT, HIGHEST_BIT - 1);
    // Not negative after the clamp.
    (bit - LOWEST_BIT) as usize
}

/// The scores of the new links, and of the best candidates of failures that have any. Links that the base already
/// had are not scored.
pub(super) fn score_bins(result: &Reconciliation) -> ScoreBins {
    let counts =
        result.outcomes.par_iter().with_min_len(4096).fold(Counts::new, Counts::add).reduce(Counts::new, Counts::merge);
    let used = |index: &usize| counts.links[*index] + counts.failures[*index] > 0;
    let (Some(first), Some(last)) = ((0..BITS).find(used), (0..BITS).rfind(used)) else {
        return ScoreBins { width: 1, bins: Vec::new() };
    };
    // Indices are far below 2^31.
    let (first, last) = (first as i32 + LOWEST_BIT, last as i32 + LOWEST_BIT);
    let bars = |width: i32| (last.div_euclid(width) - first.div_euclid(width) + 1) as usize;
    let width = [1, 2, 5].into_iter().find(|&width| bars(width) <= MOST_BINS).unwrap_or(10);
    let bins = (first.div_euclid(width)..=last.div_euclid(width))
        .map(|bin| {
            let from = bin * width;
            let bits = (from..from + width).filter(|bit| (LOWEST_BIT..HIGHEST_BIT).contains(bit));
            let indices: Vec<usize> = bits.map(|bit| (bit - LOWEST_BIT) as usize).collect();
            let sum = |counts: &[u64]| indices.iter().map(|&index| counts[index]).sum();
            Bin { from, links: sum(&counts.links), failures: sum(&counts.failures) }
        })
        .collect();
    ScoreBins { width, bins }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn every_scored_outcome_falls_into_one_bin() {
        let school = school();
        let ScoreBins { width, bins } = score_bins(&school.result);
        let scored_failures = school.result.failures().filter(|(_, failure)| !failure.candidates.is_empty()).count();
        assert_eq!(bins.iter().map(|bin| bin.links).sum::<u64>(), school.result.links().count() as u64);
        assert_eq!(bins.iter().map(|bin| bin.failures).sum::<u64>(), scored_failures as u64);
        assert!(bins.len() <= MOST_BINS);
        assert!(bins.windows(2).all(|pair| pair[1].from == pair[0].from + width));
        let lowest_link = school.result.links().map(|(_, link)| link.comparison.score()).min().unwrap();
        let bin = bins.iter().find(|bin| bin.links > 0).unwrap();
        assert!(bin.from * 100 <= lowest_link.0 && lowest_link.0 < (bin.from + width) * 100);
    }

    #[test]
    fn extreme_scores_are_clamped() {
        assert_eq!(bit(Weight(i32::MIN)), 0);
        assert_eq!(bit(Weight(i32::MAX)), BITS - 1);
        assert_eq!(bit(Weight(-1)), bit(Weight(-100)));
    }
}
