//! A rule set judged against the truth, as carefully as a medical test.
//!
//! Role: runs a rule set on two populations and holds each outcome against who the identity really is. Input: the
//! populations, a rule set, the truth. Output: an [`Assessment`], from which every measure, list and
//! picture is computed; it knows each judged identity, so that any of them can be shown. Invariant: the engine never
//! sees the truth.

use std::time::Duration;

use crate::identity::{Profile, Row};
use crate::matching::{Comparison, Weight};
use crate::reconcile::{Reason, RuleSetId};

/// What one rule set did, identity by identity.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Which rules.
    pub rules: RuleSetId,
    /// One per identity and profile of which the truth is known, in the order of the outcomes.
    pub judged: Vec<Judged>,
    /// The damages that occur in the truth's `case` column, by [`Judged::case`]; the first is `""`, not told.
    pub cases: Vec<String>,
    /// Σ of the links' stated risks: how many wrong links the run itself expected.
    pub expected_wrong: f64,
    /// What the run cost.
    pub cost: Cost,
}

/// One identity, what was decided of it, and what is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// CAS row.
    pub cas: Row,
    /// The profile it was reconciled for.
    pub profile: Profile,
    /// Index into [`Assessment::cases`].
    pub case: u16,
    /// The user it really is; `None` when the base does not have it.
    pub truth: Option<Row>,
    /// Whether the data tell that user from every other; true where the truth does not say.
    pub decidable: bool,
    /// What was decided.
    pub decided: Decided,
    /// The most probable candidate, linked or not.
    pub best: Option<Proposed>,
    /// The right user among the candidates shown, if it is another than [`Self::best`].
    pub right: Option<Proposed>,
}

/// What became of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// Linked with this user, who is the best candidate.
    Linked(Row),
    /// The base already held the id, at this user.
    AlreadyLinked(Row),
    /// Not linked.
    Failed(Reason),
}

/// A user proposed for an identity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposed {
    /// Base row.
    pub user: Row,
    /// Probability that this is the person, 0–1, over all one-to-one matchings.
    pub probability: f64,
    /// Field by field; the score is its sum.
    pub comparison: Comparison,
    /// Score minus that of the best other candidate; `None` when there is no other.
    pub lead: Option<Weight>,
}

/// What a run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Wall time of the reconciliation, reading left out.
    pub elapsed: Duration,
    /// Peak resident memory of the process so far, in bytes; `None` where the system does not tell.
    pub peak_memory: Option<u64>,
}

impl Judged {
    /// Linked by this run with the right user.
    pub fn is_right(&self) -> bool {
        matches!(self.decided, Decided::Linked(user) if Some(user) == self.truth)
    }

    /// Linked by this run with somebody else.
    pub fn is_wrong(&self) -> bool {
        matches!(self.decided, Decided::Linked(user) if Some(user) != self.truth)
    }

    /// In the base, and not linked with the right user.
    pub fn is_missed(&self) -> bool {
        self.truth.is_some() && !self.is_right() && !matches!(self.decided, Decided::AlreadyLinked(_))
    }
}
