//! The truth parted in two: what is chosen by, and what is held out.
//!
//! Role: says of each identity on which side it stands. Input: the truth, the people it speaks of, a seed. Output:
//! [`Parts`]. Invariant: people whose true record bears the same family name stand on the same side, whatever profile or
//! school they are in. Who is taken for somebody else is nearly always taken for a twin, a sister, a parent or a namesake; if
//! one of them stood on either side, the part held out would be an echo of the other.
//!
//! The name alone is coarser than a household, and does not depend on an address that families leave or a list of children
//! that few exports have. It does not hold people of two names together (a mother who kept hers); what befalls their records
//! is independent but for a removal.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::evaluation::truth::Truth;
use crate::identity::{Population, Profile, Row};
use crate::normalize::{fold, joined};

/// Which of the two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Settings are chosen on it.
    Choosing,
    /// What was chosen is judged on it.
    HeldOut,
}

/// Who stands where, and who each identity truly is.
#[derive(Debug)]
pub struct Parts {
    known: HashMap<(Row, Profile), (Part, Option<Row>), foldhash::fast::FixedState>,
}

impl Parts {
    /// Parts the truth; `held_out` is the share of family names held out, 0–1.
    pub fn new(truth: &Truth, base: &Population, cas: &Population, held_out: f64, seed: u64) -> Self {
        let mut known = HashMap::with_capacity_and_hasher(truth.len(), foldhash::fast::FixedState::default());
        for person in cas.people() {
            for profile in person.profiles().iter() {
                let Some(identity) = truth.of(person.row(), profile) else { continue };
                let family = identity.user.map_or(person, |user| base.person(user)).family();
                known.insert((person.row(), profile), (part_of(family, held_out, seed), identity.user));
            }
        }
        Self { known }
    }

    /// On which side an identity stands; `None` where its truth is not known.
    pub fn of(&self, account: Row, profile: Profile) -> Option<Part> {
        self.known.get(&(account, profile)).map(|&(part, _)| part)
    }

    /// Its side, and whether `user` is the one it truly is.
    pub(super) fn judge(&self, account: Row, profile: Profile, user: Row) -> Option<(Part, bool)> {
        self.known.get(&(account, profile)).map(|&(part, truth)| (part, truth == Some(user)))
    }

    /// How many identities stand on a side.
    pub fn count(&self, part: Part) -> usize {
        self.known.values().filter(|&&(own, _)| own == part).count()
    }
}

/// The side of a family name: its digest, seeded, as a number in 0–1.
fn part_of(family: &str, held_out: f64, seed: u64) -> Part {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(joined(&fold(family))).finalize();
    let bits = digest.iter().take(7).fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
    if (bits as f64) < held_out * (1_u64 << 56) as f64 { Part::HeldOut } else { Part::Choosing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::synth::Synth;
    use crate::identity::BirthDate;

    #[test]
    fn families_stay_together_and_shares_are_kept() {
        let data = Synth::schools(8, 81).dataset();
        let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
        let parts = Parts::new(&truth, &data.base, &data.cas, 0.3, 5);
        assert_eq!(parts.count(Part::Choosing) + parts.count(Part::HeldOut), truth.len());
        let share = parts.count(Part::HeldOut) as f64 / truth.len() as f64;
        assert!((share - 0.3).abs() < 0.05, "{share}");
        // By what the accounts say, which `Parts` does not look at where the person is known.
        let accounts: Vec<_> = truth.pairs().map(|(account, _, profile)| (data.cas.person(account), profile)).collect();
        let mut sides: HashMap<(&str, BirthDate), Part> = HashMap::new();
        let (mut twins, mut parted) = (0, 0);
        for (account, profile) in accounts.iter().filter(|(account, _)| !account.birth_date().is_missing()) {
            let part = parts.of(account.row(), *profile).unwrap();
            if let Some(side) = sides.insert((account.family(), account.birth_date()), part) {
                twins += 1;
                parted += usize::from(side != part);
            }
        }
        assert!(twins > 20 && parted == 0, "{parted} of {twins}");
        let other = Parts::new(&truth, &data.base, &data.cas, 0.3, 6);
        let moved =
            truth.pairs().filter(|&(account, _, profile)| parts.of(account, profile) != other.of(account, profile));
        assert!(moved.count() > truth.len() / 5, "another seed parts them otherwise");
    }

    #[test]
    fn spelling_does_not_matter() {
        for seed in 0..20 {
            assert_eq!(part_of("Ben-Hamou", 0.5, seed), part_of("BENHAMOU", 0.5, seed));
        }
    }
}
