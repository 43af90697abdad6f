//! Parts of a request, whose errors are problems like all others.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::problem::ApiError;
use crate::server::Shared;

/// A JSON body.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, ApiError> {
        match Json::from_request(request, app).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(refused) => Err(ApiError::Body(refused.status(), refused.body_text())),
        }
    }
}

/// What stands after the question mark.
#[derive(Debug)]
pub(super) struct Parameters<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        match Query::from_request_parts(parts, app).await {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(refused) => Err(ApiError::Parameter(refused.body_text())),
        }
    }
}

/// The number of something, in the address. What is no number has no number.
#[derive(Debug)]
pub(super) struct Number(pub(super) i64);

impl FromRequestParts<Shared> for Number {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        let number = named(parts, app, "number").await?;
        number.parse().map(Self).map_err(|_| ApiError::NotFound)
    }
}

/// The id of a job, in the address.
#[derive(Debug)]
pub(super) struct JobId(pub(super) String);

impl FromRequestParts<Shared> for JobId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        named(parts, app, "id").await.map(Self)
    }
}

/// The name of a file, in the address.
#[derive(Debug)]
pub(super) struct FileName(pub(super) String);

impl FromRequestParts<Shared> for FileName {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        named(parts, app, "file").await.map(Self)
    }
}

async fn named(parts: &mut Parts, app: &Shared, name: &str) -> Result<String, ApiError> {
    let path = Path::<HashMap<String, String>>::from_request_parts(parts, app).await;
    let Path(mut parameters) = path.map_err(|_| ApiError::NotFound)?;
    parameters.remove(name).ok_or(ApiError::NotFound)
}

/// A page of at most so many: as asked for, or as usual.
pub(super) fn page_size(asked: Option<u32>) -> Result<u32, ApiError> {
    const USUAL: u32 = 100;
    const MOST: u32 = 500;
    match asked {
        None => Ok(USUAL),
        Some(most) if (1..=MOST).contains(&most) => Ok(most),
        Some(_) => Err(ApiError::Parameter(format!("limit: 1–{MOST}"))),
    }
}

/// For the description: whose school it is.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "read by the description alone")]
pub(super) struct OfSchool {
    /// UAI of the token's school.
    uai: String,
}
