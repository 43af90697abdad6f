//! `EXP_ELEVES.xml`: the pupils of a base, as EDT and PRONOTE export them.
//!
//! Role: a base's list of pupils as administrators have it. [`Writer`] makes of [`Pupil`]s one UTF-8 document, one element
//! a line, since programs in the field read it by lines; [`Reader`] makes of a document in any encoding one [`PupilRef`]
//! at a time. Invariant: an element that is empty stays there, empty. Real exports have more elements (`LIEU_NAISS`,
//! `OPTION_1`…), which carry nothing that tells people apart: they are not written, and are read past. No schema of it
//! is public.

mod reader;
mod writer;

pub use reader::{PupilRef, Reader};
pub use writer::{Pupil, Writer};

/// The root element.
pub const ROOT: &str = "TABLE";
