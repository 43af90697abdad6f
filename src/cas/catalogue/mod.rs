//! The models an administrator can choose from, and what is done with them.
//!
//! Role: the commands of `rapproche model`. Input: a catalogue, which is one flux or a directory of them (`*.xml`,
//! one per integrator), and the configuration in force. Output: for each command a report that has a text in French
//! and English. Invariants: a catalogue is read whole or not at all; only [`Plan`] changes a configuration, never
//! while publication is on and never over parameters that the administrator has not agreed to lose; refreshing the
//! catalogue touches no configuration. A service that runs offers a [`Shelf`], which stays where a file is bad.

mod apply;
mod carry_over;
mod check;
mod error;
mod listing;
mod search;
mod shelf;
mod status;
#[cfg(test)]
mod tests;
mod update;

use std::fs;
use std::path::{Path, PathBuf};

pub use apply::{Applied, ApplyError, Erased, Plan};
pub use carry_over::{CarryOver, Difference, carry_over};
pub use check::{CheckReport, CheckedFile, Remark, check};
pub use error::CatalogueError;
pub use search::SearchError;
pub use shelf::{Offer, Shelf};
pub use status::{AppliedStatus, Freshness, statuses};
pub use update::{UpdateError, UpdateReport, VersionChange, update};

use sha2::{Digest, Sha256};

use super::model::{Flux, Label, Model};
use crate::hexadecimal::hexadecimal;

/// Fluxes of different integrators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    fluxes: Vec<(PathBuf, Flux)>,
}

/// One model of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The file that has it.
    pub file: &'a Path,
    /// Who publishes it.
    pub integrator: &'a Label,
    /// The model.
    pub model: &'a Model,
}

impl Catalogue {
    /// Reads a flux, or every `*.xml` of a directory.
    ///
    /// # Errors
    /// [`CatalogueError`] when something cannot be read, a file is no valid flux, a directory has none, or two files
    /// come from the same integrator.
    pub fn read(path: &Path) -> Result<Self, CatalogueError> {
        let mut fluxes: Vec<(PathBuf, Flux)> = Vec::new();
        for file in files(path)? {
            let flux = Flux::read(&file)?;
            if let Some((first, _)) = fluxes.iter().find(|(_, known)| known.integrator() == flux.integrator()) {
                return Err(CatalogueError::SameIntegrator {
                    integrator: flux.integrator().clone(),
                    files: [first.display().to_string(), file.display().to_string()],
                });
            }
            fluxes.push((file, flux));
        }
        Ok(Self { fluxes })
    }

    /// All models, by file and place in it.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.fluxes.iter().flat_map(|(file, flux)| {
            flux.models().iter().map(|model| Entry { file, integrator: flux.integrator(), model })
        })
    }

    /// The model of an integrator with exactly this name.
    pub fn get(&self, integrator: &Label, name: &Label) -> Option<Entry<'_>> {
        self.entries().find(|entry| entry.integrator == integrator && entry.model.name == *name)
    }
}

impl Entry<'_> {
    /// Stands for all that the model says: two models of one fingerprint set the same parameters.
    pub fn fingerprint(&self) -> String {
        // A flux of one model is valid whatever the model.
        let flux = Flux::new(self.integrator.clone(), vec![self.model.clone()]);
        hexadecimal(&Sha256::digest(flux.map(|flux| flux.to_xml()).unwrap_or_default())[..8])
    }
}

/// The files of a catalogue, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |source| CatalogueError::Unreadable { path: path.display().to_string(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(CatalogueError::NoFlux { path: path.display().to_string() });
    }
    files.sort();
    Ok(files)
}
