//! `rapproche exchange export-ids`: what PRONOTE sends to an ENT, from lists of the base.

use rapproche::exchange::container::{ExportHeader, PublicKey, seal_export};
use rapproche::formats::{ColumnMap, Input, ReadOptions, SettingsError, read_population};
use rapproche::identity::{Lang, Side};
use rapproche::report::identifiers_document;

use super::super::stop::Stop;
use super::super::{job, pick, settings, terminal};
use super::args::ExportIdsArguments;
use super::{files, left_out, passphrase};

pub(super) fn run(typed: &ExportIdsArguments, lang: Lang) -> Result<(), Stop> {
    let refused = |error: SettingsError| Stop::usage(error.message(lang));
    let uai = typed.uai.trim().to_uppercase();
    settings::check_uai("--uai", &uai, false, lang)?;
    settings::not_yet_there(&typed.out, lang)?;
    let partners = typed.partner.iter().map(|partner| named_key(partner, lang)).collect::<Result<Vec<_>, _>>()?;
    let is_named_before = |at: usize| partners[..at].iter().any(|(name, _)| *name == partners[at].0);
    if let Some(at) = (1..partners.len()).find(|&at| is_named_before(at)) {
        let name = &partners[at].0;
        return Err(Stop::usage(match lang {
            Lang::Fr => format!("--partner {name} est donné deux fois ; donnez à chaque partenaire son nom et sa clé."),
            Lang::En => format!("--partner {name} is given twice; give each partner their name and key."),
        }));
    }
    let inputs = typed.base.iter().map(|input| input.parse().map_err(refused)).collect::<Result<Vec<Input>, _>>()?;
    let columns = typed.columns.as_deref().map(ColumnMap::read).transpose().map_err(refused)?.unwrap_or_default();
    let date = job::timestamp(lang)?;

    let reading = read_population(Side::Base, &inputs, &ReadOptions { columns, lang, ..ReadOptions::default() })
        .map_err(|error| Stop::unreadable(error.message(lang)))?;
    let document =
        identifiers_document(&reading.population, &uai).map_err(|error| Stop::unreadable(error.message(lang)))?;
    if document.people == 0 {
        let nobody = pick(
            lang,
            "personne, dans ces fichiers, n'a d'identifiant PRONOTE à transmettre pour cet établissement ; vérifiez la \
             colonne IDPN et l'UAI.",
            "nobody in these files has a PRONOTE identifier to hand on for this school; check the column IDPN and the UAI.",
        );
        return Err(Stop::unreadable(left_out::after(nobody, document.left_out, lang)));
    }
    let header = ExportHeader {
        software: concat!("rapproche ", env!("CARGO_PKG_VERSION")).to_owned(),
        compressed: !typed.uncompressed,
        date,
        uai,
        school: typed.school_name.clone(),
        town: typed.town.clone(),
        ..ExportHeader::default()
    };
    let readers: Vec<(&str, &PublicKey)> = partners.iter().map(|(name, key)| (name.as_str(), key)).collect();
    let sealed = seal_export(&document.bytes, &header, &readers).map_err(|error| Stop::usage(error.message(lang)))?;
    files::create(&typed.out, &sealed, lang)?;
    let names: Vec<&str> = readers.iter().map(|(name, _)| *name).collect();
    let (out, people, names) = (typed.out.display(), document.people, names.join(", "));
    let said = match lang {
        Lang::Fr => format!("{out} : {people} identifiants, lisibles par {names}.\n"),
        Lang::En => format!("{out}: {people} identifiers, readable by {names}.\n"),
    };
    terminal::print(lang, &(said + &left_out::text(document.left_out, lang)))
}

/// A partner's name and public key, `NOM=cle_publique.pem`.
fn named_key(typed: &str, lang: Lang) -> Result<(String, PublicKey), Stop> {
    let Some((name, path)) = typed.split_once('=').filter(|(name, path)| !name.trim().is_empty() && !path.is_empty())
    else {
        return Err(Stop::usage(match lang {
            Lang::Fr => {
                format!("--partner {typed} : donnez un nom et une clé publique, comme MonENT=cle_publique.pem.")
            }
            Lang::En => format!("--partner {typed}: give a name and a public key, such as MonENT=public_key.pem."),
        }));
    };
    let key = PublicKey::read(path.as_ref()).map_err(|error| passphrase::refused(&error, lang))?;
    Ok((name.trim().to_owned(), key))
}
