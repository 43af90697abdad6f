//! The sheets of an Excel workbook as rows of cells.
//!
//! Input: the bytes of an `.xlsx`. Output: rows of texts, streamed from the sheet. Numbers are written
//! without `.0`, and with the zeros and the fixed text that a format such as `00000000` shows; dates as `dd/MM/yyyy`; a number of more digits than a spreadsheet keeps is written as
//! the spreadsheet shows it (`1.23457E+17`), since its digits are lost; a cell in error is written as its error (`#REF!`), and a
//! formula whose result is not in the file as `#N/A`: neither is an empty cell.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;

use super::number_format::{NumberFormat, shown};
use super::read_error::{Foreign, ReadError};
use super::sheet_dimensions;
use super::sheet_marks::{Region, SheetMarks};

/// Integers from here on may have lost digits: a spreadsheet keeps fifteen.
const LOST_DIGITS: f64 = 1e15;

/// The text for a formula whose result is not in the file.
pub(super) const UNKNOWN_RESULT: &str = "#N/A";

/// A worksheet.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_visible: bool,
}

/// An open workbook.
pub(super) struct Workbook {
    workbook: Xlsx<Cursor<Arc<[u8]>>>,
    bytes: Arc<[u8]>,
}

impl Workbook {
    /// Opens a workbook from its bytes.
    ///
    /// # Errors
    /// [`ReadError::NotATable`] when it is another kind of archive, [`ReadError::Workbook`] when it is damaged.
    pub(super) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, ReadError> {
        let bytes: Arc<[u8]> = sheet_dimensions::mended(&bytes).unwrap_or(bytes).into();
        match Xlsx::new(Cursor::new(Arc::clone(&bytes))) {
            Ok(workbook) => Ok(Self { workbook, bytes }),
            Err(XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound) => {
                Err(ReadError::NotATable { file: file.to_owned(), found: Foreign::Archive })
            }
            Err(error) => Err(damaged(file, &error)),
        }
    }

    /// The worksheets in order; where none is visible, all count as such.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let worksheets = || self.workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let is_visible = |visible: SheetVisible| visible == SheetVisible::Visible;
        let none_is = !worksheets().any(|sheet| is_visible(sheet.visible));
        worksheets()
            .map(|sheet| Sheet { name: sheet.name.clone(), is_visible: none_is || is_visible(sheet.visible) })
            .collect()
    }

    /// The hidden rows and merged cells of a sheet.
    pub(super) fn marks(&self, sheet: &str) -> SheetMarks {
        SheetMarks::of(&self.bytes, sheet)
    }

    /// Hands every row that has cells to `visit`, with its number. Rows are filled up to `width` cells, and by the `marks` of
    /// the sheet: with the texts of merged cells and with leading zeros.
    ///
    /// # Errors
    /// [`ReadError::Workbook`] when the sheet is damaged.
    pub(super) fn for_each_row(
        &mut self,
        file: &str,
        sheet: &str,
        width: usize,
        marks: &SheetMarks,
        mut visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let mut merged = Merged::new(&marks.merged);
        let mut shown_cells = marks.shown.iter().peekable();
        let mut cells = self.workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(file, &error))?;
        let mut row = StringRecord::new();
        let mut number = None;
        loop {
            let cell = cells.next_cell_with_formula_metadata().map_err(|error| damaged(file, &error))?;
            let position = cell.as_ref().map(|cell| cell.pos);
            if let Some(line) = number
                && position.map(|(line, _)| line) != Some(line)
            {
                while row.len() < width {
                    row.push_field("");
                }
                let is_over = match merged.filled(line, &row) {
                    Some(filled) => visit(line + 1, &filled),
                    None => visit(line + 1, &row),
                }
                .is_break();
                if is_over {
                    return Ok(());
                }
                row.clear();
            }
            let (Some(cell), Some((line, column))) = (cell, position) else { return Ok(()) };
            number = Some(line);
            while row.len() < column as usize {
                row.push_field("");
            }
            while shown_cells.next_if(|shown| shown.place < cell.pos).is_some() {}
            let format =
                shown_cells.next_if(|shown| shown.place == cell.pos).and_then(|shown| marks.formats.get(shown.format));
            match (cell.value, format) {
                (DataRef::Float(number), Some(format)) if let Some(text) = formatted(number, format) => {
                    row.push_field(&text)
                }
                (DataRef::Int(number), Some(format)) if let Some(text) = formatted(number as f64, format) => {
                    row.push_field(&text);
                }
                (DataRef::Empty, _) if cell.formula.is_some() => row.push_field(UNKNOWN_RESULT),
                (value, _) => push_text(&mut row, &value),
            }
        }
    }
}

/// Regions of cells that are merged over several rows, and what stands in them.
pub(super) struct Merged<'m> {
    /// In ascending order of their first rows.
    regions: &'m [Region],
    /// How many of the regions have begun.
    begun: usize,
    /// The regions that reach to the present row, and their texts.
    open: Vec<(Region, String)>,
}

impl<'m> Merged<'m> {
    /// Regions in ascending order of their first rows, before the first row.
    pub(super) fn new(regions: &'m [Region]) -> Self {
        Self { regions, begun: 0, open: Vec::new() }
    }

    /// The row with the texts of the regions that reach into it; `None` where it is complete as it stands.
    pub(super) fn filled(&mut self, line: u32, row: &StringRecord) -> Option<StringRecord> {
        self.open.retain(|(region, _)| line <= region.last_row);
        while let Some(region) = self.regions.get(self.begun).filter(|region| region.first_row <= line) {
            // A spreadsheet shows the first cell of a region; a region whose first row is not there is empty.
            if region.first_row == line {
                let text = row.get(region.column).unwrap_or_default();
                self.open.push((*region, text.to_owned()));
            }
            self.begun += 1;
        }
        let lacks = |(region, text): &&(Region, String)| {
            region.first_row < line && !text.is_empty() && row.get(region.column).is_none_or(str::is_empty)
        };
        self.open.iter().find(lacks)?;
        let mut cells: Vec<&str> = row.iter().collect();
        for (region, text) in self.open.iter().filter(lacks) {
            cells.resize(cells.len().max(region.column + 1), "");
            cells[region.column] = text;
        }
        Some(StringRecord::from(cells))
    }
}

fn damaged(file: &str, error: &XlsxError) -> ReadError {
    ReadError::Workbook { file: file.to_owned(), detail: error.to_string() }
}

fn push_text(row: &mut StringRecord, value: &DataRef<'_>) {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => row.push_field(text),
        DataRef::SharedString(text) => row.push_field(text),
        DataRef::Int(number) => row.push_field(&number.to_string()),
        DataRef::Float(number) => row.push_field(&number_text(*number)),
        DataRef::Bool(true) => row.push_field("VRAI"),
        DataRef::Bool(false) => row.push_field("FAUX"),
        DataRef::DateTime(instant) => row.push_field(&date_text(instant)),
        DataRef::Error(error) => row.push_field(&error.to_string()),
        DataRef::Empty => row.push_field(""),
    }
}

/// A number as a list writes it: without `.0`, and as the spreadsheet shows it where it has lost digits.
pub(super) fn number_text(number: f64) -> String {
    if number.abs() >= LOST_DIGITS { scientific(number) } else { number.to_string() }
}

/// A whole number as its format shows it; `None` where the format shows nothing else than the number.
pub(super) fn formatted(number: f64, format: &NumberFormat) -> Option<String> {
    let NumberFormat::Digits(signs) = format else { return None };
    let is_whole = number.fract() == 0.0 && (0.0..LOST_DIGITS).contains(&number);
    // The cast holds: the number is whole, and below 10^15.
    is_whole.then(|| shown(signs, number as u64))
}

/// As Excel shows it: six significant digits, a sign and two digits of exponent at least.
fn scientific(number: f64) -> String {
    let text = format!("{number:.5E}");
    text.replace('E', "E+")
}

/// A date alone, or with its time where there is one; a duration stays a number.
pub(super) fn date_text(instant: &ExcelDateTime) -> String {
    if instant.is_duration() {
        return instant.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = instant.to_ymd_hms_milli();
    let date = format!("{day:02}/{month:02}/{year:04}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_numbers_look_like_a_spreadsheet_shows_them() {
        assert_eq!(scientific(123_456_789_012_345_678.0), "1.23457E+17");
    }

    #[test]
    fn an_archive_of_another_kind_is_named() {
        // An empty archive: its end record alone.
        let mut bytes = b"PK\x05\x06".to_vec();
        bytes.resize(22, 0);
        let error = Workbook::open("f.xlsx", bytes).err().unwrap();
        assert!(matches!(error, ReadError::NotATable { found: Foreign::Archive, .. }), "{error}");
        let error = Workbook::open("f.xlsx", b"PK\x03\x04 cut off".to_vec()).err().unwrap();
        assert!(matches!(error, ReadError::Workbook { .. }), "{error}");
    }
}
