//! Names and how often they occur.
//!
//! Input: the tables embedded from `names/` (INSEE's counts, see `names/README.md`), or INSEE's full lists in a folder.
//! Output: given names by cohort and sex, family names down to those that a handful of people bear. Invariant: a draw
//! depends on the random generator alone.

use std::fs;
use std::io;
use std::path::Path;

use crate::identity::Sex;

use super::random::Random;
use super::rare::RareNames;

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
    rare: Rare,
}

/// Family names past the table.
#[derive(Debug, Clone)]
enum Rare {
    /// Made up, by rank.
    Made(RareNames),
    /// Real ones.
    Listed(Vec<String>),
}

/// Which generation a given name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cohort {
    /// Born 2004–2016.
    Pupils,
    /// Born 1960–1992.
    Adults,
}

impl NameTables {
    /// The embedded tables: 1,500 given names per cohort and sex, 8,500 family names, and made-up rare names for the
    /// 59 % of births that bear a rarer one.
    pub fn embedded() -> Self {
        let family = Table::parse(include_str!("names/family.txt"));
        let rare = Rare::Made(RareNames::learn(family.names.iter().map(String::as_str)));
        Self {
            pupils: [
                Table::parse(include_str!("../../normalize/given_names/pupils_girls.txt")),
                Table::parse(include_str!("../../normalize/given_names/pupils_boys.txt")),
            ],
            parents: [
                Table::parse(include_str!("../../normalize/given_names/parents_girls.txt")),
                Table::parse(include_str!("../../normalize/given_names/parents_boys.txt")),
            ],
            family,
            rare,
        }
    }

    /// INSEE's lists in a folder, where there are any: `given_names_2004_2016.csv` and `given_names_1960_1992.csv`
    /// (`sex,name,births`, with a header) and `family_names.txt` (a name a line, without counts: those that the embedded
    /// table lacks become the rare names). A file that is not there leaves the embedded table in place.
    ///
    /// # Errors
    /// When a file is there and cannot be read as UTF-8, or has no line of the form expected.
    pub fn from_dir(dir: &Path) -> io::Result<Self> {
        let mut tables = Self::embedded();
        if let Some(text) = read_if_present(&dir.join("given_names_2004_2016.csv"))? {
            tables.pupils = given_names(&text)?;
        }
        if let Some(text) = read_if_present(&dir.join("given_names_1960_1992.csv"))? {
            tables.parents = given_names(&text)?;
        }
        if let Some(text) = read_if_present(&dir.join("family_names.txt"))? {
            let known: std::collections::HashSet<&str> = tables.family.names.iter().map(String::as_str).collect();
            let mut rare: Vec<String> = text
                .lines()
                .map(str::trim)
                .filter(|name| !name.is_empty() && !known.contains(name))
                .map(str::to_owned)
                .collect();
            if rare.is_empty() {
                return Err(empty("family_names.txt holds no name that the embedded table lacks"));
            }
            // The list is alphabetical; strata of rarity must not be.
            Random::new(0, 0).shuffle(&mut rare);
            tables.rare = Rare::Listed(rare);
        }
        Ok(tables)
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

    /// A family name, in capitals without accents as INSEE writes them.
    pub(crate) fn family(&self, random: &mut Random) -> String {
        let rare: u64 = RARE_STRATA.iter().map(|(_, _, births)| births).sum();
        let mut position = random.below((self.family.total() + rare) as usize) as u64;
        if position < self.family.total() {
            return self.family.at(position).to_owned();
        }
        position -= self.family.total();
        for (low, high, births) in RARE_STRATA {
            if position < births {
                return self.rare_name(low + random.below((high - low + 1) as usize) as u64);
            }
            position -= births;
        }
        String::new()
    }

    /// Whether a family name is among the `count` most frequent.
    pub(crate) fn is_frequent(&self, name: &str, count: usize) -> bool {
        self.family.names.iter().take(count).any(|frequent| frequent == name)
    }

    fn rare_name(&self, rank: u64) -> String {
        match &self.rare {
            Rare::Made(names) => names.name(rank),
            Rare::Listed(names) => names[(rank % names.len() as u64) as usize].clone(),
        }
    }
}

fn read_if_present(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn given_names(text: &str) -> io::Result<[Table; 2]> {
    let mut tables = [Table::default(), Table::default()];
    for line in text.lines() {
        let mut cells = line.split(',');
        let (Some(sex), Some(name), Some(births)) = (cells.next(), cells.next(), cells.next()) else { continue };
        if let (Ok(births), "F" | "M") = (births.parse(), sex) {
            tables[usize::from(sex == "M")].push(name, births);
        }
    }
    if tables.iter().any(|table| table.names.is_empty()) {
        return Err(empty("a list of given names needs lines `F,name,births` and `M,name,births`"));
    }
    Ok(tables)
}

fn empty(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
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

    #[test]
    fn a_folder_replaces_what_it_holds() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("given_names_2004_2016.csv"), "sex,name,births\nF,Zélie,3\nM,Zoltan,4\n").unwrap();
        fs::write(dir.path().join("family_names.txt"), "MARTIN\nZZYX\n").unwrap();
        let tables = NameTables::from_dir(dir.path()).unwrap();
        let mut random = Random::new(1, 0);
        assert_eq!(tables.given(Cohort::Pupils, Sex::Female, &mut random), "Zélie");
        assert!((0..20).any(|_| tables.family(&mut random) == "ZZYX"));

        fs::write(dir.path().join("given_names_1960_1992.csv"), "nothing of use\n").unwrap();
        assert!(NameTables::from_dir(dir.path()).is_err());
    }
}
