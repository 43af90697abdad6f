//! `rapproche synth`: populations to try the program on, before real lists are touched.

use std::fs;
use std::io;
use std::path::Path;

use rapproche::evaluation::synth::{Layout, Regime, SettingError, Settings, Summary, Synth, college, make_room};
use rapproche::formats::{describe_io_error, describe_output_error};
use rapproche::identity::Lang;

use super::args::SynthArguments;
use super::pick;
use super::progress::Steps;
use super::share::read_share;
use super::stop::{Exit, Stop};
use super::terminal;

/// The value of `--regime` that lists the regimes and makes nothing.
const LIST: &str = "list";

pub(super) fn run(typed: &SynthArguments, lang: Lang) -> Result<Exit, Stop> {
    if typed.settings.regime.as_deref() == Some(LIST) {
        terminal::print(lang, &regimes(lang))?;
        return Ok(Exit::Done);
    }
    let settings = if typed.kind.college { None } else { Some(settings(typed, lang)?) };
    let (settings, out) = match (settings, &typed.out) {
        // clap lets a regime stand alone for the sake of its list.
        (Some(_), None) if !typed.print_config => {
            return Err(Stop::usage(pick(
                lang,
                "il manque : --out DOSSIER.\nAide : rapproche synth --help",
                "missing: --out DIRECTORY.\nHelp: rapproche synth --help",
            )));
        }
        (Some(settings), None) => {
            terminal::print(lang, &settings.to_toml())?;
            return Ok(Exit::Done);
        }
        (settings, Some(out)) => (settings, out),
        // clap asks for one of the two.
        (None, None) => return Ok(Exit::Done),
    };
    if !make_room(out).map_err(|error| refused(out, &error, lang))? {
        return Err(Stop::unwritable(match lang {
            Lang::Fr => format!("{} n'est pas un dossier vide ; choisissez-en un autre.", out.display()),
            Lang::En => format!("{} is not an empty directory; choose another one.", out.display()),
        }));
    }
    let said = match settings {
        None => {
            college::write(out).map_err(|error| match error {
                college::CollegeError::Io { path, source } => refused(Path::new(&path), &source, lang),
                college::CollegeError::Workbook(error) => refused(out, &io::Error::other(error.to_string()), lang),
            })?;
            let out = out.display();
            let inputs = format!(
                "--base Élèves={out}/eleves.csv --base Parents={out}/parents.csv --base {out}/personnels.xlsx --cas {out}/ent.csv"
            );
            match lang {
                Lang::Fr => format!("{out} : le collège de l'exemple.\n{}", next(&inputs)),
                Lang::En => format!("{out}: the collège of the example.\n{}", next(&inputs)),
            }
        }
        Some(settings) => {
            let counts = make(&settings, out, lang)?;
            let out = out.display();
            let (base, cas) = (counts.base, counts.cas);
            let made = match lang {
                Lang::Fr => format!("{out} : {base} utilisateurs PRONOTE, {cas} comptes ENT."),
                Lang::En => format!("{out}: {base} PRONOTE users, {cas} ENT accounts."),
            };
            // Only lists are read by `reconcile`.
            let with_lists = settings.config.formats.cas_csv;
            let hint =
                if with_lists { next(&format!("--base {out}/base.csv --cas {out}/cas.csv")) } else { String::new() };
            format!("{made}\n{hint}")
        }
    };
    terminal::print(lang, &said)?;
    Ok(Exit::Done)
}

/// The list of regimes: a line each, the name and the description.
fn regimes(lang: Lang) -> String {
    let width = Regime::ALL.iter().map(|regime| regime.key().len()).max().unwrap_or(0);
    Regime::ALL.iter().map(|regime| format!("{:width$}  {}\n", regime.key(), regime.description(lang))).collect()
}

fn make(settings: &Settings, out: &Path, lang: Lang) -> Result<Summary, Stop> {
    let tables = settings.name_tables().map_err(|error| Stop::unreadable(error.message(lang)))?;
    let synth = Synth::new(settings.config.clone(), tables);
    let bar = Steps::new(lang);
    let made = synth.write_with(out, &mut |done, all| bar.show(done, all));
    bar.finish();
    made.map_err(|error| refused(out, &error, lang))
}

/// What to try on these files.
fn next(inputs: &str) -> String {
    format!("rapproche reconcile {inputs} --out resultats\n")
}

/// The file, then what was typed, each over the one before.
fn settings(typed: &SynthArguments, lang: Lang) -> Result<Settings, Stop> {
    let wrong = |option: &str, error: SettingError| {
        let message = match &error {
            // The option says which setting it is.
            SettingError::Value { name, .. } if *name == setting_of(option) => error.about_the_value(lang),
            _ => error.message(lang),
        };
        Stop::usage(match lang {
            Lang::Fr => format!("{option} : {message}"),
            Lang::En => format!("{option}: {message}"),
        })
    };
    let options = &typed.settings;
    let mut settings = match &options.config {
        Some(path) => read(path, lang)?,
        None => Settings::default(),
    };
    if let Some(name) = &options.regime {
        settings.set_regime(name).map_err(|error| wrong("--regime", error))?;
    }
    let config = &mut settings.config;
    match (typed.kind.schools, typed.kind.pool, &mut config.layout) {
        (Some(schools), _, Layout::Schools { count, .. }) => *count = schools as usize,
        (Some(schools), _, layout) => *layout = Layout::Schools { count: schools as usize, pupils: 250..=700 },
        (None, Some(people), layout) => *layout = Layout::Pool { identities: people as usize },
        (None, None, _) if options.config.is_some() || options.regime.is_some() || typed.print_config => {}
        (None, None, _) => {
            return Err(Stop::usage(pick(
                lang,
                "il manque : --schools, --pool, --college, --regime ou --config.\nAide : rapproche synth --help",
                "missing: --schools, --pool, --college, --regime or --config.\nHelp: rapproche synth --help",
            )));
        }
    }
    if settings.regime.is_some() && matches!(settings.config.layout, Layout::Pool { .. }) {
        return Err(Stop::usage(pick(
            lang,
            "--pool ne va pas avec le regime du fichier ; utilisez --schools.",
            "--pool does not go with the regime of the file; use --schools.",
        )));
    }
    let config = &mut settings.config;
    config.seed = options.seed.unwrap_or(config.seed);
    config.rich |= options.rich;
    config.relations |= options.relations;
    if let Some(range) = &options.pupils {
        settings.set_pupils(range).map_err(|error| wrong("--pupils", error))?;
    }
    if let Some(style) = &options.style {
        settings.set_style(style).map_err(|error| wrong("--style", error))?;
    }
    if !options.format.is_empty() {
        settings.set_formats(&options.format.join(",")).map_err(|error| wrong("--format", error))?;
    }
    let names = &mut settings.names;
    names.given = options.given_names.clone().or(names.given.take());
    names.family = options.family_names.clone().or(names.family.take());
    if let Some(text) = &options.damage_scale {
        let factor = number("--damage-scale", text, "1.5", lang)?;
        settings.scale_damage(factor).map_err(|error| wrong("--damage-scale", error))?;
    }
    for text in &options.damage {
        let (name, rate) = name_and_rate("--damage", text, "parents.family_typo=0.05", lang)?;
        settings.set_damage(name, rate).map_err(|error| wrong("--damage", error))?;
    }
    for text in &options.family {
        let (name, rate) = name_and_rate("--family", text, "twins=0.05", lang)?;
        settings.set_family(name, rate).map_err(|error| wrong("--family", error))?;
    }
    for (option, name, share) in
        [("--only-ent", "only_ent", &options.only_ent), ("--only-base", "only_base", &options.only_base)]
    {
        if let Some(text) = share {
            let share = number(option, text, "0.05, 5%", lang)?;
            settings.set_share(name, share).map_err(|error| wrong(option, error))?;
        }
    }
    Ok(settings)
}

fn read(path: &Path, lang: Lang) -> Result<Settings, Stop> {
    let text = fs::read_to_string(path).map_err(|error| {
        Stop::usage(match lang {
            Lang::Fr => format!("{} : lecture impossible : {}.", path.display(), describe_io_error(&error, lang)),
            Lang::En => format!("{}: cannot be read: {}.", path.display(), describe_io_error(&error, lang)),
        })
    })?;
    let mut settings = Settings::from_toml(&text).map_err(|error| {
        let (path, message) = (path.display(), error.message(lang));
        Stop::usage(match lang {
            Lang::Fr => format!("{path} : {message}"),
            Lang::En => format!("{path}: {message}"),
        })
    })?;
    // What a file names lies beside it, wherever the program is started.
    if let Some(directory) = path.parent() {
        settings.names = settings.names.within(directory);
    }
    Ok(settings)
}

/// The setting that an option of its own sets: `only_ent` for `--only-ent`.
fn setting_of(option: &str) -> String {
    option.trim_start_matches('-').replace('-', "_")
}

fn number(option: &str, text: &str, example: &str, lang: Lang) -> Result<f64, Stop> {
    read_share(text).ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => format!("{option} : «{text}» n'est pas un nombre ; par exemple {example}."),
            Lang::En => format!("{option}: «{text}» is no number; for example {example}."),
        })
    })
}

fn name_and_rate<'a>(option: &str, text: &'a str, example: &str, lang: Lang) -> Result<(&'a str, f64), Stop> {
    let parts = text.split_once('=').and_then(|(name, rate)| Some((name.trim(), read_share(rate)?)));
    parts.ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => format!("{option} : «{text}» ne convient pas ; par exemple {option} {example}."),
            Lang::En => format!("{option}: «{text}» will not do; for example {option} {example}."),
        })
    })
}

fn refused(path: &Path, error: &io::Error, lang: Lang) -> Stop {
    let (path, why) = (path.display(), describe_output_error(path, error, lang));
    Stop::unwritable(match lang {
        Lang::Fr => format!("{path} : écriture impossible : {why}."),
        Lang::En => format!("{path}: cannot be written: {why}."),
    })
}
