//! Addresses that can be compared.
//!
//! Input: the lines of an address. Output: one text. Invariant: what two spellings of an address have in common is rather too
//! much than too little, since parents who are thought to live apart lose a right.

use crate::normalize::fold;

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

/// The form of an address, of its lines joined, that does not depend on how it was typed; empty if nothing is there.
pub(super) fn address_key<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut key = String::new();
    for line in lines.filter(|line| !line.is_empty()) {
        for word in fold(line).split(' ') {
            let found = ABBREVIATIONS.binary_search_by_key(&word, |(short, _)| short);
            key.push_str(found.map_or(word, |index| ABBREVIATIONS[index].1));
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_alike_however_they_are_typed() {
        assert!(ABBREVIATIONS.is_sorted());
        let key = |lines: &[&str]| address_key(lines.iter().copied());
        assert_eq!(key(&["12 bis, av. de l’Église"]), key(&["12bis AVENUE", "", "DE L'EGLISE"]));
        assert_eq!(key(&["3 r. St-Jean"]), key(&["3, Rue Saint Jean"]));
        assert_ne!(key(&["3 rue Saint Jean"]), key(&["13 rue Saint Jean"]));
        assert_eq!(key(&["", " - "]), "");
    }
}
