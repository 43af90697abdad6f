//! What the buttons do.
//!
//! Invariant: where the failure has changed since the page was made, nothing is done and the page comes again with what it is now.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::queue::{Filter, Queue};
use super::{Told, failure_address, number, show};
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::admin::frame::{address, query};
use crate::server::admin::{Desk, configuration, journal};
use crate::server::error::PageError;
use crate::service::{Act, ServiceError};
use crate::store::{Role, StoredDecision};

/// A decision, as its form sends it.
#[derive(Debug, Deserialize)]
pub(super) struct DecisionForm {
    csrf: String,
    version: i64,
    acte: String,
    utilisateur: Option<i64>,
    #[serde(default)]
    motif: String,
    #[serde(default)]
    age: String,
    #[serde(default)]
    nom: String,
}

impl DecisionForm {
    fn act(&self) -> Result<Act, PageError> {
        match (self.acte.as_str(), self.utilisateur) {
            ("link", Some(user)) => Ok(Act::Link { user }),
            ("reject", _) => Ok(Act::Reject),
            ("ask_correction", _) => Ok(Act::AskCorrection),
            ("postpone", _) => Ok(Act::Postpone),
            _ => Err(PageError::Refused("Cette décision n’existe pas : revenez à l’échec et recommencez.".to_owned())),
        }
    }
}

pub(super) async fn decide(
    State(app): State<Shared>,
    desk: Desk,
    Path((_, failure)): Path<(String, String)>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Decide, &form.csrf)?;
    let failure = number(&failure)?;
    let act = form.act()?;
    let filter = Filter { reason: form.motif, age: form.age, name: form.nom };
    // Before it leaves the queue: what comes next is known by where it stands.
    let next = Queue::load(&desk.school, filter.clone()).await?.after(failure);
    match desk.school.decide(&desk.actor(), failure, form.version, act).await {
        Ok(decided) => {
            let made = decided.decision.to_string();
            let made = [("fait", made.as_str())];
            let to = match next {
                Some(next) => failure_address(&desk, next, &filter, &made),
                None => address(&desk, "/echecs") + &filter.query(&made),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            // The failure is still there to be looked at when whoever was to be linked has left the base meanwhile.
            let has_left = matches!(error, ServiceError::NotFound { what: "user", .. });
            let error = PageError::from(error);
            let status = error.status();
            if status != StatusCode::CONFLICT && !has_left {
                return Err(error);
            }
            let told = Told { error: Some(error.message(Lang::Fr)), ..Told::default() };
            let page = show(&app, &desk, filter, Some(failure), "", told).await?;
            Ok((status, page).into_response())
        }
    }
}

/// Taking back, as its form sends it.
#[derive(Debug, Deserialize)]
pub(super) struct UndoForm {
    csrf: String,
    /// `journal` or `configuration` to go back there.
    #[serde(default)]
    vers: String,
    #[serde(default)]
    motif: String,
    #[serde(default)]
    age: String,
    #[serde(default)]
    nom: String,
}

pub(super) async fn undo(
    State(app): State<Shared>,
    desk: Desk,
    Path((_, decision)): Path<(String, String)>,
    Form(form): Form<UndoForm>,
) -> Result<Response, PageError> {
    desk.require_form(Role::Decide, &form.csrf)?;
    let decision = number(&decision)?;
    let filter = Filter { reason: form.motif, age: form.age, name: form.nom };
    let known = app.service.store().decisions_between(desk.school.uai(), decision, decision).await?;
    if known.iter().any(StoredDecision::is_about_configuration) {
        desk.require(Role::Configure)?;
    }
    let failure = known.first().and_then(|known| known.failure);
    let number_told = decision.to_string();
    let told = ("annule", number_told.as_str());
    let is_journal = form.vers == "journal";
    let is_configuration = form.vers == "configuration";
    match desk.school.undo(&desk.actor(), decision).await {
        Ok(undone) => {
            let left_out = if undone.left_out > 0 { undone.left_out.to_string() } else { String::new() };
            let told = [told, ("exclus", left_out.as_str())];
            let to = match failure {
                Some(failure) if !is_journal => failure_address(&desk, failure, &filter, &told),
                _ if is_configuration => address(&desk, "/configuration") + &query(&told),
                _ => address(&desk, "/journal") + &query(&told),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let error = PageError::from(error);
            if error.status() != StatusCode::CONFLICT {
                return Err(error);
            }
            let message = error.message(Lang::Fr);
            let page = match failure {
                Some(_) if !is_journal => {
                    let told = Told { error: Some(message), ..Told::default() };
                    show(&app, &desk, filter, failure, "", told).await?
                }
                _ if is_configuration => configuration::not_undone(&app, &desk, message).await?,
                _ => journal::show(&app, &desk, None, None, Some(&message)).await?,
            };
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}
