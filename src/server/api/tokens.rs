//! Tokens that were good a moment ago.
//!
//! Invariant: a token that is revoked is refused ten seconds later at most, one that expires at once; only tokens that are good take
//! memory, so that nobody fills it by guessing.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::store::{Moment, Store, StoreError, Token};

/// How long the store is not asked again.
const FRESH: Duration = Duration::from_secs(10);

/// By the hash of the token, since when.
#[derive(Debug, Default)]
pub(in crate::server) struct Tokens {
    good: RwLock<HashMap<String, (Arc<Token>, Instant)>>,
}

impl Tokens {
    /// The token of a hash, unless it has ended.
    pub(super) async fn find(&self, hash: &str, store: &Store) -> Result<Option<Arc<Token>>, StoreError> {
        let known = self.good.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned();
        if let Some((token, since)) = known
            && since.elapsed() < FRESH
        {
            return Ok(Some(token).filter(|token| token.expires_at.is_none_or(|end| end > Moment::now())));
        }
        let found = store.token(hash).await?.map(Arc::new);
        let mut good = self.good.write().unwrap_or_else(PoisonError::into_inner);
        match &found {
            Some(token) => good.insert(hash.to_owned(), (token.clone(), Instant::now())),
            None => good.remove(hash),
        };
        Ok(found)
    }
}
