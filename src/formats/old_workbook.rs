//! Workbooks of the old Excel (`.xls`, BIFF8).
//!
//! Role: the reader of one format. Input: the bytes of the file. Output: a [`Grid`] with its sheets, hidden rows and merged
//! cells. `calamine` reads the values; the [`marks`](super::old_marks) say how the file shows them. Invariants: a number keeps
//! the zeros that its format shows; a file that claims more cells than a grid holds is refused before `calamine` sees it.
//!
//! Entry point: [`open`].

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use cfb::CompoundFile;
use csv::StringRecord;

use super::grid::{Grid, TooLarge};
use super::number_format::NumberFormat;
use super::old_marks;
use super::read_error::{Foreign, ReadError};
use super::workbook::{date_text, formatted, number_text};

/// Tells whether a file is a container of the old Office.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// Reads a file that [`is_one`].
///
/// # Errors
/// [`ReadError::NotATable`] under a password, or where the container holds no workbook; [`ReadError::Workbook`] when it is
/// damaged or claims too many cells.
pub(super) fn open(file: &str, bytes: &[u8]) -> Result<Grid, ReadError> {
    let damaged = |detail: String| ReadError::Workbook { file: file.to_owned(), detail };
    let foreign = |found| ReadError::NotATable { file: file.to_owned(), found };
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    if container.is_stream("EncryptedPackage") {
        return Err(foreign(Foreign::Protected));
    }
    let Some(name) = ["Workbook", "Book"].into_iter().find(|name| container.is_stream(name)) else {
        return Err(foreign(Foreign::OldOffice));
    };
    let mut stream = Vec::new();
    let read = container.open_stream(name).and_then(|mut records| records.read_to_end(&mut stream));
    read.map_err(|error| damaged(error.to_string()))?;
    let marks = old_marks::of(&stream).map_err(|TooLarge| damaged("too many cells".to_owned()))?;
    let mut workbook = match Xls::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(XlsError::Password) => return Err(foreign(Foreign::Protected)),
        Err(error) => return Err(damaged(error.to_string())),
    };
    let sheets = workbook.sheets_metadata().to_vec();
    let mut grid = Grid::default();
    for (sheet, marks) in sheets.into_iter().zip(marks) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = workbook.worksheet_range(&sheet.name).map_err(|error| damaged(error.to_string()))?;
        let is_visible = sheet.visible == SheetVisible::Visible;
        grid.begin_sheet(sheet.name, is_visible).map_err(|TooLarge| damaged("too many sheets".to_owned()))?;
        let Some((first_row, first_column)) = range.start() else { continue };
        let mut shown = marks.shown.iter().peekable();
        for (cells, line) in range.rows().zip(first_row..) {
            let mut row = StringRecord::new();
            for (cell, column) in cells.iter().zip(first_column..) {
                if matches!(cell, Data::Empty) {
                    continue;
                }
                while row.len() < column as usize {
                    row.push_field("");
                }
                while shown.next_if(|shown| shown.place < (line, column)).is_some() {}
                let format = shown.next_if(|shown| shown.place == (line, column));
                let format = format.and_then(|shown| marks.formats.get(shown.format));
                row.push_field(&text_of(cell, format.unwrap_or(&NumberFormat::Plain)));
            }
            if !row.is_empty() {
                grid.push(line + 1, row).map_err(|TooLarge| damaged("too many cells".to_owned()))?;
            }
        }
        if let Some(sheet) = grid.last_sheet() {
            sheet.marks = marks;
        }
    }
    Ok(grid)
}

/// The text of a cell of this format.
fn text_of(cell: &Data, format: &NumberFormat) -> String {
    match cell {
        Data::Float(number) => formatted(*number, format).unwrap_or_else(|| number_text(*number)),
        Data::Int(number) => formatted(*number as f64, format).unwrap_or_else(|| number.to_string()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "VRAI".to_owned(),
        Data::Bool(false) => "FAUX".to_owned(),
        Data::DateTime(instant) => date_text(instant),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}
