//! `rapproche synth`: options, configuration files, and what they change.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::process::Command;

use predicates::str::contains;
use rapproche::evaluation::synth::{Formats, Layout, NameTables, Regime, Synth, SynthConfig};
use rapproche::exchange::rapprochement::SCHEMA;

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
        "--format",
        "csv,exp-eleves",
        "--format",
        "rapprochement-sso",
        "--given-names",
        "prénoms.csv",
    ];
    work.write("prénoms.csv", given_names());
    let synth = |more: &[&str]| work.command(["synth"].iter().chain(&options).chain(more));
    let printed = synth(&["--print-config"]).assert().success();
    work.write("synth.toml", &printed.get_output().stdout);
    synth(&["--out", "typed"]).assert().success();
    work.command(["synth", "--config", "synth.toml", "--out", "read"]).assert().success();
    let made = files(&work.path("typed"));
    let names = ["EXP_ELEVES.xml", "base.csv", "cas.csv", "rapprochement-sso.xml", "truth.csv"];
    assert_eq!(made.keys().collect::<Vec<_>>(), names, "nothing half-written is left");
    assert!(made == files(&work.path("read")));

    // What is typed wins over the file.
    work.command(["synth", "--config", "synth.toml", "--seed", "10", "--out", "other"]).assert().success();
    assert!(made != files(&work.path("other")));
}

/// INSEE's «Fichier des prénoms» in small: two names for each sex and generation.
fn given_names() -> String {
    let mut text = "sexe;preusuel;annais;nombre\n1;_PRENOMS_RARES;2012;5000\n2;ZOÉ;XXXX;12\n".to_owned();
    for (sex, names) in [(1, ["ENZO", "JEAN-LOUIS"]), (2, ["LÉA", "ANNE-MARIE"])] {
        for (name, year) in names.into_iter().zip([2012, 1975]) {
            text.push_str(&format!("{sex};{name};{year};30\n{sex};{name}{name};{year};10\n"));
        }
    }
    text
}

/// The column of a table of ours, below its title.
fn column(table: &str, position: usize) -> Vec<&str> {
    table.lines().skip(1).map(|row| row.split(';').nth(position).unwrap()).collect()
}

#[test]
fn names_come_from_files_of_insee_beside_the_configuration() {
    let work = WorkDir::new();
    fs::create_dir(work.path("noms")).unwrap();
    work.write("noms/nat.csv", given_names());
    work.write(
        "noms/noms.txt",
        "NOM\t_1981_1990\t_1991_2000\r\nQUENAULT\t5\t20\r\nLE BRAS\t3\t10\r\nAUTRES NOMS\t9\t0\r\n",
    );
    work.write(
        "noms/synth.toml",
        "damage_scale = 0\nschools = 1\ngiven_names = \"nat.csv\"\nfamily_names = \"noms.txt\"\n",
    );
    work.command(["synth", "--config", "noms/synth.toml", "--out", "read"]).assert().success();
    let typed = ["--given-names", "noms/nat.csv", "--family-names", "noms/noms.txt", "--damage-scale", "0"];
    work.command(["synth", "--schools", "1", "--out", "typed"].iter().chain(&typed)).assert().success();
    assert!(files(&work.path("read")) == files(&work.path("typed")));

    let base = fs::read_to_string(work.path("read/base.csv")).unwrap();
    let given: HashSet<(&str, &str)> = column(&base, 1).into_iter().zip(column(&base, 3)).collect();
    let of = |profile: &str| {
        given.iter().filter(|(found, _)| *found == profile).map(|(_, name)| *name).collect::<HashSet<_>>()
    };
    assert_eq!(of("Élève"), HashSet::from(["Enzo", "Enzoenzo", "Léa", "Léaléa"]));
    assert_eq!(
        of("Parent"),
        HashSet::from(["Jean-Louis", "Jean-Louisjean-Louis", "Anne-Marie", "Anne-Marieanne-Marie"])
    );
    let family = column(&base, 2);
    let quenault = family.iter().filter(|name| **name == "QUENAULT").count();
    let le_bras = family.iter().filter(|name| **name == "LE BRAS").count();
    assert!(quenault > le_bras && le_bras > 50, "{quenault} {le_bras}");

    work.write("noms/nat.csv", given_names().replace("1;ENZO;2012;30", "1;ENZO;2012;-30"));
    let refused = work.command(["synth", "--config", "noms/synth.toml", "--out", "bad"]).assert().code(3);
    refused.stderr(contains("noms/nat.csv, ligne 4, colonne 4 (nombre) : «-30» ne convient pas"));
    work.command(["synth", "--schools", "1", "--family-names", "nowhere", "--out", "bad", "--lang", "en"])
        .assert()
        .code(3)
        .stderr(contains("nowhere: cannot be read: no such file"));
    assert!(!work.has("bad"));
}

#[test]
fn the_exchange_formats_hold_the_people_of_the_tables() {
    let work = WorkDir::new();
    let start = ["synth", "--schools", "2", "--pupils", "60-90", "--seed", "4", "--rich", "--style", "ascii,address"];
    let formats = ["--format", "rapprochement-sso,csv,exp-eleves", "--out", "out"];
    work.command(start.iter().chain(&formats)).assert().success().stdout(contains("--cas out/cas.csv"));
    let read = |name: &str| fs::read_to_string(work.path("out").join(name)).unwrap();
    let (cas, base, truth, sso) = (read("cas.csv"), read("base.csv"), read("truth.csv"), read("rapprochement-sso.xml"));
    work.write("schema.xsd", SCHEMA);
    let xmllint = |arguments: &[&str]| {
        let output = Command::new("xmllint").args(arguments).current_dir(work.path("")).output();
        let output = output.expect("xmllint is needed to check what is written: install libxml2-utils");
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    xmllint(&["--nonet", "--noout", "--schema", "schema.xsd", "out/rapprochement-sso.xml"]);
    xmllint(&["--nonet", "--noout", "out/EXP_ELEVES.xml"]);

    // One element for each account and profile: as many as there are rows of truth.
    let attribute = |element: &str, name: &str| {
        let rest = element.split(&format!(" {name}=\"")).nth(1).unwrap_or_else(|| panic!("{name} in {element}"));
        rest.split('"').next().unwrap().to_owned()
    };
    let blocks =
        [("Personnel", "personnels"), ("Professeur", "professeurs"), ("Responsable", "parents"), ("Eleve", "eleves")];
    let mut people: HashSet<(String, &str)> = HashSet::new();
    let mut idents: HashMap<String, String> = HashMap::new();
    for (element, profile) in blocks {
        for piece in sso.split(&format!("<{element} ")).skip(1) {
            let piece = format!(" {}", piece.split('>').next().unwrap());
            if piece.contains(" Nom=") {
                let uid = attribute(&piece, "ID_Partenaire");
                idents.insert(attribute(&piece, "Ident"), uid.clone());
                assert!(people.insert((uid, profile)), "{piece}");
            }
        }
    }
    let rows: HashSet<(String, &str)> =
        column(&truth, 0).into_iter().map(str::to_owned).zip(column(&truth, 2)).collect();
    assert!(people == rows);
    assert!(sso.contains("CodePostal=") && sso.contains("Adresse1=") && sso.contains("Ville=\"VILLE\""));
    let schools: HashSet<&str> = column(&cas, 6).into_iter().collect();
    assert!(schools.len() == 2 && schools.iter().all(|uai| sso.contains(&format!("Numero=\"{uai}\""))));

    // Children go with adults of their household: most share a name or a postcode with one of them.
    let facts: HashMap<&str, (&str, &str)> = cas
        .lines()
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.split(';').collect();
            (cells[0], (cells[1], cells[5]))
        })
        .collect();
    let (mut with_guardian, mut alike, mut pupils) = (0, 0, 0);
    for piece in sso.split("<Eleve ").skip(1) {
        pupils += 1;
        let child = facts[attribute(&format!(" {piece}"), "ID_Partenaire").as_str()];
        let inner =
            if piece.split('>').next().unwrap().ends_with('/') { "" } else { piece.split("</Eleve>").next().unwrap() };
        let adults: Vec<_> =
            inner.split("<Responsable").skip(1).map(|one| facts[idents[&attribute(one, "Ident")].as_str()]).collect();
        with_guardian += usize::from(!adults.is_empty());
        alike += usize::from(adults.iter().any(|adult| adult.0 == child.0 || adult.1 == child.1));
    }
    assert!(with_guardian * 100 > pupils * 90 && alike * 100 > with_guardian * 75, "{pupils} {with_guardian} {alike}");

    // The base's pupils, in order; where one side has no date, it is the base.
    let exp = read("EXP_ELEVES.xml");
    let numbers: Vec<&str> = exp.split("<NUMERO>").skip(1).map(|piece| piece.split('<').next().unwrap()).collect();
    let expected: Vec<&str> =
        base.lines().filter(|row| row.contains(";Élève;")).map(|row| row.split(';').next().unwrap()).collect();
    assert_eq!(numbers, expected);
    assert!(exp.contains("<SEXE>F</SEXE>") && exp.contains("<CLASSE>6e"));
    assert!(
        cas.lines().filter(|row| row.contains("National_ELV")).all(|row| !row.split(';').nth(3).unwrap().is_empty())
    );
}

#[test]
fn a_pool_and_a_file_without_tables_can_be_exchanged() {
    let layout = Layout::Pool { identities: 5_000 };
    let formats = Formats { cas_csv: false, rapprochement_sso: true, exp_eleves: false };
    let config = SynthConfig { layout, formats, ..SynthConfig::default() };
    let work = WorkDir::new();
    let (mut last, mut steps) = (0, 0);
    let mut progress = |done, all| {
        assert_eq!(done, last + 1);
        (last, steps) = (done, all);
    };
    Synth::new(config, NameTables::embedded()).write_with(&work.path("pool"), &mut progress).unwrap();
    assert_eq!(last, steps);
    let made = files(&work.path("pool"));
    assert_eq!(made.keys().collect::<Vec<_>>(), ["base.csv", "rapprochement-sso.xml", "truth.csv"]);
    work.write("schema.xsd", SCHEMA);
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema", "schema.xsd", "pool/rapprochement-sso.xml"])
        .current_dir(work.path(""))
        .output()
        .expect("xmllint is needed to check what is written: install libxml2-utils");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&made["rapprochement-sso.xml"]).contains("Numero=\"0000000A\""));

    let again = ["synth", "--pool", "5000", "--format", "rapprochement-sso", "--out", "again"];
    let said = work.command(again).assert().success();
    assert!(!text(&said.get_output().stdout).contains("reconcile"), "no list of the accounts to try it on");
    assert!(files(&work.path("again")) == made);
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
        (["--format", "rapprochement"], "Vouliez-vous dire «rapprochement-sso» ?"),
        (["--damage-scale=-1", "--rich"], "--damage-scale"),
        (["--regime", "alike-twin"], "--regime : «alike-twin» est inconnu. Vouliez-vous dire «alike-twins» ?"),
        (["--regime", "?"], "Noms : ordinary, missing, "),
    ] {
        let message = refused(&arguments);
        assert!(message.contains(said), "{arguments:?}: {message}");
    }
    work.write("synth.toml", "seed = 3\n[damage.pupils]\naccent = 0.1\n");
    let message = refused(&["--config", "synth.toml"]);
    assert!(message.contains("synth.toml : ligne 3 : ") && message.contains("«accents»"), "{message}");
    work.write("synth.toml", "seed = 3\npool = 5\nstyle = odd\n");
    let message = refused(&["--config", "synth.toml"]);
    assert!(message.contains("synth.toml : ligne 3, colonne 9 : la syntaxe TOML"), "{message}");
    assert!(message.contains("3 | style = odd\n  |         ^") && !message.contains("error"), "{message}");
    work.command(["synth", "--out", "out"]).assert().code(2).stderr(contains("--schools"));
}

#[test]
fn a_regime_is_made_by_its_name_and_printed_as_a_setting() {
    let work = WorkDir::new();
    let regime = ["synth", "--regime", "alike-twins", "--schools", "1", "--pupils", "60", "--relations"];
    work.command(regime.iter().chain(&["--out", "typed"])).assert().success();
    let printed = work.command(regime.iter().chain(&["--print-config"])).assert().success();
    let printed = &printed.get_output().stdout;
    assert!(text(printed).contains("\nregime = \"alike-twins\"\n"), "{}", text(printed));
    work.write("synth.toml", printed);
    work.command(["synth", "--config", "synth.toml", "--out", "read"]).assert().success();
    assert!(files(&work.path("typed")) == files(&work.path("read")));
    work.command(["synth", "--schools", "1", "--pupils", "60", "--relations", "--out", "plain"]).assert().success();
    assert!(files(&work.path("typed")) != files(&work.path("plain")));

    let list = work.command(["synth", "--regime", "list"]).assert().success();
    let list = text(&list.get_output().stdout);
    assert!(list.lines().count() == Regime::ALL.len() && list.starts_with("ordinary "), "{list}");
    work.command(["synth", "--help"]).assert().success().stdout(contains("--regime list"));
    work.command(regime).assert().code(2).stderr(contains("--out"));
    work.command(["synth", "--regime", "missing", "--pool", "10", "--out", "out"]).assert().code(2);
    work.write("synth.toml", "pool = 10\nregime = \"missing\"\n");
    let refused = work.command(["synth", "--config", "synth.toml", "--out", "out"]).assert().code(2);
    assert!(text(&refused.get_output().stderr).contains("synth.toml : ligne 2 : regime ne va pas avec pool"));
}

#[test]
fn what_an_interrupted_run_left_makes_room_for_the_next() {
    let work = WorkDir::new();
    fs::create_dir(work.path("essai")).unwrap();
    work.write("essai/.rapproche-a1B2c3", "half");
    work.command(["synth", "--schools", "1", "--out", "essai"]).assert().success();
    let made = files(&work.path("essai"));
    assert_eq!(made.keys().collect::<Vec<_>>(), ["base.csv", "cas.csv", "truth.csv"]);
    work.command(["synth", "--schools", "1", "--out", "essai"])
        .assert()
        .code(4)
        .stderr(contains("pas un dossier vide"));
    assert!(made == files(&work.path("essai")));
}

#[test]
fn shares_are_typed_as_people_do() {
    let work = WorkDir::new();
    let printed = |more: &[&str]| {
        let assert = work.command(["synth", "--schools", "1", "--print-config"].iter().chain(more)).assert().success();
        text(&assert.get_output().stdout)
    };
    let plain = printed(&["--only-ent", "0.1", "--damage", "accents=0.25", "--damage-scale", "1.5"]);
    assert_eq!(printed(&["--only-ent", "10%", "--damage", "accents=1/4", "--damage-scale", "1,5"]), plain);
    assert_eq!(printed(&["--only-ent", "0,1", "--damage", "accents=25 %", "--damage-scale", "150%"]), plain);
    let told = |more: &[&str]| {
        let assert = work.command(["synth", "--schools", "1", "--print-config"].iter().chain(more)).assert().code(2);
        text(&assert.get_output().stderr)
    };
    insta::assert_snapshot!(told(&["--pupils", "700-250"]), @"rapproche : --pupils : «700-250» ne convient pas ; par exemple 250-700 (1–3000).");
    insta::assert_snapshot!(told(&["--only-ent", "beaucoup"]), @"rapproche : --only-ent : «beaucoup» n'est pas un nombre ; par exemple 0.05, 5%.");
    insta::assert_snapshot!(told(&["--damage", "parents.family_typo=2"]), @"rapproche : --damage : parents.family_typo : «2» ne convient pas ; par exemple 0.05 (0–1).");
}
