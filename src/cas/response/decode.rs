//! Bytes to text.
//!
//! The encoding is that of the byte order mark, else that of the XML declaration, else UTF-8 where the bytes are, else
//! the charset of the HTTP header. The header comes last although RFC 7303 puts it first: containers add their own
//! default charset to replies that are written otherwise. A byte that is no text in that encoding is an error, never
//! a `�`.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_8859_15, UTF_8, WINDOWS_1252};

use super::error::ResponseError;
use crate::formats::place;

/// How far into a reply its XML declaration may reach; real ones have some 40 bytes.
const DECLARATION_BYTES: usize = 256;

/// The text of a reply. `charset` is that of the HTTP header.
pub(super) fn decode<'a>(body: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>, ResponseError> {
    if body.starts_with(&[0xFF, 0xFE]) || body.starts_with(&[0xFE, 0xFF]) {
        return Err(ResponseError::UnsupportedEncoding);
    }
    if let Some(body) = body.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(body);
    }
    let Some(label) =
        declared_encoding(body).or(charset.map(str::as_bytes).filter(|_| std::str::from_utf8(body).is_err()))
    else {
        return utf8(body);
    };
    match Encoding::for_label(label) {
        Some(encoding) if encoding == UTF_8 => utf8(body),
        // Of the single-byte encodings, the two that French text comes in; ISO-8859-1 is read as Windows-1252.
        Some(encoding) if encoding == ISO_8859_15 || encoding == WINDOWS_1252 => single_byte(body, encoding),
        _ => Err(ResponseError::UnsupportedEncoding),
    }
}

fn utf8(body: &[u8]) -> Result<Cow<'_, str>, ResponseError> {
    std::str::from_utf8(body).map(Cow::Borrowed).map_err(|error| {
        let (line, column) = place(&body[..error.valid_up_to()]);
        ResponseError::Undecodable { line, column, encoding: UTF_8.name() }
    })
}

fn single_byte<'a>(body: &'a [u8], encoding: &'static Encoding) -> Result<Cow<'a, str>, ResponseError> {
    // The bytes that Windows-1252 leaves undefined, and that in ISO-8859-15 are control characters.
    if let Some(at) = body.iter().position(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
        let (line, column) = place(&body[..at]);
        return Err(ResponseError::Undecodable { line, column, encoding: encoding.name() });
    }
    Ok(encoding.decode_without_bom_handling(body).0)
}

/// The encoding that `<?xml version="1.0" encoding="…"?>` names.
fn declared_encoding(body: &[u8]) -> Option<&[u8]> {
    let head = &body[..body.len().min(DECLARATION_BYTES)];
    let inside = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let inside = &inside[..memchr::memmem::find(inside, b"?>")?];
    let name = &inside[memchr::memmem::find(inside, b"encoding")? + b"encoding".len()..];
    let quoted = name.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, label) = quoted.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    Some(&label[..memchr::memchr(quote, label)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(body: &[u8], charset: Option<&str>) -> String {
        decode(body, charset).unwrap().into_owned()
    }

    #[test]
    fn the_declaration_goes_before_the_header() {
        let latin9 = b"<?xml version='1.0' encoding = 'ISO-8859-15' ?><a>L\xE9a \xBCuf</a>";
        assert!(decoded(latin9, Some("utf-8")).ends_with("<a>Léa Œuf</a>"));
        assert!(decoded(b"<?xml version=\"1.0\" encoding=\"latin1\"?><a>\xE9</a>", None).ends_with("<a>é</a>"));
        assert_eq!(decoded(b"<a>\xE9</a>", Some("ISO-8859-1")), "<a>é</a>");
        assert_eq!(decoded("<a>é</a>".as_bytes(), Some("ISO-8859-1")), "<a>é</a>");
        assert_eq!(decoded("\u{feff}<a>é</a>".as_bytes(), Some("ISO-8859-1")), "<a>é</a>");
    }

    #[test]
    fn what_cannot_be_read_is_an_error_with_its_place() {
        let undecodable = |body: &[u8]| match decode(body, None).unwrap_err() {
            ResponseError::Undecodable { line, column, encoding } => (line, column, encoding),
            other => panic!("{other}"),
        };
        assert_eq!(undecodable(b"<a>\n\xC3\xA9\xE9</a>"), (2, 2, "UTF-8"));
        assert_eq!(undecodable(b"<?xml encoding='windows-1252'?>\n<a>\xE9\x81"), (2, 5, "windows-1252"));
        for body in [&b"<?xml version='1.0' encoding='UTF-16'?><a/>"[..], b"\xFF\xFE<\0", b"<?xml encoding='x'?>"] {
            assert_eq!(decode(body, None), Err(ResponseError::UnsupportedEncoding));
        }
    }
}
