//! Why a key cannot be used.

use std::io;

use crate::formats::describe_io_error;
use crate::identity::Lang;

/// A key that cannot be read, or written. Each says where and what to do; none says anything of a passphrase.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum KeyError {
    /// The system does not give the file.
    Unreadable {
        /// Its path.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// The system does not take the file.
    Unwritable {
        /// Its path.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// Something is there already, and a key is never overwritten.
    Exists {
        /// Its path.
        file: String,
    },
    /// Something else than the key that was asked for.
    NotTheKey {
        /// Its path.
        file: String,
        /// Whether the private key was asked for.
        private: bool,
        /// What it is.
        found: NotTheKey,
    },
    /// A private key under a passphrase, which was not given.
    PassphraseNeeded {
        /// Its path.
        file: String,
    },
    /// A private key that this passphrase does not open.
    PassphraseWrong {
        /// Its path.
        file: String,
    },
    /// A key of another kind than RSA, or of a size that is not from 2048 to 8192 bits.
    Unsupported {
        /// Its path.
        file: String,
    },
    /// No key could be made.
    Cryptography,
}

/// What stands in place of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTheKey {
    /// The public key.
    Public,
    /// The private key.
    Private,
    /// A private key in the older form PKCS#1 (`RSA PRIVATE KEY`).
    Pkcs1,
    /// A certificate.
    Certificate,
    /// Nothing known.
    Unknown,
}

impl KeyError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Unreadable { file, source } => {
                format!("{file} : lecture impossible : {}.", describe_io_error(source, Lang::Fr))
            }
            Self::Unwritable { file, source } => {
                format!("{file} : écriture impossible : {}.", describe_io_error(source, Lang::Fr))
            }
            Self::Exists { file } => {
                format!("{file} existe déjà ; une clé n'est jamais écrasée, choisissez un autre nom.")
            }
            Self::NotTheKey { file, private, found } => {
                let wanted =
                    if *private { "la clé privée (PKCS#8)" } else { "la clé publique (SubjectPublicKeyInfo)" };
                let found = match found {
                    NotTheKey::Public => "c'est une clé publique.".to_owned(),
                    NotTheKey::Private => "c'est une clé privée ; ne la remettez à personne.".to_owned(),
                    NotTheKey::Pkcs1 => {
                        format!("c'est une clé PKCS#1 ; convertissez-la : openssl pkcs8 -topk8 -in {file} -out cle.pem")
                    }
                    NotTheKey::Certificate => format!(
                        "c'est un certificat ; tirez-en la clé : openssl x509 -pubkey -noout -in {file} > cle_publique.pem"
                    ),
                    NotTheKey::Unknown => "ce n'est pas une clé PEM ou DER.".to_owned(),
                };
                format!("{file} : il faut {wanted} ; {found}")
            }
            Self::PassphraseNeeded { file } => {
                format!("{file} : cette clé est protégée par une phrase secrète ; donnez-la.")
            }
            Self::PassphraseWrong { file } => format!("{file} : la phrase secrète n'ouvre pas cette clé."),
            Self::Unsupported { file } => {
                format!("{file} : il faut une clé RSA de 2048 à 8192 bits, et celle-ci n'en est pas une.")
            }
            Self::Cryptography => "aucune clé n'a pu être fabriquée ; réessayez.".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Unreadable { file, source } => {
                format!("{file}: cannot be read: {}.", describe_io_error(source, Lang::En))
            }
            Self::Unwritable { file, source } => {
                format!("{file}: cannot be written: {}.", describe_io_error(source, Lang::En))
            }
            Self::Exists { file } => format!("{file} exists already; a key is never overwritten, choose another name."),
            Self::NotTheKey { file, private, found } => {
                let wanted =
                    if *private { "the private key (PKCS#8)" } else { "the public key (SubjectPublicKeyInfo)" };
                let found = match found {
                    NotTheKey::Public => "this is a public key.".to_owned(),
                    NotTheKey::Private => "this is a private key; give it to nobody.".to_owned(),
                    NotTheKey::Pkcs1 => {
                        format!("this is a PKCS#1 key; convert it: openssl pkcs8 -topk8 -in {file} -out key.pem")
                    }
                    NotTheKey::Certificate => format!(
                        "this is a certificate; take the key out of it: openssl x509 -pubkey -noout -in {file} > public_key.pem"
                    ),
                    NotTheKey::Unknown => "this is no key in PEM or DER.".to_owned(),
                };
                format!("{file}: {wanted} is needed; {found}")
            }
            Self::PassphraseNeeded { file } => format!("{file}: this key is under a passphrase; give it."),
            Self::PassphraseWrong { file } => format!("{file}: the passphrase does not open this key."),
            Self::Unsupported { file } => {
                format!("{file}: an RSA key of 2048 to 8192 bits is needed, and this is none.")
            }
            Self::Cryptography => "no key could be made; try again.".to_owned(),
        }
    }
}
