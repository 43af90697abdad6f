//! Coming from the ENT, or being sent to it: the choice of the school, the ticket and whose it is.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::{Grounds, admit, logging_in, pages, place};
use crate::cas::client::{ClientError, Protocol, Ticket};
use crate::cas::configuration::CasDelegation;
use crate::cas::model::{Client, RootAddress, ServerUrl};
use crate::cas::response::{ResponseError, Validated};
use crate::cas::urls::{self, ValidationProtocol};
use crate::first_connection::Answer;
use crate::server::error::PageError;
use crate::server::guard::ClientAddress;
use crate::server::{App, Shared, secret};
use crate::service::School;
use crate::store::SessionKind;

/// What a browser brings along.
#[derive(Debug, Deserialize)]
pub(super) struct Arriving {
    ticket: Option<String>,
    /// `?login=true`: past the CAS server.
    login: Option<bool>,
    /// On the way to the CAS server, with the cookie that says so.
    depart: Option<bool>,
}

pub(super) async fn only_school(
    State(app): State<Shared>,
    Query(arriving): Query<Arriving>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
) -> Result<Response, PageError> {
    match &app.service.schools()[..] {
        [school] => arrive(&app, school, arriving, &address, jar).await,
        schools => Ok(pages::schools(schools, app.settings.lang).into_response()),
    }
}

pub(super) async fn of_school(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    Query(arriving): Query<Arriving>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let school = app.service.school(&uai)?;
    arrive(&app, &school, arriving, &address, jar).await
}

async fn arrive(
    app: &Shared,
    school: &Arc<School>,
    arriving: Arriving,
    address: &str,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let lang = app.settings.lang;
    let past_the_ent = arriving.login == Some(true);
    let configuration = school.configuration();
    let entrance = Entrance::of(school, configuration.public_url.as_ref());
    // Without an ENT, PRONOTE's own login is the only way in, where it is open.
    if logging_in::is_direct_open(school) && (past_the_ent || entrance.is_none()) {
        return Ok(logging_in::direct_form(app, school, jar));
    }
    let Some(entrance) = entrance else { return Ok(pages::not_configured(lang).into_response()) };
    if !configuration.published {
        return Ok(pages::not_published(lang).into_response());
    }
    if past_the_ent {
        return Ok(pages::no_direct_login(lang).into_response());
    }
    let Some(ticket) = arriving.ticket else {
        return match app.session(&jar, SessionKind::Visitor).await? {
            Some(session) if session.school == school.uai() => {
                Ok(Redirect::to(&place(school, session.kind)).into_response())
            }
            _ if arriving.depart == Some(true) && !App::has_departed(&jar) => {
                Ok(pages::needs_cookies(lang).into_response())
            }
            _ => Ok((app.depart(jar), Redirect::to(&entrance.login())).into_response()),
        };
    };
    if !App::has_departed(&jar) {
        // The portal may have sent somebody by the CAS server before they ever were here, and somebody else may have sent their own ticket
        // along: whoever is signed in at the ENT comes back with one of their own.
        return Ok((app.depart(jar), Redirect::to("?depart=true")).into_response());
    }
    // Anybody can make tickets up, and each has the CAS server asked.
    app.limits.arrive(address)?;
    let Some(turn) = app.limits.validation(school.uai()) else {
        tracing::warn!(school = school.uai(), code = "too_many_validations", "the CAS server is not asked");
        let retry = [(header::RETRY_AFTER, "10")];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, retry, pages::busy(&entrance.login(), lang)).into_response());
    };
    let started = Instant::now();
    let reply = match entrance.validate(app, &ticket).await {
        Ok(reply) => reply,
        Err(NobodyVouchedFor::Refused) => return Ok(pages::start_again(&entrance.login(), lang).into_response()),
        Err(NobodyVouchedFor::NoAnswer) => return Ok(pages::no_answer(&entrance.login(), lang).into_response()),
    };
    drop(turn);
    // The CAS server takes its time, in which the door may have been shut.
    if !school.configuration().published {
        return Ok(pages::not_published(lang).into_response());
    }
    let milliseconds = started.elapsed().as_millis() as u64;
    let arrival = school.arrive(&reply).await?;
    tracing::info!(
        school = school.uai(),
        code = arrival.code,
        failure = arrival.failure,
        milliseconds,
        "somebody came"
    );
    if arrival.answer == Answer::StartAgain {
        app.metrics.arrival(arrival.code);
        return Ok(pages::start_again(&entrance.login(), lang).into_response());
    }
    let grounds = Grounds { reply: &reply, configuration: &configuration, ticket: Some(secret::hash(&ticket)) };
    admit(app, school, App::return_from(jar), &arrival, grounds).await
}

/// The CAS server of a school, and where it sends people back to.
struct Entrance {
    school: String,
    delegation: CasDelegation,
    server: ServerUrl,
    service: String,
}

/// Why a ticket lets nobody in.
enum NobodyVouchedFor {
    /// It is none, or not good any more: another one may be.
    Refused,
    /// The CAS server does not answer as it should.
    NoAnswer,
}

impl Entrance {
    /// `None` while something of it has to be configured.
    fn of(school: &School, public: Option<&RootAddress>) -> Option<Self> {
        let (_, delegation) = school.delegation()?;
        let server = delegation.client(Client::PronoteNet).server.clone()?;
        Some(Self { school: school.uai().to_owned(), server, service: urls::service(public?), delegation })
    }

    /// Where people sign in at the ENT.
    fn login(&self) -> String {
        urls::login_link(&self.server, &self.service)
    }

    /// Asks the CAS server whose a ticket is.
    async fn validate(&self, app: &Shared, ticket: &str) -> Result<Validated, NobodyVouchedFor> {
        let started = Instant::now();
        let ticket = Ticket::new(ticket).map_err(|_| NobodyVouchedFor::Refused)?;
        let protocol = match self.delegation.protocol {
            ValidationProtocol::Saml => Protocol::SamlValidate,
            ValidationProtocol::Cas => Protocol::ServiceValidate,
        };
        let endpoint = urls::validation_endpoint(&self.server, self.delegation.protocol);
        app.cas.validate(protocol, &endpoint, &self.service, &ticket).await.map_err(|error| {
            let milliseconds = started.elapsed().as_millis() as u64;
            let (school, code) = (self.school.as_str(), error.code());
            tracing::warn!(school, code, milliseconds, "the CAS server vouches for nobody");
            match error {
                ClientError::Response(ResponseError::Refused(_) | ResponseError::Expired { .. }) => {
                    NobodyVouchedFor::Refused
                }
                _ => NobodyVouchedFor::NoAnswer,
            }
        })
    }
}
