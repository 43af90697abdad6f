//! From a visit to its [`Summary`].

use crate::cas::response::AssertedIdentity;
use crate::first_connection::{Access, Answer, Basis, Case, Drift, FirstConnection, Outcome, Rejected};
use crate::identity::{BirthDate, Lang, Postcode, Row};
use crate::matching::decision::Candidate;
use crate::matching::{Comparison, Field, FieldComparison};
use crate::reconcile::RuleSetId;

use super::Visit;
use super::people::{One, identity_of};
use super::remedy::own_remedy;
use super::summary::{
    AccessSummary, AnswerSummary, Asserted, CandidateSummary, CaseSummary, ComparisonSummary, CorrectionSummary,
    Counts, DriftSummary, FORMAT_VERSION, FieldSummary, ReplySummary, Summary, Unusable, User, VisitSummary,
};
use super::words::{answer_code, basis_code, outcome_code};

impl Summary {
    /// Sums up the visits, in order, with what was no reply in its place.
    pub fn new(visits: &[Result<Visit<'_>, &Unusable>], resolver: &FirstConnection, lang: Lang) -> Self {
        let summary = |visit: &Result<Visit<'_>, &Unusable>| match visit {
            Ok(visit) => ReplySummary::Reply(Box::new(VisitSummary::new(visit, resolver, lang))),
            Err(unusable) => ReplySummary::Unusable((*unusable).clone()),
        };
        let outcomes = visits.iter().flatten().map(|visit| visit.outcome);
        Self {
            version: FORMAT_VERSION,
            rules: RuleSetId::from(resolver.rules()),
            replies: visits.iter().map(summary).collect(),
            counts: Counts::of(outcomes),
        }
    }
}

impl Counts {
    /// Counts outcomes.
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            match outcome {
                Outcome::Linked(_) => counts.linked += 1,
                Outcome::Granted(_) => counts.granted += 1,
                Outcome::NeedsPronoteLogin { .. } => counts.needs_pronote_login += 1,
                Outcome::Failed(refusal) => {
                    counts.failed += 1;
                    *counts.reasons.entry(refusal.reason.code()).or_default() += 1;
                }
            }
        }
        counts
    }
}

impl VisitSummary {
    /// Sums up one visit.
    pub fn new(visit: &Visit<'_>, resolver: &FirstConnection, lang: Lang) -> Self {
        let scribe = Scribe { resolver };
        let identity = visit.reply.ok().and_then(|reply| identity_of(reply, resolver).ok());
        let answer = visit.answer(resolver);
        let one = identity.as_ref().map(|identity| One::new(identity, ""));
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
                summary.remedy = Some(own_remedy(refusal, one.as_ref().map(One::person), resolver, lang));
                rejected = refusal.correction.as_ref();
            }
        }
        summary.correction = visit.correction.map(|(typed, attempt)| CorrectionSummary {
            attempt,
            family: typed.family.clone(),
            given: typed.given.clone(),
            birth_date: typed.birth_date.and_then(iso),
            rejected: rejected.map(|rejected| rejected.why.code()),
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
        let field = |(field, found): (Field, FieldComparison)| {
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
