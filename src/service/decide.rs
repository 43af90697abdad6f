//! What an administrator does about a failure, and takes back.
//!
//! Role: one act, one transaction: the failure moves on, the link is made, the decision is kept with what it takes to undo it, and
//! the audit has its entry. Invariants: an act names the version of the failure that the administrator has seen, so that of two
//! administrators one is told that the other was faster; nobody is linked who has another id; what is undone leaves the links of
//! others alone.

use serde::{Deserialize, Serialize};

use crate::identity::{Lang, ProfileSet, Row};
use crate::matching::decision::Reason;
use crate::store::{Basis, FailureFilter, FailureState, StoreError, StoredFailure, StoredLink};

use super::asserted;
use super::error::ServiceError;
use super::queue::{CandidateView, FailureRow};
use super::school::{School, State};

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

/// A link that would be made for everybody above a probability.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Proposal {
    /// The failure.
    pub failure: FailureRow,
    /// Whom it would be linked with.
    pub candidate: CandidateView,
}

/// What it takes to undo a decision.
#[derive(Debug, Serialize, Deserialize)]
struct Detail {
    before: FailureState,
    links: Vec<StoredLink>,
}

#[derive(Serialize)]
struct Audited<'a> {
    decision: i64,
    failure: i64,
    user: Option<i64>,
    profiles: Vec<&'a str>,
}

#[derive(Serialize)]
struct Undone {
    decision: i64,
    failure: Option<i64>,
}

impl School {
    /// Does something about a failure, in the name of `actor`, who has seen `version` of it.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has changed since, [`StoreError::LinkTaken`] when the user or the id was linked meanwhile,
    /// [`ServiceError::NotFound`], [`ServiceError::Closed`], [`ServiceError::OtherProfile`], [`ServiceError::NoId`],
    /// [`ServiceError::TwoPeople`].
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
            let profiles = state.linkable(&failure, user)?;
            for profile in profiles.iter() {
                change.link(profile, &id, user, Basis::Administrator).await?;
                made.push(StoredLink {
                    profile: profile.key().to_owned(),
                    cas_id: id.clone(),
                    user,
                    basis: Basis::Administrator,
                    made_by: actor.to_owned(),
                    made_at: change.now(),
                });
            }
            bound = Some((id, state.rows(user).to_vec()));
        }
        let profiles = made.iter().map(|link| link.profile.as_str()).collect();
        let user = made.first().map(|link| link.user);
        let audited = (act.kind(), profiles, user);
        let detail = serde_json::to_string(&Detail { before: failure.state, links: made.clone() }).unwrap_or_default();
        let decision = change.add_decision(act.kind(), Some(number), &detail).await?;
        let (kind, profiles, user) = audited;
        change.record(kind, &Audited { decision, failure: number, user, profiles }).await?;
        let revision = change.revision();
        // The engine may know better who is one person with whom. It is told once the commit is done: whoever asked may hang up at any
        // await, and what is dropped there has to leave a memory that is right, or one that looks old.
        if let Some((id, rows)) = &bound {
            state.door().check_bind(id, rows).map_err(|_| ServiceError::TwoPeople)?;
        }
        change.commit().await?;
        match &bound {
            Some((id, rows)) if state.bind(id, rows).is_err() => self.reload_alone().await?,
            _ => state.set_revision(revision),
        }
        Ok(Decided { decision, version })
    }

    /// Takes a decision back: its links go, its failure waits again.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`StoreError::Changed`] when it was taken back before; [`ServiceError::NotUndoable`] when the
    /// failure has moved on since.
    pub async fn undo(&self, actor: &str, number: i64) -> Result<(), ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let decision = change.decision(number).await?.ok_or(ServiceError::NotFound { what: "decision", number })?;
        let detail: Detail = serde_json::from_str(&decision.detail).map_err(|_| ServiceError::NotUndoable)?;
        change.mark_undone(number).await?;
        for link in &detail.links {
            change.unlink(&link.profile, &link.cas_id, link.user).await?.ok_or(ServiceError::NotUndoable)?;
        }
        if let Some(failure) = decision.failure {
            let now = change.failure(failure).await?.ok_or(ServiceError::NotUndoable)?;
            if now.state.key() != state_after(&decision.kind) {
                return Err(ServiceError::NotUndoable);
            }
            change.move_failure(failure, now.version, detail.before).await.map_err(|error| match error {
                StoreError::Changed => ServiceError::NotUndoable,
                other => other.into(),
            })?;
        }
        change.record("undo", &Undone { decision: number, failure: decision.failure }).await?;
        change.commit().await?;
        self.reload_alone().await
    }

    /// Whom everybody would be linked with whose best candidate is free, at least this probable and contradicted by nothing (the
    /// failure is one to be confirmed, or the base has changed so that it would be a link by now): to be looked at before it is
    /// done, by [`Self::decide`] one by one. A user whom two of them claim is proposed to neither.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn proposals(&self, least_probability: f64, lang: Lang) -> Result<Vec<Proposal>, ServiceError> {
        let mut proposals: Vec<Proposal> = Vec::new();
        for failure in self.failures(&FailureFilter::default()).await? {
            let view = self.failure(failure.number, lang).await?;
            let outcome = view.now.unwrap_or(&view.row.reason);
            let is_unopposed = outcome == Reason::ToConfirm.code() || outcome == "linked";
            let best = view.candidates.into_iter().next().filter(|_| is_unopposed);
            if let (Some(candidate), Some(_)) = (best, view.cas_id)
                && candidate.probability >= least_probability
                && !candidate.user.is_linked
            {
                proposals.push(Proposal { failure, candidate });
            }
        }
        let mut claims = std::collections::BTreeMap::new();
        for proposal in &proposals {
            *claims.entry(proposal.candidate.user.number).or_insert(0) += 1;
        }
        proposals.retain(|proposal| claims.get(&proposal.candidate.user.number) == Some(&1));
        Ok(proposals)
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

    fn bind(&self, id: &str, rows: &[Row]) -> Result<(), crate::first_connection::BindError> {
        self.door_mut().bind(id, rows)
    }
}

/// The state that a kind of decision leaves a failure in.
fn state_after(kind: &str) -> &'static str {
    match kind {
        "link" => FailureState::Linked.key(),
        "reject" => FailureState::Rejected.key(),
        "ask_correction" => FailureState::CorrectionAsked.key(),
        _ => FailureState::Postponed.key(),
    }
}
