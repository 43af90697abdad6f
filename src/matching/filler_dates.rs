//! Birth dates that stand for «not known».
//!
//! Role: finds the dates that one list carries far more often than chance has it, such as 01/01/2010, 31/12/1999 or
//! 01/01/1900, so that nobody is recognised by them. Input: a population. Output: [`FillerDates`], which reads a date as
//! itself, as its year alone, or as missing. Invariant: what is found depends on one list and one cohort alone, never on
//! the other list. Entry point: [`FillerDates::find`].
//!
//! The first and the last day of a year are the usual fillers: such a date counts as its year, whoever carries it. Any other
//! date is a filler if its count exceeds the expected count, the births of its year over 365, by more than chance: the
//! Chernoff bound of a Poisson tail, c·ln(c/e) − (c − e), must exceed a threshold, since every day of a file is tried.

use foldhash::{HashMap, HashMapExt};

use super::rarity::Cohort;
use super::rules::Decision;
use crate::identity::{BirthDate, Population, ProfileSet, Symbol};

/// How many people must share a usual filler before it is told as one.
const FEWEST_OF_USUAL: usize = 2;
/// How far, in natural logarithms, a usual filler must exceed chance to be told as one: one in 20.
const USUAL_EXCESS: f64 = 3.0;
/// How many people must share any other date. Triplets and a pair of twins are five.
const FEWEST_OF_OTHERS: usize = 6;
/// How far any other date must exceed chance: one in 10⁹.
const OTHER_EXCESS: f64 = 20.7;
/// How many times more often than chance has it: busy days of a large list are no fillers.
const LEAST_RATIO: f64 = 3.0;
/// How many people of one year must carry a usual filler before it can be a default that says nothing of the year.
const FEWEST_OF_DEFAULT: usize = 20;
/// Earliest year in which a living person may be born: the first or last day of an earlier year is a filler.
const OLDEST_YEAR: u32 = 1910;
/// From this share of a cohort on, the year of a filler is one as well: 01/01/1970 for all adults.
const YEAR_IS_FILLER_FROM: f64 = 0.8;

/// How a filler date is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillerReading {
    /// The year is true, day and month are not known.
    YearAlone,
    /// Nothing of it is true.
    Missing,
}

/// A filler date of one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FillerDate {
    /// The date as the list has it.
    pub date: BirthDate,
    /// The cohort of the people that carry the date.
    pub cohort: Cohort,
    /// How many people of the cohort carry it.
    pub count: usize,
    /// How it is read.
    pub reading: FillerReading,
}

/// The filler dates of one list. By default every date is read as it is.
#[derive(Debug, Clone, Default)]
pub struct FillerDates {
    /// By date, then cohort; few.
    found: Vec<FillerDate>,
    /// True once fillers were looked for: usual fillers before [`OLDEST_YEAR`] are then read as missing, and any other
    /// usual filler never as more than its year.
    reads_usual_ones: bool,
}

impl FillerDates {
    /// Those of `list` where `decision` asks for them; else every date is read as it is.
    pub fn by(decision: &Decision, list: &Population) -> Self {
        if decision.filler_dates { Self::find(list) } else { Self::default() }
    }

    /// Looks for the filler dates of `list`, among pupils and among adults.
    pub fn find(list: &Population) -> Self {
        let mut found: Vec<FillerDate> =
            [Cohort::Pupils, Cohort::Adults].into_iter().flat_map(|cohort| Self::of_cohort(list, cohort)).collect();
        found.sort_by_key(|filler| (filler.date, filler.cohort as u8));
        Self { found, reads_usual_ones: true }
    }

    fn of_cohort(list: &Population, cohort: Cohort) -> Vec<FillerDate> {
        let is_of_cohort = |profiles: ProfileSet| profiles.iter().any(|profile| Cohort::from(profile) == cohort);
        let people =
            list.people().filter(|person| is_of_cohort(person.profiles()) && !person.birth_date().is_missing());
        // Twins share a date and a family name: they are no excess.
        let mut carriers: Vec<(BirthDate, Symbol)> =
            people.map(|person| (person.birth_date(), person.family_symbol())).collect();
        carriers.sort_unstable();
        let everybody = carriers.len();
        let mut years: HashMap<u32, usize> = HashMap::new();
        carriers.iter().for_each(|(date, _)| *years.entry(date.year()).or_default() += 1);
        // Years in which most people carry a usual filler: all of them where a system knows no days, one where it has a default.
        let mut of_fillers: HashMap<u32, usize> = HashMap::new();
        let fillers = carriers.iter().filter(|(date, _)| is_usual_filler(*date));
        fillers.for_each(|(date, _)| *of_fillers.entry(date.year()).or_default() += 1);
        let is_mostly_filler = |year: u32| {
            let carrying = of_fillers.get(&year).copied().unwrap_or(0);
            carrying >= FEWEST_OF_DEFAULT && carrying * 5 >= years[&year] * 4
        };
        let default_years = years.keys().filter(|&&year| is_mostly_filler(year)).count();
        let of_date = |group: &[(BirthDate, Symbol)]| {
            let (date, count) = (group[0].0, group.len());
            let families = group.chunk_by(|a, b| a.1 == b.1).count();
            // The others of the year tell how many births a day has; at least as many as if a tenth were fillers.
            let born = years[&date.year()];
            let expected = (born - count).max(born / 10).max(1) as f64 / 365.0;
            let is_only_year = default_years == 1 && years.len() > 1 && is_mostly_filler(date.year());
            let reading = reading(date, families, expected, count as f64 / everybody as f64, is_only_year)?;
            Some(FillerDate { date, cohort, count, reading })
        };
        carriers.chunk_by(|a, b| a.0 == b.0).filter_map(of_date).collect()
    }

    /// The filler dates, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = &FillerDate> {
        self.found.iter()
    }

    /// Reads the birth date of a person of `cohort`: as itself, as its year alone, or as missing.
    ///
    /// A usual filler is never believed to the day, even if one person alone carries it: two strangers who carry it are no
    /// likelier one person for it. A person who was born on such a day loses little.
    pub fn read(&self, cohort: Cohort, date: BirthDate) -> BirthDate {
        if date.is_missing() {
            return date;
        }
        if self.reads_usual_ones && date.year() < OLDEST_YEAR && is_usual_filler(date) {
            return BirthDate::MISSING;
        }
        match self.found.binary_search_by_key(&(date, cohort as u8), |filler| (filler.date, filler.cohort as u8)) {
            Err(_) if self.reads_usual_ones && is_usual_filler(date) => date.year_alone(),
            Err(_) => date,
            Ok(at) => match self.found[at].reading {
                FillerReading::YearAlone => date.year_alone(),
                FillerReading::Missing => BirthDate::MISSING,
            },
        }
    }
}

/// Whether a date is the first or the last day of a year.
fn is_usual_filler(date: BirthDate) -> bool {
    matches!((date.day(), date.month()), (1, 1) | (31, 12))
}

/// How a date is read that so many `families` share where `expected` would by chance; `None` for a date like others.
/// `share` is that of its carriers among the cohort, and `is_only_year` says that no other year has its like.
fn reading(date: BirthDate, families: usize, expected: f64, share: f64, is_only_year: bool) -> Option<FillerReading> {
    let is_usual = is_usual_filler(date);
    if is_usual && date.year() < OLDEST_YEAR {
        return Some(FillerReading::Missing);
    }
    let (fewest, excess) = if is_usual { (FEWEST_OF_USUAL, USUAL_EXCESS) } else { (FEWEST_OF_OTHERS, OTHER_EXCESS) };
    let count = families as f64;
    let is_filler = families >= fewest
        && count > LEAST_RATIO * expected
        && count * (count / expected).ln() - (count - expected) > excess;
    let is_year_true = is_usual && share < YEAR_IS_FILLER_FROM && !is_only_year;
    is_filler.then_some(if is_year_true { FillerReading::YearAlone } else { FillerReading::Missing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Profile};

    /// A list of 400 pupils born on all days of four years, and others with the given date.
    fn list(others: usize, date: (i32, u32, u32)) -> Population {
        let mut list = Population::new(vec!["base.csv".to_owned()], Vec::new());
        let mut push = |number: usize, birth_date: BirthDate| {
            let family = format!("FAMILLE{number}");
            list.push(Entry { profiles: Profile::Pupils.into(), family: &family, birth_date, ..Entry::default() });
        };
        for number in 0..400 {
            let (month, day) = (number as u32 % 12 + 1, number as u32 / 12 % 27 + 2);
            push(number, BirthDate::new(2010 + number as i32 % 4, month, day).unwrap());
        }
        for number in 0..others {
            push(400 + number, BirthDate::new(date.0, date.1, date.2).unwrap());
        }
        list
    }

    fn read(others: usize, date: (i32, u32, u32)) -> String {
        FillerDates::find(&list(others, date))
            .read(Cohort::Pupils, BirthDate::new(date.0, date.1, date.2).unwrap())
            .to_string()
    }

    #[test]
    fn dates_that_too_many_people_carry_are_read_as_the_year_or_as_missing() {
        assert_eq!(read(4, (2011, 1, 1)), "2011");
        assert_eq!(read(4, (2011, 12, 31)), "2011");
        assert_eq!(read(30, (2011, 6, 17)), "");
        assert_eq!(read(1, (1900, 1, 1)), "");
        assert_eq!(read(4_000, (1970, 1, 1)), "");
    }

    #[test]
    fn dates_that_chance_explains_are_read_as_they_are() {
        assert_eq!(read(1, (2011, 1, 2)), "02/01/2011");
        assert_eq!(read(3, (2011, 6, 17)), "17/06/2011");
    }

    #[test]
    fn a_usual_filler_is_its_year_whoever_carries_it() {
        assert_eq!(read(1, (2011, 1, 1)), "2011");
        assert!(FillerDates::find(&list(1, (2011, 1, 1))).iter().next().is_none(), "one person is not told of");
    }

    #[test]
    fn a_default_of_one_year_says_nothing_of_the_year() {
        let by_default = FillerDates::find(&list(150, (1970, 1, 1)));
        assert!(by_default.read(Cohort::Pupils, BirthDate::new(1970, 1, 1).unwrap()).is_missing());
    }

    #[test]
    fn twins_are_no_excess() {
        let mut list = list(0, (2011, 1, 1));
        let birth_date = BirthDate::new(2011, 3, 29).unwrap();
        for _ in 0..8 {
            list.push(Entry { profiles: Profile::Pupils.into(), family: "UNE", birth_date, ..Entry::default() });
        }
        assert_eq!(FillerDates::find(&list).read(Cohort::Pupils, birth_date), birth_date);
        assert_eq!(FillerDates::find(&list).read(Cohort::Adults, birth_date), birth_date);
    }
}
