//! Regimes: populations in which one kind of hard case is frequent.
//!
//! Role: presets of the generator, so that each kind of mistake can be measured on people with known truth. Input: a
//! [`Regime`], a number of schools, a seed. Output: a [`SynthConfig`]. Invariants: a regime differs from the default
//! configuration in its tunables alone; the truth says of each account who it is, or that the base does not have that
//! person. Entry point: [`Synth::regime`](super::Synth::regime).

mod absences;
mod alike_names;
mod complications;
mod habits;
mod local_names;
mod lookalikes;

use super::config::{Layout, SynthConfig};
use crate::identity::Lang;

pub use complications::{Absences, AccountsOf, Complications, Habits, LocalNames, Lookalikes};

pub(super) use absences::apply as apply_absences;
pub(super) use habits::apply as apply_habits;
pub(super) use local_names::LocalNames as LocalNamesOfSchool;
pub(super) use lookalikes::add as add_lookalikes;

macro_rules! regimes {
    ($($name:ident, $key:literal, $french:literal, $english:literal;)*) => {
        /// A preset of the generator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Regime {
            $(#[doc = $english] $name,)*
        }

        impl Regime {
            /// Every regime, `ordinary` first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name on a command line and in a settings file.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// What is special about its people.
            pub fn description(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, Lang::Fr) => $french,)*
                    $((Self::$name, Lang::En) => $english,)*
                }
            }
        }
    };
}

regimes! {
    Ordinary, "ordinary", "La population par défaut.", "The default population.";
    Missing, "missing", "10 % de personnes absentes de chaque côté, la moitié avec toute leur famille.", "10 % of the people are missing on each side, half of them with their whole household.";
    AbsentTwins, "absent-twins", "8 % de familles avec jumeaux ; dans un tiers d'entre elles, un jumeau absent d'un côté.", "8 % of the families have twins; in a third of these, one twin is missing on one side.";
    AlikeTwins, "alike-twins", "Comme absent-twins, avec des prénoms proches : Lina et Lena, Jean-Paul et Jean-Pierre.", "As absent-twins, and the twins' given names are alike: Lina and Lena, Jean-Paul and Jean-Pierre.";
    AlikeCouples, "alike-couples", "15 % de couples aux prénoms proches (Michel, Michèle), sous un nom et à une adresse ; dans la moitié, l'un est absent d'un côté.", "15 % of the couples have alike given names (Michel, Michèle), one family name and one postcode; in half of these, one is missing on one side.";
    EqualCouples, "equal-couples", "6 % de couples du même prénom (Claude), les deux côtés disant le sexe ; dans la moitié, l'un est absent d'un côté.", "6 % of the couples have the same given name (Claude), and both sides tell the sex; in half of these, one is missing on one side.";
    Relatives, "same-name-relatives", "Dans 6 % des foyers, deux parents proches ont les mêmes nom et prénom ; dans la moitié, l'un est absent d'un côté.", "In 6 % of the households two relatives have the same names; in half of these, one is missing on one side.";
    Communities, "communities", "La moitié des familles d'un établissement se partagent trente noms, avec leurs prénoms ; 5 % d'absents de chaque côté.", "Half of the families of a school share thirty family names, and given names go with these; 5 % are missing on each side.";
    Fillers, "fillers", "Comme communities, et 8 % des élèves sont nés un 1er janvier ou un 31 décembre des deux côtés.", "As communities, and 8 % of the pupils are born on 1 January or 31 December on both sides.";
    YearsOnly, "years-only", "L'ENT ne sait que l'année de naissance des élèves et envoie le 1er janvier.", "The ENT knows the year of pupils' birth dates alone and sends 1 January.";
    Adults1900, "adults-1900", "La base a la date de naissance des adultes, l'ENT envoie le 01/01/1900 pour tous.", "The base has the birth dates of adults, and the ENT sends 1 January 1900 for all of them.";
    AdultDates, "adult-dates", "Les deux côtés ont la date de naissance des adultes ; 5 % d'absents de chaque côté.", "Both sides have the birth dates of adults; 5 % are missing on each side.";
    WrongProfile, "wrong-profile", "2 % des comptes sont rangés dans un autre profil, plus souvent là où un proche porte le même nom ; le bon compte manque souvent.", "2 % of the accounts are filed under another profile, more often where a relative has the same names; the right account is often missing.";
    Cedex, "cedex", "60 % des codes postaux de l'ENT sont des codes CEDEX.", "60 % of the people have a CEDEX code as postcode at the ENT.";
    SchoolPostcode, "school-postcode", "Dans la base, 40 % des personnes ont le code postal de l'établissement.", "40 % of the people have the postcode of the school in the base.";
    OtherDepartement, "other-departement", "À l'ENT, 40 % des personnes ont un même code postal d'un autre département.", "40 % of the people have one default postcode of another département at the ENT.";
    Region, "region", "Les comptes sont ceux de vingt établissements, sans UAI ; la base est celle de l'un d'eux.", "The accounts are those of twenty schools without UAI, and the base is that of one of them.";
    OtherSchool, "other-school", "Les comptes sont ceux d'un autre établissement, sans UAI : personne n'est dans la base.", "The accounts are those of another school, without UAI: nobody is in the base.";
    TwoSchools, "two-schools", "5 % des parents ont un compte et une fiche dans chacun de deux établissements.", "5 % of the parents have an account and a user in each of two schools.";
    Placeholders, "placeholders", "2 % des personnes ont un mot de remplissage (INCONNU, X) à la place d'un nom, d'un côté ou de l'autre ; 3 % d'absents.", "2 % of the people have a placeholder (INCONNU, X) in place of a name, on either side; 3 % are missing on each side.";
    Initials, "initials", "Un tiers des comptes n'ont que l'initiale du prénom ; 3 % d'absents de chaque côté.", "A third of the accounts give the initial of the given name alone; 3 % are missing on each side.";
    Truncated, "truncated", "L'ENT coupe les noms à 12 caractères ; 3 % d'absents de chaque côté.", "The ENT cuts names at 12 characters; 3 % are missing on each side.";
    ShortForms, "short-forms", "12 % des comptes ont un diminutif ou le second prénom ; 3 % d'absents de chaque côté.", "12 % of the accounts give a short form or the second given name; 3 % are missing on each side.";
    ForeignLetters, "foreign-letters", "2 % des comptes ont une lettre cyrillique dans un nom latin ; 3 % d'absents de chaque côté.", "2 % of the accounts have a Cyrillic letter in a Latin name; 3 % are missing on each side.";
    DoubleNames, "double-names", "30 % des adultes ont un double nom ibérique, souvent réduit de moitié ; des inconnus partagent l'autre moitié ; 5 % d'absents.", "30 % of the adults have an Iberian double name, of which often one half is written; strangers share the other half; 5 % are missing on each side.";
    SwappedNames, "swapped-names", "4 % des parents ont en commun avec un autre leurs deux noms, dans l'autre ordre ; dans la moitié des cas, l'un est absent d'un côté.", "4 % of the parents share both names with another one, in the other order; in half of the cases, one is missing on one side.";
    Strangers, "strangers-in-place", "Des inconnus d'un autre nom ont le prénom, la date et le code postal de 2 % des élèves, ou le prénom et le code postal de 3 % des parents.", "Strangers of another family name share given name, birth date and postcode with 2 % of the pupils, or given name and postcode with 3 % of the parents.";
    BirthNames, "birth-names", "Un quart des mères ont leur nom d'usage d'un côté, leur nom de naissance de l'autre ; une autre mère peut porter ce dernier.", "A quarter of the mothers have the usage name on one side and the birth name on the other, which another mother may use.";
    BirthNamesShown, "birth-names-shown", "Comme birth-names, les deux côtés donnant nom de naissance et sexe.", "As birth-names, and both sides tell birth names and sex.";
    Namesakes, "namesake-parents", "5 % des parents ont un homonyme parmi les parents ; dans la moitié des cas, l'un est absent d'un côté.", "5 % of the parents have a namesake among the parents; in half of the cases, one is missing on one side.";
    SecondAccounts, "second-accounts", "1,5 % des personnes ont deux comptes, dont la moitié avec un autre établissement en plus.", "1.5 % of the people have two accounts, half of these with another school beside.";
    OrdinaryRelations, "ordinary-relations", "La population par défaut, les deux côtés disant qui répond de qui.", "The default population, and both sides tell who answers for whom.";
    MissingRelations, "missing-relations", "Comme missing, les deux côtés disant qui répond de qui.", "As missing, and both sides tell who answers for whom.";
    TwinsRelations, "alike-twins-relations", "Comme alike-twins, les deux côtés disant qui répond de qui.", "As alike-twins, and both sides tell who answers for whom.";
    CouplesRelations, "alike-couples-relations", "Comme alike-couples, les deux côtés disant qui répond de qui.", "As alike-couples, and both sides tell who answers for whom.";
    EqualCouplesRelations, "equal-couples-relations", "Comme equal-couples, les deux côtés disant qui répond de qui.", "As equal-couples, and both sides tell who answers for whom.";
    NamesakesRelations, "namesake-parents-relations", "Comme namesake-parents, les deux côtés disant qui répond de qui.", "As namesake-parents, and both sides tell who answers for whom.";
    Stepparents, "stepparents", "Un beau-parent est à la place de 6 % des parents d'un côté ; les deux côtés disent qui répond de qui.", "A step-parent stands in the place of 6 % of the parents on one side; both sides tell who answers for whom.";
    StrangersRelations, "strangers-relations", "Comme strangers-in-place, les deux côtés disant qui répond de qui ; 5 % d'absents de chaque côté.", "As strangers-in-place, and both sides tell who answers for whom; 5 % are missing on each side.";
    PartialRelations, "partial-relations", "Chaque côté dit qui répond de qui, et en omet un cinquième ; 5 % d'absents de chaque côté.", "Each side tells who answers for whom and leaves out a fifth of it; 5 % are missing on each side.";
}

impl Regime {
    /// The regime of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|regime| regime.key() == name)
    }

    /// Whether each school has to be a run of its own: the accounts do not say which school they belong to.
    pub fn is_one_school(self) -> bool {
        matches!(self, Self::Region | Self::OtherSchool)
    }

    /// The default configuration with the tunables of this regime.
    pub fn config(self, schools: usize, seed: u64) -> SynthConfig {
        let layout = Layout::Schools { count: schools, pupils: 250..=700 };
        let mut config = SynthConfig { seed, layout, ..SynthConfig::default() };
        self.set(&mut config);
        config
    }

    /// Sets the tunables of this regime.
    pub fn set(self, config: &mut SynthConfig) {
        let both = |share| Absences { from_base: share, from_ent: share, households: 0.5, ..Absences::default() };
        let complications = &mut config.complications;
        let (absences, lookalikes) = (&mut complications.absences, &mut complications.lookalikes);
        match self {
            Self::Ordinary => {}
            Self::Missing => *absences = both(0.10),
            Self::AbsentTwins | Self::AlikeTwins | Self::TwinsRelations => {
                config.families.twins = 0.08;
                *absences = Absences { lookalikes: 1.0 / 3.0, crossed: 0.25, ..both(0.02) };
                lookalikes.alike_twins = if self == Self::AbsentTwins { 0.0 } else { 1.0 };
                config.relations |= self == Self::TwinsRelations;
            }
            Self::AlikeCouples | Self::CouplesRelations => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.alike_couples = 0.15;
                config.relations |= self == Self::CouplesRelations;
            }
            Self::EqualCouples | Self::EqualCouplesRelations => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.equal_couples = 0.06;
                config.rich = true;
                config.relations |= self == Self::EqualCouplesRelations;
            }
            Self::Relatives => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.relatives = 0.06;
            }
            Self::Communities | Self::Fillers => {
                *absences = both(0.05);
                complications.local_names = LocalNames { family: 0.5, given: 0.5, iberian: 0.0 };
                complications.filler_dates = if self == Self::Fillers { 0.065 } else { 0.0 };
            }
            Self::YearsOnly => complications.ent.years_only = true,
            Self::Adults1900 => {
                complications.adult_dates = true;
                complications.ent.adults_1900 = true;
            }
            Self::AdultDates => {
                complications.adult_dates = true;
                *absences = both(0.05);
            }
            Self::WrongProfile => {
                complications.wrong_profile = 0.018;
                lookalikes.relatives = 0.04;
                *absences = both(0.02);
            }
            Self::Cedex => complications.ent.cedex = 0.6,
            Self::SchoolPostcode => complications.base.school_postcode = 0.4,
            Self::OtherDepartement => complications.ent.default_postcode = 0.4,
            Self::Region => complications.accounts_of = AccountsOf::Region(19),
            Self::OtherSchool => complications.accounts_of = AccountsOf::OtherSchool,
            Self::TwoSchools => complications.two_schools = 0.05,
            Self::ForeignLetters => {
                complications.ent.foreign_letters = 0.02;
                *absences = both(0.03);
            }
            Self::OrdinaryRelations => config.relations = true,
            Self::Placeholders => {
                complications.base.placeholders = 0.01;
                complications.ent.placeholders = 0.01;
                *absences = both(0.03);
            }
            Self::Initials => {
                complications.ent.initials = 1.0 / 3.0;
                *absences = both(0.03);
            }
            Self::Truncated => {
                complications.ent.longest_name = Some(12);
                *absences = both(0.03);
            }
            Self::ShortForms => {
                complications.ent.usual_given = 0.16;
                *absences = both(0.03);
            }
            Self::DoubleNames => {
                complications.local_names = LocalNames { family: 0.0, given: 0.0, iberian: 0.3 };
                *absences = both(0.05);
                lookalikes.strangers_pupils = 0.01;
                lookalikes.strangers_parents = 0.02;
                lookalikes.strangers_half = 1.0;
                config.pupils.half_name = 0.25;
                config.parents.half_name = 0.25;
            }
            Self::SwappedNames => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.5, ..both(0.02) };
                lookalikes.swapped_names = 0.02;
            }
            Self::Strangers | Self::StrangersRelations => {
                lookalikes.strangers_pupils = 0.02;
                lookalikes.strangers_parents = 0.03;
                if self == Self::StrangersRelations {
                    config.relations = true;
                    *absences = both(0.05);
                }
            }
            Self::BirthNames | Self::BirthNamesShown => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.03) };
                lookalikes.birth_names = 0.08;
                config.parents.other_name = 0.55;
                config.rich |= self == Self::BirthNamesShown;
            }
            Self::Namesakes | Self::NamesakesRelations => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.namesake_parents = 0.026;
                config.relations |= self == Self::NamesakesRelations;
            }
            Self::SecondAccounts => {
                config.second_account = 0.015;
                complications.second_school = 0.5;
            }
            Self::MissingRelations => {
                *absences = both(0.10);
                config.relations = true;
            }
            Self::Stepparents => {
                lookalikes.stepparents = 0.06;
                config.relations = true;
                *absences = both(0.03);
            }
            Self::PartialRelations => {
                config.relations = true;
                *absences = both(0.05);
                complications.base_relations_missing = 0.2;
                complications.ent_relations_missing = 0.2;
            }
        }
    }
}

#[cfg(test)]
mod tests;
