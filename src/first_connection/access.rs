//! Whether somebody who is recognised may get in.
//!
//! Role: the rules of access, which hold for a known id as for a new one. Input: the policy, a user, what was asserted.
//! Output: yes, or the reason. Invariant: access says nothing about who somebody is, and never makes a link.

use crate::cas::configuration::OtherParents;
use crate::identity::{Guardianship, Profile, Responsibility, Row, Schools};
use crate::matching::decision::Reason;

use super::{FirstConnection, Policy};

impl FirstConnection {
    /// Whether a user gets in as `profile`, `schools` being those that were asserted.
    pub(super) fn check_access(&self, user: Row, profile: Profile, schools: &[String]) -> Result<(), Reason> {
        self.check_profile(profile)?;
        if !self.is_at_school(user, schools) {
            return Err(Reason::OtherSchool);
        }
        if profile == Profile::Parents && !self.policy.admits_parent(self.users.person(user).guardianship()) {
            return Err(Reason::ParentWithoutAccess);
        }
        Ok(())
    }

    /// Whether a user who holds an id still gets in as `profile`: the space is open, they are of this school and, as a parent, among those who
    /// get in.
    ///
    /// # Panics
    /// When the row is not one of the base.
    pub fn admits(&self, user: Row, profile: Profile) -> bool {
        self.users.person(user).profiles().contains(profile) && self.check_access(user, profile, &[]).is_ok()
    }

    /// Whether a user gets in as `profile` past the CAS server, whose delegations then do not matter: they are of this school and, as a parent,
    /// among those who get in.
    ///
    /// # Panics
    /// When the row is not one of the base.
    pub fn admits_directly(&self, user: Row, profile: Profile) -> bool {
        let person = self.users.person(user);
        person.profiles().contains(profile)
            && self.is_at_school(user, &[])
            && (profile != Profile::Parents || self.policy.admits_parent(person.guardianship()))
    }

    /// Whether any web space of `profile` is open.
    pub(super) fn check_profile(&self, profile: Profile) -> Result<(), Reason> {
        if self.policy.open.contains(profile) { Ok(()) } else { Err(Reason::ProfileWithoutAccess) }
    }

    /// Whether the schools that were asserted, if any, contain the base's.
    pub(super) fn admits_schools(&self, asserted: &[String]) -> bool {
        asserted.is_empty()
            || match &self.policy.settings.uai {
                Some(uai) => asserted.iter().any(|code| code == uai.as_str()),
                None => self.pools.knows_any(asserted),
            }
    }

    /// Whether a user's own schools, if any, contain that of the base, and one of those that were asserted.
    fn is_at_school(&self, user: Row, asserted: &[String]) -> bool {
        let own = Schools::parse(self.users.person(user).schools());
        let is_own = |code: &str| own.codes().iter().any(|own| own == code);
        own.codes().is_empty()
            || (self.policy.settings.uai.as_ref().is_none_or(|uai| is_own(uai.as_str()))
                && (asserted.is_empty() || asserted.iter().any(|code| is_own(code))))
    }
}

impl Policy {
    /// «Préférentiels» always; the others by the options. A base that does not tell lets all parents in.
    fn admits_parent(&self, guardianship: Guardianship) -> bool {
        let admits = |option| match option {
            OtherParents::None => false,
            OtherParents::OtherAddress => guardianship.has_other_address(),
            OtherParents::All => true,
        };
        match guardianship.responsibility() {
            Responsibility::Unstated | Responsibility::Preferential => true,
            Responsibility::Legal => admits(self.settings.other_legal_parents),
            Responsibility::InCharge => admits(self.settings.other_parents_in_charge),
            Responsibility::OtherContact => false,
        }
    }
}
