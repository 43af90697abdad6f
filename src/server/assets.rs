//! The one style sheet and the one script, embedded.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Shared;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");

/// Until the next version of the program asks for another address.
const CACHED: &str = "public, max-age=86400";

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/static/style.css", get(style)).route("/static/script.js", get(script))
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, CACHED)], STYLE)
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, CACHED)], SCRIPT)
}
