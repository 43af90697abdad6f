//! Whether the stated risks come true.

use std::collections::HashMap;
use std::ops::AddAssign;

use super::{Interval, binomial};
use crate::evaluation::assessment::{Decided, Judged};
use crate::identity::{Profile, Row};

/// Upper ends of the bins: half a decade each, from 1 in 100,000 to ½.
const ENDS: [f64; CalibrationBin::COUNT] =
    [1e-5, 3.162e-5, 1e-4, 3.162e-4, 1e-3, 3.162e-3, 1e-2, 3.162e-2, 0.1, 0.316_2, 0.5];

/// Best candidates, linked or not, by the stated probability of not being the person.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Calibration {
    /// From the smallest risk to ½.
    pub bins: [CalibrationBin; CalibrationBin::COUNT],
}

/// Candidates of about the same stated risk.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CalibrationBin {
    /// How many candidates.
    pub candidates: u64,
    /// Σ of their risks: how many should be somebody else.
    pub predicted: f64,
    /// How many are.
    pub wrong: u64,
}

impl Calibration {
    /// Over the best candidates that are more likely than not, of identities that a rule decided.
    ///
    /// Several accounts of one person are left out: each of them is right, so that it cannot come true that one to one
    /// only one of them is.
    pub fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let judged: Vec<&Judged> = judged.into_iter().collect();
        let mut accounts: HashMap<(Profile, Row), u32> = HashMap::new();
        for judged in &judged {
            if let Some(user) = judged.truth {
                *accounts.entry((judged.profile, user)).or_default() += 1;
            }
        }
        let has_others = |judged: &Judged| judged.truth.is_some_and(|user| accounts[&(judged.profile, user)] > 1);
        let mut calibration = Self::default();
        for judged in judged {
            let Some(best) = judged.best else { continue };
            let risk = 1.0 - best.probability;
            if risk < 0.5 && !matches!(judged.decided, Decided::AlreadyLinked(_)) && !has_others(judged) {
                let bin = &mut calibration.bins[ENDS.partition_point(|&end| end <= risk)];
                *bin += CalibrationBin {
                    candidates: 1,
                    predicted: risk,
                    wrong: u64::from(judged.truth != Some(best.user)),
                };
            }
        }
        calibration
    }

    /// The bins with the risks that bound each.
    pub fn bounded(&self) -> impl Iterator<Item = (Interval, &CalibrationBin)> {
        let starts = std::iter::once(0.0).chain(ENDS);
        starts.zip(ENDS).map(|(low, high)| Interval { low, high }).zip(&self.bins)
    }
}

impl CalibrationBin {
    /// How many bins there are.
    pub const COUNT: usize = 11;

    /// Where 95 % of the counts of [`Self::wrong`] lie if the risks are right.
    ///
    /// The count is a sum of independent trials of nearly equal risks. The band is that of the binomial with their mean,
    /// which is at least as wide (Hoeffding, «On the distribution of the number of successes in independent
    /// trials», Annals of Mathematical Statistics 27, 1956); trials are not quite independent within a family.
    pub fn band(&self) -> Interval {
        binomial::band(self.candidates, self.predicted / self.candidates.max(1) as f64)
    }

    /// Whether the observed count lies in the band.
    pub fn is_kept(&self) -> bool {
        self.band().contains(self.wrong as f64)
    }
}

impl AddAssign for CalibrationBin {
    fn add_assign(&mut self, other: Self) {
        self.candidates += other.candidates;
        self.predicted += other.predicted;
        self.wrong += other.wrong;
    }
}

impl AddAssign for Calibration {
    fn add_assign(&mut self, other: Self) {
        self.bins.iter_mut().zip(other.bins).for_each(|(bin, other)| *bin += other);
    }
}
