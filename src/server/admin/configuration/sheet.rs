//! What every part of the page is made from, and what the page says of the last change.

use std::sync::Arc;

use maud::{Markup, html};

use crate::cas::catalogue::Offer;
use crate::cas::configuration::{CasDelegation, Configuration};
use crate::cas::model::Label;
use crate::server::Shared;
use crate::server::admin::Desk;
use crate::server::admin::frame::{address, token};
use crate::server::error::PageError;
use crate::service::ServiceError;
use crate::store::{Role, StoredDecision};

/// What is in force, and what may be done about it.
pub(super) struct Sheet<'a> {
    pub(super) desk: &'a Desk,
    pub(super) configuration: Configuration,
    /// The models on offer; none where the service was given no directory.
    pub(super) offer: Option<Arc<Offer>>,
    fingerprint: String,
}

impl<'a> Sheet<'a> {
    pub(super) async fn load(app: &Shared, desk: &'a Desk) -> Result<Self, PageError> {
        let configuration = desk.school.configuration();
        let fingerprint = configuration.fingerprint();
        Ok(Self { desk, configuration, offer: offer(app).await?, fingerprint })
    }

    /// Whether the forms can be sent: the role allows it, and the door is shut.
    pub(super) fn is_editable(&self) -> bool {
        self.desk.may(Role::Configure) && !self.configuration.published
    }

    /// The address of a part of the page.
    pub(super) fn address(&self, path: &str) -> String {
        address(self.desk, &format!("/configuration{path}"))
    }

    /// What every form carries: the session's token, and what the form was made from.
    pub(super) fn form_fields(&self) -> Markup {
        html! {
            (token(self.desk))
            input type="hidden" name="empreinte" value=(self.fingerprint);
        }
    }

    /// The delegation that opens the school to visitors.
    pub(super) fn at_the_door(&self) -> Option<(&Label, &CasDelegation)> {
        let (name, _) = self.desk.school.delegation()?;
        self.configuration.cas.get_key_value(&name)
    }

    pub(super) fn is_at_the_door(&self, name: &Label) -> bool {
        self.at_the_door().is_some_and(|(at_door, _)| at_door == name)
    }
}

/// The models as they are now. Files are read where nobody waits.
pub(super) async fn offer(app: &Shared) -> Result<Option<Arc<Offer>>, PageError> {
    let Some(shelf) = app.models.clone() else { return Ok(None) };
    let read = tokio::task::spawn_blocking(move || shelf.offer()).await;
    Ok(Some(read.map_err(|_| ServiceError::Interrupted)?))
}

/// What the page says beside what is in force.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The decision that was just made, to be taken back if it was a mistake.
    pub(super) made: Option<i64>,
    /// What was done, in words.
    pub(super) said: Option<String>,
    /// What stood against it.
    pub(super) errors: Vec<String>,
    /// The address that was typed and cannot be one.
    pub(super) bad_address: Option<BadAddress>,
}

/// What was typed into the form of the address, to be put right.
#[derive(Debug)]
pub(super) struct BadAddress {
    pub(super) typed: String,
    pub(super) why: &'static str,
    /// The ticks beside it.
    pub(super) names_school: bool,
    pub(super) is_direct: bool,
}

impl Told {
    /// The decision that was just made, while it stands.
    pub(super) async fn last(&self, app: &Shared, desk: &Desk) -> Result<Option<StoredDecision>, PageError> {
        let Some(number) = self.made else { return Ok(None) };
        let known = app.service.store().decisions_between(desk.school.uai(), number, number).await?;
        let stands = |decision: &StoredDecision| decision.is_about_configuration() && desk.school.can_undo(decision);
        Ok(known.into_iter().find(stands))
    }

    pub(super) fn render(&self, desk: &Desk, last: Option<&StoredDecision>) -> Markup {
        html! {
            @if let Some(said) = &self.said {
                div.done role="status" {
                    span { (said) }
                    @if let Some(last) = last { @if desk.may(Role::Configure) {
                        form method="post" action=(address(desk, &format!("/decisions/{}/annuler", last.number))) {
                            (token(desk))
                            input type="hidden" name="vers" value="configuration";
                            button.quiet.small type="submit" { "Annuler ce changement" }
                        }
                    } }
                }
            }
            @if !self.errors.is_empty() {
                div.error.banner role="alert" { @for error in &self.errors { p { (error) } } }
            }
        }
    }
}
