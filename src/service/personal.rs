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
use crate::store::{Change, Forgotten, Moment, StoredFailure, StoredLink, StoredUser, responsibility_key, sex_key};

use super::error::ServiceError;
use super::school::School;
use super::undo::Detail;

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
    /// `F`, `M`, or empty.
    pub sex: &'static str,
    /// For the children: `legal`, `preferentiel`, `en_charge`, `autre_contact`, or empty where the base does not say.
    pub responsibility: &'static str,
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
        // Until when each id was the person's.
        let mut ids: BTreeMap<String, Moment> = BTreeMap::new();
        let owner = match subject {
            Subject::Failure(number) => {
                let failure = self.store.failure(uai, number).await?;
                let failure = failure.ok_or(ServiceError::NotFound { what: "failure", number })?;
                ids.extend(failure.cas_id.clone().map(|id| (id, Moment::now())));
                failures.insert(number, failure);
                self.user_decided(number).await?
            }
            Subject::User(number) => {
                let user = self.store.user(uai, number).await?;
                data.user = Some(UserRecord::from(user.ok_or(ServiceError::NotFound { what: "user", number })?));
                let mut of_others: BTreeSet<String> = BTreeSet::new();
                for (links, is_aside) in
                    [(self.store.links(uai).await?, false), (self.store.links_aside(uai).await?, true)]
                {
                    for link in links {
                        if link.user == number {
                            data.links.push(LinkRecord::new(link, is_aside));
                        } else {
                            of_others.insert(link.cas_id);
                        }
                    }
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
                    // What was taken back was a mistake, and about somebody else.
                    if decision.undone.is_some() {
                        continue;
                    }
                    // Ids that the person had until then have failures, too.
                    ids.extend(ids_of(&decision.detail, number).into_iter().map(|id| (id, decision.made_at)));
                    if let Some(failure) = decision.failure
                        && let Some(stored) = self.store.failure(uai, failure).await?
                    {
                        failures.insert(failure, stored);
                    }
                }
                ids.extend(data.links.iter().map(|link| (link.cas_id.clone(), Moment::now())));
                // An ENT may give an id to somebody else.
                ids.retain(|id, _| !of_others.contains(id));
                Some(number)
            }
        };
        for (id, until) in ids {
            for failure in self.store.failures_of(uai, &id).await? {
                let decided = self.user_decided(failure.number).await?;
                if failure.opened_at <= until && (decided.is_none() || decided == owner) {
                    failures.insert(failure.number, failure);
                }
            }
        }
        for failure in failures.into_values() {
            let typed = self.store.corrections(uai, failure.number).await?;
            let typed = typed.iter().map(|correction| serde_json::from_str(&correction.typed).unwrap_or_default());
            data.failures.push(FailureRecord::new(&failure, typed.collect()));
        }
        Ok(data)
    }

    /// The user whom an administrator has linked with a failure, by a decision that stands.
    async fn user_decided(&self, failure: i64) -> Result<Option<i64>, ServiceError> {
        let decision = self.store.last_decision_about(self.uai(), failure).await?;
        Ok(decision.and_then(|decision| links_of(&decision.detail).first().map(|link| link.user)))
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
        strip(&mut change, &failures, &user.into_iter().collect()).await?;
        change.record("erase", &Audited::new(subject, forgotten)).await?;
        self.commit_all(change).await?;
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
        let gone = change.gone_before(before).await?;
        let forgotten = change.purge(before).await?;
        if !gone.is_empty() {
            strip(&mut change, &BTreeSet::new(), &gone.into_iter().collect()).await?;
        }
        change.record("purge", &Purged { before, forgotten }).await?;
        let revision = change.revision();
        change.commit().await?;
        if forgotten.failures > 0 {
            // What they contested is free.
            self.look_again().await;
        } else {
            // Whoever is purged was in the memory no more.
            state.set_revision(revision);
        }
        Ok(forgotten)
    }
}

/// The links that a decision made or took away.
fn links_of(detail: &str) -> Vec<StoredLink> {
    match serde_json::from_str(detail) {
        Ok(Detail::Failure { links, .. }) => links,
        Ok(Detail::Reset { removed, removed_aside }) => [removed, removed_aside].concat(),
        Ok(Detail::Rules { .. } | Detail::Configuration { .. }) | Err(_) => Vec::new(),
    }
}

/// The ids of a user in the detail of a decision.
fn ids_of(detail: &str, user: i64) -> Vec<String> {
    links_of(detail).into_iter().filter(|link| link.user == user).map(|link| link.cas_id).collect()
}

/// Takes forgotten failures and users out of what decisions keep.
async fn strip(change: &mut Change, failures: &BTreeSet<i64>, users: &BTreeSet<i64>) -> Result<(), ServiceError> {
    for decision in change.known_decisions().await? {
        let is_about_failure = decision.failure.is_some_and(|failure| failures.contains(&failure));
        let detail = if is_about_failure { Some("{}".to_owned()) } else { without(&decision.detail, users) };
        if let Some(detail) = detail {
            change.set_decision_detail(decision.number, &detail).await?;
        }
    }
    Ok(())
}

/// The detail of a decision without the links of some users; `None` where it has none of them.
fn without(detail: &str, users: &BTreeSet<i64>) -> Option<String> {
    let keep = |links: Vec<StoredLink>| -> Vec<StoredLink> {
        links.into_iter().filter(|link| !users.contains(&link.user)).collect()
    };
    let before = links_of(detail).len();
    let stripped = match serde_json::from_str(detail).ok()? {
        Detail::Failure { before, links } => Detail::Failure { before, links: keep(links) },
        Detail::Reset { removed, removed_aside } => {
            Detail::Reset { removed: keep(removed), removed_aside: keep(removed_aside) }
        }
        Detail::Rules { .. } | Detail::Configuration { .. } => return None,
    };
    let stripped = stripped.to_json();
    (links_of(&stripped).len() != before).then_some(stripped)
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
            sex: sex_key(user.sex),
            responsibility: responsibility_key(user.guardianship.responsibility()),
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
