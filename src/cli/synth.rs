//! `rapproche synth`: populations to try the program on, before real lists are touched.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use rapproche::evaluation::synth::{Synth, college};
use rapproche::identity::Lang;

use super::args::SynthArguments;
use super::stop::{Exit, Stop};
use super::terminal;

pub(super) fn run(typed: &SynthArguments, lang: Lang) -> Result<Exit, Stop> {
    let out = &typed.out;
    if !is_free(out).map_err(|error| refused(out, &error, lang))? {
        return Err(Stop::unwritable(match lang {
            Lang::Fr => format!("{} n'est pas un dossier vide ; choisissez-en un autre.", out.display()),
            Lang::En => format!("{} is not an empty directory; choose another one.", out.display()),
        }));
    }
    let counts = if typed.kind.college {
        college::write(out).map_err(|error| refused(out, &error, lang))?;
        None
    } else {
        let synth = match (typed.kind.schools, typed.kind.pool) {
            (Some(schools), _) => Synth::schools(schools as usize, typed.seed),
            (None, people) => Synth::pool(people.unwrap_or_default() as usize, typed.seed),
        };
        Some(synth.write_csv(out).map_err(|error| refused(out, &error, lang))?)
    };
    let out = out.display();
    let made = match (counts, lang) {
        (Some(counts), Lang::Fr) => {
            format!("{out} : {} utilisateurs PRONOTE, {} comptes ENT.", counts.base, counts.cas)
        }
        (Some(counts), Lang::En) => format!("{out}: {} PRONOTE users, {} ENT accounts.", counts.base, counts.cas),
        (None, Lang::Fr) => format!("{out} : le collège de l'exemple."),
        (None, Lang::En) => format!("{out}: the collège of the example."),
    };
    let inputs = if typed.kind.college {
        format!(
            "--base Élèves={out}/eleves.csv --base Parents={out}/parents.csv --base {out}/personnels.xlsx --cas {out}/ent.csv"
        )
    } else {
        format!("--base {out}/base.csv --cas {out}/cas.csv")
    };
    terminal::print(lang, &format!("{made}\nrapproche reconcile {inputs} --out resultats\n"))?;
    Ok(Exit::Done)
}

/// Whether nothing stands at `path`, or an empty directory.
fn is_free(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

fn refused(path: &Path, error: &dyn std::fmt::Display, lang: Lang) -> Stop {
    let path = path.display();
    Stop::unwritable(match lang {
        Lang::Fr => format!("{path} : écriture impossible ({error})."),
        Lang::En => format!("{path}: cannot be written ({error})."),
    })
}
