//! Rows whose accents a program has damaged.
//!
//! Role: repairs the cells of a row where that is certain (see [`crate::normalize::repaired`]). Input: a row. Output: the repaired
//! row, and how many cells changed. Invariant: the cells of identifiers stay as they are, since an identifier is compared as it is
//! written.
//!
//! Entry point: [`repaired`].

use std::borrow::Cow;

use csv::StringRecord;

use crate::normalize;

use super::column::Column;
use super::layout::Layout;

/// A row under its header, repaired, and how many of its cells were damaged; `None` where none was.
pub(super) fn repaired(row: &StringRecord, layout: &Layout) -> Option<(StringRecord, u64)> {
    let ids = [Column::Id, Column::LinkedId].map(|column| layout.position(column));
    with_repairs(row, |position| !ids.contains(&Some(position)))
}

/// A row that may be the header, repaired.
pub(super) fn repaired_whole(row: &StringRecord) -> Option<StringRecord> {
    with_repairs(row, |_| true).map(|(row, _)| row)
}

fn with_repairs(row: &StringRecord, may_change: impl Fn(usize) -> bool) -> Option<(StringRecord, u64)> {
    let text = row.as_slice();
    if text.is_ascii() && !text.contains('&') {
        return None;
    }
    let mut count = 0;
    let repair = |(position, cell)| match normalize::repaired(cell).filter(|_| may_change(position)) {
        Some(text) => {
            count += 1;
            Cow::Owned(text)
        }
        None => Cow::Borrowed(cell),
    };
    let cells: Vec<Cow<'_, str>> = row.iter().enumerate().map(repair).collect();
    (count > 0).then(|| (cells.iter().collect(), count))
}
