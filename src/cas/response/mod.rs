//! What a CAS server answers when it is asked whose a ticket is.
//!
//! Role: everything between the bytes of a reply and somebody's asserted identity. Input: a reply of `serviceValidate`
//! (CAS 2 and 3) or `samlValidate` (SAML 1.1), told apart by content. Output: [`Validated`], a subject and an ordered
//! multi-map of attributes, or a [`ResponseError`]. Invariants: no input makes it panic or work beyond the [`Limits`];
//! only an unambiguous success vouches for anybody; where two values stand and one is needed, neither is taken; no
//! error text and no `Debug` shows a value of the reply.
//!
//! The way of a reply: bytes → `decode` (text) → `tree` (elements) → `service_validate` or `saml` (with `conditions`)
//! → [`Validated`] → [`asserted_identity`] for models that go by the user's identity.

mod asserted;
mod attributes;
mod conditions;
mod decode;
mod error;
mod limits;
mod refusal;
mod saml;
mod service_validate;
mod tree;
mod validated;
mod values;

use chrono::{DateTime, TimeDelta, Utc};

pub use asserted::{AssertedIdentity, AttributeNames, Unused, WhyUnused, asserted_identity, asserted_schools};
pub use attributes::Attributes;
pub use error::{Foreign, Problem, ResponseError};
pub use limits::{Limit, Limits};
pub use refusal::{Refusal, RefusalKind, ServerWords};
pub use validated::Validated;

/// How far the clock of the CAS server may be from ours, by default.
///
/// More lets worse clocks pass; a ticket is good for one use, so a longer life of the assertion wins nobody a second one.
pub const DEFAULT_CLOCK_SKEW: TimeDelta = TimeDelta::seconds(60);

/// What a reply is held against.
#[derive(Debug, Clone, Copy)]
pub struct Checks<'a> {
    /// The time at which it arrived; `None` leaves the times of its conditions unchecked.
    pub now: Option<DateTime<Utc>>,
    /// How far the server's clock may be from ours; negative counts as none.
    pub clock_skew: TimeDelta,
    /// The service that the ticket was asked for; `None` leaves the audience unchecked.
    pub service: Option<&'a str>,
    /// The charset of the HTTP header, for a reply that does not tell its own.
    pub charset: Option<&'a str>,
}

impl<'a> Checks<'a> {
    /// For a reply that has just come in, to a request made for `service`.
    pub fn live(now: DateTime<Utc>, service: &'a str) -> Self {
        Self { now: Some(now), clock_skew: DEFAULT_CLOCK_SKEW, service: Some(service), charset: None }
    }

    /// For a reply kept in a file: neither times nor audience are checked. It proves nothing about the present.
    pub fn stored() -> Self {
        Self { now: None, clock_skew: DEFAULT_CLOCK_SKEW, service: None, charset: None }
    }
}

/// Reads a reply.
///
/// # Errors
/// A [`ResponseError`] for everything that is not one clear success: another document, a refusal, conditions that do
/// not hold, contradictions, limits.
pub fn parse(body: &[u8], checks: &Checks<'_>, limits: &Limits) -> Result<Validated, ResponseError> {
    if body.len() > limits.bytes {
        return Err(ResponseError::TooLarge { limit: Limit::Bytes, maximum: limits.bytes });
    }
    let text = decode::decode(body, checks.charset)?;
    if let Some(found) = foreign(&text) {
        return Err(found);
    }
    let tree = tree::Tree::parse(&text, limits)?;
    let mut replies = tree.root().outermost(|name| matches!(name, "serviceResponse" | "Response" | "Fault"));
    let reply = replies.next().ok_or(ResponseError::NotAResponse { found: Foreign::OtherXml })?;
    if replies.next().is_some() {
        return Err(ResponseError::Contradictory { element: "Response" });
    }
    match reply.name() {
        "serviceResponse" => service_validate::read(reply, limits),
        "Response" => saml::read(reply, checks, limits),
        _ => Err(saml::fault(reply)),
    }
}

/// What is plainly no CAS reply, told before it is read as XML: a web page with its DOCTYPE is the sign of a wrong
/// address, not of an attack.
fn foreign(text: &str) -> Option<ResponseError> {
    let text = text.trim_start();
    let begins = |start: &str| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let found = if text.is_empty() {
        return Some(ResponseError::Empty);
    } else if begins("<!DOCTYPE html") || begins("<html") {
        Foreign::Html
    } else if text.starts_with('<') {
        return None;
    } else if begins("yes\n") || begins("no\n") || begins("yes\r") || begins("no\r") {
        Foreign::Cas1
    } else if text.starts_with('{') {
        Foreign::Json
    } else {
        Foreign::Other
    };
    Some(ResponseError::NotAResponse { found })
}

#[cfg(test)]
mod tests;
