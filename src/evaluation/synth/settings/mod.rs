//! A configuration from what somebody typed: a TOML file, single rates, ranges and styles.
//!
//! Role: one set of names for every tunable, shared by files and command lines. Input: text. Output: a [`SynthConfig`],
//! or a [`SettingError`] that names the place and the nearest valid name. Invariant: what [`Settings::to_toml`] writes reads as
//! the same settings, and no rate lies outside 0–1.

mod error;
mod file;
mod text;

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::config::{DamageRates, EntStyle, FamilyRates, Formats, Layout, SynthConfig};
use super::names::{NameListError, NameTables};
use super::regimes::Regime;
use error::{unknown, wrong};

pub use error::SettingError;

/// Access to rates by their names.
macro_rules! named_rates {
    ($type:ident: $($field:ident),* $(,)?) => {
        impl $type {
            /// The rates' names.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];

            /// The rate of that name.
            pub fn rate_mut(&mut self, key: &str) -> Option<&mut f64> {
                match key {
                    $(stringify!($field) => Some(&mut self.$field),)*
                    _ => None,
                }
            }

            /// All rates by name.
            pub fn rates(&self) -> impl Iterator<Item = (&'static str, f64)> {
                Self::KEYS.iter().copied().zip([$(self.$field),*])
            }
        }
    };
}

named_rates!(DamageRates: accents, separators, family_typo, given_typo, two_typos, half_name, other_name, given_list,
    given_cut, swapped, variant, diminutive, phonetic, date_swapped, date_digit, date_component, date_missing,
    moved_near, moved_far, postcode_missing, in_base);
named_rates!(FamilyRates: twins, single, separated, usage_name, usage_double, child_double, child_mother,
    teacher_parents);

/// The names of the kinds of people that damage is set for.
const KINDS: [&str; 3] = ["pupils", "parents", "employees"];
/// Shares of [`SynthConfig`] itself.
const SHARES: [&str; 4] = ["only_ent", "only_base", "namesakes", "second_account"];
/// Styles by name.
const STYLES: [&str; 6] = ["as-is", "odd", "ascii", "iso-dates", "address", "numeric-profiles"];
/// Formats by name.
const FORMATS: [&str; 3] = ["csv", "rapprochement-sso", "exp-eleves"];

/// A configuration in the making.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// What was set so far.
    pub config: SynthConfig,
    /// Where names come from.
    pub names: NameFiles,
    /// The regime whose tunables [`Self::config`] began with.
    pub regime: Option<Regime>,
}

/// INSEE's files of names, in place of the embedded tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameFiles {
    /// The «Fichier des prénoms».
    pub given: Option<PathBuf>,
    /// The «Fichier des noms».
    pub family: Option<PathBuf>,
}

impl NameFiles {
    /// The same files, of which those with a relative path are in `dir`.
    #[must_use]
    pub fn within(self, dir: &Path) -> Self {
        let place = |path: Option<PathBuf>| path.map(|path| dir.join(path));
        Self { given: place(self.given), family: place(self.family) }
    }
}

impl Settings {
    /// The tables that names are drawn from: the embedded ones, or those of [`Self::names`].
    ///
    /// # Errors
    /// [`NameListError`].
    pub fn name_tables(&self) -> Result<NameTables, NameListError> {
        let mut tables = NameTables::embedded();
        if let Some(path) = &self.names.given {
            tables = tables.with_given_names(path, self.config.school_year)?;
        }
        if let Some(path) = &self.names.family {
            tables = tables.with_family_names(path)?;
        }
        Ok(tables)
    }

    /// Sets a rate of damage: of one kind of people (`parents.family_typo`), or of all (`family_typo`).
    ///
    /// # Errors
    /// For a name that is none, or a rate outside 0–1.
    pub fn set_damage(&mut self, name: &str, rate: f64) -> Result<(), SettingError> {
        let (kind, key) = match name.split_once('.') {
            Some((kind, key)) => (Some(kind), key),
            None => (None, name),
        };
        if let Some(kind) = kind.filter(|kind| !KINDS.contains(kind)) {
            return Err(unknown(kind, &KINDS));
        }
        check_share(name, rate)?;
        let config = &mut self.config;
        for (own, rates) in KINDS.into_iter().zip([&mut config.pupils, &mut config.parents, &mut config.employees]) {
            if kind.is_none_or(|kind| kind == own) {
                *rates.rate_mut(key).ok_or_else(|| unknown(name, DamageRates::KEYS))? = rate;
            }
        }
        Ok(())
    }

    /// Sets the tunables of a regime, by its name: `missing`, `alike-twins` …
    ///
    /// # Errors
    /// For a name that is none.
    pub fn set_regime(&mut self, name: &str) -> Result<(), SettingError> {
        let known: Vec<&str> = Regime::ALL.iter().map(|regime| regime.key()).collect();
        let regime = Regime::named(name).ok_or_else(|| unknown(name, &known))?;
        regime.set(&mut self.config);
        self.regime = Some(regime);
        Ok(())
    }

    /// Multiplies every rate of damage, up to 1; on which side the damage stands (`in_base`) is no rate and stays.
    ///
    /// # Errors
    /// For a factor that is negative or no number.
    pub fn scale_damage(&mut self, factor: f64) -> Result<(), SettingError> {
        if !(factor.is_finite() && factor >= 0.0) {
            return Err(wrong("damage_scale", factor, "1.5"));
        }
        let config = &mut self.config;
        for rates in [&mut config.pupils, &mut config.parents, &mut config.employees] {
            for key in DamageRates::KEYS.iter().filter(|&&key| key != "in_base") {
                if let Some(rate) = rates.rate_mut(key) {
                    *rate = (*rate * factor).min(1.0);
                }
            }
        }
        Ok(())
    }

    /// Sets a rate of families: `twins`, `separated` …
    ///
    /// # Errors
    /// For a name that is none, or a rate outside 0–1.
    pub fn set_family(&mut self, name: &str, rate: f64) -> Result<(), SettingError> {
        check_share(name, rate)?;
        *self.config.families.rate_mut(name).ok_or_else(|| unknown(name, FamilyRates::KEYS))? = rate;
        Ok(())
    }

    /// Sets who is on one side only, or on one side twice: `only_ent`, `only_base`, `namesakes`, `second_account`.
    ///
    /// # Errors
    /// For a name that is none, or a share outside 0–1; the shares of a side may not be more than a quarter, since a
    /// pool makes up for them with people of the other side.
    pub fn set_share(&mut self, name: &str, share: f64) -> Result<(), SettingError> {
        if !SHARES.contains(&name) {
            return Err(unknown(name, &SHARES));
        }
        if !(0.0..=0.25).contains(&share) {
            return Err(wrong(name, share, "0.02 (0–0.25)"));
        }
        let config = &mut self.config;
        *match name {
            "only_ent" => &mut config.only_ent,
            "only_base" => &mut config.only_base,
            "namesakes" => &mut config.namesakes,
            _ => &mut config.second_account,
        } = share;
        Ok(())
    }

    /// Sets the pupils of each school: `250-700`, or one number. Without effect on a pool.
    ///
    /// # Errors
    /// For text that is no range of 1 to 3,000, which is what the numbering of a school allows.
    pub fn set_pupils(&mut self, text: &str) -> Result<(), SettingError> {
        let range = parse_range(text).ok_or_else(|| wrong("pupils", text, "250-700 (1–3000)"))?;
        if let Layout::Schools { pupils, .. } = &mut self.config.layout {
            *pupils = range;
        }
        Ok(())
    }

    /// Sets the style: names of styles joined by commas; several are applied together.
    ///
    /// # Errors
    /// For a name that is none.
    pub fn set_style(&mut self, text: &str) -> Result<(), SettingError> {
        let mut style = EntStyle::AS_IS;
        for name in text.split(',').map(str::trim) {
            match name {
                "as-is" => {}
                "odd" => style = EntStyle::ODD,
                "ascii" => style.ascii_capitals = true,
                "iso-dates" => style.iso_dates = true,
                "address" => style.address = true,
                "numeric-profiles" => style.numeric_profiles = true,
                _ => return Err(unknown(name, &STYLES)),
            }
        }
        self.config.style = style;
        Ok(())
    }

    /// Sets what is written: names of formats joined by commas. `cas.csv` is left out where another format is asked for
    /// that holds the accounts.
    ///
    /// # Errors
    /// For a name that is none.
    pub fn set_formats(&mut self, text: &str) -> Result<(), SettingError> {
        let mut formats = Formats { cas_csv: false, rapprochement_sso: false, exp_eleves: false };
        for name in text.split(',').map(str::trim) {
            *match name {
                "csv" => &mut formats.cas_csv,
                "rapprochement-sso" => &mut formats.rapprochement_sso,
                "exp-eleves" => &mut formats.exp_eleves,
                _ => return Err(unknown(name, &FORMATS)),
            } = true;
        }
        formats.cas_csv |= !formats.rapprochement_sso;
        self.config.formats = formats;
        Ok(())
    }
}

/// `250-700` or `400`. A school of more than 3,000 pupils would outgrow its block of identifiers.
fn parse_range(text: &str) -> Option<RangeInclusive<usize>> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let (low, high) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (1 <= low && low <= high && high <= 3_000).then_some(low..=high)
}

fn check_share(name: &str, rate: f64) -> Result<(), SettingError> {
    if (0.0..=1.0).contains(&rate) { Ok(()) } else { Err(wrong(name, rate, "0.05 (0–1)")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Lang;

    #[test]
    fn what_is_written_reads_as_the_same() {
        let mut settings = Settings::default();
        settings.set_damage("parents.family_typo", 0.05).unwrap();
        settings.set_damage("accents", 0.3).unwrap();
        settings.set_family("twins", 0.1).unwrap();
        settings.set_share("only_ent", 0.02).unwrap();
        settings.set_pupils("20-40").unwrap();
        settings.set_style("ascii,iso-dates").unwrap();
        settings.set_formats("rapprochement-sso,exp-eleves").unwrap();
        settings.set_regime("alike-twins").unwrap();
        settings.names.given = Some(PathBuf::from("lists/nat \"2022\".csv"));
        settings.config.rich = true;
        let text = settings.to_toml();
        assert_eq!(Settings::from_toml(&text).unwrap(), settings, "{text}");
        assert_eq!(settings.config.parents.family_typo, 0.05);
        assert_eq!(settings.config.pupils.family_typo, DamageRates::PUPILS.family_typo);
        assert_eq!(settings.config.employees.accents, 0.3);
        settings = Settings::default();
        settings.config.layout = Layout::Pool { identities: 12 };
        assert_eq!(Settings::from_toml(&settings.to_toml()).unwrap(), settings);
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(Settings::from_toml("").unwrap().config, SynthConfig::default());
    }

    #[test]
    fn a_wrong_name_or_value_shows_line_and_remedy() {
        let message = |text: &str| Settings::from_toml(text).unwrap_err().message(Lang::En);
        let typo = message("seed = 3\n\n[damage.parents]\nfamily_tipo = 0.1\n");
        assert!(typo.starts_with("line 4: ") && typo.contains("«family_typo»?"), "{typo}");
        let rate = message("[damage.pupils]\naccents = 1.5\n");
        assert!(rate.starts_with("line 2: pupils.accents: «1.5»"), "{rate}");
        let key = message("seeds = 3\n");
        assert!(key.contains("line 1") && key.contains("seeds"), "{key}");
        assert!(message("pupils = \"700-250\"\n").starts_with("line 1: "));
        assert!(message("pool = 5\nschools = 3\n").starts_with("line 1: "));
        let family = message("[family]\ntwin = 0.1\n");
        assert!(family.starts_with("line 2: ") && family.contains("«twins»?"), "{family}");
        assert!(message("[family]\nchildren = [0, 0, 0, 0]\n").starts_with("line 2: children: «[0, 0, 0, 0]»"));
        assert!(message("\n[family]\ntwins = \"many\"\n").starts_with("line 3: twins: "));
        let regime = message("seed = 3\nregime = \"alike-twin\"\n");
        assert!(regime.starts_with("line 2: ") && regime.contains("«alike-twins»?"), "{regime}");
        let pool = message("pool = 5\nregime = \"missing\"\n");
        assert!(pool.starts_with("line 2: regime") && pool.contains("schools"), "{pool}");
        assert!(message("formats = \"xml\"\n").starts_with("line 1: «xml» is unknown. Names: csv, "));
    }

    #[test]
    fn french_is_spoken_throughout() {
        for text in [
            "seeds = 3\n",
            "seed = \"x\"\n",
            "seed = -1\n",
            "rich = 1\n",
            "style = 3\n",
            "seed = \n",
            "seed = 1\nseed = 2\n",
            "[shares]\nonly_ent = true\n",
            "[damage.pupil]\naccents = 0.1\n",
            "[family]\nchildren = 3\n",
            "pool = 5\nschools = 3\n",
            "pool = 5\nregime = \"missing\"\n",
        ] {
            let message = Settings::from_toml(text).unwrap_err().message(Lang::Fr);
            assert!(message.starts_with("ligne "), "{text}{message}");
            for english in ["expected", "invalid", "unknown", "error", "duplicate", "missing", "alone"] {
                assert!(!message.contains(english), "{text}{message}");
            }
        }
    }

    #[test]
    fn accounts_are_always_in_some_file() {
        let mut settings = Settings::default();
        for (text, expected) in [
            ("csv", (true, false, false)),
            ("exp-eleves", (true, false, true)),
            ("rapprochement-sso", (false, true, false)),
            ("rapprochement-sso, csv", (true, true, false)),
        ] {
            settings.set_formats(text).unwrap();
            let Formats { cas_csv, rapprochement_sso, exp_eleves } = settings.config.formats;
            assert_eq!((cas_csv, rapprochement_sso, exp_eleves), expected, "{text}");
        }
    }

    #[test]
    fn a_scale_leaves_the_side_and_stops_at_one() {
        let mut settings = Settings::default();
        settings.scale_damage(10.0).unwrap();
        assert_eq!(settings.config.pupils.separators, 1.0);
        assert!((settings.config.pupils.two_typos - 0.02).abs() < 1e-12);
        assert_eq!(settings.config.pupils.in_base, DamageRates::PUPILS.in_base);
        assert!(settings.scale_damage(f64::NAN).is_err());
    }
}
