//! Names of people, as cells write them.
//!
//! Invariant: two names are one whatever their case, accents, separators and the order of their words, and with or without a
//! civility before them.

use crate::normalize::fold;

const CIVILITIES: [&str; 7] = ["M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME", "MADEMOISELLE"];

/// Family and given names of somebody, never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PersonName(String);

impl PersonName {
    pub(super) fn new(text: &str) -> Option<Self> {
        let folded = fold(text);
        let bare = folded.split_once(' ').filter(|(first, rest)| CIVILITIES.contains(first) && rest.contains(' '));
        let mut words: Vec<_> = bare.map_or(&*folded, |(_, rest)| rest).split(' ').collect();
        words.sort_unstable();
        Some(words.join(" ")).filter(|name| !name.is_empty()).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_however_they_are_written() {
        for (one, other) in [
            ("NOIRET Zoé", "Zoe noiret"),
            ("DA SILVA-Costa Emma", "Emma DA SILVA COSTA"),
            ("M. NOIRET Paul", "Paul Noiret"),
            ("Mme Anne ROUX", "ROUX Anne"),
        ] {
            assert_eq!(PersonName::new(one), PersonName::new(other), "{one}");
        }
        assert_ne!(PersonName::new("MME Li"), PersonName::new("Li"), "a family name of two letters");
        assert_eq!(PersonName::new(" - "), None);
    }
}
