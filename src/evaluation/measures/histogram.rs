//! How far the scores of right candidates lie from those of somebody else.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::evaluation::assessment::{Decided, Judged};
use crate::matching::Weight;

/// Best candidates by score, in bins of one bit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScoreHistogram {
    bins: BTreeMap<i32, ScoreBin>,
}

/// Candidates whose scores lie within the same bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScoreBin {
    /// The right person.
    pub right: u64,
    /// Somebody else.
    pub other: u64,
}

impl ScoreHistogram {
    /// Over the best candidates of identities that a rule decided.
    pub fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut histogram = Self::default();
        for judged in judged.into_iter().filter(|judged| !matches!(judged.decided, Decided::AlreadyLinked(_))) {
            let Some(best) = judged.best else { continue };
            let bin = histogram.bins.entry(best.comparison.score().0.div_euclid(Weight::PER_BIT)).or_default();
            if judged.truth == Some(best.user) { bin.right += 1 } else { bin.other += 1 }
        }
        histogram
    }

    /// The bins that are not empty, ascending, each with the whole number of bits at which it begins.
    pub fn bins(&self) -> impl Iterator<Item = (i32, ScoreBin)> {
        self.bins.iter().map(|(&bits, &bin)| (bits, bin))
    }
}

impl AddAssign for ScoreHistogram {
    fn add_assign(&mut self, other: Self) {
        for (bits, bin) in other.bins {
            let sum = self.bins.entry(bits).or_default();
            sum.right += bin.right;
            sum.other += bin.other;
        }
    }
}
