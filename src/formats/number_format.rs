//! Number formats of a spreadsheet that show other digits than the number has.
//!
//! Role: writes a whole number as a spreadsheet shows it, so that an identifier keeps its zeros. Input: the code of a format
//! (ECMA-376, 18.8.31). Output: a [`NumberFormat`]. Invariant: a format of zeros, `#` and fixed text is followed exactly; one that
//! also has a condition, a fraction or the like is unknown where it shows zeros of its own, and plain where it does not.

/// The way in which a format shows a whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// The digits of the number, perhaps grouped or with decimals.
    Plain,
    /// Digits among fixed text: `00000000`, `"E"0000`, `00 000`.
    Digits(Vec<Sign>),
    /// Digits that cannot be told from the format.
    Unknown,
}

/// A sign of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// A digit, zero where the number has none.
    Zero,
    /// A digit, nothing where the number has none.
    Digit,
    /// Fixed text.
    Text(String),
}

impl NumberFormat {
    /// Reads the part of a code for positive numbers.
    pub(super) fn parse(code: &str) -> Self {
        let mut signs = Vec::new();
        let (mut is_simple, mut has_fraction, mut zeros) = (true, false, 0);
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                ';' => break,
                '0' => {
                    zeros += usize::from(!has_fraction);
                    signs.push(Sign::Zero);
                }
                '#' => signs.push(Sign::Digit),
                '"' => signs.push(Sign::Text(characters.by_ref().take_while(|&next| next != '"').collect())),
                '\\' => signs.extend(characters.next().map(|next| Sign::Text(next.into()))),
                '[' => {
                    let inside: String = characters.by_ref().take_while(|&next| next != ']').collect();
                    match inside.strip_prefix('$') {
                        Some(currency) => {
                            signs.push(Sign::Text(currency.split('-').next().unwrap_or_default().to_owned()));
                        }
                        // A colour changes nothing, and a condition anything.
                        None => is_simple &= !inside.starts_with(['<', '>', '=']),
                    }
                }
                // The width of the next character, or a filling with it.
                '_' | '*' => is_simple &= characters.next().is_none(),
                '.' => (has_fraction, is_simple) = (true, false),
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '/' | '(' | ')' | ':' | '+' | '$' | '€' | '\'' => {
                    signs.push(Sign::Text(character.into()));
                }
                _ => is_simple = false,
            }
        }
        let has_text = signs.iter().any(|sign| matches!(sign, Sign::Text(text) if !text.is_empty()));
        match (is_simple, zeros > 1) {
            (false, true) => Self::Unknown,
            (true, is_padded) if is_padded || has_text => Self::Digits(signs),
            _ => Self::Plain,
        }
    }
}

/// A whole number as a format of these signs shows it.
pub(super) fn shown(signs: &[Sign], number: u64) -> String {
    let digits = number.to_string();
    let mut digits: Vec<char> = if number == 0 { Vec::new() } else { digits.chars().collect() };
    let first = signs.iter().position(|sign| !matches!(sign, Sign::Text(_)));
    let mut parts: Vec<String> = Vec::with_capacity(signs.len());
    for (position, sign) in signs.iter().enumerate().rev() {
        parts.push(match sign {
            Sign::Text(text) => text.clone(),
            Sign::Zero | Sign::Digit => {
                let taken = if Some(position) == first { digits.len() } else { 1 };
                let rest = digits.split_off(digits.len().saturating_sub(taken));
                match (rest.is_empty(), sign) {
                    (true, Sign::Zero) => "0".to_owned(),
                    _ => rest.into_iter().collect(),
                }
            }
        });
    }
    parts.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(code: &str, number: u64) -> Option<String> {
        match NumberFormat::parse(code) {
            NumberFormat::Plain => Some(number.to_string()),
            NumberFormat::Digits(signs) => Some(shown(&signs, number)),
            NumberFormat::Unknown => None,
        }
    }

    #[test]
    fn zeros_and_fixed_text_are_shown() {
        for (code, number, expected) in [
            ("00000000", 4_200, "00004200"),
            ("00000;@", 1_000, "01000"),
            ("[Red]000", 7, "007"),
            ("\"E\"0000", 42, "E0042"),
            ("00\\ 000", 1_000, "01 000"),
            ("00 000", 35_000, "35 000"),
            ("000-000", 12_345_678, "12345-678"),
            ("##-00", 0, "-00"),
            ("#-##", 12, "-12"),
            ("#-##", 123, "1-23"),
            ("0", 4_200, "4200"),
            ("General", 4_200, "4200"),
            ("#,##0", 4_200, "4200"),
            ("0.00", 4_200, "4200"),
            ("_-* #,##0.00\\ \"€\"_-", 42, "42"),
            ("0.00E+00", 42, "42"),
        ] {
            assert_eq!(show(code, number).as_deref(), Some(expected), "{code}");
        }
        for code in ["[>999]00000;0000", "00.00", "00,000", "??000", "00%"] {
            assert_eq!(show(code, 42), None, "{code}");
        }
    }
}
