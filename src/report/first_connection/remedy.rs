//! What to do about one refusal: the remedy of its reason, unless the reply or the base at hand asks for another.

use crate::first_connection::{FirstConnection, Refusal};
use crate::identity::{Lang, Profile};
use crate::matching::Level;
use crate::matching::decision::{Candidate, Reason};
use crate::report::words::{self, pick};

/// The remedy of this very refusal.
pub(super) fn own_remedy(refusal: &Refusal, resolver: &FirstConnection, lang: Lang) -> String {
    let mut told_first = refusal.cases.iter().filter(|case| case.reason == refusal.reason);
    match refusal.reason {
        Reason::NoCandidate => {
            let unlisted = told_first.filter_map(|case| case.profile).find(|&profile| !is_listed(profile, resolver));
            if let Some(profile) = unlisted {
                return give_the_list(profile, lang);
            }
        }
        Reason::IdConflict if refusal.id.is_none() => return send_the_id(lang).to_owned(),
        Reason::ToConfirm if told_first.all(|case| case.candidates.first().is_some_and(differs_nowhere)) => {
            return confirm_by_hand(lang).to_owned();
        }
        _ => {}
    }
    super::remedy(refusal.reason, lang).to_owned()
}

/// Whether the base has any user of a profile. Where it has none, its list was not given, and the person may well be
/// in PRONOTE.
fn is_listed(profile: Profile, resolver: &FirstConnection) -> bool {
    resolver.users().people().any(|user| user.profiles().contains(profile))
}

fn differs_nowhere(candidate: &Candidate) -> bool {
    candidate
        .comparison
        .iter()
        .all(|(_, field)| matches!(field.level, Level::Exact | Level::Alternate | Level::Missing))
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

fn send_the_id(lang: Lang) -> &'static str {
    pick(
        lang,
        "Faites envoyer cet identifiant par l'ENT, ou corrigez attribut_id_cas dans la configuration.",
        "Have the ENT send this id, or correct attribut_id_cas in the configuration.",
    )
}

fn confirm_by_hand(lang: Lang) -> &'static str {
    pick(
        lang,
        "Tout concorde, mais un homonyme ou trop peu de champs empêchent la certitude : vérifiez, puis rapprochez à la main dans PRONOTE.",
        "Everything agrees, but a homonym or too few fields stand in the way of certainty: check, then link by hand in PRONOTE.",
    )
}
