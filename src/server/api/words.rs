//! Words of the API that the engine says otherwise.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::Profile;
use crate::matching::decision::Reason;

use super::problem::ApiError;

/// A profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProfileName {
    Eleves,
    Inspecteurs,
    MaitresDeStage,
    Parents,
    Personnels,
    Professeurs,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Eleves => Self::Pupils,
            ProfileName::Inspecteurs => Self::Inspectors,
            ProfileName::MaitresDeStage => Self::Supervisors,
            ProfileName::Parents => Self::Parents,
            ProfileName::Personnels => Self::Staff,
            ProfileName::Professeurs => Self::Teachers,
        }
    }
}

impl From<Profile> for ProfileName {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Pupils => Self::Eleves,
            Profile::Inspectors => Self::Inspecteurs,
            Profile::Supervisors => Self::MaitresDeStage,
            Profile::Parents => Self::Parents,
            Profile::Staff => Self::Personnels,
            Profile::Teachers => Self::Professeurs,
        }
    }
}

/// The code of a reason that there is.
pub(super) fn reason(code: String) -> Result<String, ApiError> {
    if Reason::from_code(&code).is_some() {
        return Ok(code);
    }
    let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    Err(ApiError::Parameter(format!("reason: {}", known.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_its_key() {
        for profile in Profile::ALL {
            let name = ProfileName::from(profile);
            assert_eq!(serde_json::to_value(name).unwrap(), profile.key());
            assert_eq!(Profile::from(name), profile);
        }
    }
}
