//! Failures: people whom nobody could be found for, waiting for an administrator.

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Change, Moment, Store, StoreError};

/// Where a failure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureState {
    /// Waits for a decision.
    Open,
    /// Put off: at the end of the queue.
    Postponed,
    /// The person was asked to correct what the ENT sends, or what the form offers.
    CorrectionAsked,
    /// Linked, by an administrator or by the person's own correction.
    Linked,
    /// Nobody of this school.
    Rejected,
}

impl FailureState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Postponed, Self::CorrectionAsked, Self::Linked, Self::Rejected];

    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Postponed => "postponed",
            Self::CorrectionAsked => "correction_asked",
            Self::Linked => "linked",
            Self::Rejected => "rejected",
        }
    }

    /// Whether nothing is to be done about it any more.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Linked | Self::Rejected)
    }
}

/// One failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFailure {
    /// Its number within the school, from 1.
    pub number: i64,
    /// The CAS id, if what the ENT sent has one.
    pub cas_id: Option<String>,
    /// Why, by the code of the reason.
    pub reason: String,
    /// The profile that it is about, by its key, if it came to that.
    pub profile: Option<String>,
    /// What the ENT sent, as JSON.
    pub asserted: String,
    /// Where it stands.
    pub state: FailureState,
    /// Grows with every change.
    pub version: i64,
    /// How often the person has tried.
    pub visits: i64,
    /// When it was first seen.
    pub opened_at: Moment,
    /// When it was last seen.
    pub seen_at: Moment,
    /// When it was linked or rejected.
    pub closed_at: Option<Moment>,
    /// Why the last run did not link it, by the code of the reason; `None` where no run has seen it.
    pub run_reason: Option<String>,
    /// The users that it may be about, by their numbers, as the last run saw it: a first connection links none of them.
    pub contested: Vec<i64>,
}

/// Who reports a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reporter<'a> {
    /// The person, by a visit.
    Visit {
        /// Whether the ENT says something that the last run did not know: what that run contested is free.
        has_news: bool,
    },
    /// A run, which contests these users.
    Run {
        /// Their numbers.
        contested: &'a [i64],
    },
}

/// What somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCorrection {
    /// From 1.
    pub attempt: i64,
    /// The fields, as JSON.
    pub typed: String,
    /// What became of it, by its code.
    pub outcome: String,
    /// When.
    pub typed_at: Moment,
}

/// Which failures are asked for.
#[derive(Debug, Clone, Default)]
pub struct FailureFilter {
    /// By the code of the reason.
    pub reason: Option<String>,
    /// Those of one state; all that are not closed where it is `None`.
    pub state: Option<FailureState>,
    /// Only those with a greater number than this, in the order of the queue's pages.
    pub after: Option<i64>,
    /// At most so many; 0 for all.
    pub most: u32,
    /// Only those that were opened at this moment or later.
    pub opened_from: Option<Moment>,
    /// Only those that were opened before this moment.
    pub opened_before: Option<Moment>,
}

pub(super) fn failure(row: &AnyRow) -> Result<StoredFailure, StoreError> {
    let state: String = row.try_get("state")?;
    let contested: String = row.try_get("contested")?;
    Ok(StoredFailure {
        number: row.try_get("number")?,
        cas_id: row.try_get("cas_id")?,
        reason: row.try_get("reason")?,
        profile: row.try_get("profile")?,
        asserted: row.try_get("asserted")?,
        state: FailureState::ALL
            .into_iter()
            .find(|known| known.key() == state)
            .ok_or(StoreError::Corrupt { what: "state", value: state })?,
        version: row.try_get("version")?,
        visits: row.try_get("visits")?,
        opened_at: Moment(row.try_get("opened_at")?),
        seen_at: Moment(row.try_get("seen_at")?),
        closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(Moment),
        run_reason: row.try_get("run_reason")?,
        contested: serde_json::from_str(&contested)
            .map_err(|_| StoreError::Corrupt { what: "contested", value: contested })?,
    })
}

impl Store {
    /// Failures, by number: the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failures(&self, school: &str, filter: &FailureFilter) -> Result<Vec<StoredFailure>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM failures WHERE school = $1 AND number > $2 \
             AND ($3 = '' OR reason = $3) \
             AND (($4 = '' AND closed_at IS NULL) OR state = $4) \
             AND opened_at >= $6 AND opened_at < $7 \
             ORDER BY number LIMIT $5",
        )
        .bind(school)
        .bind(filter.after.unwrap_or(0))
        .bind(filter.reason.clone().unwrap_or_default())
        .bind(filter.state.map(FailureState::key).unwrap_or_default())
        .bind(if filter.most == 0 { i64::MAX } else { i64::from(filter.most) })
        .bind(filter.opened_from.map_or(i64::MIN, |moment| moment.0))
        .bind(filter.opened_before.map_or(i64::MAX, |moment| moment.0))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(failure).collect()
    }

    /// The open failures of runs that contest users, and those of the reason `held`, which holds its account without any; by number.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn contested_failures(&self, school: &str, held: &str) -> Result<Vec<StoredFailure>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM failures WHERE school = $1 AND closed_at IS NULL AND run_reason IS NOT NULL \
             AND (contested <> '[]' OR run_reason = $2) ORDER BY number",
        )
        .bind(school)
        .bind(held)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(failure).collect()
    }

    /// How many wait in each school that has any.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn waiting(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT school, COUNT(*) AS waiting FROM failures WHERE closed_at IS NULL GROUP BY school ORDER BY school",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("school")?, row.try_get("waiting")?))).collect()
    }

    /// One failure; `None` when the school has none of that number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failure(&self, school: &str, number: i64) -> Result<Option<StoredFailure>, StoreError> {
        let row = sqlx::query("SELECT * FROM failures WHERE school = $1 AND number = $2")
            .bind(school)
            .bind(number)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(failure).transpose()
    }

    /// What the person of a failure typed, attempt by attempt.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn corrections(&self, school: &str, number: i64) -> Result<Vec<StoredCorrection>, StoreError> {
        let rows = sqlx::query("SELECT * FROM corrections WHERE school = $1 AND failure = $2 ORDER BY attempt")
            .bind(school)
            .bind(number)
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(StoredCorrection {
                    attempt: row.try_get("attempt")?,
                    typed: row.try_get("typed")?,
                    outcome: row.try_get("outcome")?,
                    typed_at: Moment(row.try_get("typed_at")?),
                })
            })
            .collect()
    }
}

impl Change {
    /// The failure of that number, within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failure(&mut self, number: i64) -> Result<Option<StoredFailure>, StoreError> {
        let row = sqlx::query("SELECT * FROM failures WHERE school = $1 AND number = $2")
            .bind(&self.school)
            .bind(number)
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.as_ref().map(failure).transpose()
    }

    /// The failure of a CAS id that waits, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn waiting_failure(&mut self, cas_id: &str) -> Result<Option<StoredFailure>, StoreError> {
        let row = sqlx::query("SELECT * FROM failures WHERE school = $1 AND cas_id = $2 AND closed_at IS NULL")
            .bind(&self.school)
            .bind(cas_id)
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.as_ref().map(failure).transpose()
    }

    /// The failure that waits of somebody for whom exactly this was sent, without an id: that is all there is to know them by.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn waiting_without_id(&mut self, asserted: &str) -> Result<Option<StoredFailure>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM failures WHERE school = $1 AND cas_id IS NULL AND closed_at IS NULL AND asserted = $2 \
             ORDER BY number LIMIT 1",
        )
        .bind(&self.school)
        .bind(asserted)
        .fetch_optional(&mut *self.transaction)
        .await?;
        row.as_ref().map(failure).transpose()
    }

    /// The last failure of a CAS id, waiting or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_failure(&mut self, cas_id: &str) -> Result<Option<StoredFailure>, StoreError> {
        let row = sqlx::query("SELECT * FROM failures WHERE school = $1 AND cas_id = $2 ORDER BY number DESC LIMIT 1")
            .bind(&self.school)
            .bind(cas_id)
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.as_ref().map(failure).transpose()
    }

    /// Opens a failure, or notes what the ENT sends now. Returns its number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn report_failure(
        &mut self,
        cas_id: Option<&str>,
        reason: &str,
        profile: Option<&str>,
        asserted: &str,
        reporter: Reporter<'_>,
    ) -> Result<i64, StoreError> {
        let waiting = match cas_id {
            Some(id) => self.waiting_failure(id).await?,
            None => self.waiting_without_id(asserted).await?,
        };
        let (run_reason, contested) = match reporter {
            Reporter::Run { contested } => (Some(reason.to_owned()), contested.to_vec()),
            Reporter::Visit { has_news: true } => (None, Vec::new()),
            Reporter::Visit { has_news: false } => waiting
                .as_ref()
                .map(|waiting| (waiting.run_reason.clone(), waiting.contested.clone()))
                .unwrap_or_default(),
        };
        let contested = serde_json::to_string(&contested).unwrap_or_default();
        if let Some(waiting) = waiting {
            // Only what is news to the administrator makes the page that is open there stale.
            let news = i64::from(waiting.asserted != asserted || waiting.reason != reason);
            sqlx::query(
                "UPDATE failures SET reason = $3, profile = $4, asserted = $5, visits = visits + $8, seen_at = $6, \
                 version = version + $7, run_reason = $9, contested = $10 \
                 WHERE school = $1 AND number = $2",
            )
            .bind(&self.school)
            .bind(waiting.number)
            .bind(reason)
            .bind(profile)
            .bind(asserted)
            .bind(self.now.0)
            .bind(news)
            .bind(i64::from(matches!(reporter, Reporter::Visit { .. })))
            .bind(run_reason)
            .bind(contested)
            .execute(&mut *self.transaction)
            .await?;
            return Ok(waiting.number);
        }
        let counted = "UPDATE schools SET failures_given = failures_given + 1 WHERE uai = $1 RETURNING failures_given";
        let row = sqlx::query(counted).bind(&self.school).fetch_one(&mut *self.transaction).await?;
        let number: i64 = row.try_get("failures_given")?;
        sqlx::query(
            "INSERT INTO failures (school, number, cas_id, reason, profile, asserted, state, version, visits, opened_at, \
             seen_at, run_reason, contested) VALUES ($1, $2, $3, $4, $5, $6, 'open', 1, 1, $7, $7, $8, $9)",
        )
        .bind(&self.school)
        .bind(number)
        .bind(cas_id)
        .bind(reason)
        .bind(profile)
        .bind(asserted)
        .bind(self.now.0)
        .bind(run_reason)
        .bind(contested)
        .execute(&mut *self.transaction)
        .await?;
        Ok(number)
    }

    /// Moves a failure on, if it still is as the caller has seen it. Returns its new version.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has another version, or is not there.
    pub async fn move_failure(&mut self, number: i64, version: i64, state: FailureState) -> Result<i64, StoreError> {
        let moved = sqlx::query(
            "UPDATE failures SET state = $4, version = version + 1, closed_at = $5 \
             WHERE school = $1 AND number = $2 AND version = $3",
        )
        .bind(&self.school)
        .bind(number)
        .bind(version)
        .bind(state.key())
        .bind(state.is_closed().then_some(self.now.0))
        .execute(&mut *self.transaction)
        .await
        // Reopened while the person has opened another one.
        .map_err(|error| StoreError::of_insert(error, StoreError::Changed))?;
        if moved.rows_affected() == 1 { Ok(version + 1) } else { Err(StoreError::Changed) }
    }

    /// Keeps what somebody typed.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is such an attempt already.
    pub async fn add_correction(
        &mut self,
        failure: i64,
        attempt: i64,
        typed: &str,
        outcome: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO corrections (school, failure, attempt, typed, outcome, typed_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.school)
        .bind(failure)
        .bind(attempt)
        .bind(typed)
        .bind(outcome)
        .bind(self.now.0)
        .execute(&mut *self.transaction)
        .await
        .map_err(|error| StoreError::of_insert(error, StoreError::Changed))?;
        Ok(())
    }

    /// How many corrections the person of a failure has typed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn corrections_of(&mut self, failure: i64) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS typed FROM corrections WHERE school = $1 AND failure = $2")
            .bind(&self.school)
            .bind(failure)
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(row.try_get("typed")?)
    }
}
