//! How every form of the page is answered.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::sheet::Told;
use super::show;
use crate::cas::catalogue::ApplyError;
use crate::cas::configuration::{Configuration, ConfigurationError, Inconsistency};
use crate::identity::Lang;
use crate::server::Shared;
use crate::server::admin::Desk;
use crate::server::admin::frame::{address, query};
use crate::server::error::PageError;
use crate::service::ServiceError;
use crate::store::StoreError;

/// What was done, as the address of the page that follows says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Applied,
    Server,
    Spaces,
    Address,
    Opened,
    Shut,
    Reread,
    Nothing,
}

impl Done {
    const ALL: [Self; 8] = [
        Self::Applied,
        Self::Server,
        Self::Spaces,
        Self::Address,
        Self::Opened,
        Self::Shut,
        Self::Reread,
        Self::Nothing,
    ];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Applied => "applique",
            Self::Server => "serveur",
            Self::Spaces => "espaces",
            Self::Address => "adresse",
            Self::Opened => "ouverte",
            Self::Shut => "fermee",
            Self::Reread => "relu",
            Self::Nothing => "inchange",
        }
    }

    /// In words; nothing for a key that is none.
    pub(super) fn of_key(key: &str) -> Option<&'static str> {
        let done = Self::ALL.into_iter().find(|done| done.key() == key)?;
        Some(match done {
            Self::Applied => "Le modèle est appliqué.",
            Self::Server => "Le serveur CAS est enregistré.",
            Self::Spaces => "La délégation des espaces est enregistrée.",
            Self::Address => "L’adresse est enregistrée.",
            Self::Opened => "L’entrée par l’ENT est ouverte.",
            Self::Shut => "L’entrée par l’ENT est fermée.",
            Self::Reread => "Le dossier des modèles a été relu.",
            Self::Nothing => "Rien à changer : c’était déjà ainsi.",
        })
    }
}

/// Makes a change that was asked for on the page of fingerprint `seen`, and answers: the page with what was done, or with what is now
/// and why nothing was done.
pub(super) async fn make(
    app: &Shared,
    desk: &Desk,
    seen: Option<&str>,
    done: Done,
    change: impl FnOnce(&mut Configuration) -> Result<(), ServiceError> + Send,
) -> Result<Response, PageError> {
    match desk.school.configure(&desk.actor(), seen, change).await {
        Ok(configured) => {
            let made = configured.decision.map(|number| number.to_string()).unwrap_or_default();
            let said = if made.is_empty() { Done::Nothing } else { done };
            let to = address(desk, "/configuration") + &query(&[("fait", &made), ("dit", said.key())]);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let told = Told { errors: messages(&error).ok_or(error)?, ..Told::default() };
            refused(app, desk, StatusCode::CONFLICT, told).await
        }
    }
}

/// The page of what is in force, with why nothing was done.
pub(super) async fn refused(app: &Shared, desk: &Desk, status: StatusCode, told: Told) -> Result<Response, PageError> {
    Ok((status, show(app, desk, "", told).await?).into_response())
}

/// A refusal in the words of this page; nothing for a failure.
fn messages(error: &ServiceError) -> Option<Vec<String>> {
    match error {
        ServiceError::Store(StoreError::Changed) => Some(vec![
            "Quelqu’un d’autre a changé la configuration depuis que vous avez ouvert cette page. Rien de ce que vous demandiez n’a été \
             fait : voici ce qui est en vigueur maintenant, et le journal dit par qui."
                .to_owned(),
        ]),
        ServiceError::Published | ServiceError::Model(ApplyError::Published) => {
            Some(vec![ServiceError::Published.message(Lang::Fr)])
        }
        ServiceError::Model(error) => Some(vec![format!("Modèle non appliqué : {}", error.message(Lang::Fr))]),
        ServiceError::Configuration(error) => match &**error {
            ConfigurationError::Inconsistent { found, .. } => Some(found.iter().map(inconsistency).collect()),
            _ => None,
        },
        _ => None,
    }
}

/// What contradicts itself, by what is to be done on this page.
fn inconsistency(found: &Inconsistency) -> String {
    match found {
        Inconsistency::NoPublicUrl => {
            "L’adresse publique de PRONOTE manque : saisissez-la plus bas, puis ouvrez.".to_owned()
        }
        Inconsistency::NoServer { space, name } => format!(
            "{} est délégué à «{name}», dont l’adresse du serveur CAS manque : saisissez-la plus bas, puis ouvrez.",
            space.title(Lang::Fr)
        ),
        other => other.message(Lang::Fr),
    }
}
