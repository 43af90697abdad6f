//! PRONOTE's identifiers on their way to an ENT: exported, encrypted, opened by a peer, matched with the ENT's accounts.

use std::collections::BTreeSet;
use std::fs;
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
    let people = Reader::new(&document[..]).unwrap().map(Result::unwrap).count();
    assert!(people > 1000 && said.contains(&format!(": {people} identifiants")), "{people} {said}");
    let decrypted = work.command(["exchange", "decrypt", "ids.xml", "--key", "deux.pem"]).output().unwrap();
    assert_eq!(decrypted.stdout, document);
}

#[test]
fn accounts_get_the_identifiers_that_are_theirs() {
    let work = college();
    work.command([&["reconcile"], &BASE[..], &["--cas", "c/ent.csv", "--out", "direct"]].concat()).assert().success();
    let direct = links(&work, "direct");
    let truth: BTreeSet<_> = work
        .rows("c/truth.csv")
        .into_iter()
        .map(|row| (row["profil"].clone(), row["uid"].clone(), row["IDPN"].clone()))
        .collect();
    for (file, more) in [("ids.xml", &[][..]), ("plain.xml", &["--uncompressed"])] {
        export(&work, file, more).assert().success();
        let options = ["--key", "un.pem", "--cas", "c/ent.csv", "--out", "matched"];
        let done = work.command([&["exchange", "match-ids", file], &options[..]].concat()).assert().success();
        let said = text(&done.get_output().stdout);
        assert!(said.contains("Utilisateurs rapprochés") && said.contains("links.csv"), "{said}");
        assert!(!said.contains("colonne inconnue"), "{said}");
        let matched = links(&work, "matched");
        assert_eq!(matched.difference(&truth).count(), 0, "a wrong link");
        // Who is linked in the base already is new to the ENT. Four parents go by their birth name, which the format lacks.
        assert_eq!((direct.len(), direct.difference(&matched).count(), matched.len()), (1126, 4, 1152));
    }
}

#[test]
fn the_accounts_of_an_ent_go_to_pronote_encrypted() {
    let work = college();
    let write = |out: &str, more: &[&str]| {
        let options = ["--cas", "c/ent.csv", "--partner", "ENT & Cie", "--uai", "0350001A", "--out", out];
        work.command([&["exchange", "write-rapprochement"], &options[..], more].concat())
    };
    let said = write("plain.xml", &[]).assert().success();
    let said = text(&said.get_output().stdout);
    write("sealed.xml", &["--encrypt", "un.pub"]).assert().success();
    let plain = fs::read(work.path("plain.xml")).unwrap();
    assert_valid(&work, rapproche::exchange::rapprochement::SCHEMA, "plain.xml");
    assert_valid(&work, rapproche::exchange::container::IMPORT_SCHEMA, "sealed.xml");
    let decrypted = work.command(["exchange", "decrypt", "sealed.xml", "--key", "un.pem"]).output().unwrap();
    assert_eq!(decrypted.stdout, plain);
    let persons = text(&plain).matches(" ID_Partenaire=").count();
    assert!(persons > 1000 && said.contains(&format!(": {persons} utilisateurs")), "{persons} {said}");
    write("new.xml", &["--encrypt", "un.pem"]).assert().code(2);
    assert!(!work.has("new.xml"));

    // Of the pupils of two schools, one has no birth date and one is of the other school.
    work.write(
        "two.csv",
        "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils;UAI\n\
         a;A;A;01/02/2012;National_ELV;0350001A\nb;B;B;;National_ELV;0350001A\nc;C;C;01/02/2012;National_ELV;0350002B\n",
    );
    let options = ["--cas", "two.csv", "--partner", "x", "--uai", "0350001A", "--out", "two.xml"];
    let said = work.command([&["exchange", "write-rapprochement"], &options[..]].concat()).assert().success();
    let said = text(&said.get_output().stdout);
    assert!(said.contains(": 1 utilisateurs") && said.contains("1 sans date de naissance, 1 d'un autre"), "{said}");
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
    assert!(stderr(run("other.xml", "un.pem").code(3)).contains("rapproche reconcile"));

    for (partners, expected) in [
        (&["--partner", "un.pub"][..], "donnez un nom et une clé publique"),
        (&["--partner", "A=un.pub", "--partner", "B=un.pub"], "3 partenaires"),
        (&["--partner", "A=un.pem"], "ne la remettez à personne"),
        (&["--partner", "Un=deux.pub"], "--partner Un est donné deux fois"),
    ] {
        let run = export(&work, "new.xml", partners).assert().code(2);
        assert!(stderr(run).contains(expected), "{expected}");
        assert!(!work.has("new.xml"));
    }
}
