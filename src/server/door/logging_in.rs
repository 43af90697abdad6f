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
use crate::service::{PronoteLogin, ServiceError};
use crate::store::{Moment, StoreError};

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
    let good = credential.filter(|credential| credential.is_good(Moment::now()));
    let code = password::typed_code(&form.code);
    let is_right = password::is_right(code, good.as_ref().map(|credential| credential.code.clone())).await?;
    let wrong = || {
        tracing::warn!(school = school.uai(), "a login failed");
        pages::log_in(school, &guest.session.csrf, true, app.settings.lang).into_response()
    };
    let Some(credential) = good.filter(|_| is_right && guest.memory.step == Step::LogIn) else { return Ok(wrong()) };
    let reply = guest.memory.reply();
    let arrival = match school.logged_in(&reply, PronoteLogin::Code(&credential)).await {
        // Of two who use a code at once, the second; or the user has left the base.
        Err(ServiceError::Store(StoreError::Changed) | ServiceError::NotOnePerson) => return Ok(wrong()),
        settled => settled?,
    };
    tracing::info!(school = school.uai(), code = arrival.code, failure = arrival.failure, "somebody logged in");
    admit(&app, school, jar, &arrival, &reply, guest.session.ticket).await
}
