//! Taking ids away: those of a year that is over, or one that is wrong.
//!
//! Invariants: what would go is shown before it goes; what went is kept with the decision, so that it can come back; ids of users
//! who have left the base go as well, since an ENT may give the same id to somebody else next year.

use serde::Serialize;

use crate::identity::{Profile, ProfileSet};
use crate::store::StoredLink;

use super::error::ServiceError;
use super::school::School;
use super::undo::Detail;

/// Whose ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetScope {
    /// Of everybody, in these profiles.
    Profiles(ProfileSet),
    /// Of one user, in all profiles.
    User(i64),
}

/// How many ids went, or would go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct ResetReport {
    /// Ids of users who are in the base.
    pub removed: u64,
    /// Ids that were kept aside, of users who have left it.
    pub removed_aside: u64,
    /// The decision by which they come back; none where nothing was changed.
    pub decision: Option<i64>,
}

#[derive(Serialize)]
struct Audited {
    decision: i64,
    removed: usize,
    removed_aside: usize,
    user: Option<i64>,
    profiles: Vec<&'static str>,
}

impl ResetScope {
    fn covers(self, link: &StoredLink) -> bool {
        match self {
            Self::User(number) => link.user == number,
            Self::Profiles(profiles) => {
                Profile::from_key(&link.profile).is_ok_and(|profile| profiles.contains(profile))
            }
        }
    }
}

impl School {
    /// What [`Self::reset_links`] would take away; changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn plan_reset(&self, scope: ResetScope) -> Result<ResetReport, ServiceError> {
        let count = |links: Vec<StoredLink>| links.iter().filter(|link| scope.covers(link)).count() as u64;
        let removed = count(self.store.links(self.uai()).await?);
        let removed_aside = count(self.store.links_aside(self.uai()).await?);
        Ok(ResetReport { removed, removed_aside, decision: None })
    }

    /// Takes ids away, in the name of `actor`. Whoever was let in by one of them is out at once, and comes as at a first connection
    /// the next time. [`Self::undo`] gives them back.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when the user is not there, [`ServiceError::Store`]; then nothing was changed.
    pub async fn reset_links(&self, actor: &str, scope: ResetScope) -> Result<ResetReport, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let covered = |links: Vec<StoredLink>| links.into_iter().filter(|link| scope.covers(link)).collect::<Vec<_>>();
        let removed = covered(change.links().await?);
        let removed_aside = covered(change.links_aside().await?);
        if removed.is_empty() && removed_aside.is_empty() {
            return Ok(ResetReport::default());
        }
        for link in &removed {
            change.unlink(&link.profile, &link.cas_id, link.user).await?;
        }
        for link in &removed_aside {
            change.drop_link_aside(link).await?;
        }
        let (user, profiles) = match scope {
            ResetScope::User(number) => (Some(number), Vec::new()),
            ResetScope::Profiles(profiles) => (None, profiles.iter().map(Profile::key).collect()),
        };
        let (removed_count, aside_count) = (removed.len(), removed_aside.len());
        let detail = Detail::Reset { removed, removed_aside };
        let decision = change.add_decision("reset", None, &detail.to_json()).await?;
        let audited = Audited { decision, removed: removed_count, removed_aside: aside_count, user, profiles };
        change.record("reset", &audited).await?;
        change.commit().await?;
        self.reload_alone().await?;
        Ok(ResetReport { removed: removed_count as u64, removed_aside: aside_count as u64, decision: Some(decision) })
    }
}
