//! What can be wrong with a catalogue.

use std::io;

use crate::cas::model::{FluxError, Label};
use crate::formats::describe_io_error;
use crate::identity::Lang;

/// A catalogue that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum CatalogueError {
    /// The system does not give the directory.
    Unreadable {
        /// The directory.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// A directory without a flux.
    NoFlux {
        /// The directory.
        path: String,
    },
    /// A pipe, a device or a directory where a file should be.
    NotAFile {
        /// What it is called.
        path: String,
    },
    /// A file that is no valid flux.
    Flux(#[from] FluxError),
    /// Two files of one integrator, of which only one can be the latest.
    SameIntegrator {
        /// The integrator.
        integrator: Label,
        /// Its files.
        files: [String; 2],
    },
}

impl CatalogueError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Unreadable { path, source } if french => {
                format!("{path} : lecture impossible : {}.", describe_io_error(source, lang))
            }
            Self::Unreadable { path, source } => {
                format!("{path}: cannot be read: {}.", describe_io_error(source, lang))
            }
            Self::NoFlux { path } if french => {
                format!("{path} : ce dossier ne contient aucun flux de modèles (*.xml).")
            }
            Self::NoFlux { path } => format!("{path}: this directory holds no flux of models (*.xml)."),
            Self::NotAFile { path } if french => format!("{path} n’est pas un fichier ; retirez-le de ce dossier."),
            Self::NotAFile { path } => format!("{path} is no file; take it out of this directory."),
            Self::Flux(error) => error.message(lang),
            Self::SameIntegrator { integrator, files: [one, two] } if french => {
                format!("{one} et {two} viennent du même intégrateur, «{integrator}» ; ne gardez que le plus récent.")
            }
            Self::SameIntegrator { integrator, files: [one, two] } => {
                format!("{one} and {two} come from the same integrator, «{integrator}»; keep the latest only.")
            }
        }
    }
}
