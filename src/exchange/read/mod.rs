//! What the XML readers share.
//!
//! The way of a file: bytes → `source` (UTF-8, lines) → `cursor` (elements) → `attributes` (values by name) → a format.

mod attributes;
mod cursor;
mod source;

pub(super) use attributes::Values;
pub(super) use cursor::{Cursor, Doctype, Step, Tag};
pub(super) use source::Source;
