//! Where people come back to from the CAS server, and whether the ENT has to name this school.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::change::{self, Done};
use super::publication::closed_forms;
use super::sheet::{BadAddress, Sheet, Told};
use crate::cas::configuration::Uai;
use crate::cas::model::RootAddress;
use crate::server::Shared;
use crate::server::admin::Desk;
use crate::server::error::PageError;
use crate::store::Role;

#[derive(Debug, Deserialize)]
pub(super) struct AddressForm {
    csrf: String,
    empreinte: String,
    /// Empty to have none.
    #[serde(default)]
    url: String,
    /// The school's code, where the ENT has to name it.
    #[serde(default)]
    uai: String,
    /// Ticked to let people log in to PRONOTE past the ENT.
    #[serde(default)]
    directe: String,
}

const WHY_NOT: &str =
    "Il faut une adresse qui commence par https:// (ou http://), sans «?» ni «#», comme https://pronote.exemple.fr/";

pub(super) async fn set(
    State(app): State<Shared>,
    desk: Desk,
    Form(form): Form<AddressForm>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Configure, &form.csrf)?;
    let typed = form.url.trim();
    let url = match (typed.is_empty(), RootAddress::parse(typed)) {
        (true, _) => None,
        (false, Ok(url)) => Some(url),
        (false, Err(_)) => {
            let bad_address = BadAddress {
                typed: form.url,
                why: WHY_NOT,
                names_school: !form.uai.is_empty(),
                is_direct: !form.directe.is_empty(),
            };
            let errors = vec![format!("Adresse non enregistrée. {WHY_NOT}")];
            let told = Told { errors, bad_address: Some(bad_address), ..Told::default() };
            return change::refused(&app, &desk, StatusCode::BAD_REQUEST, told).await;
        }
    };
    let uai = match form.uai.as_str() {
        "" => None,
        code => Some(Uai::parse(code).map_err(|_| PageError::Refused(format!("«{code}» n’est pas un code UAI.")))?),
    };
    let is_direct = !form.directe.is_empty();
    change::make(&app, &desk, Some(&form.empreinte), Done::Address, |configuration| {
        configuration.public_url = url;
        configuration.pronote_login.direct = is_direct;
        configuration.first_connection.uai = uai;
        Ok(())
    })
    .await
}

pub(super) fn section(sheet: &Sheet<'_>, told: &Told) -> Markup {
    let configuration = &sheet.configuration;
    let known = configuration.public_url.as_ref().map_or("", |url| url.as_str());
    let bad = told.bad_address.as_ref();
    let why = bad.map(|bad| bad.why);
    let shown = bad.map_or(known, |bad| bad.typed.as_str());
    let uai = configuration.first_connection.uai.as_ref().map(Uai::as_str);
    // Another code than that of the address bar is kept as it is: whoever typed it had a reason.
    let offered = uai.unwrap_or(sheet.desk.school.uai());
    html! {
        section aria-labelledby="adresse" {
            h2 #adresse { "Adresse de PRONOTE" }
            (closed_forms(sheet))
            form.part method="post" action=(sheet.address("/adresse")) {
                (sheet.form_fields())
                fieldset disabled[!sheet.is_editable()] {
                    legend.unseen { "Adresse de PRONOTE" }
                    label for="url" { "Adresse publique, où l’ENT renvoie les personnes" }
                    input #url type="url" name="url" value=(shown) maxlength="500" placeholder="https://pronote.exemple.fr/"
                        autocomplete="off" spellcheck="false"
                        aria-describedby=(if why.is_some() { "url-erreur url-aide" } else { "url-aide" })
                        aria-invalid=[why.map(|_| "true")];
                    @if let Some(why) = why { p.error #url-erreur { (why) } }
                    p.hint #url-aide { "Celle que les familles tapent dans leur navigateur ; rapproche y répond." }
                    label.tick {
                        input type="checkbox" name="uai" value=(offered) checked[bad.map_or(uai.is_some(), |bad| bad.names_school)];
                        " N’admettre que les personnes que l’ENT dit de l’établissement " (offered)
                    }
                    p.hint { "Sans cette coche, les établissements ne sont pas comparés. Une personne dont l’ENT ne nomme aucun \
                        établissement n’est pas refusée pour autant." }
                    label.tick {
                        input type="checkbox" name="directe" value="1" checked[bad.map_or(configuration.pronote_login.direct, |bad| bad.is_direct)];
                        " Permettre la connexion directe à PRONOTE, sans passer par l’ENT"
                    }
                    p { button type="submit" { "Enregistrer l’adresse" } }
                }
            }
        }
    }
}
