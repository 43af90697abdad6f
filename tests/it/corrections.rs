//! What somebody who corrects an identity gets, and above all what not: whoever types a classmate's name and birth
//! date must not get the classmate's account.

use rapproche::cas::configuration::FirstConnectionSettings;
use rapproche::cas::response::Validated;
use rapproche::first_connection::{Answer, Basis, Correction, FirstConnection, Outcome, WhyRejected};
use rapproche::identity::BirthDate;
use rapproche::matching::decision::Reason;
use rapproche::matching::{Field, Level};

use super::people::{Someone, parent, pupil};
use super::resolver::{reply, resolver};

fn typed(family: Option<&str>, given: Option<&str>, born: Option<(u32, u32, i32)>) -> Correction {
    Correction {
        family: family.map(str::to_owned),
        given: given.map(str::to_owned),
        birth_date: born.map(|(day, month, year)| BirthDate::new(year, month, day).unwrap()),
    }
}

fn door(base: &[Someone]) -> FirstConnection {
    resolver(base, FirstConnectionSettings::default())
}

/// The PRONOTE id that the correction gives, or why none.
fn corrected(base: &[Someone], sent: Someone, correction: &Correction) -> Result<String, WhyRejected> {
    let door = door(base);
    let sent = reply(Someone { id: "ent-1".into(), ..sent });
    assert!(matches!(door.resolve(&sent), Outcome::Failed(_)), "nothing to correct");
    match door.resolve_corrected(&sent, correction, 1) {
        Outcome::Linked(admission) => {
            assert!(matches!(admission.accesses[0].basis, Basis::CorrectedIdentity(_)));
            Ok(door.users().person(admission.accesses[0].user).id().to_owned())
        }
        Outcome::Failed(refusal) => Err(refusal.correction.unwrap().why),
        other => panic!("{other:?}"),
    }
}

fn ines() -> Someone {
    pupil("17", "QUEFFELEC", "Inès").born(4, 3, 2012)
}

#[test]
fn a_typing_error_of_the_ent_is_corrected() {
    // Two errors at once are too many for a link by themselves.
    let sent = Someone { family: "QEFFELEC".into(), given: "Inhès".into(), born: None, ..ines() };
    let correction = typed(Some("Queffélec"), Some("Inès"), Some((4, 3, 2012)));
    assert_eq!(corrected(&[ines()], sent, &correction), Ok("17".into()));
}

/// People of one family name, so that the name says little.
fn relatives_of(family: &str, make: fn(&str, &str, &str) -> Someone) -> Vec<Someone> {
    let given = ["Azenor", "Brendan", "Corentin", "Denez", "Enora", "Fanch", "Gwendal", "Hervé", "Iwan", "Judikael"];
    let born = |number| (1 + number as u32, 7, 2000 + number);
    let make_one = |(number, given): (usize, &&str)| {
        let (day, month, year) = born(number as i32);
        make(&format!("{family}-{number}"), family, given).born(day, month, year)
    };
    given.iter().enumerate().map(make_one).collect()
}

#[test]
fn a_date_that_was_not_sent_may_be_added() {
    let mut base = relatives_of("QUEFFELEC", pupil);
    base.push(ines());
    let sent = Someone { born: None, ..ines() };
    let correction = typed(None, None, Some((4, 3, 2012)));
    assert_eq!(corrected(&base, sent, &correction), Ok("17".into()));
}

#[test]
fn the_birth_name_may_be_typed_where_it_was_sent_too() {
    let mut base = relatives_of("LE GOFF", parent);
    base.iter_mut().for_each(|person| person.born = None);
    base.push(parent("P1", "LE GOFF", "Soizic").living(35_000));
    let sent = parent("", "TANGUY", "Soizic").named_at_birth("LE GOFF").at("0350030T");
    assert_eq!(corrected(&base, sent.clone(), &typed(Some("Le Goff"), None, None)), Ok("P1".into()));
    // Where it was not, the other name is another name.
    let unsent = Someone { birth_family: String::new(), ..sent };
    let too_far = WhyRejected::TooFar { field: Field::Family, level: Level::Different };
    assert_eq!(corrected(&base, unsent, &typed(Some("Le Goff"), None, None)), Err(too_far));
}

#[test]
fn a_classmate_s_name_and_birth_date_open_nothing() {
    let stranger = pupil("", "ZYWIECKI", "Barnabé").born(1, 1, 2010);
    let all = typed(Some("QUEFFELEC"), Some("Inès"), Some((4, 3, 2012)));
    let result = corrected(&[ines()], stranger.clone(), &all);
    assert!(matches!(result, Err(WhyRejected::TooFar { .. })), "{result:?}");
    // Nor one field at a time.
    for one in [typed(Some("QUEFFELEC"), None, None), typed(None, Some("Inès"), None)] {
        let result = corrected(&[ines()], stranger.clone(), &one);
        assert!(matches!(result, Err(WhyRejected::TooFar { .. })), "{result:?}");
    }
}

#[test]
fn a_birth_date_that_was_sent_stays() {
    let sent = Someone { born: Some((5, 4, 2011)), ..ines() };
    let result = corrected(&[ines()], sent, &typed(None, None, Some((4, 3, 2012))));
    assert!(matches!(result, Err(WhyRejected::TooFar { field: Field::BirthDate, .. })), "{result:?}");
}

#[test]
fn a_birth_date_that_was_sent_cannot_be_taken_away() {
    // An adult may be linked without a date, but not by hiding one that contradicts.
    let base = [parent("P1", "QUEFFELEC", "Solenn").born(4, 3, 1982).living(35_000)];
    let sent = parent("", "QEFFELEC", "Solenn").born(9, 9, 1975).living(35_000);
    let without_date = Correction { birth_date: Some(BirthDate::MISSING), ..typed(Some("Queffélec"), None, None) };
    assert_eq!(corrected(&base, sent, &without_date), Err(WhyRejected::NoExactMatch));
}

#[test]
fn among_homonyms_a_typed_date_decides_nothing() {
    let base = [ines(), Someone { id: "18".into(), ..ines() }.born(9, 9, 2010)];
    let sent = Someone { born: None, ..ines() };
    for date in [(4, 3, 2012), (9, 9, 2010)] {
        let result = corrected(&base, sent.clone(), &typed(None, None, Some(date)));
        assert_eq!(result, Err(WhyRejected::AssertedOtherwise));
    }
}

/// Brothers, twins, spouses and namesakes who are not in the base, one letter away from somebody who is.
#[test]
fn people_who_are_not_in_the_base_do_not_become_their_relatives() {
    let pupil_born = |family, given| pupil("17", family, given).born(4, 3, 2012);
    let mother = |family, given| parent("17", family, given).living(35_000);
    let her_date = Some((4, 3, 2012));
    let cases = [
        (mother("QUEFFELEC", "Simone"), ("QUEFFELEC", "Simon"), typed(None, Some("Simone"), None)),
        (mother("QUEFFELEC", "Michèle"), ("QUEFFELEC", "Michel"), typed(None, Some("Michèle"), None)),
        (mother("QUEFFELEC", "Julie"), ("QUEFFELEC", "Julien"), typed(None, Some("Julie"), None)),
        (pupil_born("QUEFFELEC", "Simone"), ("QUEFFELEC", "Simon"), typed(None, Some("Simone"), her_date)),
        (pupil_born("QUEFFELEC", "Louise"), ("QUEFFELEC", "Louis"), typed(None, Some("Louise"), her_date)),
        (pupil_born("MARTEL", "Emilie"), ("MARTELL", "Emile"), typed(Some("Martel"), Some("Emilie"), her_date)),
        (pupil_born("BENALI", "Mohammed"), ("BENALI", "Mohamed"), typed(None, Some("Mohammed"), her_date)),
        (pupil_born("QUEFFELEC", "Léo"), ("QUEFFELEC", "Jules"), typed(None, Some("Léo"), her_date)),
        (mother("QUEFFELEC", "Marie-Louise"), ("QUEFFELEC", "Marie-Louis"), typed(None, Some("Marie-Louise"), None)),
    ];
    for (user, (family, given), correction) in cases {
        let sent = Someone { family: family.into(), given: given.into(), born: None, ..user.clone() };
        for other_given in ["", "Léo"] {
            let sent = Someone { id: "ent-1".into(), other_given: other_given.into(), ..sent.clone() };
            let door = door(std::slice::from_ref(&user));
            let outcome = door.resolve_corrected(&reply(sent), &correction, 1);
            let Outcome::Failed(refusal) = outcome else { panic!("{given} became {}", user.given) };
            let why = refusal.correction.unwrap().why;
            assert!(matches!(why, WhyRejected::TooFar { field: Field::Given, .. }), "{given}: {why:?}");
        }
    }
}

#[test]
fn a_family_name_that_somebody_bears_is_no_typing_error() {
    let base = [pupil("17", "MARTINS", "Inès").born(4, 3, 2012), pupil("18", "MARTIN", "Paul").born(1, 1, 2011)];
    let sent = pupil("", "MARTIN", "Inès");
    let result = corrected(&base, sent, &typed(Some("Martins"), None, Some((4, 3, 2012))));
    assert_eq!(result, Err(WhyRejected::TooFar { field: Field::Family, level: Level::Different }));
}

#[test]
fn a_name_of_any_length_is_read_in_no_time() {
    let endless = "Inès ".repeat(200_000);
    let sent = Someone { born: None, given: "Inhès".into(), ..ines() };
    let result = corrected(&[ines()], sent, &typed(None, Some(&endless), None));
    assert_eq!(result, Err(WhyRejected::TooFar { field: Field::Given, level: Level::Different }));
}

#[test]
fn attempts_are_bounded_and_nothing_is_searched_past_them() {
    let door = door(&[ines()]);
    let sent =
        reply(Someone { id: "ent-1".into(), family: "QEFFELEC".into(), given: "Inhès".into(), born: None, ..ines() });
    let right = typed(Some("Queffélec"), Some("Inès"), Some((4, 3, 2012)));
    let attempts = door.policy().attempts();
    assert_eq!(door.resolve_corrected(&sent, &right, attempts).code(), "linked");
    for attempt in [0, attempts + 1, u8::MAX] {
        let Outcome::Failed(refusal) = door.resolve_corrected(&sent, &right, attempt) else { panic!("linked") };
        let rejected = refusal.correction.unwrap();
        assert_eq!((rejected.why, rejected.candidates.len()), (WhyRejected::TooManyAttempts, 0));
    }
    let outcome = door.resolve(&sent);
    let answer = |corrections| Answer::new(&outcome, door.policy(), corrections);
    assert_eq!(answer(attempts - 1), Answer::NotIdentified { may_correct: true });
    assert_eq!(answer(attempts), Answer::NotIdentified { may_correct: false });
}

#[test]
fn the_administrator_sees_both_versions() {
    let door = door(&[ines()]);
    let sent = reply(Someone { id: "ent-1".into(), ..pupil("", "ZYWIECKI", "Barnabé").born(1, 1, 2010) });
    let correction = typed(Some("QUEFFELEC"), None, None);
    let Outcome::Failed(refusal) = door.resolve_corrected(&sent, &correction, 1) else { panic!("linked") };
    assert_eq!(refusal.correction.unwrap().typed, correction);
    assert_eq!(refusal.reason.code(), "no_candidate");
}

#[test]
fn the_same_identity_again_is_no_correction() {
    let sent = pupil("", "ZYWIECKI", "Barnabé").born(1, 1, 2010);
    assert_eq!(corrected(&[ines()], sent.clone(), &Correction::default()), Err(WhyRejected::NothingChanged));
    let again = typed(Some("ZYWIECKI"), Some("Barnabé"), Some((1, 1, 2010)));
    assert_eq!(corrected(&[ines()], sent, &again), Err(WhyRejected::NothingChanged));
}

#[test]
fn no_correction_mends_a_profile_or_a_known_id() {
    let door = door(&[ines().holding("ent-1")]);
    let correction = typed(Some("X"), None, None);
    let known = reply(Someone { id: "ent-1".into(), ..ines() });
    assert_eq!(door.resolve_corrected(&known, &correction, 1).code(), "granted");
    let without_profile = reply(Someone { id: "ent-2".into(), profiles: Default::default(), ..ines() });
    assert_eq!(door.resolve_corrected(&without_profile, &correction, 1).code(), "no_profile");
}

#[test]
fn no_correction_binds_an_id_that_is_missing_or_somebody_s() {
    let right = typed(Some("Queffélec"), Some("Inès"), Some((4, 3, 2012)));
    let sent = Someone { family: "QEFFELEC".into(), given: "Inhès".into(), born: None, ..ines() };
    let holders = [
        pupil("30", "MORVAN", "Paul").born(1, 1, 2012).holding("ent-1"),
        pupil("31", "LE GALL", "Anne").born(2, 2, 2012).holding("ent-1"),
    ];
    let base = [&[ines()][..], &holders].concat();
    let door = door(&base);
    let with_conflict = reply(Someone { id: "ent-1".into(), ..sent.clone() });
    let without_id = Validated { subject: None, ..reply(Someone { id: "ent-2".into(), ..sent.clone() }) };
    for sent in [&with_conflict, &without_id] {
        let outcome = door.resolve_corrected(sent, &right, 1);
        assert!(matches!(&outcome, Outcome::Failed(refusal) if refusal.reason == Reason::IdConflict), "{outcome:?}");
    }
    assert_eq!(door.resolve_corrected(&reply(Someone { id: "ent-3".into(), ..sent }), &right, 1).code(), "linked");
}
