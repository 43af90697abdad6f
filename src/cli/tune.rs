//! `rapproche tune`: how cautious rules have to be for a promise to hold.

use std::path::Path;

use rapproche::evaluation::truth::{Doubt, Truth};
use rapproche::evaluation::tuning::{Tuned, TuningError, TuningOptions, tune};
use rapproche::formats::describe_output_error;
use rapproche::identity::Lang;
use rapproche::matching::RuleSet;
use rapproche::matching::rules::Method;
use rapproche::report::evaluation::doubt_lines;
use rapproche::report::tuning::{shown_of, summary, tuning_lines, tuning_screen, write_tuned};

use super::job::Lists;
use super::progress::{Phase, Progress};
use super::settings::{self, Settings, not_yet_there};
use super::share::read_share;
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
    let truth =
        Truth::read(&typed.truth, base, cas, &lists.options).map_err(|error| Stop::unreadable(error.message(lang)))?;
    progress.enter(Phase::Matching);
    let tuned = tune(base, cas, rules, &truth, &lists.options, options, progress)
        .map_err(|error| Stop::usage(refusal(error, rules, lang)))?;
    Ok((tuned, truth.doubts))
}

/// What was typed as numbers.
fn options(typed: &TuneArguments, lang: Lang) -> Result<TuningOptions, Stop> {
    Ok(TuningOptions {
        max_wrong: share(&MAX_WRONG, &typed.max_wrong, lang)?,
        confidence: share(&CONFIDENCE, &typed.confidence, lang)?,
        held_out: share(&HELD_OUT, &typed.held_out, lang)?,
        seed: typed.seed,
    })
}

/// An option whose value is a share.
struct ShareOption {
    name: &'static str,
    fits: fn(f64) -> bool,
    /// Which values fit, in French and in English.
    range: [&'static str; 2],
    examples: &'static str,
}

const MAX_WRONG: ShareOption = ShareOption {
    name: "--max-wrong",
    fits: |share| share > 0.0 && share < 0.5,
    range: ["plus de 0 et moins de 50 %", "more than 0 and less than 50%"],
    examples: "1/10000, 0.01%, 1e-4",
};

const CONFIDENCE: ShareOption = ShareOption {
    name: "--confidence",
    fits: |share| (0.5..1.0).contains(&share),
    range: ["au moins 50 % et moins de 100 %", "at least 50% and less than 100%"],
    examples: "95%, 0.95",
};

const HELD_OUT: ShareOption = ShareOption {
    name: "--held-out",
    fits: |share| share > 0.0 && share < 1.0,
    range: ["plus de 0 et moins de 100 %", "more than 0 and less than 100%"],
    examples: "50%, 1/3",
};

/// A share within its bounds.
fn share(option: &ShareOption, text: &str, lang: Lang) -> Result<f64, Stop> {
    let ShareOption { name, fits, range: [french, english], examples } = option;
    read_share(text).filter(|&share| fits(share)).ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => format!("{name} : «{text}» ne convient pas ; il faut {french}, par exemple {examples}."),
            Lang::En => format!("{name}: «{text}» will not do; it takes {english}, for example {examples}."),
        })
    })
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
    let (out, why) = (out.display(), describe_output_error(out, error, lang));
    match lang {
        Lang::Fr => format!("{out} : écriture impossible : {why}."),
        Lang::En => format!("{out}: cannot be written: {why}."),
    }
}

/// The table, the sentences, and what was written.
fn conclusion(tuned: &Tuned, doubts: &[Doubt], written: Option<&Path>, lang: Lang) -> String {
    let mut text = terminal::table(&tuning_screen(tuned, lang));
    text.push_str(&format!("{}\n\n", shown_of(tuned, lang)));
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
    fn a_share_out_of_its_range_is_told_the_range() {
        for text in ["0", "0.5", "50%", "2", "-1%", "1/0", "0/0"] {
            let stop = share(&MAX_WRONG, text, Lang::Fr).expect_err(text);
            assert!(stop.message.contains("plus de 0 et moins de 50 %"), "{}", stop.message);
        }
        assert!(share(&CONFIDENCE, "100%", Lang::En).expect_err("no certainty").message.contains("less than 100%"));
        assert_eq!(share(&HELD_OUT, "1/4", Lang::En), Ok(0.25));
    }
}
