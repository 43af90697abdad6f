//! A ticket, validated by the CAS server here and now.

use chrono::TimeDelta;
use rapproche::cas::client::{CasClient, ClientError, ClientSettings, Protocol};
use rapproche::cas::response::Validated;
use rapproche::cas::urls::ValidationProtocol;

use super::settings::Live;

/// Asks the server whose the ticket is.
pub(super) fn validate(live: &Live) -> Result<Validated, ClientError> {
    let protocol = match live.protocol {
        ValidationProtocol::Saml => Protocol::SamlValidate,
        ValidationProtocol::Cas => Protocol::ServiceValidate,
    };
    let mut settings = ClientSettings::default();
    settings.clock_skew = TimeDelta::from_std(live.clock_skew).unwrap_or(settings.clock_skew);
    let client = CasClient::new(settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ClientError::Setup { detail: error.to_string() })?;
    runtime.block_on(client.validate(protocol, &live.endpoint, &live.service, &live.ticket))
}
