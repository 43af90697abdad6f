//! Line ends of every kind, counted.
//!
//! Input: bytes of text. Output: how many lines end in them. Invariant: LF, CR, CRLF and CRCRLF, which some tools make of a
//! CRLF, end one line each, and may be mixed in one file.

/// Counts the line ends.
pub(super) fn count(bytes: &[u8]) -> u64 {
    let line_feeds = || memchr::memchr_iter(b'\n', bytes).count() as u64;
    if memchr::memchr(b'\r', bytes).is_none() {
        return line_feeds();
    }
    let (mut ends, mut at) = (0, 0);
    while let Some(next) = memchr::memchr2(b'\n', b'\r', &bytes[at..]) {
        at += next;
        at += length(&bytes[at..]);
        ends += 1;
    }
    ends
}

/// The bytes of the line end that begins here.
fn length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] => 2,
        _ => 1,
    }
}

/// The bytes without the line end at their end.
pub(super) fn strip(bytes: &[u8]) -> &[u8] {
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bare = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() < bytes.len() { bare.strip_suffix(b"\r").unwrap_or(bare) } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_ends_one_line() {
        for (text, expected) in [
            ("", 0),
            ("a", 0),
            ("a\nb\n", 2),
            ("a\rb\r", 2),
            ("a\r\nb\r\n", 2),
            ("a\r\r\nb\r\r\n", 2),
            ("a\rb\nc\r\nd\r\r\ne", 4),
            ("\n\n", 2),
            ("\r\r", 2),
            ("\r\n\r\n", 2),
            ("\n\r", 2),
        ] {
            assert_eq!(count(text.as_bytes()), expected, "{text:?}");
        }
        for text in ["a", "a\n", "a\r", "a\r\n", "a\r\r\n"] {
            assert_eq!(strip(text.as_bytes()), b"a", "{text:?}");
        }
    }
}
