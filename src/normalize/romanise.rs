//! Romanisation variants: one skeleton for the spellings that a name takes on its way from another
//! script, or another orthography, into a French file.
//!
//! Input: a joined name. Output: a skeleton that Mohamed, Mohammed, Mouhamed and Muhammad share, as do
//! Youssef, Yusuf and Youcef, Abdelrahman and Abderrahmane, Khadija and Kadidja, Walid and Oualid,
//! Sofiane and Soufyan, Cissokho and Sissoko, Petrovic and Petrovitch. The rules are our own, written
//! from the variants of INSEE's given names, not a published scheme.
//!
//! Vowels stay what they are, except for ou = u = w, y = i, ee = i, ai = ei, and inside a few names:
//! Julie is not Julia, Léa not Léo. A mute final e distinguishes Martin from Martine, so it falls only
//! after endings that French feminines do not have (Amin, Amine; Rayan, Rayane).
//!
//! What it merges, measured on INSEE's lists by `cargo bench --bench collisions`: the chance that two people drawn
//! at random have different names with one skeleton, beside the chance that they have the same name.
//!
//! | list | names → skeletons | same name | merged |
//! |---|---|---|---|
//! | given names 2004–2016, by births | 12,270 → 7,775 | 2.0 × 10⁻³ | 4.6 × 10⁻⁴ |
//! | given names 1960–1992, by births | 8,224 → 6,276 | 4.3 × 10⁻³ | 1.5 × 10⁻⁴ |
//! | family names, each counted once | 215,909 → 185,433 | 4.7 × 10⁻⁶ | 1.8 × 10⁻⁶ |
//!
//! Among given names the pairs that weigh most are spellings of one name (Mathys and Mathis, Lucas and
//! Lukas, Mickaël and Michaël), with exceptions that the rules accept: Noah and Noa, Luna and Louna, Luis
//! and Louis. Left out because they would merge unlike names: a = e everywhere (Lana, Lena), o = ou
//! everywhere (Louis, Loïs), mute final e everywhere (Martin, Martine), mute initial h (Hanna, Anna).

use super::rules::{Rule, Table};

/// The skeleton of a joined name. Never empty unless the name is.
///
/// ```
/// use rapproche::normalize::romanised;
/// assert_eq!(romanised("MOUHAMMAD"), romanised("MOHAMED"));
/// assert_ne!(romanised("MARTIN"), romanised("MARTINE"));
/// ```
pub fn romanised(joined: &str) -> String {
    let skeleton = TABLE.rewrite(joined);
    if skeleton.is_empty() { joined.to_owned() } else { skeleton }
}

const CONSONANTS: &str = "BCDFGHJKLMNPQRSTVWXZ";

/// The consonants that the Arabic article assimilates to: Abd-el-Rahman is said Abderrahman.
const SUN_LETTERS: &str = "DNRSTZ";

const fn anywhere(letters: &'static str, code: &'static str) -> Rule {
    Rule::new("", letters, "", code)
}

const fn before(letters: &'static str, right: &str, code: &'static str) -> Rule {
    Rule::new("", letters, right, code)
}

const fn at_start(letters: &'static str, code: &'static str) -> Rule {
    Rule::new("|", letters, "", code)
}

const fn at_end(letters: &'static str, code: &'static str) -> Rule {
    Rule::new("", letters, "|", code)
}

/// In the code C stands for ch, Y for a final ée, U also for ou and w; H stands only at the start.
static TABLE: Table = Table::new(&[
    // A: Abd-el-, whatever the vowel; -eddine; Yacine, Amine, Rayane.
    before("ABDOUL", SUN_LETTERS, "ABD"),
    before("ABDEL", SUN_LETTERS, "ABD"),
    before("ABDAL", SUN_LETTERS, "ABD"),
    before("ABDUL", SUN_LETTERS, "ABD"),
    before("ABDOU", CONSONANTS, "ABD"),
    before("ABDE", CONSONANTS, "ABD"),
    before("ABDA", CONSONANTS, "ABD"),
    before("ABDU", CONSONANTS, "ABD"),
    at_end("ADDINE", "DIN"),
    at_end("ACINE", "ASIN"),
    at_end("AYANE", "EIAN"),
    Rule::new("|DHLY", "AMINE", "|", "AMIN"),
    anywhere("AI", "EI"),
    anywhere("AY", "EI"),
    // B
    anywhere("BH", "B"),
    // C
    anywhere("CHAEL", "KAEL"),
    at_end("CHAME", "CAM"),
    before("CHH", "", "C"),
    before("CH", "LNR", "K"),
    anywhere("CH", "C"),
    anywhere("CK", "K"),
    anywhere("CQU", "K"),
    before("CC", "EIY", "X"),
    before("C", "EIY", "S"),
    anywhere("C", "K"),
    // D
    at_end("DNANE", "DNAN"),
    at_end("DOVIC", "DOVIK"),
    anywhere("DJ", "J"),
    anywhere("DH", "D"),
    // E
    at_end("EDDINE", "DIN"),
    at_end("EDDIN", "DIN"),
    at_end("EDINE", "DIN"),
    at_end("EE", "Y"),
    before("EE", CONSONANTS, "I"),
    anywhere("EY", "EI"),
    // F
    at_end("FIANE", "FIAN"),
    at_end("FYANE", "FIAN"),
    // G
    anywhere("GH", "G"),
    before("GU", "EIY", "G"),
    before("G", "EIY", "J"),
    // H: kept at the start, where it is heard and written; mute elsewhere.
    at_start("HOSS", "HUS"),
    at_start("HAMMAD", "HAMED"),
    at_start("HAMAD", "HAMED"),
    anywhere("HAMMAD", "AMED"),
    anywhere("HAMAD", "AMED"),
    at_end("HMANE", "MAN"),
    at_end("HDINE", "DIN"),
    at_end("HMAD", "MED"),
    at_end("HMET", "MED"),
    at_end("HAMET", "AMED"),
    at_start("H", "H"),
    anywhere("H", ""),
    // I
    at_end("IMANE", "IMAN"),
    at_end("IHAME", "IAM"),
    at_end("IE", "I"),
    // K
    at_end("KMANE", "KMAN"),
    anywhere("KH", "K"),
    anywhere("KS", "X"),
    // M
    before("MO", "H", "MU"),
    at_end("MRANE", "MRAN"),
    // N
    anywhere("NICHOL", "NIKOL"),
    Rule::new("U", "NOUS", "|", "NES"),
    Rule::new("U", "NUS", "|", "NES"),
    at_end("NOURDINE", "NURDIN"),
    at_end("NORDINE", "NURDIN"),
    before("NOR", "DE", "NUR"),
    // O
    anywhere("OACHIM", "OAKIM"),
    at_end("OUCINE", "USIN"),
    at_end("OUDDINE", "DIN"),
    at_end("OUDDIN", "DIN"),
    at_end("ODDINE", "DIN"),
    at_start("OSSAMA", "USAMA"),
    at_start("OSAMA", "USAMA"),
    at_start("OTHMANE", "UTMAN"),
    at_start("OTHM", "UTM"),
    at_start("OSMANE", "USMAN"),
    at_start("OSM", "USM"),
    Rule::new("|", "OM", "A", "UM"),
    anywhere("OO", "U"),
    anywhere("OU", "U"),
    // P
    at_end("PHIANE", "FIAN"),
    anywhere("PH", "F"),
    // Q
    before("QU", "AEIOY", "K"),
    anywhere("Q", "K"),
    // R
    at_end("ROUANE", "RUAN"),
    at_end("RIAME", "RIAM"),
    at_end("RYAME", "RIAM"),
    // S
    at_start("SOPHIANE", "SUFIAN"),
    at_start("SOPHIAN", "SUFIAN"),
    at_start("SOFIANE", "SUFIAN"),
    at_start("SOFYANE", "SUFIAN"),
    at_start("SOFIAN", "SUFIAN"),
    at_start("SOFYAN", "SUFIAN"),
    at_end("SHAME", "CAM"),
    at_end("SSANE", "SAN"),
    at_end("SSINE", "SIN"),
    at_end("SMANE", "SMAN"),
    Rule::new("OU", "SSOUF", "|", "SEF"),
    Rule::new("OU", "SSUF", "|", "SEF"),
    Rule::new("OU", "SOUF", "|", "SEF"),
    Rule::new("OU", "SUF", "|", "SEF"),
    Rule::new("AEIOUY", "SSE", "|", "S"),
    anywhere("SMAIL", "SMAEL"),
    anywhere("SCH", "C"),
    anywhere("SH", "C"),
    before("SC", "EIY", "S"),
    // T
    at_end("THMANE", "TMAN"),
    at_end("TMANE", "TMAN"),
    anywhere("TCH", "C"),
    anywhere("TH", "T"),
    // U
    at_end("UDDINE", "DIN"),
    at_end("UDDIN", "DIN"),
    // V: the Slavic «son of».
    at_end("VITCH", "VIC"),
    at_end("VICH", "VIC"),
    at_end("VITZ", "VIC"),
    at_end("VIC", "VIC"),
    // W
    at_end("WANE", "UAN"),
    at_end("WITCH", "VIC"),
    at_end("WICH", "VIC"),
    at_end("WICZ", "VIC"),
    at_end("WITZ", "VIC"),
    at_end("WIC", "VIC"),
    before("W", "LR", "V"),
    anywhere("W", "U"),
    // Y
    at_end("YMANE", "IMAN"),
    anywhere("Y", "I"),
    // Z
    anywhere("ZACH", "ZAK"),
]);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        TABLE.assert_well_formed();
    }

    #[test]
    fn variants_coincide() {
        for variants in [
            "MOHAMED MOHAMMED MOUHAMED MOUHAMMED MUHAMMAD MUHAMMED MOHAMAD MOHAMMAD",
            "AHMED AHMAD AHMET",
            "YOUSSEF YUSUF YOUSEF YOUCEF YOUSSOUF YUSSUF",
            "YOUNES YOUNESS YOUNESSE YUNUS YOUNOUS",
            "ABDELRAHMANE ABDERRAHMAN ABDURRAHMAN ABDRAHMANE ABDELRAHMAN",
            "ABDELKADER ABDULKADER ABDOULKADER",
            "ABDALLAH ABDELLAH ABDULLAH ABDALLA",
            "NOUREDDINE NOUREDINE NOURDINE NORDINE NOREDDINE NURUDDIN",
            "KHADIJA KADIJA KHADIDJA KADIDJA",
            "WALID OUALID",
            "MARWAN MAROUANE MARWANE",
            "SOFIANE SOUFIANE SUFYAN SOFYAN SOPHIANE",
            "OUSSAMA OSAMA USAMA OUSAMA",
            "OMAR OUMAR",
            "OTHMANE OTHMAN OUTHMANE",
            "OSMAN OSMANE OUSMANE",
            "AICHA AYSHA AISHA AYCHA",
            "LEILA LEYLA LAYLA LAILA",
            "ISMAEL ISMAIL",
            "MICKAEL MICHAEL MIKAEL",
            "ZAKARIA ZACCARIA ZACHARIA",
            "JOACHIM JOAKIM JOAQUIM",
            "CHLOE KLOE CLOE",
            "RAPHAEL RAFAEL RAFFAEL",
            "DJAMEL JAMEL",
            "DJIBRIL JIBRIL GIBRIL",
            "RACHID RASHID",
            "KARIM KAREEM",
            "MARIE MARY MARI",
            "EMMA EMA",
            "YASSINE YACINE YASSIN",
            "CISSOKHO SISSOKO CISSOKO",
            "PETROVIC PETROVITCH PETROVICH",
            "CHEIKH CHEIK CHEICK SHEIKH",
            "CHARLIE CHARLY",
            "SARAH SARA",
            "MATHIS MATIS MATHYS",
        ] {
            let skeletons: Vec<_> = variants.split(' ').map(|name| (name, romanised(name))).collect();
            assert!(skeletons.iter().all(|(_, skeleton)| *skeleton == skeletons[0].1), "{skeletons:?}");
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for pair in [
            "JULIE JULIA",
            "LEA LEO",
            "MARTIN MARTINE",
            "RENE RENEE",
            "ANDRE ANDREE",
            "LOUIS LOISE",
            "LOUIS LOIS",
            "EMMA ANNA",
            "ANNA HANNA",
            "JEAN JEANNE",
            "ALI ELI",
            "LANA LENA",
            "ROMAN ROMANE",
            "MORGAN MORGANE",
            "VALENTIN VALENTINE",
            "LOUAN LOUANE",
            "AMIR EMIR",
            "HUGO UGO",
            "MATHIS MATHIEU",
            "LUCAS LUCIE",
            "KADER ABDELKADER",
            "DUPONT DURAND",
            "MAX MAXIME",
            "JASMIN JASMINE",
        ] {
            let (a, b) = pair.split_once(' ').unwrap();
            assert_ne!(romanised(a), romanised(b), "{pair}");
        }
    }

    proptest! {
        #[test]
        fn a_name_always_has_a_skeleton(name in "[A-ZΑ-Ωа-я0-9]{1,20}") {
            prop_assert!(!romanised(&name).is_empty());
        }

        #[test]
        fn doubling_a_consonant_changes_nothing(name in "[BLPRT][EI][BFLPRT]?[EI]", consonant in "[BFLPRT]", end in "[AI][BFLPRT]{0,3}") {
            let single = format!("{name}{consonant}{end}");
            let double = format!("{name}{consonant}{consonant}{end}");
            prop_assert_eq!(romanised(&single), romanised(&double));
        }
    }
}
