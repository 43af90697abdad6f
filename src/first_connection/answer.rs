//! The answer that a visitor reads.
//!
//! Invariant: an answer depends on what the person's own ENT sent, on who holds that id and on whether they get in, never on
//! who else is in the base. The answer is the same for no user, for several and for a user with another id. Otherwise a visitor who
//! tries names could learn who is at the school.

use crate::identity::{Lang, Profile};
use crate::matching::decision::Reason;

use super::{Admission, Outcome, Policy};

/// The whole of what a person learns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Welcome; with several profiles, the person chooses.
    Enter(Vec<Profile>),
    /// PRONOTE's own login is asked for, once.
    LogIn,
    /// The CAS server does not vouch for anybody: start again at the ENT.
    StartAgain,
    /// The ENT's account is not one that opens this PRONOTE, whoever it is: its profile, school or data.
    NotForThisAccount,
    /// «Identification impossible».
    NotIdentified {
        /// True if the page shows the form for a correction.
        may_correct: bool,
    },
}

impl Answer {
    /// The answer to an outcome, after so many corrections.
    pub fn new(outcome: &Outcome, policy: &Policy, corrections: u8) -> Self {
        let refusal = match outcome {
            Outcome::Granted(Admission { accesses, .. }) | Outcome::Linked(Admission { accesses, .. }) => {
                return Self::Enter(accesses.iter().map(|access| access.profile).collect());
            }
            Outcome::NeedsPronoteLogin { .. } => return Self::LogIn,
            Outcome::Failed(refusal) => refusal,
        };
        let all = |is_of_kind: fn(Reason) -> bool| refusal.cases.iter().all(|case| is_of_kind(case.reason));
        // Only what follows from the ENT's own data and from the configuration may be told apart, and only where it is
        // the whole story: of two profiles, one that is shut says nothing about the other.
        if all(|reason| reason == Reason::Refused) {
            Self::StartAgain
        } else if all(|reason| matches!(reason, Reason::NoProfile | Reason::OtherSchool | Reason::ProfileWithoutAccess))
        {
            Self::NotForThisAccount
        } else {
            // Nothing that the person types completes the ENT's data, or takes their id from somebody else.
            let is_of_ent =
                all(|reason| matches!(reason, Reason::MissingName | Reason::InvalidBirthDate | Reason::IdConflict))
                    && refusal.cases.iter().all(|case| case.profile.is_none());
            let may_correct =
                !is_of_ent && refusal.id.is_some() && policy.goes_by_identity() && corrections < policy.attempts();
            Self::NotIdentified { may_correct }
        }
    }

    /// The answer in words.
    pub fn message(&self, lang: Lang) -> &'static str {
        let (french, english) = match self {
            Self::Enter(_) => ("Bienvenue dans PRONOTE.", "Welcome to PRONOTE."),
            Self::LogIn => (
                "Connectez-vous une fois avec vos identifiants PRONOTE ; les fois suivantes, l’ENT suffira.",
                "Log in once with your PRONOTE credentials; from then on the ENT will do.",
            ),
            Self::StartAgain => (
                "Votre connexion n’est plus valable. Revenez à l’ENT et cliquez de nouveau sur PRONOTE.",
                "Your connection is no longer valid. Go back to the ENT and click PRONOTE again.",
            ),
            Self::NotForThisAccount => (
                "Votre compte ENT ne donne pas accès à ce PRONOTE. Adressez-vous à l’établissement.",
                "Your ENT account does not open this PRONOTE. Ask the school.",
            ),
            Self::NotIdentified { may_correct: true } => (
                "Identification impossible. Vérifiez votre nom, votre prénom et votre date de naissance, et corrigez-les au besoin ; sinon, l’établissement traitera votre demande.",
                "You could not be identified. Check your name, given name and birth date and correct them if need be; otherwise the school will deal with your request.",
            ),
            Self::NotIdentified { may_correct: false } => (
                "Identification impossible. L’établissement a été prévenu et traitera votre demande.",
                "You could not be identified. The school has been told and will deal with your request.",
            ),
        };
        match lang {
            Lang::Fr => french,
            Lang::En => english,
        }
    }
}
