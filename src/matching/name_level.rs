//! How far two names agree.
//!
//! Role: one pair of folded names in, one [`Level`] out, the best that holds. Invariant: symmetric, the
//! level does not depend on which side a name stands. The bounds on length stand in the constants below.

use super::Level;
use super::distance::osa_within;
use super::lexicon::{Form, Lexicon};
use crate::normalize::{is_particle, share_diminutive};

/// Which of the two names: given names have short forms and initials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A family name.
    Family,
    /// A given name.
    Given,
}

/// Longest names at which one edit is still likely to be another name (LEA, LEO; LINA, LENA).
const SHORT_NAME: usize = 4;
/// Shortest name that bears two typing errors.
const TWO_TYPOS_FROM: usize = 8;
/// Shortest shared word that says something.
const SHARED_WORD_FROM: usize = 3;
/// Shortest word that may carry a typing error inside a compound.
const WORD_TYPO_FROM: usize = 5;

/// The level at which `a` and `b` agree; [`Level::Missing`] when either is empty.
pub fn compare_names(lexicon: &Lexicon, a: Form, b: Form, kind: NameKind) -> Level {
    if a.is_empty() || b.is_empty() {
        return Level::Missing;
    }
    if lexicon.key(a) == lexicon.key(b) {
        return Level::Exact;
    }
    let skeleton = lexicon.romanised(a);
    if !skeleton.is_empty() && skeleton == lexicon.romanised(b) {
        return Level::Variant;
    }
    let (left, right) = (lexicon.joined(a), lexicon.joined(b));
    let longest = left.len().max(right.len());
    let distance = osa_within(left.as_bytes(), right.as_bytes(), 2);
    if distance == Some(1) && longest > SHORT_NAME {
        return Level::Typo;
    }
    let compound =
        if has_words(lexicon, a) || has_words(lexicon, b) { compare_words(lexicon, a, b) } else { Level::Different };
    if compound == Level::Subset {
        return compound;
    }
    if (distance == Some(2) && longest >= TWO_TYPOS_FROM) || (distance == Some(1) && longest == SHORT_NAME) {
        return Level::TwoTypos;
    }
    let sound = lexicon.phonetic(a);
    if !sound.is_empty() && sound == lexicon.phonetic(b) {
        return Level::Phonetic;
    }
    if kind == NameKind::Given {
        let (first, second) = (lexicon.words(a).next().unwrap_or(left), lexicon.words(b).next().unwrap_or(right));
        if share_diminutive(first, second) {
            return Level::Diminutive;
        }
        if is_initial_of(lexicon, a, b) || is_initial_of(lexicon, b, a) {
            return Level::Initial;
        }
    }
    compound
}

/// Whether `form` is among the words of the list `names`: a further given name.
pub(super) fn is_listed(lexicon: &Lexicon, form: Form, names: Form) -> bool {
    !form.is_empty()
        && !names.is_empty()
        && lexicon.words(form).all(|word| lexicon.words(names).any(|listed| listed == word))
}

fn has_words(lexicon: &Lexicon, form: Form) -> bool {
    lexicon.text(form).len() > lexicon.joined(form).len()
}

/// [`Level::Subset`], [`Level::Partial`] or [`Level::Different`].
fn compare_words(lexicon: &Lexicon, a: Form, b: Form) -> Level {
    let (a, b) = if lexicon.words(a).count() <= lexicon.words(b).count() { (a, b) } else { (b, a) };
    if is_subset(lexicon, a, b)
        || is_subset(lexicon, b, a)
        || is_cut_short(lexicon, a, b)
        || is_cut_short(lexicon, b, a)
    {
        return Level::Subset;
    }
    let similar = |word: &str, other: &str| {
        word == other
            || (word.len().min(other.len()) >= WORD_TYPO_FROM
                && osa_within(word.as_bytes(), other.as_bytes(), 1).is_some())
    };
    let shared = significant(lexicon, a)
        .filter(|word| word.len() >= SHARED_WORD_FROM)
        .any(|word| significant(lexicon, b).any(|other| similar(word, other)));
    if shared { Level::Partial } else { Level::Different }
}

/// Every significant word of `a` is one of `b`.
fn is_subset(lexicon: &Lexicon, a: Form, b: Form) -> bool {
    let mut words = significant(lexicon, a).peekable();
    words.peek().is_some_and(|word| word.len() >= 2)
        && words.all(|word| significant(lexicon, b).any(|other| other == word))
}

/// `short` is `long` cut off at or after the end of its first word, as fields of fixed width do: DUPONT MAR(TIN).
fn is_cut_short(lexicon: &Lexicon, short: Form, long: Form) -> bool {
    let first = lexicon.words(long).next().map_or(0, str::len);
    let (short, long) = (lexicon.joined(short), lexicon.joined(long));
    short.len() >= first && first >= SHARED_WORD_FROM && long.starts_with(short)
}

/// Words that are not particles; all words of a name made of particles alone.
fn significant(lexicon: &Lexicon, form: Form) -> impl Iterator<Item = &str> + Clone {
    let only_particles = lexicon.words(form).all(is_particle);
    lexicon.words(form).filter(move |word| only_particles || !is_particle(word))
}

/// J for Jean, J B for Jean Baptiste.
fn is_initial_of(lexicon: &Lexicon, short: Form, long: Form) -> bool {
    let mut words = lexicon.words(long);
    lexicon.words(short).all(|initial| initial.len() == 1 && words.next().is_some_and(|word| word.starts_with(initial)))
}
