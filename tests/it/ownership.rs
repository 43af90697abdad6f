//! Whose ids, codes and data they are, on both databases: whatever comes in between, nothing goes to somebody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rapproche::cas::configuration::Configuration;
use rapproche::identity::{Entry, Lang, Population, Profile, ProfileSet, Side};
use rapproche::service::{Act, PronoteLogin, ResetScope, School, Service, ServiceError, Subject, Undone};
use rapproche::store::{Moment, StoredUser};

use crate::databases::Database;
use crate::service::{
    ANNE, BRUNO, DENIS, UAI, all_profiles, altered, base, ids, links_of, lists, opened, pairs, reply, with_base,
    with_id,
};

on_both!(
    what_was_taken_back_is_nobody_elses_data,
    the_latest_id_waits_for_whoever_left,
    what_waits_comes_before_what_is_listed,
    an_id_goes_as_a_whole,
    ids_of_the_forgotten_stay_away,
    an_open_door_keeps_its_configuration,
    rules_are_changed_and_taken_back,
    a_profile_that_is_lost_opens_nothing,
    whoever_comes_while_a_run_works_waits_for_nobody,
    a_code_that_links_nobody_is_good_still,
    namesakes_without_identifiers_keep_nothing_of_each_other,
    whoever_was_rejected_stays_so,
    an_id_of_two_opens_nobodys_file,
    two_accounts_for_one_user_are_shown_to_each_other,
);

async fn user_called(service: &Service, given: &str) -> StoredUser {
    let users = service.store().users(UAI).await.unwrap();
    users.into_iter().find(|user| user.given == given && user.vanished_at.is_none()).expect("somebody of that name")
}

async fn what_was_taken_back_is_nobody_elses_data(database: Database) {
    let (service, school) = opened(&database).await;
    let number = school.arrive(&reply("a-confirmer")).await.unwrap().failure.unwrap();
    let view = school.failure(number, Lang::Fr).await.unwrap();
    let right = view.candidates[0].user.number;
    let users = service.store().users(UAI).await.unwrap();
    let profiles = users.iter().find(|user| user.number == right).unwrap().profiles;
    let wrong = users.iter().find(|user| user.number != right && user.profiles == profiles).unwrap().number;
    let mistake = school.decide("admin:a", number, view.row.version, Act::Link { user: wrong }).await.unwrap();
    school.undo("admin:a", mistake.decision).await.unwrap();
    let waits = school.failure(number, Lang::Fr).await.unwrap();
    school.decide("admin:a", number, waits.row.version, Act::Link { user: right }).await.unwrap();
    // The one who was linked by mistake sees that there was a decision, and nothing of whom it was about.
    let data = school.personal_data(Subject::User(wrong)).await.unwrap();
    assert!(data.failures.is_empty() && data.links.is_empty(), "{data:?}");
    assert_eq!(data.decisions.len(), 1);
    school.erase("admin:a", Subject::User(wrong)).await.unwrap();
    assert!(service.store().failure(UAI, number).await.unwrap().is_some(), "somebody else's failure went");
    assert_eq!(links_of(&service, "R2BNY6GW").await, [right]);
    assert_eq!(school.personal_data(Subject::User(right)).await.unwrap().failures.len(), 1);
}

async fn the_latest_id_waits_for_whoever_left(database: Database) {
    let (service, school) = with_base(&database, &[with_id(ANNE, "X"), DENIS]).await;
    let all = all_profiles();
    school.import("test", &base(&[DENIS]), all).await.unwrap();
    // The ENT gives the id to somebody else.
    school.import("test", &base(&[with_id(BRUNO, "X"), DENIS]), all).await.unwrap();
    school.import("test", &base(&[ANNE, BRUNO, DENIS]), all).await.unwrap();
    assert_eq!(ids(&service).await, pairs(&[("Bruno", "X")]));
    school.import("test", &base(&[with_id(ANNE, "Z"), BRUNO, DENIS]), all).await.unwrap();
    school.import("test", &base(&[BRUNO, DENIS]), all).await.unwrap();
    school.reset_links("admin:a", ResetScope::User(user_called(&service, "Bruno").await.number)).await.unwrap();
    school.import("test", &base(&[ANNE, BRUNO, DENIS]), all).await.unwrap();
    assert_eq!(ids(&service).await, pairs(&[("Anne", "Z")]), "the id of somebody else came back");
}

async fn what_waits_comes_before_what_is_listed(database: Database) {
    let (service, school) = with_base(&database, &[ANNE, with_id(DENIS, "X")]).await;
    school.import("test", &base(&[ANNE]), all_profiles()).await.unwrap();
    let list = base(&[with_id(ANNE, "X"), DENIS]);
    let planned = school.plan_import(&list, all_profiles()).await.unwrap().report;
    let report = school.import("test", &list, all_profiles()).await.unwrap();
    assert_eq!(planned, report);
    assert_eq!(ids(&service).await, pairs(&[("Denis", "X")]), "one id, two people");
    assert_eq!((report.returned, report.links, report.conflicts.len()), (1, 0, 1));
}

/// Somebody who is both; `profiles` are those of the base now.
fn teacher_and_parent(profiles: ProfileSet) -> Population {
    let mut list = Population::new(vec!["base.csv".to_owned()], Vec::new());
    list.push(Entry { id: "9", profiles, family: "EVRARD", given: "Elsa", ..Entry::default() });
    list
}

fn both() -> ProfileSet {
    ProfileSet::from(Profile::Teachers).with(Profile::Parents)
}

/// Gives the only user an id as this.
async fn give(school: &School, service: &Service, profile: Profile, id: &str) {
    let user = user_called(service, "Elsa").await.number;
    let mut change = service.store().change(UAI, "test").await.unwrap();
    change.link(profile, id, user, rapproche::store::Basis::Administrator).await.unwrap();
    change.commit().await.unwrap();
    school.reload(i64::MAX).await.unwrap();
}

async fn an_id_goes_as_a_whole(database: Database) {
    let (service, school) = with_base(&database, &[]).await;
    school.import("test", &teacher_and_parent(both()), all_profiles()).await.unwrap();
    give(&school, &service, Profile::Parents, "X").await;
    give(&school, &service, Profile::Teachers, "X").await;
    let user = user_called(&service, "Elsa").await.number;
    assert!(school.name_of(user, Profile::Teachers, Some("X")).is_some());
    let teachers = ResetScope::Profiles(Profile::Teachers.into());
    assert_eq!(school.plan_reset(teachers).await.unwrap().removed, 2);
    let reset = school.reset_links("admin:a", teachers).await.unwrap();
    assert_eq!(school.name_of(user, Profile::Teachers, Some("X")), None, "out at once");
    let undone = school.undo("admin:a", reset.decision.unwrap()).await.unwrap();
    assert_eq!(undone, Undone { restored: 2, left_out: 0 });
    let nobody = school.reset_links("admin:a", ResetScope::User(4_000)).await.unwrap_err();
    assert!(matches!(nobody, ServiceError::NotFound { what: "user", number: 4_000 }));
}

async fn ids_of_the_forgotten_stay_away(database: Database) {
    let (service, school) = with_base(&database, &[with_id(ANNE, "A"), with_id(DENIS, "D")]).await;
    school.import("test", &base(&[DENIS]), all_profiles()).await.unwrap();
    let reset = school.reset_links("admin:a", ResetScope::Profiles(all_profiles())).await.unwrap();
    assert_eq!((reset.removed, reset.removed_aside), (1, 1));
    let forgotten = school.purge("cli", Moment::now().later(std::time::Duration::from_secs(5))).await.unwrap();
    assert_eq!(forgotten.users, 1);
    let undone = school.undo("admin:a", reset.decision.unwrap()).await;
    // Everything that is older than the moment was forgotten, what it takes to take the reset back included.
    assert!(matches!(undone, Err(ServiceError::NotUndoable)));
    // Whoever was erased alone: the others get theirs back.
    school.import("test", &base(&[with_id(ANNE, "A"), with_id(DENIS, "D")]), all_profiles()).await.unwrap();
    school.import("test", &base(&[with_id(DENIS, "D")]), all_profiles()).await.unwrap();
    let reset = school.reset_links("admin:a", ResetScope::Profiles(all_profiles())).await.unwrap();
    assert_eq!((reset.removed, reset.removed_aside), (1, 1));
    let mut change = service.store().change(UAI, "test").await.unwrap();
    let anne = change.users().await.unwrap().into_iter().find(|user| user.given == "Anne").unwrap().number;
    change.erase_user(anne).await.unwrap();
    change.commit().await.unwrap();
    let undone = school.undo("admin:a", reset.decision.unwrap()).await.unwrap();
    assert_eq!(undone, Undone { restored: 1, left_out: 1 });
    assert_eq!(ids(&service).await, pairs(&[("Denis", "D")]));
}

async fn an_open_door_keeps_its_configuration(database: Database) {
    let (_, school) = opened(&database).await;
    let publish = |is_open: bool| {
        move |configuration: &mut Configuration| {
            configuration.published = is_open;
            Ok(())
        }
    };
    school.configure("admin:a", None, publish(false)).await.unwrap();
    let another = |configuration: &mut Configuration| {
        configuration.pronote_login.direct = !configuration.pronote_login.direct;
        Ok(())
    };
    let changed = school.configure("admin:a", None, another).await.unwrap().decision.unwrap();
    // Undoing is a change like another.
    let opened = school.configure("admin:a", None, publish(true)).await.unwrap().decision.unwrap();
    assert!(matches!(school.undo("admin:a", changed).await, Err(ServiceError::NotUndoable)), "another rests on it");
    school.undo("admin:a", opened).await.unwrap();
    school.undo("admin:a", changed).await.unwrap();
    school.configure("admin:a", None, another).await.unwrap();
    let again = school.configure("admin:a", None, publish(true)).await.unwrap();
    assert!(again.decision.is_some());
    assert!(matches!(school.configure("admin:a", None, another).await, Err(ServiceError::Published)));
    // What was changed and opened in one is not changed back behind an open door.
    school.configure("admin:a", None, publish(false)).await.unwrap();
    let both = |configuration: &mut Configuration| {
        another(configuration)?;
        publish(true)(configuration)
    };
    let both = school.configure("admin:a", None, both).await.unwrap().decision.unwrap();
    assert!(matches!(school.undo("admin:a", both).await, Err(ServiceError::Published)));
}

async fn rules_are_changed_and_taken_back(database: Database) {
    let (_, school) = opened(&database).await;
    assert_eq!(school.use_rules("cli", "standard").await.unwrap(), None, "they are in force");
    let decision = school.use_rules("cli", "strict").await.unwrap().unwrap();
    assert_eq!(school.rules().name, "strict");
    assert!(matches!(school.use_rules("cli", "nonsense").await, Err(ServiceError::Rules(_))));
    school.undo("admin:a", decision).await.unwrap();
    assert_eq!(school.rules().name, "standard");
}

async fn a_profile_that_is_lost_opens_nothing(database: Database) {
    let (service, school) = with_base(&database, &[]).await;
    school.import("test", &teacher_and_parent(both()), all_profiles()).await.unwrap();
    give(&school, &service, Profile::Teachers, "T").await;
    give(&school, &service, Profile::Parents, "P").await;
    let user = user_called(&service, "Elsa").await.number;
    assert!(school.name_of(user, Profile::Teachers, Some("T")).is_some());
    school.import("test", &teacher_and_parent(Profile::Parents.into()), all_profiles()).await.unwrap();
    assert_eq!(school.name_of(user, Profile::Teachers, Some("T")), None, "no teacher any more");
}

/// Somebody comes to the door while the engine runs.
struct Visitor {
    school: Arc<School>,
    runtime: tokio::runtime::Handle,
    has_come: AtomicBool,
}

impl rapproche::reconcile::Progress for Visitor {
    fn begin(&self, _: u64) {
        if !self.has_come.swap(true, Ordering::Relaxed) {
            self.runtime.block_on(self.school.arrive(&altered("eleve-exact", &[("uid", "AT-THE-DOOR")]))).unwrap();
        }
    }

    fn advance(&self, _: u64) {}
}

async fn whoever_comes_while_a_run_works_waits_for_nobody(database: Database) {
    let (service, school) = opened(&database).await;
    let list = || lists(Side::Cas, &["college/ent.csv"]).population;
    let alone = school.plan_reconciliation(list(), None).await.unwrap();
    let runtime = tokio::runtime::Handle::current();
    let visitor = Arc::new(Visitor { school: school.clone(), runtime, has_come: AtomicBool::new(false) });
    let report = school.reconcile("test", list(), None, visitor).await.unwrap();
    let at_the_door = links_of(&service, "AT-THE-DOOR").await;
    assert_eq!(at_the_door.len(), 1);
    // The run would have given the user the id of the list: that one waits now, and is not lost.
    assert_eq!(report.linked + 1, alone.linked, "{report:?}");
    let failures = |report: &rapproche::service::BatchReport| report.failures.values().sum::<u64>();
    assert_eq!(failures(&report), failures(&alone) + 1);
    let of_user = service.store().links(UAI).await.unwrap();
    assert_eq!(of_user.iter().filter(|link| link.user == at_the_door[0]).count(), 1, "a second id");
}

async fn a_code_that_links_nobody_is_good_still(database: Database) {
    let (service, school) = opened(&database).await;
    let pupil = school.arrive(&reply("eleve-exact")).await.unwrap();
    let parent = school.arrive(&reply("parent-exact")).await.unwrap();
    let mut change = service.store().change(UAI, "test").await.unwrap();
    let end = Moment::now().later(std::time::Duration::from_secs(3600));
    change.put_credential("p.arent", parent.accesses[0].1, "hash", end).await.unwrap();
    change.commit().await.unwrap();
    school.reload(i64::MAX).await.unwrap();
    let credential = service.store().credential(UAI, "p.arent").await.unwrap().unwrap();
    // A pupil's ENT account, a parent's code.
    let refused = school.logged_in(&reply("eleve-exact"), PronoteLogin::Code(&credential)).await.unwrap();
    assert!(!["granted", "linked"].contains(&refused.code), "{refused:?}");
    assert_eq!(links_of(&service, pupil.cas_id.as_deref().unwrap()).await, [pupil.accesses[0].1]);
    assert!(service.store().credential(UAI, "p.arent").await.unwrap().unwrap().used_at.is_none());
}

async fn namesakes_without_identifiers_keep_nothing_of_each_other(database: Database) {
    let paul = ("", Profile::Parents, "MARTIN", "Paul", None, "");
    let (service, school) = with_base(&database, &[paul, paul, DENIS]).await;
    let first: Vec<i64> = service.store().users(UAI).await.unwrap().iter().map(|user| user.number).collect();
    // A letter for each, and a list in another order: nobody can tell which is which.
    school.import("test", &base(&[DENIS, paul, paul]), all_profiles()).await.unwrap();
    let users = service.store().users(UAI).await.unwrap();
    let present = |given: &str| -> Vec<i64> {
        let there = users.iter().filter(|user| user.given == given && user.vanished_at.is_none());
        there.map(|user| user.number).collect()
    };
    assert!(present("Paul").iter().all(|number| !first.contains(number)), "a code may be the other's by now");
    assert!(present("Denis").iter().all(|number| first.contains(number)));
    assert_eq!(present("Paul").len(), 2);
}

/// One account of a list that fits nobody.
fn account(rows: &[(&str, &str)]) -> Population {
    let mut list = Population::new(vec!["ent.csv".to_owned()], Vec::new());
    for &(id, family) in rows {
        let profiles = Profile::Pupils.into();
        list.push(Entry { id, profiles, family, given: "Zorro", ..Entry::default() });
    }
    list
}

async fn whoever_was_rejected_stays_so(database: Database) {
    let (_, school) = with_base(&database, &[ANNE]).await;
    let run = async |rows: &[(&str, &str)]| school.reconcile("test", account(rows), None, Arc::new(())).await.unwrap();
    assert_eq!(run(&[("Z", "INCONNU")]).await.failures.values().sum::<u64>(), 1);
    let row = &school.failures(&Default::default()).await.unwrap()[0];
    assert_eq!(row.visits, 1);
    school.decide("admin:a", row.number, row.version, Act::Reject).await.unwrap();
    let planned = school.plan_reconciliation(account(&[("Z", "INCONNU")]), None).await.unwrap();
    let again = run(&[("Z", "INCONNU")]).await;
    assert_eq!(planned, again, "a plan says what happens");
    assert_eq!((again.rejected, again.failures.len()), (1, 0));
    assert!(school.failures(&Default::default()).await.unwrap().is_empty());
    // What the ENT says is another thing now.
    assert_eq!(run(&[("Z", "INCONNUE")]).await.rejected, 0);
    // A list is no visit.
    run(&[("Z", "INCONNUE")]).await;
    let waiting = school.failures(&Default::default()).await.unwrap();
    assert_eq!(waiting.iter().map(|row| row.visits).collect::<Vec<_>>(), [1]);
}

async fn an_id_of_two_opens_nobodys_file(database: Database) {
    let (service, school) = with_base(&database, &[ANNE]).await;
    let anne = user_called(&service, "Anne").await.number;
    let list = account(&[("Z", "INCONNU"), ("Z", "AUTRE")]);
    assert_eq!(school.plan_reconciliation(list.clone(), None).await.unwrap().failures.get("id_conflict"), Some(&1));
    let report = school.reconcile("test", list, None, Arc::new(())).await.unwrap();
    assert_eq!(report.failures.get("id_conflict"), Some(&1), "{report:?}");
    let row = &school.failures(&Default::default()).await.unwrap()[0];
    let refused = school.decide("admin:a", row.number, row.version, Act::Link { user: anne }).await.unwrap_err();
    assert_eq!(refused.code(), "id_of_two");
    assert!(links_of(&service, "Z").await.is_empty());
}

async fn two_accounts_for_one_user_are_shown_to_each_other(database: Database) {
    let (service, school) = with_base(&database, &[ANNE, BRUNO]).await;
    let anne = user_called(&service, "Anne").await.number;
    let account = |id: &'static str, family: &'static str| (id, Profile::Pupils, family, "Anne", None, "");
    let list = base(&[account("Z1", "AKOUDAD"), account("Z2", "AKOUDAD-BERT")]);
    school.reconcile("test", list, None, Arc::new(())).await.unwrap();
    let waiting = school.failures(&Default::default()).await.unwrap();
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    for (own, other) in [(0, 1), (1, 0)] {
        let view = school.failure(waiting[own].number, Lang::Fr).await.unwrap();
        let candidate = view.candidates.iter().find(|candidate| candidate.user.number == anne).unwrap();
        let [rival] = &candidate.rivals[..] else { panic!("{candidate:?}") };
        let named = (rival.failure, rival.cas_id.as_deref(), rival.given.as_str());
        assert_eq!(named, (waiting[other].number, Some(["Z1", "Z2"][other]), "Anne"));
    }
}
