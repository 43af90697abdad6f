//! From scored users to a ruling: link, or fail with a reason.
//!
//! Role: weighs what was found for one identity. Input: a [`Finding`], whose candidates have scores, and, once they
//! have been weighed against each other, probabilities. Output: a [`Ruling`]. Invariant: caution; a link needs its
//! probability, its score, its lead, a free user and no veto, each for itself, see
//! [`Decision`](super::rules::Decision).
//!
//! The batch and the first connection share all of this; they differ in how candidates get their probabilities, over
//! all identities at once or for one alone.

mod finding;
mod prior;
mod reason;
mod ruling;

pub use finding::{Candidate, Finding, Household, PoolSize, RuleHit, ScoredUser};
pub use prior::{Claim, Occupancy, Prior};
pub use reason::Reason;
pub use ruling::{Judge, Ruling, check_flaws};
