//! The counts of the reconciliation screen, mergeable.

use std::ops::{Add, AddAssign};

use crate::identity::Profile;

use super::Reason;

/// One column of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfileTally {
    /// «Utilisateurs PRONOTE».
    pub base: u64,
    /// «Utilisateurs CAS»; 0 also when the source has no such population, see [`Self::has_source`].
    pub cas: u64,
    /// Whether the CAS side has this population at all: `-` on the screen where it has not, unlike 0.
    pub has_source: bool,
    /// «Utilisateurs rapprochés»: existing and new links.
    pub reconciled: u64,
    /// Of those, the links the base already had.
    pub existing: u64,
}

impl ProfileTally {
    /// «Utilisateurs CAS à rapprocher».
    pub fn to_reconcile(&self) -> u64 {
        self.cas - self.reconciled
    }
}

/// The whole table, and failures by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    profiles: [ProfileTally; Profile::ALL.len()],
    reasons: [u64; Reason::ALL.len()],
}

impl Tally {
    /// One column.
    pub fn profile(&self, profile: Profile) -> &ProfileTally {
        &self.profiles[profile.index()]
    }

    /// One column, to count into.
    pub fn profile_mut(&mut self, profile: Profile) -> &mut ProfileTally {
        &mut self.profiles[profile.index()]
    }

    /// How many failures have this reason.
    pub fn reason(&self, reason: Reason) -> u64 {
        self.reasons[reason as usize]
    }

    /// Counts one failure.
    pub fn count_reason(&mut self, reason: Reason) {
        self.reasons[reason as usize] += 1;
    }

    /// All failures.
    pub fn failures(&self) -> u64 {
        self.reasons.iter().sum()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.profiles.iter_mut().zip(other.profiles) {
            mine.base += theirs.base;
            mine.cas += theirs.cas;
            mine.has_source |= theirs.has_source;
            mine.reconciled += theirs.reconciled;
            mine.existing += theirs.existing;
        }
        for (mine, theirs) in self.reasons.iter_mut().zip(other.reasons) {
            *mine += theirs;
        }
    }
}

impl Add for Tally {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}
