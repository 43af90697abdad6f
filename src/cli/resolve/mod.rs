//! `rapproche resolve`: what becomes of a first connection, from replies in files or a ticket that is good now.
//!
//! Nothing is bound: each reply is resolved against the base as it is.

mod args;
mod live;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use rapproche::cas::client::ClientError;
use rapproche::cas::response::{Checks, Limits, ResponseError, Validated, parse};
use rapproche::first_connection::{FirstConnection, Outcome};
use rapproche::formats::{Input, ReadOptions, describe_io_error, read_population};
use rapproche::identity::{Lang, NoticeKind, Population, Side, printable};
use rapproche::report::first_connection::{Counts, Summary, Unusable, Visit, counts_text, visit_text};
use rapproche::report::notice_lines;
use rapproche::report::words::colon;

pub(super) use args::{ClientName, ResolveArguments};
use settings::{Settings, Source};

use super::pick;
use super::stop::{Exit, Stop};
use super::terminal;

/// A reply, or why the CAS server vouches for nobody, and what it is called.
pub(super) type Reply = (String, Result<Validated, ResponseError>);

pub(super) fn run(typed: &ResolveArguments, lang: Lang) -> Result<Exit, Stop> {
    let settings = Settings::resolve(typed, lang)?;
    // A ticket is burnt by asking; whatever is wrong with the lists shows before.
    let users = read_base(&settings.base, &settings.reading, lang)?;
    let replies = match &settings.source {
        Source::Replies(paths) => read_replies(paths, lang),
        Source::Live(live) => {
            let reply = match live::validate(live) {
                Ok(reply) => Ok(reply),
                Err(ClientError::Response(error)) if is_refusal(&error) => Err(error),
                Err(ClientError::Response(error)) => {
                    return Err(Stop::unreadable(format!("--ticket{}{}", colon(lang), error.message(lang))));
                }
                Err(error) => return Err(Stop::unreadable(error.message(lang))),
            };
            vec![Ok((pick(lang, "Ticket", "Ticket").to_owned(), reply))]
        }
    };
    let resolver = FirstConnection::new(users, settings.rules, settings.policy);
    let correction = settings.correction.as_ref().map(|(typed, attempt)| (typed, *attempt));
    let outcome_of = |reply: &Result<Validated, ResponseError>| match (reply, correction) {
        (Err(_), _) => Outcome::refused(),
        (Ok(reply), None) => resolver.resolve(reply),
        (Ok(reply), Some((typed, attempt))) => resolver.resolve_corrected(reply, typed, attempt),
    };
    let resolved: Vec<Result<(Reply, Outcome), Unusable>> = replies
        .into_iter()
        .map(|found| {
            let reply = found?;
            let outcome = outcome_of(&reply.1);
            Ok((reply, outcome))
        })
        .collect();
    let visits: Vec<Result<Visit<'_>, &Unusable>> = resolved
        .iter()
        .map(|found| {
            let ((name, reply), outcome) = found.as_ref()?;
            Ok(Visit { name, reply: reply.as_ref(), correction, outcome })
        })
        .collect();
    terminal::print(lang, &if typed.json { json(&visits, &resolver, lang)? } else { text(&visits, &resolver, lang) })?;
    let is_failed = visits.iter().flatten().any(|visit| matches!(visit.outcome, Outcome::Failed(_)));
    Ok(if visits.iter().any(Result::is_err) {
        Exit::Unreadable
    } else if is_failed {
        Exit::Unresolved
    } else {
        Exit::Done
    })
}

/// Words the outcome of each reply. Unusable replies stand on stderr already.
fn text(visits: &[Result<Visit<'_>, &Unusable>], resolver: &FirstConnection, lang: Lang) -> String {
    let visits: Vec<&Visit<'_>> = visits.iter().flatten().collect();
    let mut blocks: Vec<String> = visits.iter().map(|visit| visit_text(visit, resolver, lang)).collect();
    if visits.len() > 1 {
        blocks.push(counts_text(&Counts::of(visits.iter().map(|visit| visit.outcome)), lang));
    }
    blocks.join("\n")
}

fn json(visits: &[Result<Visit<'_>, &Unusable>], resolver: &FirstConnection, lang: Lang) -> Result<String, Stop> {
    let summary = Summary::new(visits, resolver, lang);
    serde_json::to_string_pretty(&summary)
        .map(|json| json + "\n")
        .map_err(|error| Stop::unwritable(format!("JSON : {error}.")))
}

/// The users of the base; what is wrong with the lists and may keep somebody out goes to stderr.
pub(super) fn read_base(inputs: &[Input], reading: &ReadOptions, lang: Lang) -> Result<Population, Stop> {
    let mut reading =
        read_population(Side::Base, inputs, reading).map_err(|error| Stop::unreadable(error.message(lang)))?;
    reading.notices.retain(|notice| keeps_somebody_out(notice.kind));
    for line in notice_lines(&reading, lang) {
        terminal::complain(lang, &line);
    }
    Ok(reading.population)
}

/// Whether a remark on the base may be why somebody does not get in.
fn keeps_somebody_out(kind: NoticeKind) -> bool {
    let is_of_parents = matches!(
        kind,
        NoticeKind::UnknownResponsibility | NoticeKind::MissingResponsibility | NoticeKind::UntoldAddress
    );
    kind.is_reject() || is_of_parents
}

/// The replies in these files; what is none is told on stderr, and does not keep the others waiting.
pub(super) fn read_replies(paths: &[PathBuf], lang: Lang) -> Vec<Result<Reply, Unusable>> {
    let replies: Vec<_> = paths.iter().map(|path| read_reply(path, lang)).collect();
    for Unusable { file, message, .. } in replies.iter().filter_map(|reply| reply.as_ref().err()) {
        terminal::complain(lang, &printable(&format!("{file}{}{message}", colon(lang))));
    }
    replies
}

fn read_reply(path: &Path, lang: Lang) -> Result<Reply, Unusable> {
    let file = path.display().to_string();
    let body = match fs::read(path) {
        Ok(body) => body,
        Err(error) => {
            let cannot = pick(lang, "lecture impossible", "cannot be read");
            let message = format!("{cannot}{}{}.", colon(lang), describe_io_error(&error, lang));
            return Err(Unusable { file, error: "unreadable", message });
        }
    };
    match parse(&body, &Checks::stored(), &Limits::default()) {
        Err(error) if !is_refusal(&error) => Err(Unusable { file, error: error.code(), message: error.message(lang) }),
        reply => {
            let name = path.file_name().map_or(file, |name| name.to_string_lossy().into_owned());
            Ok((name, reply))
        }
    }
}

/// A clear «no» is an outcome; anything else that is no reply is an error that names where it came from.
fn is_refusal(error: &ResponseError) -> bool {
    matches!(
        error,
        ResponseError::Refused(_)
            | ResponseError::NotYetValid { .. }
            | ResponseError::Expired { .. }
            | ResponseError::WrongAudience
    )
}
