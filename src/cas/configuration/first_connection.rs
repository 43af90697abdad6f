//! How careful first connections are.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What the resolver of first connections may do. [`Default`] is the most careful choice that still works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FirstConnectionSettings {
    /// UAI of the school. With it, somebody whose CAS reply names schools must name this one; without it (the
    /// default), schools are not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uai: Option<Uai>,
    /// Which «responsables légaux» get in beside the «préférentiels», who always do.
    #[serde(rename = "autres_responsables_legaux")]
    pub other_legal_parents: OtherParents,
    /// Which «responsables en charge» get in beside them.
    #[serde(rename = "autres_responsables_en_charge")]
    pub other_parents_in_charge: OtherParents,
    /// How often somebody may correct an identity that was not found. More forgive more typing errors; fewer leave
    /// less room for trying names.
    #[serde(rename = "tentatives")]
    pub attempts: Attempts,
    /// By how much the clocks of the CAS server and of this machine may differ. More accepts replies that are older
    /// than they say; less refuses valid ones when a clock is wrong.
    #[serde(rename = "tolerance_horloge_secondes")]
    pub clock_skew: ClockSkew,
}

/// Parents other than the preferential ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherParents {
    /// None of them.
    #[default]
    #[serde(rename = "aucun")]
    None,
    /// Those who live at another address than the preferential ones, hence receive their own mail.
    #[serde(rename = "autre_adresse")]
    OtherAddress,
    /// All of them.
    #[serde(rename = "tous")]
    All,
}

/// A setting outside its bounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSetting {
    /// Not from 1 to 10.
    #[error("attempts go from 1 to 10, not {0}")]
    Attempts(u64),
    /// More than ten minutes.
    #[error("a clock skew goes from 0 to 600 seconds, not {0}; set the clock of the machine")]
    ClockSkew(u64),
    /// Neither `https://`, nor `http://` on this machine.
    #[error(
        "«{0}» is no address to send passwords to: https:// is needed (http:// on this machine only), such as https://pronote.example/verifier"
    )]
    Verifier(String),
    /// Not seven digits and a letter.
    #[error("«{0}» is no UAI: seven digits and a letter, such as 0350001A")]
    Uai(String),
}

/// How often an identity may be corrected: from 1 to 10, 3 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Attempts(u8);

impl Attempts {
    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self(3)
    }
}

impl TryFrom<u64> for Attempts {
    type Error = InvalidSetting;

    fn try_from(number: u64) -> Result<Self, InvalidSetting> {
        match u8::try_from(number) {
            Ok(small @ 1..=10) => Ok(Self(small)),
            _ => Err(InvalidSetting::Attempts(number)),
        }
    }
}

impl From<Attempts> for u64 {
    fn from(attempts: Attempts) -> Self {
        attempts.0.into()
    }
}

/// A tolerance between two clocks: from 0 to 600 seconds, 60 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct ClockSkew(u16);

impl ClockSkew {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.0.into())
    }
}

impl Default for ClockSkew {
    fn default() -> Self {
        Self(60)
    }
}

impl TryFrom<u64> for ClockSkew {
    type Error = InvalidSetting;

    fn try_from(seconds: u64) -> Result<Self, InvalidSetting> {
        match u16::try_from(seconds) {
            Ok(small @ 0..=600) => Ok(Self(small)),
            _ => Err(InvalidSetting::ClockSkew(seconds)),
        }
    }
}

impl From<ClockSkew> for u64 {
    fn from(skew: ClockSkew) -> Self {
        skew.0.into()
    }
}

/// A school's code, in upper case. Its check letter may be wrong, as real documents have it; see
/// [`uai_is_valid`](crate::identity::uai_is_valid).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uai(String);

impl Uai {
    /// Reads seven digits and a letter.
    ///
    /// # Errors
    /// [`InvalidSetting::Uai`].
    pub fn parse(text: &str) -> Result<Self, InvalidSetting> {
        let code = text.trim().to_ascii_uppercase();
        let shape = code.bytes().enumerate().all(|(at, byte)| match at {
            7 => byte.is_ascii_uppercase(),
            _ => byte.is_ascii_digit(),
        });
        if code.len() == 8 && shape { Ok(Self(code)) } else { Err(InvalidSetting::Uai(text.to_owned())) }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Uai {
    type Error = InvalidSetting;

    fn try_from(text: String) -> Result<Self, InvalidSetting> {
        Self::parse(&text)
    }
}

impl From<Uai> for String {
    fn from(uai: Uai) -> Self {
        uai.0
    }
}
