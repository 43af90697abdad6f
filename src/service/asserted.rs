//! What an ENT sent, as a failure and a session keep it.
//!
//! Invariant: what comes back is what went in, so that a failure can be resolved again against the base of another day.

use serde::{Deserialize, Serialize};

use crate::cas::response::{Limits, Validated};
use crate::first_connection::Correction;
use crate::identity::BirthDate;

/// A reply, to be kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sent {
    subject: Option<String>,
    attributes: Vec<(String, Vec<String>)>,
}

impl From<&Validated> for Sent {
    fn from(reply: &Validated) -> Self {
        let attributes = reply.attributes.iter().map(|(name, values)| (name.to_owned(), values.to_vec())).collect();
        Self { subject: reply.subject.clone(), attributes }
    }
}

impl From<&Sent> for Validated {
    fn from(sent: &Sent) -> Self {
        let mut reply = Self { subject: sent.subject.clone(), ..Self::default() };
        for (name, values) in &sent.attributes {
            for value in values {
                // It passed these limits when it came in.
                let _ = reply.attributes.add(name, value, &Limits::default());
            }
        }
        reply
    }
}

/// As JSON.
pub(super) fn to_json(reply: &Validated) -> String {
    serde_json::to_string(&Sent::from(reply)).unwrap_or_default()
}

/// From JSON; nobody where it cannot be read.
pub(super) fn from_json(json: &str) -> Validated {
    serde_json::from_str::<Sent>(json).map(|sent| Validated::from(&sent)).unwrap_or_default()
}

/// What somebody typed, by field; dates as `dd/MM/yyyy`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Typed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) given: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) birth_date: Option<String>,
}

impl From<&Correction> for Typed {
    fn from(correction: &Correction) -> Self {
        Self {
            family: correction.family.clone(),
            given: correction.given.clone(),
            birth_date: correction.birth_date.as_ref().map(BirthDate::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_comes_back() {
        let mut reply = Validated { subject: Some(" id ".to_owned()), ..Validated::default() };
        for (name, value) in
            [("sn", "D’HEILLY"), ("ENTPersonProfils", "National_TUT"), ("ENTPersonProfils", "National_ENS")]
        {
            reply.attributes.add(name, value, &Limits::default()).unwrap();
        }
        assert_eq!(from_json(&to_json(&reply)), reply);
        assert_eq!(from_json("{"), Validated::default());
    }
}
