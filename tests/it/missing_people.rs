//! Where a person is missing on one side, no stranger, twin, spouse or relative is linked in their place.
//!
//! Each case adds one user and one account to a school whose two lists agree, and is tried in a run and at a first
//! connection. Names and places of the kinds are drawn anew.

use proptest::prelude::*;
use rapproche::cas::configuration::FirstConnectionSettings;
use rapproche::cas::response::Validated;
use rapproche::evaluation::replies::{identity_parameters, reply_of};
use rapproche::first_connection::{FirstConnection, Outcome, Policy};
use rapproche::identity::{Population, Profile, Row, Sex};
use rapproche::matching::decision::Reason;
use rapproche::matching::rules::Decision;
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::reconcile::{Options, Verdict, reconcile};

use super::people::{Someone, crowd, parent, population, pupil};

/// Given names of the parents' generation.
const PARENTS: [&str; 24] = [
    "Nathalie",
    "Christophe",
    "Isabelle",
    "Philippe",
    "Sylvie",
    "Nicolas",
    "Valérie",
    "Laurent",
    "Céline",
    "Frédéric",
    "Sandrine",
    "Olivier",
    "Virginie",
    "Thierry",
    "Karine",
    "Pascal",
    "Delphine",
    "Bruno",
    "Aurélie",
    "Cédric",
    "Laetitia",
    "Fabrice",
    "Corinne",
    "Hervé",
];

/// The school that every case is added to. Both sides have the same people, and parents have no birth dates.
fn school(side: &str) -> Vec<Someone> {
    let everybody = crowd(pupil).into_iter().map(|child| (child, "pupil"));
    let name = |number: usize| PARENTS[(number + number / PARENTS.len()) % PARENTS.len()].to_owned();
    let parents = crowd(parent).into_iter().enumerate();
    let parents = parents.map(|(number, adult)| (Someone { born: None, given: name(number), ..adult }, "parent"));
    let renamed =
        everybody.chain(parents).map(|(person, kind)| Someone { id: format!("{side}-{kind}-{}", person.id), ..person });
    renamed.collect()
}

fn with(side: &str, people: &[Someone]) -> Population {
    let mut everybody = school(side);
    everybody.extend(
        people.iter().enumerate().map(|(number, person)| Someone { id: format!("{side}-{number}"), ..person.clone() }),
    );
    population(&everybody)
}

/// Returns the outcome of each account of a case in a run: the number of its user among those of the case, or the reason
/// why there is no link.
fn in_a_run(users: &[Someone], accounts: &[Someone]) -> Vec<Result<usize, Reason>> {
    let (base, cas) = (with("base", users), with("cas", accounts));
    let result = reconcile(&base, &cas, &RuleSet::default(), &Options::default(), &());
    let first = school("base").len();
    let of_account = |outcome: &rapproche::reconcile::Outcome| match &outcome.verdict {
        Verdict::Linked(link) => Ok((link.base as usize).checked_sub(first).expect("a user of the case")),
        Verdict::Failed(failure) => Err(failure.reason),
        Verdict::AlreadyLinked { .. } => panic!("nobody is linked already"),
    };
    result.outcomes.iter().filter(|outcome| outcome.cas as usize >= first).map(of_account).collect()
}

/// Whether the first account of a case gets in at a first connection.
fn at_the_door(users: &[Someone], account: &Someone) -> bool {
    let policy = Policy::of_parameters(&identity_parameters(), &FirstConnectionSettings::default());
    let door = FirstConnection::new(with("base", users), RuleSet::default(), policy);
    let one = population(&[Someone { id: "account".into(), ..account.clone() }]);
    let reply: Validated = reply_of(one.person(0)).expect("a reply");
    matches!(door.resolve(&reply), Outcome::Linked(_))
}

/// Neither a run nor a first connection links the two.
fn assert_apart(user: &Someone, account: &Someone) {
    for outcome in in_a_run(std::slice::from_ref(user), std::slice::from_ref(account)) {
        assert!(outcome.is_err(), "{user:?} {account:?}: linked");
    }
    assert!(!at_the_door(std::slice::from_ref(user), account), "{user:?} {account:?}: let in");
}

/// A run links the two.
fn assert_together(user: &Someone, account: &Someone) {
    let outcomes = in_a_run(std::slice::from_ref(user), std::slice::from_ref(account));
    assert_eq!(outcomes, [Ok(0)], "{user:?} {account:?}");
}

/// The set-up of [`at_the_door`] lets people in.
#[test]
fn the_same_pupil_gets_in_at_the_door() {
    for (family, given) in [("GRANVILLARD", "Lucas"), ("MARTIN", "Emma"), ("DIALLO", "Fatou")] {
        let user = child(family, given);
        assert!(at_the_door(std::slice::from_ref(&user), &user), "{family} {given}");
    }
}

fn child(family: &str, given: &str) -> Someone {
    pupil("", family, given).born(15, 4, 2011).living(35_010)
}

fn adult(family: &str, given: &str) -> Someone {
    parent("", family, given).living(35_010)
}

/// Family names that are unlike each other, rare and usual.
const FAMILIES: [&str; 16] = [
    "GRANVILLARD",
    "MARTIN",
    "AKOUDAD",
    "BERNARD",
    "LE CACHEUX",
    "DIALLO",
    "WINTERSTEIN",
    "PETIT",
    "NGUYEN",
    "KOWALSKI",
    "DURAND",
    "BARRY",
    "ZIEGLER",
    "OLIVEIRA",
    "SCHMITT",
    "YILMAZ",
];
const GIRLS: [&str; 10] =
    ["Emma", "Bérengère", "Sophie", "Léa", "Fatou", "Isabelle", "Jessica", "Nour", "Agathe", "Oriane"];
const BOYS: [&str; 10] =
    ["Lucas", "Mamadou", "Nathan", "Christophe", "Yanis", "Ewen", "Gaspard", "Noé", "Idris", "Simon"];

fn family() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&FAMILIES[..])
}

fn given() -> impl Strategy<Value = &'static str> {
    proptest::sample::select([&GIRLS[..], &BOYS[..]].concat())
}

/// Two usual given names that look like slips of each other.
fn alike() -> impl Strategy<Value = (&'static str, &'static str)> {
    proptest::sample::select(vec![
        ("Michel", "Michèle"),
        ("Stéphane", "Stéphanie"),
        ("Louis", "Louise"),
        ("Karim", "Karima"),
        ("Lina", "Lena"),
        ("Lucas", "Luca"),
        ("Jean-Paul", "Jean-Pierre"),
        ("Mohamed-Amine", "Mohamed-Rayan"),
        ("Daniel", "Danièle"),
        ("Gabriel", "Gabrielle"),
        ("Emma", "Anna"),
        ("Jules", "Julie"),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_family_name_is_another_person(one in family(), other in family(), given in given()) {
        prop_assume!(one != other);
        assert_apart(&child(one, given), &child(other, given));
        assert_apart(&adult(one, given), &adult(other, given));
    }

    #[test]
    fn two_usual_given_names_are_two_people((one, other) in alike(), family in family()) {
        assert_apart(&child(family, one), &child(family, other));
        assert_apart(&child(family, other), &child(family, one));
        assert_apart(&adult(family, one), &adult(family, other));
        assert_apart(&adult(family, other), &adult(family, one));
    }

    #[test]
    fn half_of_a_double_name_that_differs_is_another_name(first in family(), one in family(), other in family(), given in given()) {
        prop_assume!(first != one && first != other && one != other);
        let double = |second: &str| format!("{first} {second}");
        assert_apart(&child(&double(one), given), &child(&double(other), given));
        assert_apart(&adult(&double(one), given), &adult(&double(other), given));
    }

    #[test]
    fn a_birth_or_usage_name_explains_another_family_name(one in family(), other in family(), given in given()) {
        prop_assume!(one != other);
        assert_together(&child(one, given).named_at_birth(other), &child(other, given));
        assert_together(&child(one, given), &child(other, given).named_at_birth(one));
        let rare = adult("GRANVILLARD", "Bérengère").named_at_birth("AKOUDAD");
        assert_together(&rare, &adult("AKOUDAD", "Bérengère"));
    }

    #[test]
    fn the_same_person_is_linked(family in family(), given in given()) {
        assert_together(&child(family, given), &child(family, given));
        assert_together(&child(family, given), &child(&family.to_lowercase(), given));
    }
}

#[test]
fn slips_that_make_no_other_name_are_linked() {
    for (user, account) in [
        (child("GRANVILLARD", "Lucas"), child("GRANVILARD", "Lucas")),
        (child("GRANVILLARD", "Lucas"), child("GRANVILLARD", "Luacs")),
        (child("GRANVILLARD", "Mathis"), child("GRANVILLARD", "Mathys")),
        (child("LE DEIT", "Yvon"), child("LE", "Yvon")),
        (child("DA SILVA FERREIRA", "Tiago"), child("FERREIRA", "Tiago")),
        (child("GRANVILLARD", "Jean-Baptiste"), child("GRANVILLARD", "Jean")),
        (adult("GRANVILLARD", "Bérengère"), adult("GRANVILARD", "Bérengère")),
    ] {
        assert_together(&user, &account);
    }
}

/// The stranger bears another family name; the right person is there as well.
#[test]
fn a_stranger_takes_nobody_s_place() {
    let user = child("GRANVILLARD", "Lucas");
    let outcomes = in_a_run(std::slice::from_ref(&user), &[child("MARTIN", "Lucas"), user.clone()]);
    assert!(outcomes[0].is_err() && outcomes[1] == Ok(0), "{outcomes:?}");
    let right = child("GRANVILLARD", "Luacs");
    let outcomes = in_a_run(std::slice::from_ref(&user), &[child("MARTIN", "Lucas"), right]);
    assert!(outcomes[0].is_err() && outcomes[1] == Ok(0), "{outcomes:?}");
}

#[test]
fn two_given_names_in_the_other_order_are_another_adult() {
    assert_apart(&adult("LAURENT", "Gérard"), &adult("GERARD", "Laurent"));
    assert_apart(&adult("THOMAS", "Martin"), &adult("MARTIN", "Thomas"));
    // A birth date shows that the two are one.
    assert_together(&child("THOMAS", "Martin"), &child("MARTIN", "Thomas"));
    assert_together(&adult("GRANVILLARD", "Bérengère"), &adult("Bérengère", "GRANVILLARD"));
}

/// The order in which a pupil's names stand explains nothing that their spelling does not, whichever side has which.
#[test]
fn exchanged_names_are_compared_as_given_names() {
    let (one, other) = (child("LOUIS", "Martin"), child("MARTIN", "Louise"));
    assert_apart(&one, &other);
    assert_apart(&other, &one);
    assert_together(&child("LOUIS", "Martin"), &child("MARTIN", "Louis"));
}

#[test]
fn two_birth_names_are_two_people() {
    let born = |birth_family: &str, person: Someone| Someone { birth_family: birth_family.into(), ..person };
    for person in [child, adult] {
        assert_apart(&born("DURAND", person("PETIT", "Sophie")), &born("KOWALSKI", person("DURAND", "Sophie")));
        assert_apart(&born("PETIT", person("DURAND", "Sophie")), &born("KOWALSKI", person("DURAND", "Sophie")));
        // Exchanged columns, and a birth name that repeats the usage name, are no other names.
        assert_together(
            &born("GRANVILLARD", person("DIALLO", "Sophie")),
            &born("DIALLO", person("GRANVILLARD", "Sophie")),
        );
        assert_together(&born("DIALLO", person("DIALLO", "Sophie")), &born("GRANVILLARD", person("DIALLO", "Sophie")));
    }
}

#[test]
fn usual_family_names_of_one_sound_are_two_names() {
    for (one, other) in [("FAURE", "FORT"), ("BAUD", "BEAU"), ("ROYER", "ROGER"), ("HUBERT", "HEBERT")] {
        assert_apart(&adult(one, "Sandrine"), &adult(other, "Sandrine"));
    }
    assert_apart(&child("FAURE", "Nathan"), &child("FORT", "Nathan"));
}

#[test]
fn given_names_of_two_sexes_are_two_names_however_rare() {
    for (one, other) in [("Désiré", "Désirée"), ("Frédéric", "Frédérique")] {
        assert_apart(&adult("GRANVILLARD", one), &adult("GRANVILLARD", other));
    }
}

/// A feminine form is another name, though one of the two may be too rare for any table; so is a name that tells father from son.
#[test]
fn forms_of_one_name_that_tell_two_people_are_two_names() {
    for (one, other) in [
        ("Gwenaël", "Gwenaëlle"),
        ("Yaël", "Yaëlle"),
        ("Valéry", "Valérie"),
        ("Tristan", "Tristane"),
        ("Rémi", "Rémie"),
        ("Bastien", "Bastienne"),
        ("Sergio", "Sergia"),
        ("Ahmed", "Hamed"),
        ("Anna", "Hanna"),
        ("Paul", "Paul Junior"),
        ("Paul", "Paul II"),
    ] {
        assert_apart(&adult("GRANVILLARD", one), &adult("GRANVILLARD", other));
        assert_apart(&child("GRANVILLARD", one), &child("GRANVILLARD", other));
    }
}

#[test]
fn siblings_of_like_names_are_not_let_in_for_each_other() {
    for (one, other) in [("Minh", "Linh"), ("Lilou", "Milou"), ("Goran", "Zoran")] {
        let brother = child("GRANVILLARD", one);
        let sibling = Someone { born: None, ..child("GRANVILLARD", other) }.born(15, 4, 2012);
        assert!(!at_the_door(std::slice::from_ref(&brother), &sibling), "{one} {other}");
    }
    // The lists tell a boy from a girl.
    let of = |sex, given| Someone { sex, ..child("GRANVILLARD", given) };
    assert_apart(&of(Sex::Male, "Milou"), &of(Sex::Female, "Lilou"));
}

#[test]
fn names_that_lists_write_otherwise_are_linked() {
    for (one, other) in [
        ("SAINT-OUEN", "ST OUEN"),
        ("DE SAINTE-CROIX", "DE STE CROIX"),
        ("RAKOTONDRAINIBE", "RAKOTONDRAIN"),
        ("CHRISTODOULOPOULOS", "CHRISTODOULO"),
    ] {
        assert_together(&child(one, "Camille"), &child(other, "Camille"));
    }
    for (one, other) in [("Christopher", "Christop"), ("Mohamed", "Med")] {
        assert_together(&child("GRANVILLARD", one), &child("GRANVILLARD", other));
    }
}

/// A date that nobody of the profile can have says something although the other side has none.
#[test]
fn impossible_ages_are_no_missing_dates() {
    let without_date = |person: Someone| Someone { born: None, ..person };
    for profile in [Profile::Parents, Profile::Teachers] {
        let of = |person: Someone| Someone { profiles: profile.into(), ..person };
        let user = of(adult("GRANVILLARD", "Camille"));
        assert_apart(&user, &without_date(user.clone()).born(3, 5, 2015));
        assert_apart(&without_date(user.clone()).born(3, 5, 2015), &user);
        assert_together(&user, &without_date(user.clone()).born(3, 5, 1975));
    }
    let pupil = without_date(child("GRANVILLARD", "Camille"));
    assert_apart(&pupil, &pupil.clone().born(12, 4, 1979));
}

#[test]
fn a_parent_s_birth_date_is_no_slip_of_a_child_s() {
    let son = pupil("", "GRANVILLARD", "Jules").born(14, 5, 2012).living(35_010);
    assert_apart(&son, &Someone { born: None, ..son.clone() }.born(14, 5, 1975));
    assert_together(&son, &Someone { born: None, ..son.clone() }.born(14, 5, 2011));
}

#[test]
fn sexes_that_differ_are_two_parents() {
    let of = |sex| Someone { sex, ..adult("GRANVILLARD", "Claude") };
    let outcomes = in_a_run(&[of(Sex::Female)], &[of(Sex::Male)]);
    assert_eq!(outcomes, [Err(Reason::Vetoed)]);
    assert_eq!(in_a_run(&[of(Sex::Female)], &[of(Sex::Female)]), [Ok(0)]);
    let of = |sex| Someone { sex, profiles: Profile::Teachers.into(), ..adult("GRANVILLARD", "Dominique") };
    // No reply of a CAS server tells the sex.
    assert_eq!(in_a_run(&[of(Sex::Female)], &[of(Sex::Male)]), [Err(Reason::Vetoed)]);
    // Of one name and birth date there is one pupil: one of the lists has the sex wrong.
    let of = |sex| Someone { sex, ..child("GRANVILLARD", "Camille") };
    assert_together(&of(Sex::Female), &of(Sex::Male));
    assert_eq!(in_a_run(&[of(Sex::Female)], &[Someone { born: None, ..of(Sex::Male) }]), [Err(Reason::Vetoed)]);
}

/// Pupils born on the first of January of any year, on both sides.
fn born_on_new_year(names: [&str; 8]) -> Vec<Someone> {
    let of = |(number, family): (usize, &str)| {
        pupil("", family, "Ousmane").born(1, 1, 2009 + number as i32 % 4).living(35_040)
    };
    names.into_iter().enumerate().map(of).collect()
}

#[test]
fn a_date_that_stands_for_not_known_says_no_more_than_its_year() {
    let fillers = born_on_new_year(["TRAORE", "KEITA", "CAMARA", "SYLLA", "CISSE", "TOURE", "KANTE", "DIABY"]);
    let user = pupil("", "BARRY", "Mamadou").born(1, 1, 2010).living(35_040);
    let mut users = fillers.clone();
    users.push(user.clone());
    let mut accounts = fillers;
    // The day is not known on the base's side alone.
    accounts.push(Someone { born: Some((17, 5, 2010)), ..user.clone() });
    let outcomes = in_a_run(&users, &accounts);
    assert!(outcomes.iter().enumerate().all(|(number, outcome)| *outcome == Ok(number)), "{outcomes:?}");
    // Another year is another person.
    accounts.pop();
    accounts.push(Someone { born: Some((17, 5, 2011)), ..user });
    assert!(in_a_run(&users, &accounts)[8].is_err());
}

/// One person alone carries the date, so that its count shows nothing.
#[test]
fn a_usual_filler_says_its_year_alone_whoever_carries_it() {
    let born = |family: &str, given: &str| pupil("", family, given).born(1, 1, 2010).living(35_010);
    assert_apart(&born("KEITA", "Moussa"), &born("KONATE", "Moussa"));
    let known = pupil("", "GRANVILLARD", "Moussa").born(17, 5, 2010).living(35_010);
    assert_together(&known, &born("GRANVILLARD", "Moussa"));
}

#[test]
fn an_ent_that_knows_no_birth_days_loses_nobody() {
    let (base, mut cas) = (school("base"), school("cas"));
    for account in &mut cas {
        account.born = account.born.map(|(_, _, year)| (1, 1, year));
    }
    // Both sides list the same people in one order.
    let right_links = |base: &[Someone], cas: &[Someone], of: Profile| {
        let result = reconcile(&population(base), &population(cas), &RuleSet::default(), &Options::default(), &());
        assert!(result.links().all(|(outcome, link)| outcome.cas == link.base), "a wrong link");
        result.links().filter(|(outcome, _)| outcome.profile == Some(of)).count() as f64
            / cas.iter().filter(|account| account.profiles.contains(of)).count() as f64
    };
    let share = right_links(&base, &cas, Profile::Pupils);
    assert!(share >= 0.97, "{share}");
    // Dates of adults that are all the first of January 1900 say nothing.
    let dated = |people: Vec<Someone>, of: fn(usize) -> (u32, u32, i32)| -> Vec<Someone> {
        let dated =
            people.into_iter().enumerate().map(|(number, person)| match person.profiles.contains(Profile::Parents) {
                true => Someone { born: Some(of(number)), ..person },
                false => person,
            });
        dated.collect()
    };
    let base =
        dated(school("base"), |number| (1 + number as u32 % 28, 1 + number as u32 % 12, 1965 + number as i32 % 20));
    let cas = dated(school("cas"), |_| (1, 1, 1900));
    let share = right_links(&base, &cas, Profile::Parents);
    assert!(share >= 0.93, "{share}");
}

/// An ENT that sends CEDEX codes for all parents: another code of the département is then no evidence against a parent.
#[test]
fn postcodes_that_an_ent_writes_otherwise_lose_nobody() {
    let base = population(&school("base"));
    let mut accounts = school("cas");
    let parents = accounts.iter_mut().filter(|person| person.profiles.contains(Profile::Parents));
    parents.for_each(|person| person.postcode = person.postcode.map(|postcode| postcode / 1000 * 1000 + 999));
    let cas = population(&accounts);
    let weight = |learn_postcodes| {
        let standard = RuleSet::default();
        let decision = Decision { learn_postcodes, ..standard.decision.clone() };
        let result = reconcile(&base, &cas, &standard.with_decision(decision), &Options::default(), &());
        let parents = result.links().filter(|(outcome, _)| outcome.profile == Some(Profile::Parents));
        let postcodes: Vec<_> = parents.map(|(_, link)| link.comparison.field(Field::Postcode)).collect();
        assert!(postcodes.iter().all(|postcode| postcode.level == Level::SameDepartement));
        postcodes.first().expect("parents are linked").weight.bits()
    };
    assert!(weight(false) < -3.0, "{}", weight(false));
    assert!(weight(true) > -0.5, "{}", weight(true));
}

#[test]
fn an_account_under_another_profile_is_nobody_s() {
    // The pupil's account is filed as a parent's; his mother has nearly his name.
    let users = [child("GRANVILLARD", "Noé"), adult("GRANVILLARD", "Noée")];
    let misfiled = Someone { profiles: Profile::Parents.into(), ..child("GRANVILLARD", "Noé") };
    assert_eq!(in_a_run(&users, std::slice::from_ref(&misfiled)), [Err(Reason::WrongProfile)]);
    assert!(!at_the_door(&users, &misfiled));
    // The mother's account is filed as a pupil's, without a date where all others have one.
    let misfiled = Someone { profiles: Profile::Pupils.into(), ..adult("GRANVILLARD", "Noée") };
    let outcomes = in_a_run(&users, std::slice::from_ref(&misfiled));
    assert_eq!(outcomes, [Err(Reason::WrongProfile)]);
    // No user of the profile that the account names resembles the account.
    let misfiled = Someone { profiles: Profile::Teachers.into(), ..child("GRANVILLARD", "Noé") };
    assert_eq!(in_a_run(&users[..1], std::slice::from_ref(&misfiled)), [Err(Reason::WrongProfile)]);
}

#[test]
fn a_base_without_a_free_user_says_that_its_users_have_another_id() {
    let base: Vec<Someone> = school("base")
        .into_iter()
        .map(|user| {
            let id = format!("old-{}", user.id);
            user.holding(&id)
        })
        .collect();
    let cas = school("cas");
    let result = reconcile(&population(&base), &population(&cas), &RuleSet::default(), &Options::default(), &());
    let already = result.failures().filter(|(_, failure)| failure.reason == Reason::AlreadyLinked).count();
    assert_eq!(result.links().count(), 0);
    assert!(already >= cas.len() * 99 / 100, "{already} of {}", cas.len());
}

#[test]
fn two_accounts_of_one_name_for_one_user_are_told_as_such() {
    let user = child("GRANVILLARD", "Lucas");
    let outcomes = in_a_run(std::slice::from_ref(&user), &[user.clone(), user.clone()]);
    assert_eq!(outcomes, [Err(Reason::TwoAccounts); 2]);
    // Something tells them apart: one has the user's date, the other a date that nearly is.
    let other = Someone { born: Some((16, 4, 2011)), ..user.clone() };
    assert_eq!(in_a_run(std::slice::from_ref(&user), &[user.clone(), other])[0], Ok(0));
}

/// Two couples whose children, Léa and Tom, are linked; the adults of a case follow them on each side.
struct Family {
    users: Vec<Someone>,
    accounts: Vec<Someone>,
    /// Pairs of a child (0: Léa, 1: Tom) and an adult of the case.
    told_in_base: Vec<(Row, Row)>,
    told_by_ent: Vec<(Row, Row)>,
}

impl Family {
    fn outcomes(&self) -> Vec<Result<usize, Reason>> {
        let children = [child("DURAND", "Léa"), pupil("", "DURAND", "Tom").born(3, 9, 2012).living(35_020)];
        let side = |name: &str, adults: &[Someone], told: &[(Row, Row)]| {
            let mut list = with(name, &[&children[..], adults].concat());
            let first = school(name).len() as Row;
            list.set_responsibles(told.iter().map(|(child, adult)| (first + child, first + 2 + adult)).collect());
            list
        };
        let base = side("base", &self.users, &self.told_in_base);
        let cas = side("cas", &self.accounts, &self.told_by_ent);
        let result = reconcile(&base, &cas, &RuleSet::default(), &Options::default(), &());
        let first = school("base").len() + 2;
        let of_account = |outcome: &rapproche::reconcile::Outcome| match &outcome.verdict {
            Verdict::Linked(link) => Ok(link.base as usize - first),
            Verdict::Failed(failure) => Err(failure.reason),
            Verdict::AlreadyLinked { .. } => panic!("nobody is linked already"),
        };
        result.outcomes.iter().filter(|outcome| outcome.cas as usize >= first).map(of_account).collect()
    }
}

#[test]
fn a_child_makes_no_stranger_sure() {
    let case = |user: Someone, account: Someone, told_in_base: (Row, Row), told_by_ent: (Row, Row)| {
        let case = Family {
            users: vec![user],
            accounts: vec![account],
            told_in_base: vec![told_in_base],
            told_by_ent: vec![told_by_ent],
        };
        case.outcomes()[0]
    };
    // A man of another family name, although it is the child's.
    let stepfather = case(adult("LE CACHEUX", "Christophe"), adult("DURAND", "Christophe"), (0, 0), (0, 0));
    assert!(stepfather.is_err(), "{stepfather:?}");
    // A woman's birth name may be: the child bears one of the two.
    assert_eq!(case(adult("LE CACHEUX", "Oriane"), adult("DURAND", "Oriane"), (0, 0), (0, 0)), Ok(0));
    assert!(case(adult("LE CACHEUX", "Oriane"), adult("MARTIN", "Oriane"), (0, 0), (0, 0)).is_err());
    // The child makes Michèle no surer as Michel.
    assert!(case(adult("DURAND", "Michel"), adult("DURAND", "Michèle"), (0, 0), (0, 0)).is_err());
}

#[test]
fn adults_of_other_children_are_other_people() {
    let sophie = || adult("DURAND", "Sophie");
    // The base tells of Tom for this Sophie, and of another adult for Léa.
    let other = Family {
        users: vec![sophie(), adult("DURAND", "Paul")],
        accounts: vec![sophie()],
        told_in_base: vec![(1, 0), (0, 1)],
        told_by_ent: vec![(0, 0)],
    };
    assert!(other.outcomes()[0].is_err(), "{:?}", other.outcomes());
    // The base tells of nobody for Léa; the ENT tells of another adult for Tom, whom the user answers for.
    let turned = Family {
        users: vec![sophie()],
        accounts: vec![sophie(), adult("DURAND", "Paul")],
        told_in_base: vec![(1, 0)],
        told_by_ent: vec![(0, 0), (1, 1)],
    };
    assert!(turned.outcomes()[0].is_err(), "{:?}", turned.outcomes());
    // Two birth names are two women, whatever name the child shares with both.
    let born = |name: &str| Someone { birth_family: name.to_owned(), ..adult("LE CACHEUX", "Nathalie") };
    let wives = Family {
        users: vec![born("MORVAN")],
        accounts: vec![born("CLOAREC")],
        told_in_base: vec![(0, 0)],
        told_by_ent: vec![(0, 0)],
    };
    assert!(wives.outcomes()[0].is_err(), "{:?}", wives.outcomes());
}

#[test]
fn a_child_tells_which_of_two_namesakes_has_the_only_account() {
    let sophie = || adult("DURAND", "Sophie");
    let both = Family {
        users: vec![sophie(), Someone { postcode: Some(35_020), ..sophie() }],
        accounts: vec![sophie()],
        told_in_base: vec![(0, 0), (1, 1)],
        told_by_ent: vec![(0, 0)],
    };
    assert_eq!(both.outcomes(), [Ok(0)]);
}
