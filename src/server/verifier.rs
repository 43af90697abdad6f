//! Asking a verifier whether somebody's PRONOTE login is right, and whose it is.
//!
//! Role: one request, one verdict. The protocol is this project's own: `POST` of `{"school":UAI,"login":…,"password":…}`, answered by 200 and
//! `{"idpn":"…"}` when it is right, by 401 or 403 when it is not; everything else is no verdict. Invariants: a password goes over TLS or stays
//! on this machine, and nowhere else, since redirects are not followed; no more than [`LONGEST_ANSWER`] of an answer is read, nor waited for
//! longer than [`PATIENCE`]; no error and no log line holds a login or a password.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header, redirect, retry};
use serde::{Deserialize, Serialize};

use crate::cas::client::ClientError;
use crate::cas::configuration::VerifierAddress;

/// From the first attempt to the last byte: the person is looking at a page that does not move.
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST_ANSWER: usize = 64 * 1024;

/// A client of verifiers; made once and shared.
#[derive(Debug)]
pub(super) struct Verifier {
    http: Client,
}

/// What a verifier says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are right, and those of the user with this IDPN.
    Right(String),
    /// They are not.
    Wrong,
}

/// Why a verifier says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoVerdict {
    /// It cannot be reached, or the connection broke.
    Unreachable,
    /// It has not answered in time.
    Timeout,
    /// It answers with another status, a redirect for one.
    Status(u16),
    /// Its answer is too long.
    TooLarge,
    /// Its answer is not what it should be.
    Unreadable,
}

impl NoVerdict {
    /// The stable code of logs.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "verifier_unreachable",
            Self::Timeout => "verifier_timeout",
            Self::Status(_) => "verifier_http_status",
            Self::TooLarge => "verifier_too_large",
            Self::Unreadable => "verifier_unreadable",
        }
    }

    /// The status that it answered with.
    pub(super) fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }
}

impl From<reqwest::Error> for NoVerdict {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::Timeout } else { Self::Unreachable }
    }
}

#[derive(Serialize)]
struct Question<'a> {
    school: &'a str,
    login: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    idpn: String,
}

impl Verifier {
    /// A client.
    ///
    /// # Errors
    /// [`ClientError::Setup`] when the system has no usable certificates.
    pub(super) fn new(use_environment_proxy: bool) -> Result<Self, ClientError> {
        let mut builder = Client::builder()
            .user_agent(concat!("rapproche/", env!("CARGO_PKG_VERSION")))
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false);
        if !use_environment_proxy {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| ClientError::Setup { detail: error.to_string() })?;
        Ok(Self { http })
    }

    /// Whose login and password these are at a school.
    ///
    /// # Errors
    /// [`NoVerdict`].
    pub(super) async fn ask(
        &self,
        address: &VerifierAddress,
        school: &str,
        login: &str,
        password: &str,
    ) -> Result<Verdict, NoVerdict> {
        // Three texts are always JSON.
        let question = serde_json::to_vec(&Question { school, login, password }).unwrap_or_default();
        let request = self.http.post(address.as_str()).header(header::CONTENT_TYPE, "application/json");
        let response = request.header(header::ACCEPT, "application/json").body(question).send().await?;
        match response.status() {
            StatusCode::OK => {
                let answer = read(response).await?;
                match serde_json::from_slice::<Answer>(&answer) {
                    Ok(Answer { idpn }) if !idpn.is_empty() => Ok(Verdict::Right(idpn)),
                    _ => Err(NoVerdict::Unreadable),
                }
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Ok(Verdict::Wrong),
            other => Err(NoVerdict::Status(other.as_u16())),
        }
    }
}

/// The body, as long as it is within the limit.
async fn read(mut response: Response) -> Result<Vec<u8>, NoVerdict> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(NoVerdict::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
