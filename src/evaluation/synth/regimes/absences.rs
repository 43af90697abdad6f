//! People who are missing on one side, beyond the shares of an ordinary school.
//!
//! Input: people, who resembles whom, rates. Output: changes of the plan. Invariant: every person stays on one side at least.

use std::collections::BTreeMap;

use super::complications::Absences;
use super::lookalikes::Resemblances;
use crate::evaluation::synth::block::Plan;
use crate::evaluation::synth::people::Human;
use crate::evaluation::synth::random::Random;
use crate::identity::Profile;

/// Marks in `plan` the people who are missing.
pub(in crate::evaluation::synth) fn apply(
    absences: &Absences,
    people: &[Human],
    resemblances: &Resemblances,
    plan: &mut Plan,
    random: &mut Random,
) {
    let has_account =
        |human: &Human| !human.profiles.contains(Profile::Supervisors) && !human.profiles.contains(Profile::Inspectors);
    let mut households: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, human) in people.iter().enumerate() {
        if let Some(household) = human.household {
            households.entry(household).or_default().push(index);
        }
    }
    for (is_base, rate) in [(true, absences.from_base), (false, absences.from_ent)] {
        if rate == 0.0 {
            continue;
        }
        let place = |index, plan: &mut Plan| if is_base { plan.only_at_ent(index) } else { plan.only_in_base(index) };
        for members in households.values() {
            if random.chance(rate * absences.households) {
                members.iter().for_each(|&index| place(index, plan));
            }
        }
        for (index, human) in people.iter().enumerate().filter(|(_, human)| has_account(human)) {
            let of_households = if human.household.is_some() { absences.households } else { 0.0 };
            if random.chance(rate * (1.0 - of_households)) {
                place(index, plan);
            }
        }
    }
    for &(first, second) in resemblances.pairs.iter().filter(|_| absences.lookalikes > 0.0) {
        if !random.chance(absences.lookalikes) {
            continue;
        }
        let (missing, other) = if random.chance(0.5) { (first, second) } else { (second, first) };
        let is_crossed = random.chance(absences.crossed);
        if random.chance(0.5) {
            plan.only_at_ent(missing);
            if is_crossed { plan.only_in_base(other) } else { plan.on_both_sides(other) }
        } else {
            plan.only_in_base(missing);
            if is_crossed { plan.only_at_ent(other) } else { plan.on_both_sides(other) }
        }
    }
    resemblances.on_both_sides.iter().for_each(|&index| plan.on_both_sides(index));
    resemblances.only_ent.iter().for_each(|&index| plan.only_at_ent(index));
    resemblances.only_base.iter().for_each(|&index| plan.only_in_base(index));
}
