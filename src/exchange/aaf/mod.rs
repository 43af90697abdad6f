//! AAF: the directory files by which ministries tell ENTs who their users are (`ficAlimMENESR`).
//!
//! Role: an ENT's pupils, their families and the staff, as the academic directory has them. Input: a complete file, whose
//! requests all add, or a delta, which adds, modifies and deletes; files of a directory come one per kind of people
//! (`…_Eleve_0000.xml`, `…_PersRelEleve_0000.xml`, `…_PersEducNat_0000.xml`), often in ISO-8859-15. Output: one
//! [`Request`] at a time, by [`Reader`]. What requests do to people is for others. Invariants: a document type
//! definition is read past and never followed, and an entity that it may define is refused; an element that requests
//! do not have is an error; memory does not grow with the file.

mod reader;
mod request;

pub use reader::Reader;
pub use request::{Change, Kind, Operation, Request, Values};

/// The root element.
pub const ROOT: &str = "ficAlimMENESR";
