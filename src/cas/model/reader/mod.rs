//! XML to a [`Flux`]: one function per type of the schema, in its order.
//!
//! Input: a file of at most [`LARGEST`] bytes. Output: the whole flux, or the first error. Invariant: nothing leaves
//! here before the last byte was checked.

mod cursor;
mod strict;

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use cursor::Cursor;

use super::decode::{decode, place};
use super::error::{FluxError, Violation};
use super::flux::{Flux, Model};
use super::parameters::{ClientParameters, FirstConnectionMode, IdentityAttributes, Parameters, ServerUrl};
use super::value::{Address, Day, InvalidValue, Label, Paragraph, RootAddress, Version, WebPage, parse_values};
use crate::formats::ProfileMap;
use crate::identity::Profile;

/// The size of some ten thousand models.
const LARGEST: u64 = 16 << 20;

type Reading<T> = Result<T, FluxError>;

/// Reads a file, no further than the limit.
pub(super) fn read(path: &Path) -> Reading<Flux> {
    let file = path.display().to_string();
    let mut bytes = Vec::new();
    match File::open(path).and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut bytes)) {
        Ok(_) => parse(&bytes, &file),
        Err(source) => Err(FluxError::Unreadable { file, source }),
    }
}

/// Reads a flux.
pub(super) fn parse(bytes: &[u8], file: &str) -> Reading<Flux> {
    if bytes.len() as u64 > LARGEST {
        return Err(FluxError::TooLarge { file: file.to_owned(), limit: LARGEST });
    }
    let text = decode(bytes).map_err(|(problem, before)| {
        let (line, column) = place(&before);
        FluxError::Malformed { file: file.to_owned(), line, column, problem }
    })?;
    let mut cursor = Cursor::new(&text, file);
    let flux = flux(&mut cursor)?;
    cursor.finish()?;
    Ok(flux)
}

fn flux(cursor: &mut Cursor<'_>) -> Reading<Flux> {
    let [integrator] = cursor.enter("ModelesConfiguration_CAS", ["Integrateur"])?;
    let integrator = cursor.attribute("Integrateur", &integrator, Label::parse)?;
    let mut models = Vec::new();
    let mut names = HashSet::new();
    while models.is_empty() || !cursor.at_end()? {
        let attributes = cursor.enter_nth("ENT", models.len() + 1, ["Nom", "Localisation", "Version", "Date"])?;
        let model = model(cursor, &attributes, &mut names)?;
        models.push(model);
    }
    cursor.leave()?;
    Flux::new(integrator, models).map_err(|error| cursor.error(Violation::Duplicate(error.to_string())))
}

fn model(cursor: &mut Cursor<'_>, attributes: &[String; 4], names: &mut HashSet<Label>) -> Reading<Model> {
    let [name, location, version, date] = attributes;
    let name = cursor.attribute("Nom", name, Label::parse)?;
    if !names.insert(name.clone()) {
        return Err(cursor.error(Violation::Duplicate(name.to_string())));
    }
    let location = cursor.attribute("Localisation", location, Label::parse)?;
    let version = cursor.attribute("Version", version, Version::parse)?;
    let date = cursor.attribute("Date", date, Day::parse)?;
    let description = optional(cursor, "Description", Paragraph::parse)?;
    let documentation = optional(cursor, "UrlDocumentation", WebPage::parse)?;
    let parameters =
        Parameters { pronote_client: client(cursor, "ClientPRONOTE")?, pronote_net: client(cursor, "PRONOTE.net")? };
    cursor.leave()?;
    Ok(Model { name, location, version, date, description, documentation, parameters })
}

fn client(cursor: &mut Cursor<'_>, name: &'static str) -> Reading<ClientParameters> {
    let [] = cursor.enter(name, [])?;
    let id_attribute = optional(cursor, "AttributIDCas", Label::parse)?;
    let server = if cursor.enter_if("Url_ServeurCAS")? { Some(server(cursor)?) } else { None };
    let [] = cursor.enter("ModeIdentificationPremiereConnexion", [])?;
    let first_connection = mode(cursor)?;
    cursor.leave()?;
    cursor.leave()?;
    Ok(ClientParameters { id_attribute, server, first_connection })
}

fn server(cursor: &mut Cursor<'_>) -> Reading<ServerUrl> {
    let server = match optional(cursor, "Standard", RootAddress::parse)? {
        Some(root) => ServerUrl::Standard(root),
        None => {
            let [] = cursor.enter("Personnalisee", [])?;
            let login = required(cursor, "UrlConnexion", Address::parse)?;
            let validation = required(cursor, "UrlValidation", Address::parse)?;
            cursor.leave()?;
            ServerUrl::Custom { login, validation }
        }
    };
    cursor.leave()?;
    Ok(server)
}

fn mode(cursor: &mut Cursor<'_>) -> Reading<FirstConnectionMode> {
    if cursor.enter_if("IdentiteUtilisateur")? {
        return identity(cursor).map(|attributes| FirstConnectionMode::Identity(Box::new(attributes)));
    }
    if cursor.enter_if("IdentifiantPRONOTE")? {
        let integrator = required(cursor, "IdentifiantIntegrateur", Label::parse)?;
        let attribute = optional(cursor, "AttributIdentifiant", Label::parse)?;
        cursor.leave()?;
        return Ok(FirstConnectionMode::PronoteIdentifier { integrator, attribute });
    }
    if cursor.enter_if("DoubleAuthentification")? {
        cursor.leave_empty()?;
        return Ok(FirstConnectionMode::DoubleAuthentication);
    }
    let [] = cursor.enter("RefuserAcces", [])?;
    cursor.leave_empty()?;
    Ok(FirstConnectionMode::RefuseAccess)
}

fn identity(cursor: &mut Cursor<'_>) -> Reading<IdentityAttributes> {
    let family_name = required(cursor, "AttributNom", Label::parse)?;
    let given_name = required(cursor, "AttributPrenom", Label::parse)?;
    let birth_date = optional(cursor, "AttributDateNaissance", Label::parse)?;
    let profile = required(cursor, "AttributProfil", Label::parse)?;
    let postcode = optional(cursor, "AttributCodePostal", Label::parse)?;
    let mut lists: [Vec<String>; Profile::ALL.len()] = Default::default();
    for number in 1.. {
        if number > 1 && cursor.at_end()? {
            break;
        }
        let [key] = cursor.enter_nth("ValeursProfil", number, ["Profil"])?;
        let of = cursor.attribute("Profil", &key, |key| {
            Profile::from_key(Label::parse(key)?.as_str()).map_err(|_| InvalidValue::NotAProfile)
        })?;
        if !lists[of.index()].is_empty() {
            return Err(cursor.error(Violation::Duplicate(of.key().to_owned())));
        }
        lists[of.index()] = cursor.value(parse_values)?;
    }
    cursor.leave()?;
    let profiles = ProfileMap::from_lists(lists);
    Ok(IdentityAttributes { family_name, given_name, birth_date, profile, postcode, profiles })
}

fn required<T>(cursor: &mut Cursor<'_>, name: &'static str, parse: fn(&str) -> Result<T, InvalidValue>) -> Reading<T> {
    let [] = cursor.enter(name, [])?;
    cursor.value(parse)
}

fn optional<T>(
    cursor: &mut Cursor<'_>,
    name: &'static str,
    parse: fn(&str) -> Result<T, InvalidValue>,
) -> Reading<Option<T>> {
    if cursor.enter_if(name)? { cursor.value(parse).map(Some) } else { Ok(None) }
}
