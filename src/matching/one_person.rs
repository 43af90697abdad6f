//! Whether rows of one list can be one person.
//!
//! Role: one person with two profiles may have a row for each, under one identifier; two people never share one. Input: two
//! rows. Output: yes or no. Invariant: whoever asks, a run, a first connection or the yearly reset, gets the same answer, so
//! that what one of them makes the others do not take for a conflict.

use crate::identity::{BirthDate, Person, Population, Profile, ProfileSet, Row, Sex, StoredId, Symbol};

use super::Level;
use super::field_level::compare_dates;
use super::lexicon::{Forms, Lexicon};
use super::name_level::{NameKind, compare_names};

/// What two rows of one person agree in, besides their names.
#[derive(Debug, Clone, Copy)]
pub struct Vitals {
    /// What the row is at the school.
    pub profiles: ProfileSet,
    /// Birth date, possibly missing.
    pub birth_date: BirthDate,
    /// Sex, possibly unknown.
    pub sex: Sex,
}

impl From<Person<'_>> for Vitals {
    fn from(person: Person<'_>) -> Self {
        Self { profiles: person.profiles(), birth_date: person.birth_date(), sex: person.sex() }
    }
}

impl From<&StoredId> for Vitals {
    fn from(row: &StoredId) -> Self {
        Self { profiles: row.profiles, birth_date: row.birth_date, sex: row.sex }
    }
}

impl Vitals {
    /// Whether two rows of one name can be one person under two profiles: the profiles differ, none of them is that of
    /// pupils, who are nothing else, and nothing else speaks against it.
    pub fn can_be_one_person(self, other: Self) -> bool {
        !self.profiles.overlaps(other.profiles) && !self.is_pupil_beside(other) && !self.contradicts(other)
    }

    /// Whether one of the two is a pupil.
    pub fn is_pupil_beside(self, other: Self) -> bool {
        self.profiles.union(other.profiles).contains(Profile::Pupils)
    }

    /// Whether birth date or sex, where both rows have it, are not the same.
    pub fn contradicts(self, other: Self) -> bool {
        let dates = compare_dates(self.birth_date, other.birth_date);
        let sexes = [self.sex, other.sex];
        !matches!(dates, Level::Exact | Level::Missing) || (sexes[0] != sexes[1] && !sexes.contains(&Sex::Unknown))
    }
}

/// Whether rows stand for two people. One person with two profiles may have a row for each ([`Vitals`]), whose names agree
/// up to a typing error.
pub fn are_two_people(lexicon: &Lexicon, forms: &Forms, population: &Population, rows: &[Row]) -> bool {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let people = |row: &Row| population.person(*row);
    rows.iter()
        .enumerate()
        .any(|(at, row)| rows[..at].iter().any(|other| !can_be_one_person(lexicon, forms, people(other), people(row))))
}

fn can_be_one_person(lexicon: &Lexicon, forms: &Forms, a: Person<'_>, b: Person<'_>) -> bool {
    let agree = |a: Symbol, b: Symbol, kind| compare_names(lexicon, forms.of(a), forms.of(b), kind) <= Level::Typo;
    let families = |person: Person<'_>| [person.family_symbol(), person.birth_family_symbol()];
    let same_family =
        || families(a).into_iter().any(|one| families(b).into_iter().any(|two| agree(one, two, NameKind::Family)));
    Vitals::from(a).can_be_one_person(b.into())
        && agree(a.given_symbol(), b.given_symbol(), NameKind::Given)
        && same_family()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Interner};

    #[test]
    fn a_pupil_is_nobody_else_and_all_that_is_told_agrees() {
        let mut list = Population::new(vec!["base.csv".to_owned()], Vec::new());
        let born = |year| BirthDate::new(year, 3, 4).unwrap();
        let teacher = Entry {
            profiles: Profile::Teachers.into(),
            family: "LE GOFF",
            given: "Anne",
            birth_date: born(1980),
            sex: Sex::Female,
            ..Entry::default()
        };
        let as_parent = Entry { profiles: Profile::Parents.into(), ..teacher };
        let others = [
            as_parent,
            Entry { family: "Legof", birth_date: BirthDate::MISSING, sex: Sex::Unknown, ..as_parent },
            Entry { family: "MARTIN", birth_family: "Le Goff", ..as_parent },
            Entry { profiles: Profile::Pupils.into(), ..teacher },
            Entry { profiles: teacher.profiles.with(Profile::Parents), ..teacher },
            Entry { birth_date: born(1981), ..as_parent },
            Entry { sex: Sex::Male, ..as_parent },
            Entry { given: "Jeanne", ..as_parent },
            Entry { family: "MARTIN", ..as_parent },
        ];
        list.push(teacher);
        for other in others {
            list.push(other);
        }
        let (lexicon, forms, _) = Lexicon::build(&list.names, &Interner::new());
        let is_one = |&other: &Row| !are_two_people(&lexicon, &forms, &list, &[0, other, 0]);
        let one: Vec<Row> = (0..list.len() as Row).filter(is_one).collect();
        assert_eq!(one, [0, 1, 2, 3]);
    }
}
