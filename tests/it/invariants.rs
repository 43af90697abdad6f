//! The properties that hold for every input: complete, one to one, deterministic, cautious, explained,
//! symmetric.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use rapproche::identity::{Flaws, Profile, ProfileSet};
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::normalize::fold;
use rapproche::reconcile::{Options, Reconciliation, Verdict, reconcile};

use crate::people::{Someone, population, pupil};

/// Few names and dates, so that homonyms, twins and near misses abound.
fn someone(prefix: &'static str) -> impl Strategy<Value = Someone> {
    let family = prop::sample::select(vec!["MARTIN", "Martin-Durand", "DURAND", "BEN HAMOU", "Benhamou", "DURANT", ""]);
    let given = prop::sample::select(vec!["Léa", "LEO", "Jean", "Jean-Baptiste", "Mohamed", "Mouhamed", "Martin"]);
    let born = prop::option::of((1_u32..4, 1_u32..4, 2010_i32..2012));
    let postcode = prop::option::of(prop::sample::select(vec![35_000_u32, 35_700, 75_011]));
    let profiles =
        prop::collection::vec(prop::sample::select(vec![Profile::Pupils, Profile::Parents, Profile::Teachers]), 0..3);
    let schools = prop::sample::select(vec!["", "0350001A", "0350002B", "0350001A;0350002B"]);
    let linked = prop::option::weighted(0.2, 0_usize..12);
    let flaws = prop::sample::select(vec![
        Flaws::NONE,
        Flaws::NONE,
        Flaws::NONE,
        Flaws::NONE,
        Flaws::INVALID_BIRTH_DATE,
        Flaws::DUPLICATE_ID,
        Flaws::MISSING_ID,
    ]);
    (0_usize..14, family, given, born, postcode, profiles, (schools, linked, flaws)).prop_map(
        move |(id, family, given, born, postcode, profiles, (schools, linked, flaws))| {
            let missing = if family.is_empty() { Flaws::MISSING_NAME } else { Flaws::NONE };
            Someone {
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

fn sides() -> impl Strategy<Value = (Vec<Someone>, Vec<Someone>)> {
    (prop::collection::vec(someone("b"), 0..16), prop::collection::vec(someone("c"), 0..16))
}

fn run(base: &[Someone], cas: &[Someone], rules: &RuleSet) -> Reconciliation {
    reconcile(&population(base), &population(cas), rules, &Options::default(), &())
}

/// What was decided, freed of row numbers, which depend on the order of the input.
fn readable(result: &Reconciliation, base: &[usize], cas: &[usize]) -> Vec<String> {
    let mut lines: Vec<String> = result
        .outcomes
        .iter()
        .map(|outcome| {
            let verdict = match &outcome.verdict {
                Verdict::AlreadyLinked { base: user, .. } => format!("already {}", base[*user as usize]),
                Verdict::Linked(link) => format!("link {} {}", base[link.base as usize], link.comparison.score()),
                Verdict::Failed(failure) => format!("fail {}", failure.reason),
            };
            format!("{} {:?} {verdict}", cas[outcome.cas as usize], outcome.profile)
        })
        .collect();
    lines.sort();
    lines
}

fn rule_sets() -> Vec<RuleSet> {
    let eager = {
        let standard = RuleSet::default();
        let decision = rapproche::matching::rules::Decision {
            max_link_risk: 0.49,
            max_mean_risk: 0.49,
            threshold: -20.0,
            margin: 0.0,
            vetoes: Vec::new(),
            ..standard.decision.clone()
        };
        standard.with_decision(decision)
    };
    let mut sets: Vec<RuleSet> =
        ["strict", "three-of-four", "standard", "suggest"].map(|name| RuleSet::named(name).unwrap()).into();
    sets.push(eager);
    sets
}

proptest! {
    #[test]
    fn every_identity_has_one_outcome_and_every_user_one_id((base, cas) in sides()) {
        for rules in rule_sets() {
            let result = run(&base, &cas, &rules);
            // Complete.
            let expected: usize = cas.iter().map(|person| person.profiles.iter().count().max(1)).sum();
            prop_assert_eq!(result.outcomes.len(), expected);
            let distinct: HashSet<_> = result.outcomes.iter().map(|outcome| (outcome.cas, outcome.profile)).collect();
            prop_assert_eq!(distinct.len(), expected);
            // Counts add up per profile.
            for profile in Profile::ALL {
                let column = result.tally.profile(profile);
                let of_profile = result.outcomes.iter().filter(|outcome| outcome.profile == Some(profile));
                let (failed, reconciled): (Vec<_>, Vec<_>) =
                    of_profile.partition(|outcome| matches!(outcome.verdict, Verdict::Failed(_)));
                prop_assert_eq!(column.reconciled, reconciled.len() as u64);
                prop_assert_eq!(column.to_reconcile(), failed.len() as u64);
                prop_assert_eq!(column.cas, cas.iter().filter(|person| person.profiles.contains(profile)).count() as u64);
            }
            // One to one, cautious.
            let mut users = HashMap::new();
            let mut ids = HashSet::new();
            for outcome in &result.outcomes {
                let Some(profile) = outcome.profile else { continue };
                match &outcome.verdict {
                    Verdict::Linked(link) => {
                        let user = &base[link.base as usize];
                        prop_assert!(user.profiles.contains(profile));
                        prop_assert_eq!(&user.linked_id, "", "a bound user");
                        prop_assert!(cas[outcome.cas as usize].flaws.is_none(), "a flawed identity");
                        prop_assert!(!user.flaws.contains(Flaws::DUPLICATE_ID));
                        prop_assert_eq!(users.insert((profile, link.base), outcome.cas), None, "two ids");
                        let id = &cas[outcome.cas as usize].id;
                        prop_assert!(ids.insert((profile, id.clone())), "two users for {}", id);
                        if rules.name == "standard" && rules == RuleSet::default() {
                            prop_assert!(link.risk <= rules.decision.max_link_risk);
                            prop_assert!(link.comparison.field(Field::BirthDate).level != Level::Different);
                        }
                    }
                    Verdict::AlreadyLinked { base: user, .. } => {
                        prop_assert_eq!(&base[*user as usize].linked_id, &cas[outcome.cas as usize].id);
                        prop_assert_eq!(users.insert((profile, *user), outcome.cas), None, "two ids");
                    }
                    Verdict::Failed(failure) => {
                        // Explained: the score is the sum of what the fields say.
                        for candidate in &failure.candidates {
                            let sum: i32 = candidate.comparison.iter().map(|(_, field)| field.weight.0).sum();
                            prop_assert_eq!(candidate.comparison.score().0, sum);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn neither_order_nor_threads_matter((base, cas) in sides(), seed in any::<u64>()) {
        let shuffled = |length: usize, salt: u64| {
            let mut order: Vec<usize> = (0..length).collect();
            order.sort_by_key(|&at| (seed ^ salt).wrapping_mul(at as u64 * 2 + 1).rotate_left(17));
            order
        };
        // A duplicate is the row that comes second, so here the order says who is meant: leave those out.
        let plain = |people: Vec<Someone>| -> Vec<Someone> {
            people.into_iter().filter(|person| !person.flaws.contains(Flaws::DUPLICATE_ID)).collect()
        };
        let (base, cas) = (plain(base), plain(cas));
        let (base_order, cas_order) = (shuffled(base.len(), 1), shuffled(cas.len(), 2));
        let take = |people: &[Someone], order: &[usize]| order.iter().map(|&at| people[at].clone()).collect::<Vec<_>>();
        for rules in rule_sets() {
            let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            let first = single.install(|| run(&base, &cas, &rules));
            let again = run(&base, &cas, &rules);
            prop_assert_eq!(format!("{:?}", first.outcomes), format!("{:?}", again.outcomes));
            let other = run(&take(&base, &base_order), &take(&cas, &cas_order), &rules);
            let straight: Vec<usize> = (0..base.len().max(cas.len())).collect();
            prop_assert_eq!(readable(&first, &straight, &straight), readable(&other, &base_order, &cas_order));
        }
    }

    #[test]
    fn folding_is_idempotent(text in "\\PC{0,24}") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }
}
