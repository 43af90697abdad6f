//! Who each account really is.
//!
//! Role: what rule sets are judged by. Input: a truth file, as `rapproche synth` writes it, and the two populations it
//! speaks of. Output: a [`Truth`]. Invariant: the engine never sees it; a row that cannot be understood
//! is an error with its line, one that speaks of nobody at hand is a [`Doubt`].
//!
//! | column | content |
//! |---|---|
//! | `uid` | CAS id of the account |
//! | `IDPN` | PRONOTE identifier of the person; empty when the base does not have it |
//! | `profil` | `eleves`, `parents`…, or the title of the screen |
//! | `case` | optional: what is damaged between the two records, any word |
//! | `decidable` | optional: `1` when the data tell the person from every other (the default), `0` when they do not |
//!
//! The two identifiers may go by the titles that lists of people have for them (`Identifiant ENT`, `Identifiant PRONOTE`…).

mod error;
mod file;

pub use error::TruthError;

use std::collections::HashMap;
use std::path::Path;

use crate::evaluation::synth::Truth as MadeUp;
use crate::identity::{Population, Profile, Row};
use crate::reconcile::{LeftOut, Options};

/// One row of truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthRow {
    /// CAS id.
    pub uid: String,
    /// PRONOTE identifier; empty when the base does not have the person.
    pub idpn: String,
    /// In which profile.
    pub profile: Profile,
    /// Class of damage; empty when not told.
    pub case: String,
    /// Whether the data tell that person from every other.
    pub decidable: bool,
    /// Line in the file, from 1; 0 for none.
    pub line: u32,
}

/// Who an account really is, in one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueIdentity {
    /// The user; `None` when the base does not have it.
    pub user: Option<Row>,
    /// Index into [`Truth::cases`].
    pub case: u16,
    /// Whether the data tell that user from every other.
    pub decidable: bool,
}

/// Who every account really is, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    identities: HashMap<(Row, Profile), TrueIdentity>,
    cases: Vec<String>,
    /// What a reader of the measures should know of the truth itself.
    pub doubts: Vec<Doubt>,
}

/// Rows of the truth, or accounts, that do not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Accounts whose truth nobody told: they are reconciled and not judged.
    Untold {
        /// How many, an account counting once per profile.
        count: u64,
        /// One of them.
        uid: String,
    },
    /// Rows about accounts that the ENT's list does not have, or not in that profile: passed over.
    NoSuchAccount {
        /// How many.
        count: u64,
        /// The first one's uid.
        uid: String,
        /// Its line.
        line: u32,
    },
    /// Rows whose IDPN the base does not have in that profile: the person counts as absent, so that any link is wrong.
    NoSuchUser {
        /// How many.
        count: u64,
        /// The first one's IDPN.
        idpn: String,
        /// Its line.
        line: u32,
    },
    /// Rows about accounts of schools that are not in the run: it cannot find these people, and they are not judged.
    OtherSchool {
        /// How many.
        count: u64,
        /// The first one's uid.
        uid: String,
        /// Its line.
        line: u32,
    },
}

impl Truth {
    /// Reads a truth file: CSV or XLSX, in any encoding and with any delimiter that lists of people may have. `run` says which
    /// schools are looked at.
    ///
    /// # Errors
    /// [`TruthError`], with line and remedy; also when no row speaks of anybody at hand, and when none of a profile's IDPNs
    /// is in the base.
    pub fn read(path: &Path, base: &Population, cas: &Population, run: &Options) -> Result<Self, TruthError> {
        let file = path.display().to_string();
        let rows = file::read(path)?;
        if rows.is_empty() {
            return Err(TruthError::Empty { file });
        }
        let (truth, idpns) = Self::match_rows(&rows, base, cas, run);
        if truth.identities.is_empty() {
            let is_left_out = |doubt: &Doubt| matches!(doubt, Doubt::OtherSchool { .. });
            let is_of_others = truth.doubts.iter().any(is_left_out);
            return Err(if is_of_others {
                TruthError::NobodyInRun { file }
            } else {
                TruthError::NobodyAtHand { file }
            });
        }
        for (profile, idpns) in Profile::ALL.into_iter().zip(idpns) {
            let has_users = || base.people().any(|person| person.profiles().contains(profile));
            if let Some(first) = idpns.unknown.first().filter(|_| idpns.known == 0 && has_users()) {
                let (count, idpn, line) = (idpns.unknown.len() as u64, first.idpn.clone(), first.line);
                return Err(TruthError::NobodyInBase { file, profile, count, idpn, line });
            }
        }
        Ok(truth)
    }

    /// The truth of a made-up population.
    pub fn of_made_up(truth: &[MadeUp], base: &Population, cas: &Population) -> Self {
        let rows: Vec<TruthRow> = truth
            .iter()
            .map(|truth| TruthRow {
                uid: truth.uid.clone(),
                idpn: truth.idpn.clone(),
                profile: truth.profile,
                case: truth.case.code(),
                decidable: truth.decidable,
                line: 0,
            })
            .collect();
        Self::of_rows(&rows, base, cas)
    }

    /// Finds the people that `rows` speak of, in a run without a school of its own; of two rows about one account and profile the
    /// last counts.
    pub fn of_rows(rows: &[TruthRow], base: &Population, cas: &Population) -> Self {
        Self::match_rows(rows, base, cas, &Options::default()).0
    }

    /// The truth that concerns `run`, and which IDPNs of each profile the base has.
    fn match_rows<'a>(
        rows: &'a [TruthRow],
        base: &Population,
        cas: &Population,
        run: &Options,
    ) -> (Self, [Idpns<'a>; Profile::ALL.len()]) {
        let (users, accounts) = (by_id(base), by_id(cas));
        let left_out = LeftOut::new(base, cas, run);
        let mut cases = Cases::default();
        let mut identities = HashMap::with_capacity(rows.len());
        let mut idpns: [Idpns<'a>; Profile::ALL.len()] = Default::default();
        let (mut no_account, mut no_user, mut other_school) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let Some(&account) = accounts.get(&(row.uid.as_str(), row.profile)) else {
                no_account.push(row);
                continue;
            };
            let listed = users.get(&(row.idpn.as_str(), row.profile)).copied().filter(|_| !row.idpn.is_empty());
            // A user whom the run does not have is absent from it, as if the base had nobody of the kind.
            let user = listed.filter(|&user| !left_out.has_user(user));
            if user.is_none() && left_out.has_account(account, row.profile) {
                other_school.push(row);
                continue;
            }
            let seen = &mut idpns[row.profile.index()];
            match listed {
                Some(_) => seen.known += 1,
                None if row.idpn.is_empty() => {}
                None => {
                    seen.unknown.push(row);
                    no_user.push(row);
                }
            }
            let case = cases.number(&row.case);
            identities.insert((account, row.profile), TrueIdentity { user, case, decidable: row.decidable });
        }
        let untold: Vec<&str> = cas
            .people()
            .flat_map(|person| person.profiles().iter().map(move |profile| (person, profile)))
            .filter(|(person, profile)| {
                !identities.contains_key(&(person.row(), *profile)) && !left_out.has_account(person.row(), *profile)
            })
            .map(|(person, _)| person.id())
            .collect();
        let mut doubts = Vec::new();
        if let Some(uid) = untold.first() {
            doubts.push(Doubt::Untold { count: untold.len() as u64, uid: (*uid).to_owned() });
        }
        if let Some(first) = no_account.first() {
            let (count, uid) = (no_account.len() as u64, first.uid.clone());
            doubts.push(Doubt::NoSuchAccount { count, uid, line: first.line });
        }
        if let Some(first) = no_user.first() {
            let (count, idpn) = (no_user.len() as u64, first.idpn.clone());
            doubts.push(Doubt::NoSuchUser { count, idpn, line: first.line });
        }
        if let Some(first) = other_school.first() {
            let (count, uid) = (other_school.len() as u64, first.uid.clone());
            doubts.push(Doubt::OtherSchool { count, uid, line: first.line });
        }
        (Self { identities, cases: cases.names, doubts }, idpns)
    }

    /// Who an account is in one profile, where it is known.
    pub fn of(&self, account: Row, profile: Profile) -> Option<TrueIdentity> {
        self.identities.get(&(account, profile)).copied()
    }

    /// The classes of damage that occur; the first is `""`, not told.
    pub fn cases(&self) -> &[String] {
        &self.cases
    }

    /// How many identities are known, whether the base has them or not; an account counts once per profile.
    pub fn len(&self) -> usize {
        self.identities.len()
    }

    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.identities.is_empty()
    }

    /// Every account that is in the base, with its user and profile, in no particular order.
    pub fn pairs(&self) -> impl Iterator<Item = (Row, Row, Profile)> {
        self.identities.iter().filter_map(|(&(account, profile), truth)| Some((account, truth.user?, profile)))
    }
}

/// What the IDPNs of one profile meet in the base.
#[derive(Default)]
struct Idpns<'a> {
    known: u64,
    unknown: Vec<&'a TruthRow>,
}

/// Rows by identifier and profile; the first of those that share one.
fn by_id(population: &Population) -> HashMap<(&str, Profile), Row> {
    let mut rows = HashMap::with_capacity(population.len());
    for person in population.people() {
        for profile in person.profiles().iter() {
            rows.entry((person.id(), profile)).or_insert(person.row());
        }
    }
    rows
}

/// The classes of damage by number.
struct Cases {
    names: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Default for Cases {
    fn default() -> Self {
        Self { names: vec![String::new()], numbers: HashMap::from([(String::new(), 0)]) }
    }
}

impl Cases {
    /// More classes than a page could show are not told apart.
    fn number(&mut self, name: &str) -> u16 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let Ok(number) = u16::try_from(self.names.len()) else { return 0 };
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}
