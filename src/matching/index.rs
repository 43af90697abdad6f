//! The candidate index over a pool of the base: one sorted run of packed keys.
//!
//! Role: finds the base records that share a blocking key with a record. Input: the pool's records, once.
//! Output: record numbers, each once, ascending. Invariant: immutable once built; the same candidates
//! whatever the thread count.

use rayon::prelude::*;

use super::blocking::{BlockingKey, for_each_key};
use super::directory::Directory;
use super::guests::Names;
use super::record::Record;

/// Keys shared by more base records than this say too little: they are passed over. A candidate is lost
/// only when all the keys it shares are of that kind.
const LARGEST_BLOCK: usize = 1_000;

/// An immutable index over the records of one pool.
#[derive(Debug)]
pub struct CandidateIndex {
    /// `key << 32 | record`, ascending.
    entries: Vec<u64>,
    directory: Directory,
}

impl CandidateIndex {
    /// Indexes `records`; numbers returned later are positions in that slice.
    ///
    /// # Panics
    /// Past 2³² entries, some 300 million records.
    pub fn build<'a>(names: impl Into<Names<'a>>, records: &[Record]) -> Self {
        let names = names.into();
        let mut entries: Vec<u64> = records
            .par_iter()
            .enumerate()
            .fold(Vec::new, |mut entries, (number, record)| {
                for_each_key(names, record, |key| entries.push(pack(key, number as u32)));
                entries
            })
            .reduce(Vec::new, |mut left, right| {
                if left.is_empty() {
                    return right;
                }
                left.extend_from_slice(&right);
                left
            });
        entries.par_sort_unstable();
        entries.dedup();
        let directory = Directory::of(&entries, |&entry| entry);
        Self { entries, directory }
    }

    /// Replaces `found` by the numbers of all records that share a key with `record`, ascending; returns whether
    /// these are all, none having been passed over.
    pub fn candidates(&self, names: Names<'_>, record: &Record, found: &mut Vec<u32>) -> bool {
        found.clear();
        let mut complete = true;
        for_each_key(names, record, |key| {
            let block = self.block(key);
            if block.len() <= LARGEST_BLOCK {
                found.extend(block.iter().map(|&entry| entry as u32));
            } else {
                complete = false;
            }
        });
        found.sort_unstable();
        found.dedup();
        complete
    }

    fn block(&self, key: BlockingKey) -> &[u64] {
        let bucket = self.directory.place(&self.entries, pack(key, 0));
        let start = bucket.partition_point(|&entry| entry < pack(key, 0));
        let end = start + bucket[start..].partition_point(|&entry| entry <= pack(key, u32::MAX));
        &bucket[start..end]
    }
}

fn pack(key: BlockingKey, number: u32) -> u64 {
    u64::from(key) << 32 | u64::from(number)
}
