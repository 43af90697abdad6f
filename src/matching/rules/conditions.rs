//! The lists of levels of a rule file: deterministic rules, and what may be corrected.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problem::{Misplaced, Named, RuleProblem, find_field, find_level};
use super::requirement::LevelSet;
use super::{Correction, DeterministicRule, RuleOutcome};
use crate::identity::{Profile, ProfileSet};
use crate::matching::Field;

/// Levels by field, as they are written.
pub(super) type LevelLists = BTreeMap<String, Vec<String>>;

/// One rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) name: String,
    profiles: Option<Vec<String>>,
    outcome: RuleOutcome,
    #[serde(default)]
    require: LevelLists,
    at_least: Option<AtLeast>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtLeast {
    count: usize,
    of: LevelLists,
}

/// A rule, with all that it names looked up.
pub(super) fn read_rule(entry: &RuleEntry) -> Result<DeterministicRule, Misplaced> {
    let profiles = match &entry.profiles {
        None => Profile::ALL.into_iter().collect(),
        Some(keys) => read_profiles(keys)?,
    };
    let mut rule = DeterministicRule::new(entry.name.clone(), profiles, entry.outcome);
    for (field, levels) in read_lists(&entry.require).map_err(|misplaced| misplaced.within("require"))? {
        rule.require(field, levels);
    }
    if let Some(AtLeast { count, of }) = &entry.at_least {
        let countable = of.values().filter(|levels| !levels.is_empty()).count();
        if *count > countable {
            return Err(Misplaced::at("at_least", RuleProblem::NeverMet { count: *count, countable }));
        }
        rule.count(*count, read_lists(of).map_err(|misplaced| misplaced.within("at_least.of"))?);
    }
    if entry.require.is_empty() && entry.at_least.is_none() {
        return Err(Misplaced::at("", RuleProblem::NoCondition));
    }
    Ok(rule)
}

/// `correction` with the levels of `lists` for the fields that it names.
pub(super) fn read_correction(correction: Correction, lists: &LevelLists) -> Result<Correction, Misplaced> {
    read_lists(lists)?.into_iter().try_fold(correction, |correction, (field, levels)| {
        if Correction::FIELDS.contains(&field) {
            Ok(correction.with(field, levels))
        } else {
            Err(Misplaced::at(field.key(), RuleProblem::NotCorrectable(field)))
        }
    })
}

fn read_profiles(keys: &[String]) -> Result<ProfileSet, Misplaced> {
    let profiles = keys.iter().enumerate().map(|(index, key)| {
        Profile::from_key(key).map_err(|_| Misplaced::at(format_args!("profiles.{index}"), Named::Profile.is_not(key)))
    });
    profiles.collect()
}

fn read_lists(lists: &LevelLists) -> Result<Vec<(Field, LevelSet)>, Misplaced> {
    lists.iter().map(|(name, levels)| read_levels(name, levels).map_err(|misplaced| misplaced.within(name))).collect()
}

fn read_levels(field: &str, levels: &[String]) -> Result<(Field, LevelSet), Misplaced> {
    let field = find_field(field).map_err(|problem| Misplaced::at("", problem))?;
    let mut set = LevelSet::NONE;
    for (index, name) in levels.iter().enumerate() {
        set = set.with(find_level(field, name).map_err(|problem| Misplaced::at(index, problem))?);
    }
    Ok((field, set))
}
