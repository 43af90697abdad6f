//! Many failures at once: whom everybody above a probability would be linked with, and linking them.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Caller, Decide};
use super::extract::{Body, OfSchool};
use super::problem::{ApiError, BadBody, Refused};
use crate::server::Shared;
use crate::service::{Act, Proposal};

/// How sure a proposal has to be.
#[derive(Deserialize, ToSchema)]
pub(super) struct Threshold {
    /// 0–1.
    #[schema(minimum = 0, maximum = 1)]
    least_probability: f64,
}

/// What would be linked.
#[derive(Serialize, ToSchema)]
pub(super) struct Proposals {
    /// To be looked at before any is accepted. A user whom two of them claim is proposed to neither.
    proposals: Vec<Proposal>,
}

/// Whom everybody would be linked with whose best candidate is free and at least this probable; changes nothing. Scope `decide`.
#[utoipa::path(
    post,
    path = "/proposals/preview",
    tag = "failures",
    params(OfSchool),
    request_body = Threshold,
    responses((status = 200, description = "Proposals.", body = Proposals), Refused, BadBody)
)]
pub(super) async fn preview(
    State(app): State<Shared>,
    caller: Caller<Decide>,
    Body(threshold): Body<Threshold>,
) -> Result<Json<Proposals>, ApiError> {
    if !(0.0..=1.0).contains(&threshold.least_probability) {
        return Err(ApiError::Parameter("least_probability: 0–1".to_owned()));
    }
    let proposals = caller.school.proposals(threshold.least_probability, app.settings.lang).await?;
    Ok(Json(Proposals { proposals }))
}

/// One proposal, accepted.
#[derive(Deserialize, ToSchema)]
pub(super) struct Accepted {
    failure: i64,
    /// The version of the failure that was looked at.
    version: i64,
    user: i64,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
pub(super) struct AcceptedResult {
    failure: i64,
    user: i64,
    /// The decision by which it is undone; null where nothing was done.
    decision: Option<i64>,
    /// Why nothing was done: `changed`, `link_taken`, … as for a single decision; null where it was done.
    code: Option<&'static str>,
    /// The same for people.
    detail: Option<String>,
}

/// In the order of the request.
#[derive(Serialize, ToSchema)]
pub(super) struct AcceptedResults {
    linked: usize,
    results: Vec<AcceptedResult>,
}

/// How many may be accepted at once.
const MOST: usize = 500;

/// Links proposals one by one: each is done or refused for itself. Scope `decide`.
#[utoipa::path(
    post,
    path = "/proposals/accept",
    tag = "failures",
    params(OfSchool),
    request_body(content = Vec<Accepted>, description = "At most 500."),
    responses((status = 200, description = "What became of each.", body = AcceptedResults), Refused, BadBody)
)]
pub(super) async fn accept(
    State(app): State<Shared>,
    caller: Caller<Decide>,
    Body(accepted): Body<Vec<Accepted>>,
) -> Result<Json<AcceptedResults>, ApiError> {
    if accepted.len() > MOST {
        return Err(ApiError::Parameter(format!("0–{MOST}")));
    }
    let actor = caller.actor();
    let mut results = Vec::with_capacity(accepted.len());
    for Accepted { failure, version, user } in accepted {
        let done = caller.school.decide(&actor, failure, version, Act::Link { user }).await;
        results.push(match done.map_err(ApiError::from) {
            Ok(decided) => AcceptedResult { failure, user, decision: Some(decided.decision), code: None, detail: None },
            Err(error) => AcceptedResult {
                failure,
                user,
                decision: None,
                code: Some(error.code()),
                detail: Some(error.message(app.settings.lang)),
            },
        });
    }
    let linked = results.iter().filter(|result| result.decision.is_some()).count();
    Ok(Json(AcceptedResults { linked, results }))
}
