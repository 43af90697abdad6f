//! The door that ENTs send people to.
//!
//! Role: from «click on PRONOTE at the portal» to a space, or to «Identification impossible» and its form. Invariants: a ticket is used
//! once and then leaves the address bar; while the door is shut nobody comes in and no link is made; nobody is told who is in the base; what a CAS server says and how long it takes is not ours to
//! trust.
//!
//! The rooms: [`arriving`] from the ENT or to it; [`correcting`] what the ENT sent, or [`logging_in`] to PRONOTE, once or past the ENT; [`spaces`], once
//! somebody is in; [`leaving`] here or at the ENT. Whoever is in one of them has a session, of which [`guest`] makes what handlers ask for and
//! [`memory`] is what it remembers. What becomes of somebody is [`admit`]'s, whichever room they come from.

mod arriving;
mod correcting;
mod guest;
mod leaving;
mod logging_in;
mod login_page;
mod memory;
mod pages;
mod single_sign_out;
mod spaces;

use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use axum_extra::extract::cookie::CookieJar;

use super::error::{self, PageError};
use super::{App, Shared};
use crate::cas::configuration::Configuration;
use crate::cas::response::Validated;
use crate::first_connection::Answer;
use crate::service::{Arrival, School};
use crate::store::SessionKind;
use memory::Memory;

pub(super) fn routes(app: &Shared) -> Router<Shared> {
    let routes = Router::new()
        .route("/", get(arriving::only_school).post(leaving::told))
        .route("/{uai}/", get(arriving::of_school).post(leaving::told_of_school))
        .route("/{uai}/espace", get(spaces::choose))
        .route("/{uai}/espace/{profile}", get(spaces::enter))
        .route("/{uai}/identification", get(correcting::page).post(correcting::correct))
        .route("/{uai}/connexion", post(logging_in::log_in))
        .route("/{uai}/connexion-directe", post(logging_in::log_in_directly))
        .route("/{uai}/deconnexion", post(leaving::sign_out));
    routes.layer(middleware::map_response_with_state(app.clone(), error::in_language_of_the_door))
}

/// Where somebody belongs.
fn place(school: &School, kind: SessionKind) -> String {
    match kind {
        SessionKind::Visitor => format!("/{}/espace", school.uai()),
        _ => format!("/{}/identification", school.uai()),
    }
}

/// What an arrival rests on.
struct Grounds<'a> {
    /// What the ENT sent.
    reply: &'a Validated,
    /// The configuration that was in force before it was decided.
    configuration: &'a Configuration,
    /// The hash of the CAS ticket, by which the ENT ends the session: one that takes the place of another keeps its ticket.
    ticket: Option<String>,
}

/// Begins the session that an arrival leads to, and leads there.
async fn admit(
    app: &App,
    school: &School,
    jar: CookieJar,
    arrival: &Arrival,
    grounds: Grounds<'_>,
) -> Result<Response, PageError> {
    app.metrics.arrival(arrival.code);
    let kind = match arrival.answer {
        // Whom the CAS server does not vouch for gets no session; one that is there stays.
        Answer::StartAgain => return Ok(Redirect::to(&place(school, SessionKind::Unidentified)).into_response()),
        Answer::Enter(_) => SessionKind::Visitor,
        _ => SessionKind::Unidentified,
    };
    let subject = arrival.cas_id.as_deref().unwrap_or_default();
    let memory = Memory::of_arrival(arrival, grounds.reply, grounds.configuration).to_data();
    let jar = app.begin_session(jar, school.uai(), kind, subject, memory, grounds.ticket).await?;
    Ok((jar, Redirect::to(&place(school, kind))).into_response())
}
