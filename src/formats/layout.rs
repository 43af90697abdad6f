//! Which column of one file means what.
//!
//! Input: the first rows of a table. Output: the row that is the header, and a [`Layout`]. Invariant: a
//! column has one meaning or none, a meaning has one column or none, and where the titles leave a doubt
//! there is an error that names both columns.

use csv::StringRecord;

use crate::identity::Side;

use super::column::Column;
use super::column_map::ColumnMap;
use super::read_error::{MissingColumn, ReadError};
use super::title;

/// How to find the columns of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) side: Side,
    pub(super) map: &'a ColumnMap,
    /// The title that `--id` names; it goes before all others.
    pub(super) id_title: Option<&'a str>,
    /// Whether the file was given with a profile, so that it needs no column for it.
    pub(super) profile_is_given: bool,
}

/// The columns of one file.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    columns: [Option<usize>; Column::COUNT],
    /// All titles as written, without unnamed columns at the end.
    pub(super) titles: Vec<String>,
    /// The columns that nobody knows: position and a name that no other of them has.
    pub(super) extras: Vec<(usize, String)>,
}

impl Layout {
    /// Position of a column.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.columns[column as usize]
    }

    /// Title of a column as the file writes it; empty if the file has none.
    pub(super) fn title(&self, column: Column) -> &str {
        self.position(column).map_or("", |position| &self.titles[position])
    }

    fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// Why a row is no header.
enum Problem {
    Missing(Vec<Column>),
    Twice(Column, usize, usize),
}

impl Search<'_> {
    /// Finds the header among the first rows of a table: the one with the most known titles among those
    /// that have all that is required. Returns its line too.
    ///
    /// # Errors
    /// [`ReadError::MissingColumns`] or [`ReadError::TwoColumns`] about the row that comes nearest.
    pub(super) fn header(&self, file: &str, rows: &[(u32, StringRecord)]) -> Result<(u32, Layout), ReadError> {
        let mut best: Option<(u32, Layout)> = None;
        let mut nearest: Option<(u32, Layout, Problem)> = None;
        for (line, row) in rows {
            let (layout, problem) = self.layout(row);
            match problem {
                None if best.as_ref().is_none_or(|(_, other)| layout.known() > other.known()) => {
                    best = Some((*line, layout));
                }
                Some(problem) if nearest.as_ref().is_none_or(|(_, other, _)| layout.rank() > other.rank()) => {
                    nearest = Some((*line, layout, problem));
                }
                _ => {}
            }
        }
        match (best, nearest) {
            // A doubtful row that knows more columns than the best one is the header that was meant.
            (Some((line, layout)), nearest)
                if nearest.as_ref().is_none_or(|(_, other, _)| other.known() <= layout.known()) =>
            {
                Ok((line, layout))
            }
            (_, Some((line, layout, problem))) => Err(self.error(file, line, layout, problem)),
            (_, None) => Err(ReadError::Empty { file: file.to_owned() }),
        }
    }

    fn layout(&self, row: &StringRecord) -> (Layout, Option<Problem>) {
        let mut titles: Vec<String> = row.iter().map(|title| title.trim().to_owned()).collect();
        while titles.last().is_some_and(String::is_empty) {
            titles.pop();
        }
        let keys: Vec<String> = titles.iter().map(|title| title::key(title)).collect();
        let mut columns = [None; Column::COUNT];
        let mut twice = None;
        let mut claim = |column: Column, ranks: Vec<Vec<String>>| {
            for rank in ranks {
                let is_free = |position: &usize| !keys[*position].is_empty() && !columns.contains(&Some(*position));
                let mut found = (0..keys.len()).filter(is_free).filter(|&position| rank.contains(&keys[position]));
                if let Some(position) = found.next() {
                    if let Some(other) = found.next() {
                        twice.get_or_insert(Problem::Twice(column, position, other));
                    }
                    columns[column as usize] = Some(position);
                    break;
                }
            }
            columns[column as usize].is_some()
        };
        // The user's own titles first, lest a synonym claim their column for another meaning.
        let own = Column::ALL.map(|column| claim(column, self.own_ranks(column)));
        let mut has = own;
        for column in Column::ALL.into_iter().filter(|&column| !own[column as usize]) {
            let split_already = has[Column::Family as usize] && has[Column::Given as usize];
            if column != Column::FullName || !split_already {
                has[column as usize] = claim(column, self.known_ranks(column));
            }
        }
        let problem = twice.or_else(|| {
            let missing = self.missing(&columns);
            (!missing.is_empty()).then_some(Problem::Missing(missing))
        });
        let extras = name_extras(&titles, &columns);
        (Layout { columns, titles, extras }, problem)
    }

    /// The keys of the user's titles for a column, best first.
    fn own_ranks(&self, column: Column) -> Vec<Vec<String>> {
        let id_title = self.id_title.filter(|_| column == Column::Id);
        let mapped = self.map.titles(self.side, column).iter().map(String::as_str);
        id_title.into_iter().chain(mapped).map(|title| vec![title::key(title)]).collect()
    }

    /// The keys of the known titles of a column, best rank first.
    fn known_ranks(&self, column: Column) -> Vec<Vec<String>> {
        column.titles(self.side).iter().map(|rank| rank.iter().map(|title| title::key(title)).collect()).collect()
    }

    fn missing(&self, columns: &[Option<usize>; Column::COUNT]) -> Vec<Column> {
        let has = |column: Column| columns[column as usize].is_some();
        let mut missing = Vec::new();
        if self.side == Side::Cas && !has(Column::Id) {
            missing.push(Column::Id);
        }
        if !self.profile_is_given && !has(Column::Profile) {
            missing.push(Column::Profile);
        }
        if !has(Column::FullName) {
            if ![Column::Family, Column::UsageFamily, Column::BirthFamily].into_iter().any(has) {
                missing.push(Column::Family);
            }
            if !has(Column::Given) {
                missing.push(Column::Given);
            }
        }
        missing
    }

    fn error(&self, file: &str, line: u32, layout: Layout, problem: Problem) -> ReadError {
        let file = file.to_owned();
        match problem {
            Problem::Missing(columns) => {
                let unknown = layout.extras.iter().map(|(position, _)| layout.titles[*position].as_str());
                let missing = columns
                    .into_iter()
                    .map(|column| {
                        let titles = column.titles(self.side).iter().copied().flatten().copied();
                        let nearest = title::nearest(titles, unknown.clone()).map(str::to_owned);
                        MissingColumn { name: column.name(self.side), nearest }
                    })
                    .collect();
                ReadError::MissingColumns { file, line, missing, found: layout.titles }
            }
            Problem::Twice(column, first, second) => ReadError::TwoColumns {
                file,
                line,
                meaning: column.name(self.side),
                first: (layout.titles[first].clone(), first + 1),
                second: (layout.titles[second].clone(), second + 1),
            },
        }
    }
}

impl Layout {
    /// How much a row looks like a header: known titles first, then titles at all.
    fn rank(&self) -> (usize, usize) {
        (self.known(), self.titles.iter().filter(|title| !title.is_empty()).count())
    }
}

/// Names the columns without a meaning; unnamed and repeated ones by number.
fn name_extras(titles: &[String], columns: &[Option<usize>; Column::COUNT]) -> Vec<(usize, String)> {
    let mut extras: Vec<(usize, String)> = Vec::new();
    for (position, title) in titles.iter().enumerate().filter(|(position, _)| !columns.contains(&Some(*position))) {
        let title = if title.is_empty() { format!("Colonne {}", position + 1) } else { title.clone() };
        let same = |name: &str| extras.iter().any(|(_, other)| other == name);
        let name = if same(&title) {
            (2..).map(|number| format!("{title} ({number})")).find(|name| !same(name)).unwrap_or_default()
        } else {
            title
        };
        extras.push((position, name));
    }
    extras
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(side: Side, rows: &[&str]) -> Result<(u32, Layout), ReadError> {
        let map = ColumnMap::default();
        let rows: Vec<_> =
            rows.iter().zip(1..).map(|(row, line)| (line, row.split(';').collect::<StringRecord>())).collect();
        Search { side, map: &map, id_title: None, profile_is_given: false }.header("f.csv", &rows)
    }

    #[test]
    fn finds_titles_whatever_their_dress() {
        let (line, layout) = header(Side::Base, &["idpn;PROFIL;NOM;Prenom;nee le;C.P.;Régime;;Régime;"]).unwrap();
        assert_eq!(line, 1);
        let positions =
            [Column::Id, Column::Profile, Column::Family, Column::Given, Column::BirthDate, Column::Postcode];
        assert_eq!(positions.map(|column| layout.position(column)), [0, 1, 2, 3, 4, 5].map(Some));
        let extras: Vec<_> = layout.extras.iter().map(|(position, name)| (*position, name.as_str())).collect();
        assert_eq!(extras, [(6, "Régime"), (7, "Colonne 8"), (8, "Régime (2)")]);
        assert_eq!(layout.titles.len(), 9);
    }

    #[test]
    fn leftovers_of_a_rank_serve_another_meaning() {
        let (_, layout) = header(Side::Base, &["Profil;Nom de famille;Prénoms"]).unwrap();
        assert_eq!((layout.title(Column::Family), layout.title(Column::Given)), ("Nom de famille", "Prénoms"));
        let (_, layout) = header(Side::Base, &["Profil;Nom de famille;Nom;Prénom;Prénoms"]).unwrap();
        assert_eq!((layout.title(Column::Family), layout.title(Column::BirthFamily)), ("Nom", "Nom de famille"));
        assert_eq!((layout.title(Column::Given), layout.title(Column::OtherGiven)), ("Prénom", "Prénoms"));
    }

    #[test]
    fn skips_title_lines() {
        let rows = ["Liste des élèves", "", "IDPN;Profil;Élève;Né(e) le", "1;Élève;X Y;"];
        assert_eq!(header(Side::Base, &rows).unwrap().0, 3);
        let map = ColumnMap::default();
        let rows = [(1, StringRecord::from(vec!["Élèves"])), (3, StringRecord::from(vec!["Élève", "Né(e) le"]))];
        let search = Search { side: Side::Base, map: &map, id_title: None, profile_is_given: true };
        assert_eq!(search.header("f.csv", &rows).unwrap().0, 3, "the title line «Élèves» is no header");
    }

    #[test]
    fn missing_columns_name_the_nearest() {
        let error = header(Side::Cas, &["Liste", "uid;sn;givenNane;Classe"]).unwrap_err();
        let ReadError::MissingColumns { line, missing, found, .. } = &error else { panic!("{error}") };
        assert_eq!((*line, found.len()), (2, 4));
        assert_eq!(missing[0], MissingColumn { name: "ENTPersonProfils", nearest: None });
        assert_eq!(missing[1], MissingColumn { name: "givenName", nearest: Some("givenNane".into()) });
        let message = error.message(crate::identity::Lang::Fr);
        assert!(message.contains("«givenName» (vouliez-vous dire «givenNane» ?)"), "{message}");
    }

    #[test]
    fn two_columns_for_one_meaning_are_named() {
        let error = header(Side::Cas, &["login;id;sn;givenName;profile"]).unwrap_err();
        let ReadError::TwoColumns { meaning, first, second, .. } = error else { panic!("{error}") };
        assert_eq!((meaning, first, second), ("uid", ("login".into(), 1), ("id".into(), 2)));
        assert!(header(Side::Cas, &["login;uid;sn;givenName;profile"]).is_ok(), "uid goes before login");
    }

    #[test]
    fn own_titles_go_first() {
        let map = ColumnMap::from_toml("[base]\nIDPN = 'Matricule'", "c.toml").unwrap();
        let search = Search { side: Side::Base, map: &map, id_title: None, profile_is_given: true };
        let rows = [(1, StringRecord::from(vec!["IDPN", "matricule", "Nom", "Prénom"]))];
        assert_eq!(search.header("f.csv", &rows).unwrap().1.position(Column::Id), Some(1));

        let map = ColumnMap::from_toml("[base]\n'Nom et prénom' = 'Nom'\nSexe = ''", "c.toml").unwrap();
        let search = Search { side: Side::Base, map: &map, id_title: None, profile_is_given: true };
        let rows = [(1, StringRecord::from(vec!["", "Nom", "Né le"]))];
        let (_, layout) = search.header("f.csv", &rows).unwrap();
        assert_eq!((layout.position(Column::FullName), layout.position(Column::Sex)), (Some(1), None));
    }
}
