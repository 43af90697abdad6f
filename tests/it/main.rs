//! The one integration-test target: what the product promises, through its public face.
#![allow(clippy::unwrap_used, missing_docs)]

// What always holds, over random populations.
mod invariants;
// What a person is to be linked with, case by case.
mod decisions;
// People made in a line, for the modules above.
mod people;
// The client of CAS servers against servers that misbehave.
mod cas_client;
// Replies of CAS servers, whole, cut, damaged and made up.
mod cas_replies;
// Tickets of a real CAS server (see `tests/cas_server`).
mod real_cas;
