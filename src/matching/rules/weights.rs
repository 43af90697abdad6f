//! The tables of probabilities of a rule file: `[weights.PROFILE.FIELD]`.

use std::collections::BTreeMap;

use super::bounds::Bounds;
use super::problem::{Misplaced, Named, RuleProblem, find_field, find_level};
use super::{FieldProbabilities, LevelProbabilities, ProfileProbabilities};
use crate::identity::Profile;
use crate::matching::{Field, Level};

/// How far a field's m may be from summing to one: rounding in hand-written tables.
const SUM_TOLERANCE: f64 = 0.005;

/// The tables as they are written: by profile, field and level.
pub(super) type Tables = BTreeMap<String, BTreeMap<String, BTreeMap<String, LevelProbabilities>>>;

type AllProfiles = [ProfileProbabilities; Profile::ALL.len()];

/// The probabilities of every profile: those of its own table, else of `default`, else inherited.
pub(super) fn read(tables: &Tables, inherited: Option<AllProfiles>) -> Result<AllProfiles, Misplaced> {
    let mut all = inherited.unwrap_or_default();
    if let Some(key) = tables.keys().find(|key| !Named::Profile.known().contains(&key.as_str())) {
        return Err(Misplaced::at(format_args!("weights.{key}"), Named::Profile.is_not(key)));
    }
    for profile in Profile::ALL {
        let probabilities = &mut all[profile.index()];
        for key in ["default", profile.key()] {
            for (name, levels) in tables.get(key).into_iter().flatten() {
                let (field, read) = read_field(name, levels)
                    .map_err(|misplaced| misplaced.within(format_args!("weights.{key}.{name}")))?;
                probabilities.set(field, read);
            }
        }
        for field in Field::ALL {
            let is_missing = probabilities.field(field).iter().next().is_none();
            if is_missing && !is_left_out(field, probabilities) {
                let key = format_args!("weights.default.{}", field.key());
                return Err(Misplaced::at(key, RuleProblem::NoWeights(field)));
            }
        }
    }
    Ok(all)
}

fn read_field(
    name: &str,
    levels: &BTreeMap<String, LevelProbabilities>,
) -> Result<(Field, FieldProbabilities), Misplaced> {
    let field = find_field(name).map_err(|problem| Misplaced::at("", problem))?;
    let mut read = FieldProbabilities::default();
    for (name, probabilities) in levels {
        let level = find_level(field, name).map_err(|problem| Misplaced::at(name, problem))?;
        read.set(level, *probabilities);
    }
    check_field(field, &read)?;
    Ok((field, read))
}

/// Whether the probabilities of all fields of a profile are probabilities, and add up.
pub(super) fn check(probabilities: &ProfileProbabilities) -> Result<(), Misplaced> {
    Field::ALL.into_iter().filter(|&field| !is_left_out(field, probabilities)).try_for_each(|field| {
        check_field(field, probabilities.field(field)).map_err(|misplaced| misplaced.within(field.key()))
    })
}

/// Whether a field has no probabilities and need not have them: children then say nothing.
fn is_left_out(field: Field, probabilities: &ProfileProbabilities) -> bool {
    field == Field::Children && probabilities.field(field).iter().next().is_none()
}

fn check_field(field: Field, probabilities: &FieldProbabilities) -> Result<(), Misplaced> {
    for (level, of) in probabilities.iter() {
        if !field.levels().contains(&level) {
            return Err(Misplaced::at(level, Named::Level(field).is_not(level.key())));
        }
        check_level(level, of).map_err(|misplaced| misplaced.within(level))?;
    }
    let sum = |part: fn(&LevelProbabilities) -> f64| probabilities.iter().map(|(_, of)| part(of)).sum::<f64>();
    for (part, sum) in [("m", sum(|of| of.m)), ("relative", sum(|of| of.relative))] {
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(Misplaced::at("", RuleProblem::Sum { part, sum }));
        }
    }
    for &level in field.levels() {
        if !field.may_leave_out(level) && probabilities.level(level).is_none() {
            return Err(Misplaced::at("", RuleProblem::LevelLeftOut(level)));
        }
    }
    Ok(())
}

fn check_level(level: Level, of: &LevelProbabilities) -> Result<(), Misplaced> {
    if level == Level::Missing {
        return Err(Misplaced::at("", RuleProblem::WeightOfMissing));
    }
    Bounds::POSSIBLE.check("m", of.m)?;
    Bounds::PROBABILITY.check("u", of.u)?;
    Bounds::FREQUENCY.check("frequency", of.frequency)?;
    Bounds::POSSIBLE.check("relative", of.relative)?;
    if of.u + of.frequency <= 0.0 {
        return Err(Misplaced::at("", RuleProblem::NeverUnrelated));
    }
    Ok(())
}
