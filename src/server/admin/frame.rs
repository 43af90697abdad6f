//! The frame of the administrator's pages: where one is, and where one can go.

use maud::{Markup, html};

use super::Desk;
use crate::identity::Lang;
use crate::server::layout;

/// The pages of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
}

impl Place {
    const ALL: [Self; 1] = [Self::Home];

    fn title(self) -> &'static str {
        match self {
            Self::Home => "Accueil",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Home => "",
        }
    }
}

/// A page of the administrator's.
pub(super) fn page(desk: &Desk, place: Place, title: &str, lang: Lang, body: &Markup) -> Markup {
    let uai = desk.school.uai();
    layout::page(
        title,
        lang,
        "admin",
        &html! {
            a.skip href="#content" { "Aller au contenu" }
            header {
                p.school { strong { (desk.school.name()) } " " span.hint { (uai) } }
                nav aria-label="Menu" {
                    ul {
                        @for other in Place::ALL {
                            li { a href={ "/" (uai) "/admin" (other.path()) } aria-current=[(other == place).then_some("page")] { (other.title()) } }
                        }
                    }
                }
                form method="post" action="/admin/deconnexion" {
                    input type="hidden" name="csrf" value=(desk.session.csrf);
                    span.hint { (desk.administrator.name) } " "
                    button.quiet type="submit" { "Se déconnecter" }
                }
            }
            main #content { h1 { (title) } (body) }
        },
    )
}
