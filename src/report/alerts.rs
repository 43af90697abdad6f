//! What is so odd about a whole run that its results should not be acted on before somebody has looked.
//!
//! Input: a run. Output: [`Alert`]s, each with a stable code and a sentence that says what to check. Invariant: an
//! alert changes no result; it keeps an administrator from creating hundreds of users that an incomplete export hid.

use std::collections::HashSet;

use crate::identity::{Lang, Notice, NoticeKind, Person, Population, Profile, Schools, Side};
use crate::normalize::fold;
use crate::reconcile::{Failure, Reason, Reconciliation, Verdict};

use super::school_doubt::{SchoolDoubt, school_doubt};
use super::words::{self, pick};
use super::{Run, number, source_name};

/// Fewer identities than this prove nothing about an export.
const FEWEST_IDENTITIES: u64 = 20;

/// How many unknown values one sentence names.
const MOST_VALUES: usize = 3;

/// Something odd about a whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alert {
    /// This side has no people.
    EmptySide(Side),
    /// The ENT has identities of a profile of which the base has nobody.
    NoList(Profile),
    /// The ENT has identities of a profile of which the base has nobody, while so many of its rows have an unknown profile; the
    /// first values.
    UnknownProfiles { profile: Profile, rows: u64, values: Vec<String> },
    /// Of the identities of a profile, fewer than half resemble anybody of the base.
    FewFound { profile: Profile, lost: u64, identities: u64, users: u64 },
    /// Many dates of a file make sense only with the month first.
    MonthFirst { side: Side, file: String, dates: u64 },
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
            Self::UnknownProfiles { .. } => "unknown_profiles",
            Self::FewFound { .. } => "few_found",
            Self::MonthFirst { .. } => "dates_month_first",
            Self::OtherIds(_) => "other_ids",
            Self::SchoolBoundsNothing(_) => "school_bounds_nothing",
            Self::AllOfOtherSchool { .. } => "all_of_other_school",
        }
    }

    /// The side to look at.
    pub(super) fn side(&self) -> Side {
        match self {
            Self::EmptySide(side) | Self::MonthFirst { side, .. } => *side,
            Self::NoList(_) | Self::UnknownProfiles { .. } | Self::FewFound { .. } | Self::OtherIds(_) => Side::Base,
            Self::SchoolBoundsNothing(_) | Self::AllOfOtherSchool { .. } => Side::Cas,
        }
    }

    /// How many identities it is about; 0 where it is about none in particular.
    pub(super) fn count(&self) -> u64 {
        match self {
            Self::FewFound { lost, .. } => *lost,
            Self::UnknownProfiles { rows, .. } => *rows,
            Self::MonthFirst { dates, .. } => *dates,
            _ => 0,
        }
    }

    /// Words the alert and what to check.
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
                "Aucune liste {} fournie pour la base : ajoutez son export (--base), ne créez personne.",
                words::of_profile(*profile, lang)
            ),
            (Self::NoList(profile), Lang::En) => format!(
                "No list of {} was given for the base: add its export (--base), create nobody.",
                words::of_profile(*profile, lang)
            ),
            (Self::UnknownProfiles { profile, rows, values }, _) => {
                let (rows, option) = (number::count(*rows, lang), words::profile(*profile, Lang::Fr));
                let profile = words::profile(*profile, lang);
                let named = values.iter().map(|value| format!("«{value}»")).collect::<Vec<_>>().join(", ");
                match (lang, values.is_empty()) {
                    (Lang::Fr, false) => format!(
                        "{profile} : personne de ce profil dans la base, mais {rows} × profil inconnu ({named}). Corrigez ces \
                         valeurs, ou donnez la liste avec son profil (--base {option}=…) ; ne créez personne."
                    ),
                    (Lang::Fr, true) => format!(
                        "{profile} : personne de ce profil dans la base, mais {rows} × profil vide. Donnez la liste avec son \
                         profil (--base {option}=…) ; ne créez personne."
                    ),
                    (Lang::En, false) => format!(
                        "{profile}: nobody of this profile in the base, but {rows} × unknown profile ({named}). Correct these \
                         values, or give the list with its profile (--base {option}=…); create nobody."
                    ),
                    (Lang::En, true) => format!(
                        "{profile}: nobody of this profile in the base, but {rows} × empty profile. Give the list with its \
                         profile (--base {option}=…); create nobody."
                    ),
                }
            }
            (Self::MonthFirst { file, dates, .. }, _) => {
                let dates = number::count(*dates, lang);
                match lang {
                    Lang::Fr => format!(
                        "{file} : le mois et le jour semblent inversés ({dates} dates n'existent qu'ainsi). Réexportez la liste \
                         avec des dates jj/mm/aaaa avant de vous servir des résultats."
                    ),
                    Lang::En => format!(
                        "{file}: month and day seem exchanged ({dates} dates exist only so). Export the list again with dates as \
                         dd/mm/yyyy before you use the results."
                    ),
                }
            }
            (Self::FewFound { profile, lost, identities, users }, _) => {
                let [lost, identities, users] = [lost, identities, users].map(|&n| number::count(n, lang));
                let profile = words::profile(*profile, lang);
                match lang {
                    Lang::Fr => format!(
                        "{profile} : {lost} comptes sur {identities} ne ressemblent assez à personne de la base (utilisateurs de ce \
                         profil : {users}). Export incomplet, ou \
                         fichiers d'écoles différentes ? Vérifiez avant de créer qui que ce soit."
                    ),
                    Lang::En => format!(
                        "{profile}: {lost} accounts of {identities} do not resemble anybody of the base enough (users of this profile: {users}). \
                         An incomplete export, or files of \
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
        alerts.extend(month_first(run));
        alerts.extend(of_others);
        alerts.extend(of_school(run));
    }
    alerts
}

fn of_profile(run: &Run<'_>, profile: Profile) -> Option<Alert> {
    let column = run.result.tally.profile(profile);
    if column.base == 0 && column.cas > 0 {
        let unknown = || run.notices.iter().filter(|notice| is_unknown_profile(notice));
        let rows = unknown().count() as u64;
        if rows == 0 {
            return Some(Alert::NoList(profile));
        }
        let mut values: Vec<String> = Vec::new();
        for notice in unknown().filter(|notice| !notice.value.trim().is_empty()) {
            if values.len() < MOST_VALUES && !values.contains(&notice.value) {
                values.push(notice.value.clone());
            }
        }
        return Some(Alert::UnknownProfiles { profile, rows, values });
    }
    let of_profile = run.result.outcomes.iter().filter(|outcome| outcome.profile == Some(profile));
    let lost = of_profile.filter(|outcome| matches!(&outcome.verdict, Verdict::Failed(failure) if is_lost(failure)));
    let lost = lost.count() as u64;
    let is_few = column.cas >= FEWEST_IDENTITIES && lost * 2 > column.cas;
    is_few.then_some(Alert::FewFound { profile, lost, identities: column.cas, users: column.base })
}

/// Tells whether a row of the base has a profile that nobody knows.
fn is_unknown_profile(notice: &Notice) -> bool {
    notice.side == Side::Base && notice.kind == NoticeKind::UnknownProfile
}

/// The files whose dates have the month first.
fn month_first<'r>(run: &'r Run<'_>) -> impl Iterator<Item = Alert> + 'r {
    run.notices.iter().filter(|notice| notice.kind == NoticeKind::MonthFirstDates).map(|notice| {
        let file = source_name(run.side(notice.side), notice.origin.source).to_owned();
        Alert::MonthFirst { side: notice.side, file, dates: notice.value.parse().unwrap_or_default() }
    })
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

/// Returns true if no user of the base is likely to be the person.
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
        Alert::NoList(odd) | Alert::UnknownProfiles { profile: odd, .. } | Alert::FewFound { profile: odd, .. } => {
            profile.is_none_or(|profile| profile == *odd)
        }
        Alert::OtherIds(profiles) => profile.is_none_or(|profile| profiles.contains(&profile)),
        // With exchanged dates nobody is found in spite of being there.
        Alert::MonthFirst { .. } => true,
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
    fn unknown_profiles_and_swapped_months_are_told_at_the_top() {
        let mut school = school();
        school.result.tally.profile_mut(Profile::Parents).base = 0;
        let notice = |kind, value: &str| Notice {
            side: Side::Base,
            origin: Default::default(),
            column: String::new(),
            kind,
            value: value.to_owned(),
        };
        school.notices = vec![
            notice(NoticeKind::UnknownProfile, "Famille"),
            notice(NoticeKind::UnknownProfile, "Famille"),
            notice(NoticeKind::MonthFirstDates, "22"),
        ];
        let found = alerts(&Run { school: None, ..school.run() });
        let told: Vec<String> = found.iter().map(|alert| alert.message(Lang::Fr)).collect();
        assert!(told[0].contains("le mois et le jour semblent inversés (22 dates"), "{told:?}");
        assert!(told[1].contains("Parents : personne de ce profil dans la base, mais 2 × profil inconnu («Famille»)"));
        let english = found[1].message(Lang::En);
        assert!(english.contains("(«Famille»)") && english.contains("--base Parents=…"), "{english}");
        assert!(forbid_creating(&found[..1], Some(Profile::Pupils)), "whose dates are exchanged is not found");
        school.notices.truncate(1);
        school.notices[0].value.clear();
        let [empty] = &alerts(&Run { school: None, ..school.run() })[..] else { panic!("one alert") };
        assert!(empty.message(Lang::Fr).contains("1 × profil vide. Donnez la liste"), "{empty:?}");
        assert!(forbid_creating(&found[1..], Some(Profile::Parents)));
        assert!(!forbid_creating(&found[1..], Some(Profile::Staff)));
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
        let few = Alert::FewFound { profile: Profile::Pupils, lost: 50, identities: 60, users: 6 };
        assert_eq!(alerts, [few, Alert::NoList(Profile::Parents)]);
        assert!(forbid_creating(&alerts, Some(Profile::Parents)) && !forbid_creating(&alerts, Some(Profile::Staff)));
        assert!(alerts[1].message(Lang::Fr).starts_with("Aucune liste de parents fournie"));
    }
}
