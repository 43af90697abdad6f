//! «Configuration»: all that a school and its ENT agree on, on one page, from the model to the open door.
//!
//! Role: what is in force, what is lacking before the door can be opened, and a form for each part, each a module: [`publication`],
//! [`delegations`], [`catalogue`] and [`preview`], [`spaces`], [`address`]. Input: forms that carry the fingerprint of the configuration
//! that they were made from. Output: the page again, with what was done and the button that takes it back, or with what stood against
//! it. Invariants: nothing but the door itself changes while the door is open; a preview changes nothing; what was made from an older
//! configuration, or from another version of a model, is refused with what there is now.

mod address;
mod catalogue;
mod change;
mod delegations;
mod preview;
mod publication;
mod sheet;
mod spaces;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use self::change::Done;
use self::sheet::{Sheet, Told};
use super::Desk;
use super::frame::{Place, page as framed};
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::error::PageError;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/{uai}/admin/configuration", get(page))
        .route("/{uai}/admin/configuration/publication", post(publication::switch))
        .route("/{uai}/admin/configuration/modele", get(preview::page).post(preview::apply))
        .route("/{uai}/admin/configuration/modeles", post(catalogue::reread))
        .route("/{uai}/admin/configuration/serveur", post(delegations::set_server))
        .route("/{uai}/admin/configuration/espaces", post(spaces::delegate))
        .route("/{uai}/admin/configuration/adresse", post(address::set))
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// What is looked for in the catalogue.
    #[serde(default)]
    q: String,
    /// The decision that was just made.
    fait: Option<i64>,
    /// The decision that was just taken back.
    annule: Option<i64>,
    /// What was done, by the key of a [`Done`].
    #[serde(default)]
    dit: String,
}

async fn page(State(app): State<Shared>, desk: Desk, Query(asked): Query<Asked>) -> Result<Markup, PageError> {
    let told = Told {
        made: asked.fait,
        said: match asked.annule {
            Some(number) => Some(format!("Décision n° {number} annulée : la configuration d’avant est en vigueur.")),
            None => Done::of_key(&asked.dit).map(str::to_owned),
        },
        ..Told::default()
    };
    show(&app, &desk, &asked.q, told).await
}

/// The page, with why a decision was not taken back.
pub(super) async fn not_undone(app: &Shared, desk: &Desk, message: String) -> Result<Markup, PageError> {
    show(app, desk, "", Told { errors: vec![message], ..Told::default() }).await
}

/// The page, with what was done or what stood against it.
async fn show(app: &Shared, desk: &Desk, search: &str, told: Told) -> Result<Markup, PageError> {
    let sheet = Sheet::load(app, desk).await?;
    let last = told.last(app, desk).await?;
    let rules = desk.school.rules();
    let body = html! {
        (told.render(desk, last.as_ref()))
        (publication::section(&sheet))
        (delegations::section(&sheet))
        (catalogue::section(&sheet, search))
        (spaces::section(&sheet))
        (address::section(&sheet, &told))
        section aria-labelledby="regles" {
            h2 #regles { "Règles de rapprochement" }
            p { "Jeu de règles " strong { (rules.name) } ", version " (rules.version) ", empreinte " code { (rules.fingerprint) } "." }
            p.hint { "Chaque rapprochement porte cette empreinte. Un autre jeu se met en vigueur par la ligne de commande : "
                code { "rapproche import --school " (desk.school.uai()) " --rules strict" } }
        }
        details {
            summary { "Toute la configuration, en texte" }
            pre tabindex="0" aria-label="Toute la configuration" { (sheet.configuration.text(Lang::Fr)) }
        }
    };
    Ok(framed(desk, Place::Configuration, "Configuration", &body))
}
