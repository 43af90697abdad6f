//! What the chosen setting does to people it was not chosen on.

use super::{Part, Parts};
use crate::evaluation::assessment::{Assessment, Judged};
use crate::evaluation::measures::{Breakdown, Discordance, at_least, upper_bound};

/// The people held out, by the rules as given and as tuned.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// By the rules as given.
    pub before: Breakdown,
    /// By the chosen setting.
    pub after: Breakdown,
    /// Who is linked rightly by the given rules alone, and who by the chosen setting alone.
    pub discordance: Discordance,
}

/// What the people held out say of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They support it by themselves, with the same confidence.
    Confirmed,
    /// They are too few to support it, and do not contradict it.
    NotContradicted,
    /// So many wrong links are, within the budget, less likely than the confidence allows.
    Broken,
}

impl HeldOut {
    pub(super) fn compare(before: &Assessment, after: &Assessment, parts: &Parts) -> Self {
        let members = |assessment| members(assessment, parts, Part::HeldOut);
        Self {
            before: Breakdown::of(members(before)),
            after: Breakdown::of(members(after)),
            discordance: Discordance::of(members(before), members(after)),
        }
    }

    /// The largest rate of wrong links that is likely, 0–1.
    pub fn at_most(&self, confidence: f64) -> f64 {
        let counts = self.after.total();
        upper_bound(counts.wrong, counts.links(), confidence)
    }

    /// What they say of a largest rate of wrong links.
    pub fn verdict(&self, max_wrong: f64, confidence: f64) -> Verdict {
        let counts = self.after.total();
        if self.at_most(confidence) <= max_wrong {
            Verdict::Confirmed
        } else if at_least(counts.wrong, counts.links(), max_wrong) <= 1.0 - confidence {
            Verdict::Broken
        } else {
            Verdict::NotContradicted
        }
    }
}

/// The judged identities of one part.
pub(super) fn members<'a>(
    assessment: &'a Assessment,
    parts: &'a Parts,
    part: Part,
) -> impl Iterator<Item = &'a Judged> {
    assessment.judged.iter().filter(move |judged| parts.of(judged.cas, judged.profile) == Some(part))
}
