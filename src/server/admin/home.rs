//! «Accueil»: what waits first, then the table of the reconciliation screen.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::frame::{Place, address, page as framed, query};
use super::time::{Age, ago, stamp};
use super::{Desk, words};
use crate::identity::{Lang, Profile};
use crate::report;
use crate::server::error::PageError;
use crate::server::{Shared, api};
use crate::service::{ExportFile, FailureRow};
use crate::store::{FailureFilter, Moment};

pub(super) async fn page(State(_): State<Shared>, desk: Desk) -> Result<Markup, PageError> {
    let screen = report::screen(&desk.school.tally().await?, Lang::Fr);
    let waiting = desk.school.failures(&FailureFilter::default()).await?;
    let now = Moment::now();
    let body = html! {
        (to_do(&desk, &waiting, now))
        h2 #screen { (screen.title) }
        div.scroll tabindex="0" role="region" aria-labelledby="screen" { table.counts {
            thead { tr {
                td {}
                @for profile in Profile::ALL {
                    th scope="col" { a href=(address(&desk, &format!("/listes/{}", profile.key()))) { (profile.title()) } }
                }
            } }
            tbody {
                @for (at, row) in screen.rows.iter().enumerate() {
                    tr { @for (column, cell) in row.iter().enumerate() {
                        @if column == 0 { th scope="row" { (cell) } }
                        @else if at == 3 && cell != "0" && cell != "-" { td.open { (cell) } }
                        @else { td { (cell) } }
                    } }
                }
            }
        } }
        p { @for file in ExportFile::ALL {
            a.button.quiet.small href=(address(&desk, &format!("/fichiers/{}", file.name()))) { (file_title(file)) } " "
        } }
        p.hint {
            "Règles de rapprochement : " a href={ (address(&desk, "/configuration")) "#regles" } { (desk.school.rules().name) } ". "
            @match desk.school.imported_at() {
                Some(at) => { "Base PRONOTE importée le " (stamp(at)) " (" (ago(at, now)) ")." }
                None => "La base PRONOTE n’a pas encore été importée.",
            }
        }
    };
    Ok(framed(&desk, Place::Home, "Accueil", &body))
}

fn file_title(file: ExportFile) -> &'static str {
    match file {
        ExportFile::ImportPronote => "Rapprochements à importer dans PRONOTE (CSV)",
        ExportFile::Failures => "Échecs (CSV)",
    }
}

pub(super) async fn file(
    State(_): State<Shared>,
    desk: Desk,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let file = ExportFile::ALL.into_iter().find(|file| file.name() == name).ok_or(PageError::NotFound)?;
    Ok(api::file(&name, desk.school.export(file, Lang::Fr).await?))
}

fn to_do(desk: &Desk, waiting: &[FailureRow], now: Moment) -> Markup {
    let link = |name, value: &str| address(desk, "/echecs") + &query(&[(name, value)]);
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for failure in waiting {
        *reasons.entry(&failure.reason).or_default() += 1;
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let of_age = |age| waiting.iter().filter(|failure| Age::of(Moment(failure.opened_at), now) == age).count() as u64;
    html! {
        section.todo aria-labelledby="todo" {
            h2 #todo { "À faire" }
            @if waiting.is_empty() {
                p { "Rien : aucun échec n’attend." }
            } @else {
                p { a.button href=(address(desk, "/echecs")) {
                    "Résoudre " (words::plural(waiting.len() as u64, "échec", "échecs"))
                } }
                div.columns {
                    div {
                        h3 { "Par motif" }
                        ul.tally { @for (reason, count) in reasons {
                            li { a href=(link("motif", reason)) { (words::reason(reason)) } " " b { (count) } }
                        } }
                    }
                    div {
                        h3 { "Par ancienneté" }
                        ul.tally { @for age in Age::ALL {
                            @let count = of_age(age);
                            li { @if count > 0 { a href=(link("age", age.key())) { (age.title()) } } @else { (age.title()) } " " b { (count) } }
                        } }
                    }
                }
            }
        }
    }
}
