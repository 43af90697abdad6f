//! The words that the administrator reads for a code of the store: reasons, states, decisions, who did something.

use crate::identity::{Lang, Profile};
use crate::matching::decision::Reason;
use crate::report::words;
use crate::store::FailureState;

/// A reason by its code.
pub(super) fn reason(code: &str) -> &str {
    Reason::from_code(code).map_or(code, |reason| words::reason(reason, Lang::Fr))
}

/// What to do about a failure on this screen, by the code of its reason.
pub(super) fn advice(code: &str) -> &'static str {
    match Reason::from_code(code) {
        Some(Reason::ToConfirm) => {
            "Regardez le champ qui diffère, s’il y en a un : si c’est bien la personne, rapprochez."
        }
        Some(Reason::OverBudget) => {
            "Assez sûr, mais le budget d’erreurs de la liste (max_mean_risk) n’y suffit pas : comparez, puis rapprochez."
        }
        Some(Reason::TwoAccounts) => {
            "Deux comptes semblent être ceux d’une même personne : choisissez l’un des deux, et faites supprimer l’autre dans l’ENT."
        }
        Some(Reason::WrongProfile) => {
            "Une personne d’un autre profil porte ce nom : faites corriger le profil du compte dans l’ENT."
        }
        Some(Reason::MixedScripts) => {
            "Un nom mêle les lettres de deux alphabets : faites-le retaper dans l’ENT, ou rapprochez si c’est bien la personne."
        }
        Some(Reason::DamagedText) => {
            "Les accents d’un nom sont perdus dans la liste : exportez-la à nouveau en UTF-8, puis réimportez-la."
        }
        Some(Reason::RaggedRow) => {
            "La ligne de la liste n’a pas autant de cellules que l’en-tête : corrigez-la, puis réimportez la liste."
        }
        Some(Reason::Ambiguous) => {
            "Plusieurs personnes se ressemblent trop : demandez à la famille ou à la vie scolaire."
        }
        Some(Reason::Vetoed) => {
            "Un champ contredit les autres : erreur de saisie, ou deux personnes (jumeaux, conjoints, parent et enfant)."
        }
        Some(Reason::AlreadyLinked) => "La personne probable a déjà un compte ENT : vérifiez lequel est le bon.",
        Some(Reason::BelowThreshold) => "Personne ne ressemble assez : comparez, cherchez, ou demandez une correction.",
        Some(Reason::NoCandidate) => {
            "La personne n’est sans doute pas dans PRONOTE : créez-la et réimportez la base, ou rejetez."
        }
        Some(Reason::MissingName) => "L’ENT n’envoie pas de nom complet : faites compléter son annuaire.",
        Some(Reason::InvalidBirthDate) => {
            "L’ENT envoie une date qui n’en est pas une : faites-la corriger dans son annuaire."
        }
        Some(Reason::IdConflict) => "L’identifiant est vide ou déjà celui d’une autre personne : voyez l’ENT.",
        Some(Reason::OtherSchool) => {
            "L’ENT dit cette personne d’un autre établissement : rejetez, ou faites corriger l’ENT."
        }
        Some(Reason::NoProfile) => {
            "L’ENT n’envoie aucun profil connu : complétez la table des profils de la configuration."
        }
        Some(Reason::ProfileWithoutAccess) => {
            "L’espace de ce profil n’est pas ouvert à l’ENT : voyez la configuration."
        }
        Some(Reason::ParentWithoutAccess) => {
            "Ce responsable n’a pas droit à l’espace Parents : voyez sa fiche dans PRONOTE."
        }
        Some(Reason::UnknownId) => {
            "Son identifiant n’est pas connu : rapprochez la personne ici, ou importez les identifiants."
        }
        Some(Reason::Refused) | None => "Faites recommencer depuis l’ENT.",
    }
}

/// Said in place of the advice of a link to confirm where no field differs. A list asks for `max_link_risk`, a visit for
/// `max_online_risk`.
pub(super) const NOTHING_DIFFERS: &str = "Tout concorde, mais la probabilité est sous ce que demandent les règles \
     (max_link_risk, ou max_online_risk à l’entrée) : vérifiez, puis rapprochez.";

/// Said in place of the advice where the person may be a user of the base whose accents are lost.
pub(super) const LOST_ACCENTS: &str = "La base importée a des noms dont les accents sont perdus, et cette personne s’y trouve \
     peut-être : exportez la base à nouveau en CSV UTF-8 ou en .xlsx, et réimportez-la avant de décider.";

/// A profile by its key.
pub(super) fn profile(key: &str) -> &str {
    Profile::from_key(key).map_or(key, |profile| profile.title())
}

/// Where a failure stands.
pub(super) fn state(state: FailureState) -> &'static str {
    match state {
        FailureState::Open => "à traiter",
        FailureState::Postponed => "remis à plus tard",
        FailureState::CorrectionAsked => "correction demandée",
        FailureState::Linked => "rapproché",
        FailureState::Rejected => "rejeté",
    }
}

/// A decision by its kind.
pub(super) fn decision(kind: &str) -> &str {
    match kind {
        "link" => "rapproché",
        "reject" => "rejeté",
        "ask_correction" => "correction demandée",
        "postpone" => "remis à plus tard",
        "reset" => "identifiants retirés",
        "configure" => "configuration changée",
        "rules" => "règles changées",
        "publish" => "entrée par l’ENT ouverte",
        "unpublish" => "entrée par l’ENT fermée",
        other => other,
    }
}

/// A part of the configuration, by its key in the file.
pub(super) fn part(key: &str) -> &str {
    match key {
        "publication" => "publication",
        "url_publique" => "adresse publique",
        "premiere_connexion" => "règles d’accès",
        "connexion_pronote" => "connexion à PRONOTE",
        "espaces" => "délégation des espaces",
        "cas" => "paramètres CAS",
        "ws_federation" => "WS-Federation",
        "educonnect" => "EduConnect",
        // What the command line brings in.
        "configuration" => "fichier entier",
        "rules" => "règles de rapprochement",
        "name" => "nom",
        other => other,
    }
}

/// What a link rests on, by its key.
pub(super) fn basis(key: &str) -> &str {
    match key {
        "base" => "de la base importée",
        "identity" => "identité envoyée par l’ENT",
        "corrected_identity" => "identité corrigée par la personne",
        "pronote_identifier" => "identifiant PRONOTE",
        "pronote_login" => "connexion PRONOTE",
        "batch" => "rapprochement d’une liste",
        "administrator" => "décision",
        other => other,
    }
}

/// What became of a correction, by its code.
pub(super) fn correction(code: &str) -> &str {
    match code {
        "linked" | "granted" => "la personne est entrée",
        "failed" => "toujours pas trouvée",
        "too_many_attempts" => "trop d’essais",
        "nothing_changed" => "rien de changé",
        "too_far" => "trop loin de ce que l’ENT envoie",
        "no_exact_match" => "personne n’a exactement ces noms et cette date",
        "asserted_otherwise" => "ce que l’ENT envoie désigne quelqu’un d’autre",
        other => reason(other),
    }
}

/// A probability, for people who do not reckon with them.
pub(super) fn likelihood(probability: f64) -> &'static str {
    match probability {
        0.999.. => "quasi certain",
        0.95.. => "très probable",
        0.7.. => "probable",
        0.3.. => "possible",
        0.05.. => "peu probable",
        _ => "très peu probable",
    }
}

/// Who did something: `admin:…`, `token:…`, `visitor`, `cli`.
pub(super) fn actor(actor: &str) -> String {
    match actor.split_once(':') {
        Some(("admin", name)) => name.to_owned(),
        Some(("token", name)) => format!("programme {name}"),
        _ => match actor {
            "visitor" => "la personne elle-même".to_owned(),
            "cli" => "ligne de commande".to_owned(),
            "retention" => "durée de conservation".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// `1 échec`, `3 échecs`: French counts nought as one.
pub(super) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", crate::report::number::count(count, Lang::Fr), if count < 2 { one } else { many })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_reason_has_its_own_advice() {
        let advices: HashSet<_> = Reason::ALL.iter().map(|reason| advice(reason.code())).collect();
        assert_eq!(advices.len(), Reason::ALL.len());
        assert_eq!(reason("vetoed"), "Contradiction entre les deux fiches");
        assert_eq!(reason("of_another_version"), "of_another_version");
    }

    #[test]
    fn nought_is_singular() {
        assert_eq!(plural(0, "échec", "échecs"), "0 échec");
        assert_eq!(plural(1200, "échec", "échecs"), "1\u{202f}200 échecs");
    }
}
