//! What administrators did, with what it takes to take it back.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Change, Moment, Store, StoreError};

/// One act of an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// Its number within the school, from 1.
    pub number: i64,
    /// What was done, by its stable key.
    pub kind: String,
    /// The failure that it is about, if it is about one.
    pub failure: Option<i64>,
    /// What was done, and what there was before, as JSON: whoever takes it back reads it.
    pub detail: String,
    /// Who.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
    /// Who took it back, and when.
    pub undone: Option<(String, Moment)>,
}

impl StoredDecision {
    /// Whether it takes [`Role::Configure`](super::Role::Configure) to take it back.
    pub fn is_about_configuration(&self) -> bool {
        matches!(self.kind.as_str(), "configure" | "publish" | "unpublish")
    }
}

pub(super) fn decision(row: &AnyRow) -> Result<StoredDecision, StoreError> {
    let undone_by: Option<String> = row.try_get("undone_by")?;
    let undone_at: Option<i64> = row.try_get("undone_at")?;
    Ok(StoredDecision {
        number: row.try_get("number")?,
        kind: row.try_get("kind")?,
        failure: row.try_get("failure")?,
        detail: row.try_get("detail")?,
        made_by: row.try_get("made_by")?,
        made_at: Moment(row.try_get("made_at")?),
        undone: undone_by.zip(undone_at.map(Moment)),
    })
}

impl Store {
    /// What was decided, latest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decisions(&self, school: &str, most: u32) -> Result<Vec<StoredDecision>, StoreError> {
        let rows = sqlx::query("SELECT * FROM decisions WHERE school = $1 ORDER BY number DESC LIMIT $2")
            .bind(school)
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(decision).collect()
    }

    /// The decisions between two numbers, both included, by number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decisions_between(
        &self,
        school: &str,
        first: i64,
        last: i64,
    ) -> Result<Vec<StoredDecision>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM decisions WHERE school = $1 AND number >= $2 AND number <= $3 ORDER BY number")
                .bind(school)
                .bind(first)
                .bind(last)
                .fetch_all(&self.pool)
                .await?;
        rows.iter().map(decision).collect()
    }

    /// The last decision of somebody about a failure that stands: what they would take back first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_decision_by(&self, school: &str, by: &str) -> Result<Option<StoredDecision>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM decisions WHERE school = $1 AND made_by = $2 AND failure IS NOT NULL AND undone_at IS NULL \
             ORDER BY number DESC LIMIT 1",
        )
        .bind(school)
        .bind(by)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(decision).transpose()
    }

    /// The decisions that made or took away a link of a user, by number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decisions_about(&self, school: &str, user: i64) -> Result<Vec<StoredDecision>, StoreError> {
        // What is between two numbers in JSON is a comma or a brace.
        let rows = sqlx::query(
            "SELECT * FROM decisions WHERE school = $1 AND (detail LIKE $2 OR detail LIKE $3) ORDER BY number",
        )
        .bind(school)
        .bind(format!("%\"user\":{user},%"))
        .bind(format!("%\"user\":{user}}}%"))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(decision).collect()
    }

    /// The last decision about a failure that stands.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_decision_about(&self, school: &str, failure: i64) -> Result<Option<StoredDecision>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM decisions WHERE school = $1 AND failure = $2 AND undone_at IS NULL ORDER BY number DESC LIMIT 1",
        )
        .bind(school)
        .bind(failure)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(decision).transpose()
    }
}

impl Change {
    /// Keeps what was done. Returns its number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_decision(&mut self, kind: &str, failure: Option<i64>, detail: &str) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COALESCE(MAX(number), 0) + 1 AS next FROM decisions WHERE school = $1")
            .bind(&self.school)
            .fetch_one(&mut *self.transaction)
            .await?;
        let number: i64 = row.try_get("next")?;
        sqlx::query(
            "INSERT INTO decisions (school, number, kind, failure, detail, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&self.school)
        .bind(number)
        .bind(kind)
        .bind(failure)
        .bind(detail)
        .bind(&self.actor)
        .bind(self.now.0)
        .execute(&mut *self.transaction)
        .await?;
        Ok(number)
    }

    /// The decision of that number, within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn decision(&mut self, number: i64) -> Result<Option<StoredDecision>, StoreError> {
        let row = sqlx::query("SELECT * FROM decisions WHERE school = $1 AND number = $2")
            .bind(&self.school)
            .bind(number)
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.as_ref().map(decision).transpose()
    }

    /// Notes that a decision was taken back.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has been taken back before.
    pub async fn mark_undone(&mut self, number: i64) -> Result<(), StoreError> {
        let marked = sqlx::query(
            "UPDATE decisions SET undone_by = $3, undone_at = $4 WHERE school = $1 AND number = $2 AND undone_at IS NULL",
        )
        .bind(&self.school)
        .bind(number)
        .bind(&self.actor)
        .bind(self.now.0)
        .execute(&mut *self.transaction)
        .await?;
        if marked.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }
}
