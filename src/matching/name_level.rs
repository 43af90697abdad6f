//! How far two names agree.
//!
//! Role: one pair of folded names in, one [`Level`] out, the best that holds. Invariant: symmetric, the
//! level does not depend on which side a name stands. The bounds on length stand in the constants below.

use super::Level;
use super::distance::osa_within;
use super::guests::Names;
use super::lexicon::Form;
use crate::identity::Symbol;
use crate::normalize::words;

/// Which of the two names: given names have short forms and initials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A family name.
    Family,
    /// A given name.
    Given,
}

/// Longest names at which one edit is still likely to be another name (LEA, LEO; LINA, LENA).
const SHORT_NAME: u8 = 4;
/// Shortest name that bears two typing errors.
const TWO_TYPOS_FROM: u8 = 8;
/// Shortest shared word that says something.
const SHARED_WORD_FROM: usize = 3;
/// Shortest word that may carry a typing error inside a compound.
const WORD_TYPO_FROM: usize = 5;

/// The level at which `a` and `b` agree; [`Level::Missing`] when either is empty.
pub fn compare_names<'a>(names: impl Into<Names<'a>>, a: Form, b: Form, kind: NameKind) -> Level {
    if a.is_empty() || b.is_empty() {
        return Level::Missing;
    }
    let names = names.into();
    let (left, right) = (names.traits(a), names.traits(b));
    if left.key == right.key {
        return Level::Exact;
    }
    if left.romanised == right.romanised {
        return Level::Variant;
    }
    let distance = if left.is_further_than(2, right) {
        None
    } else {
        osa_within(names.joined(a).as_bytes(), names.joined(b).as_bytes(), 2)
    };
    let longest = left.length.max(right.length);
    let is_another_name = kind == NameKind::Given && left.is_given_name && right.is_given_name;
    if distance == Some(1) && longest > SHORT_NAME && !is_another_name {
        return Level::Typo;
    }
    let compound = if left.is_compound || right.is_compound { compare_words(names, a, b) } else { Level::Different };
    if compound == Level::Subset {
        return compound;
    }
    let is_one_edit = distance == Some(1) && (longest == SHORT_NAME || is_another_name && longest > SHORT_NAME);
    if is_one_edit || (distance == Some(2) && longest >= TWO_TYPOS_FROM && !is_another_name) {
        return Level::TwoTypos;
    }
    if left.phonetic == right.phonetic {
        return Level::Phonetic;
    }
    if kind == NameKind::Given {
        if let (Some(&first), Some(&second)) =
            (names.significant_words(left).first(), names.significant_words(right).first())
            && names.share_diminutive(first, second)
        {
            return Level::Diminutive;
        }
        if (left.is_initials && are_initials_of(names, a, b)) || (right.is_initials && are_initials_of(names, b, a)) {
            return Level::Initial;
        }
    }
    compound
}

/// Whether `form` is among the words of `list`: a further given name.
pub(super) fn is_listed(names: Names<'_>, form: Form, list: Form) -> bool {
    !form.is_empty()
        && !list.is_empty()
        && words(names.text(form)).all(|word| words(names.text(list)).any(|listed| listed == word))
}

/// [`Level::Subset`], [`Level::Partial`] or [`Level::Different`].
fn compare_words(names: Names<'_>, a: Form, b: Form) -> Level {
    let (left, right) = (names.significant_words(names.traits(a)), names.significant_words(names.traits(b)));
    let subset = is_subset(names, left, right) || is_subset(names, right, left);
    if subset || is_cut_short(names, a, b) || is_cut_short(names, b, a) {
        return Level::Subset;
    }
    let similar = |word: Symbol, other: Symbol| {
        let (text, other_text) = (names.word(word), names.word(other));
        if word == other {
            return text.len() >= SHARED_WORD_FROM;
        }
        text.len().min(other_text.len()) >= WORD_TYPO_FROM
            && osa_within(text.as_bytes(), other_text.as_bytes(), 1).is_some()
    };
    let shared = left.iter().any(|&word| right.iter().any(|&other| similar(word, other)));
    if shared { Level::Partial } else { Level::Different }
}

/// Every word of `few` is one of `many`, and the first is more than an initial.
fn is_subset(names: Names<'_>, few: &[Symbol], many: &[Symbol]) -> bool {
    few.first().is_some_and(|&word| names.word(word).len() >= 2) && few.iter().all(|word| many.contains(word))
}

/// `short` is `long` cut off at or after the end of its first word, as fields of fixed width do: DUPONT MAR(TIN).
fn is_cut_short(names: Names<'_>, short: Form, long: Form) -> bool {
    let first = words(names.text(long)).next().map_or(0, str::len);
    let (short, long) = (names.joined(short), names.joined(long));
    short.len() >= first && first >= SHARED_WORD_FROM && long.starts_with(short)
}

/// J for Jean, J B for Jean Baptiste.
fn are_initials_of(names: Names<'_>, short: Form, long: Form) -> bool {
    let mut long = words(names.text(long));
    words(names.text(short)).all(|initial| long.next().is_some_and(|word| word.starts_with(initial)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Interner;
    use crate::matching::Lexicon;

    fn given(a: &str, b: &str) -> Level {
        let mut names = Interner::new();
        let symbols = [a, b].map(|name| names.intern(name));
        let (lexicon, forms, _) = Lexicon::build(&names, &Interner::new());
        compare_names(&lexicon, forms.of(symbols[0]), forms.of(symbols[1]), NameKind::Given)
    }

    #[test]
    fn two_usual_given_names_are_hardly_a_typing_error() {
        assert_eq!(given("Stéphane", "Stéphanie"), Level::TwoTypos);
        assert_eq!(given("Louis", "Louise"), Level::TwoTypos);
        assert_eq!(given("Stéphanie", "Stépahnie"), Level::Typo);
        assert_eq!(given("Christine", "Christian"), Level::Different);
    }
}
