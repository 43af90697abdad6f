//! Cells that a spreadsheet would run as a formula.
//!
//! What we write for spreadsheets has an apostrophe before such a cell; whoever reads our files takes it off again.

/// Whether a spreadsheet may run the cell: it begins with `=`, `+`, `-`, `@`, a tab or a line break
/// (OWASP, «CSV injection»).
pub(crate) fn is_formula(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n'))
}

/// A cell of one of our files as it was before it was neutralised.
pub(super) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_apostrophe_of_a_formula_is_taken_off() {
        for (cell, expected) in [("'=1", "=1"), ("'-x", "-x"), ("'\tx", "\tx"), ("'x", "'x"), ("=1", "=1"), ("", "")] {
            assert_eq!(unguarded(cell), expected);
        }
    }
}
