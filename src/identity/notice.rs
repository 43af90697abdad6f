//! Remarks on input that the engine cannot use. Each is told with its place and its remedy, and none is dropped.

use super::{Origin, Side};

/// One remark on one place of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The side whose input is meant.
    pub side: Side,
    /// File (index into [`super::Population::sources`]) and line.
    pub origin: Origin,
    /// Title of the column, as the file writes it; empty when the whole row or file is meant.
    pub column: String,
    /// The kind of remark.
    pub kind: NoticeKind,
    /// The offending value, or a count, as text.
    pub value: String,
}

/// A row that cannot be used as it stands, so that whoever corrects it sees it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// The side whose input is meant.
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
    /// Family or given name is empty, or a placeholder such as «INCONNU» or «XNOM».
    MissingName,
    /// A name mixes the letters of two alphabets; `value` is the letter that does not belong, `а (cyrillique)`.
    MixedScripts,
    /// Letters of a name are lost or unreadable, as in `No?l`; `value` is the name.
    DamagedText,
    /// The identifier is empty, or an error of a spreadsheet such as `#N/A`.
    MissingId,
    /// The identifier stands on an earlier row of the same profile, with other data.
    DuplicateId,
    /// The identifier, or the CAS id that a user already has, was cut by a spreadsheet (`1,23E+11`): it is nobody's.
    MangledId,
    /// Two rows alike to the last cell in a list without identifiers and dates: one person twice, or homonyms. They
    /// count as one, whom nothing links by itself; `value` is `eleves.csv:4 = eleves.csv:6`.
    IndistinctRows,
    /// The same person again, value for value (a parent listed once per child): counted once.
    RepeatedRow,
    /// Rows of a list without identifiers that are one person: they differ in nothing, or in the child alone; `value` is how
    /// many rows were merged with an earlier one.
    MergedRows,
    /// A base row whose profile is none of the six.
    UnknownProfile,
    /// A row with more or fewer cells than the header, so that they may stand under the wrong titles.
    RaggedRow,
    /// A row that lacks cells at its end, all of them of columns that are only passed through.
    ShortRow,
    /// A value that is in no profile's list; `value` is `National_9 (12)`, the count in brackets.
    UnmappedProfileValue,
    /// A value of a base row's profile that is none of the six, beside one that is or in a file given with a
    /// profile; `value` is `Agent (12)`, the count in brackets.
    IgnoredProfile,
    /// A sheet of a workbook that holds something and was not read; `value` is its name.
    UnreadSheet,
    /// A postcode that is none; it is left out of the comparison.
    InvalidPostcode,
    /// A UAI whose check letter is wrong; it is used all the same.
    InvalidUai,
    /// A parent's responsibility that is none of the known kinds; the parent counts as none of them.
    UnknownResponsibility,
    /// Parents of whom a base that tells responsibilities tells none; `value` is their number in the file.
    MissingResponsibility,
    /// Legal parents and those in charge of whom it cannot be told whether they live apart from the preferential
    /// ones; they count as living with them. `value` is their number in the file.
    UntoldAddress,
    /// A column of passwords or codes; it was dropped; `value` is its title.
    SecretColumn,
    /// Several columns could be the CAS id; `value` is the title of the one that was taken, and those of the others in brackets.
    ChosenId,
    /// A login is taken for the CAS id, for want of a column that is surely one; `value` is its title.
    LoginAsId,
    /// A file in an archive that holds no people of a known kind, and was not read; `value` is its name.
    UnreadMember,
    /// A column that nobody knows; it is passed through; `value` is its title.
    UnknownColumn,
    /// A base list without identifiers: its users are named by file and line, `eleves.csv:12`.
    NoIdColumn,
    /// A list with pupils, none of whom has a birth date; `value` is their number.
    NoBirthDates,
    /// Many dates of a file are days of the calendar only when the month is read first; `value` is their number.
    MonthFirstDates,
    /// The birth dates of a list of parents are those of their children, and are not compared; `value` is their title.
    DatesOfChildren,
    /// The columns are those of the other side; `value` is the titles that tell.
    SwappedSides,
    /// A header, and nobody under it.
    NoPeople,
    /// Entries of a directory about subjects, courses and other things, which were passed over; `value` is their number in the
    /// file.
    NotPeople,
    /// A row that is no person: a total, a note under the list, the header again; it was passed over. `value` is what stands
    /// there.
    SkippedRow,
    /// Rows of a sheet that a filter or somebody hides, and that were read all the same; `value` is their number.
    HiddenRows,
    /// Cells whose accents were damaged and that were repaired, since the damage leaves no doubt; `value` is their number in the file.
    RepairedText,
    /// People of a file in whose names letters are lost; `value` is their number.
    DamagedFile,
    /// A delta of a directory modifies or deletes a person who is not in the directory at that point in that category;
    /// `value` is the identifier.
    UnknownEntry,
    /// A directory adds a person who is in it already: the last record counts; `value` is the identifier.
    EntryAddedAgain,
    /// An identifier of a directory that two people have, as where two académies are read together: neither is modified or
    /// deleted, and nobody answers for a child by it; `value` is the identifier.
    AmbiguousEntry,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 40] = [
        Self::InvalidBirthDate,
        Self::MissingName,
        Self::MixedScripts,
        Self::DamagedText,
        Self::MissingId,
        Self::DuplicateId,
        Self::MangledId,
        Self::IndistinctRows,
        Self::RepeatedRow,
        Self::MergedRows,
        Self::UnknownProfile,
        Self::RaggedRow,
        Self::ShortRow,
        Self::UnmappedProfileValue,
        Self::IgnoredProfile,
        Self::UnreadSheet,
        Self::InvalidPostcode,
        Self::InvalidUai,
        Self::UnknownResponsibility,
        Self::MissingResponsibility,
        Self::UntoldAddress,
        Self::SecretColumn,
        Self::ChosenId,
        Self::LoginAsId,
        Self::UnreadMember,
        Self::UnknownColumn,
        Self::NoIdColumn,
        Self::NoBirthDates,
        Self::MonthFirstDates,
        Self::DatesOfChildren,
        Self::SwappedSides,
        Self::NoPeople,
        Self::NotPeople,
        Self::SkippedRow,
        Self::HiddenRows,
        Self::RepairedText,
        Self::DamagedFile,
        Self::UnknownEntry,
        Self::EntryAddedAgain,
        Self::AmbiguousEntry,
    ];

    /// The stable code of reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidBirthDate => "invalid_birth_date",
            Self::MissingName => "missing_name",
            Self::MixedScripts => "mixed_scripts",
            Self::DamagedText => "damaged_text",
            Self::MissingId => "missing_id",
            Self::DuplicateId => "duplicate_id",
            Self::MangledId => "mangled_id",
            Self::IndistinctRows => "indistinct_rows",
            Self::RepeatedRow => "repeated_row",
            Self::MergedRows => "merged_rows",
            Self::UnknownProfile => "unknown_profile",
            Self::RaggedRow => "ragged_row",
            Self::ShortRow => "short_row",
            Self::UnmappedProfileValue => "unmapped_profile_value",
            Self::IgnoredProfile => "ignored_profile",
            Self::UnreadSheet => "unread_sheet",
            Self::InvalidPostcode => "invalid_postcode",
            Self::InvalidUai => "invalid_uai",
            Self::UnknownResponsibility => "unknown_responsibility",
            Self::MissingResponsibility => "missing_responsibility",
            Self::UntoldAddress => "untold_address",
            Self::SecretColumn => "secret_column",
            Self::ChosenId => "chosen_id",
            Self::LoginAsId => "login_as_id",
            Self::UnreadMember => "unread_member",
            Self::UnknownColumn => "unknown_column",
            Self::NoIdColumn => "no_id_column",
            Self::NoBirthDates => "no_birth_dates",
            Self::MonthFirstDates => "month_first_dates",
            Self::DatesOfChildren => "dates_of_children",
            Self::SwappedSides => "swapped_sides",
            Self::NoPeople => "no_people",
            Self::NotPeople => "not_people",
            Self::SkippedRow => "skipped_row",
            Self::HiddenRows => "hidden_rows",
            Self::RepairedText => "repaired_text",
            Self::DamagedFile => "damaged_file",
            Self::UnknownEntry => "unknown_entry",
            Self::EntryAddedAgain => "entry_added_again",
            Self::AmbiguousEntry => "ambiguous_entry",
        }
    }

    /// Tells whether one notice stands for many rows or cells of its file, whose number is its value.
    pub fn is_a_count(self) -> bool {
        matches!(
            self,
            Self::MissingResponsibility
                | Self::UntoldAddress
                | Self::MergedRows
                | Self::NoBirthDates
                | Self::MonthFirstDates
                | Self::NotPeople
                | Self::HiddenRows
                | Self::RepairedText
                | Self::DamagedFile
        )
    }

    /// Whether the row cannot be used as it stands, and so belongs in `rejects.csv`.
    pub fn is_reject(self) -> bool {
        matches!(
            self,
            Self::InvalidBirthDate
                | Self::MissingName
                | Self::MixedScripts
                | Self::DamagedText
                | Self::MissingId
                | Self::DuplicateId
                | Self::MangledId
                | Self::IndistinctRows
                | Self::UnknownProfile
                | Self::RaggedRow
        )
    }
}
