//! A level of a field that forbids a link, in every profile or in one.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::problem::{Expected, RuleProblem, find_field, find_level, find_profile};
use crate::identity::Profile;
use crate::matching::{Comparison, Field, Level};

/// A level of a field that forbids a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Veto {
    /// The profile whose links it forbids; `None` for all.
    pub profile: Option<Profile>,
    /// The field.
    pub field: Field,
    /// Its level.
    pub level: Level,
}

impl Veto {
    /// Forbids the links of every profile at this level.
    pub fn new(field: Field, level: Level) -> Self {
        Self { profile: None, field, level }
    }

    /// Returns true if the veto forbids a link of `profile` with this comparison. A veto on the sex does not hold where given name and
    /// birth date are equal: twins have two names, so that one of the two lists has the wrong sex.
    pub fn forbids(&self, profile: Profile, comparison: &Comparison) -> bool {
        let level = |field| comparison.field(field).level;
        let are_equal = || [Field::Given, Field::BirthDate].into_iter().all(|field| level(field) == Level::Exact);
        let is_forbidden = self.profile.is_none_or(|own| own == profile) && level(self.field) == self.level;
        is_forbidden && !(self.field == Field::Sex && are_equal())
    }
}

/// As rule files write it: `birth_date:different`, `parents.sex:different`.
impl fmt::Display for Veto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(profile) = self.profile {
            write!(f, "{}.", profile.key())?;
        }
        write!(f, "{}:{}", self.field.key(), self.level.key())
    }
}

impl From<Veto> for String {
    fn from(veto: Veto) -> Self {
        veto.to_string()
    }
}

impl TryFrom<String> for Veto {
    type Error = RuleProblem;

    fn try_from(text: String) -> Result<Self, RuleProblem> {
        let (field, level) = text.split_once(':').ok_or(RuleProblem::WrongType(Expected::Vetoes))?;
        let (profile, field) = match field.split_once('.') {
            None => (None, field),
            Some((profile, field)) => (Some(find_profile(profile)?), field),
        };
        let field = find_field(field)?;
        Ok(Self { profile, field, level: find_level(field, level)? })
    }
}
