//! The remedy for one refusal: the one of its reason, unless the reply or the base at hand asks for another.

use super::faults::own_fault;
use crate::first_connection::{FirstConnection, Refusal};
use crate::identity::{Flaws, Lang, Person, Profile};
use crate::matching::decision::Reason;
use crate::report::advice::differs_nowhere;
use crate::report::scripts::mixed_name;
use crate::report::words::{self, pick};

/// The remedy of this very refusal.
pub(super) fn own_remedy(
    refusal: &Refusal,
    person: Option<Person<'_>>,
    resolver: &FirstConnection,
    lang: Lang,
) -> String {
    let mut told_first = refusal.cases.iter().filter(|case| case.reason == refusal.reason);
    let case = told_first.clone().next();
    let (profile, best) = (case.and_then(|case| case.profile), case.and_then(|case| case.candidates.first()));
    let is_unlisted = profile.is_some_and(|profile| !is_listed(profile, resolver));
    let fault = own_fault(refusal.reason, profile, person, best.map(|best| best.base), resolver.users(), lang);
    if let Some(fault) = fault.filter(|_| !is_unlisted) {
        return fault;
    }
    match refusal.reason {
        Reason::NoCandidate => {
            let unlisted = told_first.filter_map(|case| case.profile).find(|&profile| !is_listed(profile, resolver));
            if let Some(profile) = unlisted {
                return give_the_list(profile, lang);
            }
            if refusal.cases.iter().any(|case| resolver.users().has_lost_accents(case.profile)) {
                return words::damaged_base(lang).to_owned();
            }
        }
        Reason::BelowThreshold | Reason::Vetoed => {
            let mut best = told_first.filter_map(|case| case.candidates.first());
            if best.any(|best| resolver.users().person(best.base).flaws().contains(Flaws::DAMAGED_TEXT)) {
                return words::damaged_base(lang).to_owned();
            }
        }
        Reason::IdConflict if refusal.id.is_none() => return send_the_id(lang).to_owned(),
        Reason::ToConfirm if told_first.all(|case| case.candidates.first().is_some_and(differs_nowhere)) => {
            return words::nothing_differs("max_online_risk", lang);
        }
        Reason::MixedScripts => {
            if let Some(mixed) = person.and_then(|person| mixed_name(person, lang)) {
                return type_again(&mixed, lang);
            }
        }
        _ => {}
    }
    super::remedy(refusal.reason, lang).to_owned()
}

/// Tells whether the base has any user of a profile. Where it has none, its list was not given, and the person may well be
/// in PRONOTE.
fn is_listed(profile: Profile, resolver: &FirstConnection) -> bool {
    resolver.users().people().any(|user| user.profiles().contains(profile))
}

fn give_the_list(profile: Profile, lang: Lang) -> String {
    let profile = words::profile(profile, lang);
    match lang {
        Lang::Fr => format!(
            "Les exports donnés n'ont aucun utilisateur de profil {profile} : donnez aussi cette liste avant de créer qui que ce soit."
        ),
        Lang::En => format!(
            "The exports given have no user of the profile {profile}: give this list, too, before you create anybody."
        ),
    }
}

fn type_again(mixed: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{mixed} : faites-le retaper dans l'ENT ; la personne recommencera ensuite."),
        Lang::En => format!("{mixed}: have it typed again in the ENT; the person starts again afterwards."),
    }
}

fn send_the_id(lang: Lang) -> &'static str {
    pick(
        lang,
        "Faites envoyer cet identifiant par l'ENT, ou corrigez attribut_id_cas dans la configuration.",
        "Have the ENT send this id, or correct attribut_id_cas in the configuration.",
    )
}
