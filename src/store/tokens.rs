//! What programs identify themselves with to the API.

use serde::Serialize;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Moment, Store, StoreError, audit};

/// What a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Resolve identities.
    Resolve,
    /// Read lists, failures, the audit.
    Read,
    /// Decide on failures, undo.
    Decide,
    /// Import bases, reconcile, remove ids and give them back.
    Import,
}

impl Scope {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Resolve, Self::Read, Self::Decide, Self::Import];

    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Read => "read",
            Self::Decide => "decide",
            Self::Import => "import",
        }
    }

    /// The scope of a [`Self::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.key() == key)
    }
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token, in hexadecimal. A token is random and long, so that no slower hash is needed.
    pub hash: String,
    /// What it is for, as whoever made it said.
    pub name: String,
    /// Its school.
    pub school: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends by itself.
    pub expires_at: Option<Moment>,
}

fn token(row: &AnyRow) -> Result<Token, StoreError> {
    let scopes: String = row.try_get("scopes")?;
    Ok(Token {
        hash: row.try_get("hash")?,
        name: row.try_get("name")?,
        school: row.try_get("school")?,
        scopes: scopes.split(' ').filter_map(Scope::from_key).collect(),
        expires_at: row.try_get::<Option<i64>, _>("expires_at")?.map(Moment),
    })
}

#[derive(Serialize)]
struct Audited<'a> {
    name: &'a str,
    school: &'a str,
    scopes: &'a [&'a str],
}

impl Store {
    /// The token of a hash, unless it has ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn token(&self, hash: &str) -> Result<Option<Token>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM tokens WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(hash)
        .bind(Moment::now().0)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(token).transpose()
    }

    /// All tokens that are good, by school and name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query("SELECT * FROM tokens WHERE revoked_at IS NULL ORDER BY school, name")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(token).collect()
    }

    /// Adds a token, in the name of `actor`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_token(&self, actor: &str, token: &Token) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.key()).collect();
        sqlx::query(
            "INSERT INTO tokens (hash, name, school, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&token.hash)
        .bind(&token.name)
        .bind(&token.school)
        .bind(scopes.join(" "))
        .bind(Moment::now().0)
        .bind(token.expires_at.map(|at| at.0))
        .execute(&mut *transaction)
        .await?;
        let audited = Audited { name: &token.name, school: &token.school, scopes: &scopes };
        audit::append(&mut transaction, "", actor, Moment::now(), "token", &audited).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends the tokens of that name in a school, in the name of `actor`. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke_tokens(&self, actor: &str, school: &str, name: &str) -> Result<u64, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let revoked =
            sqlx::query("UPDATE tokens SET revoked_at = $3 WHERE school = $1 AND name = $2 AND revoked_at IS NULL")
                .bind(school)
                .bind(name)
                .bind(Moment::now().0)
                .execute(&mut *transaction)
                .await?;
        if revoked.rows_affected() > 0 {
            let audited = Audited { name, school, scopes: &[] };
            audit::append(&mut transaction, "", actor, Moment::now(), "token_revoked", &audited).await?;
            transaction.commit().await?;
        }
        Ok(revoked.rows_affected())
    }
}
