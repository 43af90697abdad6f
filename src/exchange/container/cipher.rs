//! The recipe of the content: key block, AES, digests.
//!
//! Invariant: [`decrypt`] does the same work whatever is wrong. A key block that RSA refuses is replaced by a random one
//! (RFC 5246, 7.4.7.1, «implicit rejection»), SHA-256 is taken of every end that a padding can leave, so that its work does
//! not depend on which it is, and one verdict is given at the end. How long the content is, anybody can see. Two things are not
//! promised: base64 that is none takes less time, which whoever sent it knows already; and a content that is genuine goes on to
//! be unpacked, so that time tells it from all others, as does the answer.

use aws_lc_rs::cipher::{
    AES_128, DecryptingKey, DecryptionContext, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::Md5;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::error::ContainerError;
use super::key::{PrivateKey, PublicKey};

/// Bytes of an AES-128 key, of an AES block and of an MD5.
const PART: usize = 16;
const KEY_BLOCK: usize = 3 * PART;
/// MIME's width (RFC 2045, 6.8), which tools that read base64 line by line expect.
const LINE: usize = 76;

/// Some writers leave the final `=` out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Key, IV and MD5.
struct KeyBlock(Zeroizing<[u8; KEY_BLOCK]>);

impl KeyBlock {
    /// A random key and IV, with their MD5.
    fn fresh() -> Result<Self, Unspecified> {
        let mut block = Self::random()?;
        let md5 = Md5::digest(&block.0[..2 * PART]);
        block.0[2 * PART..].copy_from_slice(&md5);
        Ok(block)
    }

    /// 48 random bytes, which do not pass [`Self::is_genuine`].
    fn random() -> Result<Self, Unspecified> {
        let mut bytes = Zeroizing::new([0; KEY_BLOCK]);
        rand::fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// Decrypts the text of a `Cle`; where that fails, a random block.
    fn decrypt(text: &str, key: &PrivateKey) -> Result<Self, Unspecified> {
        let mut block = Self::random()?;
        let decrypted = key.decrypt(&from_base64(text).unwrap_or_default());
        if let Some(bytes) = decrypted.as_deref().filter(|bytes| bytes.len() == KEY_BLOCK) {
            block.0.copy_from_slice(bytes);
        }
        Ok(block)
    }

    fn is_genuine(&self) -> bool {
        verify_slices_are_equal(&Md5::digest(&self.0[..2 * PART]), &self.0[2 * PART..]).is_ok()
    }

    fn key(&self) -> Result<UnboundCipherKey, Unspecified> {
        UnboundCipherKey::new(&AES_128, &self.0[..PART])
    }

    fn iv(&self) -> Result<[u8; PART], Unspecified> {
        self.0[PART..2 * PART].try_into().map_err(|_| Unspecified)
    }
}

/// What a file needs to be opened, in base64.
pub(super) struct Encrypted {
    /// One for each reader.
    pub(super) keys: Vec<String>,
    pub(super) content: String,
    pub(super) verification: String,
}

/// Encrypts what is compressed already, or is not to be.
pub(super) fn encrypt(mut packed: Vec<u8>, readers: &[&PublicKey]) -> Result<Encrypted, Unspecified> {
    let verification = to_base64(&Sha256::digest(&packed));
    let block = KeyBlock::fresh()?;
    let context = EncryptionContext::Iv128(block.iv()?.into());
    PaddedBlockEncryptingKey::cbc_pkcs7(block.key()?)?.less_safe_encrypt(&mut packed, context)?;
    let keys = readers.iter().map(|reader| reader.encrypt(block.0.as_slice()).map(|bytes| to_base64(&bytes)));
    Ok(Encrypted { keys: keys.collect::<Result<_, _>>()?, content: to_base64(&packed), verification })
}

/// Decrypts a content with the one of `blocks` that is for `key`. What comes out may be compressed.
pub(super) fn decrypt(
    blocks: &[String],
    content: String,
    verification: &str,
    key: &PrivateKey,
) -> Result<Vec<u8>, ContainerError> {
    // Without randomness nothing is decrypted, rather than in another way.
    let refused = |Unspecified| ContainerError::Undecryptable;
    let mut chosen = KeyBlock::random().map_err(refused)?;
    let mut is_genuine = false;
    for block in blocks {
        let block = KeyBlock::decrypt(block, key).map_err(refused)?;
        if block.is_genuine() {
            (chosen, is_genuine) = (block, true);
        }
    }
    let mut packed = from_base64(content).unwrap_or_default();
    let context = DecryptionContext::Iv128(chosen.iv().map_err(refused)?.into());
    let cipher = chosen.key().and_then(DecryptingKey::cbc).map_err(refused)?;
    // Fails for a length that is no multiple of a block, which anybody can see.
    let is_decrypted = cipher.decrypt(&mut packed, context).is_ok();
    let padding = padding(&packed);
    let expected = from_base64(verification).unwrap_or_default();
    if is_genuine & is_decrypted & is_intact(&packed, padding, &expected) {
        packed.truncate(packed.len() - padding.unwrap_or_default());
        Ok(packed)
    } else {
        Err(ContainerError::Undecryptable)
    }
}

/// Whether `expected` is the SHA-256 of what stands before the padding. The digest of every length that a padding can have is
/// taken, whatever the padding is, and if it is none.
fn is_intact(bytes: &[u8], padding: Option<usize>, expected: &[u8]) -> bool {
    let (body, last) = bytes.split_at(bytes.len().saturating_sub(PART));
    let body = Sha256::new_with_prefix(body);
    let mut is_intact = false;
    for length in 1..=PART {
        let digest = body.clone().chain_update(&last[..last.len().saturating_sub(length)]).finalize();
        is_intact |= verify_slices_are_equal(&digest, expected).is_ok() & (padding == Some(length));
    }
    is_intact
}

/// The length of PKCS#7 padding, if that is what the last block ends in; every byte of the block is looked at.
fn padding(bytes: &[u8]) -> Option<usize> {
    let block = bytes.last_chunk::<PART>()?;
    let length = block[PART - 1];
    let mut wrong = u8::from(length == 0) | u8::from(usize::from(length) > PART);
    for (back, &byte) in block.iter().rev().enumerate() {
        wrong |= u8::from(back < usize::from(length)) & u8::from(byte != length);
    }
    (wrong == 0).then_some(usize::from(length))
}

/// Base64 with line breaks anywhere.
fn from_base64(text: impl Into<Vec<u8>>) -> Option<Vec<u8>> {
    let mut signs = text.into();
    signs.retain(|byte| !byte.is_ascii_whitespace());
    BASE64.decode(signs).ok()
}

/// Base64 in lines.
fn to_base64(bytes: &[u8]) -> String {
    let text = BASE64.encode(bytes);
    let mut lines = String::with_capacity(text.len() + text.len() / LINE + 1);
    let mut rest = text.as_str();
    while rest.len() > LINE {
        // Base64 is ASCII: every place is one between two characters.
        let (line, after) = rest.split_at(LINE);
        lines.push_str(line);
        lines.push('\n');
        rest = after;
    }
    lines + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_all_of_it_or_none() {
        let block = |tail: &[u8]| [vec![7; PART - tail.len()], tail.to_vec()].concat();
        assert_eq!(padding(&block(&[1])), Some(1));
        assert_eq!(padding(&block(&[3, 3, 3])), Some(3));
        assert_eq!(padding(&[16; 16]), Some(16));
        for bad in [&block(&[0])[..], &block(&[17]), &block(&[2, 3, 3]), &block(&[1, 2]), &[16; 15], &[]] {
            assert_eq!(padding(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn only_the_digest_before_the_padding_counts() {
        let bytes = |padding: usize| [vec![7; 3 * PART - padding], vec![padding as u8; padding]].concat();
        for length in 1..=PART {
            let bytes = bytes(length);
            for other in 0..=PART {
                let digest = Sha256::digest(&bytes[..bytes.len() - other]);
                assert_eq!(is_intact(&bytes, padding(&bytes), &digest), other == length, "{length} {other}");
                assert!(!is_intact(&bytes, None, &digest));
            }
        }
        assert!(!is_intact(&[], padding(&[]), &Sha256::digest([])) && !is_intact(&[1; PART], Some(1), &[]));
    }

    #[test]
    fn base64_comes_in_lines_and_is_read_with_any() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = to_base64(&bytes);
        assert!(text.lines().all(|line| line.len() <= LINE) && text.lines().count() == 5, "{text}");
        assert_eq!(from_base64(text.replace('\n', " \r\n\t")), Some(bytes.clone()));
        assert_eq!(from_base64(text.trim_end_matches('=')), Some(bytes));
        assert_eq!(from_base64("AA-="), None);
    }
}
