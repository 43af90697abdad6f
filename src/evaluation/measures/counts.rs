//! Right, wrong, missed: the counts that every rate is made of.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use super::{Interval, f1_interval, wilson};
use crate::evaluation::assessment::{Decided, Judged};

/// What became of some identities whose truth is known.
///
/// Identities whose link the base held already are counted apart, in [`Self::existing`]: no rule decided them.
/// `to_find + absent + existing` are all; `right + wrong + left` are those that a rule decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the base, and not linked there before: the true links to find.
    pub to_find: u64,
    /// Of those, the ones that the data can tell from everybody else.
    pub decidable: u64,
    /// Not in the base: to be left alone.
    pub absent: u64,
    /// The base already had a link.
    pub existing: u64,
    /// Of those, the ones that lead to somebody else than the truth says.
    pub existing_wrong: u64,
    /// Linked with the right user.
    pub right: u64,
    /// Of those, decidable ones.
    pub right_decidable: u64,
    /// Linked with somebody else.
    pub wrong: u64,
    /// Of those, the ones whose person is not in the base.
    pub wrong_absent: u64,
    /// Not linked, whoever it is.
    pub left: u64,
    /// Of those, the ones with at least one candidate to look at.
    pub undecided: u64,
}

impl Counts {
    /// One identity.
    pub fn of(judged: &Judged) -> Self {
        let mut counts = Self::default();
        let in_base = judged.truth.is_some();
        if let Decided::AlreadyLinked(user) = judged.decided {
            counts.existing = 1;
            counts.existing_wrong = u64::from(judged.truth != Some(user));
            return counts;
        }
        counts.to_find = in_base.into();
        counts.absent = (!in_base).into();
        counts.decidable = (in_base && judged.decidable).into();
        match judged.decided {
            Decided::Failed(_) => {
                counts.left = 1;
                counts.undecided = judged.best.is_some().into();
            }
            _ if judged.is_right() => {
                counts.right = 1;
                counts.right_decidable = judged.decidable.into();
            }
            _ => {
                counts.wrong = 1;
                counts.wrong_absent = (!in_base).into();
            }
        }
        counts
    }

    /// All identities.
    pub fn identities(&self) -> u64 {
        self.to_find + self.absent + self.existing
    }

    /// New links.
    pub fn links(&self) -> u64 {
        self.right + self.wrong
    }

    /// True links that were not made.
    pub fn missed(&self) -> u64 {
        self.to_find - self.right
    }

    /// Not in the base, and rightly left.
    pub fn absent_left(&self) -> u64 {
        self.absent - self.wrong_absent
    }

    /// Right links over all links; `None` without a link.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.right, self.links())
    }

    /// Right links over true ones; `None` where there is none to find.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.right, self.to_find)
    }

    /// The same over decidable identities alone.
    pub fn recall_decidable(&self) -> Option<f64> {
        ratio(self.right_decidable, self.decidable)
    }

    /// Harmonic mean of precision and recall, 2·right / (links + to find); `None` where there is neither.
    pub fn f1(&self) -> Option<f64> {
        ratio(2 * self.right, self.links() + self.to_find)
    }

    /// Wrong links over all links, times 10,000; `None` without a link.
    pub fn wrong_per_10_000(&self) -> Option<f64> {
        ratio(self.wrong, self.links()).map(|rate| 1e4 * rate)
    }

    /// 95 % interval of [`Self::precision`].
    pub fn precision_interval(&self) -> Option<Interval> {
        wilson(self.right, self.links())
    }

    /// 95 % interval of [`Self::recall`].
    pub fn recall_interval(&self) -> Option<Interval> {
        wilson(self.right, self.to_find)
    }

    /// 95 % interval of [`Self::wrong_per_10_000`].
    pub fn wrong_interval(&self) -> Option<Interval> {
        wilson(self.wrong, self.links()).map(|interval| interval.scaled(1e4))
    }

    /// 95 % interval of [`Self::f1`].
    pub fn f1_interval(&self) -> Option<Interval> {
        f1_interval(self)
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.to_find += other.to_find;
        self.decidable += other.decidable;
        self.absent += other.absent;
        self.existing += other.existing;
        self.existing_wrong += other.existing_wrong;
        self.right += other.right;
        self.right_decidable += other.right_decidable;
        self.wrong += other.wrong;
        self.wrong_absent += other.wrong_absent;
        self.left += other.left;
        self.undecided += other.undecided;
    }
}

impl Add for Counts {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}
