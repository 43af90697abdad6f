//! Opening a database: settings of a connection, migrations, and the triggers of the audit.

use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor};

use super::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// Readers of one process at a time; writers of a school wait for each other anyway.
pub(super) const MOST_CONNECTIONS: u32 = 8;

/// How long a writer waits for another process, and anybody for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// Readers go on while somebody writes; a commit is on the disk before anybody is told.
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                      PRAGMA busy_timeout = 15000; PRAGMA secure_delete = ON";

/// Another process that holds a school for too long is an error, as on SQLite.
const POSTGRES: &str = "SET lock_timeout = '15s'";

const SQLITE_AUDIT: &str = "
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;";

const POSTGRES_AUDIT: &str = "
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE OR REPLACE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();";

pub(super) async fn open(address: &str) -> Result<AnyPool, StoreError> {
    sqlx::any::install_default_drivers();
    let (url, shown) = url_of(address);
    if url.starts_with("sqlite:") {
        create_privately(&shown);
        check_kind(&url, &shown).await?;
    }
    let pool = AnyPoolOptions::new()
        .max_connections(MOST_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move {
                let settings = if is_sqlite(connection) { SQLITE } else { POSTGRES };
                connection.execute(settings).await?;
                Ok(())
            })
        })
        .connect(&url)
        .await
        .map_err(|error| StoreError::of_open(&shown, error))?;
    MIGRATIONS.run(&pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreError::Newer { address: shown.clone(), version },
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => {
            StoreError::of_open(&shown, source)
        }
        other => StoreError::Migration { address: shown.clone(), source: other },
    })?;
    let mut connection = pool.acquire().await?;
    let triggers = if is_sqlite(&connection) { SQLITE_AUDIT } else { POSTGRES_AUDIT };
    connection.execute(triggers).await?;
    drop(connection);
    Ok(pool)
}

/// Whether there is a file where an address says; a server may always be there.
pub(super) fn is_there(address: &str) -> bool {
    let (url, shown) = url_of(address);
    !url.starts_with("sqlite:") || std::path::Path::new(&shown).exists()
}

/// A new file is its owner's alone, and so are those that SQLite puts beside it. What cannot be created shows when it is opened.
fn create_privately(path: &str) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if path != ":memory:" {
        let _ = options.open(path);
    }
}

/// Refuses a file that is something else, which a pool would take for one that is busy, and try again. SQLite itself looks at it: whoever opens
/// and closes the file of a database takes away the locks that this process has on it.
async fn check_kind(url: &str, shown: &str) -> Result<(), StoreError> {
    let looked = async {
        let mut connection = AnyConnection::connect(url).await?;
        connection.execute("SELECT COUNT(*) FROM sqlite_master").await?;
        connection.close().await
    };
    match looked.await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(SQLITE_NOTADB) => {
            Err(StoreError::NoDatabase { address: shown.to_owned() })
        }
        // Anything else shows when it is opened.
        _ => Ok(()),
    }
}

const SQLITE_NOTADB: &str = "26";

fn is_sqlite(connection: &AnyConnection) -> bool {
    connection.backend_name() == "SQLite"
}

/// What to connect to, and how it may be shown: a URL may hold a password.
fn url_of(address: &str) -> (String, String) {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.split_once('?').map_or(host, |(host, _)| host);
        return (address.to_owned(), format!("postgres://{host}"));
    }
    let path = address.strip_prefix("sqlite:").unwrap_or(address);
    let path = path.strip_prefix("//").unwrap_or(path);
    (format!("sqlite:{path}?mode=rwc"), path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(url_of("postgres://me:secret@db.example/school?sslmode=require").1, "postgres://db.example/school");
        assert_eq!(url_of("school.db"), ("sqlite:school.db?mode=rwc".to_owned(), "school.db".to_owned()));
        assert_eq!(url_of("sqlite:///var/school.db").1, "/var/school.db");
    }
}
