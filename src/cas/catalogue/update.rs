//! `model update`: newer fluxes take the place of older ones.
//!
//! Input: a catalogue and the fluxes an integrator sent, each a file or a directory. Output: what changed. Invariants:
//! nothing is written before everything was read and compared; a model never goes back to an older version; no
//! configuration is touched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::check::counted;
use super::{Catalogue, CatalogueError};
use crate::cas::model::{Day, Flux, FluxError, Label, Model, Version};
use crate::cas::words::pick;
use crate::durable;
use crate::identity::Lang;

/// What an update changed in the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateReport {
    /// Models that are new.
    pub added: Vec<Label>,
    /// Models of a newer version.
    pub newer: Vec<VersionChange>,
    /// Models that changed under the same version, so that nobody who applied them is told.
    pub silent: Vec<Label>,
    /// Models that are no longer there.
    pub withdrawn: Vec<Label>,
    /// Models that are as they were.
    pub unchanged: usize,
}

/// A model of a newer version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionChange {
    /// Its name.
    pub name: Label,
    /// The version that was there.
    pub from: Version,
    /// The version that is there now.
    pub to: Version,
    /// Its date.
    pub date: Day,
}

/// Why the catalogue stays as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum UpdateError {
    /// The catalogue, or what was sent, cannot be read.
    Catalogue(#[from] CatalogueError),
    /// A model older than the one that is there.
    Older {
        /// Its name.
        name: Label,
        /// The version that is there.
        here: Version,
        /// The version that was sent.
        sent: Version,
    },
    /// The catalogue is one file, and what was sent comes from somebody else.
    OtherIntegrator {
        /// The catalogue.
        file: String,
        /// The integrator of the catalogue.
        here: Label,
        /// The integrator of what was sent.
        sent: Label,
    },
    /// A new flux whose file name is taken by another integrator's.
    NameTaken {
        /// The file.
        file: String,
        /// Its integrator.
        here: Label,
    },
    /// The system does not take a file. Fluxes before it are in place.
    Unwritable {
        /// The file.
        file: String,
        /// What the system says.
        source: io::Error,
    },
}

impl UpdateError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Catalogue(error) => error.message(lang),
            Self::Older { name, here, sent } if french => format!(
                "«{name}» : la version reçue ({sent}) est plus ancienne que celle du catalogue ({here}) ; rien n’a changé."
            ),
            Self::Older { name, here, sent } => format!(
                "«{name}»: the version received ({sent}) is older than the catalogue's ({here}); nothing has changed."
            ),
            Self::OtherIntegrator { file, here, sent } if french => format!(
                "{file} est le flux de «{here}», pas de «{sent}» ; donnez le dossier du catalogue plutôt qu’un fichier."
            ),
            Self::OtherIntegrator { file, here, sent } => {
                format!(
                    "{file} is the flux of «{here}», not of «{sent}»; give the directory of the catalogue, not a file."
                )
            }
            Self::NameTaken { file, here } if french => {
                format!("{file} est déjà le flux de «{here}» ; renommez le fichier reçu.")
            }
            Self::NameTaken { file, here } => {
                format!("{file} is already the flux of «{here}»; rename the file received.")
            }
            Self::Unwritable { file, source } if french => format!("{file} : écriture impossible ({source})."),
            Self::Unwritable { file, source } => format!("{file}: cannot be written ({source})."),
        }
    }
}

/// Brings the fluxes of `sent` into `catalogue`, each in the place of the one from the same integrator. A catalogue
/// that is a directory may be empty.
///
/// # Errors
/// [`UpdateError`]; but for a failure to write, the catalogue is then as it was.
pub fn update(catalogue: &Path, sent: &Path) -> Result<UpdateReport, UpdateError> {
    let here = match Catalogue::read(catalogue) {
        Err(CatalogueError::NoFlux { .. }) => Catalogue { fluxes: Vec::new() },
        read => read?,
    };
    let mut report = UpdateReport::default();
    let mut writes: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (source, _) in Catalogue::read(sent)?.fluxes {
        // Read once more, as bytes: what is checked is what is written, comments and all.
        let file = source.display().to_string();
        let bytes = fs::read(&source).map_err(|source| unreadable(file.clone(), source))?;
        let flux = Flux::from_xml(&bytes, &file).map_err(CatalogueError::from)?;
        let place = match here.fluxes.iter().find(|(_, known)| known.integrator() == flux.integrator()) {
            Some((place, known)) => {
                compare(known.models(), flux.models(), &mut report)?;
                place.clone()
            }
            None => {
                report.added.extend(flux.models().iter().map(|model| model.name.clone()));
                new_place(catalogue, &here, &source, &flux)?
            }
        };
        writes.push((place, bytes));
    }
    for (place, bytes) in writes {
        durable::replace(&place, &bytes)
            .map_err(|source| UpdateError::Unwritable { file: place.display().to_string(), source })?;
    }
    Ok(report)
}

fn unreadable(file: String, source: io::Error) -> CatalogueError {
    CatalogueError::Flux(FluxError::Unreadable { file, source })
}

/// Where the first flux of an integrator goes: into the directory, under the name it was sent with.
fn new_place(catalogue: &Path, here: &Catalogue, source: &Path, flux: &Flux) -> Result<PathBuf, UpdateError> {
    let place = match source.file_name() {
        Some(name) if catalogue.is_dir() => catalogue.join(name),
        _ => catalogue.to_owned(),
    };
    let Some((file, known)) = here.fluxes.iter().find(|(file, _)| *file == place) else { return Ok(place) };
    let (file, here) = (file.display().to_string(), known.integrator().clone());
    Err(if catalogue.is_dir() {
        UpdateError::NameTaken { file, here }
    } else {
        UpdateError::OtherIntegrator { file, here, sent: flux.integrator().clone() }
    })
}

/// Adds to the report what two states of one integrator's flux differ in.
fn compare(here: &[Model], sent: &[Model], report: &mut UpdateReport) -> Result<(), UpdateError> {
    for model in sent {
        match here.iter().find(|known| known.name == model.name) {
            None => report.added.push(model.name.clone()),
            Some(known) if model.version < known.version => {
                return Err(UpdateError::Older { name: model.name.clone(), here: known.version, sent: model.version });
            }
            Some(known) if model.version > known.version => report.newer.push(VersionChange {
                name: model.name.clone(),
                from: known.version,
                to: model.version,
                date: model.date,
            }),
            Some(known) if known != model => report.silent.push(model.name.clone()),
            Some(_) => report.unchanged += 1,
        }
    }
    let gone = here.iter().filter(|known| sent.iter().all(|model| model.name != known.name));
    report.withdrawn.extend(gone.map(|known| known.name.clone()));
    Ok(())
}

impl UpdateReport {
    /// A line per change.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let mut lines = |title: &str, names: &[Label]| {
            for name in names {
                text += &format!("{title}{} {name}\n", pick(lang, " :", ":"));
            }
        };
        lines(pick(lang, "Nouveau modèle", "New model"), &self.added);
        lines(pick(lang, "Modèle retiré", "Model withdrawn"), &self.withdrawn);
        lines(pick(lang, "Modèle modifié sans nouvelle version", "Model changed without a new version"), &self.silent);
        for VersionChange { name, from, to, date } in &self.newer {
            text += &match lang {
                Lang::Fr => format!("Nouvelle version : {name}, {from} → {to} du {}\n", date.text(lang)),
                Lang::En => format!("New version: {name}, {from} → {to} of {date}\n"),
            };
        }
        text += &match lang {
            Lang::Fr => format!("Inchangés : {}.\n", counted(self.unchanged, "modèle", "modèles")),
            Lang::En => format!("Unchanged: {}.\n", counted(self.unchanged, "model", "models")),
        };
        text
    }
}
