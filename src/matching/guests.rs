//! Names that the lexicon has not seen, described beside it.
//!
//! Role: a visitor may bear a name that no user of the base bears. The name is folded and described for one request. The lexicon
//! stays as it is, and all requests share it. Input: texts. Output: [`Forms`] that a
//! [`Names`] understands. Invariant: two people compare alike, whether their names stood in the lexicon or not.
//!
//! [`Forms`]: super::Form

use crate::identity::{Interner, Symbol};
use crate::normalize;

use super::lexicon::{Form, Lexicon, Traits, WordShape, hash_text, significant};
use super::sketch::NameSketch;

/// A few names beside those of a lexicon. Empty ones cost no allocation.
#[derive(Debug, Default)]
pub struct Guests {
    folded: Addenda,
    joined: Addenda,
    skeletons: Addenda,
    sounds: Addenda,
    vocabulary: Addenda,
    traits: Vec<Traits>,
    sketches: Vec<NameSketch>,
    words: Vec<Symbol>,
}

/// No guests.
static NO_GUESTS: Guests = Guests {
    folded: Addenda(Vec::new()),
    joined: Addenda(Vec::new()),
    skeletons: Addenda(Vec::new()),
    sounds: Addenda(Vec::new()),
    vocabulary: Addenda(Vec::new()),
    traits: Vec::new(),
    sketches: Vec::new(),
    words: Vec::new(),
};

impl Guests {
    /// The form of a name as sent. It is known to the lexicon, or it is described here.
    pub fn receive(&mut self, lexicon: &Lexicon, name: &str) -> Form {
        let text = normalize::with_saints(normalize::fold(name));
        let number = self.folded.intern(&lexicon.folded, &text);
        if number.index() >= lexicon.traits.len() + self.traits.len() {
            let joined: String = text.chars().filter(|&letter| letter != ' ').collect();
            let words = significant(&text).map(|word| self.vocabulary.intern(&lexicon.vocabulary, word));
            let first_word = lexicon.words.len() + self.words.len();
            self.words.extend(words);
            let numbers = [
                self.joined.intern(&lexicon.joined, &joined),
                self.skeletons.intern(&lexicon.skeletons, &normalize::romanised(&joined)),
                self.sounds.intern(&lexicon.sounds, &normalize::phonetic(&joined)),
            ];
            let words = first_word..lexicon.words.len() + self.words.len();
            let traits = Traits::describe(&text, &joined, numbers, words);
            self.sketches.push(NameSketch::of(&traits, significant(&text)));
            self.traits.push(traits);
        }
        Form(number)
    }
}

/// All names that a comparison may meet: those of a lexicon and, beside them, some guests'.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    lexicon: &'a Lexicon,
    guests: &'a Guests,
}

impl<'a> From<&'a Lexicon> for Names<'a> {
    fn from(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, guests: &NO_GUESTS }
    }
}

impl<'a> Names<'a> {
    /// The names of `lexicon` and of `guests`, whom it received.
    pub fn with_guests(lexicon: &'a Lexicon, guests: &'a Guests) -> Self {
        Self { lexicon, guests }
    }

    /// The folded words, separated by one space.
    pub fn text(self, form: Form) -> &'a str {
        self.guests.folded.resolve(&self.lexicon.folded, form.0)
    }

    /// A number that is the same for BEN HAMOU, BEN-HAMOU and BENHAMOU; that of a guest is past those of the lexicon.
    pub fn key(self, form: Form) -> usize {
        self.sketch(form).key.index()
    }

    /// The words written together.
    pub fn joined(self, form: Form) -> &'a str {
        self.guests.joined.resolve(&self.lexicon.joined, self.traits(form).key)
    }

    pub(super) fn traits(self, form: Form) -> &'a Traits {
        let known = &self.lexicon.traits;
        known.get(form.0.index()).unwrap_or_else(|| &self.guests.traits[form.0.index() - known.len()])
    }

    /// The sketch of a name.
    pub(super) fn sketch(self, form: Form) -> &'a NameSketch {
        let known = &self.lexicon.sketches;
        known.get(form.index()).unwrap_or_else(|| &self.guests.sketches[form.index() - known.len()])
    }

    /// The words that are no particles; all words of a name made of particles alone.
    pub(super) fn significant_words(self, traits: &Traits) -> &'a [Symbol] {
        let (known, range) = (&self.lexicon.words, traits.word_range());
        known
            .get(range.clone())
            .unwrap_or_else(|| &self.guests.words[range.start - known.len()..range.end - known.len()])
    }

    /// The text of a significant word.
    pub(super) fn word(self, word: Symbol) -> &'a str {
        self.guests.vocabulary.resolve(&self.lexicon.vocabulary, word)
    }

    /// The hash of a significant word: that of a name of this one word.
    pub(super) fn word_hash(self, word: Symbol) -> u64 {
        let known = self.lexicon.word_hashes.get(word.index());
        known.copied().unwrap_or_else(|| hash_text(self.word(word)))
    }

    /// The letters of a significant word.
    pub(super) fn word_shape(self, word: Symbol) -> WordShape {
        let known = self.lexicon.word_shapes.get(word.index());
        known.copied().unwrap_or_else(|| WordShape::of(self.word(word)))
    }

    /// Whether one of two words is a usual short form of the other.
    pub(super) fn share_diminutive(self, a: Symbol, b: Symbol) -> bool {
        if a.index().max(b.index()) < self.lexicon.vocabulary.len() {
            return self.lexicon.full_forms(a).contains(&b) || self.lexicon.full_forms(b).contains(&a);
        }
        normalize::share_diminutive(self.word(a), self.word(b))
    }
}

/// Texts beside those of an interner, numbered on from its last. So few that they are looked through.
#[derive(Debug, Default)]
struct Addenda(Vec<String>);

impl Addenda {
    fn intern(&mut self, known: &Interner, text: &str) -> Symbol {
        known.find(text).unwrap_or_else(|| {
            let position = self.0.iter().position(|other| other == text).unwrap_or_else(|| {
                self.0.push(text.to_owned());
                self.0.len() - 1
            });
            Symbol::at(known.len() + position)
        })
    }

    fn resolve<'a>(&'a self, known: &'a Interner, symbol: Symbol) -> &'a str {
        match symbol.index().checked_sub(known.len()) {
            None => known.resolve(symbol),
            Some(position) => &self.0[position],
        }
    }
}
