//! The table of the reconciliation screen, and users.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, Read};
use super::extract::{OfSchool, Parameters};
use super::problem::{ApiError, BadParameter, Refused};
use super::words::ProfileName;
use crate::identity::Profile;
use crate::service::{ListFilter, Listed, ServiceError};

/// The screen, in numbers.
#[derive(Serialize, ToSchema)]
pub(super) struct Table {
    /// What people call the school.
    school: String,
    /// A column each.
    profiles: Vec<Column>,
}

/// One profile.
#[derive(Serialize, ToSchema)]
pub(super) struct Column {
    profile: ProfileName,
    /// «Utilisateurs PRONOTE».
    base: u64,
    /// «Utilisateurs CAS» that have been seen; null where the ENT has no such population.
    cas: Option<u64>,
    /// «Utilisateurs rapprochés».
    reconciled: u64,
    /// «Utilisateurs CAS à rapprocher»; null where the ENT has no such population.
    to_reconcile: Option<u64>,
}

/// The table of the reconciliation screen. Scope `read`.
#[utoipa::path(
    get,
    path = "/table",
    tag = "lists",
    params(OfSchool),
    responses((status = 200, description = "A column per profile.", body = Table), Refused)
)]
pub(super) async fn table(caller: Caller<Read>) -> Result<Json<Table>, ApiError> {
    let tally = caller.school.tally().await?;
    let column = |profile: Profile| {
        let counts = tally.profile(profile);
        Column {
            profile: profile.into(),
            base: counts.base,
            cas: counts.has_source.then_some(counts.cas),
            reconciled: counts.reconciled,
            to_reconcile: counts.has_source.then(|| counts.to_reconcile()),
        }
    };
    Ok(Json(Table { school: caller.school.name(), profiles: Profile::ALL.into_iter().map(column).collect() }))
}

/// Which users.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UsersWanted {
    /// Of one profile.
    profile: Option<ProfileName>,
    /// Only those who have no id.
    #[serde(default)]
    unlinked: bool,
    /// Words of the name or the identifier, in any order.
    #[serde(default)]
    #[param(max_length = 200)]
    q: String,
    /// From 1; 100 users each.
    #[serde(default = "first")]
    #[param(minimum = 1, maximum = 1_000_000)]
    page: u32,
}

fn first() -> u32 {
    1
}

const USERS_PER_PAGE: usize = 100;

/// Users of the base, by name. Scope `read`.
#[utoipa::path(
    get,
    path = "/users",
    tag = "lists",
    params(OfSchool, UsersWanted),
    responses((status = 200, description = "A page of users, and how many there are.", body = Listed), Refused, BadParameter)
)]
pub(super) async fn users(
    caller: Caller<Read>,
    Parameters(wanted): Parameters<UsersWanted>,
) -> Result<Json<Listed>, ApiError> {
    if !(1..=1_000_000).contains(&wanted.page) {
        return Err(ApiError::Parameter("page: 1–1000000".to_owned()));
    }
    if wanted.q.chars().count() > 200 {
        return Err(ApiError::Parameter("q: 0–200".to_owned()));
    }
    let filter = ListFilter {
        unlinked_only: wanted.unlinked,
        search: wanted.q,
        skip: (wanted.page as usize - 1) * USERS_PER_PAGE,
        most: USERS_PER_PAGE,
    };
    let profile = wanted.profile.map(Profile::from);
    // Every name is looked at: not on the threads that answer requests.
    let listed = tokio::task::spawn_blocking(move || caller.school.users(profile, &filter)).await;
    Ok(Json(listed.map_err(|_| ServiceError::Interrupted)?))
}
