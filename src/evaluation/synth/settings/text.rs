//! Settings as a TOML file.

use std::fmt::Write;
use std::path::Path;

use super::{FORMATS, KINDS, SHARES, STYLES, Settings};
use crate::evaluation::synth::config::{EntStyle, Formats, Layout};
use crate::evaluation::synth::regimes::Regime;

impl Settings {
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
             # Files beside base.csv and truth.csv: {}, several joined by commas.\nformats = \"{}\"\n\
             # Sex, birth name and further given names on both sides.\nrich = {}\n\
             # Who answers for whom, in base.csv.\nrelations = {}\n\
             # Year in which the school year begins.\nschool_year = {}\n\
             # Hard cases, beside what is set below; names: {}.\n{}\n\
             # INSEE's files of names, in place of the built-in tables.\n{}{}",
            config.seed,
            STYLES.join(", "),
            style_name(config.style),
            FORMATS.join(", "),
            format_names(config.formats),
            config.rich,
            config.relations,
            config.school_year,
            Regime::ALL.iter().map(|regime| regime.key()).collect::<Vec<_>>().join(", "),
            match self.regime {
                Some(regime) => format!("regime = \"{}\"", regime.key()),
                None => "# regime = \"missing\"".to_owned(),
            },
            path_line("given_names", self.names.given.as_deref(), "nat2022.csv"),
            path_line("family_names", self.names.family.as_deref(), "noms2008nat_txt.txt"),
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

fn format_names(formats: Formats) -> String {
    let asked = [formats.cas_csv, formats.rapprochement_sso, formats.exp_eleves];
    let names: Vec<&str> = FORMATS.into_iter().zip(asked).filter(|(_, is_on)| *is_on).map(|(name, _)| name).collect();
    names.join(",")
}

/// `key = "path"`, or an example that is commented out.
fn path_line(key: &str, path: Option<&Path>, example: &str) -> String {
    match path {
        Some(path) => format!("{key} = {}\n", toml::Value::from(path.to_string_lossy().into_owned())),
        None => format!("# {key} = \"{example}\"\n"),
    }
}
