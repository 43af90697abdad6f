//! Hidden rows, merged cells and leading zeros of a workbook of the old Excel.
//!
//! Role: reads of a BIFF8 stream what the reader of values passes over. Input: the stream `Workbook`. Output: one
//! [`SheetMarks`] per sheet, in order. It rests on [MS-XLS] 2.4 (records `BoundSheet8`, `Format`, `XF`, `Row`, `MergeCells`,
//! and those of cells). Invariants: a record that is cut ends the reading without an error, since the reader of values
//! reports damage; the cells that a sheet spans are counted, and too many are refused.
//!
//! Entry point: [`of`].

use std::rc::Rc;

use foldhash::HashMap;

use super::grid::{MOST_CELLS, TooLarge};
use super::number_format::NumberFormat;
use super::sheet_marks::{Region, SheetMarks, Shown};

const BOUND_SHEET: u16 = 0x85;
const FORMAT: u16 = 0x41E;
const XF: u16 = 0xE0;
const ROW: u16 = 0x208;
const MERGE_CELLS: u16 = 0xE5;
const DIMENSIONS: u16 = 0x200;
const RK: u16 = 0x27E;
const NUMBER: u16 = 0x203;
const FORMULA: u16 = 0x06;
const MUL_RK: u16 = 0xBD;
/// The records of other cells: text, blank, truth values and errors.
const OTHER_CELLS: [u16; 5] = [0xFD, 0x204, 0xD6, 0x205, 0x201];
const BOF: u16 = 0x809;
const EOF: u16 = 0x0A;

/// Reads the marks of all sheets.
pub(super) fn of(stream: &[u8]) -> Result<Vec<SheetMarks>, TooLarge> {
    let (mut starts, mut styles) = (Vec::new(), Vec::new());
    let plain = || (NumberFormat::Plain, Rc::from(""));
    let mut formats: HashMap<u16, Style> = HashMap::default();
    for (kind, data) in records(stream, 0) {
        match kind {
            BOUND_SHEET => starts.extend(long(data, 0)),
            FORMAT => {
                let format = format_code(data).map(|code| (NumberFormat::parse(&code), Rc::from(&*code)));
                formats.extend(short(data, 0).zip(format));
            }
            XF => {
                let format = short(data, 2).and_then(|format| formats.get(&format).cloned());
                styles.push(format.unwrap_or_else(plain));
            }
            _ => {}
        }
    }
    // Two sheets may not share their records, or a small file would be read again and again.
    let mut cost = Cost { cells: MOST_CELLS, bytes: 2 * stream.len() };
    starts.into_iter().map(|start| marks_of_sheet(stream, start as usize, &styles, &mut cost)).collect()
}

/// What the format of a style of cells does with a number, and its code.
type Style = (NumberFormat, Rc<str>);

/// Reads the marks of the sheet whose records begin at `start`; `styles` are those of the workbook.
fn marks_of_sheet(stream: &[u8], start: usize, styles: &[Style], cost: &mut Cost) -> Result<SheetMarks, TooLarge> {
    let mut marks = SheetMarks::default();
    let mut span = Span::default();
    for (kind, data) in records(stream, start) {
        cost.bytes = cost.bytes.checked_sub(4 + data.len()).ok_or(TooLarge)?;
        let place = short(data, 0).zip(short(data, 2)).map(|(row, column)| (u32::from(row), u32::from(column)));
        let mut mark = |place: Option<(u32, u32)>, style: Option<u16>| {
            let Some((place, format)) = place.zip(style.map(usize::from)) else { return };
            match styles.get(format) {
                None | Some((NumberFormat::Plain, _)) => {}
                Some((NumberFormat::Unknown, code)) => marks.unknown_formats.push((place, Rc::clone(code))),
                Some(_) => marks.shown.push(Shown { place, format }),
            }
        };
        match kind {
            RK | NUMBER | FORMULA => {
                span.extend(place);
                mark(place, short(data, 4));
            }
            MUL_RK => {
                // Each number has a style and four bytes; the last column stands at the end.
                let count = data.len().saturating_sub(6) / 6;
                for number in 0..count {
                    let place = place.map(|(row, column)| (row, column + number as u32));
                    span.extend(place);
                    mark(place, short(data, 4 + 6 * number));
                }
            }
            ROW => marks.hidden.extend(
                short(data, 0).filter(|_| short(data, 12).is_some_and(|flags| flags & 0x20 != 0)).map(u32::from),
            ),
            MERGE_CELLS => {
                for number in 0..usize::from(short(data, 0).unwrap_or_default()) {
                    let part = |offset| short(data, 2 + 8 * number + offset);
                    let (Some(first), Some(last), Some(column)) = (part(0), part(2), part(4)) else { break };
                    if first < last {
                        let (first_row, last_row) = (u32::from(first), u32::from(last));
                        marks.merged.push(Region { first_row, last_row, column: usize::from(column) });
                    }
                }
            }
            DIMENSIONS => {
                let corner = |rows: Option<u32>, column: Option<u16>| rows.zip(column.map(u32::from));
                let (first, last) = (corner(long(data, 0), short(data, 8)), corner(long(data, 4), short(data, 10)));
                let last = last.map(|(row, column)| (row.saturating_sub(1), column.saturating_sub(1)));
                // An empty sheet says 0 to 0.
                if first.zip(last).is_some_and(|(first, last)| last > first) {
                    span.extend(first);
                    span.extend(last);
                }
            }
            _ if OTHER_CELLS.contains(&kind) => span.extend(place),
            _ => {}
        }
    }
    marks.merged.sort_unstable();
    marks.hidden.sort_unstable();
    marks.shown.sort_unstable_by_key(|cell| cell.place);
    if !marks.shown.is_empty() {
        marks.formats = styles.iter().map(|(format, _)| format.clone()).collect();
    }
    cost.cells = cost.cells.checked_sub(span.cells()).ok_or(TooLarge)?;
    Ok(marks)
}

/// The cells and bytes that the next sheets may have.
struct Cost {
    cells: usize,
    bytes: usize,
}

/// The rectangle that holds all cells of a sheet.
#[derive(Default)]
struct Span(Option<((u32, u32), (u32, u32))>);

impl Span {
    fn extend(&mut self, place: Option<(u32, u32)>) {
        let Some((row, column)) = place else { return };
        let (first, last) = self.0.unwrap_or(((row, column), (row, column)));
        self.0 = Some(((first.0.min(row), first.1.min(column)), (last.0.max(row), last.1.max(column))));
    }

    fn cells(&self) -> usize {
        let side = |first: u32, last: u32| (last - first) as usize + 1;
        self.0.map_or(0, |(first, last)| side(first.0, last.0).saturating_mul(side(first.1, last.1)))
    }
}

/// The records of the substream that begins at `start`, those of charts within it left out.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let (mut at, mut depth) = (start, 0_usize);
    std::iter::from_fn(move || {
        loop {
            let (kind, length) = (short(stream, at)?, short(stream, at + 2)?);
            let data = stream.get(at + 4..at + 4 + usize::from(length))?;
            at += 4 + usize::from(length);
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => return None,
                EOF => depth -= 1,
                _ if depth <= 1 => return Some((kind, data)),
                _ => {}
            }
        }
    })
}

/// The code of a number format: `0000`, in one byte or two for each character.
fn format_code(data: &[u8]) -> Option<String> {
    let (count, is_wide) = (usize::from(short(data, 2)?), data.get(4)? & 1 != 0);
    if is_wide {
        let units: Option<Vec<u16>> = (0..count).map(|number| short(data, 5 + 2 * number)).collect();
        return Some(String::from_utf16_lossy(&units?));
    }
    Some(data.get(5..5 + count)?.iter().map(|&byte| char::from(byte)).collect())
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u16]) -> Vec<u8> {
        let length = 2 * data.len() as u16;
        [kind, length].iter().chain(data).flat_map(|word| word.to_le_bytes()).collect()
    }

    /// A workbook of one sheet with these records.
    fn stream(sheet: &[Vec<u8>]) -> Vec<u8> {
        // Format 164 is `0000`: count, flags and the characters in bytes.
        let mut format = vec![0x1E, 0x04, 9, 0, 164, 0, 4, 0, 0];
        format.extend(b"0000");
        let globals = |start: u32| {
            let mut bytes = record(BOF, &[0x600, 5]);
            bytes.extend(record(BOUND_SHEET, &[start as u16, (start >> 16) as u16, 0, 0]));
            bytes.extend(&format);
            bytes.extend(record(XF, &[0, 0]));
            bytes.extend(record(XF, &[0, 164]));
            bytes.extend(record(EOF, &[]));
            bytes
        };
        let mut bytes = globals(globals(0).len() as u32);
        bytes.extend(record(BOF, &[0x600, 0x10]));
        bytes.extend(sheet.iter().flatten());
        bytes.extend(record(EOF, &[]));
        bytes
    }

    #[test]
    fn hidden_rows_merged_cells_and_zeros_are_found() {
        let sheet = [
            record(ROW, &[3, 0, 2, 255, 0, 0, 0x20, 0]),
            record(ROW, &[4, 0, 2, 255, 0, 0, 0, 0]),
            // A chart within the sheet has records of its own.
            record(BOF, &[0x600, 0x20]),
            record(NUMBER, &[9, 9, 1, 0, 0, 0, 0]),
            record(EOF, &[]),
            record(RK, &[1, 0, 1, 0, 0]),
            record(RK, &[1, 1, 0, 0, 0]),
            record(MUL_RK, &[2, 0, 0, 0, 0, 1, 0, 0, 1]),
            record(MERGE_CELLS, &[2, 5, 6, 1, 1, 7, 7, 0, 3]),
        ];
        let marks = of(&stream(&sheet)).unwrap();
        let shown = vec![Shown { place: (1, 0), format: 1 }, Shown { place: (2, 1), format: 1 }];
        let formats = vec![NumberFormat::Plain, NumberFormat::parse("0000")];
        let merged = vec![Region { first_row: 5, last_row: 6, column: 1 }];
        assert_eq!(marks, [SheetMarks { hidden: vec![3], merged, shown, formats, unknown_formats: Vec::new() }]);
    }

    #[test]
    fn a_sheet_that_spans_too_much_is_refused_and_a_cut_one_is_not() {
        let far = [record(RK, &[0, 0, 0, 0, 0]), record(RK, &[65_535, 16_383, 0, 0, 0])];
        assert_eq!(of(&stream(&far)), Err(TooLarge));
        let claim = [record(DIMENSIONS, &[0, 0, 0, 16, 0, 255, 0])];
        assert_eq!(of(&stream(&claim)), Err(TooLarge));
        let bytes = stream(&[record(RK, &[1, 0, 1, 0, 0])]);
        for end in 0..bytes.len() {
            of(&bytes[..end]).unwrap();
        }
    }
}
