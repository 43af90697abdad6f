//! Whom a CAS reply lets in.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Caller, Resolve};
use super::extract::{Body, OfSchool};
use super::problem::{ApiError, BadBody, Limited, Refused};
use super::words::ProfileName;
use crate::cas::response::{Limits, Validated};
use crate::first_connection::Answer;
use crate::server::Shared;

/// What a CAS server says of somebody.
#[derive(Deserialize, ToSchema)]
pub(super) struct Reply {
    /// `cas:user`, or the subject of the assertion.
    #[serde(default)]
    subject: Option<String>,
    /// Attribute names and values, as the ENT names them.
    attributes: BTreeMap<String, Vec<String>>,
}

/// What would become of the person.
#[derive(Serialize, ToSchema)]
pub(super) struct Resolved {
    /// `granted` (known), `linked` (recognised: a first connection would link), `needs_pronote_login`, or the code of the reason.
    code: &'static str,
    /// As whom the person gets in.
    accesses: Vec<AccessView>,
    /// What the person is told.
    answer: AnswerView,
}

/// One way in.
#[derive(Serialize, ToSchema)]
pub(super) struct AccessView {
    profile: ProfileName,
    /// The user's number in this school.
    user: i64,
}

/// What the person is told; it does not depend on who is in the base.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AnswerView {
    /// Welcome.
    Enter,
    /// PRONOTE's own login is asked for, once.
    LogIn,
    /// Start again at the ENT.
    StartAgain,
    /// The ENT's account is not one that opens this PRONOTE.
    NotForThisAccount,
    /// «Identification impossible», with a form for a correction.
    NotIdentifiedMayCorrect,
    /// «Identification impossible».
    NotIdentified,
}

impl From<&Answer> for AnswerView {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Enter(_) => Self::Enter,
            Answer::LogIn => Self::LogIn,
            Answer::StartAgain => Self::StartAgain,
            Answer::NotForThisAccount => Self::NotForThisAccount,
            Answer::NotIdentified { may_correct: true } => Self::NotIdentifiedMayCorrect,
            Answer::NotIdentified { may_correct: false } => Self::NotIdentified,
        }
    }
}

/// Says whom a CAS reply lets in, and changes nothing. Scope `resolve`.
#[utoipa::path(
    post,
    path = "/resolve",
    tag = "resolve",
    params(OfSchool),
    request_body = Reply,
    responses((status = 200, description = "What would become of the person.", body = Resolved), Refused, BadBody, Limited)
)]
pub(super) async fn resolve(
    State(app): State<Shared>,
    caller: Caller<Resolve>,
    Body(sent): Body<Reply>,
) -> Result<Json<Resolved>, ApiError> {
    if !app.limits.resolve(&caller.token.hash) {
        return Err(ApiError::TooMany);
    }
    let limits = Limits::default();
    let mut reply = Validated { subject: sent.subject, ..Validated::default() };
    for (name, value) in sent.attributes.iter().flat_map(|(name, all)| all.iter().map(move |value| (name, value))) {
        reply
            .attributes
            .add(name, value, &limits)
            .map_err(|error| ApiError::Body(StatusCode::UNPROCESSABLE_ENTITY, error.message(app.settings.lang)))?;
    }
    caller.school.make_current().await?;
    // Some 100 µs: less than another thread would cost.
    let arrival = caller.school.resolve(&reply);
    Ok(Json(Resolved {
        code: arrival.code,
        accesses: arrival
            .accesses
            .iter()
            .map(|&(profile, user)| AccessView { profile: profile.into(), user })
            .collect(),
        answer: AnswerView::from(&arrival.answer),
    }))
}
