//! The ruling on one identity.

use super::{Finding, Reason, ScoredUser};
use crate::identity::{Flaws, Person, Profile, Row};
use crate::matching::rules::{Decision, Method, RuleOutcome};
use crate::matching::{Field, Level, RuleSet, Weight};

/// Below this probability not even the best candidate is worth choosing.
const RIVAL: f64 = 0.05;

/// Above this probability a candidate is likelier than all others and nobody together; a little above one half,
/// so that rounding does not tell.
const LIKELY: f64 = 0.500_001;

/// Whether a candidate of this probability is likelier than all others and nobody together.
fn is_likely(probability: f64) -> bool {
    probability > LIKELY
}

/// To link or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ruling {
    /// Link with the candidate at this position, by this rule.
    Link {
        /// Position in [`Finding::edges`].
        candidate: usize,
        /// Index of the deterministic rule; 0 for a scored set.
        rule: u16,
    },
    /// Do not.
    Fail(Reason),
}

/// Rules on findings whose candidates have probabilities.
pub struct Judge<'a> {
    /// By which rules.
    pub rules: &'a RuleSet,
    /// The profile that the links are for.
    pub profile: Profile,
    /// Largest probability of error of a link, 0–1.
    pub max_risk: f64,
    /// Whether a user may be linked at all, or why not; one that may not is shown, and competes.
    pub check_user: &'a (dyn Fn(Row) -> Result<(), Reason> + Sync),
}

impl Judge<'_> {
    /// Rules on an identity whose own data are in order.
    pub fn rule(&self, finding: &Finding) -> Ruling {
        match self.rules.method {
            Method::Scored => self.rule_by_score(finding),
            Method::Deterministic(_) => self.rule_by_list(finding),
        }
    }

    fn decision(&self) -> &Decision {
        &self.rules.decision
    }

    fn rule_by_list(&self, finding: &Finding) -> Ruling {
        let Some(hit) = finding.hit else {
            return Ruling::Fail(self.why_not(finding));
        };
        if self.rules.deterministic()[hit.rule].outcome == RuleOutcome::Suggest {
            return Ruling::Fail(self.why_not(finding));
        }
        // Among candidates that were passed over another user may fit the rule as well.
        if hit.other.is_some() || finding.passed_over {
            return Ruling::Fail(Reason::Ambiguous);
        }
        if let Err(reason) = (self.check_user)(hit.user) {
            return Ruling::Fail(reason);
        }
        match finding.edges.iter().position(|edge| edge.user == hit.user) {
            Some(candidate) if self.is_vetoed(&finding.edges[candidate]) => Ruling::Fail(Reason::Vetoed),
            Some(candidate) => Ruling::Link { candidate, rule: hit.rule as u16 },
            // The weights call the pair so unlikely that it is not even a candidate.
            None => Ruling::Fail(Reason::BelowThreshold),
        }
    }

    fn rule_by_score(&self, finding: &Finding) -> Ruling {
        let decision = self.decision();
        let Some((candidate, edge)) = finding.likeliest() else {
            return Ruling::Fail(self.why_not(finding));
        };
        let lead = finding.lead(candidate);
        // Namesakes that were passed over are told from the candidate by the birth date alone.
        let is_told_apart = !finding.passed_over || edge.comparison.field(Field::BirthDate).level == Level::Exact;
        // Every condition is one that not-a-number fails.
        let is_sure = is_likely(edge.probability)
            && 1.0 - edge.probability <= self.max_risk
            && edge.weight >= Weight::from_bits(decision.threshold)
            && lead.is_none_or(|lead| lead >= Weight::from_bits(decision.margin))
            && is_told_apart;
        if is_sure && (self.check_user)(edge.user).is_ok() && !self.is_vetoed(edge) {
            return Ruling::Link { candidate, rule: 0 };
        }
        Ruling::Fail(self.why_not(finding))
    }

    /// Why nobody of a finding is linked, as an administrator would put it.
    fn why_not(&self, finding: &Finding) -> Reason {
        let Some((_, best)) = finding.likeliest() else {
            return if is_likely(finding.probability_of_other_profile()) {
                Reason::WrongProfile
            } else if finding.passed_over {
                Reason::BelowThreshold
            } else {
                Reason::NoCandidate
            };
        };
        // What stands against a user is the reason only where this user is the likely one; among several, which of
        // them comes first says nothing.
        if is_likely(best.probability) {
            return match (self.check_user)(best.user) {
                Err(reason) => reason,
                Ok(()) if self.is_vetoed(best) => Reason::Vetoed,
                Ok(()) => Reason::ToConfirm,
            };
        }
        if is_likely(finding.probability_of_other_profile()) {
            return Reason::WrongProfile;
        }
        // Were it not for other identities, somebody here would be the likely one.
        let odds: f64 = finding.edges.iter().filter(|edge| !self.is_vetoed(edge)).map(|edge| edge.odds).sum();
        if is_likely(odds / (1.0 + odds)) {
            Reason::Ambiguous
        } else if best.probability >= RIVAL || finding.passed_over {
            Reason::BelowThreshold
        } else {
            Reason::NoCandidate
        }
    }

    fn is_vetoed(&self, edge: &ScoredUser) -> bool {
        self.decision().is_vetoed(self.profile, &edge.comparison)
    }
}

/// Whether the base's own data allow to link a user, or why not.
pub fn check_flaws(user: Person<'_>) -> Result<(), Reason> {
    let flaws = user.flaws();
    if flaws.contains(Flaws::RAGGED_ROW) {
        Err(Reason::RaggedRow)
    } else if flaws.contains(Flaws::DUPLICATE_ID) || flaws.contains(Flaws::MISSING_ID) {
        Err(Reason::IdConflict)
    } else if flaws.contains(Flaws::MIXED_SCRIPTS) {
        Err(Reason::MixedScripts)
    } else if flaws.contains(Flaws::DAMAGED_TEXT) {
        Err(Reason::DamagedText)
    } else if flaws.contains(Flaws::INVALID_BIRTH_DATE) {
        Err(Reason::InvalidBirthDate)
    } else {
        Ok(())
    }
}
