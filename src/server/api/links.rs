//! Taking ids away.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::{Caller, Import};
use super::extract::{Body, OfSchool};
use super::problem::{ApiError, BadBody, Refused};
use super::words::ProfileName;
use crate::service::{ResetReport, ResetScope};

/// Whose ids go: of profiles, or of one user.
#[derive(Deserialize, ToSchema)]
pub(super) struct ResetWanted {
    /// Of everybody in these profiles.
    #[serde(default)]
    profiles: Vec<ProfileName>,
    /// Of this user, in all profiles.
    user: Option<i64>,
    /// Say how many would go, and change nothing.
    #[serde(default)]
    dry_run: bool,
}

/// Takes ids away: those of whole profiles at the end of a year, or those of one user. They come back by undoing the decision.
/// Whoever was let in by one of them is out at once. Scope `import`.
#[utoipa::path(
    post,
    path = "/links/reset",
    tag = "links",
    params(OfSchool),
    request_body = ResetWanted,
    responses((status = 200, description = "How many went, or would go.", body = ResetReport), Refused, BadBody)
)]
pub(super) async fn reset(
    caller: Caller<Import>,
    Body(wanted): Body<ResetWanted>,
) -> Result<Json<ResetReport>, ApiError> {
    let scope = match (wanted.user, &wanted.profiles[..]) {
        (Some(user), []) => ResetScope::User(user),
        (None, profiles @ [_, ..]) => ResetScope::Profiles(profiles.iter().map(|&name| name.into()).collect()),
        _ => return Err(ApiError::Parameter("profiles | user: 1".to_owned())),
    };
    let report = match wanted.dry_run {
        true => caller.school.plan_reset(scope).await?,
        false => caller.school.reset_links(&caller.actor(), scope).await?,
    };
    Ok(Json(report))
}
