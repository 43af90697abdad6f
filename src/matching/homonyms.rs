//! People of one full name: how often a base shows them.
//!
//! Role: measures what no table of names tells. Names go together (a community's family names have its given names), so
//! two strangers share a full name more often than the product of the two frequencies says; and in some families two
//! relatives bear one name. Input: the users of a pool, or a whole base. Output: a correction of the rarity of full names
//! ([`homonym_excess`]), and the share of relatives who have one given name ([`RelativesOfOneName`]).
//! Invariant: a base that shows no homonyms changes nothing.

use foldhash::{HashMap, HashMapExt};

use super::field_level::compare_dates;
use super::guests::Names;
use super::lexicon::{Form, Forms, Lexicon};
use super::rarity::{Cohort, Rarities, Rarity, probability};
use super::record::Record;
use super::{Level, NameKind};
use crate::identity::{Person, Population, Profile, Symbol};

/// How many homonym pairs' worth of belief there is that names are independent: the parameter a of a Gamma(a, a) prior on
/// the ratio of seen to expected pairs, whose posterior mean is (seen + a) / (expected + a).
const BELIEF_IN_INDEPENDENCE: f64 = 0.5;

/// How many pairs of relatives' worth of belief there is in the rules' own share of those of one name.
const BELIEF_IN_RULES: f64 = 200.0;

/// By how much full names of a pool are less rare than their two names apart, in tenths of a bit: log₂ of homonym pairs
/// seen over expected. Pairs that may be one person twice, with no date or postcode that differs, do not count.
pub(super) fn homonym_excess(names: Names<'_>, records: &[Record]) -> Rarity {
    let mut bearers: HashMap<(usize, usize), Vec<usize>> = HashMap::with_capacity(records.len());
    let others = records.len().saturating_sub(1) as f64;
    let mut expected = 0.0;
    for (number, record) in records.iter().enumerate() {
        let chance = probability(record.family_rarity) * probability(record.given_rarity);
        expected += others / 2.0 * chance;
        bearers.entry((names.key(record.family), names.key(record.given))).or_default().push(number);
    }
    let are_two = |a: usize, b: usize| {
        let (a, b) = (&records[a], &records[b]);
        let dates = compare_dates(a.birth_date, b.birth_date);
        let postcodes_differ = !a.postcode.is_missing() && !b.postcode.is_missing() && a.postcode != b.postcode;
        dates == Level::Different || (dates == Level::Missing && postcodes_differ)
    };
    let seen: usize = bearers
        .values()
        .filter(|numbers| numbers.len() > 1)
        .map(|numbers| {
            let pairs = numbers.iter().enumerate().flat_map(|(at, &a)| numbers[..at].iter().map(move |&b| (a, b)));
            pairs.filter(|&(a, b)| are_two(a, b)).count()
        })
        .sum();
    let ratio = (seen as f64 + BELIEF_IN_INDEPENDENCE) / (expected + BELIEF_IN_INDEPENDENCE);
    // `as` saturates at 0: fewer homonyms than expected are chance.
    (ratio.log2() * 10.0).round() as Rarity
}

/// Which share of the rows of one name and address, with no date to tell, are of two people. Most are one person twice.
const TWO_PEOPLE_OF_ALIKE_ROWS: f64 = 0.1;

/// How many parts a pair is counted in.
const PARTS: f64 = 1e9;

/// How many relatives of a base have one given name: pairs of one family name and postcode in one school, by the profile
/// that both have. Father and son are in two lists, so that neither is taken for the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RelativesOfOneName {
    /// Pairs of relatives, by profile.
    pairs: [u64; Profile::ALL.len()],
    /// Those of one given name, less those that chance explains, by profile, in [`PARTS`]: whole numbers add up to the
    /// same in any order.
    excess: [i64; Profile::ALL.len()],
}

impl RelativesOfOneName {
    /// Counts the pairs of a base.
    pub fn count(lexicon: &Lexicon, base: &Population, forms: &Forms, rarities: &Rarities) -> Self {
        let mut families: HashMap<(Symbol, usize, u32), Vec<(Form, Person<'_>)>> = HashMap::new();
        for person in base.people().filter(|person| !person.postcode().is_missing()) {
            let [family, given] = [person.family_symbol(), person.given_symbol()].map(|name| forms.of(name));
            if !family.is_empty() && !given.is_empty() {
                let key = (person.schools_symbol(), lexicon.key(family), person.postcode().packed());
                families.entry(key).or_default().push((given, person));
            }
        }
        let mut found = Self::default();
        for members in families.values().filter(|members| members.len() > 1) {
            for (at, &(given, person)) in members.iter().enumerate() {
                let cohort = person.profiles().iter().next().map_or(Cohort::Adults, Cohort::from);
                let chance = probability(rarities.of(cohort, NameKind::Given, lexicon.into(), given));
                for &(other_given, other) in &members[..at] {
                    let have_one_name = lexicon.key(given) == lexicon.key(other_given);
                    let are_two = match compare_dates(person.birth_date(), other.birth_date()) {
                        Level::Exact => 0.0,
                        Level::Missing => TWO_PEOPLE_OF_ALIKE_ROWS,
                        _ => 1.0,
                    };
                    let excess = if have_one_name { are_two * (1.0 - chance) } else { -chance };
                    for profile in person.profiles().iter().filter(|&profile| other.profiles().contains(profile)) {
                        found.pairs[profile.index()] += 1;
                        found.excess[profile.index()] += (excess * PARTS) as i64;
                    }
                }
            }
        }
        found
    }

    /// The share of relatives of one profile who have one given name, where the rules say `believed`, and never less than
    /// that.
    pub fn share(self, profile: Profile, believed: f64) -> f64 {
        let (pairs, excess) = (self.pairs[profile.index()] as f64, self.excess[profile.index()] as f64 / PARTS);
        let share = (excess.max(0.0) + BELIEF_IN_RULES * believed) / (pairs + BELIEF_IN_RULES);
        share.max(believed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{BirthDate, Entry, Postcode, ProfileSet};
    use crate::matching::rules::Decision;

    fn base(people: &[(&str, &str, Profile, u32)]) -> Population {
        let mut base = Population::new(vec!["base.csv".to_owned()], Vec::new());
        for &(family, given, profile, postcode) in people {
            let birth_date =
                if profile == Profile::Pupils { BirthDate::new(2012, 3, 4).unwrap() } else { BirthDate::MISSING };
            let profiles: ProfileSet = profile.into();
            base.push(Entry {
                family,
                given,
                profiles,
                birth_date,
                postcode: Postcode::french(postcode),
                ..Entry::default()
            });
        }
        base
    }

    fn share(people: &[(&str, &str, Profile, u32)]) -> f64 {
        let base = base(people);
        let (lexicon, forms, _) = Lexicon::build(&base.names, &crate::identity::Interner::new());
        let rarities = Rarities::count(&lexicon, &base, &forms, &Decision::default());
        RelativesOfOneName::count(&lexicon, &base, &forms, &rarities).share(Profile::Parents, 0.0002)
    }

    #[test]
    fn families_with_one_name_for_two_parents_are_seen() {
        let of = |of_one_name: usize| {
            let name = |kind: &str, number: usize| format!("{kind}{}", "X".repeat(number));
            let families: Vec<[String; 3]> =
                (0..60).map(|number| ["FAMILLE", "PREMIER", "AUTRE"].map(|kind| name(kind, number))).collect();
            let people: Vec<_> = families
                .iter()
                .enumerate()
                .flat_map(|(number, [family, first, other])| {
                    let second = if number < of_one_name { first } else { other };
                    [
                        (family.as_str(), first.as_str(), Profile::Parents, 35_000),
                        (family.as_str(), second.as_str(), Profile::Parents, 35_000),
                        // A son of one name is in another list.
                        (family.as_str(), first.as_str(), Profile::Pupils, 35_000),
                    ]
                })
                .collect();
            share(&people)
        };
        assert_eq!(of(0), 0.0002);
        assert!(of(20) > 0.005, "{}", of(20));
    }

    #[test]
    fn a_teacher_who_is_a_parent_is_no_relative_of_herself() {
        let rows = [("AKOUDAD", "Maud", Profile::Parents, 35_000), ("AKOUDAD", "Maud", Profile::Teachers, 35_000)];
        assert_eq!(share(&rows), 0.0002);
    }
}
