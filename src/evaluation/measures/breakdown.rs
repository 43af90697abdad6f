//! Counts by profile and by class of damage.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::Counts;
use crate::evaluation::assessment::Judged;
use crate::identity::Profile;

/// [`Counts`] per profile and class of damage; every sum over them is taken when it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breakdown {
    cells: BTreeMap<(Profile, u16), Counts>,
}

impl Breakdown {
    /// Counts judged identities.
    pub fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut breakdown = Self::default();
        for judged in judged {
            *breakdown.cells.entry((judged.profile, judged.case)).or_default() += Counts::of(judged);
        }
        breakdown
    }

    /// All together.
    pub fn total(&self) -> Counts {
        self.cells.values().copied().sum()
    }

    /// One profile.
    pub fn profile(&self, profile: Profile) -> Counts {
        self.sum(|at, _| at == profile)
    }

    /// One class of damage, an index into [`Assessment::cases`](crate::evaluation::assessment::Assessment::cases).
    pub fn case(&self, case: u16) -> Counts {
        self.sum(|_, at| at == case)
    }

    /// One class in one profile.
    pub fn cell(&self, profile: Profile, case: u16) -> Counts {
        self.cells.get(&(profile, case)).copied().unwrap_or_default()
    }

    /// The profiles that occur, in order.
    pub fn profiles(&self) -> impl Iterator<Item = Profile> {
        Profile::ALL.into_iter().filter(|&profile| self.cells.keys().any(|&(at, _)| at == profile))
    }

    /// Every combination that occurs, by profile, then class.
    pub fn cells(&self) -> impl Iterator<Item = (Profile, u16, Counts)> {
        self.cells.iter().map(|(&(profile, case), &counts)| (profile, case, counts))
    }

    fn sum(&self, is_wanted: impl Fn(Profile, u16) -> bool) -> Counts {
        self.cells().filter(|&(profile, case, _)| is_wanted(profile, case)).map(|(_, _, counts)| counts).sum()
    }
}

impl AddAssign for Breakdown {
    fn add_assign(&mut self, other: Self) {
        for (cell, counts) in other.cells {
            *self.cells.entry(cell).or_default() += counts;
        }
    }
}
