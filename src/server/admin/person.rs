//! One person: who the base says it is, the ids, and what the person may ask for: all their data, or to be forgotten.
//!
//! The person of a failure who is no user has the same page, without what only users have.

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{Place, address, page as framed, query, token};
use super::time::stamp;
use super::{Desk, words};
use crate::server::error::PageError;
use crate::server::{Shared, api};
use crate::service::{PersonalData, ResetScope, ServiceError, Subject, UserRecord};
use crate::store::{Moment, Role};

pub(super) fn routes() -> Router<Shared> {
    type Data = Form<Pressed>;
    type End = Form<Meant>;
    Router::new()
        .route(
            "/{uai}/admin/utilisateurs/{number}",
            get(|desk: Desk, of: Numbered| async move { show(&desk, Subject::User(number(of)?), None).await }),
        )
        .route("/{uai}/admin/utilisateurs/{number}/identifiant", post(reset))
        .route(
            "/{uai}/admin/utilisateurs/{number}/donnees",
            post(|desk: Desk, of: Numbered, form: Data| export(desk, Subject::User, of, form)),
        )
        .route(
            "/{uai}/admin/utilisateurs/{number}/effacement",
            post(|app: App, desk: Desk, of: Numbered, form: End| erase(app, desk, Subject::User, of, form)),
        )
        .route(
            "/{uai}/admin/echecs/{number}/donnees",
            get(|desk: Desk, of: Numbered| async move { show(&desk, Subject::Failure(number(of)?), None).await })
                .post(|desk: Desk, of: Numbered, form: Data| export(desk, Subject::Failure, of, form)),
        )
        .route(
            "/{uai}/admin/echecs/{number}/effacement",
            post(|app: App, desk: Desk, of: Numbered, form: End| erase(app, desk, Subject::Failure, of, form)),
        )
}

type App = State<Shared>;
type Numbered = Path<(String, String)>;

/// The number in an address; no page for what is none.
fn number(Path((_, number)): Numbered) -> Result<i64, PageError> {
    number.parse().map_err(|_| PageError::NotFound)
}

/// A button that says nothing but whose it is.
#[derive(Debug, Deserialize)]
struct Pressed {
    csrf: String,
}

/// What cannot be taken back is ticked first.
#[derive(Debug, Deserialize)]
struct Meant {
    csrf: String,
    #[serde(default)]
    compris: String,
}

async fn reset(desk: Desk, of: Numbered, Form(form): Form<Pressed>) -> Result<Response, PageError> {
    desk.require_form(Role::Decide, &form.csrf)?;
    let user = number(of)?;
    let report = desk.school.reset_links(&desk.actor(), ResetScope::User(user)).await?;
    let removed = (report.removed + report.removed_aside).to_string();
    Ok(Redirect::to(&(address(&desk, "/journal") + &query(&[("retires", &removed)]))).into_response())
}

/// A form, and no link: the audit keeps that somebody's data were handed out.
async fn export(
    desk: Desk,
    subject: fn(i64) -> Subject,
    of: Numbered,
    Form(form): Form<Pressed>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Decide, &form.csrf)?;
    let subject = subject(number(of)?);
    let data = desk.school.personal_data(subject).await?;
    desk.school.record_export(&desk.actor(), subject).await?;
    let json = serde_json::to_string_pretty(&data).map_err(|_| PageError::from(ServiceError::Interrupted))?;
    let name = match subject {
        Subject::User(number) => format!("utilisateur-{number}.json"),
        Subject::Failure(number) => format!("echec-{number}.json"),
    };
    Ok(api::file(&name, json.into_bytes()))
}

async fn erase(
    State(app): App,
    desk: Desk,
    subject: fn(i64) -> Subject,
    of: Numbered,
    Form(form): Form<Meant>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Decide, &form.csrf)?;
    let subject = subject(number(of)?);
    if form.compris.is_empty() {
        let page = show(&desk, subject, Some("Cochez la confirmation : l’effacement ne s’annule pas.")).await?;
        return Ok(page.into_response());
    }
    desk.school.erase(&desk.actor(), subject).await?;
    app.jobs.forget_results(desk.school.uai());
    Ok(Redirect::to(&(address(&desk, "/journal") + "?efface=1")).into_response())
}

async fn show(desk: &Desk, subject: Subject, error: Option<&str>) -> Result<Markup, PageError> {
    let data = desk.school.personal_data(subject).await?;
    let (place, path) = match subject {
        Subject::User(number) => (Place::Lists, format!("/utilisateurs/{number}")),
        Subject::Failure(number) => (Place::Failures, format!("/echecs/{number}")),
    };
    let (title, relatives) = match (&data.user, subject) {
        (Some(user), _) => (format!("{} {}", user.family, user.given).trim().to_owned(), relatives(desk, &data)),
        (None, Subject::Failure(number)) => (format!("Données de l’échec n° {number}"), Vec::new()),
        (None, Subject::User(_)) => return Err(PageError::NotFound),
    };
    let body = html! {
        @if let Some(error) = error { p.error.banner role="alert" { (error) } }
        @if let Some(user) = &data.user { (described(user, &relatives)) (ids(desk, &data, &path)) }
        @else { p { a href=(address(desk, &path)) { "← Retour à l’échec" } } }
        @if !data.failures.is_empty() {
            h2 { "Premières connexions impossibles" }
            ul { @for failure in &data.failures {
                li {
                    a href=(address(desk, &format!("/echecs/{}", failure.number))) { "Échec n° " (failure.number) }
                    " — " (words::reason(&failure.reason)) ", le " (stamp(Moment(failure.opened_at)))
                }
            } }
        }
        @if desk.may(Role::Decide) { (rights(desk, &path, data.user.is_some())) }
    };
    Ok(framed(desk, place, &title, &body))
}

/// The names of those in the base whom the person answers for, or who answer for the person.
fn relatives(desk: &Desk, data: &PersonalData) -> Vec<(i64, String)> {
    let name = |&number: &i64| {
        let user = desk.school.user(number)?;
        Some((number, format!("{} {}", user.family, user.given)))
    };
    data.relatives.iter().filter_map(name).collect()
}

fn described(user: &UserRecord, relatives: &[(i64, String)]) -> Markup {
    let profiles: Vec<&str> = user.profiles.iter().map(|key| words::profile(key)).collect();
    let facts = [
        ("Profils", profiles.join(", ")),
        ("Naissance", user.birth_date.clone()),
        ("Nom de naissance", user.birth_family.clone()),
        ("Autres prénoms", user.other_given.clone()),
        ("Code postal", user.postcode.clone()),
        ("IDPN", user.idpn.clone()),
        ("Lu dans", user.source.clone()),
    ];
    html! {
        @if let Some(at) = user.vanished_at {
            p.error { "N’est plus dans la base PRONOTE depuis le " (stamp(Moment(at))) "." }
        }
        dl.sent {
            @for (title, value) in facts.iter().filter(|(_, value)| !value.is_empty()) { dt { (title) } dd { (value) } }
            @if !relatives.is_empty() {
                dt { "Famille" }
                dd { @for (at, (number, name)) in relatives.iter().enumerate() {
                    @if at > 0 { ", " } a href={ "./" (number) } { (name) }
                } }
            }
        }
    }
}

fn ids(desk: &Desk, data: &PersonalData, path: &str) -> Markup {
    html! {
        h2 { "Identifiant ENT" }
        @if data.links.is_empty() { p { "Aucun : cette personne n’est pas rapprochée." } }
        @for link in &data.links {
            p {
                code { (link.cas_id) } " "
                span.hint {
                    (words::profile(&link.profile)) " · " (words::basis(link.basis)) " · par " (words::actor(&link.made_by))
                    " le " (stamp(Moment(link.made_at)))
                    @if link.is_aside { " · gardé de côté : la personne a quitté la base" }
                }
            }
        }
        @if !data.links.is_empty() && desk.may(Role::Decide) {
            form method="post" action=(address(desk, &format!("{path}/identifiant"))) {
                (token(desk))
                button.quiet type="submit" { "Retirer l’identifiant" }
                " " span.hint { "La personne sortira aussitôt et devra être reconnue de nouveau. S’annule dans le journal." }
            }
        }
    }
}

/// What somebody may ask of a school.
fn rights(desk: &Desk, path: &str, is_user: bool) -> Markup {
    html! {
        h2 { "Données personnelles" }
        form method="post" action=(address(desk, &format!("{path}/donnees"))) {
            (token(desk))
            button.quiet type="submit" { "Exporter toutes ses données (JSON)" }
        }
        details {
            summary { "Effacer ses données" }
            form method="post" action=(address(desk, &format!("{path}/effacement"))) {
                (token(desk))
                p { "Tout ce qui est gardé de cette personne sera effacé, sessions comprises. "
                    @if is_user { "Si elle est encore dans la base PRONOTE, le prochain import la ramènera, sans identifiant." } }
                label.tick { input type="checkbox" name="compris" value="1" required; " L’effacement ne s’annule pas" }
                p { button type="submit" { "Effacer" } }
            }
        }
    }
}
