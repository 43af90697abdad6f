//! The counts of the reconciliation screen, mergeable.

use std::ops::{Add, AddAssign};

use crate::identity::{Person, Population, Profile, ProfileSet};

use super::{Outcome, Reason, Verdict};

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
    /// Counts the users of the run, the identities and their outcomes. `sources` are the populations that the ENT's
    /// side has at all; without it, those that occur.
    pub(super) fn of<'a>(
        users: impl Iterator<Item = Person<'a>>,
        cas: &Population,
        sources: Option<ProfileSet>,
        outcomes: &[Outcome],
    ) -> Self {
        let mut tally = Self::default();
        for profile in users.flat_map(|user| user.profiles().iter()) {
            tally.profile_mut(profile).base += 1;
        }
        for profile in cas.people().flat_map(|person| person.profiles().iter()) {
            tally.profile_mut(profile).cas += 1;
        }
        for profile in Profile::ALL {
            let column = tally.profile_mut(profile);
            column.has_source = sources.map_or(column.cas > 0, |sources| sources.contains(profile));
        }
        for outcome in outcomes {
            match (&outcome.verdict, outcome.profile) {
                (Verdict::Failed(failure), _) => tally.count_reason(failure.reason),
                (Verdict::AlreadyLinked { .. }, Some(profile)) => {
                    tally.profile_mut(profile).reconciled += 1;
                    tally.profile_mut(profile).existing += 1;
                }
                (Verdict::Linked(_), Some(profile)) => tally.profile_mut(profile).reconciled += 1,
                (_, None) => {}
            }
        }
        tally
    }

    /// A new link is a failure after all.
    pub(super) fn withdraw(&mut self, profile: Profile, reason: Reason) {
        self.profile_mut(profile).reconciled -= 1;
        self.count_reason(reason);
    }

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
