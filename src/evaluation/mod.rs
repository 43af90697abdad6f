//! How good are the rules: synthetic populations with truth.

pub mod quality;
pub mod replies;
pub mod synth;
