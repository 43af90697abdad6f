//! «Identification impossible», and the form by which people correct what the ENT sent.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use maud::Markup;
use serde::Deserialize;

use super::guest::Waiting;
use super::memory::Step;
use super::{Grounds, admit, pages, place};
use crate::first_connection::Correction;
use crate::identity::BirthDate;
use crate::normalize::parse_birth_date;
use crate::server::Shared;
use crate::server::error::PageError;
use crate::server::guard::ClientAddress;
use crate::server::session::check_form;
use crate::store::SessionKind;

pub(super) async fn page(State(app): State<Shared>, Waiting(guest): Waiting) -> Markup {
    pages::unidentified(&guest, None, app.settings.lang)
}

#[derive(Debug, Deserialize)]
pub(super) struct CorrectionForm {
    csrf: String,
    nom: String,
    prenom: String,
    naissance: String,
}

impl CorrectionForm {
    /// What was typed; nothing where no date can be read.
    fn correction(&self) -> Option<Correction> {
        let text = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        let birth_date = match self.naissance.trim() {
            "" => None,
            typed => Some(parse_birth_date(typed).ok()?).filter(|date| *date != BirthDate::MISSING),
        };
        Some(Correction { family: text(&self.nom), given: text(&self.prenom), birth_date })
    }
}

pub(super) async fn correct(
    State(app): State<Shared>,
    Waiting(guest): Waiting,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<CorrectionForm>,
) -> Result<Response, PageError> {
    check_form(&guest.session, &form.csrf)?;
    app.limits.attempt("correction", &format!("{} {}", guest.school.uai(), guest.session.subject), &address)?;
    let (school, reply, configuration) = (&guest.school, guest.memory.reply(), guest.school.configuration());
    if guest.memory.step != Step::Correct {
        return Ok(Redirect::to(&place(school, SessionKind::Unidentified)).into_response());
    }
    let Some(typed) = form.correction() else {
        return Ok(pages::unidentified(&guest, Some(form.naissance.trim()), app.settings.lang).into_response());
    };
    let arrival = school.correct(&reply, &typed).await?;
    tracing::info!(school = school.uai(), code = arrival.code, failure = arrival.failure, "somebody corrected");
    let grounds = Grounds { reply: &reply, configuration: &configuration, ticket: guest.session.ticket };
    admit(&app, school, jar, &arrival, grounds).await
}
