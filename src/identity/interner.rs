//! Text ↔ small number: each distinct text is stored, and later folded, once.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::TextColumn;

/// The number of a text in its [`Interner`]. Numbers start at 0 and follow the order of first sight;
/// 0 is always the empty text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

impl Symbol {
    /// The empty text, in every interner.
    pub const EMPTY: Self = Self(0);

    /// The position in the interner, for side tables.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The symbol of a position, for texts numbered on from an interner's last.
    ///
    /// # Panics
    /// Past 2³².
    pub(crate) fn at(index: usize) -> Self {
        Self(u32::try_from(index).expect("fewer than 2^32 distinct texts"))
    }

    /// Whether this is the empty text.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }
}

/// A set of distinct texts, numbered.
///
/// Hashing is seeded with a constant: results never depend on the run, and the keys come from the
/// user's own files, not from a network peer.
#[derive(Debug, Clone)]
pub struct Interner {
    texts: TextColumn,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Default for Interner {
    fn default() -> Self {
        let mut interner =
            Self { texts: TextColumn::new(), table: HashTable::new(), hasher: FixedState::with_seed(0x7261_7070) };
        interner.intern("");
        interner
    }
}

impl Interner {
    /// An interner that holds the empty text alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of `text`, which is stored if it is new.
    ///
    /// # Panics
    /// Past 2³² distinct texts.
    pub fn intern(&mut self, text: &str) -> Symbol {
        // Optional columns are mostly empty.
        if text.is_empty() && !self.texts.is_empty() {
            return Symbol::EMPTY;
        }
        let Self { texts, table, hasher } = self;
        let entry = table.entry(
            hasher.hash_one(text),
            |&candidate| texts.get(candidate as usize) == text,
            |&stored| hasher.hash_one(texts.get(stored as usize)),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(found) => Symbol(*found.get()),
            hashbrown::hash_table::Entry::Vacant(vacant) => {
                let number = u32::try_from(texts.len()).expect("fewer than 2^32 distinct texts");
                vacant.insert(number);
                texts.push(text);
                Symbol(number)
            }
        }
    }

    /// The number of `text`, if it is known.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.table
            .find(self.hasher.hash_one(text), |&candidate| self.texts.get(candidate as usize) == text)
            .map(|&number| Symbol(number))
    }

    /// The text of a number that this interner gave.
    pub fn resolve(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol.index())
    }

    /// How many distinct texts there are, the empty one included.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether only the empty text is known.
    pub fn is_empty(&self) -> bool {
        self.texts.len() == 1
    }

    /// All texts with their numbers, in order of first sight.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Symbol, &str)> {
        self.texts.iter().enumerate().map(|(index, text)| (Symbol(index as u32), text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_per_text() {
        let mut names = Interner::new();
        let martin = names.intern("MARTIN");
        assert_eq!(names.intern("MARTIN"), martin);
        assert_ne!(names.intern("Martin"), martin);
        assert_eq!(names.resolve(martin), "MARTIN");
        assert_eq!(names.find("DURAND"), None);
        assert_eq!(names.intern(""), Symbol::EMPTY);
        assert_eq!(names.len(), 3);
    }
}
