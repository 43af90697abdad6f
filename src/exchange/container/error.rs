//! Why an encrypted file was not opened, or not made.

use crate::exchange::{ParseError, WriteError};
use crate::identity::Lang;

/// An encrypted file that was not opened.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum ContainerError {
    /// It is no such file, or not a whole one. No key is needed to see that.
    Xml(#[from] ParseError),
    /// It is larger than [`Limits::file`](super::Limits::file).
    FileTooLarge {
        /// The bound, in bytes.
        bound: u64,
    },
    /// It was not written for this key, or is damaged. Which of the two, and where, is deliberately not said: each answer
    /// would help whoever sends altered files to find out what is in one (Bleichenbacher 1998, Vaudenay 2002).
    Undecryptable,
    /// The document in it is larger than [`Limits::content`](super::Limits::content).
    ContentTooLarge {
        /// The bound, in bytes.
        bound: u64,
    },
}

impl ContainerError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Xml(error), _) => error.located(lang),
            (Self::FileTooLarge { bound }, Lang::Fr) => format!(
                "le fichier dépasse la borne de {bound} octets ; s'il est bien ce qu'il doit être, relevez-la."
            ),
            (Self::FileTooLarge { bound }, Lang::En) => {
                format!("the file exceeds the bound of {bound} bytes; if it is what it should be, raise it.")
            }
            (Self::Undecryptable, Lang::Fr) => "le déchiffrement est impossible. Vérifiez que cette clé privée est celle \
                 de la clé publique remise au partenaire, et que le fichier est entier et tel qu'il a été envoyé ; au \
                 besoin, demandez un nouvel export."
                .to_owned(),
            (Self::Undecryptable, Lang::En) => "it cannot be decrypted. Check that this private key belongs to the \
                 public key that the partner was given, and that the file is whole and as it was sent; if need be, ask for \
                 a new export."
                .to_owned(),
            (Self::ContentTooLarge { bound }, Lang::Fr) => format!(
                "le contenu, une fois décompressé, dépasse la borne de {bound} octets ; s'il est bien ce qu'il doit \
                 être, relevez-la."
            ),
            (Self::ContentTooLarge { bound }, Lang::En) => format!(
                "the content, once decompressed, exceeds the bound of {bound} bytes; if it is what it should be, raise it."
            ),
        }
    }
}

/// An encrypted file that was not made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum SealError {
    /// The head holds what the format cannot carry.
    Head(#[from] WriteError),
    /// An export for nobody, or for more partners than the format has room for.
    Partners {
        /// How many there were.
        count: usize,
    },
    /// The system gives no random numbers, or the key no ciphertext.
    Cryptography,
}

impl SealError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Head(error), _) => error.message(lang),
            (Self::Partners { count }, Lang::Fr) => {
                format!("{count} partenaires ; ce format en a un ou deux, chacun avec sa clé publique.")
            }
            (Self::Partners { count }, Lang::En) => {
                format!("{count} partners; this format has one or two, each with its public key.")
            }
            (Self::Cryptography, Lang::Fr) => {
                "le chiffrement est impossible : le système ne donne pas de nombres aléatoires, ou la clé publique ne \
                 chiffre pas. Réessayez, puis vérifiez la clé."
                    .to_owned()
            }
            (Self::Cryptography, Lang::En) => {
                "it cannot be encrypted: the system gives no random numbers, or the public key does not encrypt. Try \
                 again, then check the key."
                    .to_owned()
            }
        }
    }
}
