//! RSA keys: files of others, and our own.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{
    KeySize as Size, Pkcs1PrivateDecryptingKey, Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use pkcs8::pkcs5::pbes2::Parameters;
use pkcs8::pkcs5::{self, EncryptionScheme};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::key_error::{Form, KeyError, NotTheKey};
use super::{foreign_key, pem};
use crate::durable;
use crate::hexadecimal::hexadecimal;

/// Far more than a key of 8192 bits takes.
const LARGEST_FILE: u64 = 64 << 10;
const PRIVATE: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";
const CERTIFICATE: &str = "CERTIFICATE";
/// Rounds of PBKDF2 with SHA-256 (OWASP Password Storage Cheat Sheet, 2023): a third of a second for whoever knows the
/// passphrase, and as much for each guess.
const ROUNDS: u32 = 600_000;

/// How long a new key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySize {
    /// 2048 bits, a length that every reader accepts.
    Bits2048,
    /// 4096 bits.
    Bits4096,
}

/// The key that opens files. It never shows in a `Debug` text or an error.
#[derive(Debug, Clone)]
pub struct PrivateKey(PrivateDecryptingKey);

/// The key that files are encrypted with.
#[derive(Debug, Clone)]
pub struct PublicKey(PublicEncryptingKey);

impl PrivateKey {
    /// A new key.
    ///
    /// # Errors
    /// [`KeyError::Cryptography`].
    pub fn generate(size: KeySize) -> Result<Self, KeyError> {
        let size = match size {
            KeySize::Bits2048 => Size::Rsa2048,
            KeySize::Bits4096 => Size::Rsa4096,
        };
        PrivateDecryptingKey::generate(size).map(Self).map_err(|_| KeyError::Cryptography)
    }

    /// Reads a PKCS#8 key, PEM or DER, told apart by their content. A passphrase that is not needed is not used.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(path: &Path, passphrase: Option<&str>) -> Result<Self, KeyError> {
        let file = path.display().to_string();
        let (label, der) = read_der(path, &[PRIVATE, ENCRYPTED])?;
        let found = match label.as_deref() {
            Some(PRIVATE) | None => None,
            Some(ENCRYPTED) => return Self::decipher(&der, passphrase, file, Form::Pem),
            Some(label) => Some(foreign_key::by_label(label)),
        };
        if let Some(found) = found {
            return Err(KeyError::NotTheKey { file, private: true, found });
        }
        if foreign_key::is_signature_only(&der) {
            return Err(KeyError::SignatureOnly { file });
        }
        if PrivateKeyInfoRef::try_from(der.as_slice()).is_ok() {
            return Self::from_der(&der).ok_or(KeyError::Unsupported { file });
        }
        if foreign_key::is_protected(&der) {
            return Self::decipher(&der, passphrase, file, Form::Der);
        }
        let is_public = PublicEncryptingKey::from_der(&der).is_ok();
        let found = if is_public { NotTheKey::Public } else { foreign_key::by_bytes(&der) };
        Err(KeyError::NotTheKey { file, private: true, found })
    }

    fn decipher(der: &[u8], passphrase: Option<&str>, file: String, form: Form) -> Result<Self, KeyError> {
        let sealed = match EncryptedPrivateKeyInfoRef::try_from(der) {
            Ok(sealed) if !matches!(sealed.encryption_algorithm, EncryptionScheme::Pbes1(_)) => sealed,
            // Also what names a cipher that the reader of keys has never heard of.
            _ if foreign_key::is_protected(der) => return Err(KeyError::ProtectionUnsupported { file, form }),
            _ => return Err(KeyError::NotTheKey { file, private: true, found: NotTheKey::Unknown }),
        };
        let Some(passphrase) = passphrase else { return Err(KeyError::PassphraseNeeded { file }) };
        match sealed.decrypt(passphrase) {
            Ok(opened) if foreign_key::is_signature_only(opened.as_bytes()) => Err(KeyError::SignatureOnly { file }),
            Ok(opened) => Self::from_der(opened.as_bytes()).ok_or(KeyError::Unsupported { file }),
            Err(pkcs8::Error::EncryptedPrivateKey(
                pkcs5::Error::UnsupportedAlgorithm { .. } | pkcs5::Error::AlgorithmParametersInvalid { .. },
            )) => Err(KeyError::ProtectionUnsupported { file, form }),
            Err(_) => Err(KeyError::PassphraseWrong { file }),
        }
    }

    fn from_der(der: &[u8]) -> Option<Self> {
        PrivateDecryptingKey::from_pkcs8(der).ok().map(Self)
    }

    /// Writes the key to a file that is not there yet, for its owner alone; under a passphrase if one is given.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn create(&self, path: &Path, passphrase: Option<&str>) -> Result<(), KeyError> {
        let text = self.to_pem(passphrase).ok_or(KeyError::Cryptography)?;
        durable::create_private(path, text.as_bytes()).map_err(|source| unwritable(path, source))
    }

    /// PKCS#8 in PEM.
    fn to_pem(&self, passphrase: Option<&str>) -> Option<Zeroizing<String>> {
        let der = self.0.as_der().ok()?;
        let Some(passphrase) = passphrase else { return Some(pem::write(PRIVATE, der.as_ref())) };
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        rand::fill(&mut salt).ok()?;
        rand::fill(&mut iv).ok()?;
        let parameters = Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, iv).ok()?;
        let sealed =
            PrivateKeyInfoRef::try_from(der.as_ref()).ok()?.encrypt_with_params(parameters, passphrase).ok()?;
        Some(pem::write(ENCRYPTED, sealed.as_bytes()))
    }

    /// The key that belongs to it.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// Decrypts a block that was encrypted for this key; returns `None` for any other block.
    pub(super) fn decrypt(&self, block: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let key = Pkcs1PrivateDecryptingKey::new(self.0.clone()).ok()?;
        let mut plain = Zeroizing::new(vec![0; key.min_output_size()]);
        let length = key.decrypt(block, &mut plain).ok()?.len();
        plain.truncate(length);
        Some(plain)
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (X.509), PEM or DER, told apart by their content.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let file = path.display().to_string();
        let (label, der) = read_der(path, &[PUBLIC, CERTIFICATE])?;
        if matches!(label.as_deref(), None | Some(PUBLIC)) && foreign_key::is_signature_only(&der) {
            return Err(KeyError::SignatureOnly { file });
        }
        let found = match label.as_deref() {
            Some(PUBLIC) => {
                return PublicEncryptingKey::from_der(&der).map(Self).map_err(|_| KeyError::Unsupported { file });
            }
            None => match PublicEncryptingKey::from_der(&der) {
                Ok(key) => return Ok(Self(key)),
                Err(_) if PrivateKeyInfoRef::try_from(der.as_slice()).is_ok() => NotTheKey::Private,
                Err(_) => foreign_key::by_bytes(&der),
            },
            Some(label) => foreign_key::by_label(label),
        };
        Err(KeyError::NotTheKey { file, private: false, found })
    }

    /// Writes the key to a file that is not there yet: `SubjectPublicKeyInfo` in PEM.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn create(&self, path: &Path) -> Result<(), KeyError> {
        let der = self.0.as_der().map_err(|_| KeyError::Cryptography)?;
        durable::create(path, pem::write(PUBLIC, der.as_ref()).as_bytes()).map_err(|source| unwritable(path, source))
    }

    /// Returns the SHA-256 of the key in DER, in hexadecimal. Two people compare it to know that they mean the same
    /// key.
    ///
    /// # Errors
    /// [`KeyError::Cryptography`].
    pub fn fingerprint(&self) -> Result<String, KeyError> {
        let der = self.0.as_der().map_err(|_| KeyError::Cryptography)?;
        Ok(hexadecimal(&Sha256::digest(der.as_ref())))
    }

    /// Its length in bits.
    pub fn bits(&self) -> usize {
        self.0.key_size_bits()
    }

    /// Encrypts a block.
    pub(super) fn encrypt(&self, block: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let key = Pkcs1PublicEncryptingKey::new(self.0.clone())?;
        let mut sealed = vec![0; key.ciphertext_size()];
        let length = key.encrypt(block, &mut sealed)?.len();
        sealed.truncate(length);
        Ok(sealed)
    }
}

fn read_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let unreadable = |source| KeyError::Unreadable { file: path.display().to_string(), source };
    // As much as the largest file takes, and a reserve at which reading never asks for more: a vector that grows leaves
    // copies of the key behind, which nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LARGEST_FILE as usize + 64));
    File::open(path).and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

/// The DER in a file, and under which label it stands if that is PEM: one of those that are wanted, if it is there.
fn read_der(path: &Path, wanted: &[&str]) -> Result<(Option<String>, Zeroizing<Vec<u8>>), KeyError> {
    let bytes = read_file(path)?;
    Ok(match std::str::from_utf8(&bytes).ok().and_then(|text| pem::read(text, wanted)) {
        Some((label, der)) => (Some(label.to_owned()), der),
        None => (None, bytes),
    })
}

fn unwritable(path: &Path, source: io::Error) -> KeyError {
    let file = path.display().to_string();
    if source.kind() == ErrorKind::AlreadyExists {
        KeyError::Exists { file }
    } else {
        KeyError::Unwritable { file, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_into_memory_that_never_moves() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("key");
        for length in [0, 1_700, LARGEST_FILE as usize, LARGEST_FILE as usize + 1] {
            std::fs::write(&path, vec![b'a'; length]).unwrap();
            let bytes = read_file(&path).unwrap();
            assert_eq!(bytes.len(), length.min(LARGEST_FILE as usize));
            assert_eq!(bytes.capacity(), LARGEST_FILE as usize + 64, "as it was allocated");
        }
    }
}
