//! Exports of portals and of the first degree: profile words, relatives, secrets.

use super::*;

/// The given names of child and adult of each relation, sorted.
fn relations(reading: &Reading) -> Vec<(String, String)> {
    let people = &reading.population;
    let given = |row: u32| people.person(row).given().to_owned();
    let pairs = people.people().flat_map(|child| people.responsible(child.row()).iter().map(move |row| (child, *row)));
    let mut pairs: Vec<_> = pairs.map(|(child, adult)| (child.given().to_owned(), given(adult))).collect();
    pairs.sort();
    pairs
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    let mut pairs = pairs.map(|(child, adult)| (child.to_owned(), adult.to_owned())).to_vec();
    pairs.sort();
    pairs
}

#[test]
fn profile_words_are_known_in_both_languages_and_numbers() {
    let words = [
        (Profile::Pupils, &["Student", "students", "Élève", "ELEVES", "National_1"][..]),
        (Profile::Parents, &["Relative", "Pers. rel. élève", "Responsable légal", "Tuteurs", "Parents"]),
        (Profile::Teachers, &["Teacher", "Teachers", "Enseignante", "Professeurs"]),
        (Profile::Staff, &["Personnel", "Staff", "Personnels non enseignants"]),
    ];
    for (profile, words) in words {
        for word in words {
            let reading = cas(format!("uid;Nom;Prénom;Type\n1;ROUX;Ève;{word}\n"));
            assert_eq!(reading.population.person(0).profiles(), profile.into(), "{word}");
            if !word.starts_with("National") {
                let reading = base(format!("IDPN;Nom;Prénom;Profil\n1;ROUX;Ève;{word}\n"));
                assert_eq!(reading.population.person(0).profiles(), profile.into(), "{word}");
            }
        }
    }
    // A guest has no place in PRONOTE: it is counted, and never taken for somebody else.
    let reading = cas("uid;Nom;Prénom;Type\n1;ROUX;Ève;Guest\n");
    assert!(reading.population.person(0).profiles().is_empty());
    assert!(remarks(&reading).contains(&(NoticeKind::UnmappedProfileValue, 2, "Guest (1)")));
}

#[test]
fn columns_of_relatives_become_relations_on_both_sides() {
    let by_id = "uid;Nom;Prénom;Profil;uid pere;uid mere\n1;NOIRET;Zoé;Élève;3;4\n2;PETIT;Max;Élève;;4\n\
                 3;NOIRET;Luc;Parent;;\n4;PETIT;Ève;Parent;;\n";
    assert_eq!(relations(&cas(by_id)), pairs([("Zoé", "Luc"), ("Zoé", "Ève"), ("Max", "Ève")]));
    let by_guid = "Guid;Nom;Prénom;Profil;Guid_Enfant1;Guid_Enfant2\na;NOIRET;Luc;Parent;c;d\nc;NOIRET;Zoé;Élève;;\n\
                   d;NOIRET;Max;Élève;;\n";
    assert_eq!(relations(&cas(by_guid)), pairs([("Zoé", "Luc"), ("Max", "Luc")]));
    let by_names = "Login;Nom;Prénom;Profil;Nom enfant 1;Prénom enfant 1;Nom enfant 2;Prénom enfant 2\n\
                    a;NOIRET;Luc;Parent;NOIRET;Zoé;PETIT;Max\nb;NOIRET;Zoé;Élève;;;;\nc;Petit;MAX;Élève;;;;\n";
    assert_eq!(relations(&cas(by_names)), pairs([("Zoé", "Luc"), ("MAX", "Luc")]));
    let by_lists = "ID;Type;Last name;First name;Login;Child(ren);Parent(s)\n\
                    a;Relative;NOIRET;Luc;l.n;\"NOIRET Zoé, Max PETIT\";\nb;Student;NOIRET;Zoé;z.n;;\n\
                    c;Student;PETIT;Max;m.p;;d\nd;Relative;PETIT;Ève;e.p;;\n";
    assert_eq!(relations(&cas(by_lists)), pairs([("Zoé", "Luc"), ("Max", "Ève"), ("Max", "Luc")]));
    let of_pupils = "IDPN;Profil;Nom;Prénom;Nom responsable 1;Prénom responsable 1;Nom responsable 2;Prénom responsable 2\n\
                     1;Élève;NOIRET;Zoé;NOIRET;Luc;PETIT;Ève\n2;Parent;NOIRET;Luc;;;;\n3;Parent;PETIT;Ève;;;;\n";
    assert_eq!(relations(&base(of_pupils)), pairs([("Zoé", "Luc"), ("Zoé", "Ève")]));
}

#[test]
fn a_relative_who_may_be_two_people_is_nobody() {
    let twins = "Guid;Nom;Prénom;Profil;Nom enfant 1;Prénom enfant 1\na;NOIRET;Luc;Parent;NOIRET;Zoé\n\
                 b;NOIRET;Zoé;Élève;;\nc;NOIRET;Zoé;Élève;;\n";
    assert_eq!(relations(&cas(twins)), pairs([]));
    let errors = "Guid;Nom;Prénom;Profil;Guid_Enfant1\na;NOIRET;Luc;Parent;#N/A\n#N/A;NOIRET;Zoé;Élève;\n";
    assert_eq!(relations(&cas(errors)), pairs([]));
}

#[test]
fn the_lists_of_onde_are_pupils_and_parents_with_their_children() {
    let files = Files::new();
    let pupils = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe\nBEN HAMOU;PETIT;Léa;01/09/2012;F\n\
                  NOIRET;;Zoé;04/03/2012;F\n";
    let parents = "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;CP responsable;\
                   Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants;\
                   Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants\n\
                   Mme;NOIRET;ROUX;Ève;06590;;NOIRET;Zoé;CP;PETIT;BEN HAMOU;Léa;CM2\n\
                   M.;;BEN HAMOU;Karim;06590;PETIT;BEN HAMOU;Léa;CM2\n";
    let inputs = [files.write("e.csv", pupils), files.write("r.csv", parents)];
    let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
    assert_eq!(relations(&reading), pairs([("Léa", "Ève"), ("Léa", "Karim"), ("Zoé", "Ève")]));
    let people: Vec<_> = reading
        .population
        .people()
        .map(|person| (person.profiles(), person.family(), person.birth_family(), person.given()))
        .collect();
    let (pupils, parents) = (Profile::Pupils.into(), Profile::Parents.into());
    let expected = [
        (pupils, "PETIT", "BEN HAMOU", "Léa"),
        (pupils, "NOIRET", "", "Zoé"),
        (parents, "NOIRET", "ROUX", "Ève"),
        (parents, "BEN HAMOU", "", "Karim"),
    ];
    assert_eq!(people, expected);
    assert!(reading.rejected_rows.is_empty(), "cells that ONDE leaves out are empty: {:?}", reading.rejected_rows);
    assert!(reading.population.own_id(0).is_empty());
}

#[test]
fn nothing_of_a_secret_is_kept() {
    let text = "uid;Nom;Prénom;Profil;Né le;Mot de passe;Classe;Code d'activation\n\
                1;ROUX;Ève;Élève;x;S3cret;6A;S3cret\n2;ROUX;Max;Élève;01/02/2012;6A;S3cret\n\
                3;ROUX;Luc;Élève;01/02/2012;S3cret;S3cret;6B;S3cret\n4;ROUX;Zoé;Élève;01/02/2012;S3cret\n";
    let reading = cas(text);
    assert_eq!(reading.population.len(), 4);
    assert_eq!(reading.population.extra_titles, ["Classe"]);
    let told = format!("{:?}{:?}", reading.notices, reading.rejected_rows);
    assert!(!told.contains("S3cret"), "{told}");
    let is_leaked = |value: &str| value.contains("S3cret");
    for person in reading.population.people() {
        assert!(
            !person.extras().any(is_leaked)
                && ![person.family(), person.given(), person.id()].iter().any(|text| is_leaked(text))
        );
    }
    let secrets = remarks(&reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::SecretColumn);
    assert_eq!(secrets.map(|(.., title)| title).collect::<Vec<_>>(), ["Mot de passe", "Code d'activation"]);
    assert!(reading.rejected_rows.iter().any(|row| row.cells.starts_with("1;ROUX;Ève;Élève;x;;6A;")));
}

#[test]
fn thousands_of_relatives_and_secrets_are_found_in_no_time() {
    let start = std::time::Instant::now();
    let many = |title: &str| (0..4000).map(|number| format!(";{title} {number}")).collect::<String>();
    let titles =
        format!("uid;Nom;Prénom;Profil{}{}{}", many("Nom enfant"), many("Prénom enfant"), many("Mot de passe"));
    let reading = cas(format!("{titles}\n1;ROUX;Ève;Parent\n"));
    assert_eq!(reading.population.len(), 1);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
