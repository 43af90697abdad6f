//! The spaces of somebody who is in.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;

use super::guest::Visitor;
use super::pages;
use crate::identity::Profile;
use crate::server::Shared;
use crate::server::error::PageError;
use crate::store::SessionKind;

/// To the only space, or to the choice among them.
pub(super) async fn choose(State(app): State<Shared>, Visitor(guest): Visitor) -> Response {
    let profiles: Vec<Profile> = guest.memory.accesses().map(|(profile, _)| profile).collect();
    match profiles[..] {
        [only] => Redirect::to(&format!("/{}/espace/{}", guest.school.uai(), only.key())).into_response(),
        _ => pages::choose(&guest.school, &profiles, &guest.session.csrf, app.settings.lang).into_response(),
    }
}

/// One space.
pub(super) async fn enter(
    State(app): State<Shared>,
    Visitor(guest): Visitor,
    Path((uai, key)): Path<(String, String)>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let (school, session) = (&guest.school, &guest.session);
    let accesses: Vec<(Profile, i64)> = guest.memory.accesses().collect();
    let access = accesses.iter().find(|(profile, _)| profile.key() == key);
    let &(profile, user) = access.ok_or(PageError::NotFound)?;
    school.make_current().await?;
    // Who was unlinked since, or for whom the space was shut, is out at once.
    let Some(name) = school.name_of(user, profile, guest.cas_id()) else {
        let jar = app.end_session(jar, SessionKind::Visitor).await?;
        return Ok((jar, Redirect::to(&format!("/{uai}/"))).into_response());
    };
    Ok(pages::space(school, profile, &name, accesses.len() > 1, &session.csrf, app.settings.lang).into_response())
}
