//! Bytes to text.
//!
//! Input: a whole file. Output: its text as UTF-8, and the encoding it was in. The encoding is told from
//! the bytes: a byte order mark, valid UTF-8, or one of the two single-byte encodings of French exports.
//! Invariant: a byte that is no text in that encoding is an error with its place, never a `�`.

use encoding_rs::{ISO_8859_15, WINDOWS_1252};

use super::code_pages;
use super::line_ends;
use super::read_error::{Foreign, ReadError};

/// How a text file was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16LittleEndian,
    Utf16BigEndian,
    Windows1252,
    Iso8859_15,
}

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 (BOM)",
            Self::Utf16LittleEndian => "UTF-16LE",
            Self::Utf16BigEndian => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
            Self::Iso8859_15 => "ISO-8859-15",
        }
    }

    /// The bytes that [`decode`] reads as `text`; those of a decoded text are the file's own.
    ///
    /// # Errors
    /// The first character that the encoding has no byte for.
    pub(super) fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        let units = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
        };
        Ok(match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8WithMark => [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(),
            Self::Utf16LittleEndian => units([0xFF, 0xFE], u16::to_le_bytes),
            Self::Utf16BigEndian => units([0xFE, 0xFF], u16::to_be_bytes),
            Self::Windows1252 => single_bytes(text, WINDOWS_1252)?,
            Self::Iso8859_15 => single_bytes(text, ISO_8859_15)?,
        })
    }
}

fn single_bytes(text: &str, encoding: &'static encoding_rs::Encoding) -> Result<Vec<u8>, char> {
    let has_bytes = |text: &str| !encoding.encode(text).2;
    if has_bytes(text) {
        return Ok(encoding.encode(text).0.into_owned());
    }
    let mut buffer = [0; 4];
    Err(text.chars().find(|character| !has_bytes(character.encode_utf8(&mut buffer))).unwrap_or_default())
}

/// The text of a file. UTF-8 is taken as it is, without a copy.
///
/// # Errors
/// [`ReadError::NotATable`] when there are NUL bytes, [`ReadError::OtherEncoding`] when the letters are those of code page 850 or
/// Mac OS Roman, [`ReadError::Undecodable`] when a byte is no text.
pub(super) fn decode(file: &str, mut bytes: Vec<u8>) -> Result<(String, Encoding), ReadError> {
    let undecodable = |before: &[u8], encoding: Encoding| {
        let (line, column) = place(before);
        ReadError::Undecodable { file: file.to_owned(), line, column, encoding: encoding.name() }
    };
    let little_endian = bytes.starts_with(&[0xFF, 0xFE]);
    if little_endian || bytes.starts_with(&[0xFE, 0xFF]) {
        let (encoding, unit): (_, fn([u8; 2]) -> u16) = if little_endian {
            (Encoding::Utf16LittleEndian, u16::from_le_bytes)
        } else {
            (Encoding::Utf16BigEndian, u16::from_be_bytes)
        };
        return match decode_utf16(&bytes[2..], unit) {
            Ok(text) => Ok((text, encoding)),
            Err(before) => Err(undecodable(before.as_bytes(), encoding)),
        };
    }
    if memchr::memchr(0, &bytes).is_some() {
        return Err(ReadError::NotATable { file: file.to_owned(), found: Foreign::Binary });
    }
    let has_mark = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    if has_mark {
        bytes.drain(..3);
    }
    let encoding = if has_mark { Encoding::Utf8WithMark } else { Encoding::Utf8 };
    let (bytes, valid_up_to) = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, encoding)),
        Err(error) => {
            let valid_up_to = error.utf8_error().valid_up_to();
            (error.into_bytes(), valid_up_to)
        }
    };
    if has_mark || is_damaged_utf8(&bytes) {
        return Err(undecodable(&bytes[..valid_up_to], encoding));
    }
    if let Some((looks_like, at)) = code_pages::other_encoding(&bytes) {
        let (line, _) = place(&bytes[..at]);
        return Err(ReadError::OtherEncoding { file: file.to_owned(), line, looks_like });
    }
    if is_windows_1252(&bytes) {
        // The five bytes that Windows-1252 leaves undefined.
        if let Some(at) = bytes.iter().position(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
            return Err(undecodable(&bytes[..at], Encoding::Windows1252));
        }
        return Ok((WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(), Encoding::Windows1252));
    }
    Ok((ISO_8859_15.decode_without_bom_handling(&bytes).0.into_owned(), Encoding::Iso8859_15))
}

/// Line and character, from 1, of what follows `before`.
pub(crate) fn place(before: &[u8]) -> (u64, u64) {
    let line_start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let lines = line_ends::count(before);
    // Counts characters in UTF-8, and is a byte count in a single-byte encoding but for the rare 80–BF.
    let characters = before[line_start..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
    (lines + 1, characters + 1)
}

/// The text, or what could be read before the first error.
fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for character in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(text),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(text) }
}

/// Whether bytes that are not valid UTF-8 were meant to be: sequences such as `Ã©` hardly occur in French
/// text of a single-byte encoding, so a file with more of them than of errors is UTF-8 with damage.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut characters, mut errors) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count() as u64;
        errors += u64::from(!chunk.invalid().is_empty());
    }
    characters > errors
}

/// Whether bytes that are not UTF-8 are Windows-1252 rather than ISO-8859-15.
///
/// 80–9F are control characters in ISO-8859-15, which no text has. Without them the two differ in eight
/// bytes only; `Œ œ Ÿ Š š ž €` of ISO-8859-15 are `¼ ½ ¾ ¦ ¨ ¸ ¤` in Windows-1252, which never touch a
/// letter. The eighth, `Ž`, is no hint: it is `´`, which people type for an apostrophe (`D´HEILLY`).
fn is_windows_1252(bytes: &[u8]) -> bool {
    if bytes.iter().any(|byte| (0x80..=0x9F).contains(byte)) {
        return true;
    }
    let is_letter = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0xC0);
    !bytes.iter().enumerate().any(|(at, byte)| {
        matches!(byte, 0xA4 | 0xA6 | 0xA8 | 0xB8 | 0xBC | 0xBD | 0xBE)
            && (is_letter(bytes.get(at + 1)) || is_letter(at.checked_sub(1).and_then(|before| bytes.get(before))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Encoding) {
        decode("f.csv", bytes.to_vec()).unwrap()
    }

    fn error_place(bytes: &[u8]) -> (u64, u64, &'static str) {
        match decode("f.csv", bytes.to_vec()).unwrap_err() {
            ReadError::Undecodable { line, column, encoding, .. } => (line, column, encoding),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn tells_encodings_by_their_bytes() {
        assert_eq!(decoded("Noé".as_bytes()), ("Noé".into(), Encoding::Utf8));
        assert_eq!(decoded("\u{feff}Noé".as_bytes()), ("Noé".into(), Encoding::Utf8WithMark));
        assert_eq!(decoded(b"No\xE9 D\x92HEILLY \x9Cuf"), ("Noé D’HEILLY œuf".into(), Encoding::Windows1252));
        assert_eq!(decoded(b"No\xE9 D\xB4HEILLY 2 \xBD"), ("Noé D´HEILLY 2 ½".into(), Encoding::Windows1252));
        assert_eq!(decoded(b"Ma\xEBl LEB\xBCUF C\xBDur"), ("Maël LEBŒUF Cœur".into(), Encoding::Iso8859_15));
        assert_eq!(decoded(b"\xFF\xFEN\0\xE9\0"), ("Né".into(), Encoding::Utf16LittleEndian));
        assert_eq!(decoded(b"\xFE\xFF\0N\0\xE9"), ("Né".into(), Encoding::Utf16BigEndian));
    }

    #[test]
    fn undecodable_bytes_have_a_place() {
        // Damaged UTF-8 is not taken for Windows-1252, which would read «NoÃ©».
        let mut bytes = "Noé;Zoé\nLéa;é".as_bytes().to_vec();
        bytes.push(0xE9);
        assert_eq!(error_place(&bytes), (2, 6, "UTF-8"));
        assert_eq!(error_place(b"\xEF\xBB\xBFa\nb\xE9"), (2, 2, "UTF-8 (BOM)"));
        assert_eq!(error_place(b"No\xE9\nx\x81"), (2, 2, "Windows-1252"));
        assert_eq!(error_place(b"\xFF\xFEN\0\n\0N\0\0\xD8"), (2, 2, "UTF-16LE"));
    }

    #[test]
    fn what_was_decoded_is_encoded_as_it_was() {
        let every_byte = |except: &[u8]| (1..=0xFF).filter(|byte| !except.contains(byte)).collect::<Vec<u8>>();
        for (bytes, encoding) in [
            ("Noé".as_bytes().to_vec(), Encoding::Utf8),
            ("\u{feff}\u{feff}Noé".as_bytes().to_vec(), Encoding::Utf8WithMark),
            (b"\xFF\xFEN\0\xE9\0\x3D\xD8\0\xDE".to_vec(), Encoding::Utf16LittleEndian),
            (b"\xFE\xFF\0N\0\xE9".to_vec(), Encoding::Utf16BigEndian),
            (every_byte(&[0x81, 0x8D, 0x8F, 0x90, 0x9D]), Encoding::Windows1252),
            ([b"LEB\xBCUF ".to_vec(), (0xA0..=0xFF).collect()].concat(), Encoding::Iso8859_15),
        ] {
            let (text, found) = decoded(&bytes);
            assert_eq!(found, encoding);
            assert_eq!(encoding.encode(&text), Ok(bytes));
        }
        assert_eq!(Encoding::Windows1252.encode("a€Łb"), Err('Ł'));
        assert_eq!(Encoding::Iso8859_15.encode("Œ¼"), Err('¼'));
    }

    #[test]
    fn encodings_that_are_not_read_are_named() {
        // «Né(e) le», «Zoé» and «François».
        for (bytes, expected) in [
            (&b"Nom;N\x82(e) le\nA;Zo\x82\n"[..], ("CP850 (MS-DOS)", 1)),
            (b"Nom;x\nFran\x87ois;Zo\x82\n", ("CP850 (MS-DOS)", 2)),
            (b"Nom;x\nFran\x8Dois;Zo\x8E\n", ("MacRoman (Mac OS)", 2)),
        ] {
            let error = decode("f.csv", bytes.to_vec()).unwrap_err();
            let ReadError::OtherEncoding { line, looks_like, .. } = error else { panic!("{error}") };
            assert_eq!((looks_like, line), expected);
        }
    }

    #[test]
    fn binaries_are_refused() {
        let error = decode("f.csv", b"a;b\0".to_vec()).unwrap_err();
        assert!(matches!(error, ReadError::NotATable { found: Foreign::Binary, .. }));
    }
}
