//! Whose the ids are, while links are being made.
//!
//! Role: one answer to «is this id still to be had for this user?», for imports, runs of the engine and what is undone. Input: the links
//! in force, then each that is made. Invariant: one to one within a profile, as the store has it; who may share an id over several
//! profiles is for the caller to say, who knows the people ([`Holders::others`]).

use foldhash::{HashMap, HashSet};

use crate::store::StoredLink;

/// The links of a school by id and by user.
#[derive(Debug, Default)]
pub(super) struct Holders {
    /// Profile and user.
    of_id: HashMap<String, Vec<(String, i64)>>,
    users: HashSet<(String, i64)>,
}

impl Holders {
    pub(super) fn new<'a>(links: impl IntoIterator<Item = &'a StoredLink>) -> Self {
        let mut holders = Self::default();
        links.into_iter().for_each(|link| holders.add(&link.profile, &link.cas_id, link.user));
        holders
    }

    pub(super) fn add(&mut self, profile: &str, id: &str, user: i64) {
        self.of_id.entry(id.to_owned()).or_default().push((profile.to_owned(), user));
        self.users.insert((profile.to_owned(), user));
    }

    /// Whether the user holds the id as this.
    pub(super) fn holds(&self, profile: &str, id: &str, user: i64) -> bool {
        self.holders(id).iter().any(|(known, holder)| known == profile && *holder == user)
    }

    /// Whether neither the id has a user in this profile, nor the user an id.
    pub(super) fn are_free(&self, profile: &str, id: &str, user: i64) -> bool {
        !self.is_taken(profile, id) && !self.users.contains(&(profile.to_owned(), user))
    }

    /// Whether the id has a user in this profile; without one, in any.
    pub(super) fn is_held(&self, profile: Option<&str>, id: &str) -> bool {
        profile.map_or(!self.holders(id).is_empty(), |profile| self.is_taken(profile, id))
    }

    /// The other users who hold the id, as anything.
    pub(super) fn others(&self, id: &str, user: i64) -> impl Iterator<Item = i64> {
        self.holders(id).iter().map(|&(_, holder)| holder).filter(move |&holder| holder != user)
    }

    fn is_taken(&self, profile: &str, id: &str) -> bool {
        self.holders(id).iter().any(|(known, _)| known == profile)
    }

    fn holders(&self, id: &str) -> &[(String, i64)] {
        self.of_id.get(id).map_or(&[], Vec::as_slice)
    }
}
