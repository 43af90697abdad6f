//! Who is asking: the token, its school, and what it may do.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::header;
use axum::http::request::Parts;

use super::problem::ApiError;
use crate::server::{Shared, secret};
use crate::service::School;
use crate::store::{Scope, Token};

/// A scope as a type, so that a handler's signature says what it takes.
pub(super) trait Needed: Send {
    const SCOPE: Scope;
}

macro_rules! scopes {
    ($($name:ident),*) => {
        $(
            #[derive(Debug)]
            pub(super) struct $name;

            impl Needed for $name {
                const SCOPE: Scope = Scope::$name;
            }
        )*
    };
}

scopes!(Resolve, Read, Decide, Import);

/// Somebody whose token is good, is of the school in the address, and has the scope.
#[derive(Debug)]
pub(super) struct Caller<S> {
    pub(super) school: Arc<School>,
    pub(super) token: Arc<Token>,
    scope: PhantomData<S>,
}

impl<S> Caller<S> {
    /// In whose name things are done.
    pub(super) fn actor(&self) -> String {
        format!("token:{}", self.token.name)
    }
}

impl<S: Needed> FromRequestParts<Shared> for Caller<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        let hash = bearer(parts).map(secret::hash).ok_or(ApiError::Unauthorized)?;
        let token = app.tokens.find(&hash, app.service.store()).await?.ok_or(ApiError::Unauthorized)?;
        let Path(parameters) =
            Path::<HashMap<String, String>>::from_request_parts(parts, app).await.map_err(|_| ApiError::NotFound)?;
        // Somebody else's school reads the same as one that is not there.
        let uai = parameters.get("uai").filter(|uai| **uai == token.school).ok_or(ApiError::NotFound)?;
        let school = app.service.school(uai)?;
        if !token.scopes.contains(&S::SCOPE) {
            return Err(ApiError::Forbidden(S::SCOPE));
        }
        Ok(Self { school, token, scope: PhantomData })
    }
}

/// What stands after `Bearer`.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
