//! One person, now: the first connection.
//!
//! Role: finds the users of the base that a CAS reply lets in, or the reason for a refusal. Input: a base in memory, a rule set, a
//! [`Policy`], then replies that vouch for somebody. Output: an [`Outcome`]. Invariants: resolving changes nothing and
//! takes microseconds; who answers for a link is [`FirstConnection::bind`], after a store has accepted it; a link needs
//! what a batch asks for at less risk, since nobody sees here who else asks for the same user; nothing that
//! [`Answer`] tells the person depends on who is in the base.
//!
//! The way of a reply: the common id is known ([`ids`]) → in. Else by the mode: the identity that was asserted is
//! searched in the pools of its profiles and schools ([`pools`], [`identity`]); or the PRONOTE identifier is looked up;
//! or PRONOTE's own login tells; or nobody gets in. A failed identity may come back corrected ([`correction`]). Whoever
//! is recognised gets in if the school, the profile and, for parents, the responsibility allow it ([`access`]). Users and accounts
//! that a run left undecided are not linked by an identity ([`contests`]).

mod access;
mod answer;
mod contests;
mod correction;
mod identity;
mod ids;
mod one_person;
mod outcome;
mod policy;
mod pools;
mod trial;

pub use crate::cas::model::Client;
pub use answer::Answer;
pub use contests::{Contest, ContestedAccount};
pub use correction::Correction;
pub use outcome::{Access, Admission, Basis, Case, Drift, Evidence, Outcome, Refusal, Rejected, WhyRejected};
pub use policy::{Policy, PolicyError};
pub use trial::{OTHER_USER, Tried};

use crate::cas::model::FirstConnectionMode;
use crate::cas::response::Validated;
use crate::identity::{Flaws, Interner, Population, Profile, ProfileSet, Row};
use crate::matching::decision::{Candidate, Reason};
use crate::matching::{DateKinds, FillerDates, Forms, Lexicon, PreparedBase, Rarities, RuleSet};

use contests::{Contests, Visitor};
use identity::Asserted;
use ids::Ids;
use pools::Pools;

/// Resolves first connections against one base.
#[derive(Debug)]
pub struct FirstConnection {
    users: Population,
    lexicon: Lexicon,
    forms: Forms,
    rarities: Rarities,
    /// The birth dates of the base that stand for «not known».
    fillers: FillerDates,
    /// The kinds of birth dates that each profile of the base has.
    date_kinds: DateKinds,
    rules: RuleSet,
    policy: Policy,
    pools: Pools,
    ids: Ids,
    contests: Contests,
    /// Per name of the lexicon, by its key, whether anybody of the base bears it in this role.
    borne: Borne,
}

/// A link that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// A user holds another id.
    #[error("the user at row {user} holds another id")]
    UserTaken {
        /// The user.
        user: Row,
    },
    /// The id is somebody else's, or would be two people's.
    #[error("the id is that of another person")]
    IdTaken,
}

/// Names that people of the base bear.
#[derive(Debug)]
struct Borne {
    family: Vec<bool>,
    given: Vec<bool>,
}

impl FirstConnection {
    /// Prepares a base: folds its names, counts them and builds the indexes.
    pub fn new(users: Population, rules: RuleSet, policy: Policy) -> Self {
        let nobody = Interner::new();
        let (lexicon, forms, _) = Lexicon::build(&users.names, &nobody);
        let rarities = Rarities::count(&lexicon, &users, &forms, &rules.decision);
        let school = policy.settings.uai.as_ref().map(|uai| uai.as_str());
        let fillers = FillerDates::by(&rules.decision, &users);
        let date_kinds = DateKinds::count(&users);
        let base =
            PreparedBase { users: &users, lexicon: &lexicon, forms: &forms, rarities: &rarities, fillers: &fillers };
        let (pools, ids) = rayon::join(|| Pools::new(base, &rules, school), || Ids::new(&users));
        let borne = Borne::count(base);
        let contests = Contests::default();
        Self { users, lexicon, forms, rarities, fillers, date_kinds, rules, policy, pools, ids, contests, borne }
    }

    /// The base, whose rows outcomes name.
    pub fn users(&self) -> &Population {
        &self.users
    }

    /// The rules that decide.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// How first connections are dealt with.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whom a reply lets in.
    pub fn resolve(&self, reply: &Validated) -> Outcome {
        let Ok(id) = reply.common_id(self.policy.id_attribute.as_deref()) else {
            return Outcome::failed(None, Case::new(None, Reason::IdConflict));
        };
        let holders = self.ids.holders(&self.users, id);
        if !holders.is_empty() {
            return self.grant(id, &holders, reply);
        }
        match &self.policy.mode {
            FirstConnectionMode::Identity(attributes) => match self.asserted(reply, attributes) {
                Ok(asserted) => self.by_identity(id, &asserted),
                Err(reason) => Outcome::failed(Some(id), Case::new(None, reason)),
            },
            FirstConnectionMode::PronoteIdentifier { .. } => self.by_pronote_identifier(id, reply),
            FirstConnectionMode::DoubleAuthentication => Outcome::NeedsPronoteLogin { id: id.to_owned() },
            FirstConnectionMode::RefuseAccess => Outcome::failed(Some(id), Case::new(None, Reason::UnknownId)),
        }
    }

    /// Whom a reply lets in whose owner has also logged in to PRONOTE, as `users`: the end of a double authentication.
    /// A person with several profiles may have a row for each, all of which are asked for.
    ///
    /// # Panics
    /// When a row is not one of the base.
    pub fn logged_in(&self, reply: &Validated, users: &[Row]) -> Outcome {
        let Ok(id) = reply.common_id(self.policy.id_attribute.as_deref()) else {
            return Outcome::failed(None, Case::new(None, Reason::IdConflict));
        };
        let holders = self.ids.holders(&self.users, id);
        if holders.is_empty() {
            return self.link_rows(id, users, reply, Basis::PronoteLogin);
        }
        // Whoever holds the id already is somebody; a login as another person is a contradiction.
        if users.iter().all(|user| holders.contains(user)) {
            self.grant(id, &holders, reply)
        } else {
            Outcome::failed(Some(id), Case::new(None, Reason::IdConflict))
        }
    }

    /// The rows of the one person who has a PRONOTE identifier, one for each profile maybe; `None` where nobody has it, or two people do.
    pub fn person_of_pronote_id(&self, id: &str) -> Option<Vec<Row>> {
        let rows = self.ids.of_pronote(&self.users, id);
        let is_indistinct = |row: &Row| self.users.person(*row).flaws().contains(Flaws::DUPLICATE_ID);
        (!rows.is_empty() && !rows.iter().any(is_indistinct) && !self.are_two_people(&rows)).then_some(rows)
    }

    /// Whether a user holds a common id: in the base as it was read, or since.
    ///
    /// # Panics
    /// When the row is not one of the base.
    pub fn is_bound(&self, user: Row) -> bool {
        self.ids.is_bound(self.users.person(user))
    }

    /// The common id that a user holds: in the base as it was read, or since.
    ///
    /// # Panics
    /// When the row is not one of the base.
    pub fn id_of(&self, user: Row) -> Option<&str> {
        self.ids.id_of(self.users.person(user))
    }

    /// The users who hold a common id, in ascending order.
    pub fn holders(&self, id: &str) -> Vec<Row> {
        self.ids.holders(&self.users, id)
    }

    /// The profiles that the values of a reply stand for; none where the mode does not go by an identity, or what was sent is
    /// none.
    pub fn profiles_sent(&self, reply: &Validated) -> ProfileSet {
        match &self.policy.mode {
            FirstConnectionMode::Identity(attributes) => {
                self.asserted(reply, attributes).map_or(ProfileSet::EMPTY, |asserted| asserted.profiles)
            }
            _ => ProfileSet::EMPTY,
        }
    }

    /// From now on, these users hold `id`. Called once whatever keeps the links has accepted them; all of them or none.
    ///
    /// # Errors
    /// [`BindError`] when a user holds another id, or the id would be two people's: two requests may have been told
    /// the same, and the second to come back is refused.
    ///
    /// # Panics
    /// When a row is not one of the base.
    pub fn bind(&mut self, id: &str, users: &[Row]) -> Result<(), BindError> {
        for user in self.check_bind(id, users)? {
            self.ids.bind(id, user);
        }
        Ok(())
    }

    /// Whether [`Self::bind`] would take them; returns those who do not hold the id yet. For whoever has to know before the links are
    /// kept.
    ///
    /// # Errors
    /// As [`Self::bind`].
    ///
    /// # Panics
    /// When a row is not one of the base.
    pub fn check_bind(&self, id: &str, users: &[Row]) -> Result<Vec<Row>, BindError> {
        let mut holders = self.ids.holders(&self.users, id);
        let new: Vec<Row> = users.iter().copied().filter(|user| !holders.contains(user)).collect();
        if let Some(&user) = new.iter().find(|&&user| self.ids.is_bound(self.users.person(user))) {
            return Err(BindError::UserTaken { user });
        }
        holders.extend(&new);
        if self.are_two_people(&holders) {
            return Err(BindError::IdTaken);
        }
        Ok(new)
    }

    /// The way of somebody whose id is known: in, as far as access goes.
    fn grant(&self, id: &str, holders: &[Row], reply: &Validated) -> Outcome {
        let fail = |reason| Outcome::failed(Some(id), Case::new(None, reason));
        if self.are_two_people(holders) {
            return fail(Reason::IdConflict);
        }
        let (asserted, schools) = self.asserted_with_schools(reply);
        if !self.admits_schools(&schools) {
            return fail(Reason::OtherSchool);
        }
        let (mut accesses, mut refused) = self.accesses(holders, asserted.as_ref(), &schools, &Basis::KnownId);
        let drift = asserted.as_ref().map(|asserted| self.drift(holders, asserted)).unwrap_or_default();
        // A teacher who has become a parent of the school: the other profile is searched as for a newcomer.
        let held = |profile| holders.iter().any(|&row| self.users.person(row).profiles().contains(profile));
        let is_comparable = holders.iter().all(|&row| !self.users.person(row).profiles().is_empty());
        let is_sound =
            |asserted: &&Asserted| is_comparable && drift.is_empty() && self.check_asserted(asserted, &schools).is_ok();
        if let Some(asserted) = asserted.as_ref().filter(is_sound) {
            let others = asserted.profiles.iter().filter(|&profile| !held(profile)).collect();
            let (new, failed) = self.identify(&Visitor::new(id, &asserted.identity), asserted, others);
            refused.extend(failed);
            accesses.extend(self.keep_one_person(holders, new, &mut refused));
        }
        match self.admission(id, accesses, refused, drift) {
            Ok(admission) => Outcome::Granted(admission),
            Err(cases) => Outcome::failed_with(Some(id), cases),
        }
    }

    fn by_pronote_identifier(&self, id: &str, reply: &Validated) -> Outcome {
        let attribute = self.policy.mode.identifier_attribute().unwrap_or_default();
        let reason = match reply.attributes.single(attribute) {
            Err(_) => Reason::IdConflict,
            Ok(None) => Reason::UnknownId,
            Ok(Some(sent)) => {
                let rows = self.ids.of_pronote(&self.users, sent);
                if !rows.is_empty() {
                    return self.link_rows(id, &rows, reply, Basis::PronoteIdentifier);
                }
                Reason::UnknownId
            }
        };
        Outcome::failed(Some(id), Case::new(None, reason))
    }

    /// Links rows that an identifier or a login points to, all of them one person's.
    fn link_rows(&self, id: &str, rows: &[Row], reply: &Validated, basis: Basis) -> Outcome {
        let fail = |reason| Outcome::failed(Some(id), Case::new(None, reason));
        let is_duplicate = |&row: &Row| self.users.person(row).flaws().contains(Flaws::DUPLICATE_ID);
        if rows.is_empty() || self.are_two_people(rows) || rows.iter().any(is_duplicate) {
            return fail(Reason::IdConflict);
        }
        if rows.iter().any(|&row| self.ids.is_bound(self.users.person(row))) {
            return fail(Reason::AlreadyLinked);
        }
        let (asserted, schools) = self.asserted_with_schools(reply);
        if !self.admits_schools(&schools) {
            return fail(Reason::OtherSchool);
        }
        let (accesses, refused) = self.accesses(rows, asserted.as_ref(), &schools, &basis);
        let drift = asserted.map(|asserted| self.drift(rows, &asserted)).unwrap_or_default();
        self.link(id, accesses, refused, drift)
    }

    /// Links, or fails with what stands against each profile.
    fn link(&self, id: &str, accesses: Vec<Access>, refused: Vec<Case>, drift: Vec<Drift>) -> Outcome {
        match self.admission(id, accesses, refused, drift) {
            Ok(admission) => Outcome::Linked(admission),
            Err(cases) => Outcome::failed_with(Some(id), cases),
        }
    }

    /// Lets in by the accesses there are; without any, what stands against each profile.
    fn admission(
        &self,
        id: &str,
        mut accesses: Vec<Access>,
        mut refused: Vec<Case>,
        drift: Vec<Drift>,
    ) -> Result<Admission, Vec<Case>> {
        if accesses.is_empty() {
            if refused.is_empty() {
                // The id is a user's who is nothing that was asserted.
                refused.push(Case::new(None, Reason::IdConflict));
            }
            return Err(refused);
        }
        accesses.sort_by_key(|access| access.profile);
        Ok(Admission { id: id.to_owned(), accesses, refused, drift })
    }

    /// Every profile of some rows: as what they get in, and what does not open. Profiles that were not asserted, where
    /// any were, stay shut.
    fn accesses(
        &self,
        rows: &[Row],
        asserted: Option<&Asserted>,
        schools: &[String],
        basis: &Basis,
    ) -> (Vec<Access>, Vec<Case>) {
        let asserted = asserted.map(|asserted| asserted.profiles).filter(|profiles| !profiles.is_empty());
        let is_asserted = |&profile: &Profile| asserted.is_none_or(|profiles| profiles.contains(profile));
        let (mut accesses, mut refused) = (Vec::new(), Vec::new());
        for &user in rows {
            for profile in self.users.person(user).profiles().iter().filter(is_asserted) {
                match self.check_access(user, profile, schools) {
                    Ok(()) => accesses.push(Access { user, profile, basis: basis.clone() }),
                    Err(reason) => refused.push(Case::new(Some(profile), reason)),
                }
            }
        }
        (accesses, refused)
    }

    fn base(&self) -> PreparedBase<'_> {
        PreparedBase {
            users: &self.users,
            lexicon: &self.lexicon,
            forms: &self.forms,
            rarities: &self.rarities,
            fillers: &self.fillers,
        }
    }

    /// Tells the administrator which candidates hold an id already.
    fn mark_taken(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        for candidate in &mut candidates {
            candidate.taken = self.ids.is_bound(self.users.person(candidate.base));
        }
        candidates
    }
}

impl Borne {
    fn count(base: PreparedBase<'_>) -> Self {
        let mut borne =
            Self { family: vec![false; base.lexicon.key_count()], given: vec![false; base.lexicon.key_count()] };
        let key = |symbol| base.lexicon.key(base.forms.of(symbol));
        for person in base.users.people() {
            borne.family[key(person.family_symbol())] = true;
            borne.family[key(person.birth_family_symbol())] = true;
            borne.given[key(person.given_symbol())] = true;
        }
        borne
    }
}
