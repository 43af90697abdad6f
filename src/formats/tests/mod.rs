//! Whole files, made by hand in the shapes that schools have, read end to end: one module per question.

mod base_files;
mod columns;
mod damaged;
mod files;
mod identifiers;
mod portals;
mod rows;
mod same_people;
mod sheets;
mod workbooks;

pub(super) use sheets::archive;

use std::path::PathBuf;

use tempfile::TempDir;

use super::{Input, ReadError, ReadOptions, Reading, read_population};
use crate::identity::{Notice, NoticeKind, Profile, Side};

/// A directory of files to read.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Input {
        std::fs::write(self.path(name), bytes).unwrap();
        Input { profile: None, path: self.path(name) }
    }
}

fn of(profile: Profile, input: Input) -> Input {
    Input { profile: Some(profile), ..input }
}

fn read_one(side: Side, bytes: impl AsRef<[u8]>) -> Result<Reading, ReadError> {
    let files = Files::new();
    let input = files.write("f.csv", bytes);
    read_population(side, &[input], &ReadOptions::default())
}

pub(super) fn base(bytes: impl AsRef<[u8]>) -> Reading {
    read_one(Side::Base, bytes).unwrap()
}

fn cas(bytes: impl AsRef<[u8]>) -> Reading {
    read_one(Side::Cas, bytes).unwrap()
}

/// Kind, line and value of the notices, those about whole columns left out.
pub(super) fn remarks(reading: &Reading) -> Vec<(NoticeKind, u32, &str)> {
    let is_about_rows = |notice: &&Notice| notice.kind != NoticeKind::UnknownColumn;
    reading
        .notices
        .iter()
        .filter(is_about_rows)
        .map(|notice| (notice.kind, notice.origin.line, &*notice.value))
        .collect()
}
