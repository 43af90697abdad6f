//! A table of ours, whose titles the caller knows: any encoding and delimiter, or a workbook.

use std::ops::ControlFlow;
use std::path::Path;

use csv::StringRecord;

use super::read_error::ReadError;
use super::sheet_marks::SheetMarks;
use super::table::Table;

/// Hands every row of `path` that is not blank to `visit`, the titles included, each with its line; of a workbook, those
/// of its first visible sheet. A break ends the reading.
///
/// # Errors
/// [`ReadError`], when the file cannot be read or is no table.
pub(crate) fn for_each_row(
    path: &Path,
    visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    for_each_marked_row(path, visit).map(drop)
}

/// [`for_each_row`], with the marks of the sheet; a text has none.
///
/// # Errors
/// As [`for_each_row`].
pub(super) fn for_each_marked_row(
    path: &Path,
    mut visit: impl FnMut(u32, &StringRecord) -> ControlFlow<()>,
) -> Result<SheetMarks, ReadError> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| ReadError::Unreadable { file: file.clone(), source })?;
    let visit = |line: u32, row: &StringRecord| {
        let is_blank = row.iter().all(|cell| cell.trim().is_empty());
        if is_blank { ControlFlow::Continue(()) } else { visit(line, row) }
    };
    match Table::open(&file, bytes)? {
        Table::Text(table, _) => table.for_each_row(&file, None, visit).map(|()| SheetMarks::default()),
        Table::Workbook(mut workbook) => {
            let sheet = workbook.sheets().into_iter().find(|sheet| sheet.is_visible);
            let sheet = sheet.ok_or_else(|| ReadError::Empty { file: file.clone() })?;
            let marks = workbook.marks(&sheet.name);
            workbook.for_each_row(&file, &sheet.name, 0, &marks, visit).map(|()| marks)
        }
    }
}
