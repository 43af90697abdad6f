//! Identifiers that are cut, missing or held twice: whom nothing may link by itself.

use super::{Files, base, cas, of, remarks};
use crate::formats::{ReadOptions, read_population};
use crate::identity::{Flaws, NoticeKind, Profile, Side};

#[test]
fn one_identifier_for_two_people_is_nobodys() {
    let reading = cas("uid;sn;givenName;ENTPersonProfils;CP\n\
         u1;Noiret;Jean;National_ELV;\n\
         u1;Martin;Paul;National_ELV;\n\
         u2;Roux;Zoé;National_ELV;35000\n\
         u2;Roux;Zoé;National_ELV;29000\n\
         1,23457E+17;Petit;Luc;National_ELV;\n\
         u3;Roux;Anne;National_TUT;35000\n\
         u3;Roux;Anne;National_TUT;29000\n");
    let flaws: Vec<_> = reading.population.people().map(|person| person.flaws()).collect();
    let duplicate = Flaws::DUPLICATE_ID;
    assert_eq!(flaws, [duplicate, duplicate, Flaws::NONE, duplicate, Flaws::MISSING_ID, Flaws::NONE]);
    let expected = [
        (NoticeKind::DuplicateId, 3, "u1"),
        (NoticeKind::DuplicateId, 2, "u1"),
        (NoticeKind::DuplicateId, 5, "u2"),
        (NoticeKind::MangledId, 6, "1,23457E+17"),
        (NoticeKind::RepeatedRow, 8, "u3"),
        (NoticeKind::NoBirthDates, 1, "5"),
    ];
    assert_eq!(remarks(&reading), expected);
}

/// For each row under a header with a link, whether it could be linked anew.
fn are_free(rows: &str) -> Vec<bool> {
    let reading = base(format!("IDPN;Profil;Nom;Prénom;CP;Identifiant CAS\n{rows}"));
    let is_free = |flaws: Flaws| !flaws.contains(Flaws::DUPLICATE_ID);
    reading.population.people().map(|person| person.linked_id().is_none() && is_free(person.flaws())).collect()
}

#[test]
fn rows_of_one_identifier_know_each_others_link() {
    let (bare, linked) = ("1;Parent;A;B;35000;\n", "1;Parent;A;B;29000;abc\n");
    assert_eq!(are_free(&[bare, linked].concat()), [false, false]);
    assert_eq!(are_free(&[linked, bare].concat()), [false, false]);
    let moved = "1;Parent;A;B;56000;\n";
    assert_eq!(are_free(&[bare, moved].concat()), [true]);
    assert_eq!(are_free(&[bare, moved, linked].concat()), [false; 2]);
    assert_eq!(
        are_free(&[bare, "1;Professeur;A;B;35000;\n", "1;Parent,Professeur;A;B;35000;abc\n"].concat()),
        [false; 3]
    );
    assert_eq!(are_free(&[bare, bare, "1;Parent;A;B;35000;1,2E+11\n"].concat()), [false], "a repeat has a link too");
    assert_eq!(are_free(&[bare, "1;Élève;A;B;35000;abc\n"].concat()), [true, false], "the profiles count apart");

    let two = base(format!("IDPN;Profil;Nom;Prénom;CP;Identifiant CAS\n{linked}1;Parent;A;B;29000;xyz\n"));
    assert!(two.population.people().all(|person| person.flaws() == Flaws::DUPLICATE_ID));
    let told: Vec<_> = remarks(&two).into_iter().map(|(kind, line, _)| (kind, line)).collect();
    assert_eq!(told, [(NoticeKind::DuplicateId, 3), (NoticeKind::DuplicateId, 2)]);
}

/// Comparing each of these rows with all before it would take minutes.
#[test]
fn many_rows_alike_are_read_in_no_time() {
    let numbers = || 0..50_000;
    let start = std::time::Instant::now();
    let one_id: String = numbers().map(|number| format!("1;Parent;A;B;{number:05};\n")).collect();
    assert_eq!(are_free(&one_id).into_iter().filter(|&is_free| is_free).count(), 1);
    let homonyms: String = numbers().map(|number| format!("Parent;A;B;{number}\n")).collect();
    assert_eq!(base(format!("Profil;Nom;Prénom;Adresse\n{homonyms}")).population.len(), 50_000);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn homonyms_without_identifiers_are_never_linked_by_themselves() {
    let files = Files::new();
    let rows = "M.;DUBOIS;Laurent;69003;LYON\n".repeat(3);
    let input = files.write("p.csv", format!("Civilité;Nom;Prénom;Code postal;Ville\n{rows}"));
    let reading = read_population(Side::Base, &[of(Profile::Teachers, input)], &ReadOptions::default()).unwrap();
    assert_eq!(reading.population.len(), 1);
    assert!(reading.population.person(0).flaws().contains(Flaws::DUPLICATE_ID));
    let expected = [
        (NoticeKind::NoIdColumn, 1, ""),
        (NoticeKind::IndistinctRows, 3, "p.csv:2 = p.csv:3"),
        (NoticeKind::IndistinctRows, 4, "p.csv:2 = p.csv:4"),
    ];
    assert_eq!(remarks(&reading), expected);

    let with_identifier = base(format!("IDPN;Profil;Nom;Prénom\n{}", "7;Parent;DUBOIS;Laurent\n".repeat(3)));
    assert_eq!((with_identifier.population.len(), with_identifier.rejected_rows.len()), (1, 0));
    assert!(with_identifier.population.person(0).flaws().is_none());
}

#[test]
fn a_link_that_excel_cut_is_neither_kept_nor_replaced() {
    let reading = base("IDPN;Profil;Nom;Prénom;Identifiant CAS\n1;Parent;A;B;1,23E+11\n2;Parent;C;D;abc\n");
    let (cut, whole) = (reading.population.person(0), reading.population.person(1));
    assert_eq!((cut.linked_id(), whole.linked_id()), (None, Some("abc")));
    assert!(cut.flaws().contains(Flaws::DUPLICATE_ID) && whole.flaws().is_none());
    assert_eq!(remarks(&reading), [(NoticeKind::MangledId, 2, "1,23E+11")]);
    assert_eq!(reading.notices[0].column, "Identifiant CAS");
}
