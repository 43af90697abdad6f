//! What a school and its ENT agree on, so that the ENT's CAS server may open PRONOTE.
//!
//! Role: the models of configuration that integrators publish ([`model`]), the catalogue an administrator chooses from
//! ([`catalogue`]), what is then applied ([`configuration`]), the addresses that follow from it ([`urls`]), and the
//! trial with four test accounts ([`acceptance`]). Input: XML fluxes and a TOML file. Output: typed values, and
//! reports that say in words what was done. Invariant: a file that breaks its schema changes nothing; a change of the
//! catalogue never touches an applied configuration.

pub mod acceptance;
pub mod catalogue;
pub mod configuration;
mod durable;
pub mod model;
pub mod urls;
mod words;
