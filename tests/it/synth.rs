//! `rapproche synth`: options, configuration files, and what they change.

use std::fs;

use predicates::str::contains;

use crate::work_dir::{WorkDir, files, text};

#[test]
fn a_printed_configuration_makes_the_same_files_as_the_options() {
    let work = WorkDir::new();
    let options = [
        "--schools",
        "1",
        "--pupils",
        "40-60",
        "--seed",
        "9",
        "--style",
        "ascii,iso-dates",
        "--rich",
        "--damage",
        "parents.family_typo=0.5",
        "--damage-scale",
        "2",
        "--family",
        "twins=0.2",
        "--only-ent",
        "0.05",
        "--only-base",
        "0.1",
    ];
    let synth = |more: &[&str]| work.command(["synth"].iter().chain(&options).chain(more));
    let printed = synth(&["--print-config"]).assert().success();
    work.write("synth.toml", &printed.get_output().stdout);
    synth(&["--out", "typed"]).assert().success();
    work.command(["synth", "--config", "synth.toml", "--out", "read"]).assert().success();
    let made = files(&work.path("typed"));
    assert_eq!(made.keys().collect::<Vec<_>>(), ["base.csv", "cas.csv", "truth.csv"], "nothing half-written is left");
    assert!(made == files(&work.path("read")));

    // What is typed wins over the file.
    work.command(["synth", "--config", "synth.toml", "--seed", "10", "--out", "other"]).assert().success();
    assert!(made != files(&work.path("other")));
}

#[test]
fn options_show_in_the_files() {
    let work = WorkDir::new();
    let made = |more: &[&str]| {
        let out = format!("out{}", more.join("").replace('.', "_"));
        let start = ["synth", "--schools", "1", "--pupils", "80", "--out", &out];
        work.command(start.iter().chain(more)).assert().success();
        ["cas.csv", "truth.csv"].map(|file| fs::read_to_string(work.path(&out).join(file)).unwrap())
    };
    let count = |text: &str, word: &str| text.matches(word).count();
    let [cas, truth] = made(&[]);
    assert!(count(&cas, "ENTPersonSexe") == 0 && count(&cas, "National_ELV") > 70);
    let [rich, _] = made(&["--rich", "--style", "numeric-profiles"]);
    assert!(count(&rich, "ENTPersonSexe") == 1 && count(&rich, "National_ELV") == 0);
    let [_, scaled] = made(&["--damage-scale", "0"]);
    assert!(count(&truth, "family_typo") < 20 && count(&scaled, "family_typo") == 0);
    let [_, damaged] = made(&["--damage-scale", "0", "--damage", "parents.family_typo=1"]);
    // Teachers may have it too: those who are parents of the school.
    assert!(damaged.lines().all(|row| !(row.contains("family_typo") && row.contains(";eleves;"))), "{damaged}");
    assert!(count(&damaged, "family_typo") > 50, "{damaged}");
    let [_, absent] = made(&["--only-ent", "0.25"]);
    assert!(count(&absent, "absent") > 30 && count(&truth, "absent") < 20);
}

#[test]
fn what_cannot_be_set_names_the_place_and_the_nearest() {
    let work = WorkDir::new();
    let refused = |arguments: &[&str]| {
        let assert = work.command(["synth", "--schools", "1", "--out", "out"].iter().chain(arguments)).assert().code(2);
        assert!(!work.has("out"));
        text(&assert.get_output().stderr)
    };
    for (arguments, said) in [
        (["--damage", "parents.family_tipo=0.1"], "Vouliez-vous dire «family_typo» ?"),
        (["--damage", "parent.family_typo=0.1"], "Vouliez-vous dire «parents» ?"),
        (["--damage", "family_typo"], "par exemple --damage parents.family_typo=0.05"),
        (["--damage", "family_typo=2"], "«2» ne convient pas"),
        (["--family", "twin=0.1"], "Vouliez-vous dire «twins» ?"),
        (["--style", "asci"], "Vouliez-vous dire «ascii» ?"),
        (["--pupils", "700-250"], "«700-250» ne convient pas"),
        (["--only-ent", "0.9"], "«0.9» ne convient pas"),
        (["--damage-scale=-1", "--rich"], "--damage-scale"),
    ] {
        let message = refused(&arguments);
        assert!(message.contains(said), "{arguments:?}: {message}");
    }
    work.write("synth.toml", "seed = 3\n[damage.pupils]\naccent = 0.1\n");
    let message = refused(&["--config", "synth.toml"]);
    assert!(message.contains("synth.toml : ligne 3 : ") && message.contains("«accents»"), "{message}");
    work.command(["synth", "--out", "out"]).assert().code(2).stderr(contains("--schools"));
}
