//! One first connection, told to the administrator: text for a terminal, keys for programs.
//!
//! Role: words the decisions of [`first_connection`](crate::first_connection), and makes none. Input: a [`Visit`],
//! the reply and its outcome, and the [`FirstConnection`] whose base the outcome names. Output: [`visit_text`], or a
//! [`VisitSummary`] to be serialised. Invariant: the visitor reads the [`Answer`] alone. The administrator, who may
//! see the base, reads the rest.

mod correction;
pub(crate) mod faults;
pub(crate) mod people;
mod remedy;
mod scribe;
pub mod summary;
mod text;
mod words;

pub use summary::{Counts, ReplySummary, Summary, Unusable, VisitSummary};
pub use text::{counts_text, visit_text};
pub use words::remedy;

use crate::cas::response::{ResponseError, Validated};
use crate::first_connection::{Answer, Correction, FirstConnection, Outcome};
use crate::matching::Weight;
use crate::matching::rules::Method;

/// Somebody who knocked, and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// What the reply is called: the name of its file, or «CAS server».
    pub name: &'a str,
    /// The reply; or why it vouches for nobody, the outcome then being [`Outcome::refused`].
    pub reply: Result<&'a Validated, &'a ResponseError>,
    /// What the person corrected, and at which attempt, from 1.
    pub correction: Option<(&'a Correction, u8)>,
    /// What became of it.
    pub outcome: &'a Outcome,
}

impl Visit<'_> {
    /// What the person is told.
    pub fn answer(&self, resolver: &FirstConnection) -> Answer {
        let corrections = self.correction.map_or(0, |(_, attempt)| attempt);
        Answer::new(self.outcome, resolver.policy(), corrections)
    }
}

/// The score that a link needs, where the rules go by scores.
fn threshold(resolver: &FirstConnection) -> Option<Weight> {
    let rules = resolver.rules();
    (rules.method == Method::Scored).then(|| Weight::from_bits(rules.decision.threshold))
}
