//! Index, candidates, comparison, score.
mod comparison;
pub mod distance;
mod weight;
pub use comparison::{Comparison, Field, FieldComparison, Level};
pub use weight::Weight;
