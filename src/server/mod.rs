//! The service over HTTP: the door that ENTs send people to, and the administrator's pages.
//!
//! Role: requests into calls of [`service`](crate::service), what it says into pages. Input: [`ServerSettings`] and a
//! [`Service`]. Output: a server that runs until it is told to stop. Invariants: no name, birth date, ticket or cookie stands in a log,
//! only schools, numbers and codes; every form carries the token of its session; a page loads nothing from anywhere else and has
//! no script but ours; whoever is administrator of one school gets the same answer for another school as for one that does not
//! exist.
//!
//! | address | for whom | module |
//! |---|---|---|
//! | `/`, `/{uai}/` | people whom the ENT sends, and its CAS server | [`door`] |
//! | `/admin/…`, `/{uai}/admin/…` | administrators | [`admin`] |
//! | `/api/…` | programs | [`api`] |
//! | `/sante`, `/pret`, `/metrics` | whoever watches the service | [`health`], [`metrics`] |
//! | `/static/…` | browsers | [`assets`] |

mod admin;
mod api;
mod assets;
mod door;
mod error;
mod guard;
mod headers;
mod health;
mod layout;
mod limits;
mod metrics;
mod password;
mod secret;
mod session;
mod settings;
mod verifier;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::{Router, middleware};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

pub use error::ServerError;
pub use password::{hash as hash_password, hash_code, new_code, new_password};
pub use secret::{hash as hash_token, new_token};
pub use settings::{ServerSettings, Tls};

use crate::cas::catalogue::Shelf;
use crate::cas::client::{CasClient, ClientSettings};
use crate::service::{Jobs, Service};
use crate::store::Moment;
use limits::RateLimits;
use metrics::Metrics;
use verifier::Verifier;

/// What every handler has at hand.
#[derive(Debug)]
pub(crate) struct App {
    service: Service,
    cas: CasClient,
    verifier: Verifier,
    limits: RateLimits,
    tokens: api::Tokens,
    jobs: Arc<Jobs>,
    metrics: Metrics,
    /// The models on offer, where there is a directory of them.
    models: Option<Arc<Shelf>>,
    settings: ServerSettings,
}

type Shared = Arc<App>;

/// How often the memory is compared with what other processes have written, and what has ended is forgotten.
const ROUND: Duration = Duration::from_secs(2);

/// How often what is old is looked for.
const PURGES: Duration = Duration::from_secs(3600);

/// In whose name that is done.
const PURGER: &str = "retention";

/// How long requests that are under way may take once the server is to stop.
const GRACE: Duration = Duration::from_secs(10);

/// A server that listens, and is not served yet.
#[derive(Debug)]
pub struct Server {
    listener: std::net::TcpListener,
    tls: Option<RustlsConfig>,
    app: Shared,
}

impl Server {
    /// Listens at [`ServerSettings::listen`], with the certificate read.
    ///
    /// # Errors
    /// [`ServerError`] when the address is taken, or the certificate cannot be used.
    pub async fn bind(service: Service, settings: ServerSettings) -> Result<Self, ServerError> {
        let tls = match settings.tls.clone() {
            Some(Tls { certificate, key }) => {
                let read = RustlsConfig::from_pem_file(&certificate, &key).await;
                Some(read.map_err(|source| ServerError::Certificate { certificate, key, source })?)
            }
            None => None,
        };
        let failed = |source| ServerError::Listen { address: settings.listen, source };
        let listener = std::net::TcpListener::bind(settings.listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let client =
            ClientSettings { use_environment_proxy: settings.use_environment_proxy, ..ClientSettings::default() };
        let models = settings.models.as_deref().map(|path| Arc::new(Shelf::open(path)));
        if let Some(models) = &models {
            for message in models.offer().messages(settings.lang) {
                tracing::warn!(message, "models that cannot be offered");
            }
        }
        let cas = CasClient::new(client).map_err(ServerError::Client)?;
        let app = Arc::new(App {
            service,
            cas,
            verifier: Verifier::new(settings.use_environment_proxy).map_err(ServerError::Client)?,
            limits: RateLimits::new(&settings),
            tokens: api::Tokens::default(),
            jobs: Arc::default(),
            metrics: Metrics::default(),
            models,
            settings,
        });
        Ok(Self { listener, tls, app })
    }

    /// Where it listens: the port too, if any was asked for.
    ///
    /// # Errors
    /// The system's.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is done, then finishes what is under way.
    ///
    /// # Errors
    /// [`ServerError`] when the listener fails.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let handle = Handle::new();
        let stopping = handle.clone();
        tokio::spawn(async move {
            stop.await;
            stopping.graceful_shutdown(Some(GRACE));
        });
        let rounds = tokio::spawn(rounds(self.app.clone()));
        let address = self.app.settings.listen;
        let store = self.app.service.store().clone();
        let service = router(self.app).into_make_service_with_connect_info::<SocketAddr>();
        let failed = |source| ServerError::Listen { address, source };
        let served = match self.tls {
            None => {
                let server = axum_server::from_tcp(self.listener).map_err(failed)?;
                server.handle(handle).serve(service).await
            }
            Some(config) => {
                let server = axum_server::from_tcp_rustls(self.listener, config).map_err(failed)?;
                server.handle(handle).serve(service).await
            }
        };
        rounds.abort();
        store.close().await;
        served.map_err(failed)
    }
}

/// Everything that is served.
fn router(app: Shared) -> Router {
    let guarded = Router::new().merge(door::routes(&app)).merge(admin::routes()).merge(assets::routes());
    headers::with(guarded)
        .merge(api::routes(&app))
        .merge(health::routes())
        .merge(metrics::routes())
        .layer(middleware::from_fn_with_state(app.clone(), metrics::count))
        .with_state(app)
}

/// Keeps the memory up with the store, and what is kept within its time.
async fn rounds(app: Shared) {
    let mut purged: Option<Instant> = None;
    let mut interval = tokio::time::interval(ROUND);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = app.service.refresh().await {
            tracing::error!(code = error.code(), "the store cannot be read");
        }
        if let Err(error) = app.service.store().purge_sessions().await {
            tracing::error!(%error, "ended sessions cannot be forgotten");
        }
        if purged.is_none_or(|last| last.elapsed() >= PURGES) {
            purged = Some(Instant::now());
            purge(&app).await;
        }
        app.limits.forget();
        app.jobs.forget();
    }
}

/// Forgets what has been kept long enough.
async fn purge(app: &App) {
    let Some(retention) = app.settings.retention else { return };
    match app.service.purge(PURGER, Moment::now().earlier(retention)).await {
        Ok(all) => {
            for (school, forgotten) in all.iter().filter(|(_, forgotten)| !forgotten.is_empty()) {
                tracing::info!(
                    school,
                    failures = forgotten.failures,
                    users = forgotten.users,
                    "what is old was purged"
                );
            }
        }
        Err(error) => tracing::error!(code = error.code(), "what is old cannot be purged"),
    }
}
