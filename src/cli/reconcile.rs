//! `rapproche reconcile`: the batch job, from the files to the results and the table of the screen.

use std::path::Path;

use rapproche::formats::describe_io_error;
use rapproche::identity::Lang;
use rapproche::report::{Run, WriteError, Written, screen, summary, summary_lines, write_all};

use super::args::ReconcileArguments;
use super::job::Job;
use super::progress::{Phase, Progress};
use super::settings::{self, Settings};
use super::stop::{Exit, Stop};
use super::terminal;

pub(super) fn run(typed: &ReconcileArguments, lang: Lang) -> Result<Exit, Stop> {
    let settings = Settings::resolve(&typed.sides.lists, lang)?;
    let rules = settings::rules(&typed.sides.rules, lang)?;
    let progress = Progress::new(&settings);
    let job = Job::run(&settings, &rules, &progress).inspect_err(|_| progress.finish())?;
    let run = job.report();
    let written = match &typed.out {
        Some(directory) if !typed.dry_run => {
            progress.enter(Phase::Writing);
            let written = write_all(&run, directory, &|_| ());
            progress.finish();
            Some(written.map_err(|error| Stop::unwritable(write_error(&error, lang)))?)
        }
        _ => None,
    };
    progress.finish();

    if let Some(written) = &written {
        say_what_was_kept(written, lang);
    }
    if typed.json {
        terminal::print(lang, &json(&run, written.as_ref())?)?;
    } else if !settings.quiet {
        terminal::print(lang, &conclusion(&run, written.as_ref()))?;
    }
    let is_unresolved = typed.fail_on_unresolved && run.result.tally.failures() > 0;
    Ok(if is_unresolved { Exit::Unresolved } else { Exit::Done })
}

/// Says on stderr where earlier results still lie.
pub(super) fn say_what_was_kept(written: &Written, lang: Lang) {
    if let Some(leftover) = &written.leftover {
        let leftover = leftover.display();
        terminal::complain(
            lang,
            &match lang {
                Lang::Fr => format!("les résultats précédents n'ont pas pu être effacés ; ils sont dans {leftover}."),
                Lang::En => format!("the earlier results could not be deleted; they are in {leftover}."),
            },
        );
    }
    if let Some(kept) = &written.kept {
        let kept = kept.display();
        terminal::complain(
            lang,
            &match lang {
                Lang::Fr => format!(
                    "les résultats précédents avaient été modifiés ou étaient ouverts ; ils sont gardés dans {kept}."
                ),
                Lang::En => format!("the earlier results had been edited or were open; they are kept in {kept}."),
            },
        );
    }
}

/// The table, the sentences, and what to do next.
fn conclusion(run: &Run<'_>, written: Option<&Written>) -> String {
    let mut text = terminal::table(&screen(&run.result.tally, run.lang));
    text.push('\n');
    for line in summary_lines(run).into_iter().chain(next_steps(run, written)) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn next_steps(run: &Run<'_>, written: Option<&Written>) -> Vec<String> {
    let Some(written) = written else {
        let nothing = match run.lang {
            Lang::Fr => "Essai : rien n'a été écrit. Relancez sans --dry-run pour obtenir les résultats.",
            Lang::En => "A trial: nothing was written. Run again without --dry-run to get the results.",
        };
        return vec![String::new(), nothing.to_owned()];
    };
    let path = |name: &str| written.directory.join(name).display().to_string();
    let (count, directory, page) = (written.files.len(), written.directory.display(), path("report.html"));
    let mut lines = vec![
        String::new(),
        match run.lang {
            Lang::Fr => format!("{count} fichiers écrits dans {directory}. Ouvrez d'abord {page}."),
            Lang::En => format!("{count} files written to {directory}. Open {page} first."),
        },
    ];
    if run.result.links().next().is_some() {
        let import = path("import-pronote.csv");
        lines.push(match run.lang {
            Lang::Fr => format!("Puis importez {import} dans PRONOTE."),
            Lang::En => format!("Then import {import} into PRONOTE."),
        });
    }
    lines
}

/// The content of `report.json`: the file's own where it was written.
fn json(run: &Run<'_>, written: Option<&Written>) -> Result<String, Stop> {
    let text = match written {
        Some(written) => std::fs::read_to_string(written.directory.join("report.json")),
        None => serde_json::to_string_pretty(&summary::summarise(run, &[])).map(|json| json + "\n").map_err(Into::into),
    };
    text.map_err(|error| {
        Stop::unwritable(match run.lang {
            Lang::Fr => format!("report.json ne peut pas être affiché ({error})."),
            Lang::En => format!("report.json cannot be shown ({error})."),
        })
    })
}

/// Why nothing was written, and what to do.
pub(super) fn write_error(error: &WriteError, lang: Lang) -> String {
    let refused = |path: &Path, source: &dyn std::fmt::Display| {
        format!(
            "{} : écriture impossible ({source}). Rien n'a été écrit ; vérifiez les droits et la place, ou choisissez un autre dossier.",
            path.display()
        )
    };
    if lang == Lang::En {
        return format!("{error}.");
    }
    match error {
        WriteError::NotOurs { path, found } => format!(
            "{} contient «{found}», qui n'est pas un résultat d'une exécution précédente ; rien n'a été écrit. \
             Choisissez un autre dossier, ou videz celui-ci.",
            path.display()
        ),
        WriteError::NotADirectory { path } => {
            format!("{} est un fichier, pas un dossier ; choisissez un autre nom.", path.display())
        }
        WriteError::Io { path, source } => refused(path, &describe_io_error(source, lang)),
        WriteError::Workbook { path, source } => refused(path, source),
        WriteError::NotRestored { target, kept, source } => format!(
            "{} : écriture impossible ({}). Les résultats précédents sont intacts dans {} ; \
             remettez-les en place à la main.",
            target.display(),
            describe_io_error(source, lang),
            kept.display()
        ),
    }
}
