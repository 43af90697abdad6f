//! PEM (RFC 7468), read with any width of line and any text before it, as tools write it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The width that RFC 7468, 2, asks writers for.
const LINE: usize = 64;
const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The label and the bytes of the first block with one of the labels `wanted`, or else of the first block. A certificate and its
/// key often stand in one file, in either order.
pub(super) fn read<'t>(text: &'t str, wanted: &[&str]) -> Option<(&'t str, Zeroizing<Vec<u8>>)> {
    let blocks = || std::iter::successors(block(text), |(_, _, rest)| block(rest));
    let (label, body, _) = blocks().find(|(label, ..)| wanted.contains(label)).or_else(|| blocks().next())?;
    // A body with headers (`Proc-Type: 4,ENCRYPTED`, of an old form) is no base64; only its label is of use.
    // Of one piece: a vector that grows leaves its first copies behind.
    let mut signs = Zeroizing::new(Vec::with_capacity(body.len()));
    signs.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    Some((label, Zeroizing::new(STANDARD.decode(signs.as_slice()).unwrap_or_default())))
}

/// The label and the body of the first block, and what follows it; `None` where it is not whole.
fn block(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.split_once(BEGIN)?.1.split_once(DASHES)?;
    let (body, end) = rest.split_once("-----END ")?;
    let (end, rest) = end.split_once(DASHES)?;
    (end == label).then_some((label, body, rest))
}

/// One block.
pub(super) fn write(label: &str, bytes: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(STANDARD.encode(bytes));
    let frame = BEGIN.len() + label.len() + DASHES.len() + 1;
    // As much as it takes: a string that grows leaves its first copies behind.
    let mut text = Zeroizing::new(String::with_capacity(2 * frame + body.len() + body.len() / LINE + 1));
    text.push_str(&format!("{BEGIN}{label}{DASHES}\n"));
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str(&format!("-----END {label}{DASHES}\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_among_other_text() {
        let bytes: Vec<u8> = (0..=200).collect();
        let text = write("PUBLIC KEY", &bytes);
        assert!(text.lines().all(|line| line.len() <= LINE));
        let around = format!("Bag Attributes\n{}\nmore", text.replace('\n', "\r\n"));
        let (label, read_back) = read(&around, &[]).unwrap();
        assert_eq!((label, read_back.as_slice()), ("PUBLIC KEY", bytes.as_slice()));
        let one_line = format!("-----BEGIN A-----{}-----END A-----", STANDARD.encode(&bytes));
        assert_eq!(read(&one_line, &[]).unwrap().1.as_slice(), bytes);
        for bad in ["", "-----BEGIN A-----", "-----BEGIN A-----AA==-----END B-----", &text[..text.len() - 10]] {
            assert!(read(bad, &[]).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_wanted_block_is_read_wherever_it_stands() {
        let (one, other) = (write("CERTIFICATE", b"one"), write("PRIVATE KEY", b"other"));
        for text in [format!("{}{}", *one, *other), format!("{}x\n{}", *other, *one)] {
            assert_eq!(read(&text, &["PRIVATE KEY"]).unwrap().1.as_slice(), b"other");
            assert_eq!(read(&text, &["CERTIFICATE", "X"]).unwrap().0, "CERTIFICATE");
            assert!(text.contains(read(&text, &["X"]).unwrap().0), "the first one");
        }
    }
}
