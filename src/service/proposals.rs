//! Many failures at once, looked at before anything is done.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::identity::Lang;
use crate::matching::decision::Reason;
use crate::store::{FailureFilter, StoredFailure};

use super::error::ServiceError;
use super::queue::{CandidateView, FailureRow, FailureView};
use super::school::{School, State};

/// A link that would be made for everybody above a probability.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Proposal {
    /// The failure.
    pub failure: FailureRow,
    /// Whom it would be linked with.
    pub candidate: CandidateView,
}

impl School {
    /// Whom everybody would be linked with whose best candidate is free, at least this probable and contradicted by nothing (the
    /// failure is one to be confirmed, or the base has changed so that it would be a link by now): to be looked at before it is
    /// done, by [`School::decide`] one by one. A user whom two of them claim is proposed to neither.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn proposals(&self, least_probability: f64, lang: Lang) -> Result<Vec<Proposal>, ServiceError> {
        let waiting = self.store.failures(self.uai(), &FailureFilter::default()).await?;
        let state = self.state();
        let look = move || -> Vec<Proposal> {
            waiting.iter().filter_map(|failure| proposal(&state, failure, least_probability, lang)).collect()
        };
        // Each of them is searched for: not on the threads that answer others.
        let looked = tokio::task::spawn_blocking(look).await;
        let mut proposals = looked.map_err(|_| ServiceError::Interrupted)?;
        let mut claims = BTreeMap::new();
        for proposal in &proposals {
            *claims.entry(proposal.candidate.user.number).or_insert(0) += 1;
        }
        proposals.retain(|proposal| claims.get(&proposal.candidate.user.number) == Some(&1));
        Ok(proposals)
    }
}

fn proposal(state: &State, stored: &StoredFailure, least_probability: f64, lang: Lang) -> Option<Proposal> {
    let FailureView { row, cas_id, now, candidates, .. } = state.failure_view(stored, &[], lang);
    cas_id?;
    let outcome = now.unwrap_or(&row.reason);
    let is_unopposed = [Reason::ToConfirm.code(), Reason::OverBudget.code(), "linked"].contains(&outcome);
    let candidate = candidates.into_iter().next().filter(|_| is_unopposed)?;
    let is_sure = candidate.probability >= least_probability && !candidate.user.is_linked;
    is_sure.then_some(Proposal { failure: row, candidate })
}
