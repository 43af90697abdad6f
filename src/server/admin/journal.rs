//! «Journal»: who did what, latest first, and the decisions that can be taken back.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::frame::{Place, address, page as framed, query, token};
use super::time::stamp;
use super::{Desk, words};
use crate::server::error::PageError;
use crate::server::{App, Shared};
use crate::store::{AuditEntry, Role, StoredDecision};

/// Entries per page.
const PAGE: usize = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Only entries before this one.
    avant: Option<i64>,
    /// The decision that was just taken back.
    annule: Option<i64>,
    /// How many links were not there again.
    exclus: Option<u64>,
    /// How many ids were just taken away.
    retires: Option<u64>,
    /// Somebody was just forgotten.
    efface: Option<u8>,
}

impl Asked {
    /// What was just done.
    fn done(&self) -> Option<String> {
        let undone = |number: i64| match self.exclus {
            Some(left_out) => format!(
                "Décision n° {number} annulée ; {}, l’utilisateur ou l’identifiant en ayant un autre depuis.",
                words::plural(left_out, "identifiant n’a pas été rendu", "identifiants n’ont pas été rendus")
            ),
            None => format!("Décision n° {number} annulée."),
        };
        let removed = |count| format!("{}.", words::plural(count, "identifiant retiré", "identifiants retirés"));
        let erased = self.efface.map(|_| "Données effacées.".to_owned());
        self.annule.map(undone).or_else(|| self.retires.map(removed)).or(erased)
    }
}

pub(super) async fn page(
    State(app): State<Shared>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    show(&app, &desk, asked.avant, asked.done().as_deref(), None).await
}

/// The page, with what was done or what stood against it.
pub(super) async fn show(
    app: &App,
    desk: &Desk,
    before: Option<i64>,
    done: Option<&str>,
    error: Option<&str>,
) -> Result<Markup, PageError> {
    let store = app.service.store();
    let mut entries = store.audit(desk.school.uai(), before, PAGE as i64 + 1).await?;
    let has_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let entries: Vec<Line> = entries.into_iter().map(Line::new).collect();
    let numbers = || entries.iter().filter_map(Line::own_decision);
    let decisions: BTreeMap<i64, StoredDecision> = match numbers().min().zip(numbers().max()) {
        Some((first, last)) => {
            let decisions = store.decisions_between(desk.school.uai(), first, last).await?;
            decisions.into_iter().map(|decision| (decision.number, decision)).collect()
        }
        None => BTreeMap::new(),
    };
    let journal = address(desk, "/journal");
    let body = html! {
        @if let Some(done) = done { p.done role="status" { (done) } }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        @if entries.is_empty() { p { "Rien n’a encore été fait." } }
        @else {
            table.people {
                thead { tr {
                    th scope="col" { "Quoi" } th scope="col" { "Quand" } th scope="col" { "Qui" } th scope="col" { "Annuler" }
                } }
                tbody { @for line in &entries {
                    @let decision = line.own_decision().and_then(|number| decisions.get(&number));
                    (row(desk, line, decision))
                } }
            }
        }
        nav.pages aria-label="Pages" {
            @if before.is_some() { a.button.quiet href=(journal) { "← Les plus récentes" } }
            @if let (true, Some(last)) = (has_more, entries.last()) {
                a.button.quiet rel="next" data-keys="j ArrowRight"
                    href={ (journal) (query(&[("avant", &last.entry.number.to_string())])) } { "Plus anciennes →" }
            }
        }
    };
    Ok(framed(desk, Place::Journal, "Journal", &body))
}

fn row(desk: &Desk, line: &Line, decision: Option<&StoredDecision>) -> Markup {
    html! { tr {
        th scope="row" {
            (line.what())
            @if let Some(failure) = line.number("failure") {
                " · " a href=(address(desk, &format!("/echecs/{failure}"))) { "échec n° " (failure) }
            }
        }
        td data-title="Quand" { (stamp(line.entry.at)) }
        td data-title="Qui" { (words::actor(&line.entry.actor)) }
        td data-title="Annuler" { @if let Some(decision) = decision {
            @match &decision.undone {
                Some((by, at)) => span.hint { "annulée par " (words::actor(by)) " le " (stamp(*at)) },
                None if desk.may(role(decision)) && desk.school.can_undo(decision) => {
                    form method="post" action=(address(desk, &format!("/decisions/{}/annuler", decision.number))) {
                        (token(desk))
                        input type="hidden" name="vers" value="journal";
                        button.quiet.small type="submit" aria-label={ "Annuler la décision n° " (decision.number) } { "Annuler" }
                    }
                }
                None => {}
            }
        } }
    } }
}

/// What it takes to take a decision back.
fn role(decision: &StoredDecision) -> Role {
    if decision.is_about_configuration() { Role::Configure } else { Role::Decide }
}

/// An entry and its numbers.
struct Line {
    entry: AuditEntry,
    detail: Value,
}

impl Line {
    fn new(entry: AuditEntry) -> Self {
        Self { detail: serde_json::from_str(&entry.detail).unwrap_or(Value::Null), entry }
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.detail.get(name)?.as_i64()
    }

    /// The decision that this entry is about, unless it takes one back.
    fn own_decision(&self) -> Option<i64> {
        self.number("decision").filter(|_| self.entry.action != "undo")
    }

    fn profiles(&self) -> String {
        self.profiles_of("profiles")
    }

    /// The profiles of a list of keys, in words.
    fn profiles_of(&self, name: &str) -> String {
        let keys = self.detail.get(name).and_then(Value::as_array);
        let titles = keys.into_iter().flatten().filter_map(Value::as_str).map(words::profile);
        titles.collect::<Vec<_>>().join(", ")
    }

    /// What of the configuration changed: named by a page, or ticked off by the command line.
    fn parts(&self) -> String {
        let named = self.detail.get("parts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let ticked = ["configuration", "rules", "name"];
        let ticked = ticked.into_iter().filter(|key| self.detail.get(key).and_then(Value::as_bool) == Some(true));
        named.chain(ticked).map(words::part).collect::<Vec<_>>().join(", ")
    }

    fn what(&self) -> String {
        let count = |name| self.number(name).unwrap_or_default().unsigned_abs();
        match self.entry.action.as_str() {
            "link" if self.own_decision().is_some() => "Rapproché".to_owned(),
            "link" => "Première connexion : reconnu et rapproché".to_owned(),
            "reject" => "Rejeté".to_owned(),
            "ask_correction" => "Correction demandée".to_owned(),
            "postpone" => "Remis à plus tard".to_owned(),
            "undo" => format!("Décision n° {} annulée", count("decision")),
            "failure" => {
                let reason = self.detail.get("reason").and_then(Value::as_str).unwrap_or_default();
                format!("Première connexion impossible : {}", words::reason(reason).to_lowercase())
            }
            "reset" => match self.number("user") {
                Some(_) => "Identifiant retiré à un utilisateur".to_owned(),
                None => format!(
                    "Identifiants réinitialisés ({}) : {}",
                    self.profiles(),
                    words::plural(count("removed"), "retiré", "retirés"),
                ),
            },
            "personal_export" => "Données d’une personne exportées".to_owned(),
            "erase" => "Données d’une personne effacées".to_owned(),
            "purge" => format!(
                "Données anciennes effacées : {} et {}",
                words::plural(count("failures"), "échec", "échecs"),
                words::plural(count("users"), "utilisateur parti", "utilisateurs partis"),
            ),
            "import" => format!(
                "Base importée : {}, dont {}, {} et {}",
                words::plural(count("users"), "utilisateur", "utilisateurs"),
                words::plural(count("added"), "nouveau", "nouveaux"),
                words::plural(count("changed"), "modifié", "modifiés"),
                words::plural(count("vanished"), "parti", "partis"),
            ),
            "reconcile" => {
                let done = format!(
                    "Liste de l’ENT rapprochée : {}, {} déjà",
                    words::plural(count("linked"), "nouveau rapprochement", "nouveaux rapprochements"),
                    count("already_linked"),
                );
                match self.profiles_of("other_ids") {
                    profiles if profiles.is_empty() => done,
                    profiles => format!("{done}. Presque tous ont un autre identifiant dans l’ENT : {profiles}"),
                }
            }
            "credentials_issued" => {
                format!("Codes à usage unique émis : {}", words::plural(count("letters"), "lettre", "lettres"),)
            }
            "configure" => format!("Configuration changée : {}", self.parts()),
            "create" => "Établissement créé".to_owned(),
            "rules" => "Règles de rapprochement changées".to_owned(),
            "name" => "Nom de l’établissement changé".to_owned(),
            "publish" => "Entrée par l’ENT ouverte".to_owned(),
            "unpublish" => "Entrée par l’ENT fermée".to_owned(),
            other => other.to_owned(),
        }
    }
}
