//! The file: read strictly, written whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Configuration, ConfigurationError, FORMAT};
use crate::durable;

/// What stands above every file that is written.
const HEADING: &str = "\
# Configuration CAS en vigueur. rapproche réécrit ce fichier quand un modèle est appliqué, et garde le précédent en .bak ;
# les commentaires que vous ajouteriez ici n'y survivraient pas.
";

impl Configuration {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigurationError`]: unreadable, a format or a key that is not known, a value that does not fit, parts that
    /// contradict each other.
    pub fn read(path: &Path) -> Result<Self, ConfigurationError> {
        let file = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&text, &file),
            Err(source) => Err(ConfigurationError::Unreadable { file, source }),
        }
    }

    /// Reads a file, or starts from the default if there is none.
    ///
    /// # Errors
    /// As [`Self::read`], except that a file may be missing.
    pub fn read_or_default(path: &Path) -> Result<Self, ConfigurationError> {
        match Self::read(path) {
            Err(ConfigurationError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Ok(Self::default())
            }
            read => read,
        }
    }

    /// Reads a text. `file` is for messages.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_toml(text: &str, file: &str) -> Result<Self, ConfigurationError> {
        let syntax = |source| ConfigurationError::Syntax { file: file.to_owned(), source };
        // The format comes first: in a file of another one, any key may be unknown.
        let table: toml::Table = toml::from_str(text).map_err(syntax)?;
        match table.get("format").and_then(toml::Value::as_integer) {
            Some(found) if found == i64::from(FORMAT) => {}
            found => return Err(ConfigurationError::Format { file: file.to_owned(), found }),
        }
        let configuration: Self = toml::from_str(text).map_err(syntax)?;
        let found = configuration.inconsistencies();
        if !found.is_empty() {
            return Err(ConfigurationError::Inconsistent { file: file.to_owned(), found });
        }
        Ok(configuration)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// Never for values of these types; what the TOML writer could say is passed on.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        Ok(format!("{HEADING}{}", toml::to_string(self)?))
    }

    /// Replaces a file, or makes it. The previous one is kept as `<path>.bak`, whose path is returned.
    ///
    /// # Errors
    /// [`ConfigurationError::Inconsistent`], or [`ConfigurationError::Unwritable`]; the file is then as it was.
    pub fn write(&self, path: &Path) -> Result<Option<PathBuf>, ConfigurationError> {
        let text = self.checked_toml(path)?;
        durable::replace_and_keep(path, text.as_bytes()).map_err(|source| unwritable(path, source))
    }

    /// Makes a file that does not exist yet.
    ///
    /// # Errors
    /// [`ConfigurationError::Exists`], or as [`Self::write`].
    pub fn write_new(&self, path: &Path) -> Result<(), ConfigurationError> {
        let text = self.checked_toml(path)?;
        if path.symlink_metadata().is_ok() {
            return Err(ConfigurationError::Exists { file: path.display().to_string() });
        }
        durable::replace(path, text.as_bytes()).map_err(|source| unwritable(path, source))
    }

    fn checked_toml(&self, path: &Path) -> Result<String, ConfigurationError> {
        let found = self.inconsistencies();
        if !found.is_empty() {
            return Err(ConfigurationError::Inconsistent { file: path.display().to_string(), found });
        }
        self.to_toml().map_err(|error| unwritable(path, io::Error::other(error)))
    }
}

fn unwritable(path: &Path, source: io::Error) -> ConfigurationError {
    ConfigurationError::Unwritable { file: path.display().to_string(), source }
}
