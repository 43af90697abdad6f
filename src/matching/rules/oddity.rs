//! What is valid in a rule set, and probably not meant.
//!
//! Role: warns whoever writes rules of what no check can refuse. Input: a rule set. Output: its [`Oddity`]s. Invariant:
//! an oddity keeps no set from being used.

use super::{Method, RuleOutcome, RuleSet, Veto};
use crate::identity::Profile;
use crate::matching::{Field, Level, Rarity, Weight, WeightTable};

/// How far sums may be from one before it is worth a word: what a sum of decimals loses by itself is far less.
const ROUNDING: f64 = 1e-6;

/// Equality that costs less than a tenth of a bit changes no decision.
const SLIGHTLY_AGAINST: Weight = Weight(-10);

/// Something that is probably not meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Oddity {
    /// Equal values speak against the same person, however rare they are.
    EqualSpeaksAgainst(Profile, Field),
    /// Different values speak for the same person.
    DifferentSpeaksFor(Profile, Field),
    /// A weaker agreement is worth more than equality, on a value as rare as can be.
    WeakerIsWorthMore(Profile, Field, Level),
    /// The levels' m or relative add up to nearly one.
    RoundedSum {
        /// Of this profile.
        profile: Profile,
        /// Of this field.
        field: Field,
        /// `m` or `relative`.
        part: &'static str,
        /// What they add up to.
        sum: f64,
    },
    /// No pair of this profile can reach the threshold.
    ThresholdOutOfReach(Profile, Weight),
    /// A risk of nought: nobody is ever linked in a run.
    NobodyLinked,
    /// The same at first connections.
    NobodyLinkedOnline,
    /// The mean risk may be as large as that of each link: the budget bounds nothing.
    BudgetWithoutEffect,
    /// The risk at a first connection may be larger than that of any link: the smaller holds.
    OnlineRiskWithoutEffect,
    /// A veto on equality.
    VetoOfEquality(Veto),
    /// A veto on a level that the rules do not tell apart.
    VetoWithoutEffect(Veto),
    /// A rule that no pair can meet.
    RuleNeverMet(String),
    /// A list of rules that only proposes.
    OnlyProposes,
}

impl RuleSet {
    /// What is probably not meant, in the order of the file.
    pub fn oddities(&self) -> Vec<Oddity> {
        let mut found = Vec::new();
        self.odd_tunables(&mut found);
        for profile in Profile::ALL {
            self.odd_weights(profile, &mut found);
        }
        self.odd_rules(&mut found);
        found
    }

    fn odd_tunables(&self, found: &mut Vec<Oddity>) {
        let decision = &self.decision;
        if self.method == Method::Scored {
            if decision.max_link_risk == 0.0 || decision.max_mean_risk == 0.0 {
                found.push(Oddity::NobodyLinked);
            } else if decision.max_mean_risk >= decision.max_link_risk {
                found.push(Oddity::BudgetWithoutEffect);
            }
            if decision.max_online_risk == 0.0 || decision.max_link_risk == 0.0 {
                found.push(Oddity::NobodyLinkedOnline);
            } else if decision.max_online_risk > decision.max_link_risk {
                found.push(Oddity::OnlineRiskWithoutEffect);
            }
        }
        for &veto in &decision.vetoes {
            if veto.level == Level::Exact {
                found.push(Oddity::VetoOfEquality(veto));
            } else if !Profile::ALL.into_iter().any(|profile| self.tells_apart(profile, veto.field, veto.level)) {
                found.push(Oddity::VetoWithoutEffect(veto));
            }
        }
    }

    fn odd_weights(&self, profile: Profile, found: &mut Vec<Oddity>) {
        let table = WeightTable::compile(self, profile);
        let rarest = |field, level| table.weight(field, level, Rarity::MAX);
        for field in Field::ALL {
            let probabilities = self.probabilities(profile).field(field);
            if rarest(field, Level::Exact) <= SLIGHTLY_AGAINST {
                found.push(Oddity::EqualSpeaksAgainst(profile, field));
            }
            // Of the commonest value: what differs from it is as rare as can be.
            if probabilities.level(Level::Different).is_some()
                && table.weight(field, Level::Different, 0) > Weight::ZERO
            {
                found.push(Oddity::DifferentSpeaksFor(profile, field));
            }
            let stronger =
                probabilities.iter().filter(|&(level, _)| rarest(field, level) > rarest(field, Level::Exact));
            found.extend(stronger.map(|(level, _)| Oddity::WeakerIsWorthMore(profile, field, level)));
            let m: f64 = probabilities.iter().map(|(_, of)| of.m).sum();
            let relative: f64 = probabilities.iter().map(|(_, of)| of.relative).sum();
            for (part, sum) in [("m", m), ("relative", relative)] {
                if (sum - 1.0).abs() > ROUNDING {
                    found.push(Oddity::RoundedSum { profile, field, part, sum });
                }
            }
        }
        let best: Weight = Field::ALL
            .map(|field| field.levels().iter().map(|&level| rarest(field, level)).max().unwrap_or_default())
            .into_iter()
            .sum();
        if self.method == Method::Scored && best < Weight::from_bits(self.decision.threshold) {
            found.push(Oddity::ThresholdOutOfReach(profile, best));
        }
    }

    fn odd_rules(&self, found: &mut Vec<Oddity>) {
        let Method::Deterministic(rules) = &self.method else { return };
        for rule in rules {
            let can_be_met = rule.profiles.iter().any(|profile| {
                let is_reached = |&(field, ref levels): &(Field, Vec<Level>)| {
                    levels.iter().any(|&level| self.tells_apart(profile, field, level))
                };
                let (at_least, of) = rule.counted();
                rule.requirements().iter().all(is_reached) && of.iter().filter(|of| is_reached(of)).count() >= at_least
            });
            if !can_be_met {
                found.push(Oddity::RuleNeverMet(rule.name.clone()));
            }
        }
        if !rules.iter().any(|rule| rule.outcome == RuleOutcome::Link) {
            found.push(Oddity::OnlyProposes);
        }
    }

    /// Whether a comparison of `field` can come to `level`.
    fn tells_apart(&self, profile: Profile, field: Field, level: Level) -> bool {
        level == Level::Missing && field.levels().contains(&level)
            || self.probabilities(profile).field(field).level(level).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oddities(more: &str) -> Vec<Oddity> {
        let text = format!("name = \"x\"\nversion = \"1\"\nextends = \"standard\"\n{more}");
        RuleSet::from_toml(&text).unwrap_or_else(|error| panic!("{error}")).oddities()
    }

    #[test]
    fn the_shipped_sets_are_meant_as_they_are() {
        for name in ["standard", "strict", "three-of-four"] {
            assert_eq!(RuleSet::named(name).expect("shipped").oddities(), [], "{name}");
        }
        assert_eq!(RuleSet::named("suggest").expect("shipped").oddities(), [Oddity::OnlyProposes]);
    }

    #[test]
    fn tunables_without_effect_are_named() {
        let veto = |field, level| Veto::new(field, level);
        for (tunable, oddity) in [
            ("max_mean_risk = 0", vec![Oddity::NobodyLinked]),
            ("max_link_risk = 0", vec![Oddity::NobodyLinked, Oddity::NobodyLinkedOnline]),
            ("max_mean_risk = 0.01", vec![Oddity::BudgetWithoutEffect]),
            ("max_online_risk = 0.02", vec![Oddity::OnlineRiskWithoutEffect]),
            ("max_online_risk = 0", vec![Oddity::NobodyLinkedOnline]),
            ("vetoes = [\"sex:exact\"]", vec![Oddity::VetoOfEquality(veto(Field::Sex, Level::Exact))]),
            (
                "vetoes = [\"postcode:one_digit\"]",
                vec![Oddity::VetoWithoutEffect(veto(Field::Postcode, Level::OneDigit))],
            ),
            ("vetoes = [\"birth_date:missing\"]", vec![]),
        ] {
            assert_eq!(oddities(&format!("[decision]\n{tunable}\n")), oddity, "{tunable}");
        }
        let far = oddities("[decision]\nthreshold = 900\n");
        assert_eq!(far.len(), Profile::ALL.len());
        assert!(far.iter().all(|oddity| matches!(oddity, Oddity::ThresholdOutOfReach(_, best) if best.0 > 5_000)));
    }

    #[test]
    fn weights_that_speak_the_wrong_way_are_named() {
        let against = oddities(
            "[weights.parents.sex]\nexact = { m = 0.3, u = 0.5, relative = 0.5 }\n\
             different = { m = 0.698, u = 0.5, relative = 0.5 }\n",
        );
        let (profile, field) = (Profile::Parents, Field::Sex);
        let [equal, different, weaker, Oddity::RoundedSum { part: "m", sum, .. }] = &against[..] else {
            panic!("{against:?}")
        };
        assert_eq!(equal, &Oddity::EqualSpeaksAgainst(profile, field));
        assert_eq!(different, &Oddity::DifferentSpeaksFor(profile, field));
        assert_eq!(weaker, &Oddity::WeakerIsWorthMore(profile, field, Level::Different));
        assert!((sum - 0.998).abs() < 1e-9);
    }

    /// Of the order of names u is 1 in a trained set, since a pair is graded in the better order.
    #[test]
    fn what_costs_hundredths_of_a_bit_is_no_oddity() {
        let order = |m: f64| {
            let other = 1.0 - m;
            oddities(&format!(
                "[weights.default.name_order]\nexact = {{ m = {m:?}, u = 1.0, relative = 0.99 }}\n\
                 swapped = {{ m = {other:?}, u = 1.0, relative = 0.01 }}\n"
            ))
        };
        assert_eq!(order(0.98), []);
        let against = Profile::ALL.map(|profile| Oddity::EqualSpeaksAgainst(profile, Field::NameOrder));
        assert_eq!(order(0.8), against);
    }

    #[test]
    fn rules_that_nobody_meets_are_named() {
        let rule = "[[rules]]\nname = \"r\"\noutcome = \"link\"\n";
        for condition in [
            "require = { sex = [] }",
            "profiles = []\nrequire = { sex = [\"exact\"] }",
            "require = { postcode = [\"one_digit\"] }",
            "at_least = { count = 1, of = { postcode = [\"one_digit\"] } }",
        ] {
            assert_eq!(
                oddities(&format!("{rule}{condition}\n")),
                [Oddity::RuleNeverMet("r".to_owned())],
                "{condition}"
            );
        }
        assert_eq!(oddities(&format!("{rule}require = {{ sex = [\"missing\"] }}\n")), []);
        assert_eq!(oddities("rules = []\n"), [Oddity::OnlyProposes]);
    }
}
