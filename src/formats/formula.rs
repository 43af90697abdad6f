//! Cells that a spreadsheet would run as a formula.
//!
//! Excel writes a text such as `00012` as the formula `="00012"`, so that opening the file again keeps its zeros.
//!
//! Our files for spreadsheets have an apostrophe before such a cell. The readers of these files remove it.

use std::borrow::Cow;

/// Tells whether a spreadsheet may run the cell: it begins with `=`, `+`, `-`, `@`, a tab or a line break
/// (OWASP, «CSV injection»).
pub(crate) fn is_formula(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n'))
}

/// The text of a cell that is a formula for that text, `="00012"`; `None` for any other cell.
pub(super) fn quoted_text(cell: &str) -> Option<Cow<'_, str>> {
    let text = cell.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    match text.contains('"') {
        false => Some(Cow::Borrowed(text)),
        // A quote within the text is doubled; a single one belongs to a longer formula.
        true => {
            let single = text.replace("\"\"", "\u{0}");
            (!single.contains('"')).then(|| Cow::Owned(single.replace('\u{0}', "\"")))
        }
    }
}

/// A cell of one of our files as it was before it was neutralised.
pub(super) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_for_a_text_is_that_text() {
        for (cell, expected) in [
            ("=\"00012\"", Some("00012")),
            (" =\"a\"\"b\" ", Some("a\"b")),
            ("=\"\"", Some("")),
            ("=\"a\"&\"b\"", None),
            ("=1", None),
            ("\"a\"", None),
            ("=\"", None),
        ] {
            assert_eq!(quoted_text(cell).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn only_the_apostrophe_of_a_formula_is_taken_off() {
        for (cell, expected) in [("'=1", "=1"), ("'-x", "-x"), ("'\tx", "\tx"), ("'x", "'x"), ("=1", "=1"), ("", "")] {
            assert_eq!(unguarded(cell), expected);
        }
    }
}
