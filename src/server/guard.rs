//! Who is asking: the address, the school, the administrator and what they may do.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;

use super::Shared;
use super::error::PageError;
use crate::service::School;
use crate::store::{Administrator, Role, Session, SessionKind};

/// The address that a request comes from, past the proxies that are trusted.
#[derive(Debug)]
pub(super) struct ClientAddress(pub(super) String);

impl FromRequestParts<Shared> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Who listens in IPv6 sees `::ffff:127.0.0.1`, which is 127.0.0.1.
        let peer = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let trusted = &app.settings.trusted_proxies;
        let address = match peer {
            Some(peer) if trusted.contains(&peer) => forwarded(&parts.headers, trusted, peer),
            other => other,
        };
        Ok(Self(address.map_or_else(String::new, |address| address.to_string())))
    }
}

/// The last address that is no trusted proxy's. Read from the right, over all lines of the header, as a proxy may append its own: what
/// stands left of the first stranger may be anybody's invention. Where no address stands, it is nobody's: who sends nonsense is not the
/// proxy's neighbour. `peer` is the proxy itself.
fn forwarded(headers: &HeaderMap, trusted: &[IpAddr], peer: IpAddr) -> Option<IpAddr> {
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    for line in lines.into_iter().rev() {
        for part in String::from_utf8_lossy(line.as_bytes()).rsplit(',').map(str::trim).filter(|part| !part.is_empty())
        {
            match address(part) {
                Some(address) if trusted.contains(&address) => {}
                other => return other,
            }
        }
    }
    Some(peer)
}

/// An address, which some proxies write with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address: Option<IpAddr> = text.parse().ok().or_else(with_port).or_else(bare);
    address.map(|address| address.to_canonical())
}

/// An administrator who is signed in, on a page of a school that they may see.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) administrator: Administrator,
    pub(super) session: Session,
    pub(super) school: Arc<School>,
}

impl Desk {
    /// In whose name things are done.
    pub(super) fn actor(&self) -> String {
        format!("admin:{}", self.administrator.name)
    }

    /// Whether the role allows it.
    pub(super) fn may(&self, role: Role) -> bool {
        self.administrator.role >= role
    }

    /// The same, or the page that says so.
    pub(super) fn require(&self, role: Role) -> Result<(), PageError> {
        if self.may(role) { Ok(()) } else { Err(PageError::Forbidden) }
    }

    /// The same for a form, which has to come from a page of this session.
    pub(super) fn require_form(&self, role: Role, token: &str) -> Result<(), PageError> {
        super::session::check_form(&self.session, token)?;
        self.require(role)
    }
}

/// Why somebody is not let to the desk.
#[derive(Debug)]
pub(super) enum NotAtDesk {
    SignIn,
    Page(PageError),
}

impl IntoResponse for NotAtDesk {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => Redirect::to("/admin/connexion").into_response(),
            Self::Page(error) => error.into_response(),
        }
    }
}

/// The administrator of a session; `None` when nobody is signed in, or is not an administrator any more.
pub(super) async fn administrator(
    app: &Shared,
    jar: &CookieJar,
) -> Result<Option<(Administrator, Session)>, PageError> {
    let Some(session) = app.session(jar, SessionKind::Administrator).await? else { return Ok(None) };
    let administrator = app.service.store().administrator(&session.subject).await?;
    Ok(administrator.map(|administrator| (administrator, session)))
}

impl FromRequestParts<Shared> for Desk {
    type Rejection = NotAtDesk;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        let jar = CookieJar::from_headers(&parts.headers);
        let signed_in = administrator(app, &jar).await.map_err(NotAtDesk::Page)?;
        let (administrator, session) = signed_in.ok_or(NotAtDesk::SignIn)?;
        let not_found = || NotAtDesk::Page(PageError::NotFound);
        let path = Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, app).await;
        let Path(parameters) = path.map_err(|_| not_found())?;
        let uai = parameters.get("uai").ok_or_else(not_found)?;
        // Somebody else's school reads the same as one that is not there.
        if !administrator.may(uai, Role::Read) {
            return Err(not_found());
        }
        let school = app.service.school(uai).map_err(|_| not_found())?;
        Ok(Self { administrator, session, school })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_not_the_proxys_neighbour() {
        let proxy: IpAddr = "127.0.0.1".parse().unwrap();
        let found = |lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", axum::http::HeaderValue::from_bytes(line).unwrap());
            }
            forwarded(&headers, &[proxy], proxy).map(|address| address.to_string())
        };
        assert_eq!(found(&[]).as_deref(), Some("127.0.0.1"));
        assert_eq!(found(&[b"10.0.0.1, 203.0.113.7"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(found(&[b"10.0.0.1, 203.0.113.7, 127.0.0.1"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(found(&[b"\xff, 203.0.113.7"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(found(&[b"203.0.113.7, \xff"]), None);
        assert_eq!(found(&[b"203.0.113.7", b"unknown"]), None);
    }
}
