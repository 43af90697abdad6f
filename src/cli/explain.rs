//! `rapproche explain`: what became of one person in the real run, field by field.

use rapproche::identity::{Lang, Person, Population};
use rapproche::matching::jaro_winkler;
use rapproche::report::explain_outcome;

use super::args::ExplainArguments;
use super::job::Job;
use super::progress::Progress;
use super::settings::{self, Settings};
use super::stop::{Exit, Stop};
use super::terminal;

/// Identifiers less alike than this are not worth proposing, on the scale of Jaro–Winkler (0–1).
const ALIKE: f64 = 0.8;
/// How many are proposed.
const PROPOSALS: usize = 3;

pub(super) fn run(typed: &ExplainArguments, lang: Lang) -> Result<Exit, Stop> {
    let settings = Settings::resolve(&typed.sides.lists, lang)?;
    let rules = settings::rules(&typed.sides.rules, lang)?;
    let progress = Progress::new(&settings);
    // The whole run: who else claims a user is part of the explanation.
    let job = Job::run(&settings, &rules, &progress);
    progress.finish();
    let job = job?;
    let run = job.report();
    let uid = typed.uid.trim();
    let texts: Vec<String> = run
        .result
        .outcomes
        .iter()
        .filter(|outcome| run.cas.person(outcome.cas).id() == uid)
        .map(|outcome| explain_outcome(&run, outcome))
        .collect();
    if texts.is_empty() {
        return Err(Stop::usage(unknown(uid, run.cas, lang)));
    }
    terminal::print(lang, &texts.join("\n"))?;
    Ok(Exit::Done)
}

/// Nobody has that uid: who has one like it?
fn unknown(uid: &str, cas: &Population, lang: Lang) -> String {
    let alike = most_alike(uid, cas);
    match (lang, alike.is_empty()) {
        (Lang::Fr, true) => {
            format!("personne n'a l'uid «{uid}» dans l'export de l'ENT ; vérifiez la colonne de l'identifiant (--id).")
        }
        (Lang::Fr, false) => {
            format!("personne n'a l'uid «{uid}» dans l'export de l'ENT. Les plus proches : {}.", alike.join(", "))
        }
        (Lang::En, true) => {
            format!("nobody in the ENT's export has the uid «{uid}»; check the column of the identifier (--id).")
        }
        (Lang::En, false) => {
            format!("nobody in the ENT's export has the uid «{uid}». The nearest are {}.", alike.join(", "))
        }
    }
}

/// The identifiers of the ENT most like `uid`, best first.
fn most_alike<'a>(uid: &str, cas: &'a Population) -> Vec<&'a str> {
    let wanted = uid.to_lowercase();
    let likeness = |id: &str| jaro_winkler(wanted.as_bytes(), id.to_lowercase().as_bytes());
    let mut alike: Vec<(f64, &str)> =
        cas.people().map(Person::id).map(|id| (likeness(id), id)).filter(|(likeness, _)| *likeness >= ALIKE).collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    alike.dedup();
    alike.into_iter().take(PROPOSALS).map(|(_, id)| id).collect()
}
