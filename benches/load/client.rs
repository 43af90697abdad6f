//! A client over one kept connection, plain enough that it is not what is measured.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde::Deserialize;

/// A resolution that is asked for, and its right answer.
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    pub(crate) code: &'static str,
    /// Numbers of the users as whom the person gets in.
    pub(crate) users: Vec<i64>,
}

#[derive(Deserialize)]
struct Resolved<'a> {
    code: &'a str,
    accesses: Vec<Access>,
}

#[derive(Deserialize)]
struct Access {
    user: i64,
}

/// How long each resolution took.
pub(crate) struct Ran {
    /// In ascending order.
    times: Vec<Duration>,
    lasted: Duration,
}

impl Ran {
    pub(crate) fn new(mut times: Vec<Duration>, lasted: Duration) -> Self {
        times.sort_unstable();
        Self { times, lasted }
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.lasted.as_secs_f64()
    }

    pub(crate) fn percentile(&self, share: f64) -> Duration {
        self.times[((self.times.len() - 1) as f64 * share) as usize]
    }
}

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the service listens");
        stream.set_nodelay(true).expect("loopback is TCP");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a good duration");
        Self { stream, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Asks until `end`: each as soon as the one before is answered, or one in each pause from a start on, whose time then counts
    /// from when it was due. Returns how long each took.
    ///
    /// # Panics
    /// At the first answer that is not the right one.
    pub(crate) fn ask_until<'a>(
        &mut self,
        end: Instant,
        requests: impl Iterator<Item = &'a Request>,
        beat: Option<(Instant, Duration)>,
    ) -> Vec<Duration> {
        let mut times = Vec::with_capacity(1 << 16);
        let mut due = beat;
        for request in requests {
            let now = Instant::now();
            if now >= end {
                break;
            }
            let begun = match &mut due {
                None => now,
                Some((next, pause)) => {
                    let begun = *next;
                    *next += *pause;
                    std::thread::sleep(begun.saturating_duration_since(now));
                    begun
                }
            };
            let (status, body) = self.exchange(&request.bytes);
            times.push(begun.elapsed());
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(body));
            let resolved: Resolved<'_> = serde_json::from_slice(body).expect("JSON");
            let is_right = resolved.code == request.code
                && resolved.accesses.iter().map(|access| access.user).eq(request.users.iter().copied());
            assert!(is_right, "{}, not {} {:?}", String::from_utf8_lossy(body), request.code, request.users);
        }
        times
    }

    /// Sends a request, and waits for the status and the body of the answer.
    pub(crate) fn exchange(&mut self, request: &[u8]) -> (u16, &[u8]) {
        self.stream.write_all(request).expect("the service takes it");
        self.buffer.clear();
        let mut whole = None;
        let mut chunk = [0; 16 * 1024];
        loop {
            if let Some((body, end)) = whole.or_else(|| self.head()) {
                whole = Some((body, end));
                if self.buffer.len() >= end {
                    let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|status| status.parse().ok());
                    return (status.expect("HTTP/1.1 and a status"), &self.buffer[body..end]);
                }
            }
            let read = self.stream.read(&mut chunk).expect("the service answers in time");
            assert!(read > 0, "the service hung up: {}", String::from_utf8_lossy(&self.buffer));
            self.buffer.extend_from_slice(&chunk[..read]);
        }
    }

    /// Where the body begins and ends, once the head is there.
    fn head(&self) -> Option<(usize, usize)> {
        let body = self.buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(&self.buffer[..body]).expect("a head is text");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        Some((body, body + length.expect("every answer says how long it is")))
    }
}
