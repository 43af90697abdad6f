//! Parameter by parameter: what is in force beside what the model sets.

use maud::{Markup, html};

use crate::cas::catalogue::Entry;
use crate::cas::model::{Client, ClientParameters, Label, RootAddress, ServerUrl, Setting};
use crate::identity::Lang;
use crate::server::admin::configuration::sheet::Sheet;
use crate::server::admin::words;

/// The school's own server, where this model leaves it to the school: what was typed for the same model, or without any. The server of
/// another ENT is not it.
pub(super) fn own_server<'a>(sheet: &'a Sheet<'_>, entry: Entry<'_>, delegation: &Label) -> Option<&'a RootAddress> {
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
pub(super) struct Change {
    setting: Setting,
    pub(super) before: Option<String>,
    after: Option<String>,
}

impl Change {
    pub(super) fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// Every parameter of a client that is set before or after, in the order of the screen.
pub(super) fn changes(sheet: &Sheet<'_>, entry: Entry<'_>, delegation: &Label, client: Client) -> Vec<Change> {
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
pub(super) fn tables(client: Client, changes: &[Change], is_new: bool) -> Markup {
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
