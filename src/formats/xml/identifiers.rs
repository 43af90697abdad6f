//! The identifiers that PRONOTE exported: the users of a base, and who answers for which child.

use foldhash::{HashMap, HashMapExt};

use crate::exchange::ParseError;
use crate::exchange::identifiers::{Located, Person, Reader, Role};
use crate::identity::{Profile, Row, bare_id};

use super::super::assemble::Assembler;
use super::super::column::Column;
use super::super::names;
use super::super::raw::{RawPerson, RawProfile, Titles};
use super::{XmlFile, line_of};

/// What is passed through, by the titles that lists of a base have for it.
pub(super) const EXTRAS: [&str; 7] = ["Classe", "Adresse", "Adresse 2", "Adresse 3", "Adresse 4", "Ville", "Pays"];

/// The attributes.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Id => "IDPN",
            Column::Family => "Nom",
            Column::Given => "Prenom",
            Column::BirthDate => "DateNaissance",
            Column::Postcode => "CodePostal",
            _ => "",
        }
    }
}

/// Takes the people in; gives the encoding.
pub(super) fn read(file: &XmlFile<'_>, assembler: &mut Assembler<'_>) -> Result<&'static str, ParseError> {
    let mut reader = Reader::new(file.bytes)?;
    let source = file.source(&Names);
    let mut adults: HashMap<u32, Row> = HashMap::new();
    // Blocks come in any order.
    let mut references: Vec<(Row, u32)> = Vec::new();
    for located in reader.by_ref() {
        let Located { line, person } = located?;
        let (profile, classes, guardians) = match &person.role {
            Role::Teacher => (Profile::Teachers, String::new(), &[][..]),
            Role::Staff => (Profile::Staff, String::new(), &[][..]),
            Role::Guardian => (Profile::Parents, String::new(), &[][..]),
            Role::Pupil { classes, guardians } => (Profile::Pupils, classes.join(", "), &guardians[..]),
        };
        let (address, [line1, line2, line3, line4]) = (&person.address, &person.address.lines);
        let own = [&classes, line1, line2, line3, line4, &address.town, &address.country];
        let extras: Vec<&str> =
            file.extras.iter().map(|number| number.map_or("", |number| own[number].trim())).collect();
        // Several given names stand with commas, as in lists.
        let (given, others) = person.given.split_once(',').unwrap_or((&person.given, ""));
        let raw = RawPerson {
            line: line_of(line),
            id: Some(bare_id(&person.idpn)),
            names: names::Names {
                family: person.family.trim(),
                given: given.trim(),
                other_given: others.trim(),
                ..names::Names::default()
            },
            full_name: None,
            birth_date: person.birth_date.trim(),
            postcode: address.postcode.trim(),
            schools: "",
            linked_id: "",
            profile: RawProfile::Known(profile.into()),
            is_unreliable: false,
            extras: &extras,
        };
        let notices_before = assembler.notices.len();
        let taken = assembler.add(&source, &raw, notices_before, || whole(&person, profile));
        adults.extend(taken.parent.map(|row| (person.ident, row)));
        references.extend(taken.pupil.into_iter().flat_map(|row| guardians.iter().map(move |ident| (row, *ident))));
    }
    for (pupil, ident) in references {
        // An adult whose record is good for nothing has no row.
        if let Some(&adult) = adults.get(&ident) {
            assembler.relations.add(pupil, adult);
        }
    }
    Ok(reader.encoding())
}

/// The record on one line.
fn whole(person: &Person, profile: Profile) -> String {
    [&person.idpn, profile.title(), &person.family, &person.given, &person.birth_date, &person.address.postcode]
        .join(";")
}
