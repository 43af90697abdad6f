//! What can be wrong with one key of a rule file, in French and in English.

use std::fmt;

use super::bounds::Bounds;
use crate::identity::{Lang, Profile};
use crate::matching::{Field, Level};
use crate::normalize::nearest;

/// What is wrong with a key or its value. The sentence says what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.sentence(Lang::En))]
pub enum RuleProblem {
    /// A name that is none of those that may stand there.
    Unknown {
        /// What it should name.
        named: Named,
        /// The name.
        name: String,
    },
    /// A value of another type.
    WrongType(Expected),
    /// A number that is too large, too small, or none.
    OutOfBounds {
        /// The number.
        value: f64,
        /// Where it may lie.
        bounds: Bounds,
    },
    /// No field has weights, and no parent gives them.
    NoWeights(Field),
    /// A level without probabilities.
    LevelLeftOut(Level),
    /// Probabilities for a missing value.
    WeightOfMissing,
    /// Neither `u` nor `frequency`: two unrelated people would never be compared so.
    NeverUnrelated,
    /// The levels' `m` or `relative` do not add up to one.
    Sum {
        /// `m` or `relative`.
        part: &'static str,
        /// What they add up to.
        sum: f64,
    },
    /// A rule that anybody would meet with anybody.
    NoCondition,
    /// A rule that asks for more fields than it counts.
    NeverMet {
        /// How many it asks for.
        count: usize,
        /// How many it counts.
        countable: usize,
    },
    /// A field that nobody can correct.
    NotCorrectable(Field),
}

/// What a name should name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A tunable of `[decision]`.
    Tunable,
    /// A shipped rule set.
    RuleSet,
    /// A profile, or `default`.
    Profile,
    /// A field.
    Field,
    /// A level of this field.
    Level(Field),
}

/// The type that a value should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `0.5`.
    Number,
    /// `4000`.
    Count,
    /// `true`.
    Switch,
    /// `["birth_date:different"]`.
    Vetoes,
}

impl RuleProblem {
    /// What is wrong, and what would be right: a sentence or two.
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Unknown { named, name } => {
                let (what, list) = match named {
                    Named::Tunable => ("n'est pas un réglage".to_owned(), "Réglages"),
                    Named::RuleSet => ("n'est pas un jeu de règles fourni".to_owned(), "Jeux fournis"),
                    Named::Profile => ("n'est pas un profil".to_owned(), "Profils"),
                    Named::Field => ("n'est pas un champ".to_owned(), "Champs"),
                    Named::Level(field) => (format!("n'est pas un niveau de {}", field.key()), "Niveaux"),
                };
                let known = named.known();
                let meant = did_you_mean(nearest([name.as_str()], known.iter().copied()), Lang::Fr);
                format!("«{name}» {what}.{meant} {list} : {}", known.join(", "))
            }
            Self::WrongType(expected) => match expected {
                Expected::Number => "il faut un nombre, comme 0.5.".to_owned(),
                Expected::Count => "il faut un nombre entier, sans signe, comme 4000.".to_owned(),
                Expected::Switch => "il faut true ou false.".to_owned(),
                Expected::Vetoes => "il faut une liste de champ:niveau, comme [\"birth_date:different\"].".to_owned(),
            },
            Self::OutOfBounds { value, bounds } => {
                let Bounds { low, low_included, high, high_included } = bounds;
                let least = if *low_included { "au moins" } else { "plus de" };
                let most = if *high_included { "au plus" } else { "moins de" };
                format!("{value} ne convient pas : il faut {least} {low} et {most} {high}.")
            }
            Self::NoWeights(field) => format!(
                "aucune probabilité pour {} ; donnez-les, ou partez d'un jeu fourni avec extends = \"standard\".",
                field.key()
            ),
            Self::LevelLeftOut(level) => format!("il manque le niveau «{level}»."),
            Self::WeightOfMissing => {
                "une valeur absente ne plaide ni pour ni contre ; elle n'a pas de probabilités.".to_owned()
            }
            Self::NeverUnrelated => "u ou frequency doit être plus grand que 0.".to_owned(),
            Self::Sum { part, sum } => {
                format!("la somme des {part} des niveaux est {sum:.4} ; elle doit être 1.")
            }
            Self::NoCondition => {
                "une règle sans require ni at_least rapprocherait n'importe qui de n'importe qui.".to_owned()
            }
            Self::NeverMet { count, countable } => {
                format!("jamais remplie : il faut {count} champs parmi {countable}.")
            }
            Self::NotCorrectable(field) => format!(
                "personne ne peut corriger {}. Champs : {}",
                field.key(),
                super::Correction::FIELDS.map(Field::key).join(", ")
            ),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Unknown { named, name } => {
                let (what, list) = match named {
                    Named::Tunable => ("a tunable".to_owned(), "Tunables"),
                    Named::RuleSet => ("a shipped rule set".to_owned(), "Shipped sets"),
                    Named::Profile => ("a profile".to_owned(), "Profiles"),
                    Named::Field => ("a field".to_owned(), "Fields"),
                    Named::Level(field) => (format!("a level of {}", field.key()), "Levels"),
                };
                let known = named.known();
                let meant = did_you_mean(nearest([name.as_str()], known.iter().copied()), Lang::En);
                format!("«{name}» is not {what}.{meant} {list}: {}", known.join(", "))
            }
            Self::WrongType(expected) => match expected {
                Expected::Number => "must be a number, such as 0.5.".to_owned(),
                Expected::Count => "must be a whole number without a sign, such as 4000.".to_owned(),
                Expected::Switch => "must be true or false.".to_owned(),
                Expected::Vetoes => "must be a list of field:level, such as [\"birth_date:different\"].".to_owned(),
            },
            Self::OutOfBounds { value, bounds } => {
                let Bounds { low, low_included, high, high_included } = bounds;
                let least = if *low_included { "at least" } else { "more than" };
                let most = if *high_included { "at most" } else { "less than" };
                format!("{value} does not do: it must be {least} {low} and {most} {high}.")
            }
            Self::NoWeights(field) => format!(
                "no probabilities for {}; give them, or start from a shipped set with extends = \"standard\".",
                field.key()
            ),
            Self::LevelLeftOut(level) => format!("the level «{level}» is left out."),
            Self::WeightOfMissing => "a missing value is neither for nor against; it has no probabilities.".to_owned(),
            Self::NeverUnrelated => "u or frequency must be above 0.".to_owned(),
            Self::Sum { part, sum } => format!("the levels' {part} add up to {sum:.4}, and must add up to 1."),
            Self::NoCondition => "a rule without require or at_least would link anybody with anybody.".to_owned(),
            Self::NeverMet { count, countable } => {
                format!("can never be met: it asks for {count} fields of {countable}.")
            }
            Self::NotCorrectable(field) => format!(
                "nobody can correct {}. Fields: {}",
                field.key(),
                super::Correction::FIELDS.map(Field::key).join(", ")
            ),
        }
    }
}

impl Named {
    /// The names that there are.
    pub fn known(self) -> Vec<&'static str> {
        match self {
            Self::Tunable => super::Decision::default().tunables().iter().map(|(key, _)| *key).collect(),
            Self::RuleSet => super::SHIPPED.iter().map(|(name, _)| *name).collect(),
            Self::Profile => ["default"].into_iter().chain(Profile::ALL.map(Profile::key)).collect(),
            Self::Field => Field::ALL.map(Field::key).into(),
            Self::Level(field) => field.levels().iter().map(|level| level.key()).collect(),
        }
    }

    /// That `name` is none of them.
    pub(super) fn is_not(self, name: &str) -> RuleProblem {
        RuleProblem::Unknown { named: self, name: name.to_owned() }
    }
}

/// A question after what is wrong, with the space before it; empty where nothing was probably meant.
pub(super) fn did_you_mean(name: Option<&str>, lang: Lang) -> String {
    match (name, lang) {
        (Some(name), Lang::Fr) => format!(" Vouliez-vous dire «{name}» ?"),
        (Some(name), Lang::En) => format!(" Did you mean «{name}»?"),
        (None, _) => String::new(),
    }
}

/// The field of that key.
pub(super) fn find_field(name: &str) -> Result<Field, RuleProblem> {
    Field::ALL.into_iter().find(|field| field.key() == name).ok_or_else(|| Named::Field.is_not(name))
}

/// The profile of that key.
pub(super) fn find_profile(name: &str) -> Result<Profile, RuleProblem> {
    Profile::from_key(name).map_err(|_| Named::Profile.is_not(name))
}

/// The level of that key, among those of `field`.
pub(super) fn find_level(field: Field, name: &str) -> Result<Level, RuleProblem> {
    let found = field.levels().iter().copied().find(|level| level.key() == name);
    found.ok_or_else(|| Named::Level(field).is_not(name))
}

/// A problem with the key that has it, dotted: `weights.parents.given.typo.m`. Elements of lists go by their number,
/// from 0.
#[derive(Debug)]
pub(super) struct Misplaced {
    pub(super) key: String,
    pub(super) problem: RuleProblem,
}

impl Misplaced {
    pub(super) fn at(key: impl fmt::Display, problem: RuleProblem) -> Self {
        Self { key: key.to_string(), problem }
    }

    /// The same, the key being one within `outer`; an empty key is `outer` itself.
    pub(super) fn within(self, outer: impl fmt::Display) -> Self {
        let key = if self.key.is_empty() { outer.to_string() } else { format!("{outer}.{}", self.key) };
        Self { key, ..self }
    }
}
