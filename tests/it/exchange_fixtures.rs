//! The collège in the XML files of the field: made by this module, and each gives the table of the screen.

use std::fmt::Write;
use std::path::PathBuf;

use rapproche::evaluation::synth::Record;
use rapproche::evaluation::synth::college::College;
use rapproche::exchange::exp_eleves;
use rapproche::exchange::rapprochement::{Address, Civility, Delegation, Header, Person, Role, School, Writer};
use rapproche::identity::{Profile, Sex};

use crate::work_dir::{WorkDir, text};

const UAI: &str = "0061234Y";

fn fixture(directory: &str, name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", directory, name].iter().collect()
}

fn postcode(record: &Record) -> String {
    if record.postcode == 0 { String::new() } else { format!("{:05}", record.postcode) }
}

/// The accounts of the ENT, by profile in the order of the file, guardians before their children.
fn rapprochement(college: &College) -> Vec<u8> {
    let school = School { ident: 1, uai: UAI.to_owned(), name: "Collège imaginaire".to_owned(), ..School::default() };
    let header = Header {
        date: chrono::NaiveDate::from_ymd_opt(2025, 9, 1).unwrap().and_hms_opt(8, 30, 0).unwrap(),
        partner: "rapproche".to_owned(),
        delegation: Some(Delegation::Cas),
        civilities: vec![Civility { ident: 1, label: "M.".to_owned() }, Civility { ident: 2, label: "Mme".to_owned() }],
        schools: vec![school],
        managed: vec![1],
    };
    let mut writer = Writer::new(Vec::new(), &header).unwrap();
    // A person's number tells the account and the block.
    let ident = |account: usize, block: usize| (4 * account + block + 1) as u32;
    let blocks = [Profile::Staff, Profile::Teachers, Profile::Parents, Profile::Pupils];
    for (profile, block) in blocks.into_iter().zip(0..) {
        let has_profile = |(_, account): &(usize, &Record)| account.profiles.contains(profile);
        for (position, account) in college.accounts.iter().enumerate().filter(has_profile) {
            let guardians = college.guardians.iter().filter(|(child, _)| *child == position);
            let role = match profile {
                Profile::Pupils => Role::Pupil {
                    birth_date: account.birth_date,
                    sex: Sex::Unknown,
                    national_number: String::new(),
                    guardians: guardians.map(|(_, adult)| ident(*adult, 2)).collect(),
                },
                Profile::Parents => Role::Guardian { civility: Some(if account.sex == Sex::Female { 2 } else { 1 }) },
                Profile::Teachers => Role::Teacher { birth_date: account.birth_date },
                _ => Role::Staff,
            };
            let person = Person {
                ident: ident(position, block),
                family: account.family.clone(),
                given: account.given.clone(),
                cas_id: account.id.clone(),
                address: Address { postcode: postcode(account), ..Address::default() },
                role,
            };
            writer.push(&person).unwrap();
        }
    }
    writer.finish().unwrap()
}

/// The pupils of the base.
fn exp_eleves(college: &College) -> Vec<u8> {
    let mut writer = exp_eleves::Writer::new(Vec::new()).unwrap();
    let pupils = college.users.iter().filter(|user| user.record.profiles.contains(Profile::Pupils));
    for user in pupils {
        let record = &user.record;
        let pupil = exp_eleves::Pupil {
            number: record.id.clone(),
            family: record.family.clone(),
            given: record.given.clone(),
            birth_date: record.birth_date,
            sex: record.sex,
            class: user.place.clone(),
            regime: "DEMI-PENSIONNAIRE".to_owned(),
            ..exp_eleves::Pupil::default()
        };
        writer.push(&pupil).unwrap();
    }
    writer.finish().unwrap()
}

/// The kind of people that an account belongs to, in the academic directory.
fn category(record: &Record) -> &'static str {
    match record.profiles {
        profiles if profiles.contains(Profile::Pupils) => "Eleve",
        profiles if profiles == Profile::Parents.into() => "PersRelEleve",
        _ => "PersEducNat",
    }
}

/// The identifier of an account in the directory: each category numbers its people from the same number on.
fn directory_id(college: &College, account: usize) -> usize {
    let own = category(&college.accounts[account]);
    5_000 + college.accounts[..account].iter().filter(|record| category(record) == own).count()
}

/// One file of the academic directory, in ISO-8859-15: the accounts of a kind of people.
fn aaf(college: &College, own: &str) -> Vec<u8> {
    // A teacher who is a parent has no number among the parents.
    let named = |adult: usize| match &college.accounts[adult] {
        record if category(record) == "PersRelEleve" => directory_id(college, adult).to_string(),
        record => record.id.clone(),
    };
    let mut text = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n\
                    <!DOCTYPE ficAlimMENESR SYSTEM \"ficAlimMENESR.dtd\">\n<ficAlimMENESR Date=\"01/09/2025\">\n"
        .to_owned();
    for (position, account) in college.accounts.iter().enumerate().filter(|(_, record)| category(record) == own) {
        let profiles = account.profiles.iter().map(|profile| match profile {
            Profile::Pupils => "National_ELV",
            Profile::Parents => "National_TUT",
            Profile::Teachers => "National_ENS",
            _ => "National_EVS",
        });
        let adults = college.guardians.iter().filter(|(child, _)| *child == position);
        let mut attributes = vec![
            ("ENTPersonJointure", vec![account.id.clone()]),
            ("sn", vec![account.family.clone()]),
            ("givenName", vec![account.given.clone()]),
            ("ENTPersonProfils", profiles.map(str::to_owned).collect()),
            ("ENTPersonDateNaissance", vec![account.birth_date.to_string()]),
            ("ENTPersonCodePostal", vec![postcode(account)]),
            ("ENTPersonStructRattach", vec![UAI.to_owned()]),
            ("ENTElevePersRelEleve", adults.map(|(_, adult)| format!("{}$1$1$1$1$0", named(*adult))).collect()),
        ];
        attributes.retain(|(_, values)| values.iter().any(|value| !value.is_empty()));
        let id = directory_id(college, position);
        writeln!(
            text,
            "<addRequest>\n<operationalAttributes><attr name=\"categoriePersonne\"><value>{own}</value></attr></operationalAttributes>\n<identifier><id>{id}</id></identifier>\n<attributes>"
        )
        .unwrap();
        for (name, values) in attributes {
            let values: String = values.iter().map(|value| format!("<value>{}</value>", escaped(value))).collect();
            writeln!(text, "<attr name=\"{name}\">{values}</attr>").unwrap();
        }
        text += "</attributes>\n</addRequest>\n";
    }
    text += "</ficAlimMENESR>\n";
    encoding_rs::ISO_8859_15.encode(&text).0.into_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn made() -> Vec<(&'static str, Vec<u8>)> {
    let college = College::make();
    vec![
        ("rapprochement-sso.xml", rapprochement(&college)),
        ("EXP_ELEVES.xml", exp_eleves(&college)),
        ("imaginaire_Eleve_0000.xml", aaf(&college, "Eleve")),
        ("imaginaire_PersRelEleve_0000.xml", aaf(&college, "PersRelEleve")),
        ("imaginaire_PersEducNat_0000.xml", aaf(&college, "PersEducNat")),
    ]
}

/// Run with `UPDATE_FIXTURES=1` to write the files anew.
#[test]
fn the_fixtures_are_what_this_module_makes() {
    for (name, content) in made() {
        let path = fixture("college-xml", name);
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &content).unwrap();
        }
        let kept = std::fs::read(&path).unwrap();
        assert!(
            kept == content,
            "{name} differs: UPDATE_FIXTURES=1 cargo test --test it exchange_fixtures writes it anew"
        );
    }
}

/// The table that a run shows on its terminal, the title left out.
fn table(base_pupils: PathBuf, cas: &[PathBuf]) -> String {
    let work = WorkDir::new();
    let list = |profile: &str, path: PathBuf| format!("{profile}={}", path.display());
    let mut arguments = vec![
        "reconcile".to_owned(),
        "--base".to_owned(),
        list("Élèves", base_pupils),
        "--base".to_owned(),
        list("Parents", fixture("college", "parents.csv")),
        "--base".to_owned(),
        fixture("college", "personnels.xlsx").display().to_string(),
    ];
    for path in cas {
        arguments.extend(["--cas".to_owned(), path.display().to_string()]);
    }
    arguments.extend(["--out".to_owned(), "out".to_owned()]);
    let assert = work.command(arguments).assert().success();
    let stdout = text(&assert.get_output().stdout);
    stdout.lines().skip(1).take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_format_gives_the_table_of_the_lists() {
    let csv = |name: &str| fixture("college", name);
    let xml = |name: &str| fixture("college-xml", name);
    let expected = table(csv("eleves.csv"), &[csv("ent.csv")]);
    assert!(
        expected.contains("Utilisateurs rapprochés           424            0                 0      698"),
        "{expected}"
    );
    assert_eq!(table(csv("eleves.csv"), &[xml("rapprochement-sso.xml")]), expected);
    let directory = ["Eleve", "PersRelEleve", "PersEducNat"].map(|kind| xml(&format!("imaginaire_{kind}_0000.xml")));
    assert_eq!(table(csv("eleves.csv"), &directory), expected);
    assert_eq!(table(xml("EXP_ELEVES.xml"), &[csv("ent.csv")]), expected);
}
