//! The users of a base as the document by which PRONOTE gives an ENT its identifiers.
//!
//! Role: what «importer d'abord l'export chiffré» needs. Input: a base. Output: a document of
//! [`crate::exchange::identifiers`].

use super::columns::Columns;
use super::families::Families;
use super::{ExchangeDocument, PROFILES, usable};
use crate::exchange::WriteError;
use crate::exchange::identifiers::{Person, Role, Writer, iso_date};
use crate::identity::{Population, Profile};

/// Makes the document about one school, given by its UAI: users of others are left out. Class and address come from the
/// columns that the reader passes through, by their usual titles; who answers for whom is what the population knows. Postcodes of other
/// countries are left out.
///
/// # Errors
/// [`WriteError`]: a character that XML cannot carry.
pub fn identifiers_document(base: &Population, school: &str) -> Result<ExchangeDocument, WriteError> {
    let columns = Columns::of(base);
    let (usable, left_out) = usable(base, Some(school));
    let mut writer = Writer::new(Vec::new())?;
    let mut people = 0;
    let mut families = Families::of(base);
    for profile in PROFILES {
        for row in usable.iter().filter(|row| row.profiles().contains(profile)) {
            people += 1;
            let role = match profile {
                Profile::Teachers => Role::Teacher,
                Profile::Parents => {
                    families.add(*row, people);
                    Role::Guardian
                }
                Profile::Pupils => Role::Pupil { classes: columns.classes(*row), guardians: families.guardians(*row) },
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
    Ok(ExchangeDocument { bytes: writer.finish()?, people, left_out })
}

#[cfg(test)]
mod tests {
    use super::super::LeftOut;
    use super::*;
    use crate::exchange::identifiers::Reader;
    use crate::formats::{ReadOptions, read_identifiers};
    use crate::identity::{BirthDate, Entry, Flaws, Postcode};

    const HERE: &str = "0350001A";

    fn base() -> Population {
        let titles = ["Classe", "Adresse", "Ville", "Régime"].map(str::to_owned).to_vec();
        let mut base = Population::new(vec!["base.csv".to_owned()], titles);
        let mut push = |id, profiles, flaws, schools, extras: &[&str]| {
            let (birth_date, postcode) = (BirthDate::new(2012, 3, 4).unwrap(), Postcode::french(1000));
            base.push(Entry {
                id,
                profiles,
                family: "É",
                given: "<a>",
                birth_date,
                postcode,
                flaws,
                schools,
                extras,
                ..Entry::default()
            })
        };
        let p1 = push("p1", Profile::Pupils.into(), Flaws::NONE, HERE, &["6A, LATIN", "", "", "Externe"]);
        let r1 = push("r1", Profile::Parents.into(), Flaws::NONE, "", &["", "1 rue A", "Bourg", ""]);
        let both = crate::identity::ProfileSet::from(Profile::Teachers).with(Profile::Parents);
        let t1 = push("t1", both, Flaws::NONE, "", &[""; 4]);
        push("", Profile::Staff.into(), Flaws::MISSING_ID, "", &[""; 4]);
        push("x", Profile::Staff.into(), Flaws::DUPLICATE_ID, "", &[""; 4]);
        push("i", Profile::Inspectors.into(), Flaws::NONE, "", &[""; 4]);
        push("?", crate::identity::ProfileSet::EMPTY, Flaws::NONE, "", &[""; 4]);
        push("n", Profile::Staff.into(), Flaws::MISSING_NAME, "", &[""; 4]);
        // Of another school, and who answers for nobody of this one.
        let p2 = push("p2", Profile::Pupils.into(), Flaws::NONE, "0350002B", &[""; 4]);
        let r2 = push("r2", Profile::Parents.into(), Flaws::NONE, "", &[""; 4]);
        base.set_responsibles(vec![(p1, r1), (p1, t1), (p2, r2), (p2, r1)]);
        base
    }

    #[test]
    fn everybody_with_an_identifier_of_their_own_is_in_the_document() {
        let made = identifiers_document(&base(), HERE).unwrap();
        let left_out = LeftOut {
            without_id: 1,
            with_shared_id: 1,
            without_profile: 1,
            without_element: 1,
            without_name: 1,
            of_other_schools: 2,
            ..LeftOut::default()
        };
        assert_eq!((made.left_out, made.left_out.all()), (left_out, 7));
        let people: Vec<Person> = Reader::new(&made.bytes[..]).unwrap().map(|person| person.unwrap().person).collect();
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
        let made = identifiers_document(&base(), HERE).unwrap();
        let reading = read_identifiers("ids.xml", made.bytes, &ReadOptions::default()).unwrap();
        // A teacher and parent has two rows of one identifier, which the reader knows for one person.
        let ids: Vec<&str> = reading.population.people().map(crate::identity::Person::id).collect();
        assert!(["t1", "r1", "p1"].iter().all(|id| ids.contains(id)), "{ids:?}");
        let pupil = reading.population.people().find(|row| row.id() == "p1").unwrap();
        assert_eq!((pupil.family(), pupil.given()), ("É", "<a>"));
        assert_eq!(pupil.birth_date(), BirthDate::new(2012, 3, 4).unwrap());
        assert!(reading.population.people().all(|row| row.flaws().is_none()));
        assert!(reading.has_profile[Profile::Teachers.index()] && !reading.has_profile[Profile::Staff.index()]);
        assert!(pupil.origin().line > 1);
    }
}
