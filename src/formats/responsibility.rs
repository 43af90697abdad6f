//! What a cell says of a parent's rights.
//!
//! Input: a cell. Output: a [`Responsibility`]. Invariant: a cell with a word that is not understood is not understood («non
//! préférentiel» is no «préférentiel»).

use crate::identity::Responsibility;
use crate::normalize::fold;

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
}
