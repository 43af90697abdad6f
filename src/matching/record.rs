//! One person as the comparison sees it: 32 bytes of numbers.

use crate::identity::{BirthDate, Person, Postcode, Sex};

use super::lexicon::{Form, Forms, Lexicon};
use super::rarity::{Cohort, PostcodeCounts, PostcodeRarity, Rarities, Rarity};

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
    pub lexicon: &'a Lexicon,
    /// Their rarities.
    pub rarities: &'a Rarities,
    /// The cohort of the profile at hand.
    pub cohort: Cohort,
    /// The postcodes of the pool.
    pub postcodes: &'a PostcodeCounts,
}

impl RecordContext<'_> {
    /// The record of `person`, whose side's names have the given forms.
    pub fn record(&self, person: Person<'_>, forms: &Forms) -> Record {
        let (family, given) = (forms.of(person.family_symbol()), forms.of(person.given_symbol()));
        let birth_family = forms.of(person.birth_family_symbol());
        let rarity_of_birth_family = || self.rarities.family(self.cohort, self.lexicon.key(birth_family));
        Record {
            family,
            given,
            birth_family,
            birth_family_rarity: if birth_family.is_empty() { Rarity::MAX } else { rarity_of_birth_family() },
            other_given: forms.of(person.other_given_symbol()),
            birth_date: person.birth_date(),
            postcode: person.postcode(),
            sex: person.sex(),
            family_rarity: self.rarities.family(self.cohort, self.lexicon.key(family)),
            given_rarity: self.rarities.given(self.cohort, self.lexicon.key(given)),
            postcode_rarity: self.postcodes.rarity(person.postcode()),
        }
    }
}
