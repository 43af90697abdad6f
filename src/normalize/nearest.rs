//! The known name that a user probably meant: «did you mean …?».
//!
//! Input: the name as written, and the known names (titles of columns, keys of a settings file, rule sets). Output: the
//! known name that resembles it most, or none. Invariant: accents, case, spaces and punctuation count for nothing.

use super::{fold, joined};

/// Below this similarity (0–1) a proposal would puzzle more than help.
const WORTH_PROPOSING: f64 = 0.55;

/// Of `known`, the name that resembles one of `wanted` most, if any does enough; the first of equals.
///
/// The similarity is 1 minus the Damerau–Levenshtein distance over the length of the longer name.
///
/// ```
/// use rapproche::normalize::nearest;
/// assert_eq!(nearest(["thresold"], ["margin", "threshold"]), Some("threshold"));
/// assert_eq!(nearest(["colour"], ["margin", "threshold"]), None);
/// ```
pub fn nearest<'a, 'w>(
    wanted: impl IntoIterator<Item = &'w str>,
    known: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
) -> Option<&'a str> {
    let letters = |name: &str| joined(&fold(name));
    let known = known.into_iter();
    let mut best = None;
    let mut best_similarity = WORTH_PROPOSING;
    for wanted in wanted.into_iter().map(letters) {
        // A name is never nearly a text: comparing them takes time and memory by the product of their lengths.
        let longest = 8 * wanted.len() + 64;
        for candidate in known.clone().filter(|candidate| candidate.len() <= longest) {
            let similarity = strsim::normalized_damerau_levenshtein(&wanted, &letters(candidate));
            // Two names without a letter are alike, and say nothing.
            if similarity > best_similarity && !wanted.is_empty() {
                (best, best_similarity) = (Some(candidate), similarity);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_only_what_resembles() {
        let found = ["Nom", "Prenon", "Classe"];
        assert_eq!(nearest(["Prénom", "givenName"], found), Some("Prenon"));
        assert_eq!(nearest(["Code postal"], found), None);
        assert_eq!(nearest(["birthdate"], ["birth_place", "birth_date"]), Some("birth_date"));
    }

    #[test]
    fn nothing_is_near_to_nothing() {
        assert_eq!(nearest([""], ["", "?", "Nom"]), None);
        assert_eq!(nearest(["Nom"], []), None);
    }

    #[test]
    fn the_first_of_equals_is_proposed() {
        assert_eq!(nearest(["pin"], ["pan", "pen"]), Some("pan"));
    }
}
