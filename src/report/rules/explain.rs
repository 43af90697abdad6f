//! From a rule set to its [`Explanation`].

use super::explanation::{
    Bearers, Explanation, FORMAT_VERSION, LevelWeight, LevelsOf, PEOPLE, ProfileWeights, RuleExplanation,
    TunableExplanation,
};
use super::tunables::tunable_words;
use crate::identity::{Lang, Profile};
use crate::matching::rules::{Correction, DeterministicRule, LevelProbabilities, Method, RuleOutcome};
use crate::matching::{
    Field, Level, NameKind, PostcodeRarity, Rarity, RuleSet, WeightTable, name_rarity, rarity_of_share,
};
use crate::reconcile::RuleSetId;

impl Explanation {
    /// Explains `rules`, for one profile or for all.
    pub fn new(rules: &RuleSet, profile: Option<Profile>, lang: Lang) -> Self {
        let is_shown = |of: &[Profile]| profile.is_none_or(|profile| of.contains(&profile));
        let list = rules.deterministic().iter().map(RuleExplanation::from).filter(|rule| is_shown(&rule.profiles));
        let tunables = rules.decision.tunables().into_iter().map(|(key, value)| TunableExplanation {
            key,
            value,
            words: tunable_words(key, lang),
        });
        let corrections = Correction::FIELDS.into_iter().map(|field| {
            let allowed = field.levels().iter().copied().filter(|&level| rules.correction.allows(field, level));
            LevelsOf { field, levels: allowed.collect() }
        });
        Self {
            version: FORMAT_VERSION,
            rules: RuleSetId::from(rules),
            description: rules.description.clone(),
            method: match rules.method {
                Method::Scored => "scored",
                Method::Deterministic(_) => "deterministic",
            },
            list: list.collect(),
            tunables: tunables.collect(),
            corrections: corrections.collect(),
            people: PEOPLE,
            bearers: Bearers::SHOWN,
            weights: groups(rules, profile).into_iter().map(|profiles| weights_of(rules, profiles)).collect(),
        }
    }
}

impl From<&DeterministicRule> for RuleExplanation {
    fn from(rule: &DeterministicRule) -> Self {
        let levels_of = |fields: Vec<(Field, Vec<Level>)>| {
            fields.into_iter().map(|(field, levels)| LevelsOf { field, levels }).collect()
        };
        let (at_least, of) = rule.counted();
        Self {
            name: rule.name.clone(),
            profiles: rule.profiles.iter().collect(),
            outcome: match rule.outcome {
                RuleOutcome::Link => "link",
                RuleOutcome::Suggest => "suggest",
            },
            require: levels_of(rule.requirements()),
            at_least,
            of: levels_of(of),
        }
    }
}

/// The profiles by what they share, in the order of the screen.
fn groups(rules: &RuleSet, only: Option<Profile>) -> Vec<Vec<Profile>> {
    let mut groups: Vec<Vec<Profile>> = Vec::new();
    for profile in Profile::ALL.into_iter().filter(|&profile| only.is_none_or(|only| only == profile)) {
        let alike = |group: &&mut Vec<Profile>| rules.probabilities(group[0]) == rules.probabilities(profile);
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(profile),
            None => groups.push(vec![profile]),
        }
    }
    groups
}

fn weights_of(rules: &RuleSet, profiles: Vec<Profile>) -> ProfileWeights {
    let table = WeightTable::compile(rules, profiles[0]);
    let probabilities = rules.probabilities(profiles[0]);
    let levels = Field::ALL.into_iter().flat_map(|field| {
        let table = &table;
        field.levels().iter().filter_map(move |&level| {
            let &LevelProbabilities { m, u, frequency, relative } = probabilities.field(field).level(level)?;
            let rarities = rarities(rules, field, level);
            let weights = rarities.map(|rarity| table.weight(field, level, rarity));
            let relative_weight = table.relative_weight(field, level, rarities[1]);
            Some(LevelWeight { field, level, m, u, frequency, relative, weights, relative_weight })
        })
    });
    ProfileWeights { levels: levels.collect(), profiles }
}

/// How rare a rare, an ordinary and a frequent value are.
fn rarities(rules: &RuleSet, field: Field, level: Level) -> [Rarity; 3] {
    let Bearers { family, given, postcode } = Bearers::SHOWN;
    let named = |kind, bearers: [u32; 3]| bearers.map(|count| name_rarity(kind, count, PEOPLE, &rules.decision));
    match field {
        Field::Family => named(NameKind::Family, family),
        Field::Given => named(NameKind::Given, given),
        Field::Postcode => postcode.map(|same| PostcodeRarity::counted(same, Bearers::NEAR, PEOPLE).at(level)),
        // Two adults answer for a child.
        Field::Children => [rarity_of_share(2, PEOPLE as usize); 3],
        Field::NameOrder | Field::BirthDate | Field::Sex => [0; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::Weight;

    #[test]
    fn profiles_with_the_same_weights_stand_together() {
        let whole = Explanation::new(&RuleSet::default(), None, Lang::Fr);
        let profiles: Vec<_> = whole.weights.iter().map(|weights| weights.profiles.len()).collect();
        assert_eq!(profiles, [1, 5]);
        let parents = Explanation::new(&RuleSet::default(), Some(Profile::Parents), Lang::Fr);
        assert_eq!(parents.weights.len(), 1);
        assert_eq!(parents.weights[0].profiles, [Profile::Parents]);
    }

    #[test]
    fn a_rare_name_is_worth_more_and_a_relative_shares_it() {
        let whole = Explanation::new(&RuleSet::default(), Some(Profile::Pupils), Lang::En);
        let weight = |field, level| {
            let of = |of: &&LevelWeight| (of.field, of.level) == (field, level);
            whole.weights[0].levels.iter().find(of).expect("a level of the standard rules")
        };
        let family = weight(Field::Family, Level::Exact);
        assert!(family.weights.is_sorted_by(|rarer, other| rarer > other), "{family:?}");
        assert!((family.weights[1] - family.relative_weight).0.abs() < 10, "siblings share it: {family:?}");
        assert!(weight(Field::Given, Level::Exact).relative_weight < Weight::ZERO);
        // log₂ 0.966 / 6.8e-4, whoever is born that day.
        assert_eq!(weight(Field::BirthDate, Level::Exact).weights, [Weight(1047); 3]);
    }

    #[test]
    fn programs_read_codes_numbers_and_sentences() {
        let strict = RuleSet::named("strict").expect("shipped");
        let whole = Explanation::new(&strict, Some(Profile::Parents), Lang::En);
        let json = serde_json::to_value(&whole).expect("serialises");
        assert_eq!((&json["version"], &json["method"]), (&1.into(), &"deterministic".into()));
        assert_eq!(json["rules"]["fingerprint"], strict.fingerprint());
        assert_eq!(json["list"].as_array().map(Vec::len), Some(1), "the rule of pupils is left out");
        assert_eq!(json["list"][0]["require"][3]["levels"], serde_json::json!(["exact", "missing"]));
        assert_eq!(json["tunables"][0]["key"], "share_in_base");
        assert_eq!(json["tunables"][0]["value"], 0.97);
        assert!(json["tunables"][0]["raising"].is_string());
        assert!(json["weights"][0]["levels"][0]["weights"]["rare"].is_number());
    }
}
