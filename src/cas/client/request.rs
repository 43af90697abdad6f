//! What is sent: addresses with their parameters, and the SOAP request of SAML 1.1.

use chrono::{DateTime, SecondsFormat, Utc};
use quick_xml::escape::escape;
use reqwest::header::{self, HeaderMap};
use reqwest::{Response, Url};
use sha2::{Digest, Sha256};

use super::error::ClientError;
use super::ticket::Ticket;

/// The address to ask, checked.
pub(super) fn endpoint(endpoint: &str, allow_plain_http: bool) -> Result<Url, ClientError> {
    let url = Url::parse(endpoint.trim()).map_err(|_| ClientError::InvalidEndpoint)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if allow_plain_http || is_this_machine(&url) => Ok(url),
        "http" => Err(ClientError::PlainHttp),
        _ => Err(ClientError::InvalidEndpoint),
    }
}

fn is_this_machine(url: &Url) -> bool {
    // An address of IPv6 stands in brackets.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The address with these parameters percent-encoded; those of the same names that it has already give way.
pub(super) fn with_parameters(mut url: Url, parameters: &[(&str, &str)]) -> Url {
    let is_ours = |name: &str| matches!(name, "service" | "ticket" | "TARGET");
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_ours(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(parameters);
    url.set_fragment(None);
    url
}

/// The request of SAML 1.1 core 3.2 in its SOAP binding, as CAS servers expect it: an empty header first.
pub(super) fn soap_envelope(ticket: &Ticket, now: DateTime<Utc>) -> String {
    let instant = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    // An xs:ID nobody else uses: a ticket is asked about once, and its hash does not give it away.
    let id = Sha256::new().chain_update(ticket.reveal()).chain_update(&instant).finalize();
    let id: String = id.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header/><SOAP-ENV:Body>"#,
            r#"<samlp:Request xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1" "#,
            r#"RequestID="_{}" IssueInstant="{}"><samlp:AssertionArtifact>{}</samlp:AssertionArtifact></samlp:Request>"#,
            r#"</SOAP-ENV:Body></SOAP-ENV:Envelope>"#,
        ),
        id,
        instant,
        escape(ticket.reveal()),
    )
}

/// Where a redirect leads, without path and parameters, which may hold the ticket.
pub(super) fn origin_of_redirect(response: &Response) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let target = response.url().join(location).ok()?;
    Some(target.origin().ascii_serialization())
}

/// The charset of `Content-Type: text/xml; charset=UTF-8`.
pub(super) fn charset(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        let checked = |address, allow| endpoint(address, allow).map(|url| url.scheme().to_owned());
        for address in ["http://127.0.0.1:8000/cas/x", "http://localhost/x", "http://[::1]/x", "https://cas.fr/x"] {
            assert!(checked(address, false).is_ok(), "{address}");
        }
        assert!(matches!(checked("http://cas.fr/x", false), Err(ClientError::PlainHttp)));
        assert!(matches!(checked("http://localhost.cas.fr/x", false), Err(ClientError::PlainHttp)));
        assert!(checked("http://cas.fr/x", true).is_ok());
        for address in ["cas.fr", "", "ftp://cas.fr/", "file:///etc/passwd"] {
            assert!(matches!(checked(address, true), Err(ClientError::InvalidEndpoint)), "{address}");
        }
    }

    #[test]
    fn parameters_are_encoded_and_never_doubled() {
        let url = Url::parse("https://cas.fr/v?TARGET=old&renew=1#x").unwrap();
        let url = with_parameters(url, &[("TARGET", "https://p.fr/?a=1&b=é x")]);
        assert_eq!(url.as_str(), "https://cas.fr/v?renew=1&TARGET=https%3A%2F%2Fp.fr%2F%3Fa%3D1%26b%3D%C3%A9+x");
    }

    #[test]
    fn the_ticket_is_escaped_and_the_request_has_an_id_of_its_own() {
        let now = DateTime::parse_from_rfc3339("2026-09-01T06:15:40.25Z").unwrap().to_utc();
        let envelope = soap_envelope(&Ticket::new("ST-1<&>").unwrap(), now);
        assert!(
            envelope.contains("<samlp:AssertionArtifact>ST-1&lt;&amp;&gt;</samlp:AssertionArtifact>"),
            "{envelope}"
        );
        assert!(envelope.contains(r#"IssueInstant="2026-09-01T06:15:40.250Z""#), "{envelope}");
        assert_ne!(envelope, soap_envelope(&Ticket::new("ST-2<&>").unwrap(), now).replace("ST-2", "ST-1"));
    }

    #[test]
    fn the_charset_is_found() {
        let charset_of = |value: &'static str| {
            charset(&HeaderMap::from_iter([(header::CONTENT_TYPE, header::HeaderValue::from_static(value))]))
        };
        assert_eq!(charset_of("text/xml;Charset=\"ISO-8859-15\"").as_deref(), Some("ISO-8859-15"));
        assert_eq!(charset_of("text/xml"), None);
    }
}
