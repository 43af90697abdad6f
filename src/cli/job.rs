//! The main job: both sides read, then reconciled. `reconcile` writes what comes out, `explain` shows one person of it.

use rapproche::formats::{FileInfo, ReadError, Reading, read_population};
use rapproche::identity::{Lang, Notice, Population, Profile, RejectedRow, Side};
use rapproche::reconcile::{Options, Reconciliation, reconcile};
use rapproche::report::{InputFile, Run};

use super::progress::{Phase, Progress};
use super::settings::Settings;
use super::stop::Stop;

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
    pub(super) fn run(settings: &Settings, progress: &Progress) -> Result<Self, Stop> {
        let generated_at = timestamp(settings.lang)?;
        progress.enter(Phase::Reading);
        let (base, cas) = rayon::join(
            || read_population(Side::Base, &settings.base, &settings.reading),
            || read_population(Side::Cas, &settings.cas, &settings.reading),
        );
        let (base, cas) = both(base, cas, settings.lang)?;
        let options = Options {
            school: settings.school.clone(),
            across_schools: settings.across_schools,
            sources: Some(Profile::ALL.into_iter().filter(|profile| cas.has_profile[profile.index()]).collect()),
        };
        progress.enter(Phase::Matching);
        let result = reconcile(&base.population, &cas.population, &settings.rules, &options, progress);
        let inputs = |side, files: Vec<FileInfo>| files.into_iter().map(move |file| input_file(side, file));
        Ok(Self {
            notices: base.notices.into_iter().chain(cas.notices).collect(),
            rejected_rows: base.rejected_rows.into_iter().chain(cas.rejected_rows).collect(),
            inputs: inputs(Side::Base, base.files).chain(inputs(Side::Cas, cas.files)).collect(),
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

fn input_file(side: Side, file: FileInfo) -> InputFile {
    let FileInfo { name, sha256, bytes, rows, encoding, delimiter: _, sheet } = file;
    let encoding = if sheet.is_some() { "xlsx" } else { encoding };
    InputFile { side, name, sha256, bytes, rows, encoding: encoding.to_owned() }
}

/// Now, in local time; or the moment that `SOURCE_DATE_EPOCH` names, in UTC, so that a run can be repeated byte for
/// byte (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn timestamp(lang: Lang) -> Result<String, Stop> {
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
