//! The row of a table that is its header.
//!
//! Role: tries the first rows of a table as headers. Input: these rows. Output: the line of the header, and its [`Layout`].
//! Invariant: no message shows a cell that may be somebody's; a table without a header is an error about the row that comes
//! nearest to one.
//!
//! Entry point: [`Search::header`].

use csv::StringRecord;
use foldhash::HashSet;

use crate::identity::{Profile, Side};

use super::column::Column;
use super::layout::{Layout, Problem, Search};
use super::read_error::{MissingColumn, ReadError};
use super::swapped;
use super::title;

/// A row with so many known titles is the header of a list of people, whatever it lacks; a list of classes has a name as well.
const OF_PEOPLE: usize = 3;

/// A header has at least these columns.
const NAMES: [Column; 2] = [Column::Family, Column::Given];

impl Search<'_> {
    /// Finds the header among the first rows of a table: the first that has all that is required and two titles that are sure, or
    /// else the one of those that have what is required with the most known titles. Returns its line too.
    ///
    /// # Errors
    /// [`ReadError::MissingColumns`] or [`ReadError::TwoColumns`] about the row that comes nearest, or
    /// [`ReadError::OneColumn`] about one that would be a header if it were split.
    pub(super) fn header(&self, file: &str, rows: &[(u32, StringRecord)]) -> Result<(u32, Layout), ReadError> {
        self.header_of_sheet(file, None, rows)
    }

    /// [`Self::header`] in a sheet whose name tells a profile.
    ///
    /// # Errors
    /// As [`Self::header`].
    pub(super) fn header_of_sheet(
        &self,
        file: &str,
        told_by_sheet: Option<Profile>,
        rows: &[(u32, StringRecord)],
    ) -> Result<(u32, Layout), ReadError> {
        let mut best: Option<(u32, Layout)> = None;
        let mut nearest: Option<(u32, Layout, Problem)> = None;
        let mut of_somebody: Option<(u32, Layout)> = None;
        for (line, row) in rows {
            let (layout, problem) = self.layout(row, told_by_sheet);
            match problem {
                // A row of somebody: «Parent» and «CP», a class, are titles, and the name beside them is none.
                None if layout.sure() == 0 && layout.titles.len() > layout.known() => {
                    of_somebody.get_or_insert((*line, layout));
                }
                // The rows under a sure header are people, or another list.
                None if best
                    .as_ref()
                    .is_none_or(|(_, other)| other.sure() < 2 && layout.certainty() > other.certainty()) =>
                {
                    best = Some((*line, layout));
                }
                Some(problem) if nearest.as_ref().is_none_or(|(_, other, _)| layout.rank() > other.rank()) => {
                    nearest = Some((*line, layout, problem));
                }
                _ => {}
            }
        }
        match (best, nearest) {
            // A doubtful row above the best one that knows more columns is the header that was meant.
            (Some((line, layout)), nearest)
                if nearest
                    .as_ref()
                    .is_none_or(|(at, other, _)| *at > line || other.certainty() <= layout.certainty()) =>
            {
                Ok((line, layout))
            }
            (_, Some((line, layout, problem))) => {
                let packed = rows.iter().find_map(|(line, row)| self.packed(file, *line, row, layout.known()));
                Err(packed.unwrap_or_else(|| self.error(file, line, layout, problem)))
            }
            (_, None) => Err(match of_somebody {
                Some((line, layout)) => self.error(file, line, layout, Problem::Missing(NAMES.to_vec())),
                None => ReadError::Empty { file: file.to_owned() },
            }),
        }
    }

    /// The error that a row has all its cells in one, if split it would have known titles, and more than
    /// `known`, what the best row has without.
    fn packed(&self, file: &str, line: u32, row: &StringRecord, known: usize) -> Option<ReadError> {
        let mut cells = row.iter().map(str::trim).filter(|cell| !cell.is_empty());
        let cell = cells.next().filter(|_| cells.next().is_none())?;
        let separator = [';', '\t', ','].into_iter().find(|&separator| {
            let split: StringRecord = cell.split(separator).map(|title| title.trim_matches(['"', ' '])).collect();
            let split = self.layout(&split, None).0;
            split.known() > known.max(1) && split.sure() > 1
        })?;
        Some(ReadError::OneColumn { file: file.to_owned(), line, separator, cell: cell.to_owned() })
    }

    fn error(&self, file: &str, line: u32, layout: Layout, problem: Problem) -> ReadError {
        let file = file.to_owned();
        match problem {
            Problem::Missing(columns) => {
                let found = layout.shown();
                let unknown: HashSet<_> = layout.unknown().map(|(position, _)| &layout.titles[*position]).collect();
                let unknown: Vec<_> =
                    found.iter().filter(|title| unknown.contains(title)).map(String::as_str).collect();
                let missing = columns
                    .into_iter()
                    .map(|column| {
                        let titles = column.titles(self.side).iter().copied().flatten().copied();
                        let nearest = title::nearest(titles, unknown.iter().copied()).map(str::to_owned);
                        MissingColumn { name: column.name(self.side), nearest }
                    })
                    .collect();
                let other = swapped::titles_of_other_side(self.side, &layout.titles, self.map);
                let tells_of_people = layout.known() >= OF_PEOPLE;
                let looks_swapped =
                    !other.is_empty() || (self.side == Side::Cas && swapped::looks_like_a_base_list(&layout.titles));
                ReadError::MissingColumns {
                    file,
                    side: self.side,
                    line,
                    missing,
                    found,
                    looks_swapped,
                    tells_of_people,
                }
            }
            Problem::Twice(column, first, second) => ReadError::TwoColumns {
                file,
                side: self.side,
                line,
                meaning: column.name(self.side),
                first: (layout.titles[first].clone(), first + 1),
                second: (layout.titles[second].clone(), second + 1),
            },
        }
    }
}

impl Layout {
    /// How sure it is that a row is the header.
    fn certainty(&self) -> (usize, usize) {
        (self.sure(), self.known())
    }

    /// How much a row looks like a header: titles that are sure first, then cells that read like titles.
    fn rank(&self) -> (usize, usize, usize) {
        (self.sure(), self.titles.iter().filter(|title| title::looks_like_one(title)).count(), self.known())
    }

    /// The titles that a message may show. Where it is not sure that the row is a header, only cells that read like titles: it may
    /// be somebody's.
    fn shown(&self) -> Vec<String> {
        let is_header = self.sure() >= 2;
        let mut shown = self.titles.clone();
        shown.retain(|title| is_header || title::looks_like_one(title));
        shown
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::column_map::ColumnMap;

    /// The header among rows of cells that `;` separates.
    pub(in crate::formats) fn header(side: Side, rows: &[&str]) -> Result<(u32, Layout), ReadError> {
        let map = ColumnMap::default();
        let rows: Vec<_> =
            rows.iter().zip(1..).map(|(row, line)| (line, row.split(';').collect::<StringRecord>())).collect();
        Search { side, map: &map, id_title: None, profile: None, this_year: 2026 }.header("f.csv", &rows)
    }

    #[test]
    fn skips_title_lines() {
        let rows = ["Liste des élèves", "", "IDPN;Profil;Élève;Né(e) le", "1;Élève;X Y;"];
        assert_eq!(header(Side::Base, &rows).unwrap().0, 3);
        let map = ColumnMap::default();
        let rows = [(1, StringRecord::from(vec!["Élèves"])), (3, StringRecord::from(vec!["Élève", "Né(e) le"]))];
        let search =
            Search { side: Side::Base, map: &map, id_title: None, profile: Some(Profile::Pupils), this_year: 2026 };
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
    fn a_row_of_somebody_is_neither_the_header_nor_shown() {
        // No header, or one whose titles nobody knows; «CP» and «CP1» are classes.
        for rows in [
            &["DURAND;Emma;04/03/2012;CP", "ROUX;Léo;05/04/2012;CE1"][..],
            &["Désignation;Appellation;Niveau", "DURAND;Emma;CP", "ROUX;Parent;CP"],
            &["DURAND;Emma;CP;Parent"],
            &["DURAND;Emma;CP1;Parent"],
            &["Désignation;Appellation;Niveau", "DURAND;Emma;CP1", "ROUX;Parent;CP1"],
            &["Nom;Prénom;Classe", "DURAND;Emma;CP1", "ROUX;Élève;CP1"],
            &["Nom;Prénom;Classe", "DURAND;Emma;CP", "ROUX;Élève;CP"],
        ] {
            for side in [Side::Base, Side::Cas] {
                let error = header(side, rows).unwrap_err();
                for lang in [crate::identity::Lang::Fr, crate::identity::Lang::En] {
                    let message = error.message(lang);
                    for name in ["DURAND", "Emma", "ROUX", "2012", "«CP»", "CP1", "Léo"] {
                        assert!(!message.contains(name), "{message}");
                    }
                }
            }
        }
        let error = header(Side::Base, &["Nom;Prénom;Classe", "DURAND;Emma;CP"]).unwrap_err();
        let ReadError::MissingColumns { line: 1, found, .. } = &error else { panic!("{error}") };
        assert_eq!(found, &["Nom", "Prénom", "Classe"]);
        let error = header(Side::Base, &["DURAND;Emma", "ROUX;Léo"]).unwrap_err();
        assert!(error.message(crate::identity::Lang::Fr).contains("aucune ligne de titres"), "{error}");
        // The first row that has the titles is the header, also where somebody's cells are titles too.
        let rows = ["IDPN;Profil;Nom;Prénom;Classe;Type", "1;Parent;A;B;CP;Élève"];
        assert_eq!(header(Side::Base, &rows).unwrap().0, 1);
        let error = header(Side::Base, &["DURAND;Parent;CP1"]).unwrap_err();
        assert!(error.message(crate::identity::Lang::Fr).contains("aucune ligne de titres"), "{error}");
    }

    #[test]
    fn two_columns_for_one_meaning_are_named() {
        let error = header(Side::Cas, &["Guid;GUID;sn;givenName;profile"]).unwrap_err();
        let ReadError::TwoColumns { meaning, first, second, .. } = error else { panic!("{error}") };
        assert_eq!((meaning, first, second), ("uid", ("Guid".into(), 1), ("GUID".into(), 2)));
    }

    #[test]
    fn cells_packed_in_one_are_told() {
        let error = header(Side::Base, &["Liste"]).unwrap_err();
        assert!(matches!(error, ReadError::MissingColumns { .. }), "{error}");
        for (cell, expected) in [("IDPN,Profil,Nom,Prénom", ','), ("\"IDPN\"\t\"Profil\"\t\"Nom\"", '\t')] {
            let error = header(Side::Base, &["Élèves, au 1er septembre", cell]).unwrap_err();
            let ReadError::OneColumn { line: 2, separator, .. } = error else { panic!("{error}") };
            assert_eq!(separator, expected);
        }
    }

    #[test]
    fn the_missing_profile_can_be_given_and_swapped_sides_are_asked_about() {
        use crate::identity::Lang;

        let message = header(Side::Base, &["IDPN;Nom;Prénom"]).unwrap_err().message(Lang::Fr);
        assert!(message.contains("donnez-le : --base Élèves=f.csv. Voir"), "{message}");
        let message = header(Side::Cas, &["IDPN;Profil;Nom;Prénom;Né(e) le"]).unwrap_err().message(Lang::Fr);
        assert!(
            message.contains("Avez-vous inversé --base et --cas ? Voir") && !message.contains("Élèves="),
            "{message}"
        );
        let message = header(Side::Base, &["uid;sn;ENTPersonProfils"]).unwrap_err().message(Lang::Fr);
        assert!(message.contains("Avez-vous inversé --base et --cas ? Voir"), "{message}");
        let message = header(Side::Cas, &["Nom;Prénom;Profil"]).unwrap_err().message(Lang::Fr);
        assert!(!message.contains("inversé"), "{message}");
    }

    #[test]
    fn titles_and_sheets_tell_the_profile_where_no_column_does() {
        let map = ColumnMap::default();
        let profile = |given, sheet: Option<Profile>, titles: &str| {
            let search = Search { side: Side::Base, map: &map, id_title: None, profile: given, this_year: 2026 };
            let rows = [(1, titles.split(';').collect::<StringRecord>())];
            search.header_of_sheet("f.xlsx", sheet, &rows).map(|(_, layout)| layout.profile).ok()
        };
        let (parents, pupils, teachers) = (Some(Profile::Parents), Some(Profile::Pupils), Some(Profile::Teachers));
        assert_eq!(profile(None, None, "Nom responsable;Prénom responsable;CP responsable"), Some(parents));
        assert_eq!(profile(None, None, "Élèves;Né(e) le"), Some(pupils));
        assert_eq!(profile(None, parents, "Nom;Prénom;Code postal"), Some(parents));
        assert_eq!(profile(teachers, parents, "Nom;Prénom"), Some(teachers), "what was asked for counts");
        assert_eq!(profile(None, parents, "Nom;Prénom;Profil"), Some(None), "a column counts");
        assert_eq!(profile(None, None, "Nom;Prénom;Code postal"), None);
    }
}
