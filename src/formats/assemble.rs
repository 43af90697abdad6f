//! Records to people.
//!
//! Input: the values of the records of one side's files, file by file. Output: a [`Population`] with these values, and
//! notices about the values that cannot be used. Invariant: every record becomes a person, with flaws where it has
//! them, except one that repeats an earlier one value for value. Schools may differ, and so may the postcodes of a
//! parent with an identifier. Without an identifier a repeated person is one if a birth date or the habit of the list
//! tells so, and is flawed otherwise. A record without flaws costs no allocation of its own.

use crate::identity::{
    BirthDate, Entry, Flaws, Guardianship, Lang, Notice, NoticeKind, Origin, Population, Postcode, Profile, ProfileSet,
    RejectedRow, Row, Schools, Side, uai_is_valid,
};
use crate::normalize::{
    foreign_letter, is_cut_number, is_damaged, is_spreadsheet_error, parse_plausible_birth_date, parse_postcode,
};

use super::column::Column;
use super::duplicates::{Duplicates, Seen, Sighting};
use super::file_facts::FileFacts;
use super::guardians::Guardians;
use super::mentions::Mention;
use super::names::MissingName;
use super::once_per_child::OncePerChild;
use super::profile_memo::ProfileMemo;
use super::raw::{RawPerson, RawProfile, Source};
use super::read::ReadOptions;
use super::read_error::ReadError;
use super::relations::Relations;

/// What the records become, while they are read.
pub(super) struct Assembler<'a> {
    pub(super) side: Side,
    this_year: u32,
    lang: Lang,
    pub(super) population: Population,
    pub(super) notices: Vec<Notice>,
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) has_profile: [bool; Profile::ALL.len()],
    profiles: ProfileMemo<'a>,
    duplicates: Duplicates,
    pub(super) guardians: Guardians,
    pub(super) relations: Relations,
    /// Per source, the place of its header and the title of its column of responsibilities.
    headers: Vec<(Origin, String)>,
    /// Of the file that is being read.
    facts: FileFacts,
    once_per_child: OncePerChild,
    /// The folded names of a record; their memory is used again.
    folded: [String; 2],
}

/// Who a record turned out to be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Taken {
    /// The row of the parent, its own or an earlier one that the record repeats; `None` for anybody else.
    pub(super) parent: Option<Row>,
    /// The row of the pupil, likewise.
    pub(super) pupil: Option<Row>,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(side: Side, options: &'a ReadOptions, population: Population, rows_at_most: usize) -> Self {
        let headers = vec![(Origin::default(), String::new()); population.sources.len()];
        Self {
            side,
            this_year: options.year(),
            lang: options.lang,
            population,
            notices: Vec::new(),
            rejected: Vec::new(),
            has_profile: Default::default(),
            profiles: ProfileMemo::new(side, &options.profiles),
            duplicates: Duplicates::with_capacity(rows_at_most),
            guardians: Guardians::default(),
            relations: Relations::default(),
            headers,
            facts: FileFacts::default(),
            once_per_child: OncePerChild::default(),
            folded: Default::default(),
        }
    }

    /// Begins a list of rows, with its habit about parents of several children.
    pub(super) fn begin_list(&mut self, once_per_child: OncePerChild) {
        self.once_per_child = once_per_child;
        self.duplicates.begin_list();
    }

    /// Takes one person in. What was read before its notices from `notices_before` on is said of the same record;
    /// `whole` writes that record for whoever has to correct it.
    pub(super) fn add(
        &mut self,
        source: &Source<'_>,
        raw: &RawPerson<'_>,
        notices_before: usize,
        whole: impl FnOnce() -> String,
    ) -> Taken {
        let titles = source.titles;
        let origin = Origin { source: source.number, line: raw.line };
        let mut flaws = if raw.is_unreliable { Flaws::RAGGED_ROW } else { Flaws::NONE };
        let repairs = [raw.names.family, raw.names.given, raw.names.birth_family, raw.names.other_given];
        let repairs = repairs.map(|name| source.repair.of(name));
        self.facts.see_repaired(repairs.iter().flatten().count() as u64);
        let mut names = raw.names.with_repairs(&repairs);
        if let Some(MissingName { column, value }) = names.without_placeholders(titles, raw.full_name, &mut self.folded)
        {
            flaws = flaws.union(Flaws::MISSING_NAME);
            self.notice(origin, titles.title(column), NoticeKind::MissingName, value.to_owned());
        }
        let texts = [names.family, names.given, names.birth_family, names.other_given];
        if let Some(letter) = foreign_letter(texts) {
            flaws = flaws.union(Flaws::MIXED_SCRIPTS);
            let column = names.column_with(titles, raw.full_name, |text| text.contains(letter.letter));
            self.notice(origin, titles.title(column), NoticeKind::MixedScripts, letter.message(self.lang));
        }
        let is_lost = |text: &&str| is_damaged(text) && !is_spreadsheet_error(text);
        if let Some(name) = [raw.full_name.unwrap_or_default()].into_iter().chain(texts).find(is_lost) {
            flaws = flaws.union(Flaws::DAMAGED_TEXT);
            self.facts.see_damaged();
            let column = names.column_with(titles, raw.full_name, |text| text == name);
            self.notice(origin, titles.title(column), NoticeKind::DamagedText, name.to_owned());
        }
        let birth_date = parse_plausible_birth_date(raw.birth_date, self.this_year);
        self.facts.see_date(&birth_date);
        let birth_date = birth_date.unwrap_or_else(|problem| {
            flaws = flaws.union(Flaws::INVALID_BIRTH_DATE);
            let message = problem.message(self.lang);
            self.notice(origin, titles.title(Column::BirthDate), NoticeKind::InvalidBirthDate, message);
            BirthDate::MISSING
        });
        let postcode = Some(raw.postcode).filter(|cell| !is_spreadsheet_error(cell));
        let postcode = postcode.and_then(|cell| parse_postcode(cell).ok()).unwrap_or_else(|| {
            let value = raw.postcode.to_owned();
            self.notice(origin, titles.title(Column::Postcode), NoticeKind::InvalidPostcode, value);
            Postcode::MISSING
        });
        let synthetic_id;
        let id = match raw.id {
            Some(id) => {
                let is_empty = id.trim().is_empty() || is_spreadsheet_error(id);
                if is_empty || is_cut_number(id) {
                    flaws = flaws.union(Flaws::MISSING_ID);
                    let kind = if is_empty { NoticeKind::MissingId } else { NoticeKind::MangledId };
                    self.notice(origin, titles.title(Column::Id), kind, id.to_owned());
                }
                id
            }
            None => {
                synthetic_id = format!("{}:{}", self.population.sources[usize::from(source.number)], raw.line);
                synthetic_id.as_str()
            }
        };
        let mut linked_id = raw.linked_id;
        if is_cut_number(linked_id) || is_spreadsheet_error(linked_id) {
            // The user has a link and nobody can tell which: neither keep it as it stands nor give another.
            flaws = flaws.union(Flaws::DUPLICATE_ID);
            self.notice(origin, titles.title(Column::LinkedId), NoticeKind::MangledId, linked_id.to_owned());
            linked_id = "";
        }
        let profiles = self.profiles_of(source, raw.profile, origin);
        self.facts.see_row(profiles, !raw.birth_date.is_empty());

        let mut entry = Entry {
            id,
            profiles,
            family: names.family,
            given: names.given,
            birth_family: names.birth_family,
            other_given: names.other_given,
            birth_date,
            postcode,
            sex: names.sex,
            schools: raw.schools,
            linked_id,
            guardianship: Guardianship::UNSTATED,
            origin,
            flaws,
            extras: raw.extras,
        };
        let Settled { is_kept, mut parent, mut pupil } =
            self.settle_duplicate(&mut entry, raw.id.is_some(), titles.title(Column::Id));
        self.remark_on_schools(&entry, titles.title(Column::Schools));
        if is_kept {
            let own_row = self.push(entry);
            let own_row_as = |profile| entry.profiles.contains(profile).then_some(own_row);
            parent = parent.or(own_row_as(Profile::Parents));
            pupil = pupil.or(own_row_as(Profile::Pupils));
        }
        if self.notices[notices_before..].iter().any(|notice| notice.origin == origin && notice.kind.is_reject()) {
            self.rejected.push(RejectedRow { side: self.side, origin, cells: whole() });
        }
        Taken { parent, pupil }
    }

    /// Remarks on a whole file, once its records are in; hands back their number.
    ///
    /// # Errors
    /// [`ReadError::SwappedSides`] when the profiles of a base file are those that CAS sends.
    pub(super) fn finish_file(&mut self, file: &str, source: &Source<'_>, at_header: Origin) -> Result<u64, ReadError> {
        let facts = std::mem::take(&mut self.facts);
        // The files of a directory end when all others are read.
        let title = source.titles.title(Column::Responsibility).to_owned();
        self.headers[usize::from(at_header.source)] = (at_header, title);
        if let Some(profile) = facts.wrong_side() {
            return Err(ReadError::SwappedSides {
                file: file.to_owned(),
                line: profile.line,
                column: source.titles.title(Column::Profile).to_owned(),
                value: profile.value.clone(),
            });
        }
        for (kind, value) in facts.remarks() {
            let is_about_dates = matches!(kind, NoticeKind::NoBirthDates | NoticeKind::MonthFirstDates);
            let column = if is_about_dates { source.titles.title(Column::BirthDate) } else { "" };
            self.notice(at_header, column, kind, value);
        }
        Ok(facts.rows())
    }

    /// Takes in how many cells of the list that is being read were repaired.
    pub(super) fn repaired_cells(&mut self, cells: u64) {
        self.facts.see_repaired(cells);
    }

    /// Remarks and relations of the whole side, once all records are in.
    pub(super) fn finish(mut self) -> (Population, Vec<Notice>, Vec<RejectedRow>, [bool; Profile::ALL.len()]) {
        self.notices.extend(self.profiles.unmapped());
        let families = self.guardians.families(&self.population);
        let told = |(&adult, children): (&Row, &Vec<Mention>)| {
            children.iter().filter_map(Mention::row).map(move |child| (child, adult)).collect::<Vec<_>>()
        };
        self.relations.settle(families.iter().flat_map(told), &mut self.population);
        self.notices.extend(self.guardians.settle(&families, &mut self.population, &self.headers));
        (self.population, self.notices, self.rejected, self.has_profile)
    }

    pub(super) fn notice(&mut self, origin: Origin, column: &str, kind: NoticeKind, value: String) {
        self.notices.push(Notice { side: self.side, origin, column: column.to_owned(), kind, value });
    }

    fn push(&mut self, entry: Entry<'_>) -> Row {
        for profile in entry.profiles.iter() {
            self.has_profile[profile.index()] = true;
        }
        self.population.push(entry)
    }

    /// Tells of codes that none can be, once per list of schools.
    fn remark_on_schools(&mut self, entry: &Entry<'_>, title: &str) {
        let known_lists = self.population.school_lists.len();
        self.population.school_lists.intern(entry.schools);
        if self.population.school_lists.len() > known_lists {
            for code in Schools::parse(entry.schools).codes().iter().filter(|code| !uai_is_valid(code)) {
                self.notice(entry.origin, title, NoticeKind::InvalidUai, code.clone());
            }
        }
    }

    /// The profiles of a record; those of the file where its own gives none.
    fn profiles_of(&mut self, source: &Source<'_>, raw: RawProfile<'_>, origin: Origin) -> ProfileSet {
        let column = source.titles.title(Column::Profile);
        let (own, values) = match raw {
            RawProfile::Known(profiles) => (profiles, ""),
            RawProfile::Values(values) => (self.profiles.profiles_of(values, origin, column, source.profile), values),
            RawProfile::Absent => (ProfileSet::EMPTY, ""),
        };
        match source.profile {
            Some(given) if own.is_empty() => given.into(),
            None if own.is_empty() && self.side == Side::Base => {
                if self.profiles.is_cas_value(values) {
                    self.facts.see_cas_profile(origin.line, values);
                }
                self.notice(origin, column, NoticeKind::UnknownProfile, values.to_owned());
                own
            }
            _ => own,
        }
    }

    /// Compares the entry with those before it.
    fn settle_duplicate(&mut self, entry: &mut Entry<'_>, has_id_column: bool, id_title: &str) -> Settled {
        // The cast holds: the population's own `push` keeps its length below 2^32.
        let next = self.population.len() as Row;
        let Seen { sighting, spoilt, parent, pupil, elsewhere } = if !has_id_column {
            self.duplicates.see_values(&self.population, entry, next, &self.once_per_child)
        } else if entry.flaws.contains(Flaws::MISSING_ID) || entry.flaws.contains(Flaws::RAGGED_ROW) {
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
            Sighting::Merged => {
                self.facts.see_merged();
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
        for row in elsewhere {
            let schools = Schools::union(self.population.person(row).schools(), entry.schools);
            self.population.set_schools(row, &schools);
        }
        for row in spoilt {
            let earlier = self.population.person(row);
            let (origin, is_known) = (earlier.origin(), earlier.flaws().contains(Flaws::DUPLICATE_ID));
            if !is_known {
                self.population.add_flaw(row, Flaws::DUPLICATE_ID);
                self.notice(origin, id_title, NoticeKind::DuplicateId, entry.id.to_owned());
            }
        }
        Settled { is_kept, parent, pupil }
    }
}

/// What becomes of a row once it is compared with those before it.
struct Settled {
    /// False when it only repeats one of them.
    is_kept: bool,
    /// The row before that is this parent's.
    parent: Option<Row>,
    /// The row before that is this pupil's.
    pupil: Option<Row>,
}
