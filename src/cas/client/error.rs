//! Where the validation of a ticket failed. No text here repeats an address with its parameters, or a ticket.

use std::error::Error;

use crate::cas::response::ResponseError;
use crate::identity::Lang;

/// A ticket that was not validated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
#[non_exhaustive]
pub enum ClientError {
    /// The client cannot be made.
    Setup {
        /// What the system says.
        detail: String,
    },
    /// The validation address is no `https://` address.
    InvalidEndpoint,
    /// The validation address is `http://` on another machine.
    PlainHttp,
    /// No connection was made, twice; the ticket was not sent and is still good.
    Connect {
        /// What the system says.
        detail: String,
    },
    /// The reply did not come in time; the ticket may be used up.
    Timeout,
    /// The connection broke; the ticket may be used up.
    Interrupted {
        /// What the system says.
        detail: String,
    },
    /// The server answers by a redirect, which is not followed.
    Redirected {
        /// `https://host:port` of the target, if it has one.
        origin: Option<String>,
    },
    /// The server answers with another HTTP status than 200.
    Status {
        /// The status.
        status: u16,
    },
    /// The reply is longer than the limit.
    BodyTooLarge {
        /// The limit, in bytes.
        maximum: usize,
    },
    /// There was a reply, and it lets nobody in.
    #[error(transparent)]
    Response(#[from] ResponseError),
}

impl ClientError {
    pub(super) fn from_transport(error: reqwest::Error) -> Self {
        // The address has the ticket.
        let error = error.without_url();
        if error.is_connect() {
            Self::Connect { detail: innermost(&error) }
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Interrupted { detail: innermost(&error) }
        }
    }

    /// The stable code of logs and reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setup { .. } => "client_setup",
            Self::InvalidEndpoint => "invalid_endpoint",
            Self::PlainHttp => "plain_http",
            Self::Connect { .. } => "cas_unreachable",
            Self::Timeout => "cas_timeout",
            Self::Interrupted { .. } => "cas_interrupted",
            Self::Redirected { .. } => "cas_redirect",
            Self::Status { .. } => "cas_http_status",
            Self::BodyTooLarge { .. } => "response_too_large",
            Self::Response(error) => error.code(),
        }
    }

    /// Whether the ticket is certainly unused, so that the same request may be made again.
    pub fn ticket_is_unused(&self) -> bool {
        matches!(self, Self::Setup { .. } | Self::InvalidEndpoint | Self::PlainHttp | Self::Connect { .. })
    }

    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Setup { detail } => {
                format!("Le client HTTPS ne démarre pas ({detail}) ; vérifiez les certificats du système.")
            }
            Self::InvalidEndpoint => "L’adresse de validation CAS n’est pas une adresse https:// ; corrigez-la.".to_owned(),
            Self::PlainHttp => {
                "L’adresse de validation CAS est en http:// : n’importe qui sur le chemin pourrait répondre à la place de l’ENT ; utilisez https://.".to_owned()
            }
            Self::Connect { detail } => {
                format!("Le serveur CAS est injoignable ({detail}) ; le ticket n’a pas été envoyé. Vérifiez l’adresse et le réseau.")
            }
            Self::Timeout => {
                "Le serveur CAS n’a pas répondu à temps ; reconnectez-vous depuis l’ENT, car le ticket est peut-être consommé.".to_owned()
            }
            Self::Interrupted { detail } => format!(
                "La réponse du serveur CAS a été interrompue ({detail}) ; reconnectez-vous depuis l’ENT, car le ticket est peut-être consommé."
            ),
            Self::Redirected { origin } => format!(
                "Le serveur CAS renvoie vers {} au lieu de répondre ; donnez l’adresse de validation définitive.",
                origin.as_deref().unwrap_or("une autre adresse")
            ),
            Self::Status { status } => {
                format!("Le serveur CAS répond avec le code HTTP {status} ; vérifiez l’adresse de validation.")
            }
            Self::BodyTooLarge { maximum } => format!(
                "La réponse CAS dépasse {maximum} octets ; vérifiez l’adresse de validation, ou augmentez la limite «bytes»."
            ),
            Self::Response(error) => error.message(Lang::Fr),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Setup { detail } => {
                format!("The HTTPS client does not start ({detail}); check the certificates of the system.")
            }
            Self::InvalidEndpoint => "The CAS validation address is no https:// address; correct it.".to_owned(),
            Self::PlainHttp => {
                "The CAS validation address is http://: anybody in between could reply in the ENT's place; use https://.".to_owned()
            }
            Self::Connect { detail } => {
                format!("The CAS server cannot be reached ({detail}); the ticket was not sent. Check the address and the network.")
            }
            Self::Timeout => {
                "The CAS server did not reply in time; sign in again from the ENT, as the ticket may be used up.".to_owned()
            }
            Self::Interrupted { detail } => format!(
                "The CAS server's reply was interrupted ({detail}); sign in again from the ENT, as the ticket may be used up."
            ),
            Self::Redirected { origin } => format!(
                "The CAS server redirects to {} in place of a reply; give the final validation address.",
                origin.as_deref().unwrap_or("another address")
            ),
            Self::Status { status } => {
                format!("The CAS server replies with HTTP status {status}; check the validation address.")
            }
            Self::BodyTooLarge { maximum } => format!(
                "The CAS reply is longer than {maximum} bytes; check the validation address, or raise the limit «bytes»."
            ),
            Self::Response(error) => error.message(Lang::En),
        }
    }
}

/// The words of the innermost cause.
pub(super) fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
