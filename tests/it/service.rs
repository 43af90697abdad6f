//! Schools at work, on both databases: who is kept, who is decided about, and that nothing is lost.

use std::path::PathBuf;
use std::sync::Arc;

use rapproche::cas::configuration::Configuration;
use rapproche::cas::response::{Checks, Limits, Validated, parse};
use rapproche::first_connection::{Answer, Correction};
use rapproche::formats::{Input, ReadOptions, Reading, read_population};
use rapproche::identity::{
    BirthDate, Entry, Guardianship, Lang, Population, Profile, ProfileSet, Responsibility, Side,
};
use rapproche::service::{Act, ListFilter, ResetScope, School, Service, ServiceError, Subject, Undone};
use rapproche::store::{FailureFilter, FailureState, Moment, Store, StoreError};

use crate::databases::Database;

pub(crate) const UAI: &str = "0061234J";

/// Each test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() {
                super::$name(crate::databases::Database::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() {
                super::$name(crate::databases::Database::postgres()).await;
            })*
        }
    };
}

on_both!(
    somebody_who_was_linked_is_known_from_then_on,
    of_two_who_claim_one_user_one_gets_in,
    a_correction_closes_the_failure_and_attempts_are_counted,
    an_administrator_links_and_takes_it_back,
    of_two_administrators_one_is_told,
    nobody_gets_a_second_id,
    a_new_list_loses_no_link,
    a_base_that_was_numbered_anew_gives_nobody_anothers_id,
    a_list_of_pupils_says_nothing_of_parents,
    ids_of_the_base_are_taken_over_and_never_replace,
    a_list_of_the_ent_is_reconciled_at_once,
    ids_are_taken_away_and_given_back,
    an_id_that_is_somebody_elses_by_now_is_not_given_back,
    a_link_that_is_taken_back_while_its_user_is_away_stays_away,
    a_base_that_changes_under_a_run_is_run_on_again,
    a_session_ends_with_its_right,
    a_school_that_cannot_be_read_holds_up_no_other,
    somebody_without_an_id_is_known_by_what_was_sent,
    somebody_is_shown_all_and_forgotten,
    what_is_old_is_purged,
    the_audit_shows_what_was_touched,
    a_school_sees_nothing_of_another,
);

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

pub(crate) fn lists(side: Side, names: &[&str]) -> Reading {
    let input = |argument: &&str| {
        let input: Input = argument.parse().unwrap();
        Input { path: fixture(input.path.to_str().unwrap()), ..input }
    };
    let inputs: Vec<Input> = names.iter().map(input).collect();
    read_population(side, &inputs, &ReadOptions::default()).unwrap()
}

fn college() -> Reading {
    lists(
        Side::Base,
        &[
            "Élèves=college/eleves.csv",
            "Parents=college/parents.csv",
            "college/personnels.xlsx",
            "premiere-connexion/complement.csv",
        ],
    )
}

fn profiles(reading: &Reading) -> ProfileSet {
    Profile::ALL.into_iter().filter(|profile| reading.has_profile[profile.index()]).collect()
}

pub(crate) fn all_profiles() -> ProfileSet {
    Profile::ALL.into_iter().collect()
}

pub(crate) fn reply(name: &str) -> Validated {
    let body = std::fs::read(fixture(&format!("premiere-connexion/{name}.xml"))).unwrap();
    parse(&body, &Checks::stored(), &Limits::default()).unwrap()
}

/// A reply with other values for some attributes.
pub(crate) fn altered(name: &str, changes: &[(&str, &str)]) -> Validated {
    let original = reply(name);
    let mut altered = Validated { subject: original.subject.clone(), ..Validated::default() };
    for (attribute, values) in original.attributes.iter() {
        match changes.iter().find(|(changed, _)| *changed == attribute) {
            Some((_, value)) => altered.attributes.add(attribute, value, &Limits::default()).unwrap(),
            None => {
                values.iter().for_each(|value| altered.attributes.add(attribute, value, &Limits::default()).unwrap())
            }
        }
    }
    altered
}

pub(crate) async fn service_of(database: &Database) -> Service {
    Service::open(Store::open(&database.address).await.unwrap()).await.unwrap()
}

async fn add_school(database: &Database, uai: &str) {
    let store = Store::open(&database.address).await.unwrap();
    let toml = std::fs::read_to_string(fixture("premiere-connexion/identite.toml")).unwrap().replace(UAI, uai);
    assert!(Configuration::from_toml(&toml, "identite.toml").is_ok());
    store.add_school(uai, "Collège", &toml, "standard").await.unwrap();
    store.close().await;
}

/// The collège, ready for first connections.
pub(crate) async fn opened(database: &Database) -> (Service, Arc<School>) {
    add_school(database, UAI).await;
    let service = service_of(database).await;
    let school = service.school(UAI).unwrap();
    let college = college();
    school.import("test", &college.population, profiles(&college)).await.unwrap();
    (service, school)
}

async fn waiting(school: &School) -> Vec<rapproche::service::FailureRow> {
    school.failures(&FailureFilter::default()).await.unwrap()
}

async fn somebody_who_was_linked_is_known_from_then_on(database: Database) {
    let (service, school) = opened(&database).await;
    let first = school.arrive(&reply("eleve-exact")).await.unwrap();
    assert_eq!((first.code, first.answer), ("linked", Answer::Enter(vec![Profile::Pupils])));
    let again = school.arrive(&reply("eleve-exact")).await.unwrap();
    assert_eq!((again.code, &again.accesses), ("granted", &first.accesses));
    service.store().close().await;
    // Another process, another day, under another name.
    let service = service_of(&database).await;
    let school = service.school(UAI).unwrap();
    let renamed = altered("eleve-exact", &[("sn", "Tout-Autre")]);
    let later = school.arrive(&renamed).await.unwrap();
    assert_eq!((later.code, &later.accesses), ("granted", &first.accesses));
    let links = service.store().links(UAI).await.unwrap();
    assert!(links.iter().any(|link| link.user == first.accesses[0].1 && link.made_by == "visitor"));
}

async fn of_two_who_claim_one_user_one_gets_in(database: Database) {
    let (_, school) = opened(&database).await;
    // A process that has read the store before the first of them came.
    let other = service_of(&database).await.school(UAI).unwrap();
    let claims: Vec<Validated> = (0..6).map(|at| altered("eleve-exact", &[("uid", &format!("CLAIM-{at}"))])).collect();
    let mut tasks = Vec::new();
    for (at, claim) in claims.into_iter().enumerate() {
        let school = if at % 2 == 0 { school.clone() } else { other.clone() };
        tasks.push(tokio::spawn(async move { school.arrive(&claim).await.unwrap() }));
    }
    let mut codes = Vec::new();
    for task in tasks {
        codes.push(task.await.unwrap().code);
    }
    codes.sort_unstable();
    assert_eq!(codes.iter().filter(|code| **code == "linked").count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| ["linked", "already_linked"].contains(code)), "{codes:?}");
    other.reload(i64::MAX).await.unwrap();
    assert_eq!(waiting(&other).await.len(), 5);
}

async fn a_correction_closes_the_failure_and_attempts_are_counted(database: Database) {
    let (_, school) = opened(&database).await;
    let failed = school.arrive(&reply("eleve-a-corriger")).await.unwrap();
    assert_eq!(failed.answer, Answer::NotIdentified { may_correct: true });
    let number = failed.failure.unwrap();
    let view = school.failure(number, Lang::Fr).await.unwrap();
    let candidate = &view.candidates[0].user;
    let wrong = Correction { family: Some("Vandenbroucke".into()), ..Correction::default() };
    let right = Correction {
        family: Some(candidate.family.clone()),
        given: Some(candidate.given.clone()),
        birth_date: rapproche::normalize::parse_birth_date(&candidate.birth_date).ok(),
    };
    assert_eq!(school.correct(&reply("eleve-a-corriger"), &wrong).await.unwrap().failure, Some(number));
    let corrected = school.correct(&reply("eleve-a-corriger"), &right).await.unwrap();
    assert_eq!((corrected.code, corrected.accesses[0].1), ("linked", candidate.number));
    assert!(waiting(&school).await.is_empty());
    let view = school.failure(number, Lang::Fr).await.unwrap();
    assert_eq!(view.row.state, FailureState::Linked);
    let outcomes: Vec<&str> = view.corrections.iter().map(|correction| correction.outcome.as_str()).collect();
    assert_eq!(outcomes, ["too_far", "linked"]);
    // Three attempts, whatever the session.
    let homonym = reply("homonymes");
    for attempt in 1..=5 {
        let answer = school.correct(&homonym, &wrong).await.unwrap().answer;
        assert_eq!(answer, Answer::NotIdentified { may_correct: attempt < 3 }, "attempt {attempt}");
    }
    let number = waiting(&school).await[0].number;
    assert_eq!(school.failure(number, Lang::Fr).await.unwrap().corrections.len(), 3);
}

async fn an_administrator_links_and_takes_it_back(database: Database) {
    let (service, school) = opened(&database).await;
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    let view = school.failure(number, Lang::Fr).await.unwrap();
    let user = view.candidates[0].user.number;
    assert!(view.candidates[0].fields.iter().map(|field| field.weight).sum::<f64>() - view.candidates[0].score < 0.001);
    let decided = school.decide("admin:a", number, view.row.version, Act::Link { user }).await.unwrap();
    let entered = school.arrive(&reply("a-confirmer")).await.unwrap();
    assert_eq!((entered.code, entered.accesses[0].1), ("granted", user));
    // Closed: nothing more to decide.
    let again = school.decide("admin:a", number, decided.version, Act::Reject).await;
    assert!(matches!(again, Err(ServiceError::Closed)));
    school.undo("admin:b", decided.decision).await.unwrap();
    let twice = school.undo("admin:b", decided.decision).await;
    assert!(matches!(twice, Err(ServiceError::Store(StoreError::Changed))), "{twice:?}");
    assert!(service.store().links(UAI).await.unwrap().iter().all(|link| link.user != user));
    assert_eq!(school.arrive(&reply("a-confirmer")).await.unwrap().code, "to_confirm");
    let back = school.failure(number, Lang::Fr).await.unwrap();
    assert_eq!((back.row.state, back.row.visits), (FailureState::Open, 2));
    for (act, state) in [
        (Act::Postpone, FailureState::Postponed),
        (Act::AskCorrection, FailureState::CorrectionAsked),
        (Act::Reject, FailureState::Rejected),
    ] {
        let version = school.failure(number, Lang::Fr).await.unwrap().row.version;
        let decided = school.decide("admin:a", number, version, act).await.unwrap();
        assert_eq!(school.failure(number, Lang::Fr).await.unwrap().row.state, state);
        school.undo("admin:a", decided.decision).await.unwrap();
        assert_eq!(school.failure(number, Lang::Fr).await.unwrap().row.state, FailureState::Open);
    }
    let decisions = service.store().decisions(UAI, 10).await.unwrap();
    assert_eq!(decisions.len(), 4);
    assert!(decisions.iter().all(|decision| decision.undone.is_some()));
}

async fn of_two_administrators_one_is_told(database: Database) {
    let (_, school) = opened(&database).await;
    let other = service_of(&database).await.school(UAI).unwrap();
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    let version = school.failure(number, Lang::Fr).await.unwrap().row.version;
    let user = school.failure(number, Lang::Fr).await.unwrap().candidates[0].user.number;
    let (link, reject) = tokio::join!(
        tokio::spawn({
            let school = school.clone();
            async move { school.decide("admin:a", number, version, Act::Link { user }).await }
        }),
        tokio::spawn(async move { other.decide("admin:b", number, version, Act::Reject).await }),
    );
    let results = [link.unwrap(), reject.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let refused = results.iter().find_map(|result| result.as_ref().err()).unwrap();
    assert_eq!(refused.code(), "changed");
}

async fn nobody_gets_a_second_id(database: Database) {
    let (_, school) = opened(&database).await;
    let linked = school.arrive(&reply("eleve-exact")).await.unwrap();
    let user = linked.accesses[0].1;
    let number = school.arrive(&altered("eleve-exact", &[("uid", "SECOND")])).await.unwrap().failure.unwrap();
    let view = school.failure(number, Lang::Fr).await.unwrap();
    assert!(view.candidates[0].user.is_linked);
    let refused = school.decide("admin:a", number, view.row.version, Act::Link { user }).await.unwrap_err();
    assert_eq!(refused.code(), "link_taken");
    // Another person's profile is no way round.
    let teacher =
        school.users(Some(Profile::Teachers), &ListFilter { unlinked_only: true, most: 1, ..ListFilter::default() });
    let teacher = teacher.users[0].number;
    let refused = school.decide("admin:a", number, view.row.version, Act::Link { user: teacher }).await.unwrap_err();
    assert_eq!(refused.code(), "other_profile");
    assert_eq!(school.failure(number, Lang::Fr).await.unwrap().row.version, view.row.version, "nothing has changed");
}

/// One line of a base.
pub(crate) type Line<'a> = (&'a str, Profile, &'a str, &'a str, Option<(i32, u32, u32)>, &'a str);

pub(crate) fn base(lines: &[Line<'_>]) -> Population {
    let mut population = Population::new(vec!["base.csv".to_owned()], Vec::new());
    for &(id, profile, family, given, born, linked_id) in lines {
        let birth_date =
            born.map_or(BirthDate::MISSING, |(year, month, day)| BirthDate::new(year, month, day).unwrap());
        population.push(Entry {
            id,
            profiles: profile.into(),
            family,
            given,
            birth_date,
            linked_id,
            ..Entry::default()
        });
    }
    population
}

pub(crate) const ANNE: Line<'_> = ("1", Profile::Pupils, "AKOUDAD", "Anne", Some((2012, 3, 4)), "");
pub(crate) const BRUNO: Line<'_> = ("2", Profile::Pupils, "BERNOLLIN", "Bruno", Some((2012, 5, 6)), "");
const CHLOE: Line<'_> = ("3", Profile::Pupils, "CARDE", "Chloé", Some((2011, 7, 8)), "");
pub(crate) const DENIS: Line<'_> = ("4", Profile::Parents, "DURIBREUX", "Denis", None, "");

pub(crate) fn with_id<'a>(line: Line<'a>, id: &'a str) -> Line<'a> {
    (line.0, line.1, line.2, line.3, line.4, id)
}

fn with_idpn<'a>(line: Line<'a>, idpn: &'a str) -> Line<'a> {
    (idpn, line.1, line.2, line.3, line.4, line.5)
}

/// Who holds which id, by name.
pub(crate) async fn ids(service: &Service) -> Vec<(String, String)> {
    let users = service.store().users(UAI).await.unwrap();
    let name = |number| users.iter().find(|user| user.number == number).unwrap().given.clone();
    let links = service.store().links(UAI).await.unwrap();
    let mut ids: Vec<_> = links.iter().map(|link| (name(link.user), link.cas_id.clone())).collect();
    ids.sort();
    ids
}

pub(crate) fn pairs(ids: &[(&str, &str)]) -> Vec<(String, String)> {
    ids.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect()
}

pub(crate) async fn with_base(database: &Database, lines: &[Line<'_>]) -> (Service, Arc<School>) {
    add_school(database, UAI).await;
    let service = service_of(database).await;
    let school = service.school(UAI).unwrap();
    school.import("test", &base(lines), all_profiles()).await.unwrap();
    (service, school)
}

async fn a_new_list_loses_no_link(database: Database) {
    let all = [with_id(ANNE, "A"), with_id(BRUNO, "B"), with_id(CHLOE, "C"), with_id(DENIS, "D")];
    let (service, school) = with_base(&database, &all).await;
    let everybody = pairs(&[("Anne", "A"), ("Bruno", "B"), ("Chloé", "C"), ("Denis", "D")]);
    assert_eq!(ids(&service).await, everybody);
    // The same list without ids changes nothing, and says so.
    let same = school.import("test", &base(&[ANNE, BRUNO, CHLOE, DENIS]), all_profiles()).await.unwrap();
    assert_eq!((same.added, same.changed, same.vanished, same.links), (0, 0, 0, 0));
    // Bruno leaves, Anne's name is corrected, the order is another.
    let corrected = ("1", Profile::Pupils, "AKOUDAD", "Annie", Some((2012, 3, 4)), "");
    let left = school.import("test", &base(&[DENIS, CHLOE, corrected]), all_profiles()).await.unwrap();
    assert_eq!((left.added, left.changed, left.vanished), (0, 1, 1));
    assert_eq!(ids(&service).await, pairs(&[("Annie", "A"), ("Chloé", "C"), ("Denis", "D")]));
    assert_eq!(school.users(None, &ListFilter::default()).total, 3);
    // He comes back, and has his id again.
    let back = school.import("test", &base(&[ANNE, BRUNO, CHLOE, DENIS]), all_profiles()).await.unwrap();
    assert_eq!((back.added, back.returned), (0, 1));
    assert_eq!(ids(&service).await, everybody);
}

async fn a_base_that_was_numbered_anew_gives_nobody_anothers_id(database: Database) {
    let all = [with_id(ANNE, "A"), with_id(BRUNO, "B"), with_id(CHLOE, "C"), with_id(DENIS, "D")];
    let (service, school) = with_base(&database, &all).await;
    let shifted = [with_idpn(ANNE, "2"), with_idpn(BRUNO, "3"), with_idpn(CHLOE, "1"), with_idpn(DENIS, "4")];
    let plan = school.plan_import(&base(&shifted), all_profiles()).await.unwrap();
    assert_eq!((plan.report.renumbered, plan.report.vanished), (3, 3));
    school.import("test", &base(&shifted), all_profiles()).await.unwrap();
    assert_eq!(ids(&service).await, pairs(&[("Denis", "D")]));
    // Brothers and sisters, too: the family name is not enough.
    let brother = ("4", Profile::Parents, "DURIBREUX", "Marc", None, "");
    school.import("test", &base(&[shifted[0], shifted[1], shifted[2], brother]), all_profiles()).await.unwrap();
    assert_eq!(ids(&service).await, []);
    // And the old numbering gives everybody their own again.
    school.import("test", &base(&[ANNE, BRUNO, CHLOE, DENIS]), all_profiles()).await.unwrap();
    assert_eq!(ids(&service).await, pairs(&[("Anne", "A"), ("Bruno", "B"), ("Chloé", "C"), ("Denis", "D")]));
}

async fn a_list_of_pupils_says_nothing_of_parents(database: Database) {
    let (service, school) = with_base(&database, &[with_id(ANNE, "A"), with_id(DENIS, "D")]).await;
    let report = school.import("test", &base(&[BRUNO]), Profile::Pupils.into()).await.unwrap();
    assert_eq!(report.vanished, 1);
    assert_eq!(ids(&service).await, pairs(&[("Denis", "D")]));
}

async fn ids_of_the_base_are_taken_over_and_never_replace(database: Database) {
    let (service, school) = with_base(&database, &[with_id(ANNE, "A"), BRUNO, CHLOE]).await;
    // Another id for Anne, hers for Bruno, one for two.
    let contradicting = [with_id(ANNE, "X"), with_id(BRUNO, "A"), with_id(CHLOE, "Y"), with_id(DENIS, "Y")];
    let report = school.import("test", &base(&contradicting), all_profiles()).await.unwrap();
    assert_eq!(report.conflicts, ["1", "2", "3", "4"]);
    assert_eq!(ids(&service).await, pairs(&[("Anne", "A")]));
}

async fn a_list_of_the_ent_is_reconciled_at_once(database: Database) {
    let (service, school) = opened(&database).await;
    let ent = lists(Side::Cas, &["college/ent.csv"]);
    let before = service.store().links(UAI).await.unwrap().len();
    let report = school.reconcile("test", ent.population.clone(), Some(profiles(&ent)), Arc::new(())).await.unwrap();
    assert!(report.linked > 1_000 && report.overtaken == 0, "{report:?}");
    assert_eq!(service.store().links(UAI).await.unwrap().len() as u64, before as u64 + report.linked);
    let waiting = waiting(&school).await;
    assert_eq!(waiting.len() as u64, report.failures.values().sum::<u64>());
    // A second run finds what the first has left, and opens nothing anew.
    let again = school.reconcile("test", ent.population.clone(), Some(profiles(&ent)), Arc::new(())).await.unwrap();
    assert_eq!((again.linked, again.already_linked), (0, report.linked + report.already_linked));
    assert_eq!(self::waiting(&school).await.len(), waiting.len());
    // What a failure keeps is enough to look at it: names are those of the list.
    assert!(waiting.iter().all(|failure| !failure.family.is_empty() || failure.reason == "missing_name"));
}

async fn the_audit_shows_what_was_touched(database: Database) {
    let (service, school) = opened(&database).await;
    school.arrive(&reply("eleve-exact")).await.unwrap();
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    let version = school.failure(number, Lang::Fr).await.unwrap().row.version;
    school.decide("admin:a", number, version, Act::Postpone).await.unwrap();
    let entries = service.store().audit(UAI, None, 100).await.unwrap();
    let actions: Vec<&str> = entries.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["import", "link", "failure", "postpone"]);
    // No name stands in it.
    let sent = reply("eleve-exact");
    let name = sent.attributes.single("sn").unwrap().unwrap();
    assert!(entries.iter().all(|entry| !entry.detail.to_lowercase().contains(&name.to_lowercase())));
    let verified = service.store().verify_audit().await.unwrap().unwrap();
    assert_eq!((verified[0].1, &verified[0].2), (4, &entries[0].hash));
    // It cannot be changed by a statement…
    for statement in ["UPDATE audit SET actor = 'nobody' WHERE number = 2", "DELETE FROM audit WHERE number = 4"] {
        let refused = database.tamper(statement).unwrap_err();
        assert!(refused.contains("append-only"), "{refused}");
    }
    // …and where somebody takes the lock off first, it shows.
    let unlock = if database.address.starts_with("postgres") {
        "ALTER TABLE audit DISABLE TRIGGER ALL"
    } else {
        "DROP TRIGGER audit_is_not_changed"
    };
    database.tamper(unlock).unwrap();
    database.tamper("UPDATE audit SET actor = 'nobody' WHERE number = 2").unwrap();
    let fault = service.store().verify_audit().await.unwrap().unwrap_err();
    assert_eq!((fault.school.as_str(), fault.number), (UAI, 2));
}

async fn a_school_sees_nothing_of_another(database: Database) {
    let (_, school) = opened(&database).await;
    add_school(&database, "0350030T").await;
    let service = service_of(&database).await;
    let other = service.school("0350030T").unwrap();
    other.import("test", &base(&[ANNE]), all_profiles()).await.unwrap();
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    assert!(matches!(other.failure(number, Lang::Fr).await, Err(ServiceError::NotFound { .. })));
    assert!(matches!(other.decide("admin:b", number, 1, Act::Reject).await, Err(ServiceError::NotFound { .. })));
    assert!(matches!(other.undo("admin:b", 1).await, Err(ServiceError::NotFound { .. })));
    assert_eq!(other.users(None, &ListFilter::default()).total, 1);
    assert!(waiting(&other).await.is_empty());
    assert_eq!(waiting(&school).await.len(), 1);
}

async fn ids_are_taken_away_and_given_back(database: Database) {
    let (service, school) = opened(&database).await;
    let pupil = school.arrive(&reply("eleve-exact")).await.unwrap();
    let parent = school.arrive(&reply("parent-exact")).await.unwrap();
    let stranger = altered("eleve-sans-date", &[]);
    let before = service.store().links(UAI).await.unwrap();
    let pupils = ResetScope::Profiles(Profile::Pupils.into());
    let planned = school.plan_reset(pupils).await.unwrap();
    assert_eq!(service.store().links(UAI).await.unwrap(), before, "a plan changes nothing");
    let done = school.reset_links("admin:a", pupils).await.unwrap();
    assert_eq!((done.removed, done.removed_aside), (planned.removed, 0));
    let left = service.store().links(UAI).await.unwrap();
    assert!(
        left.iter().all(|link| link.profile != "eleves") && left.iter().any(|link| link.user == parent.accesses[0].1)
    );
    assert_eq!(school.name_of(pupil.accesses[0].1, Profile::Pupils, pupil.cas_id.as_deref()), None);
    // The pupil comes back by a new id, before somebody takes the reset back: that id stays.
    let renewed = school.arrive(&altered("eleve-exact", &[("uid", "NEW-YEAR")])).await.unwrap();
    assert_eq!((renewed.code, &renewed.accesses), ("linked", &pupil.accesses));
    let undone = school.undo("admin:a", done.decision.unwrap()).await.unwrap();
    assert_eq!(undone, Undone { restored: done.removed - 1, left_out: 1 });
    let now = service.store().links(UAI).await.unwrap();
    assert_eq!(now.len(), before.len());
    assert!(now.iter().any(|link| link.cas_id == "NEW-YEAR"));
    assert_eq!(school.arrive(&altered("eleve-exact", &[("uid", "NEW-YEAR")])).await.unwrap().code, "granted");
    assert!(matches!(
        school.undo("admin:a", done.decision.unwrap()).await,
        Err(ServiceError::Store(StoreError::Changed))
    ));
    // One user alone, and nobody to take anything from.
    let one = school.reset_links("admin:a", ResetScope::User(parent.accesses[0].1)).await.unwrap();
    assert_eq!(one.removed, 1);
    assert_eq!(school.reset_links("admin:a", ResetScope::User(parent.accesses[0].1)).await.unwrap().decision, None);
    assert_eq!(school.arrive(&stranger).await.unwrap().accesses.len(), 0);
    assert!(service.store().verify_audit().await.unwrap().is_ok());
}

async fn somebody_without_an_id_is_known_by_what_was_sent(database: Database) {
    let (_, school) = opened(&database).await;
    let without_id = |given: &str| {
        let sent = altered("inconnu", &[("givenName", given)]);
        let mut reply = Validated::default();
        for (name, values) in sent.attributes.iter().filter(|(name, _)| *name != "uid") {
            values.iter().for_each(|value| reply.attributes.add(name, value, &Limits::default()).unwrap());
        }
        reply
    };
    let first = school.arrive(&without_id("Zoé")).await.unwrap().failure.unwrap();
    let other = school.arrive(&without_id("Zoélie")).await.unwrap().failure.unwrap();
    assert_eq!(school.arrive(&without_id("Zoé")).await.unwrap().failure, Some(first));
    assert_ne!(first, other);
    let rows = waiting(&school).await;
    assert_eq!(rows.iter().map(|row| (row.number, row.visits)).collect::<Vec<_>>(), [(first, 2), (other, 1)]);
    // Decided, and here again: that is news.
    let version = school.failure(first, Lang::Fr).await.unwrap().row.version;
    school.decide("admin:a", first, version, Act::Reject).await.unwrap();
    assert!(school.arrive(&without_id("Zoé")).await.unwrap().failure.unwrap() > other);
}

async fn somebody_is_shown_all_and_forgotten(database: Database) {
    let (service, school) = opened(&database).await;
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    let typed = Correction { family: Some("Massonnet".to_owned()), ..Correction::default() };
    school.correct(&reply("a-confirmer"), &typed).await.unwrap();
    let view = school.failure(number, Lang::Fr).await.unwrap();
    let user = view.candidates[0].user.number;
    let decided = school.decide("admin:a", number, view.row.version, Act::Link { user }).await.unwrap();
    school.reset_links("admin:a", ResetScope::User(user)).await.unwrap();
    let last = service.store().users(UAI).await.unwrap().iter().map(|user| user.number).max().unwrap();
    // All of it is shown, though the link is gone: the decisions remember.
    let data = school.personal_data(Subject::User(user)).await.unwrap();
    let text = serde_json::to_string(&data).unwrap();
    assert!(["R2BNY6GW", "MASSON", "Massonnet", "Syrinne"].iter().all(|part| text.contains(part)), "{text}");
    assert_eq!((data.failures.len(), data.decisions.len()), (1, 2));
    let forgotten = school.erase("admin:a", Subject::User(user)).await.unwrap();
    assert_eq!((forgotten.users, forgotten.failures, forgotten.corrections), (1, 1, 1));
    assert!(matches!(school.personal_data(Subject::User(user)).await, Err(ServiceError::NotFound { .. })));
    assert!(matches!(school.erase("admin:a", Subject::User(user)).await, Err(ServiceError::NotFound { .. })));
    assert!(service.store().failure(UAI, number).await.unwrap().is_none());
    assert!(matches!(school.undo("admin:a", decided.decision).await, Err(ServiceError::NotUndoable)));
    let decisions = service.store().decisions(UAI, 10).await.unwrap();
    let audit = service.store().audit(UAI, None, 1000).await.unwrap();
    let kept = decisions.iter().map(|one| &one.detail).chain(audit.iter().map(|entry| &entry.detail));
    assert!(kept.into_iter().all(|detail| !detail.contains("R2BNY6GW")), "an id outlived its person");
    assert!(service.store().verify_audit().await.unwrap().is_ok());
    // Back with the next import, as somebody new.
    let college = college();
    let report = school.import("test", &college.population, profiles(&college)).await.unwrap();
    assert_eq!((report.added, report.changed), (1, 0));
    let back = service.store().users(UAI).await.unwrap();
    assert_eq!(back.iter().map(|user| user.number).max(), Some(last + 1));
    // Whoever is no user at all.
    let stranger = school.arrive(&reply("inconnu")).await.unwrap().failure.unwrap();
    assert!(stranger > number, "the number of a failure is not given again");
    school.erase("admin:a", Subject::Failure(stranger)).await.unwrap();
    assert!(waiting(&school).await.is_empty());
}

async fn what_is_old_is_purged(database: Database) {
    let (service, school) = opened(&database).await;
    let number = school.arrive(&reply("eleve-a-corriger")).await.unwrap().failure.unwrap();
    let typed = Correction { given: Some("Autre".to_owned()), ..Correction::default() };
    school.correct(&reply("eleve-a-corriger"), &typed).await.unwrap();
    school.arrive(&reply("eleve-exact")).await.unwrap();
    // A base of staff and parents alone, said to be all of it: the pupils leave.
    let rest = lists(Side::Base, &["Parents=college/parents.csv", "college/personnels.xlsx"]);
    let vanished = school.import("test", &rest.population, all_profiles()).await.unwrap().vanished;
    let before = service.store().users(UAI).await.unwrap().len();
    let old = Moment::now().earlier(std::time::Duration::from_secs(3600));
    assert!(school.purge("test", old).await.unwrap().is_empty(), "nothing is that old");
    let revision = service.store().school(UAI).await.unwrap().revision;
    assert_eq!(service.store().school(UAI).await.unwrap().revision, revision, "and nothing is written");
    let soon = Moment::now().later(std::time::Duration::from_secs(1));
    let planned = service.store().purgeable(UAI, soon).await.unwrap();
    assert_eq!((planned.users, planned.failures, planned.corrections), (vanished, 1, 1));
    assert_eq!(school.purge("test", soon).await.unwrap(), planned);
    assert_eq!(service.store().users(UAI).await.unwrap().len() as u64, before as u64 - vanished);
    assert!(service.store().links_aside(UAI).await.unwrap().is_empty());
    assert!(waiting(&school).await.is_empty());
    assert!(school.arrive(&reply("eleve-a-corriger")).await.unwrap().failure.unwrap() > number);
    assert!(service.store().verify_audit().await.unwrap().is_ok());
}

async fn an_id_that_is_somebody_elses_by_now_is_not_given_back(database: Database) {
    let (service, school) = opened(&database).await;
    let pupil = school.arrive(&altered("eleve-exact", &[("uid", "SHARED")])).await.unwrap();
    assert_eq!(pupil.code, "linked");
    let reset = school.reset_links("admin:a", ResetScope::User(pupil.accesses[0].1)).await.unwrap();
    // The ENT gives the id to a parent, whom it lets into another profile: the pair of profile and id is free.
    let parent = school.arrive(&altered("parent-exact", &[("uid", "SHARED")])).await.unwrap();
    assert_eq!((parent.code, parent.accesses[0].0), ("linked", Profile::Parents));
    let undone = school.undo("admin:a", reset.decision.unwrap()).await.unwrap();
    assert_eq!(undone, Undone { restored: 0, left_out: 1 });
    let holders: Vec<i64> = links_of(&service, "SHARED").await;
    assert_eq!(holders, [parent.accesses[0].1]);
}

/// The users who hold an id.
pub(crate) async fn links_of(service: &Service, id: &str) -> Vec<i64> {
    let links = service.store().links(UAI).await.unwrap();
    links.into_iter().filter(|link| link.cas_id == id).map(|link| link.user).collect()
}

async fn a_link_that_is_taken_back_while_its_user_is_away_stays_away(database: Database) {
    let (service, school) = opened(&database).await;
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    let view = school.failure(number, Lang::Fr).await.unwrap();
    let user = view.candidates[0].user.number;
    let decided = school.decide("admin:a", number, view.row.version, Act::Link { user }).await.unwrap();
    let college = college();
    let rest = lists(Side::Base, &["Parents=college/parents.csv", "college/personnels.xlsx"]);
    school.import("test", &rest.population, all_profiles()).await.unwrap();
    assert_eq!(links_of(&service, "R2BNY6GW").await, [0_i64; 0]);
    school.undo("admin:a", decided.decision).await.unwrap();
    school.import("test", &college.population, profiles(&college)).await.unwrap();
    assert_eq!(links_of(&service, "R2BNY6GW").await, [0_i64; 0], "the user is back, and the wrong link is not");
}

/// Brings a base in while the engine runs, the first time.
struct Meddler {
    school: Arc<School>,
    runtime: tokio::runtime::Handle,
    begun: std::sync::atomic::AtomicU32,
}

impl rapproche::reconcile::Progress for Meddler {
    fn begin(&self, _: u64) {
        if self.begun.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0 {
            let rest = lists(Side::Base, &["Parents=college/parents.csv", "college/personnels.xlsx"]);
            self.runtime.block_on(self.school.import("test", &rest.population, all_profiles())).unwrap();
        }
    }

    fn advance(&self, _: u64) {}
}

async fn a_base_that_changes_under_a_run_is_run_on_again(database: Database) {
    let (service, school) = opened(&database).await;
    let list = lists(Side::Cas, &["college/ent.csv"]);
    let runtime = tokio::runtime::Handle::current();
    let meddler = Arc::new(Meddler { school: school.clone(), runtime, begun: Default::default() });
    let before = links_of_profile(&service, "eleves").await;
    assert!(before > 0);
    let report = school.reconcile("test", list.population, None, meddler.clone()).await.unwrap();
    assert_eq!(meddler.begun.load(std::sync::atomic::Ordering::Relaxed), 2);
    // The pupils have left between the two: nobody is linked with somebody who is not there.
    assert!(report.linked > 0, "{report:?}");
    assert_eq!(links_of_profile(&service, "eleves").await, 0);
}

async fn links_of_profile(service: &Service, profile: &str) -> usize {
    service.store().links(UAI).await.unwrap().iter().filter(|link| link.profile == profile).count()
}

async fn a_session_ends_with_its_right(database: Database) {
    let (_, school) = opened(&database).await;
    let parent = school.arrive(&reply("parent-exact")).await.unwrap();
    let (user, id) = (parent.accesses[0].1, parent.cas_id.clone());
    let name = || school.name_of(user, Profile::Parents, id.as_deref());
    assert!(name().is_some());
    let close = |configuration: &mut Configuration| {
        configuration.published = false;
        Ok(())
    };
    let closed = school.configure("admin:a", None, close).await.unwrap();
    assert_eq!(name(), None, "the door is shut");
    school.undo("admin:a", closed.decision.unwrap()).await.unwrap();
    assert!(name().is_some());
    // The base says that this parent is another contact now.
    let service = service_of(&database).await;
    let mut change = service.store().change(UAI, "test").await.unwrap();
    let mut users = change.users().await.unwrap();
    let one = users.iter_mut().find(|one| one.number == user).unwrap();
    one.guardianship = Guardianship::new(Responsibility::OtherContact, false);
    change.put_users(std::slice::from_ref(one)).await.unwrap();
    change.commit().await.unwrap();
    school.reload(i64::MAX).await.unwrap();
    assert_eq!(name(), None, "a contact has no access");
}

async fn a_school_that_cannot_be_read_holds_up_no_other(database: Database) {
    let (service, school) = opened(&database).await;
    let pupil = school.arrive(&reply("eleve-exact")).await.unwrap();
    // Before it, in the order of their UAI.
    add_school(&database, "0010001A").await;
    service.refresh().await.unwrap();
    database
        .tamper("UPDATE schools SET rules = 'nonsense = [', revision = revision + 1 WHERE uai = '0010001A'")
        .unwrap();
    let elsewhere = service_of_others(&database).await;
    elsewhere.reset_links("admin:a", ResetScope::User(pupil.accesses[0].1)).await.unwrap();
    assert!(service.refresh().await.is_err());
    assert_eq!(school.name_of(pupil.accesses[0].1, Profile::Pupils, pupil.cas_id.as_deref()), None, "out at once");
    let broken = service.school("0010001A").unwrap();
    assert!(broken.make_current().await.is_err(), "nobody gets in by what was true once");
}

/// The school as another process has it, which started before the other school broke.
async fn service_of_others(database: &Database) -> Arc<School> {
    let store = Store::open(&database.address).await.unwrap();
    let rules = "UPDATE schools SET rules = 'standard' WHERE uai = '0010001A'";
    let broken = "UPDATE schools SET rules = 'nonsense = [' WHERE uai = '0010001A'";
    database.tamper(rules).unwrap();
    let school = Service::open(store).await.unwrap().school(UAI).unwrap();
    database.tamper(broken).unwrap();
    school
}
