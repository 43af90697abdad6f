//! Accents that a program has damaged: repaired where that is certain, told where letters are lost.

use rust_xlsxwriter::Workbook;

use super::sheets::{Format, Sheet};
use super::{Files, base, read_one, remarks};
use crate::formats::{BaseFile, Input, ReadError, ReadOptions, Reading, read_population};
use crate::identity::{Flaws, IdChange, Lang, NoticeKind, Person, Profile, Side};

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
fn the_semicolon_of_an_entity_separates_no_cells() {
    let text = "IDPN;Pr&eacute;nom;Nom;Identifiant CAS;Profil\n1;No&euml;l-Ren&eacute;;R&D;;&Eacute;l&egrave;ve\n2;Anne;ROUX;;Parent\n";
    let reading = base(text);
    let names: Vec<_> = reading.population.people().map(|person| (person.family(), person.given())).collect();
    assert_eq!(names, [("R&D", "Noël-René"), ("ROUX", "Anne")]);
    assert!(reading.population.people().all(|person| person.flaws().is_none()));
    // An id goes into its own cell, and the rest stays as it is.
    let files = Files::new();
    let file = BaseFile::read(&files.write("b.csv", text), &ReadOptions::default()).unwrap();
    let written = file.with_ids(&[IdChange { row: 0, id: "n1".to_owned() }]).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), text.replace("R&D;;", "R&D;n1;"));
}

#[test]
fn titles_that_have_lost_their_accents_ask_for_another_export() {
    let error = read_one(Side::Base, "IDPN;Profil;Nom;Pr?nom\n1;Parent;ROUX;Anne\n").unwrap_err();
    for (lang, remedy) in [(Lang::Fr, "exportez la liste à nouveau"), (Lang::En, "export the list again")] {
        let message = error.message(lang);
        assert!(message.contains("Pr?nom") && message.contains(remedy), "{message}");
    }
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
fn a_name_that_only_looks_damaged_is_judged_by_its_column() {
    let whole = "IDPN;Profil;Nom;Prénom\n1;Élève;IRMÃ–COSTA;Noël\n2;Élève;LEFÈVRE;Éloïse\n3;Élève;NOIRET;Anne\n";
    let names = |reading: &Reading| {
        let name = |person: Person<'_>| (person.family().to_owned(), person.flaws().is_none());
        reading.population.people().map(name).collect::<Vec<_>>()
    };
    let repairs = |reading: &Reading| {
        let told = remarks(reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::RepairedText);
        told.map(|(_, _, value)| value.to_owned()).collect::<Vec<_>>()
    };
    let reading = base(whole);
    assert_eq!(names(&reading)[0], ("IRMÃ–COSTA".to_owned(), true), "nothing is repaired, and nothing is wrong");
    assert_eq!(repairs(&reading), [""; 0]);
    // Most accents of the column are damaged, and the same letters are repaired.
    let damaged = whole.replace("LEFÈVRE", "LEFÃˆVRE").replace("NOIRET", "BÃ‰RARD");
    let reading = base(&damaged);
    assert_eq!(names(&reading)[0], ("IRMÖCOSTA".to_owned(), true));
    assert_eq!(repairs(&reading), ["3"], "told once for the file");
    // A column without another accent: the list decides.
    let bare = whole.replace("LEFÈVRE", "LEFEVRE");
    assert_eq!(names(&base(&bare))[0].0, "IRMÃ–COSTA");
    assert_eq!(names(&base(misread("IDPN;Profil;Nom;Prénom\n1;Élève;CÖSTA;Noël\n")))[0].0, "CÖSTA");
    // What no name is written like is repaired in a whole column too.
    let one = whole.replace("NOIRET", "BÃ‰RARD");
    assert_eq!(names(&base(&one)), ["IRMÃ–COSTA", "LEFÈVRE", "BÉRARD"].map(|name| (name.to_owned(), true)));
    // Each row is read once, whatever row the doubt is on.
    let last = format!("{whole}4;Élève;ROMÃ–SILVA;Zoé\n");
    assert_eq!((base(&last).population.len(), base(&last).files[0].rows), (4, 4));
    // The rows of an EDT export may stand on one line.
    let teacher = |name| format!("<Professeurs><NOM>{name}</NOM><PRENOM>Zoé</PRENOM></Professeurs>");
    let reading = base(format!("<TABLE>{}</TABLE>", ["ROUX", "IRMÃ–COSTA", "NOIRET"].map(teacher).concat()));
    let found = names(&reading).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(found, ["ROUX", "IRMÃ–COSTA", "NOIRET"]);
    let files = Files::new();
    let rows = |text: &str| text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect();
    for format in Format::ALL {
        for (text, family) in [(whole, "IRMÃ–COSTA"), (&*damaged, "IRMÖCOSTA")] {
            let bytes = format.write(&[Sheet { name: "Un", rows: rows(text) }]);
            let input = files.write("b", bytes);
            let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
            assert_eq!(names(&reading)[0].0, family, "{format:?}");
        }
    }
    for (other, family) in [("ÉLISE", "IRMÃ–COSTA"), ("Ã‰LISE", "IRMÖCOSTA")] {
        let person =
            |number: u8, name| format!("<Eleves numero='{number}'><NOM>{name}</NOM><PRENOM>X</PRENOM></Eleves>");
        let reading = base(format!("<TABLE>{}{}</TABLE>", person(1, "IRMÃ–COSTA"), person(2, other)));
        assert_eq!(names(&reading)[0].0, family);
        let document = format!(
            "<?xml version='1.0' encoding='windows-1252'?><TABLE>{}{}</TABLE>",
            person(1, "IRMÃ–COSTA"),
            person(2, other)
        );
        let (written, ..) = encoding_rs::WINDOWS_1252.encode(&document);
        assert_eq!(names(&base(&*written))[0].0, family, "the text counts, not its bytes");
    }
    // A document in UTF-8 that claims another encoding.
    let document = "<?xml version='1.0' encoding='ISO-8859-1'?><TABLE><Eleves numero='1'><NOM>LEFÈVRE</NOM><PRENOM>Zoé</PRENOM></Eleves>\
                    <Eleves numero='2'><NOM>CÖSTA</NOM><PRENOM>Éloïse</PRENOM></Eleves></TABLE>";
    assert_eq!(names(&base(document)), ["LEFÈVRE", "CÖSTA"].map(|name| (name.to_owned(), true)));
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
