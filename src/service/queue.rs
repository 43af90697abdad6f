//! The queue of failures, and one failure with its candidates.
//!
//! Invariant: candidates come from the present base, not from the base of the day of the failure. Nothing here writes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::cas::response::{AssertedIdentity, Validated};
use crate::first_connection::FirstConnection;
use crate::identity::{Lang, Person, Profile};
use crate::matching::decision::{Candidate, Reason};
use crate::normalize::fold;
use crate::report::first_connection::faults::{may_have_lost_accents, own_fault};
use crate::report::first_connection::people::{One, identity_of};
use crate::report::side_by_side::{FieldLine, field_lines};
use crate::store::{FailureFilter, FailureState, StoredCorrection, StoredFailure};

use super::asserted::{self, Typed};
use super::error::ServiceError;
use super::school::{School, State};

/// One line of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FailureRow {
    /// Its number.
    pub number: i64,
    /// The version that a decision has to name.
    pub version: i64,
    /// Family name that the ENT sent.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Code of the reason.
    pub reason: String,
    /// The profile, by its key.
    pub profile: Option<String>,
    /// Where it stands.
    pub state: FailureState,
    /// How often the person has tried.
    pub visits: i64,
    /// Milliseconds since 1970.
    pub opened_at: i64,
}

/// One failure, with all that a decision rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FailureView {
    /// The row of the queue.
    #[serde(flatten)]
    pub row: FailureRow,
    /// The common id.
    pub cas_id: Option<String>,
    /// Attributes that the ENT sent, with their values.
    pub sent: Vec<(String, Vec<String>)>,
    /// Corrections that the visitor typed, with the result of each.
    pub corrections: Vec<CorrectionView>,
    /// What would become of the person at the door now, by the code of the outcome, where the school goes by identity: the base may
    /// have changed since.
    pub now: Option<&'static str>,
    /// Candidates of all profiles that the ENT sent, best first.
    pub candidates: Vec<CandidateView>,
    /// True if the person may be a user whose name has lost letters. The administrator must then not create a user.
    #[serde(skip)]
    pub(crate) may_have_lost_accents: bool,
    /// What is wrong with the record of the base or with the reply, in the place of the advice of the reason.
    #[serde(skip)]
    pub(crate) fault: Option<String>,
}

/// What somebody typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CorrectionView {
    /// From 1.
    pub attempt: i64,
    /// Family name, where it was changed.
    pub family: Option<String>,
    /// Given name, where it was changed.
    pub given: Option<String>,
    /// Birth date as `dd/MM/yyyy`, where it was changed.
    pub birth_date: Option<String>,
    /// Code of what became of it.
    pub outcome: String,
}

/// A user of the base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserView {
    /// Its number in this school.
    pub number: i64,
    /// PRONOTE's identifier.
    pub idpn: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// `dd/MM/yyyy`, or empty.
    pub birth_date: String,
    /// Profiles, by their keys.
    pub profiles: Vec<&'static str>,
    /// The class; empty where the base says none.
    pub class: String,
    /// For parents: their children, with their classes; for pupils: who answers for them. Full names.
    pub family_members: Vec<String>,
    /// The common ids that the user has: none, one, or one per profile.
    pub cas_ids: Vec<String>,
    /// Whether the user has an id.
    pub is_linked: bool,
}

/// Who it might be.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CandidateView {
    /// The user.
    pub user: UserView,
    /// As what, by the profile's key.
    pub profile: Option<&'static str>,
    /// Probability, 0–1.
    pub probability: f64,
    /// Sum of the weights, in bits.
    pub score: f64,
    /// Field by field.
    pub fields: Vec<FieldView>,
    /// Other accounts that wait for the same user: one of them at most is right.
    pub rivals: Vec<RivalView>,
}

/// Another account that waits for a user: its best candidate, or one that the last run contested for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RivalView {
    /// The number of its failure.
    pub failure: i64,
    /// The common id.
    pub cas_id: Option<String>,
    /// Who the ENT says it is.
    pub family: String,
    /// Given name.
    pub given: String,
}

/// One field of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FieldView {
    /// Its key.
    pub field: &'static str,
    /// What the ENT sent.
    pub sent: String,
    /// What the base has.
    pub base: String,
    /// The level of agreement, by its key.
    pub level: &'static str,
    /// What it is worth, in bits.
    pub weight: f64,
    /// The same, for pages that mark the letters that differ.
    #[serde(skip)]
    pub(crate) line: FieldLine,
}

impl School {
    /// The queue: what waits, oldest first, what was put off at the end.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn failures(&self, filter: &FailureFilter) -> Result<Vec<FailureRow>, ServiceError> {
        let mut stored = self.store.failures(self.uai(), filter).await?;
        stored.sort_by_key(|failure| (failure.state == FailureState::Postponed, failure.number));
        let state = self.state();
        let door = state.door();
        Ok(stored.iter().map(|failure| row(failure, identity(failure, &door).as_ref())).collect())
    }

    /// What stands in the queue of one failure, whether it waits still or not.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Store`].
    pub async fn failure_row(&self, number: i64) -> Result<FailureRow, ServiceError> {
        let stored = self.store.failure(self.uai(), number).await?;
        let stored = stored.ok_or(ServiceError::NotFound { what: "failure", number })?;
        Ok(row(&stored, identity(&stored, &self.state().door()).as_ref()))
    }

    /// One failure.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Store`].
    pub async fn failure(&self, number: i64, lang: Lang) -> Result<FailureView, ServiceError> {
        let stored = self.store.failure(self.uai(), number).await?;
        let stored = stored.ok_or(ServiceError::NotFound { what: "failure", number })?;
        let corrections = self.store.corrections(self.uai(), number).await?;
        let waiting = self.store.failures(self.uai(), &FailureFilter::default()).await?;
        let state = self.state();
        let mut view = state.failure_view(&stored, &corrections, lang);
        state.find_rivals(&mut view, &waiting, lang);
        Ok(view)
    }
}

impl State {
    /// A failure, as the base of now sees it.
    pub(super) fn failure_view(
        &self,
        stored: &StoredFailure,
        corrections: &[StoredCorrection],
        lang: Lang,
    ) -> FailureView {
        let door = self.door();
        let reply = asserted::from_json(&stored.asserted);
        let identity = identity(stored, &door);
        let candidates = identity.as_ref().map(|identity| self.candidates(&door, identity, &reply, lang));
        let candidates = candidates.unwrap_or_default();
        FailureView {
            fault: self.fault(stored, identity.as_ref(), candidates.first(), &door, lang),
            may_have_lost_accents: self.may_have_lost_accents(stored, candidates.first(), &door),
            row: row(stored, identity.as_ref()),
            cas_id: stored.cas_id.clone(),
            sent: reply.attributes.iter().map(|(name, values)| (name.to_owned(), values.to_vec())).collect(),
            corrections: corrections.iter().map(correction).collect(),
            now: door.policy().goes_by_identity().then(|| door.resolve(&reply).code()),
            candidates,
        }
    }

    /// What is wrong with the record of the likeliest user or with the reply, where the reason does not say it.
    fn fault(
        &self,
        stored: &StoredFailure,
        identity: Option<&AssertedIdentity>,
        best: Option<&CandidateView>,
        door: &FirstConnection,
        lang: Lang,
    ) -> Option<String> {
        let profile = stored.profile.as_deref().and_then(|key| Profile::from_key(key).ok());
        // Without a profile, nobody of the base was asked: it is the reply that is at fault.
        let best = best.filter(|_| profile.is_some()).and_then(|best| self.rows(best.user.number).first().copied());
        let one = identity.map(|identity| One::new(identity, ""));
        let sent = one.as_ref().map(One::person);
        own_fault(Reason::from_code(&stored.reason)?, profile, sent, best, door.users(), lang)
    }

    /// Tells whether the person of a failure may be a user in whose name letters are lost: the best candidate, or any user of the
    /// profile where nobody was found.
    fn may_have_lost_accents(
        &self,
        stored: &StoredFailure,
        best: Option<&CandidateView>,
        door: &FirstConnection,
    ) -> bool {
        let profile = stored.profile.as_deref().and_then(|key| Profile::from_key(key).ok());
        let best = best.into_iter().flat_map(|best| self.rows(best.user.number).iter().copied());
        let reason = Reason::from_code(&stored.reason);
        reason.is_some_and(|reason| may_have_lost_accents(reason, profile, best, door.users()))
    }

    /// Which other accounts wait for the candidates of a failure. A search is made only for those who share a name with a candidate.
    fn find_rivals(&self, view: &mut FailureView, waiting: &[StoredFailure], lang: Lang) {
        let door = self.door();
        let words = |name: &str| fold(name).split(' ').map(str::to_owned).collect::<Vec<_>>();
        let borne: BTreeSet<String> = view.candidates.iter().flat_map(|one| words(&one.user.family)).collect();
        for other in waiting.iter().filter(|other| other.number != view.row.number) {
            let identity = identity(other, &door);
            let namesake = identity.as_ref().filter(|one| words(&one.family).iter().any(|word| borne.contains(word)));
            let best = namesake.and_then(|one| {
                self.candidates(&door, one, &asserted::from_json(&other.asserted), lang).into_iter().next()
            });
            let wanted = best.map(|best| best.user.number);
            let is_wanted = |number: i64| wanted == Some(number) || other.contested.contains(&number);
            for candidate in view.candidates.iter_mut().filter(|candidate| is_wanted(candidate.user.number)) {
                let FailureRow { family, given, .. } = row(other, identity.as_ref());
                candidate.rivals.push(RivalView { failure: other.number, cas_id: other.cas_id.clone(), family, given });
            }
        }
    }

    /// Who it might be, best first. Of somebody with several profiles, the best of all of them.
    fn candidates(
        &self,
        door: &FirstConnection,
        identity: &AssertedIdentity,
        reply: &Validated,
        lang: Lang,
    ) -> Vec<CandidateView> {
        let one = One::new(identity, "");
        let view = |(profile, candidate): (Profile, Candidate)| {
            let Candidate { base, comparison, probability, .. } = candidate;
            let person = door.users().person(base);
            CandidateView {
                user: self.user_view(person, door),
                profile: Some(profile.key()),
                probability,
                score: comparison.score().bits(),
                fields: field_lines(one.person(), person, &comparison, lang)
                    .into_iter()
                    .filter(|line| !line.is_silent())
                    .map(|line| FieldView {
                        field: line.field.key(),
                        sent: line.cas.to_text(),
                        base: line.base.to_text(),
                        level: line.level.key(),
                        weight: line.weight.bits(),
                        line,
                    })
                    .collect(),
                rivals: Vec::new(),
            }
        };
        let mut views: Vec<CandidateView> = door.suggest(reply).into_iter().map(view).collect();
        views.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.user.number.cmp(&b.user.number)));
        views.truncate(Candidate::SHOWN);
        views
    }

    /// A user, to be shown.
    pub(super) fn user_view(&self, person: Person<'_>, door: &FirstConnection) -> UserView {
        let row = person.row();
        let name = |person: Person<'_>| match self.class(self.number(person.row())) {
            "" => format!("{} {}", person.family(), person.given()),
            class => format!("{} {} ({class})", person.family(), person.given()),
        };
        let mut members: Vec<String> = person.children().map(name).collect();
        members.extend(door.users().responsible(row).iter().map(|&adult| name(door.users().person(adult))));
        let rows = self.rows(self.number(row));
        UserView {
            number: self.number(row),
            idpn: person.id().to_owned(),
            family: person.family().to_owned(),
            given: person.given().to_owned(),
            birth_date: person.birth_date().to_string(),
            profiles: person.profiles().iter().map(Profile::key).collect(),
            class: self.class(self.number(row)).to_owned(),
            family_members: members,
            cas_ids: rows.iter().filter_map(|&row| door.id_of(row)).map(str::to_owned).collect(),
            is_linked: door.is_bound(row),
        }
    }
}

fn identity(failure: &StoredFailure, door: &FirstConnection) -> Option<AssertedIdentity> {
    identity_of(&asserted::from_json(&failure.asserted), door).ok()
}

fn row(failure: &StoredFailure, identity: Option<&AssertedIdentity>) -> FailureRow {
    FailureRow {
        number: failure.number,
        version: failure.version,
        family: identity.map(|identity| identity.family.clone()).unwrap_or_default(),
        given: identity.map(|identity| identity.given.clone()).unwrap_or_default(),
        reason: failure.reason.clone(),
        profile: failure.profile.clone(),
        state: failure.state,
        visits: failure.visits,
        opened_at: failure.opened_at.0,
    }
}

fn correction(stored: &StoredCorrection) -> CorrectionView {
    let typed: Typed = serde_json::from_str(&stored.typed).unwrap_or_default();
    CorrectionView {
        attempt: stored.attempt,
        family: typed.family,
        given: typed.given,
        birth_date: typed.birth_date,
        outcome: stored.outcome.clone(),
    }
}

/// Failures by the code of their reason.
pub(super) fn by_reason(failures: &[StoredFailure]) -> BTreeMap<String, u64> {
    failures.iter().fold(BTreeMap::new(), |mut counts, failure| {
        *counts.entry(failure.reason.clone()).or_default() += 1;
        counts
    })
}
