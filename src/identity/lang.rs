//! The language of what administrators read.

/// The language of reports, tables and messages. CAS attribute names and column titles of the outputs stay as
/// they are in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French, what schools read.
    #[default]
    Fr,
    /// English.
    En,
}
