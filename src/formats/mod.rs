//! Files in: lists of people as schools and portals export them.
//!
//! Role: everything between a path and a [`Population`](crate::identity::Population). Input: CSV and
//! XLSX files of one side, told by their content. Output: a [`Reading`]: the people, what is the matter
//! with them, and what the files were. Invariants: a file that cannot be read as a list of people is a
//! [`ReadError`] with its place and remedy, before anything is written; a row that cannot be used stays
//! counted and has a notice; a column that nobody knows is passed through. Nothing here is global: the
//! two sides can be read at the same time.
//!
//! The way of a file: bytes → `table` (what it is) → `decode` and `csv_table`, or `workbook`
//! (rows of cells) → `layout` (which column means what) → `assemble` (people) → `guardians` (what their parents may see). What titles and
//! values mean is data: `column` for titles, `profiles.toml` for profiles, both open to the user by
//! [`ColumnMap`] and [`ProfileMap`].

mod assemble;
mod column;
mod column_map;
mod csv_table;
mod decode;
mod duplicates;
mod file_facts;
mod full_name;
mod guardians;
mod input;
mod io_words;
mod layout;
mod names;
mod plain_rows;
mod profile_map;
mod profile_memo;
mod quotes;
mod read;
mod read_error;
mod responsibility;
mod settings_error;
mod swapped;
mod table;
#[cfg(test)]
mod tests;
mod title;
mod workbook;

pub(crate) use column::titles_of_ids;
pub(crate) use decode::place;
pub(crate) use names::sex_of;
pub(crate) use plain_rows::for_each_row;
pub(crate) use title::profile as profile_of_title;

pub use column_map::ColumnMap;
pub use input::Input;
pub use io_words::describe as describe_io_error;
pub use profile_map::ProfileMap;
pub use read::{FileInfo, ReadOptions, Reading, read_population};
pub use read_error::{Foreign, MissingColumn, ReadError};
pub use settings_error::SettingsError;
