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
#[cfg(feature = "service")]
pub mod server;
#[cfg(feature = "service")]
pub mod service;
#[cfg(feature = "service")]
pub mod store;
mod toml_error;
