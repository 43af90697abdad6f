//! Taking the ids of whole profiles away: the end of a year. What would go is shown first, and comes back by one button.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{Place, address, page as framed, query, token};
use super::{Desk, words};
use crate::identity::{Profile, ProfileSet};
use crate::server::Shared;
use crate::server::error::PageError;
use crate::service::{ResetReport, ResetScope};
use crate::store::Role;

pub(super) async fn page(State(_): State<Shared>, desk: Desk) -> Result<Markup, PageError> {
    desk.require(Role::Decide)?;
    show(&desk, None).await
}

/// Which profiles, and that it is meant.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    csrf: String,
    /// Profile keys, as often as there are some.
    #[serde(default)]
    profil: Vec<String>,
    #[serde(default)]
    compris: String,
}

pub(super) async fn reset(
    State(_): State<Shared>,
    desk: Desk,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Decide, &chosen.csrf)?;
    let profiles: Option<ProfileSet> = chosen.profil.iter().map(|key| Profile::from_key(key).ok()).collect();
    let profiles = profiles.ok_or(PageError::NotFound)?;
    if profiles.is_empty() || chosen.compris.is_empty() {
        let missing = if profiles.is_empty() { "Choisissez au moins un profil." } else { "Cochez la confirmation." };
        return Ok(show(&desk, Some(missing)).await?.into_response());
    }
    let report = desk.school.reset_links(&desk.actor(), ResetScope::Profiles(profiles)).await?;
    let removed = (report.removed + report.removed_aside).to_string();
    Ok(Redirect::to(&(address(&desk, "/journal") + &query(&[("retires", &removed)]))).into_response())
}

async fn show(desk: &Desk, error: Option<&str>) -> Result<Markup, PageError> {
    let mut counts: Vec<(Profile, ResetReport)> = Vec::new();
    for profile in Profile::ALL {
        counts.push((profile, desk.school.plan_reset(ResetScope::Profiles(ProfileSet::EMPTY.with(profile))).await?));
    }
    let has_any = counts.iter().any(|(_, report)| report.removed + report.removed_aside > 0);
    let body = html! {
        @if let Some(error) = error { p.error.banner role="alert" { (error) } }
        p { "Les identifiants de l’ENT changent souvent d’une année à l’autre. Les retirer remet tout le monde à sa première connexion ; "
            "les utilisateurs restent dans la base, et la décision s’annule d’un bouton dans le journal." }
        @if has_any {
            form method="post" {
                (token(desk))
                fieldset {
                    legend { "Retirer les identifiants de" }
                    @for (profile, report) in &counts { (choice(*profile, report)) }
                }
                label.tick { input type="checkbox" name="compris" value="1" required; " Ces personnes devront être reconnues de nouveau" }
                p { button type="submit" { "Retirer les identifiants" } }
            }
        } @else { p { "Personne n’a d’identifiant." } }
        p { a href=(address(desk, "/listes/eleves")) { "← Listes" } }
    };
    Ok(framed(desk, Place::Lists, "Réinitialiser les identifiants", &body))
}

fn choice(profile: Profile, report: &ResetReport) -> Markup {
    let is_empty = report.removed + report.removed_aside == 0;
    html! {
        label.tick {
            input type="checkbox" name="profil" value=(profile.key()) disabled[is_empty];
            " " (profile.title()) " — "
            span.hint {
                (words::plural(report.removed, "identifiant", "identifiants"))
                @if report.removed_aside > 0 {
                    ", et " (words::plural(report.removed_aside, "gardé d’un utilisateur parti", "gardés d’utilisateurs partis"))
                }
            }
        }
    }
}
