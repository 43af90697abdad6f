//! All outputs of a run, written in parallel into one directory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::directory::{self, MARKER, Replaced};
use super::summary::FileContent;
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
    /// Where the replaced results are kept, since somebody had worked in them; the caller should say so.
    pub kept: Option<PathBuf>,
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
type Writer = fn(&Run<'_>, &mut dyn Write) -> Result<(), FileError>;

/// All outputs but the report on them. The slowest come first, so that no thread waits for them at the end.
const OUTPUTS: [(&str, Writer); 6] = [
    ("report.xlsx", |run, file| Ok(file.write_all(&workbook::render(run)?)?)),
    ("links.csv", |run, file| Ok(tables::write_links(run, file)?)),
    ("failures.csv", |run, file| Ok(tables::write_failures(run, file)?)),
    ("import-pronote.csv", |run, file| Ok(tables::write_import(run, file)?)),
    ("rejects.csv", |run, file| Ok(tables::write_rejects(run, file)?)),
    ("report.html", |run, file| Ok(file.write_all(page::render(run).as_bytes())?)),
];

/// Why one file could not be written.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) enum FileError {
    Io(#[from] io::Error),
    Workbook(#[from] XlsxError),
}

impl FileError {
    pub(super) fn at(self, path: PathBuf) -> WriteError {
        match self {
            Self::Io(source) => WriteError::Io { path, source },
            Self::Workbook(source) => WriteError::Workbook { path, source },
        }
    }
}

/// Writes every output of `run` into `directory`, all at once or not at all. An earlier run's results there are
/// replaced, or kept beside it where somebody has worked in them; anything else there is an error. `progress` hears
/// the name of each file when it is done, from any thread.
///
/// # Errors
/// [`WriteError`]; `directory` is then as it was before.
pub fn write_all(run: &Run<'_>, directory: &Path, progress: &(dyn Fn(&str) + Sync)) -> Result<Written, WriteError> {
    let (files, replaced) = directory::replace(directory, MARKER, run.generated_at, |new| {
        let at = |name: &'static str| move |error: FileError| error.at(directory.join(name));
        let contents = OUTPUTS
            .par_iter()
            .with_max_len(1)
            .map(|&(name, write)| {
                let content = write_file(&new.join(name), |file| write(run, file)).map_err(at(name))?;
                progress(name);
                Ok((name, content))
            })
            .collect::<Result<BTreeMap<_, _>, WriteError>>()?;
        // The report comes last: it records what the other files are.
        let mut bytes: BTreeMap<_, _> = contents.iter().map(|(&name, content)| (name, content.bytes)).collect();
        let report =
            write_file(&new.join(MARKER), |file| Ok(write_summary(run, contents, file)?)).map_err(at(MARKER))?;
        progress(MARKER);
        bytes.insert(MARKER, report.bytes);
        Ok(bytes.into_iter().map(|(name, bytes)| WrittenFile { name, bytes }).collect())
    })?;
    let Replaced { earlier_run, leftover, kept } = replaced;
    Ok(Written { directory: directory.to_owned(), files, replaced: earlier_run, leftover, kept })
}

/// Writes one file durably and returns what it holds.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), FileError>,
) -> Result<FileContent, FileError> {
    let mut file = Hashed { file: File::create_new(path)?, digest: Sha256::new() };
    write(&mut file)?;
    let Hashed { file, digest } = file;
    file.sync_all()?;
    Ok(FileContent { bytes: file.metadata()?.len(), sha256: hexadecimal(&digest.finalize()) })
}

/// A file, and the digest of what was written to it.
struct Hashed {
    file: File,
    digest: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn write_summary(run: &Run<'_>, contents: BTreeMap<&str, FileContent>, file: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = OUTPUTS.iter().map(|&(name, _)| name).chain([MARKER]).collect();
    let mut summary = summary::summarise(run, &names);
    summary.contents = contents.into_iter().map(|(name, content)| (name.to_owned(), content)).collect();
    let mut json = serde_json::to_vec_pretty(&summary)?;
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
        assert_eq!(heard.lock().unwrap().len(), OUTPUTS.len() + 1);
        let bytes = |directory: &Path| -> Vec<Vec<u8>> {
            written.files.iter().map(|file| fs::read(directory.join(file.name)).unwrap()).collect()
        };
        let first = bytes(&target);
        let sizes: Vec<u64> = first.iter().map(|bytes| bytes.len() as u64).collect();
        assert_eq!(sizes, written.files.iter().map(|file| file.bytes).collect::<Vec<_>>());
        assert_eq!(fs::read_dir(&target).unwrap().count(), OUTPUTS.len() + 1);

        let again = write_all(&school.run(), &target, &|_| ()).unwrap();
        assert!(again.replaced);
        assert_eq!((again.leftover, again.kept), (None, None));
        assert!(bytes(&target) == first, "the same run gives the same bytes");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside the directory");
    }

    #[test]
    fn an_edited_workbook_is_kept() {
        let school = school();
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        write_all(&school.run(), &target, &|_| ()).unwrap();
        fs::write(target.join("report.xlsx"), "an afternoon's work").unwrap();
        let again = write_all(&school.run(), &target, &|_| ()).unwrap();
        let kept = again.kept.unwrap();
        assert_eq!(kept.file_name().unwrap(), "out.precedent-20250901-083000");
        assert_eq!(fs::read_to_string(kept.join("report.xlsx")).unwrap(), "an afternoon's work");
        assert_eq!(write_all(&school.run(), &target, &|_| ()).unwrap().kept, None, "the new ones are untouched");
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
