//! The cells of one record of delimited text, where they stand and how they are written.
//!
//! Input: the raw text of a record that the CSV reader has read. Output: the place of a cell in it, and the text of
//! another cell for that place. Invariant: cells are split as [`super::csv_table`] splits them, so that whoever replaces one
//! leaves all others as they were.

use std::borrow::Cow;
use std::ops::Range;

use csv::StringRecord;

use crate::normalize::ends_in_entity;

/// Where the cell number `index`, from 0, stands in `record`, its quotes included; `None` where the record ends before.
pub(super) fn place_of(record: &str, delimiter: u8, index: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for _ in 0..index {
        start = end_of_whole(record, delimiter, start);
        if start == record.len() {
            return None;
        }
        start += 1;
    }
    Some(start..end_of_whole(record, delimiter, start))
}

/// The cells of a record that `;` separates, with the HTML entities that this has cut in two.
pub(super) fn with_whole_entities(row: &StringRecord) -> StringRecord {
    let mut cells: Vec<String> = Vec::with_capacity(row.len());
    for cell in row {
        match cells.last_mut().filter(|last| ends_in_entity(last)) {
            Some(last) => {
                last.push(';');
                last.push_str(cell);
            }
            None => cells.push(cell.to_owned()),
        }
    }
    StringRecord::from(cells)
}

/// The end of the cell that begins at `start`, whose HTML entities are whole.
fn end_of_whole(record: &str, delimiter: u8, start: usize) -> usize {
    let bytes = record.as_bytes();
    let mut end = end_of(bytes, delimiter, start);
    while delimiter == b';' && end < bytes.len() && ends_in_entity(&record[start..end]) {
        end = end_of(bytes, delimiter, end + 1);
    }
    end
}

/// The end of the cell that begins at `start`: at a delimiter, or at the end of the record.
fn end_of(bytes: &[u8], delimiter: u8, start: usize) -> usize {
    let mut at = start;
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        while let Some(quote) = memchr::memchr(b'"', &bytes[at..]) {
            at += quote + 1;
            if bytes.get(at) != Some(&b'"') {
                // Whatever follows a closing quote belongs to the cell.
                return at + memchr::memchr(delimiter, &bytes[at..]).unwrap_or(bytes.len() - at);
            }
            at += 1;
        }
        return bytes.len();
    }
    at + memchr::memchr(delimiter, &bytes[at..]).unwrap_or(bytes.len() - at)
}

/// A cell as it is written: in quotes where the cell in its place is, or where the grammar asks for them.
pub(super) fn written(text: &str, delimiter: u8, in_quotes: bool) -> Cow<'_, str> {
    let needs_quotes = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n');
    if in_quotes || text.bytes().any(needs_quotes) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(record: &str) -> Vec<String> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(record.as_bytes());
        reader.records().next().map_or_else(Vec::new, |row| row.unwrap().iter().map(str::to_owned).collect())
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_csv_reader(record in "[a;\" ]{1,14}", text in "[a;\"\n é]{0,4}", index in 0_usize..5) {
            let cells = read(&record);
            let place = place_of(&record, b';', index);
            prop_assert_eq!(place.is_some(), index < cells.len(), "{:?}", cells);
            if let Some(place) = place {
                // One that is not closed has swallowed all that follows: the table's reader refuses it.
                prop_assume!(super::super::quotes::unbalanced(record.as_bytes(), b';').is_none());
                let new = written(&text, b';', record[place.clone()].starts_with('"'));
                let mut expected = cells;
                expected[index] = text.clone();
                let replaced = format!("{}{new}{}", &record[..place.start], &record[place.end..]);
                // A record without any character is no record.
                prop_assume!(!replaced.is_empty());
                prop_assert_eq!(read(&replaced), expected);
            }
        }
    }
}
