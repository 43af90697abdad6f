//! Names and how often they occur.
//!
//! Input: the tables embedded here (INSEE's counts, see `README.md`), or INSEE's own files (`insee`). Output: given
//! names by cohort and sex, family names down to those that a handful of people bear. Invariant: a draw depends on the
//! tables and the random generator alone.

mod error;
mod insee;

use std::path::Path;

use crate::identity::Sex;

use super::random::Random;
use super::rare::RareNames;

pub use error::{CellProblem, NameList, NameListError};

/// Births 1991–2000 of the family names that the embedded table does not hold: the ranks of a stratum and the births
/// in it, from the same law as the table (`names/README.md`); the last stratum takes what is left of 7.6 million.
const RARE_STRATA: [(u64, u64, u64); 4] =
    [(8_501, 10_522, 219_824), (10_523, 23_129, 869_098), (23_130, 108_940, 1_739_254), (108_941, 700_000, 1_650_000)];

/// Names with a cumulated count each, for draws in proportion to the counts.
#[derive(Debug, Clone, Default)]
struct Table {
    names: Vec<String>,
    cumulated: Vec<u64>,
}

impl Table {
    fn push(&mut self, name: &str, count: u64) {
        self.cumulated.push(self.total() + count);
        self.names.push(name.to_owned());
    }

    fn total(&self) -> u64 {
        self.cumulated.last().copied().unwrap_or(0)
    }

    fn at(&self, position: u64) -> &str {
        let index = self.cumulated.partition_point(|&end| end <= position);
        self.names.get(index).map_or("", String::as_str)
    }

    /// From counts by name, the most frequent first; of equal ones in the order of the alphabet.
    fn of(counts: impl IntoIterator<Item = (String, u64)>) -> Self {
        let mut counts: Vec<(String, u64)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        counts.sort_unstable_by(|(a, many), (b, few)| few.cmp(many).then_with(|| a.cmp(b)));
        let mut table = Self::default();
        for (name, count) in &counts {
            table.push(name, *count);
        }
        table
    }

    /// From lines `name;count`; lines that are not are left out.
    fn parse(text: &str) -> Self {
        let mut table = Self::default();
        for (name, count) in text.lines().filter_map(|line| line.split_once(';')) {
            if let Ok(count) = count.parse() {
                table.push(name, count);
            }
        }
        table
    }
}

/// Where names are drawn from.
#[derive(Debug, Clone)]
pub struct NameTables {
    pupils: [Table; 2],
    parents: [Table; 2],
    family: Table,
    /// Family names past the table are made up, by rank.
    rare: RareNames,
    /// First and last rank of names that are about as rare, and the births with one of them.
    strata: Vec<(u64, u64, u64)>,
}

/// Which generation a given name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cohort {
    /// Embedded: born 2004–2016.
    Pupils,
    /// Embedded: born 1960–1992.
    Adults,
}

impl NameTables {
    /// The embedded tables: 1,500 given names per cohort and sex, 8,500 family names, and made-up rare names for the
    /// 59 % of births that bear a rarer one.
    pub fn embedded() -> Self {
        let family = Table::parse(crate::normalize::family_names::BIRTHS);
        let rare = RareNames::learn(family.names.iter().map(String::as_str));
        Self {
            pupils: [
                Table::parse(include_str!("../../../normalize/given_names/pupils_girls.txt")),
                Table::parse(include_str!("../../../normalize/given_names/pupils_boys.txt")),
            ],
            parents: [
                Table::parse(include_str!("../../../normalize/given_names/parents_girls.txt")),
                Table::parse(include_str!("../../../normalize/given_names/parents_boys.txt")),
            ],
            family,
            rare,
            strata: RARE_STRATA.to_vec(),
        }
    }

    /// The same with given names of INSEE's «Fichier des prénoms», as it is published, unpacked: the national file or that
    /// of départements, of any edition with columns for sex, name, year and births.
    ///
    /// In a school year that begins in year Y, pupils get names of the births of Y−15 to Y−10, adults those of Y−65 to
    /// Y−33. Rows that stand for rare names or unknown years are left out.
    ///
    /// # Errors
    /// [`NameListError`], with the place and the remedy; also where nobody was born in these years.
    pub fn with_given_names(mut self, path: &Path, school_year: i32) -> Result<Self, NameListError> {
        let pupils = school_year - 15..=school_year - 10;
        let adults = school_year - 65..=school_year - 33;
        [self.pupils, self.parents] = insee::given_names(path, [pupils, adults])?;
        Ok(self)
    }

    /// The same with family names of INSEE's «Fichier des noms», as it is published, unpacked: births by decade, of which
    /// the last one counts. The births of the row of all other names get made-up rare ones.
    ///
    /// # Errors
    /// [`NameListError`], with the place and the remedy.
    pub fn with_family_names(mut self, path: &Path) -> Result<Self, NameListError> {
        let (family, others) = insee::family_names(path)?;
        // The file names everybody who is not as rare as the last stratum.
        let [.., (low, high, _)] = RARE_STRATA;
        self.strata = vec![(low, high, others)];
        self.family = family;
        Ok(self)
    }

    /// A given name.
    pub(crate) fn given(&self, cohort: Cohort, sex: Sex, random: &mut Random) -> &str {
        let tables = match cohort {
            Cohort::Pupils => &self.pupils,
            Cohort::Adults => &self.parents,
        };
        let table = &tables[usize::from(sex == Sex::Male)];
        table.at(random.below(table.total() as usize) as u64)
    }

    /// The `most` most frequent given names, with their births.
    pub(crate) fn usual_given(&self, cohort: Cohort, sex: Sex, most: usize) -> impl Iterator<Item = (&str, u64)> {
        let tables = match cohort {
            Cohort::Pupils => &self.pupils,
            Cohort::Adults => &self.parents,
        };
        let table = &tables[usize::from(sex == Sex::Male)];
        let starts = std::iter::once(0).chain(table.cumulated.iter().copied());
        let births = table.cumulated.iter().zip(starts).map(|(end, start)| end - start);
        table.names.iter().map(String::as_str).zip(births).take(most)
    }

    /// A family name, in capitals without accents as INSEE writes them.
    pub(crate) fn family(&self, random: &mut Random) -> String {
        let rare: u64 = self.strata.iter().map(|(_, _, births)| births).sum();
        let mut position = random.below((self.family.total() + rare) as usize) as u64;
        if position < self.family.total() {
            return self.family.at(position).to_owned();
        }
        position -= self.family.total();
        for &(low, high, births) in &self.strata {
            if position < births {
                return self.rare.name(low + random.below((high - low + 1) as usize) as u64);
            }
            position -= births;
        }
        String::new()
    }

    /// Whether a family name is among the `count` most frequent.
    pub(crate) fn is_frequent(&self, name: &str, count: usize) -> bool {
        self.family.names.iter().take(count).any(|frequent| frequent == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_those_of_insee() {
        let tables = NameTables::embedded();
        let mut random = Random::new(1, 0);
        let names: Vec<String> = (0..200_000).map(|_| tables.family(&mut random)).collect();
        // 3.2 in a thousand.
        let martin = names.iter().filter(|name| *name == "MARTIN").count();
        assert!((560..720).contains(&martin), "{martin}");
        assert!(names.iter().any(|name| name == "BEN HAMOU" || name == "DA SILVA"));
        let distinct: std::collections::HashSet<&String> = names.iter().collect();
        assert!(distinct.len() > 50_000, "rare names are many: {}", distinct.len());

        // The sum of squares that FORMATS calls the collision of parents' names: 2.4 times the pupils'.
        let mut sum = |cohort| {
            let mut sum = 0.0;
            for sex in [Sex::Female, Sex::Male] {
                let mut counts = std::collections::HashMap::new();
                for _ in 0..50_000 {
                    *counts.entry(tables.given(cohort, sex, &mut random).to_owned()).or_insert(0_u32) += 1;
                }
                sum += counts.values().map(|&n| (f64::from(n) / 100_000.0).powi(2)).sum::<f64>();
            }
            sum
        };
        let (pupils, adults) = (sum(Cohort::Pupils), sum(Cohort::Adults));
        assert!(adults / pupils > 1.8, "{adults} {pupils}");
    }
}
