//! PRONOTE's own login: who checks it, and whether it opens PRONOTE by itself.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::InvalidSetting;
use crate::cas::model::Address;

/// How PRONOTE's own login is dealt with. [`Default`]: by one-time codes, and for a double authentication alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PronoteLoginSettings {
    /// Who is asked whether a login and a password are right, and whose they are. Without it (the default), one-time codes that
    /// the service has issued are asked for in place of passwords.
    #[serde(rename = "verificateur", skip_serializing_if = "Option::is_none")]
    pub verifier: Option<VerifierAddress>,
    /// Whether people may log in past the CAS server, at `<public>/?login=true`. It makes no link. False: whoever has found a
    /// password needs the ENT's as well.
    #[serde(rename = "directe")]
    pub direct: bool,
}

impl PronoteLoginSettings {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Where a verifier of logins is asked: `https://`, or `http://` on this machine, since passwords are sent there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifierAddress(Address);

impl VerifierAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`InvalidSetting::Verifier`].
    pub fn parse(text: &str) -> Result<Self, InvalidSetting> {
        let invalid = || InvalidSetting::Verifier(text.to_owned());
        let address = Address::parse(text).map_err(|_| invalid())?;
        let is_safe = match address.as_str().strip_prefix("http://") {
            None => true,
            // An address has nothing before its host, so that the host is what a browser takes for it.
            Some(rest) => {
                let host = rest.split([':', '/', '?']).next().unwrap_or_default();
                host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        };
        if is_safe { Ok(Self(address)) } else { Err(invalid()) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for VerifierAddress {
    type Error = InvalidSetting;

    fn try_from(text: String) -> Result<Self, InvalidSetting> {
        Self::parse(&text)
    }
}

impl From<VerifierAddress> for String {
    fn from(address: VerifierAddress) -> Self {
        address.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_go_over_tls_or_stay_here() {
        for safe in
            ["https://pronote.example/v", "http://127.0.0.1:8000/v?a=b", "http://localhost/v", "http://127.8.0.1"]
        {
            assert_eq!(VerifierAddress::parse(safe).unwrap().as_str(), safe);
        }
        for unsafe_one in [
            "http://pronote.example/v",
            "http://localhost.example/v",
            "http://localhost@pronote.example/v",
            "http://192.168.0.1/v",
            "ftp://localhost/",
            "",
        ] {
            assert!(VerifierAddress::parse(unsafe_one).is_err(), "{unsafe_one}");
        }
    }
}
