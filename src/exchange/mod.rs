//! The files that an ENT and PRONOTE exchange.
//!
//! Role: the formats of others, each in a module of its own that knows nothing of matching. Input: people, one at a time, or
//! bytes that nobody vouches for. Output: bytes, or people with their lines, streamed where they are not encrypted.
//! Invariants: a file is written as its format asks or not at all; a value that the format cannot carry is a
//! [`WriteError`], never changed in silence, since an identifier with a character less is somebody else's; a file that is not
//! as its format asks is a [`ParseError`] with its line, and nothing that was handed out before it is to be used.

pub mod aaf;
#[cfg(feature = "encryption")]
pub mod container;
mod error;
pub mod exp_eleves;
pub mod identifiers;
mod idents;
mod parse_error;
mod problem_words;
pub mod rapprochement;
mod read;
#[cfg(test)]
mod reading_tests;
pub mod records;
#[cfg(test)]
mod tests;
mod xml;

use std::io::{self, BufRead};
use std::path::Path;

use read::{Cursor, Doctype, Source, Step};

pub use error::{Unwritable, WriteError};
pub use parse_error::{Expected, ParseError, Problem};

/// Writes an exchange file that is not there yet, whole or not at all.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where something of that name is there; it stays as it was.
pub fn create_file(path: &Path, content: &[u8]) -> io::Result<()> {
    crate::durable::create(path, content)
}

/// [`create_file`], for what only its owner may read, such as a document that was encrypted until now (mode 0600 where there
/// are modes).
///
/// # Errors
/// Those of [`create_file`].
#[cfg(feature = "encryption")]
pub fn create_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    crate::durable::create_private(path, content)
}

/// The namespace of a document's root element; `None` where it has none or the document has no root. Declarations of the root
/// alone are looked at.
pub fn root_namespace(bytes: impl BufRead) -> Option<String> {
    let mut cursor = Cursor::new(Source::new(bytes).ok()?, Doctype::ReadPast);
    if cursor.step("").ok()? != Step::Open {
        return None;
    }
    let declaration = match cursor.tag.name().rsplit_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    cursor.tag.attribute(&declaration).ok()?.map(|namespace| namespace.into_owned()).filter(|name| !name.is_empty())
}

/// The name of the first element within the root, without a prefix; `None` for an empty document.
pub fn first_element(bytes: impl BufRead) -> Option<String> {
    let mut cursor = Cursor::new(Source::new(bytes).ok()?, Doctype::ReadPast);
    let is_open = |step: Result<Step, ParseError>| step.is_ok_and(|step| step == Step::Open);
    (is_open(cursor.step("")) && is_open(cursor.step(""))).then(|| cursor.tag.local_name().to_owned())
}

/// Hands each piece between the tags of a document to `visit`, decoded and with its entities as they stand; a tag is a piece as well.
/// It stops where the document cannot be decoded, since reading its people tells what is wrong there.
pub fn for_each_piece(bytes: impl BufRead, mut visit: impl FnMut(&str)) {
    let Ok(mut source) = Source::new(bytes) else { return };
    let mut piece = Vec::new();
    while source.read_until(b'<', &mut piece).is_ok_and(|read| read > 0) {
        if let Ok(text) = str::from_utf8(&piece) {
            text.split('>').for_each(&mut visit);
        }
        piece.clear();
    }
}

/// The name of a document's root element, with its prefix; how much of the document is good is not looked at.
///
/// # Errors
/// [`ParseError`], when there is no root element.
pub fn root_element(bytes: impl BufRead) -> Result<String, ParseError> {
    let mut cursor = Cursor::new(Source::new(bytes)?, Doctype::ReadPast);
    match cursor.step("")? {
        Step::Open => Ok(cursor.tag.name().to_owned()),
        Step::Close | Step::End => Err(ParseError::at(cursor.line(), Problem::Truncated)),
    }
}
