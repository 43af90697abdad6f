//! The cells of one record of delimited text, where they stand and how they are written.
//!
//! Input: the raw text of a record that the CSV reader has read. Output: the place of a cell in it, and the text of
//! another cell for that place. Invariant: cells are split as [`super::csv_table`] splits them, so that whoever replaces one
//! leaves all others as they were.

use std::borrow::Cow;
use std::ops::Range;

use csv::StringRecord;

use crate::normalize::ends_in_entity;

/// Where the cell number `index`, from 0, stands in `record`, its quotes included; `None` where the record ends before. The
/// `width` is that of the header.
pub(super) fn place_of(record: &str, delimiter: u8, width: usize, index: usize) -> Option<Range<usize>> {
    let mut cells = cells(record, delimiter);
    if delimiter == b';' && record.contains('&') {
        let surplus = surplus(cells.clone().count(), Some(width));
        return whole(record, cells, surplus).nth(index).map(|cell| cell.place);
    }
    cells.nth(index)
}

/// The cells of a record that `;` separates, with the HTML entities that this has cut in two. Returns `None` where none is cut. The
/// `width` is that of the header, where there is one.
pub(super) fn with_whole_entities(record: &str, row: &StringRecord, width: Option<usize>) -> Option<StringRecord> {
    let surplus = surplus(row.len(), width);
    if surplus == 0 {
        return None;
    }
    let mut rest = row.iter();
    let joined: StringRecord = whole(record, cells(record, b';'), surplus)
        .map(|cell| rest.by_ref().take(cell.pieces).collect::<Vec<_>>().join(";"))
        .collect();
    (joined.len() < row.len()).then_some(joined)
}

/// How many cells of a record are pieces of others: those beyond the `width` of the header. A record without surplus has whole
/// cells, whatever they end in. Without a header any cell may be a piece.
fn surplus(count: usize, width: Option<usize>) -> usize {
    count.saturating_sub(width.unwrap_or(0))
}

/// The cells as the delimiter separates them.
fn cells(record: &str, delimiter: u8) -> impl Iterator<Item = Range<usize>> + Clone {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let end = end_of(record.as_bytes(), delimiter, start);
        next = (end < record.len()).then_some(end + 1);
        Some(start..end)
    })
}

/// A cell, and how many pieces the delimiter has made of it.
struct WholeCell {
    place: Range<usize>,
    pieces: usize,
}

/// The same cells, where one that ends in an HTML entity without its `;` goes on in the next. This joins at most `surplus` pieces. A
/// cell in quotes holds its delimiters, so it never goes on.
fn whole(
    record: &str,
    mut cells: impl Iterator<Item = Range<usize>>,
    mut surplus: usize,
) -> impl Iterator<Item = WholeCell> {
    std::iter::from_fn(move || {
        let mut cell = WholeCell { place: cells.next()?, pieces: 1 };
        let is_quoted = record[cell.place.clone()].starts_with('"');
        while surplus > 0 && !is_quoted && ends_in_entity(&record[cell.place.clone()]) {
            let Some(next) = cells.next() else { break };
            cell.place.end = next.end;
            cell.pieces += 1;
            surplus -= 1;
        }
        Some(cell)
    })
}

/// The end of the cell that begins at `start`: at a delimiter, or at the end of the record.
fn end_of(bytes: &[u8], delimiter: u8, start: usize) -> usize {
    let mut at = start;
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        while let Some(quote) = memchr::memchr(b'"', &bytes[at..]) {
            at += quote + 1;
            if bytes.get(at) != Some(&b'"') {
                // Text behind a closing quote belongs to the cell.
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

    /// The cells as the table's reader gives them under a header of `width` columns.
    fn read_whole(record: &str, width: usize) -> Vec<String> {
        let cells = StringRecord::from(read(record));
        let whole = with_whole_entities(record, &cells, Some(width)).unwrap_or(cells);
        whole.iter().map(str::to_owned).collect()
    }

    #[test]
    fn an_entity_that_its_semicolon_has_cut_is_whole_again() {
        for (record, width, expected) in [
            ("1;No&euml;l;NO&Euml;L;x", 4, &["1", "No&euml;l", "NO&Euml;L", "x"][..]),
            ("1;\"No&euml;l\";x", 3, &["1", "No&euml;l", "x"]),
            ("1;\"No&euml\";l;x", 3, &["1", "No&euml", "l", "x"]),
            ("1;No&euml;DURAND", 3, &["1", "No&euml", "DURAND"]),
            ("1;No&euml", 2, &["1", "No&euml"]),
            ("1;a&b;No&euml;l", 3, &["1", "a&b", "No&euml;l"]),
        ] {
            assert_eq!(read_whole(record, width), expected, "{record}");
        }
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_csv_reader(
            record in "([a;\" ]|&euml){1,14}", text in "[a;\"\n é]{0,4}", index in 0_usize..5, width in 1_usize..5,
        ) {
            let cells = read_whole(&record, width);
            let place = place_of(&record, b';', width, index);
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
                prop_assert_eq!(read_whole(&replaced, width), expected);
            }
        }
    }
}
