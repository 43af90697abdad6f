//! INSEE's files of names, as they are published.
//!
//! | list | editions | columns |
//! |---|---|---|
//! | «Fichier des prénoms» | up to 2023 | `sexe;preusuel;annais;nombre`, UTF-8 |
//! | | since | `sexe;prenom;periode;valeur`, later with `rang`, births rounded to 5, UTF-8 |
//! | | by département | one column more, `dpt`: its rows are added up |
//! | «Fichier des noms» | 2008 | `NOM`, then births by decade, `_1891_1900` to `_1991_2000`; tabs, ISO-8859-1 |
//!
//! Sex is 1 for boys, 2 for girls. `_PRENOMS_RARES` stands for names that few bear, `XXXX` for their years, `AUTRES NOMS`
//! for the family names of fewer than 30 births. Columns go by their titles, encoding and separator by the content.

use std::collections::HashMap;
use std::ops::{ControlFlow, RangeInclusive};
use std::path::Path;

use csv::StringRecord;

use super::Table;
use super::error::{CellProblem, NameList, NameListError};
use crate::formats::{ReadError, for_each_row};

/// More births than France ever had of one name: sums stay far from overflow.
const MOST_BIRTHS: u64 = 100_000_000;

/// Two tables, girls and boys, for each of the `cohorts` of years.
pub(super) fn given_names(path: &Path, cohorts: [RangeInclusive<i32>; 2]) -> Result<[[Table; 2]; 2], NameListError> {
    let file = path.display().to_string();
    let mut counts: [[HashMap<String, u64>; 2]; 2] = Default::default();
    let mut years: Option<(i32, i32)> = None;
    each_row(path, NameList::Given, GivenColumns::find, |columns: &GivenColumns, row| {
        let sex = match row.cell(columns.sex)? {
            "2" => 0,
            "1" => 1,
            _ => return Err(row.refused(columns.sex, CellProblem::Sex)),
        };
        let (name, births) = (row.name(columns.name)?, row.births(columns.births)?);
        let year = row.cell(columns.year)?;
        if name.is_empty() || name.starts_with('_') || year.eq_ignore_ascii_case("XXXX") {
            return Ok(());
        }
        let year: i32 = year
            .parse()
            .ok()
            .filter(|year| (1800..2200).contains(year))
            .ok_or_else(|| row.refused(columns.year, CellProblem::Year))?;
        years = Some(years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
        for (cohort, counts) in cohorts.iter().zip(&mut counts) {
            if cohort.contains(&year) {
                *counts[sex].entry(in_mixed_case(name)).or_insert(0) += births;
            }
        }
        Ok(())
    })?;
    let tables = counts.map(|by_sex| by_sex.map(Table::of));
    for (cohort, tables) in cohorts.into_iter().zip(&tables) {
        if tables.iter().any(|table| table.total() == 0) {
            return Err(NameListError::Nobody { file, years: cohort, found: years });
        }
    }
    Ok(tables)
}

/// The names by the births of the last decade, and the births of all names that have no row of their own.
pub(super) fn family_names(path: &Path) -> Result<(Table, u64), NameListError> {
    let file = path.display().to_string();
    let mut counts: HashMap<String, u64> = HashMap::new();
    let (mut others, mut years) = (0, 0..=0);
    each_row(path, NameList::Family, FamilyColumns::find, |columns: &FamilyColumns, row| {
        let (name, births) = (row.name(columns.name)?, row.births(columns.births)?);
        years = columns.years.clone();
        if name.eq_ignore_ascii_case("AUTRES NOMS") {
            others += births;
        } else if !name.is_empty() {
            *counts.entry(name.to_uppercase()).or_insert(0) += births;
        }
        Ok(())
    })?;
    let table = Table::of(counts);
    if table.total() == 0 {
        return Err(NameListError::Nobody { file, years, found: None });
    }
    Ok((table, others))
}

/// Where the columns of given names stand.
struct GivenColumns {
    sex: usize,
    name: usize,
    year: usize,
    births: usize,
}

impl GivenColumns {
    fn find(titles: &StringRecord) -> Result<Self, &'static str> {
        let position = |names: [&'static str; 2]| {
            let is_it = |title: &str| names.contains(&title.trim().to_lowercase().as_str());
            titles.iter().position(is_it).ok_or(names[0])
        };
        Ok(Self {
            sex: position(["sexe", "sexe"])?,
            name: position(["preusuel", "prenom"])?,
            year: position(["annais", "periode"])?,
            births: position(["nombre", "valeur"])?,
        })
    }
}

/// Where the columns of family names stand.
struct FamilyColumns {
    name: usize,
    births: usize,
    years: RangeInclusive<i32>,
}

impl FamilyColumns {
    fn find(titles: &StringRecord) -> Result<Self, &'static str> {
        let name = titles.iter().position(|title| title.trim().eq_ignore_ascii_case("nom")).ok_or("NOM")?;
        let decades = titles.iter().enumerate().filter_map(|(position, title)| {
            let (first, last) = title.trim().trim_start_matches('_').split_once('_')?;
            Some((last.parse().ok()?, first.parse().ok()?, position))
        });
        let (last, first, births) = decades.max().ok_or("_1991_2000")?;
        Ok(Self { name, births, years: first..=last })
    }
}

/// A row below the titles.
struct Row<'a> {
    file: &'a str,
    line: u32,
    cells: &'a StringRecord,
    titles: &'a StringRecord,
}

impl<'a> Row<'a> {
    fn cell(&self, position: usize) -> Result<&'a str, NameListError> {
        self.cells.get(position).map(str::trim).ok_or_else(|| self.refused(position, CellProblem::Missing))
    }

    fn name(&self, position: usize) -> Result<&'a str, NameListError> {
        let name = self.cell(position)?;
        if name.chars().any(char::is_control) { Err(self.refused(position, CellProblem::Name)) } else { Ok(name) }
    }

    fn births(&self, position: usize) -> Result<u64, NameListError> {
        let births = self.cell(position)?.parse().ok().filter(|births| *births <= MOST_BIRTHS);
        births.ok_or_else(|| self.refused(position, CellProblem::Births))
    }

    fn refused(&self, position: usize, problem: CellProblem) -> NameListError {
        NameListError::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column: position + 1,
            title: self.titles.get(position).unwrap_or_default().trim().to_owned(),
            value: self.cells.get(position).unwrap_or_default().to_owned(),
            problem,
        }
    }
}

/// Hands the rows below the titles to `visit`, with the columns that `find` makes of the titles.
fn each_row<C>(
    path: &Path,
    list: NameList,
    find: impl Fn(&StringRecord) -> Result<C, &'static str>,
    mut visit: impl FnMut(&C, &Row<'_>) -> Result<(), NameListError>,
) -> Result<(), NameListError> {
    let file = path.display().to_string();
    let mut head: Option<(StringRecord, C)> = None;
    let mut problem = None;
    let read = for_each_row(path, |line, cells| {
        let step = match &head {
            None => find(cells).map(|columns| head = Some((cells.clone(), columns))).map_err(|missing| {
                let found = cells.iter().map(str::to_owned).collect();
                NameListError::Titles { file: file.clone(), line, list, missing, found }
            }),
            Some((titles, columns)) => visit(columns, &Row { file: &file, line, cells, titles }),
        };
        match step {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                problem = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    match read {
        // What is compressed and no workbook is taken for a damaged one.
        Err(ReadError::Workbook { file, .. }) => return Err(NameListError::Packed { file, list }),
        read => read?,
    }
    problem.map_or(Ok(()), Err)
}

/// `JEAN-BAPTISTE` as people write it: a capital after each separator.
fn in_mixed_case(name: &str) -> String {
    let mut mixed = String::with_capacity(name.len());
    let mut begins = true;
    for character in name.chars() {
        if begins {
            mixed.extend(character.to_uppercase());
        } else {
            mixed.extend(character.to_lowercase());
        }
        begins = !character.is_alphabetic();
    }
    mixed
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::identity::Lang;

    const COHORTS: [RangeInclusive<i32>; 2] = [2010..=2015, 1960..=1992];

    fn read<T>(content: &[u8], reader: impl Fn(&Path) -> Result<T, NameListError>) -> Result<T, NameListError> {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("liste");
        fs::write(&path, content).unwrap();
        reader(&path)
    }

    fn given(content: &str) -> Result<[[Table; 2]; 2], NameListError> {
        read(content.as_bytes(), |path| given_names(path, COHORTS.clone()))
    }

    fn counts(table: &Table) -> Vec<(&str, u64)> {
        let mut before = 0;
        let counts = table.names.iter().zip(&table.cumulated).map(|(name, &end)| {
            let count = end - before;
            before = end;
            (name.as_str(), count)
        });
        counts.collect()
    }

    const ROWS: &str = "1;ADAM;1975;1\n1;ADAM;2012;30\n1;_PRENOMS_RARES;2012;900\n1;JEAN-BAPTISTE;2011;12\n\
                        1;JEAN-BAPTISTE;2012;8\n1;ÉLIE;XXXX;40\n1;ZOLTAN;1930;5\n2;ZOÉ;2013;7\n2;ANNE;1970;3\n2;ÈVE;2013;7\n";

    #[test]
    fn given_names_go_by_sex_and_year_whatever_the_edition() {
        for titles in
            ["sexe;preusuel;annais;nombre\n", "sexe;prenom;periode;valeur\n", "\u{feff}SEXE;PRENOM;PERIODE;VALEUR\r\n"]
        {
            let [[girls, boys], [women, men]] = given(&format!("{titles}{ROWS}")).unwrap();
            assert_eq!(counts(&boys), [("Adam", 30), ("Jean-Baptiste", 20)]);
            assert_eq!(counts(&girls), [("Zoé", 7), ("Ève", 7)]);
            assert_eq!((counts(&men), counts(&women)), (vec![("Adam", 1)], vec![("Anne", 3)]));
        }
        let ranked = ROWS.lines().map(|row| format!("{row};1\n")).collect::<String>();
        assert!(given(&format!("sexe;prenom;periode;valeur;rang\n{ranked}")).is_ok());
        let local = ROWS.lines().map(|row| {
            let cells: Vec<&str> = row.split(';').collect();
            format!("{}\t{}\t{}\t35\t{}\n", cells[0], cells[1], cells[2], cells[3])
        });
        let [[_, boys], _] =
            given(&format!("sexe\tpreusuel\tannais\tdpt\tnombre\n{}", local.collect::<String>())).unwrap();
        assert_eq!(boys.total(), 50);
    }

    #[test]
    fn family_names_go_by_the_last_decade_and_keep_the_share_of_rare_ones() {
        let text = "NOM\t_1891_1900\t_1981_1990\t_1991_2000\r\nABADIE\t400\t20\t10\r\nL'HERMITE\t1\t0\t0\r\n\
                    MARTIN\t9\t9\t30\r\nAUTRES NOMS\t5\t6\t7\r\n";
        let (table, others) = read(text.as_bytes(), family_names).unwrap();
        assert_eq!((counts(&table), others), (vec![("MARTIN", 30), ("ABADIE", 10)], 7));
        let latin: Vec<u8> = text.replace("ABADIE", "ABADIÉ").chars().map(|sign| sign as u8).collect();
        assert_eq!(counts(&read(&latin, family_names).unwrap().0)[1].0, "ABADIÉ");
    }

    #[test]
    fn what_is_no_such_list_is_told_with_its_place_and_the_remedy() {
        let rows = |row: &str| format!("sexe;preusuel;annais;nombre\n{ROWS}{row}\n");
        for (content, said) in [
            (String::new(), "vide"),
            ("sexe,preusuel,annais\n1,ADAM,2012\n".to_owned(), "ligne 1 : colonne introuvable : nombre"),
            ("sexe|preusuel|annais|nombre\n".to_owned(), "Titres trouvés : sexe|preusuel|annais|nombre."),
            ("NOM\t_1991_2000\nMARTIN\t3\n".to_owned(), "colonne introuvable : sexe"),
            ("sexe;preusuel;annais;nombre\n".to_owned(), "aucun nom avec des naissances"),
            (rows("1;PAUL;2012;-4"), "ligne 12, colonne 4 (nombre) : «-4» ne convient pas : il faut un nombre"),
            (rows("1;PAUL;2012;9999999999999999999999"), "colonne 4 (nombre)"),
            (rows("1;PAUL;12;4"), "ligne 12, colonne 3 (annais) : «12»"),
            (rows("3;PAUL;2012;4"), "ligne 12, colonne 1 (sexe) : «3»"),
            (rows("1;PAUL"), "ligne 12, colonne 4 (nombre) : «» ne convient pas : la ligne s'arrête avant"),
            (rows("1;PA\u{1b}UL;2012;4"), "«PA\\u{1b}UL»"),
            ("sexe;preusuel;annais;nombre\n1;ADAM;1950;3\n2;EVE;1950;3\n".to_owned(), "2010 à 2015"),
        ] {
            let error = given(&content).expect_err(said);
            let (french, english) = (error.message(Lang::Fr), error.message(Lang::En));
            assert!(french.contains(said), "{french}");
            assert!(!english.contains("ligne") && english.len() > 20, "{english}");
        }
        let archive = read(b"PK\x03\x04\x14\x00\x00\x00", family_names).expect_err("an archive").message(Lang::Fr);
        assert!(archive.contains("décompressez-la") && archive.contains("TXT"), "{archive}");
        let given_there = read(ROWS.as_bytes(), family_names).expect_err("no titles").message(Lang::Fr);
        assert!(given_there.contains("colonne introuvable : NOM"), "{given_there}");
        let nobody = read(b"NOM\t_1991_2000\nMARTIN\t0\n", family_names).expect_err("nobody").message(Lang::En);
        assert!(nobody.contains("no name with births"), "{nobody}");
    }
}
