//! The frame of every page.

use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use super::assets::VERSION;
use crate::identity::Lang;

/// A page for somebody at the door.
pub(super) fn visitor_page(title: &str, lang: Lang, body: &Markup) -> Markup {
    page(title, lang, "visitor", &html! { main #content { (body) } })
}

/// A page that says one thing.
pub(super) fn message_page(status: StatusCode, message: &str, lang: Lang) -> Markup {
    let title = status_title(status, lang);
    visitor_page(title, lang, &html! { h1 { (title) } p { (message) } })
}

fn status_title(status: StatusCode, lang: Lang) -> &'static str {
    let (french, english) = match status {
        StatusCode::NOT_FOUND => ("Page introuvable", "Page not found"),
        StatusCode::FORBIDDEN => ("Action refusée", "Not allowed"),
        StatusCode::TOO_MANY_REQUESTS => ("Trop de tentatives", "Too many attempts"),
        StatusCode::CONFLICT => ("Action impossible", "Not possible"),
        StatusCode::BAD_REQUEST => ("Demande incomplète", "Incomplete request"),
        _ => ("Service indisponible", "Service unavailable"),
    };
    match lang {
        Lang::Fr => french,
        Lang::En => english,
    }
}

/// Head, style sheet and script around a body.
pub(super) fn page(title: &str, lang: Lang, class: &str, body: &Markup) -> Markup {
    let code = match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                title { (title) " · rapproche" }
                link rel="stylesheet" href={ "/static/style.css?v=" (*VERSION) };
                script src={ "/static/script.js?v=" (*VERSION) } defer {}
            }
            body class=(class) { (body) }
        }
    }
}
