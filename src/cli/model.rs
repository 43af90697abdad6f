//! `rapproche model`: the catalogue of CAS configurations, and the one in force.

use std::path::Path;

use rapproche::cas::catalogue::{
    Catalogue, CatalogueError, Plan, SearchError, UpdateError, carry_over, check, statuses, update,
};
use rapproche::cas::configuration::{Configuration, ConfigurationError};
use rapproche::cas::model::{Client, Day, Label};
use rapproche::cas::urls::Links;
use rapproche::identity::Lang;

use super::model_args::{ModelAction, Named};
use super::stop::{Exit, Stop};
use super::{accept, job, terminal};

pub(super) fn run(action: &ModelAction, lang: Lang) -> Result<Exit, Stop> {
    match action {
        ModelAction::List { flux } => terminal::print(lang, &catalogue(flux, lang)?.text(lang))?,
        ModelAction::Show { model } => show(model, lang)?,
        ModelAction::Check { flux } => return check_fluxes(flux, lang),
        ModelAction::Apply { model, config, delegation, yes } => apply(model, &config.config, delegation, *yes, lang)?,
        ModelAction::Update { flux, from, config } => refresh(flux, from.as_deref(), config.as_deref(), lang)?,
        ModelAction::Accept(typed) => return accept::run(typed, lang),
        ModelAction::CarryOver { old, config } => {
            let carried = carry_over(old, config).map_err(|error| refused(&error, lang))?;
            terminal::print(lang, &carried.text(lang))?;
        }
        ModelAction::Status { config } => {
            terminal::print(lang, &configuration(&config.config, lang)?.text(lang))?;
        }
        ModelAction::Urls { config, delegation } => urls(&config.config, delegation.as_deref(), lang)?,
    }
    Ok(Exit::Done)
}

fn show(model: &Named, lang: Lang) -> Result<(), Stop> {
    let catalogue = catalogue(&model.flux, lang)?;
    let entry = catalogue.find(&model.name).map_err(|error| not_found(&error, lang))?;
    terminal::print(lang, &entry.text(lang))
}

fn check_fluxes(flux: &Path, lang: Lang) -> Result<Exit, Stop> {
    let report = check(flux).map_err(|error| Stop::unreadable(error.message(lang)))?;
    terminal::print(lang, &report.text(lang))?;
    Ok(if report.is_valid() { Exit::Done } else { Exit::Unreadable })
}

fn apply(model: &Named, config: &Path, delegation: &str, confirmed: bool, lang: Lang) -> Result<(), Stop> {
    let today = today(lang)?;
    let delegation = label("--delegation", delegation, lang)?;
    let catalogue = catalogue(&model.flux, lang)?;
    let entry = catalogue.find(&model.name).map_err(|error| not_found(&error, lang))?;
    let mut configuration = Configuration::read_or_default(config).map_err(|error| refused(&error, lang))?;
    let plan = Plan::new(entry, &mut configuration, delegation).map_err(|error| Stop::usage(error.message(lang)))?;
    terminal::print(lang, &plan.text(lang))?;
    let applied = plan.carry_out(today, confirmed).map_err(|error| Stop::usage(error.message(lang)))?;
    let kept = configuration.write(config).map_err(|error| refused(&error, lang))?;
    let mut text = applied.text(lang);
    if let Some(kept) = kept {
        let kept = kept.display();
        text += &match lang {
            Lang::Fr => format!("La configuration précédente est gardée dans {kept}.\n"),
            Lang::En => format!("The previous configuration is kept in {kept}.\n"),
        };
    }
    terminal::print(lang, &text)
}

fn refresh(flux: &Path, from: Option<&Path>, config: Option<&Path>, lang: Lang) -> Result<(), Stop> {
    // Whatever is wrong with the configuration shows before the catalogue changes.
    let configuration = config.map(|path| configuration(path, lang)).transpose()?;
    let mut text = String::new();
    if let Some(from) = from {
        let report = update(flux, from).map_err(|error| not_updated(&error, lang))?;
        text += &report.text(lang);
    }
    let catalogue = catalogue(flux, lang)?;
    if from.is_none() {
        text += &catalogue.text(lang);
    }
    for status in configuration.iter().flat_map(|configuration| statuses(&catalogue, configuration)) {
        text += &status.text(lang);
    }
    terminal::print(lang, &text)
}

fn urls(config: &Path, delegation: Option<&str>, lang: Lang) -> Result<(), Stop> {
    let configuration = configuration(config, lang)?;
    let file = config.display();
    let Some(public) = &configuration.public_url else {
        return Err(Stop::usage(match lang {
            Lang::Fr => format!("{file} : l'adresse de PRONOTE.net manque ; saisissez url_publique."),
            Lang::En => format!("{file}: the address of PRONOTE.net is missing; type url_publique."),
        }));
    };
    let mut text = String::new();
    for (name, cas) in &configuration.cas {
        if delegation.is_some_and(|wanted| wanted != name.as_str()) {
            continue;
        }
        let parameters = cas.parameters();
        for client in Client::ALL {
            let Some(server) = &parameters.client(client).server else { continue };
            text += &format!("{name}, {}\n", client.title(lang));
            for line in Links::new(server, cas.protocol, public).text(lang).lines() {
                text += &format!("  {line}\n");
            }
        }
    }
    if text.is_empty() {
        return Err(Stop::usage(match lang {
            Lang::Fr => format!("{file} : aucune délégation CAS de ce nom n'a l'adresse de son serveur."),
            Lang::En => format!("{file}: no CAS delegation of that name has the address of its server."),
        }));
    }
    terminal::print(lang, &text)
}

pub(super) fn catalogue(flux: &Path, lang: Lang) -> Result<Catalogue, Stop> {
    Catalogue::read(flux).map_err(|error: CatalogueError| Stop::unreadable(error.message(lang)))
}

fn configuration(path: &Path, lang: Lang) -> Result<Configuration, Stop> {
    Configuration::read(path).map_err(|error| refused(&error, lang))
}

fn label(option: &str, text: &str, lang: Lang) -> Result<Label, Stop> {
    Label::parse(text).map_err(|error| {
        let space = super::pick(lang, " ", "");
        Stop::usage(format!("{option}{space}: {}.", error.message(lang)))
    })
}

/// The day that an application is remembered by.
fn today(lang: Lang) -> Result<Day, Stop> {
    let now = job::timestamp(lang)?;
    Day::parse(now.get(..10).unwrap_or_default()).map_err(|error| Stop::usage(error.message(lang)))
}

pub(super) fn not_found(error: &SearchError, lang: Lang) -> Stop {
    Stop::usage(error.message(lang))
}

fn refused(error: &ConfigurationError, lang: Lang) -> Stop {
    let message = error.message(lang);
    match error {
        ConfigurationError::Unwritable { .. } | ConfigurationError::Exists { .. } => Stop::unwritable(message),
        _ => Stop::usage(message),
    }
}

fn not_updated(error: &UpdateError, lang: Lang) -> Stop {
    let message = error.message(lang);
    match error {
        UpdateError::Catalogue(_) => Stop::unreadable(message),
        UpdateError::Unwritable { .. } => Stop::unwritable(message),
        _ => Stop::usage(message),
    }
}
