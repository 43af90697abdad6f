//! One person's data: shown to them, or forgotten, as they may ask (GDPR, articles 15 and 17).
//!
//! Input: a user of the base, or a failure whose person is none. Output: all that is kept of them, or how much was forgotten.
//! Invariants: what is shown is what is erased; other people are numbers in it; erasing cannot be taken back, and takes with it what
//! would bring the person back. Whoever is still in PRONOTE's base comes back with the next import, without an id.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::identity::Profile;
use crate::store::{Forgotten, Moment, StoredFailure, StoredLink, StoredUser};

use super::error::ServiceError;
use super::school::School;

/// Who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A user of the base, by number.
    User(i64),
    /// The person of a failure, by its number.
    Failure(i64),
}

/// All that is kept of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonalData {
    /// The school.
    pub school: String,
    /// As the base has the person.
    pub user: Option<UserRecord>,
    /// Ids, in force and kept aside.
    pub links: Vec<LinkRecord>,
    /// Numbers of the users whom this one answers for, and of those who answer for this one.
    pub relatives: Vec<i64>,
    /// First connections that failed, and what was typed.
    pub failures: Vec<FailureRecord>,
    /// The PRONOTE login that was issued.
    pub logins: Vec<LoginRecord>,
    /// Numbers of the decisions about the person.
    pub decisions: Vec<i64>,
}

/// A row of the base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs)]
pub struct UserRecord {
    pub number: i64,
    pub idpn: String,
    pub profiles: Vec<&'static str>,
    pub family: String,
    pub given: String,
    pub birth_family: String,
    pub other_given: String,
    /// `dd/MM/yyyy`, or empty.
    pub birth_date: String,
    pub postcode: String,
    pub schools: String,
    /// Columns of the list that were passed through.
    pub extras: Value,
    /// The file and line that it was read from.
    pub source: String,
    /// Since when the base does not have the person any more, in milliseconds since 1970.
    pub vanished_at: Option<i64>,
}

/// An id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs)]
pub struct LinkRecord {
    pub profile: String,
    pub cas_id: String,
    /// What it rests on.
    pub basis: &'static str,
    pub made_by: String,
    pub made_at: i64,
    /// Whether it is kept for somebody who has left the base.
    pub is_aside: bool,
}

/// A first connection that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs)]
pub struct FailureRecord {
    pub number: i64,
    pub cas_id: Option<String>,
    pub reason: String,
    pub state: &'static str,
    /// What the ENT sent.
    pub sent: Value,
    /// What the person typed, attempt by attempt.
    pub typed: Vec<Value>,
    pub opened_at: i64,
    pub seen_at: i64,
}

/// A PRONOTE login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs)]
pub struct LoginRecord {
    pub login: String,
    pub used_at: Option<i64>,
}

#[derive(Serialize)]
struct Audited {
    user: Option<i64>,
    failure: Option<i64>,
    #[serde(flatten)]
    forgotten: Forgotten,
}

#[derive(Serialize)]
struct Purged {
    before: Moment,
    #[serde(flatten)]
    forgotten: Forgotten,
}

impl School {
    /// All that is kept of somebody.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Store`].
    pub async fn personal_data(&self, subject: Subject) -> Result<PersonalData, ServiceError> {
        let uai = self.uai();
        let mut data = PersonalData {
            school: uai.to_owned(),
            user: None,
            links: Vec::new(),
            relatives: Vec::new(),
            failures: Vec::new(),
            logins: Vec::new(),
            decisions: Vec::new(),
        };
        let mut failures: BTreeMap<i64, StoredFailure> = BTreeMap::new();
        let mut ids: BTreeSet<String> = BTreeSet::new();
        match subject {
            Subject::Failure(number) => {
                let failure = self.store.failure(uai, number).await?;
                let failure = failure.ok_or(ServiceError::NotFound { what: "failure", number })?;
                ids.extend(failure.cas_id.clone());
                failures.insert(number, failure);
            }
            Subject::User(number) => {
                let user = self.store.user(uai, number).await?;
                data.user = Some(UserRecord::from(user.ok_or(ServiceError::NotFound { what: "user", number })?));
                for (links, is_aside) in
                    [(self.store.links(uai).await?, false), (self.store.links_aside(uai).await?, true)]
                {
                    let own = links.into_iter().filter(|link| link.user == number);
                    data.links.extend(own.map(|link| LinkRecord::new(link, is_aside)));
                }
                let relations = self.store.relations(uai).await?;
                let relatives = relations.iter().filter_map(|relation| match number {
                    _ if relation.child == number => Some(relation.adult),
                    _ if relation.adult == number => Some(relation.child),
                    _ => None,
                });
                data.relatives = relatives.collect();
                data.logins =
                    self.store.credentials_of(uai, number).await?.into_iter().map(LoginRecord::from).collect();
                for decision in self.store.decisions_about(uai, number).await? {
                    data.decisions.push(decision.number);
                    // Ids that the person had once have failures, too.
                    ids.extend(ids_of(&decision.detail, number));
                    if let Some(failure) = decision.failure
                        && let Some(stored) = self.store.failure(uai, failure).await?
                    {
                        ids.extend(stored.cas_id.clone());
                        failures.insert(failure, stored);
                    }
                }
                ids.extend(data.links.iter().map(|link| link.cas_id.clone()));
            }
        }
        for id in ids {
            let own = self.store.failures_of(uai, &id).await?;
            failures.extend(own.into_iter().map(|failure| (failure.number, failure)));
        }
        for failure in failures.into_values() {
            let typed = self.store.corrections(uai, failure.number).await?;
            let typed = typed.iter().map(|correction| serde_json::from_str(&correction.typed).unwrap_or_default());
            data.failures.push(FailureRecord::new(&failure, typed.collect()));
        }
        Ok(data)
    }

    /// Notes in the audit that somebody's data were handed out.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn record_export(&self, actor: &str, subject: Subject) -> Result<(), ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let state = self.up_to_date(change.revision()).await?;
        change.record("personal_export", &Audited::new(subject, Forgotten::default())).await?;
        let revision = change.revision();
        change.commit().await?;
        state.set_revision(revision);
        Ok(())
    }

    /// Forgets somebody for good: what [`Self::personal_data`] shows, sessions included.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Store`]; then nothing was forgotten.
    pub async fn erase(&self, actor: &str, subject: Subject) -> Result<Forgotten, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        // Nobody else writes to this school now, so that this is what there is.
        let data = self.personal_data(subject).await?;
        let mut forgotten = Forgotten::default();
        let failures: BTreeSet<i64> = data.failures.iter().map(|failure| failure.number).collect();
        let ids: BTreeSet<&str> = data
            .links
            .iter()
            .map(|link| link.cas_id.as_str())
            .chain(data.failures.iter().filter_map(|failure| failure.cas_id.as_deref()))
            .collect();
        for &failure in &failures {
            if let Some(corrections) = change.erase_failure(failure).await? {
                forgotten.failures += 1;
                forgotten.corrections += corrections;
            }
        }
        for id in ids {
            change.end_sessions_of(id).await?;
        }
        let numbers: Vec<i64> = failures.iter().copied().collect();
        let about = match subject {
            Subject::User(number) => Some(number),
            Subject::Failure(_) => None,
        };
        change.end_sessions_about(about, &numbers).await?;
        let user = match subject {
            Subject::User(number) => {
                forgotten.users = change.erase_user(number).await?;
                Some(number)
            }
            Subject::Failure(_) => None,
        };
        for decision in change.known_decisions().await? {
            let is_about_failure = decision.failure.is_some_and(|failure| failures.contains(&failure));
            let detail = if is_about_failure { Some("{}".to_owned()) } else { without(&decision.detail, user) };
            if let Some(detail) = detail {
                change.set_decision_detail(decision.number, &detail).await?;
            }
        }
        change.record("erase", &Audited::new(subject, forgotten)).await?;
        change.commit().await?;
        self.reload_alone().await?;
        Ok(forgotten)
    }

    /// Forgets what is older than `before`. Nothing is written where there is nothing to be forgotten.
    ///
    /// # Errors
    /// [`ServiceError::Store`]; then nothing was forgotten.
    pub async fn purge(&self, actor: &str, before: Moment) -> Result<Forgotten, ServiceError> {
        if self.store.purgeable(self.uai(), before).await?.is_empty() {
            return Ok(Forgotten::default());
        }
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let state = self.up_to_date(change.revision()).await?;
        let forgotten = change.purge(before).await?;
        change.record("purge", &Purged { before, forgotten }).await?;
        let revision = change.revision();
        change.commit().await?;
        // Whoever is purged was in the memory no more.
        state.set_revision(revision);
        Ok(forgotten)
    }
}

/// The ids of a user in the detail of a decision.
fn ids_of(detail: &str, user: i64) -> Vec<String> {
    let value: Value = serde_json::from_str(detail).unwrap_or_default();
    let links = value.as_object().into_iter().flat_map(|parts| parts.values()).filter_map(Value::as_array).flatten();
    let own = links.filter(|link| link["user"].as_i64() == Some(user));
    own.filter_map(|link| link["cas_id"].as_str()).map(str::to_owned).collect()
}

/// The detail of a decision without the links of a user; `None` where it has none of them.
fn without(detail: &str, user: Option<i64>) -> Option<String> {
    let user = user?;
    let mut value: Value = serde_json::from_str(detail).ok()?;
    let mut has_changed = false;
    for links in value.as_object_mut()?.values_mut().filter_map(Value::as_array_mut) {
        let before = links.len();
        links.retain(|link| link["user"].as_i64() != Some(user));
        has_changed |= links.len() != before;
    }
    has_changed.then(|| value.to_string())
}

impl Audited {
    fn new(subject: Subject, forgotten: Forgotten) -> Self {
        let (user, failure) = match subject {
            Subject::User(number) => (Some(number), None),
            Subject::Failure(number) => (None, Some(number)),
        };
        Self { user, failure, forgotten }
    }
}

impl From<StoredUser> for UserRecord {
    fn from(user: StoredUser) -> Self {
        Self {
            number: user.number,
            idpn: user.idpn,
            profiles: user.profiles.iter().map(Profile::key).collect(),
            family: user.family,
            given: user.given,
            birth_family: user.birth_family,
            other_given: user.other_given,
            birth_date: user.birth_date.to_string(),
            postcode: user.postcode.french_number().map(|number| format!("{number:05}")).unwrap_or_default(),
            schools: user.schools,
            extras: serde_json::from_str(&user.extras).unwrap_or_default(),
            source: format!("{}:{}", user.source, user.line),
            vanished_at: user.vanished_at.map(|at| at.0),
        }
    }
}

impl LinkRecord {
    fn new(link: StoredLink, is_aside: bool) -> Self {
        Self {
            profile: link.profile,
            cas_id: link.cas_id,
            basis: link.basis.key(),
            made_by: link.made_by,
            made_at: link.made_at.0,
            is_aside,
        }
    }
}

impl FailureRecord {
    fn new(failure: &StoredFailure, typed: Vec<Value>) -> Self {
        Self {
            number: failure.number,
            cas_id: failure.cas_id.clone(),
            reason: failure.reason.clone(),
            state: failure.state.key(),
            sent: serde_json::from_str(&failure.asserted).unwrap_or_default(),
            typed,
            opened_at: failure.opened_at.0,
            seen_at: failure.seen_at.0,
        }
    }
}

impl From<crate::store::Credential> for LoginRecord {
    fn from(credential: crate::store::Credential) -> Self {
        Self { login: credential.login, used_at: credential.used_at.map(|at| at.0) }
    }
}
