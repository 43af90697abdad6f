//! What the commands on CAS ids show: counts per profile, and a line per id.
//!
//! Role: words and layout. Input: a [`Survey`](crate::ids::Survey), a [`RemovalPlan`](crate::ids::RemovalPlan) or a
//! [`GivingPlan`](crate::ids::GivingPlan). Output: an [`IdReport`], which a terminal shows as two tables, and programs
//! read as CSV or JSON. Invariant: each id that was looked at has its line; a user of several rows counts once, and is one line where
//! people read it.
//!
//! | column, key | content |
//! |---|---|
//! | `fichier`, `ligne` | where the user stands in the base; where the base has no such user, where the id was read |
//! | `profil` | keys of the profiles, joined by `,` |
//! | `IDPN`, `nom`, `prenom` | as the base writes them |
//! | `identifiant` | the id in question |
//! | `etat` | a code, of [`Verdict::code`](crate::ids::Verdict::code) where ids are given |
//! | `remarque` | more, in words; may be empty |

mod build;
mod new_files;
mod words;

pub use build::{giving_report, removal_report, survey_report};
pub use new_files::{NewFile, write_new};

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::identity::{Lang, Profile, ProfileSet, StoredId, printable};

use super::csv_text::{BYTE_ORDER_MARK, CsvText};
use super::screen::Screen;
use super::words::{self as general, pick};

/// Version of the JSON layout.
pub const FORMAT_VERSION: u32 = 1;

/// The files of a base, in the order of its rows.
#[derive(Debug, Clone, Default)]
pub struct Sources<'a> {
    /// Behind the last row of each file, and its name.
    ends: Vec<(usize, &'a str)>,
}

impl<'a> Sources<'a> {
    /// Adds a file of so many rows.
    pub fn push(&mut self, name: &'a str, rows: usize) {
        let start = self.ends.last().map_or(0, |&(end, _)| end);
        self.ends.push((start + rows, name));
    }

    fn of(&self, row: usize) -> &'a str {
        self.ends.iter().find(|(end, _)| row < *end).map_or("", |&(_, name)| name)
    }
}

/// What there is to show.
#[derive(Debug, Clone, serde::Serialize)]
pub struct IdReport {
    version: u32,
    #[serde(rename = "comptes")]
    counts: Vec<Count>,
    #[serde(rename = "lignes")]
    lines: Vec<IdLine>,
}

/// Users of one state, per profile.
#[derive(Debug, Clone, serde::Serialize)]
struct Count {
    #[serde(rename = "etat")]
    code: &'static str,
    #[serde(skip)]
    label: &'static str,
    #[serde(rename = "profils", serialize_with = "by_profile")]
    profiles: [usize; Profile::ALL.len()],
    #[serde(rename = "sans_profil")]
    none: usize,
    total: usize,
}

fn by_profile<S: serde::Serializer>(counts: &[usize; Profile::ALL.len()], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(Profile::ALL.into_iter().map(|profile| (profile.key(), counts[profile.index()])))
}

/// An id, whose, and what is said of it.
#[derive(Debug, Clone, serde::Serialize)]
struct IdLine {
    #[serde(rename = "fichier")]
    file: String,
    #[serde(rename = "ligne")]
    line: u32,
    #[serde(rename = "profil", serialize_with = "as_keys")]
    profiles: ProfileSet,
    #[serde(rename = "IDPN")]
    idpn: String,
    #[serde(rename = "nom")]
    family: String,
    #[serde(rename = "prenom")]
    given: String,
    #[serde(rename = "identifiant")]
    id: String,
    #[serde(rename = "etat")]
    code: &'static str,
    #[serde(skip)]
    label: &'static str,
    /// The user's first row, where it is one of the base.
    #[serde(skip)]
    user: Option<usize>,
    /// Whether an administrator has to see it among a thousand others.
    #[serde(skip)]
    is_notable: bool,
    #[serde(rename = "remarque")]
    remark: String,
}

fn as_keys<S: serde::Serializer>(profiles: &ProfileSet, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&keys(*profiles))
}

fn keys(profiles: ProfileSet) -> String {
    profiles.iter().map(Profile::key).collect::<Vec<_>>().join(",")
}

/// The lines that say the same of one user, together: a parent may stand in the base once per child.
fn by_user<'a>(lines: impl Iterator<Item = &'a IdLine>) -> Vec<Vec<&'a IdLine>> {
    let mut groups: Vec<Vec<&IdLine>> = Vec::new();
    let mut places: HashMap<_, usize> = HashMap::new();
    for line in lines {
        let place = line.user.map(|user| *places.entry((user, line.id.trim(), line.code)).or_insert(groups.len()));
        match place.and_then(|place| groups.get_mut(place)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups
}

impl IdReport {
    fn new() -> Self {
        Self { version: FORMAT_VERSION, counts: Vec::new(), lines: Vec::new() }
    }

    /// Counts the users of `rows`; a user of several rows once.
    fn count<U: Copy + Eq + Hash>(
        &mut self,
        code: &'static str,
        label: &'static str,
        rows: impl IntoIterator<Item = (U, ProfileSet)>,
    ) {
        let mut count = Count { code, label, profiles: Default::default(), none: 0, total: 0 };
        let mut seen = HashSet::new();
        let mut all = HashSet::new();
        for (user, profiles) in rows {
            count.total += usize::from(all.insert(user));
            count.none += usize::from(profiles.is_empty() && seen.insert((user, None)));
            for profile in profiles.iter() {
                count.profiles[profile.index()] += usize::from(seen.insert((user, Some(profile))));
            }
        }
        self.counts.push(count);
    }

    fn line(&mut self, file: &str, row: &StoredId, code: &'static str, label: &'static str) -> &mut IdLine {
        let at = self.lines.len();
        self.lines.push(IdLine {
            file: file.to_owned(),
            line: row.line,
            profiles: row.profiles,
            idpn: row.idpn.clone(),
            family: row.family.clone(),
            given: row.given.clone(),
            id: row.id.clone(),
            code,
            label,
            user: None,
            is_notable: false,
            remark: String::new(),
        });
        &mut self.lines[at]
    }

    /// The counts, under a title.
    pub fn counts(&self, title: &'static str, lang: Lang) -> Screen {
        let has_none = self.counts.iter().any(|count| count.none > 0);
        let mut header = vec![String::new()];
        header.extend(Profile::ALL.map(|profile| general::profile(profile, lang).to_owned()));
        header.extend(has_none.then(|| pick(lang, "Sans profil", "No profile").to_owned()));
        header.push("Total".to_owned());
        let rows = self.counts.iter().map(|count| {
            let mut row = vec![count.label.to_owned()];
            row.extend(count.profiles.map(|number| number.to_string()));
            row.extend(has_none.then(|| count.none.to_string()));
            row.push(count.total.to_string());
            row
        });
        Screen { title, header, rows: rows.collect() }
    }

    /// The lines, all of them or those alone that somebody should look at; `None` where there is none.
    pub fn listing(&self, all: bool, lang: Lang) -> Option<Screen> {
        let several = self.lines.iter().any(|line| line.file != self.lines[0].file);
        let rows: Vec<Vec<String>> = by_user(self.lines.iter().filter(|line| all || line.is_notable))
            .into_iter()
            .map(|lines| {
                let line = lines[0];
                let place = |line: &&IdLine| {
                    if several { format!("{}:{}", line.file, line.line) } else { line.line.to_string() }
                };
                let place = lines.iter().map(place).collect::<Vec<_>>().join(", ");
                let all_profiles = lines.iter().fold(ProfileSet::EMPTY, |set, line| set.union(line.profiles));
                let state = match line.remark.as_str() {
                    "" => line.label.to_owned(),
                    remark => format!("{}{}{remark}", line.label, general::colon(lang)),
                };
                let profiles: Vec<&str> = all_profiles.iter().map(|profile| general::profile(profile, lang)).collect();
                let name = format!("{} {}", line.family, line.given);
                [&place, &profiles.join(", "), &line.idpn, &name, &line.id, &state]
                    .map(|cell| printable(cell.trim()).into_owned())
                    .into()
            })
            .collect();
        let header = match lang {
            Lang::Fr => ["Ligne", "Profil", "IDPN", "Nom", "Identifiant CAS", "État"],
            Lang::En => ["Line", "Profile", "IDPN", "Name", "CAS id", "State"],
        };
        (!rows.is_empty()).then(|| Screen { title: "", header: header.map(str::to_owned).into(), rows })
    }

    /// The lines as CSV: UTF-8 with byte order mark, `;`, CRLF, formulas neutralised.
    pub fn to_csv(&self, lang: Lang) -> Vec<u8> {
        let mut csv = CsvText::with_capacity(self.lines.len() * 96, lang);
        for title in ["fichier", "ligne", "profil", "IDPN", "nom", "prenom", "identifiant", "etat", "remarque"] {
            csv.own(title);
        }
        csv.end_row();
        for line in &self.lines {
            csv.text(&line.file);
            csv.integer(u64::from(line.line));
            csv.own(&keys(line.profiles));
            for cell in [&line.idpn, &line.family, &line.given, &line.id] {
                csv.text(cell);
            }
            csv.own(line.code);
            csv.text(&line.remark);
            csv.end_row();
        }
        [BYTE_ORDER_MARK, &csv.into_bytes()].concat()
    }

    /// The whole as JSON, with a line break at its end.
    ///
    /// # Errors
    /// None that is known: texts and numbers alone are written.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}
