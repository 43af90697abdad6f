//! What the README tells people to write is understood.

use rapproche::formats::{ColumnMap, ProfileMap};
use rapproche::identity::Profile;
use rapproche::matching::RuleSet;
use rapproche::matching::rules::SHIPPED;
use rapproche::reconcile::Reason;

const README: &str = include_str!("../../README.md");

/// The indented block that contains `line`, without the indentation; blank lines between indented ones belong to it.
fn block(line: &str) -> String {
    let lines: Vec<&str> = README.lines().collect();
    let at = lines.iter().position(|other| other.strip_prefix("    ") == Some(line)).unwrap();
    let belongs = |line: &&str| line.starts_with("    ") || line.is_empty();
    let first = at - lines[..at].iter().rev().take_while(|line| belongs(line)).count();
    let block = lines[first..].iter().take_while(|line| belongs(line));
    block.map(|line| line.trim_start_matches("    ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn its_rule_files_are_understood() {
    let mine = block("name = \"mine\"");
    let scored = RuleSet::from_toml(&mine).unwrap();
    assert_eq!(scored.decision.vetoes.len(), 2);
    assert!(scored.deterministic().is_empty());
    assert_ne!(scored.probabilities(Profile::Parents), scored.probabilities(Profile::Staff));
    let rules = RuleSet::from_toml(&format!("{mine}\n{}", block("[[rules]]"))).unwrap();
    assert_eq!(rules.deterministic().len(), 1);
}

#[test]
fn its_tables_of_columns_and_profiles_are_understood() {
    assert_ne!(ColumnMap::from_toml(&block("[base]"), "README").unwrap(), ColumnMap::default());
    let profiles = ProfileMap::from_toml(&block("personnels = \"National_4\""), "README").unwrap();
    assert_eq!(profiles.values(Profile::Staff), ["National_4"]);
}

#[test]
fn it_names_every_reason_and_every_rule_set() {
    for reason in Reason::ALL {
        assert!(README.contains(&format!("`{reason}`")), "{reason}");
    }
    for (name, _) in SHIPPED {
        assert!(README.contains(&format!("| `{name}` |")), "{name}");
    }
}
