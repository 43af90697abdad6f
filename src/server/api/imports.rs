//! Lists that are sent: a new state of the base, or users of the ENT to be reconciled with it.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, Import};
use super::extract::{OfSchool, Parameters};
use super::jobs::{JobView, accepted};
use super::problem::{ApiError, BadUpload, Refused};
use super::upload;
use super::words::ProfileName;
use crate::server::Shared;
use crate::service::{JobKind, Order};

/// The file, as it is: CSV, XLSX or XML. What it is shows in its content.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "read by the description alone")]
pub(super) struct ListFile(Vec<u8>);

/// How a base is brought in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportWanted {
    /// Say what would change, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Even if more than half of the users of the list's profiles vanish.
    #[serde(default)]
    force: bool,
    /// The file's name, for messages.
    file: Option<String>,
    /// The profile of rows that do not say theirs.
    profile: Option<ProfileName>,
}

/// Brings in a new state of the base. A list of one profile says nothing of the others; whoever is in the list no more is kept
/// aside, with the link. Scope `import`.
#[utoipa::path(
    post,
    path = "/imports",
    tag = "jobs",
    params(OfSchool, ImportWanted),
    request_body(content = ListFile, content_type = "application/octet-stream"),
    responses(
        (status = 202, description = "It is worked on.", body = JobView, headers(("Location" = String, description = "The job."))),
        Refused,
        BadUpload
    )
)]
pub(super) async fn import(
    State(app): State<Shared>,
    caller: Caller<Import>,
    Parameters(wanted): Parameters<ImportWanted>,
    body: Body,
) -> Result<Response, ApiError> {
    let kind = JobKind::Import { is_dry_run: wanted.dry_run, is_forced: wanted.force };
    start(&app, &caller, kind, wanted.file.as_deref(), wanted.profile, body).await
}

/// How a list is reconciled.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ReconciliationWanted {
    /// The file's name, for messages.
    file: Option<String>,
    /// The profile of rows that do not say theirs.
    profile: Option<ProfileName>,
}

/// Reconciles a list of the ENT's users with the base: links are made, the others wait for a decision. Scope `import`.
#[utoipa::path(
    post,
    path = "/reconciliations",
    tag = "jobs",
    params(OfSchool, ReconciliationWanted),
    request_body(content = ListFile, content_type = "application/octet-stream"),
    responses(
        (status = 202, description = "It is worked on.", body = JobView, headers(("Location" = String, description = "The job."))),
        Refused,
        BadUpload
    )
)]
pub(super) async fn reconcile(
    State(app): State<Shared>,
    caller: Caller<Import>,
    Parameters(wanted): Parameters<ReconciliationWanted>,
    body: Body,
) -> Result<Response, ApiError> {
    start(&app, &caller, JobKind::Reconciliation, wanted.file.as_deref(), wanted.profile, body).await
}

async fn start(
    app: &Shared,
    caller: &Caller<Import>,
    kind: JobKind,
    name: Option<&str>,
    profile: Option<ProfileName>,
    body: Body,
) -> Result<Response, ApiError> {
    let lang = app.settings.lang;
    let (directory, file) = upload::keep(body, name, lang).await?;
    let order = Order { kind, directory, file, profile: profile.map(Into::into), lang };
    let job = app.jobs.start(caller.school.clone(), caller.actor(), order)?;
    Ok(accepted(&caller.school, &job))
}
