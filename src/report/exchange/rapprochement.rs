//! The users of an ENT as the document by which PRONOTE retrieves their CAS ids.
//!
//! Input: the ENT's users. Output: a document of [`crate::exchange::rapprochement`] about one school.

use super::columns::Columns;
use super::families::Families;
use super::{ExchangeDocument, usable};
use crate::exchange::WriteError;
use crate::exchange::rapprochement::{Header, Person, Role, Writer};
use crate::identity::{Flaws, Person as Row, Population, Profile};

/// The profiles in the order of the document.
const PROFILES: [Profile; 4] = [Profile::Staff, Profile::Teachers, Profile::Parents, Profile::Pupils];

/// Makes the document about the first school of `head`, for which its UAI chooses people. The address comes from the columns
/// that the reader passes through, by their usual titles; who answers for whom is what the population knows. The format wants
/// every pupil's birth date: pupils without one are left out.
///
/// # Errors
/// [`WriteError`]: a head without schools, a character that XML cannot carry.
pub fn rapprochement_document(cas: &Population, head: &Header) -> Result<ExchangeDocument, WriteError> {
    let columns = Columns::of(cas);
    let school = head.schools.first().map(|school| school.uai.as_str());
    let (usable, mut left_out) = usable(cas, school);
    let mut writer = Writer::new(Vec::new(), head)?;
    let mut people = 0;
    let mut families = Families::of(cas);
    for profile in PROFILES {
        for row in usable.iter().filter(|row| row.profiles().contains(profile)) {
            if profile == Profile::Pupils && row.birth_date().is_missing() {
                let is_impossible = row.flaws().contains(Flaws::INVALID_BIRTH_DATE);
                let counter = if is_impossible {
                    &mut left_out.with_impossible_birth_date
                } else {
                    &mut left_out.without_birth_date
                };
                *counter += 1;
                continue;
            }
            people += 1;
            if profile == Profile::Parents {
                families.add(*row, people);
            }
            writer.push(&Person {
                ident: people,
                family: row.family().to_owned(),
                given: row.given().to_owned(),
                cas_id: row.id().to_owned(),
                address: columns.address(*row),
                role: role(*row, profile, &families),
            })?;
        }
    }
    Ok(ExchangeDocument { bytes: writer.finish()?, people, left_out })
}

fn role(row: Row<'_>, profile: Profile, families: &Families<'_>) -> Role {
    match profile {
        Profile::Teachers => Role::Teacher { birth_date: row.birth_date() },
        Profile::Parents => Role::Guardian { civility: None },
        Profile::Pupils => Role::Pupil {
            birth_date: row.birth_date(),
            sex: row.sex(),
            national_number: String::new(),
            guardians: families.guardians(row),
        },
        _ => Role::Staff,
    }
}
