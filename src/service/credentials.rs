//! Logins with a one-time code, issued to the users of a base.
//!
//! Role: who gets one, under which login, in which letter. Input: what was asked for, and codes that somebody has made and hashed before: that
//! takes as long as it is meant to, and no change of a school waits for it. Output: an [`Issuance`], which holds the change open until the
//! letters are on the disk. Invariants: a user keeps the login that they have once had; an earlier code stops working when the new one is
//! kept, and not before; a code itself is never kept, only its hash.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Local, NaiveDate, NaiveTime, TimeZone as _};
use foldhash::{HashMap, HashMapExt, HashSet};
use serde::Serialize;

use super::base::class;
use super::error::ServiceError;
use super::school::School;
use crate::cas::model::{Client, FirstConnectionMode};
use crate::cas::urls;
use crate::identity::{Flaws, Profile, ProfileSet};
use crate::normalize::fold;
use crate::report::letters::{Letter, Letters, Way};
use crate::store::{Change, Moment, StoredLink, StoredRelation, StoredUser};

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Who is anything of this.
    pub profiles: ProfileSet,
    /// Also to those who have a CAS id already, and so are not asked any more.
    pub also_linked: bool,
    /// The last day on which the codes are good, on this machine's calendar.
    pub last_day: NaiveDate,
}

/// A code, and what is kept of it.
pub struct Code {
    /// For whom.
    pub user: i64,
    /// What the letter says.
    pub shown: String,
    /// What the store keeps.
    pub hash: String,
}

/// Who gets a letter, and who does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// One user per person; somebody with a row as a teacher and one as a parent is asked once.
    pub users: Vec<i64>,
    /// People per profile, in the order of the screen.
    pub per_profile: BTreeMap<&'static str, u64>,
    /// Who have a CAS id already.
    pub linked: u64,
    /// Whose PRONOTE identifier is somebody else's too: a login could not link them.
    pub indistinct: u64,
}

/// What an issue did, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct IssueReport {
    /// Letters.
    pub letters: u64,
    /// Of these, those whose earlier code was still good and is so no more.
    pub replaced: u64,
    /// Letters per profile; somebody with two profiles is in both.
    pub per_profile: BTreeMap<&'static str, u64>,
}

/// Codes that are ready to be kept. Dropped, they leave no trace.
pub struct Issuance {
    /// What is to be handed out, in that order.
    pub letters: Letters,
    /// In numbers.
    pub report: IssueReport,
    change: Change,
}

impl Issuance {
    /// From now on, the codes are good, and those that they replace are not.
    ///
    /// # Errors
    /// [`ServiceError::Store`]; then nothing was changed.
    pub async fn keep(mut self) -> Result<IssueReport, ServiceError> {
        self.change.record("credentials_issued", &self.report).await?;
        self.change.commit().await?;
        Ok(self.report)
    }
}

/// The last day of codes that are good for so many days from today on.
pub fn last_day(days: u32) -> NaiveDate {
    let today = Local::now().date_naive();
    today.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// The end of a day on this machine's clock.
fn end_of(day: NaiveDate) -> Moment {
    let next = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
    // Where clocks are put forward at midnight, the next day begins later.
    let local = Local.from_local_datetime(&next).earliest().map(|moment| moment.timestamp_millis());
    Moment(local.unwrap_or_else(|| next.and_utc().timestamp_millis()))
}

impl School {
    /// Where codes are asked for by the configuration in force; `None` where nobody asks for any.
    pub fn way_of_codes(&self) -> Option<Way> {
        let settings = self.configuration().pronote_login;
        let mode =
            self.delegation().map(|(_, delegation)| delegation.client(Client::PronoteNet).first_connection.clone());
        match mode {
            _ if settings.verifier.is_some() => None,
            Some(FirstConnectionMode::DoubleAuthentication) => Some(Way::ByEnt),
            _ => settings.direct.then_some(Way::Direct),
        }
    }

    /// Who would get a letter now; changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn recipients(&self, issue: &Issue) -> Result<Recipients, ServiceError> {
        let (users, links) = (self.store.users(self.uai()).await?, self.store.links(self.uai()).await?);
        Ok(recipients(&users, &links, issue))
    }

    /// Gives codes to those of their users who still are to get one, in the name of `actor`. Nothing is kept before [`Issuance::keep`].
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn issue_credentials(
        &self,
        actor: &str,
        issue: &Issue,
        codes: &[Code],
    ) -> Result<Issuance, ServiceError> {
        let mut change = self.store.change(self.uai(), actor).await?;
        let (users, links, relations) = (change.users().await?, change.links().await?, change.relations().await?);
        let known = change.credentials().await?;
        let (now, end) = (change.now(), end_of(issue.last_day));
        // Somebody may have come by the ENT while the codes were made.
        let recipients: HashSet<i64> = recipients(&users, &links, issue).users.into_iter().collect();
        let mut logins = Logins::new(known.iter().map(|one| (one.login.as_str(), one.user)));
        let good: HashSet<i64> = known.iter().filter(|one| one.is_good(now)).map(|one| one.user).collect();
        let household = Household::new(&users, &relations);
        let mut report = IssueReport::default();
        let mut letters = Vec::with_capacity(codes.len());
        for code in codes.iter().filter(|code| recipients.contains(&code.user)) {
            let Some(user) = household.user(code.user) else { continue };
            let login = logins.of(user);
            change.put_credential(&login, user.number, &code.hash, end).await?;
            let letter = household.letter(user, login, code.shown.clone());
            report.letters += 1;
            report.replaced += u64::from(good.contains(&user.number));
            for profile in letter.profiles.iter() {
                *report.per_profile.entry(profile.key()).or_default() += 1;
            }
            letters.push(letter);
        }
        let configuration = self.configuration();
        let mut letters = Letters {
            school: self.name(),
            address: configuration.public_url.as_ref().map(urls::service),
            way: self.way_of_codes().unwrap_or(Way::ByEnt),
            last_day: issue.last_day,
            letters,
        };
        letters.sort();
        Ok(Issuance { letters, report, change })
    }
}

/// Everybody who is in the base, is what was asked for, and can use a code.
fn recipients(users: &[StoredUser], links: &[StoredLink], issue: &Issue) -> Recipients {
    let linked: HashSet<i64> = links.iter().map(|link| link.user).collect();
    let mut found = Recipients::default();
    for rows in people(users) {
        let profiles = profiles_of(&rows);
        if !profiles.overlaps(issue.profiles) {
            continue;
        }
        if rows.iter().any(|user| user.flaws.contains(Flaws::DUPLICATE_ID)) {
            found.indistinct += 1;
        } else if !issue.also_linked && rows.iter().any(|user| linked.contains(&user.number)) {
            found.linked += 1;
        } else {
            found.users.push(rows[0].number);
            for profile in profiles.iter() {
                *found.per_profile.entry(profile.key()).or_default() += 1;
            }
        }
    }
    found
}

/// The users who are in the base, those of one IDPN and name together.
fn people(users: &[StoredUser]) -> Vec<Vec<&StoredUser>> {
    let mut people: Vec<Vec<&StoredUser>> = Vec::new();
    let mut of_person: HashMap<(&str, String, String), usize> = HashMap::new();
    for user in users.iter().filter(|user| user.vanished_at.is_none()) {
        if user.idpn.is_empty() {
            people.push(vec![user]);
            continue;
        }
        let at = *of_person.entry((&user.idpn, fold(&user.family), fold(&user.given))).or_insert(people.len());
        if at == people.len() {
            people.push(Vec::new());
        }
        people[at].push(user);
    }
    people
}

fn profiles_of(rows: &[&StoredUser]) -> ProfileSet {
    rows.iter().fold(ProfileSet::EMPTY, |all, user| all.union(user.profiles))
}

/// Everybody's rows, and who answers for whom.
struct Household<'a> {
    /// By the user who stands for the person.
    rows: HashMap<i64, Vec<&'a StoredUser>>,
    by_number: HashMap<i64, &'a StoredUser>,
    children: HashMap<i64, Vec<i64>>,
}

impl<'a> Household<'a> {
    fn new(users: &'a [StoredUser], relations: &[StoredRelation]) -> Self {
        let rows = people(users).into_iter().map(|rows| (rows[0].number, rows)).collect();
        let mut children: HashMap<i64, Vec<i64>> = HashMap::new();
        for relation in relations {
            children.entry(relation.adult).or_default().push(relation.child);
        }
        let there = users.iter().filter(|user| user.vanished_at.is_none());
        Self { rows, by_number: there.map(|user| (user.number, user)).collect(), children }
    }

    fn user(&self, number: i64) -> Option<&'a StoredUser> {
        self.by_number.get(&number).copied()
    }

    fn letter(&self, user: &StoredUser, login: String, code: String) -> Letter {
        let nobody = Vec::new();
        let rows = self.rows.get(&user.number).unwrap_or(&nobody);
        let numbers = rows.iter().flat_map(|row| self.children.get(&row.number)).flatten();
        let children: Vec<&StoredUser> = numbers.filter_map(|&child| self.user(child)).collect();
        let own = rows.iter().map(|row| class(row)).find(|class| !class.is_empty());
        let of_child = || children.iter().map(|child| class(child)).find(|class| !class.is_empty());
        let told = |child: &&StoredUser| {
            let name = format!("{} {}", child.given, child.family);
            let class = class(child);
            if class.is_empty() { name } else { format!("{name} ({class})") }
        };
        Letter {
            profiles: profiles_of(rows),
            class: own.or_else(of_child).unwrap_or_default(),
            family: user.family.clone(),
            given: user.given.clone(),
            children: children.iter().map(told).collect(),
            login,
            code,
        }
    }
}

/// Longer logins are cut: a name of any length has to be typed.
const LONGEST_NAME: usize = 24;

/// The logins of a school, each somebody's for good.
struct Logins {
    of_user: HashMap<i64, String>,
    taken: BTreeSet<String>,
}

impl Logins {
    fn new<'a>(known: impl Iterator<Item = (&'a str, i64)>) -> Self {
        let mut logins = Self { of_user: HashMap::new(), taken: BTreeSet::new() };
        for (login, user) in known {
            logins.of_user.entry(user).or_insert_with(|| login.to_owned());
            logins.taken.insert(login.to_owned());
        }
        logins
    }

    /// The login of a user: the one that they have, else a new one.
    fn of(&mut self, user: &StoredUser) -> String {
        if let Some(login) = self.of_user.get(&user.number) {
            return login.clone();
        }
        let first = login_of(&user.given, &user.family);
        let free = |login: &String| !self.taken.contains(login);
        let mut next = (2..).map(|number: u64| format!("{first}{number}"));
        let login = if free(&first) { first.clone() } else { next.find(free).unwrap_or_default() };
        self.taken.insert(login.clone());
        self.of_user.insert(user.number, login.clone());
        login
    }
}

/// `e.lefevre`: the initial and the family name, in letters that every keyboard has.
fn login_of(given: &str, family: &str) -> String {
    let letters = |name: &str, most: usize| -> String {
        let folded = fold(name);
        let plain = folded.chars().filter(char::is_ascii_alphabetic).take(most);
        plain.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    match (letters(given, 1).as_str(), letters(family, LONGEST_NAME).as_str()) {
        ("", "") => "compte".to_owned(),
        ("", family) => family.to_owned(),
        (_, "") => letters(given, LONGEST_NAME),
        (initial, family) => format!("{initial}.{family}"),
    }
}

/// The profiles of a report, in the order of the screen and by their titles.
impl IssueReport {
    /// How many letters there are for a profile.
    pub fn of(&self, profile: Profile) -> u64 {
        self.per_profile.get(profile.key()).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{BirthDate, Guardianship, Postcode, Sex};
    use crate::store::Basis;

    fn user(number: i64, idpn: &str, profile: Profile, family: &str, given: &str) -> StoredUser {
        StoredUser {
            number,
            idpn: idpn.to_owned(),
            profiles: profile.into(),
            family: family.to_owned(),
            given: given.to_owned(),
            birth_family: String::new(),
            other_given: String::new(),
            birth_date: BirthDate::MISSING,
            postcode: Postcode::MISSING,
            sex: Sex::Unknown,
            schools: String::new(),
            guardianship: Guardianship::default(),
            source: String::new(),
            line: 0,
            flaws: Flaws::NONE,
            extras: "{}".to_owned(),
            vanished_at: None,
        }
    }

    #[test]
    fn logins_are_of_one_user_each_and_stay() {
        let mut logins = Logins::new([("e.lefevre", 9), ("e.lefevre2", 1)].into_iter());
        let mut of = |number, family, given| logins.of(&user(number, "", Profile::Pupils, family, given));
        assert_eq!(of(1, "MARTIN", "Emma"), "e.lefevre2", "married since");
        assert_eq!(of(2, "LEFÈVRE", "Éléonore"), "e.lefevre3");
        assert_eq!(of(3, "Da Silva-Costa", "Jean Baptiste"), "j.dasilvacosta");
        assert_eq!(of(2, "LEFÈVRE", "Éléonore"), "e.lefevre3");
        assert_eq!(of(4, "D’HEILLY-LŒUF", ""), "dheillyloeuf");
        assert_eq!([of(5, "Иванов", ""), of(6, "", "")], ["compte", "compte2"]);
        assert_eq!(of(7, &"Wolfeschlegelsteinhausen".repeat(9), "H").len(), 26);
    }

    #[test]
    fn a_person_is_asked_once_and_only_if_a_login_helps() {
        let mut users = vec![
            user(1, "10", Profile::Teachers, "LE GOFF", "Anne"),
            user(2, "10", Profile::Parents, "Le Goff", "Anne"),
            user(3, "11", Profile::Parents, "MARTIN", "Paul"),
            user(4, "12", Profile::Parents, "ROUX", "Ida"),
            user(5, "", Profile::Pupils, "ROUX", "Léo"),
            user(6, "", Profile::Pupils, "PARTI", "Luc"),
        ];
        users[3].flaws = users[3].flaws.union(Flaws::DUPLICATE_ID);
        users[4].extras = "{\"Classe\":\"6eB\"}".to_owned();
        users[5].vanished_at = Some(Moment(1));
        let linked = StoredLink {
            profile: "parents".to_owned(),
            cas_id: "x".to_owned(),
            user: 3,
            basis: Basis::Identity,
            made_by: "visitor".to_owned(),
            made_at: Moment(1),
        };
        let mut issue = Issue {
            profiles: Profile::ALL.into_iter().collect(),
            also_linked: false,
            last_day: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
        };
        let found = recipients(&users, std::slice::from_ref(&linked), &issue);
        assert_eq!((found.users, found.linked, found.indistinct), (vec![1, 5], 1, 1));
        issue.also_linked = true;
        issue.profiles = Profile::Parents.into();
        let found = recipients(&users, &[linked], &issue);
        assert_eq!((found.users, found.linked), (vec![1, 3], 0));

        let household = Household::new(&users, &[StoredRelation { child: 5, adult: 2 }]);
        let letter = household.letter(&users[0], "a.legoff".to_owned(), "code".to_owned());
        assert_eq!((letter.class.as_str(), &letter.children[..]), ("6eB", &["Léo ROUX (6eB)".to_owned()][..]));
        assert!(letter.profiles.contains(Profile::Teachers) && letter.profiles.contains(Profile::Parents));
    }

    #[test]
    fn a_day_ends_when_the_next_one_begins() {
        let day = last_day(0);
        let end = end_of(day);
        assert!(Moment::now() < end && end <= Moment::now().later(std::time::Duration::from_secs(26 * 3600)));
        assert_eq!(end_of(last_day(u32::MAX)), end_of(NaiveDate::MAX));
    }
}
