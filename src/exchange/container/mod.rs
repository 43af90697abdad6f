//! Encrypted files between an ENT and PRONOTE, both ways.
//!
//! Role: the envelope around an exchange document. Input: the bytes of a file and a key. Output: the document's bytes, or
//! the file. Two envelopes share one recipe: `ImportChiffre` (the ENT writes to PRONOTE, [`ImportHeader`]) and
//! `EXPORT_INDEX_EDUCATION` (PRONOTE writes to one or two partners, [`ExportHeader`]). What is known of them publicly:
//!
//! 1. the document, UTF-8, is compressed by zlib (RFC 1950); in an `EXPORT_INDEX_EDUCATION` that says
//!    `CompresseAvantChiffrement="false"` it is not;
//! 2. that is encrypted by AES-128 in CBC mode with PKCS#7 padding: `Contenu`, in base64;
//! 3. `Cle` is key, IV and the MD5 of both (16 bytes each), encrypted by RSA PKCS#1 v1.5 for the reader, in base64;
//! 4. `Verification` is the SHA-256 of what step 1 gives, that is of the compressed bytes, in base64.
//!
//! Invariants: nothing of a content is handed out before padding, MD5 and SHA-256 are right and its size is known to be
//! within [`Limits`]; whatever takes the key to be found out is one error, [`ContainerError::Undecryptable`], found after
//! the same work (`cipher` says of what, and what is not promised). Nothing in the format says who wrote a file: whoever has the public key can write one. So a content
//! is read as carefully as any other file, and where it came from is for the transport to prove.

mod cipher;
mod deflate;
mod envelope;
mod error;
mod foreign_key;
mod head;
mod header;
mod key;
mod key_error;
mod pem;
mod seal;

pub use error::{ContainerError, SealError};
pub use head::is_encrypted;
pub use header::{ExportHeader, Header, ImportHeader};
pub use key::{KeySize, PrivateKey, PublicKey};
pub use key_error::{Form, KeyError, NotTheKey};
pub use seal::{seal_export, seal_import};

use envelope::Envelope;

/// The namespace of `ImportChiffre`. `EXPORT_INDEX_EDUCATION` has none that is known.
pub const IMPORT_NAMESPACE: &str = "http://www.index-education.com/containeurimportchiffreV1";

/// A schema of `ImportChiffre` (W3C XML Schema 1.0), to check files with.
pub const IMPORT_SCHEMA: &str = include_str!("import-chiffre.xsd");

/// A schema of the outer document of `EXPORT_INDEX_EDUCATION`.
pub const EXPORT_SCHEMA: &str = include_str!("export-index-education.xsd");

/// How large a file may be. Bounds are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file, and so the longest text in it. It is in memory three times at most: as it is, without line breaks, decoded.
    pub file: u64,
    /// The document in it. A person takes up to 500 bytes, and zlib makes 1,000 bytes out of one at most: a small file
    /// may hold a document that no memory does. Raising it costs as much memory, for documents that are so large.
    pub content: u64,
}

impl Default for Limits {
    /// Two million people, more than any académie's pupils and their parents, in 1 GiB; compressed and in base64 that is less than
    /// half of it.
    fn default() -> Self {
        Self { file: 512 << 20, content: 1 << 30 }
    }
}

/// A file that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What stands beside the content. It is neither encrypted nor covered by any check.
    pub header: Header,
    /// The document, without a byte order mark.
    pub content: Vec<u8>,
}

/// What stands beside the content, which takes no key to read.
///
/// # Errors
/// [`ContainerError::Xml`], [`ContainerError::FileTooLarge`].
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Header, ContainerError> {
    read(bytes, limits).map(|envelope| envelope.header)
}

/// Opens a file.
///
/// # Errors
/// Those of [`inspect`], which come first and do not depend on the key; then [`ContainerError::Undecryptable`]; and for a
/// document that is genuine [`ContainerError::ContentTooLarge`].
pub fn open(bytes: &[u8], key: &PrivateKey, limits: &Limits) -> Result<Opened, ContainerError> {
    let Envelope { header, keys, content, verification } = read(bytes, limits)?;
    let mut content = {
        let packed = cipher::decrypt(&keys, content, &verification, key)?;
        if header.is_compressed() { deflate::unpack(&packed, limits.content)? } else { within(packed, limits.content)? }
    };
    if content.starts_with("\u{FEFF}".as_bytes()) {
        content.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(Opened { header, content })
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Envelope, ContainerError> {
    if bytes.len() as u64 > limits.file {
        return Err(ContainerError::FileTooLarge { bound: limits.file });
    }
    Ok(envelope::read(bytes)?)
}

fn within(content: Vec<u8>, bound: u64) -> Result<Vec<u8>, ContainerError> {
    if content.len() as u64 > bound { Err(ContainerError::ContentTooLarge { bound }) } else { Ok(content) }
}
