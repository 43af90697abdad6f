//! First connections at the collège, from the reply of the CAS server to who gets in and why not.

use std::path::{Path, PathBuf};

use rapproche::cas::catalogue::Catalogue;
use rapproche::cas::configuration::Configuration;
use rapproche::cas::model::Client;
use rapproche::cas::response::{Checks, Limits, ResponseError, Validated, parse};
use rapproche::first_connection::{Answer, Basis, Correction, FirstConnection, Outcome, Policy, WhyRejected};
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::{BirthDate, Lang, Person, Side};
use rapproche::matching::RuleSet;
use rapproche::matching::decision::Reason;

/// Reasons that no reply of the fixtures shows: those of lists, and those that need a base of their own.
pub(crate) const NOT_OF_A_REPLY: [Reason; 6] = [
    Reason::OverBudget,
    Reason::TwoAccounts,
    Reason::WrongProfile,
    Reason::MixedScripts,
    Reason::DamagedText,
    Reason::RaggedRow,
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn configuration(mode: &str) -> Configuration {
    Configuration::read(&fixture(&format!("premiere-connexion/{mode}.toml"))).unwrap()
}

/// A resolver with the base in these files of `fixtures`, each with its profile where it needs one.
fn resolver_of(base: &[&str], configuration: &Configuration) -> FirstConnection {
    let input = |argument: &&str| {
        let input: Input = argument.parse().unwrap();
        Input { path: fixture(input.path.to_str().unwrap()), ..input }
    };
    let inputs: Vec<Input> = base.iter().map(input).collect();
    let users = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap().population;
    let policy = Policy::new(configuration, "ent", Client::PronoteNet).unwrap();
    FirstConnection::new(users, RuleSet::named("standard").unwrap(), policy)
}

/// The collège and its complement, in one of the four modes.
fn resolver(mode: &str) -> FirstConnection {
    let college = [
        "Élèves=college/eleves.csv",
        "Parents=college/parents.csv",
        "college/personnels.xlsx",
        "premiere-connexion/complement.csv",
    ];
    resolver_of(&college, &configuration(mode))
}

fn body(name: &str) -> String {
    std::fs::read_to_string(fixture(&format!("premiere-connexion/{name}.xml"))).unwrap()
}

fn read(body: &str) -> Result<Validated, ResponseError> {
    parse(body.as_bytes(), &Checks::stored(), &Limits::default())
}

fn reply(name: &str) -> Validated {
    read(&body(name)).unwrap()
}

/// The PRONOTE identifiers of those let in, with their profiles.
fn admitted(resolver: &FirstConnection, outcome: &Outcome) -> Vec<String> {
    let (Outcome::Granted(admission) | Outcome::Linked(admission)) = outcome else { return Vec::new() };
    let told = |access: &rapproche::first_connection::Access| {
        format!("{} {}", access.profile.key(), resolver.users().person(access.user).id())
    };
    admission.accesses.iter().map(told).collect()
}

/// What becomes of every reply of `fixtures/premiere-connexion` in identity mode.
const BY_IDENTITY: [(&str, &str, &[&str]); 25] = [
    ("eleve-exact", "linked", &["eleves 1100000"]),
    ("eleve-faute-de-frappe", "linked", &["eleves 1100770"]),
    ("eleve-nom-de-naissance", "linked", &["eleves 1102968"]),
    ("parent-exact", "linked", &["parents 1103689"]),
    ("professeur-exact", "linked", &["professeurs 1108820"]),
    ("professeur-et-parent", "linked", &["parents 1103780", "professeurs 1108722"]),
    ("deux-etablissements", "linked", &["eleves 1102289"]),
    ("identifiant-connu", "granted", &["eleves 1101407"]),
    ("identifiant-connu-nom-change", "granted", &["eleves 1100952"]),
    ("sans-profil", "no_profile", &[]),
    ("profil-ferme", "profile_without_access", &[]),
    ("sans-nom", "missing_name", &[]),
    ("date-illisible", "invalid_birth_date", &[]),
    ("inconnu", "no_candidate", &[]),
    ("jumelle-absente", "vetoed", &[]),
    ("date-differente", "vetoed", &[]),
    ("ressemblance-insuffisante", "below_threshold", &[]),
    ("homonymes", "ambiguous", &[]),
    ("eleve-sans-date", "ambiguous", &[]),
    ("a-confirmer", "to_confirm", &[]),
    ("eleve-a-corriger", "to_confirm", &[]),
    ("deja-rapproche", "already_linked", &[]),
    ("identifiant-en-double", "id_conflict", &[]),
    ("autre-etablissement", "other_school", &[]),
    // The id of another mode: there is none in it that this one knows.
    ("double-authentification", "id_conflict", &[]),
];

#[test]
fn every_reply_ends_as_its_name_says() {
    let resolver = resolver("identite");
    for (name, code, users) in BY_IDENTITY {
        let outcome = resolver.resolve(&reply(name));
        assert_eq!(outcome.code(), code, "{name}: {outcome:?}");
        assert_eq!(admitted(&resolver, &outcome), users, "{name}");
    }
    let refusal = read(&body("refus")).unwrap_err();
    assert!(matches!(refusal, ResponseError::Refused(_)), "{refusal}");
    assert_eq!(Outcome::refused().code(), "refused");
}

#[test]
fn a_placeholder_in_a_reply_is_a_missing_name() {
    let resolver = resolver("identite");
    let exact = body("eleve-exact");
    for value in ["INCONNU", "X", "non renseigné", "N/A", "XNOM", "Mère", "?"] {
        // MÈRE could be a family name.
        let names = [">Victoria<", ">ABBRI<"].into_iter().take(if value == "Mère" { 1 } else { 2 });
        for name in names {
            let outcome = resolver.resolve(&read(&exact.replace(name, &format!(">{value}<"))).unwrap());
            assert_eq!(outcome.code(), "missing_name", "{value} for {name}: {outcome:?}");
        }
    }
}

/// In the other modes: mode, reply, code, users.
const BY_OTHER_MODES: [(&str, &str, &str, &[&str]); 8] = [
    ("identifiant-pronote", "identifiant-pronote", "linked", &["eleves 1100000"]),
    ("identifiant-pronote", "identifiant-pronote-inconnu", "unknown_id", &[]),
    ("identifiant-pronote", "identifiant-pronote-deja-rapproche", "already_linked", &[]),
    // An exact identity is nothing in this mode.
    ("identifiant-pronote", "eleve-exact", "unknown_id", &[]),
    ("identifiant-pronote", "identifiant-connu", "granted", &["eleves 1101407"]),
    ("double-authentification", "double-authentification", "needs_pronote_login", &[]),
    ("refus", "identifiant-connu", "granted", &["eleves 1101407"]),
    ("refus", "eleve-exact", "unknown_id", &[]),
];

#[test]
fn every_mode_has_its_own_way() {
    for (mode, name, code, users) in BY_OTHER_MODES {
        let resolver = resolver(mode);
        let outcome = resolver.resolve(&reply(name));
        assert_eq!(outcome.code(), code, "{mode}, {name}: {outcome:?}");
        assert_eq!(admitted(&resolver, &outcome), users, "{mode}, {name}");
    }
}

#[test]
fn every_fixture_is_expected_to_do_something() {
    let expected = |name: &str| {
        let listed = BY_IDENTITY.iter().map(|row| row.0).chain(BY_OTHER_MODES.iter().map(|row| row.1));
        // The flux is no reply.
        listed.chain(["refus", "mon-ent"]).any(|listed| listed == name) || name.starts_with("parent-")
    };
    for entry in std::fs::read_dir(fixture("premiere-connexion")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".xml") {
            assert!(expected(name), "{name}");
        }
    }
}

#[test]
fn the_fixtures_show_every_reason() {
    let shown: Vec<&str> = BY_IDENTITY
        .iter()
        .map(|(_, code, _)| *code)
        .chain(BY_OTHER_MODES.iter().map(|(_, _, code, _)| *code))
        .chain(["refused", "parent_without_access"])
        .collect();
    for reason in Reason::ALL.into_iter().filter(|reason| !NOT_OF_A_REPLY.contains(reason)) {
        assert!(shown.contains(&reason.code()), "{reason}");
    }
}

#[test]
fn a_login_to_pronote_binds_once() {
    let mut resolver = resolver("double-authentification");
    let reply = reply("double-authentification");
    let user = resolver.users().people().find(|user| user.id() == "1100000").map(Person::row).unwrap();
    let outcome = resolver.logged_in(&reply, &[user]);
    assert_eq!(admitted(&resolver, &outcome), ["eleves 1100000"]);
    resolver.bind("victoria.abbri@kelenn.example", &outcome.new_users()).unwrap();
    let again = resolver.resolve(&reply);
    assert_eq!((again.code(), admitted(&resolver, &again)), ("granted", vec!["eleves 1100000".to_owned()]));
}

#[test]
fn the_options_say_which_parents_get_in() {
    let codes = |legal: &str, in_charge: &str| -> Vec<&str> {
        let text = std::fs::read_to_string(fixture("premiere-connexion/identite.toml")).unwrap();
        let text = text
            .replace("legaux = \"aucun\"", &format!("legaux = \"{legal}\""))
            .replace("en_charge = \"aucun\"", &format!("en_charge = \"{in_charge}\""));
        let configuration = Configuration::from_toml(&text, "identite.toml").unwrap();
        let resolver = resolver_of(&["Parents=premiere-connexion/responsables.csv"], &configuration);
        ["preferentiel", "legal", "en-charge", "autre-contact"]
            .map(|kind| resolver.resolve(&reply(&format!("parent-{kind}"))).code())
            .to_vec()
    };
    const OUT: &str = "parent_without_access";
    assert_eq!(codes("aucun", "aucun"), ["linked", OUT, OUT, OUT]);
    assert_eq!(codes("tous", "aucun"), ["linked", "linked", OUT, OUT]);
    assert_eq!(codes("tous", "tous"), ["linked", "linked", "linked", OUT]);
    // One lives apart, the other does not.
    assert_eq!(codes("autre_adresse", "autre_adresse"), ["linked", "linked", OUT, OUT]);
}

fn typed(family: &str, given: &str, birth_date: Option<(i32, u32, u32)>) -> Correction {
    let name = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
    let birth_date = birth_date.map(|(year, month, day)| BirthDate::new(year, month, day).unwrap());
    Correction { family: name(family), given: name(given), birth_date }
}

/// Why a correction was rejected.
fn rejected(outcome: &Outcome) -> Option<WhyRejected> {
    let Outcome::Failed(refusal) = outcome else { return None };
    refusal.correction.as_ref().map(|rejected| rejected.why)
}

#[test]
fn a_close_correction_that_fits_exactly_links() {
    let resolver = resolver("identite");
    let lucie = typed("pinard", "Lucie", Some((2011, 5, 2)));
    let outcome = resolver.resolve_corrected(&reply("eleve-a-corriger"), &lucie, 1);
    let Outcome::Linked(admission) = &outcome else { panic!("{outcome:?}") };
    assert!(matches!(admission.accesses[..], [ref access] if matches!(access.basis, Basis::CorrectedIdentity(_))));
    assert_eq!(admitted(&resolver, &outcome), ["eleves 1102422"]);
    // Not without the date: it would be two guesses and no proof.
    let no_date = resolver.resolve_corrected(&reply("eleve-a-corriger"), &typed("Pinard", "Lucie", None), 1);
    assert!(matches!(no_date, Outcome::Failed(_)), "{no_date:?}");
}

#[test]
fn nobody_gets_in_as_a_classmate() {
    let resolver = resolver("identite");
    let attack = |name: &str, typed: &Correction| resolver.resolve_corrected(&reply(name), typed, 1);
    // All that is known of somebody else.
    let victoria = typed("ABBRI", "Victoria", Some((2011, 3, 22)));
    assert!(matches!(rejected(&attack("inconnu", &victoria)), Some(WhyRejected::TooFar { .. })));
    // A neighbour by a letter, whose name somebody bears.
    let tony = body("eleve-a-corriger").replace("PINAR<", "GAUT<").replace("Luci<", "Tonny<");
    let gault = typed("GAULT", "Tony", Some((2011, 4, 19)));
    let outcome = resolver.resolve_corrected(&read(&tony).unwrap(), &gault, 1);
    assert!(matches!(rejected(&outcome), Some(WhyRejected::TooFar { .. })), "{outcome:?}");
    // The homonym with another date.
    for date in [(2012, 5, 3), (2012, 9, 17)] {
        let outcome = attack("eleve-sans-date", &typed("", "", Some(date)));
        assert_eq!(rejected(&outcome), Some(WhyRejected::AssertedOtherwise), "{outcome:?}");
    }
    // A date that the ENT asserts is not to be typed away.
    let outcome = attack("date-differente", &typed("", "", Some((2011, 8, 23))));
    assert!(matches!(rejected(&outcome), Some(WhyRejected::TooFar { .. })), "{outcome:?}");
}

#[test]
fn attempts_are_bounded_and_answers_tell_nothing() {
    let resolver = resolver("identite");
    let right = typed("Pinard", "Lucie", Some((2011, 5, 2)));
    let last = resolver.resolve_corrected(&reply("eleve-a-corriger"), &right, 3);
    assert!(matches!(last, Outcome::Linked(_)));
    let late = resolver.resolve_corrected(&reply("eleve-a-corriger"), &right, 4);
    assert_eq!(rejected(&late), Some(WhyRejected::TooManyAttempts));
    // «Nobody», «several», «taken» and «unlike» read the same.
    let told = |name: &str| Answer::new(&resolver.resolve(&reply(name)), resolver.policy(), 0).message(Lang::Fr);
    for name in ["homonymes", "deja-rapproche", "ressemblance-insuffisante", "jumelle-absente", "a-confirmer"] {
        assert_eq!(told(name), told("inconnu"), "{name}");
    }
}

#[test]
fn the_configurations_are_what_the_models_say() {
    let catalogue = Catalogue::read(&fixture("modeles")).unwrap();
    for mode in ["identite", "identifiant-pronote", "double-authentification", "refus"] {
        let configuration = configuration(mode);
        let (_, delegation) = configuration.cas.iter().next().unwrap();
        let name = delegation.model.as_ref().unwrap().name.as_str();
        let model = catalogue.find(name).unwrap().model;
        assert_eq!(delegation.parameters(), model.parameters, "{mode}");
    }
}
