//! `rapproche exchange match-ids`: on the ENT's side, whose account each PRONOTE identifier is for.

use rapproche::exchange::container::{ExportHeader, Header, ImportHeader, inspect, is_encrypted, open};
use rapproche::formats::read_identifiers;
use rapproche::identity::Lang;
use rapproche::report::{Run, Written, screen, summary_lines, write_all};

use super::super::args::ListArguments;
use super::super::job::Job;
use super::super::progress::{Phase, Progress};
use super::super::reconcile::{say_what_was_kept, write_error};
use super::super::settings::{self, Settings};
use super::super::stop::Stop;
use super::super::{pick, terminal};
use super::args::MatchIdsArguments;
use super::{files, limits, passphrase};

pub(super) fn run(typed: &MatchIdsArguments, lang: Lang) -> Result<(), Stop> {
    let mut settings = Settings::resolve(&lists(typed), lang)?;
    let rules = settings::rules(&typed.rules, lang)?;
    let key = passphrase::key(&typed.key, lang)?;
    // People take more memory than their text: the bound is closer than that of `decrypt`.
    let limits = limits(typed.max_size);
    let bytes = files::read(&typed.file, limits.file, lang)?;
    if !is_encrypted(&bytes) {
        let what = pick(
            lang,
            "ce n'est pas un fichier chiffré de PRONOTE (EXPORT_INDEX_EDUCATION).",
            "this is no encrypted file of PRONOTE (EXPORT_INDEX_EDUCATION).",
        );
        return Err(files::unreadable(&typed.file, what, lang));
    }
    if let Ok(Header::Import(_)) = inspect(&bytes, &limits) {
        let what = pick(
            lang,
            "c'est un ImportChiffre, que l'ENT adresse à PRONOTE ; rapprochez-le de la base par rapproche reconcile (--cas, --key).",
            "this is an ImportChiffre, which an ENT sends to PRONOTE; reconcile it with the base by rapproche reconcile (--cas, --key).",
        );
        return Err(files::unreadable(&typed.file, what, lang));
    }
    let opened = open(&bytes, &key, &limits).map_err(|error| files::unopened(&typed.file, &error, lang))?;
    // The file is one school's, and people in it carry no code.
    let (Header::Import(ImportHeader { uai, .. }) | Header::Export(ExportHeader { uai, .. })) = &opened.header;
    settings.school = Some(uai.to_uppercase()).filter(|uai| !uai.is_empty());
    // Places in messages are those of the decrypted document, which `exchange decrypt` shows.
    let name = typed.file.file_name().unwrap_or(typed.file.as_os_str()).to_string_lossy();

    let progress = Progress::new(&settings);
    let read_base = || read_identifiers(&name, opened.content, &settings.reading);
    let job = Job::run_on(&settings, &rules, &progress, read_base).inspect_err(|_| progress.finish())?;
    let run = job.report();
    progress.enter(Phase::Writing);
    let written = write_all(&run, &typed.out, &|_| ());
    progress.finish();
    let written = written.map_err(|error| Stop::unwritable(write_error(&error, lang)))?;
    say_what_was_kept(&written, lang);
    if settings.quiet { Ok(()) } else { terminal::print(lang, &conclusion(&run, &written)) }
}

/// What [`Settings`] are made of; the base is not among the lists.
fn lists(typed: &MatchIdsArguments) -> ListArguments {
    ListArguments {
        base: Vec::new(),
        cas: typed.cas.clone(),
        profiles: typed.profiles.clone(),
        columns: typed.columns.clone(),
        id: typed.id.clone(),
        // The key is that of the identifiers' file.
        key: None,
        passphrase_file: None,
        school: None,
        across_schools: false,
        threads: typed.threads,
        quiet: typed.quiet,
    }
}

fn conclusion(run: &Run<'_>, written: &Written) -> String {
    let path = |name: &str| written.directory.join(name).display().to_string();
    let (table, page) = (path("links.csv"), path("report.html"));
    let mut text = terminal::table(&screen(&run.result.tally, run.lang));
    text.push('\n');
    text.extend(summary_lines(run).into_iter().map(|line| line + "\n"));
    text + &match run.lang {
        Lang::Fr => format!(
            "\n{table} donne l'identifiant PRONOTE (IDPN) de chaque compte rapproché (uid) ; {page} dit le reste.\n"
        ),
        Lang::En => format!(
            "\n{table} gives the PRONOTE identifier (IDPN) of each linked account (uid); {page} says the rest.\n"
        ),
    }
}
