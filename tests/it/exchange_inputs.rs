//! XML files of the field as inputs of a run: what they say of people, and what becomes of files that are not as they
//! should be: one clear error, or remarks, and nothing taken in part.

use predicates::str::is_empty;

use rapproche::formats::{Input, ReadError, ReadOptions, Reading, read_population};
use rapproche::identity::{Lang, NoticeKind, Postcode, Profile, Responsibility, Sex, Side};

use crate::work_dir::{BASE, WorkDir};

/// Two families at two schools, a teacher who is a parent, a member of staff. No flipped bit makes one guardian's number
/// the other's.
const RAPPROCHEMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<PARTENAIRE_INDEX xmlns="http://www.index-education.com/rapprochementssoV2.0" Date="2025-09-01T08:30:00" Partenaire="ENT">
  <Nomenclatures><Civilites><Civilite Ident="2" Libelle="Mme"/></Civilites></Nomenclatures>
  <Etablissements>
    <Etablissement Ident="1" Numero="0350030T" Nom="A"/>
    <Etablissement Ident="2" Numero="0350031U" Nom="B"/>
  </Etablissements>
  <EtablissementsGeres><Etablissement Ident="1"/><Etablissement Ident="2"/></EtablissementsGeres>
  <Professeurs><Professeur Ident="1" Nom="NOIRET" Prenom="Anne" ID_Partenaire="anne"/></Professeurs>
  <Responsables>
    <Responsable Ident="20" Nom="NOIRET" Prenom="Anne" ID_Partenaire="anne"><Civilite Ident="2"/></Responsable>
    <Responsable Ident="35" Nom="ROUX" Prenom="Paul" ID_Partenaire=" paul&#9;" CodePostal="35000"/>
  </Responsables>
  <Eleves>
    <Eleve Ident="4" Nom="NOIRET" Prenom="Zo&#xE9;" ID_Partenaire="zoe" DateNaissance="2012-03-04" Sexe="Feminin">
      <Responsable Ident="20"/><Responsable Ident="35"/>
    </Eleve>
    <Eleve Ident="5" Nom="" Prenom="Tom" ID_Partenaire="tom" DateNaissance="1012-03-04" CodePostal="RENNES"/>
  </Eleves>
</PARTENAIRE_INDEX>
"#;

const EXP_ELEVES: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<TABLE nom=\"Eleves\">\n\
    <Eleves numero=\"11\">\n<NUMERO>11</NUMERO>\n<CIVILITE/>\n<NOM>NOIRET</NOM>\n<PRENOM>Zo\u{e9}, Marie</PRENOM>\n\
    <DATE_NAISS>04/03/2012</DATE_NAISS>\n<LIEU_NAISS>RENNES<X/></LIEU_NAISS>\n<SEXE>F</SEXE>\n<N_NATIONAL/>\n\
    <CLASSE>6eA, G1</CLASSE>\n<REGIME>EXTERNE</REGIME>\n</Eleves>\n\
    <Eleves numero=\"12\"><NOM>B\u{152}UF</NOM><PRENOM>L\u{e9}o</PRENOM><DATE_NAISS>31/02/2012</DATE_NAISS></Eleves>\n\
    </TABLE>\n";

/// A family and a teacher, as an EXPORT_INDEX_EDUCATION holds them.
const IDENTIFIERS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<EchangesIdentifiantsCas>\n\
    <Professeurs><Professeur Ident=\"1\" IDPN=\"t1\" Nom=\"PETIT\" Prenom=\"Luc\"/></Professeurs>\n\
    <Responsables><Responsable Ident=\"20\" IDPN=\"r2\" Nom=\"NOIRET\" Prenom=\"Anne\" CodePostal=\"35000\"/>\n\
    <Responsable Ident=\"35\" IDPN=\"r3\" Nom=\"ROUX\" Prenom=\"Paul\" Adresse1=\"1 rue A\" Ville=\"Rennes\"/></Responsables>\n\
    <Eleves><Eleve Ident=\"4\" IDPN=\"e4\" Nom=\"NOIRET\" Prenom=\"Zo\u{e9}, Marie\" DateNaissance=\"2012-03-04\">\n\
    <Classe>6A</Classe><Classe>LATIN</Classe><Responsable Ident=\"20\"/><Responsable Ident=\"35\"/></Eleve></Eleves>\n\
    </EchangesIdentifiantsCas>\n";

/// A request that adds somebody.
fn add(category: &str, id: &str, attributes: &[(&str, &[&str])]) -> String {
    let attributes = changes(attributes.iter().map(|(name, values)| (*name, "", *values)));
    request("addRequest", category, id, &format!("<attributes>{attributes}</attributes>"))
}

fn modify(id: &str, modifications: &[(&str, &str, &[&str])]) -> String {
    let changes = changes(modifications.iter().copied()).replace("attr", "modification");
    request("modifyRequest", "Eleve", id, &format!("<modifications>{changes}</modifications>"))
}

fn changes<'a>(changes: impl Iterator<Item = (&'a str, &'a str, &'a [&'a str])>) -> String {
    changes
        .map(|(name, operation, values)| {
            let values: String = values.iter().map(|value| format!("<value>{value}</value>")).collect();
            let operation = if operation.is_empty() { String::new() } else { format!(" operation=\"{operation}\"") };
            format!("<attr name=\"{name}\"{operation}>{values}</attr>\n")
        })
        .collect()
}

fn request(element: &str, category: &str, id: &str, rest: &str) -> String {
    format!(
        "<{element}><operationalAttributes><attr name=\"categoriePersonne\"><value>{category}</value></attr>\
         </operationalAttributes><identifier><id>{id}</id></identifier>{rest}</{element}>\n"
    )
}

fn directory(requests: &[String]) -> Vec<u8> {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<!DOCTYPE ficAlimMENESR SYSTEM \"ficAlimMENESR.dtd\" [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<ficAlimMENESR>\n{}</ficAlimMENESR>\n",
        requests.concat()
    );
    encoding_rs::ISO_8859_15.encode(&text).0.into_owned()
}

fn complete() -> Vec<Vec<u8>> {
    let pupils = [
        add(
            "Eleve",
            "4",
            &[
                ("ENTPersonJointure", &["RENNES$4"]),
                ("sn", &["B\u{152}UF"]),
                ("givenName", &["Zo\u{e9}"]),
                ("ENTPersonNomPatro", &["NOIRET"]),
                ("ENTPersonAutresPrenoms", &["Marie"]),
                ("ENTPersonDateNaissance", &["04/03/2012"]),
                ("ENTPersonSexe", &["F"]),
                ("ENTPersonCodePostal", &["35000"]),
                ("ENTPersonStructRattach", &["77"]),
                ("ENTElevePersRelEleve", &["2$1$1$1$1$1", "RENNES$3$2$0$2$1$0", "9$9$0$0$1$0"]),
            ],
        ),
        add("Eleve", "5", &[("sn", &["PETIT"]), ("givenName", &["Tom"]), ("ENTEleveStructRattach", &["0350031U"])]),
    ];
    let structure = "<addRequest><operationalAttributes><attr name=\"categorieStructure\"><value>EtabEducNat</value></attr>\
                     </operationalAttributes><identifier><id>77</id></identifier><attributes>\
                     <attr name=\"ENTStructureUAI\"><value>0350030T</value></attr></attributes></addRequest>\n";
    let adults = [
        add("PersRelEleve", "2", &[("sn", &["NOIRET"]), ("givenName", &["Anne"]), ("personalTitle", &["Mme"])]),
        add("PersRelEleve", "3", &[("ENTPersonJointure", &["RENNES$3"]), ("sn", &["ROUX"]), ("givenName", &["Paul"])]),
        add("PersRelEleve", "9", &[("sn", &["ROUX"]), ("givenName", &["Marthe"])]),
    ];
    let staff = [
        add(
            "PersEducNat",
            "6",
            &[("sn", &["LE GOFF"]), ("givenName", &["Ida"]), ("ENTPersonProfils", &["National_ENS", "National_TUT"])],
        ),
        add(
            "PersEducNat",
            "7",
            &[("sn", &["MOREL"]), ("givenName", &["Luc"]), ("PersEducNatPresenceDevantEleves", &["N"])],
        ),
    ];
    vec![directory(&pupils), directory(&[structure.to_owned()]), directory(&adults), directory(&staff)]
}

fn read(side: Side, files: &[impl AsRef<[u8]>]) -> Result<Reading, ReadError> {
    let directory = tempfile::tempdir().unwrap();
    let inputs: Vec<_> = files
        .iter()
        .zip(0..)
        .map(|(bytes, number)| {
            let path = directory.path().join(format!("f{number}.xml"));
            std::fs::write(&path, bytes).unwrap();
            Input { profile: None, path }
        })
        .collect();
    let options = ReadOptions { this_year: Some(2025), ..ReadOptions::default() };
    read_population(side, &inputs, &options)
}

/// Identifiers of each child and adult.
fn relations(reading: &Reading) -> Vec<(String, String)> {
    let people = &reading.population;
    let adults = |child: u32| people.responsible(child).iter().map(|adult| people.person(*adult).id().to_owned());
    people.people().flat_map(|child| adults(child.row()).map(move |adult| (child.id().to_owned(), adult))).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(child, adult)| ((*child).to_owned(), (*adult).to_owned())).collect()
}

/// Kind, line and value of each remark.
fn remarks(reading: &Reading) -> Vec<(NoticeKind, u32, &str)> {
    reading.notices.iter().map(|notice| (notice.kind, notice.origin.line, notice.value.as_str())).collect()
}

#[test]
fn an_ent_by_rapprochement_sso() {
    let reading = read(Side::Cas, &[RAPPROCHEMENT]).unwrap();
    let people: Vec<_> = reading
        .population
        .people()
        .map(|person| (person.id(), person.profiles().iter().next().unwrap(), person.given(), person.sex()))
        .collect();
    let expected = [
        ("anne", Profile::Teachers, "Anne", Sex::Unknown),
        ("anne", Profile::Parents, "Anne", Sex::Female),
        ("paul", Profile::Parents, "Paul", Sex::Unknown),
        ("zoe", Profile::Pupils, "Zoé", Sex::Female),
        ("tom", Profile::Pupils, "Tom", Sex::Unknown),
    ];
    assert_eq!(people, expected);
    assert!(reading.population.people().all(|person| person.schools() == "0350030T;0350031U"));
    assert_eq!(reading.population.person(2).postcode(), Postcode::french(35_000));
    assert_eq!(relations(&reading), pairs(&[("zoe", "anne"), ("zoe", "paul")]));
    assert_eq!(reading.population.children(1), [3], "of the parent, not of the teacher");
    let known = Profile::ALL.map(|profile| reading.has_profile[profile.index()]);
    assert_eq!(known, [true, false, false, true, true, true], "no inspectors, no supervisors; staff, but nobody");
    let expected = [
        (NoticeKind::MissingName, 18, ""),
        (NoticeKind::InvalidBirthDate, 18, "année impossible pour une naissance (forme aaaa-mm-jj)"),
        (NoticeKind::InvalidPostcode, 18, "RENNES"),
        (NoticeKind::InvalidUai, 10, "0350031U"),
    ];
    let mut told = remarks(&reading);
    told.retain(|(kind, ..)| *kind != NoticeKind::InvalidUai);
    assert_eq!(told, expected[..3]);
    assert_eq!(reading.rejected_rows[0].cells, "5;;Tom;tom;1012-03-04;RENNES");
    let file = &reading.files[0];
    assert_eq!((file.encoding, file.delimiter, file.sheet.as_deref(), file.rows), ("UTF-8", None, None, 5));
}

#[test]
fn a_base_by_exp_eleves_beside_a_list() {
    let latin = encoding_rs::ISO_8859_15.encode(EXP_ELEVES).0.into_owned();
    let parents = "IDPN;Profil;Nom;Prénom;Enfants;Régime\n1;Parent;NOIRET;Anne;Zoé NOIRET;x\n".as_bytes().to_vec();
    let reading = read(Side::Base, &[latin, parents]).unwrap();
    assert_eq!(reading.population.extra_titles, ["CLASSE", "REGIME", "Enfants", "Régime"]);
    let pupil = reading.population.person(0);
    assert_eq!((pupil.id(), pupil.given(), pupil.other_given(), pupil.sex()), ("11", "Zoé", "Marie", Sex::Female));
    assert_eq!(pupil.extras().collect::<Vec<_>>(), ["6eA, G1", "EXTERNE", "", ""]);
    assert_eq!((reading.population.person(1).id(), reading.population.person(1).family()), ("12", "BŒUF"));
    assert_eq!(relations(&reading), pairs(&[("11", "1")]));
    let kinds: Vec<_> = remarks(&reading).into_iter().map(|(kind, line, _)| (kind, line)).collect();
    assert!(kinds.contains(&(NoticeKind::InvalidBirthDate, 15)), "{kinds:?}");
    assert_eq!(reading.files[0].encoding, "ISO-8859-15");
}

#[test]
fn an_academic_directory() {
    let reading = read(Side::Cas, &complete()).unwrap();
    let zoe = reading.population.person(0);
    assert_eq!((zoe.id(), zoe.family(), zoe.birth_family()), ("RENNES$4", "BŒUF", "NOIRET"));
    assert_eq!((zoe.given(), zoe.other_given(), zoe.sex()), ("Zoé", "Marie", Sex::Female));
    assert_eq!((zoe.birth_date().to_string().as_str(), zoe.schools()), ("04/03/2012", "0350030T"));
    let profiles: Vec<_> =
        reading.population.people().map(|person| person.profiles().iter().collect::<Vec<_>>()).collect();
    use Profile::{Parents, Pupils, Staff, Teachers};
    let expected =
        [vec![Pupils], vec![Pupils], vec![Parents], vec![Parents], vec![Parents], vec![Parents, Teachers], vec![Staff]];
    assert_eq!(profiles, expected);
    let legal = pairs(&[("RENNES$4", "2"), ("RENNES$4", "RENNES$3")]);
    assert_eq!(relations(&reading), legal, "who is only to be called answers for nobody");
    assert_eq!(reading.files.iter().map(|file| file.rows).collect::<Vec<_>>(), [2, 1, 3, 2]);

    let base = read(Side::Base, &complete()).unwrap();
    assert_eq!(base.population.len(), 7);
    assert_eq!(base.population.person(5).profiles().iter().collect::<Vec<_>>(), [Parents, Teachers]);
    let right = base.population.person(2).guardianship().responsibility();
    assert_eq!(right, Responsibility::Unstated, "a directory has another notion of it");
}

#[test]
fn a_delta_changes_what_the_files_before_it_say() {
    let delta = directory(&[
        modify(
            "4",
            &[
                ("sn", "replace", &["MARTIN"]),
                ("ENTElevePersRelEleve", "delete", &["2$1$1$1$1$1"]),
                ("ENTElevePersRelEleve", "add", &["9$9$0$1$1$0"]),
                ("ENTPersonAutresPrenoms", "replace", &[]),
            ],
        ),
        modify("40", &[("sn", "replace", &["X"])]),
        request("deleteRequest", "Eleve", "5", ""),
        request("deleteRequest", "Eleve", "5", ""),
        add("Eleve", "8", &[("sn", &["NOUVEAU"]), ("givenName", &["Lou"])]),
        add(
            "Eleve",
            "4",
            &[("sn", &["MARTIN"]), ("givenName", &["Zo\u{e9}"]), ("ENTElevePersRelEleve", &["9$1$1$1$1$1"])],
        ),
    ]);
    let mut files = complete();
    files.push(delta.clone());
    let reading = read(Side::Cas, &files).unwrap();
    let ids: Vec<_> = reading.population.people().map(|person| person.id()).collect();
    assert_eq!(ids, ["2", "RENNES$3", "9", "6", "7", "4", "8"], "by the file that speaks of them last");
    assert_eq!(relations(&reading), pairs(&[("4", "9")]));
    let told: Vec<_> = remarks(&reading).into_iter().filter(|(kind, ..)| *kind != NoticeKind::NoPeople).collect();
    let unknown = NoticeKind::UnknownEntry;
    let expected: Vec<_> = told.iter().filter(|(kind, ..)| *kind == unknown).map(|(_, _, value)| *value).collect();
    assert_eq!(expected, ["40", "5"]);
    assert!(told.iter().any(|(kind, _, value)| (*kind, *value) == (NoticeKind::EntryAddedAgain, "4")), "{told:?}");

    // Before the files that it is about, a delta finds nobody to change.
    files.rotate_right(1);
    let reading = read(Side::Cas, &files).unwrap();
    assert_eq!(reading.population.len(), 8);
    assert_eq!(remarks(&reading).iter().filter(|(kind, ..)| *kind == unknown).count(), 4);
}

/// Kind and value of the remarks on requests and on who is meant.
fn remarks_on_ids(reading: &Reading) -> Vec<(NoticeKind, &str)> {
    use NoticeKind::{AmbiguousEntry, EntryAddedAgain, UnknownEntry};
    let kinds = [UnknownEntry, EntryAddedAgain, AmbiguousEntry];
    let told = remarks(reading).into_iter().filter(|(kind, ..)| kinds.contains(kind));
    told.map(|(kind, _, value)| (kind, value)).collect()
}

#[test]
fn a_teacher_is_known_by_category_or_function_and_a_subject_is_nobody() {
    let staff = |id: &str, told: &[(&str, &str)]| {
        let names = [("sn", &["MOREL"][..]), ("givenName", &["Luc"][..])];
        let values: Vec<[&str; 1]> = told.iter().map(|(_, value)| [*value]).collect();
        let told = told.iter().zip(&values).map(|((name, _), value)| (*name, &value[..]));
        add("PersEducNat", id, &names.into_iter().chain(told).collect::<Vec<_>>())
    };
    let (presence, category, functions) =
        ("PersEducNatPresenceDevantEleves", "ENTPersonCategorieEnseignant", "ENTPersonFonctions");
    let (teaching, library) = ("77$ENS$ENSEIGNANT$L0202$LETTRES MODERNES", "77$DOC$DOCUMENTATION$$");
    let people = [
        staff("1", &[(presence, "O")]),
        staff("2", &[(presence, "N"), (category, "O")]),
        staff("3", &[(presence, "N"), (functions, teaching)]),
        staff("4", &[(functions, library)]),
        staff("5", &[(presence, "N"), (functions, "77$ADF$ADMINISTRATION$$")]),
        staff("6", &[(functions, "77$DIR$DIRECTION$$")]),
        staff("7", &[(presence, "O"), (category, "N")]),
        staff("8", &[]),
    ];
    let subject =
        add("x", "020200", &[("ENTLibelleMatiere", &["LATIN"])]).replace("categoriePersonne", "categorieMatiere");
    let course = add("x", "10010012110", &[("ENTLibelleMef", &["6EME"])]).replace("categoriePersonne", "categorieMef");
    let files = [directory(&people), directory(&[subject.clone(), course, subject])];
    let reading = read(Side::Cas, &files).unwrap();
    let profiles: Vec<_> = reading.population.people().map(|person| person.profiles().iter().next()).collect();
    let (teacher, other) = (Some(Profile::Teachers), Some(Profile::Staff));
    assert_eq!(profiles, [teacher, teacher, teacher, teacher, other, other, other, None]);
    let told: Vec<_> = remarks(&reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::NotPeople).collect();
    assert_eq!(told, [(NoticeKind::NotPeople, 1, "3")]);
}

#[test]
fn each_category_of_a_directory_has_its_own_numbers() {
    let name = |family: &'static str| [("sn", [family]), ("givenName", ["Zo\u{e9}"])];
    let person = |category: &str, id: &str, family: &'static str| {
        let names = name(family);
        add(category, id, &[(names[0].0, &names[0].1), (names[1].0, &names[1].1)])
    };
    let child = [("sn", &["PETIT"][..]), ("givenName", &["Tom"]), ("ENTElevePersRelEleve", &["5$1$1$1$1$0"])];
    let pupils = [add("Eleve", "5", &child), person("Eleve", "9", "ROUX")];
    let adults = [person("PersRelEleve", "5", "NOIRET"), person("PersEducNat", "5", "MOREL")];
    let delta = [
        request("deleteRequest", "PersRelEleve", "9", ""),
        request("modifyRequest", "PersEducNat", "9", "<modifications/>"),
        request("deleteRequest", "PersEducNat", "5", ""),
    ];
    let reading = read(Side::Cas, &[directory(&pupils), directory(&adults), directory(&delta)]).unwrap();
    let people: Vec<_> = reading.population.people().map(|person| (person.id(), person.family())).collect();
    assert_eq!(people, [("5", "PETIT"), ("9", "ROUX"), ("5", "NOIRET")]);
    let profile = |row: u32| reading.population.person(row).profiles().iter().collect::<Vec<_>>();
    assert_eq!((profile(0), profile(2)), (vec![Profile::Pupils], vec![Profile::Parents]));
    assert_eq!(reading.population.responsible(0), [2]);
    assert_eq!(remarks_on_ids(&reading), [(NoticeKind::UnknownEntry, "9"); 2]);
}

#[test]
fn two_academies_are_never_one() {
    let parent = |jointure: &str, family: &str, given: &str| {
        add("PersRelEleve", "5", &[("ENTPersonJointure", &[jointure]), ("sn", &[family]), ("givenName", &[given])])
    };
    let child = |jointure: &str, related: &str| {
        let names = [("sn", &["PETIT"][..]), ("givenName", &["Tom"]), ("ENTPersonJointure", &[jointure])];
        add("Eleve", jointure, &[&names[..], &[("ENTElevePersRelEleve", &[related])]].concat())
    };
    let school = |uai: &str| add("Eleve", "77", &[("ENTStructureUAI", &[uai])]).replace("Personne", "Structure");
    let academies = [
        directory(&[school("0350030T"), parent("RENNES$5", "NOIRET", "Anne"), child("RENNES$1", "5$1$1$1$1$0")]),
        directory(&[school("0061234Y"), parent("NICE$5", "NOIRET", "Anne"), child("NICE$1", "NICE$5$1$1$1$1$0")]),
        directory(&[request("deleteRequest", "PersRelEleve", "5", "")]),
    ];
    let reading = read(Side::Cas, &academies).unwrap();
    let ids: Vec<_> = reading.population.people().map(|person| person.id()).collect();
    assert_eq!(ids, ["RENNES$5", "RENNES$1", "NICE$5", "NICE$1"]);
    assert_eq!(relations(&reading), pairs(&[("NICE$1", "NICE$5")]), "by its jointure alone");
    let ambiguous = |value| (NoticeKind::AmbiguousEntry, value);
    assert_eq!(remarks_on_ids(&reading), ["77", "5", "5", "5"].map(ambiguous));

    // Without jointures, the names tell; a correction of one of them does not.
    let names = |family: &str, given: &str| parent("", family, given);
    let reading = read(Side::Cas, &[directory(&[names("NOIRET", "Anne"), names("ROUX", "Paul")])]).unwrap();
    assert_eq!((reading.population.len(), remarks_on_ids(&reading)), (2, vec![ambiguous("5")]));
    let reading = read(Side::Cas, &[directory(&[names("NOIRET", "Anne"), names("ROUX", "ANNE")])]).unwrap();
    assert_eq!((reading.population.len(), remarks_on_ids(&reading)), (1, vec![(NoticeKind::EntryAddedAgain, "5")]));
}

#[test]
fn an_adult_who_may_be_two_people_is_nobody() {
    let adult = |id: &str, jointure: &str| {
        add("PersRelEleve", id, &[("ENTPersonJointure", &[jointure]), ("sn", &["NOIRET"]), ("givenName", &[id])])
    };
    let related = ["8$1$1$1$1$0", "7$1$1$1$1$0", "twice$1$1$1$1$0"];
    let child = [("sn", &["NOIRET"][..]), ("givenName", &["Tom"]), ("ENTElevePersRelEleve", &related)];
    let people = [add("Eleve", "1", &child), adult("7", "8"), adult("8", "x"), adult("9", "twice")];
    let reading = read(Side::Cas, &[directory(&people), directory(&[adult("10", "twice")])]).unwrap();
    assert_eq!(relations(&reading), pairs(&[("1", "8")]), "7 is one person, who is called 8");
    let ambiguous = |value| (NoticeKind::AmbiguousEntry, value);
    assert_eq!(remarks_on_ids(&reading), ["8", "twice"].map(ambiguous));
}

#[test]
fn the_identifiers_of_a_base_come_with_its_families() {
    let reading = read(Side::Base, &[IDENTIFIERS]).unwrap();
    let population = &reading.population;
    let ids: Vec<_> = population.people().map(|person| person.id()).collect();
    assert_eq!(ids, ["t1", "r2", "r3", "e4"]);
    assert_eq!(relations(&reading), pairs(&[("e4", "r2"), ("e4", "r3")]));
    assert_eq!(remarks(&reading), []);
    let pupil = population.person(3);
    assert_eq!((pupil.family(), pupil.given(), pupil.origin().line), ("NOIRET", "Zo\u{e9}", 6));
    assert_eq!(pupil.extras().next(), Some("6A, LATIN"));
    assert_eq!(population.person(2).extras().collect::<Vec<_>>(), ["", "1 rue A", "", "", "", "Rennes", ""]);
    assert_eq!((reading.files[0].encoding, reading.files[0].rows), ("UTF-8", 4));

    // Numbers need not be unique, and the same guardian may stand there twice.
    let anne = "<Responsable Ident=\"20\" IDPN=\"r2\" Nom=\"NOIRET\" Prenom=\"Anne\" CodePostal=\"35000\"/>";
    for (old, new) in [(anne, anne.repeat(2)), ("Ident=\"1\" IDPN", "Ident=\"4\" IDPN".to_owned())] {
        assert!(IDENTIFIERS.contains(old), "{old}");
        let again = read(Side::Base, &[IDENTIFIERS.replace(old, &new)]).unwrap();
        assert_eq!(again.population.len(), 4);
        assert_eq!(relations(&again), relations(&reading));
    }
    // A number that two guardians have, or none, leaves open who is meant.
    for (old, new, line, expected) in [
        ("Ident=\"35\" IDPN", "Ident=\"20\" IDPN".to_owned(), 7, "deux «Responsable» différents"),
        ("<Responsable Ident=\"35\"/>", "<Responsable Ident=\"36\"/>".to_owned(), 7, "36"),
        ("<Responsable Ident=\"35\"/>", "<Responsable Ident=\"1\"/>".to_owned(), 7, "1"),
    ] {
        assert!(IDENTIFIERS.contains(old), "{old}");
        let error = read(Side::Base, &[IDENTIFIERS.replace(old, &new)]).unwrap_err().message(Lang::Fr);
        assert!(error.contains(&format!("ligne {line}")) && error.contains(expected), "{error}");
    }
    let error = read(Side::Cas, &[IDENTIFIERS]).unwrap_err().message(Lang::Fr);
    assert!(error.contains("donnez-le par --base"), "{error}");
}

/// The small files and the side on which each can stand.
fn samples() -> Vec<(Side, Vec<u8>)> {
    let mut samples = vec![
        (Side::Cas, RAPPROCHEMENT.as_bytes().to_vec()),
        (Side::Base, encoding_rs::ISO_8859_15.encode(EXP_ELEVES).0.into_owned()),
        (Side::Base, IDENTIFIERS.as_bytes().to_vec()),
    ];
    samples.extend(complete().into_iter().take(1).map(|file| (Side::Cas, file)));
    samples
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for (side, bytes) in samples() {
        let end = bytes.trim_ascii_end().len();
        for length in 0..end {
            match read(side, &[&bytes[..length]]) {
                Err(error) => assert!(error.message(Lang::Fr).starts_with("f0.xml"), "{error}"),
                Ok(reading) => panic!("{length} of {end} bytes give {} people", reading.population.len()),
            }
        }
    }
}

#[test]
fn a_flipped_bit_is_refused_or_neither_people_nor_relations_change() {
    let families = |reading: &Reading| {
        let people = &reading.population;
        people.people().map(|person| people.responsible(person.row()).to_vec()).collect::<Vec<_>>()
    };
    for (side, bytes) in samples() {
        let whole = families(&read(side, &[&bytes]).unwrap());
        let mut damaged = bytes.clone();
        for (at, bit) in (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            damaged[at] ^= 1 << bit;
            if let Ok(reading) = read(side, &[&damaged]) {
                // As many people, and the same adults of each child.
                let is_told = !reading.notices.is_empty() || families(&reading) == whole;
                assert!(is_told, "{at}.{bit}: {:?} instead of {whole:?}, and not a word", families(&reading));
            }
            damaged[at] ^= 1 << bit;
        }
    }
}

/// 300,000 schools, all of them managed, and a pupil who refers to nobody.
fn many_schools() -> String {
    let schools: String =
        (10..300_000).map(|ident| format!("<Etablissement Ident=\"{ident}\" Numero=\"0\" Nom=\"\"/>")).collect();
    let managed: String = (10..300_000).map(|ident| format!("<Etablissement Ident=\"{ident}\"/>")).collect();
    RAPPROCHEMENT
        .replace("    <Etablissement Ident=\"1\" N", &format!("{schools}<Etablissement Ident=\"1\" N"))
        .replace("<EtablissementsGeres>", &format!("<EtablissementsGeres>{managed}"))
        .replace("<Professeur Ident=\"1\"", "<Professeur Ident=\"x\"")
}

#[test]
fn hostile_files_are_refused_in_a_moment() {
    let deep = "<a>".repeat(100_000);
    let bomb = "<!DOCTYPE TABLE [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n";
    let start = std::time::Instant::now();
    for (side, text, expected) in [
        (Side::Cas, RAPPROCHEMENT.replace("<Professeurs>", &format!("<Professeurs>{deep}")), "inattendu"),
        (Side::Base, format!("<TABLE><Eleves numero='1'><X>{deep}"), "imbriqués"),
        (Side::Cas, format!("<ficAlimMENESR>{deep}"), "inattendu"),
        (Side::Base, format!("{bomb}<TABLE><Eleves numero='1'><NOM>&b;</NOM></Eleves></TABLE>"), "n’est pas suivie"),
        (Side::Cas, RAPPROCHEMENT.replace("<PARTENAIRE", &format!("{bomb}<PARTENAIRE")), "DOCTYPE"),
        (Side::Cas, RAPPROCHEMENT.replace("<Responsable Ident=\"35\"/>", "<Responsable Ident=\"4\"/>"), "ligne 16"),
        (Side::Base, EXP_ELEVES.replace("ISO-8859-15", "klingon"), "fichier XML ou HTML"),
        (Side::Cas, many_schools(), "ligne 9"),
    ] {
        let error = read(side, &[text]).unwrap_err().message(Lang::Fr);
        assert!(error.contains(expected), "{error}");
    }
    let values: Vec<String> = (0..150_000).map(|number| format!("{number:06}")).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let delta = [
        add("Eleve", "1", &[("sn", &["PETIT"]), ("givenName", &["Tom"]), ("ENTPersonStructRattach", &values)]),
        modify("1", &[("ENTPersonStructRattach", "delete", &values)]),
    ];
    assert_eq!(read(Side::Cas, &[directory(&delta)]).unwrap().population.person(0).schools(), "");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_refused_file_stops_the_run_before_anything_is_written() {
    let refused = |cas: &str, more: &[&str]| {
        let work = WorkDir::new();
        work.write("base.csv", BASE);
        work.write("cas.csv", cas);
        let assert = work.reconcile(&[&["--out", "out"], more].concat()).assert().code(3).stdout(is_empty());
        assert!(!work.has("out"), "nothing is written");
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    let message = refused(&RAPPROCHEMENT.replace("Ident=\"20\"/><Responsable", "Ident=\"7\"/><Responsable"), &[]);
    assert!(
        message.starts_with("rapproche : cas.csv, ligne 16 : fichier RapprochementSSO refusé, rien n’en est repris"),
        "{message}"
    );
    let message = refused("<TABLE/>", &[]);
    assert!(message.contains("contient les utilisateurs de la base PRONOTE ; donnez-le par --base"), "{message}");
    let message = refused("<?xml version='1.0'?><ENT/>", &["--lang", "en"]);
    assert!(message.contains("the root «ENT»"), "{message}");
    assert!(
        message.contains("PARTENAIRE_INDEX (RapprochementSSO), TABLE (EXP_ELEVES), ficAlimMENESR (AAF)"),
        "{message}"
    );
}

#[test]
fn an_encrypted_file_is_opened_with_its_key_alone() {
    use rapproche::exchange::container::{ImportHeader, KeySize, PrivateKey, seal_import};

    let work = WorkDir::new();
    let (own, other) =
        (PrivateKey::generate(KeySize::Bits2048).unwrap(), PrivateKey::generate(KeySize::Bits2048).unwrap());
    own.create(&work.path("cle.pem"), None).unwrap();
    other.create(&work.path("autre.pem"), None).unwrap();
    let header = ImportHeader {
        partner: "ENT".to_owned(),
        date: "2025-09-01T08:30:00".to_owned(),
        uai: "0350030T".to_owned(),
        ..ImportHeader::default()
    };
    let sealed = seal_import(RAPPROCHEMENT.as_bytes(), &header, &own.public_key()).unwrap();
    work.write("cas.csv", sealed);
    work.write("base.csv", "IDPN;Profil;Nom;Prénom;Né(e) le\n1;Élève;NOIRET;Zoé;04/03/2012\n");
    work.reconcile(&["--out", "out", "--key", "cle.pem"]).assert().success();
    let links = work.rows("out/links.csv");
    assert_eq!((links.len(), links[0]["uid"].as_str()), (1, "zoe"));
    for (more, expected) in [
        (&["--key", "autre.pem"][..], "le déchiffrement est impossible"),
        (&[], "ce fichier est chiffré ; donnez la clé privée qui l’ouvre par --key"),
    ] {
        let assert = work.reconcile(&[&["--out", "again"], more].concat()).assert().code(3);
        let message = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
        assert!(message.starts_with("rapproche : cas.csv : ") && message.contains(expected), "{message}");
        assert!(!work.has("again"), "nothing is written");
    }
}

/// A sparse file of 2 GiB, in a quarter of that as address space.
#[cfg(unix)]
#[test]
fn an_encrypted_file_beyond_its_bound_is_not_read() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    work.write("cas.xml", "<?xml version=\"1.0\"?><ImportChiffre Version=\"1\">");
    let file = std::fs::OpenOptions::new().write(true).open(work.path("cas.xml")).unwrap();
    file.set_len(2 << 30).unwrap();
    let program = env!("CARGO_BIN_EXE_rapproche");
    let script = format!("ulimit -v 524288; exec '{program}' reconcile --base base.csv --cas cas.xml --out out");
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(work.path("")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("cas.xml : ce fichier chiffré dépasse la borne de 536870912 octets"), "{said}");
    assert!(said.contains("--max-size") && !work.has("out"), "{said}");
}
