//! Signing out: here, or by the ENT's word that somebody has signed out there.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::{pages, single_sign_out};
use crate::server::error::PageError;
use crate::server::session::check_form;
use crate::server::{Shared, secret};
use crate::store::SessionKind;

/// A form that says nothing but whose it is.
#[derive(Debug, Deserialize)]
pub(super) struct Token {
    csrf: String,
}

pub(super) async fn sign_out(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    jar: CookieJar,
    Form(form): Form<Token>,
) -> Result<Response, PageError> {
    let school = app.service.school(&uai)?;
    let session = app.session(&jar, SessionKind::Visitor).await?;
    if let Some(session) = &session {
        check_form(session, &form.csrf)?;
    }
    let is_direct = session.is_some_and(|session| session.kind == SessionKind::Visitor && session.subject.is_empty());
    let jar = app.end_session(jar, SessionKind::Visitor).await?;
    Ok((jar, pages::signed_out(&school, is_direct, app.settings.lang)).into_response())
}

/// The ENT's word that somebody has signed out there.
#[derive(Debug, Deserialize)]
pub(super) struct LogoutForm {
    #[serde(rename = "logoutRequest")]
    logout_request: Option<String>,
}

pub(super) async fn told_of_school(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    form: Form<LogoutForm>,
) -> Result<Response, PageError> {
    app.service.school(&uai)?;
    told(State(app), form).await
}

pub(super) async fn told(State(app): State<Shared>, Form(form): Form<LogoutForm>) -> Result<Response, PageError> {
    let ticket = form.logout_request.as_deref().and_then(single_sign_out::ticket);
    if let Some(ticket) = ticket {
        let ended = app.service.store().end_sessions_of_ticket(&secret::hash(&ticket)).await?;
        tracing::info!(ended, "the ENT has signed somebody out");
    }
    // Whether there was such a session is nobody's business.
    Ok("".into_response())
}
