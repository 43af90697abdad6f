//! The frame of the administrator's pages: where one is, and where one can go.

use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Desk;
use crate::identity::Lang;
use crate::server::layout;

/// The pages of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Lists,
    Failures,
    Configuration,
    Journal,
}

impl Place {
    const ALL: [Self; 5] = [Self::Home, Self::Failures, Self::Lists, Self::Configuration, Self::Journal];

    fn title(self) -> &'static str {
        match self {
            Self::Home => "Accueil",
            Self::Lists => "Listes",
            Self::Failures => "Échecs à résoudre",
            Self::Configuration => "Configuration",
            Self::Journal => "Journal",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Lists => "/listes/eleves",
            Self::Failures => "/echecs",
            Self::Configuration => "/configuration",
            Self::Journal => "/journal",
        }
    }
}

/// The address of a page of this school: `path` begins with a slash.
pub(super) fn address(desk: &Desk, path: &str) -> String {
    format!("/{}/admin{path}", desk.school.uai())
}

/// `?a=b&c=d`, without what is empty.
pub(super) fn query(parameters: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        query.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
    }
    query
}

/// What proves that a form comes from a page of this session.
pub(super) fn token(desk: &Desk) -> Markup {
    html! { input type="hidden" name="csrf" value=(desk.session.csrf); }
}

/// A key that presses what it stands in.
pub(super) fn key(key: &str) -> Markup {
    html! { kbd aria-hidden="true" { (key) } }
}

/// A page of the administrator's, under its title. They are French, whatever the door speaks.
pub(super) fn page(desk: &Desk, place: Place, title: &str, body: &Markup) -> Markup {
    untitled_page(desk, place, title, &html! { h1 { (title) } (body) })
}

/// The same for a page that shows its own title.
pub(super) fn untitled_page(desk: &Desk, place: Place, title: &str, body: &Markup) -> Markup {
    layout::page(
        title,
        Lang::Fr,
        "admin",
        &html! {
            a.skip href="#content" { "Aller au contenu" }
            header.top {
                p.school { strong { (desk.school.name()) } " " span.hint { (desk.school.uai()) } }
                nav aria-label="Menu" {
                    ul {
                        @for other in Place::ALL {
                            li { a href=(address(desk, other.path())) aria-current=[(other == place).then_some("page")] { (other.title()) } }
                        }
                    }
                }
                form method="post" action="/admin/deconnexion" {
                    (token(desk))
                    span.hint { (desk.administrator.name) } " "
                    button.quiet.small type="submit" { "Se déconnecter" }
                }
            }
            main #content tabindex="-1" { (body) }
        },
    )
}
