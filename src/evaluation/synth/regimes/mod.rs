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

pub use complications::{Absences, AccountsOf, Complications, Habits, LocalNames, Lookalikes};

pub(super) use absences::apply as apply_absences;
pub(super) use habits::apply as apply_habits;
pub(super) use local_names::LocalNames as LocalNamesOfSchool;
pub(super) use lookalikes::add as add_lookalikes;

macro_rules! regimes {
    ($($name:ident, $key:literal, $description:literal;)*) => {
        /// A preset of the generator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Regime {
            $(#[doc = $description] $name,)*
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

            /// What is special about it, in English.
            pub fn description(self) -> &'static str {
                match self {
                    $(Self::$name => $description,)*
                }
            }
        }
    };
}

regimes! {
    Ordinary, "ordinary", "The default population.";
    Missing, "missing", "10 % of the people are missing on each side, half of them with their whole household.";
    AbsentTwins, "absent-twins", "8 % of the families have twins; of a third of the pairs, one twin is missing on one side.";
    AlikeTwins, "alike-twins", "As absent-twins, and the given names of twins are alike: Lina and Lena, Jean-Paul and Jean-Pierre.";
    AlikeCouples, "alike-couples", "15 % of the couples have alike given names, one family name and one postcode; of half of them, one is missing on one side.";
    EqualCouples, "equal-couples", "6 % of the couples have the same given name, such as Claude; both sides know the sex; of half of them, one is missing.";
    Relatives, "same-name-relatives", "In 6 % of the households two relatives have the same names; of half of them, one is missing on one side.";
    Communities, "communities", "Half of the families of a school share twenty family names, and given names go with them; 5 % are missing on each side.";
    Fillers, "fillers", "As communities, and 8 % of the pupils are born on 1 January or 31 December on both sides.";
    YearsOnly, "years-only", "The ENT knows the year of pupils' birth dates alone and sends 1 January.";
    Adults1900, "adults-1900", "The base has the birth dates of adults, and the ENT sends 1 January 1900 for all of them.";
    AdultDates, "adult-dates", "Both sides have the birth dates of adults; 5 % are missing on each side.";
    WrongProfile, "wrong-profile", "2 % of the accounts are filed under another profile; the right account is often missing.";
    Cedex, "cedex", "60 % of the people have a CEDEX code as postcode at the ENT.";
    SchoolPostcode, "school-postcode", "40 % of the people have the postcode of the school in the base.";
    OtherDepartement, "other-departement", "40 % of the people have one default postcode of another département at the ENT.";
    Region, "region", "The accounts are those of twenty schools without UAI, and the base is that of one of them.";
    OtherSchool, "other-school", "The accounts are those of another school, without UAI: nobody is in the base.";
    Placeholders, "placeholders", "2 % of the people have a placeholder such as INCONNU as a name, on either side.";
    Initials, "initials", "A third of the accounts give the initial of the given name alone.";
    Truncated, "truncated", "The ENT cuts names at 12 characters.";
    ShortForms, "short-forms", "12 % of the accounts give a short form or the second given name.";
    DoubleNames, "double-names", "30 % of the adults have an Iberian double name, of which often one half is written; strangers share the other half.";
    SwappedNames, "swapped-names", "4 % of the parents have the family name of another one as given name and the reverse; of half of them, one is missing.";
    Strangers, "strangers-in-place", "Strangers share the given name, the birth date and the postcode of 2 % of the pupils and the given name and postcode of 3 % of the parents.";
    BirthNames, "birth-names", "A quarter of the mothers are known by usage name on one side and birth name on the other, which another mother may use.";
    BirthNamesShown, "birth-names-shown", "As birth-names, and both sides tell birth names and sex.";
    Namesakes, "namesake-parents", "5 % of the parents have a namesake among the parents; of half of them, one is missing on one side.";
    SecondAccounts, "second-accounts", "1.5 % of the people have two accounts, half of them with another school beside.";
    MissingRelations, "missing-relations", "As missing, and both sides tell who answers for whom.";
    TwinsRelations, "alike-twins-relations", "As alike-twins, and both sides tell who answers for whom.";
    CouplesRelations, "alike-couples-relations", "As alike-couples, and both sides tell who answers for whom.";
    NamesakesRelations, "namesake-parents-relations", "As namesake-parents, and both sides tell who answers for whom.";
    Stepparents, "stepparents", "A step-parent stands in the place of 6 % of the parents on one side; both sides tell who answers for whom.";
    StrangersRelations, "strangers-relations", "As strangers-in-place, and both sides tell who answers for whom; 5 % are missing on each side.";
    PartialRelations, "partial-relations", "Each side tells who answers for whom, and leaves out a part of it; 5 % are missing on each side.";
}

impl Regime {
    /// The regime of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|regime| regime.key() == name)
    }

    /// Whether schools of this regime make sense as a run each alone: their accounts do not say which school they belong to.
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
                config.relations = self == Self::TwinsRelations;
            }
            Self::AlikeCouples | Self::CouplesRelations => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.alike_couples = 0.15;
                config.relations = self == Self::CouplesRelations;
            }
            Self::EqualCouples => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.equal_couples = 0.06;
                config.rich = true;
            }
            Self::Relatives => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.relatives = 0.06;
            }
            Self::Communities | Self::Fillers => {
                *absences = both(0.05);
                complications.local_names = LocalNames { family: 0.5, given: 0.6, iberian: 0.0 };
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
                complications.wrong_profile = 0.02;
                *absences = both(0.02);
            }
            Self::Cedex => complications.ent.cedex = 0.6,
            Self::SchoolPostcode => complications.base.school_postcode = 0.4,
            Self::OtherDepartement => complications.ent.default_postcode = 0.4,
            Self::Region => complications.accounts_of = AccountsOf::Region(19),
            Self::OtherSchool => complications.accounts_of = AccountsOf::OtherSchool,
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
                config.rich = self == Self::BirthNamesShown;
            }
            Self::Namesakes | Self::NamesakesRelations => {
                *absences = Absences { lookalikes: 0.5, crossed: 0.25, ..both(0.02) };
                lookalikes.namesake_parents = 0.026;
                config.relations = self == Self::NamesakesRelations;
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
