//! Identifiers without what surrounds them.

/// An identifier without the white space around it: one rule for every file and reply. No system has identifiers that differ by
/// it, while spreadsheets, web pages and XML files add it. Characters without a width count as white space here.
///
/// ```
/// use rapproche::identity::bare_id;
///
/// assert_eq!(bare_id("\u{a0} a b\t\u{feff}"), "a b");
/// ```
#[inline]
pub fn bare_id(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(|character: char| {
            character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}' | '\u{2060}')
        }),
    }
}
