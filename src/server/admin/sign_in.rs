//! Signing in and out, and choosing the school.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use maud::{Markup, html};
use serde::Deserialize;

use crate::identity::Lang;
use crate::server::error::PageError;
use crate::server::guard::{ClientAddress, administrator};
use crate::server::layout::visitor_page;
use crate::server::session::check_form;
use crate::server::{App, Shared, password};
use crate::store::{Role, SessionKind};

/// Where an administrator belongs: their school, or the list of schools.
pub(super) async fn start(State(app): State<Shared>, jar: CookieJar) -> Result<Response, PageError> {
    let Some((administrator, _)) = administrator(&app, &jar).await? else {
        return Ok(Redirect::to("/admin/connexion").into_response());
    };
    let schools: Vec<_> =
        app.service.schools().into_iter().filter(|school| administrator.may(school.uai(), Role::Read)).collect();
    if let [school] = &schools[..] {
        return Ok(Redirect::to(&format!("/{}/admin", school.uai())).into_response());
    }
    let page = html! {
        h1 { "Établissements" }
        @if schools.is_empty() { p { "Aucun établissement : importez une base avec «rapproche import»." } }
        ul { @for school in &schools { li { a href={ "/" (school.uai()) "/admin" } { (school.name()) } } } }
    };
    Ok(visitor_page("Établissements", Lang::Fr, &page).into_response())
}

/// The form, with a token for the browser that has no session yet: nobody signs somebody else in under an account of their own.
pub(super) async fn form(State(app): State<Shared>, jar: CookieJar) -> Response {
    let (jar, token) = app.doorstep(jar);
    (jar, form_page(&token, None)).into_response()
}

fn form_page(token: &str, error: Option<&str>) -> Markup {
    visitor_page(
        "Administration",
        Lang::Fr,
        &html! {
            h1 { "Administration de PRONOTE" }
            @if let Some(error) = error { p.error role="alert" { (error) } }
            form method="post" action="/admin/connexion" {
                input type="hidden" name="csrf" value=(token);
                label for="nom" { "Nom" }
                input #nom type="text" name="nom" autocomplete="username" required maxlength="200" autofocus;
                label for="mot-de-passe" { "Mot de passe" }
                input #mot-de-passe type="password" name="mot_de_passe" autocomplete="current-password" required maxlength="1000";
                p { button type="submit" { "Se connecter" } }
            }
        },
    )
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    csrf: String,
    nom: String,
    mot_de_passe: String,
}

pub(super) async fn sign_in(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    jar: CookieJar,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    App::check_doorstep(&jar, &form.csrf)?;
    let name = form.nom.trim();
    app.limits.attempt("admin", name, &address)?;
    let known = app.service.store().administrator(name).await?;
    if !password::is_right(form.mot_de_passe, known.as_ref().map(|known| known.password.clone())).await? {
        tracing::warn!(%address, "an administrator's sign-in failed");
        let page = form_page(&form.csrf, Some("Nom ou mot de passe inconnu."));
        return Ok((axum::http::StatusCode::UNAUTHORIZED, page).into_response());
    }
    let school = known.and_then(|known| known.school).unwrap_or_default();
    let jar = app.begin_session(jar, &school, SessionKind::Administrator, name, String::new(), None).await?;
    tracing::info!(administrator = name, "an administrator signed in");
    Ok((jar, Redirect::to("/admin")).into_response())
}

#[derive(Deserialize)]
pub(super) struct Token {
    csrf: String,
}

pub(super) async fn sign_out(
    State(app): State<Shared>,
    jar: CookieJar,
    Form(form): Form<Token>,
) -> Result<Response, PageError> {
    if let Some(session) = app.session(&jar, SessionKind::Administrator).await? {
        check_form(&session, &form.csrf)?;
    }
    let jar = app.end_session(jar, SessionKind::Administrator).await?;
    Ok((jar, Redirect::to("/admin/connexion")).into_response())
}
