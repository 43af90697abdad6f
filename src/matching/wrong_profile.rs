//! Accounts that are filed under another profile than their owner's.
//!
//! Role: weighs the hypothesis that an account of one profile is that of a user of another one: a pupil's account filed
//! as a parent's, or the reverse. Input: a user of the other profile who bears both names exactly, and what kinds of
//! birth dates each profile has ([`DateKinds`]). Output: the odds of that hypothesis against «nobody in the base».
//! Invariant: the hypothesis links no account; it only speaks against the candidates of the account's own profile.
//!
//! The odds are ε · 2^W · e / n / (1 − π). ε is [`Decision::wrong_profile`], π is [`Decision::share_in_base`]. W is the
//! score of the account with that user, by the weights of the user's profile. n is the number of users of that profile
//! without an account of their own. e says how much better the account's date fits the other profile: a parent born in
//! 2015, or a pupil without a date where all others have one.

use crate::identity::{BirthDate, Population, Profile};

use super::ages::PupilYears;
use super::rules::Decision;
use super::{Field, Level, Score};

/// What share of a profile's users is supposed to have no account of their own.
const UNCLAIMED: f64 = 0.05;

/// How many kinds of birth dates are told apart: none, that of a child, that of an adult.
const KINDS: usize = 3;

/// What share of each profile of one list has no birth date, that of a child, or that of an adult.
#[derive(Debug, Clone, PartialEq)]
pub struct DateKinds {
    /// From this year on, people are children.
    first_year_of_pupils: u32,
    shares: [[f64; KINDS]; Profile::ALL.len()],
}

impl DateKinds {
    /// Counts the dates of `list`. Each kind counts half a person more, so that none is impossible.
    pub fn count(list: &Population) -> Self {
        let first_year_of_pupils = PupilYears::of([list]).map_or(u32::MAX, |years| years.oldest);
        let mut counts = [[0.5; KINDS]; Profile::ALL.len()];
        for person in list.people() {
            let kind = kind(person.birth_date(), first_year_of_pupils);
            person.profiles().iter().for_each(|profile| counts[profile.index()][kind] += 1.0);
        }
        let shares = counts.map(|kinds| {
            let total: f64 = kinds.iter().sum();
            kinds.map(|count| count / total)
        });
        Self { first_year_of_pupils, shares }
    }

    /// How much likelier a date is in `other` than in `own`.
    pub fn evidence(&self, date: BirthDate, own: Profile, other: Profile) -> f64 {
        let kind = kind(date, self.first_year_of_pupils);
        self.shares[other.index()][kind] / self.shares[own.index()][kind]
    }
}

fn kind(date: BirthDate, first_year_of_pupils: u32) -> usize {
    if date.is_missing() {
        0
    } else if date.year() >= first_year_of_pupils {
        1
    } else {
        2
    }
}

/// Whether a score of an account with a user of another profile says that the two may be one person: both names exactly, and
/// no date that contradicts.
pub fn may_be_filed_wrongly(score: &Score) -> bool {
    let level = |field| score.comparison.field(field).level;
    level(Field::Family) == Level::Exact
        && level(Field::Given) == Level::Exact
        && level(Field::NameOrder) == Level::Exact
        && level(Field::BirthDate) != Level::Different
}

/// The odds, against «nobody in the base», that an account is that of a user of another profile of `users` people;
/// `evidence` is that of [`DateKinds::evidence`].
pub fn odds_of_wrong_profile(decision: &Decision, score: &Score, users: usize, evidence: f64) -> f64 {
    let unclaimed = 1.0 + UNCLAIMED * users as f64;
    decision.wrong_profile * score.comparison.score().ratio() * evidence / unclaimed / (1.0 - decision.share_in_base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Entry;

    #[test]
    fn a_date_of_a_child_speaks_against_a_parent_and_no_date_against_a_pupil() {
        let mut list = Population::new(vec!["cas.csv".to_owned()], Vec::new());
        let born = |year| BirthDate::new(year, 3, 4).unwrap();
        for year in 0..400 {
            let birth_date = born(2010 + year % 5);
            list.push(Entry { profiles: Profile::Pupils.into(), birth_date, ..Entry::default() });
            list.push(Entry { profiles: Profile::Parents.into(), ..Entry::default() });
        }
        let kinds = DateKinds::count(&list);
        assert!(kinds.evidence(born(2012), Profile::Parents, Profile::Pupils) > 500.0);
        assert!(kinds.evidence(BirthDate::MISSING, Profile::Pupils, Profile::Parents) > 500.0);
        assert!(kinds.evidence(BirthDate::MISSING, Profile::Parents, Profile::Pupils) < 0.01);
        assert!((kinds.evidence(born(1980), Profile::Parents, Profile::Pupils) - 1.0).abs() < 0.1);
    }
}
