//! Advice on each failure of a run.
//!
//! Role: the remedy of a reason, unless the case or the whole run asks for another one. Input: a [`Run`]. Output: one sentence per
//! failure, the same in every file of the report. Invariant: advice never says of a case what is not true of it.
//! Entry point: [`Advice::of`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::identity::{Flaws, Lang, Person, Profile, ProfileSet, Row, Side};
use crate::matching::{Field, Level};
use crate::normalize::fold;
use crate::reconcile::{Candidate, Failure, Outcome, Reason, Verdict};

use super::alerts::{self, Alert};
use super::first_connection::faults::can_be_incomplete;
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
    /// The accounts that are linked with the best candidate of a failure as [`Reason::Ambiguous`], or for whom that user is
    /// likeliest; by profile and user.
    askers: HashMap<(Option<Profile>, Row), Vec<Asker>>,
    /// Of the ids that fail as [`Reason::IdConflict`], those that the base holds.
    held: HashSet<&'a str>,
}

/// An account that asks for a user.
#[derive(Debug, Clone, Copy)]
struct Asker {
    /// That the user is its own.
    probability: f64,
    account: Row,
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
        let contended = |(outcome, failure): (&Outcome, &Failure)| {
            let best = failure.candidates.first().filter(|_| failure.reason == Reason::Ambiguous)?;
            Some(((outcome.profile, best.base), Vec::new()))
        };
        let mut askers: HashMap<_, Vec<Asker>> = run.result.failures().filter_map(contended).collect();
        for outcome in &run.result.outcomes {
            let asked = match &outcome.verdict {
                Verdict::Linked(link) => Some((link.base, 1.0 - link.risk)),
                Verdict::AlreadyLinked { base, .. } => Some((*base, 1.0)),
                Verdict::Failed(failure) => failure.candidates.first().map(|best| (best.base, best.probability)),
            };
            let asked = asked.and_then(|(user, own)| Some((askers.get_mut(&(outcome.profile, user))?, own)));
            if let Some((askers, probability)) = asked {
                askers.push(Asker { probability, account: outcome.cas });
            }
        }
        let in_conflict = run.result.failures().filter(|(_, failure)| failure.reason == Reason::IdConflict);
        let in_conflict: HashSet<&str> = in_conflict.map(|(outcome, _)| run.cas.person(outcome.cas).id()).collect();
        let held =
            run.base.people().filter_map(|user| user.linked_id().filter(|id| in_conflict.contains(id))).collect();
        let damaged = run.base.people().filter(|user| user.flaws().contains(Flaws::DAMAGED_TEXT));
        let damaged = damaged.flat_map(|user| user.profiles().iter()).collect();
        Self { run, alerts: alerts::alerts(run), incomplete, damaged, claims, askers, held }
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
            Reason::MixedScripts => self.mixed_scripts(outcome, failure),
            Reason::TwoAccounts => self.other_accounts(outcome, failure),
            Reason::Vetoed => {
                let field = self.vetoed_field(outcome, failure);
                field.and_then(|field| words::vetoed(field, outcome.profile, lang)).map(str::to_owned)
            }
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
            can_be_incomplete(user, account, outcome.profile)
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
        let mut rivals = self.askers.get(&(outcome.profile, best.base))?.clone();
        rivals.retain(|rival| rival.account != outcome.cas && rival.probability >= best.probability);
        rivals.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.account.cmp(&b.account)));
        self.accounts(rivals.into_iter().map(|rival| rival.account))
            .map(|named| words::rival_accounts(&named, self.run.lang))
    }

    /// Tells an account without an id from one whose likely candidate has the faulty identifier.
    fn id_conflict(&self, outcome: &Outcome, failure: &Failure) -> Option<String> {
        let lang = self.run.lang;
        let account = self.run.cas.person(outcome.cas);
        if account.flaws().contains(Flaws::MISSING_ID) {
            let file = self.run.source_name(Side::Cas, outcome.cas);
            return Some(words::no_id(file, account.origin().line.into(), lang));
        }
        let best = failure.candidates.first().filter(|best| best.probability > 0.5)?;
        let user = self.run.base.person(best.base);
        let is_users = user.flaws().contains(Flaws::DUPLICATE_ID) || user.flaws().contains(Flaws::MISSING_ID);
        let is_accounts = account.flaws().contains(Flaws::DUPLICATE_ID) || self.held.contains(account.id());
        (is_users && !is_accounts).then(|| {
            let file = self.run.source_name(Side::Base, user.row());
            words::user_id(&full_name(user), file, user.origin().line.into(), lang)
        })
    }

    /// Points to the user of the base whose name mixes two alphabets, where the account's does not.
    fn mixed_scripts(&self, outcome: &Outcome, failure: &Failure) -> Option<String> {
        let lang = self.run.lang;
        if let Some(mixed) = mixed_name(self.run.cas.person(outcome.cas), lang) {
            return Some(words::type_again(&mixed, lang));
        }
        let user = failure.candidates.first()?.base;
        let mixed = mixed_name(self.run.base.person(user), lang)?;
        Some(words::type_again_in_base(&mixed, self.run.source_name(Side::Base, user), lang))
    }

    /// Names accounts by id and name, [`MOST_ACCOUNTS`] at most; `None` where there is none.
    fn accounts(&self, rows: impl Iterator<Item = Row>) -> Option<String> {
        let accounts = rows.map(|account| self.run.cas.person(account));
        let mut named: Vec<String> = accounts
            .map(|account| format!("{} ({})", account.id(), full_name(account)))
            .take(MOST_ACCOUNTS + 1)
            .collect();
        if let Some(rest) = named.get_mut(MOST_ACCOUNTS) {
            *rest = "…".to_owned();
        }
        (!named.is_empty()).then(|| named.join(", "))
    }

    /// Names the other accounts that ask for the user of a failure.
    fn other_accounts(&self, outcome: &Outcome, failure: &Failure) -> Option<String> {
        let accounts = self.claims.get(&(outcome.profile, claimed(failure)?))?;
        let others = accounts.iter().copied().filter(|&account| account != outcome.cas);
        self.accounts(others).map(|named| words::other_accounts(&named, self.run.lang))
    }

    /// The field of the first veto that forbids a candidate of a failure.
    fn vetoed_field(&self, outcome: &Outcome, failure: &Failure) -> Option<Field> {
        let profile = outcome.profile?;
        let veto = |candidate: &Candidate| {
            self.run.result.vetoes.iter().find(|veto| veto.forbids(profile, &candidate.comparison))
        };
        failure.candidates.iter().find_map(veto).map(|veto| veto.field)
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

    /// Only an account that fits the user as well is named, and none is where the rules alone are in doubt.
    #[test]
    fn a_rival_account_is_one_that_fits_the_user_as_well() {
        let mut school = school();
        let failed: Vec<usize> = (0..school.result.outcomes.len())
            .filter(|&at| matches!(school.result.outcomes[at].verdict, Verdict::Failed(_)))
            .filter(|&at| school.result.outcomes[at].profile == Some(Profile::Pupils))
            .collect();
        for (rival, is_named) in [(0.5, true), (0.4, true), (0.01, false)] {
            for (&at, probability) in failed[..2].iter().zip([0.4, rival]) {
                let candidate = Candidate { base: 0, comparison: comparison(&[]), probability, taken: false };
                let failure = Failure { reason: Reason::Ambiguous, candidates: vec![candidate] };
                school.result.outcomes[at].verdict = Verdict::Failed(failure);
            }
            // No other account of the school asks for this user.
            for outcome in &mut school.result.outcomes {
                if let Verdict::Linked(link) = &mut outcome.verdict {
                    link.base = link.base.max(1);
                }
            }
            let run = school.run();
            let outcome = &run.result.outcomes[failed[0]];
            let Verdict::Failed(failure) = &outcome.verdict else { unreachable!() };
            let said = Advice::new(&run).of(outcome, failure);
            let other = run.cas.person(run.result.outcomes[failed[1]].cas);
            assert_eq!(said.contains(&full_name(other)), is_named, "{rival}: {said}");
        }
    }

    #[test]
    fn a_veto_is_told_by_its_field() {
        let mut school = school();
        let differing = [(Field::Family, Level::Different, -300), (Field::BirthDate, Level::Different, -300)];
        school.result.vetoes.retain(|veto| veto.field == Field::BirthDate);
        let said = advice(&mut school, Reason::Vetoed, Some(&differing));
        assert!(said.contains("date de naissance diffère"), "{said}");
        // No veto of the rules: nothing is said of a field.
        school.result.vetoes.clear();
        let said = advice(&mut school, Reason::Vetoed, Some(&differing));
        assert_eq!(said, words::remedy(Reason::Vetoed, Lang::Fr));
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
