//! The made-up collège, from its files to the table of the screen, through the program.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx};

use crate::work_dir::{WorkDir, files, number, text};

fn fixture(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", "college", name].iter().collect();
    path.to_str().unwrap().to_owned()
}

/// `--base … --cas …` for the collège, after `command` and before `more`.
fn college(command: &str, more: &[&str]) -> Vec<String> {
    let pupils = format!("Élèves={}", fixture("eleves.csv"));
    let parents = format!("Parents={}", fixture("parents.csv"));
    let (staff, ent) = (fixture("personnels.xlsx"), fixture("ent.csv"));
    [command, "--base", &pupils, "--base", &parents, "--base", &staff, "--cas", &ent]
        .iter()
        .chain(more)
        .map(ToString::to_string)
        .collect()
}

/// What the terminal shows, cell by cell as on the screen.
const TABLE: &str = "\
Rapprochement de l'identité des utilisateurs du fournisseur d'identités : CAS
───────────────────────────────────────────────────────────────────────────────────────────────────────
                               Élèves  Inspecteurs  Maîtres de stage  Parents  Personnels  Professeurs
───────────────────────────────────────────────────────────────────────────────────────────────────────
Utilisateurs PRONOTE              425            1               101      700          17           36
Utilisateurs CAS                  424            -                 -      698           1           34
Utilisateurs rapprochés           424            0                 0      698           0           34
Utilisateurs CAS à rapprocher       0            -                 -        0           1            0
───────────────────────────────────────────────────────────────────────────────────────────────────────

1 126 nouveaux rapprochements, 30 déjà dans la base.
Erreurs attendues parmi les 1 126 nouveaux rapprochements : ";

#[test]
fn prints_the_table_of_the_screen() {
    let work = WorkDir::new();
    let assert = work.command(college("reconcile", &["--out", "out"])).assert().success().stderr("");
    let stdout = text(&assert.get_output().stdout).replace(['\u{a0}', '\u{202f}'], " ");
    assert!(stdout.starts_with(TABLE), "{stdout}");
    for line in [
        "1 échec à résoudre :",
        "7 fichiers écrits dans out. Ouvrez d'abord out/report.html.",
        "Puis importez out/import-pronote.csv dans PRONOTE.",
    ] {
        assert!(stdout.lines().any(|printed| printed == line), "«{line}» is missing from {stdout}");
    }
}

#[test]
fn the_report_has_the_numbers_of_the_screen() {
    let work = WorkDir::new();
    work.command(college("reconcile", &["--out", "out", "--quiet"])).assert().success().stdout("").stderr("");
    let report = work.json("out/report.json");
    let profiles = serde_json::json!({
        "eleves": {"pronote": 425, "cas": 424, "rapproches": 424, "a_rapprocher": 0},
        "inspecteurs": {"pronote": 1, "cas": null, "rapproches": 0, "a_rapprocher": null},
        "maitres_de_stage": {"pronote": 101, "cas": null, "rapproches": 0, "a_rapprocher": null},
        "parents": {"pronote": 700, "cas": 698, "rapproches": 698, "a_rapprocher": 0},
        "personnels": {"pronote": 17, "cas": 1, "rapproches": 0, "a_rapprocher": 1},
        "professeurs": {"pronote": 36, "cas": 34, "rapproches": 34, "a_rapprocher": 0},
    });
    assert_eq!(report["profiles"], profiles);
    assert_eq!(report["version"], 1);
    assert_eq!(report["generated_at"], "2025-09-01T08:30:00");
    assert_eq!(report["rules"]["name"], "standard");
    assert_eq!(report["failures"], 1);
    let existing = |profile: &str| report["links"][profile]["existing"].as_u64();
    assert_eq!([existing("eleves"), existing("parents"), existing("professeurs")], [Some(12), Some(15), Some(3)]);
    let inputs: Vec<_> =
        report["inputs"].as_array().unwrap().iter().map(|input| (&input["name"], &input["encoding"])).collect();
    assert_eq!(
        serde_json::json!(inputs),
        serde_json::json!([
            ["eleves.csv", "Windows-1252"],
            ["parents.csv", "UTF-8 (BOM)"],
            ["personnels.xlsx", "xlsx"],
            ["ent.csv", "UTF-8"]
        ])
    );
    let expected_wrong = report["expected_wrong_links"].as_f64().unwrap();
    assert!((0.0..0.2).contains(&expected_wrong), "{expected_wrong}");
}

/// Who each account is, by uid and profile; nobody for the one that the base lacks.
fn truth() -> HashMap<(String, String), String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(fixture("truth.csv")).unwrap();
    let rows = reader.deserialize().map(Result::unwrap);
    rows.map(|row: BTreeMap<String, String>| ((row["uid"].clone(), row["profil"].clone()), row["IDPN"].clone()))
        .collect()
}

#[test]
fn every_new_link_is_right() {
    let work = WorkDir::new();
    work.command(college("reconcile", &["--out", "out", "--quiet"])).assert().success();
    let truth = truth();
    let links = work.rows("out/links.csv");
    assert_eq!(links.len(), 424 + 698 + 34 - 30);
    for link in &links {
        let who = (link["uid"].clone(), link["profil"].clone());
        assert_eq!(link["IDPN"], truth[&who], "{link:?}");
    }
    let failures = work.rows("out/failures.csv");
    assert_eq!(failures.len(), 1);
    let who = (failures[0]["uid"].clone(), failures[0]["profil"].clone());
    assert_eq!(truth[&who], "", "the one failure is not in the base");
    assert_eq!(failures[0]["reason"], "no_candidate");
}

#[test]
fn links_failures_and_reports_carry_the_rule_set() {
    let work = WorkDir::new();
    work.write("mine.toml", "name = \"mine\"\nversion = \"2\"\nextends = \"standard\"\ndecision.margin = 4.0\n");
    work.command(college("reconcile", &["--rules", "mine.toml", "--out", "out", "--quiet"])).assert().success();
    let report = work.json("out/report.json");
    let fingerprint = report["rules"]["fingerprint"].as_str().unwrap();
    assert_ne!(fingerprint, rapproche::matching::RuleSet::default().fingerprint());
    let carried = format!("mine 2 ({fingerprint})");
    let (links, failures) = (work.rows("out/links.csv"), work.rows("out/failures.csv"));
    assert!(links.iter().chain(&failures).all(|row| row["jeu_de_regles"] == carried), "{carried}");
    assert!(std::fs::read_to_string(work.path("out/report.html")).unwrap().contains(&carried));
    let uid = &failures[0]["uid"];
    let explained = work.command(college("explain", &["--rules", "mine.toml", "--uid", uid])).assert().success();
    assert!(text(&explained.get_output().stdout).contains(&carried));
}

#[test]
fn the_import_read_back_gives_the_same_links() {
    let work = WorkDir::new();
    work.command(college("reconcile", &["--out", "out", "--quiet"])).assert().success();
    let ent = fixture("ent.csv");
    let again = ["reconcile", "--base", "out/import-pronote.csv", "--cas", &ent, "--out", "again", "--quiet"];
    work.command(again).assert().success();
    let (first, second) = (work.json("out/report.json"), work.json("again/report.json"));
    for profile in ["eleves", "parents", "professeurs"] {
        assert_eq!(second["links"][profile]["existing"], first["links"][profile]["new"], "{profile}");
        assert_eq!(second["links"][profile]["new"], 0, "{profile}");
    }
    // The base is now the links alone, none of them of the one member of staff.
    let codes: Vec<_> = second["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["no_list"]);
}

#[test]
fn the_workbook_and_the_page_show_the_same_table() {
    let work = WorkDir::new();
    work.command(college("reconcile", &["--out", "out", "--quiet"])).assert().success();
    let mut workbook: Xlsx<_> = calamine::open_workbook(work.path("out/report.xlsx")).unwrap();
    let sheets = ["Rapprochement", "Élèves", "Parents", "Personnels", "Professeurs", "Échecs"];
    for sheet in sheets {
        assert!(workbook.sheet_names().iter().any(|name| name == sheet), "{sheet} in {:?}", workbook.sheet_names());
    }
    let overview = workbook.worksheet_range("Rapprochement").unwrap();
    let row = |label: &str| -> Vec<String> {
        let row = overview.rows().find(|row| row[0] == Data::String(label.to_owned())).unwrap();
        row[1..7].iter().map(ToString::to_string).collect()
    };
    assert_eq!(row("Utilisateurs PRONOTE"), ["425", "1", "101", "700", "17", "36"]);
    assert_eq!(row("Utilisateurs CAS"), ["424", "-", "-", "698", "1", "34"]);
    assert_eq!(row("Utilisateurs rapprochés"), ["424", "0", "0", "698", "0", "34"]);
    assert_eq!(row("Utilisateurs CAS à rapprocher"), ["0", "-", "-", "0", "1", "0"]);

    let page = text(&std::fs::read(work.path("out/report.html")).unwrap());
    assert!(page.contains("<title>") && page.contains("METZGER"), "the page names the one failure");
    for outside in ["src=\"http", "href=\"http", "@import", "url(http"] {
        assert!(!page.contains(outside), "the page needs nothing from elsewhere, but has {outside}");
    }
}

#[test]
fn an_explanation_adds_up_to_the_score_of_the_link() {
    let work = WorkDir::new();
    work.command(college("reconcile", &["--out", "out", "--quiet"])).assert().success();
    let links = work.rows("out/links.csv");
    let damaged = links.iter().find(|link| !link["ecarts"].is_empty()).unwrap();
    for link in [&links[0], damaged] {
        let assert = work.command(college("explain", &["--uid", &link["uid"]])).assert().success();
        let explanation = text(&assert.get_output().stdout);
        assert!(explanation.contains(&format!("IDPN {}", link["IDPN"])), "{explanation}");
        let table: Vec<(&str, f64)> = explanation
            .lines()
            .filter(|line| line.starts_with("  "))
            .skip(1)
            .map(|line| line.split_whitespace())
            .map(|mut cells| (cells.next().unwrap(), number(cells.next_back().unwrap())))
            .collect();
        let (&(label, score), fields) = table.split_last().unwrap();
        assert_eq!(label, "score", "{explanation}");
        assert!(fields.len() >= 3, "{explanation}");
        let sum: f64 = fields.iter().map(|(_, weight)| weight).sum();
        assert!((sum - score).abs() < 1e-9, "{explanation}");
        assert!((number(&link["score"]) - score).abs() < 1e-9, "{} / {explanation}", link["score"]);
    }
}

#[test]
fn the_shipped_fixture_is_what_synth_makes() {
    let work = WorkDir::new();
    work.command(["synth", "--college", "--out", "made"]).assert().success();
    let made = files(&work.path("made"));
    assert_eq!(made.len(), 5);
    for (name, content) in made {
        assert!(content == std::fs::read(fixture(&name)).unwrap(), "{name} differs");
    }
}
