//! Sessions of visitors and administrators.
//!
//! Invariant: what a cookie says is not in the database, only its hash: whoever reads the database cannot sign in.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Moment, Store, StoreError};

/// Whose session it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// Somebody who signed in at the ENT; the subject is the CAS id.
    Visitor,
    /// Somebody who signed in at the ENT and was not identified; the subject is the CAS id, the data what the ENT sent.
    Unidentified,
    /// An administrator, by name.
    Administrator,
}

impl SessionKind {
    const ALL: [Self; 3] = [Self::Visitor, Self::Unidentified, Self::Administrator];

    fn key(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Unidentified => "unidentified",
            Self::Administrator => "administrator",
        }
    }
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of what the cookie says, in hexadecimal.
    pub hash: String,
    /// The school; empty for an administrator of all.
    pub school: String,
    /// Whose.
    pub kind: SessionKind,
    /// Who.
    pub subject: String,
    /// What every form of this session carries.
    pub csrf: String,
    /// What the session has to remember, as JSON.
    pub data: String,
    /// SHA-256 of the CAS ticket, in hexadecimal.
    pub ticket: Option<String>,
    /// When it ends by itself.
    pub expires_at: Moment,
}

fn session(row: &AnyRow) -> Result<Session, StoreError> {
    let kind: String = row.try_get("kind")?;
    Ok(Session {
        hash: row.try_get("hash")?,
        school: row.try_get("school")?,
        kind: SessionKind::ALL
            .into_iter()
            .find(|known| known.key() == kind)
            .ok_or(StoreError::Corrupt { what: "kind", value: kind })?,
        subject: row.try_get("subject")?,
        csrf: row.try_get("csrf")?,
        data: row.try_get("data")?,
        ticket: row.try_get("ticket")?,
        expires_at: Moment(row.try_get("expires_at")?),
    })
}

impl Store {
    /// The session of a cookie, unless it has ended or is of a kind that this cookie may not hold: whoever moves a value from one cookie
    /// to another has no session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn session(&self, hash: &str, kinds: &[SessionKind]) -> Result<Option<Session>, StoreError> {
        let places: Vec<String> = (3..).take(kinds.len()).map(|place| format!("${place}")).collect();
        let statement = format!(
            "SELECT * FROM sessions WHERE hash = $1 AND expires_at > $2 AND kind IN ({})",
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
        );
        // Numbers of places alone.
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(hash).bind(Moment::now().0);
        let row = kinds.iter().fold(query, |query, kind| query.bind(kind.key())).fetch_optional(&self.pool).await?;
        row.as_ref().map(session).transpose()
    }

    /// Begins a session, or keeps what it has to remember now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO sessions (hash, school, kind, subject, csrf, data, ticket, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
        )
        .bind(&session.hash)
        .bind(&session.school)
        .bind(session.kind.key())
        .bind(&session.subject)
        .bind(&session.csrf)
        .bind(&session.data)
        .bind(session.ticket.as_deref())
        .bind(Moment::now().0)
        .bind(session.expires_at.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE hash = $1").bind(hash).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends the sessions that a CAS ticket began, as the ENT asks for. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions_of_ticket(&self, ticket: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE ticket = $1").bind(ticket).execute(&self.pool).await?;
        Ok(ended.rows_affected())
    }

    /// Forgets the sessions that have ended by themselves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn purge_sessions(&self) -> Result<u64, StoreError> {
        let purged = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
            .bind(Moment::now().0)
            .execute(&self.pool)
            .await?;
        Ok(purged.rows_affected())
    }
}
