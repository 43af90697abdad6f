//! Titles of the user's own, for the columns that the known synonyms do not find.
//!
//! Input: a TOML file with a section per side, `[base] IDPN = "Matricule"`. A key is the usual name of a
//! column or one of its synonyms; a value is a title or a list of titles, the first found being taken.

use std::collections::BTreeMap;
use std::path::Path;

use crate::identity::Side;

use super::SettingsError;
use super::column::Column;
use super::title;

/// The titles that stand for columns, beside the known synonyms. [`Default`] adds none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    base: Titles,
    cas: Titles,
}

/// Per column the user's titles, in order of preference.
type Titles = [Vec<String>; Column::COUNT];

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    base: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    cas: BTreeMap<String, OneOrMore>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl ColumnMap {
    /// Reads a TOML file; see [`Self::from_toml`].
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML of the expected form, or names an unknown column.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&text, &file),
            Err(source) => Err(SettingsError::Unreadable { file, source }),
        }
    }

    /// Reads a map. `file` is for messages.
    ///
    /// # Errors
    /// When the text is not TOML of the expected form or names an unknown column.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, SettingsError> {
        let parsed: File = toml::from_str(text).map_err(|error| SettingsError::syntax(&error, text, file))?;
        Ok(Self { base: titles_of(Side::Base, parsed.base, file)?, cas: titles_of(Side::Cas, parsed.cas, file)? })
    }

    /// The user's titles for a column, in order of preference.
    pub(super) fn titles(&self, side: Side, column: Column) -> &[String] {
        let titles = match side {
            Side::Base => &self.base,
            Side::Cas => &self.cas,
        };
        &titles[column as usize]
    }
}

fn titles_of(side: Side, section: BTreeMap<String, OneOrMore>, file: &str) -> Result<Titles, SettingsError> {
    let mut titles = Titles::default();
    for (name, values) in section {
        let column = column_called(side, &name).ok_or_else(|| {
            let known = || Column::ALL.into_iter().filter(|column| !column.titles(side).is_empty());
            let synonyms = known().flat_map(|column| column.titles(side).iter().copied().flatten().copied());
            SettingsError::UnknownKey {
                file: file.to_owned(),
                nearest: title::nearest([name.as_str()], synonyms).map(str::to_owned),
                key: name.clone(),
                known: known().map(|column| column.name(side).to_owned()).collect(),
            }
        })?;
        titles[column as usize].extend(match values {
            OneOrMore::One(title) => vec![title],
            OneOrMore::More(titles) => titles,
        });
    }
    Ok(titles)
}

fn column_called(side: Side, name: &str) -> Option<Column> {
    let key = title::key(name);
    Column::ALL
        .into_iter()
        .find(|column| column.titles(side).iter().copied().flatten().any(|synonym| title::key(synonym) == key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_synonyms_of_columns() {
        let map = ColumnMap::from_toml(
            "[base]\nIDPN = 'Matricule'\n'né(e) le' = ['DDN', 'Naissance']\n[cas]\nuid = 'Login ENT'",
            "columns.toml",
        )
        .unwrap();
        assert_eq!(map.titles(Side::Base, Column::Id), ["Matricule"]);
        assert_eq!(map.titles(Side::Base, Column::BirthDate), ["DDN", "Naissance"]);
        assert_eq!(map.titles(Side::Cas, Column::Id), ["Login ENT"]);
        assert!(map.titles(Side::Cas, Column::BirthDate).is_empty());
    }

    #[test]
    fn an_unknown_column_names_the_nearest() {
        let error = ColumnMap::from_toml("[base]\nIPDN = 'Matricule'", "columns.toml").unwrap_err().to_string();
        assert!(error.contains("Did you mean «IDPN»?"), "{error}");
        let error = ColumnMap::from_toml("[bas]\nIDPN = 'Matricule'", "columns.toml").unwrap_err();
        assert!(matches!(error, SettingsError::Syntax { .. }));
    }
}
