//! Who is linked with whom, and who must never be.

use rapproche::identity::{Flaws, Profile};
use rapproche::matching::RuleSet;
use rapproche::reconcile::{Options, Reason, Reconciliation, Verdict, reconcile};

use crate::people::{Someone, crowd, parent, population, pupil};

/// The verdict on each CAS person: the id of the user it is linked with, or the reason why not.
fn verdicts(base: &[Someone], cas: &[Someone], rules: &RuleSet) -> Vec<Result<String, Reason>> {
    let result = run(base, cas, rules, &Options::default());
    result
        .outcomes
        .iter()
        .map(|outcome| match &outcome.verdict {
            Verdict::Linked(link) => Ok(base[link.base as usize].id.clone()),
            Verdict::AlreadyLinked { base: user, .. } => Ok(base[*user as usize].id.clone()),
            Verdict::Failed(failure) => Err(failure.reason),
        })
        .collect()
}

fn run(base: &[Someone], cas: &[Someone], rules: &RuleSet, options: &Options) -> Reconciliation {
    reconcile(&population(base), &population(cas), rules, options, &())
}

/// One CAS person in a run over a whole school that holds `user` among others: the budget of wrong links is
/// the run's, and a run of one person has next to none.
fn alone(user: Someone, identity: Someone) -> Result<String, Reason> {
    let mut base = crowd(if user.profiles.contains(rapproche::identity::Profile::Pupils) { pupil } else { parent });
    let mut cas = vec![identity];
    cas.extend(base.iter().cloned());
    base.push(user);
    verdicts(&base, &cas, &RuleSet::default()).remove(0)
}

fn linked(id: &str) -> Result<String, Reason> {
    Ok(id.to_owned())
}

#[test]
fn pupils_are_known_in_spite_of_spelling() {
    let user = || pupil("17", "BEN HAMOU-LÉVÊQUE", "Jean-Baptiste").born(4, 3, 2012).living(35_000);
    let spellings = [
        ("BENHAMOU LEVEQUE", "JEAN BAPTISTE"),
        ("Ben Hamou", "Jean Baptiste"),
        ("LEVEQUE", "Jean-Baptiste"),
        ("BEN HAMOU-LEVEQUE", "Jean"),
        ("BEN HAMOU-LEVEQUE", "Jean-Batiste"),
        ("Jean-Baptiste", "BEN HAMOU-LEVEQUE"),
        ("BEN HAMOU-LEVEQUE", "Jean-Baptiste"),
    ];
    for (family, given) in spellings {
        let identity = pupil("u", family, given).born(4, 3, 2012).living(35_000);
        assert_eq!(alone(user(), identity), linked("17"), "{family} {given}");
    }
}

#[test]
fn a_birth_date_may_be_off_but_not_another() {
    let user = || pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012).living(35_000);
    let identity = |day, month, year| pupil("u", "Akoudad", "Naim").born(day, month, year).living(35_000);
    assert_eq!(alone(user(), identity(3, 4, 2012)), linked("17"), "day and month swapped");
    assert_eq!(alone(user(), identity(4, 3, 2011)), linked("17"), "one digit");
    assert_eq!(alone(user(), identity(17, 11, 2010)), Err(Reason::Vetoed), "another date altogether");
    let undated = Someone { born: None, ..identity(1, 1, 2012) };
    assert_eq!(alone(user(), undated), linked("17"), "a missing date is neither for nor against");
}

#[test]
fn parents_without_a_date_need_a_name_that_says_something() {
    let rare = parent("7", "AKOUDAD", "Samira").living(35_000);
    assert_eq!(alone(rare.clone(), parent("u", "AKOUDAD", "Samira").living(35_000)), linked("7"));
    assert!(alone(rare, parent("u", "AKOUDAD", "Rachid").living(35_000)).is_err(), "the spouse is not she");
}

#[test]
fn homonyms_that_nothing_tells_apart_are_ambiguous() {
    let mut base = crowd(parent);
    base.push(parent("1", "MARTIN", "Sophie").living(35_000));
    base.push(parent("2", "MARTIN", "Sophie").living(35_000));
    let one = [parent("u1", "MARTIN", "Sophie").living(35_000)];
    assert_eq!(verdicts(&base, &one, &RuleSet::default()), [Err(Reason::Ambiguous)]);
    // Two at the ENT as well: a one-to-one assignment exists, and would be a coin toss.
    let two = [one[0].clone(), parent("u2", "MARTIN", "Sophie").living(35_000)];
    assert_eq!(verdicts(&base, &two, &RuleSet::default()), [Err(Reason::Ambiguous), Err(Reason::Ambiguous)]);
}

#[test]
fn two_accounts_of_one_person_are_left_to_the_administrator() {
    let mut base = crowd(pupil);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012));
    let cas = ["u1", "u2"].map(|uid| pupil(uid, "AKOUDAD", "Naim").born(4, 3, 2012));
    assert_eq!(verdicts(&base, &cas, &RuleSet::default()), [Err(Reason::TwoAccounts), Err(Reason::TwoAccounts)]);
}

#[test]
fn twins_keep_their_own_files() {
    let mut base = crowd(pupil);
    let twins = [("1", "Léa"), ("2", "Léo")];
    base.extend(twins.map(|(id, given)| pupil(id, "GRANGER", given).born(4, 3, 2012).living(35_000)));
    let cas = twins.map(|(_, given)| pupil(given, "GRANGER", given).born(4, 3, 2012).living(35_000));
    assert_eq!(verdicts(&base, &cas, &RuleSet::default()), [linked("1"), linked("2")]);
    // Only one twin is in the base: the other must not get that file, not even where everybody else has been found.
    base.pop();
    let other = [cas[1].clone()];
    assert!(verdicts(&base, &other, &RuleSet::default())[0].is_err());
    let mut full = crowd(pupil);
    full.extend(other);
    assert!(verdicts(&base, &full, &RuleSet::default())[400].is_err());
}

/// In a school where everybody else is found, one user and one account are left: that makes them hardly each other's. What
/// speaks against the pair is a couple, or twins, of whom either side has the other half.
#[test]
fn who_is_left_over_is_not_sure_for_that() {
    let couple = |user, identity| (parent as fn(&str, &str, &str) -> Someone, user, identity, 2e-4);
    for (make, user, identity, least_risk) in
        [couple("Michèle", "Michel"), couple("Louise", "Louis"), (pupil, "Léna", "Lina", 1e-5)]
    {
        let left_over = |id, given| Someone {
            born: (user == "Léna").then_some((4, 3, 2012)),
            ..make(id, "KERVELLA", given).living(35_000)
        };
        let (mut base, mut cas) = (crowd(make), crowd(make));
        base.push(left_over("17", user));
        cas.push(left_over("account", identity));
        let result = run(&base, &cas, &RuleSet::default(), &Options::default());
        assert!(result.links().count() >= 400, "the school is full");
        let risk = match &result.outcomes[400].verdict {
            Verdict::Linked(link) => link.risk,
            Verdict::Failed(failure) => 1.0 - failure.candidates[0].probability,
            Verdict::AlreadyLinked { .. } => panic!("nobody is bound"),
        };
        assert!(risk > least_risk, "{user} and {identity}: {risk}");
    }
}

/// An empty list of rules links nobody: it does not fall back on scores.
#[test]
fn a_list_without_rules_links_nobody() {
    let rules = RuleSet::from_toml("name = 'x'\nversion = '1'\nextends = 'standard'\nrules = []\n").unwrap();
    let everybody = crowd(pupil);
    assert!(verdicts(&everybody, &everybody, &rules).iter().all(Result::is_err));
}

#[test]
fn an_existing_link_is_counted_and_never_changed() {
    let mut base = crowd(pupil);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012).holding("old"));
    let holder = [pupil("old", "Somebody", "Else")];
    assert_eq!(verdicts(&base, &holder, &RuleSet::default()), [linked("17")]);
    let stranger = [pupil("new", "AKOUDAD", "Naïm").born(4, 3, 2012)];
    assert_eq!(verdicts(&base, &stranger, &RuleSet::default()), [Err(Reason::AlreadyLinked)]);
    for rules in ["strict", "three-of-four"] {
        let rules = RuleSet::named(rules).unwrap();
        let stranger = [pupil("new", "AKOUDAD", "Naïm").born(4, 3, 2012).living(35_000)];
        let mut base = base.clone();
        base.last_mut().unwrap().postcode = Some(35_000);
        assert_eq!(verdicts(&base, &stranger, &rules), [Err(Reason::AlreadyLinked)]);
    }
}

#[test]
fn flawed_identities_are_never_linked() {
    let user = || pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012);
    let identity = |flaws| Someone { flaws, ..pupil("u", "AKOUDAD", "Naim").born(4, 3, 2012) };
    assert_eq!(alone(user(), identity(Flaws::INVALID_BIRTH_DATE)), Err(Reason::InvalidBirthDate));
    assert_eq!(alone(user(), identity(Flaws::MISSING_ID)), Err(Reason::IdConflict));
    assert_eq!(alone(user(), identity(Flaws::DUPLICATE_ID)), Err(Reason::IdConflict));
    assert_eq!(alone(user(), identity(Flaws::MISSING_NAME)), Err(Reason::MissingName));
}

#[test]
fn schools_bound_the_search() {
    let mut base = crowd(pupil);
    base.iter_mut().for_each(|person| person.schools = "0350001A".into());
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012).at("0350001A"));
    let identity = || pupil("u", "AKOUDAD", "Naïm").born(4, 3, 2012);
    let rules = RuleSet::default();
    let at = |schools: &str| verdicts(&base, &[identity().at(schools)], &rules).remove(0);
    assert_eq!(at("0350001A"), linked("17"));
    assert_eq!(at("0750002B;0350001A"), linked("17"), "one of several schools");
    assert_eq!(at("0750002B"), Err(Reason::OtherSchool));
    let pooled = Options { across_schools: true, ..Options::default() };
    let result = run(&base, &[identity().at("0750002B")], &rules, &pooled);
    assert_eq!(result.links().count(), 1);
}

#[test]
fn strict_asks_for_a_single_candidate() {
    let strict = RuleSet::named("strict").unwrap();
    let mut base = crowd(pupil);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012));
    let exact = [pupil("u", "Akoudad", "NAIM").born(4, 3, 2012)];
    assert_eq!(verdicts(&base, &exact, &strict), [linked("17")]);
    let typo = [pupil("u", "Akoudat", "NAIM").born(4, 3, 2012)];
    assert!(verdicts(&base, &typo, &strict)[0].is_err());
    base.push(pupil("18", "AKOUDAD", "Naïm").born(4, 3, 2012));
    assert_eq!(verdicts(&base, &exact, &strict), [Err(Reason::Ambiguous)]);
}

#[test]
fn three_of_four_takes_any_three() {
    let rules = RuleSet::named("three-of-four").unwrap();
    let mut base = crowd(pupil);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012).living(35_000));
    let moved = pupil("u", "Akoudad", "NAIM").born(4, 3, 2012).living(75_001);
    let renamed = pupil("u", "Durand", "NAIM").born(4, 3, 2012).living(35_000);
    let both = pupil("u", "Durand", "NAIM").born(4, 3, 2012).living(75_001);
    assert_eq!(verdicts(&base, &[moved], &rules), [linked("17")]);
    assert_eq!(verdicts(&base, &[renamed], &rules), [linked("17")]);
    assert!(verdicts(&base, &[both], &rules)[0].is_err());
}

#[test]
fn suggest_never_links() {
    let rules = RuleSet::named("suggest").unwrap();
    let mut base = crowd(pupil);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012));
    let exact = [pupil("u", "Akoudad", "NAIM").born(4, 3, 2012)];
    let result = run(&base, &exact, &rules, &Options::default());
    let (_, failure) = result.failures().next().unwrap();
    assert_eq!(base[failure.candidates[0].base as usize].id, "17");
}

#[test]
fn one_uid_on_two_people_links_neither() {
    let mut base = crowd(pupil);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012).living(35_000));
    base.push(parent("18", "LAVALLEE", "Francis").living(35_000));
    let child = || pupil("dup", "AKOUDAD", "Naïm").born(4, 3, 2012).living(35_000);
    let cas = [child(), parent("dup", "LAVALLEE", "Francis").living(35_000)];
    assert_eq!(verdicts(&base, &cas, &RuleSet::default()), [Err(Reason::IdConflict), Err(Reason::IdConflict)]);
    // One person with two profiles has one name on both rows; a pupil has but one profile.
    let teacher = |id| Someone { profiles: Profile::Teachers.into(), ..parent(id, "AKOUDAD", "Naïm").living(35_000) };
    base.extend([parent("19", "AKOUDAD", "Naïm").living(35_000), teacher("20")]);
    let as_parent = || parent("dup", "Akoudad", "NAIM").living(35_000);
    for (other, expected) in
        [(teacher("dup"), [linked("20"), linked("19")]), (child(), [Err(Reason::IdConflict), Err(Reason::IdConflict)])]
    {
        let cas = [crowd(pupil), vec![other, as_parent()]].concat();
        assert_eq!(verdicts(&base, &cas, &RuleSet::default())[400..], expected);
    }
}

#[test]
fn a_uid_that_somebody_else_holds_in_another_profile_links_nobody() {
    let mut base = crowd(parent);
    base.push(pupil("17", "AKOUDAD", "Naïm").born(4, 3, 2012).holding("taken"));
    base.push(parent("18", "LAVALLEE", "Francis").living(35_000));
    let cas = [parent("taken", "LAVALLEE", "Francis").living(35_000)];
    assert_eq!(verdicts(&base, &cas, &RuleSet::default()), [Err(Reason::IdConflict)]);
}

#[test]
fn the_reason_says_what_to_do() {
    // Very likely, but the run has no budget for it.
    let mut base = crowd(pupil);
    base.push(pupil("17", "GRANGER", "Jeanne").born(4, 3, 2012).living(35_000));
    let changed = pupil("u", "GRANGERR", "Jeane").born(4, 3, 2011).living(35_000);
    assert_eq!(verdicts(&base, &[changed], &RuleSet::default()), [Err(Reason::OverBudget)]);
    // A twin who is not in the base, beside the one who is.
    let cas = [
        pupil("jeanne", "GRANGER", "Jeanne").born(4, 3, 2012).living(35_000),
        pupil("hugo", "GRANGER", "Hugo").born(4, 3, 2012).living(35_000),
    ];
    assert_eq!(verdicts(&base, &cas, &RuleSet::default()), [linked("17"), Err(Reason::NoCandidate)]);
    assert_eq!(verdicts(&base, &cas[1..], &RuleSet::default()), [Err(Reason::Vetoed)], "she, or her twin?");
    // An account that resembles no user.
    let stranger = [pupil("u", "Szymkowiak", "Bronisława").born(9, 9, 2010)];
    assert_eq!(verdicts(&base, &stranger, &RuleSet::default()), [Err(Reason::NoCandidate)]);
}

/// A wife who is not in the base, and her namesake elsewhere: that her husband is there, at her address, speaks against the
/// namesake.
#[test]
fn a_namesake_elsewhere_is_less_likely_where_relatives_live_at_the_address() {
    // Far away, and within the catchment, where the neighbours' postcode is as ordinary as the own one.
    for (home, away) in [(75_011, 59_800), (35_000, 35_030), (35_000, 59_800)] {
        check_namesake(home, away);
    }
}

fn check_namesake(home: u32, away: u32) {
    let probability = |husband: Option<Someone>| {
        let mut base = crowd(parent);
        base.push(parent("18", "LEFEBVRE", "Marie").living(away));
        let mut cas = crowd(parent);
        cas.extend(husband.clone());
        base.extend(husband.map(|husband| Someone { id: "17".into(), ..husband }));
        cas.push(parent("marie", "LEFEBVRE", "Marie").living(home));
        let result = run(&base, &cas, &RuleSet::default(), &Options::default());
        let outcome = result.outcomes.iter().find(|outcome| outcome.cas as usize == cas.len() - 1).unwrap();
        match &outcome.verdict {
            Verdict::Linked(link) => 1.0 - link.risk,
            Verdict::Failed(failure) => failure.candidates[0].probability,
            Verdict::AlreadyLinked { .. } => panic!("nobody is bound"),
        }
    };
    let odds = |probability: f64| probability / (1.0 - probability);
    let alone = probability(None);
    let beside = probability(Some(parent("jean", "LEFEBVRE", "Jean").living(home)));
    let together = probability(Some(parent("jean", "LEFEBVRE", "Jean").living(away)));
    assert!(odds(beside) * 2.5 < odds(alone), "{beside} beside, {alone} alone");
    assert!(odds(beside) * 2.0 < odds(together), "{beside} beside, {together} where he lives with the namesake");
}

#[test]
fn a_whole_region_at_the_door_of_one_school_asks_for_more_evidence() {
    let mut base = crowd(parent);
    base.push(parent("7", "DELMAS", "Sandrine"));
    let one = [parent("u", "DELMAS", "Sandrine")];
    let mut expected_to_be_there = crowd(parent);
    expected_to_be_there.extend(one.clone());
    let found = verdicts(&base, &expected_to_be_there, &RuleSet::default());
    assert_eq!(found.last(), Some(&linked("7")));
    // The same evidence, but the ENT's people are a hundred times the school's: a namesake is to be expected.
    let mut region: Vec<Someone> =
        (0..40_000).map(|number| parent(&format!("r{number}"), &format!("FAMILY{number}"), "Sandrine")).collect();
    region.extend(one);
    let found = verdicts(&base, &region, &RuleSet::default());
    assert!(found.last().unwrap().is_err());
}

#[test]
fn an_exact_agreement_does_not_hide_whoever_else_goes_by_these_names() {
    let exact = || pupil("1", "KERVADEC", "Philomene").born(4, 3, 2012).living(35_000);
    let rivals = [
        Someone { birth_family: "KERVADEC".into(), ..pupil("2", "MOREL", "Philomene").born(4, 3, 2012).living(35_000) },
        pupil("2", "Philomene", "KERVADEC").born(4, 3, 2012).living(35_000),
    ];
    for rival in rivals {
        let mut base = crowd(pupil);
        base.extend([exact(), rival.clone()]);
        let mut cas = vec![Someone { id: "u".into(), ..exact() }];
        cas.extend(crowd(pupil));
        let result = run(&base, &cas, &RuleSet::default(), &Options::default());
        // The rival is weighed: either nobody is linked, or the link says how far it leads and what it risks.
        let first = &result.outcomes[0];
        let hidden = matches!(&first.verdict, Verdict::Linked(link) if link.margin.is_none() || link.risk < 1e-3);
        assert!(!hidden, "{rival:?}: {first:?}");
    }
}

#[test]
fn a_user_of_several_schools_is_looked_for_in_each() {
    let mut base = crowd(parent);
    base.iter_mut().for_each(|person| person.schools = "0350001A".into());
    base.push(parent("shared", "KERVADEC", "Philomène").living(35_000).at("0350001A;0350002B"));
    base.push(parent("namesake", "KERVADEC", "Philomène").living(35_000).at("0350002B"));
    let identity = parent("u", "KERVADEC", "Philomène").living(35_000).at("0350002B");
    assert_eq!(verdicts(&base, std::slice::from_ref(&identity), &RuleSet::default()), [Err(Reason::Ambiguous)]);
    base.pop();
    let mut cas = vec![identity];
    cas.extend(crowd(parent).into_iter().map(|person| person.at("0350001A")));
    assert_eq!(verdicts(&base, &cas, &RuleSet::default())[0], linked("shared"));
    let here = Options { school: Some("0350002B".into()), ..Options::default() };
    let result = run(&base, &cas[..1], &RuleSet::default(), &here);
    assert_eq!(result.tally.profile(rapproche::identity::Profile::Parents).base, 1);
    assert!(result.failures().all(|(_, failure)| failure.reason == Reason::ToConfirm), "found, at least");
}

#[test]
fn a_user_whose_own_date_is_unreadable_is_shown_not_linked() {
    let user = Someone { flaws: Flaws::INVALID_BIRTH_DATE, ..pupil("17", "AKOUDAD", "Naïm").living(35_000) };
    let identity = pupil("u", "AKOUDAD", "Naim").born(9, 8, 2010).living(35_000);
    assert_eq!(alone(user, identity), Err(Reason::InvalidBirthDate));
}

#[test]
fn a_common_birth_name_is_worth_no_more_for_a_rare_usage_name() {
    let mut base = crowd(parent);
    base.extend((0..40).map(|number| parent(&format!("m{number}"), "MARTIN", &format!("Given{number}"))));
    let née = |id: &str, usage: &str| Someone { birth_family: "MARTIN".into(), ..parent(id, usage, "Sophie") };
    base.push(née("7", "ABBADIE"));
    let mut cas = vec![née("u", "ZOLA")];
    cas.extend(crowd(parent));
    assert!(verdicts(&base, &cas, &RuleSet::default())[0].is_err());
}
