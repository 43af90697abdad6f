//! A file as rows of cells, whatever it is: told by its content, never by its name.

use std::ops::ControlFlow;

use csv::StringRecord;

use super::children_dates as children;
use super::column::Column;
use super::csv_table::CsvTable;
use super::damaged_rows::{self, ColumnAccents, InDoubt, Repairs};
use super::decode::{self, Encoding};
use super::layout::{Layout, Search};
use super::read_error::{Foreign, ReadError};
use super::sheet_marks::SheetMarks;
use super::spreadsheet::Spreadsheet;
use super::title;

/// A header is looked for in this many rows.
const HEADER_WITHIN: usize = 10;

/// An open file.
pub(super) enum Table {
    Text(CsvTable, Encoding),
    Workbook(Spreadsheet),
}

/// Where the header of a table is.
pub(super) struct Header {
    /// Name of the sheet; empty for text.
    pub(super) sheet: String,
    pub(super) line: u32,
    pub(super) layout: Layout,
    /// The hidden rows and merged cells of the sheet.
    pub(super) marks: SheetMarks,
}

impl Header {
    /// How many rows under the header a spreadsheet hides, by a filter or by hand.
    pub(super) fn hidden_rows(&self) -> usize {
        self.marks.hidden.iter().filter(|&&row| row >= self.line).count()
    }

    /// Refuses numbers whose digits nobody can tell, where digits count: in identifiers and postcodes.
    pub(super) fn check_number_formats(&self, file: &str) -> Result<(), ReadError> {
        let columns = [Column::Id, Column::LinkedId, Column::Postcode];
        let positions = columns.map(|column| self.layout.position(column));
        let title = |column: usize| self.layout.titles[column].clone();
        self.marks.check_number_formats(file, self.line, &positions, title)
    }
}

/// The headers of a table: of a text its only one, of a workbook one per sheet that has the required columns.
pub(super) struct Headers {
    /// At least one.
    pub(super) found: Vec<Header>,
    /// The names of the other sheets that hold something.
    pub(super) unread_sheets: Vec<String>,
}

impl Table {
    /// Opens a file from its bytes; `file` is its name in messages.
    ///
    /// # Errors
    /// When it is empty, no table, or cannot be decoded.
    pub(super) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, ReadError> {
        if let Some(spreadsheet) = Spreadsheet::open(file, &bytes) {
            return spreadsheet.map(Self::Workbook);
        }
        if let Some(found) = foreign(&bytes) {
            return Err(ReadError::NotATable { file: file.to_owned(), found });
        }
        let (text, encoding) = decode::decode(file, bytes)?;
        if text.trim().is_empty() {
            return Err(ReadError::Empty { file: file.to_owned() });
        }
        if looks_like_markup(&text) {
            return Err(ReadError::NotATable { file: file.to_owned(), found: Foreign::Markup });
        }
        Ok(Self::Text(CsvTable::new(text), encoding))
    }

    /// Finds the header; in a workbook, those of all visible sheets that have the required columns.
    ///
    /// # Errors
    /// The error about the first sheet that is not empty, when none has them.
    pub(super) fn headers(&mut self, file: &str, search: &Search<'_>) -> Result<Headers, ReadError> {
        let mut headers = self.headers_by_titles(file, search)?;
        for header in &mut headers.found {
            if children::may_have_dates_of_children(search, &header.layout) {
                let mut dates = children::Dates::new(search.this_year);
                let position = header.layout.position(Column::BirthDate).unwrap_or_default();
                self.for_each_row_as_written(file, header, |line, row| {
                    if line > header.line {
                        dates.see(row.get(position).unwrap_or_default());
                    }
                    ControlFlow::Continue(())
                })?;
                if dates.are_of_children() {
                    header.layout.leave_to_child([Column::BirthDate]);
                }
            }
        }
        Ok(headers)
    }

    fn headers_by_titles(&mut self, file: &str, search: &Search<'_>) -> Result<Headers, ReadError> {
        match self {
            Self::Text(table, _) => table.settle_delimiter(|table| {
                let (rows, reading) = first_rows(|visit| table.for_each_row(file, None, visit));
                let header = search.header(file, &rows);
                // A quote that goes wrong under the header is told when the rows are read.
                let (line, layout) = if header.is_err() { reading.and(header)? } else { header? };
                let header = Header { sheet: String::new(), line, layout, marks: SheetMarks::default() };
                Ok(Headers { found: vec![header], unread_sheets: Vec::new() })
            }),
            Self::Workbook(workbook) => {
                let mut headers = Headers { found: Vec::new(), unread_sheets: Vec::new() };
                let mut first_error = None;
                for sheet in workbook.sheets() {
                    let (rows, reading) =
                        first_rows(|visit| workbook.for_each_row(file, &sheet.name, 0, &SheetMarks::default(), visit));
                    if !sheet.is_visible {
                        // A hidden sheet is not read, and a notice names it if it has rows. Damage to it is no error.
                        headers.unread_sheets.extend((!rows.is_empty()).then_some(sheet.name));
                        continue;
                    }
                    reading?;
                    match search.header_of_sheet(file, title::profile_of_sheet(&sheet.name), &rows) {
                        Ok((line, layout)) => {
                            let marks = workbook.marks(&sheet.name);
                            headers.found.push(Header { sheet: sheet.name, line, layout, marks });
                        }
                        Err(ReadError::Empty { .. }) => {}
                        Err(error) => {
                            headers.unread_sheets.push(sheet.name);
                            first_error.get_or_insert(error);
                        }
                    }
                }
                if headers.found.is_empty() {
                    return Err(first_error.unwrap_or_else(|| ReadError::Empty { file: file.to_owned() }));
                }
                Ok(headers)
            }
        }
    }

    /// Hands every row under the header to `visit`, with its line; cells whose accents were damaged are repaired, but for
    /// identifiers. Gives the number of such cells.
    ///
    /// # Errors
    /// [`ReadError::UnbalancedQuote`], [`ReadError::Workbook`], [`ReadError::NumberFormat`] or the first error of `visit`.
    pub(super) fn for_each_row(
        &mut self,
        file: &str,
        header: &Header,
        mut visit: impl FnMut(u32, &StringRecord) -> Result<(), ReadError>,
    ) -> Result<u64, ReadError> {
        header.check_number_formats(file)?;
        let (mut repaired, mut taken, mut stop) = (0, 0_usize, Ok(()));
        let mut repairs: Option<Repairs> = None;
        loop {
            // Several rows may stand on one line.
            let (mut is_in_doubt, mut taken_before) = (false, taken);
            self.for_each_row_as_written(file, header, |line, row| {
                if line <= header.line {
                    return ControlFlow::Continue(());
                }
                if taken_before > 0 {
                    taken_before -= 1;
                    return ControlFlow::Continue(());
                }
                stop = match damaged_rows::repaired(row, &header.layout, repairs.as_ref()) {
                    Ok(None) => visit(line, row),
                    Ok(Some((whole, cells))) => {
                        repaired += cells;
                        visit(line, &whole)
                    }
                    Err(InDoubt) => {
                        is_in_doubt = true;
                        return ControlFlow::Break(());
                    }
                };
                taken += 1;
                if stop.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            if !is_in_doubt {
                return stop.map(|()| repaired);
            }
            // Few lists come here. The reading goes on where it stopped, once all rows have been asked.
            repairs = Some(self.repairs(file, header)?);
        }
    }

    /// The repairs in each column of a list, told by all its rows.
    ///
    /// # Errors
    /// [`ReadError::UnbalancedQuote`], [`ReadError::Workbook`].
    pub(super) fn repairs(&mut self, file: &str, header: &Header) -> Result<Repairs, ReadError> {
        let mut accents = ColumnAccents::default();
        self.for_each_row_as_written(file, header, |line, row| {
            if line > header.line {
                accents.see(row, &header.layout);
            }
            ControlFlow::Continue(())
        })?;
        Ok(accents.repairs())
    }

    fn for_each_row_as_written(
        &mut self,
        file: &str,
        header: &Header,
        visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let width = header.layout.titles.len();
        match self {
            Self::Text(table, _) => table.for_each_row(file, Some(width), visit),
            Self::Workbook(workbook) => workbook.for_each_row(file, &header.sheet, width, &header.marks, visit),
        }
    }

    /// Tells whether rows end before their empty cells. A workbook places each cell, and its rows are whole.
    pub(super) fn drops_trailing_cells(&self) -> bool {
        match self {
            Self::Text(table, _) => table.drops_trailing_cells(),
            Self::Workbook(_) => false,
        }
    }

    /// A guess at the number of rows, to reserve memory for.
    pub(super) fn rows_at_most(&self) -> usize {
        match self {
            Self::Text(table, _) => table.rows_at_most(),
            Self::Workbook(_) => 0,
        }
    }
}

type Visit<'a> = &'a mut dyn FnMut(u32, &StringRecord) -> ControlFlow<()>;

/// The first rows that are not blank, and whether an error cut them short.
fn first_rows(
    for_each_row: impl FnOnce(Visit<'_>) -> Result<(), ReadError>,
) -> (Vec<(u32, StringRecord)>, Result<(), ReadError>) {
    let mut rows = Vec::with_capacity(HEADER_WITHIN);
    let reading = for_each_row(&mut |line, row| {
        if !row.as_slice().trim().is_empty() {
            // Titles are damaged as the rest is.
            rows.push((line, damaged_rows::repaired_whole(row).unwrap_or_else(|| row.clone())));
        }
        if rows.len() == HEADER_WITHIN { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (rows, reading)
}

/// Returns the kind of a file whose signature shows that it is no table; `None` for any other file.
fn foreign(bytes: &[u8]) -> Option<Foreign> {
    const SIGNATURES: [(&[u8], Foreign); 7] = [
        (b"%PDF", Foreign::Pdf),
        (&[0x1F, 0x8B], Foreign::Archive),
        (b"PK\x05\x06", Foreign::Archive),
        (b"7z\xBC\xAF", Foreign::Archive),
        (b"Rar!", Foreign::Archive),
        (b"\x89PNG", Foreign::Binary),
        (&[0xFF, 0xD8, 0xFF], Foreign::Binary),
    ];
    SIGNATURES.into_iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, found)| found)
}

fn looks_like_markup(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(9).collect::<String>().to_ascii_lowercase();
    ["<?xml", "<!doctype", "<html", "<table"].iter().any(|markup| start.starts_with(markup))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_files_are_named_by_their_content() {
        for (bytes, expected) in [
            (&b"%PDF-1.7"[..], Foreign::Pdf),
            (b"\x1F\x8B\x08", Foreign::Archive),
            (b"\xEF\xBB\xBF <?XML version='1.0'?>", Foreign::Markup),
            (b"a\0b", Foreign::Binary),
        ] {
            match Table::open("f.csv", bytes.to_vec()) {
                Err(ReadError::NotATable { found, .. }) => assert_eq!(found, expected),
                _ => panic!("{expected:?} was taken for a table"),
            }
        }
        for bytes in [&b""[..], b" \n\n", b"\xEF\xBB\xBF"] {
            assert!(matches!(Table::open("f.csv", bytes.to_vec()), Err(ReadError::Empty { .. })));
        }
    }
}
