//! Workbooks, made by hand cell by cell.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{Files, remarks};
use crate::formats::{Input, ReadOptions, read_population};
use crate::identity::{BirthDate, NoticeKind, Origin, Postcode, Profile, Side};

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
