//! First connections, case by case: who gets in, as whom, and why not.

use proptest::prelude::*;
use rapproche::cas::configuration::{
    CasDelegation, Configuration, FirstConnectionSettings, OtherParents, Uai, WebSpace,
};
use rapproche::cas::model::{ClientParameters, FirstConnectionMode, Label};
use rapproche::cas::response::{Limits, Validated};
use rapproche::evaluation::replies::{identity_parameters, reply_of};
use rapproche::evaluation::synth::Synth;
use rapproche::first_connection::{Answer, Basis, BindError, Client, FirstConnection, Outcome, Policy, PolicyError};
use rapproche::identity::{Flaws, Guardianship, Profile, Responsibility};
use rapproche::matching::RuleSet;
use rapproche::matching::decision::Reason;
use rapproche::matching::rules::Decision;

use super::people::{Someone, crowd, parent, population, pupil};

/// A resolver over these people and a school's worth of others.
pub(crate) fn resolver(people: &[Someone], settings: FirstConnectionSettings) -> FirstConnection {
    with_mode(people, identity_parameters(), settings)
}

fn with_mode(people: &[Someone], parameters: ClientParameters, settings: FirstConnectionSettings) -> FirstConnection {
    let everybody: Vec<Someone> = people.iter().cloned().chain(crowd(pupil)).chain(crowd(parent)).collect();
    let policy = Policy::of_parameters(&parameters, &settings);
    FirstConnection::new(population(&everybody), RuleSet::default(), policy)
}

/// What the ENT would send of somebody.
pub(crate) fn reply(person: Someone) -> Validated {
    let one = population(&[person]);
    reply_of(one.person(0)).unwrap()
}

/// `code` and, where somebody gets in, the PRONOTE ids.
fn short(resolver: &FirstConnection, outcome: &Outcome) -> String {
    let ids = |admission: &rapproche::first_connection::Admission| {
        let ids = admission.accesses.iter().map(|access| resolver.users().person(access.user).id().to_owned());
        ids.collect::<Vec<_>>().join("+")
    };
    match outcome {
        Outcome::Granted(admission) | Outcome::Linked(admission) => format!("{} {}", outcome.code(), ids(admission)),
        _ => outcome.code().to_owned(),
    }
}

fn resolve(base: &[Someone], person: Someone) -> String {
    let resolver = resolver(base, FirstConnectionSettings::default());
    short(&resolver, &resolver.resolve(&reply(person)))
}

fn lina() -> Someone {
    pupil("17", "AKOUDAD", "Lina").born(4, 3, 2012).living(35_000)
}

#[test]
fn an_exact_identity_is_linked() {
    assert_eq!(resolve(&[lina()], Someone { id: "ent-1".into(), ..lina() }), "linked 17");
}

#[test]
fn names_nobody_bears_are_compared_like_any_other() {
    // Neither spelling of the ENT stands in the base.
    let misspelt = Someone { family: "AKOUDDAD".into(), id: "ent-1".into(), ..lina() };
    assert_eq!(resolve(&[lina()], misspelt), "linked 17");
    let stranger = pupil("ent-2", "ZYWIECKI", "Barnabé").born(1, 1, 2010).living(35_000);
    assert_eq!(resolve(&[lina()], stranger), "no_candidate");
}

#[test]
fn names_alone_link_only_where_the_school_is_asserted() {
    let named = Someone { id: "ent-1".into(), born: None, postcode: None, ..lina() };
    assert_eq!(resolve(&[lina()], named.clone()), "to_confirm");
    assert_eq!(resolve(&[lina()], named.clone().at("0350030T")), "linked 17");
    assert_eq!(resolve(&[lina()], named.clone().living(35_000)), "linked 17");
    assert_eq!(resolve(&[lina()], named.living(75_011)), "to_confirm");
}

#[test]
fn homonyms_born_the_same_day_are_for_the_administrator() {
    let other = Someone { id: "18".into(), ..lina() };
    assert_eq!(resolve(&[lina(), other], Someone { id: "ent-1".into(), ..lina() }), "ambiguous");
}

#[test]
fn a_user_with_another_id_is_never_linked_again() {
    assert_eq!(resolve(&[lina().holding("ent-9")], Someone { id: "ent-1".into(), ..lina() }), "already_linked");
    // Not even when the homonym beside him is free.
    let other = Someone { id: "18".into(), ..lina() };
    let outcome = resolve(&[lina().holding("ent-9"), other], Someone { id: "ent-1".into(), ..lina() });
    assert_eq!(outcome, "to_confirm");
}

#[test]
fn a_twin_is_not_the_other() {
    let twin = Someone { given: "Yanis".into(), id: "ent-1".into(), ..lina() };
    let outcome = resolve(&[lina()], twin);
    assert!(outcome == "vetoed" || outcome == "no_candidate", "{outcome}");
}

#[test]
fn a_known_id_gets_in_and_drift_is_noted() {
    let resolver = resolver(&[lina().holding("ent-1")], FirstConnectionSettings::default());
    let same = Someone { id: "ent-1".into(), ..lina() };
    let Outcome::Granted(admission) = resolver.resolve(&reply(same)) else { panic!("not granted") };
    assert!(admission.drift.is_empty());
    let renamed = Someone { id: "ent-1".into(), family: "DUPONT".into(), ..lina() };
    let Outcome::Granted(admission) = resolver.resolve(&reply(renamed)) else { panic!("not granted") };
    assert_eq!(admission.drift.len(), 1);
    assert_eq!(admission.accesses[0].basis, Basis::KnownId);
}

#[test]
fn an_id_that_two_people_hold_lets_nobody_in() {
    let other = pupil("18", "MARTIN", "Zoé").born(1, 1, 2012).holding("ent-1");
    assert_eq!(resolve(&[lina().holding("ent-1"), other], Someone { id: "ent-1".into(), ..lina() }), "id_conflict");
}

#[test]
fn what_was_sent_is_checked_before_anybody_is_searched() {
    let base = [lina()];
    let id = || Someone { id: "ent-1".into(), ..lina() };
    assert_eq!(resolve(&base, Someone { profiles: Default::default(), ..id() }), "no_profile");
    assert_eq!(resolve(&base, Someone { given: String::new(), ..id() }), "missing_name");
    let resolver = resolver(&base, FirstConnectionSettings::default());
    for (name, value, reason) in [
        ("ENTPersonDateNaissance", "31/02/2012", Reason::InvalidBirthDate),
        ("sn", "MARTIN", Reason::MissingName),
        ("ENTPersonDateNaissance", "05/03/2012", Reason::InvalidBirthDate),
    ] {
        let mut sent = reply(if reason == Reason::MissingName || value == "05/03/2012" {
            id()
        } else {
            Someone { born: None, ..id() }
        });
        sent.attributes.add(name, value, &Limits::default()).unwrap();
        assert_eq!(resolver.resolve(&sent).code(), reason.code(), "{name} {value}");
    }
    let nameless = Validated { subject: None, ..reply(id()) };
    assert_eq!(resolver.resolve(&nameless).code(), "id_conflict");
}

#[test]
fn a_teacher_who_is_a_parent_gets_both() {
    let teacher = Someone { profiles: Profile::Teachers.into(), ..parent("T1", "KERVELLA", "Maëlle").living(35_000) };
    let own = parent("P1", "KERVELLA", "Maëlle").living(35_000);
    let both = parent("ent-1", "KERVELLA", "Maëlle").living(35_000).also(Profile::Teachers);
    assert_eq!(resolve(&[teacher.clone(), own.clone()], both.clone()), "linked P1+T1");
    // Known as a teacher, and since then a parent.
    assert_eq!(resolve(&[teacher.holding("ent-1"), own], both), "granted P1+T1");
}

#[test]
fn schools_that_are_sent_must_contain_the_base_s() {
    let of_school = FirstConnectionSettings { uai: Some(Uai::parse("0350030T").unwrap()), ..Default::default() };
    let resolver = resolver(&[lina(), parent("P", "MARTIN", "Paul").holding("ent-2")], of_school);
    let code = |person: Someone| resolver.resolve(&reply(Someone { id: "ent-1".into(), ..person })).code();
    assert_eq!(code(lina()), "linked");
    assert_eq!(code(lina().at("0350031E;0350030T")), "linked");
    assert_eq!(code(lina().at("0350031E")), "other_school");
    // For a known id, too.
    let elsewhere = parent("ent-2", "MARTIN", "Paul").at("0350031E");
    assert_eq!(resolver.resolve(&reply(elsewhere)).code(), "other_school");
}

#[test]
fn a_base_of_several_schools_is_searched_school_by_school() {
    let base = [lina().at("0350030T"), Someone { id: "18".into(), ..lina() }.at("0350031E")];
    let at = |schools| Someone { id: "ent-1".into(), ..lina() }.at(schools);
    assert_eq!(resolve(&base, at("0350030T")), "linked 17");
    assert_eq!(resolve(&base, at("0350031E")), "linked 18");
    assert_eq!(resolve(&base, at("0350030T;0350031E")), "ambiguous");
    assert_eq!(resolve(&base, at("")), "ambiguous");
    assert_eq!(resolve(&base, at("0750001A")), "other_school");
}

#[test]
fn parents_get_in_by_their_responsibility() {
    let guardian = |kind, elsewhere| Someone {
        guardianship: Guardianship::new(kind, elsewhere),
        ..parent("P1", "KERVELLA", "Maëlle").living(35_000)
    };
    let settings = |legal, in_charge| FirstConnectionSettings {
        other_legal_parents: legal,
        other_parents_in_charge: in_charge,
        ..Default::default()
    };
    let outcome = |person: Someone, settings| {
        let resolver = resolver(std::slice::from_ref(&person), settings);
        resolver.resolve(&reply(Someone { id: "ent-1".into(), ..person })).code()
    };
    use OtherParents::{All, None, OtherAddress};
    use Responsibility::{InCharge, Legal, OtherContact, Preferential, Unstated};
    for (kind, elsewhere, legal, in_charge, expected) in [
        (Unstated, false, None, None, "linked"),
        (Preferential, false, None, None, "linked"),
        (Legal, true, None, All, "parent_without_access"),
        (Legal, false, OtherAddress, All, "parent_without_access"),
        (Legal, true, OtherAddress, None, "linked"),
        (Legal, false, All, None, "linked"),
        (InCharge, true, All, None, "parent_without_access"),
        (InCharge, true, None, OtherAddress, "linked"),
        (InCharge, false, None, All, "linked"),
        (OtherContact, true, All, All, "parent_without_access"),
    ] {
        let person = guardian(kind, elsewhere);
        assert_eq!(outcome(person.clone(), settings(legal, in_charge)), expected, "{kind:?} {legal:?} {in_charge:?}");
        // A known id does not open what the responsibility closes.
        let known = outcome(person.holding("ent-1"), settings(legal, in_charge));
        assert_eq!(known, if expected == "linked" { "granted" } else { expected });
    }
}

/// A configuration whose one delegation, of this name, opens one space.
fn delegating(space: WebSpace) -> (Configuration, Label) {
    let mut configuration = Configuration::default();
    let name = Label::parse("ent").unwrap();
    let delegation = CasDelegation {
        protocol: Default::default(),
        model: None,
        pronote_client: identity_parameters(),
        pronote_net: identity_parameters(),
    };
    configuration.cas.insert(name.clone(), delegation);
    configuration.spaces.set(space, Some(name.clone()));
    (configuration, name)
}

#[test]
fn a_space_that_is_not_delegated_opens_to_nobody() {
    let (mut configuration, name) = delegating(WebSpace::Pupils);
    let policy = || Policy::new(&configuration, "ent", Client::PronoteNet).unwrap();
    let mother = parent("P1", "KERVELLA", "Maëlle").living(35_000);
    let door = FirstConnection::new(population(&[lina(), mother.clone()]), RuleSet::default(), policy());
    let code = |person: Someone| door.resolve(&reply(Someone { id: "ent-1".into(), ..person })).code();
    assert_eq!((code(lina()), code(mother.clone())), ("linked", "profile_without_access"));
    // By the common page to whoever has no delegation of their own.
    configuration.spaces.set(WebSpace::Pupils, Some(Label::parse("educonnect").unwrap()));
    configuration.spaces.set(WebSpace::CommonPage, Some(name));
    let policy = || Policy::new(&configuration, "ent", Client::PronoteNet).unwrap();
    let door = FirstConnection::new(population(&[lina(), mother.clone()]), RuleSet::default(), policy());
    let code = |person: Someone| door.resolve(&reply(Someone { id: "ent-1".into(), ..person })).code();
    assert_eq!((code(lina()), code(mother)), ("profile_without_access", "linked"));
    let unknown = Policy::new(&configuration, "ant", Client::PronoteNet).unwrap_err();
    assert!(matches!(unknown, PolicyError::Unknown { known, .. } if known == ["ent"]));
}

fn mode(first_connection: FirstConnectionMode) -> ClientParameters {
    ClientParameters { first_connection, ..identity_parameters() }
}

#[test]
fn by_the_pronote_identifier() {
    let by_identifier = FirstConnectionMode::PronoteIdentifier {
        integrator: Label::parse("Editeur").unwrap(),
        attribute: Some(Label::parse("idPronote").unwrap()),
    };
    let duplicate = Someone { flaws: Flaws::DUPLICATE_ID, ..pupil("20", "NOIRET", "Jean") };
    let base = [lina(), pupil("19", "MARTIN", "Zoé").holding("ent-9"), duplicate];
    let resolver = with_mode(&base, mode(by_identifier), FirstConnectionSettings::default());
    let outcome = |values: &[&str]| {
        let mut sent = Validated { subject: Some("ent-1".into()), ..Validated::default() };
        for value in values {
            sent.attributes.add("idPronote", value, &Limits::default()).unwrap();
        }
        short(&resolver, &resolver.resolve(&sent))
    };
    assert_eq!(outcome(&["17"]), "linked 17");
    assert_eq!(outcome(&["99"]), "unknown_id");
    assert_eq!(outcome(&[]), "unknown_id");
    assert_eq!(outcome(&["17", "19"]), "id_conflict");
    assert_eq!(outcome(&["19"]), "already_linked");
    assert_eq!(outcome(&["20"]), "id_conflict");
}

#[test]
fn by_pronote_s_own_login() {
    let base = [lina(), pupil("19", "MARTIN", "Zoé").holding("ent-9")];
    let parameters = mode(FirstConnectionMode::DoubleAuthentication);
    let mut resolver = with_mode(&base, parameters, FirstConnectionSettings::default());
    let sent = reply(Someone { id: "ent-1".into(), ..lina() });
    assert_eq!(resolver.resolve(&sent), Outcome::NeedsPronoteLogin { id: "ent-1".into() });
    let outcome = resolver.logged_in(&sent, &[0]);
    assert_eq!(short(&resolver, &outcome), "linked 17");
    assert_eq!(resolver.logged_in(&sent, &[1]).code(), "already_linked");
    assert_eq!(resolver.logged_in(&sent, &[0, 1]).code(), "id_conflict", "two people");
    assert_eq!(resolver.logged_in(&sent, &[]).code(), "id_conflict");
    resolver.bind("ent-1", &outcome.new_users()).unwrap();
    assert_eq!(resolver.resolve(&sent).code(), "granted");
    assert_eq!(resolver.logged_in(&sent, &[1]).code(), "id_conflict", "the id is somebody else's");
}

#[test]
fn a_mode_that_refuses_knows_ids_alone() {
    let base = [lina().holding(" ent-1")];
    let resolver = with_mode(&base, mode(FirstConnectionMode::RefuseAccess), FirstConnectionSettings::default());
    let outcome = |id: &str| resolver.resolve(&Validated { subject: Some(id.into()), ..Validated::default() }).code();
    assert_eq!(outcome("ent-2"), "unknown_id");
    assert_eq!(outcome(" ent-1"), "granted");
    assert_eq!(outcome("ent-1"), "granted", "white space around an id is no part of it");
}

#[test]
fn a_link_holds_from_the_moment_it_is_bound() {
    let mut resolver = resolver(&[lina()], FirstConnectionSettings::default());
    let sent = reply(Someone { id: "ent-1".into(), ..lina() });
    let outcome = resolver.resolve(&sent);
    assert_eq!(outcome.code(), "linked");
    assert_eq!(resolver.resolve(&sent), outcome, "resolving changes nothing");
    resolver.bind("ent-1", &outcome.new_users()).unwrap();
    assert_eq!(resolver.resolve(&sent).code(), "granted");
    assert_eq!(resolver.resolve(&reply(Someone { id: "ent-2".into(), ..lina() })).code(), "already_linked");
}

#[test]
fn a_deterministic_rule_set_decides_by_its_list() {
    let policy = Policy::of_parameters(&identity_parameters(), &FirstConnectionSettings::default());
    let rules = RuleSet::named("strict").unwrap();
    let everybody: Vec<Someone> = [lina()].into_iter().chain(crowd(pupil)).collect();
    let door = FirstConnection::new(population(&everybody), rules, policy);
    assert_eq!(door.resolve(&reply(Someone { id: "ent-1".into(), ..lina() })).code(), "linked");
    let misspelt = Someone { id: "ent-1".into(), family: "AKOUDDAD".into(), ..lina() };
    assert_ne!(door.resolve(&reply(misspelt)).code(), "linked");
}

/// Whatever a reply gets at the first visit, it gets at the second, once that is bound.
#[test]
fn the_second_visit_opens_what_the_first_did() {
    let teacher =
        |family: &str| Someone { profiles: Profile::Teachers.into(), ..parent("T1", family, "Maëlle").living(35_000) };
    let own = |family: &str| parent("P1", family, "Maëlle").living(35_000);
    let both = parent("ent-1", "KERVELLA", "Maëlle").living(35_000).also(Profile::Teachers);
    let base_rows = [
        vec![own("KERVELLA").also(Profile::Teachers)],
        vec![teacher("KERVELLA"), own("KERVELLA")],
        // Spelt otherwise in one of the rows; known by another name in one of the rows.
        vec![teacher("KERVELLA"), own("KERVELA")],
        vec![teacher("KERVELLA"), own("TANGUY")],
    ];
    for rows in base_rows {
        for sent in [both.clone(), Someone { birth_family: "TANGUY".into(), ..both.clone() }] {
            let mut resolver = resolver(&rows, FirstConnectionSettings::default());
            let sent = reply(sent);
            let first = resolver.resolve(&sent);
            let opened = |outcome: &Outcome| match outcome {
                Outcome::Granted(admission) | Outcome::Linked(admission) => {
                    admission.accesses.iter().map(|access| (access.user, access.profile)).collect::<Vec<_>>()
                }
                other => panic!("{other:?}"),
            };
            resolver.bind("ent-1", &first.new_users()).unwrap();
            let second = resolver.resolve(&sent);
            assert_eq!((first.code(), second.code()), ("linked", "granted"));
            assert_eq!(opened(&first), opened(&second));
        }
    }
}

#[test]
fn profiles_that_were_not_asserted_stay_shut() {
    let base = [parent("P1", "KERVELLA", "Maëlle").living(35_000).also(Profile::Teachers).holding("ent-1")];
    let resolver = resolver(&base, FirstConnectionSettings::default());
    let Outcome::Granted(admission) = resolver.resolve(&reply(parent("ent-1", "KERVELLA", "Maëlle"))) else {
        panic!()
    };
    assert_eq!(admission.accesses.iter().map(|access| access.profile).collect::<Vec<_>>(), [Profile::Parents]);
    let other = Someone { profiles: Profile::Staff.into(), ..parent("ent-1", "MARTIN", "Paul") };
    assert_eq!(resolver.resolve(&reply(other)).code(), "id_conflict");
}

#[test]
fn two_people_who_were_told_the_same_are_not_both_bound() {
    let mut resolver = resolver(&[lina()], FirstConnectionSettings::default());
    let outcomes = ["ent-1", "ent-2"].map(|id| resolver.resolve(&reply(Someone { id: id.into(), ..lina() })));
    assert!(outcomes.iter().all(|outcome| outcome.code() == "linked"));
    assert_eq!(resolver.bind("ent-1", &outcomes[0].new_users()), Ok(()));
    assert_eq!(resolver.bind("ent-1", &outcomes[0].new_users()), Ok(()), "once more is no harm");
    assert_eq!(resolver.bind("ent-2", &outcomes[1].new_users()), Err(BindError::UserTaken { user: 0 }));
    assert_eq!(resolver.bind("ent-1", &[5]), Err(BindError::IdTaken));
}

#[test]
fn a_father_and_his_son_of_one_name_are_two() {
    let son = pupil("12", "MARTIN", "Paul").born(4, 3, 2012);
    let father = parent("12", "MARTIN", "Paul");
    assert_eq!(
        resolve(
            &[son.clone().holding("ent-1"), father.clone().holding("ent-1")],
            Someone { id: "ent-1".into(), ..son.clone() }
        ),
        "id_conflict"
    );
    let by_identifier =
        FirstConnectionMode::PronoteIdentifier { integrator: Label::parse("E").unwrap(), attribute: None };
    let resolver = with_mode(&[son, father], mode(by_identifier), FirstConnectionSettings::default());
    let mut sent = Validated { subject: Some("ent-1".into()), ..Validated::default() };
    sent.attributes.add("IDPN", "12", &Limits::default()).unwrap();
    assert_eq!(resolver.resolve(&sent).code(), "id_conflict");
}

#[test]
fn no_way_leads_around_the_school() {
    let of_school = || FirstConnectionSettings { uai: Some(Uai::parse("0350030T").unwrap()), ..Default::default() };
    let here = lina().at("0350030T").holding("ent-1");
    let elsewhere = pupil("19", "MARTIN", "Zoé").at("0350031E").holding("ent-2");
    let resolver = resolver(&[here, elsewhere.clone()], of_school());
    let known = |id: &str, schools: &str| Someone { id: id.into(), ..lina() }.at(schools);
    assert_eq!(resolver.resolve(&reply(known("ent-1", "0350030T"))).code(), "granted");
    // Two family names make no identity; the school counts all the same.
    let mut two_names = reply(known("ent-1", "0350031E"));
    two_names.attributes.add("sn", "DUPONT", &Limits::default()).unwrap();
    assert_eq!(resolver.resolve(&two_names).code(), "other_school");
    // A user of another school, whatever the reply says of schools.
    for schools in ["", "0350030T", "0350031E"] {
        let zoe = Someone { id: "ent-2".into(), schools: schools.into(), ..pupil("", "MARTIN", "Zoé") };
        assert_eq!(resolver.resolve(&reply(zoe)).code(), "other_school", "{schools}");
    }
    // By PRONOTE's own login, too.
    let free = Someone { linked_id: String::new(), ..elsewhere };
    let by_login = with_mode(&[free], mode(FirstConnectionMode::DoubleAuthentication), of_school());
    assert_eq!(by_login.logged_in(&reply(known("ent-3", "")), &[0]).code(), "other_school");
}

#[test]
fn a_list_of_rules_sees_a_homonym_in_another_school() {
    let both = lina().at("0350030T;0350031E");
    let other = Someone { id: "18".into(), ..lina() }.at("0350031E");
    for base in [[both.clone(), other.clone()], [other, both]] {
        let door = FirstConnection::new(population(&base), RuleSet::named("strict").unwrap(), policy());
        let sent = Someone { id: "ent-1".into(), ..lina() }.at("0350030T;0350031E");
        assert_eq!(door.resolve(&reply(sent)).code(), "ambiguous");
    }
}

#[test]
fn a_shut_profile_says_nothing_about_the_other() {
    let (configuration, _) = delegating(WebSpace::Parents);
    let sent = parent("ent-1", "KERVELLA", "Maëlle").living(35_000).also(Profile::Teachers);
    let contact = Someone {
        guardianship: Guardianship::new(Responsibility::OtherContact, false),
        ..parent("P1", "KERVELLA", "Maëlle").living(35_000)
    };
    let answers = [vec![], vec![contact]].map(|base| {
        let policy = Policy::new(&configuration, "ent", Client::PronoteNet).unwrap();
        let everybody: Vec<Someone> = base.into_iter().chain(crowd(parent)).collect();
        let door = FirstConnection::new(population(&everybody), RuleSet::default(), policy);
        Answer::new(&door.resolve(&reply(sent.clone())), door.policy(), 0)
    });
    assert_eq!(answers[0], answers[1]);
}

/// A resolver that never settles early and looks at every user.
fn plain(base: rapproche::identity::Population) -> FirstConnection {
    let rules = RuleSet::default();
    let decision = Decision { settled_risk: 0.0, all_pairs_up_to: usize::MAX, ..rules.decision.clone() };
    FirstConnection::new(base, rules.with_decision(decision), policy())
}

fn policy() -> Policy {
    Policy::of_parameters(&identity_parameters(), &FirstConnectionSettings::default())
}

#[test]
fn index_and_shortcut_decide_like_a_search_of_everybody() {
    let data = Synth::pool(6_000, 78).dataset();
    let (fast, plain) = (FirstConnection::new(data.base.clone(), RuleSet::default(), policy()), plain(data.base));
    let (mut differing, mut seen) = (0, 0);
    for identity in data.cas.people().step_by(3) {
        let sent = reply_of(identity).unwrap();
        let users = |outcome: &Outcome| outcome.new_users();
        let (ours, theirs) = (fast.resolve(&sent), plain.resolve(&sent));
        let (ours, theirs) = (users(&ours), users(&theirs));
        assert!(ours == theirs || ours.is_empty() || theirs.is_empty(), "linked with somebody else");
        differing += usize::from(ours != theirs);
        seen += 1;
    }
    // At the bound of risk, a rival more or less tells.
    assert!(differing * 500 <= seen, "{differing} of {seen}");
}

#[test]
fn people_who_are_not_in_the_base_stay_out() {
    let data = Synth::schools(4, 79).dataset();
    let truth: std::collections::HashMap<_, _> =
        data.truth.iter().map(|truth| ((&*truth.uid, truth.profile), &*truth.idpn)).collect();
    let resolver = FirstConnection::new(data.base.clone(), RuleSet::default(), policy());
    let mut linked = 0;
    for identity in data.cas.people() {
        if let Outcome::Linked(admission) = resolver.resolve(&reply_of(identity).unwrap()) {
            for access in admission.accesses {
                let user = data.base.person(access.user).id();
                assert_eq!(truth.get(&(identity.id(), access.profile)), Some(&user));
                linked += 1;
            }
        }
    }
    assert!(linked > 3_000, "{linked}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What a refused person reads does not tell whether anybody of that name is there.
    #[test]
    fn an_answer_reveals_nobody(family in "[A-D]{4,7}", given in "[E-H]{4,6}", seed in 0_u32..4) {
        let somebody = pupil("ent-1", &family, &given).born(4, 3, 2012);
        // Absent; there and already linked; there twice.
        let there = |linked: &str| Someone { id: "17".into(), linked_id: linked.into(), ..somebody.clone() };
        let base = match seed {
            0 => vec![],
            1 => vec![there("ent-9")],
            2 => vec![there(""), Someone { id: "18".into(), ..there("") }],
            _ => vec![Someone { given: "Zoé".into(), ..there("") }],
        };
        let resolver = resolver(&base, FirstConnectionSettings::default());
        let outcome = resolver.resolve(&reply(somebody));
        let answer = Answer::new(&outcome, resolver.policy(), 0);
        prop_assert_eq!(answer, Answer::NotIdentified { may_correct: true });
    }
}
