//! «Listes»: the users of a profile, and who of them is linked.

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{Place, address, page as framed, query};
use super::{Desk, words};
use crate::identity::Profile;
use crate::server::Shared;
use crate::server::error::PageError;
use crate::service::{ListFilter, Listed, UserView};
use crate::store::Role;

/// Users per page.
const PAGE: usize = 50;

/// What the form asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// «Uniquement les non rapprochés»: there when it is ticked.
    #[serde(default)]
    non_rapproches: String,
    #[serde(default)]
    q: String,
    /// From 1.
    #[serde(default)]
    page: Option<usize>,
}

pub(super) async fn page(
    State(_): State<Shared>,
    desk: Desk,
    Path((_, profile)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let profile = Profile::from_key(&profile).map_err(|_| PageError::NotFound)?;
    let at = asked.page.unwrap_or(1).max(1);
    let filter = ListFilter {
        unlinked_only: !asked.non_rapproches.is_empty(),
        search: asked.q.clone(),
        skip: (at - 1).saturating_mul(PAGE),
        most: PAGE,
    };
    // Every name may be looked at: not on the threads that answer others.
    let listed = tokio::task::block_in_place(|| desk.school.users(Some(profile), &filter));
    let body = html! {
        nav.tabs aria-label="Profils" { ul { @for other in Profile::ALL {
            li { a href=(address(&desk, &format!("/listes/{}", other.key()))) aria-current=[(other == profile).then_some("page")] { (other.title()) } }
        } } }
        (form(&asked))
        p role="status" { (words::plural(listed.total as u64, "utilisateur", "utilisateurs")) }
        @if listed.users.is_empty() {
            p { @if listed.total == 0 { "Personne ne correspond." } @else { "Cette page n’existe pas." } }
        } @else { (table(&desk, &listed.users, profile)) }
        (pages(&desk, profile, &asked, &listed, at))
        @if desk.may(Role::Decide) {
            p { a href=(address(&desk, "/identifiants")) { "Réinitialiser les identifiants…" } }
        }
    };
    Ok(framed(&desk, Place::Lists, &format!("Listes : {}", profile.title()), &body))
}

fn form(asked: &Asked) -> Markup {
    html! {
        form.filter method="get" {
            div {
                label for="q" { "Nom, prénom ou IDPN" }
                input #q type="search" name="q" value=(asked.q) maxlength="200" data-keys="/" aria-keyshortcuts="/";
            }
            label.tick {
                input type="checkbox" name="non_rapproches" value="1" checked[!asked.non_rapproches.is_empty()];
                " Uniquement les non rapprochés"
            }
            button.quiet type="submit" { "Afficher" }
        }
    }
}

fn table(desk: &Desk, users: &[UserView], profile: Profile) -> Markup {
    let family = match profile {
        Profile::Parents => Some("Enfants"),
        Profile::Pupils => Some("Responsables"),
        _ => None,
    };
    let family = family.filter(|_| users.iter().any(|user| !user.family_members.is_empty()));
    let has_classes = users.iter().any(|user| !user.class.is_empty());
    let has_dates = users.iter().any(|user| !user.birth_date.is_empty());
    html! {
        table.people {
            thead { tr {
                th scope="col" { "Nom" } th scope="col" { "Identifiant ENT" }
                @if has_dates { th scope="col" { "Naissance" } }
                @if has_classes { th scope="col" { "Classe" } }
                @if let Some(family) = family { th scope="col" { (family) } }
                th scope="col" { "IDPN" }
            } }
            tbody { @for user in users { tr {
                th scope="row" { a href=(address(desk, &format!("/utilisateurs/{}", user.number))) { (user.family) " " (user.given) } }
                td data-title="Identifiant ENT" {
                    @if user.is_linked { code { (user.cas_ids.join(" · ")) } } @else { span.todo-word { "non rapproché" } }
                }
                @if has_dates { td data-title="Naissance" { (user.birth_date) } }
                @if has_classes { td data-title="Classe" { (user.class) } }
                @if let Some(family) = family { td data-title=(family) { (user.family_members.join(", ")) } }
                td data-title="IDPN" { (user.idpn) }
            } } }
        }
    }
}

fn pages(desk: &Desk, profile: Profile, asked: &Asked, listed: &Listed, at: usize) -> Markup {
    let last = listed.total.div_ceil(PAGE).max(1);
    let link = |page: usize| {
        let page = page.to_string();
        let parameters = [("q", asked.q.as_str()), ("non_rapproches", &asked.non_rapproches), ("page", &page)];
        address(desk, &format!("/listes/{}", profile.key())) + &query(&parameters)
    };
    html! {
        @if last > 1 {
            nav.pages aria-label="Pages" {
                @if at > 1 { a.button.quiet rel="prev" href=(link(at - 1)) data-keys="k ArrowLeft" { "← Précédente" } }
                span { "Page " (at) " sur " (last) }
                @if at < last { a.button.quiet rel="next" href=(link(at + 1)) data-keys="j ArrowRight" { "Suivante →" } }
            }
        }
    }
}
