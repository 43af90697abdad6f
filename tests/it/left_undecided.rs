//! Failures of runs at the first connection, on both databases: it links none of them until an administrator has decided.

use std::sync::Arc;

use rapproche::cas::response::Validated;
use rapproche::first_connection::Correction;
use rapproche::identity::{Entry, Guardianship, Lang, Population, Postcode, Profile, Responsibility};
use rapproche::normalize::parse_birth_date;
use rapproche::service::{Act, Decided, FailureRow, School, Service};
use rapproche::store::Moment;

use crate::databases::Database;
use crate::people::{crowd, parent, population, pupil};
use crate::service::{UAI, all_profiles, altered, opened, reply, service_of, with_base};

on_both!(
    a_user_of_two_accounts_waits_at_the_door,
    a_decision_frees_the_user,
    what_a_run_did_not_know_is_no_longer_its_doubt,
    a_person_may_correct_what_a_run_doubts,
    a_hopeless_failure_holds_up_nobody,
    an_id_on_two_rows_lets_neither_in,
    ids_that_the_ent_has_no_more_are_told,
);

const FAMILY: &str = "KERVELLEC";
const GIVEN: &str = "Tiphaine";

/// A school with one mother of that name, and another parent.
async fn school_of_one_mother(database: &Database) -> (Service, Arc<School>) {
    let (service, school) = with_base(database, &[]).await;
    let preferential = Guardianship::new(Responsibility::Preferential, false);
    let mut people = crowd(pupil);
    for (id, family, given) in [("m", FAMILY, GIVEN), ("d", "DURIBREUX", "Gwendal")] {
        let mut one = parent(id, family, given).living(6_130);
        one.guardianship = preferential;
        people.push(one);
    }
    school.import("test", &population(&people), all_profiles()).await.unwrap();
    (service, school)
}

/// A list of accounts of parents who live at one postcode.
async fn run(school: &School, accounts: &[(&str, &str, &str)]) {
    let mut list = Population::new(vec!["ent.csv".to_owned()], Vec::new());
    for &(id, family, given) in accounts {
        let (profiles, postcode) = (Profile::Parents.into(), Postcode::french(6_130));
        list.push(Entry { id, profiles, family, given, postcode, ..Entry::default() });
    }
    school.reconcile("test", list, None, Arc::new(())).await.unwrap();
}

/// What the ENT sends of such an account.
fn account(id: &str, family: &str, given: &str) -> Validated {
    altered("parent-exact", &[("uid", id), ("sn", family), ("givenName", given), ("ENTPersonCodePostal", "06130")])
}

fn mother(id: &str) -> Validated {
    account(id, FAMILY, GIVEN)
}

async fn waiting(school: &School) -> Vec<FailureRow> {
    school.failures(&Default::default()).await.unwrap()
}

async fn reject(school: &School, number: i64) -> Decided {
    let version = school.failure_row(number).await.unwrap().version;
    school.decide("admin:a", number, version, Act::Reject).await.unwrap()
}

async fn a_user_of_two_accounts_waits_at_the_door(database: Database) {
    let (service, school) = school_of_one_mother(&database).await;
    assert_eq!(school.resolve(&mother("TOM")).code, "linked", "alone, and nothing speaks against it");
    run(&school, &[("LEA", FAMILY, GIVEN), ("TOM", FAMILY, GIVEN)]).await;
    let failures = waiting(&school).await;
    assert_eq!(failures.len(), 2);
    // The account of a failure joins it, with the reason of the run.
    let tom = school.arrive(&mother("TOM")).await.unwrap();
    assert!(tom.accesses.is_empty() && failures.iter().any(|row| Some(row.number) == tom.failure), "{tom:?}");
    assert_eq!(tom.code, failures[0].reason);
    // An account that no list had is one more for this user.
    let new = school.arrive(&mother("ZOE")).await.unwrap();
    assert!(["ambiguous", "two_accounts"].contains(&new.code), "{new:?}");
    assert_eq!(waiting(&school).await.len(), 3);
    // Others get in.
    assert_eq!(school.arrive(&account("GWEN", "DURIBREUX", "Gwendal")).await.unwrap().code, "linked");
    // After a restart as well.
    service.store().close().await;
    let school = service_of(&database).await.school(UAI).unwrap();
    assert_eq!(school.resolve(&mother("ZOE")).code, new.code);
    assert_eq!(school.resolve(&mother("TOM")).code, tom.code);
    // The one whom the administrator chooses gets in.
    let lea = failures.iter().find(|row| Some(row.number) != tom.failure).unwrap();
    let view = school.failure(lea.number, Lang::Fr).await.unwrap();
    let user = view.candidates[0].user.number;
    school.decide("admin:a", lea.number, view.row.version, Act::Link { user }).await.unwrap();
    assert_eq!(school.arrive(&mother("LEA")).await.unwrap().code, "granted");
    assert!(school.arrive(&mother("ZOE")).await.unwrap().accesses.is_empty());
}

async fn an_id_on_two_rows_lets_neither_in(database: Database) {
    let (_, school) = school_of_one_mother(&database).await;
    let father = || account("SHARED", "DURIBREUX", "Gwendal");
    assert_eq!(school.resolve(&father()).code, "linked");
    run(&school, &[("SHARED", FAMILY, GIVEN), ("SHARED", "DURIBREUX", "Gwendal")]).await;
    for visitor in [mother("SHARED"), father()] {
        let visit = school.arrive(&visitor).await.unwrap();
        assert!(visit.accesses.is_empty(), "{visit:?}");
        assert_eq!(visit.code, "id_conflict");
    }
}

async fn a_decision_frees_the_user(database: Database) {
    let (service, school) = school_of_one_mother(&database).await;
    run(&school, &[("LEA", FAMILY, GIVEN), ("TOM", FAMILY, GIVEN)]).await;
    let numbers: Vec<i64> = waiting(&school).await.iter().map(|row| row.number).collect();
    let held = school.resolve(&mother("ZOE")).code;
    reject(&school, numbers[0]).await;
    assert_eq!(school.resolve(&mother("ZOE")).code, held, "the other account waits still");
    let version = school.failure_row(numbers[1]).await.unwrap().version;
    school.decide("admin:a", numbers[1], version, Act::Postpone).await.unwrap();
    assert_eq!(school.resolve(&mother("ZOE")).code, held, "put off is not decided");
    let rejected = reject(&school, numbers[1]).await;
    assert_eq!(school.resolve(&mother("ZOE")).code, "linked");
    school.undo("admin:a", rejected.decision).await.unwrap();
    assert_eq!(school.resolve(&mother("ZOE")).code, held);
    // What is forgotten contests nothing.
    let later = Moment::now().later(std::time::Duration::from_secs(60));
    assert!(school.purge("test", later).await.unwrap().failures > 0);
    assert_eq!(school.arrive(&mother("ZOE")).await.unwrap().code, "linked");
    assert_eq!(service.store().links(UAI).await.unwrap().len(), 1);
}

/// A list of one account: what the ENT sends in a reply, with other names or date.
async fn run_of_reply(school: &School, sent: &Validated) {
    let value = |name: &str| sent.attributes.single(name).unwrap().unwrap_or_default().to_owned();
    let (id, family, given) = (value("uid"), value("sn"), value("givenName"));
    let mut list = Population::new(vec!["ent.csv".to_owned()], Vec::new());
    list.push(Entry {
        id: &id,
        profiles: Profile::Pupils.into(),
        family: &family,
        given: &given,
        birth_date: parse_birth_date(&value("ENTPersonDateNaissance")).unwrap(),
        ..Entry::default()
    });
    school.reconcile("test", list, None, Arc::new(())).await.unwrap();
    assert_eq!(waiting(school).await.len(), 1);
}

async fn what_a_run_did_not_know_is_no_longer_its_doubt(database: Database) {
    let (_, school) = opened(&database).await;
    let wrong = altered("eleve-exact", &[("ENTPersonDateNaissance", "09/12/2010")]);
    run_of_reply(&school, &wrong).await;
    assert!(school.arrive(&wrong).await.unwrap().accesses.is_empty());
    // The ENT has corrected the date.
    assert_eq!(school.arrive(&reply("eleve-exact")).await.unwrap().code, "linked");
    assert!(waiting(&school).await.is_empty());
}

async fn a_person_may_correct_what_a_run_doubts(database: Database) {
    let (_, school) = opened(&database).await;
    let sent = reply("eleve-a-corriger");
    run_of_reply(&school, &sent).await;
    let failed = school.arrive(&sent).await.unwrap();
    let view = school.failure(failed.failure.unwrap(), Lang::Fr).await.unwrap();
    let user = &view.candidates[0].user;
    let typed = Correction {
        family: Some(user.family.clone()),
        given: Some(user.given.clone()),
        birth_date: parse_birth_date(&user.birth_date).ok(),
    };
    let corrected = school.correct(&sent, &typed).await.unwrap();
    assert_eq!((corrected.code, corrected.accesses[0].1), ("linked", user.number));
}

async fn a_hopeless_failure_holds_up_nobody(database: Database) {
    let (_, school) = school_of_one_mother(&database).await;
    run(&school, &[("X", "ABALLAIN", "Corentin"), ("Y", "ROUZIC", "Enora")]).await;
    assert!(!waiting(&school).await.is_empty());
    assert_eq!(school.arrive(&mother("TOM")).await.unwrap().code, "linked");
}

async fn ids_that_the_ent_has_no_more_are_told(database: Database) {
    let (_, school) = with_base(&database, &[]).await;
    let accounts: Vec<_> = crowd(parent).into_iter().take(30).collect();
    let mut users = accounts.clone();
    users.iter_mut().for_each(|user| user.linked_id = format!("old-{}", user.id));
    school.import("test", &population(&users), all_profiles()).await.unwrap();
    let planned = school.plan_reconciliation(population(&accounts), None).await.unwrap();
    assert_eq!((planned.linked, &planned.other_ids[..]), (0, &["parents"][..]));
    // A list of one newcomer says nothing of the others.
    let newcomer = population(&[parent("new", "ABALLAIN", "Corentin")]);
    assert!(school.plan_reconciliation(newcomer, None).await.unwrap().other_ids.is_empty());
}
