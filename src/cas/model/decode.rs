//! Bytes to text, by the XML declaration.
//!
//! Input: a whole file. Output: its text without a byte order mark. Invariant: a byte that is no text is an error
//! with its place, never a `�`; so is a character that XML does not have.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::error::Malformed;
use super::value::is_xml_char;

/// The text of a file, or what is wrong with it and the text before that place.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, (Malformed, String)> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (declared(bytes)?, bytes),
    };
    let text = match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text,
        None => {
            let valid = encoding.decode_without_bom_handling(bytes).0;
            // The first replacement is the place, unless the file holds that character itself.
            let before = valid.split('\u{FFFD}').next().unwrap_or_default();
            return Err((Malformed::Undecodable(encoding.name()), before.to_owned()));
        }
    };
    // A second mark is a character before the root element; the XML reader would take it for the first.
    match text.char_indices().find(|&(at, c)| !is_xml_char(c) || at == 0 && c == '\u{FEFF}') {
        Some((at, c)) => Err((Malformed::IllegalCharacter(c), text[..at].to_owned())),
        None => Ok(text),
    }
}

/// The encoding that the declaration names, in a file that has no byte order mark; UTF-8 without one.
fn declared(bytes: &[u8]) -> Result<&'static Encoding, (Malformed, String)> {
    let Some(label) = label(bytes) else { return Ok(UTF_8) };
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        // UTF-16 cannot be read byte by byte, as this declaration was.
        Some(encoding) if encoding.is_ascii_compatible() => Ok(encoding),
        _ => Err((Malformed::UnknownEncoding(label.to_owned()), String::new())),
    }
}

/// The value of `encoding` in `<?xml … ?>`.
fn label(bytes: &[u8]) -> Option<&str> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', rest)?;
    let declaration = str::from_utf8(&rest[..end]).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(value[1..].split_once(quote)?.0)
}

/// Line and character, from 1, of what follows `before`.
pub(super) fn place(before: &str) -> (u64, u64) {
    let line = before.matches('\n').count() as u64 + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_decides() {
        assert_eq!(decode("<é/>".as_bytes()).unwrap(), "<é/>");
        assert_eq!(decode("\u{FEFF}<é/>".as_bytes()).unwrap(), "<é/>");
        let latin = b"<?xml version='1.0' encoding = 'ISO-8859-15'?><\xE9\xA4/>";
        assert!(decode(latin).unwrap().ends_with("<é€/>"));
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("<é/>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&utf16).unwrap(), "<é/>");
    }

    #[test]
    fn what_is_no_text_has_a_place() {
        let (problem, before) = decode(b"<a>\n\xE9").unwrap_err();
        assert_eq!((problem, place(&before)), (Malformed::Undecodable("UTF-8"), (2, 1)));
        let (problem, before) = decode("<é>\u{B}".as_bytes()).unwrap_err();
        assert_eq!((problem, place(&before)), (Malformed::IllegalCharacter('\u{B}'), (1, 4)));
        for label in ["klingon", "UTF-16", "replacement"] {
            let file = format!("<?xml version=\"1.0\" encoding=\"{label}\"?><a/>");
            assert_eq!(decode(file.as_bytes()).unwrap_err().0, Malformed::UnknownEncoding(label.to_owned()));
        }
    }
}
