//! Quotes that are opened and not closed in their cell.
//!
//! The CSV grammar lets such a quote swallow the rows that follow into one cell, without an error. A
//! record is suspect when it spans several lines or ends the file; then its raw text is examined here.

use super::line_ends;

/// A cell of more line breaks is a long text, or rows that a quote has swallowed.
const SANE_LINE_BREAKS: u64 = 50;

/// Finds the quote that opens a cell in `record` (raw, without its final line end) and fails to close it.
///
/// Such a cell reaches the end of the file, or its closing quote lies beyond a line break before something else than a delimiter.
/// It may also have more lines than an address, most of them rows.
pub(super) fn unbalanced(record: &[u8], delimiter: u8) -> Option<usize> {
    let mut cells = QuotedCells { record, delimiter, at: 0 };
    cells
        .find(|cell| {
            cell.is_open
                || (cell.has_line_break
                    && (cell.is_followed_by_text || holds_rows(&record[cell.start..cell.end], delimiter)))
        })
        .map(|cell| cell.start)
}

/// Whether a quoted cell has many lines, and at least half of them a delimiter: rows that it has swallowed. A long remark has
/// hardly any.
fn holds_rows(cell: &[u8], delimiter: u8) -> bool {
    let breaks = line_ends::count(cell);
    let with_delimiter = || {
        let lines = cell.split(|&byte| matches!(byte, b'\n' | b'\r'));
        lines.filter(|line| memchr::memchr(delimiter, line).is_some()).count() as u64
    };
    breaks > SANE_LINE_BREAKS && 2 * with_delimiter() >= breaks
}

/// The start of the first cell with a line break, if any: the suspect when cells are left over.
pub(super) fn multiline_cell(record: &[u8], delimiter: u8) -> Option<usize> {
    QuotedCells { record, delimiter, at: 0 }.find(|cell| cell.has_line_break).map(|cell| cell.start)
}

/// The start of the first cell with a line break and a delimiter, if any: the suspect when cells are missing. An address of
/// several lines has no delimiter, while a quote that swallows a row swallows its delimiters.
pub(super) fn swollen_cell(record: &[u8], delimiter: u8) -> Option<usize> {
    QuotedCells { record, delimiter, at: 0 }
        .find(|cell| cell.has_line_break && cell.has_delimiter)
        .map(|cell| cell.start)
}

struct QuotedCell {
    start: usize,
    /// Behind its closing quote.
    end: usize,
    is_open: bool,
    is_followed_by_text: bool,
    has_line_break: bool,
    has_delimiter: bool,
}

/// The quoted cells of one record.
struct QuotedCells<'a> {
    record: &'a [u8],
    delimiter: u8,
    at: usize,
}

impl Iterator for QuotedCells<'_> {
    type Item = QuotedCell;

    fn next(&mut self) -> Option<QuotedCell> {
        while self.at < self.record.len() {
            let start = self.at;
            if self.record[start] != b'"' {
                self.skip_cell();
                continue;
            }
            self.at += 1;
            let is_open = !self.skip_to_closing_quote();
            let content = &self.record[start..self.at];
            let cell = QuotedCell {
                start,
                end: self.at,
                is_open,
                has_line_break: content.contains(&b'\n') || content.contains(&b'\r'),
                has_delimiter: content.contains(&self.delimiter),
                is_followed_by_text: self.record.get(self.at).is_some_and(|&byte| byte != self.delimiter),
            };
            self.skip_cell();
            return Some(cell);
        }
        None
    }
}

impl QuotedCells<'_> {
    /// Moves behind the next delimiter.
    fn skip_cell(&mut self) {
        let rest = &self.record[self.at..];
        self.at += memchr::memchr(self.delimiter, rest).map_or(rest.len(), |at| at + 1);
    }

    /// Moves behind the quote that closes the cell; a doubled quote does not. False at the end of the record.
    fn skip_to_closing_quote(&mut self) -> bool {
        while let Some(quote) = memchr::memchr(b'"', &self.record[self.at..]) {
            self.at += quote + 1;
            if self.record.get(self.at) != Some(&b'"') {
                return true;
            }
            self.at += 1;
        }
        self.at = self.record.len();
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_quote_that_swallows_rows() {
        for (record, expected) in [
            (&b"1;\"A\"\"B\";\"C\nD\";E"[..], None),
            (b"1;\"DUPONT;Jean\n2;MARTIN;Paul\n", Some(2)),
            (b"1;\"DUPONT;Jean\n2;\"MARTIN\";Paul", Some(2)),
            (b"1;\"A\";\"DUPONT;Jean\r\n2;x;\"M", Some(6)),
            (b"\"", Some(0)),
            (b"\"\"", None),
            (b"1;5\" pipe;\"x\" y;2", None),
        ] {
            assert_eq!(unbalanced(record, b';'), expected, "{}", String::from_utf8_lossy(record));
        }
        let remark = format!("1;\"{}\"", "line\n".repeat(60));
        assert_eq!(unbalanced(remark.as_bytes(), b';'), None);
        let rows = format!("1;\"{}\"", "1;A;B\n".repeat(60));
        assert_eq!(unbalanced(rows.as_bytes(), b';'), Some(2));
    }

    #[test]
    fn finds_the_cell_of_several_lines() {
        assert_eq!(multiline_cell(b"1;\"A\";\"B\nC\"", b';'), Some(6));
        assert_eq!(multiline_cell(b"1;\"A\"", b';'), None);
        assert_eq!(swollen_cell(b"1;\"A\nB\";\"C\n2;D\"", b';'), Some(8));
        assert_eq!(swollen_cell(b"1;\"A;B\";\"C\nD\"", b';'), None);
    }
}
