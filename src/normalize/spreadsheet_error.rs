//! Errors of spreadsheets: texts in the place of a value that could not be computed.
//!
//! Input: a cell. Output: whether it is an error, in French or English, of Excel or LibreOffice. Invariant: an error is no
//! value and no empty cell: something stood there once.

/// Tells whether a cell is an error: `#N/A`, `#REF!`, `#VALEUR!`, `#NOM?`, `Err:502`, or `####` for a column that was too narrow.
pub(crate) fn is_spreadsheet_error(cell: &str) -> bool {
    match cell.trim_start().as_bytes().first() {
        Some(b'#') => is_hash_error(cell.trim()),
        Some(b'E' | b'e') => is_numbered_error(cell.trim()),
        _ => false,
    }
}

fn is_hash_error(cell: &str) -> bool {
    let name = &cell[1..];
    let bare = name.trim_end_matches(|character: char| matches!(character, '!' | '?') || character.is_whitespace());
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '/' | '_');
    let is_closed = name.ends_with(['!', '?']) && !bare.is_empty() && bare.chars().all(is_word);
    let is_narrow = !name.is_empty() && name.bytes().all(|byte| byte == b'#');
    let upper = bare.to_uppercase();
    is_closed || is_narrow || ["N/A", "N/D", "NA", "GETTING_DATA"].contains(&&*upper) || BARE.contains(&&*upper)
}

/// LibreOffice numbers most of its errors.
fn is_numbered_error(cell: &str) -> bool {
    let number = cell.get(..4).filter(|start| start.eq_ignore_ascii_case("err:")).map(|_| cell[4..].trim());
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Names of errors whose mark at the end somebody took away.
const BARE: [&str; 13] =
    ["CALC", "DIV/0", "NAME", "NOM", "NOMBRE", "NUL", "NULL", "NUM", "PROPAGATION", "REF", "SPILL", "VALEUR", "VALUE"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_errors_of_spreadsheets() {
        for error in [
            "#N/A",
            "#n/a",
            " #N/D ",
            "#REF!",
            "#VALEUR!",
            "#VALEUR !",
            "#VALUE!",
            "#NOM?",
            "#NAME?",
            "#DIV/0!",
            "#NUM!",
            "#NOMBRE!",
            "#NULL!",
            "#NUL!",
            "#PROPAGATION!",
            "#BLOQUÉ!",
            "#CHAMP!",
            "#REF",
            "########",
            "Err:502",
            "err:508",
        ] {
            assert!(is_spreadsheet_error(error), "{error}");
        }
        for value in ["", "#", "N/A", "#12", "#abc", "REF", "Err", "Err:", "Erwan", "#a b!", "É", "#é"] {
            assert!(!is_spreadsheet_error(value), "{value}");
        }
    }
}
