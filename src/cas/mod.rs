//! What a school and its ENT agree on, so that the ENT's CAS server may open PRONOTE, and what that server answers.
//!
//! Role: the models of configuration that integrators publish ([`model`]), the catalogue an administrator chooses from
//! ([`catalogue`]), what is then applied ([`configuration`]), the addresses that follow from it ([`urls`]), and the
//! trial with four test accounts ([`acceptance`]); then the replies of the server ([`response`]) and the client that
//! asks for them (`client`). Input: XML fluxes, a TOML file, replies. Output: typed values, and reports that say in
//! words what was done. Invariant: a file that breaks its schema changes nothing; a change of the catalogue never
//! touches an applied configuration; only one clear success vouches for anybody.

pub mod acceptance;
pub mod catalogue;
#[cfg(feature = "client")]
pub mod client;
pub mod configuration;
pub mod model;
pub mod response;
pub mod urls;
mod words;
