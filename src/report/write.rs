//! All outputs of a run, written in parallel into one directory.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;

use super::directory::{self, MARKER, Replaced};
use super::{Run, page, summary, tables, workbook};

/// Why the outputs could not be written. In every case but [`WriteError::NotRestored`], nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The directory holds something that no earlier run wrote.
    #[error(
        "{} holds «{found}», which is no result of an earlier run, so nothing was written: \
         name another directory, or empty this one", path.display()
    )]
    NotOurs {
        /// The directory asked for.
        path: PathBuf,
        /// The first such file.
        found: String,
    },
    /// A file stands where the directory should be.
    #[error("{} is a file, not a directory: name another directory", path.display())]
    NotADirectory {
        /// The path asked for.
        path: PathBuf,
    },
    /// The system refused: no space, no permission.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The workbook could not be built.
    #[error("cannot write {}: {source}", path.display())]
    Workbook {
        /// The workbook.
        path: PathBuf,
        /// What the writer said.
        source: XlsxError,
    },
    /// The new results could not be moved into place, nor the earlier ones back.
    #[error(
        "cannot write {}: {source}; the earlier results are safe in {}, move them back by hand",
        target.display(), kept.display()
    )]
    NotRestored {
        /// The directory asked for.
        target: PathBuf,
        /// Where the earlier results lie.
        kept: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    /// For `map_err`.
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The directory.
    pub directory: PathBuf,
    /// Its files, by name.
    pub files: Vec<WrittenFile>,
    /// Whether results of an earlier run, or an empty directory, were replaced.
    pub replaced: bool,
    /// Where the replaced results still lie, if they could not be deleted; the caller should say so.
    pub leftover: Option<PathBuf>,
}

/// One output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Name in the directory.
    pub name: &'static str,
    /// Size.
    pub bytes: u64,
}

/// Writes one file.
type Writer = fn(&Run<'_>, &mut File) -> Result<(), FileError>;

/// All outputs. The slowest come first, so that no thread waits for them at the end.
const OUTPUTS: [(&str, Writer); 7] = [
    ("report.xlsx", |run, file| Ok(file.write_all(&workbook::render(run)?)?)),
    ("links.csv", |run, file| Ok(tables::write_links(run, file)?)),
    ("failures.csv", |run, file| Ok(tables::write_failures(run, file)?)),
    ("import-pronote.csv", |run, file| Ok(tables::write_import(run, file)?)),
    ("rejects.csv", |run, file| Ok(tables::write_rejects(run, file)?)),
    ("report.html", |run, file| Ok(file.write_all(page::render(run).as_bytes())?)),
    (MARKER, |run, file| Ok(write_summary(run, file)?)),
];

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum FileError {
    Io(#[from] io::Error),
    Workbook(#[from] XlsxError),
}

impl FileError {
    fn at(self, path: PathBuf) -> WriteError {
        match self {
            Self::Io(source) => WriteError::Io { path, source },
            Self::Workbook(source) => WriteError::Workbook { path, source },
        }
    }
}

/// Writes every output of `run` into `directory`, all at once or not at all. An earlier run's results there are
/// replaced; anything else there is an error. `progress` hears the name of each file when it is done, from any
/// thread.
///
/// # Errors
/// [`WriteError`]; `directory` is then as it was before.
pub fn write_all(run: &Run<'_>, directory: &Path, progress: &(dyn Fn(&str) + Sync)) -> Result<Written, WriteError> {
    let (mut files, Replaced { earlier_run, leftover }) = directory::replace(directory, |new| {
        OUTPUTS
            .par_iter()
            .with_max_len(1)
            .map(|&(name, write)| {
                let bytes = write_file(run, &new.join(name), write).map_err(|error| error.at(directory.join(name)))?;
                progress(name);
                Ok(WrittenFile { name, bytes })
            })
            .collect::<Result<Vec<_>, WriteError>>()
    })?;
    files.sort_by_key(|file| file.name);
    Ok(Written { directory: directory.to_owned(), files, replaced: earlier_run, leftover })
}

/// Writes one file durably and returns its size.
fn write_file(run: &Run<'_>, path: &Path, write: Writer) -> Result<u64, FileError> {
    let mut file = File::create_new(path)?;
    write(run, &mut file)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

fn write_summary(run: &Run<'_>, file: &mut File) -> io::Result<()> {
    let names: Vec<&str> = OUTPUTS.iter().map(|&(name, _)| name).collect();
    let mut json = serde_json::to_vec_pretty(&summary::summarise(run, &names))?;
    json.push(b'\n');
    file.write_all(&json)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Mutex;

    use super::*;
    use crate::report::example::school;

    #[test]
    fn writes_everything_and_again_the_same_bytes() {
        let school = school();
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        let heard = Mutex::new(Vec::new());
        let written = write_all(&school.run(), &target, &|name| heard.lock().unwrap().push(name.to_owned())).unwrap();
        assert!(!written.replaced);
        assert_eq!(heard.lock().unwrap().len(), OUTPUTS.len());
        let bytes = |directory: &Path| -> Vec<Vec<u8>> {
            written.files.iter().map(|file| fs::read(directory.join(file.name)).unwrap()).collect()
        };
        let first = bytes(&target);
        let sizes: Vec<u64> = first.iter().map(|bytes| bytes.len() as u64).collect();
        assert_eq!(sizes, written.files.iter().map(|file| file.bytes).collect::<Vec<_>>());
        assert_eq!(fs::read_dir(&target).unwrap().count(), OUTPUTS.len());

        let again = write_all(&school.run(), &target, &|_| ()).unwrap();
        assert!(again.replaced);
        assert_eq!(again.leftover, None);
        assert!(bytes(&target) == first, "the same run gives the same bytes");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside the directory");
    }

    #[test]
    fn an_error_names_the_path_that_was_asked_for() {
        let school = school();
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "").unwrap();
        let error = write_all(&school.run(), &file.join("out"), &|_| ()).unwrap_err();
        assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}
