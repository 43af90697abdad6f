//! Lists that are not as they should be: those that stop a run, and rows that do not.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty};

use crate::work_dir::{BASE, CAS, WorkDir};

/// Runs on a base or ENT file that cannot be read, and sees that nothing is written.
fn unreadable(base: impl AsRef<[u8]>, cas: impl AsRef<[u8]>) -> String {
    let work = WorkDir::new();
    work.write("base.csv", base);
    work.write("cas.csv", cas);
    let assert = work.reconcile(&["--out", "out"]).assert().code(3).stdout(is_empty());
    assert!(!work.has("out"), "nothing is written");
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[test]
fn a_missing_column_names_the_nearest() {
    let message = unreadable(BASE, CAS.replace("givenName", "givenNane"));
    assert!(message.starts_with("rapproche : cas.csv : colonne introuvable : «givenName»"), "{message}");
    assert!(message.contains("vouliez-vous dire «givenNane»"), "{message}");
    assert!(message.contains("Colonnes trouvées (ligne 1) : «uid», «sn»"), "{message}");
}

#[test]
fn an_unbalanced_quote_names_its_line() {
    let message = unreadable(BASE, CAS.replace("d2;Da Silva Costa", "d2;\"Da Silva Costa"));
    assert!(message.contains("cas.csv, ligne 3, caractère 4"), "{message}");
}

#[test]
fn an_undecodable_byte_names_its_line() {
    let mut base = format!("\u{feff}{BASE}").into_bytes();
    let last = base.len() - 4;
    base[last] = 0xFF;
    let message = unreadable(base, CAS);
    assert!(message.contains("base.csv, ligne 4"), "{message}");
}

#[test]
fn both_sides_are_told_at_once() {
    let message = unreadable("", "%PDF-1.7 rapport");
    assert!(message.contains("base.csv : le fichier est vide"), "{message}");
    assert!(message.contains("cas.csv : c’est un document PDF"), "{message}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let work = WorkDir::with_pupils();
    std::fs::remove_file(work.path("base.csv")).unwrap();
    let assert = work.reconcile(&["--out", "out", "--lang", "en"]).assert().code(3);
    assert.stderr(contains("rapproche: base.csv: cannot be read"));
}

#[test]
fn bad_rows_are_reported_and_stay_counted() {
    let work = WorkDir::with_pupils();
    let cas = CAS
        .replace("12/11/2011", "31/02/2011")
        .replace("a3;Akoudad", "n1;Akoudad")
        .replace("x4;Vandenbroucke;Ulysse;01/01/2012;National_ELV", "x4;;Ulysse;01/01/2012;National_ELV");
    work.write("cas.csv", cas + "p5;Martin;Zoé;01/01/2012;National_9;35000\n");
    work.reconcile(&["--out", "out"])
        .assert()
        .success()
        .stdout(contains("à résoudre").and(contains("«National_9 (1)»")));

    let report = work.json("out/report.json");
    assert_eq!(report["profiles"]["eleves"]["cas"], 4);
    assert_eq!(report["profiles"]["eleves"]["rapproches"], 0);
    for (reason, count) in [("invalid_birth_date", 1), ("id_conflict", 2), ("missing_name", 1), ("no_profile", 1)] {
        assert_eq!(report["reasons"][reason], count, "{reason}: {}", report["reasons"]);
    }
    let warning = |code: &str| {
        let warnings = report["warnings"].as_array().unwrap();
        warnings
            .iter()
            .find(|warning| warning["code"] == code)
            .cloned()
            .unwrap_or_else(|| panic!("no {code}: {report}"))
    };
    assert_eq!(warning("unmapped_profile_value")["places"][0]["value"], "National_9 (1)");
    assert_eq!(warning("invalid_birth_date")["places"][0]["line"], 3);

    let rejects = work.rows("out/rejects.csv");
    let places: Vec<(&str, &str, &str)> =
        rejects.iter().map(|row| (&*row["file"], &*row["line"], &*row["code"])).collect();
    for expected in [
        ("cas.csv", "2", "duplicate_id"),
        ("cas.csv", "3", "invalid_birth_date"),
        ("cas.csv", "4", "duplicate_id"),
        ("cas.csv", "5", "missing_name"),
    ] {
        assert!(places.contains(&expected), "{expected:?} is missing from {places:?}");
    }
    assert_eq!(places.len(), 4);
    let impossible = rejects.iter().find(|row| row["code"] == "invalid_birth_date").unwrap();
    assert_eq!(impossible["row"], "d2;Da Silva Costa;Emma;31/02/2011;National_ELV;35200");
    assert_eq!(work.rows("out/failures.csv").len(), 5);
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_neutralised() {
    let work = WorkDir::with_pupils();
    work.write("cas.csv", CAS.replace("x4;Vandenbroucke", "=1+1;@SUM(A1)"));
    work.reconcile(&["--out", "out"]).assert().success();
    let failures = work.rows("out/failures.csv");
    assert_eq!((&*failures[0]["uid"], &*failures[0]["sn"]), ("'=1+1", "'@SUM(A1)"));
}

#[test]
fn a_database_is_one_and_is_there() {
    let work = WorkDir::with_pupils();
    work.write("notes.txt", "ce fichier n'est pas une base");
    for command in
        [&["import", "--school", "0061234J", "--base", "base.csv"][..], &["admin", "list"], &["audit", "verify"]]
    {
        let database = ["--database", "notes.txt"];
        work.command(command.iter().chain(&database))
            .assert()
            .code(3)
            .stderr(contains("n’est pas une base de données"));
    }
    assert_eq!(std::fs::read_to_string(work.path("notes.txt")).unwrap(), "ce fichier n'est pas une base");
    for command in [&["token", "list"][..], &["purge"], &["admin", "list"], &["audit", "verify"]] {
        work.command(command).assert().code(3).stderr(contains("pas de base de données de ce nom"));
    }
    assert!(!work.has("rapproche.db"), "a name that was mistyped makes nothing");
    let import = ["import", "--school", "0061234J", "--base", "Élèves=base.csv"];
    work.command(import.iter().chain(&["--dry-run"])).assert().success().stdout(contains("nouvel établissement"));
    assert!(!work.has("rapproche.db"), "a dry run makes nothing");
    work.command(import).assert().success().stdout(contains("Nouvel établissement : 0061234J."));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(work.path("rapproche.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "the owner's alone");
    }
    work.command(["admin", "add", "--name", "a", "--school", "0350030T"]).assert().failure();
}

#[test]
fn damaged_accents_never_ask_to_create_somebody() {
    let work = WorkDir::with_pupils();
    // Lost on either side: the account and the user are each other's, and nobody is told to be new.
    for (base, cas, reason) in [
        (BASE.to_owned(), CAS.replace("Inès", "In?s").replace("Emma", "?mma"), "damaged_text"),
        (BASE.replace("Inès", "In?s").replace("Emma", "?mma"), CAS.to_owned(), ""),
        (BASE.replace("Inès", "In\u{fffd}s").replace("AKOUDAD", "AKO??DAD"), CAS.to_owned(), ""),
    ] {
        work.write("base.csv", &base);
        work.write("cas.csv", &cas);
        let _ = std::fs::remove_dir_all(work.path("out"));
        work.reconcile(&["--out", "out"]).assert().success().stdout(contains("accents"));
        for failure in work.rows("out/failures.csv") {
            if failure["uid"] == "a3" && !reason.is_empty() {
                assert_eq!(failure["reason"], reason, "{failure:?}");
            }
            // The last account is of nobody in the base, and of its own.
            if failure["uid"] == "x4" {
                continue;
            }
            let said = failure.values().cloned().collect::<Vec<_>>().join("|");
            assert!(!said.contains("créez-la") && !said.contains("jumeau"), "{said}");
        }
        let links = work.rows("out/links.csv");
        assert!(links.iter().all(|link| link["uid"] != "a3"), "{links:?}");
    }
    // Misread text is repaired, and all users are linked.
    let misread = encoding_rs::WINDOWS_1252.decode_without_bom_handling(BASE.as_bytes()).0.into_owned();
    work.write("base.csv", misread);
    for given in ["In&egrave;s", "\"In&egrave;s\""] {
        work.write("cas.csv", CAS.replace("Inès", given));
        let _ = std::fs::remove_dir_all(work.path("out"));
        work.reconcile(&["--out", "out"]).assert().success().stdout(contains(" cellules dont les accents"));
        assert_eq!(work.rows("out/links.csv").len(), 3, "{given}");
    }
    let report = work.json("out/report.json");
    let codes: Vec<&str> =
        report["warnings"].as_array().unwrap().iter().filter_map(|warning| warning["code"].as_str()).collect();
    assert!(codes.contains(&"repaired_text"), "{codes:?}");
}
