//! `model check`: what is wrong with fluxes, and what is odd.

use std::path::Path;

use super::{CatalogueError, Entry, files};
use crate::cas::model::{Client, ClientParameters, FirstConnectionMode, Flux, FluxError, Label, Model, ServerUrl};
use crate::cas::words::pick;
use crate::identity::{Lang, Profile};
use crate::normalize::fold;

/// What was found in each file.
#[derive(Debug)]
pub struct CheckReport {
    /// The files, in the order of their names.
    pub files: Vec<CheckedFile>,
}

/// One file.
#[derive(Debug)]
pub struct CheckedFile {
    /// The file.
    pub file: String,
    /// How many models it has and what is odd about them, or why it is no flux.
    pub outcome: Result<(usize, Vec<Remark>), FluxError>,
}

/// Something that the schema allows and an integrator should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Two models whose names differ by accents, case or punctuation only.
    AlikeNames(Label, Label),
    /// A CAS server without encryption: tickets and attributes can be read on the way.
    Unencrypted {
        /// The model.
        model: Label,
        /// The client.
        client: Client,
        /// The address.
        address: String,
    },
    /// One value that makes two profiles.
    SharedValue {
        /// The model.
        model: Label,
        /// The client.
        client: Client,
        /// The value.
        value: String,
        /// The profiles.
        profiles: [Profile; 2],
    },
    /// No birth date for pupils: only names are left to tell them apart.
    PupilsWithoutBirthDate {
        /// The model.
        model: Label,
        /// The client.
        client: Client,
    },
}

impl Remark {
    /// The remark in words.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::AlikeNames(one, two) if french => {
                format!("«{one}» et «{two}» ne diffèrent que par les accents, la casse ou la ponctuation")
            }
            Self::AlikeNames(one, two) => format!("«{one}» and «{two}» differ by accents, case or punctuation only"),
            Self::Unencrypted { model, client, address } => {
                let client = client.title(lang);
                let what = pick(lang, "serveur CAS sans chiffrement", "a CAS server without encryption");
                format!("«{model}», {client}{} {what}, {address}", pick(lang, " :", ":"))
            }
            Self::SharedValue { model, client, value, profiles: [one, two] } => {
                let (client, one, two) = (client.title(lang), one.title(), two.title());
                if french {
                    format!("«{model}», {client} : la valeur «{value}» fait deux profils, {one} et {two}")
                } else {
                    format!("«{model}», {client}: the value «{value}» makes two profiles, {one} and {two}")
                }
            }
            Self::PupilsWithoutBirthDate { model, client } if french => format!(
                "«{model}», {} : pas d’attribut de date de naissance pour reconnaître les élèves",
                client.title(lang)
            ),
            Self::PupilsWithoutBirthDate { model, client } => {
                format!("«{model}», {}: no attribute of the birth date to recognise pupils by", client.title(lang))
            }
        }
    }
}

/// Checks a flux or every flux of a directory, to the last.
///
/// # Errors
/// [`CatalogueError`] when a directory cannot be read or has no flux; what is wrong with a file is in the report.
pub fn check(path: &Path) -> Result<CheckReport, CatalogueError> {
    let files = files(path)?.into_iter().map(|file| {
        let outcome = Flux::read(&file).map(|flux| (flux.models().len(), remarks(&flux)));
        CheckedFile { file: file.display().to_string(), outcome }
    });
    Ok(CheckReport { files: files.collect() })
}

impl CheckReport {
    /// Whether every file is a valid flux; remarks do not count.
    pub fn is_valid(&self) -> bool {
        self.files.iter().all(|file| file.outcome.is_ok())
    }

    /// A line per file and per remark.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        for CheckedFile { file, outcome } in &self.files {
            match outcome {
                Ok((models, remarks)) => {
                    text += &match lang {
                        Lang::Fr => format!("{file} : valide, {}.\n", counted(*models, "modèle", "modèles")),
                        Lang::En => format!("{file}: valid, {}.\n", counted(*models, "model", "models")),
                    };
                    for remark in remarks {
                        text += &format!("  {} {}.\n", pick(lang, "remarque :", "note:"), remark.message(lang));
                    }
                }
                Err(error) => text += &format!("{}\n", error.message(lang)),
            }
        }
        text
    }
}

/// `1 modèle`, `2 modèles`.
pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

impl Entry<'_> {
    /// What is odd about one model by itself.
    pub fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for client in Client::ALL {
            client_remarks(self.model, client, self.model.parameters.client(client), &mut remarks);
        }
        remarks
    }
}

fn remarks(flux: &Flux) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (index, model) in flux.models().iter().enumerate() {
        let folded = fold(model.name.as_str());
        if let Some(first) = flux.models()[..index].iter().find(|first| fold(first.name.as_str()) == folded) {
            remarks.push(Remark::AlikeNames(first.name.clone(), model.name.clone()));
        }
        for client in Client::ALL {
            client_remarks(model, client, model.parameters.client(client), &mut remarks);
        }
    }
    remarks
}

fn client_remarks(model: &Model, client: Client, parameters: &ClientParameters, remarks: &mut Vec<Remark>) {
    let addresses = match &parameters.server {
        Some(ServerUrl::Standard(root)) => vec![root.as_str()],
        Some(ServerUrl::Custom { login, validation }) => vec![login.as_str(), validation.as_str()],
        None => Vec::new(),
    };
    if let Some(address) = addresses.into_iter().find(|address| address.starts_with("http://")) {
        remarks.push(Remark::Unencrypted { model: model.name.clone(), client, address: address.to_owned() });
    }
    let FirstConnectionMode::Identity(identity) = &parameters.first_connection else { return };
    let pupils = identity.profiles.values(Profile::Pupils);
    if identity.birth_date.is_none() && !pupils.is_empty() {
        remarks.push(Remark::PupilsWithoutBirthDate { model: model.name.clone(), client });
    }
    for profile in Profile::ALL {
        for value in identity.profiles.values(profile) {
            let mut all = identity.profiles.profiles_of(value).0.iter();
            // Once per value: at the first of its profiles.
            if let (Some(first), Some(second)) = (all.next(), all.next())
                && first == profile
            {
                let (model, value) = (model.name.clone(), value.clone());
                remarks.push(Remark::SharedValue { model, client, value, profiles: [first, second] });
            }
        }
    }
}
