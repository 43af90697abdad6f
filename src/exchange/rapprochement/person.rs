//! What the file holds. Text that is empty stands for an attribute that is left out.

use chrono::NaiveDateTime;

use crate::identity::{BirthDate, Sex};

/// Everything before the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// When the file was made.
    pub date: NaiveDateTime,
    /// Who made it: the ENT's integrator.
    pub partner: String,
    /// How the ENT signs people in, where the file says so.
    pub delegation: Option<Delegation>,
    /// The titles that guardians refer to.
    pub civilities: Vec<Civility>,
    /// Every school that the file mentions; at least one.
    pub schools: Vec<School>,
    /// The [`School::ident`]s of the schools that the file is about; at least one.
    pub managed: Vec<u32>,
}

/// A protocol of delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delegation {
    /// A CAS server.
    Cas,
    /// WS-Federation.
    Adfs,
}

impl Delegation {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cas => "CAS",
            Self::Adfs => "ADFS",
        }
    }
}

/// A title: «M.», «Mme».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Civility {
    /// Its number in this file.
    pub ident: u32,
    /// The title.
    pub label: String,
}

/// A school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct School {
    /// Its number in this file.
    pub ident: u32,
    /// UAI.
    pub uai: String,
    /// Name.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Telephone of the secretariat.
    pub secretariat: String,
    /// Telephone of the «scolarité».
    pub registrar: String,
    /// Fax.
    pub fax: String,
    /// E-mail address.
    pub email: String,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// `Adresse1` to `Adresse4`.
    pub lines: [String; 4],
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Country.
    pub country: String,
}

/// A user of the ENT. Somebody with two profiles is two persons of one `cas_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number in this file, which nobody else may have: whoever numbers people answers for that, since a writer
    /// that remembered them all would grow with the file.
    pub ident: u32,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// `ID_Partenaire`, the CAS id, with its white space.
    pub cas_id: String,
    /// Postal address.
    pub address: Address,
    /// In which block, and what that block adds.
    pub role: Role,
}

/// The block of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// `Personnels`.
    Staff,
    /// `Professeurs`.
    Teacher {
        /// Birth date, often missing.
        birth_date: BirthDate,
    },
    /// `Responsables`; a guardian has no birth date in this format.
    Guardian {
        /// The [`Civility::ident`].
        civility: Option<u32>,
    },
    /// `Eleves`.
    Pupil {
        /// Birth date; required.
        birth_date: BirthDate,
        /// Sex.
        sex: Sex,
        /// INE.
        national_number: String,
        /// The [`Person::ident`]s of the responsible adults.
        guardians: Vec<u32>,
    },
}
