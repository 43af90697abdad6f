//! A model beside what is in force: what applying it would change, and the button that does.
//!
//! Looking changes nothing. The button names both what is in force and the model by fingerprints, so that what is applied is what was
//! looked at.

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::change::{self, Done};
use super::delegations::set_own_server;
use super::publication::closed_forms;
use super::sheet::{Sheet, Told, offer};
use crate::cas::catalogue::{Entry, Offer, Plan};
use crate::cas::configuration::Configuration;
use crate::cas::model::{Client, ClientParameters, Day, FirstConnectionMode, Label, RootAddress, ServerUrl, Setting};
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::admin::frame::{self, Place, query, untitled_page};
use crate::server::admin::{Desk, words};
use crate::server::error::PageError;
use crate::service::ServiceError;
use crate::store::Role;

/// Which model, for which delegation.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    integrateur: String,
    nom: String,
    delegation: String,
}

impl Named {
    fn entry<'a>(&self, offer: Option<&'a Offer>) -> Option<Entry<'a>> {
        let (integrator, name) = (Label::parse(&self.integrateur).ok()?, Label::parse(&self.nom).ok()?);
        offer?.catalogue.get(&integrator, &name)
    }

    fn delegation(&self) -> Result<Label, PageError> {
        Label::parse(&self.delegation)
            .map_err(|error| PageError::Refused(format!("Nom de la délégation : {}.", error.message(Lang::Fr))))
    }
}

/// Where a model is looked at.
pub(super) fn address(desk: &Desk, integrator: &Label, name: &Label, delegation: &Label) -> String {
    let parameters =
        [("integrateur", integrator.as_str()), ("nom", name.as_str()), ("delegation", delegation.as_str())];
    frame::address(desk, "/configuration/modele") + &query(&parameters)
}

pub(super) async fn page(
    State(app): State<Shared>,
    desk: Desk,
    Query(named): Query<Named>,
) -> Result<Markup, PageError> {
    let sheet = Sheet::load(&app, &desk).await?;
    let entry = named.entry(sheet.offer.as_deref()).ok_or(PageError::NotFound)?;
    Ok(show(&sheet, entry, &named.delegation()?))
}

/// The button.
#[derive(Debug, Deserialize)]
pub(super) struct ApplyForm {
    csrf: String,
    empreinte: String,
    /// The fingerprint of the model that was looked at.
    modele: String,
    integrateur: String,
    nom: String,
    delegation: String,
    /// The school's own server, where the model leaves it out.
    #[serde(default)]
    serveur: String,
}

pub(super) async fn apply(
    State(app): State<Shared>,
    desk: Desk,
    Form(form): Form<ApplyForm>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Configure, &form.csrf)?;
    let ApplyForm { integrateur, nom, delegation, .. } = form;
    let named = Named { integrateur, nom, delegation };
    let delegation = named.delegation()?;
    let offer = offer(&app).await?;
    let Some(entry) = named.entry(offer.as_deref()).filter(|entry| entry.fingerprint() == form.modele) else {
        let said = "Le catalogue a changé depuis que vous avez regardé ce modèle. Rien n’a été appliqué : regardez-le à nouveau.";
        let told = Told { errors: vec![said.to_owned()], ..Told::default() };
        return change::refused(&app, &desk, StatusCode::CONFLICT, told).await;
    };
    let server = match form.serveur.trim() {
        "" => None,
        typed => Some(RootAddress::parse(typed).map(ServerUrl::Standard).map_err(|error| {
            PageError::Refused(format!("Adresse du serveur CAS : {}. Rien n’a été appliqué.", error.message(Lang::Fr)))
        })?),
    };
    let today = Day::try_from(chrono::Local::now().date_naive()).map_err(|_| ServiceError::Interrupted)?;
    change::make(&app, &desk, Some(&form.empreinte), Done::Applied, move |configuration| {
        // Looking was the warning, and the fingerprints say that it was about this.
        Plan::new(entry, configuration, delegation.clone())?.carry_out(today, true)?;
        if let (Some(server), Some(applied)) = (&server, configuration.cas.get_mut(&delegation)) {
            set_own_server(applied, server);
        }
        Ok(())
    })
    .await
}

fn show(sheet: &Sheet<'_>, entry: Entry<'_>, delegation: &Label) -> Markup {
    let model = entry.model;
    // As if the door were shut: looking is always allowed.
    let mut closed = Configuration { published: false, ..sheet.configuration.clone() };
    let refusal = Plan::new(entry, &mut closed, delegation.clone()).err().map(|error| error.message(Lang::Fr));
    let changes: Vec<(Client, Vec<Change>)> =
        Client::ALL.into_iter().map(|client| (client, changes(sheet, entry, delegation, client))).collect();
    let all = || changes.iter().flat_map(|(_, changes)| changes);
    let is_new = !sheet.configuration.cas.contains_key(delegation);
    let changed = all().filter(|change| change.is_changed()).count();
    let erased = all().filter(|change| change.is_changed() && change.before.is_some()).count();
    let body = html! {
        p { a href={ (sheet.address("")) "#catalogue" } { "← Retour à la configuration" } }
        h1 { "Modèle «" (model.name) "»" }
        p.facts { (entry.integrator) " · " (model.location) " · version " (model.version) " du " (model.date.text(Lang::Fr)) }
        @if let Some(description) = &model.description { p.description { (description) } }
        @if let Some(page) = &model.documentation {
            p { a href=(page) rel="noopener noreferrer" target="_blank" { "Documentation de l’ENT (nouvel onglet)" } " " span.hint { (page) } }
        }
        (warnings(sheet, entry, delegation))
        h2 #changements { "Ce que l’appliquer changerait" }
        p { @if is_new { "La délégation «" (delegation) "» est créée, avec " (words::plural(changed as u64, "paramètre", "paramètres")) "." }
            @else if changed == 0 { "Rien : la délégation «" (delegation) "» a déjà ces paramètres." }
            @else { "La délégation «" (delegation) "» change de " strong { (words::plural(changed as u64, "paramètre", "paramètres")) }
                @if erased > 0 { ", dont " strong { (erased) } " en vigueur qui " (if erased == 1 { "sera effacé ou remplacé" } else { "seront effacés ou remplacés" }) } "." } }
        @for (client, changes) in &changes { (tables(*client, changes, is_new)) }
        @if let Some(refusal) = &refusal { p.error role="alert" { (refusal) } }
        @else { (form(sheet, entry, delegation, erased)) }
        details {
            summary { "L’appliquer à une autre délégation" }
            form.part method="get" action=(sheet.address("/modele")) {
                input type="hidden" name="integrateur" value=(entry.integrator);
                input type="hidden" name="nom" value=(model.name);
                label for="delegation" { "Nom de la délégation" }
                input #delegation type="text" name="delegation" value=(delegation) required maxlength="100" list="delegations" aria-describedby="delegation-aide";
                datalist #delegations { @for name in sheet.configuration.cas.keys() { option value=(name) {} } }
                p.hint #delegation-aide { "Un nom connu la remplace, un autre en ajoute une. Une seule ouvre la porte." }
                p { button.quiet type="submit" { "Voir ce que cela changerait" } }
            }
        }
    };
    untitled_page(sheet.desk, Place::Configuration, &format!("Modèle {}", model.name), &body)
}

/// The school's own server, where this model leaves it to the school: what was typed for the same model, or without any. The server of
/// another ENT is not it.
fn own_server<'a>(sheet: &'a Sheet<'_>, entry: Entry<'_>, delegation: &Label) -> Option<&'a RootAddress> {
    let cas = sheet.configuration.cas.get(delegation)?;
    let is_same = cas
        .model
        .as_ref()
        .is_none_or(|applied| applied.name == entry.model.name && applied.integrator == *entry.integrator);
    match &cas.pronote_net.server {
        Some(ServerUrl::Standard(root)) if is_same && entry.model.parameters.pronote_net.server.is_none() => Some(root),
        _ => None,
    }
}

/// A parameter before and after.
struct Change {
    setting: Setting,
    before: Option<String>,
    after: Option<String>,
}

impl Change {
    fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// Every parameter of a client that is set before or after, in the order of the screen.
fn changes(sheet: &Sheet<'_>, entry: Entry<'_>, delegation: &Label, client: Client) -> Vec<Change> {
    let settings = |parameters: &ClientParameters| parameters.settings(Lang::Fr);
    let before = sheet.configuration.cas.get(delegation).map(|cas| settings(cas.client(client))).unwrap_or_default();
    let model = entry.model.parameters.client(client);
    let after = settings(model);
    let value = |settings: &[(Setting, String)], wanted: Setting| {
        settings.iter().find(|(setting, _)| *setting == wanted).map(|(_, value)| value.clone())
    };
    // What the model leaves to the school is in the form, and stays.
    let own = own_server(sheet, entry, delegation).map(ToString::to_string);
    let is_own = |setting| {
        setting == Setting::ServerRoot && model.server.is_none() && own.is_some() && value(&before, setting) == own
    };
    let mut all: Vec<Setting> = before.iter().chain(&after).map(|(setting, _)| *setting).collect();
    all.sort();
    all.dedup();
    all.into_iter()
        .map(|setting| {
            let before = value(&before, setting);
            let after = if is_own(setting) { before.clone() } else { value(&after, setting) };
            Change { setting, before, after }
        })
        .collect()
}

/// The parameters of a client: what changes first, and the rest for whoever wants to see it.
fn tables(client: Client, changes: &[Change], is_new: bool) -> Markup {
    let (changed, same): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.is_changed());
    html! {
        h3 { (client.title(Lang::Fr)) }
        @if changed.is_empty() { p { "Aucun changement." } } @else { (table(&changed, is_new)) }
        @if !same.is_empty() {
            details {
                summary { (words::plural(same.len() as u64, "paramètre inchangé", "paramètres inchangés")) }
                (table(&same, is_new))
            }
        }
    }
}

fn table(changes: &[&Change], is_new: bool) -> Markup {
    let cell = |value: &Option<String>| html! { @match value { Some(value) => (value), None => span.hint { "rien" } } };
    html! {
        table.people.changes {
            thead { tr {
                th scope="col" { "Paramètre" }
                @if !is_new { th scope="col" { "En vigueur" } }
                th scope="col" { "Modèle" }
            } }
            tbody { @for change in changes { tr {
                th scope="row" { (change.setting.title(Lang::Fr)) }
                @if !is_new { td data-title="En vigueur" { (cell(&change.before)) } }
                td data-title="Modèle" { (cell(&change.after)) }
            } } }
        }
    }
}

/// What is odd about the model, or asks for something that is not on this page.
fn warnings(sheet: &Sheet<'_>, entry: Entry<'_>, delegation: &Label) -> Markup {
    let model = entry.model;
    let mut warnings: Vec<String> =
        entry.remarks().iter().map(|remark| format!("{}.", remark.message(Lang::Fr))).collect();
    let applied = sheet.configuration.cas.get(delegation).and_then(|cas| cas.model.as_ref());
    if let Some(applied) = applied {
        if applied.name != model.name || applied.integrator != *entry.integrator {
            warnings.push(format!("«{delegation}» a maintenant le modèle d’un autre ENT, «{}».", applied.name));
        } else if applied.version > model.version {
            warnings.push(format!("La version en vigueur ({}) est plus récente que celle-ci.", applied.version));
        }
    }
    match &model.parameters.pronote_net.first_connection {
        FirstConnectionMode::PronoteIdentifier { integrator, .. } => warnings.push(format!(
            "Il faut d’abord donner à l’ENT les identifiants PRONOTE, chiffrés pour {integrator} (rapproche exchange export-ids)."
        )),
        FirstConnectionMode::RefuseAccess => warnings.push(
            "Un identifiant inconnu est refusé : rapprochez d’abord la liste de l’ENT (rapproche import --cas).".to_owned(),
        ),
        FirstConnectionMode::DoubleAuthentication => warnings.push(
            "À sa première connexion, chacun tape aussi son identifiant et son mot de passe PRONOTE, une fois.".to_owned(),
        ),
        FirstConnectionMode::Identity(_) => {}
    }
    html! { @if !warnings.is_empty() {
        section.notice aria-labelledby="avertissements" {
            h2 #avertissements { "À savoir avant d’appliquer" }
            ul { @for warning in &warnings { li { (warning) } } }
        }
    } }
}

fn form(sheet: &Sheet<'_>, entry: Entry<'_>, delegation: &Label, erased: usize) -> Markup {
    let model = entry.model;
    let own = own_server(sheet, entry, delegation).map_or("", RootAddress::as_str);
    html! {
        (closed_forms(sheet))
        @if sheet.is_editable() {
            form.part method="post" action=(sheet.address("/modele")) {
                (sheet.form_fields())
                input type="hidden" name="modele" value=(entry.fingerprint());
                input type="hidden" name="integrateur" value=(entry.integrator);
                input type="hidden" name="nom" value=(model.name);
                input type="hidden" name="delegation" value=(delegation);
                @if model.parameters.pronote_net.server.is_none() {
                    label for="serveur" { "Adresse du serveur CAS de votre établissement" }
                    input #serveur type="url" name="serveur" value=(own) maxlength="500" placeholder="https://cas.exemple.fr/cas"
                        autocomplete="off" spellcheck="false" aria-describedby="serveur-aide";
                    p.hint #serveur-aide { "Le modèle ne la donne pas : chaque établissement a la sienne. Sans /login à la fin ; peut être saisie plus tard." }
                }
                p.actions {
                    button type="submit" {
                        @if erased == 0 { "Appliquer ce modèle" }
                        @else if erased == 1 { "Appliquer, et remplacer 1 paramètre" }
                        @else { "Appliquer, et remplacer " (erased) " paramètres" }
                    }
                    a.button.quiet href={ (sheet.address("")) "#catalogue" } { "Ne rien changer" }
                }
                p.hint { "Un modèle appliqué par erreur se retire par «Annuler», ici ou au journal." }
            }
        }
    }
}
