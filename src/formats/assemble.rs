//! Rows of cells to people.
//!
//! Input: the rows of one side's files, file by file. Output: a [`Population`] with what the rows say,
//! and notices of what they say and nobody can use. Invariant: every row that is not blank becomes a
//! person, with flaws where it has them, except one that repeats an earlier row value for value (without an
//! identifier the person is then flawed, since it may be two); a row without flaws costs no allocation of its own, a
//! parent's with columns of guardians apart.

use chrono::Datelike;
use csv::StringRecord;

use crate::identity::{
    BirthDate, Entry, Flaws, Guardianship, Lang, Notice, NoticeKind, Origin, Population, Postcode, Profile, ProfileSet,
    RejectedRow, Row, Schools, Sex, Side, uai_is_valid,
};
use crate::normalize::{is_cut_number, parse_plausible_birth_date, parse_postcode};

use super::column::Column;
use super::csv_table::lines_up;
use super::duplicates::{Duplicates, Seen, Sighting};
use super::file_facts::FileFacts;
use super::guardians::{GuardianRow, Guardians};
use super::layout::Layout;
use super::names::{is_nameless, missing_name, names_of, sex_of};
use super::profile_memo::ProfileMemo;
use super::read::ReadOptions;
use super::read_error::ReadError;

/// What the rows become, while they are read.
pub(super) struct Assembler<'a> {
    side: Side,
    this_year: u32,
    lang: Lang,
    pub(super) population: Population,
    pub(super) notices: Vec<Notice>,
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) has_profile: [bool; Profile::ALL.len()],
    profiles: ProfileMemo<'a>,
    duplicates: Duplicates,
    guardians: Guardians,
    /// Per source, the place of its header and the title of its column of responsibilities.
    headers: Vec<(Origin, String)>,
    /// Of the file that is being read.
    facts: FileFacts,
}

/// The file that rows come from.
pub(super) struct Source<'a> {
    pub(super) number: u16,
    pub(super) layout: &'a Layout,
    /// For each of the population's pass-through columns, its position in this file.
    pub(super) extras: &'a [Option<usize>],
    /// The profile that the file was given with.
    pub(super) profile: Option<Profile>,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(side: Side, options: &'a ReadOptions, population: Population, rows_at_most: usize) -> Self {
        Self {
            side,
            this_year: options.this_year.unwrap_or_else(|| chrono::Local::now().year().unsigned_abs()),
            lang: options.lang,
            population,
            notices: Vec::new(),
            rejected: Vec::new(),
            has_profile: Default::default(),
            profiles: ProfileMemo::new(side, &options.profiles),
            duplicates: Duplicates::with_capacity(rows_at_most),
            guardians: Guardians::default(),
            headers: Vec::new(),
            facts: FileFacts::default(),
        }
    }

    /// Takes one row in. `scratch` is an empty vector whose memory is used again from row to row. A
    /// blank row does not count.
    pub(super) fn add(&mut self, source: &Source<'_>, line: u32, row: &StringRecord, scratch: &mut Vec<&'static str>) {
        if row.as_slice().trim_ascii_start().is_empty() {
            return;
        }
        let layout = source.layout;
        let cell = |column| layout.position(column).map_or("", |position| trimmed(row, position));
        let origin = Origin { source: source.number, line };
        let notices_before = self.notices.len();
        let mut flaws = Flaws::NONE;

        let lines_up = lines_up(row, layout.titles.len());
        if !lines_up {
            let kind = if may_be_shifted(row, layout) {
                flaws = flaws.union(Flaws::MISSING_ID);
                NoticeKind::RaggedRow
            } else {
                NoticeKind::ShortRow
            };
            self.notice(origin, "", kind, format!("{} / {}", row.len(), layout.titles.len()));
        }
        let names = names_of(layout, &cell);
        if is_nameless(names.family) || is_nameless(names.given) {
            flaws = flaws.union(Flaws::MISSING_NAME);
            let (column, value) = missing_name(layout, &names, cell(Column::FullName));
            self.notice(origin, layout.title(column), NoticeKind::MissingName, value.to_owned());
        }
        let birth_date = parse_plausible_birth_date(cell(Column::BirthDate), self.this_year);
        self.facts.see_date(&birth_date);
        let birth_date = birth_date.unwrap_or_else(|problem| {
            flaws = flaws.union(Flaws::INVALID_BIRTH_DATE);
            let message = problem.message(self.lang);
            self.notice(origin, layout.title(Column::BirthDate), NoticeKind::InvalidBirthDate, message);
            BirthDate::MISSING
        });
        let postcode = parse_postcode(cell(Column::Postcode)).unwrap_or_else(|_| {
            let value = cell(Column::Postcode).to_owned();
            self.notice(origin, layout.title(Column::Postcode), NoticeKind::InvalidPostcode, value);
            Postcode::MISSING
        });
        let sex = match names.sex {
            Sex::Unknown => sex_of(cell(Column::Sex)),
            known => known,
        };
        let has_id_column = layout.position(Column::Id).is_some();
        let synthetic_id;
        let id = if has_id_column {
            let id = cell(Column::Id);
            if id.is_empty() || is_cut_number(id) {
                flaws = flaws.union(Flaws::MISSING_ID);
                let kind = if id.is_empty() { NoticeKind::MissingId } else { NoticeKind::MangledId };
                self.notice(origin, layout.title(Column::Id), kind, id.to_owned());
            }
            id
        } else {
            synthetic_id = format!("{}:{line}", self.population.sources[usize::from(source.number)]);
            synthetic_id.as_str()
        };
        let mut linked_id = cell(Column::LinkedId);
        if is_cut_number(linked_id) {
            // The user has a link and nobody can tell which: neither keep it as it stands nor give another.
            flaws = flaws.union(Flaws::DUPLICATE_ID);
            self.notice(origin, layout.title(Column::LinkedId), NoticeKind::MangledId, linked_id.to_owned());
            linked_id = "";
        }
        let profiles = self.profiles_of(source, cell(Column::Profile), origin);
        self.facts.see_row(profiles, !cell(Column::BirthDate).is_empty());
        let schools = cell(Column::Schools);

        let mut extras = reused(std::mem::take(scratch));
        extras.extend(source.extras.iter().map(|position| position.map_or("", |position| trimmed(row, position))));
        let mut entry = Entry {
            id,
            profiles,
            family: names.family,
            given: names.given,
            birth_family: names.birth_family,
            other_given: names.other_given,
            birth_date,
            postcode,
            sex,
            schools,
            linked_id,
            guardianship: Guardianship::UNSTATED,
            origin,
            flaws,
            extras: &extras,
        };
        let Settled { is_kept, mut parent } =
            self.settle_duplicate(&mut entry, has_id_column, layout.title(Column::Id));
        if is_kept {
            let own_row = self.push(entry, layout.title(Column::Schools));
            parent = parent.or(entry.profiles.contains(Profile::Parents).then_some(own_row));
        }
        if let Some(parent) = parent {
            let guardian = GuardianRow { layout, cell: &cell, postcode, lines_up };
            if !self.guardians.see(parent, &guardian) {
                let (title, value) = (layout.title(Column::Responsibility), cell(Column::Responsibility).to_owned());
                self.notice(origin, title, NoticeKind::UnknownResponsibility, value);
            }
        }
        *scratch = reused(extras);
        if self.notices[notices_before..].iter().any(|notice| notice.origin == origin && notice.kind.is_reject()) {
            let cells = row.iter().collect::<Vec<_>>().join(";");
            self.rejected.push(RejectedRow { side: self.side, origin, cells });
        }
    }

    /// Remarks on a whole file, once its rows are in; hands back their number.
    ///
    /// # Errors
    /// [`ReadError::SwappedSides`] when the profiles of a base file are those that CAS sends.
    pub(super) fn finish_file(&mut self, file: &str, source: &Source<'_>, at_header: Origin) -> Result<u64, ReadError> {
        let facts = std::mem::take(&mut self.facts);
        self.headers.push((at_header, source.layout.title(Column::Responsibility).to_owned()));
        if let Some(profile) = facts.wrong_side() {
            return Err(ReadError::SwappedSides {
                file: file.to_owned(),
                line: profile.line,
                column: source.layout.title(Column::Profile).to_owned(),
                value: profile.value.clone(),
            });
        }
        for (kind, value) in facts.remarks() {
            let is_about_dates = matches!(kind, NoticeKind::NoBirthDates | NoticeKind::MonthFirstDates);
            let column = if is_about_dates { source.layout.title(Column::BirthDate) } else { "" };
            self.notice(at_header, column, kind, value);
        }
        Ok(facts.rows())
    }

    /// Remarks of the whole side, once all rows are in.
    pub(super) fn finish(mut self) -> (Population, Vec<Notice>, Vec<RejectedRow>, [bool; Profile::ALL.len()]) {
        self.notices.extend(self.profiles.unmapped());
        self.notices.extend(self.guardians.settle(&mut self.population, &self.headers));
        (self.population, self.notices, self.rejected, self.has_profile)
    }

    pub(super) fn notice(&mut self, origin: Origin, column: &str, kind: NoticeKind, value: String) {
        self.notices.push(Notice { side: self.side, origin, column: column.to_owned(), kind, value });
    }

    fn push(&mut self, entry: Entry<'_>, schools_title: &str) -> Row {
        for profile in entry.profiles.iter() {
            self.has_profile[profile.index()] = true;
        }
        let known_lists = self.population.school_lists.len();
        let row = self.population.push(entry);
        if self.population.school_lists.len() > known_lists {
            for code in Schools::parse(entry.schools).codes().iter().filter(|code| !uai_is_valid(code)) {
                self.notice(entry.origin, schools_title, NoticeKind::InvalidUai, code.clone());
            }
        }
        row
    }

    /// The profiles of a row; those of the file where its own cell gives none.
    fn profiles_of(&mut self, source: &Source<'_>, cell: &str, origin: Origin) -> ProfileSet {
        let column = source.layout.title(Column::Profile);
        let own = if source.layout.position(Column::Profile).is_some() {
            self.profiles.profiles_of(cell, origin, column, source.profile)
        } else {
            ProfileSet::EMPTY
        };
        match source.profile {
            Some(given) if own.is_empty() => given.into(),
            None if own.is_empty() && self.side == Side::Base => {
                if self.profiles.is_cas_value(cell) {
                    self.facts.see_cas_profile(origin.line, cell);
                }
                self.notice(origin, column, NoticeKind::UnknownProfile, cell.to_owned());
                own
            }
            _ => own,
        }
    }

    /// Compares the entry with those before it.
    fn settle_duplicate(&mut self, entry: &mut Entry<'_>, has_id_column: bool, id_title: &str) -> Settled {
        // The cast holds: the population's own `push` keeps its length below 2^32.
        let next = self.population.len() as Row;
        let Seen { sighting, spoilt, parent } = if !has_id_column {
            Seen::alone(self.duplicates.see_values(&self.population, entry, next))
        } else if entry.flaws.contains(Flaws::MISSING_ID) {
            Seen::alone(Sighting::New)
        } else {
            self.duplicates.see_id(&self.population, entry, next)
        };
        let is_kept = match sighting {
            Sighting::New => true,
            Sighting::FurtherProfiles(profiles) => {
                entry.profiles = profiles;
                true
            }
            Sighting::Repeated => {
                self.notice(entry.origin, id_title, NoticeKind::RepeatedRow, entry.id.to_owned());
                false
            }
            Sighting::Indistinct(first) => {
                self.population.add_flaw(first, Flaws::DUPLICATE_ID);
                let both = format!("{} = {}", self.population.person(first).id(), entry.id);
                self.notice(entry.origin, "", NoticeKind::IndistinctRows, both);
                false
            }
            Sighting::Conflict => {
                entry.flaws = entry.flaws.union(Flaws::DUPLICATE_ID);
                self.notice(entry.origin, id_title, NoticeKind::DuplicateId, entry.id.to_owned());
                true
            }
        };
        for row in spoilt {
            let earlier = self.population.person(row);
            let (origin, is_known) = (earlier.origin(), earlier.flaws().contains(Flaws::DUPLICATE_ID));
            if !is_known {
                self.population.add_flaw(row, Flaws::DUPLICATE_ID);
                self.notice(origin, id_title, NoticeKind::DuplicateId, entry.id.to_owned());
            }
        }
        Settled { is_kept, parent }
    }
}

/// What becomes of a row once it is compared with those before it.
struct Settled {
    /// False when it only repeats one of them.
    is_kept: bool,
    /// The row before that is this parent's.
    parent: Option<Row>,
}

/// The cell at `position` without surrounding white space.
#[inline]
pub(super) fn trimmed(row: &StringRecord, position: usize) -> &str {
    let cell = row.get(position).unwrap_or_default();
    match cell.as_bytes() {
        [] => cell,
        // Nearly all cells: `trim` decodes characters, which these ends spare.
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

/// The memory of a vector of slices, for slices of another lifetime.
fn reused<'a>(mut slices: Vec<&str>) -> Vec<&'a str> {
    slices.clear();
    // Collecting an empty iterator of a vector keeps the vector's memory.
    slices.into_iter().map(|_| "").collect()
}

/// Whether the cells of a ragged row may stand under the wrong titles: there are more than the header has, a stray
/// quote may have joined two, or a separator is lost before a column with a meaning. Where pass-through columns
/// alone are missing at the end, they are empty cells that were not written.
pub(super) fn may_be_shifted(row: &StringRecord, layout: &Layout) -> bool {
    row.len() > layout.titles.len() || row.len() < layout.known_width() || row.as_slice().contains('"')
}
