//! «Configuration»: what is in force, to be read and copied, and the switch of the door.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Desk;
use super::frame::{Place, address, page as framed, token};
use crate::cas::configuration::{CasDelegation, Configuration, WebSpace};
use crate::cas::model::Label;
use crate::cas::urls::Links;
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::error::PageError;
use crate::service::ServiceError;
use crate::store::Role;

pub(super) async fn page(State(_): State<Shared>, desk: Desk) -> Markup {
    show(&desk, None)
}

/// The switch.
#[derive(Debug, Deserialize)]
pub(super) struct Switch {
    csrf: String,
    /// `1` to open.
    ouvrir: String,
}

pub(super) async fn publish(
    State(_): State<Shared>,
    desk: Desk,
    Form(switch): Form<Switch>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Configure, &switch.csrf)?;
    match desk.school.set_published(&desk.actor(), switch.ouvrir == "1").await {
        Ok(()) => Ok(Redirect::to(&address(&desk, "/configuration")).into_response()),
        Err(ServiceError::Configuration(error)) => {
            Ok((StatusCode::CONFLICT, show(&desk, Some(&error.message(Lang::Fr)))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn show(desk: &Desk, error: Option<&str>) -> Markup {
    let configuration = desk.school.configuration();
    let body = html! {
        @if let Some(error) = error { p.error role="alert" { (error) } }
        (publication(desk, &configuration))
        h2 { "Délégation des espaces" }
        table.plain {
            thead { tr { th scope="col" { "Espace" } th scope="col" { "Délégué à" } } }
            tbody { @for space in WebSpace::ALL { tr {
                th scope="row" { (space.title(Lang::Fr)) }
                td { @match configuration.spaces.get(space) { Some(name) => (name), None => span.hint { "personne" } } }
            } } }
        }
        @if configuration.cas.is_empty() {
            p { "Aucun ENT n’est configuré. Appliquez un modèle avec «rapproche model apply», puis importez la configuration." }
        }
        @for (name, delegation) in &configuration.cas { (ent(name, delegation, &configuration)) }
        details {
            summary { "Toute la configuration" }
            pre tabindex="0" { (configuration.text(Lang::Fr)) }
        }
    };
    framed(desk, Place::Configuration, "Configuration", &body)
}

fn publication(desk: &Desk, configuration: &Configuration) -> Markup {
    let is_open = configuration.published;
    let is_delegated = WebSpace::ALL.iter().any(|&space| configuration.cas_of(space).is_ok());
    html! {
        section.switch aria-labelledby="publication" {
            h2 #publication { "Publication" }
            p { "L’entrée dans PRONOTE par l’ENT est "
                @if is_open { strong.good { "ouverte" } } @else { strong.bad { "fermée" } } "." }
            @if !is_delegated { p.hint { "Aucun espace n’est délégué : ouverte ou non, personne n’entre par l’ENT." } }
            @if desk.may(Role::Configure) {
                form method="post" action=(address(desk, "/configuration/publication")) {
                    (token(desk))
                    input type="hidden" name="ouvrir" value=(if is_open { "0" } else { "1" });
                    button.quiet[is_open] type="submit" { @if is_open { "Fermer l’entrée par l’ENT" } @else { "Ouvrir l’entrée par l’ENT" } }
                }
            } @else { p.hint { "Seul un administrateur qui peut configurer l’ouvre et la ferme." } }
        }
    }
}

fn ent(name: &Label, delegation: &CasDelegation, configuration: &Configuration) -> Markup {
    let links = delegation.pronote_net.server.as_ref().zip(configuration.public_url.as_ref());
    let links = links.map(|(server, public)| Links::new(server, delegation.protocol, public));
    html! {
        section {
            h2 { "ENT «" (name) "»" }
            p { @match &delegation.model {
                Some(model) => {
                    "Modèle " strong { (model.name) } ", version " (model.version) " du " (model.date.text(Lang::Fr))
                    " (" (model.integrator) "), appliqué le " (model.applied_on.text(Lang::Fr)) "."
                }
                None => "Paramètres saisis, sans modèle.",
            } }
            @match links {
                Some(links) => {
                    dl.links {
                        dt { "À donner à l’ENT" } dd { code.copy { (links.for_ent) } }
                        dt { "Lien de connexion" } dd { code.copy { (links.login) } }
                        dt { "Connexion directe, sans l’ENT" } dd { code.copy { (links.direct_login) } }
                        dt { "Vérification des tickets" } dd { code.copy { (links.validation) } }
                    }
                    p.hint { "Un clic sélectionne toute l’adresse." }
                }
                None => p.error { "Il manque l’adresse du serveur CAS ou l’adresse publique de PRONOTE." },
            }
        }
    }
}
