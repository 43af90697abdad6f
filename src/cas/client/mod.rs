//! Asking a CAS server whose a ticket is, over HTTP.
//!
//! Role: one request, one reply. Input: the address of a validation endpoint, the service, the ticket. Output:
//! somebody whom the server vouches for, or a [`ClientError`] that tells where it failed. Invariants: a ticket is sent
//! once, since the server burns it on first sight (only a connection that was never made is tried again); redirects
//! are not followed, so that a ticket goes nowhere else; no more of a reply is read than the limits allow; no error,
//! no `Debug` and no log line holds a ticket.

mod error;
mod request;
mod ticket;

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use reqwest::{RequestBuilder, Response, header, redirect, retry};

pub use error::ClientError;
pub use ticket::{InvalidTicket, Ticket};

use super::response::{Checks, DEFAULT_CLOCK_SKEW, Limits, Validated, parse};

/// The two ways of validating a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `GET …/serviceValidate?service=…&ticket=…`, CAS 2 and 3.
    ServiceValidate,
    /// `POST …/samlValidate?TARGET=…` with a SOAP request, SAML 1.1.
    SamlValidate,
}

/// How patient and how strict a [`CasClient`] is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientSettings {
    /// For a connection, TLS included. 3 s; twice as long is waited in all, as a failed connection is tried again.
    pub connect_timeout: Duration,
    /// From the first attempt to the last byte. 10 s: the person is looking at a blank page meanwhile.
    pub total_timeout: Duration,
    /// See [`Checks::clock_skew`].
    pub clock_skew: TimeDelta,
    /// See [`Limits`]; the reply is cut off as soon as it goes beyond [`Limits::bytes`].
    pub limits: Limits,
    /// Whether `http://` is used with another machine than this one. Whoever stands between could then name anybody
    /// as the owner of a ticket, so it is false.
    pub allow_plain_http: bool,
    /// Whether `HTTPS_PROXY` and its kind are followed. True, as is usual.
    pub use_environment_proxy: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(3),
            total_timeout: Duration::from_secs(10),
            clock_skew: DEFAULT_CLOCK_SKEW,
            limits: Limits::default(),
            allow_plain_http: false,
            use_environment_proxy: true,
        }
    }
}

/// A client of CAS servers; made once and shared.
#[derive(Debug, Clone)]
pub struct CasClient {
    http: reqwest::Client,
    settings: ClientSettings,
}

impl CasClient {
    /// A client with these settings.
    ///
    /// # Errors
    /// [`ClientError::Setup`] when the system has no usable certificates.
    pub fn new(settings: ClientSettings) -> Result<Self, ClientError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("rapproche/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            // A kept connection that the server closes just as the ticket is sent leaves no way of knowing whether
            // the ticket is burnt; a new one each time costs a handshake and has no such doubt.
            .pool_max_idle_per_host(0)
            .referer(false);
        if !settings.use_environment_proxy {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| ClientError::Setup { detail: error::innermost(&error) })?;
        Ok(Self { http, settings })
    }

    /// Asks `endpoint`, the full address of `serviceValidate` or `samlValidate` without its parameters, whose `ticket`
    /// for `service` is. Needs a tokio runtime with time and I/O.
    ///
    /// # Errors
    /// Every [`ClientError`] but `Setup`.
    pub async fn validate(
        &self,
        protocol: Protocol,
        endpoint: &str,
        service: &str,
        ticket: &Ticket,
    ) -> Result<Validated, ClientError> {
        let url = request::endpoint(endpoint, self.settings.allow_plain_http)?;
        let request = match protocol {
            Protocol::ServiceValidate => {
                let parameters = [("service", service), ("ticket", ticket.reveal())];
                self.http.get(request::with_parameters(url, &parameters))
            }
            Protocol::SamlValidate => self
                .http
                .post(request::with_parameters(url, &[("TARGET", service)]))
                .header(header::CONTENT_TYPE, "text/xml; charset=utf-8")
                .header("SOAPAction", "http://www.oasis-open.org/committees/security")
                .body(request::soap_envelope(ticket, Utc::now())),
        };
        let response = self.send(request.header(header::ACCEPT, "text/xml, application/xml")).await?;
        if response.status().is_redirection() {
            return Err(ClientError::Redirected { origin: request::origin_of_redirect(&response) });
        }
        if response.status() != reqwest::StatusCode::OK {
            return Err(ClientError::Status { status: response.status().as_u16() });
        }
        let charset = request::charset(response.headers());
        let body = self.read(response).await?;
        let checks = Checks {
            clock_skew: self.settings.clock_skew,
            charset: charset.as_deref(),
            ..Checks::live(Utc::now(), service)
        };
        Ok(parse(&body, &checks, &self.settings.limits)?)
    }

    /// Sends once; a second time only when no connection was made, and so nothing sent.
    async fn send(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        let start = Instant::now();
        let again = request.try_clone();
        let first = request.timeout(self.settings.total_timeout).send().await;
        match (first, again) {
            (Err(error), Some(again)) if error.is_connect() => {
                let left = self.settings.total_timeout.saturating_sub(start.elapsed());
                again.timeout(left).send().await.map_err(ClientError::from_transport)
            }
            (first, _) => first.map_err(ClientError::from_transport),
        }
    }

    /// The body, as long as it is within the limit.
    async fn read(&self, mut response: Response) -> Result<Vec<u8>, ClientError> {
        let maximum = self.settings.limits.bytes;
        let too_large = ClientError::BodyTooLarge { maximum };
        if response.content_length().is_some_and(|length| length > maximum as u64) {
            return Err(too_large);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(ClientError::from_transport)? {
            if body.len() + chunk.len() > maximum {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}
