//! Who is of which school in the files that are written for another side, and who answers for whom there.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use assert_cmd::assert::Assert;
use rapproche::exchange::{identifiers, rapprochement};

use crate::work_dir::{WorkDir, text};

const A: &str = "0350001L";

fn work() -> WorkDir {
    let work = WorkDir::new();
    work.command(["exchange", "keygen", "--out", "cle.pem", "--public", "cle.pub"]).assert().success();
    work
}

fn export_ids(work: &WorkDir, uai: &str, out: &str) -> Assert {
    let arguments = ["exchange", "export-ids", "--base", "base.csv", "--partner", "Un=cle.pub"];
    work.command(arguments.iter().chain(&["--uai", uai, "--out", out])).assert()
}

fn write_rapprochement(work: &WorkDir, cas: &[&str], out: &str) -> Assert {
    let mut arguments = vec!["exchange", "write-rapprochement", "--partner", "ENT", "--uai", A, "--out", out];
    cas.iter().for_each(|file| arguments.extend(["--cas", file]));
    work.command(arguments).assert()
}

fn said(assert: &Assert) -> (String, String) {
    let output = assert.get_output();
    (text(&output.stdout), text(&output.stderr))
}

/// The adults of each pupil, by the ids of both.
fn families(work: &WorkDir, file: &str) -> Vec<(String, Vec<String>)> {
    let bytes = fs::read(work.path(file)).unwrap();
    let (mut adults, mut families) = (Vec::new(), Vec::new());
    let mut reader = rapprochement::Reader::new(&bytes[..]).unwrap();
    while let Some(person) = reader.next_person().unwrap() {
        match person.role {
            rapprochement::RoleRef::Pupil { guardians, .. } => {
                let of = |ident: &u32| {
                    adults.iter().find(|(other, _)| other == ident).map(|(_, id): &(u32, String)| id.clone())
                };
                families.push((person.cas_id.to_owned(), guardians.iter().filter_map(of).collect()));
            }
            _ => adults.push((person.ident, person.cas_id.to_owned())),
        }
    }
    families
}

/// The `ID_Partenaire`s of a file in the clear.
fn ids(work: &WorkDir, file: &str) -> Vec<String> {
    let bytes = fs::read(work.path(file)).unwrap();
    let mut ids = Vec::new();
    let mut reader = rapprochement::Reader::new(&bytes[..]).unwrap();
    while let Some(person) = reader.next_person().unwrap() {
        ids.push(person.cas_id.to_owned());
    }
    ids.sort();
    ids
}

#[test]
fn identifiers_of_other_schools_are_not_exported_and_families_stay_together() {
    let work = work();
    work.write(
        "base.csv",
        "IDPN;Profil;Nom;Prénom;Né(e) le;UAI;Enfants\n\
         1;Élève;NOIRET;Zoé;01/02/2012;0350001L;\n\
         2;Élève;NOIRET;Zoé;01/02/2012;0350002M;\n\
         3;Élève;PETIT;Tom;01/02/2012;0350001L;\n\
         4;Parent;PETIT;Anne;;;PETIT Tom\n\
         5;Parent;ROUX;Paul;;;2\n\
         6;Parent;ROUX;Max;;0350001L;\"1, 2\"\n",
    );
    // «2» alone may be how many children there are, and is no relation.
    let done = export_ids(&work, A, "ids.xml").success();
    assert!(
        said(&done).0.contains(": 5 identifiants") && said(&done).0.contains("1 d'un autre établissement"),
        "{done}"
    );
    let document = work.command(["exchange", "decrypt", "ids.xml", "--key", "cle.pem"]).output().unwrap().stdout;
    let people: Vec<_> =
        identifiers::Reader::new(&document[..]).unwrap().map(|person| person.unwrap().person).collect();
    let idpns: Vec<&str> = people.iter().map(|person| person.idpn.as_str()).collect();
    assert_eq!(idpns, ["4", "5", "6", "1", "3"]);
    let guardians = |idpn: &str| match &people.iter().find(|person| person.idpn == idpn).unwrap().role {
        identifiers::Role::Pupil { guardians, .. } => guardians.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((guardians("1"), guardians("3")), (vec![3], vec![1]));

    let none = export_ids(&work, "0350003N", "none.xml");
    // The two parents without a code are nobody's but whose children are.
    assert!(said(&none).0.contains(": 1 identifiants"), "{none}");
    work.write("base.csv", "IDPN;Profil;Nom;Prénom;UAI\n1;Élève;NOIRET;Zoé;0350002M\n");
    let none = export_ids(&work, A, "nobody.xml").code(3);
    assert!(said(&none).1.contains("l'UAI") && said(&none).1.contains("1 d'un autre établissement"), "{none}");
    assert!(!work.has("nobody.xml"));
}

const AAF_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ficAlimMENESR>";

fn aaf(category: &str, id: u32, attributes: &[(&str, &str)]) -> String {
    let attributes: String =
        attributes.iter().map(|(name, value)| format!("<attr name=\"{name}\"><value>{value}</value></attr>")).collect();
    format!(
        "<addRequest><operationalAttributes><attr name=\"categoriePersonne\"><value>{category}</value></attr>\
         </operationalAttributes><identifier><id>{id}</id></identifier><attributes>{attributes}</attributes></addRequest>\n"
    )
}

fn aaf_pupil(id: u32, school: &str, parent: u32) -> String {
    let relation = format!("{parent}$1$1$1$1$0");
    let names = [("sn", "NOIRET"), ("givenName", "Zoé"), ("ENTPersonDateNaissance", "01/02/2012")];
    let more = [("ENTPersonStructRattach", school), ("ENTElevePersRelEleve", &relation)];
    aaf("Eleve", id, &[&names[..], &more[..]].concat())
}

fn aaf_parent(id: u32, given: &str) -> String {
    aaf("PersRelEleve", id, &[("sn", "NOIRET"), ("givenName", given)])
}

#[test]
fn parents_of_a_directory_are_of_the_schools_of_their_children() {
    let work = work();
    let pupils = [aaf_pupil(1, A, 11), aaf_pupil(2, "0350002M", 12), aaf_pupil(3, "0350002M", 13), aaf_pupil(4, A, 13)];
    let parents = [aaf_parent(11, "Anne"), aaf_parent(12, "Paul"), aaf_parent(13, "Ève"), aaf_parent(14, "Max")];
    work.write("aaf.xml", format!("{AAF_HEAD}{}{}</ficAlimMENESR>", pupils.concat(), parents.concat()));
    let done = write_rapprochement(&work, &["aaf.xml"], "out.xml").success();
    assert!(said(&done).0.contains("3 d'un autre établissement"), "{done}");
    assert_eq!(said(&done).1, "");
    let expected = [("1", vec!["11"]), ("4", vec!["13"])];
    let expected =
        expected.map(|(id, adults)| (id.to_owned(), adults.into_iter().map(str::to_owned).collect::<Vec<_>>()));
    assert_eq!(families(&work, "out.xml"), expected);
    // Nothing tells of whom 14 is a parent.
    assert_eq!(ids(&work, "out.xml"), ["1", "11", "13", "14", "4"]);
    let mode = fs::metadata(work.path("out.xml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "names and births of a whole school");

    // Without structures nobody is told apart: everybody would be of this school.
    let unknown = [aaf_pupil(1, "77", 11), aaf_pupil(2, "78", 12)];
    work.write("aaf.xml", format!("{AAF_HEAD}{}{}</ficAlimMENESR>", unknown.concat(), parents[..2].concat()));
    let done = write_rapprochement(&work, &["aaf.xml"], "all.xml").success();
    assert!(said(&done).1.contains("--uai ne borne rien"), "{done}");
}

fn sso(schools: &[&str], people: &str) -> String {
    let declared =
        |(number, uai): (usize, &&str)| format!("<Etablissement Ident=\"{number}\" Numero=\"{uai}\" Nom=\"x\"/>");
    let managed = (0..schools.len()).map(|number| format!("<Etablissement Ident=\"{number}\"/>"));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PARTENAIRE_INDEX xmlns=\"{}\" Date=\"2025-09-01T08:30:00\" Partenaire=\"ENT\">\
         <Etablissements>{}</Etablissements><EtablissementsGeres>{}</EtablissementsGeres>{people}</PARTENAIRE_INDEX>",
        rapprochement::NAMESPACE,
        schools.iter().enumerate().map(declared).collect::<String>(),
        managed.collect::<String>(),
    )
}

const FAMILY: &str = "<Responsables><Responsable Ident=\"1\" Nom=\"NOIRET\" Prenom=\"Anne\" ID_Partenaire=\"r1\"/>\
    <Responsable Ident=\"2\" Nom=\"NOIRET\" Prenom=\"Paul\" ID_Partenaire=\"r2\"/></Responsables>\
    <Eleves><Eleve Ident=\"3\" Nom=\"NOIRET\" Prenom=\"Zoé\" ID_Partenaire=\"e1\" DateNaissance=\"2012-02-01\">\
    <Responsable Ident=\"1\"/><Responsable Ident=\"2\"/></Eleve></Eleves>";

#[test]
fn who_answers_for_whom_is_written_again() {
    let work = work();
    work.write("sso.xml", sso(&[A], FAMILY));
    let done = write_rapprochement(&work, &["sso.xml"], "out.xml").success();
    assert_eq!(said(&done).1, "");
    assert_eq!(families(&work, "out.xml"), [("e1".to_owned(), vec!["r1".to_owned(), "r2".to_owned()])]);
}

#[test]
fn a_file_of_two_schools_that_does_not_say_who_is_of_which_is_told() {
    let work = work();
    work.write("sso.xml", sso(&[A, "0350002M"], FAMILY));
    let done = write_rapprochement(&work, &["sso.xml"], "out.xml").success();
    let doubt = "ne borne rien dans sso.xml : il concerne 0350001L, 0350002M";
    assert!(said(&done).1.contains(&format!("--uai {doubt}")), "{done}");
    work.write("base.csv", "IDPN;Profil;Nom;Prénom;Né(e) le\n1;Élève;NOIRET;Zoé;01/02/2012\n");
    let run = ["reconcile", "--base", "base.csv", "--cas", "sso.xml", "--school", A, "--dry-run"];
    let done = work.command(run).assert().success();
    assert!(said(&done).0.contains(&format!("--school {doubt}")), "{done}");
}

#[test]
fn a_parent_of_two_schools_is_one_person_in_any_order_of_the_rows() {
    let work = work();
    let head = "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils;UAI\n";
    let rows = [
        "p;NOIRET;Anne;;National_TUT;0350002M\n",
        "p;NOIRET;Anne;;National_TUT;0350001L\n",
        "e;NOIRET;Zoé;01/02/2012;National_ELV;0350001L\n",
        // Two people under one id.
        "d;ROUX;Paul;;National_TUT;0350001L\n",
        "d;ROUX;Léa;;National_TUT;0350002M\n",
    ];
    work.write("base.csv", "IDPN;Profil;Nom;Prénom;Né(e) le\n1;Élève;NOIRET;Zoé;01/02/2012\n2;Parent;NOIRET;Anne;\n");
    for (out, order) in [("un", [0, 1, 2, 3, 4]), ("deux", [4, 1, 0, 3, 2])] {
        work.write("cas.csv", head.to_owned() + &order.map(|row| rows[row]).concat());
        write_rapprochement(&work, &["cas.csv"], &format!("{out}.xml")).success();
        assert_eq!(ids(&work, &format!("{out}.xml")), ["e", "p"], "{out}");
        let run = ["reconcile", "--base", "base.csv", "--cas", "cas.csv", "--school", A, "--out", out];
        work.command(run).assert().success();
        let links: Vec<String> =
            work.rows(&format!("{out}/links.csv")).into_iter().map(|row| row["uid"].clone()).collect();
        assert!(links.contains(&"p".to_owned()), "{links:?}");
        let failures = work.rows(&format!("{out}/failures.csv"));
        let of = |uid: &str| failures.iter().filter(|row| row["uid"] == uid).count();
        assert_eq!(of("p"), 0, "{failures:?}");
        assert!(of("d") > 0, "{failures:?}");
    }
}

#[test]
fn who_is_left_out_is_told_for_what_it_is() {
    let work = work();
    work.write(
        "cas.csv",
        "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils\n\
         a;A;A;01/02/2012;National_ELV\nb;B;B;;National_ELV\nc;C;C;31/02/2012;National_ELV\n\
         d;;D;01/02/2012;National_ELV\ne;E;E;;\nf;F;F;;National_ACA\n",
    );
    let done = write_rapprochement(&work, &["cas.csv"], "out.xml").success();
    let expected = "Laissés de côté : 1 sans profil connu, 1 d'un profil que ce format n'a pas, 1 sans nom ou sans prénom, \
                    1 sans date de naissance, 1 dont la date de naissance est impossible.";
    assert!(said(&done).0.contains(expected), "{done}");
    assert_eq!(ids(&work, "out.xml"), ["a"]);
}
