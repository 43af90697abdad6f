//! What a population passes through and the documents have values for: classes, addresses.
//!
//! Input: a row. Output: values by the usual titles of their columns; empty where there is no such column.

use crate::exchange::identifiers::Address;
use crate::identity::{Person as Row, Population};
use crate::normalize::fold;

/// Where the passed-through columns stand that the document has values for.
pub(super) struct Columns {
    class: Option<usize>,
    lines: [Option<usize>; 4],
    town: Option<usize>,
    country: Option<usize>,
}

impl Columns {
    pub(super) fn of(base: &Population) -> Self {
        let titles: Vec<String> = base.extra_titles.iter().map(|title| fold(title)).collect();
        let find = |known: &[&str]| titles.iter().position(|title| known.contains(&title.as_str()));
        Self {
            class: find(&["CLASSE", "CLASSES"]),
            lines: [
                find(&["ADRESSE", "ADRESSE 1", "ADRESSE1"]),
                find(&["ADRESSE 2", "ADRESSE2"]),
                find(&["ADRESSE 3", "ADRESSE3"]),
                find(&["ADRESSE 4", "ADRESSE4"]),
            ],
            town: find(&["VILLE", "COMMUNE"]),
            country: find(&["PAYS"]),
        }
    }

    pub(super) fn classes(&self, row: Row<'_>) -> Vec<String> {
        list(cell(row, self.class)).map(str::to_owned).collect()
    }

    pub(super) fn address(&self, row: Row<'_>) -> Address {
        // Of a foreign code no text is kept; the engine compares such codes, and nobody can be told them.
        let postcode = row.postcode().french_number().map(|number| format!("{number:05}")).unwrap_or_default();
        Address {
            lines: self.lines.map(|line| cell(row, line).to_owned()),
            postcode,
            town: cell(row, self.town).to_owned(),
            country: cell(row, self.country).to_owned(),
        }
    }
}

fn cell<'a>(row: Row<'a>, column: Option<usize>) -> &'a str {
    column.and_then(|column| row.extras().nth(column)).unwrap_or_default()
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}
