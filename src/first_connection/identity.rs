//! Recognising somebody by the identity that the CAS server asserts.
//!
//! Role: asserted attributes in, one access or one case per profile out. Invariant: only what was asserted is looked
//! at; what is missing in it (a name, a readable date, a known profile) is the reason before anybody is searched.

use crate::cas::model::{FirstConnectionMode, IdentityAttributes};
use crate::cas::response::{AssertedIdentity, ResponseError, Validated, asserted_identity, asserted_schools};
use crate::formats::ProfileMap;
use crate::identity::{Profile, ProfileSet, Row};
use crate::matching::decision::{Candidate, Claim, Finding, Judge, Prior, Reason, Ruling, ScoredUser, check_flaws};
use crate::matching::{Comparison, Facts, Field, Guests, Level, Lexicon, Names};
use crate::normalize::{fold, foreign_letter, is_placeholder_family, is_placeholder_given, missing_part};

use super::contests::Visitor;
use super::pools::Query;
use super::{Access, Basis, Case, Drift, Evidence, FirstConnection, Outcome};

/// An asserted identity, with the profiles that its values stand for.
pub(super) struct Asserted {
    pub(super) identity: AssertedIdentity,
    pub(super) profiles: ProfileSet,
}

/// The normal forms of an identity, those that the base has not seen beside its lexicon.
pub(super) struct Guest {
    pub(super) guests: Guests,
    pub(super) facts: Facts,
    /// The profiles that were asserted, as far as they are understood.
    pub(super) profiles: ProfileSet,
}

impl Guest {
    pub(super) fn new(lexicon: &Lexicon, identity: &AssertedIdentity, profiles: ProfileSet) -> Self {
        let mut guests = Guests::default();
        let mut form = |name: &str| guests.receive(lexicon, name);
        let facts = Facts {
            family: form(&identity.family),
            given: form(&identity.given),
            birth_family: form(evidence(&identity.birth_family, is_placeholder_family)),
            other_given: form(evidence(&identity.other_given, is_placeholder_given)),
            // An unreadable date has been told before anybody is compared; for drift it says nothing.
            birth_date: identity.birth_date.clone().unwrap_or_default(),
            postcode: identity.postcode,
            sex: identity.sex,
        };
        Self { guests, facts, profiles }
    }

    pub(super) fn names<'a>(&'a self, lexicon: &'a Lexicon) -> Names<'a> {
        Names::with_guests(lexicon, &self.guests)
    }
}

/// A name that is only evidence, or nothing where it is a placeholder.
fn evidence(name: &str, is_placeholder: fn(&str) -> bool) -> &str {
    if is_placeholder(&fold(name)) { "" } else { name }
}

/// Returns true if the family or the given name is missing; a placeholder such as «INCONNU» counts as missing.
fn is_nameless(identity: &AssertedIdentity) -> bool {
    missing_part(&fold(&identity.family), &fold(&identity.given)).is_some()
}

impl FirstConnection {
    /// Reads an identity by the model's attributes.
    pub(super) fn asserted(&self, reply: &Validated, attributes: &IdentityAttributes) -> Result<Asserted, Reason> {
        let identity = asserted_identity(reply, &self.policy.attributes).map_err(|error| match error {
            ResponseError::Ambiguous { attribute } if attribute == self.policy.attributes.birth_date => {
                Reason::InvalidBirthDate
            }
            // Two names are none.
            _ => Reason::MissingName,
        })?;
        let (profiles, _) = attributes.profiles.profiles_of(&identity.profile_values.join(";"));
        Ok(Asserted { identity, profiles })
    }

    /// Reads what is sent of an identity in whatever mode, to be compared with somebody who is known otherwise; and the
    /// schools, which count even where the rest makes no identity.
    pub(super) fn asserted_with_schools(&self, reply: &Validated) -> (Option<Asserted>, Vec<String>) {
        let asserted = match &self.policy.mode {
            FirstConnectionMode::Identity(attributes) => self.asserted(reply, attributes).ok(),
            _ => asserted_identity(reply, &self.policy.attributes)
                .ok()
                .map(|identity| Asserted { identity, profiles: ProfileSet::EMPTY }),
        };
        let schools = asserted.as_ref().map(|asserted| asserted.identity.schools.clone());
        let schools = schools.unwrap_or_else(|| asserted_schools(reply));
        (asserted, schools)
    }

    /// Resolves a visitor with an unknown id by the asserted identity.
    pub(super) fn by_identity(&self, id: &str, asserted: &Asserted) -> Outcome {
        if let Err(reason) = self.check_asserted(asserted, &asserted.identity.schools) {
            return Outcome::failed(Some(id), Case::new(None, reason));
        }
        let visitor = Visitor::new(id, &asserted.identity);
        let (found, mut refused) = self.identify(&visitor, asserted, asserted.profiles);
        let accesses = self.keep_one_person(&[], found, &mut refused);
        self.link(id, accesses, refused, Vec::new())
    }

    /// Returns the users that an administrator may choose from. The asserted identity decides, whatever the mode and the accesses
    /// are. Users are of the profiles that the reply names, or of all profiles if it names no known one. The best user of each profile
    /// comes first.
    pub fn suggest(&self, reply: &Validated) -> Vec<(Profile, Candidate)> {
        let (Some(asserted), _) = self.asserted_with_schools(reply) else { return Vec::new() };
        let identity = &asserted.identity;
        if is_placeholder_family(&fold(&identity.family)) && is_placeholder_given(&fold(&identity.given)) {
            return Vec::new();
        }
        let usual = || ProfileMap::default().profiles_of(&identity.profile_values.join(";")).0;
        let understood = if asserted.profiles.is_empty() { usual() } else { asserted.profiles };
        let profiles: Vec<Profile> =
            if understood.is_empty() { Profile::ALL.to_vec() } else { understood.iter().collect() };
        let guest = Guest::new(&self.lexicon, identity, asserted.profiles);
        let of_profile = |profile| {
            let finding = self.find(profile, &guest, &identity.schools);
            self.mark_taken(finding.candidates(Candidate::SHOWN, false))
                .into_iter()
                .map(move |candidate| (profile, candidate))
        };
        profiles.into_iter().flat_map(of_profile).collect()
    }

    /// Whether enough was asserted to search anybody at all.
    pub(super) fn check_asserted(&self, asserted: &Asserted, schools: &[String]) -> Result<(), Reason> {
        if asserted.profiles.is_empty() {
            Err(Reason::NoProfile)
        } else if !self.admits_schools(schools) {
            Err(Reason::OtherSchool)
        } else if is_nameless(&asserted.identity) {
            Err(Reason::MissingName)
        } else if foreign_letter([&*asserted.identity.family, &*asserted.identity.given]).is_some() {
            Err(Reason::MixedScripts)
        } else if asserted.identity.birth_date.is_err() {
            Err(Reason::InvalidBirthDate)
        } else {
            Ok(())
        }
    }

    /// Searches the given profiles; one access or one case each.
    pub(super) fn identify(
        &self,
        visitor: &Visitor<'_>,
        asserted: &Asserted,
        profiles: ProfileSet,
    ) -> (Vec<Access>, Vec<Case>) {
        let guest = Guest::new(&self.lexicon, &asserted.identity, asserted.profiles);
        let (mut accesses, mut refused) = (Vec::new(), Vec::new());
        for profile in profiles.iter() {
            match self.identify_as(visitor, profile, &guest) {
                Ok(access) => accesses.push(access),
                Err(case) => refused.push(case),
            }
        }
        (accesses, refused)
    }

    fn identify_as(&self, visitor: &Visitor<'_>, profile: Profile, guest: &Guest) -> Result<Access, Case> {
        let schools = &visitor.asserted.schools;
        // A closed profile is not searched: nothing of the base is looked at for it.
        self.check_profile(profile).map_err(|reason| Case::new(Some(profile), reason))?;
        let finding = self.find(profile, guest, schools);
        let case = |reason| Case {
            profile: Some(profile),
            reason,
            candidates: self.mark_taken(finding.candidates(Candidate::SHOWN, reason == Reason::WrongProfile)),
        };
        let (user, evidence) = self.decide(profile, &finding).map_err(case)?;
        if !evidence.says_more_than_names(schools) {
            return Err(case(Reason::ToConfirm));
        }
        self.contests.check(visitor, user).map_err(case)?;
        self.check_access(user, profile, schools).map_err(case)?;
        Ok(Access { user, profile, basis: Basis::Identity(evidence) })
    }

    /// Finds the candidates of a visitor with their probabilities. The alternatives of a candidate are the others, and no user at all.
    pub(super) fn find(&self, profile: Profile, guest: &Guest, schools: &[String]) -> Finding {
        let query = self.query(profile, guest, schools);
        let is_free = |row| self.check_user(row).is_ok();
        let mut finding = self.pools.search(query, is_free);
        let decision = &self.rules.decision;
        self.weigh_wrong_profile(profile, guest, schools, &mut finding);
        // Whether the ENT still has the account that a bound user is linked with is not known here.
        let is_bound = |user| self.ids.is_bound(self.users.person(user));
        let claim_of = |user| Claim::Vacant(if is_bound(user) { decision.stale_id } else { 1.0 });
        Prior::before(decision, finding.pool).weigh(decision, &mut finding, claim_of);
        let total = 1.0 + finding.edges.iter().map(|edge| edge.odds).sum::<f64>();
        for edge in &mut finding.edges {
            edge.probability = if total.is_finite() { edge.odds / total } else { 0.0 };
        }
        finding
    }

    /// Fills in the odds, against «nobody in the base», that an account is filed under another profile than its owner's.
    ///
    /// Adults may have two profiles, and a row for each: one who bears both names exactly has no rival in another profile of
    /// adults.
    fn weigh_wrong_profile(&self, profile: Profile, guest: &Guest, schools: &[String], finding: &mut Finding) {
        let is_exact = |edge: &ScoredUser, field| edge.comparison.field(field).level == Level::Exact;
        let has_exact = finding.edges.iter().any(|edge| is_exact(edge, Field::Family) && is_exact(edge, Field::Given));
        let of_profile = |other| {
            let evidence = self.date_kinds.evidence(guest.facts.birth_date, profile, other);
            self.pools.of_wrong_profile(self.query(other, guest, schools), profile, evidence)
        };
        let is_rival = |other: &Profile| {
            let are_adults = profile != Profile::Pupils && *other != Profile::Pupils;
            *other != profile && !guest.profiles.contains(*other) && !(are_adults && has_exact)
        };
        finding.add_of_other_profile(Profile::ALL.into_iter().filter(is_rival).flat_map(of_profile));
    }

    /// The user to link, or why nobody.
    pub(super) fn decide(&self, profile: Profile, finding: &Finding) -> Result<(Row, Evidence), Reason> {
        self.decide_within(profile, finding, self.rules.decision.max_online_risk.min(self.rules.decision.max_link_risk))
    }

    /// The user who is the one, at no more than a risk.
    pub(super) fn decide_within(
        &self,
        profile: Profile,
        finding: &Finding,
        max_risk: f64,
    ) -> Result<(Row, Evidence), Reason> {
        let check_user = |row| self.check_user(row);
        match (Judge { rules: &self.rules, profile, max_risk, check_user: &check_user }).rule(finding) {
            Ruling::Fail(reason) => Err(reason),
            Ruling::Link { candidate, rule } => {
                let edge = finding.edges[candidate];
                let risk = 1.0 - edge.probability;
                // In a run, a list of rules says itself what it links; nobody alone at the door is as well known.
                if risk > max_risk {
                    return Err(Reason::ToConfirm);
                }
                let evidence = Evidence { comparison: edge.comparison, margin: finding.lead(candidate), risk, rule };
                Ok((edge.user, evidence))
            }
        }
    }

    /// Whether a user may be linked at all, or why not.
    fn check_user(&self, row: Row) -> Result<(), Reason> {
        let person = self.users.person(row);
        if self.ids.is_bound(person) { Err(Reason::AlreadyLinked) } else { check_flaws(person) }
    }

    /// Which of the users with a known id say something else than what was asserted.
    pub(super) fn drift(&self, holders: &[Row], asserted: &Asserted) -> Vec<Drift> {
        if is_nameless(&asserted.identity) {
            return Vec::new();
        }
        let guest = Guest::new(&self.lexicon, &asserted.identity, asserted.profiles);
        let compare = |&user: &Row| Some(Drift { user, comparison: self.compare(user, &guest)? });
        holders.iter().filter_map(compare).filter(Drift::is_noteworthy).collect()
    }

    /// How far a user agrees with what was asserted; nothing for one without a profile.
    fn compare(&self, user: Row, guest: &Guest) -> Option<Comparison> {
        let profile = self.users.person(user).profiles().iter().next()?;
        Some(self.pools.compare(self.query(profile, guest, &[]), user))
    }

    fn query<'a>(&'a self, profile: Profile, guest: &'a Guest, schools: &'a [String]) -> Query<'a> {
        Query {
            base: self.base(),
            names: guest.names(&self.lexicon),
            rules: &self.rules,
            profile,
            facts: &guest.facts,
            schools,
        }
    }
}
