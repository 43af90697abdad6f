//! A rule set judged against the truth, as carefully as a medical test.
//!
//! Role: holds each outcome of a run against who the identity really is. Input: a
//! [`Reconciliation`], the truth, what the run cost. Output: an [`Assessment`], from which every measure, list and
//! picture is computed; it knows each judged identity, so that any of them can be shown. Invariant: the engine never
//! sees the truth.

mod cost;

use crate::evaluation::truth::Truth;
use crate::identity::{Profile, Row};
use crate::matching::{Comparison, Weight};
use crate::reconcile::{Candidate, Failure, Link, Outcome, Reason, Reconciliation, RuleSetId, Verdict};

pub use cost::Cost;

/// What one rule set did, identity by identity.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Which rules.
    pub rules: RuleSetId,
    /// One per identity and profile of which the truth is known, in the order of the outcomes.
    pub judged: Vec<Judged>,
    /// The damages that occur in the truth's `case` column, by [`Judged::case`]; the first is `""`, not told.
    pub cases: Vec<String>,
    /// Σ of the stated risks of the links that are judged: how many of them the run itself expected to be wrong.
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

impl Assessment {
    /// Holds `result` against `truth`; what the truth does not know is not judged.
    pub fn of(result: &Reconciliation, truth: &Truth, cost: Cost) -> Self {
        let is_judged =
            |outcome: &Outcome| outcome.profile.is_some_and(|profile| truth.of(outcome.cas, profile).is_some());
        let judged_links = result.links().filter(|(outcome, _)| is_judged(outcome));
        Self {
            rules: result.rules.clone(),
            judged: result.outcomes.iter().filter_map(|outcome| Judged::of(outcome, truth)).collect(),
            cases: truth.cases().to_vec(),
            // From +0: the sum of nothing would print as -0.
            expected_wrong: judged_links.fold(0.0, |sum, (_, link)| sum + link.risk),
            cost,
        }
    }
}

impl Judged {
    fn of(outcome: &Outcome, truth: &Truth) -> Option<Self> {
        let profile = outcome.profile?;
        let known = truth.of(outcome.cas, profile)?;
        let (decided, best, right) = match &outcome.verdict {
            Verdict::AlreadyLinked { base, .. } => (Decided::AlreadyLinked(*base), None, None),
            Verdict::Linked(link) => (Decided::Linked(link.base), Some(Proposed::linked(link)), None),
            Verdict::Failed(failure) => {
                let is_right = |candidate: &&Candidate| Some(candidate.base) == known.user;
                let right = failure.candidates.iter().skip(1).find(is_right);
                let proposed = |candidate| Proposed::shown(candidate, failure);
                (Decided::Failed(failure.reason), failure.candidates.first().map(proposed), right.map(proposed))
            }
        };
        Some(Self {
            cas: outcome.cas,
            profile,
            case: known.case,
            truth: known.user,
            decidable: known.decidable,
            decided,
            best,
            right,
        })
    }

    /// The right user as it was proposed, if it was.
    pub fn right_proposed(&self) -> Option<&Proposed> {
        let best = self.best.as_ref().filter(|best| Some(best.user) == self.truth);
        best.or(self.right.as_ref())
    }

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

impl Proposed {
    fn linked(link: &Link) -> Self {
        Self { user: link.base, probability: 1.0 - link.risk, comparison: link.comparison, lead: link.margin }
    }

    /// One of the candidates of a failure; its lead is over the others that are shown.
    fn shown(candidate: &Candidate, failure: &Failure) -> Self {
        let others = failure.candidates.iter().filter(|other| other.base != candidate.base);
        let rival = others.map(|other| other.comparison.score()).max();
        Self {
            user: candidate.base,
            probability: candidate.probability,
            comparison: candidate.comparison,
            lead: rival.map(|rival| candidate.comparison.score() - rival),
        }
    }
}
