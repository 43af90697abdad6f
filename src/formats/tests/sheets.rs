//! Writers that store equal sheets as `.xlsx`, `.ods` and `.xls`, for tests.
//!
//! The `.ods` and the `.xls` hold no more than a reader needs. They rest on ODF 1.2 part 1 and on [MS-XLS]. Files of real
//! programs are in `fixtures/formats`.

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sheet as rows of cells, the first row being line 1.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Vec<String>>,
}

/// A format of spreadsheets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Format {
    Xlsx,
    Ods,
    Xls,
}

impl Format {
    pub(super) const ALL: [Self; 3] = [Self::Xlsx, Self::Ods, Self::Xls];

    /// The sheets as a file.
    pub(super) fn write(self, sheets: &[Sheet]) -> Vec<u8> {
        match self {
            Self::Xlsx => xlsx(sheets),
            Self::Ods => ods(sheets),
            Self::Xls => xls(sheets),
        }
    }
}

fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for Sheet { name, rows } in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, line) in rows.iter().zip(0..) {
            for (cell, column) in row.iter().zip(0..).filter(|(cell, _)| !cell.is_empty()) {
                sheet.write(line, column, cell.as_str()).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// An OpenDocument spreadsheet. As LibreOffice does, it counts equal cells and rows instead of repeating them, and fills each
/// sheet with empty ones.
fn ods(sheets: &[Sheet]) -> Vec<u8> {
    let cell = |text: &str, count: usize| {
        let repeat = format!("table:number-columns-repeated=\"{count}\"");
        if text.is_empty() {
            return format!("<table:table-cell {repeat}/>");
        }
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        let paragraphs: String = escaped.split('\n').map(|line| format!("<text:p>{line}</text:p>")).collect();
        format!("<table:table-cell office:value-type=\"string\" {repeat}>{paragraphs}</table:table-cell>")
    };
    let row = |cells: &[String], count: usize| {
        let cells: String = cells.chunk_by(PartialEq::eq).map(|equal| cell(&equal[0], equal.len())).collect();
        let filling = cell("", 1000);
        format!("<table:table-row table:number-rows-repeated=\"{count}\">{cells}{filling}</table:table-row>")
    };
    let table = |Sheet { name, rows }: &Sheet| {
        let written: String = rows.chunk_by(PartialEq::eq).map(|equal| row(&equal[0], equal.len())).collect();
        format!("<table:table table:name=\"{name}\">{written}{}</table:table>", row(&[], 1_000_000))
    };
    let namespaces: String = ["office", "table", "text"]
        .map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
        .concat();
    let tables: String = sheets.iter().map(table).collect();
    let content = format!(
        "<office:document-content{namespaces}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// A ZIP archive with these files.
pub(in crate::formats) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            archive.add_directory(*name, SimpleFileOptions::default()).unwrap();
            continue;
        }
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of the old Excel (BIFF8): texts alone, and an empty cell with a style where a text is empty.
fn xls(sheets: &[Sheet]) -> Vec<u8> {
    const BEGIN: u16 = 0x809;
    const END: u16 = 0x0A;
    const BOUND_SHEET: u16 = 0x85;
    const LABEL: u16 = 0x204;
    const BLANK: u16 = 0x201;
    let record = |kind: u16, data: &[u8]| {
        [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    };
    let begin = |kind: u8| record(BEGIN, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let cell = |line: u16, column: u16, text: &str| {
        let place = [line.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        let length = u16::try_from(text.encode_utf16().count()).unwrap().to_le_bytes();
        // The flag says that each character has two bytes.
        let data = [&place[..], &length, &[1], &units(text)].concat();
        if text.is_empty() { record(BLANK, &place) } else { record(LABEL, &data) }
    };
    let sheet = |Sheet { rows, .. }: &Sheet| {
        let rows = rows.iter().zip(0..);
        let cells = rows.flat_map(|(row, line)| row.iter().zip(0..).map(move |(text, at)| cell(line, at, text)));
        [begin(0x10), cells.flatten().collect(), record(END, &[])].concat()
    };
    let written: Vec<Vec<u8>> = sheets.iter().map(sheet).collect();
    let globals = |starts: &[usize]| {
        let bound = starts.iter().zip(sheets).flat_map(|(start, Sheet { name, .. })| {
            let start = u32::try_from(*start).unwrap().to_le_bytes();
            let length = u8::try_from(name.encode_utf16().count()).unwrap();
            record(BOUND_SHEET, &[&start[..], &[0, 0, length, 1], &units(name)].concat())
        });
        [begin(5), bound.collect(), record(END, &[])].concat()
    };
    // The first records say where each sheet begins. Their own length does not depend on it.
    let mut starts = vec![globals(&vec![0; sheets.len()]).len()];
    starts.extend(written.iter().scan(starts[0], |end, sheet| {
        *end += sheet.len();
        Some(*end)
    }));
    let stream = [globals(&starts[..sheets.len()]), written.concat()].concat();
    let mut container = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    container.create_stream("Workbook").unwrap().write_all(&stream).unwrap();
    container.into_inner().into_inner()
}
