//! Normal forms of names, dates and postcodes.
//!
//! Role: computes what two spellings of the same thing have in common. Input: a text as a file or a response has it.
//! Output: a folded name and its coarser forms, a packed date, a packed postcode. Invariant: folding is
//! idempotent, nothing here depends on the side a text comes from, and no text makes it panic.

mod cut_number;
mod damage;
mod date;
mod diminutives;
pub(crate) mod family_names;
mod fold;
mod given_names;
mod given_variants;
mod nearest;
mod phonetic;
mod placeholder;
mod postcode;
mod romanise;
mod rules;
mod scripts;
mod shape;
mod spreadsheet_error;
mod tokens;

pub(crate) use cut_number::is_cut_number;
pub use damage::{AccentTally, Damage, damage, ends_in_entity, is_damaged, repaired};
pub use date::{DateProblem, parse_birth_date, parse_plausible_birth_date};
pub(crate) use diminutives::is_in_short_forms;
pub use diminutives::{full_forms, share_diminutive, short_forms};
pub use family_names::family_name_share;
pub use fold::{fold, fold_into};
pub use given_names::{GivenName, given_name, is_given_name};
pub use given_variants::spelling_group;
pub use nearest::nearest;
pub use phonetic::phonetic;
pub use placeholder::{NamePart, is_placeholder_family, is_placeholder_given, missing_part};
pub use postcode::{InvalidPostcode, parse_postcode};
pub use romanise::romanised;
pub use scripts::{ForeignLetter, foreign_letter, name_with_foreign_letter};
pub(crate) use spreadsheet_error::is_spreadsheet_error;
pub use tokens::{is_particle, joined, with_saints, words};
