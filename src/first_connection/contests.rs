//! Contests: users and accounts that a run left undecided, and that a first connection does not link by itself.
//!
//! Role: keeps the doubt of a run that saw all accounts, where a first connection sees one. Input: the open failures of runs, as
//! [`Contest`]s, from whoever keeps them. Output: the reason that stands against a link. Invariants: an account whose common id is
//! known still gets in; a login to PRONOTE and a PRONOTE identifier still link, since they say more than an identity; a contest
//! that ends frees its account and its users.

use std::collections::HashMap;

use crate::cas::response::AssertedIdentity;
use crate::identity::{BirthDate, Row};
use crate::matching::decision::{Candidate, Reason};
use crate::normalize::fold;

use super::FirstConnection;

/// Below this probability a candidate of a failure is not contested: one hopeless failure would hold up every homonym.
const LEAST_PROBABILITY: f64 = 0.05;

/// The least probability where several accounts or several users are alike: their probabilities are shares of one.
const LEAST_SHARE: f64 = 0.01;

/// An open failure of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// The number by which [`FirstConnection::end_contest`] knows it.
    pub number: i64,
    /// The account.
    pub account: ContestedAccount,
    /// Why the run did not link the account.
    pub reason: Reason,
    /// The users that the account may belong to.
    pub users: Vec<Row>,
}

/// The account of an open failure, as the run saw it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContestedAccount {
    /// The common id; `None` where the account has none.
    pub id: Option<String>,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Birth date.
    pub birth_date: BirthDate,
}

/// All contests of a base.
#[derive(Debug, Default)]
pub(super) struct Contests {
    all: Vec<Contest>,
    /// Positions in `all` by user.
    by_user: HashMap<Row, Vec<usize>>,
    /// Positions in `all` by the id of the account.
    by_id: HashMap<String, usize>,
}

/// An account at a first connection.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'a> {
    pub(super) id: &'a str,
    /// The identity that the ENT asserts.
    pub(super) asserted: &'a AssertedIdentity,
    /// True once the person has corrected it.
    pub(super) is_corrected: bool,
}

impl<'a> Visitor<'a> {
    /// A visitor as the ENT asserts it.
    pub(super) fn new(id: &'a str, asserted: &'a AssertedIdentity) -> Self {
        Self { id, asserted, is_corrected: false }
    }
}

impl Contest {
    /// The users that a failure of this reason contests: its free candidates that are likely enough.
    pub fn users_of(reason: Reason, candidates: &[Candidate]) -> impl Iterator<Item = Row> {
        let least = match reason {
            Reason::Ambiguous | Reason::TwoAccounts => LEAST_SHARE,
            _ => LEAST_PROBABILITY,
        };
        let is_contested = move |candidate: &&Candidate| !candidate.taken && candidate.probability >= least;
        candidates.iter().filter(is_contested).map(|candidate| candidate.base)
    }

    /// Tells whether the account itself waits for the administrator. A reason that a first connection finds by itself holds as long as
    /// it is true, and no longer.
    fn holds_account(&self, is_corrected: bool) -> bool {
        match self.reason {
            // One reply does not show that another row bears its id.
            Reason::IdConflict => true,
            // Where no user is in doubt, the first connection finds the reason again.
            _ if self.users.is_empty() => false,
            Reason::TwoAccounts | Reason::Ambiguous | Reason::Vetoed | Reason::WrongProfile | Reason::MixedScripts => {
                true
            }
            // The person's own correction may say what the run missed.
            Reason::OverBudget | Reason::ToConfirm | Reason::BelowThreshold => !is_corrected,
            _ => false,
        }
    }
}

impl ContestedAccount {
    /// Tells whether a visitor is this account: by the id, or without one by what is asserted.
    fn is(&self, visitor: &Visitor<'_>) -> bool {
        match &self.id {
            Some(id) => id == visitor.id,
            None => self.says_the_same(visitor.asserted),
        }
    }

    /// Tells whether the ENT asserts what the run knew, or less: the doubt of the run then stands. A new name or date is new evidence.
    pub fn says_the_same(&self, asserted: &AssertedIdentity) -> bool {
        let date = asserted.birth_date.clone().unwrap_or_default();
        fold(&self.family) == fold(&asserted.family)
            && fold(&self.given) == fold(&asserted.given)
            && (date.is_missing() || date == self.birth_date)
    }
}

impl Contests {
    fn new(all: Vec<Contest>) -> Self {
        let mut contests = Self { all, ..Self::default() };
        for (position, contest) in contests.all.iter().enumerate() {
            if let Some(id) = &contest.account.id {
                contests.by_id.insert(id.clone(), position);
            }
            for &user in &contest.users {
                contests.by_user.entry(user).or_default().push(position);
            }
        }
        contests
    }

    /// Checks whether a visitor may be linked with a user. Otherwise returns the run's reason about the visitor's own account;
    /// where another account may belong to the user, that several accounts are there for one user.
    pub(super) fn check(&self, visitor: &Visitor<'_>, user: Row) -> Result<(), Reason> {
        let own = self.by_id.get(visitor.id).into_iter();
        let of_user = self.by_user.get(&user).into_iter().flatten();
        let against = |contest: &Contest| {
            if contest.account.is(visitor) {
                // Each row of an id in conflict says something else: none of them is news.
                let is_news = contest.reason != Reason::IdConflict && !contest.account.says_the_same(visitor.asserted);
                let stands = contest.holds_account(visitor.is_corrected) && !is_news;
                return stands.then_some(contest.reason);
            }
            Some(if contest.reason == Reason::TwoAccounts { Reason::TwoAccounts } else { Reason::Ambiguous })
        };
        let mut standing = own.chain(of_user).filter_map(|&position| against(&self.all[position]));
        standing.next().map_or(Ok(()), Err)
    }
}

impl FirstConnection {
    /// Replaces the open failures of runs: until each ends, neither its account nor its users are linked by an identity.
    pub fn set_contests(&mut self, contests: Vec<Contest>) {
        self.contests = Contests::new(contests);
    }

    /// Ends a contest: an administrator has decided about the failure, or its account is linked. Other contests stand.
    pub fn end_contest(&mut self, number: i64) {
        if self.contests.all.iter().any(|contest| contest.number == number) {
            let mut all = std::mem::take(&mut self.contests).all;
            all.retain(|contest| contest.number != number);
            self.contests = Contests::new(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Postcode, Sex};

    fn asserted(family: &str, given: &str, birth_date: BirthDate) -> AssertedIdentity {
        AssertedIdentity {
            family: family.to_owned(),
            given: given.to_owned(),
            birth_family: String::new(),
            other_given: String::new(),
            birth_date: Ok(birth_date),
            profile_values: Vec::new(),
            postcode: Postcode::MISSING,
            sex: Sex::Unknown,
            schools: Vec::new(),
            unused: Vec::new(),
        }
    }

    fn contest(number: i64, id: &str, reason: Reason, users: &[Row]) -> Contest {
        let account = ContestedAccount {
            id: Some(id.to_owned()),
            family: "DURAND".to_owned(),
            given: "Sophie".to_owned(),
            birth_date: BirthDate::MISSING,
        };
        Contest { number, account, reason, users: users.to_vec() }
    }

    #[test]
    fn an_account_and_its_users_wait_and_others_do_not() {
        let contests = Contests::new(vec![contest(1, "lea", Reason::Ambiguous, &[4, 5])]);
        let sophie = asserted("Durand", "Sophie", BirthDate::MISSING);
        let as_id = |id| Visitor::new(id, &sophie);
        assert_eq!(contests.check(&as_id("tom"), 4), Err(Reason::Ambiguous), "the user of another account's failure");
        assert_eq!(contests.check(&as_id("tom"), 6), Ok(()));
        assert_eq!(contests.check(&as_id("lea"), 6), Err(Reason::Ambiguous), "the account itself");
    }

    #[test]
    fn an_id_of_two_rows_lets_neither_of_them_in() {
        let contests =
            Contests::new(vec![contest(1, "shared", Reason::IdConflict, &[]), contest(2, "lea", Reason::Vetoed, &[])]);
        for family in ["DURAND", "MARTIN"] {
            let asserted = asserted(family, "Sophie", BirthDate::MISSING);
            assert_eq!(contests.check(&Visitor::new("shared", &asserted), 4), Err(Reason::IdConflict), "{family}");
            assert_eq!(contests.check(&Visitor::new("lea", &asserted), 4), Ok(()), "no user was in doubt");
        }
    }

    #[test]
    fn new_evidence_ends_the_doubt_about_an_account_and_a_correction_only_a_mild_one() {
        let contests = Contests::new(vec![
            contest(1, "lea", Reason::ToConfirm, &[4]),
            contest(2, "tom", Reason::TwoAccounts, &[5]),
        ]);
        let sophie = asserted("DURAND", "Sophie", BirthDate::MISSING);
        let check = |id, asserted, is_corrected, user| contests.check(&Visitor { id, asserted, is_corrected }, user);
        assert_eq!(check("lea", &sophie, false, 4), Err(Reason::ToConfirm));
        assert_eq!(check("lea", &sophie, true, 4), Ok(()));
        assert_eq!(check("tom", &sophie, true, 5), Err(Reason::TwoAccounts));
        let other = asserted("DURANT", "Sophie", BirthDate::MISSING);
        assert_eq!(check("lea", &other, false, 4), Ok(()), "the ENT has corrected the name");
        assert_eq!(check("lea", &other, false, 5), Err(Reason::TwoAccounts), "the user of the other failure");
        assert_eq!(check("zoe", &other, false, 4), Err(Reason::Ambiguous), "several accounts for one user");
    }
}
