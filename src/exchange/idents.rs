//! A set of the numbers that stand in a file.
//!
//! Numbers mostly follow each other: 64 neighbours share an entry, so that a million of them take some 300 kB. Numbers
//! far apart take 16 bytes each.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};

/// A set of numbers.
#[derive(Debug)]
pub(in crate::exchange) struct Idents {
    /// By the upper 26 bits, which of the 64 numbers are there.
    pages: HashMap<u32, u64>,
}

impl Default for Idents {
    fn default() -> Self {
        Self { pages: HashMap::new() }
    }
}

impl Idents {
    /// Adds a number; false if it was there.
    pub(in crate::exchange) fn insert(&mut self, ident: u32) -> bool {
        let page = self.pages.entry(ident >> 6).or_default();
        let bit = 1 << (ident & 63);
        let is_new = *page & bit == 0;
        *page |= bit;
        is_new
    }

    /// Tells whether the set holds a number.
    pub(in crate::exchange) fn contains(&self, ident: u32) -> bool {
        self.pages.get(&(ident >> 6)).is_some_and(|page| page >> (ident & 63) & 1 == 1)
    }
}

/// The guardians of a file by their numbers, which need not be unique: some programs number each list by itself, and write a
/// guardian of two schools twice. A number takes some 16 bytes.
#[derive(Debug)]
pub(in crate::exchange) struct GuardianIdents {
    /// By number, a hash of what tells the guardian from others; `None` where two guardians have the number.
    by_ident: HashMap<u32, Option<u64>>,
}

/// How many guardians have the number of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Referred {
    /// One guardian.
    One,
    /// Two different guardians.
    Several,
    /// No guardian so far.
    Nobody,
}

impl Default for GuardianIdents {
    fn default() -> Self {
        Self { by_ident: HashMap::new() }
    }
}

impl GuardianIdents {
    /// Adds a guardian, of whom `identity` is what other guardians do not have.
    pub(in crate::exchange) fn insert(&mut self, ident: u32, identity: &[&str]) {
        let hash = FixedState::default().hash_one(identity);
        let known = self.by_ident.entry(ident).or_insert(Some(hash));
        *known = known.filter(|&known| known == hash);
    }

    /// Counts the guardians that have a number.
    pub(in crate::exchange) fn find(&self, ident: u32) -> Referred {
        match self.by_ident.get(&ident) {
            Some(Some(_)) => Referred::One,
            Some(None) => Referred::Several,
            None => Referred::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_was_added() {
        let mut idents = Idents::default();
        for ident in [0, 63, 64, u32::MAX] {
            assert!(!idents.contains(ident) && idents.insert(ident) && !idents.insert(ident) && idents.contains(ident));
        }
        assert!(!idents.contains(1) && !idents.contains(65));
    }

    #[test]
    fn a_number_leads_to_one_guardian_or_to_several() {
        let mut idents = GuardianIdents::default();
        for (ident, identity) in [(1, ["a"]), (1, ["a"]), (2, ["a"]), (2, ["b"]), (2, ["a"])] {
            idents.insert(ident, &identity);
        }
        assert_eq!([1, 2, 3].map(|ident| idents.find(ident)), [Referred::One, Referred::Several, Referred::Nobody]);
    }
}
