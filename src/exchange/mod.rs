//! The files that an ENT and PRONOTE exchange.
//!
//! Role: the formats of others, each in a module of its own that knows nothing of matching; [`identifiers`] and
//! `container` both ways. Input: people, one at a time, or bytes that nobody vouches for. Output: bytes, streamed where they
//! are not encrypted, or people with their lines. Invariants: a file is written as its format asks or not at all; a value that the format cannot
//! carry is a [`WriteError`], never changed in silence, since an identifier with a character less is somebody else's; a file that is
//! none is an [`XmlError`] with its place.

#[cfg(feature = "encryption")]
pub mod container;
mod error;
pub mod exp_eleves;
pub mod identifiers;
mod pull;
pub mod rapprochement;
#[cfg(test)]
mod tests;
mod xml;
mod xml_error;

use std::io;
use std::path::Path;

pub use error::{Unwritable, WriteError};
pub use xml_error::{XmlError, XmlProblem};

/// Writes an exchange file that is not there yet, whole or not at all.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where something of that name is there; it stays as it was.
pub fn create_file(path: &Path, content: &[u8]) -> io::Result<()> {
    crate::durable::create(path, content)
}
