//! Jobs: how far they are, and taking them back.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Caller, Import};
use super::extract::{JobId, OfSchool};
use super::problem::{ApiError, Conflict, Refused};
use crate::server::Shared;
use crate::service::{BatchReport, ImportReport, Job, JobKind, JobReport, JobState, School};

/// What a job does.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum KindName {
    Import,
    /// What an import would change.
    DryRun,
    Reconciliation,
}

/// Where it stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateName {
    /// Others come first.
    Queued,
    Running,
    Done,
    /// Nothing was changed.
    Failed,
    /// Nothing was changed.
    Cancelled,
}

/// One job.
#[derive(Serialize, ToSchema)]
pub(super) struct JobView {
    id: String,
    kind: KindName,
    state: StateName,
    /// Rows that were looked at.
    done: u64,
    /// Of how many; 0 before the list is read.
    total: u64,
    /// What was the matter with the list, a line for each kind, in the server's language.
    remarks: Vec<String>,
    /// Of an import or a dry run that is done.
    import: Option<ImportReport>,
    /// Of a reconciliation that is done.
    reconciliation: Option<BatchReport>,
    /// Of a reconciliation that is done: names of the files that its run wrote, at `…/files/{name}`.
    files: Vec<String>,
    /// Of a job that failed.
    error: Option<JobError>,
}

/// Why it failed.
#[derive(Serialize, ToSchema)]
pub(super) struct JobError {
    /// `unreadable_list`, `most_vanish` (see `force`), or another stable code.
    code: &'static str,
    /// For people: what happened, where in the file, and what to do.
    detail: String,
}

impl From<&Job> for JobView {
    fn from(job: &Job) -> Self {
        let (done, total) = job.progress();
        let kind = match job.kind() {
            JobKind::Import { is_dry_run: true, .. } => KindName::DryRun,
            JobKind::Import { .. } => KindName::Import,
            JobKind::Reconciliation => KindName::Reconciliation,
        };
        let mut view = Self {
            id: job.id().to_owned(),
            kind,
            state: StateName::Queued,
            done,
            total,
            remarks: job.remarks().to_vec(),
            import: None,
            reconciliation: None,
            files: job.files(),
            error: None,
        };
        view.state = match job.state() {
            JobState::Queued => StateName::Queued,
            JobState::Running => StateName::Running,
            JobState::Cancelled => StateName::Cancelled,
            JobState::Failed { code, message } => {
                view.error = Some(JobError { code, detail: message });
                StateName::Failed
            }
            JobState::Done(report) => {
                match report {
                    JobReport::Import(report) => view.import = Some(report),
                    JobReport::Reconciliation(report) => view.reconciliation = Some(report),
                }
                StateName::Done
            }
        };
        view
    }
}

/// 202, and where to ask.
pub(super) fn accepted(school: &School, job: &Arc<Job>) -> Response {
    let place = format!("/api/v1/schools/{}/jobs/{}", school.uai(), job.id());
    (StatusCode::ACCEPTED, [(header::LOCATION, place)], Json(JobView::from(&**job))).into_response()
}

/// A job. It is known for a day after its end, and until the server stops. Scope `import`.
#[utoipa::path(
    get,
    path = "/jobs/{id}",
    tag = "jobs",
    params(OfSchool, ("id" = String, Path, description = "As the job's `id`.")),
    responses((status = 200, description = "How far it is.", body = JobView), Refused)
)]
pub(super) async fn job(
    State(app): State<Shared>,
    caller: Caller<Import>,
    JobId(id): JobId,
) -> Result<Json<JobView>, ApiError> {
    let job = app.jobs.job(caller.school.uai(), &id).ok_or(ApiError::NotFound)?;
    Ok(Json(JobView::from(&*job)))
}

/// Takes a job back. It takes effect before anything is written: the engine is not broken off in the middle, but what it finds is
/// thrown away. A job that was being committed at that moment ends as `done`. Scope `import`.
#[utoipa::path(
    delete,
    path = "/jobs/{id}",
    tag = "jobs",
    params(OfSchool, ("id" = String, Path, description = "As the job's `id`.")),
    responses(
        (status = 202, description = "It will be given up; ask again how it ended.", body = JobView),
        Refused,
        Conflict
    )
)]
pub(super) async fn cancel(
    State(app): State<Shared>,
    caller: Caller<Import>,
    JobId(id): JobId,
) -> Result<Response, ApiError> {
    let job = app.jobs.job(caller.school.uai(), &id).ok_or(ApiError::NotFound)?;
    if job.state().is_ended() {
        return Err(ApiError::Ended);
    }
    job.cancel();
    Ok(accepted(&caller.school, &job))
}
