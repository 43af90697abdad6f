//! `rapproche purge`: forgets what has been kept long enough.

use rapproche::identity::Lang;
use rapproche::store::{Forgotten, Moment};

use super::args::PurgeArguments;
use super::{ACTOR, DAY, open_known, served, service, stored};
use crate::cli::stop::{Exit, Stop};
use crate::cli::terminal;

pub(super) async fn run(typed: &PurgeArguments, lang: Lang) -> Result<Exit, Stop> {
    let before = Moment::now().earlier(DAY * typed.days);
    let service = service(open_known(&typed.database.database, lang).await?, lang).await?;
    let school = typed.school.as_deref().map(|code| code.trim().to_uppercase());
    let schools = match &school {
        Some(code) => vec![service.school(code).map_err(|error| served(&error, lang))?],
        None => service.schools(),
    };
    for school in schools {
        let forgotten = if typed.dry_run {
            service.store().purgeable(school.uai(), before).await.map_err(|error| stored(&error, lang))?
        } else {
            school.purge(ACTOR, before).await.map_err(|error| served(&error, lang))?
        };
        terminal::print(lang, &line(school.uai(), forgotten, typed.dry_run, lang))?;
    }
    Ok(Exit::Done)
}

fn line(school: &str, forgotten: Forgotten, is_dry_run: bool, lang: Lang) -> String {
    let Forgotten { users, failures, corrections, decisions } = forgotten;
    match (lang, is_dry_run) {
        (Lang::Fr, false) => {
            format!(
                "{school} : effacé, échecs : {failures}, corrections : {corrections}, utilisateurs partis : {users}, décisions : {decisions}\n"
            )
        }
        (Lang::Fr, true) => format!(
            "{school} : serait effacé, échecs : {failures}, corrections : {corrections}, utilisateurs partis : {users}, décisions : {decisions}\n"
        ),
        (Lang::En, false) => {
            format!(
                "{school}: forgotten, failures: {failures}, corrections: {corrections}, users who left: {users}, decisions: {decisions}\n"
            )
        }
        (Lang::En, true) => format!(
            "{school}: would be forgotten, failures: {failures}, corrections: {corrections}, users who left: {users}, decisions: {decisions}\n"
        ),
    }
}
