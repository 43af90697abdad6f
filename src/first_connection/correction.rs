//! What somebody corrects on the form of «Identification impossible».
//!
//! Role: a failed identity with typed names or date in, a link or a case for the administrator out. Invariant: what is
//! typed proves nothing, since whoever knows a classmate's name and birth date can type them. A corrected identity
//! links by itself only if
//! 1. every changed field stays close to what the CAS server asserted, by the levels of the rules, and the name that was
//!    asserted is none of its own: usual given names, and names that people of the base bear, are no typing errors;
//! 2. exactly one user has the corrected names and date, exactly, and as surely as any first connection asks for;
//! 3. what was asserted, by itself, would link that very user, were the risk of [`max_asserted_risk`] allowed: among
//!    homonyms a typed date decides nothing, and a veto stays one.
//!
//! Everything else is the administrator's, with both versions side by side.
//!
//! [`max_asserted_risk`]: crate::matching::rules::Decision::max_asserted_risk

use crate::cas::model::FirstConnectionMode;
use crate::cas::response::{AssertedIdentity, Validated};
use crate::identity::{BirthDate, Profile, ProfileSet};
use crate::matching::decision::Candidate;
use crate::matching::{Comparison, Field, Guests, Level, NameKind, Names, compare_dates, compare_names};
use crate::normalize::{is_given_name, words};

use super::contests::Visitor;
use super::identity::{Asserted, Guest};
use super::{Access, Basis, FirstConnection, Outcome, Rejected, WhyRejected};

/// Longest name that is looked at, in bytes; nobody's is longer.
const LONGEST_NAME: usize = 200;

/// What was typed; a field that is left alone is `None`. Texts as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Family name.
    pub family: Option<String>,
    /// Given name.
    pub given: Option<String>,
    /// Birth date, read by [`parse_birth_date`](crate::normalize::parse_birth_date).
    pub birth_date: Option<BirthDate>,
}

impl FirstConnection {
    /// Whom a reply lets in whose owner has corrected the identity in it; `attempt` counts from 1.
    ///
    /// The corrections of one person are counted by whoever keeps the session, per common id: a new session is no new
    /// set of attempts.
    pub fn resolve_corrected(&self, reply: &Validated, typed: &Correction, attempt: u8) -> Outcome {
        let mut first = self.resolve(reply);
        let (Outcome::Failed(refusal), FirstConnectionMode::Identity(attributes)) = (&mut first, &self.policy.mode)
        else {
            return first;
        };
        // Without an id, or with one that the base knows, it was not the identity that failed.
        let Some(id) = refusal.id.clone().filter(|id| self.ids.holders(&self.users, id).is_empty()) else {
            return first;
        };
        let Ok(asserted) = self.asserted(reply, attributes) else { return first };
        // What no correction can mend: no profile, another school, an unreadable date, a name that was not sent.
        if self.check_asserted(&asserted, &asserted.identity.schools).is_err() {
            return first;
        }
        let rejected = |why, candidates| Some(Rejected { typed: typed.clone(), why, candidates });
        if attempt == 0 || attempt > self.policy.attempts() {
            refusal.correction = rejected(WhyRejected::TooManyAttempts, Vec::new());
            return first;
        }
        let corrected = typed.applied_to(&asserted.identity);
        if let Err(why) = self.check_changes(&asserted.identity, &corrected) {
            refusal.correction = rejected(why, Vec::new());
            return first;
        }
        let corrected = Asserted { identity: corrected, profiles: asserted.profiles };
        match self.identify_corrected(&id, &asserted, &corrected) {
            Ok(found) => {
                let got_in: ProfileSet = found.iter().map(|access| access.profile).collect();
                let is_open = |profile: Option<Profile>| profile.is_none_or(|profile| !got_in.contains(profile));
                let mut refused = refusal.cases.drain(..).filter(|case| is_open(case.profile)).collect();
                let accesses = self.keep_one_person(&[], found, &mut refused);
                self.link(&id, accesses, refused, Vec::new())
            }
            Err((why, candidates)) => {
                refusal.correction = rejected(why, candidates);
                first
            }
        }
    }

    /// Whether every change is close to what was asserted.
    fn check_changes(&self, asserted: &AssertedIdentity, corrected: &AssertedIdentity) -> Result<(), WhyRejected> {
        let same = (&asserted.family, &asserted.given, &asserted.birth_date)
            == (&corrected.family, &corrected.given, &corrected.birth_date);
        if same {
            return Err(WhyRejected::NothingChanged);
        }
        for (field, name) in [(Field::Family, &corrected.family), (Field::Given, &corrected.given)] {
            if name.len() > LONGEST_NAME {
                return Err(WhyRejected::TooFar { field, level: Level::Different });
            }
        }
        let changes = self.changes(asserted, corrected).into_iter();
        let too_far = changes.filter(|&(field, level)| !self.rules.correction.allows(field, level));
        too_far.map(|(field, level)| WhyRejected::TooFar { field, level }).next().map_or(Ok(()), Err)
    }

    /// Per field that can be corrected, how far the typed version is from what was asserted.
    fn changes(&self, asserted: &AssertedIdentity, corrected: &AssertedIdentity) -> [(Field, Level); 3] {
        // Both versions among one set of guests, to be compared with each other.
        let mut guests = Guests::default();
        let mut form = |name: &str| guests.receive(&self.lexicon, name);
        let [family, typed_family, birth_family] =
            [&asserted.family, &corrected.family, &asserted.birth_family].map(|name| form(name));
        let [given, typed_given] = [&asserted.given, &corrected.given].map(|name| form(name));
        let names = Names::with_guests(&self.lexicon, &guests);
        let is_borne = |borne: &[bool], name| borne.get(names.key(name)).copied().unwrap_or_default();
        let family_level = match compare_names(names, family, typed_family, NameKind::Family) {
            Level::Exact => Level::Exact,
            _ if !birth_family.is_empty() && names.key(typed_family) == names.key(birth_family) => Level::Alternate,
            // A name that somebody bears was not mistyped into another: it is somebody else's.
            _ if is_borne(&self.borne.family, family) => Level::Different,
            level => level,
        };
        let given_level = match compare_names(names, given, typed_given, NameKind::Given) {
            Level::Exact => Level::Exact,
            _ if is_borne(&self.borne.given, given) || is_made_of_given_names(names.text(given)) => Level::Different,
            level => level,
        };
        let sent_date = asserted.birth_date.clone().unwrap_or_default();
        let typed_date = corrected.birth_date.clone().unwrap_or_default();
        [
            (Field::Family, family_level),
            (Field::Given, given_level),
            (Field::BirthDate, compare_dates(sent_date, typed_date)),
        ]
    }

    /// The accesses of the one user whom the corrected identity fits exactly, in the profiles that were asserted.
    fn identify_corrected(
        &self,
        id: &str,
        asserted: &Asserted,
        corrected: &Asserted,
    ) -> Result<Vec<Access>, (WhyRejected, Vec<Candidate>)> {
        let guest = |asserted: &Asserted| Guest::new(&self.lexicon, &asserted.identity, asserted.profiles);
        let (before, after) = (guest(asserted), guest(corrected));
        let schools = &asserted.identity.schools;
        let visitor = Visitor { is_corrected: true, ..Visitor::new(id, &asserted.identity) };
        let (mut accesses, mut failed) = (Vec::new(), None);
        for profile in asserted.profiles.iter().filter(|&profile| self.check_profile(profile).is_ok()) {
            let finding = self.find(profile, &after, schools);
            let why = match self.decide(profile, &finding) {
                Ok((user, evidence))
                    if is_exact(profile, &evidence.comparison) && evidence.says_more_than_names(schools) =>
                {
                    let by_assertion = self.find(profile, &before, schools);
                    let max_risk = self.rules.decision.max_asserted_risk;
                    if self.decide_within(profile, &by_assertion, max_risk).ok().map(|(likely, _)| likely) != Some(user)
                    {
                        WhyRejected::AssertedOtherwise
                    } else if self.contests.check(&visitor, user).is_ok()
                        && self.check_access(user, profile, schools).is_ok()
                    {
                        accesses.push(Access { user, profile, basis: Basis::CorrectedIdentity(evidence) });
                        continue;
                    } else {
                        WhyRejected::NoExactMatch
                    }
                }
                _ => WhyRejected::NoExactMatch,
            };
            failed.get_or_insert((why, self.mark_taken(finding.candidates(Candidate::SHOWN, false))));
        }
        if accesses.is_empty() { Err(failed.unwrap_or((WhyRejected::NoExactMatch, Vec::new()))) } else { Ok(accesses) }
    }
}

impl Correction {
    /// The identity with the typed fields in place of those asserted.
    pub(crate) fn applied_to(&self, asserted: &AssertedIdentity) -> AssertedIdentity {
        let mut corrected = asserted.clone();
        if let Some(family) = &self.family {
            corrected.family.clone_from(family);
        }
        if let Some(given) = &self.given {
            corrected.given.clone_from(given);
        }
        // A date that was asserted cannot be taken away.
        if let Some(date) = self.birth_date.filter(|date| !date.is_missing()) {
            corrected.birth_date = Ok(date);
        }
        corrected
    }
}

/// Whether a folded name is a usual given name, or several.
fn is_made_of_given_names(folded: &str) -> bool {
    is_given_name(&folded.replace(' ', "")) || words(folded).all(is_given_name)
}

/// Whether names and date agree exactly. Only adults may have no date to compare.
fn is_exact(profile: Profile, comparison: &Comparison) -> bool {
    let is = |field, level| comparison.field(field).level == level;
    is(Field::Family, Level::Exact)
        && is(Field::Given, Level::Exact)
        && is(Field::NameOrder, Level::Exact)
        && (is(Field::BirthDate, Level::Exact) || (profile != Profile::Pupils && is(Field::BirthDate, Level::Missing)))
}
