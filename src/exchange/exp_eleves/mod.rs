//! `EXP_ELEVES.xml`: the pupils of a base, as EDT and PRONOTE export them.
//!
//! Role: a base's list of pupils as administrators have it. Input: [`Pupil`]s. Output: one UTF-8 document, by
//! [`Writer`], one element a line, since programs in the field read it by lines. Invariant: an element that is empty
//! stays there, empty. Real exports have more elements (`LIEU_NAISS`, `OPTION_1`…), which carry nothing that tells people
//! apart and are left out. No schema of it is public.

mod writer;

pub use writer::{Pupil, Writer};
