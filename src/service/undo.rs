//! Taking decisions back.
//!
//! Role: what a decision keeps of the state before it, and how that comes back. Input: the number of a decision. Output: the state of
//! before, as far as nobody has built on the one since. Invariants: a decision is taken back once; what is undone leaves the links of
//! others alone; undoing is a change like any other, with its entry in the audit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cas::configuration::Configuration;
use crate::store::{Change, FailureState, StoreError, StoredDecision, StoredLink};

use super::configure::check_publication;
use super::error::ServiceError;
use super::holders::Holders;
use super::school::School;

/// What it takes to take a decision back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Detail {
    /// A failure was decided.
    Failure {
        /// Where it stood.
        before: FailureState,
        /// What was made.
        links: Vec<StoredLink>,
    },
    /// Links were taken away.
    Reset {
        /// Those that were in force.
        removed: Vec<StoredLink>,
        /// Those of users who had left the base.
        removed_aside: Vec<StoredLink>,
    },
    /// The rules were changed.
    Rules {
        /// Those that were in force: a name, or a file.
        rules_before: String,
        /// Those that are since.
        rules_after: String,
    },
    /// The configuration was changed.
    Configuration {
        /// The file that was in force.
        before: String,
        /// The one that is since.
        after: String,
    },
}

/// What a decision of kind `configure` keeps, for whoever changes a configuration without a [`School`]: the files before and after.
pub fn kept_configuration(before: &str, after: &str) -> String {
    Detail::Configuration { before: before.to_owned(), after: after.to_owned() }.to_json()
}

impl Detail {
    pub(super) fn to_json(&self) -> String {
        // Writing these types cannot fail; what cannot be read later cannot be taken back.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What came back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Undone {
    /// Links that are there again.
    pub restored: u64,
    /// Links that are not, since their user or their id has another one by now, or their user was forgotten.
    pub left_out: u64,
}

#[derive(Serialize)]
struct Audited {
    decision: i64,
    failure: Option<i64>,
    #[serde(flatten)]
    undone: Undone,
}

impl School {
    /// Takes a decision back: the links that it made go, those that it took away are there again, its failure waits, the
    /// configuration and the rules are those of before.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Published`] as for any other change of the configuration; [`StoreError::Changed`] when it was taken back before; [`ServiceError::NotUndoable`] when
    /// something has been built on it since, or it was made so long ago that nothing is known of it any more.
    pub async fn undo(&self, actor: &str, number: i64) -> Result<Undone, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let decision = change.decision(number).await?.ok_or(ServiceError::NotFound { what: "decision", number })?;
        let detail: Detail = serde_json::from_str(&decision.detail).map_err(|_| ServiceError::NotUndoable)?;
        change.mark_undone(number).await?;
        let undone = match detail {
            Detail::Failure { before, links } => {
                reopen(&mut change, &decision, before, &links).await?;
                Undone::default()
            }
            Detail::Reset { removed, removed_aside } => {
                let state = self.up_to_date(change.revision()).await?;
                // An id that is somebody else's by now, as anything, stays theirs.
                let is_one_person = |link: &StoredLink| {
                    state.rows(link.user).is_empty()
                        || state.door().check_bind(&link.cas_id, state.rows(link.user)).is_ok()
                };
                put_back(&mut change, removed, removed_aside, is_one_person).await?
            }
            Detail::Configuration { before, after } => {
                if change.configuration().await? != after {
                    return Err(ServiceError::NotUndoable);
                }
                let state = self.up_to_date(change.revision()).await?;
                let earlier = Configuration::from_toml(&before, self.uai())
                    .map_err(|error| ServiceError::Configuration(Box::new(error)))?;
                check_publication(&state.configuration, &earlier)?;
                change.set_configuration(&before).await?;
                Undone::default()
            }
            Detail::Rules { rules_before, rules_after } => {
                if change.rules().await? != rules_after {
                    return Err(ServiceError::NotUndoable);
                }
                change.set_rules(&rules_before).await?;
                Undone::default()
            }
        };
        change.record("undo", &Audited { decision: number, failure: decision.failure, undone }).await?;
        self.commit_all(change).await?;
        Ok(undone)
    }
}

impl School {
    /// Whether a decision may still be taken back, as far as it and the configuration in force say: one that was taken back cannot be, nor
    /// one of which nothing is known any more, nor a change of the configuration or the rules on which something newer rests. What
    /// people have done since, [`Self::undo`] looks at.
    pub fn can_undo(&self, decision: &StoredDecision) -> bool {
        let state = self.state();
        decision.undone.is_none()
            && match serde_json::from_str(&decision.detail) {
                Ok(Detail::Configuration { after, .. }) => state.school.configuration == after,
                Ok(Detail::Rules { rules_after, .. }) => state.school.rules == rules_after,
                Ok(Detail::Failure { .. } | Detail::Reset { .. }) => true,
                Err(_) => false,
            }
    }
}

/// A failure waits again, and the links that were made for it are gone.
async fn reopen(
    change: &mut Change,
    decision: &StoredDecision,
    before: FailureState,
    links: &[StoredLink],
) -> Result<(), ServiceError> {
    for link in links {
        let is_gone = change.unlink(&link.profile, &link.cas_id, link.user).await?.is_some()
            // The user has left the base since, and would bring the link back.
            || change.drop_link_aside(link).await?;
        if !is_gone {
            return Err(ServiceError::NotUndoable);
        }
    }
    let number = decision.failure.ok_or(ServiceError::NotUndoable)?;
    let now = change.failure(number).await?.ok_or(ServiceError::NotUndoable)?;
    if now.state.key() != state_after(&decision.kind) {
        return Err(ServiceError::NotUndoable);
    }
    change.move_failure(number, now.version, before).await.map_err(|error| match error {
        StoreError::Changed => ServiceError::NotUndoable,
        other => other.into(),
    })?;
    Ok(())
}

/// The state that a kind of decision leaves a failure in.
fn state_after(kind: &str) -> &'static str {
    match kind {
        "link" => FailureState::Linked.key(),
        "reject" => FailureState::Rejected.key(),
        "ask_correction" => FailureState::CorrectionAsked.key(),
        _ => FailureState::Postponed.key(),
    }
}

/// Links are there again, but for those whose user or id has another one by now, or whose user was forgotten: what people have since
/// stays theirs.
async fn put_back(
    change: &mut Change,
    removed: Vec<StoredLink>,
    removed_aside: Vec<StoredLink>,
    is_one_person: impl Fn(&StoredLink) -> bool + Send,
) -> Result<Undone, ServiceError> {
    let mut undone = Undone::default();
    let mut holders = Holders::new(&change.links().await?);
    let is_present: BTreeMap<i64, bool> = change.known_users().await?.into_iter().collect();
    // Those that were in force come first.
    for link in removed.into_iter().chain(removed_aside) {
        let restored = match is_present.get(&link.user) {
            Some(true) if holders.are_free(&link.profile, &link.cas_id, link.user) && is_one_person(&link) => {
                change.put_link(&link).await?;
                holders.add(&link.profile, &link.cas_id, link.user);
                1
            }
            // The user has left the base: the link comes back with the user.
            Some(false) => change.put_link_aside(&link).await?,
            Some(true) | None => 0,
        };
        undone.restored += restored;
        undone.left_out += 1 - restored;
    }
    Ok(undone)
}
