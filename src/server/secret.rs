//! Secrets that are handed out, and the hashes that stay here.

use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

/// 256 random bits, in hexadecimal.
///
/// # Panics
/// When the system has no randomness to give.
pub(super) fn new() -> String {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).expect("the system gives randomness");
    hexadecimal(&bytes)
}

/// A token for a program, recognisable as one where it should not be.
pub fn new_token() -> String {
    format!("rapproche_{}", new())
}

/// SHA-256, in hexadecimal: enough for secrets that nobody can guess.
pub fn hash(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}
