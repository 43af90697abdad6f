//! Normal forms of names, dates and postcodes.
#[cfg(test)]
mod collisions;
mod diminutives;
mod fold;
mod phonetic;
mod romanise;
mod rules;
mod tokens;

pub use diminutives::{full_forms, share_diminutive, short_forms};
pub use fold::{fold, fold_into};
pub use phonetic::phonetic;
pub use romanise::romanised;
pub use tokens::{is_particle, joined, words};
