//! What `docs/fichier-de-regles.md` says of rule files is complete and true; `rapproche rules` explains and compares them.

use std::collections::BTreeSet;
use std::fs;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, starts_with};
use rapproche::identity::{Lang, Profile};
use rapproche::matching::rules::{Decision, Tunable};
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::report::rules::tunable_words;

use crate::guide::guide;
use crate::work_dir::WorkDir;

fn page() -> String {
    fs::read_to_string(guide("fichier-de-regles.md")).unwrap()
}

/// The cells of the table row that begins with this key.
fn row<'a>(page: &'a str, key: &str) -> Vec<&'a str> {
    let row = page.lines().find(|line| line.starts_with(&format!("| `{key}` |")));
    row.unwrap_or_else(|| panic!("{key} has no row")).trim_matches('|').split(" | ").map(str::trim).collect()
}

#[test]
fn every_tunable_stands_in_the_page_with_its_value_bounds_and_meaning() {
    let page = page();
    for (key, value) in Decision::default().tunables() {
        let [_, written, bounds, meaning] = row(&page, key)[..] else { panic!("{key}: four cells") };
        let read: toml::Table = format!("v = {}", written.trim_matches('`')).parse().unwrap();
        let expected: toml::Table = format!("v = {value}").parse().unwrap();
        assert_eq!(read, expected, "{key}");
        let words = tunable_words(key, Lang::Fr);
        assert_eq!(meaning, format!("{} {}", words.meaning, words.raising), "{key}");
        if let (Tunable::Number(_), Some(of)) = (value, Decision::bounds(key)) {
            for bound in [of.low, of.high] {
                assert!(bounds.contains(&bound.to_string()), "{key}: {bound} in «{bounds}»");
            }
        }
    }
}

#[test]
fn every_field_stands_in_the_page_with_its_levels() {
    let page = page();
    for field in Field::ALL {
        let levels = row(&page, field.key())[1];
        let named: BTreeSet<&str> = levels.split('`').skip(1).step_by(2).collect();
        let known = field.levels().iter().filter(|&&level| level != Level::Missing).map(|level| level.key());
        assert_eq!(named, known.collect(), "{field:?}");
    }
    for profile in Profile::ALL {
        assert!(page.contains(&format!("`{}`", profile.key())), "{profile:?}");
    }
}

#[test]
fn its_examples_are_rule_files() {
    let page = page();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 6);
    for block in blocks {
        let head =
            if block.contains("name = ") { "" } else { "name = \"x\"\nversion = \"1\"\nextends = \"standard\"\n" };
        let read = RuleSet::from_toml(&format!("{head}{block}"));
        assert_eq!(read.is_err(), block.contains("faux"), "{block}");
    }
}

#[test]
fn explanations_are_for_people_and_programs() {
    let work = WorkDir::new();
    let french = work.command(["rules", "explain", "standard", "--profile", "eleves"]).assert().success();
    french
        .stdout(starts_with("Jeu de règles standard 1 (").and(contains("\nÉlèves\n")))
        .stdout(contains("  max_mean_risk = 0.0001\n").and(contains("Parents").not()));
    let json = work.command(["rules", "explain", "strict", "--json", "--lang", "en"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&json.get_output().stdout).unwrap();
    assert_eq!(json["rules"]["fingerprint"], RuleSet::named("strict").unwrap().fingerprint());
    assert_eq!(json["weights"].as_array().unwrap().len(), 2, "pupils and everybody else");
    work.command(["rules", "explain", "standard", "--profile", "elves"])
        .assert()
        .code(2)
        .stderr(contains("Vouliez-vous dire «eleves» ?"));
}

#[test]
fn a_set_differs_from_another_with_exit_code_1() {
    let work = WorkDir::new();
    let head = "name = \"mine\"\nversion = \"7\"\nextends = \"standard\"\n";
    work.write("same.toml", head);
    work.write("other.toml", format!("{head}[decision]\nmargin = 4.0\n"));
    work.command(["rules", "diff", "standard", "same.toml"]).assert().code(0).stdout(starts_with("Aucune différence"));
    work.command(["rules", "diff", "standard", "other.toml"])
        .assert()
        .code(1)
        .stdout(contains("\nmargin : 0.0 → 4.0 ("));
    let json = work.command(["rules", "diff", "standard", "other.toml", "--json"]).assert().code(1);
    let json: serde_json::Value = serde_json::from_slice(&json.get_output().stdout).unwrap();
    assert_eq!((&json["tunables"][0]["key"], &json["tunables"][0]["bits"]), (&"margin".into(), &4.0.into()));
}

#[test]
fn a_file_that_cannot_be_read_is_told_in_the_language_of_the_run() {
    let work = WorkDir::new();
    let head = "name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n";
    work.write("word.toml", format!("{head}[[rules]]\nname = \"r\"\noutcome = \"lien\"\n"));
    work.write("notepad.toml", [head.as_bytes(), b"description = \"R\xe8gles\"\n"].concat());
    for (file, told) in [
        ("word.toml", "word.toml:6:11: la valeur «lien» est inconnue."),
        ("notepad.toml", "notepad.toml : fichier de règles illisible : ce n’est pas un texte en UTF-8"),
        ("nowhere.toml", "nowhere.toml : fichier de règles illisible : fichier introuvable"),
    ] {
        let english = contains("expected").or(contains("os error")).or(contains("TOML parse error"));
        work.command(["rules", "check", file]).assert().code(2).stderr(contains(told).and(english.not()));
    }
    work.command(["rules", "check", "notepad.toml", "--lang", "en"])
        .assert()
        .code(2)
        .stderr(contains("no text in UTF-8"));
    // As older versions of Notepad save UTF-8.
    work.write("marked.toml", format!("\u{feff}{head}"));
    work.command(["rules", "check", "marked.toml"]).assert().success();
}
