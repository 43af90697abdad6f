//! Files that are written whole or not at all.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How the names of files begin that are being written.
const PREFIX: &str = ".rapproche-";

/// Writes a file beside its place, then moves it there: whoever reads the path sees the old content or the new one. A
/// link stays a link; its target is replaced.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let new = beside(&target, content)?;
    if let Ok(old) = fs::metadata(&target) {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.persist(&target).map_err(|error| error.error)?;
    sync_directory_of(&target)
}

/// Writes a file that is not there yet.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where it is; it stays as it was.
pub(crate) fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    beside(path, content)?.persist_noclobber(path).map_err(|error| error.error)?;
    sync_directory_of(path)
}

/// [`create`], for a secret: nobody but the owner may read the file, at any moment (mode 0600 where there are modes).
pub(crate) fn create_private(path: &Path, content: &[u8]) -> io::Result<()> {
    prepare_private(path, content)?.0.persist_noclobber(path).map_err(|error| error.error)?;
    sync_directory_of(path)
}

/// The first half of [`create_private`]: the file is on the disk and has no name yet. Dropped, it is gone.
pub(crate) fn prepare_private(path: &Path, content: &[u8]) -> io::Result<Prepared> {
    // Without `builder`'s wider permissions a temporary file is its owner's alone.
    let mut new = tempfile::Builder::new().prefix(PREFIX).tempfile_in(directory_of(path))?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    Ok(Prepared(new))
}

/// A whole file without its name.
#[derive(Debug)]
pub(crate) struct Prepared(NamedTempFile);

impl Prepared {
    /// The second half, for content that must not be lost any more.
    ///
    /// # Errors
    /// The system's, [`io::ErrorKind::AlreadyExists`] included, and where the content was kept instead.
    pub(crate) fn name(self, path: &Path) -> Result<(), (io::Error, Option<PathBuf>)> {
        match self.0.persist_noclobber(path) {
            Ok(_) => sync_directory_of(path).map_err(|error| (error, Some(path.to_owned()))),
            Err(error) => {
                let kept = error.file.keep().ok().map(|(_, kept)| kept);
                Err((error.error, kept))
            }
        }
    }
}

/// A whole file in the directory of `target`, without a name of its own yet.
fn beside(target: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut new = builder().tempfile_in(directory_of(target))?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    Ok(new)
}

fn directory_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The name of a new file is an entry of its directory, which a loss of power can take away by itself.
fn sync_directory_of(path: &Path) -> io::Result<()> {
    // Where a directory cannot be opened, the system sees to it by itself.
    fs::File::open(directory_of(path)).map_or(Ok(()), |directory| directory.sync_all())
}

/// [`replace`], after the old content was kept as `<path>.bak`, in place of an earlier one. Returns that path, if there
/// was an old content.
pub(crate) fn replace_and_keep(path: &Path, content: &[u8]) -> io::Result<Option<PathBuf>> {
    let kept = match fs::read(path) {
        Ok(old) => {
            let mut kept = path.as_os_str().to_owned();
            kept.push(".bak");
            let kept = PathBuf::from(kept);
            replace(&kept, &old)?;
            Some(kept)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    replace(path, content)?;
    Ok(kept)
}

/// Whether a file is called like one that never got its name, since its writer was killed.
pub(crate) fn is_unnamed(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(PREFIX))
}

/// Temporary files are private by default; these become the file itself, with the permissions any new file gets.
pub(crate) fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_content_is_kept_once() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("conf.toml");
        assert_eq!(replace_and_keep(&path, b"1").unwrap(), None);
        for content in [b"2", b"3"] {
            assert_eq!(replace_and_keep(&path, content).unwrap(), Some(place.path().join("conf.toml.bak")));
        }
        assert_eq!(fs::read(&path).unwrap(), b"3");
        assert_eq!(fs::read(place.path().join("conf.toml.bak")).unwrap(), b"2");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("conf.toml");
        fs::write(&path, "1").unwrap();
        fs::create_dir(place.path().join("conf.toml.bak")).unwrap();
        assert!(replace_and_keep(&path, b"2").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"1");
        assert!(replace(&place.path().join("nowhere/conf.toml"), b"2").is_err());
    }

    #[test]
    fn what_is_created_was_not_there() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("rules.toml");
        create(&path, b"1").unwrap();
        assert_eq!(create(&path, b"2").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"1");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let plain = place.path().join("plain");
            fs::write(&plain, "").unwrap();
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode(&path), mode(&plain), "readable as any other new file");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().unwrap();
        let (file, link) = (place.path().join("file"), place.path().join("link"));
        fs::write(&file, "1").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, b"2").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"2");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
