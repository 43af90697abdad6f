//! Rows of EDT and PRONOTE exports under `TABLE`: `Professeurs`, `Responsables`, `Eleves_et_leurs_responsables`.
//!
//! Role: makes a grid of an XML file of rows, so that its elements are understood as the titles of a list are. Input: the bytes.
//! Output: a [`Grid`] with a sheet per kind of row; the name of a kind tells the profile as the name of a sheet does.
//! Invariant: every element of every row is a cell.
//!
//! It rests on public importers of `EXP_ELEVES.xml` and `EXP_PROFESSEUR.xml`, which know the row elements `Eleves` and
//! `Professeurs`, `numero`, `NUMERO`, `CIVILITE`, `NOM`, `PRENOM`, `DATE_NAISS`, `N_NATIONAL`. How a row of
//! `Eleves_et_leurs_responsables` names the adults is guessed: as elements of their own (`NOM_RESP1`), or within one per adult.
//!
//! Entry point: [`open`].

use csv::StringRecord;
use foldhash::{HashMap, HashMapExt};

use super::grid::{Grid, MOST_COLUMNS, TooLarge};
use super::read_error::ReadError;
use super::title;
use crate::exchange::records::{Kind, Reader, View};
use crate::exchange::{self, ParseError};

static KINDS: [Kind; 1] = [Kind { block: "TABLE", element: "", is_alone: true, once: &[] }];

/// The name of the format in messages.
pub(super) const NAME: &str = "TABLE (EDT, PRONOTE)";

/// Tells whether an XML file has rows of another kind than EXP_ELEVES has.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    exchange::root_element(bytes).is_ok_and(|root| root == "TABLE")
        && exchange::first_element(bytes).is_some_and(|row| row != "Eleves")
}

/// Reads a file that [`is_one`].
///
/// # Errors
/// [`ReadError::Xml`], or [`ReadError::Workbook`] for more cells than a list has.
pub(super) fn open(file: &str, bytes: &[u8]) -> Result<Grid, ReadError> {
    let too_large = |TooLarge| ReadError::Workbook { file: file.to_owned(), detail: "too many cells".to_owned() };
    let refused = |source: ParseError| ReadError::Xml { file: file.to_owned(), kind: NAME, source };
    let (mut lists, mut numbers): (Vec<List>, HashMap<String, usize>) = Default::default();
    let mut reader = Reader::new(bytes, &["TABLE"], &KINDS).map_err(refused)?;
    while let Some(record) = reader.next_record().map_err(refused)? {
        let number = *numbers.entry(record.element.clone()).or_insert(lists.len());
        if number == lists.len() {
            lists.push(List { name: record.element.clone(), ..List::default() });
        }
        let line = u32::try_from(record.line).unwrap_or(u32::MAX);
        lists[number].add(line, record.view()).map_err(too_large)?;
    }
    let mut grid = Grid::default();
    for List { name, titles, rows, .. } in lists {
        grid.begin_sheet(name, true).map_err(too_large)?;
        // The titles stand on the line of the root.
        grid.push(1, StringRecord::from(titles)).map_err(too_large)?;
        for (line, cells) in rows {
            let width = cells.iter().map(|(column, _)| column + 1).max().unwrap_or_default();
            let mut row = vec![String::new(); width];
            cells.into_iter().for_each(|(column, text)| row[column] = text);
            grid.push(line.max(2), StringRecord::from(row)).map_err(too_large)?;
        }
    }
    Ok(grid)
}

/// The rows of one kind.
#[derive(Default)]
struct List {
    name: String,
    titles: Vec<String>,
    columns: HashMap<String, usize>,
    rows: Vec<(u32, Vec<(usize, String)>)>,
}

impl List {
    fn add(&mut self, line: u32, row: View<'_>) -> Result<(), TooLarge> {
        let mut cells: Vec<(String, String)> = Vec::new();
        for (name, text, within) in row.elements() {
            let inner: Vec<_> = within.elements().collect();
            if inner.is_empty() {
                cells.push((name.to_owned(), text.to_owned()));
            }
            // «NOM RESPONSABLE»: a title that names whose it is.
            cells.extend(inner.into_iter().map(|(part, text, _)| (format!("{part} {name}"), text.to_owned())));
        }
        for (name, text) in row.attributes() {
            // `numero` repeats the element NUMERO.
            if cells.iter().all(|(other, _)| title::key(other) != title::key(name)) {
                cells.push((name.to_uppercase(), text.to_owned()));
            }
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut placed = Vec::with_capacity(cells.len());
        for (name, text) in cells {
            let times = seen.entry(name.clone()).or_insert(0);
            *times += 1;
            let title = if *times == 1 { name } else { format!("{name} {times}") };
            let next = self.titles.len();
            let column = *self.columns.entry(title.clone()).or_insert(next);
            if column == next {
                self.titles.push(title);
            }
            if next > MOST_COLUMNS {
                return Err(TooLarge);
            }
            placed.push((column, text));
        }
        self.rows.push((line, placed));
        Ok(())
    }
}
