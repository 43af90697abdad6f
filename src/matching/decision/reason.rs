//! Why somebody was not linked.

use std::fmt;

/// Why an identity was not linked. Codes are stable; the order is that in which an administrator takes them up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    /// The link is sure enough by itself, but the run's budget of wrong links (`max_mean_risk`) is spent.
    OverBudget,
    /// One candidate is the likely one, but not as surely as a link without a human asks for.
    ToConfirm,
    /// Two accounts that look like one person's ask for one user, and nothing tells them apart.
    TwoAccounts,
    /// Several candidates that the evidence does not tell apart, or several identities for one candidate.
    Ambiguous,
    /// The likely candidate is contradicted by a field too strongly for a link without a human.
    Vetoed,
    /// The account is filed under one profile, and a user of another profile bears its name.
    WrongProfile,
    /// A name holds letters of two alphabets, such as a Cyrillic «а» in a Latin name.
    MixedScripts,
    /// Letters of a name are lost in the account's list, or in the likely candidate's.
    DamagedText,
    /// The likely candidate is already linked with another id.
    AlreadyLinked,
    /// There are candidates, none of them likely.
    BelowThreshold,
    /// No user resembles the identity, or each user that does is most likely another person.
    NoCandidate,
    /// Family or given name is empty.
    MissingName,
    /// A birth date was sent that is none.
    InvalidBirthDate,
    /// The uid is empty, or claimed by two people; or the likely candidate's own identifier is.
    IdConflict,
    /// The row is wider or narrower than its header, so that no cell can be trusted.
    RaggedRow,
    /// The identity belongs to another school than the base.
    OtherSchool,
    /// None of the profile values is in any profile's list.
    NoProfile,
    /// First connection: no web space of the profile is opened by this delegation.
    ProfileWithoutAccess,
    /// First connection: the parent is none of those who get in.
    ParentWithoutAccess,
    /// First connection: the id is not in the base, and the mode asks for one that is.
    UnknownId,
    /// First connection: the CAS server vouches for nobody.
    Refused,
}

impl Reason {
    /// All reasons, in order.
    pub const ALL: [Self; 21] = [
        Self::OverBudget,
        Self::ToConfirm,
        Self::TwoAccounts,
        Self::Ambiguous,
        Self::Vetoed,
        Self::WrongProfile,
        Self::MixedScripts,
        Self::DamagedText,
        Self::AlreadyLinked,
        Self::BelowThreshold,
        Self::NoCandidate,
        Self::MissingName,
        Self::InvalidBirthDate,
        Self::IdConflict,
        Self::RaggedRow,
        Self::OtherSchool,
        Self::NoProfile,
        Self::ProfileWithoutAccess,
        Self::ParentWithoutAccess,
        Self::UnknownId,
        Self::Refused,
    ];

    /// Those that a batch run gives; the others are of first connections alone.
    pub const OF_A_RUN: &[Self] = Self::ALL.split_at(17).0;

    /// The reason of a code; `None` for a code of another version.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The stable code of files and reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::OverBudget => "over_budget",
            Self::ToConfirm => "to_confirm",
            Self::TwoAccounts => "two_accounts",
            Self::Ambiguous => "ambiguous",
            Self::Vetoed => "vetoed",
            Self::WrongProfile => "wrong_profile",
            Self::MixedScripts => "mixed_scripts",
            Self::DamagedText => "damaged_text",
            Self::AlreadyLinked => "already_linked",
            Self::BelowThreshold => "below_threshold",
            Self::NoCandidate => "no_candidate",
            Self::MissingName => "missing_name",
            Self::InvalidBirthDate => "invalid_birth_date",
            Self::IdConflict => "id_conflict",
            Self::RaggedRow => "ragged_row",
            Self::OtherSchool => "other_school",
            Self::NoProfile => "no_profile",
            Self::ProfileWithoutAccess => "profile_without_access",
            Self::ParentWithoutAccess => "parent_without_access",
            Self::UnknownId => "unknown_id",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_reasons_are_in_order_and_those_of_a_run_come_first() {
        assert!(Reason::ALL.is_sorted());
        assert_eq!(Reason::OF_A_RUN.last(), Some(&Reason::NoProfile));
        assert!(!Reason::OF_A_RUN.contains(&Reason::ProfileWithoutAccess));
    }
}
