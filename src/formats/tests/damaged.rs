//! Accents that a program has damaged: repaired where that is certain, told where letters are lost.

use rust_xlsxwriter::Workbook;

use super::{Files, base, read_one, remarks};
use crate::formats::{Input, ReadError, ReadOptions, read_population};
use crate::identity::{Flaws, Lang, NoticeKind, Profile, Side};

fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

const LIST: &str = "IDPN;Profil;Nom;Prénom;Régime\n1;Élève;LEBŒUF;Noël;Demi-pensionnaire\n2;Élève;D’HEILLY;Éloïse;\n3;Parent;ROUX;Anne;\n";

#[test]
fn a_list_that_was_misread_once_or_twice_is_repaired_and_told_once() {
    let twice = misread(&misread(LIST));
    for text in [misread(LIST), twice] {
        let reading = base(&text);
        let names: Vec<_> = reading.population.people().map(|person| (person.family(), person.given())).collect();
        assert_eq!(names, [("LEBŒUF", "Noël"), ("D’HEILLY", "Éloïse"), ("ROUX", "Anne")]);
        assert!(reading.population.people().all(|person| person.flaws().is_none()));
        assert_eq!(reading.population.extra_titles, ["Régime"]);
        let told: Vec<_> =
            remarks(&reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::RepairedText).collect();
        assert_eq!(told, [(NoticeKind::RepairedText, 1, "6")], "two profiles and four names");
        assert!(reading.rejected_rows.is_empty());
    }
}

#[test]
fn entities_of_a_page_are_letters_and_identifiers_stay() {
    let text =
        "IDPN,Profil,Nom,Pr&eacute;nom,Identifiant CAS\n1,&Eacute;l&egrave;ve,DUPONT &amp; FILS,No&euml;l,a&amp;b\n";
    let reading = base(text);
    let person = reading.population.person(0);
    assert_eq!((person.family(), person.given(), person.linked_id()), ("DUPONT & FILS", "Noël", Some("a&amp;b")));
    assert_eq!(person.profiles(), Profile::Pupils.into());
    let files = Files::new();
    let path = files.path("b.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["IDPN", "Profil", "Nom et prénom"]).unwrap();
    sheet.write_row(1, 0, ["1", "Parent", "NOIRET Zo&#233;"]).unwrap();
    workbook.save(&path).unwrap();
    let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default()).unwrap();
    assert_eq!((reading.population.person(0).family(), reading.population.person(0).given()), ("NOIRET", "Zoé"));
}

#[test]
fn lost_letters_make_a_flaw_and_are_told_once_for_the_file() {
    let text = "IDPN;Profil;Nom;Prénom\n1;Élève;NOIRET;No?l\n2;Élève;L?PINE;Anne\n3;Élève;ROUX;Zo\u{fffd}\n4;Parent;PETIT;Jean ?\n";
    let reading = base(text);
    let flawed: Vec<_> = reading.population.people().map(|person| person.flaws() == Flaws::DAMAGED_TEXT).collect();
    assert_eq!(flawed, [true, true, true, false]);
    let told = remarks(&reading);
    let expected = [
        (NoticeKind::DamagedText, 2, "No?l"),
        (NoticeKind::DamagedText, 3, "L?PINE"),
        (NoticeKind::DamagedText, 4, "Zo\u{fffd}"),
        (NoticeKind::DamagedFile, 1, "3"),
    ];
    assert!(expected.iter().all(|notice| told.contains(notice)), "{told:?}");
    assert_eq!(reading.rejected_rows.len(), 3);
    let full = base("IDPN;Profil;Nom et prénom\n1;Élève;NOIRET H?l?ne\n");
    assert!(full.population.person(0).flaws().contains(Flaws::DAMAGED_TEXT));
}

#[test]
fn names_in_xml_are_repaired_too() {
    let text = "<TABLE><Eleves numero='1'><NOM>LEBÅ’UF</NOM><PRENOM>No&amp;euml;l</PRENOM></Eleves>\
                <Eleves numero='2'><NOM>ROUX</NOM><PRENOM>Zo?</PRENOM></Eleves></TABLE>";
    let reading = base(text);
    let names: Vec<_> = reading.population.people().map(|person| (person.family(), person.given())).collect();
    assert_eq!(names, [("LEBŒUF", "Noël"), ("ROUX", "Zo?")]);
    let told: Vec<_> = remarks(&reading).into_iter().map(|(kind, _, value)| (kind, value)).collect();
    assert!(
        told.contains(&(NoticeKind::RepairedText, "2")) && told.contains(&(NoticeKind::DamagedFile, "1")),
        "{told:?}"
    );
}

#[test]
fn an_encoding_that_is_not_read_is_named() {
    let text = b"IDPN;Profil;Nom;Pr\x82nom\n1;\x90l\x8Ave;NOIRET;Zo\x82\n";
    let error = read_one(Side::Base, text).unwrap_err();
    assert!(matches!(error, ReadError::OtherEncoding { line: 1, .. }), "{error}");
    for lang in [Lang::Fr, Lang::En] {
        assert!(error.message(lang).contains("CP850") && error.message(lang).contains("UTF-8"));
    }
}
