//! Lists of ids: which id goes to whom, and who is meant by an id or an identifier.
//!
//! Input: a table in any encoding, or a workbook: what `reconcile` writes (`import-pronote.csv`, `links.csv`), a backup,
//! or a file of two columns that somebody made by hand. Output: [`IdOffer`]s, or [`Wanted`] people. Invariant: an id is
//! taken exactly as it stands, with two exceptions. Our own files put an apostrophe before what looks like a formula, and web pages
//! add no-break spaces, which nobody sees. A number whose digits its format does not tell is no id, and stops the reading.

use std::ops::ControlFlow;
use std::path::Path;

use csv::StringRecord;

use crate::identity::{IdOffer, ProfileSet, Side, Wanted, WantedKind, bare_id};

use super::column::{Column, titles_of_ids};
use super::formula::unguarded;
use super::ids_error::IdsError;
use super::plain_rows::for_each_marked_row;
use super::profile_map::split_values;
use super::read_error::ReadError;
use super::sheet_marks::SheetMarks;
use super::title;

/// Titles are looked for in this many rows.
const TITLES_WITHIN: usize = 10;

/// Titles that lists of accounts have for the id, and lists of a base for something else: by them alone nobody can tell.
const ANYBODYS: [&str; 2] = ["login", "identifiant"];

/// Titles of the id, best first: as lists of a base call it, then as lists of accounts do.
fn titles_of_id() -> impl Iterator<Item = &'static str> {
    let ranks = Column::LinkedId.titles(Side::Base).iter().chain(titles_of_ids(Side::Cas));
    ranks.copied().flatten().copied().filter(|title| !ANYBODYS.contains(title))
}

/// Titles of the PRONOTE identifier. Those of a later rank are identifiers in a list of people alone.
fn titles_of_idpn() -> impl Iterator<Item = &'static str> {
    titles_of_ids(Side::Base).iter().take(1).copied().flatten().copied()
}

/// Where the columns of a list with titles stand.
struct Columns {
    id: Option<usize>,
    idpn: Option<usize>,
    profile: Option<usize>,
    names: Option<(usize, usize)>,
}

impl Columns {
    fn of(row: &StringRecord) -> Self {
        let keys: Vec<String> = row.iter().map(title::key).collect();
        let position = |title: &str| keys.iter().position(|key| *key == title::key(title));
        let idpn = titles_of_idpn().find_map(position);
        let is_pair = row.len() == 2 && idpn.is_some();
        Self {
            // Beside a PRONOTE identifier alone, «identifiant» can be no other's.
            id: titles_of_id()
                .find_map(position)
                .or_else(|| ANYBODYS.into_iter().filter(|_| is_pair).find_map(position)),
            idpn,
            profile: position("profil").or_else(|| position("profils")),
            names: position("nom").zip(position("prenom")),
        }
    }
}

/// A row and its line.
type Numbered = (u32, StringRecord);

/// A list under its titles, if it has any.
struct List {
    file: String,
    /// The line of the titles, and the titles; 0 and nothing in a list without.
    titles: Numbered,
    columns: Option<Columns>,
    rows: Vec<Numbered>,
    marks: SheetMarks,
}

impl List {
    fn read(path: &Path, are_titles: impl Fn(&Columns) -> bool) -> Result<Self, IdsError> {
        let mut rows = Vec::new();
        let marks = for_each_marked_row(path, |line, row| {
            rows.push((line, row.clone()));
            ControlFlow::Continue(())
        })?;
        let at = rows.iter().take(TITLES_WITHIN).position(|(_, row)| are_titles(&Columns::of(row)));
        let titles = at.and_then(|at| rows.drain(..=at).next_back());
        let columns = titles.as_ref().map(|(_, row)| Columns::of(row));
        Ok(Self { file: path.display().to_string(), titles: titles.unwrap_or_default(), columns, rows, marks })
    }

    /// Refuses numbers whose digits nobody can tell in these columns.
    fn check_number_formats(&self, positions: &[Option<usize>]) -> Result<(), ReadError> {
        let (header, titles) = &self.titles;
        self.marks.check_number_formats(&self.file, *header, positions, |column| match titles.get(column) {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => (column + 1).to_string(),
        })
    }
}

/// The ids that a file offers, each with the PRONOTE identifier of its user. Without titles, the first of two columns is
/// the PRONOTE identifier.
///
/// # Errors
/// When the file cannot be read, has neither the titles nor two columns, or a number whose digits nobody can tell.
pub fn read_id_offers(path: &Path) -> Result<Vec<IdOffer>, IdsError> {
    let mut list = List::read(path, |columns| columns.id.is_some() && columns.idpn.is_some())?;
    let has_two_columns = list.rows.iter().all(|(_, row)| row.len() == 2);
    let columns = match list.columns.take() {
        Some(columns) => columns,
        None if has_two_columns => Columns { idpn: Some(0), id: Some(1), profile: None, names: None },
        None => {
            // The first row may be somebody's.
            let titles =
                |row: &StringRecord| row.iter().filter(|cell| title::looks_like_one(cell)).map(str::to_owned).collect();
            let found = list.rows.first().map(|(_, row)| titles(row)).unwrap_or_default();
            return Err(IdsError::NotAList { file: list.file, found });
        }
    };
    list.check_number_formats(&[columns.id, columns.idpn])?;
    let offer = |(line, row): Numbered| {
        let cell = |position: Option<usize>| {
            position.and_then(|position| row.get(position)).map(unguarded).unwrap_or_default()
        };
        let id = cell(columns.id);
        let bare = without_no_break_spaces(id);
        IdOffer {
            line,
            was_padded: bare != id,
            idpn: bare_id(cell(columns.idpn)).to_owned(),
            profiles: profiles_of(cell(columns.profile)),
            name: columns
                .names
                .map(|(family, given)| (cell(Some(family)).trim().to_owned(), cell(Some(given)).trim().to_owned())),
            id: bare.to_owned(),
        }
    };
    Ok(list.rows.into_iter().map(offer).collect())
}

/// An id without the white space around it, if any of that is such that nobody can type or see it.
fn without_no_break_spaces(id: &str) -> &str {
    let is_odd = |character: char| matches!(character, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{feff}' | '\u{200b}');
    let bare = bare_id(id);
    let start = id.find(bare).unwrap_or_default();
    let has_odd = |text: Option<&str>| text.is_some_and(|text| text.contains(is_odd));
    let is_padded_oddly = has_odd(id.get(..start)) || has_odd(id.get(start + bare.len()..));
    if is_padded_oddly { bare } else { id }
}

/// The people that a file names, by id or by PRONOTE identifier: under a title of either, or else in the first column.
///
/// # Errors
/// When the file cannot be read, or has a number whose digits nobody can tell.
pub fn read_wanted(path: &Path) -> Result<Vec<Wanted>, IdsError> {
    let list = List::read(path, |columns| columns.id.is_some() || columns.idpn.is_some())?;
    // Of both the PRONOTE identifier: it is the user's, whatever id the base holds by now.
    let (column, kind) = match list.columns {
        Some(Columns { idpn: Some(column), .. }) => (column, WantedKind::Idpn),
        Some(Columns { id: Some(column), .. }) => (column, WantedKind::Id),
        _ => (0, WantedKind::Either),
    };
    list.check_number_formats(&[Some(column)])?;
    let wanted = list.rows.into_iter().filter_map(|(line, row)| {
        let value = bare_id(unguarded(row.get(column).unwrap_or_default())).to_owned();
        (!value.is_empty()).then_some(Wanted { line, value, kind })
    });
    Ok(wanted.collect())
}

/// The profiles that a cell names, by title or key.
pub(crate) fn profiles_of(cell: &str) -> ProfileSet {
    split_values(cell).filter_map(title::profile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_around_an_id_is_no_part_of_it() {
        for (id, bare) in
            [("\u{a0}a b\u{a0} ", "a b"), (" a ", " a "), ("\u{feff}a", "a"), ("a\u{a0}b", "a\u{a0}b"), ("\u{a0}", "")]
        {
            assert_eq!(without_no_break_spaces(id), bare, "{id:?}");
        }
    }

    #[test]
    fn titles_are_those_of_other_lists_but_for_what_may_be_anybodys() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ids.csv");
        let read = |titles: &str| {
            std::fs::write(&path, format!("{titles}\na;b;c\n")).unwrap();
            read_id_offers(&path).map(|offers| (offers[0].id.clone(), offers[0].idpn.clone()))
        };
        for titles in ["Identifiant ENT;ID PRONOTE;Profil", "id;IDPN;login", "uid CAS;IDPN;uid", "UID;idpn;Numéro"] {
            assert_eq!(read(titles).unwrap(), ("a".to_owned(), "b".to_owned()), "{titles}");
        }
        for titles in ["IDPN;identifiant", "IDPN;Login"] {
            std::fs::write(&path, format!("{titles}\nb;a\n")).unwrap();
            let offers = read_id_offers(&path).unwrap();
            assert_eq!((offers.len(), &*offers[0].id, &*offers[0].idpn), (1, "a", "b"), "{titles}");
        }
        for titles in ["Identifiant;IDPN;Profil", "login;IDPN;Profil", "uid;Numéro;Profil"] {
            assert!(matches!(read(titles), Err(IdsError::NotAList { .. })), "{titles}");
        }
    }
}
