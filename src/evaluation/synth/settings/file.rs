//! The settings of a TOML file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::error::{unknown, wrong};
use super::{NameFiles, SettingError, Settings};
use crate::evaluation::synth::config::{FamilyRates, Layout};
use crate::toml_error::TomlError;

/// Weights of one, two, three, four children.
const CHILDREN: &str = "children";

/// The file as it may be written; whatever is missing keeps its default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seed: Option<u64>,
    schools: Option<usize>,
    pool: Option<Spanned<usize>>,
    pupils: Option<Spanned<String>>,
    style: Option<Spanned<String>>,
    formats: Option<Spanned<String>>,
    given_names: Option<PathBuf>,
    family_names: Option<PathBuf>,
    rich: Option<bool>,
    relations: Option<bool>,
    school_year: Option<Spanned<i32>>,
    regime: Option<Spanned<String>>,
    damage_scale: Option<Spanned<f64>>,
    #[serde(default)]
    shares: Rates,
    #[serde(default)]
    family: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    #[serde(default)]
    damage: Damage,
}

type Rates = BTreeMap<Spanned<String>, Spanned<f64>>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Damage {
    #[serde(default)]
    all: Rates,
    #[serde(default)]
    pupils: Rates,
    #[serde(default)]
    parents: Rates,
    #[serde(default)]
    employees: Rates,
}

impl Settings {
    /// Reads a file over the defaults. A scale applies to the default rates, before those that the file sets itself.
    /// Paths in it are kept as they are written.
    ///
    /// # Errors
    /// [`SettingError`], with the line.
    pub fn from_toml(text: &str) -> Result<Self, SettingError> {
        let file: File = toml::from_str(text).map_err(|error| SettingError::Toml(TomlError::of(&error, text)))?;
        let line = |start: usize| 1 + text[..start].matches('\n').count();
        let mut settings = Self::default();
        // First, so that whatever else the file sets holds.
        if let Some(regime) = file.regime {
            let line = line(regime.span().start);
            if file.pool.is_some() {
                return Err(SettingError::RegimeOfPool { line });
            }
            settings.set_regime(regime.get_ref()).map_err(|error| error.at(line))?;
        }
        let config = &mut settings.config;
        config.seed = file.seed.unwrap_or(config.seed);
        config.rich = file.rich.unwrap_or(config.rich);
        config.relations = file.relations.unwrap_or(config.relations);
        if let Some(year) = file.school_year {
            if !(1950..=2200).contains(year.get_ref()) {
                return Err(wrong("school_year", year.get_ref(), "2025").at(line(year.span().start)));
            }
            config.school_year = *year.get_ref();
        }
        if let Some(pool) = file.pool {
            if file.schools.is_some() || file.pupils.is_some() {
                return Err(SettingError::TwoLayouts { line: line(pool.span().start) });
            }
            config.layout = Layout::Pool { identities: *pool.get_ref() };
        } else if let Layout::Schools { count, .. } = &mut config.layout {
            *count = file.schools.unwrap_or(*count);
        }
        if let Some(range) = file.pupils {
            settings.set_pupils(range.get_ref()).map_err(|error| error.at(line(range.span().start)))?;
        }
        if let Some(style) = file.style {
            settings.set_style(style.get_ref()).map_err(|error| error.at(line(style.span().start)))?;
        }
        if let Some(formats) = file.formats {
            settings.set_formats(formats.get_ref()).map_err(|error| error.at(line(formats.span().start)))?;
        }
        settings.names = NameFiles { given: file.given_names, family: file.family_names };
        if let Some(scale) = file.damage_scale {
            settings.scale_damage(*scale.get_ref()).map_err(|error| error.at(line(scale.span().start)))?;
        }
        for (key, rate) in &file.shares {
            settings.set_share(key.get_ref(), *rate.get_ref()).map_err(|error| error.at(line(key.span().start)))?;
        }
        for (key, value) in &file.family {
            settings
                .set_family_value(key.get_ref(), value.get_ref())
                .map_err(|error| error.at(line(key.span().start)))?;
        }
        let Damage { all, pupils, parents, employees } = &file.damage;
        for (kind, rates) in [("", all), ("pupils.", pupils), ("parents.", parents), ("employees.", employees)] {
            for (key, rate) in rates {
                settings
                    .set_damage(&format!("{kind}{}", key.get_ref()), *rate.get_ref())
                    .map_err(|error| error.at(line(key.span().start)))?;
            }
        }
        Ok(settings)
    }

    fn set_family_value(&mut self, key: &str, value: &toml::Value) -> Result<(), SettingError> {
        if key == CHILDREN {
            let weights: Option<[u32; 4]> = value.clone().try_into().ok();
            let weights = weights.filter(|weights| weights.iter().any(|&weight| weight > 0));
            self.config.families.children = weights.ok_or_else(|| wrong(key, value, "[860, 125, 12, 3]"))?;
            return Ok(());
        }
        if !FamilyRates::KEYS.contains(&key) {
            let known: Vec<&str> = FamilyRates::KEYS.iter().copied().chain([CHILDREN]).collect();
            return Err(unknown(key, &known));
        }
        let rate: Option<f64> = value.clone().try_into().ok();
        self.set_family(key, rate.ok_or_else(|| wrong(key, value, "0.05 (0–1)"))?)
    }
}
