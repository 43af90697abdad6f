//! Links between CAS ids and users.

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Change, Moment, Store, StoreError};
use crate::identity::Profile;

/// What a link rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It stood in the base that was imported.
    Base,
    /// The identity that the ENT asserted at a first connection.
    Identity,
    /// That identity as its owner corrected it.
    CorrectedIdentity,
    /// The PRONOTE identifier that the ENT was given.
    PronoteIdentifier,
    /// PRONOTE's own login.
    PronoteLogin,
    /// A reconciliation of lists.
    Batch,
    /// An administrator's decision.
    Administrator,
}

impl Basis {
    const ALL: [Self; 7] = [
        Self::Base,
        Self::Identity,
        Self::CorrectedIdentity,
        Self::PronoteIdentifier,
        Self::PronoteLogin,
        Self::Batch,
        Self::Administrator,
    ];

    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Identity => "identity",
            Self::CorrectedIdentity => "corrected_identity",
            Self::PronoteIdentifier => "pronote_identifier",
            Self::PronoteLogin => "pronote_login",
            Self::Batch => "batch",
            Self::Administrator => "administrator",
        }
    }
}

/// One link: within a profile, one id and one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredLink {
    /// The profile, by its key.
    pub profile: String,
    /// The CAS id, white space included.
    pub cas_id: String,
    /// The user.
    pub user: i64,
    /// What it rests on.
    pub basis: Basis,
    /// In whose name it was made.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
}

const ASIDE: &str = "SELECT * FROM links_aside WHERE school = $1 ORDER BY user_number, profile";

fn link(row: &AnyRow) -> Result<StoredLink, StoreError> {
    let basis: String = row.try_get("basis")?;
    Ok(StoredLink {
        profile: row.try_get("profile")?,
        cas_id: row.try_get("cas_id")?,
        user: row.try_get("user_number")?,
        basis: Basis::ALL
            .into_iter()
            .find(|known| known.key() == basis)
            .ok_or(StoreError::Corrupt { what: "basis", value: basis })?,
        made_by: row.try_get("made_by")?,
        made_at: Moment(row.try_get("made_at")?),
    })
}

impl Store {
    /// All links of a school, by user and profile.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn links(&self, school: &str) -> Result<Vec<StoredLink>, StoreError> {
        let rows = sqlx::query("SELECT * FROM links WHERE school = $1 ORDER BY user_number, profile")
            .bind(school)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(link).collect()
    }

    /// The links that are kept aside, of users who have left the base, by user and profile.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn links_aside(&self, school: &str) -> Result<Vec<StoredLink>, StoreError> {
        let rows = sqlx::query(ASIDE).bind(school).fetch_all(&self.pool).await?;
        rows.iter().map(link).collect()
    }
}

impl Change {
    /// The links that are kept aside, as [`Store::links_aside`], within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn links_aside(&mut self) -> Result<Vec<StoredLink>, StoreError> {
        let rows = sqlx::query(ASIDE).bind(&self.school).fetch_all(&mut *self.transaction).await?;
        rows.iter().map(link).collect()
    }

    /// Keeps a link aside; how many that is, since the user may have one there already.
    ///
    /// # Errors
    /// [`StoreError::Database`], when there is no such user included.
    pub async fn put_link_aside(&mut self, link: &StoredLink) -> Result<u64, StoreError> {
        let statement = "INSERT INTO links_aside (school, profile, cas_id, user_number, basis, made_by, made_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (school, profile, user_number) DO NOTHING";
        Ok(self.insert(statement, link).await?)
    }

    /// Executes a statement that puts a link somewhere. Returns how many rows there are more.
    async fn insert(&mut self, statement: &'static str, link: &StoredLink) -> Result<u64, sqlx::Error> {
        let put = sqlx::query(statement)
            .bind(&self.school)
            .bind(&link.profile)
            .bind(&link.cas_id)
            .bind(link.user)
            .bind(link.basis.key())
            .bind(&link.made_by)
            .bind(link.made_at.0)
            .execute(&mut *self.transaction)
            .await?;
        Ok(put.rows_affected())
    }

    /// Forgets a link that is kept aside. Returns whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_link_aside(&mut self, link: &StoredLink) -> Result<bool, StoreError> {
        let dropped = sqlx::query(
            "DELETE FROM links_aside WHERE school = $1 AND profile = $2 AND cas_id = $3 AND user_number = $4",
        )
        .bind(&self.school)
        .bind(&link.profile)
        .bind(&link.cas_id)
        .bind(link.user)
        .execute(&mut *self.transaction)
        .await?;
        Ok(dropped.rows_affected() > 0)
    }

    /// All links of the school, as [`Store::links`], within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn links(&mut self) -> Result<Vec<StoredLink>, StoreError> {
        let rows = sqlx::query("SELECT * FROM links WHERE school = $1 ORDER BY user_number, profile")
            .bind(&self.school)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter().map(link).collect()
    }

    /// Makes a link, which closes the failure of its id, and returns it. The transaction is of no use after an error.
    ///
    /// # Errors
    /// [`StoreError::LinkTaken`] when the id has a user in this profile, or the user an id.
    pub async fn link(
        &mut self,
        profile: Profile,
        cas_id: &str,
        user: i64,
        basis: Basis,
    ) -> Result<StoredLink, StoreError> {
        let link = StoredLink {
            profile: profile.key().to_owned(),
            cas_id: cas_id.to_owned(),
            user,
            basis,
            made_by: self.actor.clone(),
            made_at: self.now,
        };
        self.put_link(&link).await?;
        Ok(link)
    }

    /// Makes a link again as it was, which closes the failure of its id.
    ///
    /// # Errors
    /// [`StoreError::LinkTaken`] when the id has a user in this profile, or the user an id.
    pub async fn put_link(&mut self, link: &StoredLink) -> Result<(), StoreError> {
        let statement = "INSERT INTO links (school, profile, cas_id, user_number, basis, made_by, made_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let put = self.insert(statement, link).await;
        put.map_err(|error| StoreError::of_insert(error, StoreError::LinkTaken))?;
        // Whoever is linked waits no more, however it came about.
        sqlx::query(
            "UPDATE failures SET state = 'linked', version = version + 1, closed_at = $3 \
             WHERE school = $1 AND cas_id = $2 AND closed_at IS NULL",
        )
        .bind(&self.school)
        .bind(&link.cas_id)
        .bind(self.now.0)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Takes a link away, and returns it; `None` when there is no such link.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unlink(&mut self, profile: &str, cas_id: &str, user: i64) -> Result<Option<StoredLink>, StoreError> {
        let row = sqlx::query(
            "DELETE FROM links WHERE school = $1 AND profile = $2 AND cas_id = $3 AND user_number = $4 RETURNING *",
        )
        .bind(&self.school)
        .bind(profile)
        .bind(cas_id)
        .bind(user)
        .fetch_optional(&mut *self.transaction)
        .await?;
        row.as_ref().map(link).transpose()
    }

    /// Puts the links of a user who has vanished out of the way, in place of those that were there from an earlier time: their ids are
    /// free again. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_links_aside(&mut self, user: i64) -> Result<u64, StoreError> {
        sqlx::query(
            "INSERT INTO links_aside SELECT * FROM links WHERE school = $1 AND user_number = $2 \
             ON CONFLICT (school, profile, user_number) DO UPDATE SET cas_id = excluded.cas_id, basis = excluded.basis, \
             made_by = excluded.made_by, made_at = excluded.made_at",
        )
        .bind(&self.school)
        .bind(user)
        .execute(&mut *self.transaction)
        .await?;
        let moved = sqlx::query("DELETE FROM links WHERE school = $1 AND user_number = $2")
            .bind(&self.school)
            .bind(user)
            .execute(&mut *self.transaction)
            .await?;
        Ok(moved.rows_affected())
    }
}
