//! A new state of the base.
//!
//! Role: [`who`] of a list is whom of those that are known, what that changes ([`mod@plan`]), which ids the list brings ([`links`]), and
//! all of it committed at once. Input: what is stored, what was read. Output: an [`ImportReport`]. Invariants: nobody inherits a
//! link by a number alone; whoever is not in the list any more is kept with their link set aside, and only of profiles that the
//! list is about; a link that is there is never replaced by one of the list; no id becomes two people's.

mod links;
mod plan;
mod who;

use foldhash::HashSet;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::identity::{Person, Population, Profile, ProfileSet, Schools};
use crate::store::{Basis, Moment, StoredLink, StoredRelation, StoredUser};

use super::error::ServiceError;
use super::school::School;
use plan::{Before, plan};

/// What an import does with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody knew them.
    Added,
    /// Something about them is different.
    Changed,
    /// They are in the list no more, and are kept aside.
    Vanished,
}

/// What an import does.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan {
    put: Vec<StoredUser>,
    /// By place in `put`, of those who are more than a line that moved.
    fates: Vec<(usize, Fate)>,
    relations: Vec<StoredRelation>,
    vanished: Vec<i64>,
    returned: Vec<i64>,
    /// Links that waited aside for those who are back.
    back: Vec<StoredLink>,
    /// Links that stand in the list.
    links: Vec<(Profile, String, i64)>,
    /// Everybody of the list.
    listed: HashSet<i64>,
    /// In numbers.
    pub report: ImportReport,
}

/// What an import does, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImportReport {
    /// Users in the list.
    pub users: u64,
    /// Whom nobody knew.
    pub added: u64,
    /// Of whom something is different.
    pub changed: u64,
    /// Who are in the list no more; they are kept aside with their links.
    pub vanished: u64,
    /// Of those who were kept aside, who are in the list again.
    pub returned: u64,
    /// Of the vanished and added, those whose IDPN is now somebody else's.
    pub renumbered: u64,
    /// Links that the list holds and that are new.
    pub links: u64,
    /// Of the users, those whose own school is another by the list: they do not get in here.
    pub elsewhere: u64,
    /// Links that the list holds and that contradict those there are, or each other: they are left out. By IDPN.
    pub conflicts: Vec<String>,
}

/// What the audit keeps of it: numbers alone.
#[derive(Serialize)]
struct Audited {
    users: u64,
    added: u64,
    changed: u64,
    vanished: u64,
    returned: u64,
    renumbered: u64,
    links: u64,
    elsewhere: u64,
    conflicts: usize,
}

impl From<&ImportReport> for Audited {
    fn from(report: &ImportReport) -> Self {
        let &ImportReport { users, added, changed, vanished, returned, renumbered, links, elsewhere, ref conflicts } =
            report;
        let conflicts = conflicts.len();
        Self { users, added, changed, vanished, returned, renumbered, links, elsewhere, conflicts }
    }
}

impl ImportReport {
    /// How many users there were of the profiles that the list is about.
    pub fn before(&self) -> u64 {
        self.users - self.added + self.vanished
    }

    /// Whether more than half of those would vanish: part of a base, taken for all of it, would lock half the school out.
    pub fn loses_most(&self) -> bool {
        self.vanished * 2 > self.before()
    }
}

impl ImportPlan {
    /// Who has this fate, as they will be: in the order of the list, or by number where they are not in it.
    pub fn people(&self, fate: Fate) -> impl Iterator<Item = &StoredUser> {
        self.fates.iter().filter(move |(_, known)| *known == fate).map(|&(at, _)| &self.put[at])
    }
}

impl School {
    /// What an import would do; changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn plan_import(&self, list: &Population, profiles: ProfileSet) -> Result<ImportPlan, ServiceError> {
        let users = self.store.users(self.uai()).await?;
        let before = Before {
            // Numbers that nobody gets: nothing of this is kept.
            given: users.iter().map(|user| user.number).max().unwrap_or(0),
            users,
            links: self.store.links(self.uai()).await?,
            aside: self.store.links_aside(self.uai()).await?,
            relations: self.store.relations(self.uai()).await?,
        };
        let mut plan = tokio::task::block_in_place(|| plan(&before, list, profiles, Moment::now()));
        plan.report.elsewhere = elsewhere(list, self.uai());
        Ok(plan)
    }

    /// Brings a list in, in the name of `actor`. `profiles` are those that the list is about.
    ///
    /// # Errors
    /// [`ServiceError::Store`]; then everything is as before.
    pub async fn import(
        &self,
        actor: &str,
        list: &Population,
        profiles: ProfileSet,
    ) -> Result<ImportReport, ServiceError> {
        self.import_unless(actor, list, profiles, true, &CancellationToken::new()).await
    }

    /// [`Self::import`], given up if it is cancelled before everything is committed, or most would vanish and it is not forced.
    ///
    /// # Errors
    /// [`ServiceError::Cancelled`], [`ServiceError::MostVanish`], [`ServiceError::Store`]; then everything is as before.
    pub async fn import_unless(
        &self,
        actor: &str,
        list: &Population,
        profiles: ProfileSet,
        is_forced: bool,
        cancelled: &CancellationToken,
    ) -> Result<ImportReport, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let before = Before {
            users: change.users().await?,
            given: change.users_given().await?,
            links: change.links().await?,
            aside: change.links_aside().await?,
            relations: change.relations().await?,
        };
        let now = change.now();
        let plan = tokio::task::block_in_place(|| plan(&before, list, profiles, now));
        if plan.report.loses_most() && !is_forced {
            let (vanished, before) = (plan.report.vanished, plan.report.before());
            return Err(ServiceError::MostVanish { vanished, before });
        }
        change.put_users(&plan.put).await?;
        for &user in &plan.vanished {
            change.set_links_aside(user).await?;
        }
        for link in &plan.back {
            change.drop_link_aside(link).await?;
            change.put_link(link).await?;
        }
        for (profile, id, user) in &plan.links {
            change.link(*profile, id, *user, Basis::Base).await?;
        }
        let mut report = plan.report;
        report.elsewhere = elsewhere(list, self.uai());
        // A list of pupils alone says nothing of who answers for them.
        let mut relations = before.relations;
        relations.retain(|known| !(plan.listed.contains(&known.child) && plan.listed.contains(&known.adult)));
        relations.extend(&plan.relations);
        change.set_relations(&relations).await?;
        change.set_imported().await?;
        change.record("import", &Audited::from(&report)).await?;
        if cancelled.is_cancelled() {
            return Err(ServiceError::Cancelled);
        }
        self.commit_all(change).await?;
        Ok(report)
    }
}

/// How many are of other schools alone, by what the list says.
fn elsewhere(list: &Population, uai: &str) -> u64 {
    let is_elsewhere = |person: &Person<'_>| {
        let schools = Schools::parse(person.schools());
        !schools.codes().is_empty() && schools.codes().iter().all(|code| code != uai)
    };
    list.people().filter(is_elsewhere).count() as u64
}
