//! One person: as the base has them, all that is kept of them, and forgetting it.

use axum::Json;
use axum::extract::State;

use super::caller::{Caller, Import, Read};
use super::extract::{Number, OfSchool};
use super::problem::{ApiError, Refused};
use crate::server::Shared;
use crate::service::{PersonalData, Subject, UserView};
use crate::store::Forgotten;

/// One user of the base. Scope `read`.
#[utoipa::path(
    get,
    path = "/users/{number}",
    tag = "lists",
    params(OfSchool, ("number" = i64, Path, description = "The user's number in this school.")),
    responses((status = 200, description = "The user.", body = UserView), Refused)
)]
pub(super) async fn user(caller: Caller<Read>, Number(number): Number) -> Result<Json<UserView>, ApiError> {
    caller.school.user(number).map(Json).ok_or(ApiError::NotFound)
}

/// All that is kept of a user, of one who has left the base included; the audit notes that it was handed out. Scope `import`.
#[utoipa::path(
    get,
    path = "/users/{number}/data",
    tag = "personal data",
    params(OfSchool, ("number" = i64, Path, description = "The user's number in this school.")),
    responses((status = 200, description = "All of it; other people are numbers.", body = PersonalData), Refused)
)]
pub(super) async fn user_data(caller: Caller<Import>, Number(number): Number) -> Result<Json<PersonalData>, ApiError> {
    data(&caller, Subject::User(number)).await
}

/// Forgets a user for good: the row, ids, failures, what was typed, logins and sessions. It cannot be taken back; whoever is still in
/// PRONOTE's base comes back with the next import, without an id. Scope `import`.
#[utoipa::path(
    delete,
    path = "/users/{number}/data",
    tag = "personal data",
    params(OfSchool, ("number" = i64, Path, description = "The user's number in this school.")),
    responses((status = 200, description = "How much was forgotten.", body = Forgotten), Refused)
)]
pub(super) async fn erase_user(
    State(app): State<Shared>,
    caller: Caller<Import>,
    Number(number): Number,
) -> Result<Json<Forgotten>, ApiError> {
    erase(&app, &caller, Subject::User(number)).await
}

/// All that is kept of the person of a failure; the audit notes that it was handed out. Scope `import`.
#[utoipa::path(
    get,
    path = "/failures/{number}/data",
    tag = "personal data",
    params(OfSchool, ("number" = i64, Path, description = "The failure's number in this school.")),
    responses((status = 200, description = "What was sent and typed.", body = PersonalData), Refused)
)]
pub(super) async fn failure_data(
    caller: Caller<Import>,
    Number(number): Number,
) -> Result<Json<PersonalData>, ApiError> {
    data(&caller, Subject::Failure(number)).await
}

/// Forgets the person of a failure for good: what was sent and typed. It cannot be taken back. Scope `import`.
#[utoipa::path(
    delete,
    path = "/failures/{number}/data",
    tag = "personal data",
    params(OfSchool, ("number" = i64, Path, description = "The failure's number in this school.")),
    responses((status = 200, description = "How much was forgotten.", body = Forgotten), Refused)
)]
pub(super) async fn erase_failure(
    State(app): State<Shared>,
    caller: Caller<Import>,
    Number(number): Number,
) -> Result<Json<Forgotten>, ApiError> {
    erase(&app, &caller, Subject::Failure(number)).await
}

async fn erase(app: &Shared, caller: &Caller<Import>, subject: Subject) -> Result<Json<Forgotten>, ApiError> {
    let forgotten = caller.school.erase(&caller.actor(), subject).await?;
    app.jobs.forget_results(caller.school.uai());
    Ok(Json(forgotten))
}

async fn data(caller: &Caller<Import>, subject: Subject) -> Result<Json<PersonalData>, ApiError> {
    let data = caller.school.personal_data(subject).await?;
    caller.school.record_export(&caller.actor(), subject).await?;
    Ok(Json(data))
}
