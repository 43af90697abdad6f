//! The delegations: who answers for the users of a web space.

use serde::{Deserialize, Serialize};

use crate::cas::model::{Address, Client, ClientParameters, Day, Label, Model, Parameters, Version};
use crate::cas::urls::ValidationProtocol;

/// What a delegation speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// CAS.
    Cas,
    /// WS-Federation (ADFS).
    WsFederation,
    /// EduConnect.
    EduConnect,
}

impl Protocol {
    /// The name people use.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cas => "CAS",
            Self::WsFederation => "WS-Federation",
            Self::EduConnect => "EduConnect",
        }
    }

    /// The section of the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cas => "cas",
            Self::WsFederation => "ws_federation",
            Self::EduConnect => "educonnect",
        }
    }
}

/// A delegation to a CAS server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasDelegation {
    /// How tickets are validated. No model says it, so applying one leaves it.
    #[serde(rename = "validation", default)]
    pub protocol: ValidationProtocol,
    /// The model that set the parameters; none if they were typed.
    #[serde(rename = "modele", default, skip_serializing_if = "Option::is_none")]
    pub model: Option<AppliedModel>,
    /// Parameters of the PRONOTE client.
    #[serde(rename = "client_pronote")]
    pub pronote_client: ClientParameters,
    /// Parameters of PRONOTE.net.
    pub pronote_net: ClientParameters,
}

impl CasDelegation {
    /// A delegation as a model sets it.
    pub fn of_model(model: &Model, integrator: &Label, applied_on: Day) -> Self {
        let Parameters { pronote_client, pronote_net } = model.parameters.clone();
        let protocol = ValidationProtocol::default();
        Self { protocol, model: Some(AppliedModel::new(model, integrator, applied_on)), pronote_client, pronote_net }
    }

    /// The parameters of one client.
    pub fn client(&self, client: Client) -> &ClientParameters {
        match client {
            Client::Pronote => &self.pronote_client,
            Client::PronoteNet => &self.pronote_net,
        }
    }

    /// The parameters of both clients.
    pub fn parameters(&self) -> Parameters {
        Parameters { pronote_client: self.pronote_client.clone(), pronote_net: self.pronote_net.clone() }
    }
}

/// Which model set the parameters, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppliedModel {
    /// Name of the ENT.
    #[serde(rename = "nom")]
    pub name: Label,
    /// Who published the model.
    #[serde(rename = "integrateur")]
    pub integrator: Label,
    /// Its version.
    pub version: Version,
    /// Date of that version.
    pub date: Day,
    /// When it was applied.
    #[serde(rename = "applique_le")]
    pub applied_on: Day,
}

impl AppliedModel {
    /// Remembers that `model` was applied.
    pub fn new(model: &Model, integrator: &Label, applied_on: Day) -> Self {
        Self {
            name: model.name.clone(),
            integrator: integrator.clone(),
            version: model.version,
            date: model.date,
            applied_on,
        }
    }
}

/// A delegation by WS-Federation. It is held and shown; the protocol is not spoken here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WsFederation {
    /// Address of the federation metadata.
    #[serde(rename = "url_metadonnees")]
    pub metadata: Address,
    /// The realm (`wtrealm`) under which PRONOTE is known there.
    #[serde(rename = "royaume")]
    pub realm: Label,
    /// The claim that carries the common id, if it is not the name identifier.
    #[serde(rename = "revendication_id", default, skip_serializing_if = "Option::is_none")]
    pub id_claim: Option<Label>,
}

/// A delegation to EduConnect. It is held and shown; the protocol is not spoken here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EduConnect {
    /// Address of the identity provider's metadata.
    #[serde(rename = "url_metadonnees")]
    pub metadata: Address,
    /// The entity under which PRONOTE is known there.
    #[serde(rename = "entite")]
    pub entity: Label,
}
