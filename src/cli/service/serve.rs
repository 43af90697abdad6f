//! `rapproche serve`: the service, until it is told to stop.

use rapproche::cas::configuration::Configuration;
use rapproche::evaluation::synth::college;
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::{Lang, Side};
use rapproche::server::{Server, ServerError, ServerSettings, Tls, hash_password, new_password};
use rapproche::store::{Administrator, Role};
use tracing_subscriber::EnvFilter;

use super::args::ServeArguments;
use super::import::Job;
use super::{open, service, stored};
use crate::cli::stop::{Exit, Stop};
use crate::cli::terminal;

/// The collège of the example.
const DEMO_SCHOOL: &str = "0061234J";
const DEMO_NAME: &str = "Collège de l’exemple";
const DEMO_ADMINISTRATOR: &str = "admin";

pub(super) async fn run(typed: &ServeArguments, lang: Lang) -> Result<Exit, Stop> {
    start_log(typed.log_json);
    let demo = if typed.demo { Some(Demo::make(lang)?) } else { None };
    let database = demo.as_ref().map_or(typed.database.database.clone(), |demo| demo.database.clone());
    let store = open(&database, lang).await?;
    if let Some(demo) = &demo {
        demo.fill(&store, lang).await?;
    }
    let settings = ServerSettings {
        listen: typed.listen,
        tls: typed.tls_cert.clone().zip(typed.tls_key.clone()).map(|(certificate, key)| Tls { certificate, key }),
        trusted_proxies: typed.trusted_proxy.clone(),
        secure_cookies: !(typed.insecure_cookies || demo.is_some()),
        resolves_per_second: typed.resolve_rate,
        lang,
        ..ServerSettings::default()
    };
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let server = Server::bind(service(store, lang).await?, settings).await.map_err(|error| refused(&error, lang))?;
    let address = server.address().map_err(|error| Stop::usage(error.to_string()))?;
    let url = format!("{scheme}://{address}");
    terminal::print(
        lang,
        &format!("{}{url}/admin\n", crate::cli::pick(lang, "Administration : ", "Administration: ")),
    )?;
    if let Some(demo) = &demo {
        let said = match lang {
            Lang::Fr => {
                format!("Nom : {DEMO_ADMINISTRATOR}\nMot de passe (affiché cette seule fois) : {}\n", demo.password)
            }
            Lang::En => format!("Name: {DEMO_ADMINISTRATOR}\nPassword (shown this once): {}\n", demo.password),
        };
        terminal::print(lang, &said)?;
    }
    server.serve(told_to_stop()).await.map_err(|error| refused(&error, lang))?;
    Ok(Exit::Done)
}

fn refused(error: &ServerError, lang: Lang) -> Stop {
    Stop::usage(error.message(lang))
}

/// Ctrl-C, or a polite word of the system.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Whoever cannot be told to stop runs on.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Slow statements are none of an integrator's business: those of an import have ten thousand placeholders.
const LOGGED: &str = "info,sqlx=warn,sqlx::query=error";

fn start_log(is_json: bool) {
    let filter = EnvFilter::try_from_env("RAPPROCHE_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Started twice only by tests in one process, whose first one is good enough.
    let _ = if is_json { builder.json().try_init() } else { builder.with_ansi(false).try_init() };
}

/// The collège in a database that is gone afterwards.
struct Demo {
    directory: tempfile::TempDir,
    database: String,
    password: String,
}

impl Demo {
    fn make(lang: Lang) -> Result<Self, Stop> {
        let directory = tempfile::tempdir().map_err(|error| Stop::unwritable(error.to_string()))?;
        let lists = directory.path().join("college");
        std::fs::create_dir(&lists).map_err(|error| Stop::unwritable(error.to_string()))?;
        college::write(&lists).map_err(|error| match lang {
            Lang::Fr => Stop::unwritable(format!("le collège de l'exemple ne peut être écrit ({error}).")),
            Lang::En => Stop::unwritable(format!("the collège of the example cannot be written ({error}).")),
        })?;
        let database = directory.path().join("demo.db").display().to_string();
        Ok(Self { directory, database, password: new_password() })
    }

    async fn fill(&self, store: &rapproche::store::Store, lang: Lang) -> Result<(), Stop> {
        let lists = self.directory.path().join("college");
        let read = |side, names: &[(&str, &str)]| {
            let inputs: Result<Vec<Input>, _> = names
                .iter()
                .map(|(profile, name)| format!("{profile}{}", lists.join(name).display()).parse())
                .collect();
            let inputs = inputs.map_err(|error: rapproche::formats::SettingsError| Stop::usage(error.message(lang)))?;
            read_population(side, &inputs, &ReadOptions { lang, ..ReadOptions::default() })
                .map_err(|error| Stop::unreadable(error.message(lang)))
        };
        let base = [("Élèves=", "eleves.csv"), ("Parents=", "parents.csv"), ("", "personnels.xlsx")];
        let job = Job {
            uai: DEMO_SCHOOL.to_owned(),
            name: Some(DEMO_NAME.to_owned()),
            configuration: Some(Configuration::default()),
            rules: None,
            base: Some(read(Side::Base, &base)?),
            cas: Some(read(Side::Cas, &[("", "ent.csv")])?),
        };
        job.run(store, false, lang).await?;
        let administrator = Administrator {
            name: DEMO_ADMINISTRATOR.to_owned(),
            school: Some(DEMO_SCHOOL.to_owned()),
            role: Role::Configure,
            password: hash_password(&self.password),
        };
        store.put_administrator(&administrator).await.map_err(|error| stored(&error, lang))
    }
}
