//! The tunables of hard cases: people missing on one side, people who resemble each other, systems that write in their own way.
//!
//! `Default` is «none of them» for each. A rate that is 0 draws no random number, so the default population stays as it is.

/// Everything that makes matching hard beside the damages. A pool knows [`Self::base`] and [`Self::ent`] alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Complications {
    /// People who are missing on one side.
    pub absences: Absences,
    /// People who resemble another person of the school.
    pub lookalikes: Lookalikes,
    /// Names that many people of one school share.
    pub local_names: LocalNames,
    /// How the base writes.
    pub base: Habits,
    /// How the ENT writes.
    pub ent: Habits,
    /// Schools whose accounts the ENT's file holds.
    pub accounts_of: AccountsOf,
    /// Share of accounts that are filed under another profile: their person is nobody of that profile. Of people whose
    /// relative has the same names ten times as many.
    pub wrong_profile: f64,
    /// Of people with two accounts: the second account has another school beside the first one.
    pub second_school: f64,
    /// Pupils whose birth date both systems know as 1 January or 31 December of the year. With local names, most of these
    /// are of the largest community: six times as many there, a fifth elsewhere.
    pub filler_dates: f64,
    /// Adults have birth dates, on both sides.
    pub adult_dates: bool,
    /// Of households: the parents have a child in another school too, with a user and an account of their own there.
    pub two_schools: f64,
    /// Of pupils: the base does not know their responsible adults.
    pub base_relations_missing: f64,
    /// Of responsible adults: the ENT names them for one of their children only.
    pub ent_relations_missing: f64,
}

/// Rates of people who are missing on one side.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Absences {
    /// Share of people with an account who are not in the base.
    pub from_base: f64,
    /// Share of people of the base without an account.
    pub from_ent: f64,
    /// Of those who are missing: the share whose whole household is missing with them.
    pub households: f64,
    /// Of pairs of people who resemble each other: one of the two is missing on one side.
    pub lookalikes: f64,
    /// Of such pairs with one missing: the other one is missing on the other side.
    pub crossed: f64,
}

/// Rates of people who resemble another person of the school. Two such people are a pair, of which [`Absences::lookalikes`] takes
/// one away. Twins are always a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lookalikes {
    /// Of twins: their given names are alike.
    pub alike_twins: f64,
    /// Of couples: they share family name and postcode, and their given names are alike.
    pub alike_couples: f64,
    /// Of couples: they share given name, family name and postcode.
    pub equal_couples: f64,
    /// Of households: two relatives have the same names. Among adults, among pupils, or a parent and a child.
    pub relatives: f64,
    /// Of parents: another parent has the same names.
    pub namesake_parents: f64,
    /// Of mothers with a birth name: another mother uses that name, and has the same given name.
    pub birth_names: f64,
    /// Of parents: another parent has the same two names in the other order.
    pub swapped_names: f64,
    /// Of pupils: somebody of another family name shares given name, birth date and postcode.
    pub strangers_pupils: f64,
    /// Of parents: somebody of another family name shares given name and postcode.
    pub strangers_parents: f64,
    /// Of these strangers: they share one half of a double family name too, if there is one.
    pub strangers_half: f64,
    /// Of parents: a step-parent stands in their place on one side.
    pub stepparents: f64,
}

/// Names that many people of one school share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LocalNames {
    /// Share of families with one of thirty family names of five communities.
    pub family: f64,
    /// Of people with such a name: their given name is one of few that go with it.
    pub given: f64,
    /// Share of adults with two Iberian family names, of which their children get one each.
    pub iberian: f64,
}

/// Rates of a side's own ways of writing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Habits {
    /// Share of people whose postcode is a CEDEX code.
    pub cedex: f64,
    /// Share of people with the school's own postcode in place of theirs.
    pub school_postcode: f64,
    /// Share of people with one and the same postcode of another département.
    pub default_postcode: f64,
    /// Of pupils' birth dates the year alone is known: they are written as 1 January.
    pub years_only: bool,
    /// Adults' birth date is 1 January 1900.
    pub adults_1900: bool,
    /// Share of people with a placeholder in place of a name.
    pub placeholders: f64,
    /// Share of people whose given name is an initial.
    pub initials: f64,
    /// Names are cut to that many characters.
    pub longest_name: Option<usize>,
    /// Share of people with a Cyrillic letter that looks like the Latin one in a name.
    pub foreign_letters: f64,
    /// Share of people who are written by a short form of their given name, or by their second given name.
    pub usual_given: f64,
}

/// The schools whose accounts the ENT's file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AccountsOf {
    /// The base's school.
    #[default]
    ThisSchool,
    /// The base's school and this many others; accounts have no UAI.
    Region(usize),
    /// Another school; accounts have no UAI, and nobody of them is in the base.
    OtherSchool,
}
