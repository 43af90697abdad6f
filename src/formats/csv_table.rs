//! Delimited text as rows of cells.
//!
//! Input: decoded text. Output: each record that is not blank, with the line it begins on; a cell `="00012"` holds `00012`. The `;` of
//! an HTML entity (`No&euml;l`) separates no cells. Invariant: a record that an unclosed quote has swollen stops the reading with the
//! place of that quote.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::{ControlFlow, Range};

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};

use super::cells;
use super::decode::place;
use super::formula;
use super::line_ends;
use super::quotes;
use super::read_error::ReadError;

/// Bytes handed to the CSV reader at a time.
const BUFFER: usize = 1 << 16;
/// How many records, and in how many bytes, the delimiter is sniffed.
const SNIFFED_RECORDS: usize = 30;
const SNIFFED_BYTES: usize = 1 << 16;

/// A text file and its delimiter.
#[derive(Debug)]
pub(super) struct CsvTable {
    text: String,
    delimiter: u8,
    /// The other ones, likelier first.
    alternatives: [u8; 2],
}

impl CsvTable {
    /// Sniffs the delimiter of `text`.
    pub(super) fn new(text: String) -> Self {
        let [delimiter, alternatives @ ..] = sniff_delimiters(&text);
        Self { text, delimiter, alternatives }
    }

    /// Tries `attempt` with the likeliest delimiter, then with the others until it succeeds, and stays
    /// with the one that did: rows may all resemble each other under the wrong delimiter, a header does not.
    ///
    /// # Errors
    /// What the likeliest delimiter gave, when no other succeeds.
    pub(super) fn settle_delimiter<T, E>(&mut self, mut attempt: impl FnMut(&Self) -> Result<T, E>) -> Result<T, E> {
        let sniffed = self.delimiter;
        let first = attempt(self);
        if first.is_err() {
            for alternative in self.alternatives {
                self.delimiter = alternative;
                if let Ok(found) = attempt(self) {
                    return Ok(found);
                }
            }
            self.delimiter = sniffed;
        }
        first
    }

    /// The decoded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// `;`, `,` or a tab.
    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// An upper bound of the number of rows.
    pub(super) fn rows_at_most(&self) -> usize {
        let ends = |byte: u8| memchr::memchr_iter(byte, self.text.as_bytes()).count();
        ends(b'\n').max(ends(b'\r')) + 1
    }

    /// Whether no line ends with an empty cell, as where a program leaves empty cells at the end of a row out.
    pub(super) fn drops_trailing_cells(&self) -> bool {
        let bytes = self.text.as_bytes();
        let ends_empty = |end: usize| {
            let line = bytes[..end].strip_suffix(b"\"\"").unwrap_or(&bytes[..end]);
            line.last() == Some(&self.delimiter)
        };
        !memchr::memchr2_iter(b'\n', b'\r', bytes).chain([bytes.len()]).any(ends_empty)
    }

    /// Hands every record that is not blank to `visit`, with its line. With the `width` of the header, a
    /// record of several lines that does not line up with it counts as swollen by a quote.
    ///
    /// # Errors
    /// [`ReadError::UnbalancedQuote`].
    pub(super) fn for_each_row(
        &self,
        file: &str,
        width: Option<usize>,
        mut visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        self.for_each_record(file, width, |line, _, row| visit(line, row))
    }

    /// [`Self::for_each_row`], with where in [`Self::text`] the record stands, its line end apart.
    ///
    /// # Errors
    /// [`ReadError::UnbalancedQuote`].
    pub(super) fn for_each_record(
        &self,
        file: &str,
        width: Option<usize>,
        mut visit: impl FnMut(u32, Range<usize>, &StringRecord) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let bytes = self.text.as_bytes();
        let mut reader = reader_of(bytes, self.delimiter);
        let mut row = StringRecord::new();
        // The reader counts line feeds alone. Each record ends before its own line end.
        let (mut line, mut last_end) = (1, 0);
        loop {
            let mut start = reader.position().byte() as usize;
            // Reading from memory text that is UTF-8 and may be ragged, the reader has nothing left to fail at.
            if !reader.read_record(&mut row).unwrap_or(false) {
                return Ok(());
            }
            // The reader leaves half of a CRLF, and blank lines, to the record that follows.
            while let Some(b'\r' | b'\n') = bytes.get(start) {
                start += 1;
            }
            line += line_ends::count(&bytes[last_end..start]);
            let end = reader.position().byte() as usize;
            let record = line_ends::strip(&bytes[start..end.max(start)]);
            last_end = start + record.len();
            let spans_lines = memchr::memchr2(b'\n', b'\r', record).is_some();
            if self.delimiter == b';' && memchr::memchr(b'&', row.as_slice().as_bytes()).is_some() {
                let record = &self.text[start..last_end];
                row = cells::with_whole_entities(record, &row, width).unwrap_or(row);
            }
            if spans_lines || end == bytes.len() {
                let suspect = match width {
                    Some(width) if row.len() < width => quotes::swollen_cell(record, self.delimiter),
                    Some(width) if !lines_up(&row, width) => quotes::multiline_cell(record, self.delimiter),
                    _ => None,
                };
                let quote = quotes::unbalanced(record, self.delimiter).or(suspect);
                if let Some(quote) = quote {
                    let (line, column) = place(&bytes[..start + quote]);
                    return Err(ReadError::UnbalancedQuote { file: file.to_owned(), line, column });
                }
            }
            let place = start..last_end;
            if memchr::memmem::find(row.as_slice().as_bytes(), b"=\"").is_some() {
                row = row.iter().map(|cell| formula::quoted_text(cell).unwrap_or(Cow::Borrowed(cell))).collect();
            }
            if visit(u32::try_from(line).unwrap_or(u32::MAX), place, &row).is_break() {
                return Ok(());
            }
            if spans_lines {
                line += line_ends::count(record);
            }
        }
    }
}

/// Whether a record has the cells of a header of `width` columns; blank ones beyond do not count.
pub(super) fn lines_up(row: &StringRecord, width: usize) -> bool {
    row.len() >= width && row.iter().skip(width).all(|cell| cell.trim().is_empty())
}

fn reader_of(bytes: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(bytes)
}

/// The delimiters, likeliest first: the one under which most of the first records have the same number of
/// cells, more than one; among equals the one that makes more cells. A first line `sep=;`, as spreadsheets
/// write it, goes before all that.
fn sniff_delimiters(text: &str) -> [u8; 3] {
    let declared = match *text.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, ..] => Some(delimiter),
        _ => None,
    };
    let head = &text.as_bytes()[..text.len().min(SNIFFED_BYTES)];
    let agreement = |delimiter: u8| {
        let mut reader = reader_of(head, delimiter);
        let mut row = ByteRecord::new();
        let mut widths = Vec::with_capacity(SNIFFED_RECORDS);
        while widths.len() < SNIFFED_RECORDS && reader.read_byte_record(&mut row).unwrap_or(false) {
            widths.push(row.len());
        }
        let records_of = |width: usize| widths.iter().filter(|&&other| other == width).count();
        widths.iter().filter(|&&width| width > 1).map(|&width| (records_of(width), width)).max().unwrap_or((0, 1))
    };
    // Among equals the order stays: the semicolon of French spreadsheets first.
    let mut delimiters = [b';', b',', b'\t'];
    delimiters.sort_by_cached_key(|&delimiter| Reverse((declared == Some(delimiter), agreement(delimiter))));
    delimiters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
        let mut rows = Vec::new();
        CsvTable::new(text.to_owned()).for_each_row("f.csv", None, |line, row| {
            rows.push((line, row.iter().map(str::to_owned).collect()));
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    #[test]
    fn sniffs_the_delimiter() {
        for (text, expected) in [
            ("a;b\n1;2\n", ';'),
            ("a,b\n1,2\n", ','),
            ("a\tb\n1\t2\n", '\t'),
            ("nom;adresse\nX;1, rue A, Rennes\nY;2, rue B, Rennes\nZ;\"a;b\"\n", ';'),
            ("nom,values\nX,\"a;b;c\"\nY,\"a;b;c\"\n", ','),
            ("Liste, du jour\n\na;b;c\n1;2;3\n4;5;6\n", ';'),
            ("sep=,\na;b;c,d\n", ','),
            ("alone\n", ';'),
        ] {
            assert_eq!(CsvTable::new(text.to_owned()).delimiter(), expected, "{text}");
        }
    }

    #[test]
    fn lines_count_blank_lines_and_any_line_end() {
        for end in ["\n", "\r\n", "\r", "\r\r\n"] {
            let text = ["a;b", "", "1;\"x", "y\"", "2;3", ""].join(end);
            let lines: Vec<u32> = rows(&text).unwrap().into_iter().map(|(line, _)| line).collect();
            assert_eq!(lines, [1, 3, 5], "{end:?}");
        }
    }

    #[test]
    fn line_ends_may_be_mixed() {
        let text = "Liste\r\nid;nom\r1;A\n\r\r\n2;\"B\rC\"\r\r\n3;D\r4;E";
        let found: Vec<_> = rows(text).unwrap().into_iter().map(|(line, row)| (line, row.join(";"))).collect();
        let expected = [(1, "Liste"), (2, "id;nom"), (3, "1;A"), (5, "2;B\rC"), (7, "3;D"), (8, "4;E")];
        assert_eq!(found, expected.map(|(line, row)| (line, row.to_owned())));
    }

    #[test]
    fn one_empty_cell_at_the_end_of_a_line_shows_that_they_are_written() {
        for (text, expected) in [
            ("a;b\n1;2\n3\n", true),
            ("a;b\r\n1;2\r\n3", true),
            ("a;b\n1;\n3\n", false),
            ("a;b\r1;2\r3;", false),
            ("a;b\r\n1;\"\"\r\n", false),
        ] {
            assert_eq!(CsvTable::new(text.to_owned()).drops_trailing_cells(), expected, "{text:?}");
        }
    }

    #[test]
    fn an_unclosed_quote_has_a_place() {
        for (text, expected) in [
            ("id;nom\n1;A\n2;\"B\n3;C\n4;D\n", (3, 3)),
            ("id;nom\n1;A\n2;\"B\n3;\"C\"\n", (3, 3)),
            ("id;nom\r\né;\"B", (2, 3)),
        ] {
            match rows(text).unwrap_err() {
                ReadError::UnbalancedQuote { line, column, .. } => assert_eq!((line, column), expected, "{text}"),
                other => panic!("{other}"),
            }
        }
    }

    #[test]
    fn an_address_of_several_lines_may_end_its_record() {
        let table = CsvTable::new("id;adresse;x\n1;\"12 rue A\nRENNES\"\n2;B;c\n".to_owned());
        let mut widths = Vec::new();
        let visit = |_, row: &StringRecord| {
            widths.push(row.len());
            ControlFlow::Continue(())
        };
        table.for_each_row("f.csv", Some(3), visit).unwrap();
        assert_eq!(widths, [3, 2, 3]);
    }

    #[test]
    fn a_record_of_several_lines_and_another_width_is_swollen() {
        let table = CsvTable::new("id;nom;x\n1;\"A\n2;B;\"\n3;C;\n".to_owned());
        let error = table.for_each_row("f.csv", Some(3), |_, _| ControlFlow::Continue(())).unwrap_err();
        assert!(matches!(error, ReadError::UnbalancedQuote { line: 2, column: 3, .. }), "{error}");
    }
}
