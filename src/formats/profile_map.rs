//! From the values of `ENTPersonProfils` to the six profiles.
//!
//! Input: a TOML file with one `;`-separated list of values per profile. Invariant: a person is of every
//! profile whose list holds any of its values; a value in no list is handed back, never dropped.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::identity::{Profile, ProfileSet};

use super::SettingsError;
use super::title;

const SHIPPED: &str = include_str!("profiles.toml");

/// Separators between several values in one text. ENTs write `;`; spreadsheets made by hand, the others.
const SEPARATORS: [char; 3] = [';', '|', ','];

/// Which values make which profile. [`Default`] is the shipped table of national values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileMap {
    lists: [Vec<String>; Profile::ALL.len()],
    by_value: HashMap<String, ProfileSet>,
}

impl Default for ProfileMap {
    fn default() -> Self {
        Self::shipped().expect("the embedded table is tested")
    }
}

impl ProfileMap {
    /// Reads a TOML file; see [`Self::from_toml`].
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or names an unknown profile.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&text, &file),
            Err(source) => Err(SettingsError::Unreadable { file, source }),
        }
    }

    /// Reads `eleves = "National_ELV;National_1"` and so on, with [`Profile::key`]s. A profile that the text
    /// leaves out keeps its shipped list; an empty list turns a profile off. `file` is for messages.
    ///
    /// # Errors
    /// When the text is not TOML of that form or names an unknown profile.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, SettingsError> {
        let mut map = Self::shipped()?;
        map.apply(text, file)?;
        Ok(map)
    }

    /// The shipped table as TOML, to start one's own from.
    pub fn shipped_toml() -> &'static str {
        SHIPPED
    }

    /// A map of these values and no others, a list per profile in the order of [`Profile::ALL`]. A profile without
    /// values is nobody's.
    pub fn from_lists(lists: [Vec<String>; Profile::ALL.len()]) -> Self {
        let mut map = Self { lists, by_value: HashMap::new() };
        map.index();
        map
    }

    /// The profiles of somebody with these values, and the values that are in no list.
    pub fn profiles_of<'a>(&self, values: &'a str) -> (ProfileSet, Vec<&'a str>) {
        let mut profiles = ProfileSet::EMPTY;
        let mut unmapped = Vec::new();
        for value in split_values(values) {
            match self.by_value.get(&title::plain(value)) {
                Some(&found) => profiles = profiles.union(found),
                None => unmapped.push(value),
            }
        }
        (profiles, unmapped)
    }

    /// The values that make `profile`.
    pub fn values(&self, profile: Profile) -> &[String] {
        &self.lists[profile.index()]
    }

    fn shipped() -> Result<Self, SettingsError> {
        let mut map = Self { lists: Default::default(), by_value: HashMap::new() };
        map.apply(SHIPPED, "profiles.toml")?;
        Ok(map)
    }

    fn apply(&mut self, text: &str, file: &str) -> Result<(), SettingsError> {
        let lists: BTreeMap<String, String> =
            toml::from_str(text).map_err(|error| SettingsError::syntax(&error, text, file))?;
        for (key, values) in lists {
            let profile = Profile::from_key(&key).map_err(|_| {
                let known = Profile::ALL.map(Profile::key);
                SettingsError::UnknownKey {
                    file: file.to_owned(),
                    nearest: title::nearest([key.as_str()], known).map(str::to_owned),
                    key: key.clone(),
                    known: known.map(str::to_owned).to_vec(),
                }
            })?;
            self.lists[profile.index()] = split_values(&values).map(str::to_owned).collect();
        }
        self.index();
        Ok(())
    }

    fn index(&mut self) {
        self.by_value.clear();
        for profile in Profile::ALL {
            for value in &self.lists[profile.index()] {
                let slot = self.by_value.entry(title::plain(value)).or_default();
                *slot = slot.with(profile);
            }
        }
    }
}

/// The values of a multi-valued text, trimmed, blanks dropped.
pub(super) fn split_values(values: &str) -> impl Iterator<Item = &str> {
    values.split(SEPARATORS).map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<const N: usize>(profiles: [Profile; N]) -> ProfileSet {
        profiles.into_iter().collect()
    }

    #[test]
    fn the_shipped_table_knows_the_national_values() {
        let map = ProfileMap::default();
        for (values, expected) in [
            ("National_ELV", set([Profile::Pupils])),
            ("national_3;NATIONAL_2", set([Profile::Parents, Profile::Teachers])),
            ("National_DOC", set([Profile::Teachers])),
            ("National_DIR|National_COL, National_EVS", set([Profile::Staff])),
            ("ELEVE", set([Profile::Pupils])),
            ("National_ACA", set([Profile::Inspectors])),
        ] {
            assert_eq!(map.profiles_of(values), (expected, vec![]), "{values}");
        }
        for profile in Profile::ALL {
            assert!(!map.values(profile).is_empty(), "{profile}");
        }
    }

    #[test]
    fn hands_back_what_is_in_no_list() {
        let (profiles, unmapped) = ProfileMap::default().profiles_of("National_9; National_ELV;;Chat");
        assert_eq!((profiles, unmapped), (set([Profile::Pupils]), vec!["National_9", "Chat"]));
    }

    #[test]
    fn a_file_replaces_the_lists_it_names() {
        let map = ProfileMap::from_toml("personnels = \"National_4\"\ninspecteurs = \"\"", "p.toml").unwrap();
        assert_eq!(map.values(Profile::Staff), ["National_4"]);
        assert_eq!(map.profiles_of("National_ETA;National_ACA;National_ELV").0, set([Profile::Pupils]));
    }

    #[test]
    fn lists_of_ones_own_hold_nothing_else() {
        let mut lists: [Vec<String>; Profile::ALL.len()] = Default::default();
        lists[Profile::Staff.index()].push("National_4".to_owned());
        let map = ProfileMap::from_lists(lists);
        assert_eq!(map.profiles_of("national_4;National_ELV"), (set([Profile::Staff]), vec!["National_ELV"]));
    }

    #[test]
    fn a_value_may_stand_in_two_lists() {
        let map = ProfileMap::from_toml("professeurs = \"X\"\npersonnels = \"X\"", "p.toml").unwrap();
        assert_eq!(map.profiles_of("x").0, set([Profile::Staff, Profile::Teachers]));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = ProfileMap::from_toml("eleve = \"X\"", "p.toml").unwrap_err().to_string();
        assert!(error.contains("p.toml") && error.contains("Did you mean «eleves»?"), "{error}");
        assert!(matches!(ProfileMap::from_toml("eleves = 3", "p.toml"), Err(SettingsError::Syntax { .. })));
    }
}
