//! How the cells of a row stand to the titles of its header.
//!
//! Role: tells a row that is whole but for empty cells from one whose cells may stand under the wrong titles. Input: a row and
//! the layout of its list. Output: a [`Fit`]. Invariant: a row that is not [`Fit::Ragged`] has every cell under its own title.
//!
//! Entry point: [`Fit::of`].

use csv::StringRecord;

use crate::normalize::{DateProblem, parse_birth_date, parse_postcode};

use super::column::Column;
use super::csv_rows::trimmed;
use super::csv_table::lines_up;
use super::layout::Layout;

/// How the cells of a row stand to the titles of its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// A cell for each title; further cells are blank.
    Whole,
    /// Cells are missing at the end, all of them empty.
    LacksEmptyCells,
    /// Cells may stand under the wrong titles.
    Ragged,
}

impl Fit {
    /// `drops_trailing_cells` tells whether the file leaves empty cells at the end of a row out.
    pub(super) fn of(row: &StringRecord, layout: &Layout, drops_trailing_cells: bool) -> Self {
        if lines_up(row, layout.titles.len()) {
            Self::Whole
        } else if may_be_shifted(row, layout) && !lacks_empty_cells_alone(row, layout, drops_trailing_cells) {
            Self::Ragged
        } else {
            Self::LacksEmptyCells
        }
    }
}

/// Whether a row that ends before the header's last columns is whole but for empty cells. Its names, its date and its
/// postcode stand under their titles then: a lost separator would have moved one of them.
///
/// A row that ends before the CAS id of a user asks for more: the id could hang on the cell before it. Either the file
/// leaves empty cells out in all rows, or the last cell is a date or a postcode.
fn lacks_empty_cells_alone(row: &StringRecord, layout: &Layout, drops_trailing_cells: bool) -> bool {
    let cell = |column| layout.position(column).map_or("", |position| trimmed(row, position));
    let is_there = |column| layout.position(column).is_none_or(|position| position < row.len());
    let has_names =
        [Column::Id, Column::Profile, Column::Family, Column::Given, Column::FullName].into_iter().all(is_there);
    let is_name = |column| !cell(column).contains(|character: char| character.is_ascii_digit());
    let is_date = !matches!(
        parse_birth_date(cell(Column::BirthDate)),
        Err(DateProblem::UnknownForm(_) | DateProblem::SerialNumber(_))
    );
    let postcode = cell(Column::Postcode);
    let is_postcode = if is_there(Column::LinkedId) {
        parse_postcode(postcode).is_ok()
    } else {
        // Nearly any identifier could be a foreign code.
        postcode.is_empty() || (postcode.len() == 5 && postcode.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let ends_typed = [Column::BirthDate, Column::Postcode]
        .into_iter()
        .any(|column| layout.position(column) == Some(row.len() - 1) && !cell(column).is_empty());
    row.len() < layout.titles.len()
        && !row.as_slice().contains('"')
        && has_names
        && [Column::Family, Column::Given, Column::FullName].into_iter().all(is_name)
        && is_date
        && is_postcode
        && (is_there(Column::LinkedId) || drops_trailing_cells || ends_typed)
}

/// Whether the cells of a ragged row may stand under the wrong titles: there are more than the header has, a stray
/// quote may have joined two, or a separator is lost before a column with a meaning. Where pass-through columns
/// alone are missing at the end, they are empty cells that were not written.
fn may_be_shifted(row: &StringRecord, layout: &Layout) -> bool {
    row.len() > layout.titles.len() || row.len() < layout.known_width() || row.as_slice().contains('"')
}
