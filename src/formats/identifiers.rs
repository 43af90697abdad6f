//! The identifiers that PRONOTE exported, as a table.
//!
//! Input: the document of [`crate::exchange::identifiers`]. Output: rows of cells under the usual titles of a base, so
//! that what is wrong with people is found and told as in any other file. The children of a guardian stand in the column
//! «Enfants», by their identifiers.

use std::collections::BTreeMap;

use csv::StringRecord;

use crate::exchange::identifiers::{Located, Person, Reader, Role};
use crate::identity::Profile;

use super::read_error::ReadError;

const TITLES: [&str; 14] = [
    "IDPN",
    "Profil",
    "Nom",
    "Prénom",
    "Date de naissance",
    "Code postal",
    "Classe",
    "Enfants",
    "Adresse",
    "Adresse 2",
    "Adresse 3",
    "Adresse 4",
    "Ville",
    "Pays",
];

/// A document's people, line by line, under their titles.
pub(super) struct Records {
    pub(super) titles: StringRecord,
    pub(super) rows: Vec<(u32, StringRecord)>,
}

impl Records {
    /// Reads a document; `file` is its name in messages.
    ///
    /// # Errors
    /// [`ReadError::Identifiers`].
    pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        let refused = |error| ReadError::Identifiers { file: file.to_owned(), error };
        let people = || Reader::new(bytes).map_err(refused).map(|reader| reader.map(|person| person.map_err(refused)));
        // Twice, and no person is kept: rows take less than half as much memory, and guardians stand before their children.
        let mut children: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for located in people()? {
            let Person { idpn, role, .. } = located?.person;
            if let Role::Pupil { guardians, .. } = role {
                for guardian in guardians {
                    children.entry(guardian).or_default().push(idpn.clone());
                }
            }
        }
        let rows = people()?.map(|located| located.map(|Located { line, person }| (line, row(&person, &children))));
        Ok(Self { titles: StringRecord::from(TITLES.to_vec()), rows: rows.collect::<Result<_, _>>()? })
    }
}

fn row(person: &Person, children: &BTreeMap<u32, Vec<String>>) -> StringRecord {
    let none = Vec::new();
    let (profile, classes, children) = match &person.role {
        Role::Teacher => (Profile::Teachers, &none, &[][..]),
        Role::Staff => (Profile::Staff, &none, &[][..]),
        Role::Guardian => (Profile::Parents, &none, children.get(&person.ident).map_or(&[][..], Vec::as_slice)),
        Role::Pupil { classes, .. } => (Profile::Pupils, classes, &[][..]),
    };
    let address = &person.address;
    let [line, line2, line3, line4] = &address.lines;
    StringRecord::from(vec![
        person.idpn.as_str(),
        profile.title(),
        &person.family,
        &person.given,
        &person.birth_date,
        &address.postcode,
        &classes.join(", "),
        &children.join(", "),
        line,
        line2,
        line3,
        line4,
        &address.town,
        &address.country,
    ])
}
