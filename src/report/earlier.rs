//! What lies where the results shall go.
//!
//! Role: to tell results of an earlier run from anything else, and results that somebody has worked in from those
//! that nobody has touched. Input: a directory, and the sizes and digests that the report in it has recorded. Output:
//! two answers, [`check`] and [`is_worked_in`]. Invariant: in doubt, a file is somebody's work.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::summary::{FileContent, PROGRAM};
use super::write::WriteError;

/// Left behind by file managers; not worth stopping for.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Whether an earlier run, with its report called `marker_name`, lies at `target`; an error if anything else does.
pub(super) fn check(target: &Path, marker_name: &str) -> Result<bool, WriteError> {
    let names = match names(target) {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(WriteError::NotADirectory { path: target.to_owned() });
        }
        Err(error) => return Err(WriteError::Io { path: target.to_owned(), source: error }),
    };
    let ours = marker(target, marker_name).map_or_else(Vec::new, |marker| marker.files);
    let is_foreign = |name: &String| !ours.contains(name) && !is_lock(name) && !LITTER.contains(&name.as_str());
    match names.into_iter().find(is_foreign) {
        Some(found) => Err(WriteError::NotOurs { path: target.to_owned(), found }),
        // Even an empty directory is moved aside: not every system renames onto one.
        None => Ok(true),
    }
}

/// Whether somebody has changed a result in `target`, or has one open: a spreadsheet leaves a lock beside its file.
pub(super) fn is_worked_in(target: &Path, marker_name: &str) -> bool {
    let Ok(names) = names(target) else { return true };
    if names.iter().any(|name| is_lock(name)) {
        return true;
    }
    let Some(marker) = marker(target, marker_name) else { return false };
    // A result that was deleted is no work to lose, and the report cannot hold a digest of itself.
    marker.files.iter().filter(|&name| name != marker_name && names.contains(name)).any(|name| {
        let recorded = marker.contents.get(name);
        recorded.is_none_or(|recorded| is_changed(&target.join(name), recorded))
    })
}

fn is_changed(path: &Path, recorded: &FileContent) -> bool {
    let digest = || -> io::Result<String> {
        let mut bytes = Hasher(Sha256::new());
        io::copy(&mut File::open(path)?, &mut bytes)?;
        Ok(hexadecimal(&bytes.0.finalize()))
    };
    let same_size = fs::metadata(path).is_ok_and(|file| file.len() == recorded.bytes);
    !same_size || digest().map_or(true, |digest| digest != recorded.sha256)
}

/// Bytes written here are only hashed.
struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `~$report.xlsx` is Excel's lock, `.~lock.report.xlsx#` LibreOffice's.
fn is_lock(name: &str) -> bool {
    name.starts_with("~$") || name.starts_with(".~lock.")
}

fn names(target: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(target)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

/// What an earlier report says of its own directory.
#[derive(Deserialize)]
struct Marker {
    generator: String,
    files: Vec<String>,
    #[serde(default)]
    contents: BTreeMap<String, FileContent>,
}

/// The report of this program in `target`.
fn marker(target: &Path, name: &str) -> Option<Marker> {
    let json = fs::read(target.join(name)).ok()?;
    let marker: Marker = serde_json::from_slice(&json).ok()?;
    (marker.generator.split(' ').next() == Some(PROGRAM)).then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::directory::MARKER;

    /// Results of an earlier run: `links.csv` with the content `old`.
    fn results() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        let report = serde_json::json!({
            "generator": "rapproche 0.1.0",
            "files": ["report.json", "links.csv"],
            "contents": {"links.csv": {"bytes": 3, "sha256": hexadecimal(&Sha256::digest(b"old"))}},
        });
        fs::write(place.path().join(MARKER), report.to_string()).unwrap();
        fs::write(place.path().join("links.csv"), "old").unwrap();
        place
    }

    #[test]
    fn untouched_results_are_nobodys_work() {
        let place = results();
        assert!(check(place.path(), MARKER).unwrap());
        assert!(!is_worked_in(place.path(), MARKER));
        fs::remove_file(place.path().join("links.csv")).unwrap();
        assert!(!is_worked_in(place.path(), MARKER), "what is deleted cannot be lost");
        assert!(!is_worked_in(tempfile::tempdir().unwrap().path(), MARKER), "an empty directory");
    }

    #[test]
    fn one_changed_letter_is_work() {
        let place = results();
        fs::write(place.path().join("links.csv"), "olD").unwrap();
        assert!(is_worked_in(place.path(), MARKER));
    }

    #[test]
    fn an_open_spreadsheet_is_work() {
        for lock in ["~$report.xlsx", ".~lock.report.xlsx#"] {
            let place = results();
            fs::write(place.path().join(lock), "").unwrap();
            assert!(check(place.path(), MARKER).unwrap(), "{lock}");
            assert!(is_worked_in(place.path(), MARKER), "{lock}");
        }
    }

    #[test]
    fn without_a_record_nobody_can_tell() {
        let place = results();
        let report = r#"{"generator":"rapproche 0.0.9","files":["report.json","links.csv"]}"#;
        fs::write(place.path().join(MARKER), report).unwrap();
        assert!(is_worked_in(place.path(), MARKER));
    }
}
