//! What is kept of one person, and forgetting it.
//!
//! Invariants: an erased person leaves numbers alone: in the audit, which stands, and in decisions, which then can be taken back no
//! more; a number that somebody had is nobody else's later; nothing of another school is touched.

use sqlx::Row as _;

use super::failures::failure;
use super::users::user;
use super::{Change, Moment, Store, StoreError, StoredDecision, StoredFailure, StoredUser};

/// How much was forgotten, or would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Forgotten {
    /// Users of the base.
    pub users: u64,
    /// Failures, with what was sent.
    pub failures: u64,
    /// What people typed.
    pub corrections: u64,
    /// Decisions of which no more than that they were made is known.
    pub decisions: u64,
}

impl Forgotten {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The failures that nobody has seen since: closed ones since they were closed, others since the last visit.
const OLD_FAILURES: &str = "school = $1 AND COALESCE(closed_at, seen_at) < $2";

/// Decisions of which more is known than that they were made.
const OLD_DECISIONS: &str = "school = $1 AND made_at < $2 AND detail <> '{}'";

impl Store {
    /// One user of a school, those who have vanished included; `None` when the school has none of that number.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn user(&self, school: &str, number: i64) -> Result<Option<StoredUser>, StoreError> {
        let row = sqlx::query("SELECT * FROM users WHERE school = $1 AND number = $2")
            .bind(school)
            .bind(number)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(user).transpose()
    }

    /// The failures of a CAS id, by number.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn failures_of(&self, school: &str, cas_id: &str) -> Result<Vec<StoredFailure>, StoreError> {
        let rows = sqlx::query("SELECT * FROM failures WHERE school = $1 AND cas_id = $2 ORDER BY number")
            .bind(school)
            .bind(cas_id)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(failure).collect()
    }

    /// What [`Change::purge`] would forget.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn purgeable(&self, school: &str, before: Moment) -> Result<Forgotten, StoreError> {
        let count = async |what: String| -> Result<u64, StoreError> {
            let row = sqlx::query(sqlx::AssertSqlSafe(what)).bind(school).bind(before.0).fetch_one(&self.pool).await?;
            Ok(row.try_get::<i64, _>("found")?.unsigned_abs())
        };
        Ok(Forgotten {
            users: count("SELECT COUNT(*) AS found FROM users WHERE school = $1 AND vanished_at < $2".to_owned())
                .await?,
            failures: count(format!("SELECT COUNT(*) AS found FROM failures WHERE {OLD_FAILURES}")).await?,
            corrections: count(format!(
                "SELECT COUNT(*) AS found FROM corrections WHERE school = $1 AND failure IN \
                 (SELECT number FROM failures WHERE {OLD_FAILURES})"
            ))
            .await?,
            decisions: count(format!("SELECT COUNT(*) AS found FROM decisions WHERE {OLD_DECISIONS}")).await?,
        })
    }
}

impl Change {
    /// Forgets a user: the row, links, who answers for whom, logins. A user who is not there is forgotten already.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn erase_user(&mut self, number: i64) -> Result<u64, StoreError> {
        for statement in [
            "DELETE FROM relations WHERE school = $1 AND (child = $2 OR adult = $2)",
            "DELETE FROM links WHERE school = $1 AND user_number = $2",
            "DELETE FROM links_aside WHERE school = $1 AND user_number = $2",
            "DELETE FROM credentials WHERE school = $1 AND user_number = $2",
        ] {
            self.execute(statement, number).await?;
        }
        self.execute("DELETE FROM users WHERE school = $1 AND number = $2", number).await
    }

    /// Forgets a failure and what its person typed. Returns how many corrections that were; `None` when there is no such failure.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn erase_failure(&mut self, number: i64) -> Result<Option<u64>, StoreError> {
        let corrections = self.execute("DELETE FROM corrections WHERE school = $1 AND failure = $2", number).await?;
        let failures = self.execute("DELETE FROM failures WHERE school = $1 AND number = $2", number).await?;
        Ok((failures > 0).then_some(corrections))
    }

    /// Ends the sessions of a CAS id at this school. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions_of(&mut self, cas_id: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE school = $1 AND subject = $2 AND kind <> 'administrator'")
            .bind(&self.school)
            .bind(cas_id)
            .execute(&mut *self.transaction)
            .await?;
        Ok(ended.rows_affected())
    }

    /// Ends the sessions at this school that remember a user or a failure: those of people without a CAS id among them. Returns how many
    /// there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions_about(&mut self, user: Option<i64>, failures: &[i64]) -> Result<u64, StoreError> {
        let mut ended = 0;
        // What is between a number and the next thing in JSON is one of these.
        let of_user = user.into_iter().map(|user| format!("%,{user}]%"));
        let of_failures = failures.iter().map(|failure| format!("%\"failure\":{failure},%"));
        for pattern in of_user.chain(of_failures) {
            let statement = "DELETE FROM sessions WHERE school = $1 AND kind <> 'administrator' AND data LIKE $2";
            let done = sqlx::query(statement).bind(&self.school).bind(pattern).execute(&mut *self.transaction).await?;
            ended += done.rows_affected();
        }
        Ok(ended)
    }

    /// Every decision of which something is known still, by number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn known_decisions(&mut self) -> Result<Vec<StoredDecision>, StoreError> {
        let rows = sqlx::query("SELECT * FROM decisions WHERE school = $1 AND detail <> '{}' ORDER BY number")
            .bind(&self.school)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter().map(super::decisions::decision).collect()
    }

    /// Replaces what is known of a decision; `{}` is nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_decision_detail(&mut self, number: i64, detail: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE decisions SET detail = $3 WHERE school = $1 AND number = $2")
            .bind(&self.school)
            .bind(number)
            .bind(detail)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// The numbers of the users whom [`Self::purge`] would forget.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn gone_before(&mut self, moment: Moment) -> Result<Vec<i64>, StoreError> {
        let rows = sqlx::query("SELECT number FROM users WHERE school = $1 AND vanished_at < $2")
            .bind(&self.school)
            .bind(moment.0)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter().map(|row| Ok(row.try_get("number")?)).collect()
    }

    /// Forgets what is older than a moment: failures and what was typed, users who had left the base by then with the links that
    /// were kept for them, and what it takes to take decisions back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn purge(&mut self, before: Moment) -> Result<Forgotten, StoreError> {
        const GONE: &str = "(SELECT number FROM users WHERE school = $1 AND vanished_at < $2)";
        for what in [
            format!("DELETE FROM relations WHERE school = $1 AND (child IN {GONE} OR adult IN {GONE})"),
            format!("DELETE FROM links WHERE school = $1 AND user_number IN {GONE}"),
            format!("DELETE FROM links_aside WHERE school = $1 AND user_number IN {GONE}"),
            format!("DELETE FROM credentials WHERE school = $1 AND user_number IN {GONE}"),
        ] {
            self.execute(&what, before.0).await?;
        }
        let typed = format!(
            "DELETE FROM corrections WHERE school = $1 AND failure IN (SELECT number FROM failures WHERE {OLD_FAILURES})"
        );
        Ok(Forgotten {
            users: self.execute("DELETE FROM users WHERE school = $1 AND vanished_at < $2", before.0).await?,
            corrections: self.execute(&typed, before.0).await?,
            failures: self.execute(&format!("DELETE FROM failures WHERE {OLD_FAILURES}"), before.0).await?,
            decisions: self
                .execute(&format!("UPDATE decisions SET detail = '{{}}' WHERE {OLD_DECISIONS}"), before.0)
                .await?,
        })
    }

    /// A statement about the school and one number. Returns how many rows it was about.
    async fn execute(&mut self, statement: &str, number: i64) -> Result<u64, StoreError> {
        // Statements of this module alone, put together of constants.
        let done = sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .bind(&self.school)
            .bind(number)
            .execute(&mut *self.transaction)
            .await?;
        Ok(done.rows_affected())
    }
}
