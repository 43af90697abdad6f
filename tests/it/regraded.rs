//! The levels of a pair, graded anew: by the definitions in the docs of [`Level`], and not by the scorer.

use rapproche::identity::{Population, Profile, Row, Sex};
use rapproche::matching::{Cohort, Comparison, Form, Forms, Level, Lexicon, NameKind, RuleSet, compare_names};
use rapproche::normalize::{fold, given_name, joined, words};
use rapproche::reconcile::{Options, Outcome, Reason, Reconciliation, Verdict, reconcile};

use crate::people::{Someone, population};

/// Both sides as typed and as read, with the names of both folded.
pub(crate) struct Case<'a> {
    pub(crate) base: &'a [Someone],
    cas: &'a [Someone],
    base_population: Population,
    cas_population: Population,
    lexicon: Lexicon,
    base_forms: Forms,
    cas_forms: Forms,
}

/// The names of one person, folded.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    family: Form,
    given: Form,
    birth_family: Form,
    pub(crate) as_typed: &'a Someone,
}

/// A pair that an outcome speaks of.
pub(crate) struct Pair<'a> {
    pub(crate) profile: Profile,
    pub(crate) user: Names<'a>,
    pub(crate) identity: Names<'a>,
    pub(crate) comparison: Comparison,
    /// `true` if the base has the link. Its names are then as rare as in the whole run, not as in one pool.
    pub(crate) is_existing: bool,
}

impl<'a> Case<'a> {
    pub(crate) fn new(base: &'a [Someone], cas: &'a [Someone]) -> Self {
        let (base_population, cas_population) = (population(base), population(cas));
        let (lexicon, base_forms, cas_forms) = Lexicon::build(&base_population.names, &cas_population.names);
        Self { base, cas, base_population, cas_population, lexicon, base_forms, cas_forms }
    }

    pub(crate) fn run(&self, rules: &RuleSet) -> Reconciliation {
        // In one pool per profile, so that it is plain among whom a value is rare.
        let options = Options { across_schools: true, ..Options::default() };
        reconcile(&self.base_population, &self.cas_population, rules, &options, &())
    }

    /// Every pair that a run speaks of.
    pub(crate) fn pairs(&self, result: &Reconciliation) -> Vec<Pair<'_>> {
        let spoken_of = result.outcomes.iter().filter_map(|outcome| Some((outcome, outcome.profile?)));
        spoken_of
            .flat_map(|(outcome, profile)| {
                let identity = names(self.cas, &self.cas_population, &self.cas_forms, outcome.cas);
                let is_existing = matches!(outcome.verdict, Verdict::AlreadyLinked { .. });
                // An account that is filed wrongly is shown with a user of another profile, who is graded by that one's rules.
                let is_filed_wrongly =
                    matches!(&outcome.verdict, Verdict::Failed(failure) if failure.reason == Reason::WrongProfile);
                let is_of_profile = move |&(user, _): &(Row, Comparison)| {
                    !is_filed_wrongly || self.base[user as usize].profiles.contains(profile)
                };
                users_of(outcome).into_iter().filter(is_of_profile).map(move |(user, comparison)| {
                    let user = names(self.base, &self.base_population, &self.base_forms, user);
                    Pair { profile, user, identity, comparison, is_existing }
                })
            })
            .collect()
    }

    fn compare(&self, a: Form, b: Form, kind: NameKind) -> Level {
        compare_names(&self.lexicon, a, b, kind)
    }

    /// The level of the usage names, or of birth names where those agree better: no better than «alternate» against a
    /// usage name, than «one word in common» against each other.
    fn family(&self, user: Names<'_>, identity: Names<'_>) -> Level {
        let compare = |a, b| self.compare(a, b, NameKind::Family);
        let usage = compare(user.family, identity.family);
        let across = compare(user.birth_family, identity.family).min(compare(user.family, identity.birth_family));
        let by_birth = compare(user.birth_family, identity.birth_family);
        // Each side tells a birth name of its own, and the two are two people's; exchanged columns are not.
        let tells = |names: Names<'_>| compare(names.birth_family, names.family) == Level::Different;
        let crosswise = [compare(user.birth_family, identity.family), compare(user.family, identity.birth_family)];
        if by_birth == Level::Different && tells(user) && tells(identity) && crosswise.contains(&Level::Different) {
            return Level::Different;
        }
        usage.min(across.max(Level::Alternate)).min(by_birth.max(Level::Partial))
    }

    /// The level of the given names, or «alternate» where one is among the other's further ones.
    fn given(&self, user: Names<'_>, identity: Names<'_>) -> Level {
        let direct = self.compare(user.given, identity.given, NameKind::Given);
        let is_among = |name: &str, list: &str| {
            let (name, list) = (fold(name), fold(list));
            !name.is_empty() && words(&name).all(|word| words(&list).any(|other| other == word))
        };
        let alternate = is_among(&user.as_typed.given, &identity.as_typed.other_given)
            || is_among(&identity.as_typed.given, &user.as_typed.other_given);
        let level = if alternate { direct.min(Level::Alternate) } else { direct };
        let is_close = !matches!(
            level,
            Level::Exact | Level::Alternate | Level::Variant | Level::Initial | Level::Different | Level::Missing
        );
        // Two given names that are close are two names where the lists, or the names, tell two sexes.
        let told = |person: &Someone| match person.sex {
            Sex::Unknown => {
                let folded = fold(&person.given);
                let whole = given_name(&joined(&folded));
                let known = whole.or_else(|| given_name(words(&folded).next()?));
                known.map_or(Sex::Unknown, |name| name.sex())
            }
            known => known,
        };
        let are_of_two_sexes = sexes(told(user.as_typed), told(identity.as_typed)) == Level::Different;
        if is_close && are_of_two_sexes { Level::CloseName } else { level }
    }

    /// The levels of family name, given name and their order, with family and given name as they stand, or exchanged.
    pub(crate) fn name_levels(&self, pair: &Pair<'_>, order: Level) -> [Level; 3] {
        let (user, identity) = (pair.user, pair.identity);
        if order == Level::Exact {
            return [self.family(user, identity), self.given(user, identity), order];
        }
        [
            match self.compare(user.family, identity.given, NameKind::Given) {
                Level::CloseName => Level::Different,
                level => level,
            },
            self.compare(user.given, identity.family, NameKind::Given),
            order,
        ]
    }

    /// How many users of the cohort bear the name, folded and written together, by `names`; at least the user at hand.
    pub(crate) fn bearers(&self, cohort: Cohort, name: &str, names: impl Fn(&Someone) -> Vec<&str>) -> usize {
        let key = |name: &str| joined(&fold(name));
        let is_of_cohort = |person: &Someone| person.profiles.iter().any(|profile| Cohort::from(profile) == cohort);
        let bears = |person: &Someone| names(person).into_iter().any(|other| key(other) == key(name));
        self.base.iter().filter(|person| is_of_cohort(person) && bears(person)).count().max(1)
    }

    /// How many users of the profile bear the name, by `names`; at least the user at hand.
    pub(crate) fn bearers_in(&self, profile: Profile, name: &str, names: impl Fn(&Someone) -> Vec<&str>) -> usize {
        let key = |name: &str| joined(&fold(name));
        let bears = |person: &Someone| names(person).into_iter().any(|other| key(other) == key(name));
        let users = self.base.iter().filter(|user| user.profiles.contains(profile));
        users.filter(|user| bears(user)).count().max(1)
    }

    /// How many users of the profile live where an agreement at `level` puts them, at least the user at hand; for
    /// «elsewhere» one more, since nobody is left out of that count.
    pub(crate) fn neighbours(&self, profile: Profile, level: Level, postcode: Option<u32>) -> usize {
        let users = self.base.iter().filter(|user| user.profiles.contains(profile) && !user.family.is_empty());
        let levels = users.map(|user| postcodes(user.postcode, postcode, false));
        match level {
            Level::Exact => levels.filter(|&other| other == level).count().max(1),
            // A slip is worth what the département is.
            Level::OneDigit => levels.filter(|&other| other == Level::SameDepartement).count() + 1,
            _ => levels.filter(|&other| other == level).count() + 1,
        }
    }
}

fn names<'a>(people: &'a [Someone], population: &Population, forms: &Forms, row: Row) -> Names<'a> {
    let person = population.person(row);
    Names {
        family: forms.of(person.family_symbol()),
        given: forms.of(person.given_symbol()),
        birth_family: forms.of(person.birth_family_symbol()),
        as_typed: &people[row as usize],
    }
}

/// The users that an outcome compares its identity with.
fn users_of(outcome: &Outcome) -> Vec<(Row, Comparison)> {
    match &outcome.verdict {
        Verdict::Linked(link) => vec![(link.base, link.comparison)],
        Verdict::AlreadyLinked { base, comparison, .. } => vec![(*base, *comparison)],
        Verdict::Failed(failure) => {
            failure.candidates.iter().map(|candidate| (candidate.base, candidate.comparison)).collect()
        }
    }
}

/// Too far apart to be taken for one name.
pub(crate) fn is_far(level: Level) -> bool {
    [Level::Subset, Level::TwoTypos, Level::Phonetic, Level::Partial, Level::CloseName, Level::Different]
        .contains(&level)
}

pub(crate) type Date = Option<(u32, u32, i32)>;

pub(crate) fn dates(a: Date, b: Date) -> Level {
    let (Some(a), Some(b)) = (a, b) else { return Level::Missing };
    let digits = |(day, month, year): (u32, u32, i32)| format!("{day:02}{month:02}{year:04}").into_bytes();
    let unlike = digits(a).iter().zip(digits(b)).filter(|(a, b)| **a != *b).count();
    let parts = [a.0 == b.0, a.1 == b.1, a.2 == b.2].into_iter().filter(|&same| !same).count();
    match (unlike, parts) {
        (0, _) => Level::Exact,
        _ if (a.0, a.1, a.2) == (b.1, b.0, b.2) => Level::Swapped,
        (1, _) => Level::OneDigit,
        (_, 1) => Level::OneComponent,
        _ => Level::Different,
    }
}

/// `slips`: whether the rules tell one digit off, or two neighbours exchanged, from another postcode.
pub(crate) fn postcodes(a: Option<u32>, b: Option<u32>, slips: bool) -> Level {
    match (a, b) {
        (None, _) | (_, None) => Level::Missing,
        (a, b) if a == b => Level::Exact,
        (Some(a), Some(b)) if slips && is_slip(&format!("{a:05}"), &format!("{b:05}")) => Level::OneDigit,
        (Some(a), Some(b)) if a / 1000 == b / 1000 => Level::SameDepartement,
        _ => Level::Different,
    }
}

fn is_slip(a: &str, b: &str) -> bool {
    let differ: Vec<usize> = (0..5).filter(|&at| a.as_bytes()[at] != b.as_bytes()[at]).collect();
    match differ[..] {
        [_] => true,
        [first, second] => second == first + 1 && a[first..=second].chars().rev().eq(b[first..=second].chars()),
        _ => false,
    }
}

pub(crate) fn sexes(a: Sex, b: Sex) -> Level {
    match (a, b) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => Level::Missing,
        (a, b) if a == b => Level::Exact,
        _ => Level::Different,
    }
}
