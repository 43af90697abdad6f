//! The logins with a one-time code that a double authentication asks for once.

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
}

fn credential(row: &AnyRow) -> Result<Credential, StoreError> {
    Ok(Credential {
        login: row.try_get("login")?,
        user: row.try_get("user_number")?,
        code: row.try_get("code")?,
        used_at: row.try_get::<Option<i64>, _>("used_at")?.map(Moment),
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
}

impl Change {
    /// Gives a user a login, in place of an earlier one of that name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_credential(&mut self, login: &str, user: i64, code: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO credentials (school, login, user_number, code, issued_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (school, login) DO UPDATE SET user_number = excluded.user_number, code = excluded.code, \
             issued_at = excluded.issued_at, used_at = NULL",
        )
        .bind(&self.school)
        .bind(login)
        .bind(user)
        .bind(code)
        .bind(self.now.0)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Uses a login up.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has been used before.
    pub async fn use_credential(&mut self, login: &str) -> Result<(), StoreError> {
        let used =
            sqlx::query("UPDATE credentials SET used_at = $3 WHERE school = $1 AND login = $2 AND used_at IS NULL")
                .bind(&self.school)
                .bind(login)
                .bind(self.now.0)
                .execute(&mut *self.transaction)
                .await?;
        if used.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }
}
