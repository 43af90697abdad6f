//! A flux and its models.

use std::path::Path;

use super::error::FluxError;
use super::parameters::Parameters;
use super::reader;
use super::value::{Day, Label, Paragraph, Version, WebPage};
use super::writer;

/// The models of one integrator. Invariant: at least one model, and no two of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flux {
    integrator: Label,
    models: Vec<Model>,
}

/// The configuration that one ENT asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Name of the ENT: «Toutatice (Académie de Rennes)».
    pub name: Label,
    /// The académie, region or département that it serves.
    pub location: Label,
    /// Rises with each change of the model.
    pub version: Version,
    /// Of that version.
    pub date: Day,
    /// A word to the administrator.
    pub description: Option<Paragraph>,
    /// Where the ENT explains more.
    pub documentation: Option<WebPage>,
    /// What the model sets.
    pub parameters: Parameters,
}

/// Models that make no flux.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFlux {
    /// None at all.
    #[error("a flux needs at least one model")]
    NoModel,
    /// Two of one name.
    #[error("two models are called «{0}»: a name must tell which one is meant")]
    DuplicateName(Label),
}

impl Flux {
    /// A flux of these models.
    ///
    /// # Errors
    /// [`InvalidFlux`] when there is no model, or two have the same name.
    pub fn new(integrator: Label, models: Vec<Model>) -> Result<Self, InvalidFlux> {
        if models.is_empty() {
            return Err(InvalidFlux::NoModel);
        }
        let mut names: Vec<&Label> = models.iter().map(|model| &model.name).collect();
        names.sort();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(InvalidFlux::DuplicateName(pair[0].clone()));
        }
        Ok(Self { integrator, models })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`FluxError`] when the system does not give it, or it is no flux; nothing is read by halves.
    pub fn read(path: &Path) -> Result<Self, FluxError> {
        reader::read(path)
    }

    /// Reads a flux. `file` is for messages.
    ///
    /// # Errors
    /// [`FluxError`] with line, column and the element's path.
    pub fn from_xml(bytes: &[u8], file: &str) -> Result<Self, FluxError> {
        reader::parse(bytes, file)
    }

    /// The flux as UTF-8 XML, valid against the schema.
    pub fn to_xml(&self) -> String {
        writer::write(self)
    }

    /// Who publishes it.
    pub fn integrator(&self) -> &Label {
        &self.integrator
    }

    /// Its models, in the order of the file.
    pub fn models(&self) -> &[Model] {
        &self.models
    }
}
