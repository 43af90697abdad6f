//! The profile cells of one side: few distinct texts, each understood once.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use crate::identity::{Notice, NoticeKind, Origin, Profile, ProfileSet, Side};

use super::profile_map::{ProfileMap, split_values};
use super::title;

/// One distinct cell text.
#[derive(Debug)]
struct Known {
    text: String,
    profiles: ProfileSet,
    unmapped: Vec<String>,
    /// How many rows have the cell, those apart that have a notice of their own.
    rows: u64,
    /// The first row that is counted.
    first: Option<Origin>,
    column: String,
}

/// Understands profile cells and counts the values that nothing knows.
#[derive(Debug)]
pub(super) struct ProfileMemo<'a> {
    side: Side,
    map: &'a ProfileMap,
    known: Vec<Known>,
    by_text: HashMap<String, usize>,
    last: usize,
}

impl<'a> ProfileMemo<'a> {
    pub(super) fn new(side: Side, map: &'a ProfileMap) -> Self {
        Self { side, map, known: Vec::new(), by_text: HashMap::new(), last: 0 }
    }

    /// The profiles of a cell, which counts as read. `given` is the profile that stands in for a cell without any.
    pub(super) fn profiles_of(
        &mut self,
        text: &str,
        origin: Origin,
        column: &str,
        given: Option<Profile>,
    ) -> ProfileSet {
        if self.known.get(self.last).is_none_or(|known| known.text != text) {
            self.last = match self.by_text.get(text) {
                Some(&index) => index,
                None => self.learn(text, column),
            };
        }
        let known = &mut self.known[self.last];
        // A base row without any profile has a notice of its own.
        if self.side == Side::Cas || given.is_some() || !known.profiles.is_empty() {
            known.rows += 1;
            known.first.get_or_insert(origin);
        }
        known.profiles
    }

    /// Whether the CAS side would know a cell of the base.
    pub(super) fn is_cas_value(&self, text: &str) -> bool {
        !self.map.profiles_of(text).0.is_empty()
    }

    fn learn(&mut self, text: &str, column: &str) -> usize {
        let (profiles, unmapped) = match self.side {
            Side::Base => titles_of(text),
            Side::Cas => self.map.profiles_of(text),
        };
        let unmapped = unmapped.into_iter().map(str::to_owned).collect();
        let (text, column) = (text.to_owned(), column.to_owned());
        self.known.push(Known { text: text.clone(), profiles, unmapped, rows: 0, first: None, column });
        self.by_text.insert(text, self.known.len() - 1);
        self.known.len() - 1
    }

    /// One notice per distinct value that names no profile, with its count.
    pub(super) fn unmapped(self) -> Vec<Notice> {
        let mut counts: BTreeMap<String, (u64, Notice)> = BTreeMap::new();
        let kind = match self.side {
            Side::Base => NoticeKind::IgnoredProfile,
            Side::Cas => NoticeKind::UnmappedProfileValue,
        };
        for known in self.known {
            let Some(origin) = known.first else { continue };
            for value in known.unmapped {
                let notice =
                    Notice { side: self.side, origin, column: known.column.clone(), kind, value: value.clone() };
                let (count, first) = counts.entry(title::plain(&value)).or_insert((0, notice));
                *count += known.rows;
                first.origin = first.origin.min(origin);
            }
        }
        counts
            .into_values()
            .map(|(count, notice)| Notice { value: format!("{} ({count})", notice.value), ..notice })
            .collect()
    }
}

/// The profiles that the titles in a cell of the base name, and the titles that name none.
fn titles_of(text: &str) -> (ProfileSet, Vec<&str>) {
    let mut unknown = Vec::new();
    let profiles = split_values(text)
        .filter_map(|value| {
            let profile = title::profile(value);
            if profile.is_none() {
                unknown.push(value);
            }
            profile
        })
        .collect();
    (profiles, unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_unmapped_values() {
        let map = ProfileMap::default();
        let mut memo = ProfileMemo::new(Side::Cas, &map);
        let cells = ["National_9", "National_ELV", "National_9", "national_9;Chat"];
        for (cell, line) in cells.into_iter().zip(2..) {
            memo.profiles_of(cell, Origin { source: 0, line }, "ENTPersonProfils", None);
        }
        let values: Vec<_> = memo.unmapped().into_iter().map(|notice| (notice.value, notice.origin.line)).collect();
        assert_eq!(values, [("Chat (1)".to_owned(), 5), ("National_9 (3)".to_owned(), 2)]);
    }

    #[test]
    fn the_base_speaks_in_titles() {
        let map = ProfileMap::default();
        let mut memo = ProfileMemo::new(Side::Base, &map);
        let mut of = |text, given| memo.profiles_of(text, Origin::default(), "Profil", given);
        assert_eq!(of("Élève", None), Profile::Pupils.into());
        assert_eq!(of("Professeur ; Parent", None), [Profile::Teachers, Profile::Parents].into_iter().collect());
        assert_eq!(of("Agent", None), ProfileSet::EMPTY);
        assert_eq!(of("Élève", None), Profile::Pupils.into());
        assert!(memo.unmapped().is_empty());
    }

    #[test]
    fn an_unknown_title_beside_a_profile_is_told() {
        let map = ProfileMap::default();
        let mut memo = ProfileMemo::new(Side::Base, &map);
        let cells = [("Chat", None), ("Professeur,Agent", None), ("Agent", Some(Profile::Pupils)), ("", None)];
        for ((cell, given), line) in cells.into_iter().zip(2..) {
            memo.profiles_of(cell, Origin { source: 0, line }, "Profil", given);
        }
        let told: Vec<_> =
            memo.unmapped().into_iter().map(|notice| (notice.kind, notice.value, notice.origin.line)).collect();
        assert_eq!(told, [(NoticeKind::IgnoredProfile, "Agent (2)".to_owned(), 3)]);
    }
}
