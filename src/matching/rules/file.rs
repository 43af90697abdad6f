//! The rule file: TOML in, [`RuleSet`] out, with every contradiction named.
//!
//! ```toml
//! name = "mine"
//! version = "1"
//! description = "One sentence."
//! extends = "standard"            # take weights and tunables from a shipped set; what follows replaces them
//!
//! [decision]                      # see `Decision` for each tunable
//! max_link_risk = 0.01
//! vetoes = ["birth_date:different"]
//!
//! [weights.default.family]        # for every profile that has no table of its own
//! exact = { m = 0.93, frequency = 1.0, relative = 0.85 }
//!
//! [correction]                    # what somebody types at a first connection; see `Correction`
//! birth_date = ["exact", "missing"]
//!
//! [[rules]]                       # makes the set deterministic; rules are tried in order
//! name = "noms et date"
//! profiles = ["eleves"]           # all profiles when left out
//! outcome = "link"                # or "suggest"
//! require = { family = ["exact"], birth_date = ["exact"] }
//! at_least = { count = 3, of = { given = ["exact"], postcode = ["exact"] } }
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use super::place::line_of;
use super::requirement::LevelSet;
use super::{
    Correction, Decision, DeterministicRule, FieldProbabilities, LevelProbabilities, Method, ProfileProbabilities,
    RuleError, RuleOutcome, RuleSet, SHIPPED, Veto,
};
use crate::identity::{Profile, ProfileSet};
use crate::matching::{Field, Level};
use crate::normalize::nearest;

/// How far a field's m may be from summing to one: rounding in hand-written tables.
const SUM_TOLERANCE: f64 = 0.005;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    name: String,
    version: String,
    #[serde(default)]
    description: String,
    extends: Option<String>,
    decision: Option<toml::Table>,
    #[serde(default)]
    correction: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    weights: BTreeMap<String, BTreeMap<String, BTreeMap<String, LevelProbabilities>>>,
    rules: Option<Vec<RuleEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    name: String,
    profiles: Option<Vec<String>>,
    outcome: RuleOutcome,
    #[serde(default)]
    require: BTreeMap<String, Vec<String>>,
    at_least: Option<AtLeast>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtLeast {
    count: usize,
    of: BTreeMap<String, Vec<String>>,
}

impl RuleSet {
    /// A shipped set by its name.
    ///
    /// # Errors
    /// [`RuleError::UnknownName`] names those there are.
    pub fn named(name: &str) -> Result<Self, RuleError> {
        match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => Self::from_toml(text),
            None => Err(RuleError::UnknownName {
                name: name.to_owned(),
                shipped: SHIPPED.map(|(shipped, _)| shipped).join(", "),
            }),
        }
    }

    /// A rule set from the text of a rule file.
    ///
    /// # Errors
    /// [`RuleError`] with line and column where the text itself is at fault, else with the dotted key and its line.
    pub fn from_toml(text: &str) -> Result<Self, RuleError> {
        let file: RuleFile = toml::from_str(text).map_err(|error| RuleError::Syntax(error.to_string()))?;
        let at = |place: &str, problem: String| RuleError::Invalid {
            set: file.name.clone(),
            place: place.to_owned(),
            line: line_of(text, place),
            problem,
        };
        let parent = file.extends.as_deref().map(Self::named).transpose()?;
        let mut decision = parent.as_ref().map(|parent| parent.decision.clone()).unwrap_or_default();
        if let Some(table) = &file.decision {
            decision = overlay(&decision, table).map_err(|(place, problem)| at(&place, problem))?;
        }
        check_decision(&decision).map_err(|(key, problem)| at(&format!("decision.{key}"), problem))?;
        let inherited = parent.as_ref().map(|parent| parent.probabilities);
        let probabilities = read_weights(&file, inherited).map_err(|(place, problem)| at(&place, problem))?;
        let mut correction = parent.as_ref().map(|parent| parent.correction).unwrap_or_default();
        for (field, levels) in &file.correction {
            let (known, levels) = read_levels(field, levels)
                .and_then(|(known, levels)| correctable(known).map(|()| (known, levels)))
                .map_err(|problem| at(&format!("correction.{field}"), problem))?;
            correction = correction.with(known, levels);
        }
        let method = match &file.rules {
            Some(entries) => Method::Deterministic(
                entries
                    .iter()
                    .map(|entry| read_rule(entry).map_err(|problem| at(&format!("rules.{}", entry.name), problem)))
                    .collect::<Result<_, _>>()?,
            ),
            None => Method::Scored,
        };
        let set = Self {
            name: file.name,
            version: file.version,
            description: file.description,
            method,
            decision,
            correction,
            probabilities,
            fingerprint: String::new(),
        };
        Ok(set.stamped())
    }
}

/// The tunables of `decision` with those of `table` put over them, one by one to know which is at fault.
fn overlay(decision: &Decision, table: &toml::Table) -> Result<Decision, Misplaced> {
    let mut overlaid = decision.clone();
    for (key, value) in table {
        let place = || format!("decision.{key}");
        let mut merged = toml::Table::try_from(&overlaid).map_err(|error| (place(), error.to_string()))?;
        merged.insert(key.clone(), value.clone());
        overlaid = merged.try_into().map_err(|error: toml::de::Error| (place(), error.message().to_owned()))?;
    }
    Ok(overlaid)
}

fn check_decision(decision: &Decision) -> Result<(), (&'static str, String)> {
    let open = |key, value: f64| {
        if value > 0.0 && value < 1.0 { Ok(()) } else { Err((key, format!("{value} must lie between 0 and 1"))) }
    };
    open("share_in_base", decision.share_in_base)?;
    open("second_account", decision.second_account)?;
    open("stale_id", decision.stale_id)?;
    for (key, value) in [
        ("max_link_risk", decision.max_link_risk),
        ("max_mean_risk", decision.max_mean_risk),
        ("max_online_risk", decision.max_online_risk),
        ("max_asserted_risk", decision.max_asserted_risk),
        ("settled_risk", decision.settled_risk),
    ] {
        if !(0.0..=1.0).contains(&value) {
            return Err((key, format!("{value} must lie between 0 and 1")));
        }
    }
    for (key, value) in [
        ("max_link_risk", decision.max_link_risk),
        ("max_online_risk", decision.max_online_risk),
        ("max_asserted_risk", decision.max_asserted_risk),
    ] {
        if value >= 0.5 {
            return Err((key, "must be below 0.5: else two identities could claim one user".to_owned()));
        }
    }
    if !(decision.relatives_in_base >= 0.0 && decision.relatives_in_base < 100.0) {
        return Err(("relatives_in_base", format!("{} must lie between 0 and 100", decision.relatives_in_base)));
    }
    for (key, value) in [("unseen_family", decision.unseen_family), ("unseen_given", decision.unseen_given)] {
        if !(value > 0.0 && value < 100.0) {
            return Err((key, format!("{value} people must lie between 0 and 100")));
        }
    }
    for (key, value) in
        [("threshold", decision.threshold), ("margin", decision.margin), ("candidate_floor", decision.candidate_floor)]
    {
        if !(-1_000.0..=1_000.0).contains(&value) {
            return Err((key, format!("{value} bits must lie between -1000 and 1000")));
        }
    }
    Ok(())
}

type Misplaced = (String, String);

fn read_weights(
    file: &RuleFile,
    inherited: Option<[ProfileProbabilities; Profile::ALL.len()]>,
) -> Result<[ProfileProbabilities; Profile::ALL.len()], Misplaced> {
    let mut all = inherited.unwrap_or_default();
    for key in file.weights.keys().filter(|key| *key != "default") {
        Profile::from_key(key).map_err(|error| (format!("weights.{key}"), error.to_string()))?;
    }
    for profile in Profile::ALL {
        for key in ["default", profile.key()] {
            let Some(fields) = file.weights.get(key) else { continue };
            for (name, levels) in fields {
                let place = format!("weights.{key}.{name}");
                let field = find_field(name).map_err(|problem| (place.clone(), problem))?;
                let read = read_field(field, levels).map_err(|(level, problem)| (place.clone() + &level, problem))?;
                all[profile.index()].set(field, read);
            }
        }
        for field in Field::ALL {
            if all[profile.index()].field(field).iter().next().is_none() {
                return Err((
                    format!("weights.default.{}", field.key()),
                    "no weights; give them, or start from a shipped set with extends = \"standard\"".to_owned(),
                ));
            }
        }
    }
    Ok(all)
}

fn read_field(field: Field, levels: &BTreeMap<String, LevelProbabilities>) -> Result<FieldProbabilities, Misplaced> {
    let mut read = FieldProbabilities::default();
    let (mut sum_m, mut sum_relative) = (0.0, 0.0);
    for (name, probabilities) in levels {
        let place = format!(".{name}");
        let level = find_level(field, name).map_err(|problem| (place.clone(), problem))?;
        if level == Level::Missing {
            return Err((place, "a missing value is neither for nor against; it has no weight".to_owned()));
        }
        for (key, value, least) in [
            ("m", probabilities.m, f64::MIN_POSITIVE),
            ("relative", probabilities.relative, f64::MIN_POSITIVE),
            ("u", probabilities.u, 0.0),
            ("frequency", probabilities.frequency, 0.0),
        ] {
            let most = if key == "frequency" { 1_000.0 } else { 1.0 };
            if !(least..=most).contains(&value) {
                return Err((format!("{place}.{key}"), format!("{value} must lie above 0 and not above {most}")));
            }
        }
        if probabilities.u + probabilities.frequency <= 0.0 {
            return Err((place, "u or frequency must be above 0".to_owned()));
        }
        sum_m += probabilities.m;
        sum_relative += probabilities.relative;
        read.set(level, *probabilities);
    }
    for (key, sum) in [("m", sum_m), ("relative", sum_relative)] {
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err((String::new(), format!("the levels' {key} add up to {sum:.4}, and must add up to 1")));
        }
    }
    for &level in field.levels() {
        // Without it, a slip in a postcode is another postcode.
        let may_be_left_out = level == Level::Missing || (field, level) == (Field::Postcode, Level::OneDigit);
        if !may_be_left_out && read.level(level).is_none() {
            return Err((String::new(), format!("the level «{level}» is not given")));
        }
    }
    Ok(read)
}

fn read_rule(entry: &RuleEntry) -> Result<DeterministicRule, String> {
    let profiles = match &entry.profiles {
        None => Profile::ALL.into_iter().collect(),
        Some(keys) => keys
            .iter()
            .map(|key| Profile::from_key(key))
            .collect::<Result<ProfileSet, _>>()
            .map_err(|error| error.to_string())?,
    };
    let mut rule = DeterministicRule::new(entry.name.clone(), profiles, entry.outcome);
    for (field, levels) in &entry.require {
        let (field, levels) = read_levels(field, levels)?;
        rule.require(field, levels);
    }
    if let Some(AtLeast { count, of }) = &entry.at_least {
        let countable = of.values().filter(|levels| !levels.is_empty()).count();
        if *count > countable {
            return Err(format!("at least {count} of {countable} fields can never be met"));
        }
        let fields = of.iter().map(|(field, levels)| read_levels(field, levels)).collect::<Result<Vec<_>, _>>()?;
        rule.count(*count, fields);
    }
    if entry.require.is_empty() && entry.at_least.is_none() {
        return Err("a rule without require or at_least would link anybody with anybody".to_owned());
    }
    Ok(rule)
}

fn read_levels(field: &str, levels: &[String]) -> Result<(Field, LevelSet), String> {
    let field = find_field(field)?;
    let mut set = LevelSet::NONE;
    for name in levels {
        set = set.with(find_level(field, name)?);
    }
    Ok((field, set))
}

fn correctable(field: Field) -> Result<(), String> {
    if Correction::FIELDS.contains(&field) {
        return Ok(());
    }
    let keys = Correction::FIELDS.map(Field::key).join(", ");
    Err(format!("«{}» cannot be corrected by anybody; fields: {keys}", field.key()))
}

fn find_field(name: &str) -> Result<Field, String> {
    Field::ALL.into_iter().find(|field| field.key() == name).ok_or_else(|| {
        let keys = Field::ALL.map(Field::key);
        format!("«{name}» is not a field{} Fields: {}", did_you_mean(name, &keys), keys.join(", "))
    })
}

fn find_level(field: Field, name: &str) -> Result<Level, String> {
    field.levels().iter().copied().find(|level| level.key() == name).ok_or_else(|| {
        let keys: Vec<_> = field.levels().iter().map(|level| level.key()).collect();
        format!("«{name}» is not a level of {}{} Levels: {}", field.key(), did_you_mean(name, &keys), keys.join(", "))
    })
}

fn did_you_mean(name: &str, keys: &[&str]) -> String {
    match nearest([name], keys.iter().copied()) {
        Some(meant) => format!("; did you mean «{meant}»?"),
        None => ".".to_owned(),
    }
}

impl From<Veto> for String {
    fn from(veto: Veto) -> Self {
        format!("{}:{}", veto.field.key(), veto.level.key())
    }
}

impl TryFrom<String> for Veto {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (field, level) = text
            .split_once(':')
            .ok_or_else(|| format!("«{text}» is not a veto; write field:level, such as birth_date:different"))?;
        let field = find_field(field)?;
        Ok(Self { field, level: find_level(field, level)? })
    }
}
