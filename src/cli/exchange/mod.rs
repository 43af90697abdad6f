//! `rapproche exchange`: the encrypted files between an ENT and PRONOTE.

mod args;
mod export_ids;
mod files;
mod left_out;
mod match_ids;
pub(super) mod passphrase;
mod show;
mod write_rapprochement;

use std::fs;
use std::path::Path;

use rapproche::exchange::container::{
    ImportHeader, KeySize, Limits, PrivateKey, PublicKey, inspect, is_encrypted, open, seal_import,
};
use rapproche::identity::Lang;

use self::args::{Bits, DecryptArguments, EncryptArguments, KeygenArguments};
use super::stop::{Exit, Stop};
use super::{job, settings, terminal};

pub(super) use args::{ExchangeAction, ExchangeArguments};

pub(super) fn run(action: &ExchangeAction, lang: Lang) -> Result<Exit, Stop> {
    match action {
        ExchangeAction::Keygen(typed) => keygen(typed, lang)?,
        ExchangeAction::Encrypt(typed) => encrypt(typed, lang)?,
        ExchangeAction::Decrypt(typed) => decrypt(typed, lang)?,
        ExchangeAction::ExportIds(typed) => export_ids::run(typed, lang)?,
        ExchangeAction::MatchIds(typed) => match_ids::run(typed, lang)?,
        ExchangeAction::WriteRapprochement(typed) => write_rapprochement::run(typed, lang)?,
        ExchangeAction::Inspect { file, sizes } => {
            let limits = limits(sizes.max_size);
            let bytes = files::read(file, limits.file, lang)?;
            encrypted(file, &bytes, lang)?;
            let header = inspect(&bytes, &limits).map_err(|error| files::unopened(file, &error, lang))?;
            terminal::print(lang, &show::header(&header, lang))?;
        }
    }
    Ok(Exit::Done)
}

fn keygen(typed: &KeygenArguments, lang: Lang) -> Result<(), Stop> {
    settings::not_yet_there(&typed.out, lang)?;
    settings::not_yet_there(&typed.public, lang)?;
    if files::are_one(&typed.out, &typed.public) {
        let (out, public) = (typed.out.display(), typed.public.display());
        return Err(Stop::usage(match lang {
            Lang::Fr => format!("--out {out} et --public {public} sont le même fichier ; donnez deux noms."),
            Lang::En => format!("--out {out} and --public {public} are the same file; give two names."),
        }));
    }
    let passphrase = passphrase::new(typed, lang)?;
    let size = match typed.bits {
        Bits::Bits2048 => KeySize::Bits2048,
        Bits::Bits4096 => KeySize::Bits4096,
    };
    let refused = |error| passphrase::refused(&error, lang);
    let key = PrivateKey::generate(size).map_err(refused)?;
    let public = key.public_key();
    let fingerprint = public.fingerprint().map_err(refused)?;
    key.create(&typed.out, passphrase.as_deref().map(String::as_str)).map_err(refused)?;
    if let Err(error) = public.create(&typed.public) {
        // Half of a pair is of no use, and would be in the way of the next try.
        let mut stop = refused(error);
        if fs::remove_file(&typed.out).is_err() {
            let out = typed.out.display();
            stop.message += &match lang {
                Lang::Fr => format!(" La clé privée reste dans {out} ; supprimez-la."),
                Lang::En => format!(" The private key stays in {out}; remove it."),
            };
        }
        return Err(stop);
    }
    let (out, shown, bits) = (typed.out.display(), typed.public.display(), public.bits());
    terminal::print(
        lang,
        &match lang {
            Lang::Fr => format!(
                "{out} : clé privée RSA de {bits} bits ; ne la remettez à personne.\n\
                 {shown} : clé publique, à remettre au partenaire.\n\
                 Empreinte SHA-256 de la clé publique : {fingerprint}\n"
            ),
            Lang::En => format!(
                "{out}: private RSA key of {bits} bits; give it to nobody.\n\
                 {shown}: public key, for the partner.\n\
                 SHA-256 fingerprint of the public key: {fingerprint}\n"
            ),
        },
    )
}

fn encrypt(typed: &EncryptArguments, lang: Lang) -> Result<(), Stop> {
    let uai = typed.uai.trim().to_uppercase();
    settings::check_uai("--uai", &uai, false, lang)?;
    partner(&typed.partner, lang)?;
    settings::not_yet_there(&typed.out, lang)?;
    let key = PublicKey::read(&typed.public).map_err(|error| passphrase::refused(&error, lang))?;
    let content = files::read(&typed.file, limits(typed.sizes.max_size).content, lang)?;
    if is_encrypted(&content) {
        return Err(files::unreadable(
            &typed.file,
            super::pick(lang, "ce fichier est déjà chiffré.", "this file is encrypted already."),
            lang,
        ));
    }
    if let Some(what) = no_text(&content, lang) {
        return Err(files::unreadable(&typed.file, what, lang));
    }
    let header = ImportHeader {
        version: String::new(),
        partner: typed.partner.clone(),
        description: typed.description.clone(),
        date: job::timestamp(lang)?,
        uai,
    };
    let sealed = seal_import(&content, &header, &key).map_err(|error| Stop::usage(error.message(lang)))?;
    files::create(&typed.out, &sealed, lang)?;
    let (out, bits) = (typed.out.display(), key.bits());
    terminal::print(
        lang,
        &match lang {
            Lang::Fr => format!("{out} : chiffré pour une clé RSA de {bits} bits.\n"),
            Lang::En => format!("{out}: encrypted for an RSA key of {bits} bits.\n"),
        },
    )
}

/// Refuses what can be read as it is.
fn encrypted(file: &Path, bytes: &[u8], lang: Lang) -> Result<(), Stop> {
    if is_encrypted(bytes) {
        return Ok(());
    }
    let what = super::pick(
        lang,
        "ce fichier n'est pas chiffré (ni ImportChiffre, ni EXPORT_INDEX_EDUCATION) ; lisez-le tel quel.",
        "this file is not encrypted (neither ImportChiffre nor EXPORT_INDEX_EDUCATION); read it as it is.",
    );
    Err(files::unreadable(file, what, lang))
}

/// The name of who writes or reads; the other side knows them by it.
fn partner(typed: &str, lang: Lang) -> Result<&str, Stop> {
    let name = typed.trim();
    if !name.is_empty() {
        return Ok(name);
    }
    Err(Stop::usage(super::pick(
        lang,
        "--partner est vide ; donnez le nom de l'intégrateur, comme MonENT.",
        "--partner is empty; give the integrator's name, such as MonENT.",
    )))
}

/// Why a content is no text in UTF-8, which whoever decrypts it expects.
fn no_text(content: &[u8], lang: Lang) -> Option<&'static str> {
    let is_blank = content.iter().all(u8::is_ascii_whitespace) || content == b"\xEF\xBB\xBF";
    Some(if is_blank {
        super::pick(
            lang,
            "le fichier est vide ; il n'y a rien à chiffrer. Exportez-le à nouveau.",
            "the file is empty; there is nothing to encrypt. Export it again.",
        )
    } else if content.starts_with(b"PK\x03\x04") || content.starts_with(b"\xD0\xCF\x11\xE0") {
        super::pick(
            lang,
            "c'est un classeur ou une archive, que PRONOTE ne lirait pas ; donnez un fichier XML, par exemple celui que \
             fait rapproche exchange write-rapprochement.",
            "this is a workbook or an archive, which PRONOTE would not read; give an XML file, such as rapproche exchange \
             write-rapprochement makes.",
        )
    } else if std::str::from_utf8(content).is_err() || content.contains(&0) {
        super::pick(
            lang,
            "ce n'est pas un texte en UTF-8 ; enregistrez-le de nouveau en UTF-8 (un fichier XML déclare alors \
             encoding=\"UTF-8\").",
            "this is no text in UTF-8; save it again in UTF-8 (an XML file then declares encoding=\"UTF-8\").",
        )
    } else {
        return None;
    })
}

fn decrypt(typed: &DecryptArguments, lang: Lang) -> Result<(), Stop> {
    if let Some(out) = &typed.out {
        settings::not_yet_there(out, lang)?;
    }
    let key = passphrase::key(&typed.key, lang)?;
    let limits = limits(typed.sizes.max_size);
    let bytes = files::read(&typed.file, limits.file, lang)?;
    encrypted(&typed.file, &bytes, lang)?;
    let opened = open(&bytes, &key, &limits).map_err(|error| files::unopened(&typed.file, &error, lang))?;
    let Some(out) = &typed.out else { return terminal::print_bytes(lang, &opened.content) };
    // Names and births of a whole school.
    files::create_private(out, &opened.content, lang)?;
    let (out, size) = (out.display(), opened.content.len());
    let summary = match lang {
        Lang::Fr => format!("{out} : {size} octets.\n"),
        Lang::En => format!("{out}: {size} bytes.\n"),
    };
    terminal::print(lang, &(show::header(&opened.header, lang) + &summary))
}

/// Base64 is a third longer than what it stands for, and names compress to a quarter at least: half is ample.
fn limits(max_size: u32) -> Limits {
    let content = u64::from(max_size) << 20;
    Limits { file: content / 2, content }
}
