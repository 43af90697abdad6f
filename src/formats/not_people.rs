//! Rows of a list that are no people.
//!
//! Role: finds totals, notes and repeated headers among the rows of people. Input: a row under a header. Output: the text
//! of a row that is no person. Invariant: a row with a family name and a given name is a person, unless both are titles.
//! Every row that is passed over has a notice.
//!
//! Entry point: [`Rows::not_a_person`].

use csv::StringRecord;
use foldhash::HashSet;

use crate::identity::Side;
use crate::normalize::{fold, is_spreadsheet_error};

use super::column::Column;
use super::csv_rows::trimmed;
use super::layout::Layout;
use super::title;

/// A total or a note has no more cells than this that are not empty.
const MOST_CELLS: usize = 3;

/// A row that is no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAPerson<'r> {
    /// A total, a note or the header again, by its first text.
    Said(&'r str),
    /// Another header, under which the columns stand in another order: two lists were joined.
    OtherHeader,
}

/// A test for the rows of one list that are no people.
#[derive(Debug)]
pub(super) struct Rows {
    /// The keys of the list's own titles and of all that are known.
    titles: HashSet<String>,
}

impl Rows {
    pub(super) fn of(side: Side, layout: &Layout) -> Self {
        let known = Column::ALL.into_iter().flat_map(|column| column.titles(side).iter().copied().flatten().copied());
        let own = layout.titles.iter().map(String::as_str);
        Self { titles: known.chain(own).map(title::key).filter(|key| !key.is_empty()).collect() }
    }

    /// Tells a row that is no person; `None` for a person.
    pub(super) fn not_a_person<'r>(&self, row: &'r StringRecord, layout: &Layout) -> Option<NotAPerson<'r>> {
        let said = said_by(row, layout).map(NotAPerson::Said);
        said.or_else(|| self.is_other_header(row, layout).then_some(NotAPerson::OtherHeader))
    }

    /// Tells whether a row holds titles, most of its cells at least, and stands under titles of its own.
    fn is_other_header(&self, row: &StringRecord, layout: &Layout) -> bool {
        // A person's row has digits of a date, a postcode or identifiers, or else no title for a name.
        const MOST_DIGITS: usize = 8;
        let name =
            [Column::Given, Column::FullName, Column::Family].into_iter().find_map(|column| layout.position(column));
        let is_title = |cell: &str| self.titles.contains(&title::key(cell));
        let may_be_one = row.as_slice().bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS
            && name.is_some_and(|position| is_title(trimmed(row, position)));
        if !may_be_one {
            return false;
        }
        let titles = filled_cells(row).filter(|cell| is_title(cell)).count();
        let sure = filled_cells(row).filter(|cell| is_title(cell) && !title::is_a_value_too(cell)).count();
        sure >= 2 && 2 * titles > filled_cells(row).count()
    }
}

/// The cells of a row that hold something, trimmed.
fn filled_cells(row: &StringRecord) -> impl Iterator<Item = &str> + Clone {
    row.iter().map(str::trim).filter(|cell| !cell.is_empty())
}

/// The first text of a row that is no person; `None` for a person.
fn said_by<'r>(row: &'r StringRecord, layout: &Layout) -> Option<&'r str> {
    let cell = |column| layout.position(column).map_or("", |position| trimmed(row, position));
    let mut filled = filled_cells(row);
    let first = filled.next()?;
    if is_spreadsheet_error(first) && filled.clone().all(is_spreadsheet_error) {
        return Some(first);
    }
    let is_alone = filled.clone().next().is_none();
    if filled.nth(MOST_CELLS - 1).is_some() {
        return is_header_again(row, layout).then_some(first);
    }
    let is_name =
        |column| !cell(column).is_empty() && !cell(column).contains(|character: char| character.is_ascii_digit());
    let has_names =
        is_name(Column::Given) && [Column::Family, Column::UsageFamily, Column::BirthFamily].into_iter().any(is_name);
    if has_names && !is_header_again(row, layout) {
        return None;
    }
    let is_note = is_alone && first.contains(' ') && cell(Column::Id) == first;
    (is_note || is_summary(first) || is_header_again(row, layout)).then_some(first)
}

/// Tells whether each column with a meaning holds its own title, as where two files were joined.
fn is_header_again(row: &StringRecord, layout: &Layout) -> bool {
    let cells = || {
        let columns = Column::ALL.into_iter().filter_map(|column| layout.position(column));
        columns.map(|position| (trimmed(row, position), layout.titles[position].as_str()))
    };
    // The first letters tell for nearly all rows.
    cells().all(|(cell, title)| may_be_equal(cell, title))
        && cells().all(|(cell, title)| title::key(cell) == title::key(title))
}

/// Tells whether two texts may have one key: a quick no for most.
fn may_be_equal(cell: &str, title: &str) -> bool {
    match (cell.as_bytes().first(), title.as_bytes().first()) {
        (Some(one), Some(other)) if one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric() => {
            one.eq_ignore_ascii_case(other)
        }
        (one, _) => one.is_some(),
    }
}

/// Tells whether a text sums a list up: «Total : 425 élèves», «Nombre d'élèves», «425 élèves», «Édité le 12/09/2026».
fn is_summary(text: &str) -> bool {
    const BEGINNINGS: [&str; 22] = [
        "DATE D EDITION",
        "DATE D EXPORT",
        "EDITE LE",
        "EDITION DU",
        "EFFECTIF",
        "EFFECTIFS",
        "EXPORTE LE",
        "EXTRACTION DU",
        "EXTRAIT LE",
        "FIN DE",
        "FIN DU",
        "GENERE LE",
        "IMPRIME LE",
        "LISTE DE",
        "LISTE DES",
        "NB",
        "NBRE",
        "NOMBRE",
        "PAGE",
        "SOUS TOTAL",
        "TOTAL",
        "TOTAUX",
    ];
    let folded = fold(text);
    let begins =
        |start: &&str| folded.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let counts = || {
        let mut words = folded.split(' ');
        let is_number = words.next().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        let what = words.next().unwrap_or_default();
        is_number
            && (title::profile(what).is_some()
                || ["LIGNE", "PERSONNE", "ENREGISTREMENT", "UTILISATEUR", "COMPTE"]
                    .iter()
                    .any(|word| what.starts_with(word)))
    };
    BEGINNINGS.iter().any(begins) || counts()
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{base, remarks};
    use crate::identity::NoticeKind;

    fn skipped(rows: &str) -> (usize, Vec<(u32, String)>) {
        let reading = base(format!("IDPN;Profil;Nom;Prénom;Né(e) le\n{rows}"));
        let notices = remarks(&reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::SkippedRow);
        let told = notices.map(|(_, line, value)| (line, value.to_owned())).collect();
        assert_eq!(reading.files[0].rows as usize, reading.population.len());
        (reading.population.len(), told)
    }

    #[test]
    fn totals_and_notes_are_no_people() {
        for footer in [
            "Total : 425 élèves;;;;",
            "#N/A;#N/A;#N/A;#N/A;",
            "Total : 425 élèves",
            "Total;425;;;",
            ";;TOTAL;425;",
            "Nombre d’élèves : 425;;;;",
            "Nombre d'élèves;;425;;",
            "425 élèves;;;;",
            "Effectif;;;;425",
            "Édité le 12/09/2026;;;;",
            "Fait à Rennes, le 12 septembre;;;;",
            "Page 1;;;;",
            ";;Sous-total 6A : 25;;",
        ] {
            let (people, told) = skipped(&format!("1;Élève;TOTAL;Nombre;05/06/2011\n{footer}\n"));
            assert_eq!((people, told.len()), (1, 1), "{footer}");
        }
    }

    #[test]
    fn people_with_little_data_stay() {
        for person in ["2;;;;", "2;Élève;;;", "2;Élève;TOTAL;;", ";;TOTAL;Anne;", ";;Nb;Li;", ";Élève;ROUX;;"] {
            assert_eq!(skipped(&format!("1;Élève;A;B;\n{person}\n")), (2, vec![]), "{person}");
        }
    }

    #[test]
    fn another_header_stops_the_reading_with_its_place() {
        let read = |rows: &str| {
            let text = format!("IDPN;Profil;Nom;Prénom;Né(e) le\n1;Élève;A;B;05/06/2011\n{rows}");
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("f.csv");
            std::fs::write(&path, text).unwrap();
            let input = crate::formats::Input { profile: None, path };
            crate::formats::read_population(
                crate::identity::Side::Base,
                &[input],
                &crate::formats::ReadOptions::default(),
            )
        };
        for header in [
            "Nom;Prénom;IDPN;Profil;Né(e) le",
            "Nom;Prénom;IDPN;Profil;Adresse 2",
            "Profil;Civilité;Nom;Prénom;IDPN;Date de naissance",
            ";Prénom;NOM;PRENOM;",
        ] {
            let error = read(&format!("{header}\nC;D;2;Élève;\n")).unwrap_err();
            assert!(
                matches!(error, crate::formats::ReadError::OtherHeader { line: 3, header: 1, .. }),
                "{header}: {error}"
            );
            for lang in [crate::identity::Lang::Fr, crate::identity::Lang::En] {
                assert!(error.message(lang).contains('3'), "{header}");
            }
        }
        for person in ["2;Élève;NOM;Léo;", "2;Parent;PARENT;Anne;", "2;Élève;Prénom;Zoé;05/06/2011"] {
            assert_eq!(read(&format!("{person}\n")).unwrap().population.len(), 2, "{person}");
        }
    }

    #[test]
    fn the_header_again_is_no_person() {
        let rows = "1;Élève;A;B;05/06/2011\nIDPN;Profil;Nom;Prénom;Né(e) le\n2;Élève;C;D;\n";
        let (people, told) = skipped(rows);
        assert_eq!((people, told), (2, vec![(3, "IDPN".to_owned())]));
    }
}
