//! Advice on each failure of a run.
//!
//! Role: the remedy of a reason, unless the case or the whole run asks for another one. Input: a [`Run`]. Output: one sentence per
//! failure, the same in every file of the report. Invariant: advice never says of a case what is not true of it.
//! Entry point: [`Advice::of`].

use std::borrow::Cow;
use std::collections::HashMap;

use crate::identity::{Flaws, Lang, Person, Profile, ProfileSet, Row, Side};
use crate::matching::{Field, Level};
use crate::normalize::fold;
use crate::reconcile::{Candidate, Failure, Outcome, Reason, Verdict};

use super::alerts::{self, Alert};
use super::scripts::mixed_name;
use super::side_by_side::full_name;
use super::{Run, words};

/// How many other accounts one sentence names.
const MOST_ACCOUNTS: usize = 3;

/// How many times likelier than every other a candidate is to be the only one in question.
const LIKELIEST_BY: f64 = 20.0;

/// Gives advice on the failures of one run.
pub(super) struct Advice<'a> {
    run: &'a Run<'a>,
    /// Alerts about the whole run.
    pub(super) alerts: Vec<Alert>,
    /// Users whose record lacks a name, by the name that it has, folded. The engine compares no account with them.
    incomplete: HashMap<String, Vec<Row>>,
    /// Profiles of the base with a user in whose name letters are lost. Accounts are hardly alike with them.
    damaged: ProfileSet,
    /// Accounts that fail as [`Reason::TwoAccounts`], by profile and likeliest user.
    claims: HashMap<(Option<Profile>, Row), Vec<Row>>,
    /// All accounts by profile and the user that they are linked with, or that is likeliest.
    askers: HashMap<(Option<Profile>, Row), Vec<Row>>,
}

impl<'a> Advice<'a> {
    /// Prepares advice on a run.
    pub(super) fn new(run: &'a Run<'a>) -> Self {
        let mut incomplete: HashMap<String, Vec<Row>> = HashMap::new();
        for user in run.base.people().filter(|user| user.flaws().contains(Flaws::MISSING_NAME)) {
            for name in names(user) {
                incomplete.entry(name).or_default().push(user.row());
            }
        }
        let mut claims: HashMap<_, Vec<Row>> = HashMap::new();
        for (outcome, failure) in run.result.failures() {
            if let Some(user) = claimed(failure) {
                claims.entry((outcome.profile, user)).or_default().push(outcome.cas);
            }
        }
        let mut askers: HashMap<_, Vec<Row>> = HashMap::new();
        for outcome in &run.result.outcomes {
            let asked = match &outcome.verdict {
                Verdict::Linked(link) => Some(link.base),
                Verdict::AlreadyLinked { base, .. } => Some(*base),
                Verdict::Failed(failure) => failure.candidates.first().map(|best| best.base),
            };
            if let Some(user) = asked {
                askers.entry((outcome.profile, user)).or_default().push(outcome.cas);
            }
        }
        let damaged = run.base.people().filter(|user| user.flaws().contains(Flaws::DAMAGED_TEXT));
        let damaged = damaged.flat_map(|user| user.profiles().iter()).collect();
        Self { run, alerts: alerts::alerts(run), incomplete, damaged, claims, askers }
    }

    /// Says what to do about one failure.
    pub(super) fn of(&self, outcome: &Outcome, failure: &Failure) -> Cow<'static, str> {
        let lang = self.run.lang;
        let is_damaged = |user: Row| self.run.base.person(user).flaws().contains(Flaws::DAMAGED_TEXT);
        let is_about_damage = failure.candidates.first().is_some_and(|best| is_damaged(best.base))
            || (failure.reason == Reason::NoCandidate && self.is_damaged(outcome.profile));
        if is_about_damage && failure.reason != Reason::DamagedText {
            return words::damaged_base(lang).into();
        }
        if is_likely_twin(outcome, failure) {
            return words::twin(lang).into();
        }
        let own = match failure.reason {
            Reason::NoCandidate | Reason::BelowThreshold | Reason::MissingName => self.incomplete_user(outcome),
            Reason::ToConfirm if failure.candidates.first().is_some_and(differs_nowhere) => {
                Some(words::nothing_differs("max_link_risk", lang))
            }
            Reason::MixedScripts => {
                mixed_name(self.run.cas.person(outcome.cas), lang).map(|mixed| words::type_again(&mixed, lang))
            }
            Reason::TwoAccounts => self.other_accounts(outcome, failure),
            Reason::Vetoed => failure
                .candidates
                .first()
                .and_then(contradicting_field)
                .and_then(|field| words::vetoed(field, lang))
                .map(str::to_owned),
            Reason::Ambiguous => self.rival_accounts(outcome, failure),
            Reason::IdConflict => self.id_conflict(outcome, failure),
            _ => None,
        };
        match own {
            Some(own) => own.into(),
            None if failure.reason == Reason::NoCandidate
                && outcome.profile.is_some()
                && alerts::forbid_creating(&self.alerts, outcome.profile) =>
            {
                words::create_nobody(lang).into()
            }
            None => words::remedy(failure.reason, lang).into(),
        }
    }

    /// Says what to do about the failures of one reason.
    pub(super) fn of_reason(&self, reason: Reason) -> &'static str {
        if reason == Reason::NoCandidate && self.is_damaged(None) {
            words::damaged_base(self.run.lang)
        } else if reason == Reason::NoCandidate && alerts::forbid_creating(&self.alerts, None) {
            words::create_nobody(self.run.lang)
        } else {
            words::remedy(reason, self.run.lang)
        }
    }

    /// Tells whether the base has lost letters in names of a profile, or of any where it is not known.
    fn is_damaged(&self, profile: Option<Profile>) -> bool {
        profile.map_or(!self.damaged.is_empty(), |profile| self.damaged.contains(profile))
    }

    /// Points to the user of the base whose record has one of the account's names and lacks the other.
    fn incomplete_user(&self, outcome: &Outcome) -> Option<String> {
        let account = self.run.cas.person(outcome.cas);
        let may_be = |&row: &Row| {
            let user = self.run.base.person(row);
            let dates = [user.birth_date(), account.birth_date()];
            outcome.profile.is_none_or(|profile| user.profiles().contains(profile))
                && (dates[0] == dates[1] || dates.iter().any(|date| date.is_missing()))
        };
        let found = names(account).find_map(|name| self.incomplete.get(&name)?.iter().copied().find(may_be))?;
        let user = self.run.base.person(found);
        let (name, file, line) = (full_name(user), self.run.source_name(Side::Base, found), user.origin().line);
        Some(match self.run.lang {
            Lang::Fr => format!(
                "Une ligne écartée de la base a pour tout nom «{name}» ({file}, ligne {line} ; voyez rejects.csv) : si c'est la \
                 même personne, rapprochez-la à la main dans PRONOTE, ou complétez la ligne et relancez."
            ),
            Lang::En => format!(
                "A row of the base that was left out has no other name than «{name}» ({file}, line {line}; see rejects.csv): \
                 if it is the same person, link it by hand in PRONOTE, or complete the row and run again."
            ),
        })
    }

    /// Names the other accounts that a failure's only likely candidate fits, where there is just one.
    fn rival_accounts(&self, outcome: &Outcome, failure: &Failure) -> Option<String> {
        let [best, others @ ..] = failure.candidates.as_slice() else { return None };
        if others.iter().any(|other| other.probability * LIKELIEST_BY > best.probability) {
            return None;
        }
        let rivals = self.askers.get(&(outcome.profile, best.base))?;
        let mut named = self.accounts(rivals, outcome.cas);
        if named.is_empty() {
            return None;
        }
        if let Some(rest) = named.get_mut(MOST_ACCOUNTS) {
            *rest = "…".to_owned();
        }
        Some(words::rival_accounts(&named.join(", "), self.run.lang))
    }

    /// Tells an account without an id from one whose candidate's identifier is the faulty one.
    fn id_conflict(&self, outcome: &Outcome, failure: &Failure) -> Option<String> {
        let lang = self.run.lang;
        let account = self.run.cas.person(outcome.cas);
        let place = |side, row, line| (self.run.source_name(side, row), line);
        if account.flaws().contains(Flaws::MISSING_ID) {
            let (file, line) = place(Side::Cas, outcome.cas, account.origin().line);
            return Some(words::no_id(file, line.into(), lang));
        }
        let user = self.run.base.person(failure.candidates.first()?.base);
        let is_users = user.flaws().contains(Flaws::DUPLICATE_ID) || user.flaws().contains(Flaws::MISSING_ID);
        let is_accounts = account.flaws().contains(Flaws::DUPLICATE_ID);
        (is_users && !is_accounts).then(|| {
            let (file, line) = place(Side::Base, user.row(), user.origin().line);
            words::user_id(&full_name(user), file, line.into(), lang)
        })
    }

    /// The accounts at these rows but one, each with its id and name; one more than [`MOST_ACCOUNTS`] at most.
    fn accounts(&self, rows: &[Row], but: Row) -> Vec<String> {
        rows.iter()
            .filter(|&&account| account != but)
            .map(|&account| self.run.cas.person(account))
            .map(|account| format!("{} ({})", account.id(), full_name(account)))
            .take(MOST_ACCOUNTS + 1)
            .collect()
    }

    /// Names the other accounts that ask for the user of a failure.
    fn other_accounts(&self, outcome: &Outcome, failure: &Failure) -> Option<String> {
        let accounts = self.claims.get(&(outcome.profile, claimed(failure)?))?;
        let mut others = self.accounts(accounts, outcome.cas);
        if others.is_empty() {
            return None;
        }
        if others.len() > MOST_ACCOUNTS {
            others[MOST_ACCOUNTS] = "…".to_owned();
        }
        Some(words::other_accounts(&others.join(", "), self.run.lang))
    }
}

/// The names that a person has, folded.
fn names(person: Person<'_>) -> impl Iterator<Item = String> {
    [person.family(), person.given()].map(fold).into_iter().filter(|name| !name.is_empty())
}

/// The user that a failure of two accounts is about.
fn claimed(failure: &Failure) -> Option<Row> {
    (failure.reason == Reason::TwoAccounts).then(|| failure.candidates.first().map(|best| best.base)).flatten()
}

/// Tells whether no field of a candidate says anything else than the account.
pub(super) fn differs_nowhere(candidate: &Candidate) -> bool {
    let agrees = |level| matches!(level, Level::Exact | Level::Alternate | Level::Missing);
    candidate.comparison.iter().all(|(_, field)| agrees(field.level))
}

/// The field that says outright that a candidate is another person, where there is one.
fn contradicting_field(candidate: &Candidate) -> Option<Field> {
    [Field::Given, Field::Family, Field::BirthDate, Field::Children, Field::Sex].into_iter().find(|&field| {
        let level = candidate.comparison.field(field).level;
        level == Level::Different || (field == Field::Given && level == Level::CloseName)
    })
}

/// Tells whether a pupil and the best candidate, born the same day, differ in the given name.
fn is_likely_twin(outcome: &Outcome, failure: &Failure) -> bool {
    failure.reason == Reason::Vetoed
        && outcome.profile == Some(Profile::Pupils)
        && failure.candidates.first().is_some_and(|best| {
            let level = |field| best.comparison.field(field).level;
            level(Field::BirthDate) == Level::Exact
                && matches!(level(Field::Given), Level::Different | Level::CloseName)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Origin};
    use crate::reconcile::Verdict;
    use crate::report::example::{School, comparison, school};

    /// The advice on the first failure of a school, once it has this reason and a candidate with these changes.
    fn advice(school: &mut School, reason: Reason, changes: Option<&[(Field, Level, i32)]>) -> String {
        let at =
            school.result.outcomes.iter().position(|outcome| matches!(outcome.verdict, Verdict::Failed(_))).unwrap();
        let candidates = changes.into_iter().map(|changes| Candidate {
            base: 0,
            comparison: comparison(changes),
            probability: 0.9,
            taken: false,
        });
        let failure = Failure { reason, candidates: candidates.collect() };
        school.result.outcomes[at].verdict = Verdict::Failed(failure.clone());
        let run = school.run();
        Advice::new(&run).of(&run.result.outcomes[at], &failure).into_owned()
    }

    #[test]
    fn a_field_is_to_be_checked_only_where_one_differs() {
        let mut school = school();
        let same = advice(&mut school, Reason::ToConfirm, Some(&[]));
        assert!(same.contains("max_link_risk") && !same.contains("champ qui diffère"), "{same}");
        let typo = advice(&mut school, Reason::ToConfirm, Some(&[(Field::Given, Level::Typo, 300)]));
        assert!(typo.contains("champ qui diffère"), "{typo}");
        assert!(advice(&mut school, Reason::OverBudget, Some(&[])).contains("max_mean_risk"));
    }

    #[test]
    fn two_accounts_name_each_other() {
        let mut school = school();
        let failed: Vec<usize> = (0..school.result.outcomes.len())
            .filter(|&at| matches!(school.result.outcomes[at].verdict, Verdict::Failed(_)))
            .filter(|&at| school.result.outcomes[at].profile == Some(Profile::Pupils))
            .collect();
        for &at in &failed[..2] {
            let candidate = Candidate { base: 0, comparison: comparison(&[]), probability: 0.5, taken: false };
            let failure = Failure { reason: Reason::TwoAccounts, candidates: vec![candidate] };
            school.result.outcomes[at].verdict = Verdict::Failed(failure);
        }
        let run = school.run();
        let advice = Advice::new(&run);
        for (own, other) in [(failed[0], failed[1]), (failed[1], failed[0])] {
            let outcome = &run.result.outcomes[own];
            let Verdict::Failed(failure) = &outcome.verdict else { unreachable!() };
            let (own, other) = (run.cas.person(outcome.cas), run.cas.person(run.result.outcomes[other].cas));
            let said = advice.of(outcome, failure);
            assert!(said.contains(&format!("{} ({})", other.id(), full_name(other))), "{said}");
            assert!(own.id().is_empty() || !said.contains(own.id()), "{said}");
        }
    }

    #[test]
    fn somebody_with_one_name_is_pointed_to_the_row_that_was_left_out() {
        let mut school = school();
        let profiles = Profile::Pupils.into();
        school.base.push(Entry {
            id: "900",
            profiles,
            family: "Suharto",
            origin: Origin { source: 0, line: 77 },
            flaws: Flaws::MISSING_NAME,
            extras: &[""],
            ..Entry::default()
        });
        let cas = school.cas.push(Entry {
            id: "su",
            profiles,
            family: "SUHARTO",
            given: "Suharto",
            extras: &["", ""],
            ..Entry::default()
        });
        for outcome in &mut school.result.outcomes {
            if matches!(outcome.verdict, Verdict::Failed(_)) {
                (outcome.cas, outcome.profile) = (cas, Some(Profile::Pupils));
                break;
            }
        }
        let said = advice(&mut school, Reason::NoCandidate, None);
        assert!(said.contains("«Suharto»") && said.contains("ligne 77 ; voyez rejects.csv"), "{said}");
        school.cas.push(Entry {
            id: "other",
            profiles,
            family: "MARTIN",
            given: "Zoé",
            extras: &["", ""],
            ..Entry::default()
        });
        assert!(!advice(&mut school, Reason::Ambiguous, None).contains("rejects.csv"));
    }
}
