//! Sorted entries with a directory of their prefixes.
//!
//! Role: finds where the entries of one hash stand with two reads of memory, where a binary search among millions takes twenty. Input: entries
//! that ascend by a hash of 64 bits, whose first bits are as good as random. Output: the few entries whose hashes begin alike, among them all that
//! share the hash. Invariant: the directory has one place for every few entries, so it needs a fraction of their memory.

use std::ops::RangeInclusive;

/// How many entries a place has on average: few enough to stand in one or two cache lines.
const PER_PLACE: usize = 4;

/// How many bits of a hash a directory tells apart, at least and at most.
const BITS: RangeInclusive<u32> = 1..=24;

/// Where the entries begin whose hashes have the same first bits.
#[derive(Debug)]
pub(super) struct Directory {
    starts: Vec<u32>,
    /// How many bits of a hash lie behind its prefix.
    shift: u32,
}

impl Directory {
    /// The directory of `entries`, which ascend by `hash`.
    pub(super) fn of<T>(entries: &[T], hash: impl Fn(&T) -> u64) -> Self {
        let bits = (entries.len() / PER_PLACE).max(1).ilog2().clamp(*BITS.start(), *BITS.end());
        let shift = u64::BITS - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for entry in entries {
            starts[(hash(entry) >> shift) as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        Self { starts, shift }
    }

    /// Of the `entries` that the directory was made of, those whose hash has the first bits of this one.
    pub(super) fn place<'e, T>(&self, entries: &'e [T], hash: u64) -> &'e [T] {
        let place = (hash >> self.shift) as usize;
        &entries[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_stands_in_its_place() {
        for count in [0, 1, 5, 1_000] {
            let mut entries: Vec<u64> =
                (0..count).map(|number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            entries.sort_unstable();
            let directory = Directory::of(&entries, |&entry| entry);
            for entry in &entries {
                let place = directory.place(&entries, *entry);
                assert!(place.contains(entry) && place.len() <= 3 * PER_PLACE, "{place:?}");
            }
            assert!(directory.place(&entries, 1 << 60 | 1).iter().all(|entry| entries.contains(entry)));
            let places = directory.starts.windows(2).map(|bounds| bounds[1] - bounds[0]);
            assert_eq!(places.sum::<u32>(), entries.len() as u32);
        }
    }
}
