//! The configuration that is in force: one TOML file.
//!
//! Role: what a model set, what the administrator typed, which web space is opened by which delegation, and how
//! careful first connections are. Input: the file, whose keys are French since administrators read it. Output: a
//! [`Configuration`] that is consistent, or a [`ConfigurationError`]. Invariants: a key that is not known is an error,
//! never ignored; a space is delegated to something that exists; a file is replaced whole, the previous one being
//! kept as `.bak`.
//!
//! WS-Federation and EduConnect are held and shown. Their protocols are not spoken here: [`Configuration::cas_of`]
//! says so to whoever tries.

mod delegation;
mod error;
mod file;
mod first_connection;
mod pronote_login;
mod show;
mod spaces;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use delegation::{AppliedModel, CasDelegation, EduConnect, Protocol, WsFederation};
pub use error::{ConfigurationError, Inconsistency, SpaceError};
pub use first_connection::{Attempts, ClockSkew, FirstConnectionSettings, InvalidSetting, OtherParents, Uai};
pub use pronote_login::{PronoteLoginSettings, VerifierAddress};
pub use spaces::{NO_DELEGATION, Spaces, WebSpace};

use super::model::{Label, RootAddress};

/// The version of the file's layout that this program writes.
pub const FORMAT: u32 = 1;

/// Stands in the file for its version, [`FORMAT`]. A file of another one is not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Format;

impl TryFrom<u32> for Format {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        if number == FORMAT { Ok(Self) } else { Err(format!("the format is not {FORMAT}")) }
    }
}

impl From<Format> for u32 {
    fn from(_: Format) -> Self {
        FORMAT
    }
}

/// What is in force. [`Default`] is the state before anything was configured: publication off, no delegation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// The version of the file's layout.
    pub format: Format,
    /// Whether PRONOTE.net is open to its users. Models are applied only while it is not.
    #[serde(rename = "publication", default)]
    pub published: bool,
    /// Public address of PRONOTE.net, which the CAS server sends people back to.
    #[serde(rename = "url_publique", default, skip_serializing_if = "Option::is_none")]
    pub public_url: Option<RootAddress>,
    /// How careful first connections are.
    #[serde(rename = "premiere_connexion", default)]
    pub first_connection: FirstConnectionSettings,
    /// How PRONOTE's own login is dealt with.
    #[serde(rename = "connexion_pronote", default, skip_serializing_if = "PronoteLoginSettings::is_default")]
    pub pronote_login: PronoteLoginSettings,
    /// Which delegation opens which web space.
    #[serde(rename = "espaces", default)]
    pub spaces: Spaces,
    /// Delegations to CAS servers, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cas: BTreeMap<Label, CasDelegation>,
    /// Delegations by WS-Federation (ADFS), by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ws_federation: BTreeMap<Label, WsFederation>,
    /// Delegations to EduConnect, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub educonnect: BTreeMap<Label, EduConnect>,
}

/// A name as it stands in the head of a section: in quotes, unless TOML needs none.
pub(super) fn section_key(name: &Label) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.as_str().bytes().all(bare) { name.to_string() } else { toml::Value::from(name.as_str()).to_string() }
}

impl Configuration {
    /// All delegations and what each speaks, by protocol and name.
    pub fn delegations(&self) -> impl Iterator<Item = (&Label, Protocol)> {
        let cas = self.cas.keys().map(|name| (name, Protocol::Cas));
        let federation = self.ws_federation.keys().map(|name| (name, Protocol::WsFederation));
        let educonnect = self.educonnect.keys().map(|name| (name, Protocol::EduConnect));
        cas.chain(federation).chain(educonnect)
    }

    /// The CAS delegation that opens a space, and its name.
    ///
    /// # Errors
    /// [`SpaceError`] when nothing opens it, or something whose protocol is not spoken here.
    pub fn cas_of(&self, space: WebSpace) -> Result<(&Label, &CasDelegation), SpaceError> {
        let name = self.spaces.get(space).ok_or(SpaceError::NotDelegated { space })?;
        if let Some((name, delegation)) = self.cas.get_key_value(name) {
            return Ok((name, delegation));
        }
        match self.delegations().find(|(known, _)| *known == name) {
            Some((_, protocol)) => Err(SpaceError::NotSpoken { space, name: name.clone(), protocol }),
            None => Err(SpaceError::NotConfigured { space, name: name.clone() }),
        }
    }

    /// What contradicts itself. A configuration that was read has none; one that was changed may.
    pub fn inconsistencies(&self) -> Vec<Inconsistency> {
        let mut found = Vec::new();
        let mut protocols: BTreeMap<&Label, Protocol> = BTreeMap::new();
        for (name, protocol) in self.delegations() {
            if name.as_str() == NO_DELEGATION {
                found.push(Inconsistency::ReservedName { protocol });
            }
            if let Some(first) = protocols.insert(name, protocol) {
                found.push(Inconsistency::SameName { name: name.clone(), protocols: [first, protocol] });
            }
        }
        for space in WebSpace::ALL {
            match self.spaces.get(space) {
                Some(name) if !protocols.contains_key(name) => found.push(Inconsistency::NotConfigured {
                    space,
                    name: name.clone(),
                    known: protocols.keys().map(|&name| name.clone()).collect(),
                }),
                Some(name)
                    if self.published
                        && self.cas.get(name).is_some_and(|delegation| delegation.pronote_net.server.is_none()) =>
                {
                    found.push(Inconsistency::NoServer { space, name: name.clone() });
                }
                _ => {}
            }
        }
        if self.published && self.public_url.is_none() && WebSpace::ALL.iter().any(|&space| self.cas_of(space).is_ok())
        {
            found.push(Inconsistency::NoPublicUrl);
        }
        found
    }
}
