//! Who of a truth is in a run at all.
//!
//! Input: both sides, and what the run is told. Output: answers for a user and for an account. Invariant: whoever the engine compares
//! with anybody is in the run; an account that it compares with nobody is out of it only where its schools are other ones.

use std::collections::HashSet;

use crate::identity::{Population, Profile, Row, Schools};
use crate::matching::RuleSet;
use crate::reconcile::{Options, pools};

/// What the schools leave of a run.
pub(super) struct Scope<'a> {
    base: &'a Population,
    cas: &'a Population,
    /// The one school of the run; without it, every school of the base.
    only: Option<String>,
    schools: HashSet<String>,
    compared: HashSet<(Row, Profile)>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(base: &'a Population, cas: &'a Population, run: &Options) -> Self {
        let only = run.school.as_deref().map(str::to_uppercase);
        let listed = base.school_lists.iter().flat_map(|(_, list)| Schools::parse(list).codes().to_vec());
        let schools = match &only {
            Some(school) => HashSet::from([school.clone()]),
            None => listed.collect(),
        };
        // Which rules does not matter: pools differ by them in users without a name alone.
        let rules = RuleSet::default();
        let mut compared = HashSet::new();
        for profile in Profile::ALL {
            let looking = pools(base, cas, &rules, run, profile).into_iter().flat_map(|pool| pool.identities);
            compared.extend(looking.map(|account| (account, profile)));
        }
        Self { base, cas, only, schools, compared }
    }

    /// Whether an account is in the run: all others end as «other school».
    pub(super) fn has_account(&self, account: Row, profile: Profile) -> bool {
        self.compared.contains(&(account, profile)) || {
            let codes = Schools::parse(self.cas.person(account).schools());
            codes.codes().is_empty() || codes.codes().iter().any(|code| self.schools.contains(code))
        }
    }

    /// Whether a user is: with a school given, only its own users are, and those who carry none.
    pub(super) fn has_user(&self, user: Row) -> bool {
        self.only.as_ref().is_none_or(|only| {
            let codes = Schools::parse(self.base.person(user).schools());
            codes.codes().is_empty() || codes.codes().contains(only)
        })
    }
}
