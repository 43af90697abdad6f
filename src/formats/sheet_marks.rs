//! Hidden rows, merged cells and number formats of a sheet.
//!
//! Role: finds the rows that are hidden, the cells that are merged over several rows, and the numbers that are shown with
//! other digits than they have, of which the reader of cells says nothing. Input: the bytes of a workbook, and the name of a
//! sheet. Output: [`SheetMarks`]. Invariant: a part that cannot be read has no marks. The reader of cells reports damage.
//!
//! Entry point: [`SheetMarks::of`].

use std::io::{BufRead, BufReader, Cursor};
use std::ops::ControlFlow;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::number_format::NumberFormat;
use super::read_error::ReadError;

/// Rows and columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Region {
    pub(super) first_row: u32,
    pub(super) last_row: u32,
    /// The first column: there a spreadsheet keeps the text.
    pub(super) column: usize,
}

/// A number that is shown with other digits than it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// Row and column.
    pub(super) place: (u32, u32),
    /// Number of its format among [`SheetMarks::formats`].
    pub(super) format: usize,
}

/// The rows and cells of a sheet that are marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SheetMarks {
    /// The hidden rows, in the order of the sheet.
    pub(super) hidden: Vec<u32>,
    /// The cells that are merged over several rows, by their first rows.
    pub(super) merged: Vec<Region>,
    /// The numbers whose format is `00000000` or the like, in the order of the sheet.
    pub(super) shown: Vec<Shown>,
    /// The formats of the workbook, by the style of a cell.
    pub(super) formats: Vec<NumberFormat>,
    /// The numbers of which nobody can tell the digits that are shown, with the codes of their formats.
    pub(super) unknown_formats: Vec<((u32, u32), Rc<str>)>,
}

impl SheetMarks {
    /// Reads the marks of a sheet.
    pub(super) fn of(workbook: &[u8], sheet: &str) -> Self {
        Self::read(workbook, sheet).unwrap_or_default()
    }

    /// Refuses numbers under the line of the titles whose digits nobody can tell, in these columns; `title` names a column.
    ///
    /// # Errors
    /// [`ReadError::NumberFormat`].
    pub(super) fn check_number_formats(
        &self,
        file: &str,
        header: u32,
        positions: &[Option<usize>],
        title: impl FnOnce(usize) -> String,
    ) -> Result<(), ReadError> {
        let is_meant = |(row, column): (u32, u32)| row >= header && positions.contains(&Some(column as usize));
        match self.unknown_formats.iter().find(|(place, _)| is_meant(*place)) {
            None => Ok(()),
            Some(((row, column), format)) => Err(ReadError::NumberFormat {
                file: file.to_owned(),
                line: row + 1,
                column: title(*column as usize),
                format: format.to_string(),
            }),
        }
    }

    fn read(workbook: &[u8], sheet: &str) -> Option<Self> {
        let mut archive = ZipArchive::new(Cursor::new(workbook)).ok()?;
        let main = related(&mut archive, "", |relation| relation.kind.ends_with("/officeDocument"))?;
        let mut id = None;
        let _ = for_each_element(part(&mut archive, &main)?, |name, element| {
            if name == "sheet" && attribute(element, "name").as_deref() == Some(sheet) {
                id = attribute(element, "id");
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        let id = id?;
        let path = related(&mut archive, &main, |relation| relation.id == id)?;
        let styles = related(&mut archive, &main, |relation| relation.kind.ends_with("/styles"))
            .and_then(|path| Some(formats_by_style(part(&mut archive, &path)?)))
            .unwrap_or_default();
        let has_formats = styles.iter().any(|(format, _)| *format != NumberFormat::Plain);
        let (mut marks, mut row) = (Self::default(), 0_u32);
        // The number that may follow: a style alone shows nothing.
        let mut cell = None;
        let _ = for_each_element(part(&mut archive, &path)?, |name, element| {
            match name {
                "row" => {
                    row = attribute(element, "r").and_then(|number| number.parse().ok()).unwrap_or(row + 1);
                    if attribute(element, "hidden").is_some_and(|hidden| matches!(&*hidden, "1" | "true")) {
                        marks.hidden.extend(row.checked_sub(1));
                    }
                }
                "c" if has_formats => {
                    let style = attribute(element, "s").and_then(|style| style.parse::<usize>().ok());
                    let style = style
                        .filter(|&style| styles.get(style).is_some_and(|(format, _)| *format != NumberFormat::Plain));
                    let is_number = style.is_some() && attribute(element, "t").is_none_or(|kind| kind == "n");
                    let place = style.filter(|_| is_number).and_then(|_| place(&attribute(element, "r")?));
                    cell = style.zip(place);
                }
                "v" => {
                    if let Some((format, (column, row))) = cell.take() {
                        let place = (row, column as u32);
                        match &styles[format] {
                            (NumberFormat::Unknown, code) => marks.unknown_formats.push((place, Rc::clone(code))),
                            _ => marks.shown.push(Shown { place, format }),
                        }
                    }
                }
                "mergeCell" => {
                    let region = attribute(element, "ref").and_then(|text| region(&text));
                    marks.merged.extend(region.filter(|region| region.first_row < region.last_row));
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
        marks.merged.sort_unstable();
        if !marks.shown.is_empty() {
            marks.formats = styles.into_iter().map(|(format, _)| format).collect();
        }
        Some(marks)
    }
}

/// By the style of a cell, what its format does with a number, and the code of the format.
fn formats_by_style(styles: impl BufRead) -> Vec<(NumberFormat, Rc<str>)> {
    let (mut formats, mut by_style, mut is_of_cells) = (HashMap::new(), Vec::new(), false);
    let plain: Rc<str> = "".into();
    let _ = for_each_element(styles, |name, element| {
        match name {
            "numFmt" => {
                if let Some((id, code)) = attribute(element, "numFmtId").zip(attribute(element, "formatCode")) {
                    let code: Rc<str> = code.into();
                    formats.insert(id, (NumberFormat::parse(&code), code));
                }
            }
            "cellXfs" => is_of_cells = true,
            "cellStyles" | "cellStyleXfs" | "dxfs" => is_of_cells = false,
            "xf" if is_of_cells => {
                // None of the formats that have no code of their own shows zeros.
                let known = attribute(element, "numFmtId").and_then(|id| formats.get(&id).cloned());
                by_style.push(known.unwrap_or((NumberFormat::Plain, Rc::clone(&plain))));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    });
    by_style
}

/// A relation of one part of a workbook to another.
struct Relation {
    id: String,
    kind: String,
}

/// The path of the part that stands in a relation to `from`; the whole package is the empty path.
fn related(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    from: &str,
    is_meant: impl Fn(&Relation) -> bool,
) -> Option<String> {
    let (folder, file) = from.rsplit_once('/').map_or(("", from), |(folder, file)| (folder, file));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut found = None;
    let _ = for_each_element(part(archive, &format!("{folder}_rels/{file}.rels"))?, |name, element| {
        if name == "Relationship" {
            let told = |name| attribute(element, name).unwrap_or_default();
            if is_meant(&Relation { id: told("Id"), kind: told("Type") }) {
                found = Some(told("Target"));
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    let target = found?;
    Some(target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned))
}

pub(super) fn part<'a>(archive: &'a mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<impl BufRead + 'a> {
    let number = archive.index_for_name(path)?;
    archive.by_index(number).ok().map(BufReader::new)
}

/// Hands each opening tag to `visit`, with its name without a prefix, until that breaks or the document ends.
pub(super) fn for_each_element(
    xml: impl BufRead,
    mut visit: impl FnMut(&str, &BytesStart<'_>) -> ControlFlow<()>,
) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) | Event::Empty(element)
                if visit(element.local_name().as_ref(), &element).is_break() =>
            {
                return Ok(());
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, by its name without a prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().filter_map(Result::ok);
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

/// `C3:D5`.
fn region(text: &str) -> Option<Region> {
    let (first, last) = text.split_once(':')?;
    let ((column, first_row), (_, last_row)) = (place(first)?, place(last)?);
    Some(Region { first_row, last_row, column })
}

/// Column and row of `C3`.
pub(super) fn place(text: &str) -> Option<(usize, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = |sum: usize, letter: u8| 26 * sum + usize::from(letter - b'A' + 1);
    // Three letters are the most.
    let column = Some(&text[..letters]).filter(|text| (1..4).contains(&text.len()))?.bytes().fold(0, number);
    Some((column - 1, text[letters..].parse::<u32>().ok()?.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook};

    use super::*;

    #[test]
    fn hidden_rows_and_merged_cells_are_found_in_their_sheet() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("Autre").unwrap().set_row_hidden(1).unwrap();
        let sheet = workbook.add_worksheet().set_name("Élèves & «responsables»").unwrap();
        sheet.write(0, 0, "x").unwrap().write(4, 0, "y").unwrap();
        sheet.set_row_hidden(4).unwrap();
        sheet.merge_range(0, 0, 0, 3, "title", &Format::new()).unwrap();
        sheet.merge_range(6, 27, 7, 28, "AB", &Format::new()).unwrap();
        sheet.merge_range(1, 2, 3, 2, "C", &Format::new()).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let merged =
            vec![Region { first_row: 1, last_row: 3, column: 2 }, Region { first_row: 6, last_row: 7, column: 27 }];
        assert_eq!(
            SheetMarks::of(&bytes, "Élèves & «responsables»"),
            SheetMarks { hidden: vec![4], merged, ..SheetMarks::default() }
        );
        assert_eq!(SheetMarks::of(&bytes, "Autre"), SheetMarks { hidden: vec![1], ..SheetMarks::default() });
        for (bytes, sheet) in [(&bytes[..], "?"), (b"PK\x03\x04", "Autre"), (b"", "")] {
            assert_eq!(SheetMarks::of(bytes, sheet), SheetMarks::default());
        }
    }

    #[test]
    fn numbers_with_leading_zeros_are_found() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("S").unwrap();
        let formats = ["00000000", "00000;@", "0", "0.00", "dd/mm/yyyy", "00 000", "00.00", "[>9]000;00"];
        for (format, row) in formats.iter().zip(0..) {
            let format = Format::new().set_num_format(*format);
            sheet.write_with_format(row, 1, 42, &format).unwrap();
            sheet.write_with_format(row, 2, "42", &format).unwrap();
            sheet.write_blank(row, 3, &format).unwrap();
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let marks = SheetMarks::of(&bytes, "S");
        assert_eq!(marks.shown.iter().map(|cell| cell.place).collect::<Vec<_>>(), [(0, 1), (1, 1), (5, 1)]);
        let unknown: Vec<_> = marks.unknown_formats.iter().map(|(place, code)| (*place, &**code)).collect();
        assert_eq!(unknown, [((6, 1), "00.00"), ((7, 1), "[>9]000;00")]);
    }
}
