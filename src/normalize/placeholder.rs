//! Texts that stand in the place of a name nobody knows.
//!
//! Role: tells «INCONNU», «XNOM», «Père» or «N/A» from names. Input: the two parts of a name, as
//! [`fold`](fn@super::fold) leaves them. Output: which part is missing, if any. Invariant: a word that is a family name
//! in France (PERE, MERE, PARENT) stays one beside a given name.
//!
//! Directories require a family name and a given name, so people type something. Read as a name, such a text is rare,
//! and two unknown people who share it look like one person.
//!
//! Entry point: [`missing_part`].

use super::{is_given_name, joined, words};

/// One of the two parts that a name needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePart {
    /// The family name.
    Family,
    /// The given name.
    Given,
}

/// The part of a folded name that names nobody: it is empty, or a placeholder. The family name goes first.
///
/// ```
/// use rapproche::normalize::{NamePart, missing_part};
/// assert_eq!(missing_part("INCONNU", "LEA"), Some(NamePart::Family));
/// assert_eq!(missing_part("ROUX", "PERE"), Some(NamePart::Given));
/// assert_eq!(missing_part("PERE", "LEA"), None);
/// ```
pub fn missing_part(family: &str, given: &str) -> Option<NamePart> {
    let is_nobodys = is_placeholder_family(family) || (may_be_either(family) && !is_name_of_somebody(family, given));
    if family.is_empty() || is_nobodys {
        Some(NamePart::Family)
    } else {
        (given.is_empty() || is_placeholder_given(given)).then_some(NamePart::Given)
    }
}

/// Tells whether a folded text is a placeholder as a family name, whatever the given name is.
pub fn is_placeholder_family(folded: &str) -> bool {
    is_nobody(folded) || (is_role(folded) && !may_be_either(folded))
}

/// Tells whether a folded text is a placeholder as a given name.
pub fn is_placeholder_given(folded: &str) -> bool {
    let bare =
        ["LE ", "LA ", "L ", "SON ", "SA ", "UN ", "UNE "].into_iter().find_map(|word| folded.strip_prefix(word));
    is_nobody(folded) || is_role(bare.unwrap_or(folded)) || NO_GIVEN_NAMES.contains(&folded) || has_no_letter(folded)
}

/// Tells whether a folded text has no letter: «2».
fn has_no_letter(folded: &str) -> bool {
    !folded.chars().any(char::is_alphabetic)
}

/// Tells whether a folded text says in either part that there is no name.
fn is_nobody(folded: &str) -> bool {
    if !may_begin_a_placeholder(folded) {
        return false;
    }
    let joined = joined(folded);
    // «INCONNU 2», «X1»: lists number what they do not know.
    let bare = joined.trim_end_matches(|character: char| character.is_ascii_digit());
    let is_one_letter = bare.bytes().all(|byte| Some(byte) == bare.bytes().next());
    match bare.len() {
        // Zeros alone; other numbers are left to whoever compares them.
        0 => joined.bytes().all(|byte| byte == b'0'),
        // «X» is what directories write for none, and «ZZZ» is no name.
        1.. if is_one_letter => bare.starts_with('X') || (bare.starts_with('Z') && bare.len() > 2),
        _ => NOBODY.binary_search(&bare).is_ok() || ABBREVIATIONS.contains(&folded),
    }
}

/// Tells whether a folded text names a relation, a role or a civility and nobody in it: «BEAU PERE», «M ET MME»,
/// «RESPONSABLE LEGAL 1», «MERE DE LEA».
fn is_role(folded: &str) -> bool {
    if !may_begin_a_placeholder(folded) {
        return false;
    }
    let mut all = words(folded).peekable();
    let mut has_role = false;
    while let Some(word) = all.next() {
        if ROLES.binary_search(&word).is_ok() {
            has_role = true;
            if matches!(all.peek(), Some(&("DE" | "D" | "DU" | "DES"))) {
                return true;
            }
        } else if !BESIDE_ROLES.contains(&word) {
            return false;
        }
    }
    has_role
}

/// Tells whether a folded text is a placeholder or a family name: the given name beside it tells.
fn may_be_either(folded: &str) -> bool {
    FAMILY_NAMES.contains(&folded) || RARE_FAMILY_NAMES.contains(&folded)
}

/// Tells whether the given name shows that a family name is one: not «PÈRE Inconnu», «PÈRE de Léa» or «NA NA». A rare family
/// name needs a usual given name.
fn is_name_of_somebody(family: &str, given: &str) -> bool {
    let is_usual = || is_given_name(&joined(given)) || words(given).next().is_some_and(is_given_name);
    let begins_otherwise = |word: &&str| given.strip_prefix(*word).is_none_or(|rest| !rest.starts_with(' '));
    given != family
        && !is_placeholder_given(given)
        && ["DE", "D", "DU", "DES"].iter().all(begins_otherwise)
        && (FAMILY_NAMES.contains(&family) || is_usual())
}

/// Tells whether the first two letters leave a placeholder possible: a quick no for most names.
fn may_begin_a_placeholder(folded: &str) -> bool {
    let mut letters = folded.bytes().filter(|&byte| byte != b' ');
    match (letters.next(), letters.next()) {
        (Some(first @ b'A'..=b'Z'), Some(second @ b'A'..=b'Z')) => {
            BEGINNINGS[usize::from(first - b'A')] >> (second - b'A') & 1 == 1
        }
        // Digits, letters alone, other alphabets.
        _ => true,
    }
}

/// By first letter, the set of second letters of all placeholders.
static BEGINNINGS: [u32; 26] = {
    let mut table = [0; 26];
    let mut letter = 0;
    while letter < 26 {
        // One letter, repeated.
        table[letter] = 1 << letter;
        letter += 1;
    }
    let lists: [&[&str]; 4] = [&NOBODY, &ABBREVIATIONS, &ROLES, &BESIDE_ROLES];
    let mut list = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            let word = lists[list][at].as_bytes();
            let second = if word.len() > 1 && word[1] == b' ' { 2 } else { 1 };
            if word.len() > second {
                table[(word[0] - b'A') as usize] |= 1 << (word[second] - b'A');
            }
            at += 1;
        }
        list += 1;
    }
    // «M ET MME».
    table[(b'M' - b'A') as usize] |= 1 << (b'E' - b'A') | 1 << (b'O' - b'A');
    table
};

/// Sorted; words written together, without a number at the end.
const NOBODY: [&str; 90] = [
    "ABSENT",
    "ACOMPLETER",
    "ADEFINIR",
    "ANONYME",
    "APRECISER",
    "ARENSEIGNER",
    "ASAISIR",
    "AUCUN",
    "AUCUNE",
    "BEAUPAPA",
    "BELLEMAMAN",
    "COMPTETEST",
    "DCD",
    "DECEDE",
    "DECEDEE",
    "ENATTENTE",
    "FAMILLEDACCUEIL",
    "INC",
    "INCONNU",
    "INCONNUE",
    "INCONNUES",
    "INCONNUINCONNU",
    "INCONNUS",
    "INDEFINI",
    "INDEFINIE",
    "INDETERMINE",
    "INDETERMINEE",
    "INDISPONIBLE",
    "MEREDECEDEE",
    "MEREINCONNUE",
    "NAN",
    "NC",
    "ND",
    "NEANT",
    "NOM",
    "NOMDEFAMILLE",
    "NOMDENAISSANCE",
    "NOMINCONNU",
    "NOMPRENOM",
    "NONAPPLICABLE",
    "NONATTRIBUE",
    "NONCOMMUNIQUE",
    "NONCOMMUNIQUEE",
    "NONCONNU",
    "NONCONNUE",
    "NONDECLARE",
    "NONDECLAREE",
    "NONDEFINI",
    "NONDEFINIE",
    "NONDISPONIBLE",
    "NONE",
    "NONFOURNI",
    "NONINDIQUE",
    "NONPRECISE",
    "NONPRECISEE",
    "NONRENSEIGNE",
    "NONRENSEIGNEE",
    "NONRENSEIGNEES",
    "NONRENSEIGNES",
    "NONSAISI",
    "NONSAISIE",
    "NONTRANSMIS",
    "NR",
    "NSP",
    "NULL",
    "NULLNULL",
    "PASDENOM",
    "PASDEPRENOM",
    "PASRENSEIGNE",
    "PEREDECEDE",
    "PEREINCONNU",
    "PRENOM",
    "PRENOMINCONNU",
    "PUPILLEDELETAT",
    "SANSNOM",
    "SANSNOMCONNU",
    "SANSOBJET",
    "SANSPRENOM",
    "SNP",
    "SP",
    "UNDEFINED",
    "UNKNOWN",
    "UTILISATEUR",
    "VIDE",
    "XNOM",
    "XPRENOM",
    "XSANSNOM",
    "XSURNOM",
    "XXNOM",
    "XXPRENOM",
];

/// Written with something between their letters: «N/A», «n.r.», «S.P.». «Na» is a name, «N.A.» hardly ever.
const ABBREVIATIONS: [&str; 5] = ["N A", "N C", "N R", "S N P", "S P"];

/// Sorted; words that say what somebody is.
const ROLES: [&str; 63] = [
    "ADMIN",
    "ADMINISTRATEUR",
    "ASE",
    "ASSISTANTE",
    "BEAUPERE",
    "BEBE",
    "BELLEMERE",
    "BMP",
    "COMPTE",
    "CONJOINT",
    "CONJOINTE",
    "DOUBLON",
    "EDUCATEUR",
    "EDUCATRICE",
    "ELEVE",
    "ELEVES",
    "ENFANT",
    "ENFANTS",
    "ENSEIGNANT",
    "ENSEIGNANTE",
    "EPOUSE",
    "EPOUX",
    "FILLE",
    "FILS",
    "FOYER",
    "FRERE",
    "GARCON",
    "GRANDMERE",
    "GRANDPERE",
    "MADAME",
    "MADEMOISELLE",
    "MAMIE",
    "MDPH",
    "MERE",
    "MLLE",
    "MME",
    "MONSIEUR",
    "MR",
    "ONCLE",
    "PARENT",
    "PARENTS",
    "PERE",
    "PROF",
    "PROFESSEUR",
    "REMPLACANT",
    "REMPLACANTE",
    "REPRESENTANT",
    "REPRESENTANTE",
    "RESP",
    "RESPONSABLE",
    "RESPONSABLES",
    "SOEUR",
    "SUPPLEANT",
    "SUPPLEANTE",
    "TANTE",
    "TEST",
    "TUTEUR",
    "TUTEURS",
    "TUTRICE",
    "TZR",
    "UDAF",
    "VEUF",
    "VEUVE",
];

/// Words that stand beside roles.
const BESIDE_ROLES: [&str; 22] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "ACCUEIL",
    "BEAU",
    "BELLE",
    "ET",
    "GRAND",
    "LEGAL",
    "LEGALE",
    "LEGALES",
    "LEGAUX",
    "M",
    "OU",
    "PREMIER",
    "SECOND",
    "SOCIAL",
    "SOCIALE",
    "TITULAIRE",
    "VACANT",
];

/// Words that stand in the place of a given name alone: «POSTE Vacant», «CONSEIL Départemental», «DUPRÉ Feu». Most are family
/// names, too.
const NO_GIVEN_NAMES: [&str; 8] =
    ["ACCUEIL", "ASSISTANTE SOCIALE", "DEPARTEMENTAL", "FEU", "MINEUR", "MINEURE", "SANS", "VACANT"];

/// Placeholders that many families of France bear (INSEE, «Fichier des noms»).
const FAMILY_NAMES: [&str; 6] = ["BEAUPERE", "FRERE", "GARCON", "PAPA", "PARENT", "PERE"];

/// Placeholders that a few families bear; MERE is MÉRÉ, too.
const RARE_FAMILY_NAMES: [&str; 15] = [
    "BEBE",
    "BELLEMERE",
    "COMPTE",
    "ENFANT",
    "EPOUX",
    "FILLE",
    "FILS",
    "FOYER",
    "MAMIE",
    "MERE",
    "NA",
    "PARENTS",
    "TEST",
    "VEUF",
    "VEUVE",
];

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn missing(family: &str, given: &str) -> Option<NamePart> {
        missing_part(&fold(family), &fold(given))
    }

    #[test]
    fn says_in_either_part_that_there_is_no_name() {
        for nobody in [
            "INCONNU",
            "Inconnue",
            "inconnu 2",
            "NON RENSEIGNÉ",
            "Non renseignée",
            "non-renseigne",
            "NR",
            "N.R.",
            "N/A",
            "n/a",
            "NULL",
            "null",
            "#N/A",
            "SANS NOM",
            "Sans prénom",
            "X",
            "XX",
            "xxx",
            "x.x.",
            "X1",
            "xxxxxx",
            "SP",
            "S.P.",
            "SNP",
            "XSURNOM",
            "XNOM",
            "x nom",
            ".",
            "-",
            "?",
            "???",
            "",
            "0",
            "000",
            "MERE DE LÉA",
            "Père d'Emma",
            "MADAME",
            "Mme",
            "M. et Mme",
            "Monsieur ou Madame",
            "NOM",
            "prénom",
            "à compléter",
            "Responsable légal 1",
            "Tuteur",
            "Élève",
            "Grand-mère",
            "Professeur",
            "NaN",
            "Compte test",
            "ZZZ",
            "NSP",
            "Décédée",
            "Père inconnu",
            "Famille d'accueil",
            "Épouse",
            "Remplaçante",
            "TZR",
            "ASE",
            "MDPH",
            "Éducateur",
            "Doublon",
            "Assistante sociale",
        ] {
            assert_eq!(missing(nobody, "Léa"), Some(NamePart::Family), "{nobody}");
            assert_eq!(missing("ROUX", nobody), Some(NamePart::Given), "{nobody}");
        }
    }

    #[test]
    fn names_stay_names() {
        for family in [
            "PÈRE",
            "Parent",
            "FRÈRE",
            "TEST",
            "BEAU-PÈRE",
            "LEMERE",
            "LE MERE",
            "Lepère",
            "NA",
            "NG",
            "LI",
            "O",
            "XU",
            "XI",
            "MARTIN-INCONNU",
            "LENFANT",
            "L'ENFANT",
            "DE LA MERE",
            "PERE-LAHAILLE",
            "SANS",
            "BEAU",
            "LEGRAND",
            "AA",
            "李",
            "ИВАНОВ",
            "NOMA",
            "NULLI",
            "LEGAL",
            "PARENTI",
        ] {
            let expected = (fold(family) == "BEAU PERE").then_some(NamePart::Family);
            assert_eq!(missing(family, "Léa"), expected, "{family}");
        }
        for given in
            ["Xavier", "Maman", "Papa", "N.", "M.", "Na", "An", "Jean Père", "李", "Ян", "Nil", "Ô", "Aa", "Nour-Mère"]
        {
            assert_eq!(missing("ROUX", given), None, "{given}");
        }
    }

    #[test]
    fn the_given_name_tells_whether_a_role_is_a_family_name() {
        for (family, given, expected) in [
            ("PÈRE", "Jean-Baptiste", None),
            ("PERE", "Jean Ysaline", None),
            ("PERE", "Nath", None),
            ("PERE", "Inconnu", Some(NamePart::Family)),
            ("Mère", "DUPONT", Some(NamePart::Family)),
            ("MÉRÉ", "Sylvie", None),
            ("COMPTE", "Élève", Some(NamePart::Family)),
            ("ROUX", "Mère", Some(NamePart::Given)),
            ("PÈRE", "de Léa", Some(NamePart::Family)),
            ("TEST", "Élève", Some(NamePart::Family)),
            ("PARENT", "Sophie", None),
            ("PARENT", "Père", Some(NamePart::Family)),
            ("NA", "NA", Some(NamePart::Family)),
            ("Le Père", "Sophie", None),
            ("ROUX", "Le père", Some(NamePart::Given)),
        ] {
            assert_eq!(missing(family, given), expected, "{family} {given}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(NOBODY.is_sorted_by(|a, b| a < b) && ROLES.is_sorted_by(|a, b| a < b));
    }
}
