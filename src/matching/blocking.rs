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
//! | date + both initials | damage to both names at once |
//! | postcode + a name | for adults, any damage to the other name |
//! | sound + sound, skeleton + skeleton | respelt names without date or address |
//! | given + head or tail of family, family + initial of given | a typing error without date or address |

use super::lexicon::{Form, Lexicon};
use super::record::Record;

/// A hashed blocking key. A collision costs a comparison, never a candidate.
pub(super) type BlockingKey = u32;

/// How many letters of a family name its head and tail have.
const AFFIX: usize = 3;

/// Calls `emit` with each key of `record`.
pub(super) fn for_each_key(lexicon: &Lexicon, record: &Record, mut emit: impl FnMut(BlockingKey)) {
    let families = [record.family, record.birth_family];
    for family in families.into_iter().filter(|form| !form.is_empty()) {
        for_each_part(lexicon, family, &mut |family_part| {
            for_each_part(lexicon, record.given, &mut |given_part| {
                emit(unordered(Tag::Names, hash_text(family_part), hash_text(given_part)));
            });
        });
        affixes(lexicon.joined(family), |tag, affix| {
            emit(ordered(tag, hash_text(lexicon.joined(record.given)), hash_text(affix)));
        });
        if let Some(initial) = lexicon.text(record.given).chars().next() {
            emit(ordered(Tag::FamilyInitial, hash_text(lexicon.joined(family)), u64::from(initial)));
        }
        for name in [family, record.given] {
            let name = hash_text(lexicon.joined(name));
            if !record.birth_date.is_missing() {
                emit(ordered(Tag::DateName, u64::from(record.birth_date.packed()), name));
            }
            if !record.postcode.is_missing() {
                emit(ordered(Tag::PostcodeName, u64::from(record.postcode.packed()), name));
            }
        }
        emit(unordered(
            Tag::Sounds,
            lexicon.traits(family).phonetic.index() as u64,
            lexicon.traits(record.given).phonetic.index() as u64,
        ));
        emit(unordered(
            Tag::Skeletons,
            lexicon.traits(family).romanised.index() as u64,
            lexicon.traits(record.given).romanised.index() as u64,
        ));
        if !record.birth_date.is_missing() {
            let [first, second] = [family, record.given]
                .map(|form| lexicon.text(form).chars().next().map_or(0, |letter| u64::from(letter) * 0x9E37_79B9));
            emit(ordered(Tag::DateInitials, u64::from(record.birth_date.packed()), first.wrapping_add(second)));
        }
    }
}

/// The whole name, and each of its words where it has several.
fn for_each_part<'a>(lexicon: &'a Lexicon, form: Form, emit: &mut dyn FnMut(&'a str)) {
    emit(lexicon.joined(form));
    let traits = lexicon.traits(form);
    if traits.is_compound {
        for &word in lexicon.significant_words(traits) {
            emit(lexicon.word(word));
        }
    }
}

fn affixes(name: &str, mut emit: impl FnMut(Tag, &str)) {
    let count = name.chars().count();
    let boundary = |letters: usize| name.char_indices().nth(letters).map_or(name.len(), |(at, _)| at);
    emit(Tag::FamilyHead, &name[..boundary(AFFIX)]);
    emit(Tag::FamilyTail, &name[boundary(count.saturating_sub(AFFIX))..]);
}

#[derive(Clone, Copy)]
enum Tag {
    Names = 1,
    DateName,
    DateInitials,
    PostcodeName,
    Sounds,
    Skeletons,
    FamilyHead,
    FamilyTail,
    FamilyInitial,
}

/// FNV-1a in 64 bits: short keys, and the same on every platform.
fn hash_text(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
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

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}
