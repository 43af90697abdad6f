//! Recognises an encrypted file by its first bytes.

use super::envelope::{EXPORT_ROOT, IMPORT_ROOT};
use crate::exchange::read::start_of;

/// A root element begins within so many bytes, unless comments before it are longer than any that were seen.
const HEAD: usize = 4096;

/// Whether the root element is one of the two that this module opens. Looks at the head of `bytes` only, which may be all
/// that there is; says nothing of whether the file is whole.
pub fn is_encrypted(bytes: &[u8]) -> bool {
    let head = start_of(&bytes[..bytes.len().min(HEAD)]);
    let Some(start) = root(head.as_bytes()) else { return false };
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    let name = start.split(ends_name).next().unwrap_or_default();
    let local = name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
    local == IMPORT_ROOT.as_bytes() || local == EXPORT_ROOT.as_bytes()
}

/// What follows the `<` of the first element, past the declaration, comments and processing instructions.
fn root(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = rest.trim_ascii_start().strip_prefix(b"<")?;
        let (skipped, end): (_, &[u8]) = if let Some(comment) = rest.strip_prefix(b"!--") {
            (comment, b"-->")
        } else if let Some(instruction) = rest.strip_prefix(b"?") {
            (instruction, b"?>")
        } else {
            return Some(rest);
        };
        rest = &skipped[memchr::memmem::find(skipped, end)? + end.len()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_element_decides() {
        for yes in [
            "<ImportChiffre>",
            "\u{FEFF}<?xml version='1.0'?>\n<!-- <a> -->\n<c:ImportChiffre xmlns:c='x'>",
            " <EXPORT_INDEX_EDUCATION/>",
            "<EXPORT_INDEX_EDUCATION",
        ] {
            assert!(is_encrypted(yes.as_bytes()), "{yes}");
            for unit in [u16::to_le_bytes, u16::to_be_bytes] {
                let wide: Vec<u8> = yes.encode_utf16().flat_map(unit).collect();
                assert!(is_encrypted(&wide), "{yes} in UTF-16");
            }
        }
        for no in [
            "",
            "<",
            "<ImportChiffres>",
            "<PARTENAIRE_INDEX/>",
            "ImportChiffre",
            "<?xml <ImportChiffre>",
            "<a><ImportChiffre>",
        ] {
            assert!(!is_encrypted(no.as_bytes()), "{no}");
        }
    }
}
