//! Random people, few of whose names and dates differ, so that homonyms, twins and near misses abound; and random rules.

use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;
use rapproche::identity::{Flaws, Profile, ProfileSet, Sex};
use rapproche::matching::rules::Decision;
use rapproche::matching::{Field, Level, RuleSet};

use crate::people::{Someone, pupil};

const FAMILIES: [&str; 11] = [
    "MARTIN",
    "Martin-Durand",
    "DURAND",
    "BEN HAMOU",
    "Benhamou",
    "DURANT",
    "Lefebvre",
    "Lefèvre",
    "Martinet",
    "D'HEILLY",
    "",
];
const GIVEN: [&str; 12] = [
    "Léa",
    "LEO",
    "Jean",
    "Jean-Baptiste",
    "Baptiste Luc",
    "Mohamed",
    "Mouhamed",
    "Martin",
    "Théo",
    "Théodore",
    "J",
    "Durand",
];

fn someone(prefix: &'static str) -> impl Strategy<Value = Someone> {
    let names = (
        select(&FAMILIES[..]),
        select(&GIVEN[..]),
        prop_oneof![3 => Just(""), 1 => select(&FAMILIES[..])],
        prop_oneof![3 => Just(""), 1 => select(vec!["Jean, Luc", "Léa", "Durand Martin"])],
    );
    let born = prop::option::of((select(vec![1_u32, 2, 3, 12]), select(vec![1_u32, 2, 3, 12]), 2009_i32..2012));
    let postcode = prop::option::of(select(vec![35_000_u32, 35_700, 75_011]));
    let sex = select(vec![Sex::Unknown, Sex::Female, Sex::Male]);
    let profiles = prop::collection::vec(select(vec![Profile::Pupils, Profile::Parents, Profile::Teachers]), 0..3);
    let schools = select(vec!["", "0350001A", "0350002B", "0350001A;0350002B"]);
    let linked = prop::option::weighted(0.2, 0_usize..12);
    let flaws = prop_oneof![
        4 => Just(Flaws::NONE),
        1 => Just(Flaws::INVALID_BIRTH_DATE),
        1 => Just(Flaws::DUPLICATE_ID),
        1 => Just(Flaws::MISSING_ID),
    ];
    (0_usize..14, names, born, postcode, sex, profiles, (schools, linked, flaws)).prop_map(
        move |(id, (family, given, birth_family, other_given), born, postcode, sex, profiles, rest)| {
            let (schools, linked, flaws) = rest;
            let missing = if family.is_empty() { Flaws::MISSING_NAME } else { Flaws::NONE };
            Someone {
                birth_family: birth_family.into(),
                other_given: other_given.into(),
                sex,
                born,
                postcode,
                profiles: profiles.into_iter().collect::<ProfileSet>(),
                schools: schools.into(),
                linked_id: linked.filter(|_| prefix == "b").map(|id| format!("c{id}")).unwrap_or_default(),
                flaws: flaws.union(missing),
                ..pupil(&format!("{prefix}{id}"), family, given)
            }
        },
    )
}

/// The base and the ENT's users.
pub(crate) fn sides() -> impl Strategy<Value = (Vec<Someone>, Vec<Someone>)> {
    (prop::collection::vec(someone("b"), 0..16), prop::collection::vec(someone("c"), 0..16))
}

/// The shipped sets, and one that links on next to nothing.
pub(crate) fn rule_sets() -> Vec<RuleSet> {
    let mut sets: Vec<RuleSet> =
        ["strict", "three-of-four", "standard", "suggest"].map(|name| RuleSet::named(name).unwrap()).into();
    sets.push(with_decision(RuleSet::default(), |decision| {
        decision.threshold = -20.0;
        decision.margin = 0.0;
    }));
    sets
}

/// The rules with a decision that risks much, and `change` on top.
fn with_decision(rules: RuleSet, change: impl FnOnce(&mut Decision)) -> RuleSet {
    let mut decision = rules.decision.clone();
    decision.max_link_risk = 0.49;
    decision.max_mean_risk = 0.49;
    decision.vetoes = Vec::new();
    change(&mut decision);
    rules.with_decision(decision)
}

/// The rules with a decision that shows every pair, however unlike, and learns nothing from the lists: weights are those of the rules.
pub(crate) fn showing_every_pair(rules: RuleSet) -> RuleSet {
    with_decision(rules, |decision| {
        decision.threshold = -1000.0;
        decision.margin = -1000.0;
        decision.candidate_floor = -1000.0;
        decision.settled_risk = 0.0;
        decision.learn_postcodes = false;
    })
}

/// What a made-up level is given: shares of m and relative, exponents of u and frequency.
type Shares = (u32, u32, u32, Option<u32>);

/// A rule set whose levels have weights of their own, and pupils others than everybody else; it shows every pair.
pub(crate) fn made_up_rules() -> impl Strategy<Value = RuleSet> {
    let shares = (1_u32..1000, 1_u32..1000, 1_u32..20, prop::option::of(0_u32..10));
    let levels: usize = Field::ALL.into_iter().map(|field| levels_of(field).count()).sum();
    prop::collection::vec(shares, 2 * levels).prop_map(|shares| showing_every_pair(made_up(&mut shares.into_iter())))
}

fn levels_of(field: Field) -> impl Iterator<Item = Level> + Clone {
    field.levels().iter().copied().filter(|&level| level != Level::Missing)
}

fn made_up(shares: &mut impl Iterator<Item = Shares>) -> RuleSet {
    let mut text = String::from("name = 'made up'\nversion = '1'\n");
    for profile in ["default", "eleves"] {
        for field in Field::ALL {
            writeln!(text, "[weights.{profile}.{}]", field.key()).unwrap();
            let of_field: Vec<Shares> = shares.by_ref().take(levels_of(field).count()).collect();
            let m: u32 = of_field.iter().map(|shares| shares.0).sum();
            let relative: u32 = of_field.iter().map(|shares| shares.1).sum();
            for (level, shares) in levels_of(field).zip(of_field) {
                writeln!(
                    text,
                    "{level} = {{ m = {:e}, relative = {:e}, u = {:e}, frequency = {:e} }}",
                    f64::from(shares.0) / f64::from(m),
                    f64::from(shares.1) / f64::from(relative),
                    (-f64::from(shares.2)).exp2(),
                    shares.3.map_or(0.0, |exponent| (-f64::from(exponent)).exp2()),
                )
                .unwrap();
            }
        }
    }
    RuleSet::from_toml(&text).unwrap()
}
