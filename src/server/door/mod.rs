//! The door that ENTs send people to.
//!
//! Role: from «click on PRONOTE at the portal» to a space, or to «Identification impossible» and its form. Invariants: a ticket is used
//! once and then leaves the address bar; nobody is told who is in the base; what a CAS server says and how long it takes is not ours to
//! trust.

mod pages;
mod single_sign_out;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::cookie::CookieJar;
use serde::{Deserialize, Serialize};

use super::error::PageError;
use super::guard::ClientAddress;
use super::session::check_form;
use super::{App, Shared, password};
use crate::cas::client::{ClientError, Protocol, Ticket};
use crate::cas::model::Client;
use crate::cas::response::{Limits, ResponseError, Validated};
use crate::cas::urls::{self, ValidationProtocol};
use crate::first_connection::{Answer, Correction};
use crate::identity::{BirthDate, Profile};
use crate::normalize::parse_birth_date;
use crate::service::{Arrival, School};
use crate::store::{Session, SessionKind};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(only_school).post(only_school_told))
        .route("/{uai}/", get(of_school).post(of_school_told))
        .route("/{uai}/espace", get(spaces))
        .route("/{uai}/espace/{profile}", get(space))
        .route("/{uai}/identification", get(unidentified).post(correct))
        .route("/{uai}/connexion", post(log_in))
        .route("/{uai}/deconnexion", post(sign_out))
}

/// What a browser brings along.
#[derive(Debug, Deserialize)]
struct Arriving {
    ticket: Option<String>,
    /// `?login=true`: past the CAS server.
    login: Option<bool>,
}

/// What a session of somebody from the ENT remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    /// Profile keys and users.
    accesses: Vec<(String, i64)>,
    /// What the ENT sent, where somebody was not identified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<(String, String)>,
    /// The number of the failure, to be named to the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<i64>,
    /// `log_in`, `correct` or `wait`.
    #[serde(default)]
    step: Step,
}

/// What somebody who is not in yet may do.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    #[default]
    Wait,
    Correct,
    LogIn,
}

async fn only_school(
    State(app): State<Shared>,
    Query(arriving): Query<Arriving>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    match &app.service.schools()[..] {
        [school] => arrive(&app, school, arriving, jar).await,
        schools => Ok(pages::schools(schools, app.settings.lang).into_response()),
    }
}

async fn of_school(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    Query(arriving): Query<Arriving>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let school = app.service.school(&uai)?;
    arrive(&app, &school, arriving, jar).await
}

async fn arrive(app: &Shared, school: &Arc<School>, arriving: Arriving, jar: CookieJar) -> Result<Response, PageError> {
    let lang = app.settings.lang;
    let configuration = school.configuration();
    let Some((delegation, public)) = school.delegation().zip(configuration.public_url.clone()) else {
        return Ok(pages::not_configured(lang).into_response());
    };
    if !configuration.published {
        return Ok(pages::not_published(lang).into_response());
    }
    let (_, delegation) = delegation;
    let Some(server) = delegation.client(Client::PronoteNet).server.clone() else {
        return Ok(pages::not_configured(lang).into_response());
    };
    let service = urls::service(&public);
    if arriving.login == Some(true) {
        return Ok(pages::no_direct_login(lang).into_response());
    }
    let Some(ticket) = arriving.ticket else {
        return match app.session(&jar, SessionKind::Visitor).await? {
            Some(session) if session.school == school.uai() => {
                Ok(Redirect::to(&place(school, session.kind)).into_response())
            }
            _ => Ok(Redirect::to(&urls::login_link(&server, &service)).into_response()),
        };
    };
    let started = Instant::now();
    let endpoint = urls::validation_endpoint(&server, delegation.protocol);
    let protocol = match delegation.protocol {
        ValidationProtocol::Saml => Protocol::SamlValidate,
        ValidationProtocol::Cas => Protocol::ServiceValidate,
    };
    let validated = match Ticket::new(&ticket) {
        Ok(sent) => app.cas.validate(protocol, &endpoint, &service, &sent).await,
        Err(_) => return Ok(pages::start_again(&urls::login_link(&server, &service), lang).into_response()),
    };
    let milliseconds = started.elapsed().as_millis() as u64;
    let reply = match validated {
        Ok(reply) => reply,
        Err(error) => {
            tracing::warn!(
                school = school.uai(),
                code = error.code(),
                milliseconds,
                "the CAS server vouches for nobody"
            );
            let again = urls::login_link(&server, &service);
            return Ok(match error {
                ClientError::Response(ResponseError::Refused(_) | ResponseError::Expired { .. }) => {
                    pages::start_again(&again, lang).into_response()
                }
                _ => pages::no_answer(&again, lang).into_response(),
            });
        }
    };
    let arrival = school.arrive(&reply).await?;
    tracing::info!(
        school = school.uai(),
        code = arrival.code,
        failure = arrival.failure,
        milliseconds,
        "somebody came"
    );
    let jar = settle(app, school, jar, &arrival, &reply, Some(&ticket)).await?;
    match arrival.answer {
        Answer::StartAgain => Ok(pages::start_again(&urls::login_link(&server, &service), lang).into_response()),
        Answer::Enter(_) => Ok((jar, Redirect::to(&place(school, SessionKind::Visitor))).into_response()),
        _ => Ok((jar, Redirect::to(&place(school, SessionKind::Unidentified))).into_response()),
    }
}

/// Where somebody belongs.
fn place(school: &School, kind: SessionKind) -> String {
    match kind {
        SessionKind::Visitor => format!("/{}/espace", school.uai()),
        _ => format!("/{}/identification", school.uai()),
    }
}

/// Begins the session that an arrival leads to.
async fn settle(
    app: &App,
    school: &School,
    jar: CookieJar,
    arrival: &Arrival,
    reply: &Validated,
    ticket: Option<&str>,
) -> Result<CookieJar, PageError> {
    app.metrics.arrival(arrival.code);
    let accesses = arrival.accesses.iter().map(|(profile, user)| (profile.key().to_owned(), *user)).collect();
    let mut memory = Memory { accesses, failure: arrival.failure, ..Memory::default() };
    let kind = match &arrival.answer {
        Answer::StartAgain => return Ok(jar),
        Answer::Enter(_) => SessionKind::Visitor,
        other => {
            memory.step = match other {
                Answer::LogIn => Step::LogIn,
                Answer::NotIdentified { may_correct: true } => Step::Correct,
                _ => Step::Wait,
            };
            memory.subject = reply.subject.clone();
            let attributes = reply.attributes.iter();
            memory.attributes = attributes
                .flat_map(|(name, values)| values.iter().map(|value| (name.to_owned(), value.clone())))
                .collect();
            SessionKind::Unidentified
        }
    };
    let subject = arrival.cas_id.clone().unwrap_or_default();
    let data = serde_json::to_string(&memory).unwrap_or_default();
    app.begin_session(jar, school.uai(), kind, &subject, data, ticket).await
}

impl Memory {
    fn of(session: &Session) -> Self {
        serde_json::from_str(&session.data).unwrap_or_default()
    }

    /// What the ENT sent.
    fn reply(&self) -> Validated {
        let mut reply = Validated { subject: self.subject.clone(), ..Validated::default() };
        for (name, value) in &self.attributes {
            // It passed these limits when it came in.
            let _ = reply.attributes.add(name, value, &Limits::default());
        }
        reply
    }
}

/// The session of somebody at this school, of that kind.
async fn visit(
    app: &App,
    uai: &str,
    jar: &CookieJar,
    kind: SessionKind,
) -> Result<Option<(Arc<School>, Session)>, PageError> {
    let school = app.service.school(uai)?;
    let session = app.session(jar, kind).await?;
    Ok(session.filter(|session| session.kind == kind && session.school == uai).map(|session| (school, session)))
}

async fn spaces(State(app): State<Shared>, Path(uai): Path<String>, jar: CookieJar) -> Result<Response, PageError> {
    let Some((school, session)) = visit(&app, &uai, &jar, SessionKind::Visitor).await? else {
        return Ok(Redirect::to(&format!("/{uai}/")).into_response());
    };
    let memory = Memory::of(&session);
    let profiles: Vec<Profile> = memory.accesses.iter().filter_map(|(key, _)| Profile::from_key(key).ok()).collect();
    match profiles[..] {
        [only] => Ok(Redirect::to(&format!("/{uai}/espace/{}", only.key())).into_response()),
        _ => Ok(pages::choose(&school, &profiles, &session.csrf, app.settings.lang).into_response()),
    }
}

async fn space(
    State(app): State<Shared>,
    Path((uai, key)): Path<(String, String)>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let Some((school, session)) = visit(&app, &uai, &jar, SessionKind::Visitor).await? else {
        return Ok(Redirect::to(&format!("/{uai}/")).into_response());
    };
    let memory = Memory::of(&session);
    let user = memory.accesses.iter().find(|(known, _)| *known == key).map(|(_, user)| *user);
    let (Ok(profile), Some(user)) = (Profile::from_key(&key), user) else { return Err(PageError::NotFound) };
    // Who was unlinked since is out at once.
    let name = school.name_of(user, profile, &session.subject);
    let Some(name) = name else {
        let jar = app.end_session(jar, SessionKind::Visitor).await?;
        return Ok((jar, Redirect::to(&format!("/{uai}/"))).into_response());
    };
    let several = memory.accesses.len() > 1;
    Ok(pages::space(&school, profile, &name, several, &session.csrf, app.settings.lang).into_response())
}

async fn unidentified(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let Some((school, session)) = visit(&app, &uai, &jar, SessionKind::Unidentified).await? else {
        return Ok(Redirect::to(&format!("/{uai}/")).into_response());
    };
    let memory = Memory::of(&session);
    Ok(pages::unidentified(
        &school,
        &memory.reply(),
        memory.step,
        memory.failure,
        &session.csrf,
        None,
        app.settings.lang,
    )
    .into_response())
}

/// The form of «Identification impossible».
#[derive(Debug, Deserialize)]
struct CorrectionForm {
    csrf: String,
    nom: String,
    prenom: String,
    naissance: String,
}

async fn correct(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<CorrectionForm>,
) -> Result<Response, PageError> {
    let lang = app.settings.lang;
    let Some((school, session)) = visit(&app, &uai, &jar, SessionKind::Unidentified).await? else {
        return Ok(Redirect::to(&format!("/{uai}/")).into_response());
    };
    check_form(&session, &form.csrf)?;
    app.limits.attempt("correction", &session.subject, &address)?;
    let memory = Memory::of(&session);
    let reply = memory.reply();
    let birth_date = match form.naissance.trim() {
        "" => None,
        typed => match parse_birth_date(typed) {
            Ok(date) => Some(date).filter(|date| *date != BirthDate::MISSING),
            Err(_) => {
                let page =
                    pages::unidentified(&school, &reply, memory.step, memory.failure, &session.csrf, Some(typed), lang);
                return Ok(page.into_response());
            }
        },
    };
    let text = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
    let typed = Correction { family: text(&form.nom), given: text(&form.prenom), birth_date };
    let arrival = school.correct(&reply, &typed).await?;
    tracing::info!(school = school.uai(), code = arrival.code, failure = arrival.failure, "somebody corrected");
    // A session that goes on keeps its ticket: the ENT ends it by that.
    let jar = settle_again(&app, &school, jar, &arrival, &reply, &session).await?;
    Ok((jar, Redirect::to(&next(&school, &arrival))).into_response())
}

fn next(school: &School, arrival: &Arrival) -> String {
    match arrival.answer {
        Answer::Enter(_) => place(school, SessionKind::Visitor),
        _ => place(school, SessionKind::Unidentified),
    }
}

/// A session in place of one that is there, with the same ticket.
async fn settle_again(
    app: &App,
    school: &School,
    jar: CookieJar,
    arrival: &Arrival,
    reply: &Validated,
    session: &Session,
) -> Result<CookieJar, PageError> {
    let jar = settle(app, school, jar, arrival, reply, None).await?;
    if let (Some(ticket), Some(mut new)) = (&session.ticket, app.session(&jar, SessionKind::Visitor).await?) {
        app.service.store().end_session(&new.hash).await?;
        new.ticket = Some(ticket.clone());
        app.service.store().put_session(&new).await?;
    }
    Ok(jar)
}

/// PRONOTE's own login, asked for once.
#[derive(Debug, Deserialize)]
struct LoginForm {
    csrf: String,
    identifiant: String,
    code: String,
}

async fn log_in(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<LoginForm>,
) -> Result<Response, PageError> {
    let lang = app.settings.lang;
    let Some((school, session)) = visit(&app, &uai, &jar, SessionKind::Unidentified).await? else {
        return Ok(Redirect::to(&format!("/{uai}/")).into_response());
    };
    check_form(&session, &form.csrf)?;
    let login = form.identifiant.trim().to_lowercase();
    app.limits.attempt("login", &format!("{uai} {login}"), &address)?;
    app.limits.attempt("login", &session.subject, &address)?;
    let memory = Memory::of(&session);
    let reply = memory.reply();
    let credential = app.service.store().credential(&uai, &login).await?;
    let unused = credential.filter(|credential| credential.used_at.is_none());
    let code = form.code.trim().to_lowercase();
    let is_right = password::is_right(code, unused.as_ref().map(|credential| credential.code.clone())).await?;
    let Some(credential) = unused.filter(|_| is_right && memory.step == Step::LogIn) else {
        tracing::warn!(school = school.uai(), "a login failed");
        return Ok(pages::log_in(&school, &session.csrf, true, lang).into_response());
    };
    let arrival = school.logged_in(&reply, &credential.login, credential.user).await?;
    tracing::info!(school = school.uai(), code = arrival.code, failure = arrival.failure, "somebody logged in");
    let jar = settle_again(&app, &school, jar, &arrival, &reply, &session).await?;
    Ok((jar, Redirect::to(&next(&school, &arrival))).into_response())
}

/// A form that says nothing but whose it is.
#[derive(Debug, Deserialize)]
struct Token {
    csrf: String,
}

async fn sign_out(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    jar: CookieJar,
    Form(form): Form<Token>,
) -> Result<Response, PageError> {
    let school = app.service.school(&uai)?;
    if let Some(session) = app.session(&jar, SessionKind::Visitor).await? {
        check_form(&session, &form.csrf)?;
    }
    let jar = app.end_session(jar, SessionKind::Visitor).await?;
    Ok((jar, pages::signed_out(&school, app.settings.lang)).into_response())
}

/// The ENT's word that somebody has signed out there.
#[derive(Debug, Deserialize)]
struct LogoutForm {
    #[serde(rename = "logoutRequest")]
    logout_request: Option<String>,
}

async fn only_school_told(State(app): State<Shared>, Form(form): Form<LogoutForm>) -> Result<Response, PageError> {
    told(&app, form).await
}

async fn of_school_told(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    Form(form): Form<LogoutForm>,
) -> Result<Response, PageError> {
    app.service.school(&uai)?;
    told(&app, form).await
}

async fn told(app: &App, form: LogoutForm) -> Result<Response, PageError> {
    let ticket = form.logout_request.as_deref().and_then(single_sign_out::ticket);
    if let Some(ticket) = ticket {
        let ended = app.service.store().end_sessions_of_ticket(&super::secret::hash(&ticket)).await?;
        tracing::info!(ended, "the ENT has signed somebody out");
    }
    // Whether there was such a session is nobody's business.
    Ok("".into_response())
}
