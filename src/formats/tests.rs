//! Whole files, made by hand in the shapes that schools have, read end to end.

use std::path::PathBuf;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tempfile::TempDir;

use super::*;
use crate::identity::{BirthDate, Flaws, Lang, Notice, NoticeKind, Origin, Postcode, Profile, ProfileSet, Sex, Side};

/// A directory of files to read.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Input {
        std::fs::write(self.path(name), bytes).unwrap();
        Input { profile: None, path: self.path(name) }
    }
}

fn of(profile: Profile, input: Input) -> Input {
    Input { profile: Some(profile), ..input }
}

fn read_one(side: Side, bytes: impl AsRef<[u8]>) -> Result<Reading, ReadError> {
    let files = Files::new();
    let input = files.write("f.csv", bytes);
    read_population(side, &[input], &ReadOptions::default())
}

fn base(bytes: impl AsRef<[u8]>) -> Reading {
    read_one(Side::Base, bytes).unwrap()
}

fn cas(bytes: impl AsRef<[u8]>) -> Reading {
    read_one(Side::Cas, bytes).unwrap()
}

/// Kind, line and value of the notices, those about whole columns left out.
fn remarks(reading: &Reading) -> Vec<(NoticeKind, u32, &str)> {
    let is_about_rows = |notice: &&Notice| notice.kind != NoticeKind::UnknownColumn;
    reading
        .notices
        .iter()
        .filter(is_about_rows)
        .map(|notice| (notice.kind, notice.origin.line, &*notice.value))
        .collect()
}

#[test]
fn a_base_with_every_column() {
    let reading = base(
        "IDPN;Profil;Nom;Prénom;Né(e) le;Code postal;UAI;Identifiant CAS;Nom de naissance;Autres prénoms;Sexe;Régime\n\
         1;Élève;NOIRET;Jean Baptiste;04/03/2012;35000;0350030T;abc;;Paul, Luc;M;Externe\n\
         2;Parent;LE GOFF; Anne ;;1000;;;MARTIN;;F;\n",
    );
    let (first, second) = (reading.population.person(0), reading.population.person(1));
    assert_eq!((first.id(), first.family(), first.given()), ("1", "NOIRET", "Jean Baptiste"));
    assert_eq!(first.profiles(), Profile::Pupils.into());
    assert_eq!(first.birth_date(), BirthDate::new(2012, 3, 4).unwrap());
    assert_eq!((first.schools(), first.linked_id(), first.other_given()), ("0350030T", Some("abc"), "Paul, Luc"));
    assert_eq!((first.sex(), first.postcode()), (Sex::Male, Postcode::french(35_000)));
    assert_eq!((second.given(), second.birth_family(), second.linked_id()), ("Anne", "MARTIN", None));
    assert_eq!((second.postcode(), second.birth_date()), (Postcode::french(1_000), BirthDate::MISSING));
    assert_eq!(reading.population.extra_titles, ["Régime"]);
    assert_eq!(first.extras().collect::<Vec<_>>(), ["Externe"]);
    assert_eq!((first.origin().line, second.origin().line), (2, 3));
    assert_eq!(remarks(&reading), []);
    let file = &reading.files[0];
    assert_eq!((file.name.as_str(), file.rows, file.encoding, file.delimiter), ("f.csv", 2, "UTF-8", Some(';')));
    assert_eq!(file.sha256.len(), 64);
    assert_eq!(reading.has_profile.iter().filter(|&&has| has).count(), 2);
}

#[test]
fn cas_users_with_several_profiles() {
    let reading = cas("uid,sn,givenName,ENTPersonDateNaissance,ENTPersonProfils,ENTPersonCodePostal\n\
         u1,Noiret,Jean,2012-03-04,National_ELV,\"12 rue A, 35000 RENNES\"\n\
         u2,Le Goff,Anne,,\"National_3;National_2\",\n\
         u3,Petit,Luc,,National_ENS,\n\
         u3,Petit,Luc,,National_TUT,\n\
         u3,Petit,Luc,,National_TUT,\n\
         u4,Roux,Zoé,,National_9,\n");
    let both: ProfileSet = [Profile::Parents, Profile::Teachers].into_iter().collect();
    let profiles: Vec<_> = reading.population.people().map(|person| (person.id(), person.profiles())).collect();
    let expected = [
        ("u1", Profile::Pupils.into()),
        ("u2", both),
        ("u3", Profile::Teachers.into()),
        ("u3", Profile::Parents.into()),
        ("u4", ProfileSet::EMPTY),
    ];
    assert_eq!(profiles, expected);
    assert_eq!(reading.population.person(0).postcode(), Postcode::french(35_000));
    let remarks = remarks(&reading);
    assert_eq!(remarks[0], (NoticeKind::RepeatedRow, 6, "u3"));
    assert_eq!(remarks[1], (NoticeKind::UnmappedProfileValue, 7, "National_9 (1)"));
    assert!(!reading.has_profile[Profile::Inspectors.index()] && reading.has_profile[Profile::Pupils.index()]);
}

#[test]
fn encodings_of_french_exports() {
    let text = "IDPN;Profil;Nom;Prénom\n1;Élève;LEBŒUF;Maël\n";
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let latin9 = encoding_rs::ISO_8859_15.encode(text).0.into_owned();
    let marked = format!("\u{feff}{text}").into_bytes();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked, "UTF-8 (BOM)"),
        (utf16, "UTF-16LE"),
        (windows, "Windows-1252"),
        (latin9, "ISO-8859-15"),
    ] {
        let reading = base(bytes);
        assert_eq!(reading.files[0].encoding, encoding);
        let person = reading.population.person(0);
        assert_eq!((person.family(), person.given()), ("LEBŒUF", "Maël"), "{encoding}");
    }
}

#[test]
fn a_list_with_the_name_in_one_column_and_no_identifiers() {
    let files = Files::new();
    let text = "Liste des élèves;;\n\nÉlève;Né(e) le;Classe\n\"DA SILVA COSTA Emma\";04/03/2012;6A\n\
                DUPONT;05/03/2012;6A\nDA SILVA COSTA Emma;04/03/2012;6A\nDA SILVA COSTA Emma;04/03/2012;6B\n";
    let input = of(Profile::Pupils, files.write("eleves.csv", encoding_rs::WINDOWS_1252.encode(text).0));
    let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
    let ids: Vec<_> = reading.population.people().map(|person| person.id()).collect();
    assert_eq!(ids, ["eleves.csv:4", "eleves.csv:5", "eleves.csv:7"]);
    let first = reading.population.person(0);
    assert_eq!((first.family(), first.given()), ("DA SILVA COSTA", "Emma"));
    assert!(reading.population.person(1).flaws().contains(Flaws::MISSING_NAME));
    let expected = [
        (NoticeKind::NoIdColumn, 3, ""),
        (NoticeKind::MissingName, 5, "DUPONT"),
        (NoticeKind::IndistinctRows, 6, "eleves.csv:4 = eleves.csv:6"),
    ];
    assert_eq!(remarks(&reading), expected);
    assert!(first.flaws().contains(Flaws::DUPLICATE_ID), "one pupil twice, or two: nobody can tell");
    assert!(reading.population.person(2).flaws().is_none(), "another class makes another pupil");
    assert_eq!(reading.rejected_rows.last().map(|row| row.origin.line), Some(6));
}

#[test]
fn several_files_keep_the_columns_of_all() {
    let files = Files::new();
    let inputs = [
        of(Profile::Pupils, files.write("eleves.csv", "IDPN;Nom;Prénom;Classe\n1;A;B;6A\n")),
        of(Profile::Inspectors, files.write("inspecteurs.csv", "IDPN;Nom;Prénom;Académie\n")),
        files.write("profs.csv", "Académie;IDPN;Nom;Prénom;Profil\nRennes;1;C;D;Professeurs\n"),
    ];
    let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
    assert_eq!(reading.population.extra_titles, ["Classe", "Académie"]);
    let extras: Vec<Vec<_>> = reading.population.people().map(|person| person.extras().collect()).collect();
    assert_eq!(extras, [["6A", ""], ["", "Rennes"]]);
    assert_eq!(reading.population.person(1).origin().source, 2);
    let has = |profile: Profile| reading.has_profile[profile.index()];
    assert!(has(Profile::Pupils) && has(Profile::Inspectors) && has(Profile::Teachers) && !has(Profile::Parents));
    let expected = [(NoticeKind::NoBirthDates, 1, "1"), (NoticeKind::NoPeople, 1, "")];
    assert_eq!(remarks(&reading), expected, "the same number in two profiles is no duplicate");
}

#[test]
fn row_errors_leave_the_row_counted() {
    let reading = base(
        "IDPN;Profil;Nom;Prénom;Date de naissance;CP;UAI\n\
         1;Élève;A;B;31/02/2012;35000;0350030T\n\
         2;Élève;A;B;04/03/12;35000;0350030T\n\
         3;Agent;A;B;;35000;0350030T\n\
         4;Élève;;B;;RENNES;0350030A\n\
         ;Élève;A;B;;35000;0350030A\n\
         6;Élève;A;B\n\
         7;Élève;A;B;;35000;0350030T;Rennes\n\
         ;;;;;;\n\
         8;Élève;A;\"B\";;35000;0350030T;\n",
    );
    let expected = [
        (NoticeKind::InvalidBirthDate, 2, "date impossible (forme jj/mm/aaaa)"),
        (NoticeKind::InvalidBirthDate, 3, "année à deux chiffres (forme jj/mm/aa) : écrivez-en quatre"),
        (NoticeKind::UnknownProfile, 4, "Agent"),
        (NoticeKind::MissingName, 5, ""),
        (NoticeKind::InvalidPostcode, 5, "RENNES"),
        (NoticeKind::InvalidUai, 5, "0350030A"),
        (NoticeKind::MissingId, 6, ""),
        (NoticeKind::RaggedRow, 7, "4 / 7"),
        (NoticeKind::RaggedRow, 8, "8 / 7"),
    ];
    assert_eq!(remarks(&reading), expected);
    assert_eq!((reading.population.len(), reading.files[0].rows), (8, 8));
    let flaws = |row| reading.population.person(row).flaws();
    assert!(flaws(0).contains(Flaws::INVALID_BIRTH_DATE) && flaws(3).contains(Flaws::MISSING_NAME));
    assert!(flaws(4).contains(Flaws::MISSING_ID) && flaws(7).is_none());
    assert!([5, 6].into_iter().all(|row| flaws(row).contains(Flaws::MISSING_ID)), "their cells may be shifted");
    let rejected: Vec<_> = reading.rejected_rows.iter().map(|row| (row.origin.line, row.cells.as_str())).collect();
    assert_eq!(rejected.len(), 7);
    assert_eq!(rejected[0], (2, "1;Élève;A;B;31/02/2012;35000;0350030T"));
    assert_eq!(reading.notices[0].column, "Date de naissance");
}

#[test]
fn one_identifier_for_two_people_is_nobodys() {
    let reading = cas("uid;sn;givenName;ENTPersonProfils;CP\n\
         u1;Noiret;Jean;National_ELV;\n\
         u1;Martin;Paul;National_ELV;\n\
         u2;Roux;Zoé;National_ELV;35000\n\
         u2;Roux;Zoé;National_ELV;29000\n\
         1,23457E+17;Petit;Luc;National_ELV;\n");
    let flaws: Vec<_> = reading.population.people().map(|person| person.flaws()).collect();
    let duplicate = Flaws::DUPLICATE_ID;
    assert_eq!(flaws, [duplicate, duplicate, Flaws::NONE, duplicate, Flaws::MISSING_ID]);
    let expected = [
        (NoticeKind::DuplicateId, 3, "u1"),
        (NoticeKind::DuplicateId, 2, "u1"),
        (NoticeKind::DuplicateId, 5, "u2"),
        (NoticeKind::MangledId, 6, "1,23457E+17"),
        (NoticeKind::NoBirthDates, 1, "5"),
    ];
    assert_eq!(remarks(&reading), expected);
}

#[test]
fn a_lost_separator_frees_nobody() {
    let header = "IDPN;Profil;Nom;Prénom;Né(e) le;CP;Identifiant CAS;Régime;Classe";
    let reading = base(format!(
        "{header}\n1;Élève;A;B;05/06/2011;vieux\n2;Élève;C;D;05/06/2011;35000;abc\n3;Élève;E;F;05/06/2011;35000;;X\n"
    ));
    let flaws: Vec<_> = reading.population.people().map(|person| person.flaws()).collect();
    assert_eq!(flaws, [Flaws::MISSING_ID, Flaws::NONE, Flaws::NONE]);
    assert_eq!(reading.population.person(1).linked_id(), Some("abc"));
    let ragged: Vec<_> = remarks(&reading).into_iter().filter(|(.., value)| value.ends_with("/ 9")).collect();
    let expected = [(NoticeKind::RaggedRow, 2), (NoticeKind::ShortRow, 3), (NoticeKind::ShortRow, 4)];
    assert_eq!(ragged.into_iter().map(|(kind, line, _)| (kind, line)).collect::<Vec<_>>(), expected);
    assert_eq!(reading.rejected_rows.len(), 1);
}

#[test]
fn an_unknown_profile_is_told_where_another_stands_in() {
    let files = Files::new();
    let input = files.write("f.csv", "IDPN;Profil;Nom;Prénom\n1;Agent;A;B\n2;Agent;C;D\n3;;E;F\n");
    let given = read_population(Side::Base, &[of(Profile::Staff, input)], &ReadOptions::default()).unwrap();
    assert_eq!(remarks(&given), [(NoticeKind::IgnoredProfile, 2, "Agent (2)")]);
    let beside = base("IDPN;Profil;Nom;Prénom\n1;Professeur,Agent;A;B\n2;Agent;C;D\n");
    let expected = [(NoticeKind::UnknownProfile, 3, "Agent"), (NoticeKind::IgnoredProfile, 2, "Agent (1)")];
    assert_eq!(remarks(&beside), expected);
}

#[test]
fn a_dash_is_no_name() {
    let reading = cas("uid;sn;givenName;ENTPersonProfils\nu1;-;Zoé;National_TUT\nu2;Roux;???;National_TUT\n");
    assert!(reading.population.people().all(|person| person.flaws() == Flaws::MISSING_NAME));
    assert_eq!(remarks(&reading), [(NoticeKind::MissingName, 2, "-"), (NoticeKind::MissingName, 3, "???")]);
    let columns: Vec<_> = reading.notices.iter().map(|notice| notice.column.as_str()).collect();
    assert_eq!(columns, ["sn", "givenName"]);
    let usage = base("IDPN;Profil;Nom;Nom d’usage;Prénom\n1;Parent;MARTIN;-;Anne\n");
    assert_eq!((usage.population.person(0).family(), remarks(&usage)), ("MARTIN", vec![]));
}

/// For each row under a header with a link, whether it could be linked anew.
fn are_free(rows: &str) -> Vec<bool> {
    let reading = base(format!("IDPN;Profil;Nom;Prénom;CP;Identifiant CAS\n{rows}"));
    let is_free = |flaws: Flaws| !flaws.contains(Flaws::DUPLICATE_ID);
    reading.population.people().map(|person| person.linked_id().is_none() && is_free(person.flaws())).collect()
}

#[test]
fn rows_of_one_identifier_know_each_others_link() {
    let (bare, linked) = ("1;Parent;A;B;35000;\n", "1;Parent;A;B;29000;abc\n");
    assert_eq!(are_free(&[bare, linked].concat()), [false, false]);
    assert_eq!(are_free(&[linked, bare].concat()), [false, false]);
    let moved = "1;Parent;A;B;56000;\n";
    assert_eq!(are_free(&[bare, moved].concat()), [true, false]);
    assert_eq!(are_free(&[bare, moved, linked].concat()), [false; 3]);
    assert_eq!(
        are_free(&[bare, "1;Professeur;A;B;35000;\n", "1;Parent,Professeur;A;B;35000;abc\n"].concat()),
        [false; 3]
    );
    assert_eq!(are_free(&[bare, bare, "1;Parent;A;B;35000;1,2E+11\n"].concat()), [false], "a repeat has a link too");
    assert_eq!(are_free(&[bare, "1;Élève;A;B;35000;abc\n"].concat()), [true, false], "the profiles count apart");

    let two = base(format!("IDPN;Profil;Nom;Prénom;CP;Identifiant CAS\n{linked}1;Parent;A;B;29000;xyz\n"));
    assert!(two.population.people().all(|person| person.flaws() == Flaws::DUPLICATE_ID));
    let told: Vec<_> = remarks(&two).into_iter().map(|(kind, line, _)| (kind, line)).collect();
    assert_eq!(told, [(NoticeKind::DuplicateId, 3), (NoticeKind::DuplicateId, 2)]);
}

/// Comparing each of these rows with all before it would take minutes.
#[test]
fn many_rows_alike_are_read_in_no_time() {
    let numbers = || 0..50_000;
    let start = std::time::Instant::now();
    let one_id: String = numbers().map(|number| format!("1;Parent;A;B;{number:05};\n")).collect();
    assert_eq!(are_free(&one_id).into_iter().filter(|&is_free| is_free).count(), 1);
    let homonyms: String = numbers().map(|number| format!("Parent;A;B;{number}\n")).collect();
    assert_eq!(base(format!("Profil;Nom;Prénom;Adresse\n{homonyms}")).population.len(), 50_000);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn usage_names_go_before_birth_names() {
    let reading = base(
        "IDPN;Profil;Nom de famille;Nom d’usage;Prénoms\n\
         1;Parent;MARTIN;LE GOFF;Anne, Marie, Rose\n\
         2;Parent;PETIT;;Luc\n",
    );
    let names: Vec<_> = reading
        .population
        .people()
        .map(|person| [person.family(), person.birth_family(), person.given(), person.other_given()])
        .collect();
    assert_eq!(names, [["LE GOFF", "MARTIN", "Anne", "Marie, Rose"], ["PETIT", "", "Luc", ""]]);
}

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

#[test]
fn structural_errors_have_a_place_and_a_remedy() {
    let header = "IDPN;Profil;Nom;Prénom\n";
    let swallowed = read_one(Side::Base, format!("{header}1;Élève;\"A;B\n2;Élève;C;D\n3;Élève;E;F\n")).unwrap_err();
    assert!(matches!(swallowed, ReadError::UnbalancedQuote { line: 2, column: 9, .. }), "{swallowed}");
    for lang in [Lang::Fr, Lang::En] {
        let message = swallowed.message(lang);
        assert!(message.starts_with("f.csv, lig") || message.starts_with("f.csv, lin"), "{message}");
    }
    let damaged = [format!("{header}1;Élève;Noé;Zoé\n2;Élève;").as_bytes(), b"\xE9;x\n"].concat();
    let damaged = read_one(Side::Base, damaged).unwrap_err();
    assert!(matches!(damaged, ReadError::Undecodable { line: 3, column: 9, encoding: "UTF-8", .. }), "{damaged}");
    let missing = read_one(Side::Base, "IDPN;Profil;Nom\n1;Élève;A\n").unwrap_err();
    assert!(missing.to_string().contains("missing column: «Prénom»"), "{missing}");
    let absent = Input { profile: None, path: "absent.csv".into() };
    let absent = read_population(Side::Base, &[absent], &ReadOptions::default()).unwrap_err();
    assert!(matches!(absent, ReadError::Unreadable { .. }) && absent.to_string().starts_with("absent.csv:"));
    let files = Files::new();
    let directory = Input { profile: None, path: files.path("") };
    let message = read_population(Side::Base, &[directory], &ReadOptions::default()).unwrap_err().message(Lang::Fr);
    assert!(message.starts_with(&*files.path("").to_string_lossy()), "the whole path as typed: {message}");
    assert!(message.ends_with("c’est un dossier ; donnez le chemin d’un fichier."), "{message}");
}

#[test]
fn an_early_unclosed_quote_does_not_hide_the_delimiter() {
    let rows = "1;Élève;\"A;B;1, rue A\n2;Élève;C;D;2, rue A\n3;Élève;E;F;3, rue A\n";
    let error = read_one(Side::Base, format!("IDPN;Profil;Nom;Prénom;Adresse\n{rows}")).unwrap_err();
    assert!(matches!(error, ReadError::UnbalancedQuote { line: 2, column: 9, .. }), "{error}");
}

#[test]
fn a_cell_of_several_lines_is_no_error() {
    let reading = base("IDPN;Profil;Nom;Prénom;Adresse;\n1;Élève;A;B;\"12 rue A\n35000 RENNES\";\n2;Élève;C;D;x;\n");
    let lines: Vec<_> = reading.population.people().map(|person| person.origin().line).collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(remarks(&reading), [(NoticeKind::NoBirthDates, 1, "2")]);
}

#[test]
fn homonyms_without_identifiers_are_never_linked_by_themselves() {
    let files = Files::new();
    let rows = "M.;DUBOIS;Laurent;69003;LYON\n".repeat(3);
    let input = files.write("p.csv", format!("Civilité;Nom;Prénom;Code postal;Ville\n{rows}"));
    let reading = read_population(Side::Base, &[of(Profile::Parents, input)], &ReadOptions::default()).unwrap();
    assert_eq!(reading.population.len(), 1);
    assert!(reading.population.person(0).flaws().contains(Flaws::DUPLICATE_ID));
    let expected = [
        (NoticeKind::NoIdColumn, 1, ""),
        (NoticeKind::IndistinctRows, 3, "p.csv:2 = p.csv:3"),
        (NoticeKind::IndistinctRows, 4, "p.csv:2 = p.csv:4"),
    ];
    assert_eq!(remarks(&reading), expected);

    let with_identifier = base(format!("IDPN;Profil;Nom;Prénom\n{}", "7;Parent;DUBOIS;Laurent\n".repeat(3)));
    assert_eq!((with_identifier.population.len(), with_identifier.rejected_rows.len()), (1, 0));
    assert!(with_identifier.population.person(0).flaws().is_none());
}

#[test]
fn a_link_that_excel_cut_is_neither_kept_nor_replaced() {
    let reading = base("IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Parent;A;B;1,23E+11\n2;Parent;C;D;abc\n");
    let (cut, whole) = (reading.population.person(0), reading.population.person(1));
    assert_eq!((cut.linked_id(), whole.linked_id()), (None, Some("abc")));
    assert!(cut.flaws().contains(Flaws::DUPLICATE_ID) && whole.flaws().is_none());
    assert_eq!(remarks(&reading), [(NoticeKind::MangledId, 2, "1,23E+11")]);
    assert_eq!(reading.notices[0].column, "Identifiant CAS");
}

#[test]
fn birth_dates_go_by_many_titles() {
    for title in ["Naissance", "Date naissance", "DDN", "Né le", "né(e) le", "Date de naiss."] {
        let reading = base(format!("IDPN;Profil;Nom;Prénom;{title}\n1;Élève;A;B;04/03/2012\n"));
        assert_eq!(reading.population.person(0).birth_date(), BirthDate::new(2012, 3, 4).unwrap(), "{title}");
    }
    let reading = base("IDPN;Profil;Nom;Prénom;Naissance;Né le\n1;Élève;A;B;Lyon;04/03/2012\n");
    assert_eq!(remarks(&reading), [], "«Naissance» beside a better title is no date");
}

#[test]
fn pupils_without_any_birth_date_are_remarked_on() {
    let reading = base("IDPN;Profil;Nom;Prénom;Né le\n1;Élève;A;B;\n2;Élève;C;D; \n3;Parent;E;F;\n");
    assert_eq!(remarks(&reading), [(NoticeKind::NoBirthDates, 1, "2")]);
    assert!(reading.rejected_rows.is_empty() && reading.notices[0].column == "Né le");
    let reading = base("IDPN;Profil;Nom;Prénom;Né le\n1;Élève;A;B;\n2;Élève;C;D;04/03/2012\n");
    assert_eq!(remarks(&reading), []);
}

#[test]
fn births_end_with_the_year_of_the_reading() {
    let files = Files::new();
    let input = files.write("b.csv", "IDPN;Profil;Nom;Prénom;Né le\n1;Élève;A;B;04/03/2026\n2;Élève;A;B;04/03/1890\n");
    let read = |this_year, lang| {
        let options = ReadOptions { this_year: Some(this_year), lang, ..ReadOptions::default() };
        read_population(Side::Base, std::slice::from_ref(&input), &options).unwrap()
    };
    let message = "impossible year of birth (form dd/mm/yyyy)";
    let (both, one) = (read(2025, Lang::En), read(2026, Lang::En));
    let kind = NoticeKind::InvalidBirthDate;
    assert_eq!(remarks(&both), [(kind, 2, message), (kind, 3, message)]);
    assert_eq!(remarks(&one), [(kind, 3, message)]);
}

#[test]
fn american_dates_are_remarked_on_once() {
    let rows: String = (13..20).map(|day| format!("{day};Élève;A;B;03/{day}/2012\n")).collect();
    let reading = base(format!("IDPN;Profil;Nom;Prénom;Né le\n{rows}"));
    let about_file: Vec<_> = remarks(&reading).into_iter().filter(|(.., value)| !value.starts_with("date")).collect();
    assert_eq!(about_file, [(NoticeKind::MonthFirstDates, 1, "7")]);
    assert_eq!(reading.rejected_rows.len(), 7);
}

#[test]
fn a_file_packed_in_one_column_names_its_separator() {
    let packed = "\"IDPN;Profil;Nom;Prénom\"\n\"1;Élève;A;B\"\n";
    let message = read_one(Side::Base, packed).unwrap_err().message(Lang::Fr);
    let expected = "f.csv, ligne 1 : tout est dans une seule colonne, séparée par «;» : «IDPN;Profil;Nom;Prénom».";
    assert!(message.starts_with(expected), "{message}");
    let trailing = "\"uid;sn;givenName;profile\",,,\n\"1;A;B;x\",,,\n";
    assert!(matches!(read_one(Side::Cas, trailing), Err(ReadError::OneColumn { separator: ';', .. })));
}

#[test]
fn a_cas_file_given_as_the_base_stops_the_reading() {
    let cas_file = "uid;sn;givenName;ENTPersonProfils\nu1;A;B;National_ELV\nu2;C;D;National_TUT\n";
    let error = read_one(Side::Base, cas_file).unwrap_err();
    let ReadError::SwappedSides { line: 2, value, .. } = &error else { panic!("{error}") };
    assert_eq!(value, "National_ELV");
    assert!(error.message(Lang::Fr).ends_with("avez-vous inversé --base et --cas ?"));
    let one_known = base(format!("{cas_file}u3;E;F;Parent\n"));
    let asked = (NoticeKind::SwappedSides, 1, "uid, sn, givenName, ENTPersonProfils");
    assert!(remarks(&one_known).contains(&asked), "a doubt is a question");
    let pronote = cas("IDPN;Nom;Prénom;Profil;Identifiant CAS\n1;A;B;Parent;x1\n");
    assert_eq!(remarks(&pronote), [(NoticeKind::SwappedSides, 1, "IDPN")]);
}

#[test]
fn own_titles_must_exist_somewhere() {
    let files = Files::new();
    let input = files.write("cas.csv", "Compte;uid;sn;givenName;profile\nc1;u1;A;B;National_ELV\n");
    let read = |title: &str| {
        let options = ReadOptions { id_column: Some(title.to_owned()), ..ReadOptions::default() };
        read_population(Side::Cas, std::slice::from_ref(&input), &options)
    };
    assert_eq!(read("compte").unwrap().population.person(0).id(), "c1");
    let error = read("Comptes ENT").unwrap_err();
    assert!(matches!(&error, ReadError::NoSuchTitle { title, .. } if title == "Comptes ENT"), "{error}");
    assert!(read("Compt").unwrap_err().message(Lang::Fr).contains("(vouliez-vous dire «Compte» ?)"));
}

#[test]
fn files_of_one_name_are_told_apart_by_their_path() {
    let files = Files::new();
    for directory in ["a", "b"] {
        std::fs::create_dir(files.path(directory)).unwrap();
    }
    let text = "IDPN;Profil;Nom;Prénom\n1;Élève;A;B\n";
    let inputs = ["a/x.csv", "b/x.csv", "y.csv"].map(|name| files.write(name, text));
    let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
    let sources = &reading.population.sources;
    assert!(sources[0].ends_with("a/x.csv") && sources[1].ends_with("b/x.csv") && sources[2] == "y.csv");
    assert_eq!(reading.population.len(), 1, "the same rows in three files are one person");
}

proptest! {
    /// Whatever stands under a header: an error with a place, or every row that is not blank accounted for.
    #[test]
    fn no_row_is_lost(body in "[12AÉé;,\"\n\r \t/]{0,80}") {
        match read_one(Side::Base, format!("IDPN;Profil;Nom;Prénom;Né(e) le\n{body}")) {
            Ok(reading) => {
                let repeated = remarks(&reading).iter().filter(|(kind, ..)| *kind == NoticeKind::RepeatedRow).count();
                prop_assert_eq!(reading.population.len() + repeated, reading.files[0].rows as usize);
            }
            Err(error) => prop_assert!(matches!(error, ReadError::UnbalancedQuote { line: 2.., .. }), "{}", error),
        }
    }

    /// No bytes make the reader panic.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_one(Side::Cas, [b"uid;sn;givenName;profile\n", &*bytes].concat());
        let _ = read_one(Side::Cas, &bytes);
        let _ = read_one(Side::Cas, [b"PK\x03\x04", &*bytes].concat());
    }
}
