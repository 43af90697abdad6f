//! Rows of CSV, written by hand into bytes.
//!
//! Role: the one place that knows quoting, line ends and what a spreadsheet must not execute. Input: cells. Output:
//! `;`-separated rows that end in CRLF, as French spreadsheets expect. Invariant: reading the bytes back gives the
//! cells, the neutralised ones with their apostrophe.

use crate::formats::is_formula;
use crate::identity::{BirthDate, Lang};
use crate::matching::Weight;

use super::number;

/// UTF-8's mark, without which Excel takes a CSV for Windows-1252.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A growing piece of a CSV file: whole rows, and the one being written.
#[derive(Debug)]
pub(super) struct CsvText {
    bytes: Vec<u8>,
    decimal_sign: u8,
    row_is_empty: bool,
}

impl CsvText {
    /// No row yet, with room for `capacity` bytes.
    pub(super) fn with_capacity(capacity: usize, lang: Lang) -> Self {
        // Both decimal signs are ASCII.
        let decimal_sign = number::decimal_sign(lang) as u8;
        Self { bytes: Vec::with_capacity(capacity), decimal_sign, row_is_empty: true }
    }

    /// A cell that comes from the input: quoted where needed, and never a formula.
    pub(super) fn text(&mut self, text: &str) {
        self.start_cell();
        self.quoted(if is_formula(text) { "'" } else { "" }, text);
    }

    /// A cell of our own words or codes: quoted where needed.
    pub(super) fn own(&mut self, text: &str) {
        self.start_cell();
        self.quoted("", text);
    }

    /// A cell with nothing in it.
    pub(super) fn empty(&mut self) {
        self.start_cell();
    }

    /// A whole number.
    pub(super) fn integer(&mut self, value: u64) {
        self.start_cell();
        self.digits(value, 1);
    }

    /// Bits with two decimals.
    pub(super) fn weight(&mut self, weight: Weight) {
        self.start_cell();
        if weight.0 < 0 {
            self.bytes.push(b'-');
        }
        let hundredths = u64::from(weight.0.unsigned_abs());
        self.digits(hundredths / 100, 1);
        self.bytes.push(self.decimal_sign);
        self.digits(hundredths % 100, 2);
    }

    /// A probability with six decimals.
    pub(super) fn probability(&mut self, probability: f64) {
        self.start_cell();
        // Clamped to 0–1, so that the cast cannot lose anything; not-a-number becomes 0.
        let millionths = (probability.clamp(0.0, 1.0) * 1e6).round() as u64;
        self.digits(millionths / 1_000_000, 1);
        self.bytes.push(self.decimal_sign);
        self.digits(millionths % 1_000_000, 6);
    }

    /// A measure with so many decimals, or nothing.
    pub(super) fn measure(&mut self, value: Option<f64>, decimals: usize) {
        self.start_cell();
        if let Some(value) = value {
            let digits = format!("{value:.decimals$}");
            self.bytes.extend(digits.bytes().map(|byte| if byte == b'.' { self.decimal_sign } else { byte }));
        }
    }

    /// `dd/MM/yyyy`, or nothing.
    pub(super) fn date(&mut self, date: BirthDate) {
        self.start_cell();
        if !date.is_missing() {
            self.digits(u64::from(date.day()), 2);
            self.bytes.push(b'/');
            self.digits(u64::from(date.month()), 2);
            self.bytes.push(b'/');
            self.digits(u64::from(date.year()), 4);
        }
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) {
        self.bytes.extend_from_slice(b"\r\n");
        self.row_is_empty = true;
    }

    /// All that was written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn start_cell(&mut self) {
        if !self.row_is_empty {
            self.bytes.push(b';');
        }
        self.row_is_empty = false;
    }

    fn quoted(&mut self, prefix: &str, text: &str) {
        let bytes = text.as_bytes();
        // Spaces at the ends are kept by quotes where a reader would trim them.
        let needs_quotes = bytes.iter().any(|byte| matches!(byte, b';' | b'"' | b'\r' | b'\n'))
            || bytes.first() == Some(&b' ')
            || bytes.last() == Some(&b' ');
        if !needs_quotes {
            self.bytes.extend_from_slice(prefix.as_bytes());
            self.bytes.extend_from_slice(bytes);
            return;
        }
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(prefix.as_bytes());
        for &byte in bytes {
            if byte == b'"' {
                self.bytes.push(b'"');
            }
            self.bytes.push(byte);
        }
        self.bytes.push(b'"');
    }

    /// `value` in decimal, with zeros before it up to `width`.
    fn digits(&mut self, value: u64, width: usize) {
        const LONGEST: usize = 20;
        let mut buffer = [b'0'; LONGEST];
        let mut start = LONGEST;
        let mut rest = value;
        while rest > 0 {
            start -= 1;
            // A remainder of 10 fits a byte.
            buffer[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.bytes.extend_from_slice(&buffer[start.min(LONGEST - width)..]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn writes_numbers_and_dates() {
        let mut row = CsvText::with_capacity(0, Lang::Fr);
        row.weight(Weight(-350));
        row.weight(Weight(1205));
        row.probability(0.000_012_4);
        row.probability(1.0);
        row.integer(0);
        row.date(BirthDate::new(2012, 3, 4).unwrap());
        row.date(BirthDate::MISSING);
        row.empty();
        row.end_row();
        assert_eq!(row.into_bytes(), b"-3,50;12,05;0,000012;1,000000;0;04/03/2012;;\r\n");
    }

    #[test]
    fn no_cell_of_the_input_runs_as_a_formula() {
        for formula in ["=1+1", "+33600000000", "-2", "@SUM(A1)", "\t=1", "\r=1", "=\"a;b\""] {
            let mut row = CsvText::with_capacity(0, Lang::Fr);
            row.text(formula);
            row.text("DUPONT");
            row.end_row();
            assert_eq!(read_back(&row.into_bytes()), [[format!("'{formula}"), "DUPONT".to_owned()]]);
        }
    }

    proptest! {
        #[test]
        fn the_csv_crate_reads_back_what_was_written(
            rows in prop::collection::vec(prop::collection::vec("[ -~éœ;\"\r\n\t=+@\\-]{0,12}", 2..5), 0..6)
        ) {
            let mut written = CsvText::with_capacity(0, Lang::En);
            for row in &rows {
                for cell in row {
                    written.text(cell);
                }
                written.end_row();
            }
            let expected: Vec<Vec<String>> = rows
                .iter()
                .map(|row| {
                    row.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { cell.clone() }).collect()
                })
                .collect();
            let read = read_back(&written.into_bytes());
            for cell in read.iter().flatten() {
                prop_assert!(!is_formula(cell));
            }
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn numbers_read_as_the_format_macros_write_them(hundredths in any::<i32>(), value in any::<u64>()) {
            let mut row = CsvText::with_capacity(0, Lang::En);
            row.weight(Weight(hundredths));
            row.integer(value);
            row.end_row();
            let expected = format!("{};{value}\r\n", Weight(hundredths));
            prop_assert_eq!(String::from_utf8(row.into_bytes()).unwrap(), expected);
        }
    }
}
