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
         6;Élève;A\n\
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
        (NoticeKind::RaggedRow, 7, "3 / 7"),
        (NoticeKind::MissingName, 7, ""),
        (NoticeKind::RaggedRow, 8, "8 / 7"),
    ];
    assert_eq!(remarks(&reading), expected);
    assert_eq!((reading.population.len(), reading.files[0].rows), (8, 8));
    let flaws = |row| reading.population.person(row).flaws();
    assert!(flaws(0).contains(Flaws::INVALID_BIRTH_DATE) && flaws(3).contains(Flaws::MISSING_NAME));
    assert!(flaws(4).contains(Flaws::MISSING_ID) && flaws(7).is_none());
    assert!([5, 6].into_iter().all(|row| flaws(row).contains(Flaws::RAGGED_ROW)), "their cells may be shifted");
    assert!(!flaws(6).contains(Flaws::MISSING_ID), "the identifier is not at fault");
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
    assert_eq!(flaws, [Flaws::RAGGED_ROW, Flaws::NONE, Flaws::NONE]);
    assert_eq!(reading.population.person(1).linked_id(), Some("abc"));
    let ragged: Vec<_> = remarks(&reading).into_iter().filter(|(.., value)| value.ends_with("/ 9")).collect();
    assert_eq!(ragged, [(NoticeKind::RaggedRow, 2, "6 / 9")]);
    assert_eq!(reading.rejected_rows.len(), 1);
}

#[test]
fn a_row_without_its_empty_cells_is_whole() {
    let header = "IDPN;Profil;Nom;Prénom;Né(e) le;CP;Identifiant CAS;Classe";
    let rows = [
        "1;Élève;A;B;05/06/2011;35000;abc;6A",
        "2;Élève;C;D;05/06/2011;35000;;6A",
        "3;Élève;E;F;05/06/2011;35000;;",
        "4;Élève;G;H;;;;",
        "5;Élève;I;J;05/06/2011;;;",
    ];
    let dropped = rows.map(|row| row.trim_end_matches(';'));
    let too_many = rows.map(|row| format!("{row};;;"));
    let people = |rows: &[&str]| {
        let reading = base(format!("{header}\n{}\n", rows.join("\n")));
        let kinds: Vec<_> = remarks(&reading).into_iter().map(|(kind, ..)| kind).collect();
        let told = |person: crate::identity::Person<'_>| {
            (person.id().to_owned(), person.birth_date(), person.postcode(), person.linked_id().map(str::to_owned))
        };
        assert!(reading.population.people().all(|person| person.flaws().is_none()), "{rows:?}");
        (reading.population.people().map(told).collect::<Vec<_>>(), kinds)
    };
    assert_eq!(people(&dropped), people(&rows));
    assert_eq!(people(&too_many.each_ref().map(String::as_str)), people(&rows));
    let mixed = [rows[0], rows[1], dropped[2], rows[3], dropped[4]];
    let short = NoticeKind::ShortRow;
    assert_eq!(people(&mixed), (people(&rows).0, vec![short, short]), "told where other rows have their empty cells");
}

#[test]
fn a_row_that_is_really_too_short_or_too_wide_is_ragged() {
    let header = "IDPN;Profil;Nom;Prénom;Né(e) le;CP;Identifiant CAS";
    for row in [
        "2;Élève;A",
        "2;Élève;A;05/06/2011;35000",
        "2;Élève;A;B;35000;abc",
        "2;Élève;A;B;05/06/2011;abc",
        "2;Élève;A;B;05/06/2011;B1234",
        "2;Élève;A;B;05/06/2011;35000;abc;x",
        "2;Élève;A;B",
    ] {
        let reading = base(format!("{header}\n1;Élève;C;D;05/06/2011;35000;\n{row}\n"));
        let flaws = reading.population.person(1).flaws();
        assert!(flaws.contains(Flaws::RAGGED_ROW) && !flaws.contains(Flaws::MISSING_ID), "{row}");
        let ragged = remarks(&reading).into_iter().filter(|(kind, ..)| *kind == NoticeKind::RaggedRow);
        assert_eq!((ragged.count(), reading.rejected_rows.len()), (1, 1), "{row}");
    }
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
fn a_letter_of_another_alphabet_is_named_with_its_cell() {
    let reading =
        base("IDPN;Profil;Nom;Prénom\n1;Parent;Dup\u{43E}nt;Anne\n2;Parent;Roux;L\u{435}a\n3;Parent;Иванова;Анна\n");
    let mixed = Flaws::MIXED_SCRIPTS;
    assert_eq!(
        reading.population.people().map(|person| person.flaws()).collect::<Vec<_>>(),
        [mixed, mixed, Flaws::NONE]
    );
    let expected =
        [(NoticeKind::MixedScripts, 2, "\u{43E} (cyrillique)"), (NoticeKind::MixedScripts, 3, "\u{435} (cyrillique)")];
    assert_eq!(remarks(&reading), expected);
    assert_eq!(reading.notices.iter().map(|notice| &*notice.column).collect::<Vec<_>>(), ["Nom", "Prénom"]);
    assert_eq!(reading.rejected_rows.len(), 2);
}

#[test]
fn an_error_of_a_spreadsheet_is_no_value_and_no_empty_cell() {
    let reading = base(
        "IDPN;Profil;Nom;Nom d’usage;Prénom;Né(e) le;CP;Identifiant CAS\n\
         #N/A;Élève;A;;B;05/06/2011;35000;\n\
         #REF!;Élève;A;;B;05/06/2011;35000;\n\
         3;Élève;#NOM?;;B;05/06/2011;35000;\n\
         4;Élève;A;;#VALEUR!;05/06/2011;35000;\n\
         5;Élève;A;;B;#N/A;35000;\n\
         6;#REF!;A;;B;05/06/2011;35000;\n\
         7;Élève;A;;B;05/06/2011;#DIV/0!;\n\
         8;Élève;A;;B;05/06/2011;35000;#N/A\n\
         9;Élève;A;#REF!;B;05/06/2011;35000;\n",
    );
    let kinds: Vec<_> = remarks(&reading).into_iter().map(|(kind, line, _)| (kind, line)).collect();
    let expected = [
        (NoticeKind::MissingId, 2),
        (NoticeKind::MissingId, 3),
        (NoticeKind::MissingName, 4),
        (NoticeKind::MissingName, 5),
        (NoticeKind::InvalidBirthDate, 6),
        (NoticeKind::UnknownProfile, 7),
        (NoticeKind::InvalidPostcode, 8),
        (NoticeKind::MangledId, 9),
    ];
    assert_eq!(kinds, expected);
    let flaws: Vec<_> = reading.population.people().map(|person| person.flaws()).collect();
    let (id, name) = (Flaws::MISSING_ID, Flaws::MISSING_NAME);
    let none = Flaws::NONE;
    assert_eq!(flaws, [id, id, name, name, Flaws::INVALID_BIRTH_DATE, none, none, Flaws::DUPLICATE_ID, none]);
    assert_eq!(reading.population.person(7).linked_id(), None);
    assert_eq!((reading.population.person(8).family(), reading.population.person(8).birth_family()), ("A", ""));
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
