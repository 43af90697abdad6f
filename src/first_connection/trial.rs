//! The trial of a model: the first connections of its four test accounts.
//!
//! Role: connects a test account as a user would, and binds it. Input: replies about test accounts, in a base that has
//! their users. Output: what [`judge`](crate::cas::acceptance::judge) asks for. Invariant: an account has passed only as
//! its own user, who is found again by the id that was stored.

use super::{Admission, FirstConnection, Outcome};
use crate::cas::acceptance::{Access, TestAccount};
use crate::cas::response::{Validated, asserted_identity};
use crate::identity::{Person, Row};
use crate::matching::decision::Reason;
use crate::normalize::fold;

/// The reason, beside those of [`Reason`], of an account that got in as somebody else.
pub const OTHER_USER: &str = "other_user";

/// A connection of a test account.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Which.
    pub account: TestAccount,
    /// What became of it.
    pub outcome: Outcome,
    /// The same for the acceptance.
    pub access: Access,
}

impl FirstConnection {
    /// Connects the test account that a reply is about; `None` if it is about none. The account is known by the family
    /// name in the reply or, where none is sent, by the user that it leads to.
    pub fn try_account(&mut self, reply: &Validated) -> Option<Tried> {
        let named = asserted_identity(reply, self.policy().attributes()).ok();
        let named = named.filter(|identity| !identity.family.is_empty());
        let named = named.map(|identity| account_called(&identity.family));
        let mut outcome = self.resolve(reply);
        if let (Outcome::NeedsPronoteLogin { .. }, Some(Some(account))) = (&outcome, named) {
            // Whoever tries the account knows its PRONOTE password, too.
            outcome = self.logged_in(reply, &self.users_of(account));
        }
        let account = named.unwrap_or_else(|| self.account_of(&outcome))?;
        let access = match &outcome {
            Outcome::Granted(admission) | Outcome::Linked(admission) if !self.is_own(account, admission) => {
                Access::Refused { reason: OTHER_USER.to_owned() }
            }
            Outcome::Granted(admission) | Outcome::Linked(admission) => {
                let id = admission.id.clone();
                match self.bind(&id, &outcome.new_users()) {
                    Ok(()) => self.second_time(account, reply),
                    Err(_) => Access::Refused { reason: Reason::IdConflict.code().to_owned() },
                }
            }
            Outcome::NeedsPronoteLogin { .. } => Access::Refused { reason: outcome.code().to_owned() },
            Outcome::Failed(refusal) => Access::Refused { reason: refusal.reason.code().to_owned() },
        };
        Some(Tried { account, outcome, access })
    }

    /// The id by which the account's user is found from now on.
    fn second_time(&self, account: TestAccount, reply: &Validated) -> Access {
        match self.resolve(reply) {
            Outcome::Granted(admission) if self.is_own(account, &admission) => Access::Granted { stored: admission.id },
            other => Access::Refused { reason: other.code().to_owned() },
        }
    }

    fn users_of(&self, account: TestAccount) -> Vec<Row> {
        self.users().people().filter(|&user| is_user_of(account, user)).map(Person::row).collect()
    }

    /// Whether everybody let in is the account's user, with its profile.
    fn is_own(&self, account: TestAccount, admission: &Admission) -> bool {
        let own = |access: &super::Access| is_user_of(account, self.users().person(access.user));
        admission.accesses.iter().all(own)
            && admission.accesses.iter().any(|access| access.profile == account.profile())
    }

    /// The account whose user an outcome lets in.
    fn account_of(&self, outcome: &Outcome) -> Option<TestAccount> {
        let (Outcome::Granted(admission) | Outcome::Linked(admission)) = outcome else { return None };
        let user = self.users().person(admission.accesses.first()?.user);
        account_called(user.family())
    }
}

fn account_called(family: &str) -> Option<TestAccount> {
    TestAccount::ALL.into_iter().find(|account| fold(account.family_name()) == fold(family))
}

fn is_user_of(account: TestAccount, user: Person<'_>) -> bool {
    fold(user.family()) == fold(account.family_name()) && fold(user.given()) == fold(account.given_name())
}
