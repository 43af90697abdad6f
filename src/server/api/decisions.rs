//! What was decided, taking it back, and the audit.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, Decide, Read};
use super::extract::{Number, OfSchool, Parameters, page_size};
use super::problem::{ApiError, BadParameter, Conflict, Refused};
use crate::server::Shared;
use crate::service::Undone;
use crate::store::{StoredDecision, StoredLink};

/// How many.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DecisionsWanted {
    /// At most so many; 100 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// One decision.
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionView {
    /// By which it is undone.
    number: i64,
    /// `link`, `reject`, `ask_correction`, `postpone`, `reset`, or `configure` and its kind.
    kind: String,
    /// The failure that it is about.
    failure: Option<i64>,
    /// The links that it made, or took away (`reset`).
    links: Vec<LinkView>,
    /// `admin:…` or `token:…`.
    made_by: String,
    made_at: i64,
    /// Who took it back; null while it stands.
    undone_by: Option<String>,
    undone_at: Option<i64>,
}

/// One link.
#[derive(Serialize, ToSchema)]
pub(super) struct LinkView {
    /// The profile, by its key.
    profile: String,
    cas_id: String,
    user: i64,
}

/// Decisions.
#[derive(Serialize, ToSchema)]
pub(super) struct Decisions {
    /// Latest first.
    decisions: Vec<DecisionView>,
}

impl From<StoredDecision> for DecisionView {
    fn from(stored: StoredDecision) -> Self {
        #[derive(Deserialize)]
        struct Detail {
            #[serde(default, alias = "removed")]
            links: Vec<StoredLink>,
        }
        let links = serde_json::from_str::<Detail>(&stored.detail).map(|detail| detail.links).unwrap_or_default();
        let (undone_by, undone_at) = stored.undone.map(|(who, when)| (who, when.0)).unzip();
        Self {
            number: stored.number,
            kind: stored.kind,
            failure: stored.failure,
            links: links
                .into_iter()
                .map(|link| LinkView { profile: link.profile, cas_id: link.cas_id, user: link.user })
                .collect(),
            made_by: stored.made_by,
            made_at: stored.made_at.0,
            undone_by,
            undone_at,
        }
    }
}

/// What was decided, latest first. Scope `read`.
#[utoipa::path(
    get,
    path = "/decisions",
    tag = "decisions",
    params(OfSchool, DecisionsWanted),
    responses((status = 200, description = "Decisions.", body = Decisions), Refused, BadParameter)
)]
pub(super) async fn decisions(
    State(app): State<Shared>,
    caller: Caller<Read>,
    Parameters(wanted): Parameters<DecisionsWanted>,
) -> Result<Json<Decisions>, ApiError> {
    let most = page_size(wanted.limit)?;
    let stored = app.service.store().decisions(caller.school.uai(), most).await?;
    Ok(Json(Decisions { decisions: stored.into_iter().map(DecisionView::from).collect() }))
}

/// Takes a decision back: the links that it made go and its failure waits again; the links that it took away are there again,
/// unless their user or id has another one by now. Decisions about the configuration are taken back on the administrator's pages
/// alone. Scope `decide`.
#[utoipa::path(
    post,
    path = "/decisions/{number}/undo",
    tag = "decisions",
    params(OfSchool, ("number" = i64, Path, description = "Its number in this school.")),
    responses((status = 200, description = "Taken back.", body = Undone), Refused, Conflict)
)]
pub(super) async fn undo(
    State(app): State<Shared>,
    caller: Caller<Decide>,
    Number(number): Number,
) -> Result<Json<Undone>, ApiError> {
    let known = app.service.store().decisions_between(caller.school.uai(), number, number).await?;
    if known.iter().any(StoredDecision::is_about_configuration) {
        return Err(ApiError::NotFound);
    }
    Ok(Json(caller.school.undo(&caller.actor(), number).await?))
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditWanted {
    /// Those before this number: the last of the page before.
    before: Option<i64>,
    /// At most so many; 100 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// One entry of the audit.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditEntryView {
    /// From 1, without a gap.
    number: i64,
    at: i64,
    /// `admin:…`, `token:…`, `visitor` or `cli`.
    actor: String,
    /// What, by its stable code.
    action: String,
    /// Numbers and ids, as JSON text: what the hash is of.
    detail: String,
    /// SHA-256 over the entry and the hash of the one before, in hexadecimal.
    hash: String,
}

/// A page of the audit.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditPage {
    /// Latest first.
    entries: Vec<AuditEntryView>,
}

/// The audit, latest first. Scope `read`.
#[utoipa::path(
    get,
    path = "/audit",
    tag = "decisions",
    params(OfSchool, AuditWanted),
    responses((status = 200, description = "A page of the audit.", body = AuditPage), Refused, BadParameter)
)]
pub(super) async fn audit(
    State(app): State<Shared>,
    caller: Caller<Read>,
    Parameters(wanted): Parameters<AuditWanted>,
) -> Result<Json<AuditPage>, ApiError> {
    let most = page_size(wanted.limit)?;
    let entries = app.service.store().audit(caller.school.uai(), wanted.before, i64::from(most)).await?;
    let entries = entries.into_iter().map(|entry| AuditEntryView {
        number: entry.number,
        at: entry.at.0,
        actor: entry.actor,
        action: entry.action,
        detail: entry.detail,
        hash: entry.hash,
    });
    Ok(Json(AuditPage { entries: entries.collect() }))
}
