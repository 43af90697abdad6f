//! RapprochementSSO: an ENT's users, by profile, and who answers for which child.
//!
//! The format knows pupils, guardians, teachers and staff, whether or not a file has any; it has no place for inspectors
//! and internship supervisors. It names the schools that a file is about, and not whose school is which: everybody is
//! looked for in all of them.

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::exchange::ParseError;
use crate::exchange::rapprochement::{PersonRef, Reader, RoleRef};
use crate::identity::{Profile, Sex, bare_id};

use super::super::assemble::Assembler;
use super::super::column::Column;
use super::super::names::{self, sex_of};
use super::super::raw::{RawPerson, RawProfile, Titles};
use super::{XmlFile, line_of};

/// The attributes.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Id => "ID_Partenaire",
            Column::Family => "Nom",
            Column::Given => "Prenom",
            Column::BirthDate => "DateNaissance",
            Column::Postcode => "CodePostal",
            Column::Sex => "Sexe",
            Column::Schools => "Numero",
            _ => "",
        }
    }
}

/// Takes the people in; gives the encoding.
pub(super) fn read(file: &XmlFile<'_>, assembler: &mut Assembler<'_>) -> Result<&'static str, ParseError> {
    let mut reader = Reader::new(file.bytes)?;
    let source = file.source(&Names);
    let header = reader.header();
    let managed: HashSet<u32> = header.managed.iter().copied().collect();
    let managed = header.schools.iter().filter(|school| managed.contains(&school.ident));
    let schools = managed.map(|school| school.uai.as_str()).collect::<Vec<_>>().join(";");
    let civilities: HashMap<u32, Sex> =
        header.civilities.iter().map(|civility| (civility.ident, sex_of(civility.label.trim()))).collect();
    for profile in [Profile::Pupils, Profile::Parents, Profile::Staff, Profile::Teachers] {
        assembler.has_profile[profile.index()] = true;
    }
    let extras = vec![""; file.extras.len()];
    let mut guardians = HashMap::new();
    while let Some(person) = reader.next_person()? {
        let (profile, birth_date, sex) = match person.role {
            RoleRef::Staff => (Profile::Staff, "", Sex::Unknown),
            RoleRef::Teacher { birth_date } => (Profile::Teachers, birth_date, Sex::Unknown),
            RoleRef::Guardian { civility } => {
                let sex = civility.and_then(|civility| civilities.get(&civility)).copied();
                (Profile::Parents, "", sex.unwrap_or_default())
            }
            RoleRef::Pupil { birth_date, sex, .. } => (Profile::Pupils, birth_date, sex),
        };
        let raw = RawPerson {
            line: line_of(person.line),
            // The format keeps white space around the id, which is no part of it: see `bare_id`.
            id: Some(bare_id(person.cas_id)),
            names: names::Names {
                family: person.family.trim(),
                given: person.given.trim(),
                sex,
                ..names::Names::default()
            },
            full_name: None,
            birth_date,
            postcode: person.address.postcode.trim(),
            schools: &schools,
            linked_id: "",
            profile: RawProfile::Known(profile.into()),
            is_unreliable: false,
            extras: &extras,
        };
        let notices_before = assembler.notices.len();
        let taken = assembler.add(&source, &raw, notices_before, || whole(&person));
        match person.role {
            RoleRef::Guardian { .. } => guardians.extend(taken.parent.map(|row| (person.ident, row))),
            RoleRef::Pupil { guardians: idents, .. } => {
                let adults = idents.iter().filter_map(|ident| guardians.get(ident));
                if let Some(pupil) = taken.pupil {
                    adults.for_each(|&adult| assembler.relations.add(pupil, adult));
                }
            }
            RoleRef::Staff | RoleRef::Teacher { .. } => {}
        }
    }
    Ok(reader.encoding())
}

/// The record on one line.
fn whole(person: &PersonRef<'_>) -> String {
    let birth_date = match person.role {
        RoleRef::Teacher { birth_date } | RoleRef::Pupil { birth_date, .. } => birth_date,
        RoleRef::Staff | RoleRef::Guardian { .. } => "",
    };
    let ident = person.ident.to_string();
    [&ident, person.family, person.given, person.cas_id, birth_date, person.address.postcode].join(";")
}
