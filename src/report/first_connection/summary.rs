//! First connections for programs: what `rapproche resolve --json` prints.
//!
//! A stable format. Fields are added, never renamed or removed, within one [`FORMAT_VERSION`]; codes are those of
//! profiles, reasons, fields and levels. Weights and scores are in bits, dates `yyyy-MM-dd`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cas::response::AssertedIdentity;
use crate::first_connection::{Access, Answer, Basis, Case, Drift, FirstConnection, Outcome, Rejected};
use crate::identity::{BirthDate, Lang, Postcode, Row};
use crate::matching::Comparison;
use crate::matching::decision::Candidate;

use super::people::identity_of;
use super::words::{answer_code, basis_code, outcome_code, rejected_code};
use super::{Visit, remedy};

/// Version of the layout.
pub const FORMAT_VERSION: u32 = 1;

/// The whole output.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// One entry per reply, in the order given.
    pub replies: Vec<VisitSummary>,
    /// How they ended.
    pub counts: Counts,
}

/// How many replies ended how; the four add up to the number of replies.
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
    pub remedy: Option<&'static str>,
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

impl Summary {
    /// Sums up the visits, in order.
    pub fn new(visits: &[Visit<'_>], resolver: &FirstConnection, lang: Lang) -> Self {
        let mut counts = Counts::default();
        for visit in visits {
            match visit.outcome {
                Outcome::Linked(_) => counts.linked += 1,
                Outcome::Granted(_) => counts.granted += 1,
                Outcome::NeedsPronoteLogin { .. } => counts.needs_pronote_login += 1,
                Outcome::Failed(refusal) => {
                    counts.failed += 1;
                    *counts.reasons.entry(refusal.reason.code()).or_default() += 1;
                }
            }
        }
        let replies = visits.iter().map(|visit| VisitSummary::new(visit, resolver, lang)).collect();
        Self { version: FORMAT_VERSION, replies, counts }
    }
}

impl VisitSummary {
    /// Sums up one visit.
    pub fn new(visit: &Visit<'_>, resolver: &FirstConnection, lang: Lang) -> Self {
        let scribe = Scribe { resolver };
        let identity = visit.reply.ok().and_then(|reply| identity_of(reply, resolver).ok());
        let answer = visit.answer(resolver);
        let mut summary = Self {
            reply: visit.name.to_owned(),
            outcome: outcome_code(visit.outcome),
            reason: None,
            id: None,
            asserted: identity.map(Asserted::from),
            accesses: Vec::new(),
            cases: Vec::new(),
            drift: Vec::new(),
            correction: None,
            remedy: None,
            answer: AnswerSummary {
                code: answer_code(&answer),
                may_correct: matches!(answer, Answer::NotIdentified { may_correct: true }),
                message: answer.message(lang),
            },
        };
        let mut rejected = None;
        match visit.outcome {
            Outcome::Granted(admission) | Outcome::Linked(admission) => {
                summary.id = Some(admission.id.clone());
                summary.accesses = admission.accesses.iter().map(|access| scribe.access(access)).collect();
                summary.cases = admission.refused.iter().map(|case| scribe.case(case)).collect();
                summary.drift = admission.drift.iter().map(|drift| scribe.drift(drift)).collect();
            }
            Outcome::NeedsPronoteLogin { id } => summary.id = Some(id.clone()),
            Outcome::Failed(refusal) => {
                summary.reason = Some(refusal.reason.code());
                summary.id.clone_from(&refusal.id);
                summary.cases = refusal.cases.iter().map(|case| scribe.case(case)).collect();
                summary.remedy = Some(remedy(refusal.reason, lang));
                rejected = refusal.correction.as_ref();
            }
        }
        summary.correction = visit.correction.map(|(typed, attempt)| CorrectionSummary {
            attempt,
            family: typed.family.clone(),
            given: typed.given.clone(),
            birth_date: typed.birth_date.and_then(iso),
            rejected: rejected.map(|rejected| rejected_code(rejected.why)),
            candidates: rejected.map_or_else(Vec::new, |Rejected { candidates, .. }| scribe.candidates(candidates)),
        });
        summary
    }
}

/// Knows the base that outcomes point into.
struct Scribe<'a> {
    resolver: &'a FirstConnection,
}

impl Scribe<'_> {
    fn user(&self, row: Row) -> User {
        let user = self.resolver.users().person(row);
        User { idpn: user.id().to_owned(), family: user.family().to_owned(), given: user.given().to_owned() }
    }

    fn access(&self, access: &Access) -> AccessSummary {
        let evidence = match &access.basis {
            Basis::Identity(evidence) | Basis::CorrectedIdentity(evidence) => Some(evidence),
            _ => None,
        };
        AccessSummary {
            profile: access.profile.key(),
            user: self.user(access.user),
            basis: basis_code(&access.basis),
            risk: evidence.map(|evidence| rounded(evidence.risk)),
            margin: evidence.and_then(|evidence| evidence.margin).map(|margin| margin.bits()),
            comparison: evidence.map(|evidence| ComparisonSummary::from(&evidence.comparison)),
        }
    }

    fn case(&self, case: &Case) -> CaseSummary {
        CaseSummary {
            profile: case.profile.map(|profile| profile.key()),
            reason: case.reason.code(),
            candidates: self.candidates(&case.candidates),
        }
    }

    fn candidates(&self, candidates: &[Candidate]) -> Vec<CandidateSummary> {
        let summary = |candidate: &Candidate| CandidateSummary {
            user: self.user(candidate.base),
            probability: rounded(candidate.probability),
            taken: candidate.taken,
            comparison: ComparisonSummary::from(&candidate.comparison),
        };
        candidates.iter().map(summary).collect()
    }

    fn drift(&self, drift: &Drift) -> DriftSummary {
        DriftSummary { user: self.user(drift.user), comparison: ComparisonSummary::from(&drift.comparison) }
    }
}

impl From<&Comparison> for ComparisonSummary {
    fn from(comparison: &Comparison) -> Self {
        let field = |(field, found): (crate::matching::Field, crate::matching::FieldComparison)| {
            (field.key(), FieldSummary { level: found.level.key(), weight: found.weight.bits() })
        };
        Self { score: comparison.score().bits(), fields: comparison.iter().map(field).collect() }
    }
}

impl From<AssertedIdentity> for Asserted {
    fn from(identity: AssertedIdentity) -> Self {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            family: text(identity.family),
            given: text(identity.given),
            birth_family: text(identity.birth_family),
            birth_date: identity.birth_date.ok().and_then(iso),
            postcode: french(identity.postcode),
            profile_values: identity.profile_values,
            schools: identity.schools,
        }
    }
}

fn iso(date: BirthDate) -> Option<String> {
    (!date.is_missing()).then(|| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
}

fn french(code: Postcode) -> Option<String> {
    code.french_number().filter(|_| !code.is_missing()).map(|number| format!("{number:05}"))
}

/// Six decimals: further ones differ between platforms.
fn rounded(probability: f64) -> f64 {
    (probability * 1e6).round() / 1e6
}
