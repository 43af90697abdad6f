//! `rapproche resolve`: what becomes of a first connection, from replies in files or a ticket that is good now.
//!
//! Nothing is bound: each reply is resolved against the base as it is.

mod args;
mod live;
mod settings;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rapproche::cas::client::ClientError;
use rapproche::cas::response::{Checks, Limits, ResponseError, Validated, parse};
use rapproche::first_connection::{FirstConnection, Outcome};
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::{Lang, NoticeKind, Population, Side};
use rapproche::report::first_connection::{Counts, Summary, Visit, counts_text, visit_text};
use rapproche::report::words;

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
        Source::Replies(paths) => read_replies(paths, lang)?,
        Source::Live(live) => {
            let reply = match live::validate(live) {
                Ok(reply) => Ok(reply),
                Err(ClientError::Response(error)) => Err(refusal(error, "--ticket", lang)?),
                Err(error) => return Err(Stop::unreadable(error.message(lang))),
            };
            vec![(pick(lang, "Ticket", "Ticket").to_owned(), reply)]
        }
    };
    let resolver = FirstConnection::new(users, settings.rules, settings.policy);
    let correction = settings.correction.as_ref().map(|(typed, attempt)| (typed, *attempt));
    let outcomes: Vec<Outcome> = replies
        .iter()
        .map(|(_, reply)| match (reply, correction) {
            (Err(_), _) => Outcome::refused(),
            (Ok(reply), None) => resolver.resolve(reply),
            (Ok(reply), Some((typed, attempt))) => resolver.resolve_corrected(reply, typed, attempt),
        })
        .collect();
    let visits: Vec<Visit<'_>> = replies
        .iter()
        .zip(&outcomes)
        .map(|((name, reply), outcome)| Visit { name, reply: reply.as_ref(), correction, outcome })
        .collect();
    terminal::print(lang, &if typed.json { json(&visits, &resolver, lang)? } else { text(&visits, &resolver, lang) })?;
    let is_failed = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Failed(_)));
    Ok(if is_failed { Exit::Unresolved } else { Exit::Done })
}

fn text(visits: &[Visit<'_>], resolver: &FirstConnection, lang: Lang) -> String {
    let mut blocks: Vec<String> = visits.iter().map(|visit| visit_text(visit, resolver, lang)).collect();
    if visits.len() > 1 {
        blocks.push(counts_text(&Counts::of(visits.iter().map(|visit| visit.outcome)), lang));
    }
    blocks.join("\n")
}

fn json(visits: &[Visit<'_>], resolver: &FirstConnection, lang: Lang) -> Result<String, Stop> {
    let summary = Summary::new(visits, resolver, lang);
    serde_json::to_string_pretty(&summary)
        .map(|json| json + "\n")
        .map_err(|error| Stop::unwritable(format!("JSON : {error}.")))
}

/// The users of the base; what is wrong with the lists and may keep somebody out goes to stderr.
pub(super) fn read_base(inputs: &[Input], reading: &ReadOptions, lang: Lang) -> Result<Population, Stop> {
    let reading =
        read_population(Side::Base, inputs, reading).map_err(|error| Stop::unreadable(error.message(lang)))?;
    let mut counts: BTreeMap<NoticeKind, usize> = BTreeMap::new();
    for notice in reading.notices.iter().filter(|notice| keeps_somebody_out(notice.kind)) {
        *counts.entry(notice.kind).or_default() += 1;
    }
    for (kind, count) in counts {
        let side = words::side(Side::Base, lang);
        terminal::complain(lang, &format!("{side}{}{count} × {}", pick(lang, " : ", ": "), words::notice(kind, lang)));
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

/// The replies in these files.
pub(super) fn read_replies(paths: &[PathBuf], lang: Lang) -> Result<Vec<Reply>, Stop> {
    paths.iter().map(|path| read_reply(path, lang)).collect()
}

fn read_reply(path: &Path, lang: Lang) -> Result<Reply, Stop> {
    let shown = path.display().to_string();
    let body = fs::read(path).map_err(|error| {
        Stop::unreadable(match lang {
            Lang::Fr => format!("{shown} : lecture impossible ({error})."),
            Lang::En => format!("{shown}: cannot be read ({error})."),
        })
    })?;
    let reply = match parse(&body, &Checks::stored(), &Limits::default()) {
        Ok(reply) => Ok(reply),
        Err(error) => Err(refusal(error, &shown, lang)?),
    };
    let name = path.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
    Ok((name, reply))
}

/// A clear «no» is an outcome; anything that is no reply is an error that names where it came from.
fn refusal(error: ResponseError, origin: &str, lang: Lang) -> Result<ResponseError, Stop> {
    match error {
        ResponseError::Refused(_)
        | ResponseError::NotYetValid { .. }
        | ResponseError::Expired { .. }
        | ResponseError::WrongAudience => Ok(error),
        _ => Err(Stop::unreadable(format!("{origin}{}{}", pick(lang, " : ", ": "), error.message(lang)))),
    }
}
