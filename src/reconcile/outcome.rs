//! The result of a reconciliation for each CAS identity.

use std::fmt;

use crate::identity::{Profile, Row, Side};
use crate::matching::decision::{Candidate, Reason};
use crate::matching::rules::Veto;
use crate::matching::{Comparison, FillerDate, RuleSet, Weight};

use super::Tally;

/// The rule set that decided, as every report and every link carries it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RuleSetId {
    /// `standard`, `strict`, or the name in a rule file.
    pub name: String,
    /// Version of the rule set.
    pub version: String,
    /// First 16 hexadecimal digits of the SHA-256 of its canonical text.
    pub fingerprint: String,
}

impl From<&RuleSet> for RuleSetId {
    fn from(rules: &RuleSet) -> Self {
        Self { name: rules.name.clone(), version: rules.version.clone(), fingerprint: rules.fingerprint().to_owned() }
    }
}

/// `standard 1 (0123456789abcdef)`.
impl fmt::Display for RuleSetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.name, self.version, self.fingerprint)
    }
}

/// The result of a whole run.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// The rule set that decided.
    pub rules: RuleSetId,
    /// Names of the rules that [`Link::rule`] points to; the scored rule set has one, named like the set.
    pub rule_names: Vec<String>,
    /// One outcome per CAS identity and profile, by CAS row, then profile.
    pub outcomes: Vec<Outcome>,
    /// The counts of the screen.
    pub tally: Tally,
    /// The levels that forbid a link.
    pub vetoes: Vec<Veto>,
    /// The score a link needs, where the rule set has one.
    pub threshold: Option<Weight>,
    /// The birth dates that stand for «not known» on each side.
    pub filler_dates: Vec<(Side, FillerDate)>,
}

impl Reconciliation {
    /// The expected number of wrong links: the sum of the links' own risks.
    pub fn expected_wrong_links(&self) -> f64 {
        // From +0: the sum of nothing would print as -0.
        self.links().fold(0.0, |sum, (_, link)| sum + link.risk)
    }

    /// Takes a new link back, which cannot be kept for a reason that the run could not know. The outcome is given by its place; one
    /// that is no new link stays as it is.
    pub fn withdraw(&mut self, outcome: usize, reason: Reason) {
        let Some(withdrawn) = self.outcomes.get_mut(outcome) else { return };
        if let (Verdict::Linked(_), Some(profile)) = (&withdrawn.verdict, withdrawn.profile) {
            withdrawn.verdict = Verdict::Failed(Failure { reason, candidates: Vec::new() });
            self.tally.withdraw(profile, reason);
        }
    }

    /// The new links.
    pub fn links(&self) -> impl Iterator<Item = (&Outcome, &Link)> {
        self.outcomes.iter().filter_map(|outcome| match &outcome.verdict {
            Verdict::Linked(link) => Some((outcome, link)),
            _ => None,
        })
    }

    /// The failures.
    pub fn failures(&self) -> impl Iterator<Item = (&Outcome, &Failure)> {
        self.outcomes.iter().filter_map(|outcome| match &outcome.verdict {
            Verdict::Failed(failure) => Some((outcome, failure)),
            _ => None,
        })
    }
}

/// What becomes of one CAS identity in one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The identity, in the CAS population.
    pub cas: Row,
    /// The profile it was reconciled for; `None` when none of its values names a profile.
    pub profile: Option<Profile>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Exactly one of three.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The base already holds this identity's id.
    AlreadyLinked {
        /// The user that holds it.
        base: Row,
        /// How far the two agree.
        comparison: Comparison,
        /// Whether the two look like two people: nothing is changed, but it is worth a look.
        is_doubtful: bool,
    },
    /// A new link.
    Linked(Link),
    /// For the administrator.
    Failed(Failure),
}

/// A new link and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The user, in the base.
    pub base: Row,
    /// Field by field; the score is its sum.
    pub comparison: Comparison,
    /// Score minus that of the best other candidate; `None` when there is no other.
    pub margin: Option<Weight>,
    /// Probability that this link is wrong, 0–1.
    pub risk: f64,
    /// Index into [`Reconciliation::rule_names`].
    pub rule: u16,
}

/// An open case.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Why.
    pub reason: Reason,
    /// Best first, at most [`Candidate::SHOWN`].
    pub candidates: Vec<Candidate>,
}
