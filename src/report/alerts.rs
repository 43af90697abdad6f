//! What is so odd about a whole run that its results should not be acted on before somebody has looked.
//!
//! Input: a run. Output: [`Alert`]s, each with a stable code and a sentence that says what to check. Invariant: an
//! alert changes no result; it keeps an administrator from creating hundreds of users that an incomplete export hid.

use std::collections::HashSet;

use crate::identity::{Lang, Person, Population, Profile, Schools, Side};
use crate::normalize::fold;
use crate::reconcile::{Failure, Reason, Reconciliation, Verdict};

use super::school_doubt::{SchoolDoubt, school_doubt};
use super::words::{self, pick};
use super::{Run, number};

/// Fewer identities than this prove nothing about an export.
const FEWEST_IDENTITIES: u64 = 20;

/// Something odd about a whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alert {
    /// Nobody was read on this side.
    EmptySide(Side),
    /// The ENT has identities of a profile of which the base has nobody.
    NoList(Profile),
    /// Of the identities of a profile, fewer than half resemble anybody of the base.
    FewFound { profile: Profile, found: u64, identities: u64 },
    /// Nearly all users of these profiles hold ids that the ENT has no more, and its accounts bear their names.
    OtherIds(Vec<Profile>),
    /// A school was asked for, and the identities do not say which is whose.
    SchoolBoundsNothing(SchoolDoubt),
    /// Every identity is of another school; perhaps of this one, whose code differs by one sign.
    AllOfOtherSchool { near: Option<String> },
}

impl Alert {
    /// The stable code of `report.json`.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::EmptySide(_) => "empty_side",
            Self::NoList(_) => "no_list",
            Self::FewFound { .. } => "few_found",
            Self::OtherIds(_) => "other_ids",
            Self::SchoolBoundsNothing(_) => "school_bounds_nothing",
            Self::AllOfOtherSchool { .. } => "all_of_other_school",
        }
    }

    /// The side to look at.
    pub(super) fn side(&self) -> Side {
        match self {
            Self::EmptySide(side) => *side,
            Self::NoList(_) | Self::FewFound { .. } | Self::OtherIds(_) => Side::Base,
            Self::SchoolBoundsNothing(_) | Self::AllOfOtherSchool { .. } => Side::Cas,
        }
    }

    /// How many identities it is about; 0 where it is about none in particular.
    pub(super) fn count(&self) -> u64 {
        match self {
            Self::FewFound { found, identities, .. } => identities - found,
            _ => 0,
        }
    }

    /// What is odd, and what to check.
    pub(super) fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::EmptySide(side), Lang::Fr) => {
                format!(
                    "{} : 0 utilisateur lu ; vérifiez l'export, rien ne peut être rapproché.",
                    words::side(*side, lang)
                )
            }
            (Self::EmptySide(side), Lang::En) => {
                format!("{}: 0 users read; check the export, nothing can be linked.", words::side(*side, lang))
            }
            (Self::NoList(profile), Lang::Fr) => format!(
                "Aucune liste de {} fournie pour la base : ajoutez son export (--base), ne créez personne.",
                words::profile(*profile, lang)
            ),
            (Self::NoList(profile), Lang::En) => format!(
                "No list of {} was given for the base: add its export (--base), create nobody.",
                words::profile(*profile, lang)
            ),
            (Self::FewFound { profile, found, identities }, _) => {
                let [found, identities] = [found, identities].map(|&n| number::count(n, lang));
                let profile = words::profile(*profile, lang);
                match lang {
                    Lang::Fr => format!(
                        "{profile} : seulement {found} sur {identities} retrouvés dans la base. Export incomplet, ou \
                         fichiers d'écoles différentes ? Vérifiez avant de créer qui que ce soit."
                    ),
                    Lang::En => format!(
                        "{profile}: only {found} of {identities} found in the base. An incomplete export, or files of \
                         different schools? Check before you create anybody."
                    ),
                }
            }
            (Self::OtherIds(profiles), _) => words::other_ids(profiles, lang),
            (Self::SchoolBoundsNothing(doubt), _) => doubt.message("--school", lang),
            (Self::AllOfOtherSchool { near }, _) => {
                let all = pick(
                    lang,
                    "Toutes les identités sont d'un autre établissement : vérifiez l'UAI.",
                    "All identities are of another school: check the UAI.",
                );
                match (near, lang) {
                    (None, _) => all.to_owned(),
                    (Some(near), Lang::Fr) => format!("{all} Vouliez-vous dire {near} ?"),
                    (Some(near), Lang::En) => format!("{all} Did you mean {near}?"),
                }
            }
        }
    }
}

/// Everything odd about a run.
pub(super) fn alerts(run: &Run<'_>) -> Vec<Alert> {
    let empty = [(Side::Base, run.base), (Side::Cas, run.cas)].into_iter().filter(|(_, people)| people.is_empty());
    let mut alerts: Vec<Alert> = empty.map(|(side, _)| Alert::EmptySide(side)).collect();
    if alerts.is_empty() {
        let renewed = profiles_with_other_ids(run.base, run.cas, run.result);
        let others = Profile::ALL.into_iter().filter(|profile| !renewed.contains(profile));
        let of_others: Vec<Alert> = others.filter_map(|profile| of_profile(run, profile)).collect();
        if !renewed.is_empty() {
            alerts.push(Alert::OtherIds(renewed));
        }
        alerts.extend(of_others);
        alerts.extend(of_school(run));
    }
    alerts
}

fn of_profile(run: &Run<'_>, profile: Profile) -> Option<Alert> {
    let column = run.result.tally.profile(profile);
    if column.base == 0 && column.cas > 0 {
        return Some(Alert::NoList(profile));
    }
    let of_profile = run.result.outcomes.iter().filter(|outcome| outcome.profile == Some(profile));
    let lost = of_profile.filter(|outcome| matches!(&outcome.verdict, Verdict::Failed(failure) if is_lost(failure)));
    let found = column.cas.saturating_sub(lost.count() as u64);
    let is_few = column.cas >= FEWEST_IDENTITIES && found * 2 < column.cas;
    is_few.then_some(Alert::FewFound { profile, found, identities: column.cas })
}

/// The profiles of which at least 80 % of the users hold an id that no account has, while at least half of the accounts fail and bear
/// the name of one of them. A list of newcomers alone, or an incomplete one, is another case.
pub(crate) fn profiles_with_other_ids(base: &Population, cas: &Population, result: &Reconciliation) -> Vec<Profile> {
    Profile::ALL.into_iter().filter(|&profile| have_other_ids(base, cas, result, profile)).collect()
}

fn have_other_ids(base: &Population, cas: &Population, result: &Reconciliation, profile: Profile) -> bool {
    let column = result.tally.profile(profile);
    if column.base < FEWEST_IDENTITIES || column.cas < FEWEST_IDENTITIES {
        return false;
    }
    let users = || base.people().filter(|user| user.profiles().contains(profile));
    let is_most = |count: usize| count * 5 >= users().count() * 4;
    // Most runs end here, before anything is looked up.
    if !is_most(users().filter(|user| user.linked_id().is_some()).count()) {
        return false;
    }
    let ids: HashSet<&str> = cas.people().map(|account| account.id()).collect();
    let is_unknown = |user: &Person<'_>| user.linked_id().is_some_and(|id| !ids.contains(id));
    let unknown: Vec<Person<'_>> = users().filter(is_unknown).collect();
    if !is_most(unknown.len()) {
        return false;
    }
    let name = |person: Person<'_>| (fold(person.family()), fold(person.given()));
    let names: HashSet<_> = unknown.into_iter().map(name).collect();
    let failed = result.failures().filter(|(outcome, _)| outcome.profile == Some(profile));
    let renamed = failed.filter(|(outcome, _)| names.contains(&name(cas.person(outcome.cas)))).count();
    renamed as u64 * 2 >= column.cas
}

/// Whether nobody of the base is likely to be the person.
fn is_lost(failure: &Failure) -> bool {
    let is_unlikely = failure.candidates.first().is_none_or(|best| best.probability < 0.5);
    failure.reason == Reason::NoCandidate || (failure.reason == Reason::BelowThreshold && is_unlikely)
}

fn of_school(run: &Run<'_>) -> Option<Alert> {
    if let Some(doubt) = run.school.and_then(|school| school_doubt(run.cas, school)) {
        return Some(Alert::SchoolBoundsNothing(doubt));
    }
    let codes = codes(run.cas);
    let all = run.result.outcomes.len() as u64;
    if all == 0 || run.result.tally.reason(Reason::OtherSchool) < all {
        return None;
    }
    let own = run.school.map_or_else(|| self::codes(run.base), |school| vec![school.to_owned()]);
    let near = codes.into_iter().find(|code| own.iter().any(|own| strsim::damerau_levenshtein(own, code) == 1));
    Some(Alert::AllOfOtherSchool { near })
}

/// The UAI codes of a population.
fn codes(population: &Population) -> Vec<String> {
    let mut codes: Vec<String> =
        population.school_lists.iter().flat_map(|(_, list)| Schools::parse(list).codes().to_vec()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Whether creating users of `profile` has to wait until the export was checked.
pub(super) fn forbid_creating(alerts: &[Alert], profile: Option<Profile>) -> bool {
    alerts.iter().any(|alert| match alert {
        Alert::EmptySide(side) => *side == Side::Base,
        Alert::NoList(odd) | Alert::FewFound { profile: odd, .. } => profile.is_none_or(|profile| profile == *odd),
        Alert::OtherIds(profiles) => profile.is_none_or(|profile| profiles.contains(&profile)),
        Alert::SchoolBoundsNothing(_) | Alert::AllOfOtherSchool { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Entry;
    use crate::reconcile::Outcome;
    use crate::report::example::school;

    #[test]
    fn an_ordinary_run_raises_only_what_is_true_of_it() {
        let school = school();
        assert_eq!(alerts(&school.run()), [Alert::SchoolBoundsNothing(SchoolDoubt::NoCodes)]);
        assert_eq!(alerts(&Run { school: None, ..school.run() }), []);
    }

    #[test]
    fn an_empty_side_is_told_alone() {
        let school = school();
        let nobody = Population::default();
        let run = Run { base: &nobody, ..school.run() };
        assert_eq!(alerts(&run), [Alert::EmptySide(Side::Base)]);
        assert!(forbid_creating(&alerts(&run), Some(Profile::Staff)));
    }

    #[test]
    fn a_profile_whose_ids_the_ent_has_no_more_is_told_once() {
        let mut school = school();
        let column = school.result.tally.profile_mut(Profile::Teachers);
        (column.base, column.cas) = (25, 25);
        for number in 0..25 {
            let (old, new) = (format!("old-{number}"), format!("new-{number}"));
            let (family, profiles) = (format!("NOM{number}"), Profile::Teachers.into());
            let teacher = Entry { profiles, family: &family, given: "Anne", extras: &[""], ..Entry::default() };
            school.base.push(Entry { id: &old, linked_id: &old, ..teacher });
            let cas = school.cas.push(Entry { id: &new, extras: &["", ""], ..teacher });
            let verdict = Verdict::Failed(Failure { reason: Reason::NoCandidate, candidates: Vec::new() });
            school.result.outcomes.push(Outcome { cas, profile: Some(Profile::Teachers), verdict });
        }
        let found = alerts(&Run { school: None, ..school.run() });
        assert_eq!(found, [Alert::OtherIds(vec![Profile::Teachers])]);
        assert!(found[0].message(Lang::Fr).contains("rapproche ids reset"));
        assert!(forbid_creating(&found, Some(Profile::Teachers)) && !forbid_creating(&found, Some(Profile::Pupils)));
        // Newcomers alone: the ids of the others are not asked about.
        let mut newcomers = Population::default();
        for person in school.cas.people() {
            let family = format!("{}BERT", person.family());
            newcomers.push(Entry { id: person.id(), profiles: person.profiles(), family: &family, ..Entry::default() });
        }
        let found = alerts(&Run { school: None, cas: &newcomers, ..school.run() });
        assert!(!found.iter().any(|alert| matches!(alert, Alert::OtherIds(_))), "{found:?}");
    }

    #[test]
    fn a_missing_list_and_a_short_one_forbid_creating_users() {
        let mut school = school();
        school.result.tally.profile_mut(Profile::Parents).base = 0;
        school.result.tally.profile_mut(Profile::Pupils).cas = 60;
        let lost = school.result.outcomes[2].clone();
        for _ in 0..50 {
            let mut lost = lost.clone();
            lost.verdict = Verdict::Failed(Failure { reason: Reason::NoCandidate, candidates: Vec::new() });
            school.result.outcomes.push(lost);
        }
        let alerts = alerts(&Run { school: None, ..school.run() });
        let few = Alert::FewFound { profile: Profile::Pupils, found: 10, identities: 60 };
        assert_eq!(alerts, [few, Alert::NoList(Profile::Parents)]);
        assert!(forbid_creating(&alerts, Some(Profile::Parents)) && !forbid_creating(&alerts, Some(Profile::Staff)));
        assert!(alerts[1].message(Lang::Fr).starts_with("Aucune liste de Parents fournie"));
    }
}
