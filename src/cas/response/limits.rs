//! How much of a reply is read before it is refused.

use serde::Deserialize;

/// Bounds on one reply. A reply beyond any of them is refused whole, never cut: half an identity is another identity.
///
/// The defaults hold several times what the largest known replies need (a teacher with hundreds of groups), and
/// keep the work for the worst reply under a tenth of a second (a usual one takes ten microseconds). Raising one lets larger replies in and makes a
/// hostile or broken server dearer; lowering one refuses the people with the most attributes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the whole reply, as sent. 512 KiB.
    pub bytes: usize,
    /// Elements within one another. A SAML reply needs 8. 32.
    pub depth: usize,
    /// Elements in all. 10,000.
    pub elements: usize,
    /// XML attributes of one element, namespace declarations included. 64.
    pub element_attributes: usize,
    /// Values of user attributes, duplicates dropped. 2,000.
    pub values: usize,
    /// Bytes of one text or one XML attribute. A certificate in a signature needs some 3,000. 16 KiB.
    pub value_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 512 * 1024,
            depth: 32,
            elements: 10_000,
            element_attributes: 64,
            values: 2_000,
            value_bytes: 16 * 1024,
        }
    }
}

/// Which of the [`Limits`] a reply went beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::bytes`].
    Bytes,
    /// [`Limits::depth`].
    Depth,
    /// [`Limits::elements`].
    Elements,
    /// [`Limits::element_attributes`].
    ElementAttributes,
    /// [`Limits::values`].
    Values,
    /// [`Limits::value_bytes`].
    ValueBytes,
}

impl Limit {
    /// The name of the field in [`Limits`], as a settings file writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Depth => "depth",
            Self::Elements => "elements",
            Self::ElementAttributes => "element_attributes",
            Self::Values => "values",
            Self::ValueBytes => "value_bytes",
        }
    }
}
