//! The main job: both sides read, then reconciled. `reconcile` writes what comes out, `explain` shows one person of it;
//! `evaluate` reads the same way and reconciles with several rule sets.

use std::collections::BTreeSet;

use rapproche::formats::{FileInfo, ReadError, Reading, read_population};
use rapproche::identity::{Lang, Notice, Person, Population, Profile, RejectedRow, Schools, Side};
use rapproche::matching::RuleSet;
use rapproche::reconcile::{Options, Reconciliation, reconcile};
use rapproche::report::{InputFile, Run};

use super::progress::{Phase, Progress};
use super::settings::Settings;
use super::stop::Stop;

/// How many UAI codes a message names.
const MOST_SCHOOLS: usize = 10;

/// Both sides as read, and what the run is told of them.
#[derive(Debug)]
pub(super) struct Lists {
    pub(super) base: Reading,
    pub(super) cas: Reading,
    pub(super) options: Options,
}

impl Lists {
    /// Reads both sides.
    pub(super) fn read(settings: &Settings, progress: &Progress) -> Result<Self, Stop> {
        Self::read_with(settings, progress, || read_population(Side::Base, &settings.base, &settings.reading))
    }

    /// The same, with a base that is read in another way.
    fn read_with(settings: &Settings, progress: &Progress, read_base: impl ReadBase) -> Result<Self, Stop> {
        progress.enter(Phase::Reading);
        let (base, cas) = rayon::join(read_base, || read_population(Side::Cas, &settings.cas, &settings.reading));
        let (base, cas) = both(base, cas, settings.lang)?;
        if let Some(school) = &settings.school {
            check_school(school, &base.population, settings.lang)?;
        }
        let options = Options {
            school: settings.school.clone(),
            across_schools: settings.across_schools,
            sources: Some(Profile::ALL.into_iter().filter(|profile| cas.has_profile[profile.index()]).collect()),
        };
        Ok(Self { base, cas, options })
    }
}

/// Reads a base.
pub(super) trait ReadBase: FnOnce() -> Result<Reading, ReadError> + Send {}

impl<F: FnOnce() -> Result<Reading, ReadError> + Send> ReadBase for F {}

/// A finished run.
#[derive(Debug)]
pub(super) struct Job {
    base: Population,
    cas: Population,
    notices: Vec<Notice>,
    rejected_rows: Vec<RejectedRow>,
    inputs: Vec<InputFile>,
    result: Reconciliation,
    school: Option<String>,
    lang: Lang,
    generated_at: String,
}

impl Job {
    /// Reads and reconciles.
    pub(super) fn run(settings: &Settings, rules: &RuleSet, progress: &Progress) -> Result<Self, Stop> {
        Self::run_on(settings, rules, progress, || read_population(Side::Base, &settings.base, &settings.reading))
    }

    /// The same, with a base that is read in another way than from lists.
    pub(super) fn run_on(
        settings: &Settings,
        rules: &RuleSet,
        progress: &Progress,
        read_base: impl ReadBase,
    ) -> Result<Self, Stop> {
        let generated_at = timestamp(settings.lang)?;
        let Lists { base, cas, options } = Lists::read_with(settings, progress, read_base)?;
        progress.enter(Phase::Matching);
        let result = reconcile(&base.population, &cas.population, rules, &options, progress);
        Ok(Self {
            notices: base.notices.into_iter().chain(cas.notices).collect(),
            rejected_rows: base.rejected_rows.into_iter().chain(cas.rejected_rows).collect(),
            inputs: inputs(base.files, cas.files),
            base: base.population,
            cas: cas.population,
            result,
            school: settings.school.clone(),
            lang: settings.lang,
            generated_at,
        })
    }

    /// The run as reports want it.
    pub(super) fn report(&self) -> Run<'_> {
        Run {
            base: &self.base,
            cas: &self.cas,
            result: &self.result,
            notices: &self.notices,
            rejected_rows: &self.rejected_rows,
            inputs: &self.inputs,
            school: self.school.as_deref(),
            lang: self.lang,
            version: env!("CARGO_PKG_VERSION"),
            generated_at: &self.generated_at,
        }
    }
}

/// Both readings, or what is wrong with either, so that two bad files need one correction and not two.
fn both(
    base: Result<Reading, ReadError>,
    cas: Result<Reading, ReadError>,
    lang: Lang,
) -> Result<(Reading, Reading), Stop> {
    match (base, cas) {
        (Ok(base), Ok(cas)) => Ok((base, cas)),
        (base, cas) => {
            let problems = [base.err(), cas.err()].into_iter().flatten().map(|error| error.message(lang));
            Err(Stop::unreadable(problems.collect::<Vec<_>>().join("\n")))
        }
    }
}

/// A school that leaves nobody in the base was not the one that was meant.
fn check_school(school: &str, base: &Population, lang: Lang) -> Result<(), Stop> {
    // Users who carry no code are taken for the school's own.
    let is_of_school = |person: Person<'_>| {
        let schools = Schools::parse(person.schools());
        schools.codes().is_empty() || schools.codes().iter().any(|code| code == school)
    };
    if base.is_empty() || base.people().any(is_of_school) {
        return Ok(());
    }
    let found: BTreeSet<String> =
        base.school_lists.iter().flat_map(|(_, list)| Schools::parse(list).codes().to_vec()).collect();
    let more = if found.len() > MOST_SCHOOLS { ", …" } else { "" };
    let found = found.into_iter().take(MOST_SCHOOLS).collect::<Vec<_>>().join(", ");
    Err(Stop::usage(match lang {
        Lang::Fr => format!("--school {school} : aucun utilisateur de la base n'en est. UAI trouvés : {found}{more}."),
        Lang::En => format!("--school {school}: no user of the base belongs to it. UAI codes found: {found}{more}."),
    }))
}

/// The files of both sides, as reports want them.
pub(super) fn inputs(base: Vec<FileInfo>, cas: Vec<FileInfo>) -> Vec<InputFile> {
    let of = |side, files: Vec<FileInfo>| files.into_iter().map(move |file| InputFile::new(side, file));
    of(Side::Base, base).chain(of(Side::Cas, cas)).collect()
}

/// Now, in local time; or the moment that `SOURCE_DATE_EPOCH` names, in UTC, so that a run can be repeated byte for
/// byte (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn timestamp(lang: Lang) -> Result<String, Stop> {
    const FORM: &str = "%Y-%m-%dT%H:%M:%S";
    let Some(seconds) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(chrono::Local::now().format(FORM).to_string());
    };
    let moment = seconds
        .to_str()
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    moment.map(|moment| moment.format(FORM).to_string()).ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => "SOURCE_DATE_EPOCH doit être un nombre de secondes depuis 1970.",
            Lang::En => "SOURCE_DATE_EPOCH must be a number of seconds since 1970.",
        })
    })
}
