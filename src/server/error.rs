//! What keeps a server from running, and what a request may end with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Shared, layout};
use crate::cas::client::ClientError;
use crate::identity::Lang;
use crate::service::ServiceError;
use crate::store::StoreError;

/// A server that cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It cannot listen.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("the certificate cannot be used")]
    Certificate {
        /// The chain.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No CAS server can be asked.
    #[error("no CAS server can be asked")]
    Client(#[source] ClientError),
}

impl ServerError {
    /// For whoever starts it.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Listen { address, source }, Lang::Fr) => {
                format!(
                    "{address} : impossible d’écouter ({source}). Un autre service tourne peut-être ; changez --listen."
                )
            }
            (Self::Listen { address, source }, Lang::En) => {
                format!("{address}: cannot listen ({source}). Another service may be running; change --listen.")
            }
            (Self::Certificate { certificate, key, source }, Lang::Fr) => format!(
                "{} ou {} : certificat inutilisable ({source}). Il faut la chaîne et sa clé privée, en PEM.",
                certificate.display(),
                key.display()
            ),
            (Self::Certificate { certificate, key, source }, Lang::En) => format!(
                "{} or {}: unusable certificate ({source}). The chain and its private key are needed, in PEM.",
                certificate.display(),
                key.display()
            ),
            (Self::Client(error), _) => error.message(lang),
        }
    }
}

/// How a request for a page ends when it does not end well.
#[derive(Debug)]
pub(super) enum PageError {
    /// There is no such page, or not for this visitor: which of the two is not told.
    NotFound,
    /// A form that does not come from the session's own page.
    Forged,
    /// What was typed cannot be used; in the language of the pages.
    Refused(String),
    /// Too many attempts.
    TooMany,
    /// The role does not allow it.
    Forbidden,
    /// Anything else.
    Service(ServiceError),
}

impl From<ServiceError> for PageError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(StoreError::UnknownSchool(_)) => Self::NotFound,
            other => Self::Service(other),
        }
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        ServiceError::from(error).into()
    }
}

impl PageError {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forged | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            // Of one's own school, since nobody else comes this far.
            Self::Service(ServiceError::NotFound { .. }) => StatusCode::NOT_FOUND,
            Self::Service(ServiceError::Store(StoreError::Changed | StoreError::LinkTaken)) => StatusCode::CONFLICT,
            Self::Service(
                ServiceError::Closed
                | ServiceError::OtherProfile
                | ServiceError::TwoPeople
                | ServiceError::UserTaken
                | ServiceError::IdOfTwo
                | ServiceError::NoId
                | ServiceError::NotUndoable
                | ServiceError::Published,
            ) => StatusCode::CONFLICT,
            Self::Service(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn message(&self, lang: Lang) -> String {
        let (french, english) = match self {
            Self::NotFound => ("Cette page n’existe pas.", "There is no such page."),
            Self::Forged => (
                "Ce formulaire n’est plus valable. Revenez à la page précédente, actualisez-la et recommencez.",
                "This form is no longer valid. Go back, reload the page and try again.",
            ),
            Self::TooMany => ("Trop de tentatives. Attendez une minute.", "Too many attempts. Wait a minute."),
            Self::Forbidden => (
                "Votre rôle ne permet pas cette action. Adressez-vous à l’administrateur principal.",
                "Your role does not allow this. Ask the main administrator.",
            ),
            Self::Refused(message) => return message.clone(),
            Self::Service(ServiceError::Store(StoreError::Disk(_))) => (
                "Le serveur n’a plus de place : rien n’a été changé. Prévenez la personne qui s’en occupe, puis réessayez.",
                "The server has no room left: nothing was changed. Tell whoever looks after it, then try again.",
            ),
            // What failed inside is the log's.
            Self::Service(error) if self.status() != StatusCode::SERVICE_UNAVAILABLE => return error.message(lang),
            Self::Service(_) => (
                "Le service ne répond pas pour le moment. Réessayez dans quelques minutes ; rien n’a été perdu.",
                "The service does not answer at the moment. Try again in a few minutes; nothing was lost.",
            ),
        };
        match lang {
            Lang::Fr => french.to_owned(),
            Lang::En => english.to_owned(),
        }
    }
}

impl PageError {
    fn page(&self, lang: Lang) -> Response {
        let status = self.status();
        let page = layout::message_page(status, &self.message(lang), lang);
        match self {
            Self::TooMany => (status, [(header::RETRY_AFTER, "60")], page).into_response(),
            _ => (status, page).into_response(),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::Service(error) = &self
            && self.status() == StatusCode::SERVICE_UNAVAILABLE
        {
            tracing::error!(code = error.code(), error = error.message(Lang::En), "a request failed");
        }
        // The administrator's pages are French, whatever the door speaks.
        let mut response = self.page(Lang::Fr);
        response.extensions_mut().insert(Said(Arc::new(self)));
        response
    }
}

/// The error that a response tells of, for whoever tells it in another language.
#[derive(Debug, Clone)]
struct Said(Arc<PageError>);

/// At the door: errors are told in the language of its pages.
pub(super) async fn in_language_of_the_door(State(app): State<Shared>, mut response: Response) -> Response {
    match response.extensions_mut().remove::<Said>() {
        Some(Said(error)) => error.page(app.settings.lang),
        None => response,
    }
}
