//! The file of letters: there in full before its codes are, and under its name after them.
//!
//! Two things have to happen, the codes into the database and the letters into a file, and a machine may stop between them. Letters whose
//! codes are not kept are the worst that can come of it: they are printed, handed out, and refused at the door. So the letters are written
//! and flushed first, under no name (a full disk shows here, before anything changed); then the codes are committed; then the file gets its
//! name. What a crash in between loses is one command to run again: codes that nobody was told, which the next issue replaces.

use std::io;
use std::path::{Path, PathBuf};

use crate::durable::{self, Prepared};

/// Letters on the disk, without a name yet; dropped, they are gone.
#[derive(Debug)]
pub struct LettersFile {
    prepared: Prepared,
    path: PathBuf,
}

/// Letters whose codes are kept and whose file could not be given its name.
#[derive(Debug)]
pub struct NotNamed {
    /// Where they are all the same; `None` where not even that could be had.
    pub kept: Option<PathBuf>,
    /// What the system says.
    pub source: io::Error,
}

impl LettersFile {
    /// Writes them beside `path`, readable by their owner alone.
    ///
    /// # Errors
    /// The system's; then nothing is left.
    pub fn prepare(path: &Path, content: &[u8]) -> io::Result<Self> {
        Ok(Self { prepared: durable::prepare_private(path, content)?, path: path.to_owned() })
    }

    /// Gives them their name, once the codes are kept.
    ///
    /// # Errors
    /// [`NotNamed`], when somebody has made a file of that name meanwhile, for one: it stays as it is, and the letters stay beside it.
    pub fn name(self) -> Result<(), NotNamed> {
        self.prepared.name(&self.path).map_err(|(source, kept)| NotNamed { kept, source })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn letters_without_a_name_are_gone_or_kept_beside_what_took_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("lettres.html");
        drop(LettersFile::prepare(&path, b"1").unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        let file = LettersFile::prepare(&path, b"2").unwrap();
        assert!(!path.exists());
        fs::write(&path, "somebody else's").unwrap();
        let kept = file.name().unwrap_err().kept.unwrap();
        assert_eq!(fs::read(kept).unwrap(), b"2");
        assert_eq!(fs::read(&path).unwrap(), b"somebody else's");
        fs::remove_file(&path).unwrap();
        LettersFile::prepare(&path, b"3").unwrap().name().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"3");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
