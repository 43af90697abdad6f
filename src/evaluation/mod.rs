//! How good are the rules: truth, measures, training, and made-up populations.

pub mod assessment;
pub mod quality;
pub mod replies;
pub mod synth;
pub mod training;
