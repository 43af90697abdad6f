//! Matches the users of a French school portal (ENT) with the users of its PRONOTE base.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cas;
mod durable;
pub mod evaluation;
pub mod exchange;
pub mod first_connection;
pub mod formats;
mod hexadecimal;
pub mod identity;
pub mod ids;
pub mod matching;
pub mod normalize;
pub mod reconcile;
pub mod report;
mod toml_error;
