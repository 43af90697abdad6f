//! Taking ids away: those of a year that is over, or one that is wrong.
//!
//! Invariants: what would go is shown before it goes; what went is kept with the decision, so that it can come back; ids of users
//! who have left the base go as well, since an ENT may give the same id to somebody else next year.

use foldhash::HashSet;
use serde::Serialize;

use crate::identity::{Profile, ProfileSet};
use crate::store::{StoredLink, StoredUser};

use super::error::ServiceError;
use super::school::School;
use super::undo::Detail;

/// Whose ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetScope {
    /// Of everybody who has one of these profiles: an id opens all that its person is, so that it goes as a whole.
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
    /// Those of some links that go; `users` are all that are known.
    fn covered(self, links: Vec<StoredLink>, users: &[StoredUser]) -> Vec<StoredLink> {
        let has_one = |known: ProfileSet| match self {
            Self::User(_) => false,
            Self::Profiles(profiles) => known.iter().any(|profile| profiles.contains(profile)),
        };
        let of_profiles: HashSet<i64> =
            users.iter().filter(|user| has_one(user.profiles)).map(|user| user.number).collect();
        let is_covered = |link: &StoredLink| match self {
            Self::User(number) => link.user == number,
            Self::Profiles(_) => {
                of_profiles.contains(&link.user)
                    || Profile::from_key(&link.profile).is_ok_and(|profile| has_one(profile.into()))
            }
        };
        links.into_iter().filter(is_covered).collect()
    }

    /// # Errors
    /// [`ServiceError::NotFound`] when the user of the scope is nobody.
    fn check(self, users: &[StoredUser]) -> Result<(), ServiceError> {
        match self {
            Self::User(number) if users.iter().all(|user| user.number != number) => {
                Err(ServiceError::NotFound { what: "user", number })
            }
            _ => Ok(()),
        }
    }
}

impl School {
    /// What [`Self::reset_links`] would take away; changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when the user is not there, [`ServiceError::Store`].
    pub async fn plan_reset(&self, scope: ResetScope) -> Result<ResetReport, ServiceError> {
        let users = self.store.users(self.uai()).await?;
        scope.check(&users)?;
        let count = |links: Vec<StoredLink>| scope.covered(links, &users).len() as u64;
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
        let users = change.users().await?;
        scope.check(&users)?;
        let removed = scope.covered(change.links().await?, &users);
        let removed_aside = scope.covered(change.links_aside().await?, &users);
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
        self.commit_all(change).await?;
        Ok(ResetReport { removed: removed_count as u64, removed_aside: aside_count as u64, decision: Some(decision) })
    }
}
