//! A whole population, one to one.
mod outcome;
mod tally;
pub use outcome::{Candidate, Failure, Link, Outcome, Reason, Reconciliation, RuleSetId, Verdict};
pub use tally::{ProfileTally, Tally};
