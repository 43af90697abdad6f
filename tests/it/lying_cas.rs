//! A CAS server that does to a ticket what the ticket's name says, since no real one lies.

use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta, Utc};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One way of not doing one's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    /// Vouches, as it should.
    Truth,
    /// Vouches, twelve seconds later.
    Late,
    /// Takes the request, and says nothing.
    Silence,
    /// Takes the request, and hangs up.
    HangUp,
    /// A byte each second, without an end.
    Trickle,
    /// Its own error page, with status 200.
    Page,
    /// No XML at all.
    Text,
    /// XML of something else.
    OtherXml,
    /// Half of a reply, which says itself that it is whole.
    Half,
    /// A reply with a document type, as attacks have it.
    Doctype,
    /// Ten megabytes, announced.
    Large,
    /// Blanks without an end.
    Endless,
    /// Vouches, to another service.
    OtherService,
    /// Vouched, an hour ago.
    Expired,
    /// Says no, as a real server does to a ticket that was used.
    Refusal,
    /// A status that is no reply.
    Status,
    /// «Ask there».
    Redirect,
}

impl Lie {
    pub(crate) const ALL: [Self; 17] = [
        Self::Truth,
        Self::Late,
        Self::Silence,
        Self::HangUp,
        Self::Trickle,
        Self::Page,
        Self::Text,
        Self::OtherXml,
        Self::Half,
        Self::Doctype,
        Self::Large,
        Self::Endless,
        Self::OtherService,
        Self::Expired,
        Self::Refusal,
        Self::Status,
        Self::Redirect,
    ];

    /// The ticket that it is done to.
    pub(crate) fn ticket(self) -> String {
        format!("ST-{self:?}-secret")
    }

    fn of(request: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lie| request.contains(&lie.ticket()))
    }
}

/// The server; it ends with the test's runtime.
pub(crate) struct LyingCas {
    pub(crate) root: String,
}

impl LyingCas {
    /// Vouches for a pupil of the collège, to `service`.
    pub(crate) async fn start(service: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}/cas", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    // The client may hang up at any moment, which is its good right.
                    let _ = answer(stream, &service).await;
                });
            }
        });
        Self { root }
    }
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The reply of a server that vouches for a pupil from `begin` on, for half a minute.
fn vouching(audience: &str, begin: TimeDelta) -> String {
    let moment = |offset: TimeDelta| (Utc::now() + offset).to_rfc3339_opts(SecondsFormat::Millis, true);
    let reply = fixture("premiere-connexion/eleve-exact.xml");
    let start = reply.find("<saml1:Conditions").unwrap();
    let end = start + reply[start..].find("/>").unwrap() + 2;
    let conditions = format!(
        "<saml1:Conditions NotBefore=\"{}\" NotOnOrAfter=\"{}\"><saml1:AudienceRestrictionCondition>\
         <saml1:Audience>{audience}</saml1:Audience></saml1:AudienceRestrictionCondition></saml1:Conditions>",
        moment(begin),
        moment(begin + TimeDelta::seconds(30)),
    );
    format!("{}{conditions}{}", &reply[..start], &reply[end..])
}

fn reply(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=UTF-8\r\nConnection: close\r\nContent-Length: ";
    format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn answer(mut stream: TcpStream, service: &str) -> std::io::Result<()> {
    let request = read_request(&mut stream).await?;
    let right = vouching(service, TimeDelta::zero());
    let whole = match Lie::of(&request).expect("a ticket of the tests") {
        Lie::Truth => reply(&right),
        Lie::Late => {
            tokio::time::sleep(Duration::from_secs(12)).await;
            reply(&right)
        }
        Lie::Silence => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return Ok(());
        }
        Lie::HangUp => return Ok(()),
        Lie::Trickle => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await?;
            loop {
                stream.write_all(b"1\r\n<\r\n").await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Lie::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await?;
            let chunk = [b"1000\r\n", &[b' '; 0x1000][..], b"\r\n"].concat();
            loop {
                stream.write_all(&chunk).await?;
            }
        }
        Lie::Page => {
            let page = "<!DOCTYPE html><html><head><title>Erreur</title></head><body><h1>Une erreur est survenue</h1>";
            reply(page)
        }
        Lie::Text => reply("ORA-12541: TNS:no listener"),
        Lie::OtherXml => reply("<?xml version=\"1.0\"?><rss><channel><title>Actualités</title></channel></rss>"),
        Lie::Half => reply(&right[..right.len() / 2]),
        Lie::Doctype => reply(&right.replacen("?>", "?><!DOCTYPE x [<!ENTITY a \"b\">]>", 1)),
        Lie::Large => reply(&" ".repeat(10_000_000)),
        Lie::OtherService => reply(&vouching("https://autre.example.fr/", TimeDelta::zero())),
        Lie::Expired => reply(&vouching(service, -TimeDelta::hours(1))),
        Lie::Refusal => reply(&fixture("reponses/refus-ticket-saml-django.xml")),
        Lie::Status => b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec(),
        Lie::Redirect => {
            b"HTTP/1.1 302 Found\r\nLocation: /cas/login\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec()
        }
    };
    stream.write_all(&whole).await?;
    stream.shutdown().await
}

/// The head of a request and its body, as long as the head says.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4_096];
        let read = stream.read(&mut chunk).await?;
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let body = text.split_once("\r\n\r\n").map(|(head, body)| (head.to_ascii_lowercase(), body.len()));
        let length = |head: &str| head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || body.is_some_and(|(head, sent)| sent >= length(&head).unwrap_or(0)) {
            return Ok(text);
        }
    }
}
