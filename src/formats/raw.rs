//! The texts of a record, before any of them is parsed.
//!
//! Role: the seam between the shapes that files have (rows of cells, elements) and what all people go through alike
//! (`assemble`). Invariant: everything is as the file has it; nothing is checked, parsed or filled in here.

use crate::identity::{Profile, ProfileSet};

use super::column::Column;
use super::damaged_rows::Repair;
use super::names::Names;

/// One person as a file describes them.
pub(super) struct RawPerson<'a> {
    /// Where the record begins.
    pub(super) line: u32,
    /// The identifier; `None` where the file has none for anybody.
    pub(super) id: Option<&'a str>,
    pub(super) names: Names<'a>,
    /// «NOM Prénom» in one, where the file has names so.
    pub(super) full_name: Option<&'a str>,
    pub(super) birth_date: &'a str,
    pub(super) postcode: &'a str,
    pub(super) schools: &'a str,
    /// The CAS id that a user already has.
    pub(super) linked_id: &'a str,
    pub(super) profile: RawProfile<'a>,
    /// Whether a part may belong to another column, so that the identifier could be somebody else's.
    pub(super) is_unreliable: bool,
    /// Values of the population's pass-through columns.
    pub(super) extras: &'a [&'a str],
}

/// The profile of a record, before it is parsed.
#[derive(Debug, Clone, Copy)]
pub(super) enum RawProfile<'a> {
    /// The place where the record stands tells it.
    Known(ProfileSet),
    /// Values of a column or attribute, to be understood as the side writes them.
    Values(&'a str),
    /// The file has nothing of the kind.
    Absent,
}

/// The file that records come from.
pub(super) struct Source<'a> {
    /// Index into the population's sources.
    pub(super) number: u16,
    /// The profile that the file was given with.
    pub(super) profile: Option<Profile>,
    pub(super) titles: &'a dyn Titles,
    /// The names that are repaired.
    pub(super) repair: Repair,
}

/// What a file calls its columns or attributes.
pub(super) trait Titles {
    /// The title of a column as the file writes it; empty if it has none.
    fn title(&self, column: Column) -> &str;
}
