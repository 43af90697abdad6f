//! How far two names agree.
//!
//! Role: one pair of folded names in, one [`Level`] out, the best that holds. Invariant: symmetric, the
//! level does not depend on which side a name stands. The bounds on length stand in the constants below.

use super::Level;
use super::distance::osa_within;
use super::guests::Names;
use super::lexicon::{Form, Traits};
use crate::identity::Symbol;
use crate::normalize::{self, words};

/// Kind of a name. Only given names have short forms and initials.
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
pub(super) const TWO_TYPOS_FROM: u8 = 8;
/// From how many women in a hundred more on among the bearers of one name than of the other the two are of two sexes.
const TWO_SEXES_FROM: u8 = 75;
/// So many bearers in a hundred of a masculine form may be women.
const MOST_WOMEN_OF_A_MASCULINE_NAME: u8 = 60;
/// So many more women in a hundred bear the feminine form.
const MORE_WOMEN_OF_A_FEMININE_NAME: u8 = 30;
/// Shortest shared word that says something.
const SHARED_WORD_FROM: usize = 3;
/// Fewest letters that a name cut off inside a word has left.
pub(super) const CUT_FROM: usize = 7;
/// Words beside a given name that tell father from son.
const GENERATIONS: [&str; 10] = ["2", "FILS", "I", "II", "III", "JR", "JUNIOR", "PERE", "SENIOR", "SR"];
/// Shortest word that may carry a typing error inside a compound.
pub(super) const WORD_TYPO_FROM: usize = 5;

/// The level at which `a` and `b` agree; [`Level::Missing`] when either is empty.
pub fn compare_names<'a>(names: impl Into<Names<'a>>, a: Form, b: Form, kind: NameKind) -> Level {
    if a.is_empty() || b.is_empty() {
        return Level::Missing;
    }
    let names = names.into();
    // Most pairs end here, before anybody looks at their letters.
    if names.sketch(a).is_unlike(names.sketch(b), kind) {
        return Level::Different;
    }
    compare_in_full(names, a, b, kind)
}

/// The level of two names that are not empty, without their sketches: what a sketch says is held against this.
pub(super) fn compare_in_full(names: Names<'_>, a: Form, b: Form, kind: NameKind) -> Level {
    let (left, right) = (names.traits(a), names.traits(b));
    if left.key == right.key {
        // One initial is that of many names.
        let are_initials = left.is_initials || right.is_initials;
        return if kind == NameKind::Given && are_initials { Level::Initial } else { Level::Exact };
    }
    let are_usual = left.is_given_name && right.is_given_name;
    if kind == NameKind::Given {
        if is_feminine_of(names, a, b) || is_feminine_of(names, b, a) || are_of_two_generations(names, a, b) {
            return Level::CloseName;
        }
        if are_of_two_sexes(left, right) {
            return if are_close(names, a, b) { Level::CloseName } else { Level::Different };
        }
        if are_usual {
            return compare_usual_given_names(names, a, b);
        }
    }
    if left.romanised == right.romanised {
        return Level::Variant;
    }
    if kind == NameKind::Family && differ_in_a_usual_word(names, a, b) {
        return Level::Different;
    }
    let distance = distance_within(2, names, a, b);
    // Of two usual names, each is likelier somebody's name than a slip of the other: FAURE and FORT, ROYER and ROGER. Spellings of
    // one sound, LEFEBVRE and LEFEVRE, are mistaken for each other all the same.
    let longest = left.length.max(right.length);
    if kind == NameKind::Family && left.is_family_name && right.is_family_name {
        let is_spelling = distance == Some(1) && longest > SHORT_NAME && left.phonetic == right.phonetic;
        return if is_spelling { Level::TwoTypos } else { compare_compounds(names, a, b) };
    }
    if distance == Some(1) && longest > SHORT_NAME {
        // Each of two counted names may be somebody's, however rare: Minh and Linh.
        let may_be_two = kind == NameKind::Given && left.is_counted && right.is_counted;
        return if may_be_two && left.phonetic != right.phonetic { Level::TwoTypos } else { Level::Typo };
    }
    let compound = compare_compounds(names, a, b);
    if compound == Level::Subset {
        return compound;
    }
    let is_one_edit = distance == Some(1) && longest == SHORT_NAME;
    if is_one_edit || (distance == Some(2) && longest >= TWO_TYPOS_FROM) {
        return Level::TwoTypos;
    }
    if left.phonetic == right.phonetic {
        return Level::Phonetic;
    }
    if is_cut_off(names, a, b) || is_cut_off(names, b, a) {
        return Level::Subset;
    }
    if kind == NameKind::Given {
        if share_diminutive(names, a, b) {
            return Level::Diminutive;
        }
        if (left.is_initials && are_initials_of(names, a, b)) || (right.is_initials && are_initials_of(names, b, a)) {
            return Level::Initial;
        }
    }
    compound
}

/// The level at which two usual given names agree that are not the same.
///
/// Two usual names are two names, however close: Louis and Louise, Lina and Lena, Jean-Paul and Jean-Pierre. They are one
/// name in two spellings only if they sound alike and are not given to different sexes: Mathis and Mathys.
fn compare_usual_given_names(names: Names<'_>, a: Form, b: Form) -> Level {
    let (left, right) = (names.traits(a), names.traits(b));
    let are_spellings = left.spelling_group.is_some() && left.spelling_group == right.spelling_group;
    if left.romanised == right.romanised || are_spellings {
        return Level::Variant;
    }
    // Whole words alone: Marie-Louis is not Marie-Louise cut off.
    let (few, many) = (names.significant_words(left), names.significant_words(right));
    let is_compound = left.is_compound || right.is_compound;
    if is_compound && (is_subset(names, few, many) || is_subset(names, many, few)) {
        return Level::Subset;
    }
    let are_spelt_apart = || {
        let (one, other) = (names.joined(a), names.joined(b));
        differ_by_a_silent_letter(one, other)
            || have_the_same_letters(one, other)
            || one.starts_with('H') != other.starts_with('H')
    };
    if left.phonetic == right.phonetic && !are_spelt_apart() {
        return if distance_within(1, names, a, b).is_some() { Level::Typo } else { Level::Phonetic };
    }
    if share_diminutive(names, a, b) {
        return Level::Diminutive;
    }
    if are_close(names, a, b) { Level::CloseName } else { Level::Different }
}

/// Whether two given names are one slip apart, sound alike or have a short form in common.
fn are_close(names: Names<'_>, a: Form, b: Form) -> bool {
    names.traits(a).phonetic == names.traits(b).phonetic
        || distance_within(1, names, a, b).is_some()
        || share_diminutive(names, a, b)
}

/// Tells whether hardly anybody bears either of two given names in one sex: Valéry and Valérie, Gwenaël and Gwenaëlle.
fn are_of_two_sexes(one: &Traits, other: &Traits) -> bool {
    matches!((one.women, other.women), (Some(one), Some(other)) if one.abs_diff(other) > TWO_SEXES_FROM)
}

/// Tells whether the first of two given names is the feminine form of the second: Tristane, Rémie, Bastienne, Sergia. The
/// second has to be a counted name; the first is often too rare for that.
fn is_feminine_of(names: Names<'_>, feminine: Form, masculine: Form) -> bool {
    let (long, short) = (names.traits(feminine), names.traits(masculine));
    if !short.is_counted || short.hashes.head != long.hashes.head || long.length.wrapping_sub(short.length) > 2 {
        return false;
    }
    let Some(women) = short.women.filter(|&women| women <= MOST_WOMEN_OF_A_MASCULINE_NAME) else { return false };
    let (feminine, masculine) = (names.joined(feminine), names.joined(masculine));
    let has_feminine_ending = match feminine.strip_prefix(masculine).map(str::as_bytes) {
        Some(b"E" | b"A") => true,
        // The last letter twice.
        Some(&[letter, b'E']) => masculine.as_bytes().last() == Some(&letter),
        Some(_) => false,
        None => masculine.strip_suffix('O').is_some_and(|stem| feminine.strip_suffix('A') == Some(stem)),
    };
    has_feminine_ending && long.women.unwrap_or(100) >= women + MORE_WOMEN_OF_A_FEMININE_NAME
}

/// Returns true if two names have the same letters in another order: Ahmed and Hamed.
fn have_the_same_letters(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters = text.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    a.len() == b.len() && sorted(a) == sorted(b)
}

/// Whether one name is the other with a final letter that French does not sound: Luca and Lucas are two names.
fn differ_by_a_silent_letter(a: &str, b: &str) -> bool {
    let is_longer = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|end| matches!(end, "S" | "T" | "D" | "X" | "Z"))
    };
    is_longer(a, b) || is_longer(b, a)
}

/// How many typing errors lie between two names written without separators; `None` for more than `limit`.
fn distance_within(limit: u32, names: Names<'_>, a: Form, b: Form) -> Option<u32> {
    if names.traits(a).is_further_than(limit, names.traits(b)) {
        return None;
    }
    osa_within(names.joined(a).as_bytes(), names.joined(b).as_bytes(), limit)
}

/// Whether the first word of one name is a usual short form of the first word of the other.
fn share_diminutive(names: Names<'_>, a: Form, b: Form) -> bool {
    let (left, right) = (names.traits(a), names.traits(b));
    if !left.has_short_forms || !right.has_short_forms {
        return false;
    }
    let first = |traits| names.significant_words(traits).first();
    matches!((first(left), first(right)), (Some(&first), Some(&second)) if names.share_diminutive(first, second))
}

/// Returns the level at which two names agree by their words; [`Level::Different`] unless one is a compound.
fn compare_compounds(names: Names<'_>, a: Form, b: Form) -> Level {
    let is_compound = names.traits(a).is_compound || names.traits(b).is_compound;
    if is_compound { compare_words(names, a, b) } else { Level::Different }
}

/// Tells whether every word of `form` is among the words of `list`: a further given name.
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
    // A word that is unlike all others speaks against the pair: DA SILVA FERREIRA is not DA SILVA PEREIRA.
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let says_something = few.iter().any(|&word| usize::from(names.word_shape(word).length) >= SHARED_WORD_FROM);
    if says_something && have_partners(names, few, many) { Level::Partial } else { Level::Different }
}

/// Whether each word of `few` has a word of `many` to itself, an equal one if there is one, else a close one.
fn have_partners(names: Names<'_>, few: &[Symbol], many: &[Symbol]) -> bool {
    let mut free = many.to_vec();
    let mut alone = few.to_vec();
    alone.retain(|word| match free.iter().position(|other| other == word) {
        Some(at) => {
            free.swap_remove(at);
            false
        }
        None => true,
    });
    // A matching by augmenting paths: the order of the words must not matter.
    let mut taken_by: Vec<Option<usize>> = vec![None; free.len()];
    (0..alone.len()).all(|word| {
        let mut tried = vec![false; free.len()];
        finds_partner(names, (&alone, &free), word, &mut taken_by, &mut tried)
    })
}

/// Gives `word`, a number among the words `alone`, a close word among those that are `free`, and whoever had it another one.
fn finds_partner(
    names: Names<'_>,
    (alone, free): (&[Symbol], &[Symbol]),
    word: usize,
    taken_by: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for at in 0..free.len() {
        if tried[at] || !are_close_words(names, alone[word], free[at]) {
            continue;
        }
        tried[at] = true;
        if taken_by[at].is_none_or(|holder| finds_partner(names, (alone, free), holder, taken_by, tried)) {
            taken_by[at] = Some(word);
            return true;
        }
    }
    false
}

/// Tells whether one word is a slip of the other: one typing error between long words, not both usual family names.
fn are_close_words(names: Names<'_>, word: Symbol, other: Symbol) -> bool {
    let shapes = [word, other].map(|word| names.word_shape(word));
    if shapes.iter().any(|shape| usize::from(shape.length) < WORD_TYPO_FROM) || shapes[0].is_further_than_one(shapes[1])
    {
        return false;
    }
    let (text, other_text) = (names.word(word), names.word(other));
    osa_within(text.as_bytes(), other_text.as_bytes(), 1).is_some()
        && !(is_usual_family_name(text) && is_usual_family_name(other_text))
}

fn is_usual_family_name(word: &str) -> bool {
    normalize::family_name_share(word).is_some()
}

/// Whether two compounds have all words in common but one on each side, and these are two usual family names: LOPEZ GARCIA and
/// LOPES GARCIA are as little one name as LOPEZ and LOPES are.
fn differ_in_a_usual_word(names: Names<'_>, a: Form, b: Form) -> bool {
    let (left, right) = (names.traits(a), names.traits(b));
    if !left.is_compound || !right.is_compound {
        return false;
    }
    let (left, right) = (names.significant_words(left), names.significant_words(right));
    if left.len() < 2 || right.len() < 2 {
        return false;
    }
    let (one, other) = (the_only_word_outside(left, right), the_only_word_outside(right, left));
    matches!((one, other), (Some(one), Some(other))
        if is_usual_family_name(names.word(one)) && is_usual_family_name(names.word(other)))
}

/// The word of `own` that `other` has not; `None` unless there is just one.
fn the_only_word_outside(own: &[Symbol], other: &[Symbol]) -> Option<Symbol> {
    let mut outside = own.iter().filter(|word| !other.contains(word));
    outside.next().filter(|_| outside.next().is_none()).copied()
}

/// Every word of `few` is one of `many`, and the first is more than an initial.
fn is_subset(names: Names<'_>, few: &[Symbol], many: &[Symbol]) -> bool {
    few.first().is_some_and(|&word| names.word_shape(word).length >= 2) && few.iter().all(|word| many.contains(word))
}

/// `short` is `long` cut off at or after the end of its first word, as fields of fixed width do: DUPONT MAR(TIN), LE (DEIT).
fn is_cut_short(names: Names<'_>, short: Form, long: Form) -> bool {
    let (traits, other) = (names.traits(short), names.traits(long));
    // What begins another name has no letter that it lacks, and the same first letters unless it is very short.
    if traits.letters & !other.letters != 0 || (traits.hashes.head != other.hashes.head && !traits.is_only_particles) {
        return false;
    }
    let first = words(names.text(long)).next().map_or(0, str::len);
    let says_something = first >= SHARED_WORD_FROM || names.traits(short).is_only_particles;
    let (short, long) = (names.joined(short), names.joined(long));
    short.len() >= first && says_something && long.starts_with(short)
}

/// `short` is the beginning of `long`, of so many letters that hardly another name begins like it, and ends inside a word, as
/// fields of fixed width do: RAKOTONDRAIN(IBE), Christop(he).
fn is_cut_off(names: Names<'_>, short: Form, long: Form) -> bool {
    let traits = names.traits(short);
    !traits.is_counted
        && usize::from(traits.length) >= CUT_FROM
        && traits.hashes.head == names.traits(long).hashes.head
        && names.joined(long).starts_with(names.joined(short))
}

/// Whether a given name is another one with a word more that tells father from son: Paul and Paul Junior.
fn are_of_two_generations(names: Names<'_>, a: Form, b: Form) -> bool {
    let (left, right) = (names.traits(a), names.traits(b));
    if left.is_compound == right.is_compound || left.hashes.head != right.hashes.head {
        return false;
    }
    let without = |form| words(names.text(form)).filter(|word| !GENERATIONS.contains(word)).collect::<Vec<_>>();
    let (left, right) = (without(a), without(b));
    !left.is_empty() && left == right
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
        compared(a, b, NameKind::Given)
    }

    fn compared(a: &str, b: &str, kind: NameKind) -> Level {
        let mut names = Interner::new();
        let symbols = [a, b].map(|name| names.intern(name));
        let (lexicon, forms, _) = Lexicon::build(&names, &Interner::new());
        compare_names(&lexicon, forms.of(symbols[0]), forms.of(symbols[1]), kind)
    }

    #[test]
    fn two_usual_given_names_are_two_names() {
        for (a, b) in [
            ("Michel", "Michèle"),
            ("Stéphane", "Stéphanie"),
            ("Louis", "Louise"),
            ("Karim", "Karima"),
            ("Lina", "Lena"),
            ("Lucas", "Luca"),
            ("Daniel", "Danièle"),
            ("Jean-Louis", "Jean-Louise"),
        ] {
            assert_eq!(given(a, b), Level::CloseName, "{a} {b}");
        }
        for (a, b) in [("Jean-Paul", "Jean-Pierre"), ("Mohamed-Amine", "Mohamed-Rayan"), ("Christine", "Christian")] {
            assert_eq!(given(a, b), Level::Different, "{a} {b}");
        }
    }

    #[test]
    fn letters_of_other_alphabets_are_no_endings() {
        for given_name in ["Gabriel", "Gabrielа", "Gabrielе", "Gabriel\u{0410}\u{0415}"] {
            assert_ne!(given("Gabriel", given_name), Level::CloseName);
            assert_ne!(given(given_name, "Gabriel"), Level::CloseName);
        }
    }

    #[test]
    fn equal_initials_are_no_equal_names() {
        assert_eq!(given("A", "A."), Level::Initial);
        assert_eq!(given("J-B", "J B"), Level::Initial);
        assert_eq!(compared("O", "O", NameKind::Family), Level::Exact);
    }

    #[test]
    fn rare_names_are_two_where_each_is_somebody_s() {
        // INSEE counts births of Albano and of Albino, and none of Barak.
        assert_eq!(given("Albano", "Albino"), Level::TwoTypos);
        assert_eq!(given("Baran", "Barak"), Level::Typo);
    }

    #[test]
    fn spellings_of_one_given_name_are_one_name() {
        for (a, b, level) in [
            ("Stéphanie", "Stépahnie", Level::Typo),
            ("Mathis", "Mathys", Level::Variant),
            ("Bilal", "Bilel", Level::Variant),
            ("Sarah", "Sara", Level::Variant),
            ("Christel", "Christelle", Level::Phonetic),
            ("Jean", "Jean-Baptiste", Level::Subset),
            ("Théo", "Théodore", Level::Diminutive),
        ] {
            assert_eq!(given(a, b), level, "{a} {b}");
        }
    }

    #[test]
    fn a_part_that_differs_outright_speaks_against_a_compound() {
        let family = |a: &str, b: &str| compared(a, b, NameKind::Family);
        assert_eq!(family("DA SILVA FERREIRA", "DA SILVA PEREIRA"), Level::Different);
        assert_eq!(family("GARCIA MARTIN", "GARCIA LOPEZ"), Level::Different);
        assert_eq!(family("GARCIA MARTIN", "GARCIA"), Level::Subset);
        assert_eq!(family("LOPES LOPEZ", "LOPES SANCHEZ"), Level::Different);
        assert_eq!(family("HERNANDEZ", "PEREIRA FERNANDEZ"), Level::Different);
        assert_eq!(family("GRANVILARD", "GRANVILLARD MARTIN"), Level::Partial);
        assert_eq!(family("LE", "LE DEIT"), Level::Subset);
        assert_eq!(family("LE GOFF", "LE DEIT"), Level::Different);
    }
}
