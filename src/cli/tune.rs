//! `rapproche tune`: how cautious rules have to be for a promise to hold.

use std::path::Path;

use rapproche::evaluation::truth::{Doubt, Truth};
use rapproche::evaluation::tuning::{Tuned, TuningError, TuningOptions, tune};
use rapproche::identity::Lang;
use rapproche::matching::RuleSet;
use rapproche::matching::rules::Method;
use rapproche::report::evaluation::doubt_lines;
use rapproche::report::tuning::{summary, tuning_lines, tuning_screen, write_tuned};

use super::job::Lists;
use super::progress::{Phase, Progress};
use super::settings::{self, Settings, not_yet_there};
use super::stop::{Exit, Stop};
use super::terminal;
use super::tune_args::TuneArguments;

pub(super) fn run(typed: &TuneArguments, lang: Lang) -> Result<Exit, Stop> {
    let settings = Settings::resolve(&typed.lists, lang)?;
    let rules = settings::rules(&typed.rules, lang)?;
    if rules.method != Method::Scored {
        return Err(Stop::usage(refusal(TuningError::Deterministic, &rules, lang)));
    }
    let options = options(typed, lang)?;
    if let Some(out) = &typed.out {
        not_yet_there(out, lang)?;
    }
    let progress = Progress::new(&settings);
    let tuned = read_and_tune(typed, &settings, &rules, options, &progress);
    progress.finish();
    let (tuned, doubts) = tuned?;
    let written = match (&typed.out, &tuned.chosen) {
        (Some(out), Some(choice)) => {
            write_tuned(&tuned, choice, out, lang).map_err(|error| Stop::unwritable(write_error(out, &error, lang)))?;
            Some(out)
        }
        _ => None,
    };
    if typed.json {
        let text = summary::summarise(&tuned, &doubts, env!("CARGO_PKG_VERSION")).to_json();
        terminal::print(lang, &text.map_err(|error| Stop::unwritable(error.to_string()))?)?;
    } else if !settings.quiet {
        terminal::print(lang, &conclusion(&tuned, &doubts, written.map(|path| path.as_path()), lang))?;
    }
    Ok(if tuned.is_promised() { Exit::Done } else { Exit::Unresolved })
}

fn read_and_tune(
    typed: &TuneArguments,
    settings: &Settings,
    rules: &RuleSet,
    options: TuningOptions,
    progress: &Progress,
) -> Result<(Tuned, Vec<Doubt>), Stop> {
    let lang = settings.lang;
    let lists = Lists::read(settings, progress)?;
    let (base, cas) = (&lists.base.population, &lists.cas.population);
    let truth = Truth::read(&typed.truth, base, cas).map_err(|error| Stop::unreadable(error.message(lang)))?;
    progress.enter(Phase::Matching);
    let tuned = tune(base, cas, rules, &truth, &lists.options, options, progress)
        .map_err(|error| Stop::usage(refusal(error, rules, lang)))?;
    Ok((tuned, truth.doubts))
}

/// What was typed as numbers.
fn options(typed: &TuneArguments, lang: Lang) -> Result<TuningOptions, Stop> {
    Ok(TuningOptions {
        max_wrong: share(
            "--max-wrong",
            &typed.max_wrong,
            |share| share > 0.0 && share < 0.5,
            "1/10000, 0.01%, 1e-4",
            lang,
        )?,
        confidence: share("--confidence", &typed.confidence, |share| (0.5..1.0).contains(&share), "95%, 0.95", lang)?,
        held_out: share("--held-out", &typed.held_out, |share| share > 0.0 && share < 1.0, "50%, 1/3", lang)?,
        seed: typed.seed,
    })
}

/// A share within its bounds.
fn share(option: &str, text: &str, fits: impl Fn(f64) -> bool, examples: &str, lang: Lang) -> Result<f64, Stop> {
    read_share(text).filter(|&share| fits(share)).ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => format!("{option} : «{text}» ne convient pas ; écrivez par exemple {examples}."),
            Lang::En => format!("{option}: «{text}» will not do; write for example {examples}."),
        })
    })
}

/// `1/10000`, `0.01%`, `0,01 %`, `1e-4`.
fn read_share(text: &str) -> Option<f64> {
    let number = |text: &str| -> Option<f64> {
        let is_digit = |letter: char| letter.is_ascii_digit() || ".,eE+-".contains(letter);
        let text = text.trim();
        // Not «inf» nor «nan», which are numbers to Rust.
        text.chars().all(is_digit).then(|| text.replace(',', ".").parse().ok())?
    };
    let text = text.replace(['\u{a0}', '\u{202f}', ' '], "");
    if let Some((part, whole)) = text.split_once('/') {
        return Some(number(part)? / number(whole)?);
    }
    match text.strip_suffix('%') {
        Some(hundredths) => Some(number(hundredths)? / 100.0),
        None => number(&text),
    }
}

fn refusal(error: TuningError, rules: &RuleSet, lang: Lang) -> String {
    let name = &rules.name;
    match (error, lang) {
        (TuningError::Deterministic, Lang::Fr) => format!(
            "{name} est une liste de règles : il n'a ni seuil, ni marge, ni risque à choisir. Réglez standard, ou un jeu à poids."
        ),
        (TuningError::Deterministic, Lang::En) => format!(
            "{name} is a list of rules: it has no threshold, margin or risk to choose. Tune standard, or a set with weights."
        ),
        (TuningError::OnePart, Lang::Fr) => {
            "la vérité parle de trop peu de familles : l'une des deux parties est vide. Changez --held-out ou --seed, ou donnez plus de vérité."
                .to_owned()
        }
        (TuningError::OnePart, Lang::En) => {
            "the truth speaks of too few families: one of the two parts is empty. Change --held-out or --seed, or give more truth."
                .to_owned()
        }
        (TuningError::OutOfBounds, _) => error.to_string(),
    }
}

fn write_error(out: &Path, error: &std::io::Error, lang: Lang) -> String {
    let out = out.display();
    match lang {
        Lang::Fr => format!("{out} : écriture impossible ({error})."),
        Lang::En => format!("{out}: cannot be written ({error})."),
    }
}

/// The table, the sentences, and what was written.
fn conclusion(tuned: &Tuned, doubts: &[Doubt], written: Option<&Path>, lang: Lang) -> String {
    let mut text = terminal::table(&tuning_screen(tuned, lang));
    text.push('\n');
    for line in tuning_lines(tuned, lang).into_iter().chain(doubt_lines(doubts, lang)) {
        text.push_str(&line);
        text.push('\n');
    }
    if let (Some(out), Some(choice)) = (written, &tuned.chosen) {
        let (out, name, fingerprint) = (out.display(), &choice.rules.name, choice.rules.fingerprint());
        text.push_str(&match lang {
            Lang::Fr => format!("{out} : jeu de règles «{name}», empreinte {fingerprint}.\n"),
            Lang::En => format!("{out}: rule set «{name}», fingerprint {fingerprint}.\n"),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_in_many_ways() {
        for text in ["1/10000", "0.01%", "0,01 %", "1e-4", "0.0001", "1 / 10 000", "0,01\u{202f}%"] {
            let share = read_share(text).expect(text);
            assert!((share - 1e-4).abs() < 1e-12, "{text}: {share}");
        }
        for text in ["", "%", "1/", "/2", "many", "inf", "NaN", "1/2/3", "--"] {
            assert_eq!(read_share(text), None, "{text}");
        }
        for text in ["0", "0.5", "2", "-1%", "1/0", "0/0"] {
            assert!(share("--max-wrong", text, |share| share > 0.0 && share < 0.5, "1%", Lang::Fr).is_err(), "{text}");
        }
    }
}
