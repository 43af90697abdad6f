//! PRONOTE's own login: the second half of a double authentication, asked for once, or all there is to a direct login.
//!
//! Role: who is logged in, by a one-time code or by the verifier of the configuration. Invariants: every attempt counts, by name and by address;
//! a wrong login, a wrong code and one that is used up read the same; no login, code or password stands in a log.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::guest::Waiting;
use super::login_page::{LoginPage, Purpose, Trouble};
use super::memory::{Memory, Step};
use super::{Grounds, admit, pages, place};
use crate::server::error::PageError;
use crate::server::guard::ClientAddress;
use crate::server::session::check_form;
use crate::server::verifier::Verdict;
use crate::server::{App, Shared, password};
use crate::service::{PronoteLogin, School, ServiceError};
use crate::store::{Credential, Moment, SessionKind, StoreError};

#[derive(Deserialize)]
pub(super) struct LoginForm {
    csrf: String,
    identifiant: String,
    /// A one-time code, or a password where there is a verifier.
    #[serde(alias = "mot_de_passe")]
    code: String,
}

/// A login that is right.
enum Known {
    Code(Credential),
    Verified(String),
}

impl Known {
    fn login(&self) -> PronoteLogin<'_> {
        match self {
            Self::Code(credential) => PronoteLogin::Code(credential),
            Self::Verified(idpn) => PronoteLogin::Verified { idpn },
        }
    }
}

/// After the CAS server has said who it is: links.
pub(super) async fn log_in(
    State(app): State<Shared>,
    Waiting(guest): Waiting,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<LoginForm>,
) -> Result<Response, PageError> {
    check_form(&guest.session, &form.csrf)?;
    let school = &guest.school;
    app.limits.attempt("login", &format!("{} {}", school.uai(), guest.session.subject), &address)?;
    let (reply, configuration) = (guest.memory.reply(), school.configuration());
    let page = LoginPage::new(school, Purpose::DoubleAuthentication, &guest.session.csrf, app.settings.lang)
        .for_account(&reply);
    if guest.memory.step != Step::LogIn {
        return Ok(Redirect::to(&place(school, SessionKind::Unidentified)).into_response());
    }
    let known = match check(&app, school, &form, &address).await? {
        Ok(known) => known,
        Err(trouble) => return Ok(refuse(&page, trouble)),
    };
    // A verifier takes its time, in which the door may have been shut.
    if !guest.may_go_on() {
        return Ok(Redirect::to(&format!("/{}/", school.uai())).into_response());
    }
    let arrival = match school.logged_in(&reply, known.login()).await {
        Ok(arrival) => arrival,
        Err(error) => return Ok(refuse(&page, trouble(school, error)?)),
    };
    tracing::info!(school = school.uai(), code = arrival.code, failure = arrival.failure, "somebody logged in");
    let grounds = Grounds { reply: &reply, configuration: &configuration, ticket: guest.session.ticket };
    admit(&app, school, jar, &arrival, grounds).await
}

/// Whether the configuration in force lets people in past the CAS server.
pub(super) fn is_direct_open(school: &School) -> bool {
    let configuration = school.configuration();
    configuration.published && configuration.pronote_login.direct
}

/// The form of the direct login, with a token for the browser that has no session yet.
pub(super) fn direct_form(app: &App, school: &School, jar: CookieJar) -> Response {
    let (jar, token) = app.doorstep(jar);
    (jar, LoginPage::new(school, Purpose::Direct, &token, app.settings.lang).markup(None)).into_response()
}

/// Past the CAS server: a session, and no link.
pub(super) async fn log_in_directly(
    State(app): State<Shared>,
    Path(uai): Path<String>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<LoginForm>,
) -> Result<Response, PageError> {
    let school = app.service.school(&uai)?;
    if !is_direct_open(&school) {
        return Ok(pages::no_direct_login(app.settings.lang).into_response());
    }
    App::check_doorstep(&jar, &form.csrf)?;
    let page = LoginPage::new(&school, Purpose::Direct, &form.csrf, app.settings.lang);
    let known = match check(&app, &school, &form, &address).await? {
        Ok(known) => known,
        Err(trouble) => return Ok(refuse(&page, trouble)),
    };
    if !is_direct_open(&school) {
        return Ok(pages::no_direct_login(app.settings.lang).into_response());
    }
    let accesses = match school.logged_in_directly(known.login()).await {
        Ok(accesses) => accesses,
        Err(error) => return Ok(refuse(&page, trouble(&school, error)?)),
    };
    tracing::info!(school = school.uai(), code = "direct_login", "somebody logged in");
    app.metrics.arrival("direct_login");
    let memory = Memory::of_accesses(&accesses).to_data();
    // Nobody's CAS id: what tells this session from that of somebody who came by the ENT.
    let jar = app.begin_session(jar, school.uai(), SessionKind::Visitor, "", memory, None).await?;
    Ok((jar, Redirect::to(&place(&school, SessionKind::Visitor))).into_response())
}

/// Whether a login is right, and whose it is.
async fn check(
    app: &App,
    school: &School,
    form: &LoginForm,
    address: &str,
) -> Result<Result<Known, Trouble>, PageError> {
    let typed = form.identifiant.trim();
    let login = typed.to_lowercase();
    app.limits.attempt("login", &format!("{} {login}", school.uai()), address)?;
    if let Some(verifier) = &school.configuration().pronote_login.verifier {
        return Ok(match app.verifier.ask(verifier, school.uai(), typed, &form.code).await {
            Ok(Verdict::Right(idpn)) => Ok(Known::Verified(idpn)),
            Ok(Verdict::Wrong) => Err(wrong(school)),
            Err(error) => {
                tracing::warn!(
                    school = school.uai(),
                    code = error.code(),
                    status = error.status(),
                    "no verdict on a login"
                );
                Err(Trouble::NoVerdict)
            }
        });
    }
    let credential = app.service.store().credential(school.uai(), &login).await?;
    let good = credential.filter(|credential| credential.is_good(Moment::now()));
    let code = password::typed_code(&form.code);
    let is_right = password::is_right(code, good.as_ref().map(|credential| credential.code.clone())).await?;
    Ok(good.filter(|_| is_right).map(Known::Code).ok_or_else(|| wrong(school)))
}

fn wrong(school: &School) -> Trouble {
    tracing::warn!(school = school.uai(), code = "wrong_login", "a login failed");
    Trouble::Wrong
}

/// What the owner of a login that is right is told when it leads nowhere.
fn trouble(school: &School, error: ServiceError) -> Result<Trouble, PageError> {
    match error {
        // Of two who use a code at once, the second.
        ServiceError::Store(StoreError::Changed) => Ok(wrong(school)),
        ServiceError::NotOnePerson | ServiceError::NoSpace => {
            tracing::warn!(school = school.uai(), code = error.code(), "a login leads nowhere");
            Ok(Trouble::LeadsNowhere)
        }
        other => Err(other.into()),
    }
}

fn refuse(page: &LoginPage<'_>, trouble: Trouble) -> Response {
    let status = if trouble == Trouble::NoVerdict { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, page.markup(Some(trouble))).into_response()
}
