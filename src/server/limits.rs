//! How often somebody may try.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::PageError;
use super::settings::ServerSettings;

/// Counters by a key: an address, a name, a CAS id.
#[derive(Debug)]
pub(super) struct RateLimits {
    attempts: DefaultKeyedRateLimiter<String>,
    /// An address has many people behind it.
    addresses: DefaultKeyedRateLimiter<String>,
    /// By the hash of a token.
    resolves: DefaultKeyedRateLimiter<String>,
}

/// How many people may try from one address at once: a school has one.
const PEOPLE_PER_ADDRESS: u32 = 30;

impl RateLimits {
    pub(super) fn new(settings: &ServerSettings) -> Self {
        let attempts = NonZeroU32::new(settings.attempts_per_minute).unwrap_or(NonZeroU32::MIN);
        let addresses = attempts.saturating_mul(NonZeroU32::new(PEOPLE_PER_ADDRESS).unwrap_or(NonZeroU32::MIN));
        let resolves = NonZeroU32::new(settings.resolves_per_second).unwrap_or(NonZeroU32::MIN);
        Self {
            attempts: RateLimiter::keyed(Quota::per_minute(attempts)),
            addresses: RateLimiter::keyed(Quota::per_minute(addresses)),
            resolves: RateLimiter::keyed(Quota::per_second(resolves)),
        }
    }

    /// Counts an attempt by this person from this address.
    pub(super) fn attempt(&self, what: &str, person: &str, address: &str) -> Result<(), PageError> {
        let by_person = self.attempts.check_key(&format!("{what} {person}")).is_ok();
        let by_address = self.addresses.check_key(&format!("{what} {address}")).is_ok();
        if by_person && by_address { Ok(()) } else { Err(PageError::TooMany) }
    }

    /// Counts an identity that a program resolves; whether it may.
    pub(super) fn resolve(&self, token: &String) -> bool {
        self.resolves.check_key(token).is_ok()
    }

    /// Forgets those who have not tried for a while.
    pub(super) fn forget(&self) {
        self.attempts.retain_recent();
        self.addresses.retain_recent();
        self.resolves.retain_recent();
    }
}
