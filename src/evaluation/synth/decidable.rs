//! Which cases the data can decide.
//!
//! Input: blocks. Output: [`Truth::decidable`]. A case is not decidable when a rival, another user of the base of the
//! same profile and school, agrees with the account at least as well as the right user does on **every** field. That is
//! found by plain comparison, on purpose without the matching engine: equality of the letters of a name, equality of dates,
//! equality of postcodes. In detail, a rival
//! - has, for each of the two names, the account's or the right user's (so a name that was damaged tells them apart
//!   only if their own names differ);
//! - has the account's birth date, or agrees no less than the right user: equal > unknown on one side > different;
//! - has the account's postcode, or agrees no less: equal > unknown > same département > different.
//!
//! Two accounts of one person are not decidable either: one user cannot take both.
//! An account whose person is not in the base is decidable unless some user has its very names and nothing speaks
//! against that user.

use std::borrow::Borrow;
use std::collections::HashMap;

use crate::identity::{BirthDate, Profile};

use super::block::{Block, Case, Record, Truth};
use super::spelling;

/// The letters of a name, in capitals, without accents, separators or anything else.
pub fn plain_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name.chars() {
        let letter = match letter {
            'œ' | 'Œ' => {
                key.push('O');
                'E'
            }
            'æ' | 'Æ' => {
                key.push('A');
                'E'
            }
            other => spelling::plain_letter(other).to_ascii_uppercase(),
        };
        if letter.is_alphanumeric() {
            key.push(letter);
        }
    }
    key
}

/// What decides between two users of one name.
#[derive(Debug, Clone, Copy)]
struct Rest {
    user: u32,
    date: BirthDate,
    postcode: u32,
    /// A hash of the school.
    school: u16,
}

/// The most users held at once. A [`Users`] takes 32 bytes for each, so 134 MB; a larger pool is decided part by part,
/// each of which means making the pool twice more.
pub(super) const MOST_USERS: usize = 1 << 22;

/// One of the parts that a pool's names are split into, by their hash: rivals share a name, so they share a part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) number: usize,
    pub(super) of: usize,
}

impl Part {
    /// Everybody.
    const WHOLE: Self = Self { number: 0, of: 1 };

    fn contains(self, key: u64) -> bool {
        // The low bits of FNV depend on few letters alone.
        ((key ^ key >> 32) % self.of as u64) as usize == self.number
    }
}

/// Which rows of truth, numbered in order, a part could not decide: one bit each.
#[derive(Debug, Default)]
pub(super) struct Undecided(Vec<u64>);

impl Undecided {
    pub(super) fn insert(&mut self, row: usize) {
        if self.0.len() <= row / 64 {
            self.0.resize(row / 64 + 1, 0);
        }
        self.0[row / 64] |= 1 << (row % 64);
    }

    pub(super) fn contains(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }
}

/// The users of a base, or of one part of a pool, by profile, family name and given name.
///
/// Names are kept as 64-bit hashes; a collision (one in 10⁷ for a pool of a million) would only call one decidable case
/// undecidable.
#[derive(Debug)]
pub(super) struct Users {
    /// Sorted by its first part.
    by_name: Vec<((Profile, u64), Rest)>,
}

impl Users {
    /// The users of one block.
    pub(super) fn of_block(block: &Block) -> Self {
        Self::of(std::iter::once(block), Part::WHOLE, block.base.len())
    }

    /// The users of some blocks, numbered in order, whose names are in `part`; about `expected`.
    pub(super) fn of(blocks: impl Iterator<Item = impl Borrow<Block>>, part: Part, expected: usize) -> Self {
        // Parts are uneven; growing by doubling would take twice the memory.
        let mut by_name = Vec::with_capacity(expected + expected / 32);
        let mut user = 0;
        for block in blocks {
            for record in &block.borrow().base {
                let key = hash(&plain_key(&record.family), &plain_key(&record.given));
                let rest = Rest {
                    user,
                    date: record.birth_date,
                    postcode: record.postcode,
                    school: school_key(&record.school),
                };
                if part.contains(key) {
                    by_name.extend(record.profiles.iter().map(|profile| ((profile, key), rest)));
                }
                user += 1;
            }
        }
        by_name.sort_unstable_by_key(|&(key, rest)| (key, rest.user));
        Self { by_name }
    }

    fn named(&self, profile: Profile, family: &str, given: &str) -> impl Iterator<Item = &Rest> {
        let key = (profile, hash(family, given));
        let start = self.by_name.partition_point(|(other, _)| *other < key);
        self.by_name[start..].iter().take_while(move |(other, _)| *other == key).map(|(_, rest)| rest)
    }

    /// Fills in [`Truth::decidable`] of a block, as far as the rivals held here tell; `first_user` is the number of users before this block's.
    pub(super) fn decide(&self, block: &mut Block, first_user: u32) {
        let accounts: HashMap<&str, &Record> = block.cas.iter().map(|record| (record.id.as_str(), record)).collect();
        let users: HashMap<&str, usize> =
            block.base.iter().enumerate().map(|(index, record)| (record.id.as_str(), index)).collect();
        for truth in &mut block.truth {
            let Some(account) = accounts.get(truth.uid.as_str()) else { continue };
            let right = users.get(truth.idpn.as_str()).map(|&index| (first_user + index as u32, &block.base[index]));
            truth.decidable = self.is_decidable(truth, account, right);
        }
    }

    fn is_decidable(&self, truth: &Truth, account: &Record, right: Option<(u32, &Record)>) -> bool {
        let (family, given) = (plain_key(&account.family), plain_key(&account.given));
        let schools: Vec<u16> = account.school.split(';').map(school_key).collect();
        let is_of_school = |rival: &Rest| account.school.is_empty() || schools.contains(&rival.school);
        let Some((number, user)) = right else {
            return !self.named(truth.profile, &family, &given).any(|rival| {
                is_of_school(rival)
                    && date_agreement(account.birth_date, rival.date) > 0
                    && postcode_agreement(account.postcode, rival.postcode) > 1
            });
        };
        if matches!(truth.case, Case::SecondAccount(_)) {
            return false;
        }
        let (right_family, right_given) = (plain_key(&user.family), plain_key(&user.given));
        let mut families = vec![&family, &right_family];
        families.dedup();
        let mut givens = vec![&given, &right_given];
        givens.dedup();
        !families.iter().any(|family| {
            givens.iter().any(|given| {
                self.named(truth.profile, family, given).any(|rival| {
                    // A date that two users differ in by unlike damage is left to decide: none of the three holds.
                    let date_fits = rival.date == user.birth_date
                        || account.birth_date.is_missing()
                        || date_agreement(account.birth_date, rival.date)
                            > date_agreement(account.birth_date, user.birth_date);
                    rival.user != number
                        && is_of_school(rival)
                        && date_fits
                        && postcode_agreement(account.postcode, rival.postcode)
                            >= postcode_agreement(account.postcode, user.postcode)
                })
            })
        })
    }
}

/// 2 equal, 1 unknown on a side, 0 different.
fn date_agreement(account: BirthDate, user: BirthDate) -> u32 {
    if account.is_missing() || user.is_missing() {
        1
    } else if account == user {
        2
    } else {
        0
    }
}

/// 3 equal, 2 unknown on a side, 1 same département, 0 different.
fn postcode_agreement(account: u32, user: u32) -> u32 {
    if account == 0 || user == 0 {
        2
    } else if account == user {
        3
    } else {
        u32::from(account / 1_000 == user / 1_000)
    }
}

fn school_key(school: &str) -> u16 {
    let key = hash(school, "");
    (key ^ key >> 32) as u16
}

/// FNV-1a over both names, so that the table does not depend on the platform.
fn hash(family: &str, given: &str) -> u64 {
    family
        .bytes()
        .chain([0])
        .chain(given.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
