//! A list of the ENT's users, reconciled with the base: what August does at once and first connections one by one.
//!
//! Invariant: what a run decided on the memory is kept only as far as the store accepts it; whoever was linked meanwhile stays so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::cas::model::FirstConnectionMode;
use crate::cas::response::{AttributeNames, Limits, Validated};
use crate::first_connection::{BindError, Contest, Policy};
use crate::formats::ProfileMap;
use crate::identity::{Person, Population, Profile, ProfileSet, Row, Sex};
use crate::matching::decision::Reason;
use crate::reconcile::{Options, Progress, Reconciliation, Verdict, reconcile};
use crate::report::profiles_with_other_ids;
use crate::store::{Basis, FailureState, Reporter, StoredFailure};

use super::asserted;
use super::error::ServiceError;
use super::export::BatchFiles;
use super::holders::Holders;
use super::school::{School, State};

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BatchReport {
    /// Identities in the list, once per profile.
    pub identities: u64,
    /// New links.
    pub linked: u64,
    /// Identities that were linked already.
    pub already_linked: u64,
    /// Whom the run would have linked, and who was linked otherwise meanwhile.
    pub overtaken: u64,
    /// Identities that an administrator has rejected before, and of whom the ENT says the same.
    pub rejected: u64,
    /// Failures by the code of their reason.
    pub failures: BTreeMap<&'static str, u64>,
    /// Profiles, by their keys, nearly all of whose ids in the base are none that the list has: to be reset first.
    pub other_ids: Vec<&'static str>,
}

impl School {
    /// Reconciles a list of the ENT's with the base, in the name of `actor`: links are made, and the others wait for the
    /// administrator. People of other schools are counted and left alone. `sources` are the profiles that the list is about.
    ///
    /// # Errors
    /// [`ServiceError`]; then nothing was kept.
    pub async fn reconcile(
        &self,
        actor: &str,
        list: Population,
        sources: Option<ProfileSet>,
        progress: Arc<dyn Progress + Send + Sync>,
    ) -> Result<BatchReport, ServiceError> {
        self.reconcile_unless(actor, list, sources, progress, None, &CancellationToken::new()).await
    }

    /// What [`Self::reconcile`] would do; changes nothing.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn plan_reconciliation(
        &self,
        list: Population,
        sources: Option<ProfileSet>,
    ) -> Result<BatchReport, ServiceError> {
        // The engine of the batch knows the links of the population, not those made since.
        let state = Arc::new(State::load(&self.store, self.uai()).await?);
        let options = Options { school: Some(self.uai().to_owned()), across_schools: false, sources };
        let list = Arc::new(list);
        let run = {
            let list = list.clone();
            move || Ran::new(&state, &list, &options, &())
        };
        let ran = tokio::task::spawn_blocking(run).await.map_err(|_| ServiceError::Interrupted)?;
        let mut report = ran.report();
        for outcome in &ran.result.outcomes {
            match outcome.verdict {
                Verdict::AlreadyLinked { .. } => report.already_linked += 1,
                Verdict::Linked(_) => report.linked += 1,
                Verdict::Failed(_) => {}
            }
        }
        for unlinked in ran.unlinked(&list) {
            let known = match unlinked.id {
                Some(id) => self.store.failures_of(self.uai(), id).await?,
                None => Vec::new(),
            };
            report.count(&unlinked, known.last());
        }
        Ok(report)
    }

    /// [`Self::reconcile`], given up if it is cancelled before everything is committed, and with the files of the run. The engine
    /// itself runs to its end: what is cancelled meanwhile shows when it is done.
    ///
    /// # Errors
    /// [`ServiceError`]; then nothing was kept.
    pub async fn reconcile_unless(
        &self,
        actor: &str,
        list: Population,
        sources: Option<ProfileSet>,
        progress: Arc<dyn Progress + Send + Sync>,
        files: Option<BatchFiles>,
        cancelled: &CancellationToken,
    ) -> Result<BatchReport, ServiceError> {
        let stop = || if cancelled.is_cancelled() { Err(ServiceError::Cancelled) } else { Ok(()) };
        let list = Arc::new(list);
        let mut waits_for_nobody = true;
        // Whoever comes meanwhile is let in; if the base itself changes meanwhile, what was found is worth nothing, and the next run
        // has the school to itself.
        let (ran_on, now, mut ran, mut change, _alone) = loop {
            let alone = if waits_for_nobody { None } else { Some(self.writing.lock().await) };
            // A memory of its own: whoever is let in meanwhile has to be written into the other, which a run would hold for as long as it
            // takes. And the engine of the batch knows the links of the population, not those made since.
            let state = Arc::new(State::load(&self.store, self.uai()).await?);
            let options = Options { school: Some(self.uai().to_owned()), across_schools: false, sources };
            let run = {
                let (state, list, progress) = (state.clone(), list.clone(), progress.clone());
                move || Ran::new(&state, &list, &options, &*progress)
            };
            let ran = tokio::task::spawn_blocking(run).await.map_err(|_| ServiceError::Interrupted)?;
            stop()?;
            let alone = match alone {
                Some(alone) => alone,
                None => self.writing.lock().await,
            };
            let change = self.store.change(self.uai(), actor).await?;
            let now = self.up_to_date(change.revision()).await?;
            if now.has_base_of(&state) {
                break (state, now, ran, change, alone);
            }
            waits_for_nobody = false;
        };
        let mut report = ran.report();
        let mut holders = Holders::new(&change.links().await?);
        for at in 0..ran.result.outcomes.len() {
            let outcome = &ran.result.outcomes[at];
            match (&outcome.verdict, outcome.profile) {
                (Verdict::AlreadyLinked { .. }, _) => report.already_linked += 1,
                (Verdict::Linked(link), Some(profile)) => {
                    let (key, id, user) =
                        (profile.key(), list.person(outcome.cas).id(), ran.numbers[link.base as usize]);
                    if holders.is_held(Some(key), id) {
                        report.overtaken += 1;
                        ran.result.withdraw(at, Reason::AlreadyLinked);
                    } else if !holders.are_free(key, id, user) {
                        ran.result.withdraw(at, Reason::AlreadyLinked);
                    } else {
                        // Since the run, the id may have become somebody else's as anything, or the user's another.
                        let checked = now.door().check_bind(id, now.rows(user));
                        match checked {
                            Err(BindError::UserTaken { .. }) => ran.result.withdraw(at, Reason::AlreadyLinked),
                            Err(BindError::IdTaken) => ran.result.withdraw(at, Reason::IdConflict),
                            Ok(_) => {
                                change.link(profile, id, user, Basis::Batch).await?;
                                holders.add(key, id, user);
                                report.linked += 1;
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for unlinked in ran.unlinked(&list) {
            let Unlinked { id, reason, profile, sent, contested } = &unlinked;
            // Whoever came to the door while the engine ran waits for nobody.
            if id.is_some_and(|id| holders.is_held(*profile, id)) {
                continue;
            }
            let last = match id {
                Some(id) => change.last_failure(id).await?,
                None => None,
            };
            let waits = report.count(&unlinked, last.as_ref());
            // Nobody of this school is to decide about people of others.
            if waits && *reason != Reason::OtherSchool {
                change.report_failure(*id, reason.code(), *profile, sent, Reporter::Run { contested }).await?;
            }
        }
        // What the store would not keep is in no file either.
        if let Some(files) = files {
            tokio::task::block_in_place(|| files.write(ran_on.door().users(), &list, &ran.result, self.uai()))?;
        }
        change.record("reconcile", &report).await?;
        stop()?;
        self.commit_all(change).await?;
        Ok(report)
    }
}

/// What a run found, and whom it spoke of.
struct Ran {
    result: Reconciliation,
    /// The user of each row.
    numbers: Vec<i64>,
    /// See [`BatchReport::other_ids`].
    other_ids: Vec<Profile>,
    names: Sent,
}

impl Ran {
    fn new(state: &State, list: &Population, options: &Options, progress: &(dyn Progress + Send + Sync)) -> Self {
        let door = state.door();
        let users = door.users();
        let result = reconcile(users, list, door.rules(), options, progress);
        let numbers = users.people().map(|person| state.number(person.row())).collect();
        let other_ids = profiles_with_other_ids(users, list, &result);
        Self { result, numbers, other_ids, names: Sent::new(door.policy()) }
    }

    /// A report that counts the identities, and nothing that became of them yet.
    fn report(&self) -> BatchReport {
        BatchReport {
            identities: self.result.outcomes.len() as u64,
            other_ids: self.other_ids.iter().map(|profile| profile.key()).collect(),
            ..BatchReport::default()
        }
    }

    /// Who is not linked in every profile, with the reason that an administrator takes up first. An id that stands in several rows
    /// is one of them.
    fn unlinked<'a>(&self, list: &'a Population) -> Vec<Unlinked<'a>> {
        let mut first: BTreeMap<Row, (Reason, Option<Profile>)> = BTreeMap::new();
        let mut contested: BTreeMap<Row, BTreeSet<i64>> = BTreeMap::new();
        for (outcome, failure) in self.result.failures() {
            let new = (failure.reason, outcome.profile);
            let known = first.entry(outcome.cas).or_insert(new);
            if new.0 < known.0 {
                *known = new;
            }
            let users = Contest::users_of(failure.reason, &failure.candidates).map(|row| self.numbers[row as usize]);
            contested.entry(outcome.cas).or_default().extend(users);
        }
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let unlinked = first.into_iter().filter_map(|(row, (reason, profile))| {
            let person = list.person(row);
            let id = Some(person.id()).filter(|id| !id.is_empty());
            let is_new = id.is_none_or(|id| ids.insert(id));
            let sent = || asserted::to_json(&self.names.reply(person));
            let contested = contested.remove(&row).unwrap_or_default().into_iter().collect();
            is_new.then(|| Unlinked { id, reason, profile: profile.map(Profile::key), sent: sent(), contested })
        });
        unlinked.collect()
    }
}

/// Somebody of a list who is not linked.
struct Unlinked<'a> {
    id: Option<&'a str>,
    reason: Reason,
    profile: Option<&'static str>,
    /// What the ENT says of them, as a failure keeps it.
    sent: String,
    /// The users that the run leaves undecided, by their numbers.
    contested: Vec<i64>,
}

impl BatchReport {
    /// Counts somebody whose last failure was this one. Whether they wait for the administrator: whoever was rejected stays so, as long as
    /// the ENT says the same of them.
    fn count(&mut self, unlinked: &Unlinked<'_>, last: Option<&StoredFailure>) -> bool {
        let is_rejected =
            last.is_some_and(|last| last.state == FailureState::Rejected && last.asserted == unlinked.sent);
        if is_rejected {
            self.rejected += 1;
        } else {
            *self.failures.entry(unlinked.reason.code()).or_default() += 1;
        }
        !is_rejected
    }
}

/// A person of a list, as the CAS server would have sent them.
struct Sent {
    names: AttributeNames,
    id_attribute: Option<String>,
    profiles: ProfileMap,
}

impl Sent {
    fn new(policy: &Policy) -> Self {
        let profiles = match policy.mode() {
            FirstConnectionMode::Identity(attributes) => attributes.profiles.clone(),
            _ => ProfileMap::default(),
        };
        Self { names: policy.attributes().clone(), id_attribute: policy.id_attribute().map(str::to_owned), profiles }
    }

    fn reply(&self, person: Person<'_>) -> Validated {
        let id = Some(person.id().to_owned()).filter(|id| !id.is_empty());
        let mut reply = Validated { subject: id, ..Validated::default() };
        let postcode = person.postcode().french_number().map(|number| format!("{number:05}")).unwrap_or_default();
        let sex = match person.sex() {
            Sex::Unknown => "",
            Sex::Female => "F",
            Sex::Male => "M",
        };
        let date = person.birth_date().to_string();
        let values = person.profiles().iter().filter_map(|profile| self.profiles.values(profile).first());
        let fields = [
            (self.id_attribute.as_deref().unwrap_or_default(), person.id()),
            (&self.names.family, person.family()),
            (&self.names.given, person.given()),
            (&self.names.birth_date, &date),
            (&self.names.postcode, &postcode),
            ("ENTPersonNomPatro", person.birth_family()),
            ("ENTPersonAutresPrenoms", person.other_given()),
            ("ENTPersonSexe", sex),
        ];
        let profiles = values.map(|value| (self.names.profiles.as_str(), value.as_str()));
        for (name, value) in fields.into_iter().chain(profiles).filter(|(name, _)| !name.is_empty()) {
            // A dozen values: within every limit.
            let _ = reply.attributes.add(name, value, &Limits::default());
        }
        reply
    }
}
