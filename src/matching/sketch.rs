//! Sketches of names, by which most pairs of strangers are told apart.
//!
//! Role: proves that two names agree in nothing, before anybody looks at their letters. Input: the [`Traits`] of a name, and its
//! significant words. Output: a [`NameSketch`] of 32 bytes. Invariant: a sketch errs to one side alone. Names that are
//! [`NameSketch::is_unlike`] are [`Level::Different`] for [`compare_names`]; others may be different as well.
//!
//! [`Level::Different`]: super::Level::Different
//! [`compare_names`]: super::compare_names

use crate::identity::Symbol;
use crate::normalize;

use super::lexicon::{Traits, hash_text};
use super::name_level::{CUT_FROM, NameKind, TWO_TYPOS_FROM, WORD_TYPO_FROM};

/// The features of one name that every level of agreement rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameSketch {
    /// The number of the words written together: see [`Lexicon::key`](super::Lexicon::key).
    pub(super) key: Symbol,
    /// The set of all letters, a bit each. It is empty for no name.
    pub(super) letters: u32,
    /// The set of the letters of its significant words.
    letters_of_words: u32,
    /// A bit for each significant word.
    words: u32,
    /// The bits that the words have of which the first significant word is a usual short form.
    full_forms: u32,
    /// The low bits of the numbers of its skeleton and of its sound, and of the hash of its first letters.
    romanised: u16,
    phonetic: u16,
    head: u16,
    /// Bytes of the words written together, 255 for more.
    length: u8,
    word_count: u8,
    spelling_group: u8,
    flags: u8,
}

/// A name whose letters say little: initials, particles alone.
const IS_LOOSE: u8 = 1;
/// A name written in several words.
const IS_COMPOUND: u8 = 1 << 1;
/// A name with a word that may carry a typing error inside a compound.
const HAS_LONG_WORD: u8 = 1 << 2;
/// A name so long that a field of fixed width may cut it.
const MAY_BE_CUT: u8 = 1 << 3;
/// A name that is usual in its kind is no slip of two letters of another such name.
const IS_USUAL_GIVEN_NAME: u8 = 1 << 4;
const IS_USUAL_FAMILY_NAME: u8 = 1 << 5;

impl NameSketch {
    /// Sketches a name with the texts of its significant words.
    pub(super) fn of<'a>(traits: &Traits, words: impl Iterator<Item = &'a str>) -> Self {
        let low_bits = |symbol: Symbol| symbol.index() as u16;
        let flags = [
            (traits.is_initials || traits.is_only_particles, IS_LOOSE),
            (traits.is_compound, IS_COMPOUND),
            (usize::from(traits.length) >= CUT_FROM, MAY_BE_CUT),
            (traits.is_given_name, IS_USUAL_GIVEN_NAME),
            (traits.is_family_name, IS_USUAL_FAMILY_NAME),
        ];
        let mut sketch = Self {
            key: traits.key,
            letters: traits.letters,
            letters_of_words: 0,
            words: 0,
            full_forms: 0,
            romanised: low_bits(traits.romanised),
            phonetic: low_bits(traits.phonetic),
            head: traits.hashes.head as u16,
            length: traits.length,
            word_count: traits.words,
            spelling_group: traits.spelling_group.map_or(0, Into::into),
            flags: flags.into_iter().filter(|(is_set, _)| *is_set).fold(0, |flags, (_, flag)| flags | flag),
        };
        for word in words {
            sketch.letters_of_words |= letters_of(word);
            if sketch.words == 0 {
                sketch.full_forms = normalize::full_forms(word).iter().fold(0, |bits, full| bits | bit_of(full));
            }
            sketch.words |= bit_of(word);
            if word.len() >= WORD_TYPO_FROM {
                sketch.flags |= HAS_LONG_WORD;
            }
        }
        sketch
    }

    /// Tells whether this is the sketch of no name.
    pub(super) fn is_absent(&self) -> bool {
        self.letters == 0
    }

    /// Tells whether two names of a kind are too far apart for every level. No level can rest on their letters, sound, spelling, short
    /// forms, words or initials.
    pub(super) fn is_unlike(&self, other: &Self, kind: NameKind) -> bool {
        let (either, both) = (self.flags | other.flags, self.flags & other.flags);
        let begin_alike = self.head == other.head;
        let are_usual = both & if kind == NameKind::Given { IS_USUAL_GIVEN_NAME } else { IS_USUAL_FAMILY_NAME } != 0;
        // Two edits count in long names that are not both usual, and between a masculine and a feminine form.
        let is_long = self.length.max(other.length) >= TWO_TYPOS_FROM;
        let edits = if begin_alike || (is_long && !are_usual) { 2 } else { 1 };
        are_further_than(edits, [self.letters, other.letters], [self.length, other.length])
            && self.phonetic != other.phonetic
            && self.romanised != other.romanised
            && either & IS_LOOSE == 0
            && self.full_forms & other.words == 0
            && other.full_forms & self.words == 0
            && (self.spelling_group != other.spelling_group || self.spelling_group == 0)
            && !(begin_alike && (either & IS_COMPOUND != 0 || both & MAY_BE_CUT != 0))
            && !(either & IS_COMPOUND != 0 && self.may_share_words(other))
    }

    /// Tells whether each word of one name may be a word of the other, or a slip of one.
    fn may_share_words(&self, other: &Self) -> bool {
        // Of each word, a slip adds at most one letter that the other name lacks.
        let may_lie_in = |few: &Self, many: &Self| {
            (few.letters_of_words & !many.letters_of_words).count_ones() <= u32::from(few.word_count)
        };
        let may_be_equal = self.words & other.words != 0;
        let may_be_slips = self.flags & other.flags & HAS_LONG_WORD != 0;
        (may_be_equal || may_be_slips) && (may_lie_in(self, other) || may_lie_in(other, self))
    }
}

/// Tells by letters and lengths alone whether more than `edits` single edits lie between two texts. An edit adds and removes at most
/// one letter of the set.
pub(super) fn are_further_than(edits: u32, letters: [u32; 2], lengths: [u8; 2]) -> bool {
    (letters[0] ^ letters[1]).count_ones() > 2 * edits || u32::from(lengths[0].abs_diff(lengths[1])) > edits
}

/// One bit of 32 for a word.
fn bit_of(word: &str) -> u32 {
    1 << (hash_text(word) >> 32 & 31)
}

/// The set of the letters of a text, a bit each.
pub(super) fn letters_of(text: &str) -> u32 {
    text.bytes().fold(0, |set, letter| set | 1 << (letter & 31))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identity::Interner;
    use crate::matching::Level;
    use crate::matching::lexicon::Lexicon;
    use crate::matching::name_level::{compare_in_full, compare_names};

    /// Names with all that a level can rest on: usual and rare ones, compounds, particles, initials, short forms, spellings, sounds,
    /// feminine forms, generations.
    const NAMES: [&str; 56] = [
        "Martin",
        "Martine",
        "Bernard",
        "Le Gall",
        "Legall",
        "Gall",
        "Le",
        "De La Tour",
        "Tour",
        "Dupont",
        "Dupont-Morel",
        "Morel",
        "Da Silva Ferreira",
        "Ferreira",
        "Lopez Garcia",
        "Lopes Garcia",
        "Lefebvre",
        "Lefevre",
        "Faure",
        "Fort",
        "Kowalski",
        "Granvillard",
        "Rakotondrainibe",
        "Nguyen",
        "El Amrani",
        "Théo",
        "Théodore",
        "Alex",
        "Alexandrine",
        "Ben",
        "Bénédicte",
        "Mohamed",
        "Mouhammed",
        "Mohamed-Amine",
        "Jean",
        "Jean-Baptiste",
        "J. B.",
        "J",
        "Louis",
        "Louise",
        "Bastien",
        "Bastienne",
        "Sergio",
        "Sergia",
        "Paul",
        "Paul Junior",
        "Bilal",
        "Bilel",
        "Lina",
        "Léna",
        "Marie-Ange",
        "Ange",
        "Bérengère",
        "Sacha",
        "Sasha",
        "Minh",
    ];

    /// A name, with some edits, another word behind it or its end cut off.
    fn name() -> impl Strategy<Value = String> {
        let edit = (0..5_u8, any::<prop::sample::Index>(), prop::char::range('a', 'z'));
        let seed = prop::sample::select(NAMES.to_vec());
        (seed.clone(), prop::option::weighted(0.2, seed), prop::collection::vec(edit, 0..3)).prop_map(
            |(name, more, edits)| {
                let mut letters: Vec<char> = name.chars().collect();
                for (kind, index, letter) in edits {
                    let at = index.index(letters.len() + 1);
                    match kind {
                        0 => letters.insert(at, letter),
                        1 if at < letters.len() => drop(letters.remove(at)),
                        2 if at < letters.len() => letters[at] = letter,
                        3 if at + 1 < letters.len() => letters.swap(at, at + 1),
                        4 => letters.truncate(at.max(3)),
                        _ => {}
                    }
                }
                letters.extend(more.into_iter().flat_map(|more| format!(" {more}").chars().collect::<Vec<_>>()));
                letters.into_iter().collect()
            },
        )
    }

    fn levels(names: &[String]) -> impl Iterator<Item = (String, String, NameKind, Level, Level)> {
        let mut interner = Interner::new();
        let symbols: Vec<Symbol> = names.iter().map(|name| interner.intern(name)).collect();
        let (lexicon, forms, _) = Lexicon::build(&interner, &Interner::new());
        let mut found = Vec::new();
        for (a, one) in symbols.iter().zip(names) {
            for (b, other) in symbols.iter().zip(names) {
                let [a, b] = [a, b].map(|symbol| forms.of(*symbol));
                for kind in [NameKind::Family, NameKind::Given] {
                    if !a.is_empty() && !b.is_empty() {
                        let full = compare_in_full((&lexicon).into(), a, b, kind);
                        found.push((one.clone(), other.clone(), kind, compare_names(&lexicon, a, b, kind), full));
                    }
                }
            }
        }
        found.into_iter()
    }

    proptest! {
        #[test]
        fn names_are_unlike_only_where_they_are_different(names in prop::collection::vec(name(), 24)) {
            for (one, other, kind, sketched, full) in levels(&names) {
                prop_assert_eq!(sketched, full, "{} {} {:?}", one, other, kind);
            }
        }
    }

    #[test]
    fn most_different_names_are_unlike() {
        let names = NAMES.map(str::to_owned);
        let mut interner = Interner::new();
        let symbols = names.each_ref().map(|name| interner.intern(name));
        let (lexicon, forms, _) = Lexicon::build(&interner, &Interner::new());
        let sketches = symbols.map(|symbol| lexicon.sketches[forms.of(symbol).index()]);
        let pairs = || sketches.iter().flat_map(|one| sketches.iter().map(move |other| (one, other)));
        let unlike = pairs().filter(|(one, other)| one.is_unlike(other, NameKind::Given)).count();
        let different =
            levels(&names).filter(|(.., kind, _, full)| *kind == NameKind::Given && *full == Level::Different).count();
        assert!(unlike * 10 > different * 7, "{unlike} of {different}");
    }
}
