//! A linked child speaks for those who answer for it.

use rapproche::evaluation::synth::{Layout, NameTables, Synth, SynthConfig};
use rapproche::evaluation::truth::Truth;
use rapproche::identity::{Population, Profile, Row};
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::reconcile::{Options, Reason, Reconciliation, Verdict, reconcile};

use crate::people::{Someone, crowd, parent, population, pupil};

/// A school with two mothers of one name, each with a child; on both sides, and in this order.
fn school(children: [Someone; 2]) -> Vec<Someone> {
    let mut people = crowd(pupil);
    people.extend(children);
    people.extend([parent("mother-0", "KERVELLA", "Sophie"), parent("mother-1", "KERVELLA", "Sophie")]);
    people
}

fn children() -> [Someone; 2] {
    [pupil("child-0", "KERVELLA", "Zoé").born(4, 3, 2012), pupil("child-1", "PERRAMOUX", "Hugo").born(9, 9, 2011)]
}

/// Each mother answers for one child: `of[i]` is the child of mother i.
fn related(people: &[Someone], of: [Row; 2]) -> Population {
    let mut population = population(people);
    population.set_responsibles(vec![(400 + of[0], 402), (400 + of[1], 403)]);
    population
}

fn run(base: &Population, cas: &Population) -> Reconciliation {
    reconcile(base, cas, &RuleSet::default(), &Options::default(), &())
}

/// What became of the two mothers' accounts: the user, or why not.
fn mothers(result: &Reconciliation) -> [Result<Row, Reason>; 2] {
    [402, 403].map(|account| {
        let outcome = result.outcomes.iter().find(|outcome| outcome.cas == account).unwrap();
        match &outcome.verdict {
            Verdict::Linked(link) => Ok(link.base),
            Verdict::Failed(failure) => Err(failure.reason),
            Verdict::AlreadyLinked { .. } => panic!("nobody is bound"),
        }
    })
}

#[test]
fn mothers_of_one_name_are_told_apart_by_their_children() {
    let people = school(children());
    let untold = population(&people);
    let told = related(&people, [0, 1]);
    assert_eq!(mothers(&run(&untold, &untold)), [Err(Reason::Ambiguous); 2]);
    // Both sides must tell.
    assert_eq!(mothers(&run(&told, &untold)), [Err(Reason::Ambiguous); 2]);
    assert_eq!(mothers(&run(&untold, &told)), [Err(Reason::Ambiguous); 2]);
    assert_eq!(mothers(&run(&told, &told)), [Ok(402), Ok(403)]);
    let crossed = run(&told, &related(&people, [1, 0]));
    assert_eq!(mothers(&crossed), [Ok(403), Ok(402)]);
    for (_, link) in crossed.links().filter(|(outcome, _)| outcome.profile == Some(Profile::Parents)) {
        let children = link.comparison.field(Field::Children);
        assert!(children.level == Level::Exact && children.weight.bits() > 0.5, "{children:?}");
    }
}

#[test]
fn a_child_who_is_not_linked_says_nothing() {
    let base = related(&school(children()), [0, 1]);
    let mut strangers = children();
    strangers.iter_mut().for_each(|child| child.given = "Bronisława".to_owned());
    let cas = related(&school(strangers), [0, 1]);
    assert_eq!(mothers(&run(&base, &cas)), [Err(Reason::Ambiguous); 2]);
}

/// An own child there, and a name that is somebody else's: a step-parent, a grandmother. The child alone links nobody.
#[test]
fn a_child_alone_links_nobody() {
    let base = related(&school(children()), [0, 1]);
    let mut people = school(children());
    people[402].given = "Jacques".to_owned();
    people[402].family = "DUBREUIL".to_owned();
    let result = run(&base, &related(&people, [0, 1]));
    // The other mother is told by her child, though her namesake has become somebody else's.
    assert_eq!(mothers(&result), [Err(Reason::NoCandidate), Ok(403)]);
}

/// Children who are linked already, each with somebody else's account: told as doubtful, and nobody's evidence.
#[test]
fn a_wrong_link_of_a_child_says_nothing() {
    let hold = |ids: [&str; 2]| {
        let [zoe, hugo] = children();
        related(&school([zoe.holding(ids[0]), hugo.holding(ids[1])]), [0, 1])
    };
    let cas = related(&school(children()), [0, 1]);
    // As they should be, they lead to their mothers.
    assert_eq!(mothers(&run(&hold(["child-0", "child-1"]), &cas)), [Ok(402), Ok(403)]);
    // Exchanged; last year's id of one who left, with somebody else's name.
    for ids in [["child-1", "child-0"], ["", "child-0"]] {
        let result = run(&hold(ids), &cas);
        let doubtful = result
            .outcomes
            .iter()
            .any(|outcome| matches!(&outcome.verdict, Verdict::AlreadyLinked { is_doubtful: true, .. }));
        assert!(doubtful, "{ids:?}");
        assert_eq!(mothers(&result), [Err(Reason::Ambiguous); 2], "{ids:?}");
    }
}

/// The base tells of the father alone, and of the mother by an elder sister. Her namesake has no child that anybody tells of.
#[test]
fn a_child_whose_other_parent_alone_is_told_of_links_nobody() {
    let people = |mut people: Vec<Someone>| {
        people.push(parent("father", "DUBREUIL", "Jacques"));
        people
    };
    let mut base = population(&people(school(children())));
    base.set_responsibles(vec![(400, 404), (401, 402)]);
    let mut cas = population(&people(school(children())));
    for told in [vec![(400, 402)], vec![(400, 402), (400, 404)]] {
        cas.set_responsibles(told);
        let result = run(&base, &cas);
        // The base tells of this user for the other child alone: an administrator decides.
        assert!(mothers(&result).iter().all(Result::is_err), "{:?}", mothers(&result));
    }
    // With the mother told of as well, her place is taken.
    base.set_responsibles(vec![(400, 404), (400, 402), (401, 403)]);
    assert_eq!(mothers(&run(&base, &cas))[0], Ok(402));
}

/// Father and mother of one name, both of one child: it speaks for both alike.
#[test]
fn parents_of_one_name_are_not_told_apart_by_their_child() {
    let mut both = population(&school(children()));
    both.set_responsibles(vec![(400, 402), (400, 403)]);
    assert_eq!(mothers(&run(&both, &both)), [Err(Reason::Ambiguous); 2]);
}

#[test]
fn in_made_up_schools_more_parents_are_found_and_nobody_wrong() {
    let config = SynthConfig {
        seed: 6_001,
        layout: Layout::Schools { count: 6, pupils: 250..=450 },
        relations: true,
        namesakes: 0.005,
        ..SynthConfig::default()
    };
    let data = Synth::new(config, NameTables::embedded()).dataset();
    let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
    let counted = |base: &Population, cas: &Population| {
        let result = run(base, cas);
        let parents = result.links().filter(|(outcome, _)| outcome.profile == Some(Profile::Parents));
        let is_right =
            parents.map(|(outcome, link)| truth.of(outcome.cas, Profile::Parents).unwrap().user == Some(link.base));
        let is_right: Vec<bool> = is_right.collect();
        (is_right.iter().filter(|&&is_right| is_right).count(), is_right.len())
    };
    let (mut base, mut cas) = (data.base.clone(), data.cas.clone());
    let (right, links) = counted(&base, &cas);
    base.set_responsibles(Vec::new());
    cas.set_responsibles(Vec::new());
    let (right_without, _) = counted(&base, &cas);
    let to_find = truth.pairs().filter(|(_, _, profile)| *profile == Profile::Parents).count();
    println!("{right} of {to_find} with children, {right_without} without, {links} links");
    assert_eq!(right, links, "nobody is linked with somebody else");
    assert!(2 * (to_find - right) < to_find - right_without, "half of those missed are found");
}
