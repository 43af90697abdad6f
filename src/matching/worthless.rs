//! Pairs that cannot matter, found before their names are compared.
//!
//! Role: proves of a user with other names than the identity's that neither his weight nor his mass as a relative counts. Input:
//! the weights, and an identity. Output: [`Worthless::holds`] per user. Invariant: no pair that is passed over would have
//! changed the result. The weight of such a pair lies below the floor of candidates, and its relative weight is not positive.
//!
//! The bound takes the highest weight that each field can have. Of names that are unlike, that is the weight of «different».
//! Of dates and postcodes it is known at once whether they are equal.

use crate::identity::{BirthDate, Postcode, Sex};

use super::guests::Names;
use super::lexicon::Form;
use super::name_level::NameKind;
use super::record::Record;
use super::scorer::WeightTable;
use super::sketch::NameSketch;
use super::{Field, Level, Rarity, Weight};

/// Bounds of the two weights of a pair, from above.
#[derive(Debug, Clone, Copy)]
pub(super) struct AtMost {
    /// Of being the same person.
    same: Weight,
    /// Of being relatives.
    relative: Weight,
}

impl AtMost {
    /// The bound of something that nobody has looked at, which proves nothing.
    pub(super) const UNKNOWN: Self = Self { same: Weight(i32::MAX / 2), relative: Weight(i32::MAX / 2) };
    const LOWEST: Self = Self { same: Weight(i32::MIN), relative: Weight(i32::MIN) };

    /// The bounds of a field that may agree at one of these levels, on a value of one of these rarities.
    pub(super) fn of(table: &WeightTable, field: Field, levels: impl IntoIterator<Item = (Level, Rarity)>) -> Self {
        levels.into_iter().fold(Self::LOWEST, |highest, (level, rarity)| Self {
            same: highest.same.max(table.weight(field, level, rarity)),
            relative: highest.relative.max(table.relative_weight(field, level, rarity)),
        })
    }

    /// The bounds of such a field on a value of any rarity.
    pub(super) fn of_any_value(table: &WeightTable, field: Field, levels: &[Level]) -> Self {
        let any = levels.iter().flat_map(|&level| (0..=Rarity::MAX).map(move |rarity| (level, rarity)));
        Self::of(table, field, any)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { same: self.same + other.same, relative: self.relative + other.relative }
    }
}

/// How the two sides' values of a field compare at first sight.
#[derive(Clone, Copy)]
enum Sight {
    Equal,
    Unequal,
    Missing,
}

impl Sight {
    const ALL: [Self; 3] = [Self::Equal, Self::Unequal, Self::Missing];

    fn of<T: Eq>(is_missing: impl Fn(&T) -> bool, one: T, other: T) -> Self {
        if is_missing(&one) || is_missing(&other) {
            Self::Missing
        } else if one == other {
            Self::Equal
        } else {
            Self::Unequal
        }
    }

    /// The levels at which two dates can agree. A year alone equals itself, and a date that the profile cannot have differs from
    /// none.
    fn levels_of_dates(self) -> &'static [Level] {
        match self {
            Self::Equal => &[Level::Exact, Level::SameYear],
            Self::Unequal => &[Level::Swapped, Level::OneDigit, Level::OneComponent, Level::SameYear, Level::Different],
            Self::Missing => &[Level::Missing, Level::Different],
        }
    }

    fn levels_of_postcodes(self) -> &'static [Level] {
        match self {
            Self::Equal => &[Level::Exact],
            Self::Unequal => &[Level::OneDigit, Level::SameDepartement, Level::Different],
            Self::Missing => &[Level::Missing],
        }
    }
}

/// Tells for one identity which users cannot matter.
pub(super) struct Worthless<'a> {
    names: Names<'a>,
    identity: &'a Record,
    family: &'a NameSketch,
    given: &'a NameSketch,
    /// By the sight of dates, then of postcodes.
    is_below: [[bool; 3]; 3],
}

impl<'a> Worthless<'a> {
    /// Prepares the bounds for `identity`. Candidates weigh `floor` at least. Linked children may speak for or against
    /// a user where `has_children` says so; those who answer for them are not to be asked about.
    pub(super) fn new(
        table: &WeightTable,
        names: Names<'a>,
        identity: &'a Record,
        floor: Weight,
        has_children: bool,
    ) -> Self {
        let sexes: &[Level] = if identity.sex == Sex::Unknown {
            &[Level::Missing]
        } else {
            &[Level::Exact, Level::Different, Level::Missing]
        };
        let unlike =
            table.unlike_names(has_children).and(AtMost::of(table, Field::Sex, sexes.iter().map(|&level| (level, 0))));
        let of_date =
            |sight: Sight| AtMost::of(table, Field::BirthDate, sight.levels_of_dates().iter().map(|&level| (level, 0)));
        let of_postcode = |sight: Sight| {
            let levels = sight.levels_of_postcodes().iter();
            AtMost::of(table, Field::Postcode, levels.map(|&level| (level, identity.postcode_rarity.at(level))))
        };
        let postcodes = Sight::ALL.map(of_postcode);
        let is_below = Sight::ALL.map(of_date).map(|date| {
            postcodes.map(|postcode| {
                let AtMost { same, relative } = unlike.and(date).and(postcode);
                same < floor && relative <= Weight::ZERO
            })
        });
        Self { names, identity, family: names.sketch(identity.family), given: names.sketch(identity.given), is_below }
    }

    /// Tells whether `user` is proven not to matter.
    pub(super) fn holds(&self, user: &Record) -> bool {
        let date = Sight::of(|date: &BirthDate| date.is_missing(), self.identity.birth_date, user.birth_date);
        let postcode = Sight::of(|postcode: &Postcode| postcode.is_missing(), self.identity.postcode, user.postcode);
        self.is_below[date as usize][postcode as usize] && self.have_unlike_names(user)
    }

    /// Whether the names of `user` and of the identity agree in nothing, in whatever order and by whichever names. Nothing is known of
    /// a person without one of the two names.
    fn have_unlike_names(&self, user: &Record) -> bool {
        use NameKind::{Family, Given};

        let (family, given) = (self.names.sketch(user.family), self.names.sketch(user.given));
        self.given.is_unlike(given, Given)
            && self.family.is_unlike(family, Family)
            && self.family.is_unlike(given, Given)
            && self.given.is_unlike(family, Given)
            && self.have_unlike_other_names(user, family, given)
            && ![self.family, self.given, family, given].into_iter().any(NameSketch::is_absent)
    }

    /// Tells whether birth names and further given names, which few people have, agree with no name of the other side.
    fn have_unlike_other_names(&self, user: &Record, family: &NameSketch, given: &NameSketch) -> bool {
        let may_list =
            |list: Form, given: &NameSketch| !list.is_empty() && given.letters & !self.names.sketch(list).letters == 0;
        if may_list(user.other_given, self.given) || may_list(self.identity.other_given, given) {
            return false;
        }
        let births = [self.identity.birth_family, user.birth_family];
        let [own, birth] = births.map(|name| (!name.is_empty()).then(|| self.names.sketch(name)));
        let are_unlike = |one: Option<&NameSketch>, other: Option<&NameSketch>| match (one, other) {
            (Some(one), Some(other)) => one.is_unlike(other, NameKind::Family),
            _ => true,
        };
        are_unlike(own, Some(family)) && are_unlike(Some(self.family), birth) && are_unlike(own, birth)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identity::{Entry, Population, Profile};
    use crate::matching::{Cohort, FillerDates, Lexicon, PoolNames, PostcodeCounts, Rarities, RecordContext, RuleSet};
    use crate::matching::{Score, Scorer};

    /// Names that are close to each other in every way that a level knows, and names that are not.
    const NAMES: [&str; 40] = [
        "MARTIN",
        "MARTINE",
        "MARTINS",
        "BERNARD",
        "LE GALL",
        "LEGALL",
        "GALL",
        "DUPONT",
        "DUPOND",
        "DUPONT-MOREL",
        "MOREL",
        "DA SILVA",
        "SILVA",
        "EL AMRANI",
        "ELAMRANI",
        "AMRANI",
        "GRANVILLARD",
        "GRANVILLARDIN",
        "KOWALSKI",
        "NGUYEN",
        "Théo",
        "Théodore",
        "Thibault",
        "Thibaud",
        "Mohamed",
        "Mouhammed",
        "Jean",
        "Jean-Baptiste",
        "J.",
        "J-B",
        "Louis",
        "Louise",
        "Élise",
        "Élisabeth",
        "Lina",
        "Bérengère",
        "Sacha",
        "Sasha",
        "Laurent",
        "Gérard",
    ];

    #[derive(Debug, Clone)]
    struct Somebody {
        names: [usize; 2],
        birth_family: Option<usize>,
        other_given: Option<usize>,
        birth_date: BirthDate,
        postcode: Postcode,
        sex: Sex,
    }

    fn somebody() -> impl Strategy<Value = Somebody> {
        let name = 0..NAMES.len();
        let date = (2009..2012_i32, 0..3_u32, 1..4_u32).prop_map(|(year, month, day)| match month {
            0 => BirthDate::MISSING,
            _ => BirthDate::new(year, month, day).unwrap(),
        });
        let postcode = prop::sample::select(vec![
            Postcode::MISSING,
            Postcode::french(6130),
            Postcode::french(6310),
            Postcode::french(35000),
        ]);
        let sex = prop::sample::select(vec![Sex::Unknown, Sex::Female, Sex::Male]);
        let others = (prop::option::weighted(0.2, name.clone()), prop::option::weighted(0.2, name.clone()));
        ([name.clone(), name], others, date, postcode, sex).prop_map(
            |(names, (birth_family, other_given), birth_date, postcode, sex)| Somebody {
                names,
                birth_family,
                other_given,
                birth_date,
                postcode,
                sex,
            },
        )
    }

    fn population(people: &[Somebody]) -> Population {
        let mut population = Population::default();
        for person in people {
            let name = |name: Option<usize>| name.map_or("", |name| NAMES[name]);
            population.push(Entry {
                profiles: Profile::Parents.into(),
                family: NAMES[person.names[0]],
                given: NAMES[person.names[1]],
                birth_family: name(person.birth_family),
                other_given: name(person.other_given),
                birth_date: person.birth_date,
                postcode: person.postcode,
                sex: person.sex,
                ..Entry::default()
            });
        }
        population
    }

    /// The records of two lists, by the standard rules.
    struct Pool {
        lexicon: Lexicon,
        table: WeightTable,
        users: Vec<Record>,
        identities: Vec<Record>,
    }

    impl Pool {
        fn new(users: &Population, identities: &Population, profile: Profile) -> Self {
            let (lexicon, base_forms, cas_forms) = Lexicon::build(&users.names, &identities.names);
            let rules = RuleSet::default();
            let rarities = Rarities::count(&lexicon, users, &base_forms, &rules.decision);
            let context = RecordContext {
                names: (&lexicon).into(),
                rarities: &rarities,
                cohort: Cohort::from(profile),
                postcodes: &PostcodeCounts::new(users.people().map(|user| user.postcode())),
                pool_names: &PoolNames::default(),
            };
            let fillers = FillerDates::default();
            let records =
                |people: &Population, forms| people.people().map(|one| context.record(one, forms, &fillers)).collect();
            let (users, identities) = (records(users, &base_forms), records(identities, &cas_forms));
            Self { table: WeightTable::compile(&rules, profile), users, identities, lexicon }
        }
    }

    #[test]
    fn strangers_are_passed_over_and_whoever_shares_something_is_not() {
        let person = |family, given, other_given: &str, date: u32| {
            let mut population = Population::default();
            let birth_date = BirthDate::new(2010, 1, date).unwrap();
            population.push(Entry { family, given, other_given, birth_date, ..Entry::default() });
            population
        };
        let identity = person("GRANVILLARD", "Lucas", "", 1);
        for (user, expected) in [
            (person("KOWALSKI", "Bérengère", "", 2), true),
            (person("LE GALL", "Marie-Odile", "", 2), true),
            // Two people of one birth date are candidates, however far behind.
            (person("KOWALSKI", "Bérengère", "", 1), false),
            (person("KOWALSKI", "Lucas", "", 2), false),
            (person("LUCAS", "Bérengère", "", 2), false),
            (person("KOWALSKI", "Bérengère", "Odile Lucas", 2), false),
            (person("GRANVILLART", "Bérengère", "", 2), false),
            (person("DUPONT GRANVILLARD", "Bérengère", "", 2), false),
            (person("", "Bérengère", "", 2), false),
        ] {
            let Pool { lexicon, table, users, identities } = Pool::new(&user, &identity, Profile::Pupils);
            let floor = Weight::from_bits(-10.0);
            let worthless = Worthless::new(&table, (&lexicon).into(), &identities[0], floor, false);
            assert_eq!(worthless.holds(&users[0]), expected, "{} {}", user.person(0).family(), user.person(0).given());
        }
    }

    proptest! {
        #[test]
        fn what_is_passed_over_would_have_changed_nothing(
            users in prop::collection::vec(somebody(), 20),
            identities in prop::collection::vec(somebody(), 20),
            profile in prop::sample::select(Profile::ALL.to_vec()),
        ) {
            let (users, identities) = (population(&users), population(&identities));
            let Pool { lexicon, table, users, identities } = Pool::new(&users, &identities, profile);
            let scorer = Scorer::new(&lexicon, &table);
            let floor = Weight::from_bits(RuleSet::default().decision.candidate_floor);
            for identity in &identities {
                for has_children in [false, true] {
                    let worthless = Worthless::new(&table, (&lexicon).into(), identity, floor, has_children);
                    for user in users.iter().filter(|user| worthless.holds(user)) {
                        let score = scorer.score(user, identity);
                        let matters = |score: &Score| score.comparison.score() >= floor || score.relative > Weight::ZERO;
                        prop_assert!(!matters(&score), "{user:?} {identity:?}");
                        let unlike = [Field::Family, Field::Given].map(|field| score.comparison.field(field).level);
                        prop_assert_eq!(unlike, [Level::Different; 2]);
                    }
                }
            }
        }
    }
}
