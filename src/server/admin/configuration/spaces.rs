//! Which delegation opens which web space.

use std::collections::BTreeMap;

use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};

use super::change::{self, Done};
use super::publication::{closed_forms, title};
use super::sheet::Sheet;
use crate::cas::configuration::{Protocol, WebSpace};
use crate::cas::model::Label;
use crate::server::Shared;
use crate::server::admin::Desk;
use crate::server::error::PageError;
use crate::store::Role;

pub(super) async fn delegate(
    State(app): State<Shared>,
    desk: Desk,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, PageError> {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    desk.require_form(Role::Configure, field("csrf"))?;
    let mut chosen: Vec<(WebSpace, Option<Label>)> = Vec::new();
    for space in WebSpace::ALL {
        // A space that the form does not name stays as it is.
        let Some(name) = form.get(space.key()) else { continue };
        let name = match name.as_str() {
            "" => None,
            name => Some(Label::parse(name).map_err(|_| unknown(name))?),
        };
        chosen.push((space, name));
    }
    change::make(&app, &desk, Some(field("empreinte")), Done::Spaces, |configuration| {
        for (space, name) in chosen {
            configuration.spaces.set(space, name);
        }
        Ok(())
    })
    .await
}

fn unknown(name: &str) -> PageError {
    PageError::Refused(format!("«{name}» ne peut pas être une délégation : revenez à la page et recommencez."))
}

pub(super) fn section(sheet: &Sheet<'_>) -> Markup {
    let delegations: Vec<(&Label, Protocol)> = sheet.configuration.delegations().collect();
    html! {
        section aria-labelledby="espaces" {
            h2 #espaces { "Délégation des espaces" }
            @if delegations.is_empty() {
                p { "Il n’y a pas encore de délégation : " a href="#catalogue" { "appliquez d’abord un modèle" } "." }
            } @else {
                (closed_forms(sheet))
                p.hint { "Un espace qui n’est délégué à personne s’ouvre par la page commune, si elle est déléguée ; sinon, on s’y connecte \
                    par PRONOTE." }
                form.part method="post" action=(sheet.address("/espaces")) {
                    (sheet.form_fields())
                    fieldset disabled[!sheet.is_editable()] {
                        legend.unseen { "Délégation des espaces" }
                        div.spaces { @for space in WebSpace::ALL { (row(sheet, space, &delegations)) } }
                        p { button type="submit" { "Enregistrer les délégations" } }
                    }
                }
            }
        }
    }
}

fn row(sheet: &Sheet<'_>, space: WebSpace, delegations: &[(&Label, Protocol)]) -> Markup {
    let current = sheet.configuration.spaces.get(space);
    let id = format!("espace-{}", space.key());
    let remark = remark(sheet, space);
    html! {
        div {
            label for=(id) { (title(space)) }
            div {
                select id=(id) name=(space.key()) aria-describedby=[remark.as_ref().map(|_| format!("{id}-aide"))] {
                    option value="" selected[current.is_none()] { "personne" }
                    @for (name, protocol) in delegations {
                        option value=(name) selected[current == Some(*name)] {
                            (name) @if *protocol != Protocol::Cas { " (" (protocol.title()) ", non parlé par rapproche)" }
                        }
                    }
                }
                @if let Some(remark) = remark { p.hint id={ (id) "-aide" } { (remark) } }
            }
        }
    }
}

/// What a choice does not say by itself.
fn remark(sheet: &Sheet<'_>, space: WebSpace) -> Option<String> {
    let configuration = &sheet.configuration;
    let Some(name) = configuration.spaces.get(space) else {
        let common = configuration.spaces.get(WebSpace::CommonPage)?;
        return sheet.is_at_the_door(common).then(|| format!("ouvert par la page commune : {common}"));
    };
    match configuration.delegations().find(|(known, _)| *known == name) {
        Some((_, Protocol::Cas)) if sheet.is_at_the_door(name) => None,
        Some((_, Protocol::Cas)) => Some(format!("gardé, mais la porte n’utilise pas «{name}»")),
        Some((_, protocol)) => {
            Some(format!("gardé tel quel : rapproche ne parle pas {}, on n’entre pas ici par lui", protocol.title()))
        }
        None => None,
    }
}
