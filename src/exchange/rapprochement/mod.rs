//! RapprochementSSO: who an ENT's users are, sent to PRONOTE.
//!
//! Role: the file by which PRONOTE «retrieves the identifiers», version 2.0 (`PARTENAIRE_INDEX`). [`Writer`] makes of a
//! [`Header`] and [`Person`]s one UTF-8 document; [`Reader`] makes of a document in any encoding the same again, one
//! [`PersonRef`] at a time. Invariants: what is written is valid against [`SCHEMA`], and what is not valid is refused as
//! a whole; blocks stand in the order that the format has, and none is empty. The schema and the names are those of the
//! field, the wording of the schema is ours.
//!
//! The format says which schools a file is about, but not whose school is which. Inspectors and internship supervisors
//! have no block in it.

mod block;
mod head;
mod person;
mod person_ref;
mod reader;
mod writer;

pub use person::{Address, Civility, Delegation, Header, Person, Role, School};
pub use person_ref::{AddressRef, PersonRef, RoleRef};
pub use reader::Reader;
pub use writer::Writer;

/// The root element.
pub const ROOT: &str = "PARTENAIRE_INDEX";

/// The namespace of every element.
pub const NAMESPACE: &str = "http://www.index-education.com/rapprochementssoV2.0";

/// A schema of the file (W3C XML Schema 1.0), to check files with.
pub const SCHEMA: &str = include_str!("rapprochement-sso.xsd");
