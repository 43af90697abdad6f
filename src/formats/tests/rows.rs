//! Rows that cannot be used as they stand: counted, flawed, remarked on.

use super::{Files, base, cas, of, remarks};
use crate::formats::{ReadOptions, read_population};
use crate::identity::{Flaws, Lang, NoticeKind, Profile, Side};

#[test]
fn row_errors_leave_the_row_counted() {
    let reading = base(
        "IDPN;Profil;Nom;Prénom;Date de naissance;CP;UAI\n\
         1;Élève;A;B;31/02/2012;35000;0350030T\n\
         2;Élève;A;B;04/03/12;35000;0350030T\n\
         3;Agent;A;B;;35000;0350030T\n\
         4;Élève;;B;;RENNES;0350030A\n\
         ;Élève;A;B;;35000;0350030A\n\
         6;Élève;A;B\n\
         7;Élève;A;B;;35000;0350030T;Rennes\n\
         ;;;;;;\n\
         8;Élève;A;\"B\";;35000;0350030T;\n",
    );
    let expected = [
        (NoticeKind::InvalidBirthDate, 2, "date impossible (forme jj/mm/aaaa)"),
        (NoticeKind::InvalidBirthDate, 3, "année à deux chiffres (forme jj/mm/aa) : écrivez-en quatre"),
        (NoticeKind::UnknownProfile, 4, "Agent"),
        (NoticeKind::MissingName, 5, ""),
        (NoticeKind::InvalidPostcode, 5, "RENNES"),
        (NoticeKind::InvalidUai, 5, "0350030A"),
        (NoticeKind::MissingId, 6, ""),
        (NoticeKind::RaggedRow, 7, "4 / 7"),
        (NoticeKind::RaggedRow, 8, "8 / 7"),
    ];
    assert_eq!(remarks(&reading), expected);
    assert_eq!((reading.population.len(), reading.files[0].rows), (8, 8));
    let flaws = |row| reading.population.person(row).flaws();
    assert!(flaws(0).contains(Flaws::INVALID_BIRTH_DATE) && flaws(3).contains(Flaws::MISSING_NAME));
    assert!(flaws(4).contains(Flaws::MISSING_ID) && flaws(7).is_none());
    assert!([5, 6].into_iter().all(|row| flaws(row).contains(Flaws::MISSING_ID)), "their cells may be shifted");
    let rejected: Vec<_> = reading.rejected_rows.iter().map(|row| (row.origin.line, row.cells.as_str())).collect();
    assert_eq!(rejected.len(), 7);
    assert_eq!(rejected[0], (2, "1;Élève;A;B;31/02/2012;35000;0350030T"));
    assert_eq!(reading.notices[0].column, "Date de naissance");
}

#[test]
fn a_lost_separator_frees_nobody() {
    let header = "IDPN;Profil;Nom;Prénom;Né(e) le;CP;Identifiant CAS;Régime;Classe";
    let reading = base(format!(
        "{header}\n1;Élève;A;B;05/06/2011;vieux\n2;Élève;C;D;05/06/2011;35000;abc\n3;Élève;E;F;05/06/2011;35000;;X\n"
    ));
    let flaws: Vec<_> = reading.population.people().map(|person| person.flaws()).collect();
    assert_eq!(flaws, [Flaws::MISSING_ID, Flaws::NONE, Flaws::NONE]);
    assert_eq!(reading.population.person(1).linked_id(), Some("abc"));
    let ragged: Vec<_> = remarks(&reading).into_iter().filter(|(.., value)| value.ends_with("/ 9")).collect();
    let expected = [(NoticeKind::RaggedRow, 2), (NoticeKind::ShortRow, 3), (NoticeKind::ShortRow, 4)];
    assert_eq!(ragged.into_iter().map(|(kind, line, _)| (kind, line)).collect::<Vec<_>>(), expected);
    assert_eq!(reading.rejected_rows.len(), 1);
}

#[test]
fn an_unknown_profile_is_told_where_another_stands_in() {
    let files = Files::new();
    let input = files.write("f.csv", "IDPN;Profil;Nom;Prénom\n1;Agent;A;B\n2;Agent;C;D\n3;;E;F\n");
    let given = read_population(Side::Base, &[of(Profile::Staff, input)], &ReadOptions::default()).unwrap();
    assert_eq!(remarks(&given), [(NoticeKind::IgnoredProfile, 2, "Agent (2)")]);
    let beside = base("IDPN;Profil;Nom;Prénom\n1;Professeur,Agent;A;B\n2;Agent;C;D\n");
    let expected = [(NoticeKind::UnknownProfile, 3, "Agent"), (NoticeKind::IgnoredProfile, 2, "Agent (1)")];
    assert_eq!(remarks(&beside), expected);
}

#[test]
fn a_dash_is_no_name() {
    let reading = cas("uid;sn;givenName;ENTPersonProfils\nu1;-;Zoé;National_TUT\nu2;Roux;???;National_TUT\n");
    assert!(reading.population.people().all(|person| person.flaws() == Flaws::MISSING_NAME));
    assert_eq!(remarks(&reading), [(NoticeKind::MissingName, 2, "-"), (NoticeKind::MissingName, 3, "???")]);
    let columns: Vec<_> = reading.notices.iter().map(|notice| notice.column.as_str()).collect();
    assert_eq!(columns, ["sn", "givenName"]);
    let usage = base("IDPN;Profil;Nom;Nom d’usage;Prénom\n1;Parent;MARTIN;-;Anne\n");
    assert_eq!((usage.population.person(0).family(), remarks(&usage)), ("MARTIN", vec![]));
}

#[test]
fn a_placeholder_is_no_name() {
    let reading = base(
        "IDPN;Profil;Nom;Nom de naissance;Prénom;Autres prénoms\n\
         1;Parent;INCONNU;;Zoé;\n\
         2;Parent;Roux;;Mère de Léa;\n\
         3;Parent;XNOM;Petit;Anne;SP\n\
         4;Parent;Roux;XSURNOM;Anne;Non renseigné\n\
         5;Parent;PÈRE;;Sophie;\n",
    );
    let names: Vec<_> = reading
        .population
        .people()
        .map(|person| (person.family(), person.birth_family(), person.given(), person.other_given()))
        .collect();
    let expected = [
        ("INCONNU", "", "Zoé", ""),
        ("Roux", "", "Mère de Léa", ""),
        ("Petit", "", "Anne", ""),
        ("Roux", "", "Anne", ""),
        ("PÈRE", "", "Sophie", ""),
    ];
    assert_eq!(names, expected, "what was read stays, but for what is only evidence");
    let missing: Vec<_> = reading.population.people().map(|person| !person.flaws().is_none()).collect();
    assert_eq!(missing, [true, true, false, false, false]);
    let told = [(NoticeKind::MissingName, 2, "INCONNU"), (NoticeKind::MissingName, 3, "Mère de Léa")];
    assert_eq!(remarks(&reading), told);
    assert_eq!(reading.notices.iter().map(|notice| &*notice.column).collect::<Vec<_>>(), ["Nom", "Prénom"]);
    assert_eq!(reading.rejected_rows.len(), 2);
}

#[test]
fn pupils_without_any_birth_date_are_remarked_on() {
    let reading = base("IDPN;Profil;Nom;Prénom;Né le\n1;Élève;A;B;\n2;Élève;C;D; \n3;Parent;E;F;\n");
    assert_eq!(remarks(&reading), [(NoticeKind::NoBirthDates, 1, "2")]);
    assert!(reading.rejected_rows.is_empty() && reading.notices[0].column == "Né le");
    let reading = base("IDPN;Profil;Nom;Prénom;Né le\n1;Élève;A;B;\n2;Élève;C;D;04/03/2012\n");
    assert_eq!(remarks(&reading), []);
}

#[test]
fn births_end_with_the_year_of_the_reading() {
    let files = Files::new();
    let input = files.write("b.csv", "IDPN;Profil;Nom;Prénom;Né le\n1;Élève;A;B;04/03/2026\n2;Élève;A;B;04/03/1890\n");
    let read = |this_year, lang| {
        let options = ReadOptions { this_year: Some(this_year), lang, ..ReadOptions::default() };
        read_population(Side::Base, std::slice::from_ref(&input), &options).unwrap()
    };
    let message = "impossible year of birth (form dd/mm/yyyy)";
    let (both, one) = (read(2025, Lang::En), read(2026, Lang::En));
    let kind = NoticeKind::InvalidBirthDate;
    assert_eq!(remarks(&both), [(kind, 2, message), (kind, 3, message)]);
    assert_eq!(remarks(&one), [(kind, 3, message)]);
}

#[test]
fn american_dates_are_remarked_on_once() {
    let rows: String = (13..20).map(|day| format!("{day};Élève;A;B;03/{day}/2012\n")).collect();
    let reading = base(format!("IDPN;Profil;Nom;Prénom;Né le\n{rows}"));
    let about_file: Vec<_> = remarks(&reading).into_iter().filter(|(.., value)| !value.starts_with("date")).collect();
    assert_eq!(about_file, [(NoticeKind::MonthFirstDates, 1, "7")]);
    assert_eq!(reading.rejected_rows.len(), 7);
}
