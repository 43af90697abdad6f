//! One person, now: the first connection.
//!
//! Role: whom a CAS reply lets in, as which users of the base, or why nobody. Input: a base in memory, a rule set, a
//! [`Policy`], then replies that vouch for somebody. Output: an [`Outcome`]. Invariants: resolving changes nothing and
//! takes microseconds; who answers for a link is [`FirstConnection::bind`], after a store has accepted it; a link needs
//! what a batch asks for at less risk, since nobody sees here who else asks for the same user; nothing that
//! [`Answer`] tells the person depends on who is in the base.
//!
//! The way of a reply: the common id is known ([`ids`]) → in. Else by the mode: the identity that was asserted is
//! searched in the pools of its profiles and schools ([`pools`], [`identity`]); or the PRONOTE identifier is looked up;
//! or PRONOTE's own login tells; or nobody gets in. A failed identity may come back corrected ([`correction`]). Whoever
//! is recognised gets in if the school, the profile and, for parents, the responsibility allow it ([`access`]).

mod access;
mod answer;
mod correction;
mod identity;
mod ids;
mod outcome;
mod policy;
mod pools;
mod trial;

pub use crate::cas::model::Client;
pub use answer::Answer;
pub use correction::Correction;
pub use outcome::{Access, Admission, Basis, Case, Drift, Evidence, Outcome, Refusal, Rejected, WhyRejected};
pub use policy::{Policy, PolicyError};
pub use trial::{OTHER_USER, Tried};

use crate::cas::model::FirstConnectionMode;
use crate::cas::response::Validated;
use crate::identity::{Flaws, Population, Row};
use crate::matching::decision::{Candidate, Reason};
use crate::matching::{Form, Forms, Lexicon, PreparedBase, Rarities, RuleSet};

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
    rules: RuleSet,
    policy: Policy,
    pools: Pools,
    ids: Ids,
    /// Per name of the lexicon, by its key, whether anybody of the base bears it in this role.
    borne: Borne,
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
        let nobody = crate::identity::Interner::new();
        let (lexicon, forms, _) = Lexicon::build(&users.names, &nobody);
        let rarities = Rarities::count(&lexicon, &users, &forms);
        let school = policy.settings.uai.as_ref().map(|uai| uai.as_str());
        let base = PreparedBase { users: &users, lexicon: &lexicon, forms: &forms, rarities: &rarities };
        let (pools, ids) = rayon::join(|| Pools::new(base, &rules, school), || Ids::new(&users));
        let borne = Borne::count(base);
        Self { users, lexicon, forms, rarities, rules, policy, pools, ids, borne }
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

    /// Whom a reply lets in whose owner has also logged in to PRONOTE, as `user`: the end of a double authentication.
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

    /// From now on, these users hold `id`. Called once whatever keeps the links has accepted them.
    ///
    /// # Panics
    /// When a row is not one of the base.
    pub fn bind(&mut self, id: &str, users: impl IntoIterator<Item = Row>) {
        for user in users {
            assert!((user as usize) < self.users.len(), "a row of the base");
            self.ids.bind(id, user);
        }
    }

    /// The way of somebody whose id is known: in, as far as access goes.
    fn grant(&self, id: &str, holders: &[Row], reply: &Validated) -> Outcome {
        if self.are_two_people(holders) {
            return Outcome::failed(Some(id), Case::new(None, Reason::IdConflict));
        }
        let asserted = self.asserted_by_any_mode(reply);
        if !self.admits_schools(asserted.as_ref()) {
            return Outcome::failed(Some(id), Case::new(None, Reason::OtherSchool));
        }
        let (mut accesses, mut refused) = self.accesses(holders, &Basis::KnownId);
        let drift = asserted.as_ref().map(|asserted| self.drift(holders, asserted)).unwrap_or_default();
        // A teacher who has become a parent of the school: the other profile is searched as for a newcomer.
        let is_sound = |asserted: &&Asserted| drift.is_empty() && self.check_asserted(asserted).is_ok();
        if let Some(asserted) = asserted.as_ref().filter(is_sound) {
            let held = |profile| holders.iter().any(|&row| self.users.person(row).profiles().contains(profile));
            let others = asserted.profiles.iter().filter(|&profile| !held(profile)).collect();
            let (new, failed) = self.identify(asserted, others);
            accesses.extend(new);
            refused.extend(failed);
        }
        self.admit(id, accesses, refused, drift)
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
        let asserted = self.asserted_by_any_mode(reply);
        if !self.admits_schools(asserted.as_ref()) {
            return fail(Reason::OtherSchool);
        }
        let (accesses, refused) = self.accesses(rows, &basis);
        let drift = asserted.map(|asserted| self.drift(rows, &asserted)).unwrap_or_default();
        self.admit(id, accesses, refused, drift)
    }

    /// Lets in by the accesses there are, or fails with what stands against each.
    fn admit(&self, id: &str, mut accesses: Vec<Access>, refused: Vec<Case>, drift: Vec<Drift>) -> Outcome {
        if accesses.is_empty() {
            return Outcome::failed_with(Some(id), refused);
        }
        accesses.sort_by_key(|access| access.profile);
        let is_known = accesses.iter().any(|access| !access.basis.is_new());
        let admission = Admission { id: id.to_owned(), accesses, refused, drift };
        if is_known { Outcome::Granted(admission) } else { Outcome::Linked(admission) }
    }

    /// Every profile of some rows: as what they get in, and what does not open.
    fn accesses(&self, rows: &[Row], basis: &Basis) -> (Vec<Access>, Vec<Case>) {
        let (mut accesses, mut refused) = (Vec::new(), Vec::new());
        for &user in rows {
            for profile in self.users.person(user).profiles().iter() {
                match self.check_access(user, profile) {
                    Ok(()) => accesses.push(Access { user, profile, basis: basis.clone() }),
                    Err(reason) => refused.push(Case::new(Some(profile), reason)),
                }
            }
        }
        (accesses, refused)
    }

    /// Whether rows with one identifier stand for two people: two rows of one profile, or two names. One person with
    /// two profiles may have a row for each.
    fn are_two_people(&self, rows: &[Row]) -> bool {
        let name = |row: Row| {
            let person = self.users.person(row);
            let key = |form: Form| self.lexicon.key(form);
            (key(self.forms.of(person.family_symbol())), key(self.forms.of(person.given_symbol())))
        };
        let mut profiles = crate::identity::ProfileSet::EMPTY;
        rows.iter().any(|&row| {
            let own = self.users.person(row).profiles();
            let shared = own.iter().any(|profile| profiles.contains(profile));
            profiles = profiles.union(own);
            shared || name(row) != name(rows[0])
        })
    }

    fn base(&self) -> PreparedBase<'_> {
        PreparedBase { users: &self.users, lexicon: &self.lexicon, forms: &self.forms, rarities: &self.rarities }
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
