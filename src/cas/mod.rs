//! What a school and its ENT agree on, so that the ENT's CAS server may open PRONOTE, and what that server answers.

#[cfg(feature = "client")]
pub mod client;
pub mod response;
