//! Every distinct name of both sides, folded once.
//!
//! Role: turns raw names into small numbers whose normal forms are looked up, never computed again.
//! Input: the name interners of two populations. Output: a [`Lexicon`] and, per side, the [`Form`] of each
//! raw symbol. Invariant: two raw names have the same [`Form`] when, and only when, their folded words are
//! the same; they have the same [`Lexicon::key`] when those words written together are.

use rayon::prelude::*;

use crate::identity::{Interner, Symbol};
use crate::normalize;

/// The number of a folded name in its [`Lexicon`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form(Symbol);

impl Form {
    /// No name.
    pub const EMPTY: Self = Self(Symbol::EMPTY);

    /// Whether there is no name.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }
}

/// All distinct folded names with what comparison needs of them.
#[derive(Debug)]
pub struct Lexicon {
    folded: Interner,
    joined: Interner,
    /// Per form: the number of its words written together, a symbol of `joined`.
    keys: Vec<Symbol>,
    /// Per key: the number of its romanisation skeleton, of its French phonetic code.
    romanised: Vec<Symbol>,
    phonetic: Vec<Symbol>,
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
            let texts: Vec<String> = raw.par_iter().map(|text| normalize::fold(text)).collect();
            Forms(texts.iter().map(|text| Form(folded.intern(text))).collect())
        });
        let mut joined = Interner::new();
        let mut buffer = String::new();
        let mut keys = Vec::with_capacity(folded.len());
        for (_, text) in folded.iter() {
            buffer.clear();
            buffer.extend(text.chars().filter(|&letter| letter != ' '));
            keys.push(joined.intern(&buffer));
        }
        let distinct: Vec<&str> = joined.iter().map(|(_, text)| text).collect();
        let codes: Vec<(String, String)> =
            distinct.par_iter().map(|key| (normalize::romanised(key), normalize::phonetic(key))).collect();
        let (mut skeletons, mut sounds) = (Interner::new(), Interner::new());
        let romanised = codes.iter().map(|(skeleton, _)| skeletons.intern(skeleton)).collect();
        let phonetic = codes.iter().map(|(_, sound)| sounds.intern(sound)).collect();
        (Self { folded, joined, keys, romanised, phonetic }, base_forms, cas_forms)
    }

    /// The folded words, separated by one space.
    pub fn text(&self, form: Form) -> &str {
        self.folded.resolve(form.0)
    }

    /// The words of a name.
    pub fn words(&self, form: Form) -> impl Iterator<Item = &str> + Clone {
        self.text(form).split(' ').filter(|word| !word.is_empty())
    }

    /// A number that is the same for BEN HAMOU, BEN-HAMOU and BENHAMOU, below [`Self::key_count`].
    pub fn key(&self, form: Form) -> usize {
        self.keys[form.0.index()].index()
    }

    /// The words written together.
    pub fn joined(&self, form: Form) -> &str {
        self.joined.resolve(self.keys[form.0.index()])
    }

    /// The number of the skeleton under which romanisation variants coincide; empty when it says nothing.
    pub fn romanised(&self, form: Form) -> Symbol {
        self.romanised[self.key(form)]
    }

    /// The number of the French phonetic code; empty when it says nothing.
    pub fn phonetic(&self, form: Form) -> Symbol {
        self.phonetic[self.key(form)]
    }

    /// How many distinct keys there are.
    pub fn key_count(&self) -> usize {
        self.joined.len()
    }
}
