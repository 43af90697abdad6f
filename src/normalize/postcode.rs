//! Postcodes as files and directories write them.
//!
//! Input: a cell or an attribute value, sometimes a whole address. Output: a [`Postcode`], or
//! [`InvalidPostcode`]. Invariant: the same code gives the same number however it is dressed up
//! (`01000`, `1000` typed as a number, `F-01000`, `01000 BOURG EN BRESSE`), and a placeholder is no code.

use crate::identity::Postcode;

use super::shape::Shape;

/// A value that holds no postcode; it is left out of comparisons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» holds no postcode; five digits are expected, or a foreign code")]
pub struct InvalidPostcode(pub Shape);

/// Reads a postcode: five digits; four digits, the leading zero having been lost in a spreadsheet; the
/// last run of five digits in an address that could be a code; a foreign code (`B-1000`, `SW1A 1AA`),
/// folded to its letters and digits. A blank value is [`Postcode::MISSING`].
///
/// # Errors
/// [`InvalidPostcode`] when there is no code in the value, or a placeholder such as `00000`.
pub fn parse_postcode(value: &str) -> Result<Postcode, InvalidPostcode> {
    if let [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] = *value.as_bytes() {
        return french(value).ok_or_else(|| InvalidPostcode(Shape::of(value)));
    }
    parse_any_form(value.trim())
}

fn parse_any_form(value: &str) -> Result<Postcode, InvalidPostcode> {
    if value.is_empty() {
        return Ok(Postcode::MISSING);
    }
    // `35000.0`: a number that some tool wrote as a float.
    let value = value.strip_suffix(".0").unwrap_or(value);
    let folded: String = value.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let domestic = folded.strip_prefix("FR").or_else(|| folded.strip_prefix('F')).unwrap_or(&folded);
    let leading = &value[..value.bytes().take_while(u8::is_ascii_digit).count()];

    let found = if is_number(domestic, 4..=5) {
        french(domestic)
    } else if has_country_prefix(value) {
        Some(Postcode::foreign(&folded))
    } else if let Some(code) = last_code_in_address(value) {
        french(code)
    } else if leading.len() == 4 {
        french(leading)
    } else {
        foreign(&folded)
    };
    found.ok_or_else(|| InvalidPostcode(Shape::of(value)))
}

fn is_number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `B-1000`, `CH 1204`, `D-10115`: one to three letters, a separator, then digits alone.
fn has_country_prefix(value: &str) -> bool {
    let letters = value.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = value[letters..].trim_start_matches([' ', '-', '\u{a0}']);
    (1..=3).contains(&letters) && is_number(rest, 3..=6)
}

/// The last run of exactly five digits that begins like a code of a département or territory.
fn last_code_in_address(value: &str) -> Option<&str> {
    value
        .split(|c: char| !c.is_ascii_digit())
        .rev()
        .find(|run| run.len() == 5 && !matches!(&run[..2], "00" | "96" | "99"))
}

/// The code of four or five digits; a placeholder is none.
fn french(digits: &str) -> Option<Postcode> {
    digits.parse().ok().filter(|number| !matches!(number, 0 | 99_999)).map(Postcode::french)
}

/// A foreign code has 3 to 10 letters and digits, one digit at least, and no word: two letters in a row at most.
fn foreign(folded: &str) -> Option<Postcode> {
    let has_digit = folded.bytes().any(|byte| byte.is_ascii_digit());
    let longest_word = folded.split(|c: char| c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let placeholder = folded.bytes().all(|byte| byte == b'0');
    ((3..=10).contains(&folded.len()) && has_digit && longest_word <= 2 && !placeholder)
        .then(|| Postcode::foreign(folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_however_dressed_up() {
        for text in ["35000", " 35000", "35 000", "35000.0", "F-35000", "FR 35000", "35000 RENNES", "Rennes (35000)"] {
            assert_eq!(parse_postcode(text), Ok(Postcode::french(35_000)), "{text}");
        }
        for text in ["01000", "1000", "1000 BOURG EN BRESSE", "01000 BOURG EN BRESSE CEDEX 9"] {
            assert_eq!(parse_postcode(text), Ok(Postcode::french(1_000)), "{text}");
        }
    }

    #[test]
    fn takes_the_last_code_of_an_address() {
        let address = "12345 route de Fougères, CS 70123, 35042 RENNES CEDEX, tél. 0299000000";
        assert_eq!(parse_postcode(address), Ok(Postcode::french(35_042)));
        assert_eq!(parse_postcode("35000 RENNES, lot 99123"), Ok(Postcode::french(35_000)));
    }

    #[test]
    fn folds_foreign_codes() {
        for (left, right) in [("B-1000", "b 1000"), ("SW1A 1AA", "sw1a1aa"), ("CH-1204", "CH 1204")] {
            let code = parse_postcode(left).unwrap();
            assert_eq!(Ok(code), parse_postcode(right));
            assert_eq!(code.departement(), None);
        }
        assert_ne!(parse_postcode("D-10115"), parse_postcode("10115"));
    }

    #[test]
    fn blank_is_missing_and_placeholders_are_problems() {
        assert_eq!(parse_postcode("  "), Ok(Postcode::MISSING));
        for text in ["00000", "0000", "99999", "-", "RENNES", "12", "12 rue des Lilas", "0"] {
            assert!(parse_postcode(text).is_err(), "{text}");
        }
        assert_eq!(parse_postcode("12 rue X").unwrap_err().0.as_str(), "99 aaa a");
    }
}
