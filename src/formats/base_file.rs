//! A list of the base whose CAS ids can be changed, and nothing else of it.
//!
//! Role: empties and fills the column of the CAS ids. Input: one file, CSV or XLSX. Output: a [`StoredId`] per row, and
//! the bytes of the file with other ids. Rows that are no people are passed over and stay as they are. Invariant: of a
//! CSV only the cells that change are written anew; every other byte, of title lines and blank lines too, stays as it
//! was, in its encoding. A workbook becomes a CSV.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use std::path::Path;

use csv::StringRecord;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;
use crate::identity::{BirthDate, IdChange, Origin, ProfileSet, Side, StoredId};
use crate::normalize::{is_cut_number, is_spreadsheet_error, parse_plausible_birth_date};

use super::cells;
use super::column::Column;
use super::csv_rows::trimmed;
use super::csv_table::CsvTable;
use super::damaged_rows::{self, Repairs};
use super::decode::Encoding;
use super::ids_error::IdsError;
use super::input::Input;
use super::layout::Search;
use super::names::names_of;
use super::not_people::{NotAPerson, Rows};
use super::profile_memo::ProfileMemo;
use super::ragged::Fit;
use super::read::ReadOptions;
use super::read_error::ReadError;
use super::table::{Header, Headers, Table};

/// One file of the base.
pub struct BaseFile {
    name: String,
    sha256: String,
    rows: Vec<StoredId>,
    /// Line and titles of a list without PRONOTE identifiers.
    without_idpn: Option<(u32, Vec<String>)>,
    content: Content,
}

/// Where the id of a row stands in a text.
struct Place {
    cell: Range<usize>,
    /// How many cells the row lacks before the column: it ends before its empty cells.
    missing: usize,
}

/// All that the file holds, to be written again.
enum Content {
    /// A text, and where in it the id of each row stands.
    Text { table: CsvTable, encoding: Encoding, places: Vec<Place> },
    /// The only sheet that is read, and for each person its row and the column of the id.
    Sheet { name: String, rows: Vec<StringRecord>, people: Vec<usize>, column: usize },
    /// More than one sheet: these are read, and have no single table to be written to.
    Sheets(Vec<String>),
}

impl BaseFile {
    /// Reads a file of the base.
    ///
    /// # Errors
    /// When it is no list of people, or has no column of CAS ids.
    pub fn read(input: &Input, options: &ReadOptions) -> Result<Self, IdsError> {
        let shown = input.path.display().to_string();
        let bytes =
            std::fs::read(&input.path).map_err(|source| ReadError::Unreadable { file: shown.clone(), source })?;
        Self::parse(input, bytes, options)
    }

    /// Reads the list from the bytes of the file.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn parse(input: &Input, bytes: Vec<u8>, options: &ReadOptions) -> Result<Self, IdsError> {
        let file = input.path.display().to_string();
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        let search = Search {
            side: Side::Base,
            map: &options.columns,
            id_title: None,
            profile: input.profile,
            this_year: options.year(),
        };
        let mut table = Table::open(&file, bytes)?;
        let Headers { found, .. } = table.headers(&file, &search)?;
        let lacks = |header: &&Header, column| header.layout.position(column).is_none();
        if let Some(header) = found.iter().find(|header| lacks(header, Column::LinkedId)) {
            let title = Column::LinkedId.name(Side::Base);
            return Err(IdsError::MissingColumn {
                file,
                line: header.line,
                title,
                found: header.layout.titles.clone(),
            });
        }
        let without_idpn = found
            .iter()
            .find(|header| lacks(header, Column::Id))
            .map(|header| (header.line, header.layout.titles.clone()));
        let lists = found.into_iter().map(|header| {
            let (rows, repairs) = (Rows::of(Side::Base, &header.layout), table.repairs(&file, &header)?);
            Ok(List { header, rows, repairs })
        });
        let lists = lists.collect::<Result<Vec<_>, ReadError>>()?;
        let mut people = People {
            profiles: ProfileMemo::new(Side::Base, &options.profiles),
            given: input.profile.map_or(ProfileSet::EMPTY, ProfileSet::from),
            this_year: options.year(),
            drops_trailing_cells: table.drops_trailing_cells(),
            file: file.clone(),
            rows: Vec::new(),
        };
        let content = match table {
            Table::Text(table, encoding) => {
                // A text has one header.
                let places = people.of_text(&table, &file, &lists[0])?;
                Content::Text { table, encoding, places }
            }
            Table::Workbook(mut workbook) => {
                let mut sheets = Vec::new();
                for list in &lists {
                    let header = &list.header;
                    sheets.push(people.of_sheet(list, |width, visit| {
                        workbook.for_each_row(&file, &header.sheet, width, &header.marks, visit)
                    })?);
                }
                match (sheets.pop(), sheets.is_empty()) {
                    (Some((rows, people)), true) => {
                        let header = &lists[0].header;
                        let column = header.layout.position(Column::LinkedId).unwrap_or_default();
                        Content::Sheet { name: header.sheet.clone(), rows, people, column }
                    }
                    _ => Content::Sheets(lists.into_iter().map(|list| list.header.sheet).collect()),
                }
            }
        };
        Ok(Self { name: file_name(&input.path), sha256, rows: people.rows, without_idpn, content })
    }

    /// The file's name, without directories.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the file, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The people, in the file's order.
    pub fn rows(&self) -> &[StoredId] {
        &self.rows
    }

    /// Refuses a list without PRONOTE identifiers: nobody could say whose an id was, or whose it is to be.
    ///
    /// # Errors
    /// [`IdsError::MissingColumn`].
    pub fn require_idpn(&self) -> Result<(), IdsError> {
        match &self.without_idpn {
            None => Ok(()),
            Some((line, found)) => Err(IdsError::MissingColumn {
                file: self.name.clone(),
                line: *line,
                title: Column::Id.name(Side::Base),
                found: found.clone(),
            }),
        }
    }

    /// The sheet that [`Self::with_ids`] turns into a CSV; `None` for a file that stays what it is.
    pub fn converted_sheet(&self) -> Option<&str> {
        match &self.content {
            Content::Sheet { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The file with other ids.
    ///
    /// # Errors
    /// [`IdsError::SeveralSheets`], [`IdsError::Unencodable`].
    pub fn with_ids(&self, changes: &[IdChange]) -> Result<Vec<u8>, IdsError> {
        let mut ids: Vec<Option<&str>> = vec![None; self.rows.len()];
        for change in changes {
            ids[change.row] = Some(&change.id);
        }
        match &self.content {
            Content::Text { table, encoding, places } => {
                let mut text = String::with_capacity(table.text().len() + 16 * changes.len());
                // The delimiters are ASCII.
                let (mut copied, delimiter) = (0, table.delimiter() as u8);
                for ((id, place), row) in ids.into_iter().zip(places).zip(&self.rows) {
                    let Some(id) = id else { continue };
                    let Place { cell, missing } = place;
                    if *missing > 0 && id.is_empty() {
                        continue;
                    }
                    self.check_encodable(*encoding, row, id)?;
                    let in_quotes = table.text()[cell.clone()].starts_with('"');
                    text += &table.text()[copied..cell.start];
                    text.extend(std::iter::repeat_n(table.delimiter(), *missing));
                    text += &cells::written(id, delimiter, in_quotes);
                    copied = cell.end;
                }
                text += &table.text()[copied..];
                encoding.encode(&text).map_err(|character| self.unencodable(*encoding, 0, character))
            }
            Content::Sheet { rows, people, column, .. } => {
                let mut new_ids = vec![None; rows.len()];
                for (&row, id) in people.iter().zip(ids) {
                    new_ids[row] = id;
                }
                let mut text = String::from("\u{feff}");
                for (row, new_id) in rows.iter().zip(new_ids) {
                    for (position, cell) in row.iter().enumerate() {
                        let cell = new_id.filter(|_| position == *column).unwrap_or(cell);
                        text += if position == 0 { "" } else { ";" };
                        text += &cells::written(cell, b';', false);
                    }
                    text += "\r\n";
                }
                Ok(text.into_bytes())
            }
            Content::Sheets(sheets) => Err(IdsError::SeveralSheets { file: self.name.clone(), sheets: sheets.clone() }),
        }
    }

    fn check_encodable(&self, encoding: Encoding, row: &StoredId, id: &str) -> Result<(), IdsError> {
        encoding.encode(id).map(drop).map_err(|character| self.unencodable(encoding, row.line, character))
    }

    fn unencodable(&self, encoding: Encoding, line: u32, character: char) -> IdsError {
        IdsError::Unencodable { file: self.name.clone(), line, character, encoding: encoding.name() }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Rows to people, across the sheets of a file.
struct People<'a> {
    profiles: ProfileMemo<'a>,
    /// The profile of a row that says none.
    given: ProfileSet,
    /// The last year that a birth date may have.
    this_year: u32,
    /// True if the file leaves out the empty cells at the end of a row.
    drops_trailing_cells: bool,
    /// The file's name in messages.
    file: String,
    rows: Vec<StoredId>,
}

/// A list in the file: its header, its rows that are no people, and the repairs of its accents.
struct List {
    header: Header,
    rows: Rows,
    repairs: Repairs,
}

type Visit<'a> = &'a mut dyn FnMut(u32, &StringRecord) -> ControlFlow<()>;

impl People<'_> {
    /// The people of a text; returns where the id of each stands.
    fn of_text(&mut self, table: &CsvTable, file: &str, list: &List) -> Result<Vec<Place>, ReadError> {
        let (text, layout) = (table.text(), &list.header.layout);
        let column = layout.position(Column::LinkedId).unwrap_or_default();
        let (mut places, mut stop) = (Vec::new(), Ok(()));
        table.for_each_record(file, Some(layout.titles.len()), |line, record, row| {
            match self.take(list, line, row) {
                Ok(true) => {
                    // The delimiters are ASCII.
                    let place =
                        cells::place_of(&text[record.clone()], table.delimiter() as u8, layout.titles.len(), column);
                    places.push(match place {
                        Some(place) => Place { cell: record.start + place.start..record.start + place.end, missing: 0 },
                        None => Place { cell: record.end..record.end, missing: column + 1 - row.len() },
                    });
                }
                Ok(false) => {}
                Err(error) => stop = Err(error),
            }
            if stop.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        stop.map(|()| places)
    }

    /// The people of a sheet; returns all its rows, and which of them are people.
    fn of_sheet(
        &mut self,
        list: &List,
        for_each_row: impl FnOnce(usize, Visit<'_>) -> Result<(), ReadError>,
    ) -> Result<(Vec<StringRecord>, Vec<usize>), ReadError> {
        let header = &list.header;
        header.check_number_formats(&self.file)?;
        let (mut rows, mut people, mut stop) = (Vec::new(), Vec::new(), Ok(()));
        for_each_row(header.layout.titles.len(), &mut |line, row| {
            match self.take(list, line, row) {
                Ok(true) => people.push(rows.len()),
                Ok(false) => {}
                Err(error) => stop = Err(error),
            }
            rows.push(row.clone());
            if stop.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        stop.map(|()| (rows, people))
    }

    /// Takes the person of a row; false for a row that is none: blank, a total, the header again.
    fn take(&mut self, list: &List, line: u32, row: &StringRecord) -> Result<bool, ReadError> {
        let List { header, rows, repairs } = list;
        let layout = &header.layout;
        if line <= header.line || is_blank(row) {
            return Ok(false);
        }
        let written = row;
        // With its repairs, a row is never in doubt.
        let repaired = damaged_rows::repaired(row, layout, Some(repairs)).unwrap_or_default();
        let row = repaired.map_or(Cow::Borrowed(row), |(row, _)| Cow::Owned(row));
        let row = &*row;
        match rows.not_a_person(row, layout) {
            None => {}
            Some(NotAPerson::Said(_)) => return Ok(false),
            Some(NotAPerson::OtherHeader) => {
                return Err(ReadError::OtherHeader { file: self.file.clone(), line, header: header.line });
            }
        }
        let cell = |column| layout.position(column).map_or("", |position| trimmed(row, position));
        let names = names_of(layout, &cell);
        let profiles = self.profiles.profiles_of(cell(Column::Profile), Origin::default(), "", None);
        let idpn =
            Some(cell(Column::Id)).filter(|id| !is_cut_number(id) && !is_spreadsheet_error(id)).unwrap_or_default();
        let id = layout.position(Column::LinkedId).and_then(|position| written.get(position)).unwrap_or_default();
        self.rows.push(StoredId {
            line,
            idpn: idpn.to_owned(),
            profiles: [profiles, self.given, layout.profile.map_or(ProfileSet::EMPTY, ProfileSet::from)]
                .into_iter()
                .find(|profiles| !profiles.is_empty())
                .unwrap_or_default(),
            family: names.family.to_owned(),
            given: names.given.to_owned(),
            birth_date: parse_plausible_birth_date(cell(Column::BirthDate), self.this_year)
                .unwrap_or(BirthDate::MISSING),
            sex: names.sex,
            id: id.to_owned(),
            is_ragged: Fit::of(row, layout, self.drops_trailing_cells) == Fit::Ragged,
        });
        Ok(true)
    }
}

fn is_blank(row: &StringRecord) -> bool {
    row.as_slice().trim_ascii_start().is_empty()
}
