//! A uid never comes to stand for two people, whatever their profiles.

use rapproche::identity::{Profile, Row, Sex};
use rapproche::matching::RuleSet;
use rapproche::matching::rules::Caution;
use rapproche::reconcile::{Deliberation, Options, Reason, Reconciliation, Verdict, reconcile};

use crate::people::{Someone, crowd, parent, population, pupil};

fn run(base: &[Someone], cas: &[Someone]) -> Reconciliation {
    let among = |people: &[Someone]| [crowd(pupil), people.to_vec()].concat();
    reconcile(&population(&among(base)), &population(&among(cas)), &RuleSet::default(), &Options::default(), &())
}

/// The verdict on each account beside the crowd, by profile.
fn verdicts(result: &Reconciliation) -> Vec<(Profile, Result<Row, Reason>)> {
    let beside = result.outcomes.iter().filter(|outcome| outcome.cas >= 400);
    let told = beside.map(|outcome| {
        let verdict = match &outcome.verdict {
            Verdict::Linked(link) => Ok(link.base - 400),
            Verdict::AlreadyLinked { base, .. } => Ok(base - 400),
            Verdict::Failed(failure) => Err(failure.reason),
        };
        (outcome.profile.unwrap(), verdict)
    });
    told.collect()
}

fn child(id: &str) -> Someone {
    pupil(id, "KERVELLA", "Camille").born(4, 3, 2012).living(35_000)
}

fn adult(id: &str) -> Someone {
    parent(id, "KERVELLA", "Camille").living(35_000)
}

fn teacher(id: &str) -> Someone {
    Someone { profiles: Profile::Teachers.into(), ..adult(id) }
}

const CONFLICT: Result<Row, Reason> = Err(Reason::IdConflict);

#[test]
fn a_pupil_and_a_parent_of_one_name_get_no_common_uid() {
    use Profile::{Parents, Pupils};
    let base = [child("1"), adult("2")];
    assert_eq!(verdicts(&run(&base, &[child("a"), adult("b")])), [(Pupils, Ok(0)), (Parents, Ok(1))]);
    // On two rows, and on one.
    assert_eq!(verdicts(&run(&base, &[child("a"), adult("a")])), [(Pupils, CONFLICT), (Parents, CONFLICT)]);
    // On one row, with no date that decides.
    let undated = [Someone { born: None, ..child("1") }, adult("2")];
    let both = Someone { born: None, ..child("a") }.also(Parents);
    assert_eq!(verdicts(&run(&undated, &[both])), [(Pupils, CONFLICT), (Parents, CONFLICT)]);
    // A parent is not born in 2012.
    let both = child("a").also(Parents);
    assert_eq!(verdicts(&run(&base, &[both])), [(Pupils, Ok(0)), (Parents, Err(Reason::Vetoed))]);
    // One of them holds it.
    let held = [child("1").holding("a"), adult("2")];
    assert_eq!(verdicts(&run(&held, &[adult("a")])), [(Parents, CONFLICT)]);
    let held = [child("1"), adult("2").holding("a")];
    assert_eq!(verdicts(&run(&held, &[child("a")])), [(Pupils, CONFLICT)]);
    // Both of them do.
    let held = [child("1").holding("a"), adult("2").holding("a")];
    assert_eq!(verdicts(&run(&held, &[child("a")])), [(Pupils, CONFLICT)]);
}

#[test]
fn a_teacher_may_be_the_parent_unless_dates_or_sex_speak_against_it() {
    use Profile::{Parents, Teachers};
    let linked = [(Parents, Ok(0)), (Teachers, Ok(1))];
    let conflict = [(Parents, CONFLICT), (Teachers, CONFLICT)];
    let account = adult("a").also(Teachers);
    assert_eq!(verdicts(&run(&[adult("1"), teacher("2")], std::slice::from_ref(&account))), linked);
    let old = teacher("2").born(4, 3, 1970);
    assert_eq!(verdicts(&run(&[adult("1"), old.clone()], std::slice::from_ref(&account))), linked);
    assert_eq!(verdicts(&run(&[adult("1").born(4, 3, 1990), old.clone()], std::slice::from_ref(&account))), conflict);
    let sexes = [Someone { sex: Sex::Male, ..adult("1") }, Someone { sex: Sex::Female, ..teacher("2") }];
    assert_eq!(verdicts(&run(&sexes, std::slice::from_ref(&account))), conflict);
    // One of the users holds the uid already.
    let held = [adult("1"), old.clone().holding("a")];
    assert_eq!(verdicts(&run(&held, std::slice::from_ref(&account))), linked);
    let held = [adult("1").born(4, 3, 1990), old.holding("a")];
    assert_eq!(verdicts(&run(&held, &[account])), [(Parents, CONFLICT), (Teachers, Ok(1))]);
}

#[test]
fn deciding_anew_forgets_no_conflict() {
    let among = |people: Vec<Someone>| population(&[crowd(pupil), people].concat());
    let base = among(vec![child("1"), adult("2")]);
    let cas = among(vec![child("a"), adult("a")]);
    let rules = RuleSet::default();
    let mut deliberation = Deliberation::new(&base, &cas, &rules, &Options::default(), &());
    for _ in 0..2 {
        assert!(deliberation.links().iter().all(|link| link.cas < 400));
        assert_eq!(verdicts(&deliberation.reconciliation()).len(), 2);
        deliberation.decide(Caution::of(&rules.decision));
    }
}
