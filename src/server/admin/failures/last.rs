//! The last decision of whoever is at the desk, said with the button that takes it back.

use std::time::Duration;

use maud::{Markup, html};

use super::queue::Queue;
use crate::server::App;
use crate::server::admin::frame::{address, key, token};
use crate::server::admin::{Desk, words};
use crate::server::error::PageError;
use crate::service::ServiceError;
use crate::store::{Moment, Role, StoredDecision};

/// An older decision is taken back from the journal, not by a key that was hit by mistake: 1 h.
const RECENT: Duration = Duration::from_secs(3600);

pub(super) struct Last {
    decision: StoredDecision,
    /// Who it was about.
    name: String,
    /// Whether it was made just now.
    is_new: bool,
}

impl Last {
    pub(super) async fn load(app: &App, desk: &Desk, made: Option<i64>) -> Result<Option<Self>, PageError> {
        if !desk.may(Role::Decide) {
            return Ok(None);
        }
        let last = app.service.store().last_decision_by(desk.school.uai(), &desk.actor()).await?;
        let since = Moment::now().earlier(RECENT);
        let may_go = |decision: &StoredDecision| decision.made_at >= since && desk.school.can_undo(decision);
        let Some(decision) = last.filter(may_go) else { return Ok(None) };
        let name = match decision.failure {
            Some(failure) => match desk.school.failure_row(failure).await {
                Ok(row) => format!("{} {}", row.family, row.given).trim().to_owned(),
                // Erased since, and the decision is not to be taken back any more.
                Err(ServiceError::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
            None => String::new(),
        };
        Ok(Some(Self { is_new: made == Some(decision.number), decision, name }))
    }

    pub(super) fn render(&self, desk: &Desk, queue: &Queue) -> Markup {
        html! {
            div class=(if self.is_new { "done" } else { "before" }) role=[self.is_new.then_some("status")] {
                span {
                    (if self.is_new { "Fait : " } else { "Dernière décision : " })
                    strong { (self.name) } " — " (words::decision(&self.decision.kind))
                }
                form method="post" action=(address(desk, &format!("/decisions/{}/annuler", self.decision.number))) {
                    (token(desk))
                    (queue.filter.fields())
                    button.quiet.small type="submit" data-keys="u" aria-keyshortcuts="u" { "Annuler " (key("u")) }
                }
            }
        }
    }
}
