//! Failures: the queue, one of them, and what is done about it.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, Decide, Read};
use super::extract::{Body, Number, OfSchool, Parameters, page_size};
use super::problem::{ApiError, BadBody, BadParameter, Conflict, Refused};
use super::words;
use crate::server::Shared;
use crate::service::{Act, Decided, FailureRow, FailureView};
use crate::store::{FailureFilter, FailureState, Moment};

/// Which failures.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FailuresWanted {
    /// By the code of the reason.
    reason: Option<String>,
    /// Those of one state; without it, all that wait.
    #[param(inline)]
    state: Option<FailureState>,
    /// Those that were opened at this moment or later, in milliseconds since 1970 (UTC).
    opened_from: Option<i64>,
    /// Those that were opened before this moment.
    opened_before: Option<i64>,
    /// Those after this number: `next` of the page before.
    after: Option<i64>,
    /// At most so many; 100 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub(super) struct FailurePage {
    /// Oldest first, what was put off at the end of the page.
    failures: Vec<FailureRow>,
    /// What `after` has to be for the next page; null on the last.
    next: Option<i64>,
}

/// The queue. Scope `read`.
#[utoipa::path(
    get,
    path = "/failures",
    tag = "failures",
    params(OfSchool, FailuresWanted),
    responses((status = 200, description = "A page of the queue.", body = FailurePage), Refused, BadParameter)
)]
pub(super) async fn failures(
    caller: Caller<Read>,
    Parameters(wanted): Parameters<FailuresWanted>,
) -> Result<Json<FailurePage>, ApiError> {
    let most = page_size(wanted.limit)?;
    let filter = FailureFilter {
        reason: wanted.reason.map(words::reason).transpose()?,
        state: wanted.state,
        opened_from: wanted.opened_from.map(Moment),
        opened_before: wanted.opened_before.map(Moment),
        after: wanted.after,
        most,
    };
    let failures = caller.school.failures(&filter).await?;
    let last = failures.iter().map(|failure| failure.number).max();
    let next = last.filter(|_| failures.len() == most as usize);
    Ok(Json(FailurePage { failures, next }))
}

/// One failure, with whom it might be. Scope `read`.
#[utoipa::path(
    get,
    path = "/failures/{number}",
    tag = "failures",
    params(OfSchool, ("number" = i64, Path, description = "Its number in this school.")),
    responses((status = 200, description = "All that a decision rests on.", body = FailureView), Refused)
)]
pub(super) async fn failure(
    State(app): State<Shared>,
    caller: Caller<Read>,
    Number(number): Number,
) -> Result<Json<FailureView>, ApiError> {
    Ok(Json(caller.school.failure(number, app.settings.lang).await?))
}

/// What is to be done.
#[derive(Deserialize, ToSchema)]
pub(super) struct DecisionOrder {
    /// The version of the failure that the decision rests on.
    version: i64,
    #[serde(flatten)]
    act: Act,
}

/// Does something about a failure. Scope `decide`.
#[utoipa::path(
    post,
    path = "/failures/{number}/decision",
    tag = "failures",
    params(OfSchool, ("number" = i64, Path, description = "Its number in this school.")),
    request_body = DecisionOrder,
    responses((status = 200, description = "Done.", body = Decided), Refused, BadBody, Conflict)
)]
pub(super) async fn decide(
    caller: Caller<Decide>,
    Number(number): Number,
    Body(order): Body<DecisionOrder>,
) -> Result<Json<Decided>, ApiError> {
    Ok(Json(caller.school.decide(&caller.actor(), number, order.version, order.act).await?))
}
