//! The users of a base as the document by which PRONOTE gives an ENT its identifiers.
//!
//! Role: what «importer d'abord l'export chiffré» needs. Input: a base. Output: a document of
//! [`crate::exchange::identifiers`], not encrypted yet. Invariant: an identifier is given for one person or for nobody: rows
//! whose identifier is missing or several people's are left out and counted.

use std::collections::BTreeMap;

use crate::exchange::WriteError;
use crate::exchange::identifiers::{Address, Person, Role, Writer, iso_date};
use crate::identity::{Flaws, Person as Row, Population, Profile};
use crate::normalize::fold;

/// A document and who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifiersDocument {
    /// The document, UTF-8.
    pub bytes: Vec<u8>,
    /// How many people it holds; somebody with two profiles counts twice.
    pub people: u32,
    /// Who had to be left out.
    pub left_out: LeftOut,
}

/// How many people of a base the document does not hold, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// No identifier, or one that cannot be trusted.
    pub without_id: u32,
    /// An identifier that other people have too.
    pub with_shared_id: u32,
    /// No profile that the format has an element for: inspectors, internship supervisors, people without a profile.
    pub without_element: u32,
}

impl LeftOut {
    /// Everybody.
    pub fn all(self) -> u32 {
        self.without_id + self.with_shared_id + self.without_element
    }
}

/// The profiles in the order of the document.
const PROFILES: [Profile; 4] = [Profile::Teachers, Profile::Staff, Profile::Parents, Profile::Pupils];

/// Makes the document. Class, address and children come from the columns that the reader passes through, by their usual
/// titles; children count where the column names them by identifier. Postcodes of other countries are left out.
///
/// # Errors
/// [`WriteError`]: a character that XML cannot carry.
pub fn identifiers_document(base: &Population) -> Result<IdentifiersDocument, WriteError> {
    let columns = Columns::of(base);
    let mut left_out = LeftOut::default();
    let mut usable = Vec::with_capacity(base.len());
    for row in base.people() {
        if row.flaws().contains(Flaws::MISSING_ID) {
            left_out.without_id += 1;
        } else if row.flaws().contains(Flaws::DUPLICATE_ID) {
            left_out.with_shared_id += 1;
        } else if !PROFILES.iter().any(|profile| row.profiles().contains(*profile)) {
            left_out.without_element += 1;
        } else {
            usable.push(row);
        }
    }
    let mut writer = Writer::new(Vec::new())?;
    let mut people = 0;
    // By the child's identifier, the numbers of the adults.
    let mut guardians: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for profile in PROFILES {
        for row in usable.iter().filter(|row| row.profiles().contains(profile)) {
            people += 1;
            let role = match profile {
                Profile::Teachers => Role::Teacher,
                Profile::Parents => {
                    for child in columns.children(*row) {
                        guardians.entry(child).or_default().push(people);
                    }
                    Role::Guardian
                }
                Profile::Pupils => Role::Pupil {
                    classes: columns.classes(*row),
                    guardians: guardians.remove(row.id()).unwrap_or_default(),
                },
                _ => Role::Staff,
            };
            writer.push(&Person {
                ident: people,
                idpn: row.id().to_owned(),
                family: row.family().to_owned(),
                given: row.given().to_owned(),
                birth_date: iso_date(row.birth_date()),
                address: columns.address(*row),
                role,
            })?;
        }
    }
    Ok(IdentifiersDocument { bytes: writer.finish()?, people, left_out })
}

/// Where the passed-through columns stand that the document has values for.
struct Columns {
    class: Option<usize>,
    children: Option<usize>,
    lines: [Option<usize>; 4],
    town: Option<usize>,
    country: Option<usize>,
}

impl Columns {
    fn of(base: &Population) -> Self {
        let titles: Vec<String> = base.extra_titles.iter().map(|title| fold(title)).collect();
        let find = |known: &[&str]| titles.iter().position(|title| known.contains(&title.as_str()));
        Self {
            class: find(&["CLASSE", "CLASSES"]),
            children: find(&["ENFANTS"]),
            lines: [
                find(&["ADRESSE", "ADRESSE 1", "ADRESSE1"]),
                find(&["ADRESSE 2", "ADRESSE2"]),
                find(&["ADRESSE 3", "ADRESSE3"]),
                find(&["ADRESSE 4", "ADRESSE4"]),
            ],
            town: find(&["VILLE", "COMMUNE"]),
            country: find(&["PAYS"]),
        }
    }

    fn classes(&self, row: Row<'_>) -> Vec<String> {
        list(cell(row, self.class)).map(str::to_owned).collect()
    }

    fn children<'a>(&self, row: Row<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
        list(cell(row, self.children))
    }

    fn address(&self, row: Row<'_>) -> Address {
        // Of a foreign code no text is kept; the engine compares such codes, and nobody can be told them.
        let postcode = row.postcode().french_number().map(|number| format!("{number:05}")).unwrap_or_default();
        Address {
            lines: self.lines.map(|line| cell(row, line).to_owned()),
            postcode,
            town: cell(row, self.town).to_owned(),
            country: cell(row, self.country).to_owned(),
        }
    }
}

fn cell<'a>(row: Row<'a>, column: Option<usize>) -> &'a str {
    column.and_then(|column| row.extras().nth(column)).unwrap_or_default()
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::identifiers::Reader;
    use crate::formats::{ReadOptions, read_identifiers};
    use crate::identity::{BirthDate, Entry, Postcode};

    fn base() -> Population {
        let titles = ["Classe", "Enfants", "Adresse", "Ville", "Régime"].map(str::to_owned).to_vec();
        let mut base = Population::new(vec!["base.csv".to_owned()], titles);
        let mut push = |id, profiles, flaws, extras: &[&str]| {
            let (birth_date, postcode) = (BirthDate::new(2012, 3, 4).unwrap(), Postcode::french(1000));
            base.push(Entry {
                id,
                profiles,
                family: "É",
                given: "<a>",
                birth_date,
                postcode,
                flaws,
                extras,
                ..Entry::default()
            });
        };
        push("p1", Profile::Pupils.into(), Flaws::NONE, &["6A, LATIN", "", "", "", "Externe"]);
        push("r1", Profile::Parents.into(), Flaws::NONE, &["", "p1, Zoé", "1 rue A", "Bourg", ""]);
        push(
            "t1",
            crate::identity::ProfileSet::from(Profile::Teachers).with(Profile::Parents),
            Flaws::NONE,
            &["", "p1", "", "", ""],
        );
        push("", Profile::Staff.into(), Flaws::MISSING_ID, &[""; 5]);
        push("x", Profile::Staff.into(), Flaws::DUPLICATE_ID, &[""; 5]);
        push("i", Profile::Inspectors.into(), Flaws::NONE, &[""; 5]);
        base
    }

    #[test]
    fn everybody_with_an_identifier_of_their_own_is_in_the_document() {
        let made = identifiers_document(&base()).unwrap();
        assert_eq!(made.left_out, LeftOut { without_id: 1, with_shared_id: 1, without_element: 1 });
        let people: Vec<Person> = Reader::new(&made.bytes).unwrap().map(|person| person.unwrap().person).collect();
        assert_eq!(people.len() as u32, made.people);
        let ids: Vec<(&str, u32)> = people.iter().map(|person| (person.idpn.as_str(), person.ident)).collect();
        assert_eq!(ids, [("t1", 1), ("r1", 2), ("t1", 3), ("p1", 4)]);
        assert_eq!(
            people[3].role,
            Role::Pupil { classes: vec!["6A".to_owned(), "LATIN".to_owned()], guardians: vec![2, 3] }
        );
        assert_eq!((people[1].address.postcode.as_str(), people[1].address.town.as_str()), ("01000", "Bourg"));
    }

    #[test]
    fn what_is_written_is_read_as_a_base() {
        let made = identifiers_document(&base()).unwrap();
        let reading = read_identifiers("ids.xml", &made.bytes, &ReadOptions::default()).unwrap();
        // A teacher and parent has two rows of one identifier, which the reader knows for one person.
        let ids: Vec<&str> = reading.population.people().map(Row::id).collect();
        assert!(["t1", "r1", "p1"].iter().all(|id| ids.contains(id)), "{ids:?}");
        let pupil = reading.population.people().find(|row| row.id() == "p1").unwrap();
        assert_eq!((pupil.family(), pupil.given()), ("É", "<a>"));
        assert_eq!(pupil.birth_date(), BirthDate::new(2012, 3, 4).unwrap());
        assert!(reading.population.people().all(|row| row.flaws().is_none()));
        assert!(reading.has_profile[Profile::Teachers.index()] && !reading.has_profile[Profile::Staff.index()]);
        assert!(pupil.origin().line > 1);
    }
}
