//! One `--base` or `--cas` argument: a file, and perhaps the profile of everybody in it.

use std::path::PathBuf;
use std::str::FromStr;

use crate::identity::Profile;

use super::SettingsError;
use super::title;

/// A file to read. With a profile, rows whose own profile column says nothing usable are of that profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The profile that the argument names.
    pub profile: Option<Profile>,
    /// The file.
    pub path: PathBuf,
}

/// Reads `eleves.csv` or `Élèves=eleves.csv`; the profile in singular or plural, accents and case ignored.
///
/// A `=` inside a path is no profile: what stands before it has a `/`, `\` or `.` then.
impl FromStr for Input {
    type Err = SettingsError;

    fn from_str(argument: &str) -> Result<Self, SettingsError> {
        let (profile, path) = match argument.split_once('=') {
            Some((title, path)) if !title.contains(['/', '\\', '.']) => (Some(profile_named(title)?), path),
            _ => (None, argument),
        };
        if path.is_empty() {
            return Err(SettingsError::NoPath { argument: argument.to_owned() });
        }
        Ok(Self { profile, path: path.into() })
    }
}

/// The profile that somebody names, in singular or plural, accents and case ignored, or by its key.
///
/// # Errors
/// [`SettingsError::UnknownProfile`], with the nearest.
pub fn profile_named(title: &str) -> Result<Profile, SettingsError> {
    title::profile(title).ok_or_else(|| {
        let known = Profile::ALL.into_iter().map(Profile::title);
        let nearest = title::nearest([title], known).map(str::to_owned);
        SettingsError::UnknownProfile { title: title.to_owned(), nearest }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_path_with_or_without_a_profile() {
        let read = |argument: &str| argument.parse::<Input>().unwrap();
        assert_eq!(read("eleves.csv"), Input { profile: None, path: "eleves.csv".into() });
        assert_eq!(read("Responsable=a=b.csv"), Input { profile: Some(Profile::Parents), path: "a=b.csv".into() });
        assert_eq!(read("MAITRES DE STAGE=m.xlsx").profile, Some(Profile::Supervisors));
        assert_eq!(read("./a=b.csv"), Input { profile: None, path: "./a=b.csv".into() });
    }

    #[test]
    fn names_the_nearest_profile() {
        let error = "Elvèes=eleves.csv".parse::<Input>().unwrap_err();
        assert!(error.to_string().contains("Did you mean «Élèves»?"), "{error}");
        assert!(matches!("Parents=".parse::<Input>(), Err(SettingsError::NoPath { .. })));
    }
}
