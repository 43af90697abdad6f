//! Encodings that are not read, told by their letters.
//!
//! Role: tells a list in code page 850 (MS-DOS) or Mac OS Roman from one in Windows-1252: all three have a letter for nearly every
//! byte, so that a list in the wrong one has other accents and no error. Input: bytes that are not UTF-8. Output: the name of the
//! encoding, and the first byte that shows it. Invariant: only letters that French names have speak for an encoding, and
//! Windows-1252 holds where nothing speaks louder for another.
//!
//! Entry point: [`other_encoding`].

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// The letters of French names, and those of neighbours that are frequent in France.
const LETTERS: &str = "àâäçéèêëîïíóôöùûüúñáãõæœÿøåšžßÀÂÄÇÉÈÊËÎÏÍÓÔÖÙÛÜÚÑÁÃÕÆŒŸØÅŠŽ’";

/// Small letters that stand among capitals where a program capitalises the other letters alone: «HéLèNE».
const LEFT_SMALL: &str = "àâäçéèêëîïôöùûü";

/// Signs that stand beside words and never within one.
const PUNCTUATION: &str = "“”‘…–—";

/// Code page 850 from 80 on.
const CODE_PAGE_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// An encoding of single bytes.
struct CodePage {
    name: &'static str,
    /// True of the encoding that holds where the letters speak for no other.
    is_default: bool,
    /// The characters from 80 on.
    upper: Vec<char>,
}

impl CodePage {
    fn all() -> [Self; 3] {
        let bytes: Vec<u8> = (0x80..=0xFF).collect();
        let of = |encoding: &'static encoding_rs::Encoding| {
            encoding.decode_without_bom_handling(&bytes).0.chars().collect::<Vec<char>>()
        };
        [
            Self { name: "Windows-1252", is_default: true, upper: of(WINDOWS_1252) },
            Self { name: "CP850 (MS-DOS)", is_default: false, upper: CODE_PAGE_850.chars().collect() },
            Self { name: "MacRoman (Mac OS)", is_default: false, upper: of(MACINTOSH) },
        ]
    }

    /// How much a byte speaks for this encoding: as a letter of a name, in the case of the letters beside it. In
    /// Windows-1252, which holds in doubt, [`LEFT_SMALL`] letters among capitals are no odd ones.
    fn speaks(&self, before: Option<u8>, byte: u8, after: Option<u8>) -> i64 {
        let character = self.upper[usize::from(byte - 0x80)];
        let is_lower = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase());
        let is_upper = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_uppercase());
        let is_within = [before, after].into_iter().all(|byte| byte.is_some_and(|byte| byte.is_ascii_alphabetic()));
        if PUNCTUATION.contains(character) {
            return if is_within { -1 } else { 1 };
        }
        let is_left_small = self.is_default && LEFT_SMALL.contains(character);
        let is_odd = (character.is_uppercase() && is_lower(before))
            || (character.is_lowercase() && is_upper(before) && is_upper(after) && !is_left_small);
        if LETTERS.contains(character) && !is_odd { 1 } else { -1 }
    }
}

/// The encoding that the letters speak for, if it is not Windows-1252, and where the first of them stands.
pub(super) fn other_encoding(bytes: &[u8]) -> Option<(&'static str, usize)> {
    let pages = CodePage::all();
    let mut votes = [0_i64; 3];
    let mut first = None;
    for (at, &byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let (before, after) =
            (at.checked_sub(1).and_then(|before| bytes.get(before)).copied(), bytes.get(at + 1).copied());
        let is_of_word = |beside: Option<u8>| beside.is_some_and(|byte| byte.is_ascii_alphabetic());
        if is_of_word(before) || is_of_word(after) {
            first.get_or_insert(at);
            for (vote, page) in votes.iter_mut().zip(&pages) {
                *vote += page.speaks(before, byte, after);
            }
        }
    }
    // Among equals the first one holds.
    let best = (1..votes.len()).fold(0, |best, other| if votes[other] > votes[best] { other } else { best });
    first.filter(|_| best > 0 && votes[best] > 0).map(|at| (pages[best].name, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, page: usize) -> Vec<u8> {
        let upper = &CodePage::all()[page].upper;
        let byte = |character: char| match u8::try_from(u32::from(character)) {
            Ok(byte) if byte.is_ascii() => byte,
            _ => 0x80 + u8::try_from(upper.iter().position(|other| *other == character).unwrap()).unwrap(),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn the_letters_tell_the_encoding() {
        for text in [
            "Nom;Prénom\nNOIRET;Zoé\n",
            "Noël;Léa;François;Hélène;Gaël",
            "ÉLÈVE;NOÉMIE;FRANÇOIS",
            "Prénom;Né(e) le\nMaël;Anaïs;Jérôme;Benoît;Août",
            "Élève;Éloïse",
            "No\u{e9}",
        ] {
            for (page, expected) in [None, Some("CP850 (MS-DOS)"), Some("MacRoman (Mac OS)")].into_iter().enumerate() {
                let found = other_encoding(&encoded(text, page));
                assert_eq!(found.map(|(name, _)| name), expected, "{text}");
            }
        }
        for text in [
            "HéLèNE;FRANçOIS;NOëL",
            "Prénom\nAéAàA",
            "NOéMIE",
            "ŽIŽEK;Žižek;Šimun",
            "D’HEILLY;L’HÉRITIER",
            "12 – 14;x…",
            "Zoë;Loïc œuf",
            "Muñoz;João;Søren",
            "x€;«A»",
        ] {
            assert_eq!(other_encoding(&encoded(text, 0)), None, "{text}");
        }
        assert_eq!(CODE_PAGE_850.chars().count(), 128);
    }
}
