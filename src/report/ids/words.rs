//! The words for each state of an id.

use crate::identity::Lang;
use crate::ids::{Stay, Verdict};

use super::pick;

/// A code and a label.
pub(super) type State = (&'static str, &'static str);

pub(super) fn held(is_shared: bool, is_stale: bool, lang: Lang) -> State {
    match (is_shared, is_stale) {
        (false, false) => ("held", pick(lang, "en place", "in place")),
        (true, false) => ("shared", pick(lang, "partagé", "shared")),
        (false, true) => ("stale", pick(lang, "absent de la liste CAS", "not in the CAS list")),
        (true, true) => ("shared+stale", pick(lang, "partagé, absent de la liste CAS", "shared, not in the CAS list")),
    }
}

pub(super) fn stay(stay: Stay, lang: Lang) -> State {
    match stay {
        Stay::OtherProfile => (
            "other_profile",
            pick(lang, "laissé, un autre profil a la même cellule", "left, another profile has the same cell"),
        ),
        Stay::NoIdpn => {
            ("no_idpn", pick(lang, "laissé, ne pourrait pas être rendu sans IDPN", "left, no IDPN to give it back by"))
        }
        Stay::DoubtfulUser => {
            ("doubtful_user", pick(lang, "laissé, deux personnes ont cet IDPN", "left, two people have this IDPN"))
        }
        Stay::Ragged => (
            "ragged",
            pick(lang, "laissé, la ligne n'a pas les cellules de l'en-tête", "left, the row lacks cells of the header"),
        ),
    }
}

pub(super) fn verdict(verdict: &Verdict, lang: Lang) -> State {
    let label = match verdict {
        Verdict::Given => pick(lang, "donné", "given"),
        Verdict::Replaced { .. } => pick(lang, "remplace un autre", "replaces another"),
        Verdict::AlreadyThere => pick(lang, "déjà là", "already there"),
        Verdict::OtherIdKept { .. } => pick(lang, "autre identifiant, gardé", "another id, kept"),
        Verdict::UserGone => pick(lang, "IDPN absent de la base", "IDPN not in the base"),
        Verdict::OtherProfile => pick(lang, "n'a plus ce profil", "has no such profile"),
        Verdict::OtherName { .. } => pick(lang, "IDPN d'une autre personne", "IDPN of somebody else"),
        Verdict::DoubtfulUser => pick(lang, "utilisateur incertain", "doubtful user"),
        Verdict::Taken { .. } => pick(lang, "identifiant déjà pris", "id taken"),
        Verdict::OfferedTwice => pick(lang, "identifiant proposé à deux personnes", "id offered to two people"),
        Verdict::Contradicted => pick(lang, "deux identifiants pour une personne", "two ids for one person"),
        Verdict::Unusable => pick(lang, "identifiant vide, tronqué ou en erreur", "id empty, cut or an error"),
    };
    (verdict.code(), label)
}
