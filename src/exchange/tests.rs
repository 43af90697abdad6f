//! What is written is valid to `xmllint` (Debian's libxml2-utils), and reads back as it was.

use std::fs;
use std::process::Command;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::rapprochement::{Address, Civility, Delegation, Header, Person, Role, SCHEMA, School, Writer};
use super::{Unwritable, WriteError, exp_eleves};
use crate::identity::{BirthDate, Lang, Sex};

/// What `xmllint` says against files that are not well-formed or not valid; nothing when all are right.
pub(super) fn xmllint(texts: &[Vec<u8>], schema: Option<&str>) -> String {
    let place = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..texts.len()).map(|index| format!("{index}.xml")).collect();
    for (name, text) in names.iter().zip(texts) {
        fs::write(place.path().join(name), text).unwrap();
    }
    let mut command = Command::new("xmllint");
    command.args(["--nonet", "--noout"]);
    if let Some(schema) = schema {
        fs::write(place.path().join("schema.xsd"), schema).unwrap();
        command.args(["--schema", "schema.xsd"]);
    }
    let output = command.args(&names).current_dir(place.path()).output();
    let output = output.expect("xmllint is needed to check what is written: install libxml2-utils");
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().filter(|line| !line.ends_with(" validates")).map(|line| format!("{line}\n")).collect()
}

pub(super) fn header() -> Header {
    let school =
        School { ident: 7, uai: "0350001A".to_owned(), name: "Collège <A> & \"B\"".to_owned(), ..School::default() };
    Header {
        date: NaiveDate::from_ymd_opt(2025, 9, 1).unwrap().and_hms_opt(8, 5, 9).unwrap(),
        partner: "Éditeur".to_owned(),
        delegation: Some(Delegation::Cas),
        civilities: vec![Civility { ident: 1, label: "M.".to_owned() }, Civility { ident: 2, label: "Mme".to_owned() }],
        managed: vec![7],
        schools: vec![school],
    }
}

pub(super) fn write(header: &Header, people: &[Person]) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::new(Vec::new(), header)?;
    people.iter().try_for_each(|person| writer.push(person))?;
    writer.finish()
}

/// Text with every character that XML can carry, white space and markup above all.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let signs = prop_oneof![
        4 => prop::char::range('A', 'z'),
        2 => prop::sample::select(vec![' ', '\t', '\n', '\r', '<', '>', '&', '"', '\'', '\u{85}', '\u{2028}', '\u{7f}', '\u{fffd}', 'é']),
        1 => any::<char>().prop_filter("a character of XML", |sign| super::xml::first_unwritable(&sign.to_string()).is_none()),
    ];
    prop::collection::vec(signs, 0..12).prop_map(|signs| signs.into_iter().collect())
}

pub(super) fn any_date() -> impl Strategy<Value = BirthDate> {
    (1900..2100, 1..=12_u32, 1..=28_u32).prop_map(|(year, month, day)| BirthDate::new(year, month, day).unwrap())
}

fn any_address() -> impl Strategy<Value = Address> {
    (prop::array::uniform4(any_text()), any_text(), any_text(), any_text())
        .prop_map(|(lines, postcode, town, country)| Address { lines, postcode, town, country })
}

fn any_role() -> impl Strategy<Value = Role> {
    let sexes = prop::sample::select(vec![Sex::Female, Sex::Male, Sex::Unknown]);
    prop_oneof![
        Just(Role::Staff),
        prop_oneof![any_date(), Just(BirthDate::MISSING)].prop_map(|birth_date| Role::Teacher { birth_date }),
        prop::option::of(1..=2_u32).prop_map(|civility| Role::Guardian { civility }),
        (any_date(), sexes, any_text()).prop_map(|(birth_date, sex, national_number)| Role::Pupil {
            birth_date,
            sex,
            national_number,
            guardians: Vec::new()
        }),
    ]
}

/// People in the order of the blocks, with numbers of their own, and pupils who refer to guardians among them.
pub(super) fn any_people() -> impl Strategy<Value = Vec<Person>> {
    let person = (any_text(), any_text(), any_text(), any_address(), any_role());
    prop::collection::vec(person, 0..10).prop_map(|people| {
        let rank = |role: &Role| match role {
            Role::Staff => 0,
            Role::Teacher { .. } => 1,
            Role::Guardian { .. } => 2,
            Role::Pupil { .. } => 3,
        };
        let mut people: Vec<Person> = people
            .into_iter()
            .map(|(family, given, cas_id, address, role)| Person { ident: 0, family, given, cas_id, address, role })
            .collect();
        people.sort_by_key(|person| rank(&person.role));
        let mut adults = Vec::new();
        for (person, number) in people.iter_mut().zip(1..) {
            person.ident = number * 3;
            match &mut person.role {
                Role::Guardian { .. } => adults.push(person.ident),
                Role::Pupil { guardians, .. } => guardians.extend(adults.iter().skip(number as usize % 2)),
                _ => {}
            }
        }
        people
    })
}

pub(super) fn generate<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// The people of a file, by a reader that knows just enough.
fn read(text: &[u8]) -> Vec<Person> {
    let mut reader = quick_xml::Reader::from_reader(text);
    let mut people: Vec<Person> = Vec::new();
    let value = |start: &BytesStart<'_>, name: &str| {
        let attribute = start.try_get_attribute(name).unwrap();
        attribute
            .map(|attribute| attribute.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned())
            .unwrap_or_default()
    };
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).unwrap();
        let (Event::Start(start) | Event::Empty(start)) = &event else {
            if event == Event::Eof {
                return people;
            }
            continue;
        };
        let text = |name: &str| value(start, name);
        let ident = || text("Ident").parse::<u32>().unwrap();
        let date = || {
            let parts: Vec<u32> = text("DateNaissance").split('-').filter_map(|part| part.parse().ok()).collect();
            parts.first().map_or(BirthDate::MISSING, |&year| BirthDate::new(year as i32, parts[1], parts[2]).unwrap())
        };
        let role = match start.name().as_ref() {
            "Personnel" => Role::Staff,
            "Professeur" => Role::Teacher { birth_date: date() },
            "Responsable" if text("Nom").is_empty() && start.attributes().count() == 1 => {
                let Some(Person { role: Role::Pupil { guardians, .. }, .. }) = people.last_mut() else {
                    panic!("a reference outside a pupil")
                };
                guardians.push(ident());
                continue;
            }
            "Responsable" => Role::Guardian { civility: None },
            "Civilite" => {
                if let Some(Person { role: Role::Guardian { civility }, .. }) = people.last_mut() {
                    *civility = Some(ident());
                }
                continue;
            }
            "Eleve" => Role::Pupil {
                birth_date: date(),
                sex: match text("Sexe").as_str() {
                    "Feminin" => Sex::Female,
                    "Masculin" => Sex::Male,
                    _ => Sex::Unknown,
                },
                national_number: text("NumeroNational"),
                guardians: Vec::new(),
            },
            _ => continue,
        };
        people.push(Person {
            ident: ident(),
            family: text("Nom"),
            given: text("Prenom"),
            cas_id: text("ID_Partenaire"),
            address: Address {
                lines: ["Adresse1", "Adresse2", "Adresse3", "Adresse4"].map(text),
                postcode: text("CodePostal"),
                town: text("Ville"),
                country: text("Pays"),
            },
            role,
        });
    }
}

#[test]
fn every_file_is_valid_and_reads_back_equal() {
    let populations = generate(any_people(), 300);
    let texts: Vec<Vec<u8>> = populations.iter().map(|people| write(&header(), people).unwrap()).collect();
    assert_eq!(xmllint(&texts, Some(SCHEMA)), "");
    for (people, text) in populations.iter().zip(&texts) {
        assert_eq!(&read(text), people, "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn the_schema_refuses_what_the_format_refuses() {
    let pupil = Role::Pupil {
        birth_date: BirthDate::new(2012, 3, 4).unwrap(),
        sex: Sex::Male,
        national_number: "123456789AB".to_owned(),
        guardians: vec![1],
    };
    let people = [person(1, Role::Guardian { civility: Some(2) }), person(2, pupil)];
    let text = String::from_utf8(write(&header(), &people).unwrap()).unwrap();
    assert_eq!(xmllint(&[text.clone().into_bytes()], Some(SCHEMA)), "");
    for (old, new) in [
        (" DateNaissance=\"2012-03-04\"", ""),
        (" ID_Partenaire=\" x \"", ""),
        ("<Civilite Ident=\"2\"/>", "<Civilite Ident=\"3\"/>"),
        ("Sexe=\"Masculin\"", "Sexe=\"M\""),
        ("ProtocoleDelegationAuthentification=\"CAS\"", "ProtocoleDelegationAuthentification=\"LDAP\""),
        ("<Etablissement Ident=\"7\"/>", "<Etablissement Ident=\"8\"/>"),
        ("</Responsables>", "</Responsables>\n  <Personnels/>"),
    ] {
        assert!(text.contains(old), "{old}\n{text}");
        let broken = text.replace(old, new).into_bytes();
        assert!(!xmllint(&[broken], Some(SCHEMA)).is_empty(), "{new}");
    }
}

pub(super) fn person(ident: u32, role: Role) -> Person {
    let (family, given, cas_id) = ("B".to_owned(), "C".to_owned(), " x ".to_owned());
    Person { ident, family, given, cas_id, address: Address::default(), role }
}

#[test]
fn what_the_format_cannot_carry_is_refused_with_its_place() {
    let undated = Role::Pupil {
        birth_date: BirthDate::MISSING,
        sex: Sex::Female,
        national_number: String::new(),
        guardians: vec![],
    };
    let refused = |header: &Header, people: &[Person]| match write(header, people) {
        Err(error @ WriteError::Unwritable { .. }) => error.message(Lang::Fr),
        other => panic!("{other:?}"),
    };
    assert!(refused(&header(), &[person(4, undated)]).starts_with("Eleve 4 : la date de naissance manque"));
    let late = [person(4, Role::Guardian { civility: None }), person(5, Role::Staff)];
    assert!(refused(&header(), &late).starts_with("Personnel 5 : arrive après un bloc suivant"));
    for character in ['\0', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        let odd = Person { cas_id: format!("a{character}"), ..person(6, Role::Staff) };
        let problem = Unwritable::Character { part: "ID_Partenaire", character };
        let written = write(&header(), &[odd]);
        assert!(matches!(written, Err(WriteError::Unwritable { problem: found, .. }) if found == problem));
    }
    assert!(refused(&Header { schools: vec![], ..header() }, &[]).contains("la liste est vide"));
    assert!(refused(&Header { partner: "\u{7}".to_owned(), ..header() }, &[]).contains("U+0007"));
}

#[test]
fn pupils_of_a_base_are_well_formed_a_line_an_element() {
    let pupils = generate((any_text(), any_text(), prop_oneof![any_date(), Just(BirthDate::MISSING)]), 50);
    let mut writer = exp_eleves::Writer::new(Vec::new()).unwrap();
    for (family, given, birth_date) in &pupils {
        let number = "1".to_owned();
        let (family, given, birth_date) = (family.clone(), given.clone(), *birth_date);
        writer.push(&exp_eleves::Pupil { number, family, given, birth_date, ..exp_eleves::Pupil::default() }).unwrap();
    }
    let odd = exp_eleves::Pupil { family: "\u{1b}".to_owned(), ..exp_eleves::Pupil::default() };
    assert!(matches!(writer.push(&odd), Err(WriteError::Unwritable { .. })));
    let text = writer.finish().unwrap();
    assert_eq!(xmllint(std::slice::from_ref(&text), None), "");

    let text = String::from_utf8(text).unwrap();
    let mut names = Vec::new();
    for piece in text.split("<NOM>").skip(1) {
        let raw = piece.split("</NOM>").next().unwrap();
        names.push(quick_xml::escape::unescape(raw).unwrap().into_owned());
    }
    let expected: Vec<&String> =
        pupils.iter().map(|(family, _, _)| family).filter(|family| !family.is_empty()).collect();
    assert_eq!(names.iter().collect::<Vec<_>>(), expected);
}
