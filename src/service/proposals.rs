//! Many failures at once, looked at before anything is done.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::identity::Lang;
use crate::matching::decision::Reason;
use crate::store::FailureFilter;

use super::error::ServiceError;
use super::queue::{CandidateView, FailureRow};
use super::school::School;

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
        let mut claims = BTreeMap::new();
        for proposal in &proposals {
            *claims.entry(proposal.candidate.user.number).or_insert(0) += 1;
        }
        proposals.retain(|proposal| claims.get(&proposal.candidate.user.number) == Some(&1));
        Ok(proposals)
    }
}
