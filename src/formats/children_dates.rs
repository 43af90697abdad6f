//! Birth dates in a list of parents that are those of their children.
//!
//! Role: a list of parents with a row per child may give the child's date under a title that does not say so. Input: the layout
//! of a list and its dates. Output: true if these dates are the children's. Invariant: only a list of parents that names
//! children is asked, and a title that the user chose is believed.
//!
//! Entry point: [`may_have_dates_of_children`].

use crate::identity::Profile;
use crate::normalize::parse_plausible_birth_date;

use super::column::Column;
use super::layout::{Layout, Search};

/// The parent of a pupil is at least so old, in years.
const YOUNGEST_PARENT: u32 = 17;

/// Tells whether the dates of a list may be those of the children that it names.
pub(super) fn may_have_dates_of_children(search: &Search<'_>, layout: &Layout) -> bool {
    layout.profile.or(search.profile) == Some(Profile::Parents)
        && layout.position(Column::Profile).is_none()
        && layout.position(Column::BirthDate).is_some()
        && layout.names_children()
        && search.map.titles(search.side, Column::BirthDate).is_empty()
}

/// Counts over the dates of one list.
#[derive(Debug)]
pub(super) struct Dates {
    this_year: u32,
    all: u64,
    of_minors: u64,
}

impl Dates {
    pub(super) fn new(this_year: u32) -> Self {
        Self { this_year, all: 0, of_minors: 0 }
    }

    /// Takes in the cell of a row.
    pub(super) fn see(&mut self, cell: &str) {
        let Ok(date) = parse_plausible_birth_date(cell.trim(), self.this_year) else { return };
        if !date.is_missing() {
            self.all += 1;
            self.of_minors += u64::from(date.year() + YOUNGEST_PARENT > self.this_year);
        }
    }

    /// Tells whether most people with a date are too young to be parents.
    pub(super) fn are_of_children(&self) -> bool {
        2 * self.of_minors > self.all
    }
}
