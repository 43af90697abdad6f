//! Cookies, and the sessions that they stand for.
//!
//! Invariants: what a cookie says is random and stands nowhere here, only its hash; a cookie opens a session of its own kinds and no other,
//! whatever value is put into it; a form is taken only with the token of its session.

use std::time::Duration;

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use subtle::ConstantTimeEq as _;

use super::error::PageError;
use super::{App, secret};
use crate::store::{Moment, Session, SessionKind};

/// A cookie that stands for a session.
struct Pass {
    name: &'static str,
    /// What it may open. A visitor's subject is what the ENT says, which may well be the name of an administrator.
    kinds: &'static [SessionKind],
}

/// People from the ENT: sent along when its portal leads here.
const VISIT: Pass = Pass { name: "rapproche_visite", kinds: &[SessionKind::Visitor, SessionKind::Unidentified] };
/// Administrators: never sent along from elsewhere.
const ADMINISTRATION: Pass = Pass { name: "rapproche_admin", kinds: &[SessionKind::Administrator] };

fn pass(kind: SessionKind) -> Pass {
    match kind {
        SessionKind::Visitor | SessionKind::Unidentified => VISIT,
        SessionKind::Administrator => ADMINISTRATION,
    }
}

/// Whoever asks for a login and has no session yet.
const DOORSTEP: &str = "rapproche_seuil";

/// Whoever was sent to the CAS server and is expected back.
const DEPARTED: &str = "rapproche_depart";

/// How long somebody may take to sign in there: 10 min. Whoever takes longer is sent once more, which costs nothing who is signed in by then;
/// a longer time is one in which others may send a ticket of theirs along.
const DEPARTURE: time::Duration = time::Duration::minutes(10);

impl App {
    /// Remembers that this browser was sent to the CAS server: a ticket that comes without is somebody else's, sent along to sign this
    /// browser in under their account.
    pub(super) fn depart(&self, jar: CookieJar) -> CookieJar {
        let mut cookie = self.cookie(DEPARTED, "1".to_owned(), SessionKind::Visitor);
        cookie.set_max_age(DEPARTURE);
        jar.add(cookie)
    }

    /// Whether this browser was sent to the CAS server and is not back yet.
    pub(super) fn has_departed(jar: &CookieJar) -> bool {
        jar.get(DEPARTED).is_some()
    }

    /// It is back.
    pub(super) fn return_from(jar: CookieJar) -> CookieJar {
        jar.remove(Cookie::build(DEPARTED).path("/"))
    }

    /// A token for a form before any session: the hash of a cookie, so that a page of somebody else's, which can neither send nor read
    /// it, cannot log anybody in as its author.
    pub(super) fn doorstep(&self, jar: CookieJar) -> (CookieJar, String) {
        let secret = jar.get(DOORSTEP).map_or_else(secret::new, |cookie| cookie.value().to_owned());
        let token = secret::hash(&secret);
        let cookie = Cookie::build((DOORSTEP, secret))
            .path("/")
            .http_only(true)
            .secure(self.settings.secure_cookies)
            .same_site(SameSite::Strict)
            .build();
        (jar.add(cookie), token)
    }

    /// Whether a form comes from a page that this browser was given by [`Self::doorstep`].
    pub(super) fn check_doorstep(jar: &CookieJar, token: &str) -> Result<(), PageError> {
        let expected = jar.get(DOORSTEP).map(|cookie| secret::hash(cookie.value())).ok_or(PageError::Forged)?;
        if expected.as_bytes().ct_eq(token.as_bytes()).into() { Ok(()) } else { Err(PageError::Forged) }
    }

    /// Begins a session, in place of the one that the browser may have: an identity never moves into an old session. `ticket` is the
    /// hash of a CAS ticket.
    pub(super) async fn begin_session(
        &self,
        jar: CookieJar,
        school: &str,
        kind: SessionKind,
        subject: &str,
        data: String,
        ticket: Option<String>,
    ) -> Result<CookieJar, PageError> {
        let name = pass(kind).name;
        if let Some(old) = jar.get(name) {
            self.service.store().end_session(&secret::hash(old.value())).await?;
        }
        let secret = secret::new();
        let length = self.length(kind);
        let session = Session {
            hash: secret::hash(&secret),
            school: school.to_owned(),
            kind,
            subject: subject.to_owned(),
            csrf: secret::new(),
            data,
            ticket,
            expires_at: Moment::now().later(length),
        };
        self.service.store().put_session(&session).await?;
        Ok(jar.add(self.cookie(name, secret, kind)))
    }

    /// The session of an administrator, or of somebody whom the ENT has sent, let in or not.
    pub(super) async fn session(&self, jar: &CookieJar, kind: SessionKind) -> Result<Option<Session>, PageError> {
        let Pass { name, kinds } = pass(kind);
        let Some(cookie) = jar.get(name) else { return Ok(None) };
        Ok(self.service.store().session(&secret::hash(cookie.value()), kinds).await?)
    }

    /// Ends the session that the browser has.
    pub(super) async fn end_session(&self, jar: CookieJar, kind: SessionKind) -> Result<CookieJar, PageError> {
        let name = pass(kind).name;
        if let Some(cookie) = jar.get(name) {
            self.service.store().end_session(&secret::hash(cookie.value())).await?;
        }
        Ok(jar.remove(Cookie::build(name).path("/")))
    }

    fn length(&self, kind: SessionKind) -> Duration {
        match kind {
            SessionKind::Visitor | SessionKind::Unidentified => self.settings.visit,
            SessionKind::Administrator => self.settings.administration,
        }
    }

    fn cookie(&self, name: &'static str, value: String, kind: SessionKind) -> Cookie<'static> {
        let same_site = match kind {
            SessionKind::Administrator => SameSite::Strict,
            SessionKind::Visitor | SessionKind::Unidentified => SameSite::Lax,
        };
        // Without an age: gone with the browser, and no later than the session.
        Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .secure(self.settings.secure_cookies)
            .same_site(same_site)
            .build()
    }
}

/// Whether a form comes from a page of this session.
pub(super) fn check_form(session: &Session, token: &str) -> Result<(), PageError> {
    if session.csrf.as_bytes().ct_eq(token.as_bytes()).into() { Ok(()) } else { Err(PageError::Forged) }
}
