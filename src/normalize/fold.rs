//! Folding: what is left of a name once case, accents and separators are gone.
//!
//! Input: a name as a file or a directory holds it, in any Unicode form. Output: its words in upper
//! case, separated by exactly one space, none at the ends; letters of the Latin script are `A`–`Z`.
//!
//! Each character goes one of three ways, after compatibility decomposition (NFKD, so that `é`, `ﬁ`
//! and full-width letters come apart):
//! - **kept**: letters and digits, upper-cased. Latin letters that Unicode does not decompose (œ, ø,
//!   ł, đ …) go through [`latin_base`]; other scripts keep their letters;
//! - **removed**, as if it had not been there: accents and other diacritics, the soft hyphen,
//!   zero-width and direction marks, the Arabic tatweel, the ʾ and ʿ of scholarly transliteration;
//! - **a separator**: everything else. All hyphens, apostrophes, spaces, dots and slashes, but also
//!   parentheses, quotes, symbols and control characters: «DUPONT (MARTIN)» is two words. Removing
//!   unknown punctuation would glue words together, and gluing is what [`joined`](super::joined) is
//!   for.
//!
//! Invariant: folding is idempotent, and works character by character: the context of a character
//! never matters.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

/// The folded form of `text`.
///
/// ```
/// use rapproche::normalize::fold;
/// assert_eq!(fold("d’Heilly-Œuf  (née Noël)"), "D HEILLY OEUF NEE NOEL");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::new();
    fold_into(text, &mut out);
    out
}

/// Appends the folded form of `text` to `out`, without a space between it and what `out` held.
pub fn fold_into(text: &str, out: &mut String) {
    out.reserve(text.len());
    let mut words = WordWriter { start: out.len(), out, separate: false };
    if text.is_ascii() {
        for byte in text.bytes() {
            words.ascii(byte);
        }
        return;
    }
    for letter in text.chars() {
        if letter.is_ascii() {
            words.ascii(letter as u8);
        } else {
            // Decomposing character by character leaves marks in the order written; they are dropped anyway.
            decompose_compatible(letter, |part| words.part(part));
        }
    }
}

/// Writes letters, and one space wherever separators stood between two of them.
struct WordWriter<'a> {
    out: &'a mut String,
    start: usize,
    separate: bool,
}

impl WordWriter<'_> {
    #[inline]
    fn letter(&mut self, letter: char) {
        if self.separate {
            self.separate = false;
            if self.out.len() > self.start {
                self.out.push(' ');
            }
        }
        self.out.push(letter);
    }

    #[inline]
    fn ascii(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() {
            self.letter(char::from(byte.to_ascii_uppercase()));
        } else {
            self.separate = true;
        }
    }

    /// One character of a compatibility decomposition.
    fn part(&mut self, part: char) {
        if part.is_ascii() {
            self.ascii(part as u8);
        } else if is_removed(part) {
            // As if it had not been there.
        } else if is_apostrophe(part) || !part.is_alphanumeric() {
            self.separate = true;
        } else {
            for upper in part.to_uppercase() {
                match latin_base(upper) {
                    Some(base) => base.chars().for_each(|base| self.letter(base)),
                    None => self.letter(upper),
                }
            }
        }
    }
}

/// Diacritics, invisible characters, and letters that only carry layout.
///
/// The combining class tells the diacritics of every script from the vowel signs of the Indic ones,
/// which have class 0, are letters for our purpose, and stay.
fn is_removed(part: char) -> bool {
    canonical_combining_class(part) != 0
        || (is_combining_mark(part) && !part.is_alphanumeric())
        || matches!(
            part,
            '\u{AD}' | '\u{2BE}' | '\u{2BF}' | '\u{61C}' | '\u{640}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Spacing modifier letters (ʼ ʻ ʹ ˈ …): Unicode calls them letters, names use them as apostrophes.
fn is_apostrophe(part: char) -> bool {
    matches!(part, '\u{2B9}'..='\u{2FF}' | '\u{A78B}' | '\u{A78C}')
}

/// The `A`–`Z` spelling of an upper-case Latin letter that Unicode does not decompose.
///
/// European letters as passports spell them (ICAO Doc 9303-3, section 6, table A), except Ø, which French
/// files write O; African and Berber letters by their base letter; the Azerbaijani Ə by the A of its usual
/// romanisation.
fn latin_base(upper: char) -> Option<&'static str> {
    Some(match upper {
        'Æ' => "AE",
        'Œ' => "OE",
        'ẞ' => "SS",
        'Þ' => "TH",
        'Ⱥ' | 'Ə' => "A",
        'Ƀ' | 'Ɓ' | 'Ƃ' => "B",
        'Ȼ' | 'Ƈ' => "C",
        'Ð' | 'Đ' | 'Ɖ' | 'Ɗ' | 'Ƌ' => "D",
        'Ɇ' | 'Ǝ' | 'Ɛ' => "E",
        'Ƒ' => "F",
        'Ǥ' | 'Ɠ' | 'Ɣ' => "G",
        'Ħ' | 'Ⱨ' => "H",
        'Ɨ' | 'Ɩ' => "I",
        'Ɉ' => "J",
        'Ƙ' | 'Ⱪ' => "K",
        'Ł' | 'Ƚ' | 'Ɫ' | 'Ⱡ' => "L",
        'Ŋ' | 'Ɲ' | 'Ƞ' => "N",
        'Ø' | 'Ɔ' | 'Ɵ' => "O",
        'Ƥ' | 'Ᵽ' => "P",
        'ĸ' => "Q",
        'Ɍ' | 'Ɽ' => "R",
        'Ŧ' | 'Ƭ' | 'Ʈ' | 'Ⱦ' => "T",
        'Ʉ' => "U",
        'Ʋ' => "V",
        'Ⱳ' => "W",
        'Ƴ' | 'Ɏ' => "Y",
        'Ƶ' | 'Ȥ' | 'Ⱬ' | 'Ʒ' => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_french_names() {
        for (name, folded) in [
            ("Lefèvre", "LEFEVRE"),
            ("  Jean-Baptiste ", "JEAN BAPTISTE"),
            ("d'Heilly", "D HEILLY"),
            ("D’HEILLY", "D HEILLY"),
            ("Dʼheilly", "D HEILLY"),
            ("D´Heilly", "D HEILLY"),
            ("N`Diaye", "N DIAYE"),
            ("Cœur", "COEUR"),
            ("Lætitia", "LAETITIA"),
            ("Maëlys", "MAELYS"),
            ("François", "FRANCOIS"),
            ("L\u{2011}Hostis", "L HOSTIS"),
            ("Le\u{A0}Goff", "LE GOFF"),
            ("Le\u{202F}Goff", "LE GOFF"),
            ("Mar\u{AD}tin", "MARTIN"),
            ("Mar\u{200B}tin\u{FEFF}", "MARTIN"),
            ("DUPONT (MARTIN)", "DUPONT MARTIN"),
            ("DUPONT/MARTIN_2", "DUPONT MARTIN 2"),
            ("M. Durand, fils", "M DURAND FILS"),
            ("-'.", ""),
            ("", ""),
        ] {
            assert_eq!(fold(name), folded, "{name:?}");
        }
    }

    #[test]
    fn folds_foreign_letters() {
        for (name, folded) in [
            ("Weiß", "WEISS"),
            ("GROẞ", "GROSS"),
            ("Łukasz Đorđević", "LUKASZ DORDEVIC"),
            ("Sørensen", "SORENSEN"),
            ("Þóra Guðrún", "THORA GUDRUN"),
            ("Işık İnci", "ISIK INCI"),
            ("Ŋiŋa Ħamra Ŧ", "NINA HAMRA T"),
            ("Nguyễn", "NGUYEN"),
            ("Ɛli Ɣiles", "ELI GILES"),
            ("ʿAbd al-Qādir Saʿīd", "ABD AL QADIR SAID"),
            ("ﬁlip Ｍａｒｔｉｎ", "FILIP MARTIN"),
            ("Ἀλέξανδρος", "ΑΛΕΞΑΝΔΡΟΣ"),
            ("Юрий", "ЮРИИ"),
            ("مُحَمَّد", "محمد"),
        ] {
            assert_eq!(fold(name), folded, "{name:?}");
        }
    }

    #[test]
    fn composed_and_decomposed_letters_fold_alike() {
        assert_eq!(fold("He\u{301}le\u{300}ne"), fold("Hélène"));
    }

    #[test]
    fn appends() {
        let mut out = "DE".to_owned();
        fold_into(" la Tour", &mut out);
        assert_eq!(out, "DELA TOUR");
    }

    /// Folding works character by character, so this is the whole of idempotence.
    #[test]
    fn folding_any_character_twice_changes_nothing() {
        let mut text = String::new();
        for letter in '\0'..=char::MAX {
            text.clear();
            text.extend(['A', letter, 'B']);
            let once = fold(&text);
            assert_eq!(fold(&once), once, "U+{:04X}", letter as u32);
            assert!(once.starts_with('A') && once.ends_with('B'), "U+{:04X}", letter as u32);
        }
    }

    /// Every Latin letter of the European and African alphabets becomes `A`–`Z`.
    #[test]
    fn latin_letters_become_ascii() {
        let undecided = ['ƍ', 'ƛ', 'ƪ', 'ƫ', 'Ƣ', 'ƣ', 'Ʀ', 'ƺ', 'ƻ', 'ƾ', 'ƿ', 'Ƿ', 'Ʃ', 'ʃ', 'Ʊ', 'ʊ', 'Ɯ', 'ɯ'];
        for letter in ('\u{C0}'..='\u{180}').chain(['ɓ', 'ɗ', 'ƙ', 'ƴ', 'ɛ', 'ɔ', 'ɣ', 'ŋ', 'ɲ', 'ǝ', 'ə', 'ɖ', 'ʋ'])
        {
            if letter.is_alphabetic() && !undecided.contains(&letter) {
                assert!(fold(&letter.to_string()).is_ascii(), "{letter} → {}", fold(&letter.to_string()));
            }
        }
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(&fold(&once), &once);
        }

        #[test]
        fn words_are_separated_by_one_space(text in "\\PC*") {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  "));
            prop_assert_eq!(folded.trim(), &folded);
        }

        #[test]
        fn case_carries_no_identity(text in "[a-zA-Zéèêëàâäîïôöùûüçœæñ' -]{0,20}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
            prop_assert_eq!(fold(&text.to_lowercase()), fold(&text));
        }
    }
}
