//! `model carry-over`: last year's configuration becomes this year's file.
//!
//! Input: the old file, which stays as it is. Output: a new file in the present format, publication off, and what
//! differs. Invariant: every setting is carried over or named as different.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cas::configuration::{Configuration, ConfigurationError, FORMAT};
use crate::cas::words::pick;
use crate::identity::Lang;

/// A configuration that was carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryOver {
    /// The old file.
    pub from: String,
    /// The new file.
    pub to: String,
    /// The new configuration.
    pub configuration: Configuration,
    /// How many settings both files have alike.
    pub alike: usize,
    /// The settings that differ, by key.
    pub differences: Vec<Difference>,
}

/// A setting that the two files do not have alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its key, sections included: `premiere_connexion.tentatives`.
    pub key: String,
    /// The value of the old file, in TOML.
    pub old: Option<String>,
    /// The value of the new file, in TOML.
    pub new: Option<String>,
}

/// Carries the configuration `old` over into the file `new`, which must not exist.
///
/// # Errors
/// [`ConfigurationError`] when `old` cannot be used, or `new` exists or cannot be written.
pub fn carry_over(old: &Path, new: &Path) -> Result<CarryOver, ConfigurationError> {
    let from = old.display().to_string();
    let text =
        fs::read_to_string(old).map_err(|source| ConfigurationError::Unreadable { file: from.clone(), source })?;
    let mut configuration = Configuration::from_toml(&text, &from)?;
    // A school year begins with settings to check, before anybody logs in.
    configuration.published = false;
    configuration.write_new(new)?;
    let to = new.display().to_string();
    let (before, after) = (leaves(&text, &from)?, leaves(&read(new)?, &to)?);
    let alike = after.iter().filter(|(key, value)| before.get(*key) == Some(value)).count();
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let differences = keys
        .into_iter()
        .map(|key| Difference { key: key.clone(), old: before.get(key).cloned(), new: after.get(key).cloned() })
        .filter(|difference| difference.old != difference.new)
        .collect();
    Ok(CarryOver { from, to, configuration, alike, differences })
}

fn read(path: &Path) -> Result<String, ConfigurationError> {
    let file = path.display().to_string();
    fs::read_to_string(path).map_err(|source| ConfigurationError::Unreadable { file, source })
}

/// Every value of a TOML text with its full key.
fn leaves(text: &str, file: &str) -> Result<BTreeMap<String, String>, ConfigurationError> {
    fn walk(prefix: &str, table: &toml::Table, leaves: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::Table(table) => walk(&key, table, leaves),
                value => {
                    leaves.insert(key, value.to_string());
                }
            }
        }
    }
    let table: toml::Table =
        toml::from_str(text).map_err(|source| ConfigurationError::Syntax { file: file.to_owned(), source })?;
    let mut all = BTreeMap::new();
    walk("", &table, &mut all);
    Ok(all)
}

impl CarryOver {
    /// What was carried over, and a line per difference.
    pub fn text(&self, lang: Lang) -> String {
        let Self { from, to, alike, .. } = self;
        let mut text = match lang {
            Lang::Fr => format!(
                "{from} repris dans {to} (format {FORMAT}) ; publication arrêtée. Paramètres repris tels quels : {alike}.\n"
            ),
            Lang::En => format!(
                "{from} was carried over into {to} (format {FORMAT}); publication is off. Settings carried over as they were: {alike}.\n"
            ),
        };
        let space = pick(lang, " ", "");
        for Difference { key, old, new } in &self.differences {
            text += &match (old, new) {
                (None, Some(new)) => {
                    format!(
                        "  {key}{space}: {new} ({})\n",
                        pick(lang, "valeur par défaut, désormais écrite", "the default, now written")
                    )
                }
                (Some(old), Some(new)) => format!("  {key}{space}: {old} → {new}\n"),
                (Some(old), None) => {
                    format!("  {key}{space}: {old} ({})\n", pick(lang, "non repris", "not carried over"))
                }
                (None, None) => String::new(),
            };
        }
        text
    }
}
