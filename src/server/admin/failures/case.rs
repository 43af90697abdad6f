//! One failure: who the ENT says it is, what was tried, whom it might be, and the buttons.

use std::borrow::Cow;

use maud::{Markup, html};

use super::queue::Queue;
use super::{candidate, failure_address, search};
use crate::identity::Lang;
use crate::matching::Level;
use crate::matching::decision::Reason;
use crate::report::scripts::mixed;
use crate::server::App;
use crate::server::admin::frame::{address, key, token};
use crate::server::admin::time::ago;
use crate::server::admin::{Desk, words};
use crate::server::error::PageError;
use crate::service::{CorrectionView, FailureView};
use crate::store::{FailureState, Moment, Role};

pub(super) async fn render(
    app: &App,
    desk: &Desk,
    queue: &Queue,
    view: &FailureView,
    search: &str,
) -> Result<Markup, PageError> {
    let row = &view.row;
    let is_open = !row.state.is_closed();
    let decides = desk.may(Role::Decide) && is_open;
    let closed = if is_open {
        html! {}
    } else {
        closed(app, desk, view).await?
    };
    Ok(html! {
        section.case #case aria-labelledby="case-title" tabindex="-1" {
            (steps(desk, queue, row.number))
            h2 #case-title { @if row.family.is_empty() && row.given.is_empty() { "(sans nom)" } @else { (row.family) " " (row.given) } }
            p.facts {
                @if let Some(profile) = &row.profile { (words::profile(profile)) " · " }
                @match &view.cas_id {
                    Some(id) => { "identifiant ENT " code { (id) } },
                    None => "sans identifiant ENT",
                }
                " · arrivé " (ago(Moment(row.opened_at), Moment::now()))
                @if row.visits > 1 { " · " (row.visits) " essais" }
                @if row.state != FailureState::Open { " · " span.badge { (words::state(row.state)) } }
            }
            (closed)
            @if is_open {
                p.reason { strong { (words::reason(&row.reason)) } " — " (advice(view)) }
            }
            (corrections(&view.corrections))
            @if decides { (others(desk, queue, view)) }
            @else if is_open { p.hint { "Votre rôle permet de regarder, pas de décider." } }
            h3 { @match view.candidates.len() {
                0 => "Aucun candidat dans PRONOTE",
                1 => "Un candidat dans PRONOTE",
                _ => "Candidats dans PRONOTE",
            } }
            @if !view.candidates.is_empty() { (candidate::legend()) }
            div.candidates {
                @for (rank, each) in view.candidates.iter().enumerate() {
                    (candidate::card(desk, queue, view, rank + 1, each, decides))
                }
            }
            (search::render(desk, queue, view, search, decides))
            (sent(view))
            @if desk.may(Role::Decide) {
                p.hint { a href=(address(desk, &format!("/echecs/{}/donnees", row.number))) { "Exporter ou effacer les données de cette personne" } }
            }
        }
    })
}

/// Says what to do about this failure: the advice of its reason, unless this very case asks for another.
fn advice(view: &FailureView) -> Cow<'static, str> {
    let row = &view.row;
    if let Some(fault) = &view.fault {
        return fault.clone().into();
    }
    if view.may_have_lost_accents {
        return words::LOST_ACCENTS.into();
    }
    let agrees = |level| matches!(level, Level::Exact | Level::Alternate | Level::Missing);
    let best = view.candidates.first();
    if row.reason == Reason::ToConfirm.code()
        && best.is_some_and(|best| best.fields.iter().all(|field| agrees(field.line.level)))
    {
        return words::NOTHING_DIFFERS.into();
    }
    let named = || mixed(&[&row.family, &row.given], Lang::Fr);
    match (row.reason == Reason::MixedScripts.code()).then(named).flatten() {
        Some(mixed) => {
            format!("{mixed} : faites-le retaper dans l’ENT, ou rapprochez si c’est bien la personne.").into()
        }
        None => words::advice(&row.reason).into(),
    }
}

/// Where one is in the queue, and the way on.
fn steps(desk: &Desk, queue: &Queue, number: i64) -> Markup {
    html! {
        nav.pages aria-label="Échecs" {
            @if let Some(before) = queue.before(number) {
                a rel="prev" href=(failure_address(desk, before, &queue.filter, &[])) data-keys="k ArrowLeft" aria-keyshortcuts="k" { "← Précédent" }
            }
            a.to-queue href={ (address(desk, "/echecs")) (queue.filter.query(&[])) } { "File" }
            @if let Some(place) = queue.place(number) { span { (place) } }
            @if let Some(after) = queue.after(number) {
                a rel="next" href=(failure_address(desk, after, &queue.filter, &[])) data-keys="j ArrowRight" aria-keyshortcuts="j" { "Suivant →" }
            }
        }
    }
}

async fn closed(app: &App, desk: &Desk, view: &FailureView) -> Result<Markup, PageError> {
    let number = view.row.number;
    let decision = app.service.store().last_decision_about(desk.school.uai(), number).await?;
    // One that was put off, and linked by its person or by a list, was closed by no decision.
    let decision = decision.filter(|decision| closes(&decision.kind, view.row.state));
    Ok(html! {
        div.closed {
            p { "Déjà traité : " strong { (words::state(view.row.state)) }
                @if let Some(decision) = &decision { " par " (words::actor(&decision.made_by)) } "." }
            @if let Some(decision) = decision.filter(|decision| desk.may(Role::Decide) && desk.school.can_undo(decision)) {
                form method="post" action=(address(desk, &format!("/decisions/{}/annuler", decision.number))) {
                    (token(desk))
                    button.quiet type="submit" { "Annuler cette décision" }
                }
            }
        }
    })
}

/// Whether it is a decision of this kind that leaves a failure closed so.
fn closes(kind: &str, state: FailureState) -> bool {
    matches!((kind, state), ("link", FailureState::Linked) | ("reject", FailureState::Rejected))
}

/// What else can be done than to link.
fn others(desk: &Desk, queue: &Queue, view: &FailureView) -> Markup {
    let button = |act: &str, title: &str, shortcut: &str| {
        html! {
            button.quiet type="submit" name="acte" value=(act) data-keys=(shortcut) aria-keyshortcuts=(shortcut) { (title) " " (key(shortcut)) }
        }
    };
    html! {
        form.actions method="post" action=(address(desk, &format!("/echecs/{}/decision", view.row.number))) {
            (hidden(desk, queue, view))
            (button("reject", "Rejeter", "r"))
            (button("ask_correction", "Demander une correction", "c"))
            (button("postpone", "Plus tard", "p"))
        }
    }
}

/// What every decision names: the session, the version, and the filter to go on with.
pub(super) fn hidden(desk: &Desk, queue: &Queue, view: &FailureView) -> Markup {
    html! {
        (token(desk))
        input type="hidden" name="version" value=(view.row.version);
        (queue.filter.fields())
    }
}

fn corrections(corrections: &[CorrectionView]) -> Markup {
    let typed = |correction: &CorrectionView| {
        let fields =
            [("nom", &correction.family), ("prénom", &correction.given), ("naissance", &correction.birth_date)];
        let fields = fields.into_iter().filter_map(|(title, value)| Some(format!("{title} {}", value.as_ref()?)));
        fields.collect::<Vec<_>>().join(", ")
    };
    html! {
        @if !corrections.is_empty() {
            h3 { "Ce que la personne a tapé" }
            ol.typed { @for correction in corrections {
                li { strong { (typed(correction)) } span.hint { " — " (words::correction(&correction.outcome)) } }
            } }
        }
    }
}

fn sent(view: &FailureView) -> Markup {
    html! {
        @if !view.sent.is_empty() {
            details {
                summary { "Tout ce que l’ENT a envoyé" }
                dl.sent { @for (name, values) in &view.sent { dt { (name) } dd { (values.join(" ; ")) } } }
            }
        }
    }
}
