//! Names that cluster in a school: communities, and Iberian double names.
//!
//! Input: the tables and rates. Output: family and given names of one school. Invariant: without a rate nothing is drawn.

use super::complications;
use crate::evaluation::synth::names::{Cohort, NameTables};
use crate::evaluation::synth::random::Random;
use crate::identity::Sex;

const COMMUNITIES: usize = 5;
const FAMILIES: usize = 6;
/// Given names that go with a community's family names, by cohort and sex.
const GIVEN: usize = 16;
const COHORTS: [Cohort; 2] = [Cohort::Pupils, Cohort::Adults];
const SEXES: [Sex; 2] = [Sex::Female, Sex::Male];

/// Frequent Iberian family names, each of which can be half of a double one.
const IBERIAN: [&str; 32] = [
    "GARCIA",
    "MARTINEZ",
    "LOPEZ",
    "SANCHEZ",
    "PEREZ",
    "GOMEZ",
    "FERNANDEZ",
    "RODRIGUEZ",
    "GONZALEZ",
    "HERNANDEZ",
    "MARTIN",
    "RUIZ",
    "MORENO",
    "DIAZ",
    "TORRES",
    "NAVARRO",
    "DA SILVA",
    "FERREIRA",
    "PEREIRA",
    "DOS SANTOS",
    "RODRIGUES",
    "FERNANDES",
    "GONCALVES",
    "OLIVEIRA",
    "CARVALHO",
    "TEIXEIRA",
    "LOPES",
    "GOMES",
    "ALVES",
    "DA COSTA",
    "RIBEIRO",
    "PINTO",
];

/// The local names of one school.
#[derive(Debug, Clone)]
pub(in crate::evaluation::synth) struct LocalNames {
    rates: complications::LocalNames,
    communities: Vec<Community>,
}

#[derive(Debug, Clone)]
struct Community {
    families: Vec<String>,
    given: [[Vec<String>; 2]; 2],
}

impl LocalNames {
    /// The names of a school; `None` without a rate.
    pub(in crate::evaluation::synth) fn new(
        rates: complications::LocalNames,
        tables: &NameTables,
        random: &mut Random,
    ) -> Option<Self> {
        if rates.family == 0.0 && rates.iberian == 0.0 {
            return None;
        }
        let community = |random: &mut Random| Community {
            families: (0..FAMILIES).map(|_| tables.family(random)).collect(),
            given: COHORTS.map(|cohort| {
                SEXES.map(|sex| (0..GIVEN).map(|_| tables.given(cohort, sex, random).to_owned()).collect())
            }),
        };
        let communities = (0..COMMUNITIES).map(|_| community(random)).collect();
        Some(Self { rates, communities })
    }

    /// An adult's family name, or `None` for one of the whole country.
    pub(in crate::evaluation::synth) fn family(&self, random: &mut Random) -> Option<String> {
        if self.rates.family > 0.0 && random.chance(self.rates.family) {
            let community = &self.communities[favour_first(COMMUNITIES, random)];
            return Some(community.families[favour_first(FAMILIES, random)].clone());
        }
        (self.rates.iberian > 0.0 && random.chance(self.rates.iberian)).then(|| iberian(random))
    }

    /// The family name of somebody who lives with a bearer of `other`: of an Iberian mostly an Iberian one.
    pub(in crate::evaluation::synth) fn family_beside(&self, other: &str, random: &mut Random) -> Option<String> {
        if iberian_halves(other).is_some() && random.chance(0.7) {
            return Some(iberian(random));
        }
        self.family(random)
    }

    /// The child's name where a parent has an Iberian double one: the first half of each parent's name.
    pub(in crate::evaluation::synth) fn child(&self, father: &str, mother: &str) -> Option<String> {
        let halves = [father, mother].map(iberian_halves);
        if halves.iter().all(Option::is_none) {
            return None;
        }
        let first = |name: &str, halves: Option<(&'static str, &'static str)>| {
            halves.map_or_else(|| name.to_owned(), |(first, _)| first.to_owned())
        };
        let (of_father, of_mother) = (first(father, halves[0]), first(mother, halves[1]));
        Some(if of_father == of_mother { of_father } else { format!("{of_father} {of_mother}") })
    }

    /// A given name that goes with `family`, if it is one of a community's.
    pub(in crate::evaluation::synth) fn given(
        &self,
        family: &str,
        cohort: Cohort,
        sex: Sex,
        random: &mut Random,
    ) -> Option<&str> {
        let community = self.community_of(family)?;
        if !random.chance(self.rates.given) {
            return None;
        }
        let names =
            &self.communities[community].given[usize::from(cohort == Cohort::Adults)][usize::from(sex == Sex::Male)];
        Some(&names[favour_first(GIVEN, random)])
    }

    /// Which community a family name belongs to.
    pub(in crate::evaluation::synth) fn community_of(&self, family: &str) -> Option<usize> {
        self.communities.iter().position(|community| {
            let is_borne = |name: &String| family == name || family.split('-').any(|part| part == name);
            community.families.iter().any(is_borne)
        })
    }
}

/// A position below `count`, the first ones more often.
fn favour_first(count: usize, random: &mut Random) -> usize {
    random.below(count).min(random.below(count))
}

fn iberian(random: &mut Random) -> String {
    let first = random.below(IBERIAN.len()).min(random.below(IBERIAN.len()));
    let mut second = random.below(IBERIAN.len());
    if second == first {
        second = (first + 1) % IBERIAN.len();
    }
    format!("{} {}", IBERIAN[first], IBERIAN[second])
}

/// The halves of an Iberian double name.
pub(in crate::evaluation::synth) fn iberian_halves(name: &str) -> Option<(&'static str, &'static str)> {
    IBERIAN.into_iter().find_map(|first| {
        let rest = name.strip_prefix(first)?.strip_prefix(' ')?;
        let second = IBERIAN.into_iter().find(|&second| second == rest)?;
        Some((first, second))
    })
}
