//! Files that are written one after the other, each whole.

use std::io;
use std::path::Path;

use crate::durable;

/// A file to be created.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Where.
    pub path: &'a Path,
    /// All of it.
    pub content: &'a [u8],
    /// Whether nobody but its owner may read it: it says who has which id.
    pub is_private: bool,
}

/// Creates files in this order. The next is begun when the one before is on the disk, under its name: of a backup and
/// the base without its ids, whoever is interrupted has nothing, the backup, or both.
///
/// # Errors
/// The first file that cannot be written, or that is there already and stays as it was.
pub fn write_new<'a>(files: &[NewFile<'a>]) -> Result<(), (&'a Path, io::Error)> {
    files.iter().try_for_each(|file| {
        let create = if file.is_private { durable::create_private } else { durable::create };
        create(file.path, file.content).map_err(|error| (file.path, error))
    })
}
