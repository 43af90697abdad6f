//! The made-up collège of `fixtures/college`: the populations of the reconciliation screen, in the files schools have.
//!
//! Role: the main job's example and its end-to-end test. Input: nothing; the seed is fixed. Output: the base as three exports
//! (pupils, parents, staff), the ENT's export, the truth. Invariants: the numbers are those of the screen,
//!
//! | | pupils | inspectors | supervisors | parents | staff | teachers |
//! |---|---|---|---|---|---|---|
//! | base | 425 | 1 | 101 | 700 | 17 | 36 |
//! | ENT | 424 | - | - | 698 | 1 | 34 |
//! | right links | 424 | 0 | 0 | 698 | 0 | 34 |
//!
//! every pair can be told by evidence (one damage at most that touches identity, and none on a frequent name without a
//! birth date), the files are the same byte for byte each time, and nobody in them exists.

mod files;
mod people;

use std::io;
use std::path::Path;

pub use people::{College, PROFILE_COUNTS, User};

/// Why the collège could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CollegeError {
    /// A file could not be written.
    #[error("cannot write {path}: {source}; check that the folder exists and is writable")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The workbook could not be made.
    #[error("cannot make the workbook personnels.xlsx: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// Writes `eleves.csv`, `parents.csv`, `personnels.xlsx`, `ent.csv` and `truth.csv` into `dir`, which is made if need be.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn write(dir: &Path) -> Result<(), CollegeError> {
    let college = College::make();
    std::fs::create_dir_all(dir).map_err(|source| CollegeError::Io { path: dir.display().to_string(), source })?;
    for (name, content) in [
        ("eleves.csv", files::pupils(&college)),
        ("parents.csv", files::parents(&college)),
        ("personnels.xlsx", files::employees(&college)?),
        ("ent.csv", files::ent(&college)),
        ("truth.csv", files::truth(&college)),
    ] {
        let path = dir.join(name);
        std::fs::write(&path, content)
            .map_err(|source| CollegeError::Io { path: path.display().to_string(), source })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;
    use std::path::PathBuf;

    use super::super::{Case, Damages, plain_key};
    use super::*;
    use crate::identity::Profile;

    #[test]
    fn the_numbers_are_those_of_the_screen() {
        let college = College::make();
        for (profile, base, ent) in PROFILE_COUNTS {
            let users = college.users.iter().filter(|user| user.record.profiles.contains(profile)).count();
            let accounts = college.accounts.iter().filter(|account| account.profiles.contains(profile)).count();
            assert_eq!((users, accounts), (base, ent), "{profile}");
        }
        let unknown: Vec<_> = college.truth.iter().filter(|truth| truth.idpn.is_empty()).collect();
        assert_eq!(unknown.len(), 1);
        assert_eq!(unknown[0].profile, Profile::Staff);
        assert!(college.accounts.iter().any(|account| account.profiles.iter().count() == 2), "a teacher is a parent");
        assert!(college.users.iter().filter(|user| !user.linked_id.is_empty()).count() >= 20);
    }

    #[test]
    fn everybody_can_be_told_apart() {
        let college = College::make();
        assert!(college.truth.iter().all(|truth| truth.decidable));
        let names: HashSet<_> = college
            .users
            .iter()
            .map(|user| {
                (user.record.profiles.iter().next(), plain_key(&user.record.family), plain_key(&user.record.given))
            })
            .collect();
        assert_eq!(names.len(), college.users.len(), "no two users of a profile share both names");
        let mut seen = Damages::NONE;
        for truth in &college.truth {
            if let Case::Pair(damages) = truth.case {
                seen.add(damages);
            }
        }
        for damage in [
            Damages::ACCENTS,
            Damages::SEPARATORS,
            Damages::FAMILY_TYPO,
            Damages::GIVEN_TYPO,
            Damages::HALF_NAME,
            Damages::OTHER_NAME,
            Damages::GIVEN_SUBSET,
            Damages::SWAPPED,
            Damages::DATE_SWAPPED,
            Damages::DATE_DIGIT,
            Damages::MOVED_NEAR,
        ] {
            assert!(seen.contains(damage), "{:?} is missing", damage.keys().collect::<Vec<_>>());
        }
    }

    /// Run with `UPDATE_FIXTURES=1` to write the files anew.
    #[test]
    fn the_fixture_is_what_this_module_writes() {
        let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/college");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            write(&fixture).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        write(dir.path()).unwrap();
        for name in ["eleves.csv", "parents.csv", "personnels.xlsx", "ent.csv", "truth.csv"] {
            let [kept, made] = [&fixture, dir.path()].map(|dir| fs::read(dir.join(name)).unwrap());
            assert!(kept == made, "{name} differs: UPDATE_FIXTURES=1 cargo test --lib college writes it anew");
        }
    }
}
