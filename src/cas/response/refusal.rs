//! The server's own «no»: the failures of CAS 2/3 and of SAML 1.1, both sent with HTTP 200.
//!
//! The verdict is always the same, nobody gets in; the kind serves whoever has to mend it. CAS 2/3 has a code for
//! each kind. SAML 1.1 has hardly any (`samlp:RequestDenied` for a used ticket and for a wrong service alike), so the
//! kind is then read from the words of the message, as the known servers write them.

use std::fmt;

use crate::identity::Lang;

/// Why a server refused, as far as it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// The ticket is unknown: used before, too old, or never issued.
    Ticket,
    /// The ticket was issued for another service.
    Service,
    /// The server does not serve this service at all.
    UnauthorizedService,
    /// A parameter is missing or not understood.
    Request,
    /// The server failed.
    Server,
    /// It does not say.
    Other,
}

/// A refusal by the CAS server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub kind: RefusalKind,
    /// The code that the server sent, fit for messages and logs; empty when it is none, which a text with a space or
    /// a hyphen (as every ticket has) is not.
    pub server_code: String,
    /// The words that the server sent.
    pub words: ServerWords,
}

/// What a server wrote in its own words. It often quotes the ticket, so it is shown neither by `Debug` nor by any
/// message; whoever takes it out answers for where it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerWords(String);

impl ServerWords {
    /// The words as sent.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServerWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}

/// Longest code that is repeated: `INVALID_PROXY_CALLBACK` has 22 characters, a URN of SAML some 50.
const LONGEST_CODE: usize = 64;

impl Refusal {
    /// A failure of `serviceValidate`; `code` is the XML attribute of that name.
    pub(super) fn of_service_validate(code: &str, words: &str) -> Self {
        let kind = match code.trim() {
            "INVALID_TICKET" | "INVALID_TICKET_SPEC" | "BAD_PGT" => RefusalKind::Ticket,
            "INVALID_SERVICE" => RefusalKind::Service,
            "UNAUTHORIZED_SERVICE" | "UNAUTHORIZED_SERVICE_PROXY" => RefusalKind::UnauthorizedService,
            "INVALID_REQUEST" => RefusalKind::Request,
            "INTERNAL_ERROR" => RefusalKind::Server,
            _ => RefusalKind::Other,
        };
        Self::new(kind, code, words)
    }

    /// A status of `samlValidate` other than success, or a SOAP fault.
    pub(super) fn of_saml(code: &str, words: &str) -> Self {
        let kind = match saml_code(code) {
            "VersionMismatch" | "Requester" | "Client" | "Sender" => RefusalKind::Request,
            "Server" | "Receiver" => RefusalKind::Server,
            _ => kind_by_words(words),
        };
        Self::new(kind, code, words)
    }

    fn new(kind: RefusalKind, code: &str, words: &str) -> Self {
        let code = code.trim();
        let is_code = code.len() <= LONGEST_CODE
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'#'));
        let server_code = if is_code { code.to_owned() } else { String::new() };
        Self { kind, server_code, words: ServerWords(words.trim().to_owned()) }
    }

    /// The stable code of this refusal.
    pub fn code(&self) -> &'static str {
        match self.kind {
            RefusalKind::Ticket => "refused_ticket",
            RefusalKind::Service => "refused_service",
            RefusalKind::UnauthorizedService => "unauthorized_service",
            RefusalKind::Request => "refused_request",
            RefusalKind::Server => "cas_server_error",
            RefusalKind::Other => "refused_by_cas",
        }
    }

    /// What happened and what to do, without the server's words.
    pub(super) fn message(&self, lang: Lang) -> String {
        let code = if self.server_code.is_empty() { "–" } else { &self.server_code };
        match lang {
            Lang::Fr => format!("Le serveur CAS refuse ({code}) : {}.", self.french()),
            Lang::En => format!("The CAS server refuses ({code}): {}.", self.english()),
        }
    }

    fn french(&self) -> &'static str {
        match self.kind {
            RefusalKind::Ticket => "le ticket est déjà utilisé, expiré ou inconnu ; reconnectez-vous depuis l’ENT",
            RefusalKind::Service => {
                "le ticket a été émis pour un autre service ; l’adresse publique de PRONOTE doit être la même dans la configuration et auprès de l’ENT"
            }
            RefusalKind::UnauthorizedService => {
                "ce service n’est pas déclaré auprès de l’ENT ; communiquez-lui l’adresse publique de PRONOTE"
            }
            RefusalKind::Request => {
                "la demande n’est pas comprise ; vérifiez l’adresse de validation de la configuration"
            }
            RefusalKind::Server => "le serveur CAS est en panne ; réessayez plus tard ou prévenez l’ENT",
            RefusalKind::Other => "sans dire pourquoi ; prévenez l’ENT si cela se répète",
        }
    }

    fn english(&self) -> &'static str {
        match self.kind {
            RefusalKind::Ticket => "the ticket was used before, has expired or is unknown; sign in again from the ENT",
            RefusalKind::Service => {
                "the ticket was issued for another service; the public address of PRONOTE must be the same in the configuration and at the ENT"
            }
            RefusalKind::UnauthorizedService => {
                "the ENT does not know this service; give it the public address of PRONOTE"
            }
            RefusalKind::Request => "the request is not understood; check the validation address of the configuration",
            RefusalKind::Server => "the CAS server is out of order; try again later or tell the ENT",
            RefusalKind::Other => "without saying why; tell the ENT if it happens again",
        }
    }
}

/// `samlp:RequestDenied`, `urn:oasis:names:tc:SAML:2.0:status:RequestDenied`: the last part.
pub(super) fn saml_code(value: &str) -> &str {
    value.trim().rsplit([':', '#', '/']).next().unwrap_or_default()
}

/// Apereo CAS says that a ticket «does not match supplied service» or is «not recognized», django-cas-server that it
/// «does not match ticket service» or is «not found». The service comes first: its messages name the ticket too.
fn kind_by_words(words: &str) -> RefusalKind {
    let words = words.to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if words.contains("service") && says(&["match", "correspond"]) {
        RefusalKind::Service
    } else if words.contains("service") && says(&["unauthorized", "not authorized", "non autorisé"]) {
        RefusalKind::UnauthorizedService
    } else if words.contains("ticket") {
        RefusalKind::Ticket
    } else {
        RefusalKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_kind_by_code_or_by_words() {
        let cas = |code| Refusal::of_service_validate(code, "").kind;
        assert_eq!(cas("INVALID_TICKET"), RefusalKind::Ticket);
        assert_eq!(cas(" INVALID_SERVICE "), RefusalKind::Service);
        assert_eq!(cas("whatever"), RefusalKind::Other);
        assert_eq!(Refusal::of_service_validate("INVALID_TICKET", "").server_code, "INVALID_TICKET");
        let saml = |code, words| Refusal::of_saml(code, words).kind;
        assert_eq!(saml("samlp:AuthnFailed", "ticket ST-1 not found"), RefusalKind::Ticket);
        assert_eq!(
            saml("samlp:AuthnFailed", "TARGET https://x.fr/ does not match ticket service"),
            RefusalKind::Service
        );
        assert_eq!(saml("samlp:RequestDenied", "ticket 'ST-1' does not match supplied service."), RefusalKind::Service);
        assert_eq!(saml("samlp:VersionMismatch", ""), RefusalKind::Request);
        assert_eq!(saml("urn:oasis:names:tc:SAML:2.0:status:Responder", ""), RefusalKind::Other);
    }

    #[test]
    fn no_message_repeats_the_ticket() {
        let refusal = Refusal::of_service_validate("ST-42-secret", "ticket 'ST-42-secret' not recognized");
        assert_eq!(refusal.server_code, "");
        assert_eq!(refusal.words.reveal(), "ticket 'ST-42-secret' not recognized");
        for text in [format!("{refusal:?}"), refusal.message(Lang::Fr), refusal.message(Lang::En)] {
            assert!(!text.contains("ST-42") && !text.contains("recognized"), "{text}");
        }
    }
}
