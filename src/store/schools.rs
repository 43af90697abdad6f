//! Schools: the configuration and the rules in force, and the revision that grows with every change.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Change, Moment, Store, StoreError};

/// One school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSchool {
    /// Its UAI.
    pub uai: String,
    /// What people call it.
    pub name: String,
    /// The configuration in force, as its TOML file.
    pub configuration: String,
    /// The rules: a shipped set's name, or a rule file's text.
    pub rules: String,
    /// Grows with every change of anything in the school.
    pub revision: i64,
    /// When its base was last brought in.
    pub imported_at: Option<Moment>,
}

fn school(row: &AnyRow) -> Result<StoredSchool, StoreError> {
    Ok(StoredSchool {
        uai: row.try_get("uai")?,
        name: row.try_get("name")?,
        configuration: row.try_get("configuration")?,
        rules: row.try_get("rules")?,
        revision: row.try_get("revision")?,
        imported_at: row.try_get::<Option<i64>, _>("imported_at")?.map(Moment),
    })
}

impl Store {
    /// All schools, by UAI.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn schools(&self) -> Result<Vec<StoredSchool>, StoreError> {
        let rows = sqlx::query("SELECT * FROM schools ORDER BY uai").fetch_all(&self.pool).await?;
        rows.iter().map(school).collect()
    }

    /// One school.
    ///
    /// # Errors
    /// [`StoreError::UnknownSchool`] when it is not there.
    pub async fn school(&self, uai: &str) -> Result<StoredSchool, StoreError> {
        let row = sqlx::query("SELECT * FROM schools WHERE uai = $1").bind(uai).fetch_optional(&self.pool).await?;
        row.as_ref().map_or_else(|| Err(StoreError::UnknownSchool(uai.to_owned())), school)
    }

    /// The revision of each school, to notice what other processes have changed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revisions(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let rows = sqlx::query("SELECT uai, revision FROM schools").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("uai")?, row.try_get("revision")?))).collect()
    }

    /// Makes a school where there is none; one that is there stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_school(&self, uai: &str, name: &str, configuration: &str, rules: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO schools (uai, name, configuration, rules, revision, created_at) VALUES ($1, $2, $3, $4, 0, $5) \
             ON CONFLICT (uai) DO NOTHING",
        )
        .bind(uai)
        .bind(name)
        .bind(configuration)
        .bind(rules)
        .bind(Moment::now().0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

impl Change {
    /// The configuration in force, as its TOML file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn configuration(&mut self) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT configuration FROM schools WHERE uai = $1")
            .bind(&self.school)
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(row.try_get("configuration")?)
    }

    /// The rules in force: a shipped set by its name, or the text of a file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn rules(&mut self) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT rules FROM schools WHERE uai = $1")
            .bind(&self.school)
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(row.try_get("rules")?)
    }

    /// From now on, this configuration is in force.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_configuration(&mut self, toml: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE schools SET configuration = $2 WHERE uai = $1")
            .bind(&self.school)
            .bind(toml)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// From now on, these rules decide.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_rules(&mut self, rules: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE schools SET rules = $2 WHERE uai = $1")
            .bind(&self.school)
            .bind(rules)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// From now on, the school has this name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_name(&mut self, name: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE schools SET name = $2 WHERE uai = $1")
            .bind(&self.school)
            .bind(name)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }
}
