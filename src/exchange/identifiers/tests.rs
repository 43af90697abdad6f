//! What is written is valid to `xmllint` and reads back as it was; what others write differently is read too.

use proptest::prelude::*;

use super::{Address, Person, ROOT, Reader, Role, SCHEMA, Writer, iso_date};
use crate::exchange::tests::{any_date, any_text, generate, xmllint};
use crate::exchange::{ParseError, Unwritable, WriteError};
use crate::identity::{BirthDate, Lang};

fn write(people: &[Person]) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::new(Vec::new())?;
    people.iter().try_for_each(|person| writer.push(person))?;
    writer.finish()
}

fn read(document: &[u8]) -> Result<Vec<Person>, ParseError> {
    Reader::new(document)?.map(|located| located.map(|located| located.person)).collect()
}

fn any_person() -> impl Strategy<Value = Person> {
    let roles = prop_oneof![
        Just(Role::Teacher),
        Just(Role::Staff),
        Just(Role::Guardian),
        prop::collection::vec(any_text(), 0..3).prop_map(|classes| Role::Pupil { classes, guardians: Vec::new() }),
    ];
    let date = prop_oneof![any_date(), Just(BirthDate::MISSING)].prop_map(iso_date);
    let address = (prop::array::uniform4(any_text()), any_text(), any_text(), any_text());
    (any_text(), any_text(), any_text(), date, address, roles).prop_map(
        |(idpn, family, given, birth_date, address, role)| {
            let (lines, postcode, town, country) = address;
            Person {
                ident: 0,
                idpn,
                family,
                given,
                birth_date,
                address: Address { lines, postcode, town, country },
                role,
            }
        },
    )
}

/// People in the order of the blocks, with numbers of their own, and pupils who refer to guardians among them.
fn any_people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(any_person(), 0..10).prop_map(|mut people| {
        people.sort_by_key(|person| person.role.rank());
        let mut adults = Vec::new();
        for (person, number) in people.iter_mut().zip(1..) {
            person.ident = number * 7;
            match &mut person.role {
                Role::Guardian => adults.push(person.ident),
                Role::Pupil { guardians, .. } => guardians.extend(adults.iter().skip(number as usize % 2)),
                Role::Teacher | Role::Staff => {}
            }
        }
        people
    })
}

#[test]
fn every_document_is_valid_and_reads_back_equal() {
    let populations = generate(any_people(), 300);
    let documents: Vec<Vec<u8>> = populations.iter().map(|people| write(people).unwrap()).collect();
    assert_eq!(xmllint(&documents, Some(SCHEMA)), "");
    for (people, document) in populations.iter().zip(&documents) {
        assert_eq!(&read(document).unwrap(), people, "{}", String::from_utf8_lossy(document));
        let marked = ["\u{FEFF}".as_bytes(), document].concat();
        assert_eq!(&read(&marked).unwrap(), people, "with a byte order mark");
    }
}

#[test]
fn values_may_be_elements_and_blocks_may_be_others() {
    let document = "<?xml version='1.0'?>\n<x:EXPORT xmlns:x='urn:x'>\n<Autre>texte<Rien/></Autre>\n<x:Eleve><x:Ident>1</x:Ident><IDPN>A &amp; B</IDPN>\
                    <Nom>É</Nom><Classe Nom='6A'/><Classe><![CDATA[<6B>]]></Classe><Responsable Ident='2'><X/></Responsable></x:Eleve>\n\
                    <Groupe>\r\n<Responsable Ident='2' IDPN='p' DateNaissance='01/02/1980' Telephone='0'/></Groupe></x:EXPORT>";
    let people: Vec<_> = Reader::new(document.as_bytes()).unwrap().map(Result::unwrap).collect();
    let pupil = Person {
        ident: 1,
        idpn: "A & B".to_owned(),
        family: "É".to_owned(),
        role: Role::Pupil { classes: vec!["6A".to_owned(), "<6B>".to_owned()], guardians: vec![2] },
        ..Person::default()
    };
    let guardian = Person {
        ident: 2,
        idpn: "p".to_owned(),
        birth_date: "01/02/1980".to_owned(),
        role: Role::Guardian,
        ..Person::default()
    };
    assert_eq!(people.iter().map(|located| located.line).collect::<Vec<_>>(), [4, 6]);
    assert_eq!(people.into_iter().map(|located| located.person).collect::<Vec<_>>(), [pupil, guardian]);
}

#[test]
fn numbers_need_not_be_unique_and_elements_of_others_are_passed_over() {
    let document = "<a><NOMETABLISSEMENT>C<Sigle>x</Sigle></NOMETABLISSEMENT>\
        <Responsables><Autre/><Responsable Ident='1' IDPN='p'/><Responsable Ident='1' IDPN='p'/>\
        <Responsable Ident='2' IDPN='q'/><Responsable Ident='2' IDPN='r'/></Responsables>\
        <Eleves><Groupe><Eleve Ident='1' IDPN='e'><PartieDeClasse Ident='7' Nom='g'/><Responsable Ident='1'/></Eleve></Groupe></Eleves>\
        <Professeurs><Professeur Ident='1' IDPN='t'/></Professeurs></a>";
    let people = read(document.as_bytes()).unwrap();
    assert_eq!(people.iter().map(|person| &*person.idpn).collect::<Vec<_>>(), ["p", "p", "q", "r", "e", "t"]);
    assert_eq!(people[4].role, Role::Pupil { classes: Vec::new(), guardians: vec![1] });
}

#[test]
fn what_is_no_such_document_has_a_place() {
    let refused = |document: &str| read(document.as_bytes()).unwrap_err().located(Lang::Fr);
    assert!(refused("<PARTENAIRE_INDEX/>").contains("«PARTENAIRE_INDEX»"));
    assert!(refused("<a>\n<Eleve IDPN='1'/></a>").contains("l’attribut «Ident» manque dans «Eleve»"));
    assert!(
        refused("<a>\n<Eleve Ident='1'>\n<Responsable/></Eleve></a>")
            .starts_with("ligne 3 : l’attribut «Ident» manque")
    );
    assert!(refused("<a><Personnel Ident='-1'/></a>").contains("n’est pas un nombre entier"));
    assert!(refused("<a><Eleves><Elevf Ident='1'/></Eleves></a>").contains("«Elevf» inattendu"));
    assert!(refused("<a><Personnel Ident='1'/>").contains("s’arrête avant la fin"));
    assert!(refused("<a><Personnel Ident='1'/></a><b/>").contains("«b» inattendu"));
    assert!(refused("<a><Personnel Ident='1' Nom='&b;'/></a>").contains("«&b;»"));
    assert!(refused("<a><x y='1' y='2'/></a>").contains("bien formé"), "what is passed over is looked at too");
    assert!(refused("<!DOCTYPE a><a/>").contains("DOCTYPE"));
    assert!(refused(&"<a>".repeat(100_000)).contains("imbriqués"));
    // A second value for the same thing, as attribute or element; a number twice, or of nobody.
    for (document, expected) in [
        ("<a><Eleve Ident='1' IDPN='P1'><IDPN>P2</IDPN></Eleve></a>", "IDPN"),
        ("<a><Eleve Ident='1'><Nom>A</Nom><Nom>B</Nom></Eleve></a>", "Nom"),
        ("<a><Eleve Ident='1'><Ident>2</Ident></Eleve></a>", "Ident"),
        (
            "<a>\n<Eleve Ident='1'><Responsable Ident='2'/></Eleve><Responsable Ident='2' IDPN='p'/><Responsable Ident='2' IDPN='q'/></a>",
            "ligne 2 : un élève renvoie à l’Ident 2, que portent deux «Responsable»",
        ),
        ("<a>\n<Eleve Ident='1'><Responsable Ident='2'/></Eleve><Personnel Ident='2'/></a>", "ligne 2"),
        ("<a><Eleve Ident='1'><Responsabld Ident='2'/></Eleve></a>", "«Responsabld» inattendu"),
        ("<a><Eleve Ident='1'><Responsable!Ident='2'/></Eleve></a>", "bien formé"),
    ] {
        assert!(refused(document).contains(expected), "{document}: {}", refused(document));
    }
    let mut reader = Reader::new(&b"<a><Personnel Ident='1'/><Personnel/><Personnel Ident='2'/></a>"[..]).unwrap();
    assert!(matches!(reader.next(), Some(Ok(_))));
    assert!(matches!(reader.next(), Some(Err(_))));
    assert!(reader.next().is_none(), "nothing after an error");
}

#[test]
fn what_xml_cannot_carry_is_refused() {
    let refused = |person: Person| match write(&[person]) {
        Err(WriteError::Unwritable { problem, .. }) => problem,
        other => panic!("{other:?}"),
    };
    let idpn = Person { idpn: "a\u{1}".to_owned(), ..Person::default() };
    assert_eq!(refused(idpn), Unwritable::Character { part: "IDPN", character: '\u{1}' });
    let class = Role::Pupil { classes: vec!["\u{FFFE}".to_owned()], guardians: Vec::new() };
    let pupil = Person { role: class, ..Person::default() };
    assert_eq!(refused(pupil.clone()), Unwritable::Character { part: "Classe", character: '\u{FFFE}' });
    let date = Person { birth_date: "2012-02-30".to_owned(), ..Person::default() };
    assert_eq!(refused(date), Unwritable::Date { part: "DateNaissance" });
    let mut writer = Writer::new(Vec::new()).unwrap();
    writer.push(&Person { role: Role::Guardian, ..Person::default() }).unwrap();
    assert!(writer.push(&Person::default()).is_err(), "staff after guardians");
    let document = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(document.contains(ROOT) && !document.contains("Personnel"), "{document}");
}

#[test]
fn the_schema_refuses_what_the_format_refuses() {
    let pupil = Person {
        ident: 2,
        birth_date: "2012-03-04".to_owned(),
        role: Role::Pupil { classes: vec!["6A".to_owned()], guardians: vec![1] },
        ..Person::default()
    };
    let guardian = Person { ident: 1, role: Role::Guardian, ..Person::default() };
    let document = String::from_utf8(write(&[guardian, pupil]).unwrap()).unwrap();
    assert_eq!(xmllint(&[document.clone().into_bytes()], Some(SCHEMA)), "");
    for (old, new) in
        [(" IDPN=\"\"", ""), ("2012-03-04", "04/03/2012"), ("</Responsables>", "</Responsables><Personnels/>")]
    {
        assert!(document.contains(old), "{old}\n{document}");
        assert!(!xmllint(&[document.replace(old, new).into_bytes()], Some(SCHEMA)).is_empty(), "{new}");
    }
}
