//! One person as the comparison sees it: 32 bytes of numbers.

use crate::identity::{BirthDate, Person, Postcode, Sex};

use super::filler_dates::FillerDates;
use super::guests::Names;
use super::lexicon::{Form, Forms};
use super::name_level::NameKind;
use super::rarity::{Cohort, PoolNames, PostcodeCounts, PostcodeRarity, Rarities, Rarity};

/// The normal forms of one person, with the rarity of what an agreement would rest on.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    /// Usage family name.
    pub family: Form,
    /// Given name.
    pub given: Form,
    /// Birth name, if known apart.
    pub birth_family: Form,
    /// All further given names.
    pub other_given: Form,
    /// Birth date.
    pub birth_date: BirthDate,
    /// Postcode.
    pub postcode: Postcode,
    /// Sex.
    pub sex: Sex,
    /// Rarity of the family name.
    pub family_rarity: Rarity,
    /// Rarity of the birth name; 255 where there is none.
    pub birth_family_rarity: Rarity,
    /// Rarity of the given name.
    pub given_rarity: Rarity,
    /// Rarity of the postcode in its pool, at each level of agreement.
    pub postcode_rarity: PostcodeRarity,
}

/// What it takes to make a [`Record`] of a person.
#[derive(Debug, Clone, Copy)]
pub struct RecordContext<'a> {
    /// All names.
    pub names: Names<'a>,
    /// Their rarities.
    pub rarities: &'a Rarities,
    /// The cohort of the profile at hand.
    pub cohort: Cohort,
    /// The postcodes of the pool.
    pub postcodes: &'a PostcodeCounts,
    /// The names of the pool.
    pub pool_names: &'a PoolNames,
}

/// What is known of one person, before it is seen how rare that is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Usage family name.
    pub family: Form,
    /// Given name.
    pub given: Form,
    /// Birth name, if known apart.
    pub birth_family: Form,
    /// All further given names.
    pub other_given: Form,
    /// Birth date.
    pub birth_date: BirthDate,
    /// Postcode.
    pub postcode: Postcode,
    /// Sex.
    pub sex: Sex,
}

impl Facts {
    /// Of `person`, whose side's names have the given forms.
    pub fn of(person: Person<'_>, forms: &Forms) -> Self {
        Self {
            family: forms.of(person.family_symbol()),
            given: forms.of(person.given_symbol()),
            birth_family: forms.of(person.birth_family_symbol()),
            other_given: forms.of(person.other_given_symbol()),
            birth_date: person.birth_date(),
            postcode: person.postcode(),
            sex: person.sex(),
        }
    }
}

impl RecordContext<'_> {
    /// The record of `person`, whose side's names have the given forms and whose side's dates the given fillers.
    pub fn record(&self, person: Person<'_>, forms: &Forms, fillers: &FillerDates) -> Record {
        let facts = Facts::of(person, forms);
        self.complete(Facts { birth_date: fillers.read(self.cohort, facts.birth_date), ..facts })
    }

    /// The record of somebody of whom these facts are known.
    pub fn complete(&self, facts: Facts) -> Record {
        let Facts { family, given, birth_family, other_given, birth_date, postcode, sex } = facts;
        let rarity = |kind, name| self.pool_names.rarity(self.rarities, self.cohort, kind, self.names, name);
        let family_rarity = |name| rarity(NameKind::Family, name);
        Record {
            family,
            given,
            birth_family,
            other_given,
            birth_date,
            postcode,
            sex,
            family_rarity: family_rarity(family),
            birth_family_rarity: if birth_family.is_empty() { Rarity::MAX } else { family_rarity(birth_family) },
            given_rarity: rarity(NameKind::Given, given),
            postcode_rarity: self.postcodes.rarity(postcode),
        }
    }
}
