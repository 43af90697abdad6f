//! What a value looks like, without what it says: for messages that must not repeat personal data.

use std::fmt;

/// The shape of a value: digits become `9`, letters `a`, the rest stays; cut after 24 characters.
///
/// `31/02/12` has the shape `99/99/99`, `mars 2012` the shape `aaaa 9999`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shape(String);

impl Shape {
    const MAX: usize = 24;

    pub(super) fn of(value: &str) -> Self {
        let mut characters = value.trim().chars();
        let mut shape: String = characters
            .by_ref()
            .take(Self::MAX)
            .map(|character| match character {
                _ if character.is_numeric() => '9',
                _ if character.is_alphabetic() => 'a',
                _ if character.is_control() => ' ',
                _ => character,
            })
            .collect();
        if characters.next().is_some() {
            shape.push('…');
        }
        Self(shape)
    }

    /// The shape as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_form_and_not_the_value() {
        assert_eq!(Shape::of(" 4 août 2012 ").as_str(), "9 aaaa 9999");
        assert_eq!(Shape::of("1234567890123456789012345").as_str(), "999999999999999999999999…");
    }
}
