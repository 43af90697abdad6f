//! The people themselves, as they are in truth: families, teachers, staff.
//!
//! Input: the tables, the rates, a school's area. Output: [`Human`]s, household by household. Nothing is damaged here.

use crate::identity::{BirthDate, Profile, ProfileSet, Sex};

use super::config::{FamilyRates, SynthConfig};
use super::names::{Cohort, NameTables};
use super::place::Area;
use super::random::Random;
use super::regimes::LocalNamesOfSchool;

/// Somebody in truth.
#[derive(Debug, Clone)]
pub(super) struct Human {
    pub(super) profiles: ProfileSet,
    pub(super) sex: Sex,
    /// The name in use.
    pub(super) family: String,
    /// The birth name where it is another one, else empty.
    pub(super) birth_family: String,
    pub(super) given: String,
    /// Second and third given names, separated by spaces.
    pub(super) other_given: String,
    pub(super) birth_date: BirthDate,
    pub(super) postcode: u32,
    pub(super) kin: Kin,
    /// Where the person has a user and an account.
    pub(super) place: Place,
    /// Of children and parents the number of their household, which nobody else of the block has.
    pub(super) household: Option<u32>,
}

/// Whether somebody of the same age group shares the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// Nobody, as far as the school goes.
    None,
    /// A sister or brother.
    Sibling,
    /// A twin.
    Twin,
    /// Nobody, but somebody else of the school has the same names and a place in the base.
    Namesake,
    /// The spouse, whose given name is alike.
    Spouse,
    /// A relative of the same names.
    Relative,
    /// Nobody, but another person of the school has the same names, on either side.
    OtherNamesake,
    /// Nobody, but a person of another family name shares given name, date and postcode.
    Stranger,
    /// A step-parent, or the parent in whose place one stands.
    Stepparent,
    /// Nobody; the person belongs to another school.
    OtherSchool,
}

/// The school of a person's user and account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The block's school.
    Here,
    /// The block's school, while the person is also [`Self::Elsewhere`].
    HereOfTwo,
    /// The neighbouring school.
    Elsewhere,
}

/// Makes people for one school or one block of a pool.
pub(super) struct Maker<'a> {
    pub(super) tables: &'a NameTables,
    pub(super) config: &'a SynthConfig,
    pub(super) area: &'a Area,
    /// The names that cluster in this school, if any do.
    pub(super) local: Option<&'a LocalNamesOfSchool>,
}

impl Maker<'_> {
    /// Children and parents of one family. `lone` is the share of families with one known parent.
    pub(super) fn family(&self, lone: f64, random: &mut Random, people: &mut Vec<Human>) {
        let rates = &self.config.families;
        let home = self.area.postcode(random);
        let father = self.family_name(random);
        let mother = self.mothers_name(&father, random);
        let apart = random.chance(rates.separated);
        let child_name = child_name(rates, &father, &mother, random);
        let local_name = self.local.and_then(|local| local.child(&father, &mother));
        let child_name = local_name.unwrap_or(child_name);
        let twins = random.chance(rates.twins);
        let children = (1 + random.weighted(&rates.children)).max(1 + usize::from(twins));

        let first = people.len();
        let household = Some(first as u32);
        for index in 0..children {
            let twin_of = (index == 1 && twins).then(|| people[first].birth_date);
            let birth_date = match twin_of {
                Some(date) => date,
                None => self.pupil_birth_date(&people[first..], random),
            };
            let sex = sex(random);
            let mut given = self.given(&child_name, Cohort::Pupils, sex, random);
            // A short list of names may not have one for each.
            let mut tries_left = 100;
            while tries_left > 0 && people[first..].iter().any(|sibling| sibling.given == given) {
                given = self.given(&child_name, Cohort::Pupils, sex, random);
                tries_left -= 1;
            }
            if twin_of.is_some()
                && let Some(twin) = people.last_mut()
            {
                twin.kin = Kin::Twin;
            }
            let kin = match (twin_of, children) {
                (Some(_), _) => Kin::Twin,
                (None, 1) => Kin::None,
                (None, _) => Kin::Sibling,
            };
            people.push(Human {
                profiles: Profile::Pupils.into(),
                sex,
                family: child_name.clone(),
                // Somebody with both names is also known by one of them.
                birth_family: if child_name == father && random.chance(0.1) { mother.clone() } else { String::new() },
                given,
                other_given: self.other_given(Cohort::Pupils, sex, random),
                birth_date,
                postcode: home,
                kin,
                place: Place::Here,
                household,
            });
        }

        let lone = random.chance(lone);
        let mothers_turn = !lone || random.chance(0.8);
        if mothers_turn {
            let usage = mother_usage(rates, &father, &mother, apart || lone, random);
            let birth = if usage == mother { String::new() } else { mother };
            let mother = self.adult(Profile::Parents, Sex::Female, usage, birth, home, random);
            people.push(Human { household, ..mother });
        }
        if !lone || !mothers_turn {
            let home = if apart && !lone { self.area.other_home(home, random) } else { home };
            let father = self.adult(Profile::Parents, Sex::Male, father, String::new(), home, random);
            people.push(Human { household, ..father });
        }
    }

    /// A pupil with the names of `other`, otherwise unlike.
    pub(super) fn namesake(&self, other: &Human, random: &mut Random) -> Human {
        Human {
            birth_date: self.pupil_birth_date(std::slice::from_ref(other), random),
            postcode: self.area.postcode(random),
            other_given: self.other_given(Cohort::Pupils, other.sex, random),
            birth_family: String::new(),
            kin: Kin::Namesake,
            household: None,
            ..other.clone()
        }
    }

    /// A teacher, a member of staff, an inspector or a supervisor.
    pub(super) fn employee(&self, profile: Profile, random: &mut Random) -> Human {
        let sex = if random.chance(0.64) { Sex::Female } else { Sex::Male };
        let born = self.family_name(random);
        let (family, birth_family) = if sex == Sex::Female && random.chance(self.config.families.usage_name) {
            (self.family_name(random), born)
        } else {
            (born, String::new())
        };
        let home = self.area.wider(random);
        self.adult(profile, sex, family, birth_family, home, random)
    }

    fn adult(
        &self,
        profile: Profile,
        sex: Sex,
        family: String,
        birth_family: String,
        postcode: u32,
        random: &mut Random,
    ) -> Human {
        let given = self.given(&family, Cohort::Adults, sex, random);
        Human {
            profiles: profile.into(),
            sex,
            family,
            birth_family,
            given,
            other_given: self.other_given(Cohort::Adults, sex, random),
            birth_date: BirthDate::MISSING,
            postcode,
            kin: Kin::None,
            place: Place::Here,
            household: None,
        }
    }

    /// A younger or older child of the family of `pupil`, in another school.
    pub(super) fn sibling_elsewhere(&self, pupil: &Human, random: &mut Random) -> Human {
        let sex = sex(random);
        Human {
            sex,
            given: self.given(&pupil.family, Cohort::Pupils, sex, random),
            other_given: self.other_given(Cohort::Pupils, sex, random),
            birth_date: self.pupil_birth_date(std::slice::from_ref(pupil), random),
            kin: Kin::Sibling,
            ..pupil.clone()
        }
    }

    /// A family name, of the school's own ones if it has some.
    pub(super) fn family_name(&self, random: &mut Random) -> String {
        let local = self.local.and_then(|local| local.family(random));
        local.unwrap_or_else(|| self.tables.family(random))
    }

    fn mothers_name(&self, father: &str, random: &mut Random) -> String {
        let local = self.local.and_then(|local| local.family_beside(father, random));
        local.unwrap_or_else(|| self.tables.family(random))
    }

    /// A given name of somebody with that family name.
    fn given(&self, family: &str, cohort: Cohort, sex: Sex, random: &mut Random) -> String {
        let local = self.local.and_then(|local| local.given(family, cohort, sex, random));
        local.unwrap_or_else(|| self.tables.given(cohort, sex, random)).to_owned()
    }

    /// A given name of an adult.
    pub(super) fn adult_given(&self, sex: Sex, random: &mut Random) -> String {
        self.tables.given(Cohort::Adults, sex, random).to_owned()
    }

    /// Further given names for another adult of the sex of `human`.
    pub(super) fn other_given_of(&self, human: &Human, random: &mut Random) -> String {
        self.other_given(Cohort::Adults, human.sex, random)
    }

    /// Two in three have second names; a third of those have two.
    fn other_given(&self, cohort: Cohort, sex: Sex, random: &mut Random) -> String {
        let mut names = String::new();
        for rate in [0.66, 0.33] {
            if !random.chance(rate) {
                break;
            }
            if !names.is_empty() {
                names.push(' ');
            }
            names.push_str(self.tables.given(cohort, sex, random));
        }
        names
    }

    /// A date in one of the four school years, 8 % of pupils one year late and 2 % one ahead; siblings are at least ten
    /// months apart. A few dates are a 1 January that stands for «not known».
    fn pupil_birth_date(&self, siblings: &[Human], random: &mut Random) -> BirthDate {
        const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        loop {
            let class = random.below(4) as i32;
            let late = [0, 1, -1][random.weighted(&[90, 8, 2])];
            let year = self.config.school_year - 11 - class - late;
            let position = random.below(365);
            let mut day = position;
            let mut month = 0;
            while day >= DAYS[month] {
                day -= DAYS[month];
                month += 1;
            }
            let (month, day) = if random.chance(0.003) { (1, 1) } else { (month as u32 + 1, day as u32 + 1) };
            let date = BirthDate::new(year, month, day).unwrap_or(BirthDate::MISSING);
            if siblings.iter().all(|sibling| months_between(sibling.birth_date, date) >= 10) {
                return date;
            }
        }
    }
}

fn months_between(a: BirthDate, b: BirthDate) -> u32 {
    (a.year() * 12 + a.month()).abs_diff(b.year() * 12 + b.month())
}

fn sex(random: &mut Random) -> Sex {
    if random.chance(0.49) { Sex::Female } else { Sex::Male }
}

fn double(first: &str, second: &str, random: &mut Random) -> String {
    let separator = if random.chance(0.6) { '-' } else { ' ' };
    format!("{first}{separator}{second}")
}

fn child_name(rates: &FamilyRates, father: &str, mother: &str, random: &mut Random) -> String {
    if random.chance(rates.child_double) && father != mother {
        if random.chance(0.8) { double(father, mother, random) } else { double(mother, father, random) }
    } else if random.chance(rates.child_mother) {
        mother.to_owned()
    } else {
        father.to_owned()
    }
}

fn mother_usage(rates: &FamilyRates, father: &str, mother: &str, apart: bool, random: &mut Random) -> String {
    // A name taken at the wedding is kept by some after it.
    let share = if apart { 0.3 } else { 1.0 };
    if random.chance(rates.usage_name * share) {
        father.to_owned()
    } else if random.chance(rates.usage_double * share) && father != mother {
        double(mother, father, random)
    } else {
        mother.to_owned()
    }
}
