//! `rapproche train`: a rule set learnt from the people at hand, with or without the truth.

use rapproche::evaluation::training::{self, TrainingOptions};
use rapproche::evaluation::truth::Truth;
use rapproche::formats::describe_output_error;
use rapproche::identity::Lang;
use rapproche::report::evaluation::doubt_lines;
use rapproche::report::{training_lines, write_trained};

use super::job::Lists;
use super::progress::{Phase, Progress};
use super::settings::{self, Settings, not_yet_there};
use super::stop::{Exit, Stop};
use super::terminal;
use super::train_args::TrainArguments;

pub(super) fn run(typed: &TrainArguments, lang: Lang) -> Result<Exit, Stop> {
    let settings = Settings::resolve(&typed.lists, lang)?;
    let parent = settings::rules(&typed.rules, lang)?;
    let out = typed.out.display();
    not_yet_there(&typed.out, lang)?;
    let progress = Progress::new(&settings);
    let lists = Lists::read(&settings, &progress).inspect_err(|_| progress.finish())?;
    let (base, cas) = (&lists.base.population, &lists.cas.population);
    let options = TrainingOptions::default();
    let truth = typed.truth.as_deref().map(|path| Truth::read(path, base, cas, &lists.options)).transpose().map_err(
        |error| {
            progress.finish();
            Stop::unreadable(error.message(lang))
        },
    )?;
    progress.enter(Phase::Matching);
    let mut trained = match &truth {
        Some(truth) => training::train_with_truth(base, cas, &parent, &lists.options, &options, truth),
        None => training::train(base, cas, &parent, &lists.options, &options),
    };
    progress.finish();
    if trained.profiles.is_empty() {
        let fewest = options.fewest;
        return Err(Stop::usage(match (&truth, lang) {
            (None, Lang::Fr) => {
                format!("aucun profil n'a {fewest} personnes de chaque côté : il n'y a rien à apprendre.")
            }
            (None, Lang::En) => format!("no profile has {fewest} people on each side: there is nothing to learn."),
            (Some(_), Lang::Fr) => format!(
                "aucun profil n'a {fewest} personnes de chaque côté dont la vérité dise qui elles sont : il n'y a rien à apprendre."
            ),
            (Some(_), Lang::En) => format!(
                "no profile has {fewest} people on each side of whom the truth tells who they are: there is nothing to learn."
            ),
        }));
    }
    if let Some(name) = &typed.name {
        trained.rules.name.clone_from(name);
    }
    write_trained(&trained, &typed.out, lang).map_err(|error| {
        Stop::unwritable(match lang {
            Lang::Fr => format!("{out} : écriture impossible : {}.", describe_output_error(&typed.out, &error, lang)),
            Lang::En => format!("{out}: cannot be written: {}.", describe_output_error(&typed.out, &error, lang)),
        })
    })?;
    if !settings.quiet {
        let rules = &trained.rules;
        let written = match lang {
            Lang::Fr => format!("{out} : jeu de règles «{}», empreinte {}.", rules.name, rules.fingerprint()),
            Lang::En => format!("{out}: rule set «{}», fingerprint {}.", rules.name, rules.fingerprint()),
        };
        let mut lines = training_lines(&trained, lang);
        lines.extend(truth.iter().flat_map(|truth| doubt_lines(&truth.doubts, lang)));
        terminal::print(lang, &format!("{}\n{written}\n", lines.join("\n")))?;
    }
    Ok(Exit::Done)
}
