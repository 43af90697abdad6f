//! Index, candidates, comparison, score.
mod comparison;
mod weight;
pub use comparison::{Comparison, Field, FieldComparison, Level};
pub use weight::Weight;
