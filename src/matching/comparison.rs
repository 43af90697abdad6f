//! The result of comparing two people: per field, a level of agreement and its weight.

use std::fmt;

use super::Weight;

/// A field that is compared. The order is that of explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Field {
    /// Family name, usage or birth.
    Family,
    /// Given name.
    Given,
    /// Order of the two names: [`Level::Exact`] if both sides have the same order, else [`Level::Swapped`].
    NameOrder,
    /// Birth date.
    BirthDate,
    /// Postcode.
    Postcode,
    /// Sex.
    Sex,
    /// Whether a user answers for a child that is linked with one of the identity's: known once pupils are linked, and of
    /// no pair before.
    Children,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = 7;

    /// All fields, in order.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Family, Self::Given, Self::NameOrder, Self::BirthDate, Self::Postcode, Self::Sex, Self::Children];

    /// The stable key of rule files and reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Given => "given",
            Self::NameOrder => "name_order",
            Self::BirthDate => "birth_date",
            Self::Postcode => "postcode",
            Self::Sex => "sex",
            Self::Children => "children",
        }
    }

    /// The levels this field knows, best first.
    pub fn levels(self) -> &'static [Level] {
        use Level::{
            Alternate, ChildName, CloseName, Different, Diminutive, Exact, Initial, Missing, OneComponent, OneDigit,
            Partial, Phonetic, SameDepartement, SameYear, Subset, Swapped, TwoTypos, Typo, Untold, Variant,
        };
        match self {
            Self::Family => {
                &[Exact, Alternate, Variant, Typo, Subset, TwoTypos, Phonetic, Partial, ChildName, Different, Missing]
            }
            Self::Given => &[
                Exact, Alternate, Variant, Typo, Subset, TwoTypos, Phonetic, Diminutive, Initial, Partial, CloseName,
                Different, Missing,
            ],
            Self::NameOrder => &[Exact, Swapped],
            Self::BirthDate => &[Exact, Swapped, OneDigit, OneComponent, SameYear, Different, Missing],
            Self::Postcode => &[Exact, OneDigit, SameDepartement, Different, Missing],
            Self::Sex => &[Exact, Different, Missing],
            Self::Children => &[Exact, Untold, Different, Missing],
        }
    }

    /// Tells whether rules may leave out a level of this field. Such a level says nothing, or counts as the next one.
    ///
    /// These levels came after the first rule files, and depend on what the lists hold.
    pub fn may_leave_out(self, level: Level) -> bool {
        level == Level::Missing
            || matches!(
                (self, level),
                (Self::Postcode, Level::OneDigit)
                    | (Self::Family, Level::ChildName)
                    | (Self::Given, Level::CloseName)
                    | (Self::BirthDate, Level::SameYear)
                    | (Self::Children, Level::Untold)
            )
    }
}

/// How far two values agree. Each field knows some of these, see [`Field::levels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// Equal once folded: accents, case and separators carry no identity.
    Exact,
    /// Equal to another recorded name: usage name against birth name, a further given name.
    Alternate,
    /// Another romanisation of the same name: Mohamed, Mouhammed.
    Variant,
    /// One insertion, deletion, substitution or transposition.
    Typo,
    /// The words of one are among those of the other: DUPONT, DUPONT-MARTIN; Jean, Jean-Baptiste.
    Subset,
    /// Two typing errors in a name long enough to bear them; or one in a name so short that it may make another name of it;
    /// or two usual family names of one sound that are one edit apart: LEFEBVRE, LEFEVRE.
    TwoTypos,
    /// Names that sound the same in French.
    Phonetic,
    /// A known short form: Théo, Théodore.
    Diminutive,
    /// One is the initial of the other.
    Initial,
    /// Compound names each word of which is equal or close to one of the other; or one birth name under two usage names.
    Partial,
    /// Another family name, of a woman, where one of the two is that of a linked child.
    ChildName,
    /// Another usual given name that is close: Louis, Louise. Two usual names are two names.
    CloseName,
    /// Day and month, or family and given name, have changed places.
    Swapped,
    /// Dates that differ by one digit; postcodes, too, or by two digits that have changed places, where the rules give
    /// that level a probability.
    OneDigit,
    /// Dates that differ by the day alone, the month alone, or the year alone.
    OneComponent,
    /// Dates of the same year, where one side knows no more than the year.
    SameYear,
    /// Postcodes of the same département.
    SameDepartement,
    /// Children: one side tells of other adults for a child, and the user answers for nobody that is known.
    Untold,
    /// Nothing of the above.
    Different,
    /// One side does not say: neither for nor against.
    Missing,
}

impl Level {
    /// How many levels there are over all fields.
    pub const COUNT: usize = 20;

    /// All levels.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Exact,
        Self::Alternate,
        Self::Variant,
        Self::Typo,
        Self::Subset,
        Self::TwoTypos,
        Self::Phonetic,
        Self::Diminutive,
        Self::Initial,
        Self::Partial,
        Self::ChildName,
        Self::CloseName,
        Self::Swapped,
        Self::OneDigit,
        Self::OneComponent,
        Self::SameYear,
        Self::SameDepartement,
        Self::Untold,
        Self::Different,
        Self::Missing,
    ];

    /// The stable key of rule files and reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Alternate => "alternate",
            Self::Variant => "variant",
            Self::Typo => "typo",
            Self::Subset => "subset",
            Self::TwoTypos => "two_typos",
            Self::Phonetic => "phonetic",
            Self::Diminutive => "diminutive",
            Self::Initial => "initial",
            Self::Partial => "partial",
            Self::ChildName => "child_name",
            Self::CloseName => "close_name",
            Self::Swapped => "swapped",
            Self::OneDigit => "one_digit",
            Self::OneComponent => "one_component",
            Self::SameYear => "same_year",
            Self::SameDepartement => "same_departement",
            Self::Untold => "untold",
            Self::Different => "different",
            Self::Missing => "missing",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

/// One line of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldComparison {
    /// How far the two sides agree.
    pub level: Level,
    /// What that is worth.
    pub weight: Weight,
}

/// The whole comparison of one CAS identity with one base user; the score is the sum of its weights.
///
/// 22 bytes: a run keeps one for every link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    levels: [Level; Field::COUNT],
    /// Hundredths of a bit, which reach ±327 bits.
    weights: [i16; Field::COUNT],
}

fn clamped(weight: Weight) -> i16 {
    weight.0.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

impl Comparison {
    /// From one comparison per field, in the order of [`Field::ALL`]; weights beyond ±327 bits are cut there.
    pub fn new(fields: [FieldComparison; Field::COUNT]) -> Self {
        Self { levels: fields.map(|field| field.level), weights: fields.map(|field| clamped(field.weight)) }
    }

    /// The same with another finding for one field.
    #[must_use]
    pub fn with(mut self, field: Field, found: FieldComparison) -> Self {
        let index = field as usize;
        self.levels[index] = found.level;
        self.weights[index] = clamped(found.weight);
        self
    }

    /// What `field` says.
    pub fn field(&self, field: Field) -> FieldComparison {
        let index = field as usize;
        FieldComparison { level: self.levels[index], weight: Weight(self.weights[index].into()) }
    }

    /// The levels, in the order of [`Field::ALL`].
    pub fn levels(&self) -> &[Level; Field::COUNT] {
        &self.levels
    }

    /// The score: the sum of the weights.
    pub fn score(&self) -> Weight {
        self.weights.iter().map(|&weight| Weight(weight.into())).sum()
    }

    /// Whether family and given name agree better when one side's are exchanged.
    pub fn names_swapped(&self) -> bool {
        self.field(Field::NameOrder).level == Level::Swapped
    }

    /// Each field with what it says, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Field, FieldComparison)> + '_ {
        Field::ALL.into_iter().map(|field| (field, self.field(field)))
    }
}
