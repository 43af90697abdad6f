//! The files that an ENT and PRONOTE exchange.
//!
//! Role: the formats of others, each in a module of its own that knows nothing of matching. Input: people, one at a
//! time. Output: bytes, streamed: memory does not grow with the file. Invariant: a file is written as its format asks
//! or not at all; a value that the format cannot carry is a [`WriteError`], never changed in silence, since an
//! identifier with a character less is somebody else's.

mod error;
pub mod exp_eleves;
pub mod rapprochement;
#[cfg(test)]
mod tests;
mod xml;

pub use error::{Unwritable, WriteError};
