//! Birth years that a profile cannot have.
//!
//! Role: tells that a parent was not born in 2015, nor a pupil in 1979, where the other list has no date to compare with.
//! Input: the lists at hand; the pupils' own years say when the others must have been born, so that no clock is asked.
//! Output: [`Ages`]. Invariant: without [`FEWEST_PUPILS`] pupils with a date nothing is impossible.

use crate::identity::{BirthDate, Person, Population, Profile};

/// So few pupils say nothing about a school.
const FEWEST_PUPILS: usize = 20;

/// A parent is so many years older than the oldest pupils, at least.
const PARENT_IS_OLDER_BY: u32 = 12;

/// A pupil is at most so many years older than the oldest pupils but a few.
const PUPIL_IS_OLDER_BY: u32 = 10;

/// The years that the pupils of the lists at hand were born in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ages(Option<PupilYears>);

/// The birth years of pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PupilYears {
    /// The year of the oldest, but for one pupil in twenty: an adult may be filed among them.
    pub(super) oldest: u32,
    median: u32,
    /// How many pupils have a birth date.
    pupils: usize,
}

impl PupilYears {
    /// Looks at the pupils of all `lists`; `None` if none of them has a birth date.
    pub(super) fn of<'a>(lists: impl IntoIterator<Item = &'a Population>) -> Option<Self> {
        let is_dated_pupil =
            |person: &Person<'_>| person.profiles().contains(Profile::Pupils) && !person.birth_date().is_missing();
        let mut years: Vec<u32> = lists
            .into_iter()
            .flat_map(|list| list.people().filter(is_dated_pupil).map(|person| person.birth_date().year()))
            .collect();
        years.sort_unstable();
        let pupils = years.len();
        Some(Self { oldest: *years.get(pupils / 20)?, median: years[pupils / 2], pupils })
    }
}

impl Ages {
    /// Looks at the pupils of all `lists`.
    pub fn of<'a>(lists: impl IntoIterator<Item = &'a Population>) -> Self {
        let years = PupilYears::of(lists);
        Self(years.filter(|years| years.pupils >= FEWEST_PUPILS))
    }

    /// Returns true if a person of `profile` can have this birth date. A missing date is possible.
    pub fn allow(self, profile: Profile, date: BirthDate) -> bool {
        let Self(Some(years)) = self else { return true };
        date.is_missing()
            || match profile {
                Profile::Pupils => date.year() + PUPIL_IS_OLDER_BY >= years.oldest,
                Profile::Parents => date.year() + PARENT_IS_OLDER_BY <= years.oldest,
                // A supervisor may be as old as the oldest pupils.
                _ => date.year() < years.median,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Entry;

    #[test]
    fn the_pupils_say_which_years_are_possible() {
        let mut list = Population::new(vec!["cas.csv".to_owned()], Vec::new());
        let born = |year| BirthDate::new(year, 3, 4).unwrap();
        for pupil in 0..100 {
            let birth_date = born(2010 + pupil % 4);
            list.push(Entry { profiles: Profile::Pupils.into(), birth_date, ..Entry::default() });
        }
        let ages = Ages::of([&list]);
        for (profile, year, possible) in [
            (Profile::Parents, 2015, false),
            (Profile::Parents, 1992, true),
            (Profile::Teachers, 2014, false),
            (Profile::Staff, 2006, true),
            (Profile::Pupils, 1979, false),
            (Profile::Pupils, 2006, true),
        ] {
            assert_eq!(ages.allow(profile, born(year)), possible, "{profile:?} {year}");
        }
        assert!(ages.allow(Profile::Pupils, BirthDate::MISSING));
        assert!(Ages::of([]).allow(Profile::Parents, born(2015)));
    }
}
