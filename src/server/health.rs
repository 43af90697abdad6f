//! Whether the service lives, and whether it can work.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/sante", get(|| async { "ok\n" })).route("/pret", get(ready))
}

async fn ready(State(app): State<Shared>) -> (StatusCode, &'static str) {
    match app.service.store().ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database\n")
        }
    }
}
