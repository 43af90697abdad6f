//! Workbooks, made by hand cell by cell.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{Files, archive, remarks};
use crate::formats::{BaseFile, Input, ReadError, ReadOptions, read_id_offers, read_population, read_wanted};
use crate::identity::{BirthDate, Lang, NoticeKind, Origin, Postcode, Profile, Side};

#[test]
fn a_workbook_of_staff() {
    let files = Files::new();
    let path = files.path("personnels.xlsx");
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Notice").unwrap().write(0, 0, "À lire").unwrap();
    let sheet = workbook.add_worksheet().set_name("Liste").unwrap();
    sheet.write(0, 0, "Personnels au 1er septembre").unwrap();
    for (column, title) in ["IDPN", "Nom", "Prénom", "Né(e) le", "Code postal", "Fonction"].iter().enumerate() {
        sheet.write(2, column as u16, *title).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(3, 0, 1234).unwrap();
    sheet.write(3, 1, "LE GOFF").unwrap();
    sheet.write(3, 2, "Anne").unwrap();
    sheet.write_with_format(3, 3, ExcelDateTime::from_ymd(1975, 8, 9).unwrap(), &date).unwrap();
    sheet.write(3, 4, 1000).unwrap();
    sheet.write(5, 0, 123_456_789_012_345_678_f64).unwrap();
    sheet.write(5, 1, "ROUX").unwrap();
    sheet.write(5, 2, "Marc").unwrap();
    sheet.write(5, 3, 27_000).unwrap();
    sheet.write(5, 5, true).unwrap();
    workbook.save(&path).unwrap();

    let input = Input { profile: Some(Profile::Staff), path };
    let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
    let first = reading.population.person(0);
    assert_eq!((first.id(), first.family(), first.given()), ("1234", "LE GOFF", "Anne"));
    assert_eq!((first.birth_date(), first.postcode()), (BirthDate::new(1975, 8, 9).unwrap(), Postcode::french(1_000)));
    assert_eq!(reading.population.person(1).extras().collect::<Vec<_>>(), ["VRAI"]);
    let expected = [
        (NoticeKind::UnreadSheet, 3, "Notice"),
        (NoticeKind::InvalidBirthDate, 6, "numéro de série d’Excel (5 chiffres) : mettez la colonne au format date"),
        (NoticeKind::MangledId, 6, "1.23457E+17"),
    ];
    assert_eq!(remarks(&reading), expected, "a serial number is no date, and cut digits are no identifier");
    let file = &reading.files[0];
    assert_eq!((file.sheet.as_deref(), file.delimiter, file.rows), (Some("Liste"), None, 2));
}

/// A workbook of one sheet with these rows, as its XML has them.
fn workbook_of(rows: &str) -> Vec<u8> {
    workbook_with("", rows)
}

/// A workbook of one sheet with these rows, and what stands before them.
fn workbook_with(before: &str, rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let sheets = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Liste" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>"#);
    let parts = [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", sheets),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    archive(&parts.each_ref().map(|(name, text)| (*name, text.as_bytes())))
}

/// A row of texts in the XML of a sheet; a cell that begins with `<` is XML itself.
fn row_of(number: u32, cells: &[&str]) -> String {
    let cell = |(column, text): (u8, &&str)| {
        let place = format!("{}{number}", char::from(b'A' + column));
        match text.strip_prefix('<') {
            Some(_) => text.replace("<c", &format!(r#"<c r="{place}""#)),
            None => format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#),
        }
    };
    let cells: String = (0..).zip(cells).map(cell).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

#[test]
fn an_error_and_a_formula_without_a_result_are_no_empty_cells() {
    let files = Files::new();
    let titles = ["IDPN", "Profil", "Nom", "Prénom", "Né(e) le", "Identifiant CAS"];
    let date = "05/06/2011";
    let error = r#"<c t="e"><f>NA()</f><v>#N/A</v></c>"#;
    let uncomputed = "<c><f>B2</f><v></v></c>";
    let shared = r#"<c><f t="shared" si="0" ref="A1:A9">B2</f></c>"#;
    let empty_result = r#"<c t="str"><f>IF(1,"")</f><v></v></c>"#;
    let rows = [
        ["1", "Élève", "A", "B", error, ""],
        ["2", "Élève", "A", "B", uncomputed, ""],
        ["3", "Élève", shared, "B", date, ""],
        [uncomputed, "Élève", "A", "B", date, ""],
        ["5", "Élève", "A", "B", date, error],
        ["6", "Élève", "A", "B", empty_result, ""],
        ["7", error, "A", "B", date, ""],
    ];
    let mut sheet = row_of(1, &titles);
    sheet.extend((2..).zip(&rows).map(|(number, row)| row_of(number, row)));
    let input = files.write("base.xlsx", workbook_of(&sheet));
    let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
    let kinds: Vec<_> = remarks(&reading).into_iter().map(|(kind, line, _)| (kind, line)).collect();
    let expected = [
        (NoticeKind::InvalidBirthDate, 2),
        (NoticeKind::InvalidBirthDate, 3),
        (NoticeKind::MissingName, 4),
        (NoticeKind::MissingId, 5),
        (NoticeKind::MangledId, 6),
        (NoticeKind::UnknownProfile, 8),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(
        reading.notices.iter().find(|notice| notice.origin.line == 5).map(|notice| &*notice.value),
        Some("#N/A")
    );
}

#[test]
fn a_dimension_that_is_no_range_is_no_obstacle() {
    let files = Files::new();
    let rows = row_of(1, &["IDPN", "Profil", "Nom", "Prénom"]) + &row_of(2, &["1", "Parent", "A", "B"]);
    for dimension in ["A0:A1", "A5:A1", "A", "", "A1:D2"] {
        for tag in [format!("<dimension ref=\"{dimension}\"/>"), format!("<dimension ref=\"{dimension}\"></dimension>")]
        {
            let input = files.write("base.xlsx", workbook_with(&tag, &rows));
            let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
            assert_eq!((reading.population.len(), remarks(&reading)), (1, vec![]), "{tag}");
        }
    }
}

#[test]
fn numbers_are_read_with_the_zeros_that_are_shown() {
    let files = Files::new();
    let path = files.path("base.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in ["IDPN", "Profil", "Nom", "Prénom", "CP", "Identifiant CAS"].iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    let zeros = |count: usize| Format::new().set_num_format("0".repeat(count));
    sheet.write_row(1, 1, ["Parent", "A", "B"]).unwrap();
    sheet.write_with_format(1, 0, 4200, &zeros(8)).unwrap();
    sheet.write_with_format(1, 4, 1000, &zeros(5)).unwrap();
    sheet.write_with_format(1, 5, 17, &zeros(6)).unwrap();
    sheet.write_row(2, 1, ["Parent", "C", "D"]).unwrap();
    sheet.write(2, 0, 4200).unwrap();
    sheet.write_with_format(2, 5, 123_456_789, &zeros(6)).unwrap();
    workbook.save(&path).unwrap();
    let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default()).unwrap();
    let ids: Vec<_> = reading.population.people().map(|person| (person.id(), person.linked_id())).collect();
    assert_eq!(ids, [("00004200", Some("000017")), ("4200", Some("123456789"))]);
    assert_eq!(reading.population.person(0).postcode(), Postcode::french(1_000));
}

#[test]
fn a_number_whose_digits_nobody_can_tell_stops_the_reading_where_digits_count() {
    let files = Files::new();
    let path = files.path("base.xlsx");
    let titles = ["IDPN", "Profil", "Nom", "Prénom", "CP", "Identifiant CAS", "Note"];
    for (column, is_refused) in [(0, true), (4, true), (5, true), (6, false)] {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, titles).unwrap();
        sheet.write_row(1, 0, ["1", "Parent", "A", "B"]).unwrap();
        let format = Format::new().set_num_format("[>99]00000;0000");
        sheet.write_with_format(1, column, 420, &format).unwrap();
        workbook.save(&path).unwrap();
        let input = || Input { profile: None, path: path.clone() };
        let read = read_population(Side::Base, &[input()], &ReadOptions::default());
        match read {
            Ok(_) => assert!(!is_refused, "{column}"),
            Err(error) => {
                let title = titles[usize::from(column)];
                assert!(
                    matches!(&error, ReadError::NumberFormat { line: 2, column, .. } if column == title),
                    "{error}"
                );
                let error = BaseFile::read(&input(), &ReadOptions::default()).map(drop).unwrap_err();
                assert!(error.to_string().contains("[>99]00000;0000"), "{error}");
            }
        }
    }
}

#[test]
fn a_number_whose_digits_nobody_can_tell_is_no_id_of_a_list() {
    let files = Files::new();
    let path = files.path("ids.xlsx");
    let write = |titles: &[&str], column: u16| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, titles.iter().copied()).unwrap();
        sheet.write_row(1, 0, vec!["x"; titles.len()]).unwrap();
        let format = Format::new().set_num_format("[>99]00000;0000");
        sheet.write_with_format(1, column, 420, &format).unwrap();
        workbook.save(&path).unwrap();
    };
    let titles = ["IDPN", "Identifiant CAS", "Note"];
    for (titles, column, shown) in [
        (&titles[..], 0, Some("IDPN")),
        (&titles, 1, Some("Identifiant CAS")),
        (&titles, 2, None),
        (&["1", "a"], 1, Some("2")),
    ] {
        write(titles, column);
        match read_id_offers(&path) {
            Ok(offers) => assert_eq!((offers.len(), shown), (1, None)),
            Err(error) => {
                let message = error.message(Lang::Fr);
                let place = format!("ligne 2, colonne «{}» : le format de nombre «[>99]00000;0000»", shown.unwrap());
                assert!(message.contains(&place), "{message}");
            }
        }
    }
    write(&titles, 0);
    assert!(read_wanted(&path).is_err(), "who is meant is not known either");
    write(&titles, 1);
    assert_eq!(read_wanted(&path).unwrap().len(), 1, "the PRONOTE identifiers are known");
}

#[test]
fn hidden_rows_are_read_and_told() {
    let files = Files::new();
    let path = files.path("base.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        ["Liste", "", "", ""],
        ["IDPN", "Profil", "Nom", "Prénom"],
        ["1", "Parent", "A", "B"],
        ["2", "Parent", "C", "D"],
    ];
    for (row, line) in rows.iter().zip(0..) {
        sheet.write_row(line, 0, row.iter().copied()).unwrap();
    }
    sheet.set_row_hidden(0).unwrap().set_row_hidden(3).unwrap();
    workbook.save(&path).unwrap();
    let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default()).unwrap();
    assert_eq!((reading.population.len(), remarks(&reading)), (2, vec![(NoticeKind::HiddenRows, 2, "1")]));
}

#[test]
fn a_cell_merged_over_several_rows_belongs_to_each() {
    let files = Files::new();
    let path = files.path("eleves.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        ["Élèves au 1er septembre", "", "", "", ""],
        ["IDPN", "Profil", "Nom", "Prénom", "Né(e) le"],
        ["1", "", "", "Zoé", "01/02/2011"],
        ["2", "", "", "Léo", "03/04/2012"],
        ["3", "", "", "Max", "05/06/2013"],
        ["4", "", "ROUX", "Ida", "07/08/2011"],
        ["5", "Parent", "ROUX", "Ève", ""],
    ];
    for (row, line) in rows.iter().zip(0..) {
        sheet.write_row(line, 0, row.iter().copied()).unwrap();
    }
    let format = Format::new();
    sheet.merge_range(0, 0, 0, 4, "Élèves au 1er septembre", &format).unwrap();
    sheet.merge_range(2, 2, 4, 2, "NOIRET", &format).unwrap();
    sheet.merge_range(2, 1, 5, 1, "Élève", &format).unwrap();
    workbook.save(&path).unwrap();
    let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default()).unwrap();
    let people: Vec<_> =
        reading.population.people().map(|person| (person.id(), person.family(), person.given())).collect();
    let expected = [
        ("1", "NOIRET", "Zoé"),
        ("2", "NOIRET", "Léo"),
        ("3", "NOIRET", "Max"),
        ("4", "ROUX", "Ida"),
        ("5", "ROUX", "Ève"),
    ];
    assert_eq!(people, expected);
    let pupils = reading.population.people().filter(|person| person.profiles() == Profile::Pupils.into());
    assert_eq!((pupils.count(), remarks(&reading)), (4, vec![]));
}

#[test]
fn every_sheet_with_the_columns_is_read() {
    let files = Files::new();
    let path = files.path("base.xlsx");
    let mut workbook = Workbook::new();
    let mut write = |name: &str, rows: &[[&str; 4]], is_hidden: bool| {
        let sheet = workbook.add_worksheet().set_name(name).unwrap().set_hidden(is_hidden);
        for (row, line) in rows.iter().zip(0..) {
            sheet.write_row(line, 0, row.iter().copied()).unwrap();
        }
    };
    let header = ["IDPN", "Profil", "Nom", "Prénom"];
    write("Professeurs", &[header, ["1", "Professeur", "A", "B"]], false);
    write("Vide", &[], false);
    write("Codes", &[["x", "", "", ""]], true);
    write("Parents", &[["", "Liste", "", ""], header, ["2", "Parent", "C", "D"], ["", "Parent", "E", "F"]], false);
    write("Aide", &[["Lisez-moi", "", "", ""]], false);
    workbook.save(&path).unwrap();

    let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default()).unwrap();
    assert_eq!(reading.population.sources, ["base.xlsx#Professeurs", "base.xlsx#Parents"]);
    let places: Vec<_> = reading.population.people().map(|person| (person.id(), person.origin())).collect();
    let at = |source, line| Origin { source, line };
    assert_eq!(places, [("1", at(0, 2)), ("2", at(1, 3)), ("", at(1, 4))]);
    let notices: Vec<_> = reading.notices.iter().map(|notice| (notice.kind, notice.origin, &*notice.value)).collect();
    let unread = |name| (NoticeKind::UnreadSheet, at(0, 1), name);
    assert_eq!(notices, [unread("Codes"), unread("Aide"), (NoticeKind::MissingId, at(1, 4), "")]);
    let infos: Vec<_> = reading.files.iter().map(|file| (file.sheet.as_deref(), file.rows)).collect();
    assert_eq!(infos, [(Some("Professeurs"), 1), (Some("Parents"), 2)]);
}
