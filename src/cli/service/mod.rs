//! The commands of the service: `serve`, `import`, `admin`, `token`, `credentials`, `audit`, `purge`.
//!
//! All of them open the same database; each does its work on a runtime of its own and ends.

mod admin;
mod args;
mod audit;
mod credentials;
mod demo;
mod import;
mod purge;
mod serve;
mod token;
mod told;

use std::time::Duration;

use rapproche::identity::Lang;
use rapproche::service::{Service, ServiceError};
use rapproche::store::{Store, StoreError};

pub(super) use args::{
    AdminArguments, AuditArguments, CredentialsArguments, ImportArguments, PurgeArguments, ServeArguments,
    TokenArguments,
};

use super::stop::{Exit, Stop};

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) fn serve(typed: &ServeArguments, lang: Lang) -> Result<Exit, Stop> {
    block_on(serve::run(typed, lang), lang)
}

pub(super) fn import(typed: &ImportArguments, lang: Lang) -> Result<Exit, Stop> {
    import::run(typed, lang)
}

pub(super) fn admin(typed: &AdminArguments, lang: Lang) -> Result<Exit, Stop> {
    block_on(admin::run(typed, lang), lang)
}

pub(super) fn audit(typed: &AuditArguments, lang: Lang) -> Result<Exit, Stop> {
    block_on(audit::run(typed, lang), lang)
}

pub(super) fn token(typed: &TokenArguments, lang: Lang) -> Result<Exit, Stop> {
    block_on(token::run(typed, lang), lang)
}

pub(super) fn purge(typed: &PurgeArguments, lang: Lang) -> Result<Exit, Stop> {
    block_on(purge::run(typed, lang), lang)
}

pub(super) fn credentials(typed: &CredentialsArguments, lang: Lang) -> Result<Exit, Stop> {
    block_on(credentials::run(typed, lang), lang)
}

/// In whose name the command line does things.
const ACTOR: &str = "cli";

/// Runs one job to its end on all cores.
fn block_on<T>(job: impl Future<Output = Result<T, Stop>>, lang: Lang) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Stop::unwritable(match lang {
            Lang::Fr => format!("impossible de démarrer ({error})."),
            Lang::En => format!("cannot start ({error})."),
        })
    })?;
    runtime.block_on(job)
}

async fn open(database: &str, lang: Lang) -> Result<Store, Stop> {
    Store::open(database).await.map_err(|error| stored(&error, lang))
}

/// Opens a database that is there: a name that was mistyped is not to make a new one.
async fn open_known(database: &str, lang: Lang) -> Result<Store, Stop> {
    if !Store::is_there(database) {
        return Err(Stop::unreadable(match lang {
            Lang::Fr => format!(
                "{database} : il n'y a pas de base de données de ce nom ; vérifiez --database, ou importez d'abord une base."
            ),
            Lang::En => {
                format!("{database}: there is no database of that name; check --database, or import a base first.")
            }
        }));
    }
    open(database, lang).await
}

async fn service(store: Store, lang: Lang) -> Result<Service, Stop> {
    Service::open(store).await.map_err(|error| served(&error, lang))
}

/// A database that cannot be opened is unreadable; one that fails while it is written, unwritable.
fn stored(error: &StoreError, lang: Lang) -> Stop {
    let message = error.message(lang);
    match error {
        StoreError::UnknownSchool(_) => Stop::usage(message),
        StoreError::Disk(_) | StoreError::Database(_) => Stop::unwritable(message),
        _ => Stop::unreadable(message),
    }
}

fn served(error: &ServiceError, lang: Lang) -> Stop {
    match error {
        ServiceError::Store(error) => stored(error, lang),
        other => Stop::unreadable(other.message(lang)),
    }
}
