//! A new state of the base.
//!
//! Role: who of a list is whom of those that are known, by the IDPN and the name together. Input: what is stored, what was read.
//! Output: an [`ImportPlan`], which is committed whole. Invariants: nobody inherits a link by a number alone, since a base that was
//! numbered anew has every IDPN at somebody else; whoever is not in the list any more is kept with their link set aside, and only
//! of profiles that the list is about; a link that is there is never replaced by one of the list.

use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt, HashSet};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::identity::{Interner, Person, Population, Profile, ProfileSet, Row, Schools};
use crate::matching::{Lexicon, are_two_people};
use crate::normalize::fold;
use crate::store::{Basis, Moment, StoreError, StoredLink, StoredRelation, StoredUser};

use super::error::ServiceError;
use super::school::School;

/// What an import does.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan {
    put: Vec<StoredUser>,
    relations: Vec<StoredRelation>,
    vanished: Vec<i64>,
    returned: Vec<i64>,
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
        let &ImportReport { users, added, changed, vanished, returned, renumbered, links, elsewhere, ref conflicts } = report;
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

impl School {
    /// What an import would do; changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn plan_import(&self, list: &Population, profiles: ProfileSet) -> Result<ImportPlan, ServiceError> {
        let (users, links) = (self.store.users(self.uai()).await?, self.store.links(self.uai()).await?);
        // Numbers that nobody gets: nothing of this is kept.
        let given = users.iter().map(|user| user.number).max().unwrap_or(0);
        let mut plan = plan(&users, given, &links, list, profiles, Moment::now());
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
        self.import_unless(actor, list, profiles, &CancellationToken::new()).await
    }

    /// [`Self::import`], given up if it is cancelled before everything is committed.
    ///
    /// # Errors
    /// [`ServiceError::Cancelled`], [`ServiceError::Store`]; then everything is as before.
    pub async fn import_unless(
        &self,
        actor: &str,
        list: &Population,
        profiles: ProfileSet,
        cancelled: &CancellationToken,
    ) -> Result<ImportReport, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let (users, given, links) = (change.users().await?, change.users_given().await?, change.links().await?);
        let plan = tokio::task::block_in_place(|| plan(&users, given, &links, list, profiles, change.now()));
        change.put_users(&plan.put).await?;
        for &user in &plan.vanished {
            change.set_links_aside(user).await?;
        }
        for &user in &plan.returned {
            change.bring_links_back(user).await?;
        }
        let mut report = plan.report;
        report.elsewhere = elsewhere(list, self.uai());
        let there = change.links().await?;
        let taken: HashSet<(String, String)> =
            there.iter().map(|link| (link.profile.clone(), link.cas_id.clone())).collect();
        let bound: HashSet<(String, i64)> = there.into_iter().map(|link| (link.profile, link.user)).collect();
        for (profile, id, user) in &plan.links {
            let key = profile.key().to_owned();
            // What came back from aside was first.
            if taken.contains(&(key.clone(), id.clone())) || bound.contains(&(key, *user)) {
                report.links -= 1;
            } else {
                change.link(*profile, id, *user, Basis::Base).await?;
            }
        }
        // A list of pupils alone says nothing of who answers for them.
        let mut relations = change.relations().await?;
        relations.retain(|known| !(plan.listed.contains(&known.child) && plan.listed.contains(&known.adult)));
        relations.extend(&plan.relations);
        change.set_relations(&relations).await?;
        change.set_imported().await?;
        change.record("import", &Audited::from(&report)).await?;
        if cancelled.is_cancelled() {
            return Err(ServiceError::Cancelled);
        }
        match change.commit().await {
            Ok(()) => self.reload_alone().await?,
            Err(error) => return Err(StoreError::into(error)),
        }
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

/// Who is whom. New users get the numbers after `given`, the last one that was ever given.
fn plan(
    stored: &[StoredUser],
    given: i64,
    links: &[StoredLink],
    list: &Population,
    profiles: ProfileSet,
    now: Moment,
) -> ImportPlan {
    let mut plan = ImportPlan {
        report: ImportReport { users: list.len() as u64, ..ImportReport::default() },
        ..ImportPlan::default()
    };
    let mut by_idpn: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, user) in stored.iter().enumerate().filter(|(_, user)| !user.idpn.is_empty()) {
        by_idpn.entry(&user.idpn).or_default().push(at);
    }
    let mut by_texts: HashMap<Texts<'_>, Vec<usize>> = HashMap::new();
    for (at, user) in stored.iter().enumerate().filter(|(_, user)| user.idpn.is_empty()) {
        by_texts.entry(Texts::of_user(user)).or_default().push(at);
    }
    let mut next = given + 1;
    let mut is_seen = vec![false; stored.len()];
    let mut numbers = Vec::with_capacity(list.len());
    for person in list.people() {
        let namesakes =
            if person.id().is_empty() { by_texts.get(&Texts::of_person(person)) } else { by_idpn.get(person.id()) };
        let free = namesakes.into_iter().flatten().copied().filter(|&at| !is_seen[at]);
        // Two rows of one IDPN are told apart by their profiles; who is there goes before who has left.
        let known = free
            .filter(|&at| is_same(&stored[at], person))
            .min_by_key(|&at| (stored[at].profiles != person.profiles(), stored[at].vanished_at.is_some(), at));
        let number = match known {
            Some(at) => {
                is_seen[at] = true;
                stored[at].number
            }
            None => {
                next += 1;
                plan.report.added += 1;
                plan.report.renumbered +=
                    u64::from(namesakes.is_some_and(|all| all.iter().any(|&at| stored[at].vanished_at.is_none())));
                next - 1
            }
        };
        let user = user_of(list, person, number);
        match known.map(|at| &stored[at]) {
            Some(before) if *before == user => {}
            Some(before) => {
                if before.vanished_at.is_some() {
                    plan.report.returned += 1;
                    plan.returned.push(number);
                }
                plan.report.changed += 1;
                plan.put.push(user);
            }
            None => plan.put.push(user),
        }
        numbers.push(number);
    }
    for (user, _) in stored.iter().zip(is_seen).filter(|(user, is_seen)| !is_seen && user.vanished_at.is_none()) {
        // A list of pupils says nothing of parents, nor of a teacher who is a parent as well.
        if user.profiles.is_within(profiles) {
            plan.report.vanished += 1;
            plan.vanished.push(user.number);
            plan.put.push(StoredUser { vanished_at: Some(now), ..user.clone() });
        }
    }
    plan.listed = numbers.iter().copied().collect();
    relate(&mut plan, list, &numbers);
    adopt_links(&mut plan, links, list, &numbers);
    plan
}

/// Whether a person of the list is the user who had this IDPN: by given name and family name, or one of them and the birth date.
fn is_same(user: &StoredUser, person: Person<'_>) -> bool {
    let agree = |a: &str, b: &str| !fold(a).is_empty() && fold(a) == fold(b);
    let families = |a: [&str; 2], b: [&str; 2]| a.iter().any(|a| b.iter().any(|b| agree(a, b)));
    let given = agree(&user.given, person.given());
    let family = families([&user.family, &user.birth_family], [person.family(), person.birth_family()]);
    let nameless =
        user.family.is_empty() && user.given.is_empty() && person.family().is_empty() && person.given().is_empty();
    let date = !user.birth_date.is_missing() && user.birth_date == person.birth_date();
    // Twins share family name and date: then the given name has to be at least alike.
    let alike = || strsim::jaro_winkler(&fold(&user.given).to_string(), &fold(person.given()).to_string()) > 0.85;
    nameless || (given && (family || date)) || (family && date && alike())
}

fn user_of(list: &Population, person: Person<'_>, number: i64) -> StoredUser {
    let extras: serde_json::Map<String, serde_json::Value> = list
        .extra_titles
        .iter()
        .zip(person.extras())
        .filter(|(_, value)| !value.is_empty())
        .map(|(title, value)| (title.clone(), value.into()))
        .collect();
    let source = list.sources.get(usize::from(person.origin().source)).cloned().unwrap_or_default();
    StoredUser {
        number,
        idpn: person.id().to_owned(),
        profiles: person.profiles(),
        family: person.family().to_owned(),
        given: person.given().to_owned(),
        birth_family: person.birth_family().to_owned(),
        other_given: person.other_given().to_owned(),
        birth_date: person.birth_date(),
        postcode: person.postcode(),
        sex: person.sex(),
        schools: person.schools().to_owned(),
        guardianship: person.guardianship(),
        source: std::path::Path::new(&source)
            .file_name()
            .map_or(source.clone(), |name| name.to_string_lossy().into_owned()),
        line: person.origin().line,
        flaws: person.flaws(),
        extras: serde_json::Value::Object(extras).to_string(),
        vanished_at: None,
    }
}

fn relate(plan: &mut ImportPlan, list: &Population, numbers: &[i64]) {
    for person in list.people() {
        let child = numbers[person.row() as usize];
        let adults = list.responsible(person.row()).iter().map(|&adult| numbers[adult as usize]);
        plan.relations.extend(adults.map(|adult| StoredRelation { child, adult }));
    }
    plan.relations.sort_unstable();
    plan.relations.dedup();
}

/// The links that stand in the list, as far as nothing contradicts them.
fn adopt_links(plan: &mut ImportPlan, links: &[StoredLink], list: &Population, numbers: &[i64]) {
    let vanished: HashSet<i64> = plan.vanished.iter().copied().collect();
    let mut id_of: HashMap<(&str, i64), &str> = HashMap::new();
    let mut user_of: HashMap<(&str, &str), i64> = HashMap::new();
    for link in links.iter().filter(|link| !vanished.contains(&link.user)) {
        id_of.insert((&link.profile, link.user), &link.cas_id);
        user_of.insert((&link.profile, &link.cas_id), link.user);
    }
    let mut rows_of: HashMap<&str, Vec<Row>> = HashMap::new();
    for person in list.people() {
        if let Some(id) = person.linked_id() {
            rows_of.entry(id).or_default().push(person.row());
        }
    }
    // Built only for lists in which somebody has several rows.
    let names = OnceCell::new();
    let conflicts_at = plan.report.conflicts.len();
    for person in list.people() {
        let Some(id) = person.linked_id() else { continue };
        let number = numbers[person.row() as usize];
        let rows = &rows_of[id];
        let is_one_person = rows.len() == 1 || {
            let (lexicon, forms, _) = names.get_or_init(|| Lexicon::build(&list.names, &Interner::new()));
            !are_two_people(lexicon, forms, list, rows)
        };
        for profile in person.profiles().iter() {
            let (key, known_id, known_user) =
                (profile.key(), id_of.get(&(profile.key(), number)), user_of.get(&(profile.key(), id)));
            match (known_id, known_user) {
                (Some(&known), Some(&user)) if known == id && user == number => {}
                (None, None) if is_one_person => {
                    id_of.insert((key, number), id);
                    user_of.insert((key, id), number);
                    plan.links.push((profile, id.to_owned(), number));
                    plan.report.links += 1;
                }
                _ => plan.report.conflicts.push(person.id().to_owned()),
            }
        }
    }
    plan.report.conflicts[conflicts_at..].sort();
    plan.report.conflicts.dedup();
}

/// What tells people apart who have no IDPN.
#[derive(PartialEq, Eq, Hash)]
struct Texts<'a> {
    family: &'a str,
    given: &'a str,
    birth_date: u32,
    profiles: ProfileSet,
}

impl<'a> Texts<'a> {
    fn of_user(user: &'a StoredUser) -> Self {
        Self { family: &user.family, given: &user.given, birth_date: user.birth_date.packed(), profiles: user.profiles }
    }

    fn of_person(person: Person<'a>) -> Self {
        Self {
            family: person.family(),
            given: person.given(),
            birth_date: person.birth_date().packed(),
            profiles: person.profiles(),
        }
    }
}
