//! Addresses that can be compared.
//!
//! Input: the lines of an address. Output: one text. Invariant: what two spellings of an address have in common is rather too
//! much than too little, since parents who are thought to live apart lose a right. So number and street decide where an
//! address has both; the flat, the floor, the building, the residence and the town are left out.

use crate::normalize::{fold, words};

/// Kinds of road and other words as the post abbreviates them.
const ABBREVIATIONS: [(&str, &str); 25] = [
    ("ALL", "ALLEE"),
    ("APP", "APPARTEMENT"),
    ("APPT", "APPARTEMENT"),
    ("APT", "APPARTEMENT"),
    ("AV", "AVENUE"),
    ("AVE", "AVENUE"),
    ("BAT", "BATIMENT"),
    ("BD", "BOULEVARD"),
    ("BLD", "BOULEVARD"),
    ("BLVD", "BOULEVARD"),
    ("CHE", "CHEMIN"),
    ("CHEM", "CHEMIN"),
    ("CRS", "COURS"),
    ("FBG", "FAUBOURG"),
    ("FG", "FAUBOURG"),
    ("HAM", "HAMEAU"),
    ("IMP", "IMPASSE"),
    ("LOT", "LOTISSEMENT"),
    ("PL", "PLACE"),
    ("R", "RUE"),
    ("RES", "RESIDENCE"),
    ("RTE", "ROUTE"),
    ("SQ", "SQUARE"),
    ("ST", "SAINT"),
    ("STE", "SAINTE"),
];

/// Kinds of road, behind the number of a house.
const ROADS: [&str; 27] = [
    "ALLEE",
    "ALLEES",
    "AVENUE",
    "BOULEVARD",
    "CHAUSSEE",
    "CHEMIN",
    "CITE",
    "CLOS",
    "COURS",
    "ESPLANADE",
    "FAUBOURG",
    "HAMEAU",
    "IMPASSE",
    "LOTISSEMENT",
    "MAIL",
    "MONTEE",
    "PASSAGE",
    "PLACE",
    "PROMENADE",
    "QUAI",
    "ROUTE",
    "RUE",
    "RUELLE",
    "SENTIER",
    "SQUARE",
    "TRAVERSE",
    "VOIE",
];

/// Words that begin what is not the street any more.
const COMPLEMENTS: [&str; 14] = [
    "APPARTEMENT",
    "BATIMENT",
    "BP",
    "CEDEX",
    "CHEZ",
    "CS",
    "ESCALIER",
    "IMMEUBLE",
    "LGT",
    "LOGEMENT",
    "RDC",
    "RESIDENCE",
    "REZ",
    "STUDIO",
];

/// Words that do so before a number or a letter alone: «rue de la Tour» is a street, «Tour B» is none.
const NUMBERED: [&str; 10] = ["BAL", "BLOC", "BOITE", "ENTREE", "ESC", "ETAGE", "ETG", "HALL", "PORTE", "TOUR"];

/// The form of an address, of its lines joined, that does not depend on how it was typed; empty if nothing is there.
pub(super) fn address_key<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let folded: Vec<String> = lines.filter(|line| !line.is_empty()).map(fold).collect();
    let all: Vec<&str> = folded.iter().flat_map(|line| words(line)).map(in_full).collect();
    // Where nothing but a complement is there, it is the address: the first word stays.
    let (start, name) = house(&all).unwrap_or((0, 1));
    let end = (name..all.len()).find(|&at| begins_complement(&all[at..])).unwrap_or(all.len());
    all[start..end].concat()
}

/// The places of the number of the house, and of the word from which on a complement may begin: the second behind the kind
/// of road.
fn house(all: &[&str]) -> Option<(usize, usize)> {
    let is_between = |word: &str| {
        word.len() == 1
            || matches!(word, "BIS" | "TER" | "QUATER" | "GRANDE" | "GRAND" | "PETITE" | "VIEILLE" | "VIEUX")
    };
    all.iter().enumerate().filter(|(_, word)| ROADS.contains(word)).find_map(|(road, _)| {
        let number = (0..road).rev().find(|&at| !is_between(all[at]) || is_number(all[at]))?;
        all[number].starts_with(|character: char| character.is_ascii_digit()).then_some((number, road + 2))
    })
}

/// Tells whether the street has ended and something else begins: a flat, a floor, a town with its postcode.
fn begins_complement(rest: &[&str]) -> bool {
    let (word, next) = (rest[0], rest.get(1).copied().unwrap_or_default());
    let is_short = next.len() == 1 || is_number(next);
    let is_floor = word.starts_with(|character: char| character.is_ascii_digit())
        && (next == "ETAGE" || (matches!(next, "E" | "EME" | "ER") && rest.get(2) == Some(&"ETAGE")));
    COMPLEMENTS.contains(&word)
        || (NUMBERED.contains(&word) && is_short)
        || (word.len() == 5 && is_number(word))
        || is_floor
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word as it is written in full.
fn in_full(word: &str) -> &str {
    ABBREVIATIONS.binary_search_by_key(&word, |(short, _)| short).map_or(word, |index| ABBREVIATIONS[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(lines: &[&str]) -> String {
        address_key(lines.iter().copied())
    }

    #[test]
    fn addresses_are_alike_however_they_are_typed() {
        assert!(ABBREVIATIONS.is_sorted());
        assert_eq!(key(&["12 bis, av. de l’Église"]), key(&["12bis AVENUE", "", "DE L'EGLISE"]));
        assert_eq!(key(&["3 r. St-Jean"]), key(&["3, Rue Saint Jean"]));
        assert_ne!(key(&["3 rue Saint Jean"]), key(&["13 rue Saint Jean"]));
        assert_eq!(key(&["", " - "]), "");
    }

    #[test]
    fn number_and_street_decide() {
        let street = key(&["12 rue des Lilas"]);
        for lines in [
            &["12 rue des Lilas, Appt 3"][..],
            &["12 rue des Lilas", "Bât. B"],
            &["Appt 3", "12 rue des Lilas"],
            &["Résidence les Pins", "Bâtiment C, porte 4", "12, r. des LILAS"],
            &["12 rue des Lilas, 2e étage"],
            &["12 rue des Lilas - 3ème étage, porte B"],
            &["12 rue des Lilas", "35000 RENNES"],
            &["12 rue des Lilas", "RDC"],
            &["12 rue des Lilas chez M. NOIRET"],
            &["12 rue des Lilas BP 12"],
        ] {
            assert_eq!(key(lines), street, "{lines:?}");
        }
        for other in [
            "14 rue des Lilas",
            "12 bis rue des Lilas",
            "12 rue des Roses",
            "12 avenue des Lilas",
            "12 rue des Lilas Blancs",
            "112 rue des Lilas",
            "rue des Lilas",
        ] {
            assert_ne!(key(&[other]), street, "{other}");
        }
    }

    #[test]
    fn what_has_no_number_or_no_street_stays_itself() {
        assert_ne!(key(&["5 rue de la Tour"]), key(&["5 rue de la Porte"]));
        assert_ne!(key(&["3 chemin de la Résidence"]), key(&["3 chemin de la Fontaine"]));
        assert_ne!(key(&["Kerouan"]), key(&["Kergloff"]));
        assert_eq!(key(&["Kerouan", "Appt 2"]), key(&["Kerouan"]));
        assert_eq!(key(&["Résidence les Pins, appt 2"]), key(&["Résidence les Pins"]));
        assert_ne!(key(&["Appt 2"]), key(&["Appt 3"]));
        assert_ne!(key(&["Résidence les Pins, appt 2"]), key(&["Résidence les Lilas, appt 2"]));
    }
}
