//! The one integration-test target: what the product promises, through its public face.
#![allow(clippy::unwrap_used, missing_docs)]

// What always holds, over random populations.
mod invariants;
// What a person is to be linked with, case by case.
mod decisions;
// People made in a line, for the modules above.
mod people;
