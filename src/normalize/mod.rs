//! Normal forms of names, dates and postcodes.
mod fold;
mod tokens;

pub use fold::{fold, fold_into};
pub use tokens::{is_particle, joined, words};
