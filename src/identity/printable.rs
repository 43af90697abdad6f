//! Text of others in lines of ours.
//!
//! A name in a CAS reply may hold a line break, an escape sequence or a sign that turns the writing around, and so forge
//! a line of a terminal or of a log. Invariant: a text that went through [`printable`] stays on its line, in its order.

use std::borrow::Cow;

/// The text with a visible stand-in for each control character, separator of lines and sign of direction: `␊` for a line
/// feed, U+FFFD where there is no picture. As many characters as before.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(|character| stand_in(character).is_some()) {
        Cow::Owned(text.chars().map(|character| stand_in(character).unwrap_or(character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn stand_in(character: char) -> Option<char> {
    match character {
        // The block «Control Pictures» has them in the order of their codes.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_line_or_its_order() {
        assert_eq!(printable("ROUGE\r\nIssue : accordé"), "ROUGE␍␊Issue : accordé");
        assert_eq!(printable("\u{1b}[2J\t\u{7f}"), "␛[2J␉␡");
        for sign in ['\u{85}', '\u{9b}', '\u{2028}', '\u{2029}', '\u{61c}', '\u{200f}', '\u{202e}', '\u{2066}'] {
            assert_eq!(printable(&format!("a{sign}b")), "a\u{fffd}b", "{sign:?}");
        }
    }

    #[test]
    fn names_are_left_alone() {
        for name in ["D’HEILLY Anne-Claire", "Nguyễn", "ابن\u{200d}سينا", "1\u{a0}000\u{202f}000"] {
            assert!(matches!(printable(name), Cow::Borrowed(same) if same == name), "{name}");
        }
    }
}
