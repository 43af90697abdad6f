//! The command line: exit codes, messages, and what each option promises.

use std::fs;
use std::process::Stdio;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty, starts_with};

use crate::work_dir::{WorkDir, files, text};

#[test]
fn a_run_ends_with_0_and_with_1_only_on_request() {
    let work = WorkDir::with_pupils();
    work.reconcile(&["--out", "out"]).assert().code(0).stdout(contains("1 échec à résoudre"));
    work.reconcile(&["--out", "out", "--fail-on-unresolved"]).assert().code(1).stderr(is_empty());
    assert!(work.has("out/report.json"), "the results are written all the same");
    let base = fs::read_to_string(work.path("cas.csv")).unwrap();
    work.write("cas.csv", base.lines().take(4).collect::<Vec<_>>().join("\n"));
    work.reconcile(&["--out", "out", "--fail-on-unresolved"]).assert().code(0).stdout(contains("Aucun échec"));
}

#[test]
fn mistakes_of_usage_end_with_2_and_say_what_was_meant() {
    let work = WorkDir::with_pupils();
    let cases: [(&[&str], &str); 12] = [
        (&[], "il manque une commande"),
        (&["reconcile"], "il manque : --base"),
        (&["recncile"], "Vouliez-vous dire «reconcile» ?"),
        (&["reconcile", "--bas", "base.csv"], "Vouliez-vous dire «--base» ?"),
        (&["reconcile", "--base", "base.csv", "--cas", "cas.csv"], "il manque : --out"),
        (&["reconcile", "--base", "Elvèes=base.csv", "--cas", "cas.csv", "--dry-run"], "Vouliez-vous dire «Élèves» ?"),
        (
            &["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--dry-run", "--rules", "stict"],
            "sont fournis strict",
        ),
        (&["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--dry-run", "--threads", "0"], "--threads"),
        (&["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--dry-run", "--school", "35"], "sept chiffres"),
        (
            &["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--dry-run", "--lang", "de"],
            "Valeurs possibles : fr, en",
        ),
        (&["synth", "--schools", "2", "--pool", "3", "--out", "x"], "ne va pas avec"),
        (&["rules", "show", "stict"], "sont fournis strict"),
    ];
    for (arguments, said) in cases {
        let assert = work.command(arguments).assert().code(2).stdout(is_empty());
        assert.stderr(starts_with("rapproche : ").and(contains(said)));
    }
    work.command(["reconcile", "--lang", "en"]).assert().code(2).stderr(starts_with("rapproche: missing: --base"));
}

#[test]
fn faulty_settings_show_the_place() {
    let work = WorkDir::with_pupils();
    work.write("rules.toml", "name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n[decision]\nmargn = 3\n");
    work.write("columns.toml", "[base]\nIPDN = \"Matricule\"\n");
    work.write("profiles.toml", "eleves = \n");
    for (option, file, said) in [
        (
            "--rules",
            "rules.toml",
            "rules.toml:5:1: decision.margn : «margn» n'est pas un réglage. Vouliez-vous dire «margin» ?",
        ),
        ("--columns", "columns.toml", "Vouliez-vous dire «IDPN» ?"),
        ("--profiles", "profiles.toml", "profiles.toml:1:10: "),
        ("--rules", "nowhere.toml", "illisible"),
        ("--columns", "nowhere.toml", "lecture impossible"),
    ] {
        let assert = work.reconcile(&["--out", "out", option, file]).assert().code(2);
        assert.stderr(contains(file).and(contains(said)));
    }
    assert!(!work.has("out"));
}

#[test]
fn rule_files_are_checked_and_shown_whole() {
    let work = WorkDir::with_pupils();
    let beginning = "name = \"mine\"\nversion = \"7\"\nextends = \"strict\"\n";
    work.write("good.toml", beginning);
    work.write("bad.toml", format!("{beginning}[weights.default.sex]\nexact = {{ m = 0.9, u = 0.5, relative = 1 }}\n"));
    let check = work.command(["rules", "check", "good.toml"]).assert().code(0);
    check.stdout(starts_with("good.toml : correct. Jeu de règles «mine», version 7, empreinte "));
    let both = work.command(["rules", "check", "bad.toml", "nowhere.toml", "good.toml"]).assert().code(2);
    both.stdout(starts_with("good.toml : correct.")).stderr(
        contains("bad.toml:4:18: weights.default.sex : la somme des m")
            .and(contains("nowhere.toml : fichier de règles")),
    );
    let shown = work.command(["rules", "show", "good.toml"]).assert().code(0);
    shown.stdout(contains("\n[weights.default.sex]\n").and(contains("\nvetoes = []\n")));
    work.command(["rules", "show", "strict"]).assert().code(0).stdout(starts_with("# What systems of this kind"));
    work.command(["rules", "list"]).assert().code(0).stdout(contains("standard       version 1  "));
}

#[test]
fn results_that_cannot_be_written_end_with_4_and_change_nothing() {
    let work = WorkDir::with_pupils();
    work.write("file", "");
    work.reconcile(&["--out", "file"]).assert().code(4).stderr(contains("est un fichier, pas un dossier"));
    work.reconcile(&["--out", "file/out"]).assert().code(4).stderr(contains("rapproche : "));
    fs::create_dir(work.path("photos")).unwrap();
    work.write("photos/chat.jpg", "miaou");
    let before = files(&work.path("photos"));
    work.reconcile(&["--out", "photos"]).assert().code(4).stdout(is_empty()).stderr(contains("contient «chat.jpg»"));
    assert_eq!(files(&work.path("photos")), before);
    let assert = work.reconcile(&["--out", "photos", "--lang", "en"]).assert().code(4);
    assert.stderr(contains("holds «chat.jpg»"));
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let work = WorkDir::with_pupils();
    let arguments = ["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--out", "out"];
    let mut child = work.std_command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    assert!(work.has("out/report.json"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_one() {
    let work = WorkDir::with_pupils();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = work.std_command(["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--dry-run"]);
    let output = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("sortie standard"));
}

#[test]
fn json_is_the_report_itself() {
    let work = WorkDir::with_pupils();
    let assert = work.reconcile(&["--out", "out", "--json"]).assert().success().stderr(is_empty());
    assert_eq!(assert.get_output().stdout, fs::read(work.path("out/report.json")).unwrap());
    let assert = work.reconcile(&["--dry-run", "--json", "--quiet"]).assert().success();
    let mut dry: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let mut written = work.json("out/report.json");
    // Nothing was written, so there are no files to name.
    assert_eq!(dry["files"].take(), serde_json::json!([]));
    assert_eq!(dry["contents"].take(), serde_json::json!({}));
    assert_eq!(written["contents"].take().as_object().unwrap().len(), 6);
    assert_eq!(written["files"].take().as_array().unwrap().len(), 7);
    assert_eq!(dry, written);
}

#[test]
fn a_trial_writes_nothing() {
    let work = WorkDir::with_pupils();
    let before = files_of(&work);
    work.reconcile(&["--dry-run", "--out", "out"]).assert().success().stdout(contains("rien n'a été écrit"));
    work.reconcile(&["--dry-run", "--quiet"]).assert().success().stdout(is_empty()).stderr(is_empty());
    assert_eq!(files_of(&work), before);
}

fn files_of(work: &WorkDir) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(work.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names.into_iter().map(|name| name.into_string().unwrap()).collect()
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let work = WorkDir::new();
    work.command(["synth", "--schools", "3", "--seed", "11", "--out", "made"]).assert().success();
    let run = |threads: &str, out: &str| {
        let sides = ["reconcile", "--base", "made/base.csv", "--cas", "made/cas.csv"];
        work.command(sides.iter().chain(&["--threads", threads, "--out", out])).assert().success();
        files(&work.path(out))
    };
    let (one, two, four) = (run("1", "one"), run("2", "two"), run("4", "four"));
    assert_eq!(one.len(), 7);
    assert!(one["links.csv"].len() > 50_000, "the run has something to compare");
    for (name, content) in &one {
        assert!(two[name] == *content && four[name] == *content, "{name} depends on the number of threads");
    }
}

#[test]
fn a_later_run_replaces_an_earlier_one() {
    let work = WorkDir::with_pupils();
    work.reconcile(&["--out", "out"]).assert().success();
    assert_eq!(work.rows("out/links.csv").len(), 3);
    work.reconcile(&["--out", "out", "--rules", "suggest"]).assert().success();
    assert_eq!(work.rows("out/links.csv").len(), 0);
    assert_eq!(files(&work.path("out")).len(), 7);
    assert_eq!(files_of(&work), ["base.csv", "cas.csv", "out"], "nothing is left beside the results");
}

#[test]
fn a_rerun_keeps_what_somebody_has_worked_in() {
    let work = WorkDir::with_pupils();
    work.reconcile(&["--out", "out"]).assert().success();
    work.write("out/failures.csv", "fait;oui");
    let again = work.reconcile(&["--out", "out", "--quiet"]).assert().success();
    again.stderr(contains("out.precedent-20250901-083000"));
    assert_eq!(fs::read_to_string(work.path("out.precedent-20250901-083000/failures.csv")).unwrap(), "fait;oui");
    work.reconcile(&["--out", "out"]).assert().success().stderr(is_empty());
}

#[test]
fn a_school_of_ones_own_rules_titles_and_profiles() {
    let work = WorkDir::with_pupils();
    let replaced = |name: &str, from: &str, to: &str| {
        let content = fs::read_to_string(work.path(name)).unwrap();
        assert!(content.contains(from), "{name} has no {from}");
        work.write(name, content.replace(from, to));
    };
    replaced("base.csv", "IDPN", "Matricule");
    replaced("cas.csv", "uid", "Compte");
    replaced("cas.csv", "National_ELV", "Apprenant");
    work.write("columns.toml", "[base]\nIDPN = \"Matricule\"\n");
    work.write("profiles.toml", "eleves = \"Apprenant\"\n");
    let shown = work.command(["rules", "show", "standard"]).assert().success();
    work.write("mine.toml", &shown.get_output().stdout);
    let own = ["--columns", "columns.toml", "--profiles", "profiles.toml", "--id", "Compte", "--rules", "mine.toml"];
    work.reconcile(&[&own[..], &["--out", "out"]].concat()).assert().success();
    assert_eq!(work.rows("out/links.csv").len(), 3);

    let other = WorkDir::with_pupils();
    other.reconcile(&["--out", "out"]).assert().success();
    assert_eq!(work.json("out/report.json")["rules"], other.json("out/report.json")["rules"], "the same rules");
}

#[test]
fn a_school_leaves_the_others_out() {
    let work = WorkDir::with_pupils();
    let with_school = |name: &str, school: &str| {
        let content = fs::read_to_string(work.path(name)).unwrap();
        let titled = content.lines().enumerate().map(|(line, row)| {
            let cell = if line == 0 { "UAI" } else { school };
            format!("{row};{cell}\n")
        });
        work.write(name, titled.collect::<String>());
    };
    with_school("cas.csv", "0350002B");
    work.reconcile(&["--out", "out", "--school", "0350001A", "--json"]).assert().success();
    assert_eq!(work.json("out/report.json")["reasons"]["other_school"], 4);
    assert_eq!(work.json("out/report.json")["school"], "0350001A");
    assert_eq!(work.json("out/report.json")["warnings"][0]["code"], "all_of_other_school");
    work.reconcile(&["--out", "out", "--school", "0350001A", "--across-schools", "--quiet"]).assert().success();
    assert_eq!(work.rows("out/links.csv").len(), 3);
    let wrong_letter = work.reconcile(&["--dry-run", "--school", "0350001Z"]).assert().success();
    wrong_letter.stderr(contains("lettre de contrôle"));
}

#[test]
fn a_school_that_nobody_is_of_is_a_mistake() {
    let work = WorkDir::with_pupils();
    let rows = fs::read_to_string(work.path("base.csv")).unwrap();
    let titled =
        rows.lines().enumerate().map(|(line, row)| format!("{row};{}\n", if line == 0 { "UAI" } else { "0350002B" }));
    let with_school = titled.collect::<String>();
    work.write("base.csv", with_school);
    let refused = work.reconcile(&["--dry-run", "--school", "0350001A"]).assert().code(2);
    refused.stderr(contains("UAI trouvés : 0350002B."));
    let unbounded = work.reconcile(&["--dry-run", "--school", "0350002B"]).assert().success();
    unbounded.stdout(contains("ATTENTION : --school ne borne rien"));
}

#[test]
fn explains_one_person_and_proposes_uids_that_are_alike() {
    let work = WorkDir::with_pupils();
    let explain = |uid: &str| work.command(["explain", "--base", "base.csv", "--cas", "cas.csv", "--uid", uid]);
    explain("n1").assert().success().stdout(contains("Verdict : rapproché").and(contains("NOIRET Jean Baptiste")));
    explain("x4").assert().success().stdout(contains("Verdict : échec"));
    let cas = fs::read_to_string(work.path("cas.csv")).unwrap().replace("n1;", "noiret.jb;");
    work.write("cas.csv", cas);
    explain("noiretjb").assert().code(2).stderr(contains("Les plus proches : noiret.jb."));
    explain("zzz").assert().code(2).stderr(contains("--id"));
}

#[test]
fn synth_refuses_what_it_would_overwrite() {
    let work = WorkDir::new();
    work.write("list.csv", "precious");
    fs::create_dir(work.path("full")).unwrap();
    work.write("full/list.csv", "precious");
    for target in ["full", "list.csv"] {
        let assert = work.command(["synth", "--pool", "10", "--out", target]).assert().code(4);
        assert.stderr(contains("n'est pas un dossier vide"));
    }
    assert_eq!(files(&work.path("full")).len(), 1);
    work.command(["synth", "--pool", "10", "--out", "new"]).assert().success();
    let same = work.command(["synth", "--pool", "10", "--seed", "1", "--out", "same"]).assert().success();
    same.stdout(contains("rapproche reconcile --base same/base.csv --cas same/cas.csv"));
    assert_eq!(files(&work.path("new")), files(&work.path("same")));
}

#[test]
fn help_is_in_french_and_has_examples() {
    let work = WorkDir::new();
    work.command(["--help"]).assert().success().stdout(contains("Codes de sortie"));
    for command in ["reconcile", "explain", "synth", "rules", "profiles", "completions"] {
        let assert = work.command([command, "--help"]).assert().success().stderr(is_empty());
        assert.stdout(contains("Utilisation : rapproche").and(contains("Exemple")));
    }
    work.command(["--version"]).assert().success().stdout(concat!("rapproche ", env!("CARGO_PKG_VERSION"), "\n"));
    work.command(["completions", "bash"]).assert().success().stdout(contains("--across-schools"));
    work.command(["profiles", "show"]).assert().success().stdout(contains("eleves = \"National_ELV;"));
    work.command(["rules", "list", "--lang", "en"]).assert().success().stdout(contains("Never links"));
}

#[test]
fn a_moment_that_is_none_is_refused() {
    let work = WorkDir::with_pupils();
    let mut command = work.reconcile(&["--dry-run"]);
    command.env("SOURCE_DATE_EPOCH", "yesterday").assert().code(2).stderr(contains("SOURCE_DATE_EPOCH"));
    let mut command = work.reconcile(&["--dry-run", "--json"]);
    let assert = command.env_remove("SOURCE_DATE_EPOCH").assert().success();
    assert.stdout(contains("\"generated_at\": \"20"));
}
