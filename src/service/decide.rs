//! What an administrator does about a failure.
//!
//! Role: one act, one transaction: the failure moves on, the link is made, the decision is kept with what it takes to undo it, and
//! the audit has its entry. Invariants: an act names the version of the failure that the administrator has seen, so that of two
//! administrators one is told that the other was faster; nobody is linked who has another id.

use serde::{Deserialize, Serialize};

use crate::first_connection::BindError;
use crate::identity::{ProfileSet, Row};
use crate::matching::decision::Reason;
use crate::store::{Basis, FailureState, StoreError, StoredFailure};

use super::asserted;
use super::error::ServiceError;
use super::school::{School, State};
use super::undo::Detail;

/// What can be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// It is this user.
    Link {
        /// The user's number.
        user: i64,
    },
    /// It is nobody of this school.
    Reject,
    /// The person, or the ENT, is to correct what is sent.
    AskCorrection,
    /// Not now.
    Postpone,
}

impl Act {
    fn kind(self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::Reject => "reject",
            Self::AskCorrection => "ask_correction",
            Self::Postpone => "postpone",
        }
    }

    fn leads_to(self) -> FailureState {
        match self {
            Self::Link { .. } => FailureState::Linked,
            Self::Reject => FailureState::Rejected,
            Self::AskCorrection => FailureState::CorrectionAsked,
            Self::Postpone => FailureState::Postponed,
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Decided {
    /// The number by which it is undone.
    pub decision: i64,
    /// The failure's new version.
    pub version: i64,
}

#[derive(Serialize)]
struct Audited {
    decision: i64,
    failure: i64,
    user: Option<i64>,
    profiles: Vec<String>,
}

impl School {
    /// Does something about a failure, in the name of `actor`, who has seen `version` of it.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has changed since, [`StoreError::LinkTaken`] when the user or the id was linked meanwhile,
    /// [`ServiceError::NotFound`], [`ServiceError::Closed`], [`ServiceError::OtherProfile`], [`ServiceError::NoId`],
    /// [`ServiceError::IdOfTwo`], [`ServiceError::UserTaken`], [`ServiceError::TwoPeople`].
    pub async fn decide(&self, actor: &str, number: i64, version: i64, act: Act) -> Result<Decided, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let state = self.up_to_date(change.revision()).await?;
        let failure = change.failure(number).await?.ok_or(ServiceError::NotFound { what: "failure", number })?;
        if failure.version != version {
            return Err(StoreError::Changed.into());
        }
        if failure.state.is_closed() {
            return Err(ServiceError::Closed);
        }
        let version = change.move_failure(number, version, act.leads_to()).await?;
        let mut made = Vec::new();
        let mut bound = None;
        if let Act::Link { user } = act {
            let id = failure.cas_id.clone().ok_or(ServiceError::NoId)?;
            // Whoever of the two came next would be let in as this user.
            if failure.reason == Reason::IdConflict.code() {
                return Err(ServiceError::IdOfTwo);
            }
            let profiles = state.linkable(&failure, user)?;
            for profile in profiles.iter() {
                made.push(change.link(profile, &id, user, Basis::Administrator).await?);
            }
            bound = Some((id, state.rows(user).to_vec()));
        }
        let profiles: Vec<String> = made.iter().map(|link| link.profile.clone()).collect();
        let user = made.first().map(|link| link.user);
        let detail = Detail::Failure { before: failure.state, links: made };
        let decision = change.add_decision(act.kind(), Some(number), &detail.to_json()).await?;
        change.record(act.kind(), &Audited { decision, failure: number, user, profiles }).await?;
        let revision = change.revision();
        // The engine may know better who is one person with whom. It is told once the commit is done: whoever asked may hang up at any
        // await, and what is dropped there has to leave a memory that is right, or one that looks old.
        if let Some((id, rows)) = &bound {
            state.door().check_bind(id, rows).map_err(|error| match error {
                BindError::UserTaken { .. } => ServiceError::UserTaken,
                BindError::IdTaken => ServiceError::TwoPeople,
            })?;
        }
        change.commit().await?;
        match &bound {
            Some((id, rows)) if state.bind(id, rows).is_err() => self.look_again().await,
            _ => {
                if act.leads_to().is_closed() {
                    state.door_mut().end_contest(number);
                }
                state.set_revision(revision);
            }
        }
        Ok(Decided { decision, version })
    }
}

impl State {
    /// As what a user may be linked with a failure: the user's profiles among those that were sent, or all of them where none
    /// was understood.
    fn linkable(&self, failure: &StoredFailure, user: i64) -> Result<ProfileSet, ServiceError> {
        let door = self.door();
        let rows = self.rows(user);
        let own =
            rows.iter().map(|&row| door.users().person(row).profiles()).fold(ProfileSet::EMPTY, ProfileSet::union);
        if rows.is_empty() {
            return Err(ServiceError::NotFound { what: "user", number: user });
        }
        let sent = door.profiles_sent(&asserted::from_json(&failure.asserted));
        let both: ProfileSet = own.iter().filter(|&profile| sent.contains(profile)).collect();
        match (sent.is_empty(), both.is_empty()) {
            (true, _) => Ok(own),
            (false, false) => Ok(both),
            (false, true) => Err(ServiceError::OtherProfile),
        }
    }

    fn bind(&self, id: &str, rows: &[Row]) -> Result<(), BindError> {
        self.door_mut().bind(id, rows)
    }
}
