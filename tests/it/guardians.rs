//! What a base says of a parent's right of access, from lists as schools have them.

use encoding_rs::WINDOWS_1252;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::{Guardianship, Profile, Responsibility, Side};

use crate::work_dir::{CAS, WorkDir};

/// A list that was typed by several hands: cases, accents and abbreviations differ, and one row goes over two lines.
const PARENTS: &str = "\
    \"IDPN\";\"NOM\";\"Prénom\";\"Code Postal\";\"NIVEAU DE RESPONSABILITÉ\";\"Adresse1\";\"Adresse2\";\"Élèves rattachés\";\"Tél.\"\r\n\
    \"11\";\"LEBŒUF\";\"Maëlle\";\"35000\";\"Responsable PRÉFÉRENTIEL\";\"12 bis, av. de l’Église\";\"Bât. C\";\"LEBŒUF Zoé\r\nLEBŒUF Noël\";\"\"\r\n\
    \"12\";\"LEBŒUF\";\"Hervé\";\"35000\";\"responsable légal\";\"12BIS AVENUE DE L'EGLISE\";\"BATIMENT C\";\"Leboeuf Noel\";\"\"\r\n\
    \"13\";\"GARÇON\";\"Benoît\";\"35200\";\"Légal\";\"3 rue du Chêne\";\"\";\"LEBOEUF ZOE; Garçon Théo\";\"\"\r\n\
    \"14\";\"GARÇON\";\"Élise\";\"35200\";\"EN CHARGE\";\"3 rue du Chêne\";\"\";\"Garçon Théo\";\"\"\r\n\
    \"15\";\"NOËL\";\"Joël\";\"35000\";\"Autre contact\";\"\";\"\";\"\";\"\"\r\n\
    \"16\";\"NOËL\";\"Inès\";\"35000\";\"beau-père\";\"\";\"\";\"\";\"\"\r\n";

#[test]
fn a_list_of_parents_says_who_may_see_the_children_s_file() {
    let work = WorkDir::new();
    work.write("parents.csv", WINDOWS_1252.encode(PARENTS).0);
    let inputs = [Input { profile: Some(Profile::Parents), path: work.path("parents.csv") }];
    let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
    assert_eq!(reading.files[0].encoding, "Windows-1252");
    let rights: Vec<_> = reading.population.people().map(|person| (person.id(), person.guardianship())).collect();
    let expected = [
        ("11", Guardianship::new(Responsibility::Preferential, false)),
        ("12", Guardianship::new(Responsibility::Legal, false)),
        ("13", Guardianship::new(Responsibility::Legal, true)),
        ("14", Guardianship::new(Responsibility::InCharge, false)),
        ("15", Guardianship::new(Responsibility::OtherContact, false)),
        ("16", Guardianship::new(Responsibility::OtherContact, false)),
    ];
    assert_eq!(rights, expected);
    let titles = ["NIVEAU DE RESPONSABILITÉ", "Adresse1", "Adresse2", "Élèves rattachés", "Tél."];
    assert_eq!(reading.population.extra_titles, titles, "all of them are passed through");
}

#[test]
fn a_run_tells_what_the_list_leaves_open_and_keeps_its_columns() {
    let work = WorkDir::new();
    work.write("parents.csv", WINDOWS_1252.encode(PARENTS).0);
    let users = "p1;Leboeuf;Maëlle;;National_TUT;35000\np2;Garçon;Élise;;National_TUT;35200\n";
    work.write("cas.csv", CAS.lines().next().unwrap().to_owned() + "\n" + users);
    work.command(["reconcile", "--base", "Parents=parents.csv", "--cas", "cas.csv", "--out", "out"])
        .assert()
        .success()
        .stdout(contains("responsabilité inconnue").and(contains("«beau-père»")))
        .stdout(contains("«Tél.»").and(contains("«Adresse1»").not()));

    let report = work.json("out/report.json");
    let places = |code: &str| {
        let warnings = report["warnings"].as_array().unwrap();
        let found = warnings.iter().find(|warning| warning["code"] == code);
        found.unwrap_or_else(|| panic!("no {code}: {report}"))["places"].clone()
    };
    let unknown = &places("unknown_responsibility")[0];
    assert_eq!((&unknown["line"], &unknown["column"]), (&8.into(), &"NIVEAU DE RESPONSABILITÉ".into()));
    let untold = &places("untold_address")[0];
    assert_eq!((&untold["line"], &untold["value"]), (&1.into(), &"1".into()), "nobody preferential has Théo");
}
