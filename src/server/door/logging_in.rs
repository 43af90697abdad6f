//! PRONOTE's own login, which a double authentication asks for once.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::guest::Waiting;
use super::memory::Step;
use super::{admit, pages};
use crate::server::error::PageError;
use crate::server::guard::ClientAddress;
use crate::server::session::check_form;
use crate::server::{Shared, password};

#[derive(Debug, Deserialize)]
pub(super) struct LoginForm {
    csrf: String,
    identifiant: String,
    code: String,
}

pub(super) async fn log_in(
    State(app): State<Shared>,
    Waiting(guest): Waiting,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<LoginForm>,
) -> Result<Response, PageError> {
    check_form(&guest.session, &form.csrf)?;
    let school = &guest.school;
    let login = form.identifiant.trim().to_lowercase();
    app.limits.attempt("login", &format!("{} {login}", school.uai()), &address)?;
    app.limits.attempt("login", &guest.session.subject, &address)?;
    let credential = app.service.store().credential(school.uai(), &login).await?;
    let unused = credential.filter(|credential| credential.used_at.is_none());
    let code = form.code.trim().to_lowercase();
    let is_right = password::is_right(code, unused.as_ref().map(|credential| credential.code.clone())).await?;
    let Some(credential) = unused.filter(|_| is_right && guest.memory.step == Step::LogIn) else {
        tracing::warn!(school = school.uai(), "a login failed");
        return Ok(pages::log_in(school, &guest.session.csrf, true, app.settings.lang).into_response());
    };
    let reply = guest.memory.reply();
    let arrival = school.logged_in(&reply, &credential.login, credential.user).await?;
    tracing::info!(school = school.uai(), code = arrival.code, failure = arrival.failure, "somebody logged in");
    admit(&app, school, jar, &arrival, &reply, guest.session.ticket).await
}
