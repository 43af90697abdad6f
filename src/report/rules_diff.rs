//! What tells one rule set from another.
//!
//! Role: shows what training, or somebody's hand, changed. Input: two rule sets. Output: lines, tunables first, then the
//! levels, those whose weight changed most first. Invariant: two sets of one fingerprint have no difference, and two of
//! different ones have at least one line.

use crate::identity::{Lang, Profile};
use crate::matching::rules::{Correction, LevelProbabilities, Method};
use crate::matching::{Field, Level, RuleSet};

use super::number::decimal;
use super::words::{self, colon, pick};

/// The weights are shown for a value that one person in a thousand has.
const ORDINARY: f64 = 1e-3;

/// A level whose probabilities changed in the same way for these profiles.
struct Change {
    field: Field,
    level: Level,
    profiles: Vec<Profile>,
    before: Option<LevelProbabilities>,
    after: Option<LevelProbabilities>,
}

impl Change {
    /// By how many bits the weight moved; most where the level is new or gone.
    fn size(&self) -> f64 {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => (bits(after) - bits(before)).abs(),
            _ => f64::INFINITY,
        }
    }
}

/// The differences, from `before` to `after`; none where the two decide alike.
pub fn rules_diff(before: &RuleSet, after: &RuleSet, lang: Lang) -> Vec<String> {
    if before.fingerprint() == after.fingerprint() {
        return Vec::new();
    }
    let mut lines = tunables(before, after, lang);
    for field in Correction::FIELDS {
        let believed = |rules: &RuleSet| -> Vec<Level> {
            field.levels().iter().copied().filter(|&level| rules.correction.allows(field, level)).collect()
        };
        if believed(before) != believed(after) {
            let name = words::field(field, lang);
            lines.push(match lang {
                Lang::Fr => format!("correction, {name} : d'autres niveaux sont admis"),
                Lang::En => format!("correction, {name}: other levels are believed"),
            });
        }
    }
    if before.method != after.method {
        let of = |rules: &RuleSet| match &rules.method {
            Method::Scored => pick(lang, "par score", "by score").to_owned(),
            Method::Deterministic(list) => {
                let names: Vec<&str> = list.iter().map(|rule| rule.name.as_str()).collect();
                names.join(" ; ")
            }
        };
        let (colon, before, after) = (colon(lang), of(before), of(after));
        lines.push(format!("{}{colon}{before} → {after}", pick(lang, "règles", "rules")));
    }
    let mut changes = changes(before, after);
    changes.sort_by(|a, b| b.size().total_cmp(&a.size()));
    lines.extend(changes.iter().map(|change| line(change, lang)));
    lines
}

fn tunables(before: &RuleSet, after: &RuleSet, lang: Lang) -> Vec<String> {
    let colon = colon(lang);
    let pairs = before.decision.tunables().into_iter().zip(after.decision.tunables());
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((key, before), (_, after))| format!("{key}{colon}{before} → {after}"))
        .collect()
}

fn changes(before: &RuleSet, after: &RuleSet) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for profile in Profile::ALL {
        for field in Field::ALL {
            for &level in field.levels() {
                let of = |rules: &RuleSet| rules.probabilities(profile).field(field).level(level).copied();
                let (before, after) = (of(before), of(after));
                if before == after {
                    continue;
                }
                let alike = |known: &&mut Change| {
                    (known.field, known.level, known.before, known.after) == (field, level, before, after)
                };
                match changes.iter_mut().find(alike) {
                    Some(known) => known.profiles.push(profile),
                    None => changes.push(Change { field, level, profiles: vec![profile], before, after }),
                }
            }
        }
    }
    changes
}

fn line(change: &Change, lang: Lang) -> String {
    let profiles: Vec<&str> = change.profiles.iter().map(|&profile| words::profile(profile, lang)).collect();
    let (field, level) = (words::field(change.field, lang), words::level(change.field, change.level, lang));
    let what = format!("{}, {field}, {level}{}", profiles.join(" + "), colon(lang));
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let parts = [("m", before.m, after.m), ("u", before.u, after.u)];
            let frequency = [("f", before.frequency, after.frequency), ("r", before.relative, after.relative)];
            let changed = parts.into_iter().chain(frequency).filter(|(_, before, after)| before != after);
            let said: Vec<String> = changed
                .map(|(key, before, after)| format!("{key} {} → {}", short(before, lang), short(after, lang)))
                .collect();
            let (from, to) = (decimal(bits(before), 1, lang), decimal(bits(after), 1, lang));
            format!("{what}{} ({from} → {to} bits)", said.join(", "))
        }
        (None, Some(after)) => format!("{what}{} ({})", pick(lang, "nouveau", "new"), decimal(bits(after), 1, lang)),
        (Some(_), None) => format!("{what}{}", pick(lang, "supprimé", "gone")),
        (None, None) => what,
    }
}

/// The weight for an ordinary value, log₂(m/u).
fn bits(level: &LevelProbabilities) -> f64 {
    (level.m / (level.u + level.frequency * ORDINARY).min(1.0)).log2()
}

/// Three significant digits.
fn short(probability: f64, lang: Lang) -> String {
    if probability == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2 - probability.abs().log10().floor() as i32).clamp(0, 12) as usize;
    decimal(probability, decimals, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(more: &str) -> RuleSet {
        let text = format!("name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n{more}");
        RuleSet::from_toml(&text).expect("a valid set")
    }

    #[test]
    fn what_decides_alike_has_no_difference() {
        assert_eq!(rules_diff(&RuleSet::default(), &set(""), Lang::Fr), Vec::<String>::new());
    }

    #[test]
    fn names_what_changed_the_largest_first() {
        let own = set("[decision]\nmargin = 4.0\n[weights.parents.sex]\n\
                       exact = { m = 0.99, u = 0.5, relative = 0.5 }\n\
                       different = { m = 0.01, u = 0.5, relative = 0.5 }\n");
        assert_eq!(
            rules_diff(&RuleSet::default(), &own, Lang::Fr),
            [
                "margin : 3.0 → 4.0",
                "Parents, sexe, différent : m 0,00500 → 0,0100 (-6,6 → -5,6 bits)",
                "Parents, sexe, égal : m 0,995 → 0,990 (1,0 → 1,0 bits)",
            ]
        );
    }

    #[test]
    fn another_method_is_a_difference() {
        let strict = RuleSet::named("strict").expect("shipped");
        let lines = rules_diff(&RuleSet::default(), &strict, Lang::En);
        assert!(lines.iter().any(|line| line.starts_with("rules: by score → ")), "{lines:?}");
    }
}
