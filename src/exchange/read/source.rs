//! Bytes to UTF-8 with line numbers, streamed.
//!
//! Input: a file's bytes. Output: its text as UTF-8, by the byte order mark, by the zeros of UTF-16, or else by the XML
//! declaration, UTF-8 without any of them. Invariant: a byte that is no text in that encoding is a [`Problem`], never a `�`; memory does not grow
//! with the file. UTF-8 is passed on without a copy: that it is UTF-8 is checked by whoever reads it.

#[cfg(feature = "encryption")]
use std::borrow::Cow;
use std::io::{self, BufRead, Chain, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::exchange::parse_error::{ParseError, Problem};

/// An XML declaration ends within this many bytes.
const HEAD: usize = 1024;
/// Decoded bytes at a time.
const BUFFER: usize = 1 << 15;

/// A file's text as UTF-8.
pub(in crate::exchange) struct Source<R> {
    bytes: Chain<Cursor<Vec<u8>>, R>,
    /// For another encoding than UTF-8.
    decoding: Option<Decoding>,
    encoding: &'static str,
    /// Line ends that were consumed.
    line_ends: u64,
    /// The first problem, at its line.
    fault: Option<ParseError>,
}

struct Decoding {
    decoder: Decoder,
    text: Vec<u8>,
    start: usize,
    end: usize,
    is_over: bool,
}

impl<R: BufRead> Source<R> {
    /// Sniffs the encoding.
    ///
    /// # Errors
    /// [`Problem::UnknownEncoding`], [`Problem::Io`].
    pub(in crate::exchange) fn new(mut bytes: R) -> Result<Self, ParseError> {
        let mut head = Vec::with_capacity(HEAD);
        let read = bytes.by_ref().take(HEAD as u64).read_to_end(&mut head);
        read.map_err(|error| ParseError::at(1, Problem::Io(error)))?;
        let (encoding, mark) = match Encoding::for_bom(&head) {
            Some(found) => found,
            None => match wide(&head) {
                Some(encoding) => (encoding, 0),
                None => (declared(&head)?, 0),
            },
        };
        head.drain(..mark);
        let name = if mark > 0 && encoding == UTF_8 { "UTF-8 (BOM)" } else { encoding.name() };
        let decoding = (encoding != UTF_8).then(|| Decoding {
            decoder: encoding.new_decoder_without_bom_handling(),
            text: vec![0; BUFFER],
            start: 0,
            end: 0,
            is_over: false,
        });
        Ok(Self { bytes: Cursor::new(head).chain(bytes), decoding, encoding: name, line_ends: 0, fault: None })
    }

    /// How the file is encoded.
    pub(in crate::exchange) fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The line, from 1, of what comes next.
    pub(in crate::exchange) fn line(&self) -> u64 {
        self.line_ends + 1
    }

    /// The first thing that was wrong with what was consumed.
    pub(in crate::exchange) fn take_fault(&mut self) -> Option<ParseError> {
        self.fault.take()
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let Some(Decoding { decoder, text, start, end, is_over }) = &mut self.decoding else {
            return self.bytes.fill_buf();
        };
        while start == end && !*is_over {
            let bytes = self.bytes.fill_buf()?;
            let is_last = bytes.is_empty();
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, text, is_last);
            self.bytes.consume(read);
            (*start, *end) = (0, written);
            match result {
                DecoderResult::InputEmpty => *is_over = is_last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let before = memchr::memchr_iter(b'\n', &text[..written]).count() as u64;
                    let line = self.line_ends + before + 1;
                    self.fault = Some(ParseError::at(line, Problem::Undecodable(self.encoding)));
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
        }
        Ok(&text[*start..*end])
    }

    fn consume(&mut self, count: usize) {
        match &mut self.decoding {
            Some(Decoding { text, start, .. }) => {
                inspect(&text[*start..*start + count], &mut self.line_ends, &mut self.fault);
                *start += count;
            }
            None => {
                // The bytes that `fill_buf` returned are still in the buffer, so this call reads nothing.
                if let Ok(bytes) = self.bytes.fill_buf() {
                    inspect(&bytes[..count.min(bytes.len())], &mut self.line_ends, &mut self.fault);
                }
                self.bytes.consume(count);
            }
        }
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

/// Counts line ends and looks for control characters, which XML does not have.
fn inspect(bytes: &[u8], line_ends: &mut u64, fault: &mut Option<ParseError>) {
    // Three sums in one pass, without a branch.
    let (mut ends, mut controls) = (0_u64, 0_u64);
    for chunk in bytes.chunks(128) {
        let (mut end, mut control) = (0_u8, 0_u8);
        for &byte in chunk {
            end += u8::from(byte == b'\n');
            control += u8::from(byte < b' ') & u8::from(byte != b'\t') & u8::from(byte != b'\r');
        }
        ends += u64::from(end);
        controls += u64::from(control);
    }
    if controls != ends && fault.is_none() {
        let is_illegal = |byte: &u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31);
        let at = bytes.iter().position(is_illegal).unwrap_or_default();
        let line = *line_ends + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64 + 1;
        *fault = Some(ParseError::at(line, Problem::IllegalCharacter(char::from(bytes[at]))));
    }
    *line_ends += ends;
}

/// UTF-16 without a byte order mark, by the zeros beside the first character (XML 1.0, appendix F).
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let is_start = |byte: &u8| matches!(byte, b'<' | b' ' | b'\t' | b'\r' | b'\n');
    match head {
        [first, 0, ..] if is_start(first) => Some(UTF_16LE),
        [0, first, ..] if is_start(first) => Some(UTF_16BE),
        _ => None,
    }
}

/// The first bytes of a document as text, whatever its encoding; characters that are no text are replaced.
#[cfg(feature = "encryption")]
pub(in crate::exchange) fn start_of(head: &[u8]) -> Cow<'_, str> {
    let (encoding, mark) = Encoding::for_bom(head).or(wide(head).map(|wide| (wide, 0))).unwrap_or((UTF_8, 0));
    encoding.decode_without_bom_handling(&head[mark..]).0
}

/// The encoding that the declaration names, in a file without a byte order mark.
fn declared(head: &[u8]) -> Result<&'static Encoding, ParseError> {
    let Some(label) = label(head) else { return Ok(UTF_8) };
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        // UTF-16 cannot be read byte by byte, as this declaration was.
        Some(encoding) if encoding.is_ascii_compatible() => Ok(encoding),
        _ => Err(ParseError::at(1, Problem::UnknownEncoding(label.to_owned()))),
    }
}

/// The value of `encoding` in `<?xml … ?>`.
fn label(head: &[u8]) -> Option<&str> {
    let rest = head.strip_prefix(b"<?xml")?;
    let declaration = str::from_utf8(&rest[..memchr::memchr(b'>', rest)?]).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(value[1..].split_once(quote)?.0)
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, &'static str, u64), ParseError> {
        // One byte at a time: nothing may depend on where a read ends.
        let mut source = Source::new(BufReader::with_capacity(1, bytes))?;
        let mut text = String::new();
        let result = source.read_to_string(&mut text);
        match source.take_fault() {
            Some(fault) => Err(fault),
            None => result
                .map(|_| (text, source.encoding(), source.line()))
                .map_err(|error| ParseError::at(0, Problem::Io(error))),
        }
    }

    #[test]
    fn the_declaration_or_the_mark_says_how_to_read() {
        let text = |bytes: &[u8]| read(bytes).unwrap();
        assert_eq!(text("<a>\né".as_bytes()), ("<a>\né".to_owned(), "UTF-8", 2));
        assert_eq!(text("\u{feff}<é".as_bytes()), ("<é".to_owned(), "UTF-8 (BOM)", 1));
        let declared = |label: &str, rest: &[u8]| {
            [format!("<?xml version='1.0' encoding = \"{label}\"?>").as_bytes(), rest].concat()
        };
        let end = |bytes: &[u8]| text(bytes).0.split_once('>').unwrap().1.to_owned();
        assert_eq!(end(&declared("ISO-8859-15", b"\xBD\xE9\xA4")), "œé€");
        assert_eq!(end(&declared("iso-8859-1", b"\xE9")), "é");
        assert_eq!(end(&declared("windows-1252", b"\x92")), "’");
        assert_eq!(end(&declared("UTF-8", "œ".as_bytes())), "œ");
        let utf_16: Vec<u8> = "\u{feff}<é>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&utf_16), ("<é>".to_owned(), "UTF-16LE", 1));
        for (bytes, name) in [
            ("<é>".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), "UTF-16LE"),
            ("<é>".encode_utf16().flat_map(u16::to_be_bytes).collect(), "UTF-16BE"),
        ] {
            assert_eq!(text(&bytes), ("<é>".to_owned(), name, 1), "without a byte order mark");
        }
    }

    #[test]
    fn what_is_no_text_has_a_line() {
        let problem = |bytes: &[u8]| read(bytes).map_err(|error| (error.line, error.problem)).unwrap_err();
        assert!(matches!(problem(b"<?xml version='1.0' encoding='klingon'?>"), (1, Problem::UnknownEncoding(_))));
        assert!(matches!(problem(b"<?xml version='1.0' encoding='utf-16'?>"), (1, Problem::UnknownEncoding(_))));
        assert!(matches!(problem(b"<a>\n\n\x0B"), (3, Problem::IllegalCharacter('\u{b}'))));
        assert!(matches!(problem(b"<a>\n\0\n"), (2, Problem::IllegalCharacter('\0'))));
        let mut cut: Vec<u8> = "\u{feff}<a>\n\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        cut.extend([0, 0xD8, b'x', 0]);
        assert!(matches!(problem(&cut), (3, Problem::Undecodable("UTF-16LE"))));
    }
}
