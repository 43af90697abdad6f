//! Somebody who has a session at the door, as handlers ask for them.
//!
//! Invariants: whoever has none, or one of another school, is led to the school's entrance, which knows the way to the ENT; whoever is not in
//! yet goes on only while the door is open and the configuration is the one under which they came.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;

use super::memory::Memory;
use crate::server::Shared;
use crate::server::error::PageError;
use crate::service::School;
use crate::store::{Session, SessionKind};

/// Somebody who is in.
#[derive(Debug)]
pub(super) struct Visitor(pub(super) Guest);

/// Somebody whom the ENT has sent and who is not in yet.
#[derive(Debug)]
pub(super) struct Waiting(pub(super) Guest);

/// A session at a school, and what it remembers.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) school: Arc<School>,
    pub(super) session: Session,
    pub(super) memory: Memory,
}

/// Why there is no such guest.
#[derive(Debug)]
pub(super) enum NoGuest {
    /// To the entrance of the school.
    Entrance(String),
    /// No such school, or the store fails.
    Page(PageError),
}

impl IntoResponse for NoGuest {
    fn into_response(self) -> Response {
        match self {
            Self::Entrance(address) => Redirect::to(&address).into_response(),
            Self::Page(error) => error.into_response(),
        }
    }
}

impl Guest {
    /// Whom the ENT says that it is; `None` for a direct login.
    pub(super) fn cas_id(&self) -> Option<&str> {
        Some(self.session.subject.as_str()).filter(|id| !id.is_empty())
    }

    /// Whether somebody who is not in yet may go on: see [`Memory::holds_under`].
    pub(super) fn may_go_on(&self) -> bool {
        self.memory.holds_under(&self.school.configuration())
    }

    async fn of(parts: &mut Parts, app: &Shared, kind: SessionKind) -> Result<Self, NoGuest> {
        let jar = CookieJar::from_headers(&parts.headers);
        let path = Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, app).await;
        let uai = path.ok().and_then(|Path(mut parameters)| parameters.remove("uai"));
        let uai = uai.ok_or(NoGuest::Page(PageError::NotFound))?;
        let school = app.service.school(&uai).map_err(|error| NoGuest::Page(error.into()))?;
        let session = app.session(&jar, kind).await.map_err(NoGuest::Page)?;
        let to_entrance = || NoGuest::Entrance(format!("/{uai}/"));
        let session =
            session.filter(|session| session.kind == kind && session.school == uai).ok_or_else(to_entrance)?;
        let guest = Self { school, memory: Memory::of_session(&session), session };
        if kind == SessionKind::Unidentified && !guest.may_go_on() {
            let ended = app.service.store().end_session(&guest.session.hash).await;
            ended.map_err(|error| NoGuest::Page(error.into()))?;
            return Err(to_entrance());
        }
        Ok(guest)
    }
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = NoGuest;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, NoGuest> {
        Guest::of(parts, app, SessionKind::Visitor).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Waiting {
    type Rejection = NoGuest;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, NoGuest> {
        Guest::of(parts, app, SessionKind::Unidentified).await.map(Self)
    }
}
