//! Tests of files that are recognised by their content: encodings, quotes, lists in one column, errors with a place.

use proptest::prelude::*;

use super::sheets::{Format, Sheet};
use super::{Files, archive, base, cas, read_one, remarks};
use crate::formats::{Input, ReadError, ReadOptions, read_population};
use crate::identity::{Lang, NoticeKind, Side};

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
    assert!(message.contains("c’est un dossier ; donnez le chemin d’un fichier. Voir"), "{message}");
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
fn a_remark_of_many_lines_is_read_and_a_formula_for_a_text_is_the_text() {
    let remark = "ligne\n".repeat(70);
    let rows = format!("=\"00012\";Élève;A;B;\"{remark}\"\n\"=\"\"0013\"\"\";Élève;C;D;x\n");
    let reading = base(format!("IDPN;Profil;Nom;Prénom;Remarque\n{rows}"));
    let people: Vec<_> = reading.population.people().map(|person| (person.id(), person.origin().line)).collect();
    assert_eq!(people, [("00012", 2), ("0013", 73)]);
    assert_eq!(reading.rejected_rows.len(), 0);
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
    assert!(error.message(Lang::Fr).contains("avez-vous inversé --base et --cas ? Voir"));
    let one_known = base(format!("{cas_file}u3;E;F;Parent\n"));
    let asked = (NoticeKind::SwappedSides, 1, "uid, sn, givenName, ENTPersonProfils");
    assert!(remarks(&one_known).contains(&asked), "a doubt is a question");
    let pronote = cas("IDPN;Nom;Prénom;Profil;Identifiant CAS\n1;A;B;Parent;x1\n");
    assert_eq!(remarks(&pronote), [(NoticeKind::SwappedSides, 1, "IDPN")]);
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

#[test]
fn line_ends_of_every_kind_give_the_same_people() {
    let lines = ["IDPN;Profil;Nom;Prénom", "1;Élève;A;B", "2;Élève;C;\"D\"", "", "3;Élève;E;F"];
    let people = |text: String| {
        let reading = base(&text);
        let told = |person: crate::identity::Person<'_>| {
            (person.id().to_owned(), person.family().to_owned(), person.given().to_owned(), person.origin().line)
        };
        reading.population.people().map(told).collect::<Vec<_>>()
    };
    let expected = people(lines.join("\n"));
    assert_eq!(expected.iter().map(|(.., line)| *line).collect::<Vec<_>>(), [2, 3, 5]);
    let ends = ["\n", "\r", "\r\n", "\r\r\n"];
    for end in ends {
        assert_eq!(people(lines.join(end)), expected, "{end:?}");
        for header_end in ends {
            let [header, rows @ ..] = lines;
            assert_eq!(
                people(format!("{header}{header_end}{}{end}", rows.join(end))),
                expected,
                "{header_end:?} {end:?}"
            );
        }
    }
    // The header alone ends in CR.
    assert_eq!(people(format!("{}\r{}\n", lines[0], lines[1..3].join("\n"))), expected[..2]);
}

#[test]
fn an_archive_gives_all_its_lists_and_names_its_other_files() {
    let files = Files::new();
    let pupils: &[u8] = b"IDPN;Profil;Nom;Pr\xe9nom\n1;\xc9l\xe8ve;NOIRET;Anne\n";
    let parents = Format::Ods.write(&[Sheet {
        name: "Un",
        rows: ["IDPN;Profil;Nom;Prénom", "2;Parent;ROUX;Paul"]
            .map(|row| row.split(';').map(str::to_owned).collect())
            .to_vec(),
    }]);
    let xml = b"<TABLE><Eleves numero='3'><NOM>PETIT</NOM><PRENOM>Zo\xc3\xa9</PRENOM></Eleves></TABLE>";
    let read = |members: &[(&str, &[u8])]| {
        read_population(Side::Base, &[files.write("a.zip", archive(members))], &ReadOptions::default())
    };
    let reading = read(&[
        ("export/eleves.csv", pupils),
        ("export/lisez-moi.txt", b"Bonjour"),
        ("export/photo.jpg", b"\xff\xd8\xff"),
        ("parents.ods", &parents),
        ("suite.xml", xml),
    ])
    .unwrap();
    let found: Vec<_> = reading.population.people().map(|person| (person.id(), person.given())).collect();
    assert_eq!(found, [("1", "Anne"), ("2", "Paul"), ("3", "Zoé")]);
    let names: Vec<&str> = reading.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.zip#eleves.csv", "a.zip#parents.ods", "a.zip#suite.xml"]);
    let unread: Vec<_> = remarks(&reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::UnreadMember).collect();
    let expected = ["lisez-moi.txt", "photo.jpg"].map(|name| (NoticeKind::UnreadMember, 1, name));
    assert_eq!(unread, expected);
    // The only file of an archive is told what it lacks.
    let error = read(&[("eleves.csv", b"IDPN;Nom\n1;NOIRET\n")]).unwrap_err();
    assert!(matches!(&error, ReadError::MissingColumns { file, .. } if file == "a.zip#eleves.csv"), "{error}");
    let error = read(&[("a.pdf", b"%PDF-1.7"), ("dans.zip", &archive(&[("eleves.csv", pupils)]))]).unwrap_err();
    for lang in [Lang::Fr, Lang::En] {
        let message = error.message(lang);
        assert!(message.contains("a.pdf, dans.zip") && message.contains(".csv"), "{message}");
    }
    let error =
        read(&[("eleves.csv", pupils), ("autres.csv", b"IDPN;Profil;Nom;Classe\n1;Parent;ROUX;6A\n")]).unwrap_err();
    assert!(error.message(Lang::Fr).contains("autres.csv"), "{error}");
    let reading = read(&[("eleves.csv", pupils), ("classes.csv", b"Code;Nom\n6A;Sixi\xe8me A\n")]).unwrap();
    assert_eq!(reading.population.len(), 1);
    let error = read(&[("x.csv", b"Responsable;Enseignant\nROUX Paul;NOIRET Anne\n")]).unwrap_err();
    let hint = "--base Parents=a.zip ou --base Professeurs=a.zip.";
    assert!(error.message(Lang::Fr).contains(hint), "{error}");
    // A list of people that lacks a column, or cannot be read, is not passed over.
    let error = read(&[("eleves.csv", pupils), ("parents.csv", b"IDPN;Nom;Pr\xe9nom\n1;ROUX;Paul\n")]).unwrap_err();
    assert!(error.message(Lang::Fr).contains("--base Élèves=a.zip."), "{error}");
    let error =
        read(&[("eleves.csv", pupils), ("parents.csv", b"IDPN;Profil;Nom;Pr\x82nom\n1;\x90l\x8Ave;X;Zo\x82\n")]);
    assert!(matches!(error.unwrap_err(), ReadError::OtherEncoding { .. }));
    // The flag of a password stands in both headers of a file.
    let mut locked = archive(&[("eleves.csv", pupils)]);
    let directory = locked.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    (locked[6], locked[directory + 8]) = (locked[6] | 1, locked[directory + 8] | 1);
    let error = read_population(Side::Base, &[files.write("b.zip", locked)], &ReadOptions::default()).unwrap_err();
    let message = error.message(Lang::Fr);
    assert!(message.contains("mot de passe") && message.contains("eleves.csv"), "{message}");
}
