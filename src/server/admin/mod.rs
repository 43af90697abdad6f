//! The administrator's pages.
//!
//! Role: «Accueil», «Listes» (with one person, [`person`], and taking ids away, [`ids`]), «Résolution des échecs»,
//! «Configuration», «Journal», each a module, all behind [`Desk`]. Input: the
//! address and forms. Output: pages in French that work without a script; the script only presses their buttons by key.
//! Invariants: what changes anything is a form with the token of its session, and asks for the role that it takes; nothing of
//! another school is ever shown.

mod configuration;
mod failures;
mod frame;
mod home;
mod ids;
mod journal;
mod lists;
mod person;
mod sign_in;
mod time;
mod words;

use axum::Router;
use axum::routing::{get, post};

use super::Shared;
use super::guard::Desk;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/admin", get(sign_in::start))
        .route("/admin/connexion", get(sign_in::form).post(sign_in::sign_in))
        .route("/admin/deconnexion", post(sign_in::sign_out))
        .route("/{uai}/admin", get(home::page))
        .route("/{uai}/admin/fichiers/{file}", get(home::file))
        .route("/{uai}/admin/listes/{profile}", get(lists::page))
        .route("/{uai}/admin/journal", get(journal::page))
        .route("/{uai}/admin/identifiants", get(ids::page).post(ids::reset))
        .merge(person::routes())
        .merge(configuration::routes())
        .merge(failures::routes())
}
