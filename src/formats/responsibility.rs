//! What the cells of guardians mean, one by one.
//!
//! Input: a cell. Output: a [`Responsibility`], or forms of an address and of children that can be compared.
//! Invariant: a cell with a word that is not understood is not understood («non préférentiel» is no «préférentiel»);
//! what two spellings of an address have in common is rather too much than too little.

use crate::identity::Responsibility;
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

/// The kind that a cell names, the greatest of several: `Légal ; préférentiel` is preferential. `None` for a word
/// that means nothing here.
pub(super) fn responsibility_of(cell: &str) -> Option<Responsibility> {
    let folded = fold(cell);
    let mut greatest = None;
    for word in folded.split(' ') {
        let kind = match word {
            "PREFERENTIEL" | "PREFERENTIELLE" | "PREFERENTIELS" | "PREFERENTIELLES" => Responsibility::Preferential,
            "LEGAL" | "LEGALE" | "LEGAUX" | "LEGALES" => Responsibility::Legal,
            "CHARGE" => Responsibility::InCharge,
            "AUTRE" | "AUTRES" | "CONTACT" | "CONTACTS" => Responsibility::OtherContact,
            // «Représentant légal 1»; not «légal 0», which says that there is none.
            "RESPONSABLE" | "RESPONSABLES" | "RESP" | "REPRESENTANT" | "REPRESENTANTS" | "RESPONSABILITE"
            | "PARENT" | "PARENTS" | "PERSONNE" | "EN" | "ET" | "1" | "2" => continue,
            _ => return None,
        };
        greatest = greatest.max(Some(kind));
    }
    greatest
}

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

/// The people that a cell lists, by names or identifiers, each as [`person_key`]. A number of one or two digits counts
/// them and names none.
pub(super) fn people_keys(cell: &str) -> impl Iterator<Item = String> {
    let is_count = |key: &str| key.len() <= 2 && key.bytes().all(|byte| byte.is_ascii_digit());
    cell.split([';', ',', '\n', '\r']).map(person_key).filter(move |key| !is_count(key))
}

/// A name or an identifier in a form that depends neither on the order of its words nor on a civility before them.
pub(super) fn person_key(text: &str) -> String {
    const CIVILITIES: [&str; 7] = ["M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME", "MADEMOISELLE"];
    let folded = fold(text);
    let bare = folded.split_once(' ').filter(|(first, rest)| CIVILITIES.contains(first) && rest.contains(' '));
    let mut words: Vec<_> = bare.map_or(&*folded, |(_, rest)| rest).split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_however_they_are_written() {
        for (cells, expected) in [
            (
                &["préférentiel", "Responsable PRÉFÉRENTIEL", "légal préférentiel", "Légal ; Préférentielle"][..],
                Some(Responsibility::Preferential),
            ),
            (&["Légal", "responsable légal", "RESP. LEGAL", "Représentant légal 2"], Some(Responsibility::Legal)),
            (&["En charge", "responsable en charge", "Responsables en charge"], Some(Responsibility::InCharge)),
            (&["Autre contact", "contact", "Autre responsable"], Some(Responsibility::OtherContact)),
            (&["", "non préférentiel", "Légal : N", "légal 0", "aucun responsable légal", "Responsable", "oui"], None),
        ] {
            for cell in cells {
                assert_eq!(responsibility_of(cell), expected, "{cell}");
            }
        }
    }

    #[test]
    fn addresses_are_alike_however_they_are_typed() {
        assert!(ABBREVIATIONS.is_sorted());
        let key = |lines: &[&str]| address_key(lines.iter().copied());
        assert_eq!(key(&["12 bis, av. de l’Église"]), key(&["12bis AVENUE", "", "DE L'EGLISE"]));
        assert_eq!(key(&["3 r. St-Jean"]), key(&["3, Rue Saint Jean"]));
        assert_ne!(key(&["3 rue Saint Jean"]), key(&["13 rue Saint Jean"]));
        assert_eq!(key(&["", " - "]), "");
    }

    #[test]
    fn people_are_told_by_names_or_identifiers() {
        let keys = |cell| people_keys(cell).collect::<Vec<_>>();
        assert_eq!(
            keys("NOIRET Zoé;Noiret Léo\nDA SILVA-Costa Emma, 11004"),
            ["NOIRET ZOE", "LEO NOIRET", "COSTA DA EMMA SILVA", "11004"]
        );
        assert_eq!(keys("Zoé Noiret"), keys("NOIRET Zoé"));
        assert!(keys("2").is_empty() && keys(" ; - ").is_empty());
        assert_eq!(keys("M. NOIRET Paul, Mme Anne ROUX, MME Li"), ["NOIRET PAUL", "ANNE ROUX", "LI MME"]);
    }
}
