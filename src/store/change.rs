//! One change of one school: there whole, or not at all.

use sqlx::{Any, Row as _, Transaction};

use tokio::sync::OwnedSemaphorePermit;

use super::connect::PATIENCE;
use super::{Moment, Store, StoreError};

/// A transaction on one school, in somebody's name. Dropped, it leaves no trace.
///
/// Its first statement raises the school's revision, which makes every other writer of the school wait: on PostgreSQL by the
/// row's lock, on SQLite by the database's. So what a change reads cannot change under it.
#[derive(Debug)]
pub struct Change {
    pub(super) transaction: Transaction<'static, Any>,
    pub(super) school: String,
    pub(super) actor: String,
    pub(super) now: Moment,
    revision: i64,
    /// Given back when the change is over.
    _turn: OwnedSemaphorePermit,
}

impl Store {
    /// Begins a change of a school in the name of `actor`: an administrator, a program's token, or what a person did at the
    /// door.
    ///
    /// # Errors
    /// [`StoreError::UnknownSchool`]; [`StoreError::Database`] when another process has been writing for too long.
    pub async fn change(&self, school: &str, actor: &str) -> Result<Change, StoreError> {
        let turn = tokio::time::timeout(PATIENCE, self.writers.clone().acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(sqlx::Error::PoolTimedOut)?;
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query("UPDATE schools SET revision = revision + 1 WHERE uai = $1 RETURNING revision")
            .bind(school)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or_else(|| StoreError::UnknownSchool(school.to_owned()))?;
        Ok(Change {
            revision: row.try_get("revision")?,
            transaction,
            school: school.to_owned(),
            actor: actor.to_owned(),
            now: Moment::now(),
            _turn: turn,
        })
    }
}

impl Change {
    /// The revision that the school has once this is committed.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// When it began.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Makes it so, for good.
    ///
    /// # Errors
    /// [`StoreError::Database`]; then nothing was changed, unless the connection broke while the database committed.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}
