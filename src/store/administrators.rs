//! Who may sign in to the administrator's pages.

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Moment, Store, StoreError, audit};

/// What an administrator may do; each includes the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Look.
    Read,
    /// Decide on failures, import, remove ids.
    Decide,
    /// Change the configuration.
    Configure,
}

impl Role {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Read, Self::Decide, Self::Configure];

    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Decide => "decide",
            Self::Configure => "configure",
        }
    }

    /// The role of a [`Self::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// One administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator {
    /// The name that is typed to sign in.
    pub name: String,
    /// The school; `None` for all schools.
    pub school: Option<String>,
    /// What they may do.
    pub role: Role,
    /// The password's hash, as argon2 writes it.
    pub password: String,
}

impl Administrator {
    /// Whether they may do this in that school.
    pub fn may(&self, school: &str, role: Role) -> bool {
        self.role >= role && self.school.as_deref().is_none_or(|own| own == school)
    }
}

/// The name that an administrator signs with stands in the audit anyway.
#[derive(Serialize)]
struct Audited<'a> {
    name: &'a str,
    school: Option<&'a str>,
    role: Option<&'static str>,
}

fn administrator(row: &AnyRow) -> Result<Administrator, StoreError> {
    let role: String = row.try_get("role")?;
    let school: String = row.try_get("school")?;
    Ok(Administrator {
        name: row.try_get("name")?,
        school: Some(school).filter(|school| !school.is_empty()),
        role: Role::from_key(&role).ok_or(StoreError::Corrupt { what: "role", value: role })?,
        password: row.try_get("password")?,
    })
}

impl Store {
    /// The administrator of that name, unless disabled.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn administrator(&self, name: &str) -> Result<Option<Administrator>, StoreError> {
        let row = sqlx::query("SELECT * FROM administrators WHERE name = $1 AND disabled_at IS NULL")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(administrator).transpose()
    }

    /// All who may sign in, by name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn administrators(&self) -> Result<Vec<Administrator>, StoreError> {
        let rows = sqlx::query("SELECT * FROM administrators WHERE disabled_at IS NULL ORDER BY name")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(administrator).collect()
    }

    /// Adds an administrator, or gives one of that name another school, role and password, which ends their sessions; in the
    /// name of `actor`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_administrator(&self, actor: &str, new: &Administrator) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO administrators (name, school, role, password, created_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (name) DO UPDATE SET school = excluded.school, role = excluded.role, \
             password = excluded.password, disabled_at = NULL",
        )
        .bind(&new.name)
        .bind(new.school.as_deref().unwrap_or_default())
        .bind(new.role.key())
        .bind(&new.password)
        .bind(Moment::now().0)
        .execute(&mut *transaction)
        .await?;
        end_sessions(&mut transaction, &new.name).await?;
        let audited = Audited { name: &new.name, school: new.school.as_deref(), role: Some(new.role.key()) };
        audit::append(&mut transaction, "", actor, Moment::now(), "administrator", &audited).await?;
        Ok(transaction.commit().await?)
    }

    /// Shuts somebody out, sessions included, in the name of `actor`. Returns whether there was such an administrator.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn disable_administrator(&self, actor: &str, name: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let disabled =
            sqlx::query("UPDATE administrators SET disabled_at = $2 WHERE name = $1 AND disabled_at IS NULL")
                .bind(name)
                .bind(Moment::now().0)
                .execute(&mut *transaction)
                .await?;
        if disabled.rows_affected() == 0 {
            return Ok(false);
        }
        end_sessions(&mut transaction, name).await?;
        let audited = Audited { name, school: None, role: None };
        audit::append(&mut transaction, "", actor, Moment::now(), "administrator_removed", &audited).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Whoever has a cookie of an administrator signs in again.
async fn end_sessions(transaction: &mut Transaction<'_, Any>, name: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE kind = 'administrator' AND subject = $1")
        .bind(name)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
