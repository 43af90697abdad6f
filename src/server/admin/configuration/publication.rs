//! The door: what is lacking before it can be opened, and the switch.

use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::change::{self, Done};
use super::sheet::Sheet;
use crate::cas::configuration::WebSpace;
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::admin::Desk;
use crate::server::error::PageError;
use crate::store::Role;

/// The switch.
#[derive(Debug, Deserialize)]
pub(super) struct Switch {
    csrf: String,
    #[serde(default)]
    empreinte: String,
    /// `1` to open.
    ouvrir: String,
}

pub(super) async fn switch(
    State(app): State<Shared>,
    desk: Desk,
    Form(switch): Form<Switch>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Configure, &switch.csrf)?;
    let opens = switch.ouvrir == "1";
    // What is opened has been seen; whoever shuts the door need not read first what others have changed behind it.
    let seen = opens.then_some(switch.empreinte.as_str());
    let done = if opens { Done::Opened } else { Done::Shut };
    change::make(&app, &desk, seen, done, |configuration| {
        configuration.published = opens;
        Ok(())
    })
    .await
}

/// One thing that has to be there.
struct Step {
    is_done: bool,
    text: String,
    /// Where on the page it is done.
    place: &'static str,
}

fn steps(sheet: &Sheet<'_>) -> Vec<Step> {
    let configuration = &sheet.configuration;
    let at_door = sheet.at_the_door();
    let mut steps = vec![Step {
        is_done: at_door.is_some(),
        text: match at_door.map(|(name, delegation)| (name, &delegation.model)) {
            Some((_, Some(model))) => format!("Modèle appliqué : {}, version {}", model.name, model.version),
            Some((name, None)) => format!("Paramètres de l’ENT «{name}» saisis, sans modèle"),
            None => "Choisir le modèle de votre ENT dans le catalogue".to_owned(),
        },
        place: if at_door.is_some() { "#ent" } else { "#catalogue" },
    }];
    if at_door.is_some_and(|(_, delegation)| delegation.pronote_net.server.is_none()) {
        let text = "Saisir l’adresse du serveur CAS de votre établissement".to_owned();
        steps.push(Step { is_done: false, text, place: "#ent" });
    }
    let spaces = WebSpace::ALL.iter().filter(|&&space| configuration.cas_of(space).is_ok()).count();
    steps.push(Step {
        is_done: spaces > 0,
        text: match spaces {
            0 => "Déléguer à l’ENT les espaces qu’il ouvre".to_owned(),
            1 => "1 espace délégué à l’ENT".to_owned(),
            _ => format!("{spaces} espaces délégués à l’ENT"),
        },
        place: "#espaces",
    });
    steps.push(match &configuration.public_url {
        Some(url) => Step { is_done: true, text: format!("Adresse publique : {url}"), place: "#adresse" },
        None => Step { is_done: false, text: "Saisir l’adresse publique de PRONOTE".to_owned(), place: "#adresse" },
    });
    steps
}

pub(super) fn section(sheet: &Sheet<'_>) -> Markup {
    let is_open = sheet.configuration.published;
    let steps = steps(sheet);
    let is_direct = sheet.configuration.pronote_login.direct;
    let opens_nothing = !is_open && !is_direct && steps.iter().any(|step| !step.is_done && step.place == "#espaces");
    let lacking = steps.iter().filter(|step| !step.is_done).count();
    html! {
        section.switch aria-labelledby="publication" {
            h2 #publication { "Publication" }
            @if is_open && is_direct && lacking > 0 {
                p { "PRONOTE est " strong.good { "ouvert" } " à la connexion directe, par identifiant et code. Par l’ENT, personne n’entre \
                     encore : il manque ce qui suit." }
            } @else {
                p { "L’entrée dans PRONOTE par l’ENT est "
                    @if is_open { strong.good { "ouverte" } } @else { strong.bad { "fermée" } } "." }
            }
            ol.steps { @for step in &steps {
                li { @if step.is_done { span.good aria-hidden="true" { "✓ " } (step.text) }
                    @else { span.todo-word { "À faire : " } a href=(step.place) { (step.text) } } }
            } }
            @if is_open {
                p.hint { "Tant que PRONOTE est ouvert, rien d’autre ne se modifie sur cette page : fermez-le d’abord, configurez, puis ouvrez-le de nouveau." }
            } @else if lacking == 0 {
                p.hint { "Avant d’ouvrir, donnez à l’ENT " a href="#ent" { "son adresse" } "." }
            }
            @if sheet.desk.may(Role::Configure) {
                form method="post" action=(sheet.address("/publication")) {
                    (sheet.form_fields())
                    input type="hidden" name="ouvrir" value=(if is_open { "0" } else { "1" });
                    button.quiet[is_open || lacking > 0] type="submit" disabled[opens_nothing] {
                        @if is_open { "Fermer l’entrée par l’ENT" } @else { "Ouvrir l’entrée par l’ENT" }
                    }
                }
                @if opens_nothing {
                    p.hint { "Aucun espace n’est délégué : personne n’entrerait par l’ENT." }
                }
            } @else { p.hint { "Seul un administrateur qui peut configurer l’ouvre et la ferme." } }
        }
    }
}

/// Why the forms below cannot be sent; nothing where they can.
pub(super) fn closed_forms(sheet: &Sheet<'_>) -> Markup {
    html! {
        @if !sheet.desk.may(Role::Configure) {
            p.hint { "Votre rôle permet de regarder, pas de configurer." }
        } @else if sheet.configuration.published {
            p.hint { "L’entrée est ouverte : " a href="#publication" { "fermez-la" } " pour modifier." }
        }
    }
}

/// The name of a space.
pub(super) fn title(space: WebSpace) -> &'static str {
    space.title(Lang::Fr)
}
