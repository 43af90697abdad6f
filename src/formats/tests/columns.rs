//! Which column means what, and what is done with those that nobody knows.

use super::{Files, base, cas, of, remarks};
use crate::formats::{ReadError, ReadOptions, read_population};
use crate::identity::{BirthDate, Flaws, Lang, NoticeKind, Postcode, Profile, ProfileSet, Sex, Side};

#[test]
fn a_base_with_every_column() {
    let reading = base(
        "IDPN;Profil;Nom;Prénom;Né(e) le;Code postal;UAI;Identifiant CAS;Nom de naissance;Autres prénoms;Sexe;Régime\n\
         1;Élève;NOIRET;Jean Baptiste;04/03/2012;35000;0350030T;abc;;Paul, Luc;M;Externe\n\
         2;Parent;LE GOFF; Anne ;;1000;;;MARTIN;;F;\n",
    );
    let (first, second) = (reading.population.person(0), reading.population.person(1));
    assert_eq!((first.id(), first.family(), first.given()), ("1", "NOIRET", "Jean Baptiste"));
    assert_eq!(first.profiles(), Profile::Pupils.into());
    assert_eq!(first.birth_date(), BirthDate::new(2012, 3, 4).unwrap());
    assert_eq!((first.schools(), first.linked_id(), first.other_given()), ("0350030T", Some("abc"), "Paul, Luc"));
    assert_eq!((first.sex(), first.postcode()), (Sex::Male, Postcode::french(35_000)));
    assert_eq!((second.given(), second.birth_family(), second.linked_id()), ("Anne", "MARTIN", None));
    assert_eq!((second.postcode(), second.birth_date()), (Postcode::french(1_000), BirthDate::MISSING));
    assert_eq!(reading.population.extra_titles, ["Régime"]);
    assert_eq!(first.extras().collect::<Vec<_>>(), ["Externe"]);
    assert_eq!((first.origin().line, second.origin().line), (2, 3));
    assert_eq!(remarks(&reading), []);
    let file = &reading.files[0];
    assert_eq!((file.name.as_str(), file.rows, file.encoding, file.delimiter), ("f.csv", 2, "UTF-8", Some(';')));
    assert_eq!(file.sha256.len(), 64);
    assert_eq!(reading.has_profile.iter().filter(|&&has| has).count(), 2);
}

#[test]
fn cas_users_with_several_profiles() {
    let reading = cas("uid,sn,givenName,ENTPersonDateNaissance,ENTPersonProfils,ENTPersonCodePostal\n\
         u1,Noiret,Jean,2012-03-04,National_ELV,\"12 rue A, 35000 RENNES\"\n\
         u2,Le Goff,Anne,,\"National_3;National_2\",\n\
         u3,Petit,Luc,,National_ENS,\n\
         u3,Petit,Luc,,National_TUT,\n\
         u3,Petit,Luc,,National_TUT,\n\
         u4,Roux,Zoé,,National_9,\n");
    let both: ProfileSet = [Profile::Parents, Profile::Teachers].into_iter().collect();
    let profiles: Vec<_> = reading.population.people().map(|person| (person.id(), person.profiles())).collect();
    let expected = [
        ("u1", Profile::Pupils.into()),
        ("u2", both),
        ("u3", Profile::Teachers.into()),
        ("u3", Profile::Parents.into()),
        ("u4", ProfileSet::EMPTY),
    ];
    assert_eq!(profiles, expected);
    assert_eq!(reading.population.person(0).postcode(), Postcode::french(35_000));
    let remarks = remarks(&reading);
    assert_eq!(remarks[0], (NoticeKind::RepeatedRow, 6, "u3"));
    assert_eq!(remarks[1], (NoticeKind::UnmappedProfileValue, 7, "National_9 (1)"));
    assert!(!reading.has_profile[Profile::Inspectors.index()] && reading.has_profile[Profile::Pupils.index()]);
}

#[test]
fn usage_names_go_before_birth_names() {
    let reading = base(
        "IDPN;Profil;Nom de famille;Nom d’usage;Prénoms\n\
         1;Parent;MARTIN;LE GOFF;Anne, Marie, Rose\n\
         2;Parent;PETIT;;Luc\n",
    );
    let names: Vec<_> = reading
        .population
        .people()
        .map(|person| [person.family(), person.birth_family(), person.given(), person.other_given()])
        .collect();
    assert_eq!(names, [["LE GOFF", "MARTIN", "Anne", "Marie, Rose"], ["PETIT", "", "Luc", ""]]);
}

#[test]
fn a_list_with_the_name_in_one_column_and_no_identifiers() {
    let files = Files::new();
    let text = "Liste des élèves;;\n\nÉlève;Né(e) le;Classe\n\"DA SILVA COSTA Emma\";04/03/2012;6A\n\
                DUPONT;05/03/2012;6A\nDA SILVA COSTA Emma;04/03/2012;6A\nDA SILVA COSTA Emma;04/03/2012;6B\n";
    let input = of(Profile::Pupils, files.write("eleves.csv", encoding_rs::WINDOWS_1252.encode(text).0));
    let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
    let ids: Vec<_> = reading.population.people().map(|person| person.id()).collect();
    assert_eq!(ids, ["eleves.csv:4", "eleves.csv:5", "eleves.csv:7"]);
    let first = reading.population.person(0);
    assert_eq!((first.family(), first.given()), ("DA SILVA COSTA", "Emma"));
    assert!(reading.population.person(1).flaws().contains(Flaws::MISSING_NAME));
    let expected =
        [(NoticeKind::NoIdColumn, 3, ""), (NoticeKind::MissingName, 5, "DUPONT"), (NoticeKind::MergedRows, 3, "1")];
    assert_eq!(remarks(&reading), expected);
    assert!(first.flaws().is_none(), "one pupil twice: the birth date is the same");
    assert!(reading.population.person(2).flaws().is_none(), "another class makes another pupil");
    assert_eq!(reading.rejected_rows.last().map(|row| row.origin.line), Some(5));
}

#[test]
fn birth_dates_go_by_many_titles() {
    for title in ["Naissance", "Date naissance", "DDN", "Né le", "né(e) le", "Date de naiss."] {
        let reading = base(format!("IDPN;Profil;Nom;Prénom;{title}\n1;Élève;A;B;04/03/2012\n"));
        assert_eq!(reading.population.person(0).birth_date(), BirthDate::new(2012, 3, 4).unwrap(), "{title}");
    }
    let reading = base("IDPN;Profil;Nom;Prénom;Naissance;Né le\n1;Élève;A;B;Lyon;04/03/2012\n");
    assert_eq!(remarks(&reading), [], "«Naissance» beside a better title is no date");
}

#[test]
fn own_titles_must_exist_somewhere() {
    let files = Files::new();
    let input = files.write("cas.csv", "Compte;uid;sn;givenName;profile\nc1;u1;A;B;National_ELV\n");
    let read = |title: &str| {
        let options = ReadOptions { id_column: Some(title.to_owned()), ..ReadOptions::default() };
        read_population(Side::Cas, std::slice::from_ref(&input), &options)
    };
    assert_eq!(read("compte").unwrap().population.person(0).id(), "c1");
    let error = read("Comptes ENT").unwrap_err();
    assert!(matches!(&error, ReadError::NoSuchTitle { title, .. } if title == "Comptes ENT"), "{error}");
    assert!(read("Compt").unwrap_err().message(Lang::Fr).contains("(vouliez-vous dire «Compte» ?)"));
}

#[test]
fn several_files_keep_the_columns_of_all() {
    let files = Files::new();
    let inputs = [
        of(Profile::Pupils, files.write("eleves.csv", "IDPN;Nom;Prénom;Classe\n1;A;B;6A\n")),
        of(Profile::Inspectors, files.write("inspecteurs.csv", "IDPN;Nom;Prénom;Académie\n")),
        files.write("profs.csv", "Académie;IDPN;Nom;Prénom;Profil\nRennes;1;C;D;Professeurs\n"),
    ];
    let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
    assert_eq!(reading.population.extra_titles, ["Classe", "Académie"]);
    let extras: Vec<Vec<_>> = reading.population.people().map(|person| person.extras().collect()).collect();
    assert_eq!(extras, [["6A", ""], ["", "Rennes"]]);
    assert_eq!(reading.population.person(1).origin().source, 2);
    let has = |profile: Profile| reading.has_profile[profile.index()];
    assert!(has(Profile::Pupils) && has(Profile::Inspectors) && has(Profile::Teachers) && !has(Profile::Parents));
    let expected = [(NoticeKind::NoBirthDates, 1, "1"), (NoticeKind::NoPeople, 1, "")];
    assert_eq!(remarks(&reading), expected, "the same number in two profiles is no duplicate");
}
