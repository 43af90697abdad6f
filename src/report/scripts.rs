//! Sentences on names in letters of two alphabets, or of another one than the rest of the identity.
//!
//! Role: names the letter that an administrator has to look for. Input: the names of a person. Output: one sentence.
//! Invariant: [`name_with_foreign_letter`] alone tells which letter does not belong.

use crate::identity::{Lang, Person};
use crate::normalize::{ForeignLetter, name_with_foreign_letter};

/// Names the first name of a person that has a letter of another alphabet, and the letter: `Le nom «MАRTIN» mêle deux
/// alphabets, А (cyrillique)`. `None` where no name has one.
pub(crate) fn mixed_name(person: Person<'_>, lang: Lang) -> Option<String> {
    mixed(&[person.family(), person.given(), person.birth_family(), person.other_given()], lang)
}

/// [`mixed_name`] of the names of one person.
pub(crate) fn mixed(names: &[&str], lang: Lang) -> Option<String> {
    name_with_foreign_letter(names.iter().copied()).map(|(name, found)| sentence(name, found, lang))
}

fn sentence(name: &str, found: ForeignLetter, lang: Lang) -> String {
    let (letter, alphabet) = (found.message(lang), found.alphabet(lang));
    if found.is_of_alphabet_of(name) {
        return match lang {
            Lang::Fr => format!("Le nom «{name}» est écrit en {alphabet}, avec des lettres qui ont l'air latines"),
            Lang::En => format!("The name «{name}» is written in {alphabet}, with letters that look Latin"),
        };
    }
    match lang {
        Lang::Fr => format!("Le nom «{name}» mêle deux alphabets, {letter}"),
        Lang::En => format!("The name «{name}» mixes two alphabets, {letter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_of_the_other_alphabet_is_named() {
        let said = mixed(&["M\u{410}RTIN", "Anne"], Lang::Fr).unwrap();
        assert_eq!(said, "Le nom «M\u{410}RTIN» mêle deux alphabets, \u{410} (cyrillique)");
        // The look-alike stands in the given name alone, all of whose letters are Cyrillic.
        assert!(mixed(&["ROUX", "\u{410}\u{41d}\u{41d}\u{410}"], Lang::En).unwrap().contains("Cyrillic"));
        let whole = mixed(&["\u{421}\u{41e}\u{420}\u{410}", "Anna"], Lang::Fr).unwrap();
        assert!(whole.starts_with("Le nom «\u{421}\u{41e}\u{420}\u{410}» est écrit en cyrillique"), "{whole}");
        // The letter stands in both names, and does not belong in one of them.
        let given = mixed(&["\u{41f}\u{435}\u{442}\u{440}\u{43e}\u{432}", "Kat\u{435}rina"], Lang::Fr).unwrap();
        assert!(given.starts_with("Le nom «Kat\u{435}rina» mêle"), "{given}");
        let latin = mixed(&["Fo", "\u{418}\u{432}\u{430}\u{43d}o\u{432}\u{430}"], Lang::Fr).unwrap();
        assert!(latin.starts_with("Le nom «\u{418}\u{432}\u{430}\u{43d}o\u{432}\u{430}» mêle"), "{latin}");
        for whole in ["MARTIN", "D’HÉRELLE-Œ", "МАРТИН", ""] {
            assert_eq!(mixed(&[whole], Lang::Fr), None, "{whole}");
        }
    }
}
