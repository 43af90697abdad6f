//! Files in: lists of people as schools and portals export them.
//!
//! Role: everything between a path and a [`Population`](crate::identity::Population). Input: CSV, XLSX
//! and XML files of one side, told by their content. Output: a [`Reading`]: the people, what is the matter
//! with them, and what the files were. Invariants: a file that cannot be read as a list of people is a
//! [`ReadError`] with its place and remedy, before anything is written; a row that cannot be used stays
//! counted and has a notice; a column that nobody knows is passed through. Nothing here is global: the
//! two sides can be read at the same time.
//!
//! The way of a file:
//!
//! 1. `archive` gives the members of an archive.
//! 2. A table goes through `table`, which tells a text from a spreadsheet. A text goes on to `decode` and `csv_table`.
//!    A spreadsheet goes on to `spreadsheet`: a `workbook`, or a `grid` of rows of cells from `open_document`,
//!    `old_workbook` or `edt_rows`. Then `header` finds the row of titles, `layout` the meaning of
//!    each column, and `csv_rows` reads the rows.
//! 3. An XML file goes through `xml` instead, with the readers of `exchange`.
//! 4. Both ways give `raw`, the values of one record. `assemble` makes people of the records.
//! 5. `relations` relates children to the adults who answer for them. `guardians` tells what parents may see.
//!
//! The meanings of titles and values are data: `column` holds the titles, and `profiles.toml` holds the profiles. A
//! user extends them by [`ColumnMap`] and [`ProfileMap`].
//!
//! A [`BaseFile`] is the other way to read a list of the base: not for its people but for the one column that is to be
//! changed.

mod address;
mod archive;
mod assemble;
mod base_file;
mod catalogue;
mod cells;
mod children_dates;
mod code_pages;
mod column;
mod column_map;
mod csv_rows;
mod csv_table;
mod damaged_rows;
mod decode;
mod duplicates;
mod edt_rows;
mod file_facts;
mod file_info;
mod formula;
mod full_name;
mod grid;
mod guardians;
mod header;
mod id_lists;
mod ids_error;
mod input;
mod io_words;
mod layout;
mod line_ends;
mod mentions;
mod names;
mod not_people;
mod number_format;
mod old_marks;
mod old_workbook;
mod once_per_child;
mod open_document;
mod person_id;
mod person_name;
mod plain_rows;
mod profile_map;
mod profile_memo;
mod quotes;
mod ragged;
mod raw;
mod read;
mod read_error;
mod relations;
mod relatives;
mod responsibility;
mod secrets;
mod settings_error;
mod sheet_dimensions;
mod sheet_marks;
mod spreadsheet;
mod swapped;
mod table;
#[cfg(test)]
mod tests;
mod title;
mod workbook;
mod xml;

pub(crate) use column::titles_of_ids;
pub(crate) use decode::place;
pub(crate) use formula::is_formula;
pub(crate) use id_lists::profiles_of;
pub(crate) use names::sex_of;
pub(crate) use plain_rows::for_each_row;
pub(crate) use title::profile as profile_of_title;

pub use base_file::BaseFile;
pub use catalogue::{GUIDE, KnownFormat, known_formats};
pub use column_map::ColumnMap;
pub use file_info::FileInfo;
pub use id_lists::{read_id_offers, read_wanted};
pub use ids_error::IdsError;
pub use input::{Input, profile_named};
pub use io_words::{describe as describe_io_error, describe_output as describe_output_error};
pub use profile_map::ProfileMap;
pub use read::{ReadOptions, Reading, read_identifiers, read_population};
pub use read_error::{Foreign, MissingColumn, ReadError};
pub use settings_error::SettingsError;
