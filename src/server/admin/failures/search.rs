//! Whoever is none of the candidates, looked for among all users.

use maud::{Markup, html};

use super::candidate::link_form;
use super::failure_address;
use super::queue::Queue;
use crate::server::admin::{Desk, words};
use crate::service::{FailureView, ListFilter};

/// How many are shown; a name that more people bear wants another word.
const MOST: usize = 20;

pub(super) fn render(desk: &Desk, queue: &Queue, view: &FailureView, search: &str, decides: bool) -> Markup {
    html! {
        h3 #search { "Chercher quelqu’un d’autre" }
        form.filter method="get" action=(failure_address(desk, view.row.number, &Default::default(), &[])) {
            (queue.filter.fields())
            div {
                label for="q" { "Nom, prénom ou IDPN" }
                input #q type="search" name="q" value=(search) maxlength="200" data-keys="/" aria-keyshortcuts="/";
            }
            button.quiet type="submit" { "Chercher" }
        }
        @if !search.trim().is_empty() { (found(desk, queue, view, search, decides)) }
    }
}

fn found(desk: &Desk, queue: &Queue, view: &FailureView, search: &str, decides: bool) -> Markup {
    let filter = ListFilter { search: search.to_owned(), most: MOST, ..ListFilter::default() };
    let listed = desk.school.users(None, &filter);
    html! {
        p role="status" {
            @match listed.total {
                0 => "Personne ne correspond.",
                1..=MOST => (words::plural(listed.total as u64, "personne trouvée", "personnes trouvées")),
                _ => { (MOST) " personnes montrées sur " (listed.total) " : ajoutez un mot." }
            }
        }
        ul.found { @for user in &listed.users {
            @let profiles: Vec<&str> = user.profiles.iter().map(|profile| words::profile(profile)).collect();
            li {
                span {
                    strong { (user.family) " " (user.given) } " "
                    span.hint { (profiles.join(", ")) @if !user.birth_date.is_empty() { " · " (user.birth_date) } " · IDPN " (user.idpn) }
                }
                @if user.is_linked { span.badge.bad { "déjà rapproché" } }
                @else if decides && view.cas_id.is_some() { (link_form(desk, queue, view, user, None)) }
            }
        } }
    }
}
