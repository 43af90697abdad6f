//! «Accueil»: the table of the reconciliation screen, and what waits.

use axum::extract::State;
use maud::{Markup, html};

use super::Desk;
use super::frame::{Place, page as framed};
use crate::identity::Lang;
use crate::report;
use crate::server::Shared;
use crate::server::error::PageError;

pub(super) async fn page(State(app): State<Shared>, desk: Desk) -> Result<Markup, PageError> {
    let tally = desk.school.tally().await?;
    let screen = report::screen(&tally, Lang::Fr);
    let waiting = desk.school.waiting_by_reason().await?;
    let body = html! {
        h2 { (screen.title) }
        div.scroll { table.counts {
            thead { tr { @for title in &screen.header { th scope="col" { (title) } } } }
            tbody {
                @for row in &screen.rows {
                    tr { @for (at, cell) in row.iter().enumerate() {
                        @if at == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                    } }
                }
            }
        } }
        h2 { "Échecs à résoudre" }
        @if waiting.is_empty() { p { "Aucun échec n’attend." } }
        ul { @for (reason, count) in &waiting { li { (count) " × " (reason) } } }
    };
    Ok(framed(&desk, Place::Home, "Accueil", app.settings.lang, &body))
}
