//! The output of a run: files for machines, a workbook and a page for administrators, lines for a terminal.
//!
//! Role: the last station of the way of the data; it decides nothing and compares nobody. Input: a [`Run`], the
//! two populations with the finished reconciliation. Output: a directory, written by [`write_all`] all at once or
//! not at all, and texts ([`screen()`], [`summary_lines`], [`explain_outcome`]) that the caller prints. Invariant:
//! the same run gives the same bytes, in whatever order the threads finish.
//!
//! | file | for whom | layout |
//! |---|---|---|
//! | `links.csv` | whoever integrates or audits the new links | [`tables`] |
//! | `import-pronote.csv` | the administrator, to import into PRONOTE | [`tables`] |
//! | `failures.csv` | whoever works through the failures with a program | [`tables`] |
//! | `rejects.csv` | whoever corrects the input files | [`tables`] |
//! | `report.json` | programs; a stable, versioned format | [`summary`] |
//! | `report.xlsx` | the administrator, at work | `workbook` |
//! | `report.html` | the administrator, reading | `page` |
//!
//! Words shown to people live in [`words`]; the codes and column titles that programs read are never translated.

mod advice;
mod alerts;
mod csv_text;
mod diff;
mod directory;
mod doubtful;
mod earlier;
pub mod evaluation;
mod exchange;
mod explain;
mod filler_dates;
pub mod first_connection;
pub mod ids;
pub mod letters;
pub(crate) mod marked;
mod notice_groups;
pub(crate) mod number;
mod page;
pub mod rules;
mod sample;
mod school_doubt;
mod score_bins;
mod screen;
pub(crate) mod scripts;
mod sentences;
pub(crate) mod side_by_side;
pub mod summary;
pub mod tables;
mod training;
pub mod tuning;
mod unreadable;
pub mod words;
mod workbook;
mod write;

#[cfg(test)]
mod example;

#[cfg(feature = "service")]
pub(crate) use alerts::profiles_with_other_ids;
pub use exchange::{ExchangeDocument, LeftOut, identifiers_document, rapprochement_document};
pub use explain::{explain_candidates, explain_outcome};
pub use school_doubt::{SchoolDoubt, school_doubt};
pub use screen::{Screen, screen};
#[cfg(feature = "service")]
pub(crate) use sentences::is_class;
pub use sentences::{notice_lines, summary_lines};
pub use training::{training_lines, write_trained};
pub use write::{WriteError, Written, WrittenFile, write_all};

use crate::formats::FileInfo;
use crate::identity::{Lang, Notice, Population, RejectedRow, Row, Side};
use crate::reconcile::Reconciliation;

/// A finished run and what its outputs say of it.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The PRONOTE base.
    pub base: &'a Population,
    /// The ENT's users.
    pub cas: &'a Population,
    /// What became of each CAS identity.
    pub result: &'a Reconciliation,
    /// Remarks on the input.
    pub notices: &'a [Notice],
    /// The rows of the input that cannot be used, as they stand there.
    pub rejected_rows: &'a [RejectedRow],
    /// The files read, in the order given.
    pub inputs: &'a [InputFile],
    /// UAI of the school, where the run is about one.
    pub school: Option<&'a str>,
    /// Language of what people read.
    pub lang: Lang,
    /// Version of the program.
    pub version: &'a str,
    /// When the run took place, as `2025-09-01T08:30:00`; it is printed as it is.
    pub generated_at: &'a str,
}

/// One file that the run read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InputFile {
    /// The side it describes.
    #[serde(with = "side_code")]
    pub side: Side,
    /// Name, without the directory.
    pub name: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Encoding found: `UTF-8`, `Windows-1252`, `xlsx`…
    pub encoding: String,
}

impl InputFile {
    /// A file that was read for one side.
    pub fn new(side: Side, file: FileInfo) -> Self {
        let FileInfo { name, sha256, bytes, rows, encoding, delimiter: _, sheet } = file;
        let encoding = if sheet.is_some() { "xlsx" } else { encoding };
        Self { side, name, sha256, bytes, rows, encoding: encoding.to_owned() }
    }
}

impl Run<'_> {
    /// The population of one side.
    fn side(&self, side: Side) -> &Population {
        match side {
            Side::Base => self.base,
            Side::Cas => self.cas,
        }
    }

    /// The identifier that a user of the base has in PRONOTE; empty where its list had none and the reader has named
    /// it by file and line.
    fn own_id(&self, row: Row) -> &str {
        self.base.own_id(row)
    }

    /// Name of the file a person was read from; empty if the reader gave none.
    fn source_name(&self, side: Side, row: Row) -> &str {
        let population = self.side(side);
        source_name(population, population.person(row).origin().source)
    }
}

fn source_name(population: &Population, source: u16) -> &str {
    population.sources.get(usize::from(source)).map_or("", String::as_str)
}

/// `base` and `cas`, the codes of the two sides in files.
mod side_code {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::identity::Side;

    pub(super) fn code(side: Side) -> &'static str {
        match side {
            Side::Base => "base",
            Side::Cas => "cas",
        }
    }

    pub(super) fn serialize<S: Serializer>(side: &Side, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(code(*side))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Side, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "base" => Ok(Side::Base),
            "cas" => Ok(Side::Cas),
            other => Err(de::Error::unknown_variant(other, &["base", "cas"])),
        }
    }
}
