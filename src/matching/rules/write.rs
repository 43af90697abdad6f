//! A rule set as the text of a rule file, whole: without `extends`.
//!
//! Role: the way back from [`RuleSet::from_toml`]. Input: a rule set, from a file or trained. Output: TOML, laid out as
//! the shipped files are. Invariant: the text reads back as an equal set, fingerprint included.

use std::fmt::Write;

use super::requirement::LevelSet;
use super::{Correction, DeterministicRule, FieldProbabilities, Method, RuleOutcome, RuleSet};
use crate::identity::{Profile, ProfileSet};
use crate::matching::Field;

impl RuleSet {
    /// The rule file that says all of this set, under `comments`, a line or more each.
    ///
    /// Weights that most profiles share stand under `default`, the others under their profile.
    pub fn to_toml(&self, comments: &[String]) -> String {
        let mut text = String::new();
        for line in comments.iter().flat_map(|comment| comment.lines()) {
            // TOML allows no control characters in a comment.
            text.push_str(format!("# {}", line.replace(char::is_control, " ")).trim_end());
            text.push('\n');
        }
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(text, "name = {}", quoted(&self.name));
        let _ = writeln!(text, "version = {}", quoted(&self.version));
        let _ = writeln!(text, "description = {}", quoted(&self.description));
        if self.method == Method::Deterministic(Vec::new()) {
            text.push_str("rules = []\n");
        }
        text.push_str("\n[decision]\n");
        for (key, value) in self.decision.tunables() {
            let _ = writeln!(text, "{key} = {value}");
        }
        text.push_str("\n[correction]\n");
        for field in Correction::FIELDS {
            let _ = writeln!(text, "{} = {}", field.key(), level_list(field, self.correction.levels(field)));
        }
        self.write_weights(&mut text);
        if let Method::Deterministic(rules) = &self.method {
            write_rules(&mut text, rules);
        }
        text
    }

    fn write_weights(&self, text: &mut String) {
        let shared = Field::ALL.map(|field| self.most_shared(field));
        for (field, levels) in Field::ALL.into_iter().zip(shared) {
            write_field(text, "default", field, levels);
        }
        for profile in Profile::ALL {
            for (field, shared) in Field::ALL.into_iter().zip(shared) {
                let own = self.probabilities(profile).field(field);
                if own != shared {
                    write_field(text, profile.key(), field, own);
                }
            }
        }
    }

    /// The levels of `field` that most profiles have; of equally many, those that come first.
    fn most_shared(&self, field: Field) -> &FieldProbabilities {
        let of = |profile: Profile| self.probabilities(profile).field(field);
        let bearers = |levels| Profile::ALL.into_iter().filter(|&other| of(other) == levels).count();
        let mut best = of(Profile::ALL[0]);
        for levels in Profile::ALL.map(of) {
            if bearers(levels) > bearers(best) {
                best = levels;
            }
        }
        best
    }
}

/// One line per level, the signs of equality below each other.
fn write_field(text: &mut String, profile: &str, field: Field, levels: &FieldProbabilities) {
    if levels.iter().next().is_none() {
        return;
    }
    let _ = writeln!(text, "\n[weights.{profile}.{}]", field.key());
    let width = levels.iter().map(|(level, _)| level.key().len()).max().unwrap_or_default();
    for &level in field.levels() {
        let Some(of) = levels.level(level) else { continue };
        let _ = write!(text, "{:<width$} = {{ m = {:?}, ", level.key(), of.m);
        for (key, part) in [("u", of.u), ("frequency", of.frequency)] {
            // Nought is what a part left out counts as.
            if part != 0.0 {
                let _ = write!(text, "{key} = {part:?}, ");
            }
        }
        let _ = writeln!(text, "relative = {:?} }}", of.relative);
    }
}

fn write_rules(text: &mut String, rules: &[DeterministicRule]) {
    for rule in rules {
        let _ = writeln!(text, "\n[[rules]]\nname = {}", quoted(&rule.name));
        if rule.profiles != Profile::ALL.into_iter().collect::<ProfileSet>() {
            let keys: Vec<_> = rule.profiles.iter().map(|profile| quoted(profile.key())).collect();
            let _ = writeln!(text, "profiles = [{}]", keys.join(", "));
        }
        let outcome = match rule.outcome {
            RuleOutcome::Link => "link",
            RuleOutcome::Suggest => "suggest",
        };
        let _ = writeln!(text, "outcome = {}", quoted(outcome));
        let required = fields(rule.required());
        if !required.is_empty() {
            let _ = writeln!(text, "require = {}", braced(&required));
        }
        let (count, counted) = rule.at_least();
        let counted = fields(counted);
        if count > 0 || !counted.is_empty() || required.is_empty() {
            let _ = writeln!(text, "at_least = {{ count = {count}, of = {} }}", braced(&counted));
        }
    }
}

fn fields(levels: impl Iterator<Item = (Field, LevelSet)>) -> Vec<String> {
    levels.map(|(field, levels)| format!("{} = {}", field.key(), level_list(field, levels))).collect()
}

fn braced(entries: &[String]) -> String {
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

fn level_list(field: Field, set: LevelSet) -> String {
    let among = field.levels().iter().filter(|&&level| set.contains(level));
    format!("[{}]", among.map(|level| quoted(level.key())).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matching::rules::{Decision, LevelProbabilities, ProfileProbabilities, SHIPPED};

    fn read_back(set: &RuleSet, comments: &[String]) -> RuleSet {
        let text = set.to_toml(comments);
        RuleSet::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    #[test]
    fn the_shipped_sets_read_back_whole() {
        for (name, _) in SHIPPED {
            let set = RuleSet::named(name).expect("shipped");
            let back = read_back(&set, &["One line.\nAnother\u{7}.".to_owned()]);
            assert_eq!(back, set, "{name}");
            assert_eq!(back.fingerprint(), set.fingerprint());
            assert!(!set.to_toml(&[]).contains("extends"));
        }
    }

    #[test]
    fn the_layout_is_that_of_the_shipped_files() {
        let text = RuleSet::default().to_toml(&["Trained on nobody.".to_owned()]);
        assert!(text.starts_with("# Trained on nobody.\nname = \"standard\"\nversion = \"1\"\n"), "{text}");
        assert!(text.contains("\nvetoes = [\"birth_date:different\", \"given:different\", \"given:close_name\", \"family:different\", \"children:different\", \
             \"sex:different\"]\n"), "{text}");
        assert!(text.contains("\nbirth_date = [\"exact\", \"missing\"]\n"), "{text}");
        let table = "\n[weights.eleves.postcode]\nexact            = { m = 0.957, frequency = 1.0, relative = 0.87 }\n";
        assert!(text.contains(table), "{text}");
        assert!(!text.contains("[weights.parents."), "what the other profiles share stands under default: {text}");
    }

    #[test]
    fn rules_that_nobody_or_everybody_meets_read_back() {
        let file = "name = \"x\"\nversion = \"1\"\nextends = \"standard\"\n";
        let none = RuleSet::from_toml(&format!("{file}rules = []")).expect("valid");
        assert_eq!(read_back(&none, &[]), none);
        for condition in [
            "at_least = { count = 0, of = {} }",
            "require = { sex = [] }",
            "at_least = { count = 0, of = { sex = [] } }",
        ] {
            let rule = format!("{file}[[rules]]\nname = \"a \\\" b\"\noutcome = \"link\"\nprofiles = []\n{condition}");
            let set = RuleSet::from_toml(&rule).expect(condition);
            assert_eq!(read_back(&set, &[]), set, "{condition}");
        }
    }

    /// Probabilities that add up, for every level of every field.
    fn probabilities() -> impl Strategy<Value = ProfileProbabilities> {
        let part = (1e-6..1.0_f64, 1e-12..1.0_f64, prop_oneof![Just(0.0), 1e-9..1_000.0_f64], 1e-6..1.0_f64);
        prop::collection::vec(part, Field::ALL.map(|field| field.levels().len()).iter().sum::<usize>()).prop_map(
            |parts| {
                let mut parts = parts.into_iter();
                let mut all = ProfileProbabilities::default();
                for field in Field::ALL {
                    let levels = field.levels().iter().filter(|level| level.key() != "missing");
                    let drawn: Vec<_> = levels.zip(&mut parts).collect();
                    let (sum_m, sum_relative) =
                        drawn.iter().fold((0.0, 0.0), |(m, relative), (_, part)| (m + part.0, relative + part.3));
                    let mut read = FieldProbabilities::default();
                    for (&level, (m, u, frequency, relative)) in drawn {
                        let (m, relative) = (m / sum_m, relative / sum_relative);
                        read.set(level, LevelProbabilities { m, u, frequency, relative });
                    }
                    all.set(field, read);
                }
                all
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_set_reads_back_to_the_last_bit(
            name in "\\PC*",
            description in any::<String>(),
            comment in any::<String>(),
            profiles in prop::collection::vec((prop::sample::select(Profile::ALL.to_vec()), probabilities()), 0..4),
            bits in -1_000.0..1_000.0_f64,
            risk in 0.0..0.5_f64,
        ) {
            let mut set = RuleSet { name, description, ..RuleSet::default() };
            for (profile, probabilities) in profiles {
                set.set_probabilities(profile, probabilities);
            }
            let set = set.with_decision(Decision { threshold: bits, max_link_risk: risk, ..Decision::default() });
            let back = read_back(&set, &[comment]);
            prop_assert_eq!(back.fingerprint(), set.fingerprint());
            prop_assert_eq!(back, set);
        }
    }
}
