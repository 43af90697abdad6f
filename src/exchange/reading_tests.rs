//! The readers: what was written is read as it was, and what is not as the format asks is refused where it stands.

use std::io::BufReader;

use proptest::prelude::*;

use super::rapprochement::{Person, Reader, Role};
use super::tests::{any_date, any_people, any_text, header, person, write};
use super::{ParseError, Problem, aaf, exp_eleves, identifiers};
use crate::identity::{BirthDate, Lang, Sex};

fn read(bytes: &[u8]) -> Result<Vec<Person>, ParseError> {
    // Chunks that end anywhere: nothing may depend on where a read ends.
    let mut reader = Reader::new(BufReader::with_capacity(7, bytes))?;
    assert_eq!(reader.header(), &header());
    let mut people = Vec::new();
    while let Some(person) = reader.next_person()? {
        people.push(person.to_person());
    }
    Ok(people)
}

/// Two families, a teacher and a member of staff.
fn school() -> String {
    let pupil = |guardians: Vec<u32>| Role::Pupil {
        birth_date: BirthDate::new(2012, 3, 4).unwrap(),
        sex: Sex::Female,
        national_number: "123456789AB".to_owned(),
        guardians,
    };
    let people = [
        person(1, Role::Staff),
        person(2, Role::Teacher { birth_date: BirthDate::new(1980, 1, 2).unwrap() }),
        person(3, Role::Guardian { civility: Some(2) }),
        person(4, Role::Guardian { civility: None }),
        person(5, pupil(vec![3, 4])),
        person(6, pupil(vec![])),
    ];
    String::from_utf8(write(&header(), &people).unwrap()).unwrap()
}

/// Line and problem of a file in which `old` became `new`.
fn problem(old: &str, new: &str) -> (u64, Problem) {
    let text = school();
    assert!(text.contains(old), "{old}\n{text}");
    match refused(text.replacen(old, new, 1).as_bytes()) {
        Some(error) => (error.line, error.problem),
        None => panic!("«{new}» was taken"),
    }
}

fn refused(bytes: &[u8]) -> Option<ParseError> {
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return Some(error),
    };
    loop {
        match reader.next_person() {
            Ok(Some(_)) => {}
            Ok(None) => return None,
            Err(error) => return Some(error),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(people in any_people()) {
        let text = write(&header(), &people).unwrap();
        prop_assert_eq!(read(&text).unwrap(), people, "{}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn pupils_of_a_base_are_read_as_they_were(
        pupils in prop::collection::vec(
            (prop::array::uniform6(any_text()), prop_oneof![any_date(), Just(BirthDate::MISSING)]),
            0..6,
        )
    ) {
        let sexes = [Sex::Female, Sex::Male, Sex::Unknown];
        let pupils: Vec<_> = pupils.into_iter().zip(0..).map(|(([civility, family, given, national_number, class, regime], birth_date), number)| {
            let sex = sexes[number % 3];
            let number = number.to_string();
            exp_eleves::Pupil { number, civility, family, given, birth_date, sex, national_number, class, regime }
        }).collect();
        let mut writer = exp_eleves::Writer::new(Vec::new()).unwrap();
        pupils.iter().try_for_each(|pupil| writer.push(pupil)).unwrap();
        let text = writer.finish().unwrap();
        let mut reader = exp_eleves::Reader::new(BufReader::with_capacity(5, &text[..])).unwrap();
        let mut found = Vec::new();
        while let Some(pupil) = reader.next_pupil().unwrap() {
            found.push(pupil.to_pupil());
        }
        prop_assert_eq!(found, pupils, "{}", String::from_utf8_lossy(&text));
    }
}

#[test]
fn what_the_format_does_not_have_is_refused_where_it_stands() {
    let line_of = |part: &str| school().lines().position(|line| line.contains(part)).unwrap() as u64 + 1;
    assert!(refused(school().as_bytes()).is_none());
    let (line, found) = problem("<Responsable Ident=\"4\"/>", "<Responsable Ident=\"9\"/>");
    assert!(matches!(found, Problem::DanglingIdent { ident: 9, .. }), "{found:?}");
    assert_eq!(line, line_of("<Responsable Ident=\"4\"/>"));
    type Check = fn(&Problem) -> bool;
    let cases: [(&str, &str, Check); 27] = [
        (" ID_Partenaire=\" x \"", "", |p| matches!(p, Problem::MissingAttribute { attribute: "ID_Partenaire", .. })),
        (" DateNaissance=\"2012-03-04\"", "", |p| {
            matches!(p, Problem::MissingAttribute { attribute: "DateNaissance", .. })
        }),
        ("2012-03-04", "2012-02-30", |p| matches!(p, Problem::InvalidValue { attribute: "DateNaissance", .. })),
        ("2012-03-04", "04/03/2012", |p| matches!(p, Problem::InvalidValue { attribute: "DateNaissance", .. })),
        ("Feminin", "F", |p| matches!(p, Problem::InvalidValue { attribute: "Sexe", .. })),
        ("<Personnel Ident=\"1\"", "<Personnel Ident=\"-1\"", |p| {
            matches!(p, Problem::InvalidValue { attribute: "Ident", .. })
        }),
        ("<Personnel Ident=\"1\"", "<Personnel Ident=\"1\" Ident=\"1\"", |p| {
            matches!(p, Problem::RepeatedAttribute { .. })
        }),
        ("<Personnel Ident=\"1\"", "<Personnel Ident=\"1\" Uid=\"1\"", |p| {
            matches!(p, Problem::UnknownAttribute { .. })
        }),
        ("<Personnel Ident=\"1\"", "<Personnel Ident=\"1\" Sexe=\"Feminin\"", |p| {
            matches!(p, Problem::UnknownAttribute { .. })
        }),
        ("<Personnel Ident=\"1\" Nom", "<Personnel Ident=\"1\"Nom", |p| matches!(p, Problem::Malformed(_))),
        ("<Civilite Ident=\"2\"/>\n", "<Civilite Ident=\"3\"/>\n", |p| {
            matches!(p, Problem::DanglingIdent { ident: 3, .. })
        }),
        ("<Personnels>", "<Personnels>x", |p| matches!(p, Problem::UnexpectedText { .. })),
        ("<Personnels>", "<Personnels><![CDATA[ ]]>", |p| matches!(p, Problem::UnexpectedText { .. })),
        ("<Personnels>", "<Agents>", |p| matches!(p, Problem::UnexpectedElement { .. })),
        ("</Responsables>", "</Responsables><Personnels/>", |p| matches!(p, Problem::UnexpectedElement { .. })),
        ("</Eleves>", "</Eleves><Eleves/>", |p| matches!(p, Problem::UnexpectedElement { expected: [], .. })),
        ("<Professeurs>", "<Professeurs/><X>", |p| matches!(p, Problem::EmptyElement("Professeurs"))),
        ("</PARTENAIRE_INDEX>", "</PARTENAIRE_INDEX><x/>", |p| matches!(p, Problem::UnexpectedElement { .. })),
        ("</PARTENAIRE_INDEX>", "</PARTENAIRE_INDEX>x", |p| matches!(p, Problem::UnexpectedText { .. })),
        ("</PARTENAIRE_INDEX>", "", |p| matches!(p, Problem::Truncated)),
        ("</Eleves>", "</Eleve>", |p| matches!(p, Problem::Malformed(_))),
        ("rapprochementssoV2.0", "rapprochementssoV3.0", |p| matches!(p, Problem::WrongRoot { .. })),
        ("ation=\"CAS\"", "ation=\"LDAP\"", |p| matches!(p, Problem::InvalidValue { .. })),
        ("<PARTENAIRE_INDEX", "<!DOCTYPE PARTENAIRE_INDEX>\n<PARTENAIRE_INDEX", |p| matches!(p, Problem::Doctype)),
        ("Nom=\"B\"", "Nom=\"&xxe;\"", |p| matches!(p, Problem::Entity(name) if name == "xxe")),
        ("Nom=\"B\"", "Nom=\"a<b\"", |p| matches!(p, Problem::Malformed(_))),
        ("Nom=\"B\"", "Nom=\"&#1;\"", |p| matches!(p, Problem::IllegalCharacter('\u{1}'))),
    ];
    for (old, new, is_expected) in cases {
        let (_, found) = problem(old, new);
        assert!(is_expected(&found), "«{new}»: {found:?}");
        for lang in [Lang::Fr, Lang::En] {
            assert!(ParseError { line: 1, problem: problem(old, new).1 }.message(lang).ends_with('.'));
        }
    }
}

#[test]
fn what_the_format_has_in_other_clothes_is_read() {
    let plain = read(school().as_bytes()).unwrap();
    let prefixed =
        school().replace('<', "<r:").replace("<r:/", "</r:").replace("<r:?", "<?").replace(" xmlns=", " xmlns:r=");
    assert_eq!(read(prefixed.as_bytes()).unwrap(), plain);
    let mixed = prefixed.replacen("<r:Personnels>", "<Personnels>", 1).replacen("</r:Personnels>", "</Personnels>", 1);
    assert!(matches!(refused(mixed.as_bytes()).unwrap().problem, Problem::UnexpectedElement { .. }));
    let latin = school().replace("UTF-8", "ISO-8859-15").replace("Nom=\"B\"", "Nom=\"Œuf\"");
    let latin = encoding_rs::ISO_8859_15.encode(&latin).0.into_owned();
    assert!(read(&latin).unwrap().iter().all(|person| person.family == "Œuf"));
    let zoned = school()
        .replace("2012-03-04", "2012-03-04+02:00")
        .replace("Date=\"2025-09-01T08:05:09", "Date=\"2025-09-01T08:05:09.000Z");
    assert_eq!(read(zoned.as_bytes()).unwrap(), plain);
    let hinted = school().replace(
        " xmlns=",
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\" xmlns=",
    );
    assert_eq!(read(hinted.as_bytes()).unwrap(), plain);
    let attributes = school().replace("Nom=\"B\" Prenom=\"C\"", "Prenom='C'\n  Nom = 'B'");
    assert_eq!(read(attributes.as_bytes()).unwrap(), plain);
}

#[test]
fn numbers_need_not_be_unique_but_where_a_pupil_refers_to_two_guardians() {
    let of = |ident, cas_id: &str, role| Person { cas_id: cas_id.to_owned(), ..person(ident, role) };
    let guardian = || Role::Guardian { civility: None };
    let pupil = |guardians| Role::Pupil {
        birth_date: BirthDate::new(2012, 3, 4).unwrap(),
        sex: Sex::Female,
        national_number: String::new(),
        guardians,
    };
    // Each block is numbered by itself, and whoever belongs to two schools stands there twice.
    let people = [
        of(1, "s", Role::Staff),
        of(1, "t", Role::Teacher { birth_date: BirthDate::MISSING }),
        of(1, "t", Role::Teacher { birth_date: BirthDate::MISSING }),
        of(1, "g", guardian()),
        of(1, " g ", guardian()),
        of(2, "h", guardian()),
        of(2, "i", guardian()),
        of(1, "e", pupil(vec![1])),
        of(1, "f", pupil(vec![])),
    ];
    let text = write(&header(), &people).unwrap();
    assert_eq!(read(&text).unwrap(), people);
    assert_eq!(super::tests::xmllint(&[text], Some(super::rapprochement::SCHEMA)), "");
    let referring = [&people[..], &[of(2, "j", pupil(vec![2]))]].concat();
    let error = refused(&write(&header(), &referring).unwrap()).unwrap();
    assert!(matches!(error.problem, Problem::AmbiguousIdent { ident: 2, .. }), "{error:?}");
    for lang in [Lang::Fr, Lang::En] {
        assert!(error.message(lang).contains('2') && error.message(lang).ends_with('.'));
    }
    // A title and a school that are described twice alike are one.
    for element in ["<Civilite Ident=\"2\" Libelle", "<Etablissement Ident=\"7\" Numero"] {
        let text = school();
        let start = text.find(element).unwrap_or_else(|| panic!("{element}\n{text}"));
        let whole = &text[start..start + text[start..].find("/>").unwrap() + 2];
        assert_eq!(read(text.replacen(whole, &whole.repeat(2), 1).as_bytes()).unwrap(), read(text.as_bytes()).unwrap());
    }
}

#[test]
fn namespaces_are_declared_on_any_element() {
    let plain = read(school().as_bytes()).unwrap();
    let namespace = super::rapprochement::NAMESPACE;
    let again = school().replace("<Eleves>", &format!("<Eleves xmlns=\"{namespace}\" xmlns:i=\"urn:i\" i:x=\"1\">"));
    assert_eq!(read(again.as_bytes()).unwrap(), plain);
    let on_people = school().replace("<Eleve ", "<Eleve xmlns:i=\"urn:i\" ");
    assert_eq!(read(on_people.as_bytes()).unwrap(), plain);
    let prefixed = school().replace("<Personnel ", &format!("<p:Personnel xmlns:p=\"{namespace}\" "));
    assert_eq!(read(prefixed.as_bytes()).unwrap(), plain);
    let other = school().replace("<Personnel ", "<p:Personnel xmlns:p=\"urn:p\" ");
    assert!(matches!(refused(other.as_bytes()).unwrap().problem, Problem::UnexpectedElement { .. }));
    let undone = school().replace("<Eleves>", "<Eleves xmlns=\"\">");
    assert!(matches!(refused(undone.as_bytes()).unwrap().problem, Problem::UnexpectedElement { .. }));
    // The end of a day, and UTF-16 that only its declaration tells.
    let late = school().replace("2025-09-01T08:05:09", "2025-08-31T24:00:00");
    let (date, late) = (|text: &str| Reader::new(text.as_bytes()).unwrap().header().date.to_string(), late);
    assert_eq!(date(&late), "2025-09-01 00:00:00");
    let wide: Vec<u8> = school().replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&wide).unwrap(), plain);
}

#[test]
fn a_file_cut_anywhere_is_no_file() {
    let text = school();
    let end = text.trim_end().len();
    for length in 0..end {
        let Some(error) = refused(&text.as_bytes()[..length]) else { panic!("{length} of {end} bytes were taken") };
        assert!(
            error.line <= text.as_bytes()[..length].iter().filter(|byte| **byte == b'\n').count() as u64 + 1,
            "{error:?}"
        );
    }
}

#[test]
fn depth_is_bounded_and_costs_nothing() {
    let deep = "<a>".repeat(100_000);
    for (old, new) in [("<Personnels>", format!("<Personnels>{deep}")), ("<Eleves>", deep.clone())] {
        assert!(matches!(problem(old, &new).1, Problem::UnexpectedElement { .. }));
    }
    let mut pupils =
        exp_eleves::Reader::new(BufReader::new(format!("<TABLE><Eleves><X>{deep}").leak().as_bytes())).unwrap();
    assert!(matches!(pupils.next_pupil().unwrap_err().problem, Problem::TooDeep));
}

#[test]
fn a_directory_is_read_request_by_request() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n\
        <!DOCTYPE ficAlimMENESR SYSTEM \"http://x.example/ficAlimMENESR.dtd\" [<!ENTITY a \"b\">]>\n\
        <ficAlimMENESR Date=\"01/09/2025\">\n\
        <addRequest>\n<operationalAttributes><attr name=\"categoriePersonne\"><value>Eleve</value></attr></operationalAttributes>\n\
        <identifier><id>17</id></identifier>\n\
        <attributes><attr name=\"sn\"><value>B\u{153}uf &amp; fils</value></attr>\n\
        <attr name=\"x\"><value>1</value><value/><value>2</value></attr></attributes></addRequest>\n\
        <modifyRequest><identifier><id>17</id></identifier><modifications>\n\
        <modification name=\"x\" operation=\"delete\"><value>1</value></modification></modifications></modifyRequest>\n\
        <deleteRequest><identifier><id>17</id></identifier></deleteRequest>\n\
        <addRequest><operationalAttributes><attr name=\"categorieStructure\"><value>EtabEducNat</value></attr></operationalAttributes>\n\
        <identifier><id>3</id></identifier></addRequest></ficAlimMENESR>";
    let bytes = encoding_rs::ISO_8859_15.encode(text).0.into_owned();
    let mut reader = aaf::Reader::new(BufReader::with_capacity(3, &bytes[..])).unwrap();
    assert_eq!(reader.encoding(), "ISO-8859-15");
    let mut told = Vec::new();
    while let Some(request) = reader.next_request().unwrap() {
        let changes = request.changes().map(|change| {
            (change.name.to_owned(), change.operation, change.values.iter().map(str::to_owned).collect::<Vec<_>>())
        });
        let category = request.person_category().map(str::to_owned);
        told.push((request.line, request.kind, category, request.is_about_structure(), changes.collect::<Vec<_>>()));
    }
    use aaf::{Kind, Operation};
    let change = |name: &str, operation, values: &[&str]| {
        (name.to_owned(), operation, values.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let replaced = |name, values| change(name, Operation::Replace, values);
    let expected = vec![
        (
            4,
            Kind::Add,
            Some("Eleve".to_owned()),
            false,
            vec![replaced("sn", &["B\u{153}uf & fils"]), replaced("x", &["1", "", "2"])],
        ),
        (9, Kind::Modify, None, false, vec![change("x", Operation::Delete, &["1"])]),
        (11, Kind::Delete, None, false, vec![]),
        (12, Kind::Add, None, true, vec![]),
    ];
    assert_eq!(told, expected);

    let entity = text.replace("&amp;", "&a;");
    let mut reader =
        aaf::Reader::new(entity.as_bytes().strip_prefix(b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>").unwrap())
            .unwrap();
    assert!(matches!(reader.next_request().unwrap_err().problem, Problem::Entity(name) if name == "a"));
    for (old, new) in [
        ("<id>17</id>", ""),
        ("operation=\"delete\"", "operation=\"x\""),
        ("<value>Eleve</value>", "<v/>"),
        ("</ficAlimMENESR>", ""),
    ] {
        let text = text.replace(old, new);
        let mut reader = aaf::Reader::new(
            text.as_bytes().strip_prefix(b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>").unwrap(),
        )
        .unwrap();
        let error = loop {
            match reader.next_request() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("«{new}» was taken"),
                Err(error) => break error,
            }
        };
        assert!(error.line > 3, "{error:?}");
    }
}

/// The records of a document of any format, in words that differ where they do.
type Records = fn(&[u8]) -> Result<Vec<String>, ParseError>;

fn users(bytes: &[u8]) -> Result<Vec<String>, ParseError> {
    let (mut reader, mut users) = (Reader::new(bytes)?, Vec::new());
    while let Some(person) = reader.next_person()? {
        users.push(format!("{person:?}"));
    }
    Ok(users)
}

fn pupils(bytes: &[u8]) -> Result<Vec<String>, ParseError> {
    let (mut reader, mut pupils) = (exp_eleves::Reader::new(bytes)?, Vec::new());
    while let Some(pupil) = reader.next_pupil()? {
        pupils.push(format!("{pupil:?}"));
    }
    Ok(pupils)
}

fn requests(bytes: &[u8]) -> Result<Vec<String>, ParseError> {
    let (mut reader, mut requests) = (aaf::Reader::new(bytes)?, Vec::new());
    while let Some(request) = reader.next_request()? {
        let changes = request.changes().map(|change| {
            let values: Vec<_> = change.values.iter().collect();
            format!("{} {:?} {values:?}", change.name, change.operation)
        });
        requests.push(format!("{} {:?} {:?}", request.id(), request.kind, changes.collect::<Vec<_>>()));
    }
    Ok(requests)
}

fn owners(bytes: &[u8]) -> Result<Vec<String>, ParseError> {
    identifiers::Reader::new(bytes)?.map(|located| located.map(|located| format!("{:?}", located.person))).collect()
}

/// One small document per format.
fn documents() -> [(Records, Vec<u8>); 4] {
    let pupils_of_a_base = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TABLE nom=\"Eleves\">\n\
        <Eleves numero=\"11\"><NUMERO>11</NUMERO><CIVILITE/><NOM>A</NOM><PRENOM>B &amp; C</PRENOM>\n\
        <DATE_NAISS>04/03/2012</DATE_NAISS><LIEU_NAISS>R<X y='1'/></LIEU_NAISS><SEXE>F</SEXE></Eleves>\n\
        <Eleves numero=\"12\"><NOM>D</NOM><CLASSE><![CDATA[6A]]></CLASSE></Eleves>\n</TABLE>\n";
    let directory = "<?xml version=\"1.0\"?>\n<!DOCTYPE ficAlimMENESR SYSTEM \"x.dtd\" [<!ENTITY a \"b\">]>\n\
        <ficAlimMENESR>\n<addRequest><operationalAttributes><attr name=\"categoriePersonne\"><value>Eleve</value></attr>\
        </operationalAttributes><identifier><id>17</id></identifier><attributes><attr name=\"sn\"><value>A</value>\
        <value/></attr></attributes></addRequest>\n<modifyRequest><identifier><id>17</id></identifier><modifications>\
        <modification name=\"x\" operation=\"delete\"><value>1</value></modification></modifications></modifyRequest>\n\
        <deleteRequest><identifier><id>17</id></identifier></deleteRequest>\n</ficAlimMENESR>\n";
    let mut writer = identifiers::Writer::new(Vec::new()).unwrap();
    let roles = [
        identifiers::Role::Teacher,
        identifiers::Role::Staff,
        identifiers::Role::Guardian,
        identifiers::Role::Pupil { classes: vec!["6A".to_owned()], guardians: vec![3] },
    ];
    for (role, ident) in roles.into_iter().zip(1..) {
        let idpn = format!("p{ident}");
        writer.push(&identifiers::Person { ident, idpn, role, ..identifiers::Person::default() }).unwrap();
    }
    [
        (users, school().into_bytes()),
        (pupils, pupils_of_a_base.into()),
        (requests, directory.into()),
        (owners, writer.finish().unwrap()),
    ]
}

#[test]
fn a_flipped_bit_is_refused_or_stays_in_one_record() {
    for (read, document) in documents() {
        let records = read(&document).unwrap();
        assert!(records.len() > 1);
        let (mut refused, mut damaged) = (0, document.clone());
        for place in 0..document.len() {
            for bit in 0..8 {
                damaged[place] ^= 1 << bit;
                match read(&damaged) {
                    Err(_) => refused += 1,
                    Ok(found) => {
                        let changed = records.iter().zip(&found).filter(|(before, after)| before != after).count();
                        assert!(found.len() == records.len() && changed <= 1, "{place}.{bit}: {found:#?}");
                    }
                }
                damaged[place] ^= 1 << bit;
            }
        }
        assert!(refused > 2 * document.len(), "{refused} of {}", 8 * document.len());
    }
}
