//! The files of one side to a population.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use chrono::Datelike;
use foldhash::HashMap;

#[cfg(feature = "encryption")]
use crate::exchange::container::PrivateKey;
use crate::identity::{Lang, Notice, NoticeKind, Origin, Population, Profile, ProfileSet, RejectedRow, Side};

use super::archive::{Archive, Unreadable, is_of_other_kind, short_names};
use super::assemble::Assembler;
use super::catalogue;
use super::column::Column;
use super::column_map::ColumnMap;
use super::csv_rows::{OtherHeader, RowReader};
use super::damaged_rows::Repair;
use super::edt_rows;
use super::file_info::FileInfo;
use super::input::Input;
use super::layout::Search;
use super::not_people::Rows;
use super::once_per_child::Habit;
use super::profile_map::ProfileMap;
use super::raw::{Source, Titles};
use super::read_error::ReadError;
use super::spreadsheet::Spreadsheet;
use super::swapped;
use super::table::{Header, Headers, Table};
use super::title;
use super::xml::{self, Directory, Siecle, XmlFile, XmlKind};

/// So much of a file tells whether it is encrypted.
const HEAD: u64 = 4096;

/// How to read; [`Default`] knows the usual titles and values.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The user's own titles.
    pub columns: ColumnMap,
    /// The profile of each CAS value.
    pub profiles: ProfileMap,
    /// CAS only: the title of the identifier's column, when it is not `uid`.
    pub id_column: Option<String>,
    /// The year in which the files are read; a birth date after it is an error. `None` is the year of the clock.
    pub this_year: Option<u32>,
    /// The language in which notices say what is wrong with a value.
    pub lang: Lang,
    /// The key that opens encrypted files.
    #[cfg(feature = "encryption")]
    pub key: Option<PrivateKey>,
}

impl ReadOptions {
    /// The year after which nobody is born.
    pub(super) fn year(&self) -> u32 {
        self.this_year.unwrap_or_else(|| chrono::Local::now().year().unsigned_abs())
    }
}

/// The people of one side as read from its files, with the notices.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The people.
    pub population: Population,
    /// What is the matter with them, by file and line, then what concerns several rows.
    pub notices: Vec<Notice>,
    /// The files, as they were given; a workbook stands here once per sheet that was read. In the order of
    /// [`Population::sources`].
    pub files: Vec<FileInfo>,
    /// Per [`Profile::index`], whether the side has this population at all: somebody of it was read, or a
    /// file was given with the profile. Where not, the screen shows `-`.
    pub has_profile: [bool; Profile::ALL.len()],
    /// The rows with a notice that [`NoticeKind::is_reject`], as they stand in the file.
    pub rejected_rows: Vec<RejectedRow>,
}

impl Reading {
    /// The profiles that the side has at all: those that the files are about.
    pub fn profiles(&self) -> ProfileSet {
        Profile::ALL.into_iter().filter(|profile| self.has_profile[profile.index()]).collect()
    }
}

/// A file that is known for what it is.
struct Opened {
    content: Content,
    profile: Option<Profile>,
    /// The names of files of the same archive that are no lists of people.
    unread: Vec<String>,
}

enum Content {
    /// Rows of cells, whose headers are found.
    Table { table: Table, sheets: Vec<Sheet>, unread_sheets: Vec<String> },
    /// An XML file of a known kind.
    Xml { kind: XmlKind, bytes: Vec<u8>, info: FileInfo },
}

/// A list of people in a file: a sheet, or all of a text.
struct Sheet {
    header: Header,
    info: FileInfo,
}

/// Reads the files of one side. Columns that nobody knows are kept, those of all files together.
///
/// # Errors
/// A [`ReadError`] for the first file that cannot be read as a list of people. A problem of a single row is
/// no error: see [`Reading::notices`].
pub fn read_population(side: Side, inputs: &[Input], options: &ReadOptions) -> Result<Reading, ReadError> {
    let id_title = options.id_column.as_deref().filter(|_| side == Side::Cas);
    let mut opened = Vec::with_capacity(inputs.len());
    let paths: Vec<String> = inputs.iter().map(|input| input.path.display().to_string()).collect();
    for (input, name) in inputs.iter().zip(short_names(&paths)) {
        let search =
            Search { side, map: &options.columns, id_title, profile: input.profile, this_year: options.year() };
        opened.extend(open(input, name.to_owned(), &search, options)?);
    }
    check_own_titles(side, &opened, &options.columns, id_title)?;
    assemble(side, opened, inputs.iter().filter_map(|input| input.profile), options)
}

/// Reads the identifiers that PRONOTE exported, decrypted already (see [`crate::exchange::identifiers`]), as the base,
/// whatever their root element. `file` is what messages call the document.
///
/// # Errors
/// [`ReadError::Xml`].
pub fn read_identifiers(file: &str, bytes: Vec<u8>, options: &ReadOptions) -> Result<Reading, ReadError> {
    let info = FileInfo::of(file.to_owned(), &bytes);
    let content = Content::Xml { kind: XmlKind::Identifiers, bytes, info };
    let opened = Opened { content, profile: None, unread: Vec::new() };
    assemble(Side::Base, vec![opened], std::iter::empty(), options)
}

/// The people of files that are known for what they are; `profiles` are those that files were given with.
fn assemble(
    side: Side,
    opened: Vec<Opened>,
    profiles: impl Iterator<Item = Profile>,
    options: &ReadOptions,
) -> Result<Reading, ReadError> {
    let sources: Vec<_> = opened.iter().flat_map(Opened::names).map(str::to_owned).collect();
    if u16::try_from(sources.len()).is_err() {
        return Err(ReadError::TooManyFiles);
    }
    let extra_titles = union_of_extras(&opened);
    let rows_at_most = opened.iter().map(Opened::rows_at_most).sum();
    let population = Population::new(sources, extra_titles.clone());
    let mut assembler = Assembler::new(side, options, population, rows_at_most);
    let mut files = Vec::with_capacity(opened.len());
    let mut numbers = 0..;
    let (mut directory, mut siecle) = (Directory::default(), Siecle::default());
    let mut directory_files = Vec::new();
    // Each file is dropped as soon as it is read: the population keeps what it needs.
    for Opened { content, profile, mut unread } in opened {
        match content {
            Content::Table { mut table, sheets, mut unread_sheets } => {
                for (sheet, number) in sheets.into_iter().zip(&mut numbers) {
                    let at_header = Origin { source: number, line: sheet.header.line };
                    for name in unread_sheets.drain(..) {
                        assembler.notice(at_header, "", NoticeKind::UnreadSheet, name);
                    }
                    for name in unread.drain(..) {
                        assembler.notice(at_header, "", NoticeKind::UnreadMember, name);
                    }
                    let list = List { sheet, at_header, profile };
                    files.push(read_rows(side, &mut table, list, &extra_titles, &options.columns, &mut assembler)?);
                }
            }
            Content::Xml { kind, bytes, mut info } => {
                let number = numbers.next().unwrap_or_default();
                for name in unread {
                    assembler.notice(Origin { source: number, line: 1 }, "", NoticeKind::UnreadMember, name);
                }
                let own = kind.extra_titles();
                let position_of = |title: &String| own.iter().position(|other| other == title);
                let extras: Vec<_> = extra_titles.iter().map(position_of).collect();
                let repair = Repair::of_document(&bytes);
                let file = XmlFile { name: &info.name, bytes: &bytes, kind, number, profile, extras: &extras, repair };
                (info.encoding, info.rows) = file.read(&mut assembler, &mut directory, &mut siecle)?;
                files.push(info);
                if kind == XmlKind::Aaf {
                    directory_files.push((number, profile, repair));
                }
            }
        }
    }
    // A directory is what all its files together leave of it.
    directory.hand_over(&mut assembler, &options.profiles, &files, &directory_files)?;
    siecle.settle(&mut assembler);
    for profile in profiles {
        assembler.has_profile[profile.index()] = true;
    }
    let (population, notices, rejected_rows, has_profile) = assembler.finish();
    Ok(Reading { population, notices, files, has_profile, rejected_rows })
}

fn open(input: &Input, name: String, search: &Search<'_>, options: &ReadOptions) -> Result<Vec<Opened>, ReadError> {
    let mut bytes = read_bytes(&input.path, &name)?;
    // Size and fingerprint are those of the file, also where it is encrypted.
    let info = FileInfo::of(name, &bytes);
    let mut is_export = false;
    if let Some(opened) = decrypted(&info.name, &bytes, options)? {
        (bytes, is_export) = opened;
    }
    if let Some(archive) = Archive::open(&bytes) {
        return open_archive(&info.name, archive, search);
    }
    open_one(bytes, info, search, is_export).map(|opened| vec![opened])
}

/// Opens a file that is no archive; `is_export` says that it came in the envelope of an export of PRONOTE.
fn open_one(bytes: Vec<u8>, info: FileInfo, search: &Search<'_>, is_export: bool) -> Result<Opened, ReadError> {
    if edt_rows::is_one(&bytes) {
        if search.side == Side::Cas {
            return Err(ReadError::XmlOnOtherSide { file: info.name, kind: edt_rows::NAME, side: search.side });
        }
        let grid = edt_rows::open(&info.name, &bytes)?;
        return headed(Table::Workbook(Spreadsheet::Grid(grid)), info, search);
    }
    let kind = match xml::recognise(&info.name, &bytes, search.side) {
        // What PRONOTE exports for its partners holds identifiers, whatever its root is called.
        Err(ReadError::UnknownRoot { .. }) if is_export && search.side == Side::Base => Some(XmlKind::Identifiers),
        kind => kind?,
    };
    if let Some(kind) = kind {
        let content = Content::Xml { kind, bytes, info };
        return Ok(Opened { content, profile: search.profile, unread: Vec::new() });
    }
    headed(Table::open(&info.name, bytes)?, info, search)
}

/// Opens the lists of people in an archive, such as the one that SIECLE or a portal exports; names the other files.
fn open_archive(file: &str, mut archive: Archive<'_>, search: &Search<'_>) -> Result<Vec<Opened>, ReadError> {
    let names = archive.names.clone();
    let unreadable = |Unreadable| ReadError::UnreadableArchive { file: file.to_owned(), members: names.clone() };
    let (mut opened, mut others, mut first_error, mut first_other) = (Vec::new(), Vec::new(), None, None);
    for (name, short_name) in names.iter().zip(short_names(&names)) {
        if is_of_other_kind(name) {
            others.push(short_name.to_owned());
            continue;
        }
        let bytes = archive.read(name).map_err(unreadable)?;
        let info = FileInfo::of(format!("{file}#{short_name}"), &bytes);
        match open_one(bytes, info, search, false) {
            Ok(one) => opened.push(one),
            Err(error) if error.is_no_list() => {
                others.push(short_name.to_owned());
                first_other.get_or_insert(error);
            }
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
    }
    // One list that cannot be read makes all others doubtful.
    if let Some(error) = first_error {
        return Err(error);
    }
    match (opened.first_mut(), first_other) {
        (Some(first), _) => first.unread = others,
        (None, Some(error)) if names.len() == 1 => return Err(error),
        (None, _) => return Err(ReadError::NoListInArchive { file: file.to_owned(), members: names.clone() }),
    }
    Ok(opened)
}

/// The bytes of a file. An encrypted one has a bound, and of one beyond it just enough is read to see that.
fn read_bytes(path: &Path, name: &str) -> Result<Vec<u8>, ReadError> {
    let unreadable = |source| ReadError::Unreadable { file: path.display().to_string(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(unreadable)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let bound = bound(&bytes);
    // One byte more than the bound, for what does not tell its length beforehand, such as a pipe.
    let rest = bound.saturating_add(1).saturating_sub(bytes.len() as u64);
    if length <= bound {
        let expected = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(bytes.len());
        bytes.try_reserve_exact(expected).map_err(|_| unreadable(ErrorKind::OutOfMemory.into()))?;
        file.take(rest).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if length.max(bytes.len() as u64) > bound {
        return Err(ReadError::EncryptedTooLarge { file: name.to_owned(), bound });
    }
    Ok(bytes)
}

/// How large a file with this head may be, in bytes: lists have no bound of their own.
fn bound(head: &[u8]) -> u64 {
    #[cfg(feature = "encryption")]
    if crate::exchange::container::is_encrypted(head) {
        return crate::exchange::container::Limits::default().file;
    }
    let _ = head;
    u64::MAX
}

/// Returns the content of an encrypted file, and whether PRONOTE exported it; `None` for a file that is not encrypted.
#[cfg(feature = "encryption")]
fn decrypted(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<Option<(Vec<u8>, bool)>, ReadError> {
    use crate::exchange::container::{Header, Limits, is_encrypted, open};

    if !is_encrypted(bytes) {
        return Ok(None);
    }
    let Some(key) = &options.key else { return Err(ReadError::Encrypted { file: file.to_owned() }) };
    match open(bytes, key, &Limits::default()) {
        Ok(opened) => Ok(Some((opened.content, matches!(opened.header, Header::Export(_))))),
        Err(source) => Err(ReadError::Container { file: file.to_owned(), source }),
    }
}

/// Without the means to decrypt, an encrypted file is an XML file of an unknown root.
#[cfg(not(feature = "encryption"))]
fn decrypted(_: &str, _: &[u8], _: &ReadOptions) -> Result<Option<(Vec<u8>, bool)>, ReadError> {
    Ok(None)
}

/// Finds the headers of a table.
fn headed(mut table: Table, info: FileInfo, search: &Search<'_>) -> Result<Opened, ReadError> {
    let Headers { found, unread_sheets } = table.headers(&info.name, search)?;
    let has_several = found.len() > 1;
    let info_of = |header: &Header| {
        let (encoding, delimiter, sheet) = match &table {
            Table::Text(text, encoding) => (encoding.name(), Some(text.delimiter()), None),
            Table::Workbook(_) => ("", None, Some(header.sheet.clone())),
        };
        let name = if has_several { format!("{}#{}", info.name, header.sheet) } else { info.name.clone() };
        FileInfo { name, encoding, delimiter, sheet, ..info.clone() }
    };
    let sheets = found.into_iter().map(|header| Sheet { info: info_of(&header), header }).collect();
    Ok(Opened { content: Content::Table { table, sheets, unread_sheets }, profile: search.profile, unread: Vec::new() })
}

impl Opened {
    fn sheets(&self) -> &[Sheet] {
        match &self.content {
            Content::Table { sheets, .. } => sheets,
            Content::Xml { .. } => &[],
        }
    }

    /// The names of the lists in it.
    fn names(&self) -> impl Iterator<Item = &str> {
        let xml = match &self.content {
            Content::Table { .. } => None,
            Content::Xml { info, .. } => Some(info.name.as_str()),
        };
        self.sheets().iter().map(|sheet| sheet.info.name.as_str()).chain(xml)
    }

    /// The columns that are passed through.
    fn extra_titles(&self) -> Vec<&str> {
        match &self.content {
            Content::Table { sheets, .. } => {
                sheets.iter().flat_map(|sheet| &sheet.header.layout.extras).map(|(_, title)| title.as_str()).collect()
            }
            Content::Xml { kind, .. } => kind.extra_titles().to_vec(),
        }
    }

    /// A guess at the number of records, to reserve memory for.
    fn rows_at_most(&self) -> usize {
        match &self.content {
            Content::Table { table, .. } => table.rows_at_most(),
            Content::Xml { .. } => 0,
        }
    }
}

/// The list of people that [`read_rows`] reads.
struct List {
    sheet: Sheet,
    at_header: Origin,
    profile: Option<Profile>,
}

/// Reads the rows of one list into `assembler`, after the notices that concern it as a whole.
fn read_rows(
    side: Side,
    table: &mut Table,
    list: List,
    extra_titles: &[String],
    map: &ColumnMap,
    assembler: &mut Assembler<'_>,
) -> Result<FileInfo, ReadError> {
    let List { sheet: Sheet { header, mut info }, at_header, profile } = list;
    let layout = &header.layout;
    let profile = profile.or(layout.profile);
    if let Some(told) = layout.profile {
        assembler.has_profile[told.index()] = true;
    }
    for &position in &layout.secrets {
        let title = &layout.titles[position];
        assembler.notice(at_header, title, NoticeKind::SecretColumn, title.clone());
    }
    if !layout.other_ids.is_empty() {
        let value = format!("{} ({})", layout.title(Column::Id), layout.other_ids.join(", "));
        assembler.notice(at_header, layout.title(Column::Id), NoticeKind::ChosenId, value);
    }
    if layout.has_login_as_id {
        let title = layout.title(Column::Id);
        assembler.notice(at_header, title, NoticeKind::LoginAsId, title.to_owned());
    }
    for (_, title) in layout.unknown().filter(|(_, title)| !catalogue::is_documented(side, title)) {
        assembler.notice(at_header, title, NoticeKind::UnknownColumn, title.clone());
    }
    // A column of the sex says nothing wrong of a parent if it is left out; a date would.
    for &(_, position) in layout.of_child.iter().filter(|(column, _)| *column == Column::BirthDate) {
        let title = &layout.titles[position];
        assembler.notice(at_header, title, NoticeKind::DatesOfChildren, title.clone());
    }
    if layout.position(Column::Id).is_none() {
        assembler.notice(at_header, Column::Id.name(side), NoticeKind::NoIdColumn, String::new());
    }
    let titles_of_other_side = swapped::titles_of_other_side(side, &layout.titles, map);
    if !titles_of_other_side.is_empty() {
        assembler.notice(at_header, "", NoticeKind::SwappedSides, titles_of_other_side.join(", "));
    }
    let positions: HashMap<&str, usize> = layout.extras.iter().map(|(position, title)| (&**title, *position)).collect();
    let extras: Vec<_> = extra_titles.iter().map(|title| positions.get(title.as_str()).copied()).collect();
    let source = Source { number: at_header.source, titles: layout, profile, repair: Repair::Nothing };
    let drops_trailing_cells = table.drops_trailing_cells();
    let hidden = header.hidden_rows();
    if hidden > 0 {
        assembler.notice(at_header, "", NoticeKind::HiddenRows, hidden.to_string());
    }
    let mut habit = Habit::of(layout, profile);
    // Only without identifiers rows have to be compared by their cells.
    if layout.position(Column::Id).is_none() {
        table.for_each_row(&info.name, &header, |_, row| {
            habit.see(row);
            Ok(())
        })?;
    }
    assembler.begin_list(habit.settle(&extras));
    let rows = Rows::of(side, layout);
    let reader = RowReader { source, layout, rows: &rows, extras: &extras, drops_trailing_cells };
    let mut scratch = Vec::new();
    let other_header =
        |OtherHeader { line }| ReadError::OtherHeader { file: info.name.clone(), line, header: header.line };
    let repaired = table.for_each_row(&info.name, &header, |line, row| {
        reader.add(assembler, line, row, &mut scratch).map_err(other_header)
    })?;
    assembler.repaired_cells(repaired);
    info.rows = assembler.finish_file(&info.name, &reader.source, at_header)?;
    Ok(info)
}

fn sheets_of(files: &[Opened]) -> impl Iterator<Item = &Sheet> + Clone {
    files.iter().flat_map(Opened::sheets)
}

/// The columns that are passed through, of all files, in order of first sight.
fn union_of_extras(files: &[Opened]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    files.iter().flat_map(Opened::extra_titles).filter(|title| seen.insert(*title)).map(str::to_owned).collect()
}

/// Each title that the user names stands in one table at least: else it is a typing error.
fn check_own_titles(side: Side, files: &[Opened], map: &ColumnMap, id_title: Option<&str>) -> Result<(), ReadError> {
    let found = || sheets_of(files).flat_map(|sheet| &sheet.header.layout.titles).map(String::as_str);
    let is_found = |title: &str| found().any(|other| title::key(other) == title::key(title));
    for column in Column::ALL {
        let titles = map.titles(side, column).iter().map(String::as_str);
        let mut titles = titles.chain(id_title.filter(|_| column == Column::Id)).filter(|title| !title.is_empty());
        if sheets_of(files).next().is_none() || titles.clone().any(is_found) {
            continue;
        }
        if let Some(title) = titles.next() {
            return Err(ReadError::NoSuchTitle {
                files: sheets_of(files).map(|sheet| sheet.info.name.clone()).collect(),
                title: title.to_owned(),
                nearest: title::nearest([title], found()).map(str::to_owned),
                found: found().map(str::to_owned).collect(),
            });
        }
    }
    Ok(())
}
