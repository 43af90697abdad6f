//! Identifiers of people, as cells write them.
//!
//! Invariant: two identifiers are one if they are the same text but for white space around them. Nothing is folded: «12-A» and
//! «A 12», «Pz» and «PZ» are four people.

use crate::identity::bare_id;

/// An identifier of somebody, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PersonId<'a>(&'a str);

impl<'a> PersonId<'a> {
    pub(super) fn new(text: &'a str) -> Option<Self> {
        Some(bare_id(text)).filter(|text| !text.is_empty()).map(Self)
    }

    pub(super) fn as_str(self) -> &'a str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_around_it_does_not_count() {
        assert_eq!(PersonId::new(" 12-A\t"), PersonId::new("12-A"));
        for other in ["A 12", "12 A", "12-a", "12A", "012-A"] {
            assert_ne!(PersonId::new(other), PersonId::new("12-A"), "{other}");
        }
        assert_eq!(PersonId::new(" \n"), None);
    }
}
