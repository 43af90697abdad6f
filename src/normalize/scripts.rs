//! Names that mix the letters of two alphabets.
//!
//! Role: finds the Cyrillic «а» in a Latin name, which nobody sees and no comparison folds. Input: the texts of one
//! person's name, as written. Output: the letter that does not belong, with the name of its alphabet. Invariant: a name
//! written in another alphabet throughout mixes nothing, nor does one that is given in two alphabets, word by word.
//!
//! Entry point: [`foreign_letter`].

use unicode_script::{Script, UnicodeScript};

use crate::identity::Lang;

/// A letter of another alphabet than the rest of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignLetter {
    /// The letter, as written.
    pub letter: char,
    script: Script,
}

impl ForeignLetter {
    /// The letter and its alphabet: «а (cyrillique)».
    pub fn message(self, lang: Lang) -> String {
        format!("{} ({})", self.letter, self.alphabet(lang))
    }

    /// Tells whether all letters of a name are of the alphabet of this one.
    pub fn is_of_alphabet_of(self, name: &str) -> bool {
        letters(name).all(|(_, script)| script == self.script)
    }

    /// The name of its alphabet: «cyrillique».
    pub fn alphabet(self, lang: Lang) -> &'static str {
        match (self.script, lang) {
            (Script::Latin, Lang::Fr) => "latin",
            (Script::Cyrillic, Lang::Fr) => "cyrillique",
            (Script::Greek, Lang::Fr) => "grec",
            (Script::Armenian, Lang::Fr) => "arménien",
            (Script::Georgian, Lang::Fr) => "géorgien",
            (Script::Hebrew, Lang::Fr) => "hébreu",
            (Script::Arabic, Lang::Fr) => "arabe",
            (script, _) => script.full_name(),
        }
    }
}

/// The letter that does not belong to the alphabet of its name, if there is one: in a word of two alphabets, or in a word
/// that only looks Latin beside Latin words. Of the two alphabets, that of the fewer letters does not belong.
///
/// ```
/// use rapproche::identity::Lang;
/// use rapproche::normalize::foreign_letter;
/// let found = foreign_letter(["Dup\u{43E}nt", "Anne"]).unwrap();
/// assert_eq!(found.message(Lang::Fr), "\u{43E} (cyrillique)");
/// assert!(foreign_letter(["Иванова", "Анна"]).is_none());
/// ```
pub fn foreign_letter<'a>(names: impl IntoIterator<Item = &'a str, IntoIter: Clone>) -> Option<ForeignLetter> {
    name_with_foreign_letter(names).map(|(_, found)| found)
}

/// The first of `names` with a letter that does not belong, as [`foreign_letter`] has it, and the letter.
pub fn name_with_foreign_letter<'a>(
    names: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
) -> Option<(&'a str, ForeignLetter)> {
    let names = names.into_iter();
    // Nearly all names have no letter beyond Latin.
    if !names.clone().any(may_leave_latin) {
        return None;
    }
    let is_between = |letter: char| !letter.is_alphanumeric() && !is_mark(letter);
    let named_words = || names.clone().flat_map(move |name| name.split(is_between).map(move |word| (name, word)));
    let words = || named_words().map(|(_, word)| word);
    let latin_letters = words().flat_map(letters).filter(|(_, script)| *script == Script::Latin).count();
    for (name, word) in named_words() {
        let Some((_, first)) = letters(word).next() else { continue };
        if let Some((_, other)) = letters(word).find(|&(_, script)| clashes(script, first)) {
            let count = |script| words().flat_map(letters).filter(|(_, each)| *each == script).count();
            // A tie goes against the alphabet that is not Latin.
            let rank = |script: Script| (count(script), script == Script::Latin);
            let foreign = if rank(first) < rank(other) { first } else { other };
            let found = letters(word).find(|(_, script)| *script == foreign);
            return found.map(|(letter, script)| (name, ForeignLetter { letter, script }));
        }
        let looks_latin = first != Script::Latin && letters(word).all(|(letter, _)| LOOK_LATIN.contains(letter));
        if looks_latin && latin_letters > 0 {
            return letters(word).next().map(|(letter, script)| (name, ForeignLetter { letter, script }));
        }
    }
    None
}

/// Tells whether a text has a character beyond U+0340, where the Latin letters and accents of names end.
fn may_leave_latin(text: &str) -> bool {
    text.bytes().any(|byte| byte >= 0xCD)
}

fn is_mark(character: char) -> bool {
    character.script() == Script::Inherited
}

/// The letters of a word that belong to one alphabet, each with it.
fn letters(word: &str) -> impl Iterator<Item = (char, Script)> {
    let of_none = |script: &Script| matches!(script, Script::Common | Script::Inherited | Script::Unknown);
    word.chars().map(|letter| (letter, letter.script())).filter(move |(_, script)| !of_none(script))
}

/// Tells whether one word has no business with both. Chinese, Japanese and Korean write several scripts in one word.
fn clashes(one: Script, other: Script) -> bool {
    let is_of_east_asia = |script| {
        matches!(script, Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo)
    };
    one != other && !(is_of_east_asia(one) && is_of_east_asia(other))
}

/// Letters of other alphabets that look like Latin ones (Unicode, `confusables.txt`, those of names).
const LOOK_LATIN: &str = "АВЕЅІЈКМНОРСТУХԚԜҮҺӀаеѕіјкморсухԛԝһӏғΑΒΕΖΗΙΚΜΝΟΡΤΥΧαιοκνρυχϲϳՕՍԼոսօ";

#[cfg(test)]
mod tests {
    use super::*;

    fn found<const N: usize>(names: [&str; N]) -> Option<String> {
        foreign_letter(names).map(|found| found.message(Lang::Fr))
    }

    #[test]
    fn a_letter_of_another_alphabet_is_named() {
        for (names, expected) in [
            (["M\u{430}rtin", "Léa"], "\u{430} (cyrillique)"),
            (["MARTIN", "L\u{395}A"], "\u{395} (grec)"),
            (["DA SILV\u{410}", "Zoé"], "\u{410} (cyrillique)"),
            (["Roux", "É\u{456}se"], "\u{456} (cyrillique)"),
            (["Иванoва", "Анна"], "o (latin)"),
            // A word of look-alikes alone.
            (["ROUX", "\u{410}\u{41D}\u{41D}\u{410}"], "\u{410} (cyrillique)"),
            (["\u{420}\u{41E}\u{422}", "Léa"], "\u{420} (cyrillique)"),
            (["Ro\u{5E1}x", "Léa"], "\u{5E1} (hébreu)"),
        ] {
            assert_eq!(found(names).as_deref(), Some(expected), "{names:?}");
        }
    }

    #[test]
    fn one_alphabet_per_word_mixes_nothing() {
        for names in [
            ["Иванова", "Анна"],
            ["Иванова", "Anna"],
            ["Παπαδόπουλος", "Νίκος"],
            ["D’Heilly", "Noël-Œuf"],
            ["Nguyễn", "Thị Ánh"],
            ["Łukasz", "Žofia Ö."],
            ["李小龍", "Bruce"],
            ["山田さくら", "アンナ"],
            ["김", "Min-ju"],
            ["ＭＡＲＴＩＮ", "Léa"],
            ["N°2", "Léa µ"],
            ["ʻokina", "Kaʻahu"],
            ["", ""],
            ["MARTIN (МАРТИН)", "Léa"],
        ] {
            assert_eq!(found(names), None, "{names:?}");
        }
    }
}
