//! OpenDocument spreadsheets (`.ods`), as LibreOffice writes them.
//!
//! Role: the reader of one format. Input: the bytes of the file. Output: a [`Grid`] with its sheets, hidden rows and merged
//! cells. It rests on ODF 1.2 part 1, chapters 8 (tables) and 19 (attributes). `calamine` reads the format as well, but says
//! nothing of hidden rows, of the zeros that a cell shows, and of errors, and repeats cells without a bound. Invariants: a cell
//! is what the spreadsheet shows where that is an error or a row of digits, else its value; a repeated row or cell costs no more
//! than [`Grid`] allows.
//!
//! Entry point: [`open`].

use std::io::{BufRead, BufReader, Cursor, Read};

use csv::StringRecord;
use foldhash::HashMap;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::grid::{Grid, MOST_COLUMNS, TooLarge};
use super::read_error::{Foreign, ReadError};
use super::sheet_marks::{Region, attribute};
use super::workbook::{UNKNOWN_RESULT, number_text};
use crate::normalize::is_spreadsheet_error;

const MIME_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
/// No spreadsheet program has more rows.
const MOST_ROWS: u32 = 1_048_576;
/// Elements whose text is not the text of a cell: comments, drawings, notes, old versions, and tables of other files.
const PASSED_OVER: [&str; 9] =
    ["annotation", "shapes", "frame", "note", "tracked-changes", "dde-links", "forms", "ruby-text", "custom-shape"];

/// Tells whether an archive is an OpenDocument spreadsheet.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let Ok(part) = archive.by_name("mimetype") else { return false };
    let mut text = String::new();
    // One byte more than the type: a template has a longer one.
    part.take(MIME_TYPE.len() as u64 + 1).read_to_string(&mut text).is_ok() && text.trim_end() == MIME_TYPE
}

/// Reads a file that [`is_one`].
///
/// # Errors
/// [`ReadError::NotATable`] under a password, [`ReadError::Workbook`] when it is damaged or claims too many cells.
pub(super) fn open(file: &str, bytes: &[u8]) -> Result<Grid, ReadError> {
    let damaged = |detail: String| ReadError::Workbook { file: file.to_owned(), detail };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    if is_encrypted(&mut archive) {
        return Err(ReadError::NotATable { file: file.to_owned(), found: Foreign::Protected });
    }
    let content = archive.by_name("content.xml").map_err(|error| damaged(error.to_string()))?;
    let mut sheets = Sheets::default();
    sheets.read(BufReader::new(content)).map_err(damaged)?;
    Ok(sheets.grid)
}

/// Tells whether the manifest names an encrypted part.
fn is_encrypted(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let Ok(part) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "encryption-data" => {
                return true;
            }
            Ok(Event::Eof) | Err(_) => return false,
            _ => {}
        }
    }
}

/// The sheets, while the document is read.
#[derive(Default)]
struct Sheets {
    grid: Grid,
    /// By the name of a style of tables, false if it hides them.
    styles: HashMap<String, bool>,
    style: String,
    /// How many elements are open within one of [`PASSED_OVER`].
    passed_over: usize,
    /// The line of the next row, from 1; 0 outside of a table.
    line: u32,
    row: Row,
    cell: Option<Cell>,
    /// How many elements of text are open within the cell.
    in_text: usize,
}

/// A row while it is read.
#[derive(Default)]
struct Row {
    repeat: u32,
    is_hidden: bool,
    cells: StringRecord,
    /// Empty cells that count only if another one follows.
    empty: usize,
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    repeat: usize,
    rows_spanned: u32,
    is_covered: bool,
    has_formula: bool,
    kind: String,
    value: String,
    text: String,
    has_paragraph: bool,
}

impl Sheets {
    fn read(&mut self, content: impl BufRead) -> Result<(), String> {
        let mut reader = Reader::from_reader(content);
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
            match event {
                Event::Start(_) | Event::End(_) if self.passed_over > 0 => {
                    self.passed_over = match event {
                        Event::Start(_) => self.passed_over + 1,
                        _ => self.passed_over - 1,
                    };
                }
                Event::Start(element) => self.start(&element)?,
                Event::End(element) => {
                    self.end(element.local_name().as_ref()).map_err(|TooLarge| "too many cells".to_owned())?;
                }
                Event::Text(text) if self.takes_text() => self.add_text(&text.xml10_content()),
                Event::CData(text) if self.takes_text() => self.add_text(&text.xml10_content()),
                Event::GeneralRef(reference) if self.takes_text() => {
                    let known = match &*reference {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    let character = known.ok_or("unknown entity")?;
                    self.add_text(character.encode_utf8(&mut [0; 4]));
                }
                Event::DocType(_) => return Err("document type definition".to_owned()),
                Event::Eof if self.line > 0 => return Err("unexpected end of file".to_owned()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn takes_text(&self) -> bool {
        self.in_text > 0 && self.passed_over == 0 && self.cell.is_some()
    }

    /// Adds text to the cell, with white space as ODF reads it: a run of it is one space.
    fn add_text(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        for character in text.chars() {
            if !matches!(character, ' ' | '\t' | '\r' | '\n') {
                cell.text.push(character);
            } else if !cell.text.ends_with([' ', '\n']) {
                cell.text.push(' ');
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let name = element.local_name();
        let name = name.as_ref();
        let count = |name| attribute(element, name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).max(1);
        match name {
            _ if PASSED_OVER.contains(&name) => self.passed_over = 1,
            // A table within a cell.
            "table" if self.line > 0 => self.passed_over = 1,
            "table" => {
                let style = attribute(element, "style-name").unwrap_or_default();
                let is_visible = self.styles.get(&style).copied().unwrap_or(true);
                let name = attribute(element, "name").unwrap_or_default();
                self.grid.begin_sheet(name, is_visible).map_err(|TooLarge| "too many sheets".to_owned())?;
                self.line = 1;
            }
            "style" => self.style = attribute(element, "name").unwrap_or_default(),
            "table-properties" => {
                let is_visible = attribute(element, "display").as_deref() != Some("false");
                self.styles.insert(self.style.clone(), is_visible);
            }
            "table-row" if self.line > 0 => {
                let visibility = attribute(element, "visibility");
                let is_hidden = matches!(visibility.as_deref(), Some("collapse" | "filter"));
                self.row = Row { repeat: count("number-rows-repeated"), is_hidden, ..Row::default() };
            }
            "table-cell" | "covered-table-cell" if self.line > 0 => {
                let kind = attribute(element, "value-type").unwrap_or_default();
                let value = match kind.as_str() {
                    "date" => attribute(element, "date-value"),
                    "boolean" => attribute(element, "boolean-value"),
                    "string" => attribute(element, "string-value"),
                    _ => attribute(element, "value"),
                };
                self.cell = Some(Cell {
                    repeat: count("number-columns-repeated") as usize,
                    rows_spanned: count("number-rows-spanned"),
                    is_covered: name == "covered-table-cell",
                    has_formula: attribute(element, "formula").is_some(),
                    kind,
                    value: value.unwrap_or_default(),
                    ..Cell::default()
                });
            }
            "p" if self.in_text == 0 => {
                if let Some(cell) = &mut self.cell {
                    if cell.has_paragraph {
                        cell.text.push('\n');
                    }
                    cell.has_paragraph = true;
                    self.in_text = 1;
                }
            }
            "s" if self.in_text > 0 => {
                let spaces = count("c").min(64);
                if let Some(cell) = &mut self.cell {
                    cell.text.extend(std::iter::repeat_n(' ', spaces as usize));
                }
                self.in_text += 1;
            }
            "tab" | "line-break" if self.in_text > 0 => {
                self.add_text(" ");
                self.in_text += 1;
            }
            _ if self.in_text > 0 => self.in_text += 1,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), TooLarge> {
        if self.in_text > 0 {
            self.in_text -= 1;
            return Ok(());
        }
        match name {
            "table-cell" | "covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let (repeat, rows_spanned) = (cell.repeat, cell.rows_spanned);
                let text = if cell.is_covered { String::new() } else { cell.shown() };
                let column = self.row.cells.len() + self.row.empty;
                if text.is_empty() {
                    self.row.empty = self.row.empty.saturating_add(repeat);
                    return Ok(());
                }
                if column.saturating_add(repeat) > MOST_COLUMNS {
                    return Err(TooLarge);
                }
                (0..std::mem::take(&mut self.row.empty)).for_each(|_| self.row.cells.push_field(""));
                (0..repeat).for_each(|_| self.row.cells.push_field(&text));
                let line = self.line;
                if rows_spanned > 1
                    && let Some(sheet) = self.grid.last_sheet()
                {
                    let last_row = line.saturating_add(rows_spanned - 2);
                    sheet.marks.merged.push(Region { first_row: line - 1, last_row, column });
                }
            }
            "table-row" if self.line > 0 => {
                let Row { repeat, is_hidden, cells, .. } = std::mem::take(&mut self.row);
                if !cells.is_empty() {
                    for line in self.line..self.line.saturating_add(repeat) {
                        if line > MOST_ROWS {
                            return Err(TooLarge);
                        }
                        self.grid.push(line, cells.clone())?;
                        if let Some(sheet) = self.grid.last_sheet().filter(|_| is_hidden) {
                            sheet.marks.hidden.push(line - 1);
                        }
                    }
                }
                self.line = self.line.saturating_add(repeat);
            }
            "table" => self.line = 0,
            _ => {}
        }
        Ok(())
    }
}

impl Cell {
    /// The text of the cell in a list.
    fn shown(self) -> String {
        let text = self.text.trim();
        if is_spreadsheet_error(text) {
            return text.to_owned();
        }
        match self.kind.as_str() {
            "" if self.has_formula && text.is_empty() => UNKNOWN_RESULT.to_owned(),
            // An office program writes the text; a program that writes the value alone means the same.
            "" | "string" if self.has_paragraph || self.value.is_empty() => text.to_owned(),
            "" | "string" => self.value,
            "boolean" => if self.value == "true" { "VRAI" } else { "FAUX" }.to_owned(),
            "date" => date_text(&self.value).unwrap_or(self.value),
            "time" => text.to_owned(),
            // A number with leading zeros, as its format shows it.
            _ if text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.to_owned()
            }
            _ => self.value.parse::<f64>().map_or(self.value, number_text),
        }
    }
}

/// `2012-03-04` or `2012-03-04T10:00:00` as other workbooks write it.
fn date_text(value: &str) -> Option<String> {
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || ![year, month, day].into_iter().all(is_number) {
        return None;
    }
    let time = time.split('.').next().unwrap_or_default().trim_end_matches('Z');
    let is_midnight = time.is_empty() || time == "00:00:00";
    Some(if is_midnight { format!("{day}/{month}/{year}") } else { format!("{day}/{month}/{year} {time}") })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// An `.ods` with these tables.
    pub(in crate::formats) fn document(tables: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file("mimetype", stored).unwrap();
        archive.write_all(MIME_TYPE.as_bytes()).unwrap();
        archive.start_file("content.xml", stored).unwrap();
        let content = format!(
            "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s'>\
             <office:automatic-styles><style:style style:name='off'><style:table-properties table:display='false'/>\
             </style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}\
             </office:spreadsheet></office:body></office:document-content>"
        );
        archive.write_all(content.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    fn rows(tables: &str) -> Vec<(u32, Vec<String>)> {
        let bytes = document(tables);
        assert!(is_one(&bytes));
        let grid = open("f.ods", &bytes).unwrap();
        let (mut rows, sheet) = (Vec::new(), &grid.sheets[0]);
        grid.for_each_row(&sheet.name, 0, &sheet.marks, |line, row| {
            rows.push((line, row.iter().map(str::to_owned).collect()));
            std::ops::ControlFlow::Continue(())
        });
        rows
    }

    fn cells(cells: &str) -> Vec<String> {
        let all =
            rows(&format!("<table:table table:name='S'><table:table-row>{cells}</table:table-row></table:table>"));
        all.into_iter().next().map(|(_, row)| row).unwrap_or_default()
    }

    #[test]
    fn a_cell_is_what_the_spreadsheet_shows() {
        for (cell, expected) in [
            (
                "<table:table-cell office:value-type='string'><text:p>a<text:s text:c='2'/>b</text:p></table:table-cell>",
                "a  b",
            ),
            (
                "<table:table-cell office:value-type='string'><text:p>é&amp;&#x41;</text:p><text:p>2</text:p></table:table-cell>",
                "é&A\n2",
            ),
            (
                "<table:table-cell office:value-type='float' office:value='4200'><text:p>00004200</text:p></table:table-cell>",
                "00004200",
            ),
            (
                "<table:table-cell office:value-type='float' office:value='4200'><text:p>4 200,00</text:p></table:table-cell>",
                "4200",
            ),
            (
                "<table:table-cell office:value-type='float' office:value='0'><text:p>#N/A</text:p></table:table-cell>",
                "#N/A",
            ),
            (
                "<table:table-cell office:value-type='string' calcext:value-type='error'><text:p>Err:502</text:p></table:table-cell>",
                "Err:502",
            ),
            ("<table:table-cell table:formula='of:=A1'/>", "#N/A"),
            (
                "<table:table-cell office:value-type='date' office:date-value='2012-03-04'><text:p>4 mars</text:p></table:table-cell>",
                "04/03/2012",
            ),
            (
                "<table:table-cell office:value-type='date' office:date-value='2012-03-04T10:00:00'/>",
                "04/03/2012 10:00:00",
            ),
            ("<table:table-cell office:value-type='boolean' office:boolean-value='true'/>", "VRAI"),
            ("<table:table-cell office:value-type='string' office:string-value='nu'/>", "nu"),
            (
                "<table:table-cell office:value-type='string'><office:annotation><text:p>non</text:p></office:annotation><text:p>oui</text:p></table:table-cell>",
                "oui",
            ),
            ("<table:table-cell office:value-type='float' office:value='123456789012345678'/>", "1.23457E+17"),
        ] {
            assert_eq!(cells(cell), [expected], "{cell}");
        }
    }

    #[test]
    fn repeated_hidden_and_merged_cells_are_where_they_stand() {
        let text = |text: &str| {
            format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>")
        };
        let tables = format!(
            "<table:table table:name='S'><table:table-header-rows><table:table-row>\
             <table:table-cell table:number-columns-repeated='2'/>{}<table:table-cell table:number-columns-repeated='16000'/>\
             </table:table-row></table:table-header-rows>\
             <table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='1024'/></table:table-row>\
             <table:table-row table:number-rows-repeated='2' table:visibility='filter'>{}</table:table-row>\
             <table:table-row><table:table-cell table:number-rows-spanned='2' office:value-type='string'><text:p>m</text:p></table:table-cell>{}</table:table-row>\
             <table:table-row><table:covered-table-cell/>{}</table:table-row>\
             <table:table-row table:number-rows-repeated='1048568'><table:table-cell/></table:table-row></table:table>",
            text("a"),
            text("b"),
            text("c"),
            text("d"),
        );
        let expected: [(u32, &[&str]); 5] =
            [(1, &["", "", "a"]), (5, &["b"]), (6, &["b"]), (7, &["m", "c"]), (8, &["m", "d"])];
        assert_eq!(
            rows(&tables),
            expected.map(|(line, row)| (line, row.iter().map(|&cell| cell.to_owned()).collect()))
        );
        let grid = open("f.ods", &document(&tables)).unwrap();
        assert_eq!(grid.sheets[0].marks.hidden, [4, 5]);
    }

    #[test]
    fn a_hidden_sheet_is_hidden_and_a_bomb_is_refused() {
        let row = "<table:table-row><table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell></table:table-row>";
        let bytes = document(&format!(
            "<table:table table:name='A' table:style-name='off'>{row}</table:table><table:table table:name='B'>{row}</table:table>"
        ));
        let visible: Vec<_> = open("f.ods", &bytes).unwrap().sheets.iter().map(|sheet| sheet.is_visible).collect();
        assert_eq!(visible, [false, true]);
        let bomb = "<table:table table:name='A'><table:table-row table:number-rows-repeated='1048576'>\
                    <table:table-cell table:number-columns-repeated='16384' office:value-type='string'><text:p>a</text:p>\
                    </table:table-cell></table:table-row></table:table>";
        assert!(matches!(open("f.ods", &document(bomb)), Err(ReadError::Workbook { .. })));
        let cut = &document(&format!("<table:table table:name='A'>{row}"));
        assert!(matches!(open("f.ods", cut), Err(ReadError::Workbook { .. })));
    }
}
