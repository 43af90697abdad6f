//! The tunables that say how much it takes to link, once everything is found and weighed.

use super::Decision;

/// The part of a [`Decision`] that a search and its probabilities do not depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Caution {
    /// See [`Decision::threshold`].
    pub threshold: f64,
    /// See [`Decision::margin`].
    pub margin: f64,
    /// See [`Decision::max_link_risk`].
    pub max_link_risk: f64,
    /// See [`Decision::max_mean_risk`].
    pub max_mean_risk: f64,
}

impl Caution {
    /// That of `decision`.
    pub fn of(decision: &Decision) -> Self {
        let &Decision { threshold, margin, max_link_risk, max_mean_risk, .. } = decision;
        Self { threshold, margin, max_link_risk, max_mean_risk }
    }

    /// `decision` with this caution in place of its own.
    #[must_use]
    pub fn applied_to(self, decision: &Decision) -> Decision {
        let Self { threshold, margin, max_link_risk, max_mean_risk } = self;
        Decision { threshold, margin, max_link_risk, max_mean_risk, ..decision.clone() }
    }
}
