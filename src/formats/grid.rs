//! Sheets of cells that are in memory as a whole.
//!
//! Role: what an OpenDocument spreadsheet, a workbook of the old Excel and the rows of an EDT export have in common. Input:
//! the sheets that such a reader filled in. Output: rows of texts, as [`Workbook`](super::workbook::Workbook) hands them
//! out. Invariant: a grid holds no more than [`MOST_CELLS`] cells and [`MOST_BYTES`] bytes of text, whatever its file claims.
//!
//! Entry point: [`Grid::for_each_row`].

use std::ops::ControlFlow;

use csv::StringRecord;

use super::sheet_marks::SheetMarks;
use super::workbook::Merged;

/// A list of a million people has some ten columns. A file of a few bytes can claim a thousand times as many cells.
pub(super) const MOST_CELLS: usize = 20_000_000;
/// The bound for the text of all cells, in bytes.
pub(super) const MOST_BYTES: usize = 1 << 30;
/// No spreadsheet program has more columns.
pub(super) const MOST_COLUMNS: usize = 16_384;
/// No spreadsheet program has more sheets. They are looked up one by one.
const MOST_SHEETS: usize = 10_000;

/// Sheets in memory.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) sheets: Vec<GridSheet>,
    cells: usize,
    bytes: usize,
}

/// A sheet in memory.
#[derive(Debug)]
pub(super) struct GridSheet {
    pub(super) name: String,
    pub(super) is_visible: bool,
    /// The rows that are not empty, each with its line from 1.
    rows: Vec<(u32, StringRecord)>,
    pub(super) marks: SheetMarks,
}

/// The error that a file claims more cells than a grid holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

impl Grid {
    /// Begins a sheet. The rows that follow belong to it. A name that another sheet has gets a number.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub(super) fn begin_sheet(&mut self, name: String, is_visible: bool) -> Result<(), TooLarge> {
        if self.sheets.len() == MOST_SHEETS {
            return Err(TooLarge);
        }
        let is_taken = self.sheets.iter().any(|sheet| sheet.name == name);
        let name = if is_taken { format!("{name} ({})", self.sheets.len() + 1) } else { name };
        self.sheets.push(GridSheet { name, is_visible, rows: Vec::new(), marks: SheetMarks::default() });
        Ok(())
    }

    /// The sheet that was begun last.
    pub(super) fn last_sheet(&mut self) -> Option<&mut GridSheet> {
        self.sheets.last_mut()
    }

    /// Adds a row to the sheet that was begun last.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub(super) fn push(&mut self, line: u32, row: StringRecord) -> Result<(), TooLarge> {
        self.cells = self.cells.saturating_add(row.len());
        self.bytes = self.bytes.saturating_add(row.as_slice().len());
        if self.cells > MOST_CELLS || self.bytes > MOST_BYTES || row.len() > MOST_COLUMNS {
            return Err(TooLarge);
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.rows.push((line, row));
        }
        Ok(())
    }

    /// Hands every row of a sheet to `visit`, with its line. Rows are filled up to `width` cells, and with the texts of
    /// merged cells that `marks` name.
    pub(super) fn for_each_row(
        &self,
        sheet: &str,
        width: usize,
        marks: &SheetMarks,
        mut visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
    ) {
        let Some(sheet) = self.sheets.iter().find(|other| other.name == sheet) else { return };
        let mut merged = Merged::new(&marks.merged);
        for (line, row) in &sheet.rows {
            let mut row = row.clone();
            while row.len() < width {
                row.push_field("");
            }
            let is_over = match merged.filled(line - 1, &row) {
                Some(filled) => visit(*line, &filled),
                None => visit(*line, &row),
            }
            .is_break();
            if is_over {
                return;
            }
        }
    }
}
