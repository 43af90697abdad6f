//! Why somebody was not linked.

use std::fmt;

/// Why an identity was not linked. Codes are stable; the order is that in which an administrator takes them up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    /// One candidate is the likely one, but not as surely as a link without a human asks for.
    ToConfirm,
    /// Several candidates that the evidence does not tell apart, or several identities for one candidate.
    Ambiguous,
    /// The likely candidate is contradicted by a field too strongly for a link without a human.
    Vetoed,
    /// The likely candidate is already linked with another id.
    AlreadyLinked,
    /// There are candidates, none of them likely.
    BelowThreshold,
    /// Nobody in the base resembles the identity, or whoever does is somebody else.
    NoCandidate,
    /// Family or given name is empty.
    MissingName,
    /// A birth date was sent that is none.
    InvalidBirthDate,
    /// The uid is empty, or claimed by two people; or the likely candidate's own identifier is.
    IdConflict,
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
    pub const ALL: [Self; 15] = [
        Self::ToConfirm,
        Self::Ambiguous,
        Self::Vetoed,
        Self::AlreadyLinked,
        Self::BelowThreshold,
        Self::NoCandidate,
        Self::MissingName,
        Self::InvalidBirthDate,
        Self::IdConflict,
        Self::OtherSchool,
        Self::NoProfile,
        Self::ProfileWithoutAccess,
        Self::ParentWithoutAccess,
        Self::UnknownId,
        Self::Refused,
    ];

    /// Those that a batch run gives; the others are of first connections alone.
    pub const OF_A_RUN: &[Self] = Self::ALL.split_at(11).0;

    /// The stable code of files and reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::ToConfirm => "to_confirm",
            Self::Ambiguous => "ambiguous",
            Self::Vetoed => "vetoed",
            Self::AlreadyLinked => "already_linked",
            Self::BelowThreshold => "below_threshold",
            Self::NoCandidate => "no_candidate",
            Self::MissingName => "missing_name",
            Self::InvalidBirthDate => "invalid_birth_date",
            Self::IdConflict => "id_conflict",
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
