//! The queue: who waits, filtered, around the one at hand.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::failure_address;
use crate::normalize::fold;
use crate::server::admin::frame::{address, query};
use crate::server::admin::time::{Age, ago};
use crate::server::admin::{Desk, words};
use crate::service::{FailureRow, School, ServiceError};
use crate::store::{FailureFilter, FailureState, Moment, Role};

/// How many lines stand before the failure at hand, and how many from it on.
const AROUND: usize = 25;

/// Which failures are asked for; empty texts leave all of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    /// The code of the reason.
    pub(super) reason: String,
    /// The key of an [`Age`].
    pub(super) age: String,
    /// Words of the name.
    pub(super) name: String,
}

impl Filter {
    fn is_empty(&self) -> bool {
        self.reason.is_empty() && self.age.is_empty() && self.name.is_empty()
    }

    /// As the end of an address.
    pub(super) fn query(&self, more: &[(&str, &str)]) -> String {
        let own = [("motif", self.reason.as_str()), ("age", &self.age), ("nom", &self.name)];
        query(&[&own, more].concat())
    }

    /// As hidden fields of a form.
    pub(super) fn fields(&self) -> Markup {
        html! {
            @for (name, value) in [("motif", &self.reason), ("age", &self.age), ("nom", &self.name)] {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
        }
    }

    fn lets_through(&self, row: &FailureRow, now: Moment) -> bool {
        let name = || fold(&format!("{} {}", row.family, row.given)).to_string();
        (self.reason.is_empty() || row.reason == self.reason)
            && (self.age.is_empty() || Age::of(Moment(row.opened_at), now).key() == self.age)
            && (self.name.is_empty()
                || self.name.split_whitespace().all(|word| name().contains(&fold(word).to_string())))
    }
}

/// Who waits.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) filter: Filter,
    rows: Vec<FailureRow>,
    /// Of all failures, by the code of the reason.
    reasons: BTreeMap<String, u64>,
    now: Moment,
}

impl Queue {
    pub(super) async fn load(school: &School, filter: Filter) -> Result<Self, ServiceError> {
        let mut rows = school.failures(&FailureFilter::default()).await?;
        let mut reasons = BTreeMap::new();
        for row in &rows {
            *reasons.entry(row.reason.clone()).or_default() += 1;
        }
        let now = Moment::now();
        rows.retain(|row| filter.lets_through(row, now));
        Ok(Self { filter, rows, reasons, now })
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn first(&self) -> Option<i64> {
        self.rows.first().map(|row| row.number)
    }

    fn position(&self, number: i64) -> Option<usize> {
        self.rows.iter().position(|row| row.number == number)
    }

    /// The next one; after the last, and after one that is not here, the first. Never the same again.
    pub(super) fn after(&self, number: i64) -> Option<i64> {
        let next = self.position(number).and_then(|at| self.rows.get(at + 1)).or(self.rows.first());
        next.map(|row| row.number).filter(|&next| next != number)
    }

    pub(super) fn before(&self, number: i64) -> Option<i64> {
        let at = self.position(number)?.checked_sub(1)?;
        self.rows.get(at).map(|row| row.number)
    }

    /// `12 sur 300`.
    pub(super) fn place(&self, number: i64) -> Option<String> {
        self.position(number).map(|at| format!("{} sur {}", at + 1, self.rows.len()))
    }

    pub(super) fn render(&self, desk: &Desk, current: Option<i64>) -> Markup {
        let at = current.and_then(|number| self.position(number)).unwrap_or(0);
        let first = at.saturating_sub(AROUND);
        let shown = &self.rows[first..(at + AROUND).min(self.rows.len())];
        let rest = self.rows.len() - first - shown.len();
        html! {
            section.queue aria-labelledby="queue" {
                h2 #queue { "File d’attente" }
                a.skip href="#case" { "Aller à l’échec" }
                (self.form(desk))
                @if desk.may(Role::Decide) {
                    p { a href=(address(desk, "/echecs/lot")) { "Accepter en lot les plus sûrs…" } }
                }
                @if first > 0 { p.hint { (first) " avant" } }
                ol start=(first + 1) { @for row in shown { (self.line(desk, row, current)) } }
                @if rest > 0 { p.hint { (rest) " après" } }
            }
        }
    }

    fn line(&self, desk: &Desk, row: &FailureRow, current: Option<i64>) -> Markup {
        let name = format!("{} {}", row.family, row.given);
        html! {
            li { a href=(failure_address(desk, row.number, &self.filter, &[])) aria-current=[(Some(row.number) == current).then_some("true")] {
                span.name { @if name.trim().is_empty() { "(sans nom)" } @else { (name) } }
                span.hint {
                    (words::reason(&row.reason)) " · " (ago(Moment(row.opened_at), self.now))
                    @if row.visits > 1 { " · " (row.visits) " essais" }
                }
                @if row.state != FailureState::Open { span.badge { (words::state(row.state)) } }
            } }
        }
    }

    fn form(&self, desk: &Desk) -> Markup {
        html! {
            form.filter method="get" action=(address(desk, "/echecs")) {
                div {
                    label for="motif" { "Motif" }
                    select #motif name="motif" {
                        option value="" { "Tous les motifs" }
                        @for (reason, count) in &self.reasons {
                            option value=(reason) selected[*reason == self.filter.reason] { (words::reason(reason)) " (" (count) ")" }
                        }
                    }
                }
                div {
                    label for="nom" { "Nom" }
                    input #nom type="search" name="nom" value=(self.filter.name) maxlength="200";
                }
                @if !self.filter.age.is_empty() {
                    @for age in Age::ALL { @if age.key() == self.filter.age {
                        label.tick { input type="checkbox" name="age" value=(age.key()) checked; " " (age.title()) }
                    } }
                }
                button.quiet.small type="submit" { "Filtrer" }
                @if !self.filter.is_empty() { " " a href=(address(desk, "/echecs")) { "Tout montrer" } }
            }
        }
    }
}
