//! `rapproche ids`: the CAS ids of a base listed, taken away, given back, brought in.

use std::collections::HashSet;
use std::path::Path;

use rapproche::formats::{
    BaseFile, Input, ReadOptions, describe_io_error, describe_output_error, read_id_offers, read_wanted,
};
use rapproche::identity::{IdOffer, Lang, StoredId};
use rapproche::ids::{Backup, BackupEntry, Base, GivingPlan, RemovalPlan, Selection, Survey};
use rapproche::report::ids::{IdReport, NewFile, Sources, giving_report, removal_report, survey_report, write_new};

use super::ids_args::{
    FormatArguments, GiveArguments, IdsAction, IdsImportArguments, IdsListArguments, IdsResetArguments,
    IdsRestoreArguments,
};
use super::ids_confirm::{Consent, confirm};
use super::ids_read::{base_file, current_ids, outputs, profiles, read_options, unreadable};
use super::stop::{Exit, Stop};
use super::{job, pick, terminal};

pub(super) fn run(action: &IdsAction, lang: Lang) -> Result<Exit, Stop> {
    match action {
        IdsAction::List(typed) => list(typed, lang),
        IdsAction::Reset(typed) => reset(typed, lang),
        IdsAction::Restore(typed) => restore(typed, lang),
        IdsAction::Import(typed) => import(typed, lang),
    }
}

fn list(typed: &IdsListArguments, lang: Lang) -> Result<Exit, Stop> {
    let profiles = profiles(&typed.reading.profile, lang)?;
    let options = read_options(&typed.reading, Some(&typed.cas), lang)?;
    let files = base_files(&typed.base, &options, lang)?;
    let current = typed.ids_not_in.as_deref().map(|cas| current_ids(cas, &options, lang)).transpose()?;
    let rows: Vec<StoredId> = files.iter().flat_map(|file| file.rows().iter().cloned()).collect();
    let base = Base::new(&rows);
    let survey = Survey::new(base, profiles, current.as_ref());
    let report = survey_report(&survey, base, &sources(&files), lang);
    show(
        &report,
        pick(lang, "Identifiants CAS de la base PRONOTE", "CAS ids of the PRONOTE base"),
        true,
        &typed.format,
        lang,
    )?;
    if let (Some(current), Some(cas)) = (&current, &typed.ids_not_in)
        && current.knows_nobody(&rows)
    {
        let doubt = nobody_is_known(cas, lang);
        terminal::complain(lang, &format!("{}{doubt}.", pick(lang, "attention, ", "note that ")));
    }
    Ok(Exit::Done)
}

fn reset(typed: &IdsResetArguments, lang: Lang) -> Result<Exit, Stop> {
    let asked_for = profiles(&typed.reading.profile, lang)?;
    let options = read_options(&typed.reading, Some(&typed.cas), lang)?;
    let consent = Consent::of(&typed.change, lang)?;
    outputs(&[typed.backup.as_deref(), typed.change.out.as_deref()], lang)?;
    let file = base_file(&typed.base, &options, lang)?;
    file.require_idpn().map_err(|error| unreadable(&error, lang))?;
    let wanted = typed.select.as_deref().map(read_wanted).transpose().map_err(|error| unreadable(&error, lang))?;
    let current = typed.not_in.as_deref().map(|cas| current_ids(cas, &options, lang)).transpose()?;
    let selection = match (&wanted, &current) {
        (Some(wanted), _) => Selection::Listed(wanted),
        (None, Some(current)) => Selection::NotIn(current),
        (None, None) => Selection::All,
    };
    let rows = file.rows();
    if let (Some(current), Some(cas)) = (&current, &typed.not_in)
        && current.knows_nobody(rows)
    {
        return Err(Stop::unreadable(not_that_list(cas, lang)));
    }
    let plan = RemovalPlan::new(rows, selection, asked_for);
    let list = typed.select.as_deref().map(name_of).unwrap_or_default();
    let report = removal_report(&plan, rows, &sources(std::slice::from_ref(&file)), &list, lang);
    show(&report, pick(lang, "Retrait d'identifiants CAS", "Removal of CAS ids"), false, &typed.format, lang)?;
    let content = file.with_ids(&plan.changes()).map_err(|error| unreadable(&error, lang))?;
    let backup = backup(&file, &plan, &content, lang)?;
    let count = backup.entries.len();
    let question = match lang {
        Lang::Fr => format!("Retirer {count} identifiant(s) ?"),
        Lang::En => format!("Remove {count} id(s)?"),
    };
    if let Some(exit) = confirm(consent, count, &question, lang)? {
        return Ok(exit);
    }
    let (Some(out), Some(backup_path)) = (&typed.change.out, &typed.backup) else { return Ok(Exit::Done) };
    let backup = NewFile { path: backup_path, content: &backup.to_bytes(), is_private: true };
    write(&[backup, NewFile { path: out, content: &content, is_private: false }], &file, &typed.format, lang)
}

/// What the backup holds: each id once per user. `emptied` is the base without them.
fn backup(file: &BaseFile, plan: &RemovalPlan, emptied: &[u8], lang: Lang) -> Result<Backup, Stop> {
    let mut seen = HashSet::new();
    let entries = plan.removed.iter().map(|&row| BackupEntry::from(&file.rows()[row]));
    Ok(Backup {
        date: job::timestamp(lang)?,
        base: file.name().to_owned(),
        base_sha256: file.sha256().to_owned(),
        emptied_sha256: Some(Backup::sha256_of(emptied)),
        entries: entries.filter(|entry| seen.insert(entry.clone())).collect(),
    })
}

fn restore(typed: &IdsRestoreArguments, lang: Lang) -> Result<Exit, Stop> {
    let file = typed.backup.display().to_string();
    let bytes = std::fs::read(&typed.backup).map_err(|error| {
        let what = describe_io_error(&error, lang);
        Stop::unreadable(match lang {
            Lang::Fr => format!("{file} : lecture impossible : {what}."),
            Lang::En => format!("{file}: cannot be read: {what}."),
        })
    })?;
    let backup = Backup::parse(&file, &bytes).map_err(|error| Stop::unreadable(error.message(lang)))?;
    let title = pick(lang, "Restitution d'identifiants CAS", "CAS ids given back");
    give(&typed.give, &backup.offers(), Origin::Backup(&typed.backup, &backup), title, lang)
}

fn import(typed: &IdsImportArguments, lang: Lang) -> Result<Exit, Stop> {
    let offers = read_id_offers(&typed.ids).map_err(|error| unreadable(&error, lang))?;
    let title = pick(lang, "Apport d'identifiants CAS", "CAS ids brought in");
    give(&typed.give, &offers, Origin::List(&typed.ids), title, lang)
}

/// Where offers come from.
#[derive(Clone, Copy)]
enum Origin<'a> {
    List(&'a Path),
    Backup(&'a Path, &'a Backup),
}

fn give(
    typed: &GiveArguments,
    offers: &[IdOffer],
    origin: Origin<'_>,
    title: &'static str,
    lang: Lang,
) -> Result<Exit, Stop> {
    let (Origin::List(list) | Origin::Backup(list, _)) = origin;
    let asked_for = profiles(&typed.reading.profile, lang)?;
    let options = read_options(&typed.reading, None, lang)?;
    let consent = Consent::of(&typed.change, lang)?;
    outputs(&[typed.change.out.as_deref()], lang)?;
    let mut files = vec![base_file(&typed.base, &options, lang)?];
    files[0].require_idpn().map_err(|error| unreadable(&error, lang))?;
    files.extend(base_files(&typed.other_base, &options, lang)?);
    let others: Vec<StoredId> = files[1..].iter().flat_map(|file| file.rows().iter().cloned()).collect();
    let base = Base { rows: files[0].rows(), others: &others };
    let plan = match origin {
        Origin::List(_) => GivingPlan::new(base, offers, asked_for, typed.replace),
        Origin::Backup(..) => GivingPlan::restoring(base, offers, asked_for, typed.replace),
    };
    let report = giving_report(&plan, base, offers, &sources(&files), &name_of(list), lang);
    show(&report, title, false, &typed.format, lang)?;
    let all_done = plan.decisions.iter().all(|decision| decision.verdict.is_done());
    let ending = if all_done || !typed.fail_on_unresolved { Exit::Done } else { Exit::Unresolved };
    let count = plan.changes.len();
    let question = match lang {
        Lang::Fr => format!("Écrire {count} identifiant(s) dans la base ?"),
        Lang::En => format!("Write {count} id(s) into the base?"),
    };
    let content = files[0].with_ids(&plan.changes).map_err(|error| unreadable(&error, lang))?;
    if let Origin::Backup(_, backup) = origin
        && !backup.is_of(files[0].sha256(), &content)
    {
        terminal::complain(lang, &not_that_base(files[0].name(), &name_of(list), backup, lang));
    }
    if let Some(exit) = confirm(consent, count, &question, lang)? {
        return Ok(if exit == Exit::Done { ending } else { exit });
    }
    let Some(out) = &typed.change.out else { return Ok(ending) };
    write(&[NewFile { path: out, content: &content, is_private: false }], &files[0], &typed.format, lang)?;
    Ok(ending)
}

fn base_files(arguments: &[String], options: &ReadOptions, lang: Lang) -> Result<Vec<BaseFile>, Stop> {
    arguments.iter().map(|argument| base_file(argument, options, lang)).collect()
}

fn sources(files: &[BaseFile]) -> Sources<'_> {
    let mut sources = Sources::default();
    files.iter().for_each(|file| sources.push(file.name(), file.rows().len()));
    sources
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Prints a report; of its lines, all or those that somebody has to look at.
fn show(report: &IdReport, title: &'static str, all: bool, format: &FormatArguments, lang: Lang) -> Result<(), Stop> {
    if format.csv {
        return terminal::print(lang, &String::from_utf8_lossy(&report.to_csv(lang)));
    }
    if format.json {
        let json = report.to_json().map_err(|error| Stop::unwritable(format!("JSON : {error}.")))?;
        return terminal::print(lang, &json);
    }
    let mut text = terminal::table(&report.counts(title, lang));
    if let Some(listing) = report.listing(all, lang) {
        text += "\n";
        text += &terminal::grid(&listing.header, &listing.rows, listing.header.len());
    }
    terminal::print(lang, &text)
}

/// The list of another school, or the wrong column of the right one.
fn nobody_is_known(cas: &str, lang: Lang) -> String {
    let cas = cas.parse::<Input>().map_or_else(|_| cas.to_owned(), |input| input.path.display().to_string());
    match lang {
        Lang::Fr => format!(
            "aucun identifiant de la base n'est dans {cas} : vérifiez que c'est la bonne liste, et la bonne colonne (--id)"
        ),
        Lang::En => {
            format!("no id of the base is in {cas}: check that this is the right list, and the right column (--id)")
        }
    }
}

/// Such a list would empty the base.
fn not_that_list(cas: &str, lang: Lang) -> String {
    let doubt = nobody_is_known(cas, lang);
    match lang {
        Lang::Fr => format!(
            "{doubt}. Rien n'a été retiré ; si tous ces identifiants doivent partir : --all, ou --profile, à la place de --not-in."
        ),
        Lang::En => format!(
            "{doubt}. Nothing was removed; if all these ids are to go: --all, or --profile, in place of --not-in."
        ),
    }
}

/// It is usual that a base changes over the summer.
fn not_that_base(base: &str, list: &str, backup: &Backup, lang: Lang) -> String {
    let Backup { base: former, date, .. } = backup;
    match lang {
        Lang::Fr => format!(
            "remarque, {base} n'est pas la base dont {list} est la sauvegarde ({former}, {date}), ou a changé depuis : chaque identifiant ne revient qu'à qui y a encore le même IDPN et le même nom."
        ),
        Lang::En => format!(
            "note that {base} is not the base that {list} was taken from ({former}, {date}), or has changed since: each id only comes back to whoever has the same IDPN and name there."
        ),
    }
}

/// Writes new files in order, and says so.
fn write(files: &[NewFile<'_>], base: &BaseFile, format: &FormatArguments, lang: Lang) -> Result<Exit, Stop> {
    write_new(files).map_err(|(path, error)| {
        let (path, what) = (path.display(), describe_output_error(path, &error, lang));
        Stop::unwritable(match lang {
            Lang::Fr => format!("{path} : écriture impossible : {what}. La base n'a pas été modifiée."),
            Lang::En => format!("{path}: cannot be written: {what}. The base was not changed."),
        })
    })?;
    if format.json || format.csv {
        return Ok(Exit::Done);
    }
    let names: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
    let names = names.join(", ");
    let mut text = match lang {
        Lang::Fr => format!("Écrit : {names}. {} n'a pas changé.\n", base.name()),
        Lang::En => format!("Written: {names}. {} has not changed.\n", base.name()),
    };
    if let Some(sheet) = base.converted_sheet() {
        text += &match lang {
            Lang::Fr => format!("La base est un classeur : sa feuille «{sheet}» est écrite en CSV (UTF-8, «;»).\n"),
            Lang::En => format!("The base is a workbook: its sheet «{sheet}» is written as CSV (UTF-8, «;»).\n"),
        };
    }
    terminal::print(lang, &text)?;
    Ok(Exit::Done)
}
