//! How often somebody may try, and how many are asked about at once.
//!
//! Invariant: what is kept of whoever tries is as long as a hash, however long what they typed, and of an address that has tried too often
//! nothing is kept but itself.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::PageError;
use super::settings::ServerSettings;

/// Counters by a key: an address, a name, a CAS id.
#[derive(Debug)]
pub(super) struct RateLimits {
    attempts: DefaultKeyedRateLimiter<Key>,
    /// An address has many people behind it.
    addresses: DefaultKeyedRateLimiter<Key>,
    /// Tickets, by the address that they come from.
    arrivals: DefaultKeyedRateLimiter<Key>,
    /// By the hash of a token.
    resolves: DefaultKeyedRateLimiter<String>,
    /// Turns to ask a CAS server, by school.
    validations: Mutex<BTreeMap<String, Arc<Semaphore>>>,
}

/// The SHA-256 of what is counted.
type Key = [u8; 32];

fn key(what: &str, whom: &str) -> Key {
    Sha256::new().chain_update(what).chain_update([0]).chain_update(whom).finalize().into()
}

/// How many people may try from one address at once: a school has one.
const PEOPLE_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Tickets that may come from one address in a minute, all at once at most: 1,000 pupils behind one address at eight in the morning, each
/// of whom tries three times. Fewer turns a large school away; more lets one machine have the CAS server asked more often.
const ARRIVALS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(3_000).unwrap();

/// How many tickets of one school are validated at once: where the CAS server takes the ten seconds that it is given, these are 12
/// people a second; where it takes a tenth of one, 1,200. More lets a server that hangs take the connections of all schools.
const VALIDATIONS_AT_ONCE: usize = 128;

impl RateLimits {
    pub(super) fn new(settings: &ServerSettings) -> Self {
        let attempts = NonZeroU32::new(settings.attempts_per_minute).unwrap_or(NonZeroU32::MIN);
        let resolves = NonZeroU32::new(settings.resolves_per_second).unwrap_or(NonZeroU32::MIN);
        Self {
            attempts: RateLimiter::keyed(Quota::per_minute(attempts)),
            addresses: RateLimiter::keyed(Quota::per_minute(attempts.saturating_mul(PEOPLE_PER_ADDRESS))),
            arrivals: RateLimiter::keyed(Quota::per_minute(ARRIVALS_PER_ADDRESS)),
            resolves: RateLimiter::keyed(Quota::per_second(resolves)),
            validations: Mutex::default(),
        }
    }

    /// Counts an attempt by this person from this address.
    pub(super) fn attempt(&self, what: &str, person: &str, address: &str) -> Result<(), PageError> {
        // The address first: whoever makes up a name with every attempt fills no memory with them.
        let is_free = self.addresses.check_key(&key(what, address)).is_ok()
            && self.attempts.check_key(&key(what, person)).is_ok();
        if is_free { Ok(()) } else { Err(PageError::TooMany) }
    }

    /// Counts a ticket from this address.
    pub(super) fn arrive(&self, address: &str) -> Result<(), PageError> {
        self.arrivals.check_key(&key("arrival", address)).map_err(|_| PageError::TooMany)
    }

    /// A turn to ask the CAS server of a school, which ends with the value; `None` while all of them are taken.
    pub(super) fn validation(&self, school: &str) -> Option<OwnedSemaphorePermit> {
        let mut schools = self.validations.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = schools.entry(school.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(VALIDATIONS_AT_ONCE)));
        turns.clone().try_acquire_owned().ok()
    }

    /// Counts an identity that a program resolves; whether it may.
    pub(super) fn resolve(&self, token: &String) -> bool {
        self.resolves.check_key(token).is_ok()
    }

    /// Forgets those who have not tried for a while.
    pub(super) fn forget(&self) {
        self.attempts.retain_recent();
        self.addresses.retain_recent();
        self.arrivals.retain_recent();
        self.resolves.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_used_up_fills_no_memory() {
        let limits = RateLimits::new(&ServerSettings::default());
        let most = ServerSettings::default().attempts_per_minute * PEOPLE_PER_ADDRESS.get();
        let tries = |count: u32, address: &str| {
            let passed = (0..count).filter(|number| limits.attempt("login", &format!("n{number}"), address).is_ok());
            u32::try_from(passed.count()).unwrap()
        };
        let passed = tries(10 * most, "a");
        assert!((most..most + 20).contains(&passed), "{passed}");
        assert!(limits.attempts.len() < (most + 20) as usize, "{} names", limits.attempts.len());
        assert_eq!(tries(1, "b"), 1, "another address, and a name that is not used up");
    }

    #[test]
    fn a_school_comes_in_and_a_machine_that_makes_tickets_up_does_not() {
        let limits = RateLimits::new(&ServerSettings::default());
        let come = |count: u32, address: &str| (0..count).filter(|_| limits.arrive(address).is_ok()).count();
        assert_eq!(come(1_000, "school"), 1_000);
        assert!(come(10_000, "machine") < 3_100);
        assert_eq!(come(1, "machine"), 0);
        assert_eq!(come(1_000, "school"), 1_000);
    }

    #[test]
    fn turns_are_a_schools_own_and_come_back() {
        let limits = RateLimits::new(&ServerSettings::default());
        let taken: Vec<_> = (0..VALIDATIONS_AT_ONCE).map_while(|_| limits.validation("a")).collect();
        assert_eq!(taken.len(), VALIDATIONS_AT_ONCE);
        assert!(limits.validation("a").is_none() && limits.validation("b").is_some());
        drop(taken);
        assert!(limits.validation("a").is_some());
    }
}
