//! What a school takes away as files: how things stand, and what a reconciliation wrote.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

use super::caller::{Caller, Import, Read};
use super::extract::{FileName, JobId, OfSchool};
use super::problem::{ApiError, Refused};
use crate::server::Shared;
use crate::service::ExportFile;

/// For the description: the files by name.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the description alone")]
pub(super) enum ExportName {
    #[schema(rename = "import-pronote.csv")]
    ImportPronote,
    #[schema(rename = "failures.csv")]
    Failures,
}

/// How things stand, as a file that `rapproche reconcile` writes: `import-pronote.csv`, the links that PRONOTE's base does not have, or
/// `failures.csv`, who waits and who it might be. Scope `read`.
#[utoipa::path(
    get,
    path = "/export/{file}",
    tag = "exports",
    params(OfSchool, ("file" = inline(ExportName), Path, description = "Which.")),
    responses((status = 200, description = "The file.", body = String, content_type = "text/csv"), Refused)
)]
pub(super) async fn export(
    State(app): State<Shared>,
    caller: Caller<Read>,
    FileName(name): FileName,
) -> Result<Response, ApiError> {
    let file = ExportFile::ALL.into_iter().find(|file| file.name() == name).ok_or(ApiError::NotFound)?;
    let bytes = caller.school.export(file, app.settings.lang).await?;
    Ok(sent(&name, bytes))
}

/// A file of a reconciliation that is done, one of the job's `files`: what `rapproche reconcile --out` writes. Scope `import`.
#[utoipa::path(
    get,
    path = "/jobs/{id}/files/{file}",
    tag = "exports",
    params(
        OfSchool,
        ("id" = String, Path, description = "As the job's `id`."),
        ("file" = String, Path, description = "One of the job's `files`.")
    ),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "application/octet-stream"),
        Refused
    )
)]
pub(super) async fn job_file(
    State(app): State<Shared>,
    caller: Caller<Import>,
    JobId(id): JobId,
    FileName(name): FileName,
) -> Result<Response, ApiError> {
    let job = app.jobs.job(caller.school.uai(), &id).ok_or(ApiError::NotFound)?;
    let path = job.file(&name).ok_or(ApiError::NotFound)?;
    let bytes = tokio::task::block_in_place(|| std::fs::read(path)).map_err(ApiError::Disk)?;
    Ok(sent(&name, bytes))
}

/// A file to be kept, never to be shown by a browser. Its name is one of ours.
pub(in crate::server) fn sent(name: &str, bytes: Vec<u8>) -> Response {
    let kind = match name.rsplit_once('.') {
        Some((_, "csv")) => "text/csv; charset=utf-8",
        Some((_, "json")) => "application/json",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
