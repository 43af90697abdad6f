//! Accents that a program has damaged.
//!
//! Role: gives back the letters of texts that were read in a wrong encoding or escaped for a web page, where that is certain,
//! and tells names whose letters are lost. Input: one text. Output: [`repaired`] text, or whether it [`is_damaged`]. Invariant: a
//! repair is the one text that the damage can have come from; anything else stays as it is written.
//!
//! `NoÃ©` is UTF-8 read as Windows-1252, `BÃƒâ€°` the same twice, `No&euml;l` is HTML. No name has such a sequence of its own:
//! a capital `Ã`, `Â`, `Å`, `Ä` or `â` is never followed by a sign such as `©` or `€`.

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

/// The text as it was before a program damaged it; `None` where there is nothing to repair, or nothing certain.
#[inline]
pub fn repaired(text: &str) -> Option<String> {
    let may_be_damaged = text.bytes().any(|byte| byte == b'&' || matches!(byte, 0xC3 | 0xC5 | 0xE2));
    if may_be_damaged { repair(text) } else { None }
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
    let is_sign = !other.is_alphanumeric() && !other.is_whitespace() && !"'’-‑.,()/\"".contains(other);
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
