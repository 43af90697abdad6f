//! The parts that all XML readers share: the one way in which this crate reads the XML of other programs.
//!
//! The way of a file: bytes → `source` (UTF-8, lines) → `cursor` (elements, texts) → `attributes` (values by name) → a format.
//! A format that is known whole takes [`Values`] and [`Cursor::step`], where anything else is an error; one that is not takes
//! [`Tag::attribute`], [`Cursor::skip`] and [`Cursor::step_past_text`].

mod attributes;
mod cursor;
mod namespaces;
mod source;

pub(super) use attributes::Values;
pub(super) use cursor::{Cursor, Doctype, Step, Tag};
pub(super) use source::Source;
#[cfg(feature = "encryption")]
pub(super) use source::start_of;
