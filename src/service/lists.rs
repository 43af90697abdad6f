//! What there is: the table of the reconciliation screen, and the users of a profile.

use crate::identity::{Population, Profile, Row};
use crate::normalize::fold;
use crate::reconcile::{ProfileTally, Tally};
use crate::store::{FailureFilter, StoredFailure};

use super::error::ServiceError;
use super::queue::{UserView, by_reason};
use super::school::School;

/// Which users are asked for.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// «Uniquement les non rapprochés».
    pub unlinked_only: bool,
    /// Words that must stand in the name or the identifier, in any order; accents and capitals do not matter.
    pub search: String,
    /// How many to leave out first.
    pub skip: usize,
    /// At most so many; 0 for all.
    pub most: usize,
}

/// Users, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Listed {
    /// Those of the page, by name.
    pub users: Vec<UserView>,
    /// How many the filter lets through.
    pub total: usize,
}

impl School {
    /// One user of the base; `None` when the base does not have the user any more.
    pub fn user(&self, number: i64) -> Option<UserView> {
        let state = self.state();
        let door = state.door();
        let row = *state.rows(number).first()?;
        Some(state.user_view(door.users().person(row), &door))
    }

    /// The counts of the reconciliation screen. What has been seen of the ENT's side is who is linked and who waits.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn tally(&self) -> Result<Tally, ServiceError> {
        let waiting = self.store.failures(self.uai(), &FailureFilter::default()).await?;
        let links = self.store.links(self.uai()).await?;
        let state = self.state();
        let door = state.door();
        let mut tally = Tally::default();
        for profile in Profile::ALL {
            let base = door.users().people().filter(|person| person.profiles().contains(profile)).count() as u64;
            let linked = links.iter().filter(|link| link.profile == profile.key()).count() as u64;
            let of_profile = |failure: &&StoredFailure| failure.profile.as_deref() == Some(profile.key());
            let waits = waiting.iter().filter(of_profile).count() as u64;
            *tally.profile_mut(profile) = ProfileTally {
                base,
                cas: linked + waits,
                has_source: linked + waits > 0,
                reconciled: linked,
                existing: linked,
            };
        }
        Ok(tally)
    }

    /// How many wait, by the code of the reason.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn waiting_by_reason(&self) -> Result<std::collections::BTreeMap<String, u64>, ServiceError> {
        Ok(by_reason(&self.store.failures(self.uai(), &FailureFilter::default()).await?))
    }

    /// The users of a profile, or of all of them, by name.
    pub fn users(&self, profile: Option<Profile>, filter: &ListFilter) -> Listed {
        let state = self.state();
        let door = state.door();
        let words: Vec<String> = filter.search.split_whitespace().map(|word| fold(word).to_string()).collect();
        let users = door.users();
        let mut found: Vec<Row> = state
            .names(users)
            .iter()
            .filter(|(row, _)| profile.is_none_or(|profile| users.person(*row).profiles().contains(profile)))
            .filter(|(row, _)| !filter.unlinked_only || !door.is_bound(*row))
            .filter(|(_, text)| words.iter().all(|word| text.contains(word.as_str())))
            .map(|&(row, _)| row)
            .collect();
        // A user with two ids has two rows here.
        found.dedup_by_key(|row| state.number(*row));
        let total = found.len();
        let most = if filter.most == 0 { usize::MAX } else { filter.most };
        let page = found.into_iter().skip(filter.skip).take(most);
        let users = page.map(|row| state.user_view(users.person(row), &door)).collect();
        Listed { users, total }
    }
}

/// Everybody by name, with what a search looks in: names and identifier, folded.
pub(super) fn names(users: &Population) -> Vec<(Row, String)> {
    let mut all: Vec<_> = users
        .people()
        .map(|person| {
            let key = (fold(person.family()).to_string(), fold(person.given()).to_string(), person.row());
            let rest = fold(&format!("{} {}", person.birth_family(), person.id())).to_string();
            (key, rest)
        })
        .collect();
    all.sort_unstable();
    all.into_iter().map(|((family, given, row), rest)| (row, format!("{family} {given} {rest}"))).collect()
}
