//! Comparison and score of a pair: the inner loop.
//!
//! Role: two [`Record`]s in, levels and weights out. Input: the probabilities of a rule set, compiled once
//! into tables of integers. Output: a [`Score`], whose [`Comparison`] explains it. Invariant: no floating point
//! per pair.

use crate::identity::{BirthDate, Profile, Sex};

use super::children::ChildrenSaid;
use super::field_level::{compare_dates, compare_postcodes, compare_sexes};
use super::guests::Names;
use super::name_level::{NameKind, compare_names, is_listed};
use super::rarity::{self, Rarity};
use super::record::Record;
use super::rules::{FieldProbabilities, RuleSet};
use super::worthless::AtMost;
use super::{Ages, Comparison, Field, FieldComparison, Level, RelativesOfOneName, Weight};

/// The result of the comparison of one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Field by field, log₂ P(observed | same person) / P(observed | unrelated).
    pub comparison: Comparison,
    /// log₂ P(observed | relatives) / P(observed | unrelated), over all fields.
    pub relative: Weight,
}

/// The weights of one profile by one rule set, compiled once. Pools have a copy each, since they learn more.
#[derive(Debug, Clone)]
pub struct WeightTable {
    fields: Vec<FieldTable>,
    /// True if the rules tell a slip in a postcode from another postcode.
    postcode_typos: bool,
    /// True if the rules tell a child's name from any other name.
    knows_child_name: bool,
    /// What a close given name says more for siblings of near dates than for other relatives.
    alike_twins: Weight,
    /// What one given name says more for relatives than the rules have it, in the base at hand.
    of_one_name: Weight,
    /// What the names of two people are worth at most who have unlike names; then the same where linked children may speak.
    unlike_names: [AtMost; 2],
    profile: Profile,
    /// The birth years that people of the profile can have.
    ages: Ages,
}

impl WeightTable {
    /// Compiles the weights of `rules` for `profile`.
    pub fn compile(rules: &RuleSet, profile: Profile) -> Self {
        let probabilities = rules.probabilities(profile);
        let table = Self {
            fields: Field::ALL.map(|field| FieldTable::compile(probabilities.field(field))).into(),
            unlike_names: [AtMost::UNKNOWN; 2],
            postcode_typos: probabilities.field(Field::Postcode).level(Level::OneDigit).is_some(),
            knows_child_name: probabilities.field(Field::Family).level(Level::ChildName).is_some(),
            alike_twins: Weight::from_bits(rules.decision.alike_twins.log2()),
            of_one_name: Weight::ZERO,
            profile,
            ages: Ages::default(),
        };
        let at_most = |field, levels: &[Level]| AtMost::of_any_value(&table, field, levels);
        let names = at_most(Field::Family, &[Level::Different])
            .and(at_most(Field::Given, &[Level::Different]))
            .and(at_most(Field::NameOrder, &[Level::Exact, Level::Swapped]));
        // The user answers for none of the children: see `with_children`.
        let children = at_most(Field::Children, &[Level::Untold, Level::Different, Level::Missing]);
        Self { unlike_names: [names, names.and(children)], ..table }
    }

    /// Compiles the weights of `rules` for `profile`, with what the lists at hand show: how many relatives have one given name,
    /// and which birth years are possible.
    pub fn for_lists(rules: &RuleSet, profile: Profile, relatives: RelativesOfOneName, ages: Ages) -> Self {
        let given = rules.probabilities(profile).field(Field::Given);
        let of_one_name = given.level(Level::Exact).map_or(Weight::ZERO, |exact| {
            Weight::from_bits((relatives.share(profile, exact.relative) / exact.relative).log2())
        });
        Self { of_one_name, ages, ..Self::compile(rules, profile) }
    }

    /// The profile whose records these weights compare.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// What the names of two people are worth at most who have unlike names, and their children where those may speak.
    pub(super) fn unlike_names(&self, has_children: bool) -> AtMost {
        self.unlike_names[usize::from(has_children)]
    }

    /// Replaces the weights of postcodes by those of `postcode`.
    pub fn set_postcode(&mut self, postcode: &FieldProbabilities) {
        self.fields[Field::Postcode as usize] = FieldTable::compile(postcode);
    }

    /// Returns the weight of an agreement at `level` on a value of that rarity: log₂ P(observed | same person) /
    /// P(observed | unrelated).
    pub fn weight(&self, field: Field, level: Level, rarity: Rarity) -> Weight {
        Weight(self.fields[field as usize].entry(level, rarity).same.into())
    }

    /// Returns that weight for relatives: log₂ P(observed | relatives) / P(observed | unrelated).
    pub fn relative_weight(&self, field: Field, level: Level, rarity: Rarity) -> Weight {
        Weight(self.fields[field as usize].entry(level, rarity).relative.into())
    }
}

/// Twins of one given name do not occur: a thousandth of what the rules say of relatives.
const TWINS_OF_ONE_NAME: Weight = Weight(-10 * Weight::PER_BIT);

/// Compares records of one profile.
#[derive(Debug, Clone, Copy)]
pub struct Scorer<'a> {
    names: Names<'a>,
    weights: &'a WeightTable,
}

/// The levels of one pair with the rarity of what each rests on.
struct Levels {
    levels: [Level; Field::COUNT],
    rarities: [Rarity; Field::COUNT],
}

impl<'a> Scorer<'a> {
    /// Scores records of these names by these weights.
    pub fn new(names: impl Into<Names<'a>>, weights: &'a WeightTable) -> Self {
        Self { names: names.into(), weights }
    }

    /// Compares a pair.
    pub fn score(&self, base: &Record, cas: &Record) -> Score {
        let Levels { levels, rarities } = self.levels(base, cas);
        let entries: [Entry; Field::COUNT] =
            std::array::from_fn(|field| self.weights.fields[field].entry(levels[field], rarities[field]));
        let relative = |field: usize| Weight(entries[field].relative.into());
        let fields = std::array::from_fn(|field| FieldComparison {
            level: levels[field],
            weight: Weight(entries[field].same.into()),
        });
        let mut relatives: Weight = (0..Field::COUNT).map(relative).sum();
        // Relatives of one birth date are twins. Their given names may be alike, and are never the same. Parents who gave one child a
        // name like another's have done so whatever the years between them.
        match (levels[Field::BirthDate as usize], levels[Field::Given as usize]) {
            (Level::Exact, Level::Exact) => relatives += TWINS_OF_ONE_NAME,
            (date, given) if is_near(date) && is_close(given) => relatives += self.weights.alike_twins,
            (_, Level::Exact) => relatives += self.weights.of_one_name,
            _ => {}
        }
        Score { comparison: Comparison::new(fields), relative: relatives }
    }

    /// The same pair, once it is known what linked children say of the two.
    pub fn with_children(&self, score: Score, said: ChildrenSaid) -> Score {
        let score = self.with_level(score, Field::Children, said.level, said.rarity);
        let is_named_like_child =
            said.is_name_of_child && score.comparison.field(Field::Family).level == Level::Different;
        if is_named_like_child && self.weights.knows_child_name {
            self.with_level(score, Field::Family, Level::ChildName, 0)
        } else {
            score
        }
    }

    /// Returns the score of the same pair with another level for one field.
    fn with_level(&self, score: Score, field: Field, level: Level, rarity: Rarity) -> Score {
        let known = score.comparison.field(field);
        let table = &self.weights.fields[field as usize];
        let (before, after) = (table.entry(known.level, rarity), table.entry(level, rarity));
        let found = FieldComparison { level, weight: Weight(after.same.into()) };
        Score {
            comparison: score.comparison.with(field, found),
            relative: score.relative + Weight(i32::from(after.relative) - i32::from(before.relative)),
        }
    }

    fn levels(&self, base: &Record, cas: &Record) -> Levels {
        let date = self.date_level(base.birth_date, cas.birth_date);
        let [mut family, mut given] = [self.family_level(base, cas), self.given_level(base, cas)];
        let mut order = Level::Exact;
        let mut rarities: [Rarity; Field::COUNT] = [0; Field::COUNT];
        let names = [(base.family_rarity, cas.family_rarity), (base.given_rarity, cas.given_rarity)];
        rarities[..2].copy_from_slice(&rarities_of([family, given], names));
        if is_far(family) && is_far(given) && !(date == Level::Missing && self.are_given_names(base, cas)) {
            let swapped = [
                // Both are a given name on one side.
                match compare_names(self.names, base.family, cas.given, NameKind::Given) {
                    Level::CloseName => Level::Different,
                    level => level,
                },
                compare_names(self.names, base.given, cas.family, NameKind::Given),
            ];
            // Crosswise, a name is only as rare as in the role in which it is common.
            let names = [(base.family_rarity, cas.given_rarity), (base.given_rarity, cas.family_rarity)];
            let crosswise = rarities_of(swapped, names);
            let sum = |levels: [Level; 2], rarities: &[Rarity], order: Level| {
                self.weights.fields[Field::Family as usize].entry(levels[0], rarities[0]).same
                    + self.weights.fields[Field::Given as usize].entry(levels[1], rarities[1]).same
                    + self.weights.fields[Field::NameOrder as usize].entry(order, 0).same
            };
            if sum(swapped, &crosswise, Level::Swapped) > sum([family, given], &rarities, Level::Exact) {
                [family, given] = swapped;
                order = Level::Swapped;
                rarities[..2].copy_from_slice(&crosswise);
            }
        }
        if matches!(family, Level::Alternate | Level::Partial) {
            // Whichever names agreed, the agreement is worth no more than that of the commonest.
            let birth = base.birth_family_rarity.min(cas.birth_family_rarity);
            rarities[Field::Family as usize] = rarities[Field::Family as usize].min(birth);
        }
        let postcode = compare_postcodes(base.postcode, cas.postcode, self.weights.postcode_typos);
        rarities[Field::Postcode as usize] = cas.postcode_rarity.at(postcode);
        let levels = [
            family,
            given,
            order,
            date,
            postcode,
            compare_sexes(base.sex, cas.sex),
            // No record holds it: see `with_children`.
            Level::Missing,
        ];
        Levels { levels, rarities }
    }

    /// A date beside none says that the two are not one person where nobody of the profile can have it: a parent born in 2015.
    fn date_level(&self, base: BirthDate, cas: BirthDate) -> Level {
        let is_possible = |date| self.weights.ages.allow(self.weights.profile, date);
        match compare_dates(base, cas) {
            Level::Missing if !is_possible(base) || !is_possible(cas) => Level::Different,
            level => level,
        }
    }

    /// Tells whether both names of one side are usual given names. GERARD Laurent and LAURENT Gérard are then two
    /// people, unless a birth date says otherwise.
    fn are_given_names(&self, base: &Record, cas: &Record) -> bool {
        let is_given_name = |name| self.names.traits(name).is_given_name;
        [base, cas].into_iter().any(|record| is_given_name(record.family) && is_given_name(record.given))
    }

    fn family_level(&self, base: &Record, cas: &Record) -> Level {
        let compare = |left, right| compare_names(self.names, left, right, NameKind::Family);
        let direct = compare(base.family, cas.family);
        if self.were_born_apart(base, cas) {
            return Level::Different;
        }
        if direct == Level::Exact || (base.birth_family.is_empty() && cas.birth_family.is_empty()) {
            return direct;
        }
        let across = [compare(base.birth_family, cas.family), compare(base.family, cas.birth_family)];
        // Born under one name, known under two: relatives are, too.
        let by_birth = compare(base.birth_family, cas.birth_family).max(Level::Partial);
        across.into_iter().map(|level| level.max(Level::Alternate)).fold(direct.min(by_birth), Level::min)
    }

    /// Whether each side tells a birth name beside the usage name, and the two are two names: PETIT née DURAND is not DURAND née
    /// LEROY, nor is she PETIT née LEROY. Columns that were exchanged are no two names.
    fn were_born_apart(&self, base: &Record, cas: &Record) -> bool {
        let compare = |left, right| compare_names(self.names, left, right, NameKind::Family);
        let tells = |record: &Record| {
            !record.birth_family.is_empty() && compare(record.birth_family, record.family) == Level::Different
        };
        tells(base)
            && tells(cas)
            && compare(base.birth_family, cas.birth_family) == Level::Different
            && (compare(base.birth_family, cas.family) == Level::Different
                || compare(base.family, cas.birth_family) == Level::Different)
    }

    fn given_level(&self, base: &Record, cas: &Record) -> Level {
        let direct = compare_names(self.names, base.given, cas.given, NameKind::Given);
        if direct > Level::Alternate
            && (is_listed(self.names, cas.given, base.other_given)
                || is_listed(self.names, base.given, cas.other_given))
        {
            return Level::Alternate;
        }
        if is_close(direct) && direct != Level::Variant && self.are_of_two_sexes(base, cas) {
            return Level::CloseName;
        }
        direct
    }

    /// Whether the two are known to be of two sexes, by the list or else by the given name: Minh, a boy, is not Linh, a girl.
    fn are_of_two_sexes(&self, base: &Record, cas: &Record) -> bool {
        let told = |record: &Record| match record.sex {
            Sex::Unknown => self.names.traits(record.given).sex,
            known => known,
        };
        compare_sexes(told(base), told(cas)) == Level::Different
    }
}

/// The rarity that an agreement of each name rests on: that of the commoner, but for a slip, which is as likely to be another
/// name as the rarer of the two is to be a name at all.
fn rarities_of(levels: [Level; 2], names: [(Rarity, Rarity); 2]) -> [Rarity; 2] {
    std::array::from_fn(|at| {
        let (one, other) = names[at];
        if is_slip(levels[at]) { one.max(other) } else { one.min(other) }
    })
}

/// Whether a level is that of two birth dates that are equal or a slip apart.
fn is_near(date: Level) -> bool {
    matches!(date, Level::Exact | Level::Swapped | Level::OneDigit | Level::OneComponent)
}

/// Whether a level is that of two names that are close and not the same.
fn is_close(level: Level) -> bool {
    is_slip(level)
        || matches!(level, Level::Variant | Level::Subset | Level::Diminutive | Level::Partial | Level::CloseName)
}

/// Tells whether a level is that of a misspelling.
fn is_slip(level: Level) -> bool {
    matches!(level, Level::Typo | Level::TwoTypos | Level::Phonetic)
}

/// Too far apart to be taken for the same name: worth a look crosswise.
fn is_far(level: Level) -> bool {
    matches!(
        level,
        Level::Partial | Level::CloseName | Level::Different | Level::Phonetic | Level::TwoTypos | Level::Subset
    )
}

/// Weights in hundredths of a bit; 16 bits reach ±327 bits.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    same: i16,
    relative: i16,
}

/// The weights of one field, by level and rarity.
#[derive(Debug, Clone)]
struct FieldTable {
    entries: Vec<Entry>,
}

const RARITIES: usize = Rarity::MAX as usize + 1;

impl FieldTable {
    fn compile(probabilities: &FieldProbabilities) -> Self {
        // Levels without probabilities (missing, above all) keep weight zero; a close name that the rules do not tell from any
        // other counts as another.
        let mut entries = vec![Entry::default(); Level::COUNT * RARITIES];
        let close_name = match probabilities.level(Level::CloseName) {
            None => probabilities.level(Level::Different).map(|different| (Level::CloseName, different)),
            Some(_) => None,
        };
        for (level, p) in probabilities.iter().chain(close_name) {
            for rarity in 0..=Rarity::MAX {
                let u = (p.u + p.frequency * rarity::probability(rarity)).min(1.0);
                // `as` saturates; a ratio of 2^327 is as good as certain.
                let weight = |numerator: f64| Weight::from_bits((numerator / u).log2()).0 as i16;
                entries[level as usize * RARITIES + usize::from(rarity)] =
                    Entry { same: weight(p.m), relative: weight(p.relative) };
            }
        }
        Self { entries }
    }

    fn entry(&self, level: Level, rarity: Rarity) -> Entry {
        self.entries[level as usize * RARITIES + usize::from(rarity)]
    }
}
