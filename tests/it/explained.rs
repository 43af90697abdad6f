//! «Explained»: what a decision says of each field is what the two records show, worth what the rule file says.
//!
//! The levels are held against those of `regraded`; the weights against the probabilities of the rule set,
//! log₂(m / u), after Fellegi & Sunter.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rapproche::identity::Profile;
use rapproche::matching::rules::{LevelProbabilities, ProfileProbabilities};
use rapproche::matching::{Cohort, Field, Level, RuleSet};
use rapproche::normalize::{family_name_share, fold, given_name, joined};
use rapproche::reconcile::{Reason, Reconciliation};

use crate::people::Someone;
use crate::random_people::{made_up_rules, rule_sets, showing_every_pair, sides};
use crate::regraded::{Case, Date, Pair, dates, is_far, postcodes, sexes};

/// Half of a hundredth of a bit, to which weights are rounded.
const ROUNDING: f64 = 0.005 + 1e-9;

/// −log₂ of the smallest frequency that a value is given: 255 tenths of a bit.
const RAREST: f64 = 25.5;

fn check_levels(case: &Case<'_>, pair: &Pair<'_>, rules: &RuleSet) -> Result<(), TestCaseError> {
    let level = |field| pair.comparison.field(field).level;
    let order = level(Field::NameOrder);
    prop_assert_eq!([level(Field::Family), level(Field::Given), order], case.name_levels(pair, order));
    let (user, identity) = (pair.user.as_typed, pair.identity.as_typed);
    // The first and the last day of a year may stand for the year alone; their reading depends on the whole list.
    let is_usual_filler = |born: Date| born.is_some_and(|(day, month, _)| matches!((day, month), (1, 1) | (31, 12)));
    if !is_usual_filler(user.born) && !is_usual_filler(identity.born) {
        prop_assert_eq!(level(Field::BirthDate), dates(user.born, identity.born));
    }
    let slips = rules.probabilities(pair.profile).field(Field::Postcode).level(Level::OneDigit).is_some();
    prop_assert_eq!(level(Field::Postcode), postcodes(user.postcode, identity.postcode, slips));
    prop_assert_eq!(level(Field::Sex), sexes(user.sex, identity.sex));

    // The other order was not the better one, even if its names are as common as can be. Left out is a shared word:
    // what it is worth is lowered by the birth names once the order is chosen.
    let straight = case.name_levels(pair, Level::Exact);
    let may_be_exchanged = straight[..2].iter().all(|&level| is_far(level));
    prop_assert!(order == Level::Exact || may_be_exchanged, "exchanged names that agreed");
    // Two given names are not exchanged unless a date says so.
    let has_date = level(Field::BirthDate) != Level::Missing;
    if may_be_exchanged && has_date && level(Field::Family) != Level::Partial {
        let names = [Field::Family, Field::Given, Field::NameOrder];
        let other = if order == Level::Exact { Level::Swapped } else { Level::Exact };
        let table = rules.probabilities(pair.profile);
        let least = names.into_iter().zip(case.name_levels(pair, other));
        let least: f64 = least.map(|(field, level)| bounds(table, field, level).0).sum();
        let stated: f64 = names.into_iter().map(|field| pair.comparison.field(field).weight.bits()).sum();
        prop_assert!(stated >= least - 6.0 * ROUNDING, "{stated} for this order, {least} for the other");
    }
    Ok(())
}

/// The weight of a level, in bits, if everybody has the value, and if next to nobody has.
fn bounds(table: &ProfileProbabilities, field: Field, level: Level) -> (f64, f64) {
    let Some(&LevelProbabilities { m, u, frequency, .. }) = table.field(field).level(level) else {
        return (0.0, 0.0);
    };
    let weight = |share: f64| (m / (u + frequency * share).min(1.0)).log2();
    (weight(1.0), weight((-RAREST).exp2()))
}

fn check_weights(pair: &Pair<'_>, rules: &RuleSet) -> Result<(), TestCaseError> {
    let table = rules.probabilities(pair.profile);
    for (field, said) in pair.comparison.iter() {
        let (least, most) = bounds(table, field, said.level);
        let within = (least - ROUNDING..=most + ROUNDING).contains(&said.weight.bits());
        prop_assert!(within, "{field:?} {}: {} is not in {least}..={most}", said.level, said.weight);
    }
    Ok(())
}

/// How common a value is: among the users of its cohort, among those of its profile, and in the nation.
#[derive(Clone, Copy)]
struct Commonness {
    in_cohort: usize,
    in_profile: usize,
    share: f64,
}

impl Commonness {
    /// Tells whether it is no commoner than another one by any measure.
    fn is_at_most(self, other: Self) -> bool {
        self.in_cohort <= other.in_cohort && self.in_profile <= other.in_profile && self.share <= other.share
    }

    /// Tells whether another one is at least twice as common in the base, and as common in the nation.
    fn is_half_of(self, other: Self) -> bool {
        2 * self.in_cohort <= other.in_cohort && 2 * self.in_profile <= other.in_profile && self.share == other.share
    }
}

/// Profile, field and level of a pair, and whether the base has the link.
type Agreement = (Profile, Field, Level, bool);

/// In one run, the commoner the value that an agreement rests on, the less it is worth; equally common values are
/// worth the same.
fn check_rarity(case: &Case<'_>, pairs: &[Pair<'_>], rules: &RuleSet) -> Result<(), TestCaseError> {
    let mut worth: BTreeMap<Agreement, Vec<(Commonness, i32)>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| !pair.comparison.names_swapped()) {
        let user = pair.user.as_typed;
        let (profile, cohort) = (pair.profile, Cohort::from(pair.profile));
        let name = |name: &str, names: fn(&Someone) -> Vec<&str>, share: Option<f64>| Commonness {
            in_cohort: case.bearers(cohort, name, names),
            in_profile: case.bearers_in(profile, name, names),
            share: share.unwrap_or(0.0),
        };
        let family = joined(&fold(&user.family));
        let given = given_name(&joined(&fold(&user.given))).map(|name| match cohort {
            Cohort::Pupils => name.share_of_pupils(),
            Cohort::Adults => name.share_of_adults(),
        });
        let postcode = pair.comparison.field(Field::Postcode).level;
        let neighbours = case.neighbours(profile, postcode, pair.identity.as_typed.postcode);
        for (field, level, commonness) in [
            (
                Field::Family,
                Level::Exact,
                name(&user.family, |one| vec![&one.family, &one.birth_family], family_name_share(&family)),
            ),
            (Field::Given, Level::Exact, name(&user.given, |one| vec![&one.given], given)),
            (Field::Postcode, postcode, Commonness { in_cohort: neighbours, in_profile: neighbours, share: 0.0 }),
        ] {
            let said = pair.comparison.field(field);
            if said.level == level {
                worth.entry((profile, field, level, pair.is_existing)).or_default().push((commonness, said.weight.0));
            }
        }
    }
    for ((profile, field, level, _), values) in worth {
        let probabilities = rules.probabilities(profile).field(field).level(level);
        let by_frequency = probabilities.is_some_and(|level| level.u == 0.0 && level.frequency > 0.0);
        for &(few, rare) in &values {
            for &(many, common) in values.iter().filter(|(many, _)| few.is_at_most(*many)) {
                prop_assert!(rare >= common, "{field:?} {level}: {rare} for a rarer value than {common}");
                prop_assert!(
                    rare > common || !by_frequency || !few.is_half_of(many),
                    "{field:?} {level} as if equally common"
                );
            }
        }
    }
    Ok(())
}

/// Candidates come with probabilities, best first; each is a user of the profile, «taken» when linked. Only an account that is
/// filed wrongly has one of another profile.
fn check_candidates(case: &Case<'_>, result: &Reconciliation) -> Result<(), TestCaseError> {
    let links: Vec<_> = result.links().map(|(outcome, link)| (outcome.profile, link.base)).collect();
    for (outcome, failure) in result.failures() {
        let probabilities: Vec<f64> = failure.candidates.iter().map(|candidate| candidate.probability).collect();
        prop_assert!(probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)), "{probabilities:?}");
        prop_assert!(probabilities.is_sorted_by(|a, b| a >= b), "{probabilities:?}");
        prop_assert!(probabilities.iter().sum::<f64>() < 1.0 + 1e-4, "{probabilities:?}");
        let is_of_profile = |user: &Someone| outcome.profile.is_some_and(|profile| user.profiles.contains(profile));
        let outsiders = failure.candidates.iter().filter(|one| !is_of_profile(&case.base[one.base as usize])).count();
        prop_assert!(outsiders <= usize::from(failure.reason == Reason::WrongProfile), "{outsiders}");
        for candidate in &failure.candidates {
            let user = &case.base[candidate.base as usize];
            let is_linked = !user.linked_id.is_empty() || links.contains(&(outcome.profile, candidate.base));
            prop_assert_eq!(candidate.taken, is_linked);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn each_field_says_what_the_records_show_and_the_rules_make_of_it((base, cas) in sides(), own in made_up_rules()) {
        let case = Case::new(&base, &cas);
        let sets = rule_sets().into_iter().chain([own, showing_every_pair(RuleSet::default())]);
        for rules in sets {
            let result = case.run(&rules);
            let pairs = case.pairs(&result);
            for pair in &pairs {
                check_levels(&case, pair, &rules)?;
                check_weights(pair, &rules)?;
            }
            check_rarity(&case, &pairs, &rules)?;
            check_candidates(&case, &result)?;
        }
    }
}
