//! How a server is run.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::identity::Lang;

/// All of it; [`Default`] is what ships.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where to listen: this machine alone, unless told otherwise.
    pub listen: SocketAddr,
    /// A certificate of its own; without it, plain HTTP, for a proxy in front that speaks TLS.
    pub tls: Option<Tls>,
    /// Proxies whose `X-Forwarded-For` is believed. Nobody else can choose their address.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether cookies are sent back over TLS alone. False only for trying things out on one's own machine.
    pub secure_cookies: bool,
    /// How long somebody stays signed in who came from the ENT. 8 h: a school day.
    pub visit: Duration,
    /// How long an administrator stays signed in. 4 h.
    pub administration: Duration,
    /// How long failures, corrections and users who have left the base are kept; `None` for good. 400 days: a school year and the
    /// summer after it. Less forgets sooner, and decisions of that age can be taken back no more.
    pub retention: Option<Duration>,
    /// Attempts to sign in per name and per address, and corrections per person, in a minute. More makes guessing faster.
    pub attempts_per_minute: u32,
    /// Identities that one token may resolve in a second. More lets one program take all cores; less slows down a large ENT's.
    pub resolves_per_second: u32,
    /// Whether `HTTPS_PROXY` and its kind are followed to the CAS server.
    pub use_environment_proxy: bool,
    /// Where the models lie that administrators can apply: a directory of fluxes, or one flux.
    pub models: Option<PathBuf>,
    /// The language of the pages.
    pub lang: Lang,
}

/// PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The chain of certificates.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8480)),
            tls: None,
            trusted_proxies: Vec::new(),
            secure_cookies: true,
            visit: Duration::from_secs(8 * 3600),
            administration: Duration::from_secs(4 * 3600),
            retention: Some(Duration::from_secs(400 * 24 * 3600)),
            attempts_per_minute: 10,
            resolves_per_second: 20_000,
            use_environment_proxy: true,
            models: None,
            lang: Lang::Fr,
        }
    }
}
