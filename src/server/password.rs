//! Passwords and one-time codes, as argon2 keeps them.
//!
//! Invariant: checking takes as long for a name that does not exist as for one that does.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::Semaphore;

use super::secret;
use crate::service::ServiceError;

/// Held against whoever has no password here.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash(&secret::new()));

/// What is kept of a password: argon2id, 19 MiB, two passes (the crate's defaults, which are OWASP's).
///
/// # Panics
/// When the system has no randomness to give.
pub fn hash(password: &str) -> String {
    Argon2::default().hash_password(password.as_bytes()).expect("argon2's own parameters are good").to_string()
}

/// A password that nobody chose: 20 letters and digits in groups of five, without those that are taken for each other; 99 bits.
pub fn new_password() -> String {
    random_letters(20)
}

/// A one-time code to be typed from a letter: 15 letters and digits, 74 bits, in groups of five.
pub fn new_code() -> String {
    random_letters(15)
}

/// What is kept of a one-time code, as [`hash`] does, however it will be typed.
pub fn hash_code(code: &str) -> String {
    hash(&typed_code(code))
}

/// A code as it was meant: people type capitals, leave out dashes and put in spaces.
pub(super) fn typed_code(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// At most 21 letters and digits: a secret has 256 bits, and each of them takes twelve.
fn random_letters(count: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let random = secret::new();
    let digits: Vec<u32> = random.bytes().filter_map(|byte| char::from(byte).to_digit(16)).collect();
    // Twelve bits per letter: what is left over by the division is one in 132.
    let letters = digits.chunks_exact(3).map(|three| {
        let number = three.iter().fold(0, |number, digit| number * 16 + *digit as usize);
        char::from(LETTERS[number % LETTERS.len()])
    });
    let letters: Vec<char> = letters.take(count).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Whether a password is the one whose hash is given; never where there is none.
pub(super) async fn is_right(password: String, kept: Option<String>) -> Result<bool, ServiceError> {
    let check = move || {
        let against = kept.as_deref().unwrap_or(&NOBODY);
        let is_right = PasswordHash::new(against)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        is_right && kept.is_some()
    };
    // Each takes 19 MiB: whoever tries many at once waits.
    static TURNS: Semaphore = Semaphore::const_new(4);
    let _turn = TURNS.acquire().await.map_err(|_| ServiceError::Interrupted)?;
    tokio::task::spawn_blocking(check).await.map_err(|_| ServiceError::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_alone_is_right() {
        let password = new_password();
        assert_eq!(password.len(), 23);
        let kept = hash(&password);
        assert!(kept.starts_with("$argon2id$"));
        assert!(is_right(password.clone(), Some(kept.clone())).await.unwrap());
        assert!(!is_right(format!("{password}x"), Some(kept)).await.unwrap());
        assert!(!is_right(password, None).await.unwrap());
    }

    #[tokio::test]
    async fn a_code_is_right_however_it_is_typed() {
        let code = new_code();
        assert_eq!((code.len(), code.matches('-').count()), (17, 2));
        assert_ne!(code, new_code());
        assert!(!code.contains(['i', 'l', 'o', '0', '1']), "{code}");
        let kept = hash_code(&code);
        for typed in [code.clone(), code.to_uppercase(), code.replace('-', ""), format!(" {} ", code.replace('-', " "))]
        {
            assert!(is_right(typed_code(&typed), Some(kept.clone())).await.unwrap(), "{typed}");
        }
        assert!(!is_right(typed_code(&code[1..]), Some(kept)).await.unwrap());
    }
}
