//! The API: what programs of an ENT, a rectorat or an integrator do at a school.
//!
//! Role: JSON into calls of [`service`](crate::service), and back. Input: requests with a token of one school. Output: JSON, or a
//! [`problem`] by RFC 9457 with a stable code. Invariants: a token opens one school, and another school answers as one that does
//! not exist; the OpenAPI document at `/api/openapi.json` is made from the handlers themselves, so that what is served is described;
//! resolving asks the memory alone.
//!
//! | scope | what | module |
//! |---|---|---|
//! | `resolve` | whom a CAS reply lets in | [`resolve`] |
//! | `read` | the table, users, failures, decisions, the audit, files of how things stand | [`lists`], [`failures`], [`decisions`], [`exports`] |
//! | `decide` | decisions on failures, one or many, and undoing them | [`failures`], [`proposals`], [`decisions`] |
//! | `import` | bases and lists of the ENT, as jobs; taking ids away; one person's data, shown or erased | [`imports`], [`jobs`], [`links`], [`people`] |

mod caller;
mod decisions;
mod exports;
mod extract;
mod failures;
mod imports;
mod jobs;
mod links;
mod lists;
mod people;
mod problem;
mod proposals;
mod resolve;
mod tokens;
mod upload;
mod words;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Json, Router, middleware};
use utoipa::openapi::OpenApi as Description;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use exports::sent as file;
pub(super) use tokens::Tokens;

use super::{Shared, headers};
use problem::{ApiError, Problem};

/// Where the routes of a school are.
const SCHOOL: &str = "/api/v1/schools/{uai}";

/// No request but a list is larger.
const LARGEST_BODY: usize = 64 * 1024;

/// How long a request may take.
const LONGEST: Duration = Duration::from_secs(30);

/// How long a list may take to arrive: 64 MiB at 2 Mbit/s.
const LONGEST_UPLOAD: Duration = Duration::from_secs(300);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "rapproche",
        description = "Matches the users of an ENT with those of a PRONOTE base: first connections, failures and their \
            resolution, imports. Every route asks for a token of the school (`rapproche token add`) that has the scope which the \
            route names. Moments are milliseconds since 1970 (UTC). Errors are problem details (RFC 9457) with a stable `code`; \
            `detail` is for people, and `code` for programs."
    ),
    components(schemas(Problem)),
    modifiers(&BearerToken),
    security(("token" = []))
)]
struct Document;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, description: &mut Description) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some("A token of one school, as `rapproche token add` prints it.".to_owned());
        let components = description.components.get_or_insert_default();
        components.security_schemes.insert("token".to_owned(), SecurityScheme::Http(scheme).into());
    }
}

/// The routes, and their description.
pub(super) fn routes(app: &Shared) -> Router<Shared> {
    // It changes nothing, and is asked for thousands of times a second: whoever hangs up may break it off.
    let resolving = OpenApiRouter::new()
        .routes(routes!(resolve::resolve))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(headers::timeout(LONGEST));
    let usual = OpenApiRouter::new()
        .routes(routes!(lists::table))
        .routes(routes!(lists::users))
        .routes(routes!(people::user))
        .routes(routes!(people::user_data, people::erase_user))
        .routes(routes!(people::failure_data, people::erase_failure))
        .routes(routes!(links::reset))
        .routes(routes!(failures::failures))
        .routes(routes!(failures::failure))
        .routes(routes!(failures::decide))
        .routes(routes!(proposals::preview))
        .routes(routes!(proposals::accept))
        .routes(routes!(decisions::decisions))
        .routes(routes!(decisions::undo))
        .routes(routes!(decisions::audit))
        .routes(routes!(jobs::job, jobs::cancel))
        .routes(routes!(exports::export))
        .routes(routes!(exports::job_file))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(headers::to_the_end))
        .layer(headers::timeout(LONGEST));
    // They count what arrives themselves.
    let uploads = OpenApiRouter::new()
        .routes(routes!(imports::import))
        .routes(routes!(imports::reconcile))
        .layer(middleware::from_fn(headers::to_the_end))
        .layer(headers::timeout(LONGEST_UPLOAD));
    let all = OpenApiRouter::with_openapi(Document::openapi()).nest(SCHOOL, resolving.merge(usual).merge(uploads));
    let (router, description) = all.split_for_parts();
    let description = Arc::new(description);
    let described = router.route("/api/openapi.json", get(move || async move { Json(description.as_ref().clone()) }));
    let known = described
        .route("/api/{*nothing}", axum::routing::any(|| async { ApiError::NotFound }))
        .method_not_allowed_fallback(|| async { ApiError::WrongMethod });
    headers::for_programs(known.layer(middleware::from_fn_with_state(app.clone(), problem::spell_out)))
}
