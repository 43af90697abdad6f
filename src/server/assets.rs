//! The one style sheet and the one script, embedded.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use sha2::{Digest, Sha256};

use super::Shared;
use crate::hexadecimal::hexadecimal;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");

/// For good: other contents have another address.
const CACHED: &str = "public, max-age=31536000, immutable";

/// What tells these contents from those of another version of the program; stands in their addresses.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::new().chain_update(STYLE).chain_update(SCRIPT).finalize();
    hexadecimal(&digest[..8])
});

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/static/style.css", get(style)).route("/static/script.js", get(script))
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, CACHED)], STYLE)
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, CACHED)], SCRIPT)
}
