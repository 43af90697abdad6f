//! The delegations: the model of each and whether there is a newer one, the addresses to copy, and what is lacking.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::change::{self, Done};
use super::preview;
use super::publication::title;
use super::sheet::{Sheet, Told};
use crate::cas::catalogue::{AppliedStatus, Freshness, statuses};
use crate::cas::configuration::{CasDelegation, Configuration, Protocol, WebSpace};
use crate::cas::model::{Label, RootAddress, ServerUrl};
use crate::cas::urls::Links;
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::admin::Desk;
use crate::server::error::PageError;
use crate::store::Role;

/// The school's own CAS server, where the model leaves it to the school.
#[derive(Debug, Deserialize)]
pub(super) struct ServerForm {
    csrf: String,
    empreinte: String,
    delegation: String,
    serveur: String,
}

pub(super) async fn set_server(
    State(app): State<Shared>,
    desk: Desk,
    Form(form): Form<ServerForm>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Configure, &form.csrf)?;
    let server = match RootAddress::parse(&form.serveur) {
        Ok(root) => ServerUrl::Standard(root),
        Err(error) => {
            let errors = vec![format!("Serveur CAS non enregistré : {}.", error.message(Lang::Fr))];
            return change::refused(&app, &desk, StatusCode::BAD_REQUEST, Told { errors, ..Told::default() }).await;
        }
    };
    change::make(&app, &desk, Some(&form.empreinte), Done::Server, |configuration| {
        let named = configuration.cas.iter_mut().find(|(name, _)| name.as_str() == form.delegation);
        // One that is not there has not been seen: the fingerprint says so before.
        if let Some((_, delegation)) = named {
            set_own_server(delegation, &server);
        }
        Ok(())
    })
    .await
}

/// Puts the school's own server in the place of the one that PRONOTE.net has, or has not, wherever it stands.
pub(super) fn set_own_server(delegation: &mut CasDelegation, server: &ServerUrl) {
    let old = delegation.pronote_net.server.clone();
    for client in [&mut delegation.pronote_client, &mut delegation.pronote_net] {
        if client.server == old {
            client.server = Some(server.clone());
        }
    }
}

pub(super) fn section(sheet: &Sheet<'_>) -> Markup {
    let configuration = &sheet.configuration;
    let known = sheet.offer.as_ref().map(|offer| statuses(&offer.catalogue, configuration)).unwrap_or_default();
    html! {
        section aria-labelledby="ent" {
            h2 #ent { "Modèle appliqué" }
            @if configuration.cas.is_empty() {
                p { "Aucun ENT n’est configuré. " a href="#catalogue" { "Choisissez son modèle dans le catalogue" } "." }
            }
            @if configuration.cas.len() > 1 { @if let Some((name, _)) = sheet.at_the_door() {
                p.notice { "Une seule délégation ouvre la porte de cet établissement : " strong { (name) } ". Les autres sont gardées, mais la \
                    porte ne les utilise pas. C’est celle de la page commune, sinon celle du premier espace délégué." }
            } }
            @for (at, (name, delegation)) in configuration.cas.iter().enumerate() {
                (cas(sheet, at, name, delegation, known.iter().find(|status| status.delegation == *name)))
            }
            @for (name, protocol) in configuration.delegations().filter(|(_, protocol)| *protocol != Protocol::Cas) {
                div.box {
                    h3 { (protocol.title()) " «" (name) "»" }
                    p.hint { "Gardée telle quelle : rapproche ne parle pas ce protocole. Personne n’entre par elle ici." }
                }
            }
        }
    }
}

/// `at`: its place on the page, since a name need not do as an id.
fn cas(
    sheet: &Sheet<'_>,
    at: usize,
    name: &Label,
    delegation: &CasDelegation,
    status: Option<&AppliedStatus>,
) -> Markup {
    let configuration = &sheet.configuration;
    let links = delegation.pronote_net.server.as_ref().zip(configuration.public_url.as_ref());
    let links = links.map(|(server, public)| Links::new(server, delegation.protocol, public));
    let at_door = sheet.is_at_the_door(name);
    html! {
        div.box {
            h3 { "ENT «" (name) "»" @if configuration.cas.len() > 1 {
                " " @if at_door { span.badge.good { "ouvre la porte" } } @else { span.badge { "gardé, pas utilisé" } }
            } }
            p { @match &delegation.model {
                Some(model) => {
                    "Modèle " strong { (model.name) } ", version " (model.version) " du " (model.date.text(Lang::Fr))
                    " (" (model.integrator) "), appliqué le " (model.applied_on.text(Lang::Fr)) "."
                }
                None => "Paramètres saisis, sans modèle.",
            } }
            @if let Some(status) = status { (freshness(sheet, status)) }
            p { "Ouvre : " (opened(configuration, name)) "." }
            @if may_type_server(sheet, delegation, status) { (server_form(sheet, at, name, delegation)) }
            @match links {
                Some(links) => {
                    dl.links {
                        dt { "À donner à l’ENT" } dd { code.copy { (links.for_ent) } }
                        dt { "Lien de connexion" } dd { code.copy { (links.login) } }
                        dt { "Connexion directe, sans l’ENT" }
                        dd { code.copy { (links.direct_login) } @if !configuration.pronote_login.direct { " " span.hint { "(fermée)" } } }
                        dt { "Vérification des tickets" } dd { code.copy { (links.validation) } }
                    }
                    p.hint { "Un clic sélectionne toute l’adresse." }
                }
                None if delegation.pronote_net.server.is_none() => {
                    p.todo-word { "Il manque l’adresse du serveur CAS : sans elle, pas d’adresses à copier." }
                }
                None => p.todo-word { "Il manque l’" a href="#adresse" { "adresse publique de PRONOTE" } " : sans elle, pas d’adresses à copier." },
            }
        }
    }
}

fn opened(configuration: &Configuration, name: &Label) -> String {
    let spaces = WebSpace::ALL.into_iter().filter(|&space| configuration.spaces.get(space) == Some(name));
    let titles: Vec<&str> = spaces.map(title).collect();
    if titles.is_empty() { "aucun espace".to_owned() } else { titles.join(", ") }
}

/// What the catalogue has of it now, and the way to it.
fn freshness(sheet: &Sheet<'_>, status: &AppliedStatus) -> Markup {
    let applied = &status.applied;
    let preview = preview::address(sheet.desk, &applied.integrator, &applied.name, &status.delegation);
    html! { @match status.freshness {
        Freshness::Current => p { span.good { "✓ À jour" } " : c’est la version du catalogue." },
        Freshness::Newer(version, date) => {
            p.notice { "Le catalogue a la version " strong { (version) } " du " (date.text(Lang::Fr)) "." }
            p { a.button href=(preview) { "Voir et appliquer la version " (version) } }
        }
        Freshness::Older(version, date) => {
            p.hint { "Le catalogue n’a que la version " (version) " du " (date.text(Lang::Fr)) " : il n’est pas à jour." }
        }
        Freshness::Different => {
            p.hint { "Même version dans le catalogue, mais d’autres paramètres : ils ont été saisis ici, ou le modèle a changé sans nouvelle version. "
                a href=(preview) { "Voir les différences" } }
        }
        Freshness::Gone => p.hint { "Le catalogue n’a pas, ou plus, ce modèle." },
    } }
}

/// Whether the server is the school's to type: there is none, no model set it, or the model leaves it out.
fn may_type_server(sheet: &Sheet<'_>, delegation: &CasDelegation, status: Option<&AppliedStatus>) -> bool {
    let is_left_out = || {
        let applied = &status?.applied;
        let entry = sheet.offer.as_ref()?.catalogue.get(&applied.integrator, &applied.name)?;
        Some(entry.model.parameters.pronote_net.server.is_none())
    };
    match &delegation.pronote_net.server {
        Some(ServerUrl::Custom { .. }) => false,
        None => true,
        Some(ServerUrl::Standard(_)) => delegation.model.is_none() || is_left_out().unwrap_or(false),
    }
}

fn server_form(sheet: &Sheet<'_>, at: usize, name: &Label, delegation: &CasDelegation) -> Markup {
    let known = match &delegation.pronote_net.server {
        Some(ServerUrl::Standard(root)) => root.as_str(),
        _ => "",
    };
    let id = format!("serveur-{at}");
    html! {
        form.part method="post" action=(sheet.address("/serveur")) {
            (sheet.form_fields())
            input type="hidden" name="delegation" value=(name);
            fieldset disabled[!sheet.is_editable()] {
                legend.unseen { "Serveur CAS de «" (name) "»" }
                label for=(id) { "Adresse du serveur CAS de votre établissement" }
                input id=(id) type="url" name="serveur" value=(known) required maxlength="500"
                    placeholder="https://cas.exemple.fr/cas" autocomplete="off" spellcheck="false"
                    aria-describedby={ (id) "-aide" };
                p.hint id={ (id) "-aide" } { "Sans /login à la fin. Votre ENT ou sa documentation la donne." }
                p { button.quiet type="submit" { "Enregistrer le serveur" } }
            }
        }
    }
}
