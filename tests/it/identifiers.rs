//! PRONOTE's identifiers on their way to an ENT: exported, encrypted, opened by a peer, matched with the ENT's accounts.

use std::collections::BTreeSet;
use std::process::Command;

use rapproche::exchange::container::EXPORT_SCHEMA;
use rapproche::exchange::identifiers::{Reader, SCHEMA};

use crate::work_dir::{WorkDir, text};

/// The collège's files and two pairs of keys.
fn college() -> WorkDir {
    let work = WorkDir::new();
    work.command(["synth", "--college", "--out", "c"]).assert().success();
    for name in ["un", "deux"] {
        let (key, public) = (format!("{name}.pem"), format!("{name}.pub"));
        work.command(["exchange", "keygen", "--out", &key, "--public", &public]).assert().success();
    }
    work
}

const BASE: [&str; 6] =
    ["--base", "Élèves=c/eleves.csv", "--base", "Parents=c/parents.csv", "--base", "c/personnels.xlsx"];

fn export(work: &WorkDir, out: &str, more: &[&str]) -> assert_cmd::Command {
    let options = ["--partner", "Un=un.pub", "--uai", "0350001A", "--out", out];
    work.command([&["exchange", "export-ids"], &BASE[..], &options, more].concat())
}

fn assert_valid(work: &WorkDir, schema: &str, file: &str) {
    work.write("schema.xsd", schema);
    let arguments = ["--nonet", "--noout", "--schema", "schema.xsd", file];
    let output = Command::new("xmllint").args(arguments).current_dir(work.path("")).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

fn links(work: &WorkDir, out: &str) -> BTreeSet<(String, String, String)> {
    let rows = work.rows(&format!("{out}/links.csv")).into_iter();
    rows.map(|row| (row["profil"].clone(), row["uid"].clone(), row["IDPN"].clone())).collect()
}

#[test]
fn either_partner_gets_everybody_of_the_base() {
    let work = college();
    let more = ["--partner", "Deux=deux.pub", "--school-name", "Collège", "--town", "35000 Rennes"];
    let done = export(&work, "ids.xml", &more).assert().success();
    let said = text(&done.get_output().stdout);
    assert!(said.contains("lisibles par Un, Deux."), "{said}");
    assert_valid(&work, EXPORT_SCHEMA, "ids.xml");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/container/peer.py");
    let by = |key: &str| {
        let output = Command::new("python3").args([script, "open", "ids.xml", key]).current_dir(work.path("")).output();
        output.unwrap().stdout
    };
    let document = by("un.pem");
    assert_eq!(document, by("deux.pem"));
    work.write("inner.xml", &document);
    assert_valid(&work, SCHEMA, "inner.xml");
    let people = Reader::new(&document).unwrap().map(Result::unwrap).count();
    assert!(people > 1000 && said.contains(&format!(": {people} identifiants")), "{people} {said}");
    let decrypted = work.command(["exchange", "decrypt", "ids.xml", "--key", "deux.pem"]).output().unwrap();
    assert_eq!(decrypted.stdout, document);
}

#[test]
fn accounts_get_the_identifiers_that_the_lists_themselves_would_give() {
    let work = college();
    work.command([&["reconcile"], &BASE[..], &["--cas", "c/ent.csv", "--out", "direct"]].concat()).assert().success();
    for (file, more) in [("ids.xml", &[][..]), ("plain.xml", &["--uncompressed"])] {
        export(&work, file, more).assert().success();
        let options = ["--key", "un.pem", "--cas", "c/ent.csv", "--out", "matched"];
        let done = work.command([&["exchange", "match-ids", file], &options[..]].concat()).assert().success();
        let said = text(&done.get_output().stdout);
        assert!(said.contains("Utilisateurs rapprochés") && said.contains("links.csv"), "{said}");
        let (direct, matched) = (links(&work, "direct"), links(&work, "matched"));
        assert!(direct.len() > 1000);
        let (lost, new) = (direct.difference(&matched).count(), matched.difference(&direct).count());
        assert_eq!((lost, new), (0, 0), "of {}", direct.len());
    }
}

#[test]
fn what_cannot_be_matched_is_said_and_nothing_is_written() {
    let work = college();
    export(&work, "ids.xml", &[]).assert().success();
    export(&work, "ids.xml", &[]).assert().code(4);
    let run = |file: &str, key: &str| {
        let options = ["--key", key, "--cas", "c/ent.csv", "--out", "matched"];
        let run = work.command([&["exchange", "match-ids", file], &options[..]].concat()).assert();
        assert!(!work.has("matched"));
        run
    };
    let stderr = |run: assert_cmd::assert::Assert| text(&run.get_output().stderr);
    assert!(stderr(run("ids.xml", "deux.pem").code(3)).contains("déchiffrement est impossible"));
    assert!(stderr(run("c/ent.csv", "un.pem").code(3)).contains("EXPORT_INDEX_EDUCATION"));
    // A container of something else.
    work.write("rows.xml", "<PARTENAIRE_INDEX/>");
    let options = ["--public", "un.pub", "--partner", "x", "--uai", "0350001A", "--out", "other.xml"];
    work.command([&["exchange", "encrypt", "rows.xml"], &options[..]].concat()).assert().success();
    assert!(stderr(run("other.xml", "un.pem").code(3)).contains("«PARTENAIRE_INDEX»"));

    for (partners, expected) in [
        (&["--partner", "un.pub"][..], "donnez un nom et une clé publique"),
        (&["--partner", "A=un.pub", "--partner", "B=un.pub"], "3 partenaires"),
        (&["--partner", "A=un.pem"], "ne la remettez à personne"),
    ] {
        let run = export(&work, "new.xml", partners).assert().code(2);
        assert!(stderr(run).contains(expected), "{expected}");
        assert!(!work.has("new.xml"));
    }
}
