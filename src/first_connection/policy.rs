//! Which way somebody is recognised, and who may get in at all.
//!
//! Input: the applied configuration. Output: a [`Policy`] for one delegation and one client.

use crate::cas::configuration::{Configuration, FirstConnectionSettings, Protocol, Uai, WebSpace};
use crate::cas::model::{Client, ClientParameters, FirstConnectionMode, Label};
use crate::cas::response::AttributeNames;
use crate::identity::{Profile, ProfileSet};

/// How first connections by one delegation are dealt with.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(super) id_attribute: Option<String>,
    pub(super) mode: FirstConnectionMode,
    pub(super) attributes: AttributeNames,
    pub(super) settings: FirstConnectionSettings,
    pub(super) open: ProfileSet,
}

/// A delegation that cannot be gone by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// There is no delegation of this name.
    #[error("there is no delegation «{name}»; the configuration has {}", known.join(", "))]
    Unknown {
        /// The name asked for.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// It is one of another protocol than CAS.
    #[error("the delegation «{name}» speaks {}, which is configured and shown here, not spoken", protocol.title())]
    NotSpoken {
        /// Its name.
        name: String,
        /// What it speaks.
        protocol: Protocol,
    },
}

impl Policy {
    /// The policy of a delegation: its parameters for `client`, and the profiles one of whose web spaces it opens.
    ///
    /// # Errors
    /// [`PolicyError`] when there is no CAS delegation of that name.
    pub fn new(configuration: &Configuration, delegation: &str, client: Client) -> Result<Self, PolicyError> {
        let found = configuration.cas.iter().find(|(name, _)| name.as_str() == delegation);
        let Some((name, found)) = found else {
            let mut others = configuration.delegations();
            return Err(match others.find(|(name, _)| name.as_str() == delegation) {
                Some((name, protocol)) => PolicyError::NotSpoken { name: name.to_string(), protocol },
                None => PolicyError::Unknown {
                    name: delegation.to_owned(),
                    known: configuration.delegations().map(|(name, _)| name.to_string()).collect(),
                },
            });
        };
        let open = Profile::ALL.into_iter().filter(|&profile| is_open(configuration, name, profile)).collect();
        Ok(Self { open, ..Self::of_parameters(found.client(client), &configuration.first_connection) })
    }

    /// The policy of bare parameters, as a model sets them: open to every profile.
    pub fn of_parameters(parameters: &ClientParameters, settings: &FirstConnectionSettings) -> Self {
        Self {
            id_attribute: parameters.id_attribute.as_ref().map(Label::to_string),
            mode: parameters.first_connection.clone(),
            attributes: attribute_names(&parameters.first_connection),
            settings: settings.clone(),
            open: Profile::ALL.into_iter().collect(),
        }
    }

    /// The same for a base of this school.
    #[must_use]
    pub fn with_school(mut self, uai: Uai) -> Self {
        self.settings.uai = Some(uai);
        self
    }

    /// Which way somebody is recognised.
    pub fn mode(&self) -> &FirstConnectionMode {
        &self.mode
    }

    /// How often somebody may correct an identity.
    pub fn attempts(&self) -> u8 {
        self.settings.attempts.get()
    }

    /// Whether people can be asked to correct their identity: only where an identity is compared at all.
    pub fn goes_by_identity(&self) -> bool {
        matches!(self.mode, FirstConnectionMode::Identity(_))
    }

    /// The attribute that carries the common id; `None` when the subject of the reply is the id.
    pub fn id_attribute(&self) -> Option<&str> {
        self.id_attribute.as_deref()
    }

    /// The attribute that carries the PRONOTE identifier, in the mode that goes by it.
    pub fn identifier_attribute(&self) -> Option<&str> {
        self.mode.identifier_attribute()
    }

    /// The attributes that carry the fields of an identity.
    pub fn attributes(&self) -> &AttributeNames {
        &self.attributes
    }
}

/// The names that a model in identity mode gives, an empty one where it names none; in the other modes the usual
/// names, by which drift is noted.
fn attribute_names(mode: &FirstConnectionMode) -> AttributeNames {
    let FirstConnectionMode::Identity(attributes) = mode else { return AttributeNames::default() };
    let optional = |name: &Option<Label>| name.as_ref().map(Label::to_string).unwrap_or_default();
    AttributeNames {
        family: attributes.family_name.to_string(),
        given: attributes.given_name.to_string(),
        birth_date: optional(&attributes.birth_date),
        profiles: attributes.profile.to_string(),
        postcode: optional(&attributes.postcode),
    }
}

/// Whether `delegation` opens a space of this profile: itself, or by the common page where the space has no
/// delegation of its own.
fn is_open(configuration: &Configuration, delegation: &Label, profile: Profile) -> bool {
    let of = |space| configuration.spaces.get(space);
    let spaces = WebSpace::of_profile(profile);
    spaces.iter().any(|&space| of(space) == Some(delegation))
        || (of(WebSpace::CommonPage) == Some(delegation) && spaces.iter().any(|&space| of(space).is_none()))
}
