//! What the input holds and the engine cannot use: told with its place and its remedy, never dropped.

use super::{Origin, Side};

/// One remark on one place of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which side's input.
    pub side: Side,
    /// File (index into [`super::Population::sources`]) and line.
    pub origin: Origin,
    /// Title of the column, as the file writes it; empty when the whole row or file is meant.
    pub column: String,
    /// What is the matter.
    pub kind: NoticeKind,
    /// The offending value, or a count, as text.
    pub value: String,
}

/// A row that cannot be used as it stands, so that whoever corrects it sees it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Which side's input.
    pub side: Side,
    /// File and line.
    pub origin: Origin,
    /// Its cells as written, joined by `;`.
    pub cells: String,
}

/// Kinds of remark. [`NoticeKind::is_reject`] tells those that go to `rejects.csv` from mere warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A date that is in no known form or that no calendar has.
    InvalidBirthDate,
    /// Family or given name is empty.
    MissingName,
    /// The identifier is empty.
    MissingId,
    /// The identifier stands on an earlier row of the same profile, with other data.
    DuplicateId,
    /// The same person again, value for value (a parent listed once per child): counted once.
    RepeatedRow,
    /// A base row whose profile is none of the six.
    UnknownProfile,
    /// A row with more or fewer cells than the header.
    RaggedRow,
    /// A value that is in no profile's list; `value` is `National_9 (12)`, the count in brackets.
    UnmappedProfileValue,
    /// A postcode that is none; it is left out of the comparison.
    InvalidPostcode,
    /// A UAI whose check letter is wrong; it is used all the same.
    InvalidUai,
    /// A column that nobody knows; it is passed through.
    UnknownColumn,
    /// A base list without identifiers: its users are named by file and line, `eleves.csv:12`.
    NoIdColumn,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::InvalidBirthDate,
        Self::MissingName,
        Self::MissingId,
        Self::DuplicateId,
        Self::RepeatedRow,
        Self::UnknownProfile,
        Self::RaggedRow,
        Self::UnmappedProfileValue,
        Self::InvalidPostcode,
        Self::InvalidUai,
        Self::UnknownColumn,
        Self::NoIdColumn,
    ];

    /// The stable code of reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidBirthDate => "invalid_birth_date",
            Self::MissingName => "missing_name",
            Self::MissingId => "missing_id",
            Self::DuplicateId => "duplicate_id",
            Self::RepeatedRow => "repeated_row",
            Self::UnknownProfile => "unknown_profile",
            Self::RaggedRow => "ragged_row",
            Self::UnmappedProfileValue => "unmapped_profile_value",
            Self::InvalidPostcode => "invalid_postcode",
            Self::InvalidUai => "invalid_uai",
            Self::UnknownColumn => "unknown_column",
            Self::NoIdColumn => "no_id_column",
        }
    }

    /// Whether the row cannot be used as it stands, and so belongs in `rejects.csv`.
    pub fn is_reject(self) -> bool {
        matches!(
            self,
            Self::InvalidBirthDate
                | Self::MissingName
                | Self::MissingId
                | Self::DuplicateId
                | Self::UnknownProfile
                | Self::RaggedRow
        )
    }
}
