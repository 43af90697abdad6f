//! What a model sets: the parameters of the two clients.
//!
//! Invariant: the same types hold a model and an applied configuration, so that applying is copying. In the
//! configuration file the keys are French, since an administrator reads them.

use serde::{Deserialize, Serialize};

use super::value::{Address, Label, RootAddress};
use crate::formats::ProfileMap;

/// The attribute that carries the PRONOTE identifier when the model names none: `IDPN`, its name in the exports that
/// an ENT imports.
pub const DEFAULT_IDENTIFIER_ATTRIBUTE: &str = "IDPN";

/// The parameters of both clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// The PRONOTE client, installed on a computer.
    pub pronote_client: ClientParameters,
    /// PRONOTE.net, in a browser.
    pub pronote_net: ClientParameters,
}

/// The parameters of one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientParameters {
    /// `AttributIDCas`: the attribute that carries the common id. Without it, the id of the reply itself is taken:
    /// the Subject's NameIdentifier, or `cas:user`.
    #[serde(rename = "attribut_id_cas", skip_serializing_if = "Option::is_none")]
    pub id_attribute: Option<Label>,
    /// `Url_ServeurCAS`. A model leaves it out when each school has its own, for the administrator to type.
    #[serde(rename = "url_serveur_cas", skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerUrl>,
    /// `ModeIdentificationPremiereConnexion`.
    #[serde(rename = "premiere_connexion")]
    pub first_connection: FirstConnectionMode,
}

/// Where the CAS server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ServerUrl {
    /// One root, to which `/login`, `/samlValidate` and `/serviceValidate` are added.
    #[serde(rename = "standard")]
    Standard(RootAddress),
    /// Two full addresses.
    #[serde(rename = "personnalisee")]
    Custom {
        /// Where a browser is sent to log in.
        #[serde(rename = "connexion")]
        login: Address,
        /// Where a ticket is validated.
        validation: Address,
    },
}

/// How somebody whose CAS id is not known yet is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum FirstConnectionMode {
    /// By name, birth date, profile and postcode.
    #[serde(rename = "identite")]
    Identity(Box<IdentityAttributes>),
    /// By the user's PRONOTE identifier, which the ENT got from an encrypted export.
    #[serde(rename = "identifiant_pronote")]
    PronoteIdentifier {
        /// `IdentifiantIntegrateur`: who can decrypt the export.
        #[serde(rename = "identifiant_integrateur")]
        integrator: Label,
        /// The attribute that carries it, if it is not [`DEFAULT_IDENTIFIER_ATTRIBUTE`].
        #[serde(rename = "attribut_identifiant", skip_serializing_if = "Option::is_none")]
        attribute: Option<Label>,
    },
    /// `DoubleAuthentification`: CAS first, then PRONOTE's own login, once.
    #[serde(rename = "double_authentification")]
    DoubleAuthentication,
    /// `RefuserAcces`: unknown ids are refused, since ids are provisioned beforehand.
    #[serde(rename = "refuser_acces")]
    RefuseAccess,
}

/// The CAS attributes of an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityAttributes {
    /// Attribute of the family name, usually `sn`.
    #[serde(rename = "attribut_nom")]
    pub family_name: Label,
    /// Attribute of the given name, usually `givenName`.
    #[serde(rename = "attribut_prenom")]
    pub given_name: Label,
    /// Attribute of the birth date, usually `ENTPersonDateNaissance`; some ENTs send none.
    #[serde(rename = "attribut_date_naissance", skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Label>,
    /// Attribute of the profile, usually `ENTPersonProfils`.
    #[serde(rename = "attribut_profil")]
    pub profile: Label,
    /// Attribute of the postcode, usually `ENTPersonCodePostal`; some ENTs send none.
    #[serde(rename = "attribut_code_postal", skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Label>,
    /// Which values of the profile attribute make which profile. At least one profile has values; a profile without
    /// is nobody's.
    #[serde(rename = "valeurs_profil", with = "profile_values")]
    pub profiles: ProfileMap,
}

impl FirstConnectionMode {
    /// The attribute that carries the PRONOTE identifier, in that mode.
    pub fn identifier_attribute(&self) -> Option<&str> {
        match self {
            Self::PronoteIdentifier { attribute, .. } => {
                Some(attribute.as_ref().map_or(DEFAULT_IDENTIFIER_ATTRIBUTE, Label::as_str))
            }
            _ => None,
        }
    }
}

/// `eleves = "National_ELV;National_1"` and so on.
mod profile_values {
    use std::collections::BTreeMap;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    use crate::cas::model::value::{InvalidValue, parse_values};
    use crate::formats::ProfileMap;
    use crate::identity::Profile;

    pub(super) fn serialize<S: Serializer>(map: &ProfileMap, serializer: S) -> Result<S::Ok, S::Error> {
        let lists = Profile::ALL.into_iter().map(|profile| (profile.key(), map.values(profile).join(";")));
        serializer.collect_map(lists.filter(|(_, values)| !values.is_empty()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ProfileMap, D::Error> {
        let mut lists: [Vec<String>; Profile::ALL.len()] = Default::default();
        for (key, values) in BTreeMap::<String, String>::deserialize(deserializer)? {
            let profile = Profile::from_key(&key).map_err(D::Error::custom)?;
            lists[profile.index()] =
                parse_values(&values).map_err(|error| D::Error::custom(format!("{key}: {error}")))?;
        }
        if lists.iter().all(Vec::is_empty) {
            return Err(D::Error::custom(InvalidValue::NoValueInList));
        }
        Ok(ProfileMap::from_lists(lists))
    }
}
