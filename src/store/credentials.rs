//! The logins with a one-time code that a double authentication asks for once.
//!
//! Invariants: a login is one user's within its school; a code is good once, until it ends or another takes its place.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Change, Moment, Store, StoreError};

/// One login of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What is typed; unique in the school.
    pub login: String,
    /// Whose it is.
    pub user: i64,
    /// The code's hash, as argon2 writes it.
    pub code: String,
    /// When it was used; it is good once.
    pub used_at: Option<Moment>,
    /// From when on it is good no more, used or not.
    pub expires_at: Option<Moment>,
}

impl Credential {
    /// Whether the code would still let somebody in.
    pub fn is_good(&self, now: Moment) -> bool {
        self.used_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

fn credential(row: &AnyRow) -> Result<Credential, StoreError> {
    Ok(Credential {
        login: row.try_get("login")?,
        user: row.try_get("user_number")?,
        code: row.try_get("code")?,
        used_at: row.try_get::<Option<i64>, _>("used_at")?.map(Moment),
        expires_at: row.try_get::<Option<i64>, _>("expires_at")?.map(Moment),
    })
}

impl Store {
    /// The credential of a login.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn credential(&self, school: &str, login: &str) -> Result<Option<Credential>, StoreError> {
        let row = sqlx::query("SELECT * FROM credentials WHERE school = $1 AND login = $2")
            .bind(school)
            .bind(login)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(credential).transpose()
    }

    /// The credentials of a user, by login.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn credentials_of(&self, school: &str, user: i64) -> Result<Vec<Credential>, StoreError> {
        let rows = sqlx::query("SELECT * FROM credentials WHERE school = $1 AND user_number = $2 ORDER BY login")
            .bind(school)
            .bind(user)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(credential).collect()
    }

    /// Every credential of a school, by login; used and ended ones included.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn credentials(&self, school: &str) -> Result<Vec<Credential>, StoreError> {
        let rows = sqlx::query(ALL).bind(school).fetch_all(&self.pool).await?;
        rows.iter().map(credential).collect()
    }
}

const ALL: &str = "SELECT * FROM credentials WHERE school = $1 ORDER BY login";

impl Change {
    /// Every credential of the school, as [`Store::credentials`], within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn credentials(&mut self) -> Result<Vec<Credential>, StoreError> {
        let rows = sqlx::query(ALL).bind(&self.school).fetch_all(&mut *self.transaction).await?;
        rows.iter().map(credential).collect()
    }

    /// Gives a user a login with a code that is good until `end`, in place of an earlier one of that name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_credential(&mut self, login: &str, user: i64, code: &str, end: Moment) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO credentials (school, login, user_number, code, issued_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (school, login) DO UPDATE SET user_number = excluded.user_number, code = excluded.code, \
             issued_at = excluded.issued_at, expires_at = excluded.expires_at, used_at = NULL",
        )
        .bind(&self.school)
        .bind(login)
        .bind(user)
        .bind(code)
        .bind(self.now.0)
        .bind(end.0)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// A code that this change has used up is good still.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn return_credential(&mut self, login: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE credentials SET used_at = NULL WHERE school = $1 AND login = $2 AND used_at = $3")
            .bind(&self.school)
            .bind(login)
            .bind(self.now.0)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Uses up the code of a login, unless it is another one by now.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has been used or replaced before, or has ended.
    pub async fn use_credential(&mut self, login: &str, code: &str) -> Result<(), StoreError> {
        let used = sqlx::query(
            "UPDATE credentials SET used_at = $4 WHERE school = $1 AND login = $2 AND code = $3 \
             AND used_at IS NULL AND (expires_at IS NULL OR expires_at > $4)",
        )
        .bind(&self.school)
        .bind(login)
        .bind(code)
        .bind(self.now.0)
        .execute(&mut *self.transaction)
        .await?;
        if used.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }
}
