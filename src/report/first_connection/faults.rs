//! What is wrong with the base or with the reply, where the reason of a refusal does not say it.
//!
//! Role: points to the record that has to be corrected. Input: the reason, the identity that was sent, the best candidate, the users
//! of the base. Output: one sentence, for the terminal and for the administrator's pages alike. Invariant: a fault of the base is
//! never put down to the ENT, nor the other way round.
//!
//! Entry point: [`own_fault`].

use std::collections::BTreeSet;

use crate::identity::{Flaws, Lang, Person, Population, Profile, Row};
use crate::matching::decision::Reason;
use crate::normalize::{fold, is_damaged};
use crate::report::scripts::mixed_name;
use crate::report::side_by_side::full_name;
use crate::report::{source_name, words};

/// Returns the correction to make where the reason alone would name the wrong record; `None` where it names the right one. `sent` is the identity
/// of the reply and `best` its likeliest user, where the profile was searched.
pub(crate) fn own_fault(
    reason: Reason,
    profile: Option<Profile>,
    sent: Option<Person<'_>>,
    best: Option<Row>,
    users: &Population,
    lang: Lang,
) -> Option<String> {
    let best = best.map(|row| users.person(row));
    let has = |flaw| best.is_some_and(|user| user.flaws().contains(flaw));
    let of_base = |fault: fn(Lang) -> &'static str| best.map(|user| correct_in_base(user, users, fault(lang), lang));
    match reason {
        Reason::InvalidBirthDate if has(Flaws::INVALID_BIRTH_DATE) => of_base(unreadable_date),
        Reason::RaggedRow if has(Flaws::RAGGED_ROW) => best.map(|user| ragged(user, users, lang)),
        Reason::IdConflict if has(Flaws::DUPLICATE_ID) || has(Flaws::MISSING_ID) => of_base(faulty_id),
        Reason::MixedScripts
            if has(Flaws::MIXED_SCRIPTS) && sent.is_none_or(|sent| mixed_name(sent, lang).is_none()) =>
        {
            of_base(mixed_scripts)
        }
        Reason::NoCandidate | Reason::BelowThreshold | Reason::Vetoed | Reason::Ambiguous | Reason::ToConfirm => {
            let sent = sent?;
            let names = [sent.family(), sent.given(), sent.birth_family(), sent.other_given()];
            if let Some(name) = names.into_iter().find(|name| is_damaged(name)) {
                return Some(damaged_reply(name, lang));
            }
            let is_absent = matches!(reason, Reason::NoCandidate | Reason::BelowThreshold);
            is_absent.then(|| incomplete_user(sent, profile, users)).flatten().map(|user| incomplete(user, users, lang))
        }
        Reason::MissingName => incomplete_user(sent?, profile, users)
            .map(|user| incomplete(user, users, lang))
            .filter(|_| profile.is_some()),
        _ => None,
    }
}

/// The user of the base whose record has one of the names sent and lacks the other. The engine compares nobody with such a user.
fn incomplete_user<'u>(sent: Person<'_>, profile: Option<Profile>, users: &'u Population) -> Option<Person<'u>> {
    let names = |person: Person<'_>| -> BTreeSet<String> {
        [person.family(), person.given()].map(fold).into_iter().filter(|name| !name.is_empty()).collect()
    };
    let own = names(sent);
    users
        .people()
        .filter(|user| user.flaws().contains(Flaws::MISSING_NAME))
        .find(|&user| can_be_incomplete(user, sent, profile) && !names(user).is_disjoint(&own))
}

/// Tells whether a user without a whole name can be the person by profile and birth date.
pub(crate) fn can_be_incomplete(user: Person<'_>, sent: Person<'_>, profile: Option<Profile>) -> bool {
    let dates = [user.birth_date(), sent.birth_date()];
    profile.is_none_or(|profile| user.profiles().contains(profile))
        && (dates[0] == dates[1] || dates.iter().any(|date| date.is_missing()))
}

/// Tells whether the person of a failure may be a user in whose name letters are lost: one of the `best` users, or any user of
/// the profile where nobody was found.
#[cfg(feature = "service")]
pub(crate) fn may_have_lost_accents(
    reason: Reason,
    profile: Option<Profile>,
    best: impl IntoIterator<Item = Row>,
    users: &Population,
) -> bool {
    let is_damaged = |row: Row| users.person(row).flaws().contains(Flaws::DAMAGED_TEXT);
    let is_absent = matches!(reason, Reason::NoCandidate | Reason::BelowThreshold | Reason::Vetoed);
    (reason == Reason::NoCandidate && users.has_lost_accents(profile))
        || (is_absent && best.into_iter().any(is_damaged))
}

/// `ROUX Hugo (eleves.csv, ligne 4)`
fn named(user: Person<'_>, users: &Population, lang: Lang) -> String {
    let (name, line) = (full_name(user), user.origin().line);
    let file = source_name(users, user.origin().source);
    match (file.is_empty(), lang) {
        (true, _) if user.id().is_empty() => format!("«{name}»"),
        (true, _) => format!("«{name}» (IDPN {})", user.id()),
        (false, Lang::Fr) => format!("«{name}» ({file}, ligne {line})"),
        (false, Lang::En) => format!("«{name}» ({file}, line {line})"),
    }
}

fn correct_in_base(user: Person<'_>, users: &Population, fault: &str, lang: Lang) -> String {
    let named = named(user, users, lang);
    match lang {
        Lang::Fr => format!(
            "Dans la base PRONOTE, {fault} {named} : corrigez-le dans PRONOTE, exportez la liste à nouveau et réimportez-la ; la \
             personne recommencera ensuite."
        ),
        Lang::En => format!(
            "In the PRONOTE base, {fault} {named}: correct it in PRONOTE, export the list again and import it; the person \
             starts again afterwards."
        ),
    }
}

fn unreadable_date(lang: Lang) -> &'static str {
    words::pick(lang, "le jour de naissance est illisible chez", "the day of birth is unreadable for")
}

fn ragged(user: Person<'_>, users: &Population, lang: Lang) -> String {
    let named = named(user, users, lang);
    match lang {
        Lang::Fr => format!(
            "Dans la liste importée de la base, un séparateur ou un guillemet manque ou est en trop pour {named} : exportez-la à \
             nouveau sans la modifier et réimportez-la ; la personne recommencera ensuite."
        ),
        Lang::En => format!(
            "In the imported list of the base, a separator or a quote is missing or too many for {named}: export it again without \
             changing it, and import it; the person starts again afterwards."
        ),
    }
}

fn faulty_id(lang: Lang) -> &'static str {
    words::pick(
        lang,
        "l'identifiant manque ou est porté par plusieurs lignes pour",
        "the identifier is missing or stands on several rows for",
    )
}

fn mixed_scripts(lang: Lang) -> &'static str {
    words::pick(lang, "un nom mêle les lettres de deux alphabets pour", "a name mixes letters of two alphabets for")
}

fn damaged_reply(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "L'ENT envoie un nom dont les accents sont perdus, «{name}» : faites corriger l'encodage (UTF-8) dans son annuaire ou \
             dans sa réponse CAS ; la personne recommencera ensuite."
        ),
        Lang::En => format!(
            "The ENT sends a name whose accents are lost, «{name}»: have the encoding (UTF-8) corrected in its directory or in its \
             CAS reply; the person starts again afterwards."
        ),
    }
}

fn incomplete(user: Person<'_>, users: &Population, lang: Lang) -> String {
    let named = named(user, users, lang);
    match lang {
        Lang::Fr => format!(
            "Une fiche de la base a pour tout nom {named} : si c'est la même personne, complétez-la dans PRONOTE et exportez la \
             liste à nouveau, au lieu de créer quelqu'un ; la personne recommencera ensuite."
        ),
        Lang::En => format!(
            "A record of the base has no other name than {named}: if it is the same person, complete it in PRONOTE and export the \
             list again instead of creating anybody; the person starts again afterwards."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{BirthDate, Entry, Origin};
    use crate::normalize::parse_birth_date;

    fn users() -> Population {
        let mut users = Population::new(vec!["base.csv".to_owned()], Vec::new());
        let pupil = Entry { profiles: Profile::Pupils.into(), ..Entry::default() };
        let at = |line| Origin { source: 0, line };
        let (unreadable, incomplete, duplicate) = (Flaws::INVALID_BIRTH_DATE, Flaws::MISSING_NAME, Flaws::DUPLICATE_ID);
        users.push(Entry { family: "ROUX", given: "Hugo", flaws: unreadable, origin: at(4), ..pupil });
        let birth_date = date();
        users.push(Entry { family: "RIOU", given: "INCONNU", birth_date, flaws: incomplete, origin: at(5), ..pupil });
        users.push(Entry { family: "PETIT", given: "Zoé", flaws: duplicate, origin: at(6), ..pupil });
        users
    }

    fn date() -> BirthDate {
        parse_birth_date("06/06/2012").unwrap()
    }

    fn fault(reason: Reason, family: &str, given: &str, best: Option<Row>) -> Option<String> {
        let mut sent = Population::new(Vec::new(), Vec::new());
        sent.push(Entry { family, given, birth_date: date(), ..Entry::default() });
        own_fault(reason, Some(Profile::Pupils), Some(sent.person(0)), best, &users(), Lang::Fr)
    }

    #[test]
    fn a_fault_of_the_base_is_put_down_to_the_base() {
        for (reason, family, given, best, said) in [
            (Reason::InvalidBirthDate, "ROUX", "Hugo", Some(0), "«ROUX Hugo» (base.csv, ligne 4)"),
            (Reason::IdConflict, "PETIT", "Zoé", Some(2), "«PETIT Zoé» (base.csv, ligne 6)"),
            (Reason::NoCandidate, "RIOU", "Yann", None, "pour tout nom «RIOU INCONNU» (base.csv, ligne 5)"),
            (Reason::BelowThreshold, "RIOU", "Yann", Some(0), "pour tout nom «RIOU INCONNU» (base.csv, ligne 5)"),
        ] {
            let told = fault(reason, family, given, best).unwrap();
            assert!(told.contains(said) && !told.contains("annuaire"), "{told}");
        }
    }

    #[test]
    fn a_fault_of_the_reply_is_put_down_to_the_ent() {
        let told = fault(Reason::ToConfirm, "PETIT", "No?l", Some(2)).unwrap();
        assert!(told.contains("L'ENT envoie un nom") && told.contains("«No?l»"), "{told}");
        for (reason, best) in
            [(Reason::InvalidBirthDate, None), (Reason::NoCandidate, None), (Reason::IdConflict, Some(0))]
        {
            assert_eq!(fault(reason, "MARTIN", "Zoé", best), None, "{reason:?}");
        }
    }
}
