//! Many at once: those whose best candidate is free and very probable, looked at in one table before they are linked.
//!
//! Invariant: what is linked is what stood in the table, failure by failure and version by version; nothing is proposed anew when
//! the form comes back.

use axum::extract::{Form, Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::failure_address;
use super::queue::Filter;
use crate::identity::Lang;
use crate::matching::{Field, Level};
use crate::report::side_by_side::FieldLine;
use crate::report::{number, words as report_words};
use crate::server::Shared;
use crate::server::admin::frame::{Place, address, page as framed, token};
use crate::server::admin::{Desk, words};
use crate::server::error::PageError;
use crate::service::{Act, Proposal};
use crate::store::Role;

/// What is offered to choose from; the first is the usual one.
const THRESHOLDS: [f64; 4] = [0.99, 0.999, 0.95, 0.9];
/// How many go into one form: it stays well below the largest body.
const MOST: usize = 200;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    seuil: Option<f64>,
}

pub(super) async fn preview(
    State(_): State<Shared>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    desk.require(Role::Decide)?;
    // What is not offered is not done for many at once either.
    let threshold = asked.seuil.filter(|seuil| THRESHOLDS.contains(seuil)).unwrap_or(THRESHOLDS[0]);
    let proposals = desk.school.proposals(threshold, Lang::Fr).await?;
    let shown = &proposals[..proposals.len().min(MOST)];
    let body = html! {
        (choose(threshold))
        @if shown.is_empty() { p { "Personne n’a de candidat libre aussi probable. Baissez le seuil, ou traitez-les un par un." } }
        @else {
            p { "Relisez, décochez ceux dont vous doutez, puis acceptez. Ceux dont un nom est tout autre ne sont pas cochés. Chaque rapprochement pourra être annulé depuis le Journal." }
            @if shown.len() < proposals.len() { p.hint { "Les " (MOST) " premiers sur " (proposals.len()) "." } }
            form method="post" action=(address(&desk, "/echecs/lot")) {
                (token(&desk))
                table.people {
                    thead { tr {
                        th scope="col" { "ENT" } th scope="col" { "PRONOTE" } th scope="col" { "Différences" } th scope="col" { "Probabilité" }
                    } }
                    tbody { @for proposal in shown { (row(&desk, proposal)) } }
                }
                p.actions {
                    button type="submit" { "Rapprocher les cochés" }
                    a.button.quiet href=(address(&desk, "/echecs")) { "Annuler" }
                }
            }
        }
    };
    Ok(framed(&desk, Place::Failures, "Accepter en lot", &body))
}

fn choose(threshold: f64) -> Markup {
    html! {
        form.filter method="get" {
            div {
                label for="seuil" { "Probabilité d’au moins" }
                select #seuil name="seuil" { @for each in THRESHOLDS {
                    option value=(each) selected[(each - threshold).abs() < 1e-9] { (number::percentage(each - 1e-9, Lang::Fr)) }
                } }
            }
            button.quiet type="submit" { "Montrer" }
        }
    }
}

fn row(desk: &Desk, proposal: &Proposal) -> Markup {
    let Proposal { failure, candidate } = proposal;
    let user = &candidate.user;
    let choice = format!("{}:{}:{}", failure.number, failure.version, user.number);
    let lines = || candidate.fields.iter().map(|field| &field.line);
    let differences: Vec<String> = lines().filter_map(difference).collect();
    // Another name wants a look and a click of its own, however probable the rest makes it.
    let is_another_name = lines().any(|line| {
        matches!(line.field, Field::Family | Field::Given) && matches!(line.level, Level::Different | Level::CloseName)
    });
    html! { tr {
        th scope="row" {
            label.tick { input type="checkbox" name="choix" value=(choice) checked[!is_another_name]; " " (failure.family) " " (failure.given) }
        }
        td data-title="PRONOTE" {
            a href=(failure_address(desk, failure.number, &Filter::default(), &[])) { (user.family) " " (user.given) }
            @if !user.birth_date.is_empty() { " · " (user.birth_date) }
        }
        td data-title="Différences" { @if differences.is_empty() { "aucune" } @else { (differences.join(" ; ")) } }
        td data-title="Probabilité" { (number::percentage(candidate.probability, Lang::Fr)) }
    } }
}

/// A field that is not equal, with both values: what the eye has to judge.
fn difference(line: &FieldLine) -> Option<String> {
    if report_words::level_sign(line.level) == "=" {
        return None;
    }
    let (field, level) =
        (report_words::field(line.field, Lang::Fr), report_words::level(line.field, line.level, Lang::Fr));
    let (cas, base) = (line.cas.to_text(), line.base.to_text());
    // Most ENT send no sex: that says nothing.
    if line.field == Field::Sex && (cas.is_empty() || base.is_empty()) {
        return None;
    }
    Some(match (cas.as_str(), base.as_str()) {
        ("", "") => level.to_owned(),
        ("", base) => format!("{field} : l’ENT n’envoie rien, PRONOTE a «{base}»"),
        (cas, "") => format!("{field} : «{cas}», rien dans PRONOTE"),
        (cas, base) => format!("{field} : «{cas}» / «{base}», {level}"),
    })
}

/// A line of the table that comes back: failure, version, user.
fn choice(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(':').map(str::parse);
    let mut next = || parts.next()?.ok();
    Some((next()?, next()?, next()?))
}

pub(super) async fn accept(
    State(_): State<Shared>,
    desk: Desk,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Markup, PageError> {
    let csrf = fields.iter().find(|(name, _)| name == "csrf").map_or("", |(_, value)| value);
    desk.require_form(Role::Decide, csrf)?;
    let choices = fields.iter().filter(|(name, _)| name == "choix").map(|(_, value)| choice(value));
    let refused = || PageError::Refused("Ce formulaire est abîmé : rouvrez la page et recommencez.".to_owned());
    let choices: Vec<_> = choices.collect::<Option<_>>().ok_or_else(refused)?;
    let mut done = 0;
    let mut not_done = Vec::new();
    for (failure, version, user) in choices {
        match desk.school.decide(&desk.actor(), failure, version, Act::Link { user }).await {
            Ok(_) => done += 1,
            Err(error) => not_done.push((failure, PageError::from(error).message(Lang::Fr))),
        }
    }
    let body = html! {
        p.done role="status" { (words::plural(done, "rapprochement fait", "rapprochements faits")) "." }
        @if !not_done.is_empty() {
            h2 { (words::plural(not_done.len() as u64, "échec laissé tel quel", "échecs laissés tels quels")) }
            ul { @for (failure, why) in &not_done {
                li { a href=(failure_address(&desk, *failure, &Filter::default(), &[])) { "Échec n° " (failure) } " : " (why) }
            } }
        }
        p.actions {
            a.button href=(address(&desk, "/echecs")) { "Continuer la résolution" }
            a.button.quiet href=(address(&desk, "/journal")) { "Voir le journal" }
        }
    };
    Ok(framed(&desk, Place::Failures, "Accepter en lot", &body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_three_numbers() {
        assert_eq!(choice("12:3:456"), Some((12, 3, 456)));
        for bad in ["", "12:3", "a:b:c", "1:2:"] {
            assert_eq!(choice(bad), None, "{bad}");
        }
    }
}
