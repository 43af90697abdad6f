//! The identifiers that PRONOTE gives an ENT: the document inside an `EXPORT_INDEX_EDUCATION`.
//!
//! Role: who the users of a base are and what PRONOTE knows them by (`IDPN`), so that an ENT can send that identifier
//! when they connect for the first time. Input and output: [`Person`]s, one at a time, and a UTF-8 document, by [`Reader`] and
//! [`Writer`]. Invariants: what is written is valid against [`SCHEMA`] and reads back as it was; a value that XML cannot carry is
//! an error.
//!
//! Publicly known are the elements `Professeur`, `Personnel`, `Eleve` (with `Classe` and `Responsable/@Ident` in it) and
//! `Responsable`, and the names of their values. **The rest of the layout is ours**: values are attributes, as in
//! RapprochementSSO; blocks `Professeurs`, `Personnels`, `Responsables`, `Eleves` hold them, within `EchangesIdentifiantsCas`;
//! dates are `xs:date`. The reader takes any root and any blocks, values that are child elements, and passes over values and
//! children that are not known; in a block that it knows, it takes nobody but those who belong there. A second value for the same
//! thing, a number that stands twice or that refers to no guardian, is an error: nobody could say who is meant.

mod person;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use super::rapprochement::Address;
pub use super::xml::iso_date;
pub use person::{Person, Role};
pub use reader::{Located, Reader};
pub use writer::Writer;

/// The root element that [`Writer`] writes.
pub const ROOT: &str = "EchangesIdentifiantsCas";

/// A schema of the document as it is written (W3C XML Schema 1.0).
pub const SCHEMA: &str = include_str!("echanges-identifiants-cas.xsd");
