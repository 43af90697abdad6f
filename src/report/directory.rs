//! A directory that appears whole or not at all.
//!
//! Role: to write beside the target, then rename. Input: the target and a function that fills a directory. Output:
//! the target with the new content, or exactly as it was. Invariant: only what an earlier run wrote is ever
//! replaced, results that somebody has worked in are kept beside it, and a file of anybody else stops the run before
//! it changes anything.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::earlier::{check, is_worked_in};
use super::write::WriteError;

/// The file that says which program wrote a directory, and what belongs to it.
pub(super) const MARKER: &str = "report.json";
/// The same of an evaluation: results of the one kind never replace those of the other.
pub(super) const EVALUATION_MARKER: &str = "evaluation.json";

/// What became of an earlier run in the same place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Replaced {
    /// Whether there was one.
    pub(super) earlier_run: bool,
    /// Where it still lies, if it could not be deleted.
    pub(super) leftover: Option<PathBuf>,
    /// Where it lies for good, since somebody had worked in it.
    pub(super) kept: Option<PathBuf>,
}

/// Fills a new directory by `fill`, `marker` included, then puts it in the place of `target`. Earlier results that somebody has worked in
/// are kept as `<target>.precedent-<moment>`.
pub(super) fn replace<T>(
    target: &Path,
    marker: &str,
    moment: &str,
    fill: impl FnOnce(&Path) -> Result<T, WriteError>,
) -> Result<(T, Replaced), WriteError> {
    // The directory itself is replaced, not a symbolic link that leads to it.
    let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    check(&target, marker)?;
    let parent = match target.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(WriteError::io(parent))?;

    // The staging directory is private and deletes itself, with all that is in it, on every way out.
    let staging = private_directory(parent).map_err(WriteError::io(parent))?;
    let new = staging.path().join("new");
    fs::create_dir(&new).map_err(WriteError::io(&new))?;
    let filled = fill(&new)?;
    sync_directory(&new).map_err(WriteError::io(&target))?;

    // A run takes a while: look again before anything is moved.
    let earlier_run = check(&target, marker)?;
    let kept = (earlier_run && is_worked_in(&target, marker)).then(|| name_to_keep(&target, moment));
    let old = kept.clone().unwrap_or_else(|| staging.path().join("old"));
    if earlier_run {
        // Best effort: a directory shared with a group stays shared.
        let _ = fs::metadata(&target).and_then(|metadata| fs::set_permissions(&new, metadata.permissions()));
        fs::rename(&target, &old).map_err(WriteError::io(&target))?;
    }
    if let Err(source) = fs::rename(&new, &target) {
        return Err(put_back(staging, &old, &target, earlier_run, source));
    }
    sync_directory(parent).map_err(WriteError::io(parent))?;

    let path = staging.path().to_owned();
    let leftover = staging.close().is_err().then_some(path);
    Ok((filled, Replaced { earlier_run, leftover, kept }))
}

/// Undoes the first of the two renames.
fn put_back(staging: TempDir, old: &Path, target: &Path, earlier_run: bool, source: io::Error) -> WriteError {
    if earlier_run && fs::rename(old, target).is_err() {
        // Never delete the only copy.
        let _ = staging.keep();
        return WriteError::NotRestored { target: target.to_owned(), kept: old.to_owned(), source };
    }
    WriteError::Io { path: target.to_owned(), source }
}

/// `out.precedent-20250901-083000`, with a number behind where that is taken.
fn name_to_keep(target: &Path, moment: &str) -> PathBuf {
    // Colons are not for the names of files everywhere.
    let stamp: String =
        moment.chars().filter_map(|c| if c == 'T' { Some('-') } else { c.is_ascii_digit().then_some(c) }).collect();
    let name = |suffix: &str| {
        let mut name = target.as_os_str().to_owned();
        name.push(format!(".precedent-{stamp}{suffix}"));
        PathBuf::from(name)
    };
    let is_free = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    let numbered = (2_u32..).map(|number| name(&format!("-{number}")));
    std::iter::once(name("")).chain(numbered).find(is_free).unwrap_or_else(|| name(""))
}

/// A new directory in `parent` that nobody else can read: it holds names and birth dates.
fn private_directory(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rapproche-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder.tempdir_in(parent)
}

/// Makes new names durable; where a directory cannot be opened, the system sees to it by itself.
fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{"generator":"rapproche 0.0.9","files":["report.json"],"version":1}"#;

    const MOMENT: &str = "2025-09-01T08:30:00";

    fn write(directory: &Path, name: &str, content: &str) -> Result<(), WriteError> {
        let path = directory.join(name);
        fs::write(&path, content).map_err(WriteError::io(&path))
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn creates_the_directory_and_its_parents() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/out");
        let ((), replaced) = replace(&target, MARKER, MOMENT, |new| write(new, "a", "1")).unwrap();
        assert_eq!(replaced, Replaced::default());
        assert_eq!(names(&target), ["a"]);
        assert_eq!(names(target.parent().unwrap()), ["out"]);
    }

    #[test]
    fn replaces_an_earlier_run_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        fs::create_dir(&target).unwrap();
        write(&target, "Thumbs.db", "litter").unwrap();
        write(&target, MARKER, REPORT).unwrap();
        let ((), replaced) = replace(&target, MARKER, MOMENT, |new| write(new, "report.html", "new")).unwrap();
        assert_eq!(replaced, Replaced { earlier_run: true, ..Replaced::default() });
        assert_eq!(names(&target), ["report.html"]);
        assert_eq!(names(place.path()), ["out"]);
    }

    #[test]
    fn what_somebody_worked_in_is_kept_beside_each_time() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        for name in ["out.precedent-20250901-083000", "out.precedent-20250901-083000-2"] {
            fs::create_dir_all(&target).unwrap();
            write(&target, MARKER, REPORT).unwrap();
            write(&target, "~$report.xlsx", "open").unwrap();
            let ((), replaced) = replace(&target, MARKER, MOMENT, |new| write(new, "report.html", "new")).unwrap();
            let kept = replaced.kept.unwrap();
            assert_eq!(kept.file_name().unwrap(), name);
            assert_eq!(fs::read_to_string(kept.join(MARKER)).unwrap(), REPORT);
            assert_eq!(names(&target), ["report.html"]);
            fs::remove_dir_all(&target).unwrap();
        }
    }

    #[test]
    fn a_file_of_somebody_else_stops_everything() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        fs::create_dir(&target).unwrap();
        write(&target, MARKER, REPORT).unwrap();
        write(&target, "notes.txt", "mine").unwrap();
        let error =
            replace(&target, MARKER, MOMENT, |_| -> Result<(), _> { panic!("must not be filled") }).unwrap_err();
        assert!(matches!(&error, WriteError::NotOurs { found, .. } if found == "notes.txt"), "{error}");
        assert_eq!(names(&target), ["notes.txt", MARKER]);

        write(&target, MARKER, r#"{"generator":"another program","files":["notes.txt","report.json"]}"#).unwrap();
        assert!(matches!(replace(&target, MARKER, MOMENT, |_| Ok(())), Err(WriteError::NotOurs { .. })));
        fs::remove_dir_all(&target).unwrap();
        fs::write(&target, "a file").unwrap();
        assert!(matches!(replace(&target, MARKER, MOMENT, |_| Ok(())), Err(WriteError::NotADirectory { .. })));
        assert_eq!(fs::read_to_string(&target).unwrap(), "a file");
    }

    #[test]
    fn a_failing_write_leaves_everything_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        let failing = |new: &Path| {
            write(new, "links.csv", "half")?;
            Err::<(), _>(WriteError::Io { path: "links.csv".into(), source: io::ErrorKind::StorageFull.into() })
        };
        assert!(replace(&target, MARKER, MOMENT, failing).is_err());
        assert!(names(place.path()).is_empty());

        fs::create_dir(&target).unwrap();
        write(&target, MARKER, REPORT).unwrap();
        assert!(replace(&target, MARKER, MOMENT, failing).is_err());
        assert_eq!(fs::read_to_string(target.join(MARKER)).unwrap(), REPORT);
        assert_eq!(names(place.path()), ["out"]);
    }

    #[test]
    fn a_failing_swap_puts_the_earlier_run_back() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        fs::create_dir(&target).unwrap();
        write(&target, MARKER, REPORT).unwrap();
        // The new directory vanishes before it can be moved.
        let error = put_back_case(place.path(), &target);
        assert!(matches!(error, WriteError::Io { .. }), "{error}");
        assert_eq!(fs::read_to_string(target.join(MARKER)).unwrap(), REPORT);
        assert_eq!(names(place.path()), ["out"]);
    }

    fn put_back_case(parent: &Path, target: &Path) -> WriteError {
        let staging = private_directory(parent).unwrap();
        let old = staging.path().join("old");
        fs::rename(target, &old).unwrap();
        put_back(staging, &old, target, true, io::ErrorKind::StorageFull.into())
    }

    #[test]
    fn the_only_copy_is_never_deleted() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        let staging = private_directory(place.path()).unwrap();
        let old = staging.path().join("old");
        fs::create_dir(&old).unwrap();
        write(&old, MARKER, REPORT).unwrap();
        // Somebody has put a file in the place meanwhile, so that nothing can be moved back.
        fs::write(&target, "in the way").unwrap();
        let error = put_back(staging, &old, &target, true, io::ErrorKind::StorageFull.into());
        let WriteError::NotRestored { kept, .. } = error else { panic!("{error}") };
        assert_eq!(fs::read_to_string(kept.join(MARKER)).unwrap(), REPORT);
    }
}
