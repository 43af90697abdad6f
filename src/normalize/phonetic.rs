//! French phonetics: one code for the spellings that sound alike in French.
//!
//! Input: a joined name. Output: a code that DUPONT and DUPOND share, as do LEFEBVRE and LEFEVRE,
//! THIBAULT and THIBAUD, GAUTHIER and GAUTIER, MATHIS and MATHYS.
//!
//! The code is our own, not a published one. It goes the way of FONEM (G. Bouchard, P. Brard,
//! Y. Lavoie, «FONEM : un code de transcription phonétique», Population 36-6, 1981), contextual rules
//! and a readable result, and takes from Phonex (F. Brouard, 1999) the nasal vowels as signs of their
//! own. The tests take pairs over from FONEM's examples. It differs from both on purpose: s, ss, c and z
//! are one sound (spellings of names do not tell s from z), the final consonants that French does not
//! say are dropped, those of foreign names (David, Rachid, Felix) are kept.
//!
//! Folding has taken the accents, so an E that ends a name after a consonant is mute, in Martine but
//! also in René.
//! Homophones of both sexes (Michel, Michèle) have one code: this is weak evidence, for suggestions
//! and for finding candidates, never for a link alone.
//!
//! What it merges, measured on INSEE's lists by `cargo bench --bench collisions`: the chance that two people drawn
//! at random have different names with one code, beside the chance that they have the same name.
//!
//! | list | names → codes | same name | merged |
//! |---|---|---|---|
//! | given names 2004–2016, by births | 12,270 → 7,068 | 2.0 × 10⁻³ | 5.6 × 10⁻⁴ |
//! | given names 1960–1992, by births | 8,224 → 5,736 | 4.3 × 10⁻³ | 3.3 × 10⁻⁴ |
//! | family names, each counted once | 215,909 → 149,044 | 4.7 × 10⁻⁶ | 6.9 × 10⁻⁶ |
//!
//! Beside true homophones the heaviest pairs are Lucas and Luca, Anna and Anas, Sarah and Zahra.

use super::rules::{Rule, Table};

/// The phonetic code of a joined name. Never empty unless the name is.
///
/// ```
/// use rapproche::normalize::phonetic;
/// assert_eq!(phonetic("THIBAULT"), phonetic("TIBO"));
/// assert_ne!(phonetic("MATHIS"), phonetic("MATHIEU"));
/// ```
pub fn phonetic(joined: &str) -> String {
    let code = TABLE.rewrite(joined);
    if code.is_empty() { joined.to_owned() } else { code }
}

const VOWELS: &str = "AEIOUY";
/// After a vowel and N, what makes it nasal: the end, or a consonant other than N, M and H.
const NASAL: &str = "|BCDFGJKLPQRSTVWXZ";
/// After a vowel and M, the same.
const LABIALS: &str = "BP";

const fn anywhere(letters: &'static str, code: &'static str) -> Rule {
    Rule::new("", letters, "", code)
}

const fn before(letters: &'static str, right: &str, code: &'static str) -> Rule {
    Rule::new("", letters, right, code)
}

const fn after(left: &str, letters: &'static str, code: &'static str) -> Rule {
    Rule::new(left, letters, "", code)
}

const fn at_end(letters: &'static str, code: &'static str) -> Rule {
    Rule::new("", letters, "|", code)
}

/// At the end, after one of `left`.
const fn ending(left: &str, letters: &'static str, code: &'static str) -> Rule {
    Rule::new(left, letters, "|", code)
}

/// In the code 1 is an, 2 in, 3 on, 4 eu, 5 gn; W is ou, C ch, E any é or è; I is also the glide of
/// MEYER and FAILLARD.
static TABLE: Table = Table::new(&[
    // A
    at_end("AILLER", "AIE"),
    anywhere("AILL", "AI"),
    before("AIN", NASAL, "2"),
    before("AIM", LABIALS, "2"),
    before("AI", VOWELS, "AI"),
    at_end("AIS", "E"),
    anywhere("AI", "E"),
    anywhere("ANCOI", "1SWA"),
    before("AN", NASAL, "1"),
    before("AM", LABIALS, "1"),
    anywhere("AOU", "AW"),
    at_end("AULT", "O"),
    at_end("AULTS", "O"),
    at_end("AULD", "O"),
    at_end("AULX", "O"),
    anywhere("AU", "O"),
    before("AY", VOWELS, "AI"),
    anywhere("AY", "E"),
    Rule::new("L", "AE", "T", "E"),
    // B
    after("M", "BS", ""),
    ending("M", "B", ""),
    before("B", "V", ""),
    // C
    at_end("CHER", "CE"),
    at_end("CHERS", "CE"),
    anywhere("CHAEL", "KAEL"),
    before("CH", "LNR", "K"),
    anywhere("CH", "C"),
    anywhere("CK", "K"),
    before("CC", "EIY", "KS"),
    before("C", "EIY", "S"),
    ending("N", "C", ""),
    anywhere("CQU", "K"),
    anywhere("CQ", "K"),
    anywhere("C", "K"),
    // D
    anywhere("DJ", "J"),
    before("DG", "EIY", "J"),
    ending("N", "DT", ""),
    at_end("DT", "T"),
    ending("LNRU", "DS", ""),
    ending("LNRU", "D", ""),
    // E
    at_end("EAULT", "O"),
    at_end("EAULX", "O"),
    at_end("EAULD", "O"),
    anywhere("EAU", "O"),
    Rule::new("J", "EAN", NASAL, "1"),
    after("J", "EA", "A"),
    at_end("EILLER", "EIE"),
    anywhere("EILL", "EI"),
    at_end("EIL", "EI"),
    before("EIN", NASAL, "2"),
    before("EI", VOWELS, "EI"),
    anywhere("EI", "E"),
    before("EY", VOWELS, "EI"),
    anywhere("EY", "E"),
    anywhere("EUILL", "4I"),
    at_end("EUIL", "4I"),
    anywhere("EU", "4"),
    at_end("EES", "E"),
    at_end("EE", "E"),
    Rule::new("IY", "EN", "|S", "2"),
    at_end("EN", "EN"),
    before("EN", NASAL, "1"),
    before("EM", LABIALS, "1"),
    ending("IY", "ER", "E"),
    ending("IY", "ERS", "E"),
    at_end("ET", "E"),
    at_end("ETS", "E"),
    ending("ABCDFGHIJKLMPQRSTUVWXYZ", "ES", ""),
    ending("AO", "E", "E"),
    at_end("E", ""),
    // G
    at_end("GER", "JE"),
    at_end("GERS", "JE"),
    before("GE", "AOU", "J"),
    anywhere("GH", "G"),
    before("GNI", VOWELS, "5"),
    at_end("GNES", "5ES"),
    anywhere("GN", "5"),
    ending("N", "G", ""),
    anywhere("GUILL", "GI"),
    before("GU", "EIY", "G"),
    before("G", "EIY", "J"),
    // H
    anywhere("H", ""),
    // I
    at_end("IE", "I"),
    at_end("IES", "I"),
    before("IN", NASAL, "2"),
    before("IM", LABIALS, "2"),
    // K
    anywhere("KH", "K"),
    // M
    Rule::new("|", "MC", "", "MAK"),
    // N
    at_end("NES", "NES"),
    // O
    anywhere("OEU", "4"),
    before("OIN", NASAL, "W2"),
    before("OI", VOWELS, "WAI"),
    anywhere("OI", "WA"),
    before("OM", "BPT", "3"),
    before("ON", NASAL, "3"),
    anywhere("OO", "W"),
    at_end("OST", "O"),
    before("OUIN", NASAL, "W2"),
    anywhere("OUILL", "WI"),
    at_end("OUD", "WD"),
    anywhere("OU", "W"),
    at_end("OW", "O"),
    before("OY", VOWELS, "WAI"),
    anywhere("OY", "WA"),
    // P
    anywhere("PH", "F"),
    ending("M", "PS", ""),
    ending("M", "P", ""),
    Rule::new("AM", "P", "T", ""),
    // Q
    anywhere("QU", "K"),
    anywhere("Q", "K"),
    // S
    Rule::new("|", "ST", "BCDFGHKLMNPV", "S2T"),
    anywhere("SCH", "C"),
    anywhere("SH", "C"),
    before("SC", "EIY", "S"),
    at_end("SS", "S"),
    at_end("S", ""),
    // T
    anywhere("TCH", "C"),
    anywhere("TH", "T"),
    Rule::new("I", "TIA", "|", "SIA"),
    at_end("TT", "T"),
    at_end("TS", ""),
    ending("ABCDEFGHIJKLMNOPQRUVWXYZ", "T", ""),
    // U
    anywhere("UILL", "UI"),
    before("UN", NASAL, "2"),
    before("UM", LABIALS, "2"),
    // X
    ending("U", "X", ""),
    before("XC", "EIY", "KS"),
    anywhere("X", "KS"),
    // Y
    before("YN", NASAL, "2"),
    before("YM", LABIALS, "2"),
    anywhere("Y", "I"),
    // Z
    anywhere("Z", "S"),
]);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assert_one_code(names: &str) {
        let codes: Vec<_> = names.split(' ').map(|name| (name, phonetic(name))).collect();
        assert!(codes.iter().all(|(_, code)| *code == codes[0].1), "{codes:?}");
    }

    #[test]
    fn the_table_is_well_formed() {
        TABLE.assert_well_formed();
    }

    #[test]
    fn homophones_have_one_code() {
        for names in [
            "DUPONT DUPOND DUPONTS",
            "DURAND DURANT DURANDS",
            "LEFEVRE LEFEBVRE",
            "THIBAULT THIBAUD THIBAUT THIBAUX TIBO THYBAUD",
            "GAUTHIER GAUTIER GOTHIER",
            "MATHIS MATHYS MATIS",
            "RENAUD RENAULT RENAUT RENO",
            "ARNAUD ARNAULT ARNAUT",
            "MARTIN MARTAIN MARTEIN MARTYN",
            "LEBLANC LEBLAN LEBLANT",
            "FRANCOIS FRANSOIS",
            "PHILIPPE FILIP PHILIP",
            "QUENTIN KENTIN CANTIN",
            "BAPTISTE BATISTE",
            "GUILLAUME GUILLOME GUYAUME",
            "JEAN JAN",
            "JEANNE JANNE",
            "EDOUARD EDWARD",
            "CATHERINE KATHERINE KATERINE",
            "ISABELLE ISABEL IZABELLE",
            "MARIE MARY",
            "SAINTMARTIN STMARTIN",
            "CHRISTOPHE KRISTOF",
            "LECOMTE LECOMPTE LECONTE",
            "DESCHAMPS DESCHAMP",
            "ROUSSEAU ROUSSEAUX ROUSSO",
            "BENOIT BENOIS",
            "JULIEN JULYEN",
            "GEOFFROY JOFFROY JOFROI",
            "RENEE RENAY",
        ] {
            assert_one_code(names);
        }
    }

    #[test]
    fn names_that_sound_different_have_different_codes() {
        for pair in [
            "MATHIS MATHIEU",
            "MARTIN MARTINE",
            "JEAN JEANNE",
            "LOUIS LOUISE",
            "FRANCOIS FRANCOISE",
            "JULIEN JULIENNE",
            "DAVID DAVY",
            "DUPONT DUPIN",
            "DURAND DUPOND",
            "MICHEL MICKAEL",
            "LUCAS LUC",
            "CAMILLE CAMELIA",
            "EMMA ANNA",
            "LEA LEO",
            "SIMON SIMONE",
            "LAURENT LAURE",
            "BERNARD BERTRAND",
            "PETIT PETER",
        ] {
            let (a, b) = pair.split_once(' ').unwrap();
            assert_ne!(phonetic(a), phonetic(b), "{pair}");
        }
    }

    #[test]
    fn codes_are_readable() {
        for (name, code) in [
            ("DUPONT", "DUP3"),
            ("THIBAULT", "TIBO"),
            ("LEFEBVRE", "LEFEVR"),
            ("GAUTHIER", "GOTIE"),
            ("VINCENT", "V2S1"),
            ("MATHIEU", "MATI4"),
            ("AGNES", "A5ES"),
            ("FRANCOISE", "FR1SWAS"),
            ("BOURGUIGNON", "BWRGI53"),
            ("CHLOE", "KLOE"),
            ("Ω3", "Ω3"),
            ("E", "E"),
            ("", ""),
        ] {
            assert_eq!(phonetic(name), code, "{name}");
        }
    }

    /// From the examples that public implementations of FONEM test: names with the same code, and names
    /// beside their FONEM code where that is itself a spelling. «Sainte-Croix» and «Ste-Croix», one code
    /// there, are two here: joined, STE is also the start of STEPHANE.
    #[test]
    fn fonem_examples_that_coincide_do_so_here() {
        for names in [
            "BEAULAC BAULAC",
            "IMBEAULT IMBO",
            "BELLAY BELLEY",
            "FAYARD FAILLARD FAIARD",
            "MEYER MEIER MEILLER",
            "GUYON GUILLON",
            "DUFAUT DUFO",
            "DEVAUX DEVO",
            "RONDEAUX RONDO",
            "BOURGAULX BOURGO",
            "PINCHAUD PINCHO",
            "PEDNAULD PEDNO",
            "ABRAAM ABRAM",
            "ROMPRE RONPRE",
            "BLAIN BLIN",
            "LEFEBVRE LEFEVRE",
            "MACE MASSE",
            "CELINE SELINE",
            "CERAPHIN SERAFIN",
            "CARINE KARINE",
            "VICTOR VIKTOR",
            "MACCIMILIEN MAXIMILIEN",
            "MAGELLA MAJELA",
            "GINETTE JINETE",
            "GEORGES JORJES",
            "PAGEAU PAJO",
            "GAGNION GAGNON",
            "MCNEIL MACNEIL",
            "QUENNEVILLE KENEVILLE",
            "LAROCQUE LAROKE",
            "SCIPION SIPION",
            "ASHED ACHED",
            "PATRITIA PATRISSIA",
            "MUNROW MUNRO",
            "EXCEL EXEL",
            "EXSILDA EXILDA",
            "CAZEAU KASO",
            "CORINNE KORINE",
            "STHILAIRE SAINTHILAIRE",
        ] {
            assert_one_code(names);
        }
    }

    proptest! {
        #[test]
        fn a_name_always_has_a_code(name in "[A-ZΑ-Ωа-я0-9]{1,20}") {
            prop_assert!(!phonetic(&name).is_empty());
        }

        #[test]
        fn codes_of_latin_names_are_ascii(name in "[A-Z]{0,20}") {
            prop_assert!(phonetic(&name).bytes().all(|byte| byte.is_ascii_uppercase() || (b'1'..=b'5').contains(&byte)));
        }
    }
}
