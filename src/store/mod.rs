//! What a service keeps: schools, their users, links, failures, decisions, who may do what, and the audit.
//!
//! Role: rows in, rows out; nothing is matched or decided here. Input: an address, `sqlite:…` or `postgres://…`. Output: plain
//! structs. Invariants: **the database has the last word on one-to-one links**, by unique constraints, whatever a program
//! believes; whoever changes anything of a school does it in one [`Change`], which is there whole or not at all, is serialised
//! with the other changes of that school, and leaves its entry in the audit; statements are the same on both databases, and
//! what differs ([`connect`]) is the settings of a connection and the triggers that keep the audit append-only.

mod administrators;
mod audit;
mod change;
mod connect;
mod credentials;
mod decisions;
mod error;
mod failures;
mod links;
mod moment;
mod personal;
mod schools;
mod sessions;
mod tokens;
mod users;

use std::sync::Arc;

use sqlx::AnyPool;
use tokio::sync::Semaphore;

pub use administrators::{Administrator, Role};
pub use audit::{AuditEntry, AuditFault};
pub use change::Change;
pub use credentials::Credential;
pub use decisions::StoredDecision;
pub use error::StoreError;
pub use failures::{FailureFilter, FailureState, Reporter, StoredCorrection, StoredFailure};
pub use links::{Basis, StoredLink};
pub use moment::Moment;
pub use personal::Forgotten;
pub use schools::StoredSchool;
pub use sessions::{Session, SessionKind};
pub use tokens::{Scope, Token};
pub use users::{StoredRelation, StoredUser};
pub(crate) use users::{responsibility_key, sex_key};

/// A connection to the database, to be cloned freely.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    /// A turn for each [`Change`] that may be open at once.
    writers: Arc<Semaphore>,
}

/// Half of the connections: whoever writes may have to read beside it, and whoever only reads waits for no writer.
const MOST_WRITERS: usize = connect::MOST_CONNECTIONS as usize / 2;

impl Store {
    /// Whether there is a database at an address; [`Self::open`] would make one in a file that is not there. A server may always have it.
    pub fn is_there(address: &str) -> bool {
        connect::is_there(address)
    }

    /// Opens a database, makes what it lacks and brings an older one up to date.
    ///
    /// `address` is `sqlite:<path>`, made if it is not there; `postgres://…`; or a bare path, which means SQLite.
    ///
    /// # Errors
    /// [`StoreError::Open`] when it cannot be reached, [`StoreError::Newer`] when a later version of this program has written
    /// it.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        connect::open(address).await.map(|pool| Self { pool, writers: Arc::new(Semaphore::new(MOST_WRITERS)) })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Waits until every connection is closed: a SQLite file then is one file again.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
