//! Populations out: files, streamed, or in memory.
//!
//! Input: a [`Synth`](super::Synth)'s blocks. Output: `base.csv`, `truth.csv`, and what [`Formats`](super::Formats) asks
//! for, or populations. Invariant: one block is in memory at a time when files are written, and no file has its name
//! before all of them are whole.

mod csv_files;
mod exchange_files;
mod style;

use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::durable;
use crate::exchange::exp_eleves;
use crate::identity::Population;

use super::block::{Block, Truth};
use super::config::SynthConfig;
use csv_files::CsvFiles;

pub(super) use exchange_files::{PASSES, rapprochement};

/// How much was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Users of the base.
    pub base: u64,
    /// Accounts at the ENT.
    pub cas: u64,
    /// Rows of truth: an account counts once per profile.
    pub truth: u64,
    /// Of those, the ones whose person is not in the base.
    pub absent: u64,
    /// Of those in the base, the ones that the data can decide.
    pub decidable: u64,
}

impl Summary {
    pub(super) fn count(&mut self, block: &Block) {
        self.base += block.base.len() as u64;
        self.cas += block.cas.len() as u64;
        self.truth += block.truth.len() as u64;
        self.absent += block.truth.iter().filter(|truth| truth.idpn.is_empty()).count() as u64;
        self.decidable += block.truth.iter().filter(|truth| truth.decidable && !truth.idpn.is_empty()).count() as u64;
    }
}

/// Both sides and the truth, in memory.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// The base.
    pub base: Population,
    /// The ENT.
    pub cas: Population,
    /// The truth.
    pub truth: Vec<Truth>,
}

/// A [`Dataset`] in the making.
pub(super) struct Building<'a> {
    config: &'a SynthConfig,
    data: Dataset,
    responsibles: Vec<(u32, u32)>,
    guardians: Vec<(u32, u32)>,
}

impl<'a> Building<'a> {
    pub(super) fn new(config: &'a SynthConfig) -> Self {
        let data = Dataset {
            base: Population::new(vec!["base.csv".to_owned()], Vec::new()),
            cas: Population::new(vec!["cas.csv".to_owned()], Vec::new()),
            truth: Vec::new(),
        };
        Self { config, data, responsibles: Vec::new(), guardians: Vec::new() }
    }

    pub(super) fn push(&mut self, block: Block) {
        let (config, data) = (self.config, &mut self.data);
        if config.relations {
            let (users, accounts) = (data.base.len() as u32, data.cas.len() as u32);
            self.responsibles.extend(block.responsibles.iter().map(|(child, adult)| (users + child, users + adult)));
            self.guardians.extend(block.guardians.iter().map(|(child, adult)| (accounts + child, accounts + adult)));
        }
        for record in &block.base {
            record.push_to(&mut data.base, config.rich);
        }
        for mut record in block.cas {
            record.family = config.style.name(&record.family);
            record.given = config.style.name(&record.given);
            record.push_to(&mut data.cas, config.rich);
        }
        data.truth.extend(block.truth);
    }

    pub(super) fn finish(self) -> Dataset {
        let mut data = self.data;
        data.base.set_responsibles(self.responsibles);
        data.cas.set_responsibles(self.guardians);
        data
    }
}

/// A file without a name yet; it deletes itself unless it gets one.
type Unnamed = BufWriter<NamedTempFile>;

/// The files that are written block by block.
pub(super) struct Files {
    dir: PathBuf,
    csv: CsvFiles,
    pupils: Option<exp_eleves::Writer<Unnamed>>,
    school_year: i32,
    rich: bool,
}

impl Files {
    pub(super) fn create(dir: &Path, config: &SynthConfig) -> io::Result<Self> {
        let pupils = if config.formats.exp_eleves { Some(exp_eleves::Writer::new(unnamed(dir)?)?) } else { None };
        Ok(Self {
            dir: dir.to_owned(),
            csv: CsvFiles::create(dir, config)?,
            pupils,
            school_year: config.school_year,
            rich: config.rich,
        })
    }

    pub(super) fn write(&mut self, block: &Block) -> io::Result<()> {
        self.csv.write(block)?;
        if let Some(pupils) = &mut self.pupils {
            exchange_files::write_pupils(pupils, block, self.school_year, self.rich)?;
        }
        Ok(())
    }

    /// Gives every file its name, that of `rapprochement` too.
    pub(super) fn finish(self, rapprochement: Option<Unnamed>) -> io::Result<()> {
        let mut files = self.csv.finish()?;
        if let Some(pupils) = self.pupils {
            files.push(("EXP_ELEVES.xml", pupils.finish()?));
        }
        files.extend(rapprochement.map(|file| ("rapprochement-sso.xml", file)));
        let mut whole = Vec::new();
        for (name, file) in files {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            whole.push((name, file));
        }
        for (name, file) in whole {
            file.persist(self.dir.join(name)).map_err(|error| error.error)?;
        }
        Ok(())
    }
}

/// Whether files can be made in `dir`: it is not there yet, or empty. What a run that was interrupted left in it, files that never got
/// their names, is deleted first.
///
/// # Errors
/// When `dir` cannot be looked into, or a leftover not be deleted.
pub fn make_room(dir: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(false),
        Err(error) => return Err(error),
    };
    let is_leftover = |entry: &fs::DirEntry| -> io::Result<bool> {
        Ok(entry.file_type()?.is_file() && durable::is_unnamed(&entry.file_name()))
    };
    for entry in &entries {
        if !is_leftover(entry)? {
            return Ok(false);
        }
    }
    entries.iter().try_for_each(|entry| fs::remove_file(entry.path()))?;
    Ok(true)
}

fn unnamed(dir: &Path) -> io::Result<Unnamed> {
    Ok(BufWriter::with_capacity(1 << 20, durable::builder().tempfile_in(dir)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_leftovers_make_room() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("essai");
        assert!(make_room(&dir).unwrap(), "not there yet");
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("notes.txt"), "").unwrap();
        let (_, left) = unnamed(&dir).unwrap().into_inner().unwrap().keep().unwrap();
        assert!(!make_room(&dir).unwrap());
        assert!(left.exists(), "nothing is deleted beside the files of somebody else");
        fs::remove_file(dir.join("notes.txt")).unwrap();
        assert!(make_room(&dir).unwrap());
        assert!(!left.exists());
        assert!(!make_room(place.path()).unwrap(), "a directory in it is none of ours");
    }
}
