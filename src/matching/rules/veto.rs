//! A level of a field that forbids a link.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::problem::{Expected, RuleProblem, find_field, find_level};
use crate::matching::{Field, Level};

/// A level of a field that forbids a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Veto {
    /// The field.
    pub field: Field,
    /// Its level.
    pub level: Level,
}

/// As rule files write it: `birth_date:different`.
impl fmt::Display for Veto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
        let field = find_field(field)?;
        Ok(Self { field, level: find_level(field, level)? })
    }
}
