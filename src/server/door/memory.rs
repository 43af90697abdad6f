//! What a session of somebody from the ENT remembers, as JSON.
//!
//! Invariant: what cannot be read, an earlier version's included, is a session that remembers nothing, whose owner signs in again.

use serde::{Deserialize, Serialize};

use crate::cas::configuration::Configuration;
use crate::cas::response::Validated;
use crate::first_connection::Answer;
use crate::identity::Profile;
use crate::service::Arrival;
use crate::service::asserted::Sent;
use crate::store::Session;

/// All of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Profile keys and users.
    accesses: Vec<(String, i64)>,
    /// What the ENT sent, where somebody was not identified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<Sent>,
    /// The number of the failure, to be named to the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<i64>,
    /// What may be done about it.
    #[serde(default)]
    pub(super) step: Step,
    /// The configuration by which somebody is not in yet, by its fingerprint.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    configuration: String,
}

/// What somebody who is not in yet may do.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Nothing but wait for the school.
    #[default]
    Wait,
    /// Correct what the ENT sent.
    Correct,
    /// Log in to PRONOTE.
    LogIn,
}

impl Memory {
    /// What is to be remembered of an arrival under a configuration: as whom somebody is in, or else what the ENT sent.
    pub(super) fn of_arrival(arrival: &Arrival, reply: &Validated, configuration: &Configuration) -> Self {
        let accesses = arrival.accesses.iter().map(|(profile, user)| (profile.key().to_owned(), *user)).collect();
        let (step, is_in) = match arrival.answer {
            Answer::Enter(_) => (Step::Wait, true),
            Answer::LogIn => (Step::LogIn, false),
            Answer::NotIdentified { may_correct: true } => (Step::Correct, false),
            _ => (Step::Wait, false),
        };
        let sent = (!is_in).then(|| Sent::from(reply));
        let configuration = if is_in { String::new() } else { configuration.fingerprint() };
        Self { accesses, sent, failure: arrival.failure, step, configuration }
    }

    /// Whether somebody who is not in yet may still do what is remembered: the door is open, and in the same way. What the ENT sent is
    /// asked for anew under another configuration, whoever has changed it.
    pub(super) fn holds_under(&self, now: &Configuration) -> bool {
        now.published && self.configuration == now.fingerprint()
    }

    /// What is to be remembered of somebody who came past the CAS server.
    pub(super) fn of_accesses(accesses: &[(Profile, i64)]) -> Self {
        let accesses = accesses.iter().map(|(profile, user)| (profile.key().to_owned(), *user)).collect();
        Self { accesses, ..Self::default() }
    }

    pub(super) fn of_session(session: &Session) -> Self {
        serde_json::from_str(&session.data).unwrap_or_default()
    }

    pub(super) fn to_data(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As whom somebody is in.
    pub(super) fn accesses(&self) -> impl Iterator<Item = (Profile, i64)> {
        self.accesses.iter().filter_map(|(key, user)| Some((Profile::from_key(key).ok()?, *user)))
    }

    /// What the ENT sent.
    pub(super) fn reply(&self) -> Validated {
        self.sent.as_ref().map(Validated::from).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cas::response::Limits;

    #[test]
    fn what_was_sent_is_remembered_until_somebody_is_in() {
        let mut reply = Validated { subject: Some("id".to_owned()), ..Validated::default() };
        reply.attributes.add("sn", "D’HEILLY", &Limits::default()).unwrap();
        let open = Configuration { published: true, ..Configuration::default() };
        let arrival = |answer, accesses| Arrival { answer, cas_id: None, accesses, failure: Some(4), code: "x" };
        let remembered = |arrival: &Arrival| -> Memory {
            serde_json::from_str(&Memory::of_arrival(arrival, &reply, &open).to_data()).unwrap()
        };
        let waiting = remembered(&arrival(Answer::NotIdentified { may_correct: true }, Vec::new()));
        assert_eq!((waiting.step, waiting.failure, waiting.reply()), (Step::Correct, Some(4), reply.clone()));
        assert!(waiting.holds_under(&open));
        assert!(!waiting.holds_under(&Configuration { published: false, ..open.clone() }));
        let mut another = open.clone();
        another.pronote_login.direct = !open.pronote_login.direct;
        assert!(!waiting.holds_under(&another));
        assert!(!Memory::default().holds_under(&open), "of an earlier version");
        let inside = remembered(&arrival(Answer::Enter(Vec::new()), vec![(Profile::Parents, 7)]));
        assert_eq!(inside.accesses().collect::<Vec<_>>(), [(Profile::Parents, 7)]);
        assert_eq!(inside.reply(), Validated::default());
    }
}
