//! How many identities the running service resolves in a second, first while nothing else happens, then while a base is imported.
//!
//! Role: the real program as a process of its own, over HTTP on loopback, beside clients that share its cores. Input: a made-up base
//! of 100,000 users in one school ([`people`]). Output: resolves per second, percentiles of how long each took, and what the service
//! spent on them. Invariant: every answer is compared with what the library says of the same person against the same base, so
//! that nothing counts that is not right.
//!
//! `cargo bench --bench load`; `-- --seconds N`, `-- --users N`, `-- --connections N`, `-- --database postgres://…`. The bars are for
//! 2 cores: [`LEAST_PER_SECOND`] and [`LARGEST_P99`], **while the import runs**.

mod client;
mod people;
mod server;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use client::{Connection, Ran, Request};
use people::People;
use server::Served;

/// Resolves in a second, while the base is imported again and again.
const LEAST_PER_SECOND: f64 = 5_000.0;
/// How long 99 of 100 of them may take.
const LARGEST_P99: Duration = Duration::from_millis(20);

const USERS: u64 = 100_000;
const SECONDS: u64 = 15;
/// An ENT's own pool of connections.
const CONNECTIONS: u64 = 16;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let number = |name: &str, usual: u64| text(name).and_then(|value| value.parse().ok()).unwrap_or(usual);
    let (users, connections) = (number("--users", USERS) as usize, number("--connections", CONNECTIONS) as usize);
    let duration = Duration::from_secs(number("--seconds", SECONDS));

    let people = People::new(users);
    println!("{}", people.mix());
    let served = Served::start(&people, text("--database"));
    let requests: Vec<Request> = people.requests(&served.token);
    println!("| meanwhile | asked | resolves/s | p50 | p99 | max | imports | cores that the service takes |");
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    // Nothing is cold when it counts.
    run(&served, &requests, connections, Duration::from_secs(1), None);
    let quiet = measure("nothing", &served, &requests, connections, duration, None);
    let busy = measure("imports", &served, &requests, connections, duration, None);
    // From when each was due, so that what waits behind a slow answer counts as slow too.
    measure("imports", &served, &requests, connections, duration, Some(LEAST_PER_SECOND));
    println!("peak memory of the service: {} MB", served.peak_memory_mb());
    let met = busy.per_second() >= LEAST_PER_SECOND && busy.percentile(0.99) <= LARGEST_P99;
    println!("bars: {} (quiet {:.0}/s)", if met { "met" } else { "MISSED" }, quiet.per_second());
}

/// One line of the table.
fn measure(
    meanwhile: &str,
    served: &Served,
    requests: &[Request],
    connections: usize,
    duration: Duration,
    rate: Option<f64>,
) -> Ran {
    let is_over = AtomicBool::new(false);
    let (began, before) = (Instant::now(), served.cpu());
    let (ran, imports) = std::thread::scope(|scope| {
        let importer = (meanwhile == "imports").then(|| scope.spawn(|| import_until(&is_over, served)));
        let ran = run(served, requests, connections, duration, rate);
        is_over.store(true, Ordering::Relaxed);
        (ran, importer.map_or(0, |importer| importer.join().expect("imports go well")))
    });
    let cores = (served.cpu() - before).as_secs_f64() / began.elapsed().as_secs_f64();
    let milliseconds = |share: f64| ran.percentile(share).as_secs_f64() * 1e3;
    println!(
        "| {meanwhile} | {} | {:.0} | {:.2} ms | {:.2} ms | {:.1} ms | {imports} | {cores:.2} |",
        rate.map_or("at once".to_owned(), |rate| format!("{rate:.0}/s")),
        ran.per_second(),
        milliseconds(0.5),
        milliseconds(0.99),
        milliseconds(1.0),
    );
    ran
}

/// Resolves on all connections for so long.
fn run(served: &Served, requests: &[Request], connections: usize, duration: Duration, rate: Option<f64>) -> Ran {
    let begun = Instant::now();
    let pause = rate.map(|rate| Duration::from_secs_f64(connections as f64 / rate));
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..connections)
            .map(|number| {
                // Each begins elsewhere, and none waits for the beat of the others.
                let own = requests.iter().cycle().skip(number * requests.len() / connections);
                let start = begun + pause.unwrap_or_default().mul_f64(number as f64 / connections as f64);
                scope.spawn(move || {
                    let mut connection = Connection::open(&served.address);
                    connection.ask_until(begun + duration, own, pause.map(|pause| (start, pause)))
                })
            })
            .collect();
        let parts = all.into_iter().map(|one| one.join().expect("every answer is right"));
        Ran::new(parts.flatten().collect(), begun.elapsed())
    })
}

/// Brings the base in again and again. Returns how often.
fn import_until(is_over: &AtomicBool, served: &Served) -> u64 {
    let mut imports = 0;
    while !is_over.load(Ordering::Relaxed) {
        served.import();
        imports += 1;
    }
    imports
}
