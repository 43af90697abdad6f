//! Accents that a program has damaged.
//!
//! Role: gives back the letters of texts that were read in a wrong encoding or escaped for a web page, where that is certain,
//! and tells names whose letters are lost. Input: one text, or all texts of a column ([`AccentTally`]). Output: the [`damage`] of
//! a text, the [`repaired`] text, or whether it [`is_damaged`]. Invariant: a repair is the one text that the damage can have come
//! from; anything else stays as it is written.
//!
//! `NoÃ©` is UTF-8 read as Windows-1252, `BÃƒâ€°` the same twice, `No&euml;l` is HTML. No name has such a sequence of its own:
//! a capital `Ã`, `Â`, `Å`, `Ä` or `â` is never followed by a sign such as `©` or `€`. The exception are the signs that join
//! names: `IRMÃ–COSTA` is damaged in a column of damaged names, and is two names in a column of whole ones.

use encoding_rs::WINDOWS_1252;

/// How often a text was damaged, at most: each round undoes one.
const ROUNDS: usize = 4;

/// The accented letters and signs of HTML (the names of ISO 8859-1 and some more), as they are written between `&` and `;`.
const ENTITIES: [(&str, char); 78] = [
    ("AElig", 'Æ'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Agrave", 'À'),
    ("Aring", 'Å'),
    ("Atilde", 'Ã'),
    ("Auml", 'Ä'),
    ("Ccedil", 'Ç'),
    ("ETH", 'Ð'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Egrave", 'È'),
    ("Euml", 'Ë'),
    ("Iacute", 'Í'),
    ("Icirc", 'Î'),
    ("Igrave", 'Ì'),
    ("Iuml", 'Ï'),
    ("Ntilde", 'Ñ'),
    ("OElig", 'Œ'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Ograve", 'Ò'),
    ("Oslash", 'Ø'),
    ("Otilde", 'Õ'),
    ("Ouml", 'Ö'),
    ("Scaron", 'Š'),
    ("THORN", 'Þ'),
    ("Uacute", 'Ú'),
    ("Ucirc", 'Û'),
    ("Ugrave", 'Ù'),
    ("Uuml", 'Ü'),
    ("Yacute", 'Ý'),
    ("Yuml", 'Ÿ'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("aelig", 'æ'),
    ("agrave", 'à'),
    ("amp", '&'),
    ("apos", '\''),
    ("aring", 'å'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("ccedil", 'ç'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("eth", 'ð'),
    ("euml", 'ë'),
    ("gt", '>'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("igrave", 'ì'),
    ("iuml", 'ï'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oelig", 'œ'),
    ("ograve", 'ò'),
    ("oslash", 'ø'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("quot", '"'),
    ("rsquo", '’'),
    ("scaron", 'š'),
    ("shy", '\u{ad}'),
    ("szlig", 'ß'),
    ("thorn", 'þ'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("uuml", 'ü'),
    ("yacute", 'ý'),
    ("yuml", 'ÿ'),
    ("zcaron", 'ž'),
];

/// Signs that stand after a letter in whole names too. Each is the second half of a misread letter as well.
const SIGNS_OF_NAMES: [char; 8] = ['‘', '’', '–', '—', '”', '»', '\u{A0}', '\u{AD}'];

/// How sure it is that a text is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// A whole name may be written so. The other texts of its column decide ([`AccentTally`]).
    Doubtful,
    /// No name is written so.
    Certain,
}

/// The damage that [`repaired`] undoes; `None` where there is nothing to repair.
#[inline]
pub fn damage(text: &str) -> Option<Damage> {
    if !may_be_damaged(text) {
        return None;
    }
    if is_escaped(text) { Some(Damage::Certain) } else { misreading(text) }
}

/// The text as it was before a program damaged it; `None` where there is nothing to repair.
#[inline]
pub fn repaired(text: &str) -> Option<String> {
    if may_be_damaged(text) { repair(text) } else { None }
}

fn may_be_damaged(text: &str) -> bool {
    text.bytes().any(|byte| byte == b'&' || matches!(byte, 0xC3 | 0xC5 | 0xE2))
}

/// Counts of the texts of a column that have accents: those that were misread, and the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccentTally {
    misread: u64,
    others: u64,
}

impl AccentTally {
    /// Takes in a text. One of [`Damage::Doubtful`] says nothing, nor does one that is escaped.
    pub fn see(&mut self, text: &str) {
        match misreading(text) {
            Some(Damage::Certain) => self.misread += 1,
            Some(Damage::Doubtful) => {}
            None if is_escaped(text) => {}
            None => {
                let is_accented = |character: char| !character.is_ascii() && character.is_alphabetic();
                self.others += u64::from(is_damaged(text) || text.chars().any(is_accented));
            }
        }
    }

    /// Tells whether the texts of [`Damage::Doubtful`] are damaged: most accents of their column were misread. `None` where the
    /// column has no accent that tells.
    pub fn is_misread(self) -> Option<bool> {
        (self != Self::default()).then_some(self.misread > self.others)
    }
}

impl std::ops::AddAssign for AccentTally {
    fn add_assign(&mut self, other: Self) {
        self.misread += other.misread;
        self.others += other.others;
    }
}

fn repair(text: &str) -> Option<String> {
    let mut repaired: Option<String> = None;
    for _ in 0..ROUNDS {
        let now = repaired.as_deref().unwrap_or(text);
        match decoded(now).or_else(|| unescaped(now)) {
            Some(next) => repaired = Some(next),
            None => break,
        }
    }
    repaired
}

/// How sure it is that a text holds a sequence of UTF-8 that was read as Windows-1252.
fn misreading(text: &str) -> Option<Damage> {
    let sequences = text.char_indices().filter(|(_, first)| !first.is_ascii());
    let damage_at = |(at, _): (usize, char)| {
        let (character, _) = sequence(&text[at..])?;
        let is_of_names = text[at..].chars().nth(1).is_some_and(|second| SIGNS_OF_NAMES.contains(&second));
        // French has `Œ` in many names, and none that ends in `Å`.
        let is_doubtful = is_of_names && !matches!(character, 'Œ' | 'œ');
        Some(if is_doubtful { Damage::Doubtful } else { Damage::Certain })
    };
    sequences.filter_map(damage_at).max()
}

/// The text with each sequence of UTF-8 that was read as Windows-1252 as the character that it is.
fn decoded(text: &str) -> Option<String> {
    let begins_one = |&(at, first): &(usize, char)| !first.is_ascii() && sequence(&text[at..]).is_some();
    // Nearly all texts with an accent are whole.
    let (start, _) = text.char_indices().find(begins_one)?;
    let mut decoded = String::with_capacity(text.len());
    decoded.push_str(&text[..start]);
    let mut rest = &text[start..];
    while let Some(first) = rest.chars().next() {
        let (character, length) = sequence(rest).unwrap_or((first, first.len_utf8()));
        decoded.push(character);
        rest = &rest[length..];
    }
    Some(decoded)
}

/// The character that the text begins with as a misread sequence, and the length of that sequence.
fn sequence(text: &str) -> Option<(char, usize)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    // A tool that writes names in small letters has made `ã` of `Ã`.
    let (lead, more) = match first {
        'ã' => (0xC3, 1),
        // The last two lead to `ˆ`, `˜` and `ƒ` alone: halves of what was misread twice.
        'Â' | 'Ã' | 'Ä' | 'Å' | 'Æ' | 'Ë' => (byte_of(first)?, 1),
        'â' => (0xE2, 2),
        _ => return None,
    };
    let mut bytes = [lead, 0, 0];
    let mut length = first.len_utf8();
    for byte in &mut bytes[1..=more] {
        let next = characters.next()?;
        *byte = byte_of(next).filter(|byte| (0x80..=0xBF).contains(byte))?;
        length += next.len_utf8();
    }
    let character = str::from_utf8(&bytes[..=more]).ok()?.chars().next()?;
    may_be_meant(character).then_some((character, length))
}

/// Tells whether a character stands in names and addresses, or may itself be a half of one that was misread twice.
fn may_be_meant(character: char) -> bool {
    matches!(character, '\u{A0}'..='\u{17F}') || (byte_of(character).is_some() && !character.is_ascii())
}

/// The byte of a character in Windows-1252, with the five bytes that it leaves undefined as programs read them.
fn byte_of(character: char) -> Option<u8> {
    match character {
        '\0'..='\u{7F}' | '\u{A0}'..='\u{FF}' => u8::try_from(u32::from(character)).ok(),
        '\u{81}' | '\u{8D}' | '\u{8F}' | '\u{90}' | '\u{9D}' => u8::try_from(u32::from(character)).ok(),
        _ => {
            let mut buffer = [0; 4];
            let (bytes, _, is_lost) = WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
            bytes.first().copied().filter(|_| !is_lost)
        }
    }
}

/// The text with each HTML entity as its character.
fn unescaped(text: &str) -> Option<String> {
    const LONGEST: usize = 10;
    let mut unescaped = String::with_capacity(text.len());
    let (mut rest, mut changed) = (text, false);
    while let Some((before, after)) = rest.split_once('&') {
        unescaped.push_str(before);
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&after[..end])?, end))) {
            Some((character, end)) => {
                unescaped.push(character);
                rest = &after[end + 1..];
                changed = true;
            }
            None => {
                unescaped.push('&');
                rest = after;
            }
        }
    }
    unescaped.push_str(rest);
    changed.then_some(unescaped)
}

/// Tells whether a text ends in an HTML entity that lacks its `;`: `No&euml`.
pub fn ends_in_entity(text: &str) -> bool {
    text.rsplit_once('&').is_some_and(|(_, name)| entity(name).is_some())
}

fn is_escaped(text: &str) -> bool {
    text.contains('&') && unescaped(text).is_some()
}

fn entity(name: &str) -> Option<char> {
    let number = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        },
        None => return ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, character)| *character),
    };
    number.and_then(char::from_u32).filter(|character| !character.is_control())
}

/// Tells whether letters of a name are lost: a `?` or `�` within a word, or the remains of a letter that was misread.
pub fn is_damaged(name: &str) -> bool {
    if name.bytes().all(|byte| byte.is_ascii() && byte != b'?' && byte != b'&') {
        return false;
    }
    let characters = || name.chars();
    let follow = || characters().zip(characters().skip(1));
    let has_lost = follow().any(|(one, other)| {
        (one == '?' && other.is_alphabetic()) || (one.is_alphabetic() && other == '?') || is_remains(one, other)
    });
    has_lost || characters().any(is_no_letter_of_a_name) || has_cut_entity(name)
}

/// Tells whether two characters are what is left of a letter of UTF-8 that was read in another encoding.
fn is_remains(one: char, other: char) -> bool {
    let is_lead = matches!(one, 'Ã' | 'Â' | 'Å' | 'Ä' | 'â' | 'ã' | '√');
    let is_of_names = SIGNS_OF_NAMES.contains(&other) || "'-‑.,()/\"".contains(other);
    let is_sign = !other.is_alphanumeric() && !other.is_whitespace() && !is_of_names;
    // «IRMÃ» is a word, «VoilÃ» is none.
    is_lead && is_sign || (one.is_lowercase() && matches!(other, 'Ã' | 'Â'))
}

/// U+FFFD, control characters, and the lines of tables that code pages have in place of letters.
fn is_no_letter_of_a_name(character: char) -> bool {
    matches!(character, '\u{FFFD}' | '\u{80}'..='\u{9F}' | '\u{2500}'..='\u{259F}')
}

/// `No&eumll`, `No&euml l`: an entity that has lost its end.
fn has_cut_entity(name: &str) -> bool {
    const ACCENTS: [&str; 6] = ["acute", "cedil", "circ", "grave", "tilde", "uml"];
    name.split('&')
        .skip(1)
        .any(|after| after.get(1..).is_some_and(|rest| ACCENTS.iter().any(|accent| rest.starts_with(accent))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(text: &str) -> String {
        // As programs do, with the five undefined bytes as control characters.
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_misread_once_or_twice_or_escaped_is_repaired() {
        let letters = "àâäáãåçéèêëíìîïñóòôöõøúùûüýÿœæšžßÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆŠŁł";
        for text in letters.chars().map(|letter| format!("No{letter}l D’HEILLY")) {
            let once = misread(&text);
            assert_eq!(repaired(&once).as_deref(), Some(&*text), "{once}");
            let twice = misread(&once);
            assert_eq!(repaired(&twice).as_deref(), Some(&*text), "{twice}");
        }
        for (damaged, text) in [
            ("NoÃ©", "Noé"),
            ("BÃƒâ€°", "BÉ"),
            ("No&euml;l", "Noël"),
            ("No&#235;l", "Noël"),
            ("No&#xEB;l", "Noël"),
            ("No&amp;euml;l", "Noël"),
            ("NOÃ‰MIE Ã‰lise", "NOÉMIE Élise"),
            ("noã©mie", "noémie"),
            ("Lâ€™HEUREUX", "L’HEUREUX"),
            ("Dupont &amp; fils", "Dupont & fils"),
            ("NoÃ© Éloïse", "Noé Éloïse"),
        ] {
            assert_eq!(repaired(damaged).as_deref(), Some(text), "{damaged}");
            assert!(!is_damaged(text), "{text}");
        }
    }

    #[test]
    fn real_names_stay_as_they_are() {
        for name in [
            "Noël",
            "Éloïse",
            "JOÃO",
            "IRMÃ",
            "Ãngela",
            "CONCEIÇÃO",
            "Åse",
            "Änne",
            "ÅŚ",
            "Dupont & fils",
            "R&D",
            "Chloé-Ève",
            "D’HEILLY",
            "«Élise»",
            "São",
            "Ângelo",
            "ŽIŽEK",
            "Łukasz",
            "M. & Mme",
            "Zoé;Léa",
            "Jean ?",
            "?",
            "",
        ] {
            assert_eq!(repaired(name), None, "{name}");
            assert!(!is_damaged(name), "{name}");
        }
    }

    #[test]
    fn what_a_name_may_be_written_like_is_in_doubt() {
        for (text, expected) in [
            ("IRMÃ–COSTA", Some(Damage::Doubtful)),
            ("Irmã\u{a0}Costa", Some(Damage::Doubtful)),
            ("JÄRVELÄ–NIEMI", Some(Damage::Doubtful)),
            ("CÃ”ME", Some(Damage::Doubtful)),
            ("CÃ´me NÃ”", Some(Damage::Certain)),
            ("NoÃ©", Some(Damage::Certain)),
            ("LEBÅ’UF", Some(Damage::Certain)),
            ("IRMÃ–COSTA &amp; fils", Some(Damage::Certain)),
            ("Noël", None),
            ("IRMÃ-COSTA", None),
        ] {
            assert_eq!(damage(text), expected, "{text}");
            assert_eq!(repaired(text).is_some(), expected.is_some(), "{text}");
            assert!(expected != Some(Damage::Doubtful) || !is_damaged(text), "{text} may be a name");
        }
        let tell = |texts: &[&str]| {
            let mut tally = AccentTally::default();
            texts.iter().for_each(|text| tally.see(text));
            tally.is_misread()
        };
        assert_eq!(tell(&["NoÃ©", "ZoÃ©", "Éloïse"]), Some(true));
        assert_eq!(tell(&["NoÃ©", "Zoé", "IRMÃ–COSTA"]), Some(false));
        assert_eq!(tell(&["NoÃ©", "Zo?"]), Some(false));
        assert_eq!(tell(&["ROUX", "IRMÃ–COSTA", "No&euml;l"]), None);
    }

    #[test]
    fn lost_letters_are_told() {
        for name in [
            "No?l",
            "?lo?se",
            "Jos?",
            "No\u{FFFD}l",
            "No??l",
            "VoilÃ",
            "No├®l",
            "No√©l",
            "No\u{8e}",
            "No&eumll",
            "Ã‡A√©",
            "Â€™",
        ] {
            let text = repaired(name).unwrap_or_else(|| name.to_owned());
            assert!(is_damaged(&text), "{name}: {text}");
        }
    }
}
