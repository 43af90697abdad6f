//! The administrator's pages.
//!
//! Role: «Accueil», «Listes», «Résolution des échecs», «Configuration», «Journal», each a module, all behind [`Desk`]. Invariant: what
//! changes anything is a form with the token of its session, and asks for the role that it takes.

mod frame;
mod home;
mod sign_in;

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
}
