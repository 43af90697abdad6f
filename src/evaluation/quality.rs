//! A reconciliation held against the truth.
//!
//! Role: counts, per profile, what was linked rightly, wrongly, or not. Input: outcomes and who each identity
//! really is. Output: a [`Quality`], mergeable. Invariant: the engine never sees the truth.

use std::collections::HashMap;
use std::ops::AddAssign;

use crate::identity::{Population, Profile};
use crate::reconcile::{Outcome, Reconciliation, Verdict};

/// The truth about one CAS identity in one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueUser<'a> {
    /// `IDPN` of the user it is; empty when the base does not have it.
    pub idpn: &'a str,
    /// Whether the data tell that user from every other.
    pub decidable: bool,
}

/// Counts over the identities of one profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Identities that are in the base.
    pub in_base: u64,
    /// Of those, the ones that the data can tell from everybody else.
    pub decidable: u64,
    /// Identities that are not in the base.
    pub absent: u64,
    /// Linked with the right user.
    pub right: u64,
    /// Of those, decidable ones.
    pub right_decidable: u64,
    /// Linked with somebody else.
    pub wrong: u64,
}

impl Counts {
    /// Right links over identities that are in the base: recall.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.in_base)
    }

    /// The same over decidable identities alone.
    pub fn recall_decidable(&self) -> f64 {
        ratio(self.right_decidable, self.decidable)
    }

    /// Wrong links over all links.
    pub fn wrong_rate(&self) -> f64 {
        ratio(self.wrong, self.right + self.wrong)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.in_base += other.in_base;
        self.decidable += other.decidable;
        self.absent += other.absent;
        self.right += other.right;
        self.right_decidable += other.right_decidable;
        self.wrong += other.wrong;
    }
}

/// Counts per profile, and how many wrong links the run itself expected.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quality {
    profiles: [Counts; Profile::ALL.len()],
    /// Σ of the links' stated risks.
    pub expected_wrong: f64,
}

impl Quality {
    /// Holds `result` against `truth`, keyed by uid and profile. Identities without truth are left out.
    pub fn of(
        result: &Reconciliation,
        base: &Population,
        cas: &Population,
        truth: &HashMap<(&str, Profile), TrueUser<'_>>,
    ) -> Self {
        let mut quality = Self { expected_wrong: result.expected_wrong_links(), ..Self::default() };
        for outcome in &result.outcomes {
            let Some(profile) = outcome.profile else { continue };
            let Some(&truth) = truth.get(&(cas.person(outcome.cas).id(), profile)) else { continue };
            quality.profiles[profile.index()] += count(outcome, base, truth);
        }
        quality
    }

    /// One profile.
    pub fn profile(&self, profile: Profile) -> &Counts {
        &self.profiles[profile.index()]
    }

    /// All profiles together.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for &counts in &self.profiles {
            total += counts;
        }
        total
    }
}

fn count(outcome: &Outcome, base: &Population, truth: TrueUser<'_>) -> Counts {
    let mut counts = Counts::default();
    if truth.idpn.is_empty() {
        counts.absent = 1;
    } else {
        counts.in_base = 1;
        counts.decidable = truth.decidable.into();
    }
    if let Verdict::Linked(link) = &outcome.verdict {
        if base.person(link.base).id() == truth.idpn {
            counts.right = 1;
            counts.right_decidable = truth.decidable.into();
        } else {
            counts.wrong = 1;
        }
    }
    counts
}
