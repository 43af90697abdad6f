//! Rows and records whose accents a program has damaged.
//!
//! Role: repairs texts (see [`crate::normalize::repaired`]). Input: a row, and what the columns of its list say. Output: the
//! repaired row, and how many cells changed. A cell that no name is written like is repaired wherever it stands. Of a cell that
//! may be a name, the other cells of its column decide, or those of the list where the column has no other accent. Invariant: the
//! cells of identifiers stay as they are, since an identifier is compared as it is written.
//!
//! Entry point: [`repaired`].

use std::borrow::Cow;

use csv::StringRecord;

use crate::exchange;
use crate::normalize::{self, AccentTally, Damage};

use super::column::Column;
use super::layout::Layout;

/// The damaged texts that are repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// None, since all are repaired already.
    Nothing,
    /// Those that no name is written like.
    Certain,
    /// Those that may be names, too.
    Everything,
}

impl Repair {
    /// The repair in a column, of which most accents were misread or not.
    fn told_by(is_misread: Option<bool>) -> Self {
        if is_misread.unwrap_or(true) { Self::Everything } else { Self::Certain }
    }

    /// The repair that the texts of an XML document ask for together.
    pub(super) fn of_document(bytes: &[u8]) -> Self {
        let mut tally = AccentTally::default();
        exchange::for_each_piece(bytes, |text| {
            if !text.is_ascii() {
                tally.see(text);
            }
        });
        Self::told_by(tally.is_misread())
    }

    /// The repaired text; `None` where it stays as it is.
    pub(super) fn of(self, text: &str) -> Option<String> {
        let may_repair = match self {
            Self::Nothing => false,
            Self::Certain => normalize::damage(text) == Some(Damage::Certain),
            Self::Everything => true,
        };
        if may_repair { normalize::repaired(text) } else { None }
    }
}

/// What the cells of a list say of the accents of each column.
#[derive(Debug, Default)]
pub(super) struct ColumnAccents(Vec<AccentTally>);

impl ColumnAccents {
    /// Takes in a row under the header.
    pub(super) fn see(&mut self, row: &StringRecord, layout: &Layout) {
        if row.as_slice().is_ascii() {
            return;
        }
        self.0.resize(self.0.len().max(row.len()), AccentTally::default());
        for (position, cell) in row.iter().enumerate().filter(|(at, cell)| !cell.is_ascii() && !is_id(layout, *at)) {
            self.0[position].see(cell);
        }
    }

    /// The repairs in each column.
    pub(super) fn repairs(self) -> Repairs {
        let mut list = AccentTally::default();
        self.0.iter().for_each(|&column| list += column);
        let columns = self.0.iter().map(|column| Repair::told_by(column.is_misread().or(list.is_misread()))).collect();
        Repairs { columns }
    }
}

/// The repairs in each column of a list.
#[derive(Debug)]
pub(super) struct Repairs {
    columns: Vec<Repair>,
}

/// The error that a row has a cell that may be damaged, and that nobody has asked its column yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct InDoubt;

/// A row under its header, repaired, and how many of its cells were damaged; `None` where none was.
///
/// # Errors
/// [`InDoubt`], without `repairs` alone.
pub(super) fn repaired(
    row: &StringRecord,
    layout: &Layout,
    repairs: Option<&Repairs>,
) -> Result<Option<(StringRecord, u64)>, InDoubt> {
    let text = row.as_slice();
    if text.is_ascii() && !text.contains('&') {
        return Ok(None);
    }
    let mut count = 0;
    let mut cells = Vec::with_capacity(row.len());
    for (position, cell) in row.iter().enumerate() {
        let repaired = match normalize::damage(cell).filter(|_| !is_id(layout, position)) {
            None => None,
            Some(Damage::Certain) => normalize::repaired(cell),
            Some(Damage::Doubtful) => {
                let column = repairs.ok_or(InDoubt)?.columns.get(position);
                column.and_then(|repair| repair.of(cell))
            }
        };
        count += u64::from(repaired.is_some());
        cells.push(repaired.map_or(Cow::Borrowed(cell), Cow::Owned));
    }
    Ok((count > 0).then(|| (cells.iter().collect(), count)))
}

/// A row that may be the header, repaired.
pub(super) fn repaired_whole(row: &StringRecord) -> Option<StringRecord> {
    let repairs: Vec<Option<String>> = row.iter().map(normalize::repaired).collect();
    let cells = || row.iter().zip(&repairs).map(|(cell, repaired)| repaired.as_deref().unwrap_or(cell));
    repairs.iter().any(Option::is_some).then(|| cells().collect())
}

fn is_id(layout: &Layout, position: usize) -> bool {
    [Column::Id, Column::LinkedId].into_iter().any(|column| layout.position(column) == Some(position))
}
