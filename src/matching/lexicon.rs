//! Every distinct name of both sides, folded once.
//!
//! Role: turns raw names into small numbers whose normal forms are looked up, never computed again.
//! Input: the name interners of two populations. Output: a [`Lexicon`] and, per side, the [`Form`] of each
//! raw symbol. Invariant: two raw names have the same [`Form`] when, and only when, their folded words are
//! the same; they have the same [`Lexicon::key`] when those words written together are. A name that comes
//! later, with somebody at the door, is described beside the lexicon, see [`super::Guests`].

use std::num::NonZeroU8;
use std::ops::Range;

use rayon::prelude::*;

use crate::identity::{Interner, Sex, Symbol};
use crate::normalize::{self, GivenName};

use super::sketch::{NameSketch, are_further_than, letters_of};

/// The number of a folded name in its [`Lexicon`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form(pub(super) Symbol);

impl Form {
    /// No name.
    pub const EMPTY: Self = Self(Symbol::EMPTY);

    /// Tells whether this is no name.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    pub(super) fn index(self) -> usize {
        self.0.index()
    }
}

/// All distinct folded names with what comparison needs of them.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) folded: Interner,
    pub(super) joined: Interner,
    pub(super) skeletons: Interner,
    pub(super) sounds: Interner,
    pub(super) traits: Vec<Traits>,
    /// A sketch of each form, in a column of its own: most pairs of names are told apart by these alone.
    pub(super) sketches: Vec<NameSketch>,
    /// Significant words of all forms, end to end.
    pub(super) words: Vec<Symbol>,
    pub(super) vocabulary: Interner,
    /// Per word of the vocabulary, its hash.
    pub(super) word_hashes: Vec<u64>,
    /// Per word of the vocabulary, its letters.
    pub(super) word_shapes: Vec<WordShape>,
    /// Per word of the vocabulary, where its full forms stand in `full_forms`.
    full_form_ranges: Vec<(u32, u32)>,
    full_forms: Vec<Symbol>,
}

/// The features of a name that a comparison uses, as numbers. They tell apart two names that have nothing in common
/// without a look at the letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    /// Number of the words written together: one number for BEN HAMOU, BEN-HAMOU and BENHAMOU.
    pub(super) key: Symbol,
    /// Number of the skeleton under which romanisation variants coincide.
    pub(super) romanised: Symbol,
    /// Number of the French phonetic code.
    pub(super) phonetic: Symbol,
    /// Hashes of the words written together, of their first and last letters, and of the first letter.
    pub(super) hashes: NameHashes,
    /// The set of its letters, a bit each.
    pub(super) letters: u32,
    first_word: u32,
    pub(super) words: u8,
    /// Bytes of the words written together, 255 for more.
    pub(super) length: u8,
    /// True for a name that was written in several words.
    pub(super) is_compound: bool,
    /// True for a name whose words are all single letters.
    pub(super) is_initials: bool,
    /// Whether it is a usual given name, and so no typing error of another one.
    pub(super) is_given_name: bool,
    /// Whether the births of the given name were counted, however rare it is.
    pub(super) is_counted: bool,
    /// The sex that the given name tells.
    pub(super) sex: Sex,
    /// How many in a hundred bearers of the given name are women, where their births were counted.
    pub(super) women: Option<u8>,
    /// The number of the given name of which it is a listed spelling.
    pub(super) spelling_group: Option<NonZeroU8>,
    /// True for a usual family name.
    pub(super) is_family_name: bool,
    /// Whether its first significant word is a short form of a given name, or has one.
    pub(super) has_short_forms: bool,
    /// True if all its words are particles: LE, cut off from LE DEIT.
    pub(super) is_only_particles: bool,
}

/// The letters of a word, without their order.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordShape {
    letters: u32,
    /// In bytes, 255 for more.
    pub(super) length: u8,
}

impl WordShape {
    pub(super) fn of(word: &str) -> Self {
        Self { letters: letters_of(word), length: word.len().try_into().unwrap_or(u8::MAX) }
    }

    /// Whether more than one edit lies between two words by their letters alone.
    pub(super) fn is_further_than_one(self, other: Self) -> bool {
        are_further_than(1, [self.letters, other.letters], [self.length, other.length])
    }
}

/// Hashes of a name and of parts of it, the same on every platform and for every input.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameHashes {
    pub(super) whole: u64,
    pub(super) head: u64,
    pub(super) tail: u64,
    pub(super) initial: u64,
}

/// How many letters the head and the tail of a name have.
const AFFIX: usize = 3;

impl NameHashes {
    fn of(name: &str) -> Self {
        let boundary = |letters: usize| name.char_indices().nth(letters).map_or(name.len(), |(at, _)| at);
        let tail = boundary(name.chars().count().saturating_sub(AFFIX));
        Self {
            whole: hash_text(name),
            head: hash_text(&name[..boundary(AFFIX)]),
            tail: hash_text(&name[tail..]),
            initial: hash_text(&name[..boundary(1)]),
        }
    }
}

/// FNV-1a in 64 bits.
pub(super) fn hash_text(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Traits {
    /// Describes a folded name: `numbers` are those of the words written together, of their skeleton and of their sound;
    /// its significant words stand at `words` in the list of the caller.
    pub(super) fn describe(folded: &str, joined: &str, numbers: [Symbol; 3], words: Range<usize>) -> Self {
        let [key, romanised, phonetic] = numbers;
        let usual = normalize::given_name(joined);
        let tells_sex = usual.or_else(|| normalize::given_name(normalize::words(folded).next()?));
        Self {
            key,
            romanised,
            phonetic,
            hashes: NameHashes::of(joined),
            letters: letters_of(joined),
            first_word: words.start as u32,
            words: words.len() as u8,
            length: joined.len().try_into().unwrap_or(u8::MAX),
            is_compound: folded.len() > joined.len(),
            is_initials: !folded.is_empty() && normalize::words(folded).all(|word| word.len() == 1),
            is_given_name: usual.is_some_and(GivenName::is_usual) || is_made_of_given_names(folded),
            is_counted: usual.is_some(),
            sex: tells_sex.map_or(Sex::Unknown, GivenName::sex),
            women: tells_sex.map(|name| (100.0 * name.female_share()).round() as u8),
            spelling_group: normalize::spelling_group(joined),
            is_family_name: normalize::family_name_share(joined).is_some(),
            has_short_forms: significant(folded).next().is_some_and(normalize::is_in_short_forms),
            is_only_particles: !folded.is_empty() && normalize::words(folded).all(normalize::is_particle),
        }
    }

    /// Where its significant words stand in the list of its lexicon.
    pub(super) fn word_range(&self) -> Range<usize> {
        let first = self.first_word as usize;
        first..first + usize::from(self.words)
    }

    /// Whether more than `edits` single edits lie between two names by their letters alone.
    pub(super) fn is_further_than(&self, edits: u32, other: &Self) -> bool {
        are_further_than(edits, [self.letters, other.letters], [self.length, other.length])
    }
}

/// Returns true for a compound of usual given names: JEAN LOUISE, which is no slip of JEAN LOUIS.
fn is_made_of_given_names(folded: &str) -> bool {
    folded.contains(' ') && normalize::words(folded).all(normalize::is_given_name)
}

/// Per raw symbol of one side's interner, its form.
#[derive(Debug, Clone)]
pub struct Forms(Vec<Form>);

impl Forms {
    /// The form of a raw name.
    pub fn of(&self, raw: Symbol) -> Form {
        self.0[raw.index()]
    }
}

impl Lexicon {
    /// Folds every distinct name of both sides, in parallel; numbering follows the input order alone.
    pub fn build(base: &Interner, cas: &Interner) -> (Self, Forms, Forms) {
        let mut folded = Interner::new();
        let [base_forms, cas_forms] = [base, cas].map(|names| {
            let raw: Vec<&str> = names.iter().map(|(_, text)| text).collect();
            let texts: Vec<String> = raw.par_iter().map(|text| normalize::with_saints(normalize::fold(text))).collect();
            Forms(texts.iter().map(|text| Form(folded.intern(text))).collect())
        });
        let mut lexicon = Self {
            joined: Interner::new(),
            skeletons: Interner::new(),
            sounds: Interner::new(),
            traits: Vec::with_capacity(folded.len()),
            sketches: Vec::new(),
            words: Vec::with_capacity(folded.len()),
            vocabulary: Interner::new(),
            word_hashes: Vec::new(),
            word_shapes: Vec::new(),
            full_form_ranges: Vec::new(),
            full_forms: Vec::new(),
            folded,
        };
        lexicon.describe_forms();
        lexicon.number_codes();
        lexicon.describe_words();
        lexicon.sketches = lexicon.traits.par_iter().map(|traits| lexicon.sketch(traits)).collect();
        (lexicon, base_forms, cas_forms)
    }

    fn describe_forms(&mut self) {
        let mut buffer = String::new();
        for (_, text) in self.folded.iter() {
            buffer.clear();
            buffer.extend(text.chars().filter(|&letter| letter != ' '));
            let first_word = self.words.len();
            self.words.extend(significant(text).map(|word| self.vocabulary.intern(word)));
            // The codes are numbered later, once per key.
            let numbers = [self.joined.intern(&buffer), Symbol::EMPTY, Symbol::EMPTY];
            self.traits.push(Traits::describe(text, &buffer, numbers, first_word..self.words.len()));
        }
    }

    /// Numbers the coarse codes, each computed once per key.
    fn number_codes(&mut self) {
        let distinct: Vec<&str> = self.joined.iter().map(|(_, text)| text).collect();
        let codes: Vec<(String, String)> =
            distinct.par_iter().map(|key| (normalize::romanised(key), normalize::phonetic(key))).collect();
        let numbers: Vec<_> = codes
            .iter()
            .map(|(skeleton, sound)| (self.skeletons.intern(skeleton), self.sounds.intern(sound)))
            .collect();
        for traits in &mut self.traits {
            (traits.romanised, traits.phonetic) = numbers[traits.key.index()];
        }
    }

    /// Hashes each word, and of its full forms notes those that occur.
    fn describe_words(&mut self) {
        for (_, word) in self.vocabulary.iter() {
            self.word_hashes.push(hash_text(word));
            self.word_shapes.push(WordShape::of(word));
            let start = self.full_forms.len() as u32;
            self.full_forms.extend(normalize::full_forms(word).iter().filter_map(|full| self.vocabulary.find(full)));
            self.full_form_ranges.push((start, self.full_forms.len() as u32));
        }
    }

    fn sketch(&self, traits: &Traits) -> NameSketch {
        let words = &self.words[traits.word_range()];
        NameSketch::of(traits, words.iter().map(|&word| self.vocabulary.resolve(word)))
    }

    /// A number that is the same for BEN HAMOU, BEN-HAMOU and BENHAMOU, below [`Self::key_count`].
    pub fn key(&self, form: Form) -> usize {
        self.traits[form.0.index()].key.index()
    }

    /// The names without separators, in the order of their keys.
    pub(super) fn joined_names(&self) -> impl Iterator<Item = &str> {
        self.joined.iter().map(|(_, text)| text)
    }

    /// How many distinct keys there are.
    pub fn key_count(&self) -> usize {
        self.joined.len()
    }

    /// The words of which `word` is a usual short form, if they occur.
    pub(super) fn full_forms(&self, word: Symbol) -> &[Symbol] {
        let (start, end) = self.full_form_ranges[word.index()];
        &self.full_forms[start as usize..end as usize]
    }
}

/// The words of a folded name that are no particles; all words of a name made of particles alone. Nobody has more than
/// a few; a runaway cell is compared by its first ones.
pub(super) fn significant(folded: &str) -> impl Iterator<Item = &str> {
    let only_particles = normalize::words(folded).all(normalize::is_particle);
    let significant = normalize::words(folded).filter(move |word| only_particles || !normalize::is_particle(word));
    significant.take(u8::MAX.into())
}
