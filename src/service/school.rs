//! One school in memory: configuration, rules, and the engine over its base.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use foldhash::HashMap;

use crate::cas::configuration::{CasDelegation, Configuration, WebSpace};
use crate::cas::model::{Client, ClientParameters, FirstConnectionMode, Label};
use crate::cas::response::Validated;
use crate::first_connection::{Contest, ContestedAccount, FirstConnection, Policy};
use crate::identity::{Lang, Population, Profile, Row};
use crate::matching::RuleSet;
use crate::matching::decision::Reason;
use crate::reconcile::RuleSetId;
use crate::report::first_connection::people::identity_of;
use crate::store::{Change, Moment, Store, StoredFailure, StoredSchool};

use super::aside;
use super::asserted;
use super::base::Base;
use super::error::ServiceError;
use super::lists;

/// A school that visitors come to and administrators work on.
#[derive(Debug)]
pub struct School {
    pub(super) store: Store,
    uai: String,
    state: RwLock<Arc<State>>,
    /// Held by whoever changes anything that the memory shows, from the first look at it to the last write to it.
    pub(super) writing: tokio::sync::Mutex<()>,
    /// Whether what is stored could not be read the last time: the memory is of before.
    is_stale: AtomicBool,
}

/// What is in memory of a school. Links that are made go into [`Self::door`] at once; after everything else, another state
/// takes its place.
#[derive(Debug)]
pub(super) struct State {
    pub(super) school: StoredSchool,
    pub(super) configuration: Configuration,
    door: RwLock<FirstConnection>,
    numbers: Vec<i64>,
    rows: HashMap<i64, Vec<Row>>,
    classes: HashMap<i64, String>,
    /// See [`lists::names`]; made when a list is first asked for.
    names: OnceLock<Vec<(Row, String)>>,
    revision: AtomicI64,
}

/// Names and birth date (`dd/MM/yyyy`) as an ENT sent them; empty where it did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SentIdentity {
    pub family: String,
    pub given: String,
    pub birth_date: String,
}

impl School {
    pub(super) async fn load(store: Store, uai: &str) -> Result<Self, ServiceError> {
        let state = State::load(&store, uai).await?;
        Ok(Self {
            store,
            uai: uai.to_owned(),
            state: RwLock::new(Arc::new(state)),
            writing: tokio::sync::Mutex::new(()),
            is_stale: AtomicBool::new(false),
        })
    }

    /// Its UAI.
    pub fn uai(&self) -> &str {
        &self.uai
    }

    /// What people call it.
    pub fn name(&self) -> String {
        self.state().school.name.clone()
    }

    /// The configuration in force.
    pub fn configuration(&self) -> Configuration {
        self.state().configuration.clone()
    }

    /// The rules in force.
    pub fn rules(&self) -> RuleSetId {
        RuleSetId::from(self.state().door().rules())
    }

    /// When its base was last brought in.
    pub fn imported_at(&self) -> Option<Moment> {
        self.state().school.imported_at
    }

    /// The revision of the store that the memory shows.
    pub fn revision(&self) -> i64 {
        self.state().revision.load(Ordering::Acquire)
    }

    /// The CAS delegation that opens it: that of the common page, else of the first space that has one, else the only one.
    pub fn delegation(&self) -> Option<(Label, CasDelegation)> {
        delegation(&self.state().configuration).map(|(name, delegation)| (name.clone(), delegation.clone()))
    }

    pub(super) fn state(&self) -> Arc<State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the memory is what is stored, as far as is known. Where it is not, nobody is let in by it.
    pub(super) fn is_current(&self) -> bool {
        !self.is_stale.load(Ordering::Acquire)
    }

    /// Waits until it is.
    ///
    /// # Errors
    /// [`ServiceError`] when what is stored cannot be read.
    pub async fn make_current(&self) -> Result<(), ServiceError> {
        if self.is_current() {
            return Ok(());
        }
        let _alone = self.writing.lock().await;
        if self.is_current() { Ok(()) } else { self.reload_alone().await }
    }

    /// The name of a user who gets in as that, by this CAS id or, without one, by a direct login; `None` when the user does not any
    /// more.
    pub fn name_of(&self, user: i64, profile: Profile, cas_id: Option<&str>) -> Option<String> {
        let state = self.state();
        let door = state.door();
        if !state.configuration.published {
            return None;
        }
        let gets_in = |row: Row| match cas_id {
            Some(id) => door.admits(row, profile) && door.holders(id).contains(&row),
            None => state.configuration.pronote_login.direct && door.admits_directly(row, profile),
        };
        let row = state.rows(user).iter().copied().find(|&row| gets_in(row))?;
        let person = door.users().person(row);
        Some(format!("{} {}", person.given(), person.family()))
    }

    /// What a reply says of a person, for the form on which it is corrected; `None` where it says nothing that can be.
    pub fn sent_identity(&self, reply: &Validated) -> Option<SentIdentity> {
        let identity = identity_of(reply, &self.state().door()).ok()?;
        Some(SentIdentity {
            family: identity.family,
            given: identity.given,
            birth_date: identity.birth_date.map(|date| date.to_string()).unwrap_or_default(),
        })
    }

    /// Commits a change of which the memory has to be made anew, for whoever holds [`Self::writing`]. It is done once it is committed: what
    /// cannot be read again then leaves a memory that nobody is let in by, until it can ([`Self::make_current`]).
    ///
    /// # Errors
    /// [`ServiceError::Store`]; then nothing was changed.
    pub(super) async fn commit_all(&self, change: Change) -> Result<(), ServiceError> {
        change.commit().await?;
        self.look_again().await;
        Ok(())
    }

    /// Makes the memory anew after what was committed.
    pub(super) async fn look_again(&self) {
        if let Err(error) = self.reload_alone().await {
            let (school, code) = (&self.uai, error.code());
            tracing::error!(school, code, error = error.message(Lang::En), "what was changed cannot be read again yet");
        }
    }

    /// Makes the memory anew from the store, while nobody writes, unless it shows `revision` or a later one by then.
    ///
    /// # Errors
    /// [`ServiceError`]; the old state then stays.
    pub async fn reload(&self, revision: i64) -> Result<(), ServiceError> {
        let _alone = self.writing.lock().await;
        if self.revision() < revision { self.reload_alone().await } else { Ok(()) }
    }

    /// Makes the memory anew, for whoever holds [`Self::writing`].
    pub(super) async fn reload_alone(&self) -> Result<(), ServiceError> {
        // Until it is read, the memory is of before, whoever gives up waiting for it.
        self.is_stale.store(true, Ordering::Release);
        let state = Arc::new(State::load(&self.store, &self.uai).await?);
        let old = std::mem::replace(&mut *self.state.write().unwrap_or_else(PoisonError::into_inner), state);
        self.is_stale.store(false, Ordering::Release);
        // To give a large base back takes a while, too.
        drop(tokio::task::spawn_blocking(move || drop(old)));
        Ok(())
    }
}

impl State {
    pub(super) async fn load(store: &Store, uai: &str) -> Result<Self, ServiceError> {
        let (store, uai) = (store.clone(), uai.to_owned());
        aside(async move {
            // The revision first: whatever is written while the rest is read shows as another revision later.
            let school = store.school(&uai).await?;
            let users = store.users(&uai).await?;
            let relations = store.relations(&uai).await?;
            let links = store.links(&uai).await?;
            let contested = store.contested_failures(&uai, Reason::IdConflict.code()).await?;
            let configuration = Configuration::from_toml(&school.configuration, &school.uai)
                .map_err(|error| ServiceError::Configuration(Box::new(error)))?;
            let rules = read_rules(&school.rules)?;
            let policy = policy(&configuration);
            let Base { population, numbers, rows, classes } = Base::new(&users, &relations, &links);
            let mut door = FirstConnection::new(population, rules, policy);
            let contests = contested.iter().filter_map(|failure| contest(failure, &rows, &door)).collect();
            door.set_contests(contests);
            let door = RwLock::new(door);
            let revision = school.revision.into();
            Ok(Self { school, configuration, door, numbers, rows, classes, names: OnceLock::new(), revision })
        })
        .await
    }

    /// Whether everybody of the base is as in the other, and is judged in the same way; links may be others.
    pub(super) fn has_base_of(&self, other: &Self) -> bool {
        let (a, b) = (&self.school, &other.school);
        a.imported_at == b.imported_at
            && a.configuration == b.configuration
            && a.rules == b.rules
            && self.rows.len() == other.rows.len()
    }

    /// The engine, to ask.
    pub(super) fn door(&self) -> RwLockReadGuard<'_, FirstConnection> {
        self.door.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine, to tell of a link.
    pub(super) fn door_mut(&self) -> RwLockWriteGuard<'_, FirstConnection> {
        self.door.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everybody by name; `users` are those of [`Self::door`].
    pub(super) fn names(&self, users: &Population) -> &[(Row, String)] {
        self.names.get_or_init(|| lists::names(users))
    }

    /// The user of a row.
    pub(super) fn number(&self, row: Row) -> i64 {
        self.numbers[row as usize]
    }

    /// The rows of a user; none for somebody who is not in the base.
    pub(super) fn rows(&self, number: i64) -> &[Row] {
        self.rows.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The class of a user; empty where the base says none.
    pub(super) fn class(&self, number: i64) -> &str {
        self.classes.get(&number).map_or("", String::as_str)
    }

    /// What was written by this process is known here: no reason to load it again.
    pub(super) fn set_revision(&self, revision: i64) {
        self.revision.store(revision, Ordering::Release);
    }
}

/// Builds the contest of an open failure of a run.
fn contest(failure: &StoredFailure, rows: &HashMap<i64, Vec<Row>>, door: &FirstConnection) -> Option<Contest> {
    let reason = Reason::from_code(failure.run_reason.as_deref()?)?;
    let users = failure.contested.iter().filter_map(|number| rows.get(number)).flatten().copied().collect();
    Some(Contest { number: failure.number, account: contested_account(failure, door), reason, users })
}

/// The account of a failure.
pub(super) fn contested_account(failure: &StoredFailure, door: &FirstConnection) -> ContestedAccount {
    let id = failure.cas_id.clone();
    let Ok(identity) = identity_of(&asserted::from_json(&failure.asserted), door) else {
        return ContestedAccount { id, ..ContestedAccount::default() };
    };
    let birth_date = identity.birth_date.unwrap_or_default();
    ContestedAccount { id, family: identity.family, given: identity.given, birth_date }
}

/// Rules by the name of a shipped set, or by the text of a file.
pub(super) fn read_rules(text: &str) -> Result<RuleSet, ServiceError> {
    let read = if text.contains('=') { RuleSet::from_toml(text) } else { RuleSet::named(text) };
    read.map_err(|error| ServiceError::Rules(Box::new(error)))
}

fn delegation(configuration: &Configuration) -> Option<(&Label, &CasDelegation)> {
    let common = configuration.cas_of(WebSpace::CommonPage).ok();
    let of_spaces = || WebSpace::ALL.into_iter().find_map(|space| configuration.cas_of(space).ok());
    common.or_else(of_spaces).or_else(|| configuration.cas.iter().next())
}

/// How first connections are dealt with; without a delegation, nobody gets in, and identities are compared by the usual
/// attributes.
fn policy(configuration: &Configuration) -> Policy {
    if let Some((name, _)) = delegation(configuration)
        && let Ok(policy) = Policy::new(configuration, name.as_str(), Client::PronoteNet)
    {
        return policy;
    }
    let parameters =
        ClientParameters { id_attribute: None, server: None, first_connection: FirstConnectionMode::RefuseAccess };
    Policy::of_parameters(&parameters, &configuration.first_connection)
}
