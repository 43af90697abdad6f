//! Names that mix the letters of two alphabets.
//!
//! Role: names the letter that a person has to look for, since a Cyrillic «а» looks like a Latin one. Input: a name as it was sent.
//! Output: the letters of the rarer alphabet. Invariant: a name in one alphabet alone, whichever, is not mixed.

use crate::identity::{Lang, Person};

use super::words::pick;

/// An alphabet whose capitals look like those of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

impl Script {
    const ALL: [Self; 3] = [Self::Latin, Self::Greek, Self::Cyrillic];

    /// The alphabet of a letter; `None` for other signs and alphabets.
    fn of(letter: char) -> Option<Self> {
        match letter {
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Self::Latin),
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    /// The adjective of one letter.
    fn adjective(self, lang: Lang) -> &'static str {
        match self {
            Self::Latin => pick(lang, "latine", "Latin"),
            Self::Greek => pick(lang, "grecque", "Greek"),
            Self::Cyrillic => pick(lang, "cyrillique", "Cyrillic"),
        }
    }
}

/// Names the first name of a person that mixes two alphabets, and its first letter of the rarer one: `Le nom «MАRTIN» mêle deux
/// alphabets («А» est une lettre cyrillique)`. `None` where no name does.
pub(crate) fn mixed_name(person: Person<'_>, lang: Lang) -> Option<String> {
    [person.family(), person.given(), person.birth_family(), person.other_given()]
        .into_iter()
        .find_map(|name| mixed(name, lang))
}

/// [`mixed_name`] of one name.
pub(crate) fn mixed(name: &str, lang: Lang) -> Option<String> {
    let count = |script| name.chars().filter(|&letter| Script::of(letter) == Some(script)).count();
    let present: Vec<Script> = Script::ALL.into_iter().filter(|&script| count(script) > 0).collect();
    if present.len() < 2 {
        return None;
    }
    let rarest = present.into_iter().min_by_key(|&script| count(script))?;
    let letter = name.chars().find(|&letter| Script::of(letter) == Some(rarest))?;
    let adjective = rarest.adjective(lang);
    Some(match lang {
        Lang::Fr => format!("Le nom «{name}» mêle deux alphabets («{letter}» est une lettre {adjective})"),
        Lang::En => format!("The name «{name}» mixes two alphabets («{letter}» is a {adjective} letter)"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_of_the_rarer_alphabet_is_named() {
        let said = mixed("M\u{410}RTIN", Lang::Fr).unwrap();
        assert_eq!(said, "Le nom «M\u{410}RTIN» mêle deux alphabets («\u{410}» est une lettre cyrillique)");
        assert!(mixed("ΠΑΠΑDΟΠΟΥΛΟΣ", Lang::En).unwrap().ends_with("(«D» is a Latin letter)"));
        for whole in ["MARTIN", "D’HÉRELLE-Œ", "МАРТИН", ""] {
            assert_eq!(mixed(whole, Lang::Fr), None, "{whole}");
        }
    }
}
