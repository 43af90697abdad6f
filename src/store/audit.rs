//! The audit: append-only, and each entry sealed with the hash of the one before.
//!
//! Invariants: an entry holds numbers, ids and counts, never a name or a birth date, so that somebody can be erased without
//! breaking the chain; whoever changes, drops or inserts an entry breaks the chain from there on, and [`Store::verify_audit`] says
//! where. Cutting off the end is what a chain cannot show by itself: the last hash, kept elsewhere, does.

use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Change, Moment, Store, StoreError};
use crate::hexadecimal::hexadecimal;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// From 1, within the school.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// Who: `admin:…`, `token:…`, `visitor`, `cli`.
    pub actor: String,
    /// What, by its stable code.
    pub action: String,
    /// On what: a JSON object of numbers and ids.
    pub detail: String,
    /// SHA-256 of this entry and the previous hash, in hexadecimal.
    pub hash: String,
    previous: String,
}

/// The first entry at which a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFault {
    /// The school; empty for what concerns all.
    pub school: String,
    /// The number that was expected there.
    pub number: i64,
}

fn entry(row: &AnyRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        number: row.try_get("number")?,
        at: Moment(row.try_get("at")?),
        actor: row.try_get("actor")?,
        action: row.try_get("action")?,
        detail: row.try_get("detail")?,
        previous: row.try_get("previous")?,
        hash: row.try_get("hash")?,
    })
}

impl AuditEntry {
    /// What the hash of an entry must be. JSON keeps the fields apart: no text can pass for the next field.
    fn seal(&self, school: &str) -> String {
        let sealed = (&self.previous, school, self.number, self.at, &self.actor, &self.action, &self.detail);
        hexadecimal(&Sha256::digest(serde_json::to_vec(&sealed).unwrap_or_default()))
    }
}

impl Store {
    /// The entries of a school, latest first, from before `before` on (all of them where it is `None`).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit(&self, school: &str, before: Option<i64>, most: i64) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query("SELECT * FROM audit WHERE school = $1 AND number < $2 ORDER BY number DESC LIMIT $3")
            .bind(school)
            .bind(before.unwrap_or(i64::MAX))
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(entry).collect()
    }

    /// Follows the chain of every school. Returns the number of entries and the last hash of each, or the first fault.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn verify_audit(&self) -> Result<Result<Vec<(String, i64, String)>, AuditFault>, StoreError> {
        let mut verified: Vec<(String, i64, String)> = Vec::new();
        let (mut school, mut number) = (String::new(), 0);
        const PAGE: i64 = 10_000;
        loop {
            let rows = sqlx::query(
                "SELECT * FROM audit WHERE school > $1 OR (school = $1 AND number > $2) ORDER BY school, number LIMIT $3",
            )
            .bind(&school)
            .bind(number)
            .bind(PAGE)
            .fetch_all(&self.pool)
            .await?;
            if rows.is_empty() {
                return Ok(Ok(verified));
            }
            for row in &rows {
                let found: String = row.try_get("school")?;
                if verified.last().is_none_or(|(known, ..)| *known != found) {
                    verified.push((found.clone(), 0, String::new()));
                }
                let entry = entry(row)?;
                let Some((_, count, hash)) = verified.last_mut() else { continue };
                if entry.number != *count + 1 || entry.previous != *hash || entry.hash != entry.seal(&found) {
                    return Ok(Err(AuditFault { number: *count + 1, school: found }));
                }
                (*count, *hash) = (entry.number, entry.hash);
                (school, number) = (found, *count);
            }
        }
    }
}

impl Change {
    /// Leaves an entry. `detail` holds numbers and ids, and no names.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record(&mut self, action: &str, detail: &impl Serialize) -> Result<(), StoreError> {
        append(&mut self.transaction, &self.school, &self.actor, self.now, action, detail).await
    }
}

/// Leaves an entry in a school's chain, or in that of what concerns all of them, whose name is empty. The transaction has written before, so
/// that nobody else appends meanwhile.
pub(super) async fn append(
    transaction: &mut Transaction<'_, Any>,
    school: &str,
    actor: &str,
    at: Moment,
    action: &str,
    detail: &impl Serialize,
) -> Result<(), StoreError> {
    let last = sqlx::query("SELECT number, hash FROM audit WHERE school = $1 ORDER BY number DESC LIMIT 1")
        .bind(school)
        .fetch_optional(&mut **transaction)
        .await?;
    let (last, previous) = match last {
        Some(row) => (row.try_get("number")?, row.try_get("hash")?),
        None => (0, String::new()),
    };
    let mut entry = AuditEntry {
        number: last + 1,
        at,
        actor: actor.to_owned(),
        action: action.to_owned(),
        detail: serde_json::to_string(detail).unwrap_or_default(),
        previous,
        hash: String::new(),
    };
    entry.hash = entry.seal(school);
    sqlx::query(
        "INSERT INTO audit (school, number, at, actor, action, detail, previous, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(school)
    .bind(entry.number)
    .bind(entry.at.0)
    .bind(entry.actor)
    .bind(entry.action)
    .bind(entry.detail)
    .bind(entry.previous)
    .bind(entry.hash)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
