//! A candidate beside what the ENT sent: field by field, the differing letters marked, a bar for what each field is worth.

use maud::{Markup, html};

use super::case::hidden;
use super::queue::Queue;
use crate::identity::Lang;
use crate::matching::{Field, Level};
use crate::report::side_by_side::FieldLine;
use crate::report::{marked, number, words as report_words};
use crate::server::admin::frame::{address, key};
use crate::server::admin::{Desk, words};
use crate::service::{CandidateView, FailureView, RivalView, UserView};

/// Half the width of a bar, in its own units.
const HALF: f64 = 50.0;
/// The weight that fills it, in bits: an exact birth date or a rare name is worth about that.
const FULL: f64 = 12.0;

pub(super) fn legend() -> Markup {
    html! {
        ul.legend {
            li { mark.differs { "a" } " lettre qui diffère" }
            li { mark.accent { "é" } " accent seul" }
            li { span.absent { "a" } " lettre en moins" }
            li { (bar(6.0)) " plaide pour, " (bar(-6.0)) " contre" }
        }
    }
}

pub(super) fn card(
    desk: &Desk,
    queue: &Queue,
    view: &FailureView,
    rank: usize,
    candidate: &CandidateView,
    decides: bool,
) -> Markup {
    let user = &candidate.user;
    let title = format!("candidat-{rank}");
    html! {
        article.linked[user.is_linked] aria-labelledby=(title) {
            header {
                h4 id=(title) { (rank) ". " (user.family) " " (user.given) }
                p.likelihood {
                    strong { (words::likelihood(candidate.probability)) }
                    " " span.hint { (number::percentage(candidate.probability, Lang::Fr)) }
                    @if user.is_linked { " " span.badge.bad { "déjà rapproché" } }
                }
                @if !candidate.rivals.is_empty() { (rivals(desk, &candidate.rivals)) }
                @if decides && !user.is_linked && view.cas_id.is_some() {
                    (link_form(desk, queue, view, user, Some((rank, candidate))))
                }
            }
            table.compare {
                thead { tr { th scope="col" { "Champ" } th scope="col" { "ENT" } th scope="col" { "PRONOTE" } } }
                tbody { @for field in &candidate.fields { (line(&field.line)) } }
            }
            (about(user))
        }
    }
}

/// Whose account it is may be the question.
fn rivals(desk: &Desk, rivals: &[RivalView]) -> Markup {
    html! {
        p.error {
            @if rivals.len() == 1 { "Attention : un autre compte de l’ENT désigne la même personne, " }
            @else { "Attention : d’autres comptes de l’ENT désignent la même personne, " }
            @for (at, rival) in rivals.iter().enumerate() {
                @if at > 0 { ", " }
                (rival.family) " " (rival.given)
                @if let Some(id) = &rival.cas_id { " (" code { (id) } ")" }
                ", "
                a href=(address(desk, &format!("/echecs/{}", rival.failure))) { "échec n° " (rival.failure) }
            }
            ". Un seul peut être le bon."
        }
    }
}

/// Candidates who are less probable than this do not get the button that catches the eye, nor those whom another account points at.
const LIKELY: f64 = 0.3;

/// The button that links a user; of a candidate, with the rank as its key.
pub(super) fn link_form(
    desk: &Desk,
    queue: &Queue,
    view: &FailureView,
    user: &UserView,
    candidate: Option<(usize, &CandidateView)>,
) -> Markup {
    let rank = candidate.map(|(rank, _)| rank.to_string());
    let catches_the_eye = |one: &CandidateView| one.probability >= LIKELY && one.rivals.is_empty();
    let is_quiet = !candidate.is_some_and(|(_, one)| catches_the_eye(one));
    html! {
        form method="post" action=(address(desk, &format!("/echecs/{}/decision", view.row.number))) {
            (hidden(desk, queue, view))
            input type="hidden" name="utilisateur" value=(user.number);
            button.quiet[is_quiet] type="submit" name="acte" value="link" data-keys=[rank.as_deref()] aria-keyshortcuts=[rank.as_deref()]
                aria-label={ "Rapprocher de " (user.family) " " (user.given) } {
                "Rapprocher" @if let Some(rank) = &rank { " " (key(rank)) }
            }
        }
    }
}

fn line(line: &FieldLine) -> Markup {
    // Names that stand in the same order say next to nothing.
    if line.field == Field::NameOrder && line.level == Level::Exact {
        return html! {};
    }
    let is_order = line.field == Field::NameOrder;
    html! {
        tr {
            th scope="row" { (report_words::field(line.field, Lang::Fr)) }
            td { @if !is_order { (marked::cas_value(line)) } }
            td class=(marked::level_class(line.level)) {
                @if !is_order { (marked::base_value(line)) }
                span.detail {
                    b aria-hidden="true" { (report_words::level_sign(line.level)) } " "
                    (report_words::level(line.field, line.level, Lang::Fr))
                }
                span.weight title={ "Poids : " (number::signed_weight(line.weight, Lang::Fr)) " bits" } { (bar(line.weight.bits())) }
            }
        }
    }
}

/// A bar from the middle: to the right for, to the left against. What it shows stands beside it in words.
fn bar(bits: f64) -> Markup {
    let length = (bits.abs() / FULL).min(1.0) * HALF;
    let (x, class) = if bits < 0.0 { (HALF - length, "against") } else { (HALF, "for") };
    html! {
        svg.bar width="100" height="8" viewBox="0 0 100 8" aria-hidden="true" {
            rect.track x="0" y="3" width="100" height="2" {}
            rect class=(class) x=(format!("{x:.1}")) y="0" width=(format!("{length:.1}")) height="8" {}
            rect.middle x="49.5" y="0" width="1" height="8" {}
        }
    }
}

fn about(user: &UserView) -> Markup {
    let profiles: Vec<&str> = user.profiles.iter().map(|profile| words::profile(profile)).collect();
    html! {
        p.hint.about {
            (profiles.join(", "))
            @if !user.class.is_empty() { " · Classe : " (user.class) }
            @if !user.idpn.is_empty() { " · IDPN " (user.idpn) }
            @if !user.family_members.is_empty() { " · Famille : " (user.family_members.join(", ")) }
        }
    }
}
