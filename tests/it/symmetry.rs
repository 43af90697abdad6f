//! «Symmetric»: how far two values agree does not depend on which side each stands on.

use proptest::prelude::*;
use proptest::sample::select;
use rapproche::identity::{Interner, Sex};
use rapproche::matching::{Comparison, Field, Form, Level, Lexicon, NameKind, RuleSet, compare_names};
use rapproche::normalize::{fold, words};
use rapproche::reconcile::{Options, Verdict, reconcile};

use crate::people::{Someone, population, pupil};
use crate::random_people::showing_every_pair;

/// Names with something to say of each other: of few letters, and known ones.
fn names() -> impl Strategy<Value = Vec<String>> {
    let known = select(vec![
        "Théo",
        "Théodore",
        "Mohamed",
        "Mouhamed",
        "J",
        "J-B",
        "Jean-Baptiste",
        "DUPONT-MARTIN",
        "DUPONT MAR",
        "Dupond",
        "de la",
        "DA SILVA COSTA",
        "Philippe",
        "Filipe",
    ]);
    let name = prop_oneof![3 => "[A-EJM]{1,6}([ -][A-EJM]{1,5}){0,2}", 1 => known.prop_map(String::from)];
    prop::collection::vec(name, 1..6)
}

/// The names with what damage makes of each: the first letter lost, the words reversed, initials, cut short.
fn with_damage(names: &[String]) -> Vec<String> {
    let damaged = names.iter().flat_map(|name| {
        let words = || name.split([' ', '-']);
        let initials: String =
            words().filter_map(|word| word.chars().next()).flat_map(|letter| [letter, ' ']).collect();
        [
            name.clone(),
            name.chars().skip(1).collect(),
            words().rev().collect::<Vec<_>>().join(" "),
            initials,
            name.chars().take(name.chars().count().saturating_sub(2)).collect(),
        ]
    });
    damaged.collect()
}

/// Dates few of whose digits differ, and postcodes of few départements.
fn dated(id: &'static str) -> impl Strategy<Value = Someone> {
    let born =
        prop::option::weighted(0.9, (select(vec![1_u32, 2, 3, 12]), select(vec![1_u32, 2, 3, 12]), 2009_i32..2012));
    let postcode =
        prop::option::weighted(0.9, select(vec![35_000_u32, 35_700, 20_000, 20_200, 97_110, 97_200, 97_230]));
    let sex = select(vec![Sex::Unknown, Sex::Female, Sex::Male]);
    (born, postcode, sex).prop_map(move |(born, postcode, sex)| Someone {
        born,
        postcode,
        sex,
        ..pupil(id, "MARTIN", "Zoé")
    })
}

/// What a run says of a base of one user and an ENT of one.
fn comparison(user: &Someone, identity: &Someone, rules: &RuleSet) -> Comparison {
    let sides = [user, identity].map(|person| population(std::slice::from_ref(person)));
    let result = reconcile(&sides[0], &sides[1], rules, &Options::default(), &());
    match &result.outcomes[0].verdict {
        Verdict::Linked(link) => link.comparison,
        Verdict::AlreadyLinked { comparison, .. } => *comparison,
        Verdict::Failed(failure) => failure.candidates[0].comparison,
    }
}

proptest! {
    #[test]
    fn names_agree_both_ways(names in names()) {
        let names = with_damage(&names);
        let mut interner = Interner::new();
        let symbols: Vec<_> = names.iter().map(|name| interner.intern(name)).collect();
        let (lexicon, forms, _) = Lexicon::build(&interner, &Interner::new());
        let forms: Vec<Form> = symbols.into_iter().map(|symbol| forms.of(symbol)).collect();
        for kind in [NameKind::Family, NameKind::Given] {
            let level = |a: usize, b: usize| compare_names(&lexicon, forms[a], forms[b], kind);
            for a in 0..names.len() {
                // An initial is that of many given names.
                let folded = fold(&names[a]);
                let is_initials = kind == NameKind::Given && words(&folded).all(|word| word.len() == 1);
                let of_itself = match forms[a].is_empty() {
                    true => Level::Missing,
                    false if is_initials => Level::Initial,
                    false => Level::Exact,
                };
                prop_assert_eq!(level(a, a), of_itself, "{:?}: «{}»", kind, names[a]);
                for b in a..names.len() {
                    prop_assert_eq!(level(a, b), level(b, a), "{:?}: «{}», «{}»", kind, names[a], names[b]);
                }
            }
        }
    }

    #[test]
    fn dates_postcodes_and_sexes_agree_both_ways(one in dated("1"), two in dated("2")) {
        let rules = showing_every_pair(RuleSet::default());
        let (there, back) = (comparison(&one, &two, &rules), comparison(&two, &one, &rules));
        for field in [Field::BirthDate, Field::Postcode, Field::Sex] {
            prop_assert_eq!(there.field(field), back.field(field), "{:?}", field);
        }
    }
}
