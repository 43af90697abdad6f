//! The outcome of a first connection.

use crate::identity::{Profile, Row};
use crate::matching::decision::{Candidate, Reason};
use crate::matching::{Comparison, Field, Level, Weight};

use super::Correction;

/// Exactly one of four.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The base holds the common id, from an earlier visit or from provisioning.
    Granted(Admission),
    /// The common id was not known, and is now to be held by these users.
    Linked(Admission),
    /// The common id is not known; PRONOTE's own login has to tell, once, who it is. The caller passes its answer to
    /// [`FirstConnection::logged_in`](super::FirstConnection::logged_in).
    NeedsPronoteLogin {
        /// The common id.
        id: String,
    },
    /// The visitor does not get in: a case for the administrator.
    Failed(Refusal),
}

/// The accesses of a visitor who gets in.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// The common id.
    pub id: String,
    /// The users, one per profile, in the order of profiles; at least one.
    pub accesses: Vec<Access>,
    /// Profiles that were asserted, too, and do not open anything.
    pub refused: Vec<Case>,
    /// Where what was asserted has drifted from the user that the id stands for: worth a look, nothing is changed.
    pub drift: Vec<Drift>,
}

/// One user of the base, as which somebody gets in.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The user.
    pub user: Row,
    /// As what.
    pub profile: Profile,
    /// The evidence for the access.
    pub basis: Basis,
}

/// The evidence for an access.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// The base holds the common id.
    KnownId,
    /// The identity that was asserted.
    Identity(Evidence),
    /// The identity as its owner corrected it, close to what was asserted.
    CorrectedIdentity(Evidence),
    /// The PRONOTE identifier that the ENT was given.
    PronoteIdentifier,
    /// PRONOTE's own login.
    PronoteLogin,
}

impl Basis {
    /// Returns the comparison of the identity; `None` where an identifier or a login was enough.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Identity(evidence) | Self::CorrectedIdentity(evidence) => Some(evidence),
            Self::KnownId | Self::PronoteIdentifier | Self::PronoteLogin => None,
        }
    }

    /// Tells whether the access is new: the base does not hold the common id yet.
    pub fn is_new(&self) -> bool {
        *self != Self::KnownId
    }
}

/// Why a link by identity is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Field by field; the score is its sum.
    pub comparison: Comparison,
    /// Score minus that of the best other candidate; `None` when there is no other.
    pub margin: Option<Weight>,
    /// Probability that this is somebody else, 0–1.
    pub risk: f64,
    /// Index of the deterministic rule that was met; 0 for a scored rule set.
    pub rule: u16,
}

impl Evidence {
    /// Whether a birth date or a postcode bears the names out, or the ENT asserts the school. Without any of them, a
    /// namesake of another school of the region would do as well.
    pub(super) fn says_more_than_names(&self, schools: &[String]) -> bool {
        let bears_out = |field| !matches!(self.comparison.field(field).level, Level::Missing | Level::Different);
        !schools.is_empty() || bears_out(Field::BirthDate) || bears_out(Field::Postcode)
    }
}

/// A user whose record says something else than the CAS server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// The user.
    pub user: Row,
    /// Field by field.
    pub comparison: Comparison,
}

impl Drift {
    /// Whether any field says something else, and not only less or by another name of the same person.
    pub(super) fn is_noteworthy(&self) -> bool {
        self.comparison.iter().any(|(_, field)| {
            !matches!(field.level, Level::Exact | Level::SameYear | Level::Alternate | Level::Missing)
        })
    }
}

/// Why nobody gets in.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The common id, if the reply has one.
    pub id: Option<String>,
    /// The reason that an administrator takes up first.
    pub reason: Reason,
    /// One case per profile that was asserted; at least one.
    pub cases: Vec<Case>,
    /// What became of a correction, if there was one.
    pub correction: Option<Rejected>,
}

/// One profile that opens nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The profile; `None` when it did not come to that.
    pub profile: Option<Profile>,
    /// Why.
    pub reason: Reason,
    /// Who it might be by what was asserted, best first.
    pub candidates: Vec<Candidate>,
}

impl Case {
    pub(super) fn new(profile: Option<Profile>, reason: Reason) -> Self {
        Self { profile, reason, candidates: Vec::new() }
    }
}

/// A correction that links nobody by itself: both versions are for the administrator.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// What was typed.
    pub typed: Correction,
    /// Why it is not believed.
    pub why: WhyRejected,
    /// Who it might be by what was typed, best first.
    pub candidates: Vec<Candidate>,
}

/// Why a correction links nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyRejected {
    /// There were as many attempts as are allowed; nobody was looked for.
    TooManyAttempts,
    /// Nothing was changed.
    NothingChanged,
    /// A field is too far from what was asserted, at this level; nobody was looked for.
    TooFar {
        /// Which field.
        field: Field,
        /// How far.
        level: Level,
    },
    /// Nobody has exactly these names and this date, or not surely enough.
    NoExactMatch,
    /// What was asserted speaks for somebody else as much.
    AssertedOtherwise,
}

impl WhyRejected {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooManyAttempts => "too_many_attempts",
            Self::NothingChanged => "nothing_changed",
            Self::TooFar { .. } => "too_far",
            Self::NoExactMatch => "no_exact_match",
            Self::AssertedOtherwise => "asserted_otherwise",
        }
    }
}

impl Outcome {
    /// Somebody whom the CAS server does not vouch for.
    pub fn refused() -> Self {
        Self::failed(None, Case::new(None, Reason::Refused))
    }

    pub(super) fn failed(id: Option<&str>, case: Case) -> Self {
        Self::failed_with(id, vec![case])
    }

    /// Fails with at least one case.
    pub(super) fn failed_with(id: Option<&str>, cases: Vec<Case>) -> Self {
        let reason = cases.iter().map(|case| case.reason).min().unwrap_or(Reason::NoProfile);
        Self::Failed(Refusal { id: id.map(str::to_owned), reason, cases, correction: None })
    }

    /// The stable code: `granted`, `linked`, `needs_pronote_login`, or that of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Granted(_) => "granted",
            Self::Linked(_) => "linked",
            Self::NeedsPronoteLogin { .. } => "needs_pronote_login",
            Self::Failed(refusal) => refusal.reason.code(),
        }
    }

    /// The users that are to hold the common id from now on, and did not before; each once.
    pub fn new_users(&self) -> Vec<Row> {
        let (Self::Granted(admission) | Self::Linked(admission)) = self else { return Vec::new() };
        let new = admission.accesses.iter().filter(|access| access.basis.is_new());
        let mut users: Vec<Row> = new.map(|access| access.user).collect();
        users.sort_unstable();
        users.dedup();
        users
    }
}
