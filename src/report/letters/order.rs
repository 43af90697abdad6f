//! The order in which letters are handed out.

use super::Letter;
use crate::identity::Profile;
use crate::normalize::fold;

/// Profile, class, name: «6eB» comes before «10eA», and «É» with «E».
pub(super) fn key(letter: &Letter) -> impl Ord + use<> {
    let profile = letter.profile().map_or(Profile::ALL.len(), Profile::index);
    (profile, pieces(&letter.class), fold(&letter.family), fold(&letter.given), letter.login.clone())
}

/// A text as words and numbers, so that numbers are compared as such.
fn pieces(text: &str) -> Vec<(u64, String)> {
    let folded = fold(text);
    let mut pieces: Vec<(u64, String)> = Vec::new();
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let word = after.find(|letter: char| letter.is_ascii_digit()).unwrap_or(after.len());
        let (word, after) = after.split_at(word);
        // A number that no class has is as good as the largest.
        let value = if number.is_empty() { 0 } else { number.parse().unwrap_or(u64::MAX) };
        pieces.push((value, word.to_owned()));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers() {
        let mut classes = ["2nde 10", "10e A", "2nde 9", "6eB", "6eA", "Terminale", ""];
        classes.sort_by_key(|class| pieces(class));
        assert_eq!(classes, ["", "Terminale", "2nde 9", "2nde 10", "6eA", "6eB", "10e A"]);
        assert_eq!(pieces("99999999999999999999999")[0].0, u64::MAX);
    }
}
