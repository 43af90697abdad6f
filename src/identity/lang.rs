//! The language of the texts people read.

/// French for administrators, English on request. Codes, column titles and attribute names are never translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}
