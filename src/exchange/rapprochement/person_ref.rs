//! A person whose texts stand in the reader's memory.

use crate::exchange::rapprochement::{Address, Person, Role};
use crate::identity::{BirthDate, Sex};

/// A [`Person`] as the reader hands it out, until the next one. Text that is empty stands for an attribute that is not
/// there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonRef<'a> {
    /// The line on which the element begins.
    pub line: u64,
    /// The number in this file.
    pub ident: u32,
    /// Family name.
    pub family: &'a str,
    /// Given name.
    pub given: &'a str,
    /// `ID_Partenaire`, the CAS id, with its white space.
    pub cas_id: &'a str,
    /// Postal address.
    pub address: AddressRef<'a>,
    /// In which block, and what that block adds.
    pub role: RoleRef<'a>,
}

/// An [`Address`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddressRef<'a> {
    /// `Adresse1` to `Adresse4`.
    pub lines: [&'a str; 4],
    /// Postcode.
    pub postcode: &'a str,
    /// Town.
    pub town: &'a str,
    /// Country.
    pub country: &'a str,
}

/// A [`Role`]. Birth dates are days of the calendar, `2012-03-04`, in whatever year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleRef<'a> {
    /// `Personnels`.
    Staff,
    /// `Professeurs`.
    Teacher {
        /// Birth date, often missing.
        birth_date: &'a str,
    },
    /// `Responsables`.
    Guardian {
        /// The [`Civility::ident`](super::Civility::ident).
        civility: Option<u32>,
    },
    /// `Eleves`.
    Pupil {
        /// Birth date.
        birth_date: &'a str,
        /// Sex.
        sex: Sex,
        /// INE.
        national_number: &'a str,
        /// The [`PersonRef::ident`]s of the responsible adults, who all stand before.
        guardians: &'a [u32],
    },
}

impl PersonRef<'_> {
    /// The person with memory of its own. A birth date in a year that [`BirthDate`] does not have becomes «missing».
    pub fn to_person(&self) -> Person {
        let date = |text: &str| {
            let mut parts = text.split('-').map_while(|part| part.parse::<u32>().ok());
            let (year, month, day) = (parts.next(), parts.next(), parts.next());
            let year = year.and_then(|year| i32::try_from(year).ok());
            BirthDate::new(year.unwrap_or(0), month.unwrap_or(0), day.unwrap_or(0)).unwrap_or(BirthDate::MISSING)
        };
        Person {
            ident: self.ident,
            family: self.family.to_owned(),
            given: self.given.to_owned(),
            cas_id: self.cas_id.to_owned(),
            address: Address {
                lines: self.address.lines.map(str::to_owned),
                postcode: self.address.postcode.to_owned(),
                town: self.address.town.to_owned(),
                country: self.address.country.to_owned(),
            },
            role: match self.role {
                RoleRef::Staff => Role::Staff,
                RoleRef::Teacher { birth_date } => Role::Teacher { birth_date: date(birth_date) },
                RoleRef::Guardian { civility } => Role::Guardian { civility },
                RoleRef::Pupil { birth_date, sex, national_number, guardians } => Role::Pupil {
                    birth_date: date(birth_date),
                    sex,
                    national_number: national_number.to_owned(),
                    guardians: guardians.to_vec(),
                },
            },
        }
    }
}
