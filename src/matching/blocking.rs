//! Blocking keys: who is worth comparing with whom in a pool too large for all pairs.
//!
//! Role: a record in, its keys out; two records are candidates when they share one. Invariant: the keys of
//! a record do not depend on its side, so a shared key is symmetric. What each key catches, and what would
//! slip through without it:
//!
//! | key | catches |
//! |---|---|
//! | family word + given word | everything with two intact words, whatever the date and the address; swapped names |
//! | date + a name | any damage to the other name |
//! | postcode + a name | for adults, any damage to the other name |
//! | date + both initials, postcode + both initials | damage to both names at once |
//! | sound + sound, skeleton + skeleton | respelt names without date or address |
//! | given + head or tail of family, family + initial of given | a typing error without date or address; only for people without a date |
//! | family + département | relatives: not the person, but a reason for doubt |

use super::guests::Names;
use super::lexicon::Traits;
use super::record::Record;

/// A hashed blocking key. A collision costs a comparison, never a candidate.
pub(super) type BlockingKey = u32;

/// Calls `emit` with each key of `record`.
pub(super) fn for_each_key(names: Names<'_>, record: &Record, mut emit: impl FnMut(BlockingKey)) {
    let given = names.traits(record.given);
    let (date, postcode) = (record.birth_date, record.postcode);
    for family in [record.family, record.birth_family].into_iter().filter(|form| !form.is_empty()) {
        let family = names.traits(family);
        for_each_part(names, family, |family_part| {
            for_each_part(names, given, |given_part| emit(unordered(Tag::Names, family_part, given_part)));
        });
        let initials = mix(family.hashes.initial).wrapping_add(mix(given.hashes.initial));
        if date.is_missing() {
            emit(ordered(Tag::FamilyHead, given.hashes.whole, family.hashes.head));
            emit(ordered(Tag::FamilyTail, given.hashes.whole, family.hashes.tail));
            emit(ordered(Tag::FamilyInitial, family.hashes.whole, given.hashes.initial));
        } else {
            emit(ordered(Tag::DateInitials, date.packed().into(), initials));
        }
        if !postcode.is_missing() {
            emit(ordered(Tag::PostcodeInitials, postcode.packed().into(), initials));
        }
        if let Some(departement) = postcode.departement() {
            emit(ordered(Tag::FamilyDepartement, family.hashes.whole, departement.into()));
        }
        emit(unordered(Tag::Sounds, family.phonetic.index() as u64, given.phonetic.index() as u64));
        emit(unordered(Tag::Skeletons, family.romanised.index() as u64, given.romanised.index() as u64));
        for name in [family.hashes.whole, given.hashes.whole] {
            if !date.is_missing() {
                emit(ordered(Tag::DateName, date.packed().into(), name));
            }
            if !postcode.is_missing() {
                emit(ordered(Tag::PostcodeName, postcode.packed().into(), name));
            }
        }
    }
}

impl<'a> Names<'a> {
    /// Hashes of the pairs of whole names a record goes by, in whichever order they stand.
    pub(crate) fn name_pair_keys(self, record: &Record) -> impl Iterator<Item = u64> + use<'a> {
        let given = self.traits(record.given).hashes.whole;
        let families = [record.family, record.birth_family].into_iter().filter(|form| !form.is_empty());
        families.map(move |family| mix(mix(self.traits(family).hashes.whole).wrapping_add(mix(given))))
    }

    /// Hashes that a near rival shares, one with the same birth date or, without dates, the same postcode: one name and
    /// the beginning of the other; and a twin, the family name alone.
    pub(crate) fn near_name_keys(self, record: &Record) -> impl Iterator<Item = u64> + use<'a> {
        let given = self.traits(record.given).hashes;
        let (date, postcode) = (u64::from(record.birth_date.packed()), u64::from(record.postcode.packed()) << 32);
        let is_dated = !record.birth_date.is_missing();
        let place = if is_dated { date } else { postcode };
        let families = [record.family, record.birth_family].into_iter().filter(|form| !form.is_empty());
        families.flat_map(move |family| {
            let family = self.traits(family).hashes;
            let keys = [
                mix(mix(family.whole).rotate_left(17) ^ mix(given.initial).rotate_left(7) ^ mix(place)),
                mix(mix(given.whole).rotate_left(29) ^ mix(family.head).rotate_left(7) ^ mix(place)),
                mix(mix(family.whole).rotate_left(41) ^ mix(date)),
            ];
            keys.into_iter().take(if is_dated { 3 } else { 2 })
        })
    }
}

/// The hash of the whole name, and of each of its words where it has several.
fn for_each_part(names: Names<'_>, name: &Traits, mut emit: impl FnMut(u64)) {
    emit(name.hashes.whole);
    if name.is_compound {
        for &word in names.significant_words(name) {
            emit(names.word_hash(word));
        }
    }
}

#[derive(Clone, Copy)]
enum Tag {
    Names = 1,
    DateName,
    DateInitials,
    PostcodeName,
    PostcodeInitials,
    Sounds,
    Skeletons,
    FamilyHead,
    FamilyTail,
    FamilyInitial,
    FamilyDepartement,
}

fn ordered(tag: Tag, first: u64, second: u64) -> BlockingKey {
    finish(tag, mix(first).rotate_left(23) ^ second)
}

/// The same for (a, b) and (b, a): swapped names meet.
fn unordered(tag: Tag, first: u64, second: u64) -> BlockingKey {
    finish(tag, mix(first).wrapping_add(mix(second)))
}

fn finish(tag: Tag, hash: u64) -> BlockingKey {
    (mix(hash ^ (tag as u64) << 56) >> 32) as BlockingKey
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014). It maps no two numbers to one.
pub(super) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}
