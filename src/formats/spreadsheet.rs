//! A file of sheets, whatever program wrote it.
//!
//! Role: one face for the kinds of workbooks. Input: a streamed `.xlsx`, or sheets in memory. Output: sheets, their marks, and
//! their rows. Invariant: the kinds give the same rows for the same list.
//!
//! Entry point: [`Spreadsheet::open`].

use std::ops::ControlFlow;

use csv::StringRecord;

use super::grid::Grid;
use super::old_workbook;
use super::open_document;
use super::read_error::ReadError;
use super::sheet_marks::SheetMarks;
use super::workbook::{Sheet, Workbook};

/// An open file of sheets.
pub(super) enum Spreadsheet {
    /// An `.xlsx`, whose rows are streamed.
    Workbook(Box<Workbook>),
    /// An `.ods`, an `.xls`, or the rows of an EDT export.
    Grid(Grid),
}

impl Spreadsheet {
    /// Opens a file that begins like a spreadsheet; `None` for any other.
    ///
    /// # Errors
    /// [`ReadError::NotATable`] for another kind of archive, or a workbook under a password, [`ReadError::Workbook`] when it is
    /// damaged.
    pub(super) fn open(file: &str, bytes: &[u8]) -> Option<Result<Self, ReadError>> {
        if old_workbook::is_one(bytes) {
            return Some(old_workbook::open(file, bytes).map(Self::Grid));
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        if open_document::is_one(bytes) {
            return Some(open_document::open(file, bytes).map(Self::Grid));
        }
        Some(Workbook::open(file, bytes.to_vec()).map(|workbook| Self::Workbook(Box::new(workbook))))
    }

    /// The worksheets in order; where none is visible, all count as such.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        match self {
            Self::Workbook(workbook) => workbook.sheets(),
            Self::Grid(grid) => {
                let none_is = !grid.sheets.iter().any(|sheet| sheet.is_visible);
                let sheets = grid.sheets.iter();
                sheets
                    .map(|sheet| Sheet { name: sheet.name.clone(), is_visible: none_is || sheet.is_visible })
                    .collect()
            }
        }
    }

    /// The hidden rows and merged cells of a sheet.
    pub(super) fn marks(&self, sheet: &str) -> SheetMarks {
        match self {
            Self::Workbook(workbook) => workbook.marks(sheet),
            Self::Grid(grid) => grid
                .sheets
                .iter()
                .find(|other| other.name == sheet)
                .map(|sheet| sheet.marks.clone())
                .unwrap_or_default(),
        }
    }

    /// Hands every row that has cells to `visit`, with its number. Rows are filled up to `width` cells, and by the `marks` of
    /// the sheet.
    ///
    /// # Errors
    /// [`ReadError::Workbook`] when the sheet is damaged.
    pub(super) fn for_each_row(
        &mut self,
        file: &str,
        sheet: &str,
        width: usize,
        marks: &SheetMarks,
        visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        match self {
            Self::Workbook(workbook) => workbook.for_each_row(file, sheet, width, marks, visit),
            Self::Grid(grid) => {
                grid.for_each_row(sheet, width, marks, visit);
                Ok(())
            }
        }
    }
}
