//! `rapproche exchange write-rapprochement`: the ENT's users for PRONOTE, in the clear or encrypted.

use chrono::NaiveDateTime;
use rapproche::exchange::container::{ImportHeader, PublicKey, seal_import};
use rapproche::exchange::rapprochement::{Delegation, Header, School};
use rapproche::formats::{ColumnMap, Input, ProfileMap, ReadOptions, SettingsError, read_population};
use rapproche::identity::{Lang, Side};
use rapproche::report::{rapprochement_document, school_doubt};

use super::super::stop::Stop;
use super::super::{job, pick, settings, terminal};
use super::args::WriteRapprochementArguments;
use super::{files, left_out, partner, passphrase};

pub(super) fn run(typed: &WriteRapprochementArguments, lang: Lang) -> Result<(), Stop> {
    let refused = |error: SettingsError| Stop::usage(error.message(lang));
    let uai = typed.uai.trim().to_uppercase();
    settings::check_uai("--uai", &uai, false, lang)?;
    partner(&typed.partner, lang)?;
    settings::not_yet_there(&typed.out, lang)?;
    let key = typed.encrypt.as_deref().map(PublicKey::read).transpose();
    let key = key.map_err(|error| passphrase::refused(&error, lang))?;
    let inputs = typed.cas.iter().map(|input| input.parse().map_err(refused)).collect::<Result<Vec<Input>, _>>()?;
    let options = ReadOptions {
        columns: typed.columns.as_deref().map(ColumnMap::read).transpose().map_err(refused)?.unwrap_or_default(),
        profiles: typed.profiles.as_deref().map(ProfileMap::read).transpose().map_err(refused)?.unwrap_or_default(),
        id_column: typed.id.clone(),
        lang,
        ..ReadOptions::default()
    };
    let date = job::timestamp(lang)?;

    let reading =
        read_population(Side::Cas, &inputs, &options).map_err(|error| Stop::unreadable(error.message(lang)))?;
    let head = Header {
        // The form is that of `timestamp`.
        date: NaiveDateTime::parse_from_str(&date, "%Y-%m-%dT%H:%M:%S")
            .map_err(|error| Stop::usage(error.to_string()))?,
        partner: typed.partner.clone(),
        delegation: Some(Delegation::Cas),
        civilities: Vec::new(),
        schools: vec![School { ident: 1, uai: uai.clone(), name: typed.school_name.clone(), ..School::default() }],
        managed: vec![1],
    };
    let document =
        rapprochement_document(&reading.population, &head).map_err(|error| Stop::unreadable(error.message(lang)))?;
    if document.people == 0 {
        let nobody = pick(
            lang,
            "personne, dans ces fichiers, n'a d'identifiant CAS à transmettre pour cet établissement ; vérifiez la colonne \
             de l'identifiant (--id) et l'UAI.",
            "nobody in these files has a CAS id to hand on for this school; check the column of the id (--id) and the UAI.",
        );
        return Err(Stop::unreadable(left_out::after(nobody, document.left_out, lang)));
    }
    if let Some(doubt) = school_doubt(&reading.population, &uai) {
        terminal::complain(lang, &doubt.message("--uai", lang));
    }
    let bytes = match &key {
        None => document.bytes,
        Some(key) => {
            let header = ImportHeader { partner: typed.partner.clone(), date, uai, ..ImportHeader::default() };
            seal_import(&document.bytes, &header, key).map_err(|error| Stop::usage(error.message(lang)))?
        }
    };
    // Names and births of a whole school; under a key they are nobody's to read.
    let create = if key.is_some() { files::create } else { files::create_private };
    create(&typed.out, &bytes, lang)?;
    let (out, people) = (typed.out.display(), document.people);
    let how = match key {
        None => pick(lang, "en clair", "in the clear"),
        Some(_) => pick(lang, "chiffrés", "encrypted"),
    };
    let said = match lang {
        Lang::Fr => format!("{out} : {people} utilisateurs de l'ENT, {how}.\n"),
        Lang::En => format!("{out}: {people} users of the ENT, {how}.\n"),
    };
    terminal::print(lang, &(said + &left_out::text(document.left_out, lang)))
}
