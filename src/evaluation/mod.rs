//! How good are the rules: truth, measures, training, tuning, and made-up populations.

pub mod assessment;
pub mod completeness;
pub mod measures;
pub mod replies;
pub mod synth;
pub mod training;
pub mod truth;
pub mod tuning;
