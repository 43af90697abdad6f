//! `rapproche serve`: the service, until it is told to stop.

use rapproche::identity::Lang;
use rapproche::server::{Server, ServerError, ServerSettings, Tls};
use tracing_subscriber::EnvFilter;

use super::args::ServeArguments;
use super::demo::Demo;
use super::{DAY, open, service};
use crate::cli::stop::{Exit, Stop};
use crate::cli::terminal;

pub(super) async fn run(typed: &ServeArguments, lang: Lang) -> Result<Exit, Stop> {
    start_log(typed.log_json);
    let demo = if typed.demo { Some(Demo::make(lang)?) } else { None };
    let database = demo.as_ref().map_or(typed.database.database.clone(), Demo::database);
    let store = open(&database, lang).await?;
    let visitors = match &demo {
        Some(demo) => Some(demo.fill(&store, lang).await?),
        None => None,
    };
    let settings = ServerSettings {
        listen: typed.listen,
        tls: typed.tls_cert.clone().zip(typed.tls_key.clone()).map(|(certificate, key)| Tls { certificate, key }),
        trusted_proxies: typed.trusted_proxy.clone(),
        secure_cookies: !(typed.insecure_cookies || demo.is_some()),
        resolves_per_second: typed.resolve_rate,
        models: typed.models.clone().or_else(|| demo.as_ref().map(Demo::models)),
        retention: (typed.keep_days > 0).then(|| DAY * typed.keep_days),
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
        terminal::print(lang, &demo.credentials(lang))?;
    }
    if let Some(visitors) = &visitors {
        terminal::print(lang, &visitors.credentials(&url, lang))?;
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
