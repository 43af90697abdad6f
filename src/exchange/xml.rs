//! What the XML writers share: elements whose values are checked before anything of them is written.

use quick_xml::events::BytesStart;

use super::error::{Unwritable, WriteError};
use crate::identity::BirthDate;

/// A start tag in the making.
pub(super) struct Tag<'a> {
    start: BytesStart<'static>,
    element: &'static str,
    ident: &'a str,
}

impl<'a> Tag<'a> {
    /// An element; `ident` is what an error names it by.
    pub(super) fn new(element: &'static str, ident: &'a str) -> Self {
        Self { start: BytesStart::new(element), element, ident }
    }

    /// Adds an attribute. White space other than the blank becomes references, so that a reader gives it back as it was.
    ///
    /// # Errors
    /// [`Unwritable::Character`].
    pub(super) fn set(&mut self, name: &'static str, value: &str) -> Result<(), WriteError> {
        if let Some(character) = first_unwritable(value) {
            return Err(self.refused(Unwritable::Character { part: name, character }));
        }
        self.start.push_attribute((name, value));
        Ok(())
    }

    /// [`Self::set`], unless the value is empty.
    ///
    /// # Errors
    /// [`Unwritable::Character`].
    pub(super) fn set_some(&mut self, name: &'static str, value: &str) -> Result<(), WriteError> {
        if value.is_empty() { Ok(()) } else { self.set(name, value) }
    }

    /// An error about this element.
    pub(super) fn refused(&self, problem: Unwritable) -> WriteError {
        WriteError::Unwritable { element: self.element, ident: self.ident.to_owned(), problem }
    }

    pub(super) fn into_start(self) -> BytesStart<'static> {
        self.start
    }
}

/// The first character outside the production `Char` of XML 1.0 (fifth edition, 2.2): control characters but for tab
/// and line ends, U+FFFE and U+FFFF. Rust's `char` has no surrogates.
pub(super) fn first_unwritable(text: &str) -> Option<char> {
    text.chars().find(|&character| {
        matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
    })
}

/// A birth date as documents have it (`xs:date`); empty when it is missing.
pub fn iso_date(date: BirthDate) -> String {
    if date.is_missing() { String::new() } else { format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()) }
}
