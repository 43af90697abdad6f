//! `report.xlsx`: the administrator's working copy.
//!
//! Sheets: the table of the screen with what to do; one sheet per profile that the base has, its users with their
//! state, filtered to those that are not reconciled; the failures with their candidates side by side. Invariant: no
//! sheet lists more than [`MOST_ROWS`] people, far below Excel's 1,048,576 rows, and one that leaves somebody out says
//! so in its first row. That bound also bounds the memory; the library's streaming mode, which needs less, panics when
//! the disk is full.

mod failures;
mod overview;
mod people;
mod style;

use rust_xlsxwriter::{ColNum, DocProperties, ExcelDateTime, Format, RowNum, Workbook, Worksheet, XlsxError};

use crate::identity::{BirthDate, Profile};

use super::Run;
use style::Styles;

/// How many people one sheet lists: more than anybody works through by hand, few enough to open at once.
const MOST_ROWS: usize = 10_000;

/// Excel's number for the paper size.
const A4: u8 = 9;

/// The whole file, in memory: its archive can then not be cut short by a full disk.
pub(super) fn render(run: &Run<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(run)?);
    let styles = Styles::new();
    overview::write(run, &mut workbook, &styles)?;
    for profile in Profile::ALL {
        people::write(run, profile, &mut workbook, &styles)?;
    }
    failures::write(run, &mut workbook, &styles)?;
    workbook.save_to_buffer()
}

/// Title and date of the run: without the latter the workbook would carry the clock, and differ at each run.
fn properties(run: &Run<'_>) -> Result<DocProperties, XlsxError> {
    let stamp = run.generated_at.get(..19).unwrap_or(run.generated_at);
    let created = match ExcelDateTime::parse_from_str(stamp) {
        Ok(created) => created,
        Err(_) => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    Ok(DocProperties::new().set_title(super::screen::title(run.lang)).set_creation_datetime(&created))
}

/// Writes cells from left to right, rows from top to bottom.
struct Cursor<'a> {
    sheet: &'a mut Worksheet,
    row: RowNum,
    column: ColNum,
}

impl<'a> Cursor<'a> {
    fn new(sheet: &'a mut Worksheet) -> Self {
        Self { sheet, row: 0, column: 0 }
    }

    fn text(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, self.column, clip(text), format)?;
        self.column += 1;
        Ok(())
    }

    fn blank(&mut self, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_blank(self.row, self.column, format)?;
        self.column += 1;
        Ok(())
    }

    fn number(&mut self, number: f64, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, self.column, number, format)?;
        self.column += 1;
        Ok(())
    }

    /// A real date; as text where Excel's calendar does not reach.
    fn date(&mut self, date: BirthDate, styles: &Styles) -> Result<(), XlsxError> {
        if date.is_missing() {
            self.column += 1;
            return Ok(());
        }
        // The fields of a date fit by construction.
        match ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8) {
            Ok(real) => {
                self.sheet.write_datetime_with_format(self.row, self.column, &real, &styles.date)?;
                self.column += 1;
                Ok(())
            }
            Err(_) => self.text(&date.to_string(), &styles.plain),
        }
    }

    fn next_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }
}

/// Excel refuses a cell of more than 32,767 characters.
fn clip(text: &str) -> &str {
    const MOST_CHARACTERS: usize = 32_000;
    text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use std::io::Cursor as Bytes;

    use calamine::{Data, Range, Reader, Xlsx};

    use super::*;
    use crate::identity::{Entry, Population};
    use crate::reconcile::Reason;
    use crate::report::example::{School, school};

    fn open(run: &Run<'_>) -> Xlsx<Bytes<Vec<u8>>> {
        Xlsx::new(Bytes::new(render(run).unwrap())).unwrap()
    }

    fn texts(range: &Range<Data>) -> Vec<Vec<String>> {
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    fn crowd(school: &mut School, users: usize) {
        let mut base = Population::new(vec!["grand.csv".into()], Vec::new());
        for number in 0..users {
            base.push(Entry {
                id: &number.to_string(),
                profiles: Profile::Pupils.into(),
                family: "X",
                ..Entry::default()
            });
        }
        school.base = base;
    }

    #[test]
    fn the_first_sheet_is_the_screen() {
        let school = school();
        let mut book = open(&school.run());
        assert_eq!(book.sheet_names(), ["Rapprochement", "Élèves", "Inspecteurs", "Parents", "Échecs"]);
        let rows = texts(&book.worksheet_range("Rapprochement").unwrap());
        let at = rows.iter().position(|row| row[0] == "Utilisateurs CAS").unwrap();
        assert_eq!(rows[at][..4], ["Utilisateurs CAS", "6", "-", "-"]);
        assert_eq!(rows[at - 2][1], "Élèves");
        assert!(rows.iter().any(|row| row[0].starts_with("Erreurs attendues")));
        assert!(rows.iter().any(|row| row[0] == "Plusieurs candidats possibles" && row[1] == "2"));
    }

    #[test]
    fn a_profile_lists_its_users_with_their_state() {
        let school = school();
        let mut book = open(&school.run());
        let range = book.worksheet_range("Élèves").unwrap();
        let rows = texts(&range);
        assert_eq!(
            rows[1][..7],
            ["Nom", "Prénom", "Date de naissance", "Code postal", "État", "Identifiant CAS", "IDPN"]
        );
        assert_eq!(rows[1][7], "Régime");
        assert!(rows[0][0].contains("3 non rapprochés sur 6"), "{}", rows[0][0]);
        let dupont = &rows[2];
        assert_eq!(dupont[0], "DUPONT");
        assert_eq!((dupont[4].as_str(), dupont[5].as_str()), ("rapproché (nouveau)", "ent-1"));
        assert_eq!((rows[6][4].as_str(), rows[6][5].as_str()), ("rapproché (déjà)", "ent-5"));
        assert_eq!(rows[6][7], "=1+1", "a text, not a formula");
        assert_eq!(rows[4][4], "non rapproché");
        assert!(matches!(range.get((2, 2)), Some(Data::DateTime(_))), "a real date");
        let parents = texts(&book.worksheet_range("Parents").unwrap());
        assert_eq!(parents[3][4..6], ["identifiant absent du fichier CAS", "ent-périmé"]);
    }

    #[test]
    fn failures_stand_beside_their_candidates() {
        let school = school();
        let rows = texts(&open(&school.run()).worksheet_range("Échecs").unwrap());
        assert_eq!(rows.len(), 2 + 6);
        let twin = &rows[3];
        assert!(twin.contains(&"Plusieurs candidats possibles".to_owned()));
        assert!(twin.contains(&"MARTIN Lucas, 12/05/2011, 35000".to_owned()), "{twin:?}");
        assert!(twin.contains(&"1003".to_owned()) && twin.contains(&"1004".to_owned()));
        assert!(twin.contains(&"0.4998".to_owned()));
        assert_eq!(rows[2][3], "31/02/2011", "what was sent in place of a date");
    }

    #[test]
    fn large_profiles_list_only_what_is_left_to_do_and_say_so() {
        let mut school = school();
        crowd(&mut school, MOST_ROWS + 500);
        school.repeat_failures(Reason::Ambiguous, MOST_ROWS);
        let mut book = open(&school.run());
        let rows = texts(&book.worksheet_range("Élèves").unwrap());
        assert_eq!(rows.len(), 2 + MOST_ROWS);
        assert!(rows[0][0].contains("10\u{202f}000 premiers"), "{}", rows[0][0]);
        assert!(rows[2..].iter().all(|row| row[4] == "non rapproché"));
        let failures = texts(&book.worksheet_range("Échecs").unwrap());
        assert_eq!(failures.len(), 2 + MOST_ROWS);
        assert!(failures[0][0].contains("failures.csv"), "{}", failures[0][0]);
    }

    #[test]
    fn overlong_cells_are_clipped_between_characters() {
        let long = "é".repeat(40_000);
        assert_eq!(clip(&long).chars().count(), 32_000);
        assert_eq!(clip("court"), "court");
    }
}
