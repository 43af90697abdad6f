//! The rule file: TOML in, [`RuleSet`] out, with every contradiction named.
//!
//! ```toml
//! name = "mine"
//! version = "1"
//! description = "One sentence."
//! extends = "standard"            # take everything from a shipped set; what follows replaces it
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

use serde::Deserialize;

use super::conditions::{LevelLists, RuleEntry, read_correction, read_rule};
use super::problem::{Expected, Misplaced, Named, RuleProblem};
use super::weights::{self, Tables};
use super::{Decision, Method, RuleError, RuleSet, SHIPPED, Tunable, Veto};
use crate::toml_error::TomlError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    name: String,
    version: String,
    #[serde(default)]
    description: String,
    extends: Option<String>,
    #[serde(default)]
    decision: toml::Table,
    #[serde(default)]
    correction: LevelLists,
    #[serde(default)]
    weights: Tables,
    rules: Option<Vec<RuleEntry>>,
}

impl RuleSet {
    /// A shipped set by its name.
    ///
    /// # Errors
    /// [`RuleError::UnknownName`] names those there are.
    pub fn named(name: &str) -> Result<Self, RuleError> {
        match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => Self::from_toml(text),
            None => Err(RuleError::UnknownName { name: name.to_owned() }),
        }
    }

    /// A rule set from the text of a rule file.
    ///
    /// # Errors
    /// [`RuleError`] with line and column, what is wrong there and, for a name, the nearest that there is.
    pub fn from_toml(text: &str) -> Result<Self, RuleError> {
        let file: RuleFile = toml::from_str(text).map_err(|error| RuleError::Syntax(TomlError::of(&error, text)))?;
        file.read().map_err(|misplaced| {
            let rules: Vec<&str> = file.rules.iter().flatten().map(|rule| rule.name.as_str()).collect();
            RuleError::misplaced(misplaced, &file.name, &rules, text)
        })
    }
}

impl RuleFile {
    fn read(&self) -> Result<RuleSet, Misplaced> {
        let find = |name: &str| RuleSet::named(name).map_err(|_| Misplaced::at("extends", Named::RuleSet.is_not(name)));
        let parent = self.extends.as_deref().map(find).transpose()?;
        let parent = parent.as_ref();
        let inherited = parent.map(|parent| parent.decision.clone()).unwrap_or_default();
        let decision = overlay(inherited, &self.decision).map_err(|misplaced| misplaced.within("decision"))?;
        let probabilities = weights::read(&self.weights, parent.map(|parent| parent.probabilities))?;
        let correction = parent.map(|parent| parent.correction).unwrap_or_default();
        let correction =
            read_correction(correction, &self.correction).map_err(|misplaced| misplaced.within("correction"))?;
        let method = match &self.rules {
            None => parent.map_or(Method::Scored, |parent| parent.method.clone()),
            Some(entries) => {
                let rules = entries.iter().enumerate().map(|(index, entry)| {
                    read_rule(entry).map_err(|misplaced| misplaced.within(format_args!("rules.{index}")))
                });
                Method::Deterministic(rules.collect::<Result<_, _>>()?)
            }
        };
        let set = RuleSet {
            name: self.name.clone(),
            version: self.version.clone(),
            description: self.description.clone(),
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
fn overlay(mut decision: Decision, table: &toml::Table) -> Result<Decision, Misplaced> {
    for (key, value) in table {
        let known = decision.tunables().into_iter().find(|(known, _)| known == key);
        let (_, present) = known.ok_or_else(|| Misplaced::at(key, Named::Tunable.is_not(key)))?;
        if let Tunable::Vetoes(_) = present {
            decision.vetoes = read_vetoes(value).map_err(|misplaced| misplaced.within(key))?;
            continue;
        }
        let wrong_type = || {
            let expected = match present {
                Tunable::Number(_) => Expected::Number,
                Tunable::Count(_) => Expected::Count,
                Tunable::Switch(_) => Expected::Switch,
                Tunable::Vetoes(_) => Expected::Vetoes,
            };
            Misplaced::at(key, RuleProblem::WrongType(expected))
        };
        let mut merged = toml::Table::try_from(&decision).map_err(|_| wrong_type())?;
        merged.insert(key.clone(), value.clone());
        decision = merged.try_into().map_err(|_| wrong_type())?;
    }
    decision.check()?;
    Ok(decision)
}

fn read_vetoes(value: &toml::Value) -> Result<Vec<Veto>, Misplaced> {
    let wrong_type = || RuleProblem::WrongType(Expected::Vetoes);
    let elements = value.as_array().ok_or_else(|| Misplaced::at("", wrong_type()))?;
    let read = elements.iter().enumerate().map(|(index, element)| {
        let veto = element.as_str().ok_or_else(wrong_type).and_then(|text| Veto::try_from(text.to_owned()));
        veto.map_err(|problem| Misplaced::at(index, problem))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_rules_is_inherited_unless_the_file_has_its_own() {
        let head = "name = \"mine\"\nversion = \"1\"\nextends = \"strict\"\n";
        let strict = RuleSet::named("strict").unwrap();
        let mine = RuleSet::from_toml(&format!("{head}[decision]\nmargin = 5.0\n")).unwrap();
        assert_eq!((&mine.method, mine.decision.margin), (&strict.method, 5.0));
        let own = "[[rules]]\nname = \"own\"\noutcome = \"link\"\nrequire = { family = [\"exact\"] }\n";
        let mine = RuleSet::from_toml(&format!("{head}{own}")).unwrap();
        assert!(matches!(&mine.method, Method::Deterministic(rules) if rules.len() == 1 && rules[0].name == "own"));
    }
}
