//! A configuration from what somebody typed: a TOML file, single rates, ranges and styles.
//!
//! Role: one set of names for every tunable, shared by files and command lines. Input: text. Output: a [`SynthConfig`],
//! or a [`SettingError`] that names the place and the nearest valid name. Invariant: what [`Settings::to_toml`] writes reads as
//! the same settings, and no rate lies outside 0–1.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::Spanned;

use crate::identity::Lang;
use crate::normalize::nearest;

use super::config::{DamageRates, EntStyle, FamilyRates, Layout, SynthConfig};

/// A tunable that cannot be set as asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum SettingError {
    /// No tunable has that name.
    UnknownName {
        /// What was typed.
        name: String,
        /// The names there are.
        known: Vec<String>,
        /// Line in the file; `None` on a command line.
        line: Option<usize>,
    },
    /// A value that is no share between 0 and 1, no range, no positive factor.
    Value {
        /// The tunable.
        name: String,
        /// What was typed.
        value: String,
        /// What would be right, as an example.
        example: &'static str,
        /// Line in the file; `None` on a command line.
        line: Option<usize>,
    },
    /// A file that is no TOML of this form; the text shows line and column.
    Syntax(String),
}

impl SettingError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        let place = |line: &Option<usize>| match line {
            Some(line) if french => format!("ligne {line} : "),
            Some(line) => format!("line {line}: "),
            None => String::new(),
        };
        match self {
            Self::UnknownName { name, known, line } => {
                let last = name.rsplit('.').next().unwrap_or(name);
                let meant = nearest([name.as_str(), last], known.iter().map(String::as_str));
                let known = known.join(", ");
                match (meant, french) {
                    (Some(meant), true) => {
                        format!("{}«{name}» est inconnu. Vouliez-vous dire «{meant}» ? Noms : {known}.", place(line))
                    }
                    (None, true) => format!("{}«{name}» est inconnu. Noms : {known}.", place(line)),
                    (Some(meant), false) => {
                        format!("{}«{name}» is unknown. Did you mean «{meant}»? Names: {known}.", place(line))
                    }
                    (None, false) => format!("{}«{name}» is unknown. Names: {known}.", place(line)),
                }
            }
            Self::Value { name, value, example, line } if french => {
                format!("{}{name} : «{value}» ne convient pas ; par exemple {example}.", place(line))
            }
            Self::Value { name, value, example, line } => {
                format!("{}{name}: «{value}» will not do; for example {example}.", place(line))
            }
            Self::Syntax(excerpt) => excerpt.trim_end().to_owned(),
        }
    }

    /// The same error at a place in a file.
    fn at(mut self, place: usize) -> Self {
        if let Self::UnknownName { line, .. } | Self::Value { line, .. } = &mut self {
            *line = Some(place);
        }
        self
    }
}

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

/// A configuration in the making.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// What was set so far.
    pub config: SynthConfig,
}

/// The file as it may be written; whatever is missing keeps its default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seed: Option<u64>,
    schools: Option<usize>,
    pool: Option<Spanned<usize>>,
    pupils: Option<Spanned<String>>,
    style: Option<Spanned<String>>,
    rich: Option<bool>,
    school_year: Option<Spanned<i32>>,
    damage_scale: Option<Spanned<f64>>,
    #[serde(default)]
    shares: Rates,
    #[serde(default)]
    family: Family,
    #[serde(default)]
    damage: Damage,
}

type Rates = BTreeMap<Spanned<String>, Spanned<f64>>;

#[derive(Debug, Default, Deserialize)]
struct Family {
    children: Option<Spanned<[u32; 4]>>,
    #[serde(flatten)]
    rates: BTreeMap<String, f64>,
}

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
    ///
    /// # Errors
    /// [`SettingError`], with the line.
    pub fn from_toml(text: &str) -> Result<Self, SettingError> {
        let file: File = toml::from_str(text).map_err(|error| SettingError::Syntax(error.to_string()))?;
        let line = |start: usize| 1 + text[..start].matches('\n').count();
        let mut settings = Self::default();
        let config = &mut settings.config;
        config.seed = file.seed.unwrap_or(config.seed);
        config.rich = file.rich.unwrap_or(config.rich);
        if let Some(year) = file.school_year {
            if !(1950..=2200).contains(year.get_ref()) {
                return Err(wrong("school_year", year.get_ref(), "2025").at(line(year.span().start)));
            }
            config.school_year = *year.get_ref();
        }
        if let Some(pool) = file.pool {
            if file.schools.is_some() || file.pupils.is_some() {
                return Err(
                    wrong("pool", pool.get_ref(), "schools and pupils, or pool alone").at(line(pool.span().start))
                );
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
        if let Some(scale) = file.damage_scale {
            settings.scale_damage(*scale.get_ref()).map_err(|error| error.at(line(scale.span().start)))?;
        }
        for (key, rate) in &file.shares {
            settings.set_share(key.get_ref(), *rate.get_ref()).map_err(|error| error.at(line(key.span().start)))?;
        }
        for (key, &rate) in &file.family.rates {
            settings.set_family(key, rate)?;
        }
        if let Some(children) = file.family.children {
            if children.get_ref().iter().all(|&weight| weight == 0) {
                return Err(wrong("children", "0", "[860, 125, 12, 3]").at(line(children.span().start)));
            }
            settings.config.families.children = *children.get_ref();
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

    /// The effective settings as a file for [`Self::from_toml`], commented.
    pub fn to_toml(&self) -> String {
        let config = &self.config;
        let mut text = String::new();
        let layout = match &config.layout {
            Layout::Schools { count, pupils } => {
                format!("schools = {count}\n# Pupils in each school.\npupils = \"{}-{}\"", pupils.start(), pupils.end())
            }
            Layout::Pool { identities } => format!("# Identities on each side.\npool = {identities}"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "# Same seed, same settings: the same files, byte for byte.\nseed = {}\n{layout}\n\
             # How the ENT writes: {}, several joined by commas.\nstyle = \"{}\"\n\
             # Sex, birth name and further given names on both sides.\nrich = {}\n\
             # Year in which the school year begins.\nschool_year = {}\n",
            config.seed,
            STYLES.join(", "),
            style_name(config.style),
            config.rich,
            config.school_year,
        );
        let shares = [config.only_ent, config.only_base, config.namesakes, config.second_account];
        let _ = writeln!(text, "# Shares of people on one side only, or with two accounts.\n[shares]");
        for (key, share) in SHARES.into_iter().zip(shares) {
            let _ = writeln!(text, "{key} = {share:?}");
        }
        let _ = writeln!(
            text,
            "\n# Families; children: weights of one, two, three, four in the same school.\n[family]\nchildren = {:?}",
            config.families.children
        );
        for (key, rate) in config.families.rates() {
            let _ = writeln!(text, "{key} = {rate:?}");
        }
        let _ = writeln!(
            text,
            "\n# Rates of damage per pair of records; in_base: the share of it that stands in the base."
        );
        for (kind, rates) in KINDS.into_iter().zip([config.pupils, config.parents, config.employees]) {
            let _ = writeln!(text, "[damage.{kind}]");
            for (key, rate) in rates.rates() {
                let _ = writeln!(text, "{key} = {rate:?}");
            }
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}

fn style_name(style: EntStyle) -> String {
    let parts = [
        (style.ascii_capitals, "ascii"),
        (style.iso_dates, "iso-dates"),
        (style.address, "address"),
        (style.numeric_profiles, "numeric-profiles"),
    ];
    let names: Vec<&str> = parts.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name).collect();
    if names.is_empty() { "as-is".to_owned() } else { names.join(",") }
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

fn wrong(name: &str, value: impl ToString, example: &'static str) -> SettingError {
    SettingError::Value { name: name.to_owned(), value: value.to_string(), example, line: None }
}

fn unknown(name: &str, known: &[&str]) -> SettingError {
    let known = known.iter().map(|&name| name.to_owned()).collect();
    SettingError::UnknownName { name: name.to_owned(), known, line: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_as_the_same() {
        let mut settings = Settings::default();
        settings.set_damage("parents.family_typo", 0.05).unwrap();
        settings.set_damage("accents", 0.3).unwrap();
        settings.set_family("twins", 0.1).unwrap();
        settings.set_share("only_ent", 0.02).unwrap();
        settings.set_pupils("20-40").unwrap();
        settings.set_style("ascii,iso-dates").unwrap();
        settings.config.rich = true;
        let text = settings.to_toml();
        assert_eq!(Settings::from_toml(&text).unwrap(), settings, "{text}");
        assert_eq!(settings.config.parents.family_typo, 0.05);
        assert_eq!(settings.config.pupils.family_typo, DamageRates::PUPILS.family_typo);
        assert_eq!(settings.config.employees.accents, 0.3);
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
        assert!(family.contains("«twins»?"), "{family}");
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
