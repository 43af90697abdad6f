//! Sheets whose stated dimension is no range of cells.
//!
//! Role: some programs write `<dimension ref="A0:A1"/>` or the like into a sheet, which spreadsheets do not mind and the reader of
//! cells refuses. Input: the bytes of a workbook. Output: a workbook with `A1` in place of such a dimension. Invariant: nothing
//! else of it changes, and a workbook without such a dimension is not copied. Nothing here needs a dimension.
//!
//! Entry point: [`mended`].

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::sheet_marks::{attribute, for_each_element, part, place};

/// A sheet states its dimension within this many bytes.
const HEAD: u64 = 1 << 14;

/// A workbook without impossible dimensions; `None` where it has none, or cannot be read.
pub(super) fn mended(workbook: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).ok()?;
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<String> = names.filter(|name| is_sheet(name)).map(Cow::into_owned).collect();
    let is_bad = |archive: &mut ZipArchive<_>, name: &String| part(archive, name).is_some_and(states_no_range);
    let bad: Vec<String> = names.into_iter().filter(|name| is_bad(&mut archive, name)).collect();
    if bad.is_empty() {
        return None;
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(workbook.len())));
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).ok()?;
        let name = entry.name().ok()?.into_owned();
        if !bad.contains(&name) {
            drop(entry);
            writer.raw_copy_file(archive.by_index_raw(number).ok()?).ok()?;
            continue;
        }
        let mut sheet = Vec::new();
        entry.read_to_end(&mut sheet).ok()?;
        writer.start_file(name, SimpleFileOptions::default()).ok()?;
        writer.write_all(&with_dimension_of_one_cell(&sheet)?).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fn is_sheet(name: &str) -> bool {
    name.contains("worksheets/") && name.ends_with(".xml")
}

fn states_no_range(sheet: impl Read) -> bool {
    let mut is_bad = false;
    let _ = for_each_element(std::io::BufReader::new(sheet.take(HEAD)), |name, element| match name {
        "dimension" => {
            is_bad = !attribute(element, "ref").is_some_and(|text| is_range(&text));
            ControlFlow::Break(())
        }
        "sheetData" => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    is_bad
}

/// `A1` or `A1:C3`.
fn is_range(text: &str) -> bool {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    match (place(first), place(last)) {
        (Some((column, row)), Some((last_column, last_row))) => column <= last_column && row <= last_row,
        _ => false,
    }
}

/// The sheet with its first tag «dimension» written anew.
fn with_dimension_of_one_cell(sheet: &[u8]) -> Option<Vec<u8>> {
    let start = memchr::memmem::find(sheet, b"dimension")? + "dimension".len();
    let end = start + memchr::memchr(b'>', &sheet[start..])?;
    let closes_itself = sheet[..end].ends_with(b"/");
    let attribute: &[u8] = if closes_itself { b" ref=\"A1\"/" } else { b" ref=\"A1\"" };
    Some([&sheet[..start], attribute, &sheet[end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dimension_is_one_cell_or_two_corners() {
        for good in ["A1", "A1:A1", "B2:AA30"] {
            assert!(is_range(good), "{good}");
        }
        for bad in ["A0:A1", "A5:A1", "", "A", "1:2", "A1:", "A1:B2:C3"] {
            assert!(!is_range(bad), "{bad}");
        }
    }
}
