//! Somebody at the door.
//!
//! Role: a CAS reply in, a link or a failure in the store, and what the person is told. Invariants: a link is told only once it is
//! committed; the number of corrections is the store's, so that a new session is no new set of attempts; of two people who come
//! at once for one user, the store decides who was first.

use std::sync::Arc;

use serde::Serialize;

use crate::cas::response::Validated;
use crate::first_connection::{self, Access, Admission, Answer, Correction, Outcome, WhyRejected};
use crate::identity::{Profile, Row};
use crate::matching::decision::Reason;
use crate::report::first_connection::people::identity_of;
use crate::store::{Basis, Change, Credential, Reporter, StoreError, StoredFailure};

use super::asserted::{self, Typed};
use super::error::ServiceError;
use super::school::{School, State, contested_account};

/// What became of somebody at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What the person is told.
    pub answer: Answer,
    /// The common id.
    pub cas_id: Option<String>,
    /// As whom they get in.
    pub accesses: Vec<(Profile, i64)>,
    /// The failure that waits for the administrator.
    pub failure: Option<i64>,
    /// The stable code of the outcome, for logs.
    pub code: &'static str,
}

/// As whom somebody has logged in to PRONOTE.
#[derive(Debug, Clone, Copy)]
pub enum PronoteLogin<'a> {
    /// By a login and its one-time code, which this uses up.
    Code(&'a Credential),
    /// By PRONOTE's own passwords, as whoever checks them says.
    Verified {
        /// PRONOTE's identifier of the user.
        idpn: &'a str,
    },
}

/// In whose name a visitor's links are made.
const VISITOR: &str = "visitor";

/// Users are numbers, and the id stays out: the audit outlives whoever is erased.
#[derive(Serialize)]
struct Linked {
    users: Vec<(&'static str, i64)>,
    basis: &'static str,
}

#[derive(Serialize)]
struct Failed {
    failure: i64,
    reason: &'static str,
}

impl School {
    /// Whom a reply lets in; changes nothing.
    pub fn resolve(&self, reply: &Validated) -> Arrival {
        let state = self.state();
        let outcome = state.door().resolve(reply);
        state.arrival(&outcome, 0, None)
    }

    /// Lets somebody in, or keeps the failure.
    ///
    /// # Errors
    /// [`ServiceError::Store`]; then nothing was kept, and the person may try again.
    pub async fn arrive(&self, reply: &Validated) -> Result<Arrival, ServiceError> {
        // Most people have been here before: no need to wait for whoever writes.
        let state = self.state();
        let outcome = state.door().resolve(reply);
        if self.is_current() && matches!(outcome, Outcome::Granted(_)) && outcome.new_users().is_empty() {
            return Ok(state.arrival(&outcome, 0, None));
        }
        let _alone = self.writing.lock().await;
        self.settle(reply, &mut |state: &State, _| state.door().resolve(reply), None).await
    }

    /// Lets somebody in by what they corrected, or keeps both versions.
    ///
    /// # Errors
    /// [`ServiceError::Store`]; then the attempt does not count.
    pub async fn correct(&self, reply: &Validated, typed: &Correction) -> Result<Arrival, ServiceError> {
        let _alone = self.writing.lock().await;
        let kept = serde_json::to_string(&Typed::from(typed)).unwrap_or_default();
        let resolve = &mut |state: &State, attempts: u8| state.door().resolve_corrected(reply, typed, attempts + 1);
        self.settle(reply, resolve, Some(&kept)).await
    }

    /// Lets in somebody who has logged in to PRONOTE as well, and links them.
    ///
    /// # Errors
    /// [`ServiceError::NotOnePerson`] when whoever the login is for is not in the base, or several people are;
    /// [`StoreError::Changed`] when a code has been used, replaced or has ended meanwhile; [`ServiceError::Store`].
    pub async fn logged_in(&self, reply: &Validated, login: PronoteLogin<'_>) -> Result<Arrival, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), VISITOR).await?;
        use_up(&mut change, login).await?;
        let state = self.up_to_date(change.revision()).await?;
        let rows = state.rows_of_login(login).ok_or(ServiceError::NotOnePerson)?;
        let outcome = state.door().logged_in(reply, &rows);
        if let (PronoteLogin::Code(credential), Outcome::Failed(_) | Outcome::NeedsPronoteLogin { .. }) =
            (login, &outcome)
        {
            // Whoever is not let in has the code still.
            change.return_credential(&credential.login).await?;
        }
        self.keep(change, &state, reply, outcome, None).await
    }

    /// As whom somebody gets in who has logged in to PRONOTE past the CAS server. It makes no link; a code is used up.
    ///
    /// # Errors
    /// As [`Self::logged_in`]; [`ServiceError::NoSpace`] when nothing is open to them. Then a code stays as it was.
    pub async fn logged_in_directly(&self, login: PronoteLogin<'_>) -> Result<Vec<(Profile, i64)>, ServiceError> {
        if matches!(login, PronoteLogin::Verified { .. }) {
            let state = self.state();
            let rows = state.rows_of_login(login).ok_or(ServiceError::NotOnePerson)?;
            return state.direct_accesses(&rows);
        }
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), VISITOR).await?;
        use_up(&mut change, login).await?;
        let state = self.up_to_date(change.revision()).await?;
        let rows = state.rows_of_login(login).ok_or(ServiceError::NotOnePerson)?;
        let accesses = state.direct_accesses(&rows)?;
        let revision = change.revision();
        change.commit().await?;
        state.set_revision(revision);
        Ok(accesses)
    }

    /// Resolves and keeps what comes of it. Where the store says no, the memory was old: once more with a new one.
    async fn settle(
        &self,
        reply: &Validated,
        resolve: &mut (dyn FnMut(&State, u8) -> Outcome + Send),
        typed: Option<&str>,
    ) -> Result<Arrival, ServiceError> {
        let mut tries_left = 2;
        loop {
            let mut change = self.store.change(self.uai(), VISITOR).await?;
            let state = self.up_to_date(change.revision()).await?;
            let attempts = attempts(&mut change, &state, reply).await?;
            let outcome = resolve(&state, attempts);
            match self.keep(change, &state, reply, outcome, typed).await {
                Err(ServiceError::Store(StoreError::LinkTaken)) if tries_left > 0 => {
                    tries_left -= 1;
                    self.reload_alone().await?;
                }
                settled => return settled,
            }
        }
    }

    /// The memory, made anew if somebody else has written since.
    pub(super) async fn up_to_date(&self, revision: i64) -> Result<Arc<State>, ServiceError> {
        if self.revision() + 1 != revision {
            self.reload_alone().await?;
        }
        Ok(self.state())
    }

    /// Commits what an outcome asks for, and then tells the engine.
    async fn keep(
        &self,
        mut change: Change,
        state: &State,
        reply: &Validated,
        outcome: Outcome,
        typed: Option<&str>,
    ) -> Result<Arrival, ServiceError> {
        let new: Vec<(Profile, Row, Basis)> = match &outcome {
            Outcome::Granted(Admission { accesses, .. }) | Outcome::Linked(Admission { accesses, .. }) => {
                accesses.iter().filter_map(|access| Some((access.profile, access.user, basis(access)?))).collect()
            }
            _ => Vec::new(),
        };
        let id = cas_id(&outcome);
        let sent = asserted::to_json(reply);
        let waiting = match id {
            Some(id) => change.waiting_failure(id).await?,
            None => change.waiting_without_id(&sent).await?,
        };
        let has_news = waiting.as_ref().is_some_and(|waiting| state.has_news(waiting, reply));
        let mut failure = None;
        let mut corrections = 0;
        if let (Some(id), false) = (id, new.is_empty()) {
            for &(profile, row, basis) in &new {
                change.link(profile, id, state.number(row), basis).await?;
            }
            let users = new.iter().map(|&(profile, row, _)| (profile.key(), state.number(row))).collect();
            let basis = new[0].2.key();
            if let (Some(waiting), Some(typed)) = (&waiting, typed) {
                let attempt = change.corrections_of(waiting.number).await? + 1;
                change.add_correction(waiting.number, attempt, typed, outcome.code()).await?;
            }
            change.record("link", &Linked { users, basis }).await?;
        } else if let Outcome::Failed(refusal) = &outcome {
            // Whom the CAS server does not vouch for is nobody; there is nothing to be decided.
            if refusal.reason != Reason::Refused {
                let profile = refusal.cases.first().and_then(|case| case.profile).map(Profile::key);
                let number = change
                    .report_failure(id, refusal.reason.code(), profile, &sent, Reporter::Visit { has_news })
                    .await?;
                let why = refusal.correction.as_ref().map(|rejected| rejected.why);
                // What comes after the last attempt is not looked at, and not kept either.
                if let Some(typed) = typed.filter(|_| why != Some(WhyRejected::TooManyAttempts)) {
                    let rejected = why.map_or("failed", WhyRejected::code);
                    let attempt = change.corrections_of(number).await? + 1;
                    change.add_correction(number, attempt, typed, rejected).await?;
                }
                corrections = u8::try_from(change.corrections_of(number).await?).unwrap_or(u8::MAX);
                if waiting.is_none() {
                    change.record("failure", &Failed { failure: number, reason: refusal.reason.code() }).await?;
                }
                failure = Some(number);
            }
        }
        let revision = change.revision();
        change.commit().await?;
        if let (Some(id), false) = (id, new.is_empty())
            && state.door_mut().bind(id, &outcome.new_users()).is_err()
        {
            // The store has accepted what the memory would not: the store is right. The rows of the outcome are those of before.
            self.look_again().await;
            return Ok(state.arrival(&outcome, corrections, failure));
        }
        if let Some(waiting) = waiting.filter(|_| has_news || !new.is_empty()) {
            // A link has closed it, or the run did not know what the ENT says.
            state.door_mut().end_contest(waiting.number);
        }
        state.set_revision(revision);
        Ok(state.arrival(&outcome, corrections, failure))
    }
}

impl State {
    /// The rows of the person that a login is for, whatever their profiles; `None` where that is nobody or several people.
    fn rows_of_login(&self, login: PronoteLogin<'_>) -> Option<Vec<Row>> {
        let door = self.door();
        match login {
            PronoteLogin::Verified { idpn } => door.person_of_pronote_id(idpn),
            PronoteLogin::Code(credential) => {
                let rows = self.rows(credential.user);
                let idpn = door.users().person(*rows.first()?).id();
                // Who is a teacher in one row and a parent in another has had one letter for both.
                let whole = door.person_of_pronote_id(idpn).filter(|all| rows.iter().all(|row| all.contains(row)));
                Some(whole.unwrap_or_else(|| rows.to_vec()))
            }
        }
    }

    /// The spaces that rows open past the CAS server, as the users that they are.
    fn direct_accesses(&self, rows: &[Row]) -> Result<Vec<(Profile, i64)>, ServiceError> {
        let door = self.door();
        let mut accesses = Vec::new();
        for profile in Profile::ALL {
            let open = rows.iter().filter(|&&row| door.admits_directly(row, profile));
            accesses.extend(open.map(|&row| (profile, self.number(row))));
        }
        if accesses.is_empty() { Err(ServiceError::NoSpace) } else { Ok(accesses) }
    }

    /// Tells whether a reply says something that the run of a failure did not know.
    fn has_news(&self, failure: &StoredFailure, reply: &Validated) -> bool {
        let door = self.door();
        let Ok(identity) = identity_of(reply, &door) else { return false };
        failure.run_reason.is_some() && !contested_account(failure, &door).says_the_same(&identity)
    }

    /// What is told of an outcome, after so many corrections.
    fn arrival(&self, outcome: &Outcome, corrections: u8, failure: Option<i64>) -> Arrival {
        let answer = Answer::new(outcome, self.door().policy(), corrections);
        let accesses = match outcome {
            Outcome::Granted(Admission { accesses, .. }) | Outcome::Linked(Admission { accesses, .. }) => {
                accesses.iter().map(|access| (access.profile, self.number(access.user))).collect()
            }
            _ => Vec::new(),
        };
        Arrival { answer, cas_id: cas_id(outcome).map(str::to_owned), accesses, failure, code: outcome.code() }
    }
}

/// Uses up what is good once.
async fn use_up(change: &mut Change, login: PronoteLogin<'_>) -> Result<(), StoreError> {
    match login {
        PronoteLogin::Code(credential) => change.use_credential(&credential.login, &credential.code).await,
        PronoteLogin::Verified { .. } => Ok(()),
    }
}

/// How many corrections the person has typed already.
async fn attempts(change: &mut Change, state: &State, reply: &Validated) -> Result<u8, ServiceError> {
    let id = reply.common_id(state.door().policy().id_attribute()).ok().map(str::to_owned);
    let waiting = match id {
        Some(id) => change.waiting_failure(&id).await?,
        None => change.waiting_without_id(&asserted::to_json(reply)).await?,
    };
    let Some(waiting) = waiting else { return Ok(0) };
    Ok(u8::try_from(change.corrections_of(waiting.number).await?).unwrap_or(u8::MAX - 1))
}

fn cas_id(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Granted(Admission { id, .. })
        | Outcome::Linked(Admission { id, .. })
        | Outcome::NeedsPronoteLogin { id } => Some(id),
        Outcome::Failed(refusal) => refusal.id.as_deref(),
    }
}

/// What a new link rests on; `None` for one that is there.
fn basis(access: &Access) -> Option<Basis> {
    match access.basis {
        first_connection::Basis::KnownId => None,
        first_connection::Basis::Identity(_) => Some(Basis::Identity),
        first_connection::Basis::CorrectedIdentity(_) => Some(Basis::CorrectedIdentity),
        first_connection::Basis::PronoteIdentifier => Some(Basis::PronoteIdentifier),
        first_connection::Basis::PronoteLogin => Some(Basis::PronoteLogin),
    }
}
