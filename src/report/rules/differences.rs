//! What tells one rule set from another.
//!
//! Role: shows what training, or somebody's hand, changed. Input: two rule sets. Output: [`Differences`], for programs as
//! they are; the sentences are [`difference_lines`](super::difference_lines)'. Invariant: two sets of one fingerprint have
//! no difference, and two of different ones have at least one.

use serde::Serialize;

use super::explanation::{LevelsOf, field_key, level_key, profile_keys};
use crate::identity::Profile;
use crate::matching::rules::{Correction, LevelProbabilities, Tunable};
use crate::matching::{Field, Level, RuleSet};
use crate::reconcile::RuleSetId;

/// Version of the layout.
pub const DIFF_FORMAT_VERSION: u32 = 1;

/// The weights are shown for a value that one person in a thousand has.
const ORDINARY: f64 = 1e-3;

/// What differs between two rule sets.
#[derive(Debug, Clone, Serialize)]
pub struct Differences {
    /// [`DIFF_FORMAT_VERSION`].
    pub version: u32,
    /// The first set.
    pub before: RuleSetId,
    /// The second set.
    pub after: RuleSetId,
    /// How the two decide, where they do it differently: names of the ordered rules, or none for a score.
    pub method: Option<MethodChange>,
    /// Tunables, those that move most evidence first, then those of which that cannot be said.
    pub tunables: Vec<TunableChange>,
    /// What may be corrected.
    pub corrections: Vec<CorrectionChange>,
    /// Levels, those whose weight changed most first.
    pub levels: Vec<LevelChange>,
}

/// Another way to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct MethodChange {
    pub before: Option<Vec<String>>,
    pub after: Option<Vec<String>>,
}

/// A tunable with another value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TunableChange {
    /// Its key.
    pub key: &'static str,
    /// Its value in the first set.
    pub before: Tunable,
    /// Its value in the second.
    pub after: Tunable,
    /// How many bits of evidence more a link needs than before; fewer where it is negative. Of a tunable that is no
    /// matter of bits, none.
    pub bits: Option<f64>,
}

/// A field that may be corrected to other levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct CorrectionChange {
    pub before: LevelsOf,
    pub after: LevelsOf,
}

/// A level whose probabilities changed in the same way for these profiles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelChange {
    /// Keys of the profiles.
    #[serde(serialize_with = "profile_keys")]
    pub profiles: Vec<Profile>,
    /// The field.
    #[serde(serialize_with = "field_key")]
    pub field: Field,
    /// The level.
    #[serde(serialize_with = "level_key")]
    pub level: Level,
    /// Its probabilities in the first set; none where it is new.
    pub before: Option<LevelProbabilities>,
    /// Its probabilities in the second; none where it is gone.
    pub after: Option<LevelProbabilities>,
    /// What it was worth, in bits, on a value that one person in a thousand has.
    pub bits_before: Option<f64>,
    /// What it is worth now.
    pub bits_after: Option<f64>,
}

impl Differences {
    /// From `before` to `after`.
    pub fn between(before: &RuleSet, after: &RuleSet) -> Self {
        Self {
            version: DIFF_FORMAT_VERSION,
            before: RuleSetId::from(before),
            after: RuleSetId::from(after),
            method: (before.method != after.method)
                .then(|| MethodChange { before: rule_names(before), after: rule_names(after) }),
            tunables: tunables(before, after),
            corrections: corrections(before, after),
            levels: levels(before, after),
        }
    }

    /// Whether the two decide alike.
    pub fn is_empty(&self) -> bool {
        self.before.fingerprint == self.after.fingerprint
    }
}

fn rule_names(rules: &RuleSet) -> Option<Vec<String>> {
    use crate::matching::rules::Method;
    match &rules.method {
        Method::Scored => None,
        Method::Deterministic(list) => Some(list.iter().map(|rule| rule.name.clone()).collect()),
    }
}

fn tunables(before: &RuleSet, after: &RuleSet) -> Vec<TunableChange> {
    let pairs = before.decision.tunables().into_iter().zip(after.decision.tunables());
    let changed = pairs.filter(|((_, before), (_, after))| before != after);
    let mut changes: Vec<TunableChange> = changed
        .map(|((key, before), (_, after))| {
            let bits = match (&before, &after) {
                (Tunable::Number(before), Tunable::Number(after)) => more_evidence(key, *before, *after),
                _ => None,
            };
            TunableChange { key, before, after, bits }
        })
        .collect();
    let size = |change: &TunableChange| change.bits.map_or(-1.0, f64::abs);
    changes.sort_by(|a, b| size(b).total_cmp(&size(a)));
    changes
}

/// How many bits of evidence more a link needs by a tunable that went from `before` to `after`; none where that is not
/// what it does, or where it became impossible.
fn more_evidence(key: &str, before: f64, after: f64) -> Option<f64> {
    let odds = |probability: f64| (probability / (1.0 - probability)).log2();
    let bits = match key {
        "max_link_risk" | "max_online_risk" | "share_in_base" => odds(before) - odds(after),
        "threshold" | "margin" => after - before,
        // What a name is worth that the base shows once.
        "unseen_family" | "unseen_given" => (after / before).log2(),
        _ => return None,
    };
    bits.is_finite().then_some(bits)
}

fn corrections(before: &RuleSet, after: &RuleSet) -> Vec<CorrectionChange> {
    let believed = |rules: &RuleSet, field: Field| LevelsOf {
        field,
        levels: field.levels().iter().copied().filter(|&level| rules.correction.allows(field, level)).collect(),
    };
    let both = Correction::FIELDS
        .map(|field| CorrectionChange { before: believed(before, field), after: believed(after, field) });
    both.into_iter().filter(|change| change.before != change.after).collect()
}

fn levels(before: &RuleSet, after: &RuleSet) -> Vec<LevelChange> {
    let mut changes: Vec<LevelChange> = Vec::new();
    for profile in Profile::ALL {
        for (field, level) in
            Field::ALL.into_iter().flat_map(|field| field.levels().iter().map(move |&level| (field, level)))
        {
            let of = |rules: &RuleSet| rules.probabilities(profile).field(field).level(level).copied();
            let (before, after) = (of(before), of(after));
            if before == after {
                continue;
            }
            let alike = |known: &&mut LevelChange| {
                (known.field, known.level, known.before, known.after) == (field, level, before, after)
            };
            match changes.iter_mut().find(alike) {
                Some(known) => known.profiles.push(profile),
                None => changes.push(LevelChange {
                    profiles: vec![profile],
                    field,
                    level,
                    before,
                    after,
                    bits_before: before.map(bits),
                    bits_after: after.map(bits),
                }),
            }
        }
    }
    // New and gone levels first.
    let size = |change: &LevelChange| match (change.bits_before, change.bits_after) {
        (Some(before), Some(after)) => (after - before).abs(),
        _ => f64::INFINITY,
    };
    changes.sort_by(|a, b| size(b).total_cmp(&size(a)));
    changes
}

/// The weight for an ordinary value, log₂(m/u).
fn bits(level: LevelProbabilities) -> f64 {
    (level.m / (level.u + level.frequency * ORDINARY).min(1.0)).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(more: &str) -> RuleSet {
        let text = format!("name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n{more}");
        RuleSet::from_toml(&text).expect("a valid set")
    }

    #[test]
    fn evidence_that_a_tunable_asks_for_is_in_bits() {
        let own = set("[decision]\nmargin = 4.0\nmax_link_risk = 0.001\nmax_mean_risk = 1e-5\nshare_in_base = 0.5\n");
        let bits: Vec<_> = Differences::between(&RuleSet::default(), &own)
            .tunables
            .into_iter()
            .map(|change| (change.key, change.bits.map(|bits| (bits * 10.0).round() / 10.0)))
            .collect();
        // log₂ of 0.97/0.03, and of (0.999/0.001) / (0.99/0.01).
        let expected = [
            ("share_in_base", Some(5.0)),
            ("margin", Some(4.0)),
            ("max_link_risk", Some(3.3)),
            ("max_mean_risk", None),
        ];
        assert_eq!(bits, expected);
        let back = Differences::between(&own, &RuleSet::default());
        assert!(back.tunables[0].bits.is_some_and(|bits| bits < -4.9), "{back:?}");
        let never = Differences::between(&own, &set("[decision]\nmax_link_risk = 0.0\n"));
        assert!(
            never.tunables.iter().any(|change| change.key == "max_link_risk" && change.bits.is_none()),
            "{never:?}"
        );
    }

    #[test]
    fn programs_read_codes_and_numbers() {
        let own = set("[weights.parents.sex]\nexact = { m = 0.99, u = 0.5, relative = 0.5 }\n\
                       different = { m = 0.01, u = 0.5, relative = 0.5 }\n[correction]\ngiven = [\"exact\"]\n");
        let json = serde_json::to_value(Differences::between(&RuleSet::default(), &own)).expect("serialises");
        assert_eq!(json["after"]["name"], "mine");
        assert_eq!(json["levels"][0]["profiles"], serde_json::json!(["parents"]));
        assert_eq!(
            (&json["levels"][0]["level"], &json["levels"][0]["after"]["m"]),
            (&"different".into(), &0.01.into())
        );
        assert_eq!(json["corrections"][0]["after"]["levels"], serde_json::json!(["exact"]));
        assert!(json["method"].is_null());
    }
}
