//! Whoever is none of the candidates, looked for among all users.

use maud::{Markup, html};

use super::candidate::link_form;
use super::failure_address;
use super::queue::Queue;
use crate::server::admin::{Desk, words};
use crate::service::{FailureView, ListFilter, UserView};

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

/// Those who can be linked; those who are linked already stand behind a click.
fn found(desk: &Desk, queue: &Queue, view: &FailureView, search: &str, decides: bool) -> Markup {
    let filter = ListFilter { search: search.to_owned(), unlinked_only: true, most: MOST, ..ListFilter::default() };
    let free = desk.school.users(None, &filter);
    let all = desk.school.users(None, &ListFilter { unlinked_only: false, most: 0, ..filter });
    let linked: Vec<&UserView> = all.users.iter().filter(|user| user.is_linked).collect();
    let can_link = decides && view.cas_id.is_some();
    html! {
        p role="status" {
            @match free.total {
                0 => "Personne de libre ne correspond.",
                1..=MOST => (words::plural(free.total as u64, "personne libre", "personnes libres")),
                _ => { (MOST) " personnes montrées sur " (free.total) " : ajoutez un mot." }
            }
        }
        ul.found { @for user in &free.users { li {
            (described(user))
            @if can_link { (link_form(desk, queue, view, user, None)) }
        } } }
        @if !linked.is_empty() {
            details {
                summary { (words::plural(linked.len() as u64, "personne déjà rapprochée", "personnes déjà rapprochées")) }
                ul.found { @for user in linked.iter().take(MOST) { li { (described(user)) } } }
                @if linked.len() > MOST { p.hint { "Les " (MOST) " premières : ajoutez un mot." } }
            }
        }
    }
}

fn described(user: &UserView) -> Markup {
    let profiles: Vec<&str> = user.profiles.iter().map(|profile| words::profile(profile)).collect();
    html! { span {
        strong { (user.family) " " (user.given) } " "
        span.hint {
            (profiles.join(", "))
            @if !user.birth_date.is_empty() { " · " (user.birth_date) }
            @if !user.idpn.is_empty() { " · IDPN " (user.idpn) }
        }
    } }
}
