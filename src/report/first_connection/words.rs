//! The words of first connections; [`report::words`](crate::report::words) has those of reasons, fields and levels.

use crate::first_connection::{Answer, Basis, Outcome, WhyRejected};
use crate::identity::{Guardianship, Lang, Responsibility};
use crate::matching::decision::Reason;
use crate::report::words::{self, pick};

/// An outcome in a word.
pub(super) fn outcome(outcome: &Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Granted(_) => pick(lang, "identifiant connu, accès accordé", "known id, access granted"),
        Outcome::Linked(_) => pick(lang, "rapprochement, accès accordé", "linked, access granted"),
        Outcome::NeedsPronoteLogin { .. } => {
            pick(lang, "connexion à PRONOTE demandée, une seule fois", "login to PRONOTE asked for, once")
        }
        Outcome::Failed(_) => pick(lang, "échec", "failure"),
    }
}

/// The code of an outcome: whatever the reason, a failure is `failed`.
pub(super) fn outcome_code(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Failed(_) => "failed",
        other => other.code(),
    }
}

/// The code of an answer.
pub(super) fn answer_code(answer: &Answer) -> &'static str {
    match answer {
        Answer::Enter(_) => "enter",
        Answer::LogIn => "log_in",
        Answer::StartAgain => "start_again",
        Answer::NotForThisAccount => "not_for_this_account",
        Answer::NotIdentified { .. } => "not_identified",
    }
}

/// The code of what an access rests on.
pub(super) fn basis_code(basis: &Basis) -> &'static str {
    match basis {
        Basis::KnownId => "known_id",
        Basis::Identity(_) => "identity",
        Basis::CorrectedIdentity(_) => "corrected_identity",
        Basis::PronoteIdentifier => "pronote_identifier",
        Basis::PronoteLogin => "pronote_login",
    }
}

/// What an access rests on.
pub(super) fn basis(basis: &Basis, lang: Lang) -> &'static str {
    match basis {
        Basis::KnownId => pick(lang, "la base a cet identifiant CAS", "the base has this CAS id"),
        Basis::Identity(_) => pick(lang, "d'après l'identité envoyée", "by the identity sent"),
        Basis::CorrectedIdentity(_) => pick(lang, "d'après l'identité corrigée", "by the corrected identity"),
        Basis::PronoteIdentifier => {
            pick(lang, "d'après l'identifiant PRONOTE envoyé", "by the PRONOTE identifier sent")
        }
        Basis::PronoteLogin => pick(lang, "d'après sa connexion à PRONOTE", "by the login to PRONOTE"),
    }
}

/// Why a correction links nobody.
pub(super) fn rejected(why: WhyRejected, lang: Lang) -> String {
    let text = match why {
        WhyRejected::TooManyAttempts => pick(
            lang,
            "le nombre de tentatives est épuisé ; personne n'a été cherché",
            "the attempts are used up; nobody was looked for",
        ),
        WhyRejected::NothingChanged => {
            pick(lang, "rien n'a été changé ; personne n'a été cherché", "nothing was changed; nobody was looked for")
        }
        WhyRejected::TooFar { field, level } => {
            let (field, level) = (words::field(field, lang), words::level(field, level, lang));
            return match lang {
                Lang::Fr => format!("trop loin de ce que l'ENT affirme ({field} : {level}) ; personne n'a été cherché"),
                Lang::En => format!("too far from what the ENT asserts ({field}: {level}); nobody was looked for"),
            };
        }
        WhyRejected::NoExactMatch => pick(
            lang,
            "personne n'a exactement ces noms et cette date, ou pas assez sûrement",
            "nobody has exactly these names and this date, or not surely enough",
        ),
        WhyRejected::AssertedOtherwise => pick(
            lang,
            "ce que l'ENT affirme désigne autant quelqu'un d'autre",
            "what the ENT asserts points to somebody else as much",
        ),
    };
    text.to_owned()
}

/// A parent's responsibility, and where they live.
pub(super) fn guardianship(guardianship: Guardianship, lang: Lang) -> &'static str {
    match (guardianship.responsibility(), guardianship.has_other_address()) {
        (Responsibility::Unstated, _) => pick(lang, "non indiquée", "not told"),
        (Responsibility::Preferential, _) => pick(lang, "préférentiel", "preferential"),
        (Responsibility::Legal, false) => pick(lang, "légal, même adresse", "legal, same address"),
        (Responsibility::Legal, true) => pick(lang, "légal, autre adresse", "legal, another address"),
        (Responsibility::InCharge, false) => pick(lang, "en charge, même adresse", "in charge, same address"),
        (Responsibility::InCharge, true) => pick(lang, "en charge, autre adresse", "in charge, another address"),
        (Responsibility::OtherContact, _) => pick(lang, "autre contact", "another contact"),
    }
}

/// What an administrator does about a failed first connection. Where it differs from a run, there is a reply in place of
/// a file, and a configuration in place of options.
pub fn remedy(reason: Reason, lang: Lang) -> &'static str {
    let (fr, en) = match reason {
        Reason::NoProfile => (
            "Si ces personnes doivent entrer, ajoutez la valeur envoyée à valeurs_profil dans la configuration, ou faites-la envoyer par l'ENT.",
            "If these people are to get in, add the value sent to valeurs_profil in the configuration, or have the ENT send one.",
        ),
        Reason::MissingName => (
            "Faites compléter l'identité dans l'annuaire de l'ENT, et vérifiez les noms des attributs dans la configuration.",
            "Have the identity completed in the ENT's directory, and check the names of the attributes in the configuration.",
        ),
        Reason::InvalidBirthDate => (
            "Faites corriger la date dans l'annuaire de l'ENT ; la personne recommencera ensuite.",
            "Have the date corrected in the ENT's directory; the person starts again afterwards.",
        ),
        Reason::WrongProfile => (
            "Un utilisateur d'un autre profil porte ce nom : faites corriger le profil du compte dans l'ENT ; la personne recommencera ensuite.",
            "A user of another profile bears this name: have the account's profile corrected in the ENT; the person starts again afterwards.",
        ),
        Reason::MixedScripts => (
            "Un nom mêle les lettres de deux alphabets (un «а» cyrillique dans un nom latin) : faites-le retaper dans l'ENT ; la personne recommencera ensuite.",
            "A name mixes letters of two alphabets (a Cyrillic «а» in a Latin name): have it typed again in the ENT; the person starts again afterwards.",
        ),
        Reason::NoCandidate => (
            "Si la personne est bien de l'établissement, créez-la dans PRONOTE ; elle recommencera ensuite.",
            "If the person does belong to the school, create the user in PRONOTE; the person starts again afterwards.",
        ),
        Reason::Ambiguous => (
            "Rien dans la réponse ne les distingue : demandez à la famille ou à la vie scolaire, puis rapprochez à la main.",
            "Nothing in the reply tells them apart: ask the family or the school office, then link by hand.",
        ),
        Reason::AlreadyLinked => (
            "Vérifiez l'identifiant actuel du candidat dans PRONOTE ; s'il est périmé, effacez-le, et la personne recommencera.",
            "Check the candidate's present id in PRONOTE; if it is out of date, clear it, and the person starts again.",
        ),
        _ => return words::remedy(reason, lang),
    };
    pick(lang, fr, en)
}
