//! A truth file as rows.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use csv::StringRecord;

use super::{TruthError, TruthRow};
use crate::formats::{ProfileMap, for_each_row, profile_of_title, titles_of_ids};
use crate::identity::{Profile, Side};
use crate::normalize::{fold, joined, nearest};

/// Where the columns stand.
struct Columns {
    uid: usize,
    idpn: usize,
    profile: usize,
    case: Option<usize>,
    decidable: Option<usize>,
}

/// Reads a whole file; each account once per profile.
pub(super) fn read(path: &Path) -> Result<Vec<TruthRow>, TruthError> {
    let file = path.display().to_string();
    let mut columns = None;
    let mut rows = Vec::new();
    let mut lines: HashMap<(String, Profile), u32> = HashMap::new();
    let mut problem = None;
    for_each_row(path, |line, cells| {
        let step = match &columns {
            None => Columns::find(&file, line, cells).map(|found| columns = Some(found)),
            Some(columns) => columns.row(&file, line, cells).and_then(|row| {
                if let Some(first) = lines.insert((row.uid.clone(), row.profile), line) {
                    let (file, uid, profile) = (file.clone(), row.uid, row.profile);
                    return Err(TruthError::Twice { file, line, first, uid, profile });
                }
                rows.push(row);
                Ok(())
            }),
        };
        match step {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                problem = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    match problem {
        Some(error) => Err(error),
        None => Ok(rows),
    }
}

impl Columns {
    fn find(file: &str, line: u32, cells: &StringRecord) -> Result<Self, TruthError> {
        let letters = |title: &str| joined(&fold(title));
        let position = |title: &str| cells.iter().position(|cell| letters(cell) == letters(title));
        let missing = |title: &'static str| TruthError::MissingColumn {
            file: file.to_owned(),
            line,
            title,
            nearest: nearest([title], cells.iter()).map(str::to_owned),
            found: cells.iter().map(str::to_owned).collect(),
        };
        // As a list of people of that side may call it; a title of an earlier rank is preferred.
        let id = |title: &'static str, side: Side| {
            for rank in titles_of_ids(side) {
                let is_one = |cell: &str| rank.iter().any(|known| letters(known) == letters(cell));
                let mut found = cells.iter().enumerate().filter(|(_, cell)| is_one(cell));
                if let Some((position, first)) = found.next() {
                    return match found.next() {
                        None => Ok(position),
                        Some((_, second)) => {
                            let found = [first, second].map(str::to_owned);
                            Err(TruthError::TwoColumns { file: file.to_owned(), line, title, found })
                        }
                    };
                }
            }
            Err(missing(title))
        };
        Ok(Self {
            uid: id("uid", Side::Cas)?,
            idpn: id("IDPN", Side::Base)?,
            profile: position("profil").ok_or_else(|| missing("profil"))?,
            case: position("case"),
            decidable: position("decidable"),
        })
    }

    fn row(&self, file: &str, line: u32, cells: &StringRecord) -> Result<TruthRow, TruthError> {
        let file = || file.to_owned();
        let cell = |position: usize| cells.get(position).unwrap_or_default().trim();
        let uid = cell(self.uid);
        if uid.is_empty() {
            return Err(TruthError::NoUid { file: file(), line });
        }
        let profile = cell(self.profile);
        let profile =
            profile_of_title(profile).or_else(|| of_cas_value(profile)).ok_or_else(|| TruthError::UnknownProfile {
                file: file(),
                line,
                value: profile.to_owned(),
                nearest: nearest([profile], Profile::ALL.map(Profile::key)),
            })?;
        let decidable = match self.decidable.map_or("", cell) {
            "1" | "" => true,
            "0" => false,
            value => return Err(TruthError::NotDecidable { file: file(), line, value: value.to_owned() }),
        };
        Ok(TruthRow {
            uid: uid.to_owned(),
            idpn: cell(self.idpn).to_owned(),
            profile,
            case: self.case.map_or("", cell).to_owned(),
            decidable,
            line,
        })
    }
}

/// The one profile that a value of the CAS side means: `National_ELV`. The values are those that the product ships.
fn of_cas_value(value: &str) -> Option<Profile> {
    static SHIPPED: LazyLock<ProfileMap> = LazyLock::new(ProfileMap::default);
    let (profiles, _) = SHIPPED.profiles_of(value);
    let mut profiles = profiles.iter();
    profiles.next().filter(|_| profiles.next().is_none())
}
