//! Why a key cannot be used.

use std::io;

use crate::formats::{describe_io_error, describe_output_error};
use crate::identity::Lang;

/// A key that cannot be read, or written. Each says where and what to do; none says anything of a passphrase.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum KeyError {
    /// The system does not give the file.
    Unreadable {
        /// Its path.
        file: String,
        /// The error that the system reports.
        source: io::Error,
    },
    /// The system does not take the file.
    Unwritable {
        /// Its path.
        file: String,
        /// The error that the system reports.
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
        /// True if the private key was asked for, false if the public key was.
        private: bool,
        /// The content of the file, as far as it is recognised.
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
    /// A private key that is protected in a way that is not supported, such as PBES1 or Camellia.
    ProtectionUnsupported {
        /// Its path.
        file: String,
        /// How it is written.
        form: Form,
    },
    /// An RSA-PSS key: by its own words it signs, and never decrypts.
    SignatureOnly {
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
    Pkcs1(Form),
    /// A public key in the older form PKCS#1 (`RSA PUBLIC KEY`).
    Pkcs1Public(Form),
    /// A certificate.
    Certificate(Form),
    /// A private key of OpenSSH.
    Ssh,
    /// A public key of OpenSSH.
    SshPublic,
    /// Nothing known.
    Unknown,
}

/// How a key is written, as far as a command that converts it has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Pem,
    /// Bytes.
    Der,
}

impl Form {
    /// What `openssl` needs to hear, with a space behind it.
    fn option(self) -> &'static str {
        match self {
            Self::Pem => "",
            Self::Der => "-inform DER ",
        }
    }
}

impl NotTheKey {
    /// What it is, and the command that makes the key of it. `private`: whether the private key is wanted.
    fn sentence(self, file: &str, private: bool, lang: Lang) -> String {
        let say = |french: &str, english: &str, command: &str| match (lang, command.is_empty()) {
            (Lang::Fr, true) => format!("{french}."),
            (Lang::En, true) => format!("{english}."),
            (Lang::Fr, false) => format!("{french} ; convertissez-la : {command}"),
            (Lang::En, false) => format!("{english}; convert it: {command}"),
        };
        let public_out = match lang {
            Lang::Fr => "cle_publique.pem",
            Lang::En => "public_key.pem",
        };
        let private_out = match lang {
            Lang::Fr => "cle.pem",
            Lang::En => "key.pem",
        };
        let give_to_nobody =
            || say("c'est une clé privée ; ne la remettez à personne", "this is a private key; give it to nobody", "");
        match self {
            Self::Public | Self::Pkcs1Public(_) | Self::SshPublic if private => {
                say("c'est une clé publique", "this is a public key", "")
            }
            Self::Private | Self::Pkcs1(_) | Self::Ssh if !private => give_to_nobody(),
            Self::Public => say("c'est une clé publique", "this is a public key", ""),
            Self::Private => give_to_nobody(),
            Self::Pkcs1(form) => {
                let command = format!("openssl pkcs8 -topk8 {}-in {file} -out {private_out}", form.option());
                say("c'est une clé PKCS#1", "this is a PKCS#1 key", &command)
            }
            Self::Pkcs1Public(form) => {
                let command =
                    format!("openssl rsa -RSAPublicKey_in {}-in {file} -pubout -out {public_out}", form.option());
                say("c'est une clé publique PKCS#1", "this is a public PKCS#1 key", &command)
            }
            Self::Certificate(_) if private => say(
                "c'est un certificat, qui n'a pas de clé privée",
                "this is a certificate, which has no private key",
                "",
            ),
            Self::Certificate(form) => {
                let command = format!("openssl x509 {}-pubkey -noout -in {file} > {public_out}", form.option());
                match lang {
                    Lang::Fr => format!("c'est un certificat ; tirez-en la clé : {command}"),
                    Lang::En => format!("this is a certificate; take the key out of it: {command}"),
                }
            }
            // openssl does not read these; ssh-keygen converts in place, hence the copy.
            Self::Ssh => {
                let command = format!("cp {file} {private_out} && ssh-keygen -p -m PKCS8 -f {private_out}");
                say("c'est une clé SSH", "this is an SSH key", &command)
            }
            Self::SshPublic => {
                let command = format!("ssh-keygen -e -m PKCS8 -f {file} > {public_out}");
                say("c'est une clé publique SSH", "this is a public SSH key", &command)
            }
            Self::Unknown => say("ce n'est pas une clé PEM ou DER", "this is no key in PEM or DER", ""),
        }
    }
}

/// The command that protects a key in the usual way. Old protections are in the legacy provider of OpenSSL 3.
fn protect_anew(file: &str, form: Form, out: &str) -> String {
    let form = form.option();
    format!("openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default {form}-in {file} -out {out}")
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
                format!("{file} : écriture impossible : {}.", describe_output_error(file.as_ref(), source, Lang::Fr))
            }
            Self::Exists { file } => {
                format!("{file} existe déjà ; une clé n'est jamais écrasée, choisissez un autre nom.")
            }
            Self::NotTheKey { file, private, found } => {
                let wanted =
                    if *private { "la clé privée (PKCS#8)" } else { "la clé publique (SubjectPublicKeyInfo)" };
                let found = found.sentence(file, *private, Lang::Fr);
                format!("{file} : il faut {wanted} ; {found}")
            }
            Self::PassphraseNeeded { file } => {
                format!("{file} : cette clé est protégée par une phrase secrète ; donnez-la.")
            }
            Self::PassphraseWrong { file } => format!("{file} : la phrase secrète n'ouvre pas cette clé."),
            Self::ProtectionUnsupported { file, form } => format!(
                "{file} : cette clé est protégée d'une façon qui n'est pas prise en charge ; convertissez-la, avec sa phrase secrète : {}",
                protect_anew(file, *form, "cle.pem"),
            ),
            Self::SignatureOnly { file } => format!(
                "{file} : c'est une clé RSA-PSS, qui ne sert qu'à signer ; il faut une clé RSA ordinaire : rapproche exchange keygen en fabrique une."
            ),
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
                format!("{file}: cannot be written: {}.", describe_output_error(file.as_ref(), source, Lang::En))
            }
            Self::Exists { file } => format!("{file} exists already; a key is never overwritten, choose another name."),
            Self::NotTheKey { file, private, found } => {
                let wanted =
                    if *private { "the private key (PKCS#8)" } else { "the public key (SubjectPublicKeyInfo)" };
                let found = found.sentence(file, *private, Lang::En);
                format!("{file}: {wanted} is needed; {found}")
            }
            Self::PassphraseNeeded { file } => format!("{file}: this key is under a passphrase; give it."),
            Self::PassphraseWrong { file } => format!("{file}: the passphrase does not open this key."),
            Self::ProtectionUnsupported { file, form } => format!(
                "{file}: this key is protected in a way that is not supported; convert it, with its passphrase: {}",
                protect_anew(file, *form, "key.pem"),
            ),
            Self::SignatureOnly { file } => format!(
                "{file}: this is an RSA-PSS key, which only signs; an ordinary RSA key is needed: rapproche exchange keygen makes one."
            ),
            Self::Unsupported { file } => {
                format!("{file}: an RSA key of 2048 to 8192 bits is needed, and this is none.")
            }
            Self::Cryptography => "no key could be made; try again.".to_owned(),
        }
    }
}
