//! How a request ends that does not end well: problem details by RFC 9457.
//!
//! Invariants: a code never changes its meaning; what failed inside is the log's, not the caller's.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{Content, Ref, RefOr, Response as Described, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::identity::Lang;
use crate::server::Shared;
use crate::service::ServiceError;
use crate::store::{Scope, StoreError};

const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Problem {
    /// `urn:rapproche:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What the status means.
    title: String,
    /// The HTTP status.
    status: u16,
    /// For people: what happened, and what to do.
    detail: String,
    /// For programs.
    code: String,
}

/// Every way in which a request may end.
#[derive(Debug)]
pub(super) enum ApiError {
    /// No token, or none that is good.
    Unauthorized,
    /// The token lacks a scope.
    Forbidden(Scope),
    /// There is nothing there, or not for this token: which of the two is not told.
    NotFound,
    /// There is something there, for another method.
    WrongMethod,
    /// Too many requests with this token.
    TooMany,
    /// A parameter that cannot be used.
    Parameter(String),
    /// A body that cannot be used.
    Body(StatusCode, String),
    /// The job has ended.
    Ended,
    /// It takes longer than anybody waits, and goes on.
    Timeout,
    /// The list could not be kept.
    Disk(std::io::Error),
    /// Anything else.
    Service(ServiceError),
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(StoreError::UnknownSchool(_)) => Self::NotFound,
            other => Self::Service(other),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        ServiceError::from(error).into()
    }
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound | Self::Service(ServiceError::NotFound { .. }) => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany | Self::Service(ServiceError::TooManyJobs) => StatusCode::TOO_MANY_REQUESTS,
            Self::Parameter(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Body(status, _) => *status,
            Self::Ended
            | Self::Service(
                ServiceError::Store(StoreError::Changed | StoreError::LinkTaken)
                | ServiceError::Closed
                | ServiceError::OtherProfile
                | ServiceError::TwoPeople
                | ServiceError::UserTaken
                | ServiceError::IdOfTwo
                | ServiceError::NoId
                | ServiceError::NotUndoable,
            ) => StatusCode::CONFLICT,
            Self::Timeout | Self::Disk(_) | Self::Service(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden(_) => "missing_scope",
            Self::NotFound => "not_found",
            Self::WrongMethod => "method_not_allowed",
            Self::TooMany => "too_many_requests",
            Self::Parameter(_) => "invalid_parameter",
            Self::Body(StatusCode::PAYLOAD_TOO_LARGE, _) => "too_large",
            Self::Body(StatusCode::UNSUPPORTED_MEDIA_TYPE, _) => "unsupported_media_type",
            Self::Body(StatusCode::UNPROCESSABLE_ENTITY, _) => "invalid_body",
            Self::Body(..) => "malformed_body",
            Self::Ended => "ended",
            Self::Timeout => "timeout",
            Self::Disk(_) => "disk",
            Self::Service(error) => error.code(),
        }
    }

    /// What happened, and what to do.
    pub(super) fn message(&self, lang: Lang) -> String {
        let (french, english) = match self {
            Self::Unauthorized => (
                "Un jeton valable est requis : «Authorization: Bearer …» (rapproche token add).",
                "A valid token is required: «Authorization: Bearer …» (rapproche token add).",
            ),
            Self::Forbidden(scope) => {
                let scope = scope.key();
                return match lang {
                    Lang::Fr => format!("Ce jeton n’a pas le droit «{scope}»."),
                    Lang::En => format!("This token lacks the scope «{scope}»."),
                };
            }
            Self::NotFound => ("Il n’y a rien à cette adresse pour ce jeton.", "There is nothing here for this token."),
            Self::WrongMethod => ("Cette adresse attend une autre méthode.", "This address takes another method."),
            Self::TooMany => ("Trop de requêtes avec ce jeton ; attendez.", "Too many requests with this token; wait."),
            Self::Parameter(message) | Self::Body(_, message) => return message.clone(),
            Self::Ended => ("Ce travail est terminé.", "This job has ended."),
            Self::Timeout => (
                "La demande prend trop de temps et se poursuit : regardez ce qu’il en est avant de recommencer.",
                "The request takes too long and goes on: look what has become of it before you try again.",
            ),
            Self::Disk(_) | Self::Service(ServiceError::Store(StoreError::Disk(_))) => (
                "Le serveur n’a plus de place : rien n’a été changé. Prévenez la personne qui s’en occupe, puis réessayez.",
                "The server has no room left: nothing was changed. Tell whoever looks after it, then try again.",
            ),
            // What failed inside is the log's.
            Self::Service(error) if self.status() != StatusCode::SERVICE_UNAVAILABLE => return error.message(lang),
            Self::Service(_) => (
                "Le service ne répond pas pour le moment ; rien n’a été changé. Réessayez.",
                "The service does not answer at the moment; nothing was changed. Try again.",
            ),
        };
        match lang {
            Lang::Fr => french.to_owned(),
            Lang::En => english.to_owned(),
        }
    }

    fn problem(&self, lang: Lang) -> Problem {
        let (status, code) = (self.status(), self.code());
        Problem {
            kind: format!("urn:rapproche:problem:{code}"),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: self.message(lang),
            code: code.to_owned(),
        }
    }
}

/// The status alone: [`spell_out`], which knows the language, says the rest.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Says what an error is, in the language of the server.
pub(super) async fn spell_out(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let said = response.extensions_mut().remove::<Arc<ApiError>>();
    // What gives up waiting says a status and nothing else.
    let is_timeout = said.is_none() && response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let Some(error) = said.or_else(|| is_timeout.then(|| Arc::new(ApiError::Timeout))) else { return response };
    match &*error {
        ApiError::Service(inner) if error.status() == StatusCode::SERVICE_UNAVAILABLE => {
            tracing::error!(code = inner.code(), error = inner.message(Lang::En), "a request failed");
        }
        ApiError::Disk(inner) => tracing::error!(code = error.code(), error = %inner, "a list cannot be kept"),
        _ => {}
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut answer = (error.status(), Json(error.problem(app.settings.lang))).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    match &*error {
        ApiError::Unauthorized => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ApiError::TooMany => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        ApiError::Service(ServiceError::TooManyJobs) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        ApiError::WrongMethod => headers.extend(allowed.map(|allowed| (header::ALLOW, allowed))),
        _ => {}
    }
    answer
}

fn described(all: &[(StatusCode, &str)]) -> BTreeMap<String, RefOr<Described>> {
    let answer = |description: &str| {
        let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
        RefOr::T(ResponseBuilder::new().description(description).content(CONTENT_TYPE, content).build())
    };
    all.iter().map(|&(status, description)| (status.as_u16().to_string(), answer(description))).collect()
}

/// What every route may answer.
pub(super) struct Refused;

impl IntoResponses for Refused {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        described(&[
            (StatusCode::UNAUTHORIZED, "`unauthorized`: no token, or one that has ended."),
            (StatusCode::FORBIDDEN, "`missing_scope`: the token lacks the scope of this route."),
            (StatusCode::NOT_FOUND, "`not_found`: there is nothing there for this token."),
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "Something failed inside, and nothing was changed; or `timeout`: it goes on, look before you try again.",
            ),
        ])
    }
}

/// What a route with parameters may answer as well.
pub(super) struct BadParameter;

impl IntoResponses for BadParameter {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        described(&[(StatusCode::UNPROCESSABLE_ENTITY, "`invalid_parameter`: a parameter cannot be used.")])
    }
}

/// What a route with a JSON body may answer as well.
pub(super) struct BadBody;

impl IntoResponses for BadBody {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        described(&[
            (StatusCode::BAD_REQUEST, "`malformed_body`: the body is no JSON."),
            (StatusCode::PAYLOAD_TOO_LARGE, "`too_large`: more than 64 KiB."),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "`unsupported_media_type`: it has to be `application/json`."),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                "`invalid_body` or `invalid_parameter`: the JSON is not what is asked for.",
            ),
        ])
    }
}

/// What a route that takes a list may answer as well.
pub(super) struct BadUpload;

impl IntoResponses for BadUpload {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        described(&[
            (StatusCode::BAD_REQUEST, "`malformed_body`: the body broke off."),
            (StatusCode::PAYLOAD_TOO_LARGE, "`too_large`: more than 64 MiB."),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                "`invalid_parameter`: a parameter cannot be used; `invalid_body`: it is empty.",
            ),
            (StatusCode::TOO_MANY_REQUESTS, "`too_many_jobs`: eight of the school's wait already."),
        ])
    }
}

/// What a route that changes something may answer as well.
pub(super) struct Conflict;

impl IntoResponses for Conflict {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        described(&[(
            StatusCode::CONFLICT,
            "`changed` (somebody was faster: look again), `closed`, `link_taken`, `other_profile`, `two_people`, \
             `user_taken`, `id_of_two`, `no_id`, `not_undoable` or `ended`. Nothing was changed.",
        )])
    }
}

/// What a route with a rate may answer as well.
pub(super) struct Limited;

impl IntoResponses for Limited {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        described(&[(StatusCode::TOO_MANY_REQUESTS, "`too_many_requests`: wait as long as `Retry-After` says.")])
    }
}
