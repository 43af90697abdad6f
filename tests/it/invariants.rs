//! The properties that hold for every input: complete, one to one, deterministic, cautious. The two that look into
//! a pair, explained and symmetric, have modules of their own.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use rapproche::identity::{Flaws, Profile};
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::normalize::fold;
use rapproche::reconcile::{Options, Reconciliation, Verdict, reconcile};

use crate::people::{Someone, population};
use crate::random_people::{rule_sets, sides};

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
                    Verdict::Failed(_) => {}
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
