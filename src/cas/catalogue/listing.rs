//! Models in words.

use super::{Catalogue, Entry};
use crate::cas::words::{colon, pick};
use crate::identity::Lang;

impl Catalogue {
    /// A line per model, under the name of its integrator.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let width = self.entries().map(|entry| entry.model.name.as_str().chars().count()).max().unwrap_or_default();
        for (_, flux) in &self.fluxes {
            text += &format!("{}\n", flux.integrator());
            for model in flux.models() {
                let (name, location, version) = (&model.name, &model.location, model.version);
                let date = model.date.text(lang);
                text += &match lang {
                    Lang::Fr => format!("  {name:<width$}  {location}, version {version} du {date}\n"),
                    Lang::En => format!("  {name:<width$}  {location}, version {version} of {date}\n"),
                };
            }
        }
        text
    }
}

impl Entry<'_> {
    /// All that the model says, its documentation first.
    pub fn text(&self, lang: Lang) -> String {
        let colon = colon(lang);
        let model = self.model;
        let mut text = format!("{}\n", model.name);
        let mut line = |title: &str, value: &str| text += &format!("  {title}{colon} {value}\n");
        if let Some(documentation) = &model.documentation {
            line("Documentation", documentation.as_str());
        }
        line(pick(lang, "Intégrateur", "Integrator"), self.integrator.as_str());
        line(pick(lang, "Localisation", "Location"), model.location.as_str());
        let date = model.date.text(lang);
        let version = match lang {
            Lang::Fr => format!("{} du {date}", model.version),
            Lang::En => format!("{} of {date}", model.version),
        };
        line("Version", &version);
        if let Some(description) = &model.description {
            let lines: Vec<&str> = description.as_str().lines().map(str::trim).collect();
            line("Description", &lines.join("\n    "));
        }
        text + &model.parameters.text(lang)
    }
}
