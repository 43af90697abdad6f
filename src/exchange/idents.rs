//! A set of the numbers that stand in a file.
//!
//! Numbers mostly follow each other: 64 neighbours share an entry, so that a million of them take some 300 kB. Numbers
//! far apart take 16 bytes each.

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

    /// Whether a number is there.
    pub(in crate::exchange) fn contains(&self, ident: u32) -> bool {
        self.pages.get(&(ident >> 6)).is_some_and(|page| page >> (ident & 63) & 1 == 1)
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
}
