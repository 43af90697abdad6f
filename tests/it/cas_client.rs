//! The client of CAS servers against servers that misbehave.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rapproche::cas::client::{CasClient, ClientError, ClientSettings, Protocol, Ticket};
use rapproche::cas::response::{ResponseError, Validated};
use rapproche::identity::Lang;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SERVICE: &str = "https://pronote.example.fr/?a=1&b=é";
const TICKET: &str = "ST-42-secret";

/// What a server does with a connection.
#[derive(Clone)]
enum Behaviour {
    /// Reads the request, writes this, hangs up.
    Reply(Vec<u8>),
    /// Reads the request and says nothing.
    Silence,
    /// Reads the request and hangs up.
    HangUp,
    /// Hangs up at once.
    Refuse,
}

/// A server on loopback that behaves the same with every connection.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
    requests: tokio::sync::mpsc::UnboundedReceiver<String>,
}

impl Server {
    async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let (sender, requests) = tokio::sync::mpsc::unbounded_channel();
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                if matches!(behaviour, Behaviour::Refuse) {
                    continue;
                }
                let _ = sender.send(read_request(&mut stream).await);
                match &behaviour {
                    // The client may have hung up, which is its good right.
                    Behaviour::Reply(reply) => drop(stream.write_all(reply).await),
                    Behaviour::Silence => tokio::time::sleep(Duration::from_secs(30)).await,
                    Behaviour::HangUp | Behaviour::Refuse => {}
                }
            }
        });
        Self { port, connections, requests }
    }

    async fn reply(body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n");
        Self::start(Behaviour::Reply((head + body).into_bytes())).await
    }

    async fn validate(&self, protocol: Protocol) -> Result<Validated, ClientError> {
        self.validate_by("http", protocol).await
    }

    async fn validate_by(&self, scheme: &str, protocol: Protocol) -> Result<Validated, ClientError> {
        let mut settings = ClientSettings::default();
        settings.use_environment_proxy = false;
        settings.total_timeout = Duration::from_millis(1_500);
        settings.limits.bytes = 4_096;
        let endpoint = format!("{scheme}://127.0.0.1:{}/cas/validate", self.port);
        let ticket = Ticket::new(TICKET).unwrap();
        let result = CasClient::new(settings).unwrap().validate(protocol, &endpoint, SERVICE, &ticket).await;
        if let Err(error) = &result {
            for text in [format!("{error:?}"), error.message(Lang::Fr), error.message(Lang::En)] {
                assert!(!text.contains(TICKET) && !text.contains("pronote.example"), "{text}");
            }
        }
        result
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// The head of a request, and its body if it says how long that is.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4_096];
        let read = stream.read(&mut chunk).await.unwrap_or(0);
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text.into_owned();
            }
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|l| l.trim().parse().unwrap())
            })
            .unwrap_or(0);
        if body.len() >= length || read == 0 {
            return text.into_owned();
        }
    }
}

const YES: &str = "<serviceResponse><authenticationSuccess><user>noël</user></authenticationSuccess></serviceResponse>";

#[tokio::test]
async fn each_protocol_sends_its_own_request() {
    let mut server = Server::reply(YES).await;
    for protocol in [Protocol::ServiceValidate, Protocol::SamlValidate] {
        let validated = server.validate(protocol).await.unwrap();
        assert_eq!(validated.subject.as_deref(), Some("noël"));
    }
    let service = "https%3A%2F%2Fpronote.example.fr%2F%3Fa%3D1%26b%3D%C3%A9";
    let get = server.requests.recv().await.unwrap();
    assert!(get.starts_with(&format!("GET /cas/validate?service={service}&ticket={TICKET} HTTP/1.1\r\n")), "{get}");
    let post = server.requests.recv().await.unwrap();
    assert!(post.starts_with(&format!("POST /cas/validate?TARGET={service} HTTP/1.1\r\n")), "{post}");
    assert!(post.contains("text/xml") && post.to_lowercase().contains("soapaction"), "{post}");
    assert!(post.contains(&format!("<samlp:AssertionArtifact>{TICKET}</samlp:AssertionArtifact>")), "{post}");
}

#[tokio::test]
async fn a_status_is_not_a_reply() {
    let server = Server::start(Behaviour::Reply(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".to_vec())).await;
    assert_eq!(server.validate(Protocol::SamlValidate).await, Err(ClientError::Status { status: 503 }));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::reply(YES).await;
    let target = format!("http://127.0.0.1:{}", elsewhere.port);
    let reply = format!("HTTP/1.1 307 Go\r\nLocation: {target}/x?ticket={TICKET}\r\nContent-Length: 0\r\n\r\n");
    let server = Server::start(Behaviour::Reply(reply.into_bytes())).await;
    let error = server.validate(Protocol::ServiceValidate).await.unwrap_err();
    assert_eq!(error, ClientError::Redirected { origin: Some(target) });
    assert_eq!((server.connections(), elsewhere.connections()), (1, 0));
}

#[tokio::test]
async fn no_more_is_read_than_the_limit() {
    let announced = Server::reply(&" ".repeat(5_000)).await;
    assert_eq!(announced.validate(Protocol::SamlValidate).await, Err(ClientError::BodyTooLarge { maximum: 4_096 }));
    let mut endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    endless.extend(b"400\r\n".iter().chain(&[b' '; 1_024]).chain(b"\r\n").cycle().take(40_000));
    let server = Server::start(Behaviour::Reply(endless)).await;
    assert_eq!(server.validate(Protocol::SamlValidate).await, Err(ClientError::BodyTooLarge { maximum: 4_096 }));
}

#[tokio::test]
async fn a_ticket_that_was_sent_is_not_sent_again() {
    for behaviour in [Behaviour::HangUp, Behaviour::Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<s".to_vec())] {
        for protocol in [Protocol::ServiceValidate, Protocol::SamlValidate] {
            let server = Server::start(behaviour.clone()).await;
            let error = server.validate(protocol).await.unwrap_err();
            assert!(matches!(error, ClientError::Interrupted { .. }) && !error.ticket_is_unused(), "{error:?}");
            assert_eq!(server.connections(), 1);
        }
    }
}

#[tokio::test]
async fn patience_has_an_end() {
    let server = Server::start(Behaviour::Silence).await;
    assert_eq!(server.validate(Protocol::SamlValidate).await, Err(ClientError::Timeout));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_was_not_made_is_tried_once_more() {
    // The TLS handshake fails, so nothing was sent.
    let server = Server::start(Behaviour::Refuse).await;
    let error = server.validate_by("https", Protocol::ServiceValidate).await.unwrap_err();
    assert!(matches!(error, ClientError::Connect { .. }) && error.ticket_is_unused(), "{error:?}");
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn what_the_server_writes_is_read_with_care() {
    let page = Server::reply("<!DOCTYPE html><title>Connexion</title>").await;
    let error = page.validate(Protocol::ServiceValidate).await.unwrap_err();
    assert!(matches!(error, ClientError::Response(ResponseError::NotAResponse { .. })), "{error:?}");

    let mut latin =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=ISO-8859-15\r\nConnection: close\r\n\r\n".to_vec();
    latin.extend(YES.bytes().filter(|&byte| byte != 0xC3).map(|byte| if byte == 0xAB { 0xEB } else { byte }));
    let server = Server::start(Behaviour::Reply(latin)).await;
    assert_eq!(server.validate(Protocol::ServiceValidate).await.unwrap().subject.as_deref(), Some("noël"));
}
