//! The column of CAS ids, read and written again.

use super::{Files, base, of, read_one};
use crate::formats::{BaseFile, IdsError, Input, ReadError, ReadOptions, read_population};
use crate::identity::{IdChange, Profile, Side};

fn open(text: &str) -> Result<BaseFile, IdsError> {
    BaseFile::parse(&Input { profile: None, path: "base.csv".into() }, text.into(), &ReadOptions::default())
}

fn with_id(text: &str, row: usize, id: &str) -> String {
    let base = open(text).unwrap();
    String::from_utf8(base.with_ids(&[IdChange { row, id: id.to_owned() }]).unwrap()).unwrap()
}

#[test]
fn a_row_that_ends_before_its_empty_cells_gets_an_id() {
    let text = "IDPN;Profil;Nom;Prénom;Né le;Identifiant CAS;Note\n1;Élève;A;B;05/06/2011;x;n\n2;Parent;C;D\n3;Parent;E;F;;y\n";
    let base = open(text).unwrap();
    let rows: Vec<_> = base.rows().iter().map(|row| (&*row.idpn, row.is_ragged, row.key())).collect();
    assert_eq!(rows, [("1", false, "x"), ("2", false, ""), ("3", false, "y")]);
    assert_eq!(with_id(text, 1, "z"), text.replace("2;Parent;C;D\n", "2;Parent;C;D;;z\n"));
    assert_eq!(with_id(text, 1, ""), text, "no id, no change");
    assert_eq!(with_id(text, 2, ""), text.replace("3;Parent;E;F;;y\n", "3;Parent;E;F;;\n"));
    let cut = text.trim_end().replace("\n3;Parent;E;F;;y", "");
    assert_eq!(with_id(&cut, 1, "z"), format!("{cut};;z"));
    // Where empty cells are written, a row that ends early may have lost a separator.
    let whole = open(&text.replace("2;Parent;C;D\n", "2;Parent;C;D\n4;Parent;G;H;;;\n")).unwrap();
    assert_eq!(whole.rows().iter().map(|row| row.is_ragged).collect::<Vec<_>>(), [false, true, false, false]);
}

#[test]
fn rows_that_are_no_people_stay_as_they_are() {
    let text = "Base\n\nIDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Élève;A;B;x\nIDPN;Profil;Nom;Prénom;Identifiant CAS\n2;Parent;C;D;\nTotal : 2\n";
    assert_eq!(open(text).unwrap().rows().len(), 2);
    assert_eq!(with_id(text, 1, "z"), text.replace("C;D;", "C;D;z"));
    let other = "IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Élève;A;B;x\nNom;Prénom;IDPN;Identifiant CAS;Profil\nC;D;2;y;Parent\n";
    let error = open(other).map(drop).unwrap_err();
    assert!(matches!(&error, IdsError::Unreadable(ReadError::OtherHeader { line: 3, header: 1, .. })), "{error}");
}

#[test]
fn white_space_around_an_id_is_no_part_of_it_in_any_format() {
    let sso = "<PARTENAIRE_INDEX xmlns=\"http://www.index-education.com/rapprochementssoV2.0\" Date=\"2025-09-01T08:30:00\" Partenaire=\"ENT\">\
        <Etablissements><Etablissement Ident=\"1\" Numero=\"0350030T\" Nom=\"A\"/></Etablissements>\
        <EtablissementsGeres><Etablissement Ident=\"1\"/></EtablissementsGeres>\
        <Responsables><Responsable Ident=\"1\" Nom=\"A\" Prenom=\"B\" ID_Partenaire=\" a b&#160;&#9;\"/></Responsables></PARTENAIRE_INDEX>";
    let csv = "uid;profile;sn;givenName\n\"\u{a0}a b \";National_TUT;A;B\n";
    for text in [sso, csv] {
        let reading = read_one(Side::Cas, text).unwrap();
        assert_eq!(reading.population.person(0).id(), "a b", "{text}");
    }
    // An id that was written to the base with its white space is the same id when the base is read again.
    let text = "IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Parent;A;B;\n";
    let linked = with_id(text, 0, " a b\u{a0}");
    assert!(linked.contains(" a b\u{a0}"), "{linked}");
    assert_eq!(open(&linked).unwrap().rows()[0].key(), "a b");
    assert_eq!(base(&linked).population.person(0).linked_id(), Some("a b"));
    let directory = "<ficAlimMENESR><addRequest><operationalAttributes><attr name=\"categoriePersonne\"><value>PersRelEleve</value></attr>\
        </operationalAttributes><identifier><id>1</id></identifier><attributes><attr name=\"sn\"><value>A</value></attr>\
        <attr name=\"givenName\"><value>B</value></attr><attr name=\"ENTPersonJointure\"><value> a b\u{a0}</value></attr></attributes></addRequest></ficAlimMENESR>";
    assert_eq!(read_one(Side::Cas, directory).unwrap().population.person(0).id(), "a b");
    let pupils = "<TABLE><Eleves numero='\u{a0}7 '><NOM>A</NOM><PRENOM>B</PRENOM></Eleves></TABLE>";
    assert_eq!(base(pupils).population.person(0).id(), "7");
    let files = Files::new();
    let list = of(Profile::Parents, files.write("p.csv", "IDPN;Nom;Prénom\n\u{feff} 7\u{200b};A;B\n"));
    let reading = read_population(Side::Base, &[list], &ReadOptions::default()).unwrap();
    assert_eq!(reading.population.person(0).id(), "7");
}
