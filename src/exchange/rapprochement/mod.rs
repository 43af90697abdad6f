//! RapprochementSSO: who an ENT's users are, sent to PRONOTE.
//!
//! Role: the file by which PRONOTE «retrieves the identifiers», version 2.0 (`PARTENAIRE_INDEX`). Input: a [`Header`] and
//! [`Person`]s. Output: one UTF-8 document, by [`Writer`]. Invariants: what is written is valid against [`SCHEMA`];
//! blocks stand in the order that the format has, and none is empty. The schema and the names are those of the field,
//! the wording of the schema is ours.
//!
//! The format says which schools a file is about, but not whose school is which. Inspectors and internship supervisors
//! have no block in it.

mod person;
mod writer;

pub use person::{Address, Civility, Delegation, Header, Person, Role, School};
pub use writer::Writer;

/// The namespace of every element.
pub const NAMESPACE: &str = "http://www.index-education.com/rapprochementssoV2.0";

/// A schema of the file (W3C XML Schema 1.0), to check files with.
pub const SCHEMA: &str = include_str!("rapprochement-sso.xsd");
