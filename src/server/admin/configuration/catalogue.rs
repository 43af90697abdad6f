//! The models on offer, to be looked for and chosen.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::change::Done;
use super::preview;
use super::sheet::Sheet;
use crate::cas::catalogue::{Entry, Offer};
use crate::cas::configuration::Configuration;
use crate::cas::model::Label;
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::admin::frame::{address, query, token};
use crate::server::admin::{Desk, words};
use crate::server::error::PageError;
use crate::service::ServiceError;
use crate::store::Role;

/// The delegation that a first model is applied to.
const FIRST_DELEGATION: &str = "ent";

/// More than that is to be looked for by name.
const MOST_SHOWN: usize = 40;

/// A form with nothing but its token.
#[derive(Debug, Deserialize)]
pub(super) struct Bare {
    csrf: String,
}

pub(super) async fn reread(
    State(app): State<Shared>,
    desk: Desk,
    Form(form): Form<Bare>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Configure, &form.csrf)?;
    if let Some(shelf) = app.models.clone() {
        tokio::task::spawn_blocking(move || shelf.reread()).await.map_err(|_| ServiceError::Interrupted)?;
    }
    let to = address(&desk, "/configuration") + &query(&[("dit", Done::Reread.key())]);
    Ok(Redirect::to(&to).into_response())
}

pub(super) fn section(sheet: &Sheet<'_>, search: &str) -> Markup {
    html! {
        section aria-labelledby="catalogue" {
            h2 #catalogue { "Catalogue des modèles" }
            @match &sheet.offer {
                Some(offer) => (offered(sheet, offer, search)),
                None => p { "Le service n’a pas de catalogue : relancez-le avec " code { "--models DOSSIER" } ", où DOSSIER contient les flux \
                    de modèles (.xml) des intégrateurs." },
            }
        }
    }
}

fn offered(sheet: &Sheet<'_>, offer: &Offer, search: &str) -> Markup {
    let faults = offer.messages(Lang::Fr);
    let all = offer.catalogue.entries().count();
    let found = offer.catalogue.matching(search);
    let is_first = sheet.configuration.cas.is_empty();
    html! {
        @if !faults.is_empty() {
            div.error.banner { p { "Des fichiers du catalogue ne sont pas proposés :" } ul { @for fault in &faults { li { (fault) } } } }
        }
        // Whoever has a model comes for something else, mostly.
        details open[is_first || !search.is_empty()] {
            summary { @if is_first { "Choisir un modèle" } @else { "Choisir un autre modèle" } " (" (all) ")" }
            (models(sheet, &found, all, search))
        }
    }
}

fn models(sheet: &Sheet<'_>, found: &[Entry<'_>], all: usize, search: &str) -> Markup {
    html! {
        @if all > 0 {
            form.filter method="get" action={ (sheet.address("")) "#catalogue" } role="search" {
                div {
                    label for="q" { "Nom de l’ENT, lieu ou intégrateur" }
                    input #q type="search" name="q" value=(search) maxlength="200";
                }
                button.quiet type="submit" { "Chercher" }
            }
            p.hint role="status" {
                (words::plural(found.len() as u64, "modèle", "modèles")) @if !search.is_empty() { " sur " (all) }
                @if found.len() > MOST_SHOWN { " ; les " (MOST_SHOWN) " premiers sont montrés : précisez le nom." }
            }
            @if !found.is_empty() {
                table.people.models {
                    thead { tr { th scope="col" { "ENT" } th scope="col" { "Lieu" } th scope="col" { "Version" } th scope="col" { "Intégrateur" } th scope="col" { "Modèle" } } }
                    tbody { @for entry in found.iter().take(MOST_SHOWN) { (row(sheet, *entry)) } }
                }
            }
        }
        @if sheet.desk.may(Role::Configure) {
            form method="post" action=(sheet.address("/modeles")) {
                (token(sheet.desk))
                p { button.quiet.small type="submit" { "Relire le dossier des modèles" } }
            }
        }
    }
}

fn row(sheet: &Sheet<'_>, entry: Entry<'_>) -> Markup {
    let model = entry.model;
    let users: Vec<&str> = users(&sheet.configuration, entry).map(Label::as_str).collect();
    let delegation = default_delegation(sheet);
    html! { tr {
        th scope="row" { (model.name) @if !users.is_empty() { " " span.badge.good { "appliqué à " (users.join(", ")) } } }
        td data-title="Lieu" { (model.location) }
        td data-title="Version" { (model.version) " du " (model.date.text(Lang::Fr)) }
        td data-title="Intégrateur" { (entry.integrator) }
        td data-title="Modèle" {
            @if let Some(delegation) = delegation {
                a.button.quiet.small href=(preview::address(sheet.desk, entry.integrator, &model.name, &delegation))
                    aria-label={ "Voir le modèle " (model.name) } { "Voir" }
            }
        }
    } }
}

/// The delegations that a model has set.
fn users<'a>(configuration: &'a Configuration, entry: Entry<'a>) -> impl Iterator<Item = &'a Label> {
    let is_it = move |applied: &crate::cas::configuration::AppliedModel| {
        applied.integrator == *entry.integrator && applied.name == entry.model.name
    };
    configuration.cas.iter().filter(move |(_, cas)| cas.model.as_ref().is_some_and(is_it)).map(|(name, _)| name)
}

/// The delegation that a model is applied to unless told otherwise: the one at the door, or a first one.
pub(super) fn default_delegation(sheet: &Sheet<'_>) -> Option<Label> {
    sheet.at_the_door().map(|(name, _)| name.clone()).or_else(|| Label::parse(FIRST_DELEGATION).ok())
}
