//! The yearly reset of CAS ids: what is taken away comes back, and nothing else moves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use predicates::prelude::*;
use predicates::str::contains;
use proptest::prelude::*;
use rapproche::formats::{BaseFile, Input, ReadOptions};
use rapproche::identity::{IdChange, ProfileSet, StoredId};
use rapproche::ids::{Backup, BackupEntry, Base, GivingPlan, RemovalPlan, Selection};

use crate::work_dir::{WorkDir, files, text};

/// Everything at once that a base may hold: a title line, a blank line, quotes here and not there, line breaks, ids with
/// white space, zeros and signs, a parent once per child.
const BASE: &str = "Liste au 28 août\r\n\r\n\
    \"IDPN\";\"Profil\";Nom;\"Prénom\";\"Identifiant CAS\";Note\r\n\
    1;Élève;NOIRET;\"Jean \"\"Titi\"\"\";007;\"deux\r\nlignes\"\r\n\
    2;Élève;\"DA SILVA\";Emma;\"=1+1\";\r\n\
    3;Parent;LE GOFF;Anne;\" x y \";à\r\n\
    3;Parent;LE GOFF;Anne;\" x y \";é\r\n\
    4;Professeur;LE GOFF;Anne;-5;\r\n\
    5;Professeur;MARTIN;Paul;;\r\n\r\n\
    6;Personnel;ROY;Léa;@lea;\r\n";

const CURRENT: &str =
    "uid;sn;givenName;ENTPersonProfils\n007;Noiret;Jean;National_ELV\nx y;Le Goff;Anne;National_TUT\n";

fn latin(text: &str) -> Vec<u8> {
    // All characters of the test are below U+0100, where Windows-1252 and Unicode agree.
    text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect()
}

/// `rapproche ids <action> --base base.csv`, and what follows.
fn ids(work: &WorkDir, action: &str, more: &[&str]) -> assert_cmd::Command {
    work.command(["ids", action, "--base", "base.csv"].iter().chain(more))
}

const RESET: [&str; 6] = ["--all", "--backup", "ids.csv", "--out", "vide.csv", "--yes"];

fn restore<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["ids", "restore", "--base", "vide.csv", "--backup", "ids.csv", "--out", "rendue.csv", "--yes"], more].concat()
}

#[test]
fn what_is_taken_away_comes_back_byte_for_byte() {
    let utf16 = |text: &str| [vec![0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    for bytes in [
        BASE.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", BASE.as_bytes()].concat(),
        latin(BASE),
        utf16(BASE),
        BASE.replace("\r\n", "\n").into_bytes(),
        BASE.trim_end().as_bytes().to_vec(),
    ] {
        let work = WorkDir::new();
        work.write("base.csv", &bytes);
        ids(&work, "reset", &RESET).assert().success();
        assert_eq!(fs::read(work.path("base.csv")).unwrap(), bytes, "the base itself is left alone");
        let empty = fs::read(work.path("vide.csv")).unwrap();
        assert!(empty != bytes);
        // What is left is the base without five texts, the quotes of their cells included.
        let taken: usize = ["007", "=1+1", " x y ", " x y ", "-5", "@lea"].iter().map(|id| id.len()).sum();
        let width = if bytes.starts_with(&[0xFF, 0xFE]) { 2 } else { 1 };
        assert_eq!(bytes.len() - empty.len(), taken * width);
        work.command(restore(&[])).assert().success();
        assert!(fs::read(work.path("rendue.csv")).unwrap() == bytes, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn the_backup_says_what_it_is() {
    let work = WorkDir::new();
    work.write("base.csv", latin(BASE));
    ids(&work, "reset", &RESET).assert().success().stdout(contains("À retirer").and(contains("ids.csv, vide.csv")));
    let backup = text(&fs::read(work.path("ids.csv")).unwrap());
    assert!(backup.starts_with("\u{feff}rapproche-ids;2\r\ndate;2025-09-01T08:30:00\r\nbase;base.csv\r\nbase-sha256;"));
    for line in ["1;eleves;NOIRET;\"Jean \"\"Titi\"\"\";007", "2;eleves;\"DA SILVA\";Emma;'=1+1", "identifiants;5"] {
        assert!(backup.lines().any(|written| written == line), "«{line}» is missing from {backup}");
    }
    assert_eq!(backup.matches("x y").count(), 1, "a parent of two children has one id");

    // A spreadsheet that saves it anew takes the zeros away; that shows.
    work.write("ids.csv", backup.replace("007", "7"));
    work.command(restore(&[])).assert().code(3).stderr(contains("abîmée"));
    assert!(!work.has("rendue.csv"));
    work.command(restore(&["--lang", "en"])).assert().code(3).stderr(contains("has changed since"));
}

#[test]
fn nothing_is_written_that_nobody_agreed_to() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    let before = files(&work.path(""));
    ids(&work, "reset", &["--all", "--dry-run"]).assert().success().stdout(contains("À retirer"));
    ids(&work, "reset", &RESET[..5]).assert().code(2).stderr(contains("--yes"));
    ids(&work, "reset", &["--backup", "ids.csv", "--out", "vide.csv", "--yes"]).assert().code(2);
    ids(&work, "reset", &["--all", "--backup", "x.csv", "--out", "./x.csv", "--yes"]).assert().code(2);
    ids(&work, "reset", &["--all", "--backup", "ids.csv", "--out", "vide.xlsx", "--yes"]).assert().code(2);
    ids(&work, "reset", &["--all", "--backup", "ids.csv", "--out", "base.csv", "--yes"]).assert().code(4);
    ids(&work, "reset", &["--all", "--backup", "base.csv", "--out", "vide.csv", "--yes"]).assert().code(4);
    ids(&work, "reset", &["--profile", "inspecteurs", "--backup", "i.csv", "--out", "o.csv", "--yes"])
        .assert()
        .code(1)
        .stderr(contains("rien à changer"));
    ids(&work, "reset", &["--profile", "élève,cousin", "--dry-run"]).assert().code(2).stderr(contains("cousin"));
    ids(&work, "reset", &["--all", "--backup", "nulle/part.csv", "--out", "vide.csv", "--yes"]).assert().code(4);
    assert_eq!(files(&work.path("")), before);
}

/// The question, on a terminal that `script` (Debian's bsdutils, always there) makes.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked() {
    for (answer, code, is_written) in [("n\n", 1, false), ("\n", 1, false), ("oui\n", 0, true)] {
        let work = WorkDir::new();
        work.write("base.csv", BASE);
        work.write("answer", answer);
        let line = format!(
            "{} ids reset --base base.csv --all --backup ids.csv --out vide.csv",
            env!("CARGO_BIN_EXE_rapproche")
        );
        let status = std::process::Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .current_dir(work.path(""))
            .stdin(fs::File::open(work.path("answer")).unwrap())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert_eq!((status.code(), work.has("vide.csv"), work.has("ids.csv")), (Some(code), is_written, is_written));
    }
}

#[test]
fn ids_are_listed_with_those_of_two_people_and_of_last_year() {
    let work = WorkDir::new();
    work.write("base.csv", format!("{BASE}7;Élève;NOIRET;Zoé;007;\r\n8;Parent;MARTIN;Paul;-5;\r\n"));
    work.write("ent.csv", CURRENT);
    let assert = ids(&work, "list", &["--ids-not-in", "ent.csv", "--json"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let count = |code: &str, profile: &str| {
        let counts = json["comptes"].as_array().unwrap();
        let count = counts.iter().find(|count| count["etat"] == code).unwrap();
        count["profils"][profile].as_u64().unwrap()
    };
    assert_eq!((count("users", "parents"), count("with_id", "parents")), (2, 2), "a parent of two children is one");
    assert_eq!((count("users", "professeurs"), count("with_id", "professeurs")), (2, 1));
    // «007» is Jean's and Zoé's; «-5» is Anne's and Paul's, in two profiles but of two names.
    assert_eq!((count("shared", "eleves"), count("shared", "parents"), count("shared", "professeurs")), (2, 1, 1));
    // The ENT's list has no teachers and no staff: it says nothing of them.
    assert_eq!((count("stale", "eleves"), count("stale", "parents"), count("stale", "personnels")), (1, 1, 0));
    let lines = json["lignes"].as_array().unwrap();
    assert_eq!(lines.len(), 8);
    assert_eq!((&lines[0]["identifiant"], &lines[0]["ligne"]), (&"007".into(), &4.into()));

    let csv = ids(&work, "list", &["--profile", "Élèves", "--csv"]).assert().success();
    let csv = text(&csv.get_output().stdout);
    assert!(csv.contains(";2;") || csv.contains("'=1+1"), "formulas are neutralised: {csv}");
    assert_eq!(csv.lines().count(), 4);
    ids(&work, "list", &["--lang", "en"]).assert().success().stdout(contains("Shared id").and(contains("007")));

    work.write("autre.csv", "uid;sn;givenName;ENTPersonProfils\nzz;X;Y;National_ELV\n");
    ids(&work, "list", &["--ids-not-in", "autre.csv"]).assert().success().stderr(contains("la bonne liste"));
}

#[test]
fn a_list_that_knows_nobody_empties_nothing() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    work.write("autre.csv", "uid;sn;givenName;ENTPersonProfils\nzz;X;Y;National_ELV\n");
    let arguments = ["--not-in", "autre.csv", "--backup", "ids.csv", "--out", "vide.csv", "--yes"];
    let before = files(&work.path(""));
    ids(&work, "reset", &arguments).assert().code(3).stderr(contains("la bonne colonne (--id)").and(contains("--all")));
    ids(&work, "reset", &["--not-in", "autre.csv", "--dry-run", "--lang", "en"])
        .assert()
        .code(3)
        .stderr(contains("the right list"));
    assert_eq!(files(&work.path("")), before);
}

/// The formats of exchange have room for profiles that a file need not hold, and keep the white space of an id.
#[test]
fn an_xml_list_tells_only_of_whom_it_has() {
    let sso = |people: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <PARTENAIRE_INDEX xmlns=\"http://www.index-education.com/rapprochementssoV2.0\" Date=\"2025-09-01T08:30:00\" Partenaire=\"ENT\">\
             <Etablissements><Etablissement Ident=\"1\" Numero=\"0350030T\" Nom=\"A\"/></Etablissements>\
             <EtablissementsGeres><Etablissement Ident=\"1\"/></EtablissementsGeres>{people}</PARTENAIRE_INDEX>"
        )
    };
    let pupils = "<Eleves><Eleve Ident=\"7\" Nom=\"NOIRET\" Prenom=\"Jean\" ID_Partenaire=\"007 \" DateNaissance=\"2012-03-04\"/></Eleves>";
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    work.write("sso.xml", sso(pupils));
    ids(&work, "reset", &["--not-in", "sso.xml", "--backup", "i.csv", "--out", "v.csv", "--yes"]).assert().success();
    let left: Vec<String> = stored(&work, "v.csv").into_values().flatten().collect();
    assert_eq!(left.join("|"), "007| x y | x y |-5|@lea", "all but the pupil whom the ENT has no more");
    // A teacher of a directory is no word on the staff.
    let directory = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ficAlimMENESR><addRequest><operationalAttributes>\
        <attr name=\"categoriePersonne\"><value>PersEducNat</value></attr></operationalAttributes>\
        <identifier><id>-5</id></identifier><attributes><attr name=\"sn\"><value>Le Goff</value></attr>\
        <attr name=\"givenName\"><value>Anne</value></attr>\
        <attr name=\"PersEducNatPresenceDevantEleves\"><value>O</value></attr></attributes></addRequest></ficAlimMENESR>";
    work.write("aaf.xml", directory);
    for list in ["aaf.xml", "Personnels=aaf.xml"] {
        let out = format!("{}.csv", list.len());
        let backup = format!("i{out}");
        // Nobody is to go: that is a «no».
        ids(&work, "reset", &["--not-in", list, "--backup", &backup, "--out", &out, "--yes"])
            .assert()
            .code(1)
            .stderr(contains("rien à changer"));
    }
}

#[test]
fn whoever_has_two_profiles_keeps_the_id_where_the_list_tells_of_one() {
    let work = WorkDir::new();
    work.write(
        "base.csv",
        "IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Professeur, Parent;ROUX;Paul;p1\n2;Professeur;X;Y;t1\n3;Professeur;Z;Y;t2\n",
    );
    work.write("ent.csv", "uid;sn;givenName;ENTPersonProfils\nt1;X;Y;National_ENS\n");
    ids(&work, "reset", &["--not-in", "ent.csv", "--backup", "i.csv", "--out", "v.csv", "--yes"])
        .assert()
        .success()
        .stdout(contains("Profil absent de la liste CAS"));
    assert_eq!(stored(&work, "v.csv").into_values().flatten().collect::<Vec<_>>(), ["p1", "t1"]);
}

#[cfg(unix)]
#[test]
fn a_backup_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    ids(&work, "reset", &RESET).assert().success();
    let mode = |name: &str| fs::metadata(work.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("ids.csv"), mode("vide.csv")), (0o600, mode("base.csv")));
}

#[test]
fn a_backup_says_when_the_base_is_another() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    ids(&work, "reset", &RESET).assert().success().stderr("");
    let notice = "n'est pas la base dont ids.csv est la sauvegarde (base.csv, 2025-09-01T08:30:00)";
    // What was emptied, the base itself, and a part of the ids: it is known.
    for more in [&["--dry-run"][..], &["--dry-run", "--profile", "eleves"], &["--base", "base.csv", "--dry-run"]] {
        let base = if more[0] == "--base" { "base.csv" } else { "vide.csv" };
        let more: Vec<&str> = more.iter().copied().filter(|word| !["--base", "base.csv"].contains(word)).collect();
        let arguments = ["ids", "restore", "--base", base, "--backup", "ids.csv"];
        work.command(arguments.iter().chain(&more)).assert().success().stderr(contains(notice).not());
    }
    work.write("autre.csv", format!("{BASE}9;Élève;ROUX;Tom;;\r\n"));
    work.command(["ids", "restore", "--base", "autre.csv", "--backup", "ids.csv", "--dry-run"])
        .assert()
        .success()
        .stderr(contains(notice));
    // A backup that says it is of another base is no backup.
    let backup = text(&fs::read(work.path("ids.csv")).unwrap());
    work.write("ids.csv", backup.replace("base;base.csv", "base;autre.csv"));
    work.command(["ids", "restore", "--base", "vide.csv", "--backup", "ids.csv", "--dry-run"])
        .assert()
        .code(3)
        .stderr(contains("abîmée"));
}

#[test]
fn a_pupil_and_a_parent_of_one_name_get_no_common_id() {
    let work = WorkDir::new();
    let base = |of_pupil: &str, of_parent: &str| {
        format!(
            "IDPN;Profil;Nom;Prénom;Identifiant CAS\n101;Élève;MARTIN;Camille;{of_pupil}\n202;Parent;MARTIN;Camille;{of_parent}\n"
        )
    };
    work.write("base.csv", base("a", ""));
    work.write("liste.csv", "202;a\n");
    ids(&work, "import", &["--ids", "liste.csv", "--dry-run", "--json"])
        .assert()
        .success()
        .stdout(contains("\"taken\""));
    work.write("base.csv", base("", ""));
    work.write("liste.csv", "101;a\n202;a\n");
    let both = ids(&work, "import", &["--ids", "liste.csv", "--dry-run", "--json"]).assert().success();
    assert_eq!(text(&both.get_output().stdout).matches("\"offered_twice\"").count(), 3, "the count and both lines");
    work.write("base.csv", base("a", "a"));
    let list = ids(&work, "list", &["--json"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&list.get_output().stdout).unwrap();
    let shared = json["comptes"].as_array().unwrap().iter().find(|count| count["etat"] == "shared").unwrap();
    assert_eq!(shared["total"], 2);
}

#[test]
fn some_ids_go_and_the_others_stay() {
    let left = |more: &[&str]| {
        let work = WorkDir::new();
        work.write("base.csv", BASE);
        work.write("ent.csv", CURRENT);
        work.write("idpn.csv", "IDPN;Nom\n6;ROY\n1;?\n99;?\n");
        work.write("valeurs.txt", "-5\n2\n");
        let arguments: Vec<&str> =
            more.iter().copied().chain(["--backup", "ids.csv", "--out", "vide.csv", "--yes"]).collect();
        ids(&work, "reset", &arguments).assert().success();
        stored(&work, "vide.csv").into_values().flatten().collect::<Vec<String>>().join("|")
    };
    assert_eq!(left(&["--profile", "Parents,eleves"]), "-5|@lea");
    assert_eq!(
        left(&["--not-in", "ent.csv"]),
        "007| x y | x y |-5|@lea",
        "of teachers and staff the list says nothing"
    );
    assert_eq!(left(&["--select", "idpn.csv"]), "=1+1| x y | x y |-5");
    assert_eq!(left(&["--select", "valeurs.txt"]), "007| x y | x y |@lea");
    assert_eq!(left(&["--select", "valeurs.txt", "--profile", "eleves"]), "007| x y | x y |-5|@lea");
}

/// The ids of a file, by IDPN, where there is one.
fn stored(work: &WorkDir, name: &str) -> BTreeMap<String, Vec<String>> {
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in open(&work.path(name)).rows().iter().filter(|row| row.has_id()) {
        ids.entry(row.idpn.clone()).or_default().push(row.id.clone());
    }
    ids
}

fn open(path: &Path) -> BaseFile {
    BaseFile::read(&Input { profile: None, path: path.to_owned() }, &ReadOptions::default()).unwrap()
}

#[test]
fn each_conflict_is_listed_and_no_other_id_is_lost() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    ids(&work, "reset", &RESET).assert().success();
    // The summer has passed: one has another id, one is somebody else, one is gone, and an id went to another.
    let autumn = text(&fs::read(work.path("vide.csv")).unwrap())
        .replace("\"DA SILVA\";Emma;\"\"", "\"DA SILVA\";Emma;neuf")
        .replace("1;Élève;NOIRET", "1;Élève;DURAND")
        .replace("6;Personnel;ROY;Léa;", "60;Personnel;ROY;Léa;")
        .replace("MARTIN;Paul;", "MARTIN;Paul;-5");
    work.write("vide.csv", &autumn);
    let states = |more: &[&str]| -> BTreeMap<String, String> {
        let arguments: Vec<&str> = restore(more).into_iter().filter(|argument| *argument != "--yes").collect();
        let output = work.command(arguments.iter().chain(&["--dry-run", "--json"])).assert().success();
        let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
        let word = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap().to_owned();
        json["lignes"].as_array().unwrap().iter().map(|line| (word(line, "IDPN"), word(line, "etat"))).collect()
    };
    let expected = [("1", "other_name"), ("2", "other_id_kept"), ("3", "given"), ("4", "taken"), ("6", "user_gone")];
    let expected: BTreeMap<String, String> =
        expected.into_iter().map(|(idpn, state)| (idpn.to_owned(), state.to_owned())).collect();
    assert_eq!(states(&[]), expected);
    assert_eq!(states(&["--replace"])["2"], "replaced");
    assert_eq!(states(&["--profile", "parents"]).len(), 1);
    // What another file of the base holds is taken too.
    work.write("autres.csv", "IDPN;Profil;Nom;Prénom;Identifiant CAS\n70;Parent;X;Y;x y\n");
    assert_eq!(states(&["--other-base", "autres.csv"])["3"], "taken");
    assert!(!work.has("rendue.csv"));

    let shown = work.command(restore(&["--fail-on-unresolved"])).assert().code(1);
    let shown = text(&shown.get_output().stdout);
    for words in ["IDPN d'une autre personne", "MARTIN Paul (IDPN 5)", "autre identifiant, gardé : neuf"] {
        assert!(shown.contains(words), "«{words}» is missing from {shown}");
    }
    let kept = stored(&work, "rendue.csv");
    assert_eq!(kept["2"], ["neuf"]);
    assert_eq!(kept["3"], [" x y ", " x y "]);
    assert_eq!((kept.get("1"), kept.get("4"), kept["5"].join("")), (None, None, "-5".to_owned()));
}

#[test]
fn new_ids_come_from_what_reconcile_writes() {
    let work = WorkDir::new();
    let base = "IDPN;Profil;Nom;Prénom;Date de naissance;Identifiant CAS\n\
                1;Élève;NOIRET;Jean Baptiste;04/03/2012;\n\
                2;Élève;AKOUDAD;Inès;30/06/2013;ancien\n\
                3;Élève;DA SILVA COSTA;Emma;12/11/2011;\n";
    work.write("base.csv", base);
    work.write(
        "cas.csv",
        "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils\n\
         =n1;Noiret;Jean-Baptiste;04/03/2012;National_ELV\n\
         007;Da Silva Costa;Emma;12/11/2011;National_ELV\n",
    );
    work.reconcile(&["--out", "out", "--quiet"]).assert().success();
    for list in ["import-pronote.csv", "links.csv"] {
        let (from, out) = (format!("out/{list}"), format!("avec-{list}"));
        ids(&work, "import", &["--ids", &from, "--out", &out, "--yes"]).assert().success();
        let expected = base.replace("2012;\n", "2012;=n1\n").replace("2011;\n", "2011;007\n");
        assert_eq!(text(&fs::read(work.path(&out)).unwrap()), expected, "{list}");
    }
    // Two columns by hand, with a title or without.
    for (name, list) in [("deux.csv", "1;a\n2;b\n"), ("titres.csv", "uid;IDPN\na;1\nb;2\n")] {
        work.write(name, list);
        let out = format!("avec-{name}");
        ids(&work, "import", &["--ids", name, "--out", &out, "--yes", "--replace"]).assert().success();
        let ids: Vec<_> =
            stored(&work, &out).into_iter().map(|(idpn, ids)| format!("{idpn}={}", ids.join("+"))).collect();
        assert_eq!(ids, ["1=a", "2=b"], "{name}");
    }
    work.write("autre.csv", "a;b;c\n1;2;3\n");
    ids(&work, "import", &["--ids", "autre.csv", "--dry-run"]).assert().code(3).stderr(contains("import-pronote.csv"));
    work.write("base.csv", latin("IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Élève;X;Y;\n"));
    work.write("large.csv", "1;Łódź\n");
    ids(&work, "import", &["--ids", "large.csv", "--out", "x.csv", "--yes"])
        .assert()
        .code(3)
        .stderr(contains("«Ł»").and(contains("Windows-1252")));
    work.write("base.csv", "IDPN;Profil;Nom;Prénom\n1;Élève;X;Y\n");
    ids(&work, "import", &["--ids", "large.csv", "--dry-run"]).assert().code(3).stderr(contains("Identifiant CAS"));
    work.write("base.csv", "Profil;Nom;Prénom;Identifiant CAS\nÉlève;X;Y;a\n");
    ids(&work, "import", &["--ids", "large.csv", "--dry-run"]).assert().code(3).stderr(contains("«IDPN»"));
    ids(&work, "list", &[]).assert().success().stdout(contains("X Y"));
}

fn college(name: &str) -> String {
    format!("{}/fixtures/college/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_college_is_emptied_and_filled_again() {
    let bases = [format!("Élèves={}", college("eleves.csv")), format!("Parents={}", college("parents.csv"))];
    let work = WorkDir::new();
    let staff = college("personnels.xlsx");
    let all: Vec<&str> = bases.iter().chain([&staff]).flat_map(|base| ["--base", base]).collect();
    let list = work.command(["ids", "list", "--json"].iter().chain(&all)).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&list.get_output().stdout).unwrap();
    let totals: Vec<u64> =
        json["comptes"].as_array().unwrap().iter().map(|row| row["total"].as_u64().unwrap()).collect();
    assert_eq!(totals, [1280, 30, 0], "users, links that the collège has, shared ids");

    for (number, base) in bases.iter().enumerate() {
        let names = ["vide", "ids", "rendue"].map(|name| format!("{name}{number}.csv"));
        let source = base.split_once('=').unwrap();
        let holders = open_as(base).rows().iter().filter(|row| row.has_id()).count();
        if holders == 0 {
            continue;
        }
        let reset = ["ids", "reset", "--base", base, "--all", "--yes", "--out", &names[0], "--backup", &names[1]];
        work.command(reset).assert().success();
        let emptied = format!("{}={}", source.0, names[0]);
        let give = ["ids", "restore", "--base", &emptied, "--yes", "--out", &names[2], "--backup", &names[1]];
        work.command(give).assert().success();
        assert!(fs::read(work.path(&names[2])).unwrap() == fs::read(source.1).unwrap(), "{base}");
    }

    // A workbook becomes a CSV of the same cells, and says so.
    let offers = "1108708;=prof\n1108715;0012\n";
    work.write("ids.txt", offers);
    work.command(["ids", "import", "--base", &staff, "--ids", "ids.txt", "--out", "personnels.csv", "--yes"])
        .assert()
        .success()
        .stdout(contains("Personnels").and(contains("CSV")));
    let (before, after) = (open_as(&staff), open(&work.path("personnels.csv")));
    assert_eq!(before.rows().len(), after.rows().len());
    for (before, after) in before.rows().iter().zip(after.rows()) {
        let id = match before.idpn.as_str() {
            "1108708" => "=prof",
            "1108715" => "0012",
            _ => &before.id,
        };
        assert_eq!(*after, StoredId { id: id.to_owned(), ..before.clone() });
    }
    let rows = work.rows("personnels.csv");
    assert_eq!(
        (rows.len(), rows[0]["Fonction"].as_str(), rows[0]["Code postal"].as_str()),
        (155, "Arts plastiques", "06510")
    );
}

fn open_as(argument: &str) -> BaseFile {
    BaseFile::read(&argument.parse().unwrap(), &ReadOptions::default()).unwrap()
}

/// A reset that is killed leaves nothing, the backup, or both, each whole.
#[cfg(unix)]
#[test]
fn a_reset_that_is_killed_leaves_nothing_half_written() {
    let work = WorkDir::new();
    let mut base = String::from("IDPN;Profil;Nom;Prénom;Identifiant CAS\n");
    for row in 0..60_000 {
        base += &format!("{row};Élève;NOM{row};Léa;id-{row}\n");
    }
    work.write("base.csv", &base);
    ids(&work, "reset", &RESET).assert().success();
    let (backup, empty) = (fs::read(work.path("ids.csv")).unwrap(), fs::read(work.path("vide.csv")).unwrap());
    let begin = std::time::Instant::now();
    let mut killed = [0; 3];
    for attempt in 0..24_u32 {
        for name in files(&work.path("")).into_keys().filter(|name| name != "base.csv") {
            fs::remove_file(work.path(&name)).unwrap();
        }
        let arguments = ["ids", "reset", "--base", "base.csv"];
        let mut child = work.std_command(arguments.iter().chain(&RESET)).stdout(Stdio::null()).spawn().unwrap();
        // The first file that appears is the backup in the making; the kills fall from there on.
        while files_but_base(&work) == 0 && child.try_wait().unwrap().is_none() {
            assert!(begin.elapsed() < Duration::from_secs(300), "the reset never begins to write");
            std::thread::sleep(Duration::from_micros(100));
        }
        std::thread::sleep(Duration::from_micros(u64::from(attempt) * 700));
        child.kill().unwrap();
        let was_killed = child.wait().unwrap().code().is_none();
        let read = |name: &str| fs::read(work.path(name)).ok();
        let left = match (read("ids.csv"), read("vide.csv")) {
            (None, None) => 0,
            (Some(kept), None) => {
                assert!(kept == backup, "a part of the backup");
                1
            }
            (Some(kept), Some(written)) => {
                assert!(kept == backup && written == empty, "a part of a file");
                2
            }
            (None, Some(_)) => panic!("ids were removed without a backup"),
        };
        killed[left] += u32::from(was_killed);
    }
    assert!(killed[0] + killed[1] > 0, "no reset was killed in time: {killed:?}");
}

fn files_but_base(work: &WorkDir) -> usize {
    fs::read_dir(work.path("")).unwrap().filter(|entry| entry.as_ref().unwrap().file_name() != "base.csv").count()
}

/// A row of a made-up base: profile, family name, id, the rest, and which of its cells stand in quotes.
type Made = (usize, String, String, String, u8);

fn made() -> impl Strategy<Value = Made> {
    let id = prop_oneof![Just(String::new()), "[ 0a='+@\\-]{1,5}", "[a-z0-9;\",é\t]{1,6}"];
    (0_usize..4, "[A-D]{1,3}( [A-D]{1,2})?", id, "[ a-z;\"\n,é]{0,6}", any::<u8>())
}

fn cell(text: &str, in_quotes: bool) -> String {
    let needs_quotes = in_quotes || text.contains([';', '"', '\n', ',', '\t']);
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn base_of(rows: &[Made], line_end: &str) -> String {
    let mut text = format!("IDPN;Profil;Nom;Prénom;Identifiant CAS;Note{line_end}");
    for (number, (profile, family, id, note, quotes)) in rows.iter().enumerate() {
        let profile = ["Élève", "Parent", "Professeur", "Personnel"][*profile];
        // Each id is one person's.
        let id = if id.trim().is_empty() { id.clone() } else { format!("{id}{number}") };
        let cells = [&number.to_string(), profile, family, "Léa", &id, note];
        let cells: Vec<String> = cells.iter().enumerate().map(|(at, text)| cell(text, quotes & 1 << at != 0)).collect();
        text += &cells.join(";");
        text += line_end;
    }
    text
}

fn parse(bytes: &[u8]) -> BaseFile {
    let input = Input { profile: None, path: "base.csv".into() };
    BaseFile::parse(&input, bytes.to_vec(), &ReadOptions::default()).unwrap()
}

proptest! {
    #[test]
    fn reset_and_restore_give_the_same_bytes(
        rows in prop::collection::vec(made(), 1..8),
        line_end in prop_oneof![Just("\n"), Just("\r\n")],
        encoding in 0_u8..3,
        all in any::<bool>(),
    ) {
        let text = base_of(&rows, line_end);
        let bytes = match encoding {
            0 => text.clone().into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            _ => latin(&text),
        };
        let base = parse(&bytes);
        prop_assert_eq!(base.rows().len(), rows.len());
        let profiles = if all { ProfileSet::EMPTY } else { rapproche::identity::Profile::Pupils.into() };
        let plan = RemovalPlan::new(base.rows(), Selection::All, profiles);
        prop_assert!(plan.kept.is_empty());
        let backup = Backup {
            date: "2026-08-28T10:00:00".into(),
            base: "base.csv".into(),
            base_sha256: base.sha256().into(),
            emptied_sha256: None,
            entries: plan.removed.iter().map(|&row| BackupEntry::from(&base.rows()[row])).collect(),
        };
        let emptied = parse(&base.with_ids(&plan.changes()).unwrap());
        for (index, (before, after)) in base.rows().iter().zip(emptied.rows()).enumerate() {
            let id = if plan.removed.contains(&index) { "" } else { &before.id };
            prop_assert_eq!(after, &StoredId { id: id.to_owned(), ..before.clone() });
        }
        let backup = Backup::parse("ids.csv", &backup.to_bytes()).unwrap();
        let giving = GivingPlan::new(Base::new(emptied.rows()), &backup.offers(), ProfileSet::EMPTY, false);
        prop_assert!(giving.decisions.iter().all(|decision| decision.verdict.is_done()));
        prop_assert!(emptied.with_ids(&giving.changes).unwrap() == bytes, "{:?}", text);
        prop_assert!(base.with_ids(&[]).unwrap() == bytes);
    }

    #[test]
    fn any_id_is_read_back_as_it_was_written(
        rows in prop::collection::vec(made(), 1..5), id in "[ -~é\r\n\t]{0,8}", row in 0_usize..5,
    ) {
        let base = parse(base_of(&rows, "\r\n").as_bytes());
        let row = row % base.rows().len();
        let changed = parse(&base.with_ids(&[IdChange { row, id: id.clone() }]).unwrap());
        for (index, (before, after)) in base.rows().iter().zip(changed.rows()).enumerate() {
            let expected = if index == row { &id } else { &before.id };
            // Lines move where the id has some of its own.
            prop_assert_eq!((&after.id, &after.idpn, &after.family), (expected, &before.idpn, &before.family));
        }
    }
}

#[test]
fn an_id_that_two_parents_shared_comes_back_to_both() {
    let work = WorkDir::new();
    let base =
        "IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Parent;NOIRET;Anne;x\n2;Parent;PETIT;Paul;x\n3;Parent;ROUX;Max;y\n";
    work.write("base.csv", base);
    let said = ids(&work, "reset", &RESET).assert().success();
    let said = text(&said.get_output().stdout);
    assert!(said.contains("dont partagés par deux personnes") && said.contains("aussi celui d'un autre"), "{said}");
    let given = work.command(restore(&[])).assert().success();
    let given = text(&given.get_output().stdout);
    assert!(given.contains("aussi celui d'un autre, comme avant"), "{given}");
    assert_eq!(fs::read_to_string(work.path("rendue.csv")).unwrap(), base);
    // A list that offers one id to two people is still no backup.
    work.write("liste.csv", "1;x\n2;x\n");
    work.command(["ids", "import", "--base", "vide.csv", "--ids", "liste.csv", "--dry-run", "--json"])
        .assert()
        .success()
        .stdout(contains("offered_twice"));
}

#[test]
fn counts_agree_with_the_lines_under_them() {
    let work = WorkDir::new();
    // A parent once per child, a teacher who is a parent, and two people under one IDPN.
    work.write(
        "base.csv",
        "IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Parent;NOIRET;Anne;a\n1;Parent;Noiret;Anne;a\n\
         2;Professeur;PETIT;Paul;b\n2;Parent;PETIT;Paul;b\n3;Parent;ROUX;Max;c\n3;Parent;ROUX;Léa;d\n",
    );
    let total = |said: &str, label: &str| {
        let line = said.lines().find(|line| line.starts_with(label)).unwrap_or_else(|| panic!("{label}: {said}"));
        line.split_whitespace().last().unwrap().parse::<usize>().unwrap()
    };
    let ending = |said: &str, state: &str| said.lines().filter(|line| line.trim_end().ends_with(state)).count();
    let said = text(&ids(&work, "list", &[]).assert().success().get_output().stdout);
    assert_eq!((total(&said, "Avec un identifiant CAS"), ending(&said, "en place")), (4, 4), "{said}");
    assert!(said.contains("2, 3 "), "both rows of one parent: {said}");
    let said = text(&ids(&work, "reset", &["--all", "--dry-run"]).assert().success().get_output().stdout);
    let doubtful = "laissé, deux personnes ont cet IDPN";
    assert_eq!((total(&said, doubtful), ending(&said, doubtful)), (2, 2), "{said}");
}

#[test]
fn a_list_made_by_hand_is_read_as_it_was_meant() {
    let work = WorkDir::new();
    work.write(
        "base.csv",
        "IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Parent;N'DIAYE;Awa;\n2;Parent;PETIT;Paul;\n3;Parent;ROUX;Max;VTBNL6MQ\n4;Parent;LE GOFF;Ida;\n",
    );
    let import = |list: &str| {
        work.write("liste.csv", list);
        let assert = ids(&work, "import", &["--ids", "liste.csv", "--dry-run", "--json"]).assert().success();
        let json: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
        let lines = json["lignes"].as_array().unwrap().clone();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        lines
            .iter()
            .map(|line| [&line["IDPN"], &line["identifiant"], &line["etat"], &line["remarque"]].map(text))
            .collect::<Vec<_>>()
    };
    // The titles that the help names are no person.
    let lines = import("IDPN;identifiant\n1;\u{a0}abc\u{a0}\n2;#N/A\n4;vtbnl6mq\n");
    let expected = [
        ["1", "abc", "given", "espaces insécables retirées"],
        ["2", "#N/A", "unusable", ""],
        ["4", "vtbnl6mq", "given", "ne diffère que par la casse de celui de ROUX Max (IDPN 3)"],
    ];
    assert_eq!(lines, expected);
    let lines = import("IDPN;Nom;Prénom;uid\n1;NDIAYE;Awa;abc\n2;MARTIN;Paul;def\n");
    assert_eq!([&lines[0][2], &lines[1][2]], ["given", "other_name"]);
    ids(&work, "reset", &["--base", "base.csv", "--all", "--dry-run"])
        .assert()
        .code(2)
        .stderr(contains("un fichier à la fois").and(contains("Aide : rapproche ids reset --help")));
}

#[test]
fn a_missing_folder_is_named() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    ids(&work, "reset", &["--all", "--backup", "nulle/part/i.csv", "--out", "vide.csv", "--yes"])
        .assert()
        .code(4)
        .stderr(contains("le dossier nulle n’existe pas"));
}
