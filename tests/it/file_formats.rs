//! Every format that users have, from files that other writers made (`fixtures/formats/make.py`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use rapproche::formats::{Input, ReadOptions, Reading, read_population};
use rapproche::identity::{NoticeKind, Profile, Responsibility, Side};

use crate::work_dir::{WorkDir, text};

fn fixture(directory: &str, name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", directory, name].iter().collect();
    path.to_str().unwrap().to_owned()
}

/// Reads fixtures, several with `+` between their names.
fn read(side: Side, names: &str) -> Reading {
    let input = |name| Input { profile: None, path: fixture("formats", name).into() };
    let inputs: Vec<_> = names.split('+').map(input).collect();
    read_population(side, &inputs, &ReadOptions::default()).unwrap_or_else(|error| panic!("{names}: {error}"))
}

fn relations(reading: &Reading) -> usize {
    reading.population.people().map(|person| reading.population.responsible(person.row()).len()).sum()
}

#[test]
fn each_file_holds_the_people_that_python_counted() {
    let expected = std::fs::read_to_string(fixture("formats", "expected.json")).unwrap();
    let expected: BTreeMap<String, serde_json::Value> = serde_json::from_str(&expected).unwrap();
    assert!(expected.len() > 15);
    for (names, expected) in &expected {
        let reading = read(if expected["side"] == "base" { Side::Base } else { Side::Cas }, names);
        let people = || reading.population.people();
        let mut counts = serde_json::Map::new();
        for profile in Profile::ALL {
            let count = people().filter(|person| person.profiles().contains(profile)).count();
            if count > 0 {
                counts.insert(profile.key().to_owned(), count.into());
            }
        }
        assert_eq!(serde_json::Value::from(counts), expected["people"], "{names}");
        let number = |key: &str| expected.get(key).and_then(serde_json::Value::as_u64);
        if let Some(told) = number("relations") {
            assert_eq!(relations(&reading) as u64, told, "{names}: relations");
        }
        if let Some(linked) = number("linked") {
            assert_eq!(people().filter(|person| person.linked_id().is_some()).count() as u64, linked, "{names}");
        }
        if let Some(dates) = number("dates") {
            let with_date = people().filter(|person| person.profiles().contains(Profile::Pupils));
            let with_date = with_date.filter(|person| !person.birth_date().is_missing()).count();
            assert_eq!(with_date as u64, dates, "{names}: dates");
        }
        assert!(reading.rejected_rows.is_empty(), "{names}: {:?}", reading.rejected_rows);
        if let Some(secret) = expected["secret"].as_str() {
            let is_leaked = people().any(|person| person.extras().any(|value| value.contains(secret)));
            assert!(!is_leaked && !format!("{:?}", reading.notices).contains(secret), "{names}");
            assert!(reading.notices.iter().any(|notice| notice.kind == NoticeKind::SecretColumn), "{names}");
        }
    }
}

#[test]
fn the_same_list_is_the_same_people_whatever_wrote_it() {
    let people = |name: &str| {
        let reading = read(Side::Base, name);
        let one = |person: rapproche::identity::Person<'_>| {
            let names = [person.family(), person.given(), person.birth_family()].map(str::to_owned);
            let ids = [Some(person.id()), person.linked_id()].map(|id| id.map(str::to_owned));
            (ids, names, person.profiles(), person.birth_date(), person.postcode(), person.sex())
        };
        reading.population.people().map(one).collect::<Vec<_>>()
    };
    let expected = people("base-openpyxl.xlsx");
    for name in ["base-xlsxwriter.xlsx", "base-xlwt.xls", "base-odfpy.ods"] {
        assert_eq!(people(name), expected, "{name}");
    }
}

#[test]
fn zeros_merged_names_and_hidden_rows_are_what_the_spreadsheet_shows() {
    for name in ["zeros.xls", "zeros.ods"] {
        let reading = read(Side::Base, name);
        let people: Vec<_> =
            reading.population.people().map(|person| (person.id(), person.family(), person.given())).collect();
        let expected = [("00004200", "NOIRET", "Anne"), ("00004201", "NOIRET", "Paul"), ("00004202", "ROUX", "Ève")];
        assert_eq!(people, expected, "{name}");
        let hidden: Vec<_> = reading.notices.iter().filter(|notice| notice.kind == NoticeKind::HiddenRows).collect();
        assert_eq!((hidden.len(), hidden[0].value.as_str()), (1, "1"), "{name}");
    }
}

#[test]
fn siecle_tells_levels_of_responsibility_addresses_and_classes() {
    let reading = read(Side::Base, "siecle.zip");
    let found = |given: &str| reading.population.people().find(|person| person.given() == given).unwrap();
    let (mother, contact, pupil) = (found("Éléonore"), found("Karim"), found("Léa"));
    assert_eq!((mother.family(), mother.birth_family()), ("NOIRET", "ROUX"));
    assert_eq!(mother.postcode(), rapproche::normalize::parse_postcode("06590").unwrap());
    assert_eq!(mother.guardianship().responsibility(), Responsibility::Legal);
    assert_eq!(contact.guardianship().responsibility(), Responsibility::OtherContact);
    assert_eq!((pupil.family(), pupil.birth_family()), ("PETIT", "BEN HAMOU"));
    assert!(pupil.extras().any(|value| value == "6A"));
    assert_eq!(reading.population.own_id(pupil.row()), "", "SIECLE has no IDPN");
    assert_eq!(reading.files.len(), 2);
    let unread: Vec<_> = reading.notices.iter().filter(|notice| notice.kind == NoticeKind::UnreadMember).collect();
    assert_eq!((unread.len(), unread[0].value.as_str()), (1, "Communs.xml"));
    // The order of the files does not matter.
    let turned = read(Side::Base, "ResponsablesAvecAdresses.xml+ElevesSansAdresses.xml");
    assert_eq!(relations(&turned), relations(&reading));
}

#[test]
fn a_partner_file_tells_links_and_responsibilities() {
    let reading = read(Side::Base, "partenaire.xml");
    let count = |kind| {
        let parents = reading.population.people().filter(|person| person.profiles().contains(Profile::Parents));
        parents.filter(|person| person.guardianship().responsibility() == kind).count()
    };
    use Responsibility::{InCharge, Legal, OtherContact, Preferential};
    // Of the ten adults of pupils three are preferential and none merely legal; nothing is said of the others.
    assert_eq!([Preferential, Legal, InCharge, OtherContact].map(count), [3, 0, 4, 693]);
    assert_eq!(reading.population.people().filter(|person| person.linked_id().is_some()).count(), 30);
    assert_eq!(reading.population.own_id(0), reading.population.person(0).id());
}

/// The numbers of the screen for a base and an ENT, and everything that was written.
fn table(bases: &[String], ent: &str) -> (serde_json::Value, WorkDir) {
    let work = WorkDir::new();
    let bases = bases.iter().flat_map(|base| ["--base".to_owned(), base.clone()]);
    let more = ["--cas", ent, "--out", "out", "--quiet"].map(str::to_owned);
    work.command(std::iter::once("reconcile".to_owned()).chain(bases).chain(more)).assert().success();
    (work.json("out/report.json")["profiles"].clone(), work)
}

#[test]
fn the_college_gives_the_same_table_from_each_format_that_can_carry_it() {
    let college = [
        format!("Élèves={}", fixture("college", "eleves.csv")),
        format!("Parents={}", fixture("college", "parents.csv")),
        fixture("college", "personnels.xlsx"),
    ];
    let (expected, _) = table(&college, &fixture("college", "ent.csv"));
    for base in ["base-openpyxl.xlsx", "base-xlsxwriter.xlsx", "base-xlwt.xls", "base-odfpy.ods"] {
        let (found, _) = table(&[fixture("formats", base)], &fixture("college", "ent.csv"));
        assert_eq!(found, expected, "{base}");
    }
    for ent in ["edifice.csv", "e-lycee.csv", "itop.csv", "comptes.csv"] {
        let (found, work) = table(&college, &fixture("formats", ent));
        assert_eq!(found, expected, "{ent}");
        for entry in std::fs::read_dir(work.path("out")).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(7).any(|window| window == b"Secret-"), "{ent}: a password was copied");
        }
    }
    // A partner file has no inspectors, no supervisors, and no birth names, by which four parents are known.
    let (found, _) = table(&[fixture("formats", "partenaire.xml")], &fixture("college", "ent.csv"));
    for profile in ["eleves", "personnels", "professeurs"] {
        assert_eq!(found[profile], expected[profile], "{profile}");
    }
    assert_eq!(found["parents"]["rapproches"], 694);
}

#[test]
fn the_command_lists_the_formats_and_errors_point_at_the_guide() {
    let work = WorkDir::new();
    let printed = work.command(["formats"]).assert().success();
    let printed = text(&printed.get_output().stdout);
    for part in ["SIECLE, élèves [base]", "Édifice (Néo, ONE) [cas]", "<STS_EDT>", "docs/quels-fichiers-fournir.md"]
    {
        assert!(printed.contains(part), "«{part}» is missing from {printed}");
    }
    let english = work.command(["formats", "--lang", "en"]).assert().success();
    assert!(text(&english.get_output().stdout).contains("teachers and staff"));
    let guide: PathBuf = [env!("CARGO_MANIFEST_DIR"), rapproche::formats::GUIDE].iter().collect();
    assert!(guide.exists());
    work.write("ent.csv", "Guid;Nom;Profil;Groupe\n1;ROUX;National_1;\n");
    work.write("rss.xml", "<BEE_STRUCTURES/>");
    let ent = work.path("ent.csv");
    for (base, cas, parts) in [
        (fixture("formats", "sts_emp.xml"), ent.to_str().unwrap(), ["Format connu le plus proche : ITOP", "«Prénom»"]),
        (
            work.path("rss.xml").to_str().unwrap().to_owned(),
            "x",
            ["Le plus proche est SIECLE, élèves", "BEE_STRUCTURES"],
        ),
    ] {
        let assert = work.command(["reconcile", "--base", &base, "--cas", cas, "--out", "o"]).assert().failure();
        let told = text(&assert.get_output().stderr);
        for part in parts.into_iter().chain(["Quels fichiers fournir"]) {
            assert!(told.contains(part), "«{part}» is missing from {told}");
        }
    }
}
