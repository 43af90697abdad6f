//! The addresses that follow from a CAS server and the public address of PRONOTE.
//!
//! Input: `Url_ServeurCAS`, the public address of PRONOTE.net, the protocol of validation. Output: links to click,
//! to call, and to give to the ENT. Invariant: the service is percent-encoded whole, so that its own `?` and `&` are
//! not taken for the CAS server's.
//!
//! | | standard | custom |
//! |---|---|---|
//! | login | `<root>/login?service=…` | `<login URL>?service=…` |
//! | validation, SAML 1.1 | `<root>/samlValidate?TARGET=…` | `<validation URL>?TARGET=…` |
//! | validation, CAS 2/3 | `<root>/serviceValidate?service=…` | `<validation URL>?service=…` |
//!
//! A custom URL that has parameters already gets `&` in place of `?`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::model::{RootAddress, ServerUrl};
use super::words::{colon, pick};
use crate::identity::Lang;

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a ticket is validated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValidationProtocol {
    /// SAML 1.1, `samlValidate`: the attributes come with it at every server.
    #[default]
    #[serde(rename = "samlValidate")]
    Saml,
    /// CAS 2/3, `serviceValidate`.
    #[serde(rename = "serviceValidate")]
    Cas,
}

impl ValidationProtocol {
    /// The last part of a standard address.
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::Saml => "samlValidate",
            Self::Cas => "serviceValidate",
        }
    }

    /// The parameter that carries the service.
    fn parameter(self) -> &'static str {
        match self {
            Self::Saml => "TARGET",
            Self::Cas => "service",
        }
    }
}

/// Where a browser is sent to log in, coming back to `service`.
pub fn login_link(server: &ServerUrl, service: &str) -> String {
    let base = match server {
        ServerUrl::Standard(root) => under(root, "login"),
        ServerUrl::Custom { login, .. } => login.to_string(),
    };
    with_parameter(base, "service", service)
}

/// Where a ticket is validated, without the parameters of the request.
pub fn validation_endpoint(server: &ServerUrl, protocol: ValidationProtocol) -> String {
    match server {
        ServerUrl::Standard(root) => under(root, protocol.endpoint()),
        ServerUrl::Custom { validation, .. } => validation.to_string(),
    }
}

/// Where the ticket of a login to `service` is validated. The ticket itself is in the body of the request (SAML), or
/// added by [`with_ticket`].
pub fn validation_link(server: &ServerUrl, protocol: ValidationProtocol, service: &str) -> String {
    with_parameter(validation_endpoint(server, protocol), protocol.parameter(), service)
}

/// A link of [`ValidationProtocol::Cas`] with the ticket to validate.
pub fn with_ticket(validation_link: String, ticket: &str) -> String {
    with_parameter(validation_link, "ticket", ticket)
}

/// The service that PRONOTE.net logs in to: its public address, with a slash at the end.
pub fn service(public: &RootAddress) -> String {
    under(public, "")
}

/// The addresses of one delegation, for an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// The CAS server's login page; see [`login_link`].
    pub login: String,
    /// See [`validation_link`].
    pub validation: String,
    /// The services that the ENT must allow: `<public>/**`.
    pub for_ent: String,
    /// Past the CAS server, to PRONOTE's own login page: `<public>/?login=true`.
    pub direct_login: String,
}

impl Links {
    /// The links between a CAS server and PRONOTE.net at `public`.
    pub fn new(server: &ServerUrl, protocol: ValidationProtocol, public: &RootAddress) -> Self {
        let service = service(public);
        Self {
            login: login_link(server, &service),
            validation: validation_link(server, protocol, &service),
            for_ent: format!("{service}**"),
            direct_login: format!("{service}?login=true"),
        }
    }

    /// One line per address.
    pub fn text(&self, lang: Lang) -> String {
        let lines = [
            (pick(lang, "Lien de connexion", "Login link"), &self.login),
            (pick(lang, "Lien de validation", "Validation link"), &self.validation),
            (pick(lang, "URL à donner à l’ENT", "URL to give to the ENT"), &self.for_ent),
            (pick(lang, "Connexion directe", "Direct login"), &self.direct_login),
        ];
        let colon = colon(lang);
        lines.into_iter().map(|(title, link)| format!("{title}{colon} {link}\n")).collect()
    }
}

/// `<root>/<last>`, whether or not the root ends with a slash.
fn under(root: &RootAddress, last: &str) -> String {
    format!("{}/{last}", root.as_str().trim_end_matches('/'))
}

fn with_parameter(mut link: String, name: &str, value: &str) -> String {
    match link.find('?') {
        None => link.push('?'),
        Some(_) if link.ends_with(['?', '&']) => {}
        Some(_) => link.push('&'),
    }
    link.push_str(name);
    link.push('=');
    link.extend(utf8_percent_encode(value, RESERVED));
    link
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;
    use crate::cas::model::Address;

    fn standard(root: &str) -> ServerUrl {
        ServerUrl::Standard(RootAddress::parse(root).unwrap())
    }

    fn custom(login: &str, validation: &str) -> ServerUrl {
        ServerUrl::Custom { login: Address::parse(login).unwrap(), validation: Address::parse(validation).unwrap() }
    }

    #[test]
    fn standard_addresses_come_from_one_root() {
        let public = RootAddress::parse("https://pronote.lycee.example/0350001A").unwrap();
        let links = Links::new(&standard("https://cas.ent.example/cas/"), ValidationProtocol::Saml, &public);
        assert_snapshot!(links.text(Lang::Fr), @r#"
    Lien de connexion : https://cas.ent.example/cas/login?service=https%3A%2F%2Fpronote.lycee.example%2F0350001A%2F
    Lien de validation : https://cas.ent.example/cas/samlValidate?TARGET=https%3A%2F%2Fpronote.lycee.example%2F0350001A%2F
    URL à donner à l’ENT : https://pronote.lycee.example/0350001A/**
    Connexion directe : https://pronote.lycee.example/0350001A/?login=true
    "#);
        let links = Links::new(&standard("https://cas.ent.example"), ValidationProtocol::Cas, &public);
        assert_snapshot!(links.text(Lang::En), @r#"
    Login link: https://cas.ent.example/login?service=https%3A%2F%2Fpronote.lycee.example%2F0350001A%2F
    Validation link: https://cas.ent.example/serviceValidate?service=https%3A%2F%2Fpronote.lycee.example%2F0350001A%2F
    URL to give to the ENT: https://pronote.lycee.example/0350001A/**
    Direct login: https://pronote.lycee.example/0350001A/?login=true
    "#);
    }

    #[test]
    fn custom_addresses_keep_their_parameters() {
        let server = custom("https://sso.example/in?theme=29", "https://sso.example/check");
        let service = "https://p.example/a?b=c&d=é ~#x";
        assert_eq!(
            login_link(&server, service),
            "https://sso.example/in?theme=29&service=https%3A%2F%2Fp.example%2Fa%3Fb%3Dc%26d%3D%C3%A9%20~%23x"
        );
        assert_eq!(
            with_ticket(validation_link(&server, ValidationProtocol::Cas, "https://p.example/"), "ST-1+2"),
            "https://sso.example/check?service=https%3A%2F%2Fp.example%2F&ticket=ST-1%2B2"
        );
        for (base, link) in [("https://a/?", "https://a/?service=s"), ("https://a/?b&", "https://a/?b&service=s")] {
            assert_eq!(login_link(&custom(base, base), "s"), link);
        }
    }

    proptest! {
        #[test]
        fn a_service_comes_out_as_it_went_in(service in ".*") {
            let link = login_link(&standard("https://cas.example"), &service);
            let encoded = link.strip_prefix("https://cas.example/login?service=").unwrap();
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
            prop_assert_eq!(percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap(), service);
        }
    }
}
