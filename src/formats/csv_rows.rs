//! Rows of cells to what they say of people.
//!
//! Input: a row and its file's layout. Output: a [`RawPerson`] for the assembler, and what the row says of parents and
//! children. Invariant: every row that is neither blank nor a total or the like is handed on; cells that may stand under the wrong titles are
//! remarked on, and their identifier is not believed.

use csv::StringRecord;

use crate::identity::{NoticeKind, Origin, Sex, bare_id};
use crate::normalize::{is_spreadsheet_error, parse_postcode};

use super::assemble::Assembler;
use super::column::Column;
use super::guardians::GuardianRow;
use super::layout::Layout;
use super::names::{names_of, sex_of};
use super::not_people::{NotAPerson, Rows};
use super::ragged::Fit;
use super::raw::{RawPerson, RawProfile, Source, Titles};

/// A list whose rows are taken in.
pub(super) struct RowReader<'a> {
    pub(super) source: Source<'a>,
    pub(super) layout: &'a Layout,
    pub(super) rows: &'a Rows,
    /// For each of the population's pass-through columns, its position in this file.
    pub(super) extras: &'a [Option<usize>],
    /// Whether the file leaves empty cells at the end of a row out.
    pub(super) drops_trailing_cells: bool,
}

/// The line of a second header, whose columns stand in another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OtherHeader {
    pub(super) line: u32,
}

impl RowReader<'_> {
    /// Takes one row in. `scratch` is an empty vector whose memory is used again from row to row. A blank row does not
    /// count.
    ///
    /// # Errors
    /// [`OtherHeader`].
    pub(super) fn add(
        &self,
        assembler: &mut Assembler<'_>,
        line: u32,
        row: &StringRecord,
        scratch: &mut Vec<&'static str>,
    ) -> Result<(), OtherHeader> {
        if row.as_slice().trim_ascii_start().is_empty() {
            return Ok(());
        }
        let layout = self.layout;
        match self.rows.not_a_person(row, layout) {
            None => {}
            Some(NotAPerson::Said(said)) => {
                let origin = Origin { source: self.source.number, line };
                assembler.notice(origin, "", NoticeKind::SkippedRow, said.to_owned());
                return Ok(());
            }
            Some(NotAPerson::OtherHeader) => return Err(OtherHeader { line }),
        }
        let cell = |column| layout.position(column).map_or("", |position| trimmed(row, position));
        let has = |column| layout.position(column).is_some();
        let origin = Origin { source: self.source.number, line };
        let notices_before = assembler.notices.len();

        let fit = Fit::of(row, layout, self.drops_trailing_cells);
        let (lines_up, is_unreliable) = (fit == Fit::Whole, fit == Fit::Ragged);
        if !lines_up {
            let kind = if is_unreliable { NoticeKind::RaggedRow } else { NoticeKind::ShortRow };
            if is_unreliable || !self.drops_trailing_cells {
                assembler.notice(origin, "", kind, format!("{} / {}", row.len(), layout.titles.len()));
            }
        }
        let mut names = names_of(layout, &cell);
        if names.sex == Sex::Unknown {
            names.sex = sex_of(cell(Column::Sex));
        }
        // In a row whose cells may be shifted, a password could stand under any title.
        let may_leak = !lines_up && !layout.secrets.is_empty();
        let mut extras = reused(std::mem::take(scratch));
        let passed = |position: &Option<usize>| position.filter(|_| !may_leak).map_or("", |at| trimmed(row, at));
        extras.extend(self.extras.iter().map(passed));
        let raw = RawPerson {
            line,
            id: has(Column::Id).then(|| bare_id(cell(Column::Id))),
            names,
            full_name: has(Column::FullName).then(|| cell(Column::FullName)),
            birth_date: cell(Column::BirthDate),
            postcode: cell(Column::Postcode),
            schools: cell(Column::Schools),
            linked_id: bare_id(cell(Column::LinkedId)),
            profile: if has(Column::Profile) { RawProfile::Values(cell(Column::Profile)) } else { RawProfile::Absent },
            is_unreliable,
            extras: &extras,
        };
        let whole = || {
            let is_secret = |position: usize| may_leak || layout.secrets.contains(&position);
            let cells = row.iter().enumerate().map(|(position, cell)| if is_secret(position) { "" } else { cell });
            cells.collect::<Vec<_>>().join(";")
        };
        let taken = assembler.add(&self.source, &raw, notices_before, whole);
        if may_leak {
            let is_of_width = |kind| matches!(kind, NoticeKind::RaggedRow | NoticeKind::ShortRow);
            let notices = assembler.notices[notices_before..].iter_mut();
            notices.filter(|notice| !is_of_width(notice.kind)).for_each(|notice| notice.value.clear());
        }
        // An error of a spreadsheet is neither an address nor a child.
        let told = |column| Some(cell(column)).filter(|cell| !is_spreadsheet_error(cell)).unwrap_or_default();
        if let Some(parent) = taken.parent {
            let postcode = parse_postcode(raw.postcode).unwrap_or_default();
            let lines_up = lines_up || (self.drops_trailing_cells && !is_unreliable);
            let guardian = GuardianRow { layout, cell: &told, postcode, lines_up };
            if !assembler.guardians.see(parent, &guardian) {
                let (title, value) = (layout.title(Column::Responsibility), cell(Column::Responsibility).to_owned());
                assembler.notice(origin, title, NoticeKind::UnknownResponsibility, value);
            }
        }
        if let Some(pupil) = taken.pupil {
            for column in [Column::Adult, Column::Adult2] {
                assembler.relations.mention_adults(pupil, told(column));
            }
        }
        let told_at = |position: Option<usize>| {
            let cell = position.map_or("", |position| trimmed(row, position));
            if is_spreadsheet_error(cell) { "" } else { cell }
        };
        for relative in &layout.relatives {
            let person = if relative.is_child { taken.parent } else { taken.pupil };
            let Some(person) = person.filter(|_| !is_unreliable) else { continue };
            for position in [relative.id, relative.whole] {
                assembler.relations.mention(person, relative.is_child, told_at(position));
            }
            let families = [told_at(relative.usage), told_at(relative.family)];
            assembler.relations.mention_name(person, relative.is_child, families, told_at(relative.given));
        }
        *scratch = reused(extras);
        Ok(())
    }
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
