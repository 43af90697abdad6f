//! The catalogue of a service that runs: whatever of it can be read, kept up with its files.
//!
//! Role: a command may stop at the first bad file, a service may not. Input: a directory of fluxes, or one flux. Output: an
//! [`Offer`], which is the models that can be applied and what is wrong with the rest. Invariants: each flux is read whole or not at
//! all; of two fluxes of one integrator neither is offered, since only one of them can be the latest; an offer in somebody's hands
//! never changes.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::{Catalogue, CatalogueError, files};
use crate::cas::model::{Flux, Label};
use crate::identity::Lang;

/// Where an administrator's models lie, and what was last read there.
#[derive(Debug)]
pub struct Shelf {
    path: PathBuf,
    held: Mutex<Arc<Offer>>,
}

/// What can be applied, and what cannot.
#[derive(Debug)]
pub struct Offer {
    /// The fluxes that could be read.
    pub catalogue: Catalogue,
    /// What is wrong with the others.
    pub faults: Vec<CatalogueError>,
    place: PathBuf,
    state: Vec<FileState>,
}

/// By which it is seen that a file has changed.
#[derive(Debug, PartialEq, Eq)]
struct FileState {
    file: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
}

impl Shelf {
    /// Reads what is there. A directory that is not there yet is a fault of the offer, and may appear later.
    pub fn open(path: &Path) -> Self {
        Self { path: path.to_owned(), held: Mutex::new(Arc::new(Offer::read(path))) }
    }

    /// What is there now: read again if a file has appeared, gone or changed. Reads files; not for a thread that others wait for.
    pub fn offer(&self) -> Arc<Offer> {
        let state = state(&self.path);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.state != state {
            *held = Arc::new(Offer::read(&self.path));
        }
        held.clone()
    }

    /// The same, read again in any case: a file may have changed within the tick of its clock.
    pub fn reread(&self) -> Arc<Offer> {
        let offer = Arc::new(Offer::read(&self.path));
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = offer.clone();
        offer
    }
}

impl Offer {
    fn read(place: &Path) -> Self {
        // First, so that what changes while it is read shows as changed the next time.
        let state = state(place);
        let mut fluxes: Vec<(PathBuf, Flux)> = Vec::new();
        let mut faults = Vec::new();
        for file in files(place).unwrap_or_else(|error| {
            faults.push(error);
            Vec::new()
        }) {
            // Whoever opens a pipe or a device may wait for ever.
            match fs::metadata(&file) {
                Ok(metadata) if !metadata.is_file() => faults.push(CatalogueError::NotAFile { path: shown(&file) }),
                _ => match Flux::read(&file) {
                    Ok(flux) => fluxes.push((file, flux)),
                    Err(error) => faults.push(error.into()),
                },
            }
        }
        for integrator in shared_integrators(&fluxes) {
            let (of_it, others) = fluxes.into_iter().partition(|(_, flux)| *flux.integrator() == integrator);
            fluxes = others;
            let mut names = of_it.iter().map(|(file, _): &(PathBuf, Flux)| shown(file));
            if let (Some(one), Some(two)) = (names.next(), names.next()) {
                faults.push(CatalogueError::SameIntegrator { integrator, files: [one, two] });
            }
        }
        Self { catalogue: Catalogue { fluxes }, faults, place: place.to_owned(), state }
    }

    /// What is wrong, file by file and with the line, in words. Files are called by their names: where they lie is nobody's business
    /// who only sees a page.
    pub fn messages(&self, lang: Lang) -> Vec<String> {
        let directory = format!("{}{MAIN_SEPARATOR}", self.place.display());
        self.faults.iter().map(|fault| fault.message(lang).replace(&directory, "")).collect()
    }
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

fn shared_integrators(fluxes: &[(PathBuf, Flux)]) -> Vec<Label> {
    let mut names: Vec<&Label> = fluxes.iter().map(|(_, flux)| flux.integrator()).collect();
    names.sort();
    let mut shared: Vec<Label> =
        names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
    shared.dedup();
    shared
}

/// The files as they are; nothing of what cannot be looked at.
fn state(place: &Path) -> Vec<FileState> {
    let files = files(place).unwrap_or_default();
    let states = files.into_iter().filter_map(|file| {
        let metadata = fs::metadata(&file).ok()?;
        Some(FileState { file, length: metadata.len(), modified: metadata.modified().ok() })
    });
    states.collect()
}
