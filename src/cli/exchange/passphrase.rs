//! Where a passphrase comes from: a file, the environment, the terminal. Never from the command line, which other
//! users of the machine can read.

use std::env::VarError;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use rapproche::exchange::container::{KeyError, PrivateKey};
use rapproche::formats::describe_io_error;
use rapproche::identity::Lang;
use zeroize::Zeroizing;

use super::super::pick;
use super::super::stop::Stop;
use super::args::{KeyArguments, KeygenArguments};

type Passphrase = Zeroizing<String>;

/// Reads a private key, and asks for its passphrase if it has one that was not given.
pub(super) fn key(typed: &KeyArguments, lang: Lang) -> Result<PrivateKey, Stop> {
    key_of(&typed.key, typed.passphrase_file.as_deref(), lang)
}

/// The same, of the arguments themselves.
pub(in crate::cli) fn key_of(key: &Path, passphrase_file: Option<&Path>, lang: Lang) -> Result<PrivateKey, Stop> {
    let given = given(passphrase_file, lang)?;
    match PrivateKey::read(key, given.as_deref().map(String::as_str)) {
        Err(error @ KeyError::PassphraseNeeded { .. }) => {
            let passphrase = ask(pick(lang, "Phrase secrète de la clé : ", "Passphrase of the key: "), lang)
                .map_err(|why| Stop::usage(format!("{} {why}", error.message(lang))))?;
            PrivateKey::read(key, Some(&passphrase)).map_err(|error| refused(&error, lang))
        }
        other => other.map_err(|error| refused(&error, lang)),
    }
}

/// The passphrase that a new key is to have, if any.
pub(super) fn new(typed: &KeygenArguments, lang: Lang) -> Result<Option<Passphrase>, Stop> {
    let given = given(typed.passphrase_file.as_deref(), lang)?;
    if given.is_some() || !typed.passphrase {
        return Ok(given);
    }
    let first = ask(pick(lang, "Phrase secrète : ", "Passphrase: "), lang).map_err(Stop::usage)?;
    let again = ask(pick(lang, "Encore une fois : ", "Once more: "), lang).map_err(Stop::usage)?;
    if first != again {
        return Err(Stop::usage(pick(
            lang,
            "les deux saisies diffèrent ; rien n'a été écrit.",
            "the two differ; nothing was written.",
        )));
    }
    not_empty(first, pick(lang, "la saisie", "what was typed"), lang).map(Some)
}

/// The passphrase from a file or the environment.
fn given(file: Option<&Path>, lang: Lang) -> Result<Option<Passphrase>, Stop> {
    if let Some(path) = file {
        let shown = path.display().to_string();
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| {
            let why = describe_io_error(&error, lang);
            Stop::usage(match lang {
                Lang::Fr => format!("{shown} : lecture impossible : {why}."),
                Lang::En => format!("{shown}: cannot be read: {why}."),
            })
        })?);
        // Notepad puts a mark before the text; neither it nor the end of the line was ever meant.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let line = Zeroizing::new(text.split(['\r', '\n']).next().unwrap_or_default().to_owned());
        return not_empty(line, &shown, lang).map(Some);
    }
    match std::env::var("RAPPROCHE_PASSPHRASE") {
        Ok(text) => not_empty(Zeroizing::new(text), "RAPPROCHE_PASSPHRASE", lang).map(Some),
        Err(VarError::NotPresent) => Ok(None),
        // Taken for none, it would leave a new key without protection.
        Err(VarError::NotUnicode(_)) => Err(Stop::usage(pick(
            lang,
            "RAPPROCHE_PASSPHRASE n'est pas un texte UTF-8 ; donnez la phrase secrète en UTF-8, ou dans un fichier \
             (--passphrase-file).",
            "RAPPROCHE_PASSPHRASE is no UTF-8 text; give the passphrase in UTF-8, or in a file (--passphrase-file).",
        ))),
    }
}

/// A passphrase that turns out to be empty is a mistake: the key would not be protected.
fn not_empty(passphrase: Passphrase, place: &str, lang: Lang) -> Result<Passphrase, Stop> {
    if !passphrase.is_empty() {
        return Ok(passphrase);
    }
    Err(Stop::usage(match lang {
        Lang::Fr => format!("la phrase secrète est vide ({place})."),
        Lang::En => format!("the passphrase is empty ({place})."),
    }))
}

/// Asks on the terminal, without echo; why not, where nobody can be asked.
fn ask(prompt: &str, lang: Lang) -> Result<Passphrase, String> {
    if !io::stdin().is_terminal() {
        return Err(pick(
            lang,
            "Sans terminal, mettez-la dans un fichier (--passphrase-file) ou dans RAPPROCHE_PASSPHRASE.",
            "Without a terminal, put it into a file (--passphrase-file) or into RAPPROCHE_PASSPHRASE.",
        )
        .to_owned());
    }
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| error.to_string())
}

/// A key that cannot be used is a wrong argument.
pub(super) fn refused(error: &KeyError, lang: Lang) -> Stop {
    let message = error.message(lang);
    match error {
        KeyError::Unwritable { .. } | KeyError::Exists { .. } | KeyError::Cryptography => Stop::unwritable(message),
        _ => Stop::usage(message),
    }
}
