//! `rapproche audit verify`: whether anybody has touched the journal.

use rapproche::identity::Lang;

use super::args::{AuditAction, AuditArguments};
use super::{open_known, stored};
use crate::cli::pick;
use crate::cli::stop::{Exit, Stop};
use crate::cli::terminal;

pub(super) async fn run(typed: &AuditArguments, lang: Lang) -> Result<Exit, Stop> {
    let AuditAction::Verify(database) = &typed.action;
    let store = open_known(&database.database, lang).await?;
    let service = pick(lang, "Service (administrateurs et jetons)", "Service (administrators and tokens)");
    let all = |school: &str| if school.is_empty() { service.to_owned() } else { school.to_owned() };
    match store.verify_audit().await.map_err(|error| stored(&error, lang))? {
        Ok(chains) => {
            let line = |(school, entries, hash): &(String, i64, String)| {
                let school = all(school);
                match lang {
                    Lang::Fr => format!("{school} : {entries} entrées, intactes ; empreinte {hash}\n"),
                    Lang::En => format!("{school}: {entries} entries, intact; fingerprint {hash}\n"),
                }
            };
            terminal::print(lang, &chains.iter().map(line).collect::<String>())?;
            Ok(Exit::Done)
        }
        Err(fault) => {
            let school = all(&fault.school);
            terminal::print(
                lang,
                &match lang {
                    Lang::Fr => format!("{school} : le journal a été modifié à partir de l'entrée {}.\n", fault.number),
                    Lang::En => format!("{school}: the journal was altered from entry {} on.\n", fault.number),
                },
            )?;
            Ok(Exit::Unresolved)
        }
    }
}
