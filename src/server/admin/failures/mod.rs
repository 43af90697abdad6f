//! «Résolution des échecs»: the queue, one failure beside whom it might be, and what is decided about it.
//!
//! Role: [`queue`] on the left, [`case`] on the right with a [`candidate`] per card, [`act`] what the buttons do, [`bulk`] many at
//! once, [`last`] the decision to take back. Invariants: each button is a form that names the version of the failure it was shown
//! with; what was chosen in the queue's filter goes along from page to page; one decision leads to the next failure.

mod act;
mod bulk;
mod candidate;
mod case;
mod last;
mod queue;
mod search;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{Place, address, key, untitled_page};
use super::{Desk, words};
use crate::identity::Lang;
use crate::server::error::PageError;
use crate::server::{App, Shared};
use crate::store::Role;
use last::Last;
use queue::{Filter, Queue};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/{uai}/admin/echecs", get(all))
        .route("/{uai}/admin/echecs/lot", get(bulk::preview).post(bulk::accept))
        .route("/{uai}/admin/echecs/{number}", get(one))
        .route("/{uai}/admin/echecs/{number}/decision", post(act::decide))
        .route("/{uai}/admin/decisions/{number}/annuler", post(act::undo))
}

/// What an address asks for besides the failure.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    motif: String,
    #[serde(default)]
    age: String,
    #[serde(default)]
    nom: String,
    /// Whom to look for among all users.
    #[serde(default)]
    q: String,
    /// The decision that was just made.
    fait: Option<i64>,
    /// The decision that was just taken back.
    annule: Option<i64>,
}

/// What the page tells above the failure.
#[derive(Debug, Default)]
struct Told {
    made: Option<i64>,
    undone: Option<i64>,
    error: Option<String>,
}

impl Asked {
    fn split(self) -> (Filter, String, Told) {
        let filter = Filter { reason: self.motif, age: self.age, name: self.nom };
        (filter, self.q, Told { made: self.fait, undone: self.annule, error: None })
    }
}

/// The number in an address; no page for what is none.
fn number(text: &str) -> Result<i64, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn all(State(app): State<Shared>, desk: Desk, Query(asked): Query<Asked>) -> Result<Markup, PageError> {
    let (filter, search, told) = asked.split();
    show(&app, &desk, filter, None, &search, told).await
}

async fn one(
    State(app): State<Shared>,
    desk: Desk,
    Path((_, failure)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let (filter, search, told) = asked.split();
    show(&app, &desk, filter, Some(number(&failure)?), &search, told).await
}

/// Queue and failure; the first of the queue where none is named.
async fn show(
    app: &App,
    desk: &Desk,
    filter: Filter,
    named: Option<i64>,
    search: &str,
    told: Told,
) -> Result<Markup, PageError> {
    let queue = Queue::load(&desk.school, filter).await?;
    let last = Last::load(app, desk, told.made).await?;
    let number = named.or_else(|| queue.first());
    let view = match number {
        Some(number) => Some(desk.school.failure(number, Lang::Fr).await?),
        None => None,
    };
    let title = match (&view, named) {
        (Some(view), Some(_)) => format!("{} {}", view.row.family, view.row.given).trim().to_owned(),
        _ => words::plural(queue.len() as u64, "échec à résoudre", "échecs à résoudre"),
    };
    let title = if title.is_empty() { "(sans nom)".to_owned() } else { title };
    let body = html! {
        // The failure says its name itself, beside the queue.
        h1.unseen[named.is_some()] { (title) }
        @if let Some(error) = &told.error { p.error.banner role="alert" { (error) } }
        @if let Some(undone) = told.undone { p.done role="status" { "Décision n° " (undone) " annulée." } }
        @if let Some(last) = &last { (last.render(desk, &queue)) }
        div.resolve.one[named.is_some()] {
            (queue.render(desk, number))
            @match &view {
                Some(view) => (case::render(app, desk, &queue, view, search).await?),
                None => section.case { p { "Aucun échec ne correspond." } },
            }
        }
        (keys(desk))
    };
    Ok(untitled_page(desk, Place::Failures, &title, &body))
}

/// The keys, told to whoever looks for them.
fn keys(desk: &Desk) -> Markup {
    let decides = desk.may(Role::Decide);
    html! {
        details.keys {
            summary { "Raccourcis clavier" }
            ul {
                @if decides {
                    li { (key("1")) "–" (key("5")) " rapprocher du candidat" }
                    li { (key("r")) " rejeter" }
                    li { (key("c")) " demander une correction" }
                    li { (key("p")) " remettre à plus tard" }
                    li { (key("u")) " annuler la dernière décision" }
                }
                li { (key("j")) " ou " (key("→")) " suivant" }
                li { (key("k")) " ou " (key("←")) " précédent" }
                li { (key("/")) " chercher quelqu’un" }
            }
            label.tick { input #keys-on type="checkbox" checked; " Utiliser ces raccourcis sur ce poste" }
        }
    }
}

/// The address of a failure, with the filter of the queue.
fn failure_address(desk: &Desk, number: i64, filter: &Filter, more: &[(&str, &str)]) -> String {
    address(desk, &format!("/echecs/{number}")) + &filter.query(more)
}
