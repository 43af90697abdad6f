//! `rapproche evaluate`: rule sets judged against the truth, on the same people.

use std::path::Path;

use rapproche::evaluation::assessment::{Assessment, Cost};
use rapproche::evaluation::completeness::Completeness;
use rapproche::evaluation::truth::Truth;
use rapproche::identity::Lang;
use rapproche::matching::{RuleSet, Weight};
use rapproche::reconcile::reconcile;
use rapproche::report::Written;
use rapproche::report::evaluation::{
    Evaluation, JudgedRules, Study, conclusions, measures_screen, summary, write_evaluation,
};

use super::evaluate_args::EvaluateArguments;
use super::job::{self, Lists};
use super::progress::{Phase, Progress};
use super::reconcile::{say_what_was_kept, write_error};
use super::settings::{self, Settings};
use super::stop::{Exit, Stop};
use super::terminal;

pub(super) fn run(typed: &EvaluateArguments, lang: Lang) -> Result<Exit, Stop> {
    let settings = Settings::resolve(&typed.lists, lang)?;
    let rule_sets =
        typed.rules.iter().map(|argument| settings::rules(argument, lang)).collect::<Result<Vec<_>, _>>()?;
    let generated_at = job::timestamp(lang)?;
    let progress = Progress::new(&settings);
    let measured = Measured::run(&settings, &rule_sets, &typed.truth, &progress).inspect_err(|_| progress.finish())?;

    let judged: Vec<JudgedRules<'_>> = measured
        .assessments
        .iter()
        .map(|(assessment, threshold)| JudgedRules { assessment, threshold: *threshold })
        .collect();
    let truth_name = typed.truth.file_name().unwrap_or(typed.truth.as_os_str()).to_string_lossy();
    let inputs = job::inputs(measured.lists.base.files, measured.lists.cas.files);
    let evaluation = Evaluation {
        study: Study {
            base: &measured.lists.base.population,
            cas: &measured.lists.cas.population,
            truth: &truth_name,
            judged: &judged,
            lang,
            version: env!("CARGO_PKG_VERSION"),
            generated_at: &generated_at,
        },
        completeness: &measured.completeness,
        doubts: &measured.truth.doubts,
        inputs: &inputs,
    };
    let written = match &typed.out {
        Some(directory) => {
            progress.enter(Phase::Writing);
            let written = write_evaluation(&evaluation, directory);
            progress.finish();
            Some(written.map_err(|error| Stop::unwritable(write_error(&error, lang)))?)
        }
        None => None,
    };
    progress.finish();
    if let Some(written) = &written {
        say_what_was_kept(written, lang);
    }
    if typed.json {
        terminal::print(lang, &json(&evaluation, written.as_ref())?)?;
    } else if !settings.quiet {
        terminal::print(lang, &conclusion(&evaluation, written.as_ref()))?;
    }
    Ok(Exit::Done)
}

/// Everything that was read and measured.
struct Measured {
    lists: Lists,
    truth: Truth,
    assessments: Vec<(Assessment, Option<Weight>)>,
    completeness: Vec<Completeness>,
}

impl Measured {
    fn run(settings: &Settings, rule_sets: &[RuleSet], truth: &Path, progress: &Progress) -> Result<Self, Stop> {
        let lists = Lists::read(settings, progress)?;
        let (base, cas) = (&lists.base.population, &lists.cas.population);
        let truth = Truth::read(truth, base, cas, &lists.options)
            .map_err(|error| Stop::unreadable(error.message(settings.lang)))?;
        let assess = |rules: &RuleSet| {
            progress.enter(Phase::Matching);
            let (result, cost) = Cost::measure(|| reconcile(base, cas, rules, &lists.options, progress));
            (Assessment::of(&result, &truth, cost), result.threshold)
        };
        let assessments = rule_sets.iter().map(assess).collect();
        let completeness = Completeness::of(base, cas, &truth, rule_sets, &lists.options);
        Ok(Self { truth, assessments, completeness, lists })
    }
}

/// The table, the sentences, and where the rest is.
fn conclusion(evaluation: &Evaluation<'_>, written: Option<&Written>) -> String {
    let lang = evaluation.study.lang;
    let mut lines = vec![String::new()];
    lines.extend(conclusions(evaluation));
    if let Some(written) = written {
        let (count, directory) = (written.files.len(), written.directory.display());
        let page = written.directory.join("evaluation.html");
        let page = page.display();
        lines.push(String::new());
        lines.push(match lang {
            Lang::Fr => format!("{count} fichiers écrits dans {directory}. Ouvrez d'abord {page}."),
            Lang::En => format!("{count} files written to {directory}. Open {page} first."),
        });
    }
    let mut text = terminal::table(&measures_screen(evaluation));
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// The content of `evaluation.json`: the file's own where it was written.
fn json(evaluation: &Evaluation<'_>, written: Option<&Written>) -> Result<String, Stop> {
    let text = match written {
        Some(written) => std::fs::read_to_string(written.directory.join("evaluation.json")),
        None => summary::summarise(evaluation, &[]).to_json(),
    };
    text.map_err(|error| {
        Stop::unwritable(match evaluation.study.lang {
            Lang::Fr => format!("evaluation.json ne peut pas être affiché ({error})."),
            Lang::En => format!("evaluation.json cannot be shown ({error})."),
        })
    })
}
