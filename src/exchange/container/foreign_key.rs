//! What a file is that is not the key that was asked for, so that whoever gave it is told how to convert it.
//!
//! Input: the label of a PEM block, or bytes. Output: a [`NotTheKey`]. Of DER only the first elements are looked at: enough for a
//! sentence, and nothing is taken from such a file.

use super::key_error::{Form, NotTheKey};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OBJECT: u8 = 0x06;
/// 1.2.840.113549.1.1.10.
const RSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
/// `[0]` around the version of a certificate (RFC 5280, 4.1).
const VERSION: u8 = 0xA0;

/// What stands under a label of PEM that is not the key's own.
pub(super) fn by_label(label: &str) -> NotTheKey {
    match label {
        "PUBLIC KEY" => NotTheKey::Public,
        "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => NotTheKey::Private,
        "RSA PRIVATE KEY" => NotTheKey::Pkcs1(Form::Pem),
        "RSA PUBLIC KEY" => NotTheKey::Pkcs1Public(Form::Pem),
        "CERTIFICATE" => NotTheKey::Certificate(Form::Pem),
        "OPENSSH PRIVATE KEY" => NotTheKey::Ssh,
        _ => NotTheKey::Unknown,
    }
}

/// Tells what a file without PEM holds, from its bytes.
pub(super) fn by_bytes(bytes: &[u8]) -> NotTheKey {
    if ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"].iter().any(|start| bytes.starts_with(start.as_bytes())) {
        return NotTheKey::SshPublic;
    }
    let outer = element(bytes).filter(|(tag, ..)| *tag == SEQUENCE);
    let first = outer.and_then(|(_, content, _)| element(content));
    let second = first.and_then(|(_, _, rest)| element(rest));
    match (first, second) {
        // RFC 8017, A.1.2 and A.1.1: version 0 and then numbers, or two numbers. PKCS#8 has a sequence after its version.
        (Some((INTEGER, [0], _)), Some((INTEGER, ..))) => NotTheKey::Pkcs1(Form::Der),
        (Some((INTEGER, [_, _, ..], _)), Some((INTEGER, _, []))) => NotTheKey::Pkcs1Public(Form::Der),
        (Some((SEQUENCE, inner, _)), _) if element(inner).is_some_and(|(tag, ..)| tag == VERSION) => {
            NotTheKey::Certificate(Form::Der)
        }
        _ => NotTheKey::Unknown,
    }
}

/// Tells whether bytes are a private key under a passphrase, however it is protected (RFC 5958, 3): how, and then what is protected.
pub(super) fn is_protected(bytes: &[u8]) -> bool {
    const OCTETS: u8 = 0x04;
    let outer = element(bytes).filter(|(tag, ..)| *tag == SEQUENCE);
    let first = outer.and_then(|(_, content, _)| element(content)).filter(|(tag, ..)| *tag == SEQUENCE);
    let names_a_way = first.and_then(|(_, how, _)| element(how)).is_some_and(|(tag, ..)| tag == OBJECT);
    let second = first.and_then(|(_, _, rest)| element(rest));
    names_a_way && second.is_some_and(|(tag, _, rest)| tag == OCTETS && rest.is_empty())
}

/// Tells whether bytes are an RSA-PSS key, private (PKCS#8) or public (RFC 4055, 1.2).
pub(super) fn is_signature_only(bytes: &[u8]) -> bool {
    let outer = element(bytes).filter(|(tag, ..)| *tag == SEQUENCE);
    let first = outer.and_then(|(_, content, _)| element(content));
    let kind = match first {
        Some((INTEGER, _, rest)) => element(rest),
        first => first,
    };
    let oid = kind.filter(|(tag, ..)| *tag == SEQUENCE).and_then(|(_, content, _)| element(content));
    oid.is_some_and(|(tag, content, _)| tag == OBJECT && content == RSA_PSS)
}

/// The tag, the content and what follows the first element; `None` where its length is not all there.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) =
            rest.split_at_checked(usize::from(first & 0x7F)).filter(|(digits, _)| digits.len() <= 4)?;
        (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_or_odd_is_nothing_known() {
        for bytes in
            [&b""[..], b"\x30", b"\x30\x82\xFF\xFF\x02", b"\x30\x84\xFF\xFF\xFF\xFF", b"\x30\x03\x02\x01\x00", b"ssh-"]
        {
            assert_eq!(by_bytes(bytes), NotTheKey::Unknown, "{bytes:?}");
        }
        assert_eq!(by_bytes(b"\x30\x06\x02\x01\x00\x02\x01\x05"), NotTheKey::Pkcs1(Form::Der));
    }
}
