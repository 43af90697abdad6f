//! First connections for programs: what `rapproche resolve --json` prints.
//!
//! A stable format. Fields are added, never renamed or removed, within one [`FORMAT_VERSION`]; codes are those of
//! profiles, reasons, fields and levels. Weights and scores are in bits, dates `yyyy-MM-dd`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::reconcile::RuleSetId;

/// Version of the layout.
pub const FORMAT_VERSION: u32 = 1;

/// The whole output.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// The rules by which identities were compared.
    pub rules: RuleSetId,
    /// One entry per file or ticket, in the order given.
    pub replies: Vec<ReplySummary>,
    /// How they ended.
    pub counts: Counts,
}

/// How many replies ended how; the four add up to the number of replies, without files that hold none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New links.
    pub linked: u64,
    /// Ids that the base held.
    pub granted: u64,
    /// To be told by PRONOTE's own login.
    pub needs_pronote_login: u64,
    /// Nobody got in.
    pub failed: u64,
    /// The failures by reason.
    pub reasons: BTreeMap<&'static str, u64>,
}

/// What became of one file or ticket.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ReplySummary {
    /// It was a reply.
    Reply(Box<VisitSummary>),
    /// It was none.
    Unusable(Unusable),
}

/// A file that was to hold a reply, and holds none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unusable {
    /// The path, as it was given.
    pub file: String,
    /// `unreadable`, or [`ResponseError::code`](crate::cas::response::ResponseError::code).
    pub error: &'static str,
    /// What is wrong and what to do, in the language asked for.
    pub message: String,
}

/// One reply.
#[derive(Debug, Clone, Serialize)]
pub struct VisitSummary {
    /// What the reply is called.
    pub reply: String,
    /// `linked`, `granted`, `needs_pronote_login` or `failed`.
    pub outcome: &'static str,
    /// Code of the reason of a failure.
    pub reason: Option<&'static str>,
    /// The common id.
    pub id: Option<String>,
    /// Who the CAS server says it is; `null` when it vouches for nobody, or says two things.
    pub asserted: Option<Asserted>,
    /// As whom the person gets in.
    pub accesses: Vec<AccessSummary>,
    /// Profiles that open nothing, and why.
    pub cases: Vec<CaseSummary>,
    /// Users whose record has drifted from what is asserted.
    pub drift: Vec<DriftSummary>,
    /// What was typed, and what became of it.
    pub correction: Option<CorrectionSummary>,
    /// What the administrator can do; `null` unless it failed. In the language asked for.
    pub remedy: Option<String>,
    /// What the person is told.
    pub answer: AnswerSummary,
}

/// An asserted identity. Empty texts are `null`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Asserted {
    pub family: Option<String>,
    pub given: Option<String>,
    pub birth_family: Option<String>,
    pub birth_date: Option<String>,
    /// Five digits; `null` for a foreign one.
    pub postcode: Option<String>,
    pub profile_values: Vec<String>,
    pub schools: Vec<String>,
}

/// A user of the base.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct User {
    /// The PRONOTE identifier.
    pub idpn: String,
    pub family: String,
    pub given: String,
}

/// One access.
#[derive(Debug, Clone, Serialize)]
pub struct AccessSummary {
    /// [`Profile::key`](crate::identity::Profile::key).
    pub profile: &'static str,
    /// As whom.
    pub user: User,
    /// `known_id`, `identity`, `corrected_identity`, `pronote_identifier` or `pronote_login`.
    pub basis: &'static str,
    /// Probability that this is somebody else; `null` unless by identity.
    pub risk: Option<f64>,
    /// Lead over the best other candidate in bits; `null` without one.
    pub margin: Option<f64>,
    /// Field by field; `null` unless by identity.
    pub comparison: Option<ComparisonSummary>,
}

/// A comparison.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonSummary {
    /// The sum of the weights.
    pub score: f64,
    /// By field key.
    pub fields: BTreeMap<&'static str, FieldSummary>,
}

/// One field of it.
#[derive(Debug, Clone, Serialize)]
pub struct FieldSummary {
    /// Level of agreement.
    pub level: &'static str,
    /// What it is worth.
    pub weight: f64,
}

/// One profile that opens nothing.
#[derive(Debug, Clone, Serialize)]
pub struct CaseSummary {
    /// The profile; `null` when it did not come to that.
    pub profile: Option<&'static str>,
    /// Code of the reason.
    pub reason: &'static str,
    /// Who it might be, best first.
    pub candidates: Vec<CandidateSummary>,
}

/// Who it might be.
#[derive(Debug, Clone, Serialize)]
pub struct CandidateSummary {
    /// The user.
    pub user: User,
    /// Probability, 0–1.
    pub probability: f64,
    /// Whether the user holds another id.
    pub taken: bool,
    /// Field by field.
    pub comparison: ComparisonSummary,
}

/// A user whose record has drifted.
#[derive(Debug, Clone, Serialize)]
pub struct DriftSummary {
    /// The user.
    pub user: User,
    /// Field by field.
    pub comparison: ComparisonSummary,
}

/// A correction; a field that was left alone is `null`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct CorrectionSummary {
    pub attempt: u8,
    pub family: Option<String>,
    pub given: Option<String>,
    pub birth_date: Option<String>,
    /// `too_many_attempts`, `nothing_changed`, `too_far`, `no_exact_match` or `asserted_otherwise`; `null` when it was
    /// not rejected.
    pub rejected: Option<&'static str>,
    /// Who it might be by what was typed, best first.
    pub candidates: Vec<CandidateSummary>,
}

/// What the person is told: nothing of the base.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerSummary {
    /// `enter`, `log_in`, `start_again`, `not_for_this_account` or `not_identified`.
    pub code: &'static str,
    /// Whether the form for a correction is shown.
    pub may_correct: bool,
    /// In the language asked for.
    pub message: &'static str,
}
