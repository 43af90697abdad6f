//! `/metrics`, in the text format of Prometheus.
//!
//! Role: counts of requests, how long they take, what became of people at the door, how many failures wait. Invariants: no name, id or
//! token is a label, only routes, codes and schools; whoever asks from outside the network of the server gets nothing, since the
//! counts of a school are nobody else's business.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Shared;
use super::guard::ClientAddress;

/// Upper ends of the buckets, in seconds.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What has been counted since the server began.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(MethodName, String), Timed>,
    arrivals: BTreeMap<&'static str, u64>,
}

/// How often one route answered what, and how fast.
#[derive(Debug, Default)]
struct Timed {
    statuses: BTreeMap<u16, u64>,
    /// As in [`BUCKETS`]; slower ones are in none.
    buckets: [u64; BUCKETS.len()],
    seconds: f64,
}

impl Metrics {
    /// Somebody was at the door.
    pub(super) fn arrival(&self, code: &'static str) {
        *self.counts().arrivals.entry(code).or_default() += 1;
    }

    fn request(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let mut counts = self.counts();
        let timed = counts.requests.entry((known(method), route.to_owned())).or_default();
        *timed.statuses.entry(status.as_u16()).or_default() += 1;
        let seconds = took.as_secs_f64();
        timed.seconds += seconds;
        if let Some(bucket) = BUCKETS.iter().position(|&end| seconds <= end) {
            timed.buckets[bucket] += 1;
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self, waiting: &[(String, i64)]) -> String {
        let counts = self.counts();
        let mut text = String::new();
        head(&mut text, "rapproche_http_requests_total", "counter", "Requests by route and status.");
        for ((method, route), timed) in &counts.requests {
            for (status, count) in &timed.statuses {
                line(
                    &mut text,
                    "rapproche_http_requests_total",
                    &[("method", method), ("route", route), ("status", &status.to_string())],
                    count,
                );
            }
        }
        const DURATION: &str = "rapproche_http_request_duration_seconds";
        head(&mut text, DURATION, "histogram", "How long requests took, by route.");
        for ((method, route), timed) in &counts.requests {
            let mut below = 0;
            for (end, count) in BUCKETS.iter().zip(timed.buckets) {
                below += count;
                let labels = [("method", *method), ("route", route), ("le", &end.to_string())];
                line(&mut text, &format!("{DURATION}_bucket"), &labels, below);
            }
            let all: u64 = timed.statuses.values().sum();
            let labels = [("method", *method), ("route", route.as_str())];
            let unbounded = [labels[0], labels[1], ("le", "+Inf")];
            line(&mut text, &format!("{DURATION}_bucket"), &unbounded, all);
            line(&mut text, &format!("{DURATION}_sum"), &labels, timed.seconds);
            line(&mut text, &format!("{DURATION}_count"), &labels, all);
        }
        head(&mut text, "rapproche_arrivals_total", "counter", "People whom an ENT sent, by what became of them.");
        for (code, count) in &counts.arrivals {
            line(&mut text, "rapproche_arrivals_total", &[("outcome", code)], count);
        }
        head(&mut text, "rapproche_failures_waiting", "gauge", "Failures that wait for a decision, by school.");
        for (school, count) in waiting {
            line(&mut text, "rapproche_failures_waiting", &[("school", school)], count);
        }
        text
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
    let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
    let _ = writeln!(text, "{name}{{{}}} {value}", labels.join(","));
}

/// A method by its name.
type MethodName = &'static str;

/// Methods that anybody may make up are one, or they would fill the memory.
fn known(method: &Method) -> MethodName {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Counts every request, by the route and not by the address.
pub(super) async fn count(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    app.metrics.request(&method, route, response.status(), started.elapsed());
    response
}

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/metrics", get(metrics))
}

async fn metrics(State(app): State<Shared>, ClientAddress(address): ClientAddress) -> Response {
    if !address.parse().is_ok_and(is_near) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match app.service.store().waiting().await {
        Ok(waiting) => {
            let text = app.metrics.text(&waiting);
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Whether an address is this machine's or of a private network.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told() {
        let metrics = Metrics::default();
        metrics.request(&Method::GET, "/a/{b}", StatusCode::OK, Duration::from_millis(2));
        metrics.request(&Method::GET, "/a/{b}", StatusCode::NOT_FOUND, Duration::from_secs(60));
        metrics.arrival("linked");
        let text = metrics.text(&[("0061234J".to_owned(), 3)]);
        for line in [
            "rapproche_http_requests_total{method=\"GET\",route=\"/a/{b}\",status=\"200\"} 1",
            "rapproche_http_requests_total{method=\"GET\",route=\"/a/{b}\",status=\"404\"} 1",
            "rapproche_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/{b}\",le=\"0.001\"} 0",
            "rapproche_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/{b}\",le=\"0.0025\"} 1",
            "rapproche_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/{b}\",le=\"10\"} 1",
            "rapproche_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/{b}\",le=\"+Inf\"} 2",
            "rapproche_http_request_duration_seconds_count{method=\"GET\",route=\"/a/{b}\"} 2",
            "rapproche_arrivals_total{outcome=\"linked\"} 1",
            "rapproche_failures_waiting{school=\"0061234J\"} 3",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
    }

    #[test]
    fn only_the_network_of_the_server_is_near() {
        for (address, expected) in
            [("127.0.0.1", true), ("10.1.2.3", true), ("::1", true), ("::ffff:192.168.0.1", true), ("fd00::1", true)]
                .into_iter()
                .chain([("8.8.8.8", false), ("2001:db8::1", false), ("::ffff:8.8.8.8", false)])
        {
            assert_eq!(is_near(address.parse().unwrap()), expected, "{address}");
        }
    }
}
