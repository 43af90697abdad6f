//! One person at a time, against a million users.
//!
//! `cargo bench --bench first_connection` prints, per kind of identity, the median and the 99th percentile of a
//! resolution, then lets criterion measure means and the build of the indexes. `-- --quality` counts right and wrong
//! links instead, on schools with truth.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use rapproche::cas::configuration::FirstConnectionSettings;
use rapproche::cas::response::Validated;
use rapproche::evaluation::replies::{arrives_whole, identity_parameters, reply_of};
use rapproche::evaluation::synth::{Dataset, Synth};
use rapproche::first_connection::{FirstConnection, Outcome, Policy};
use rapproche::identity::{Population, Profile};
use rapproche::matching::RuleSet;
use rapproche::matching::rules::Decision;

/// Seeds below 1,000 belong to whoever tunes a rule; figures are reported on others.
const REPORTED_SEED: u64 = 20_260;
const USERS: usize = 1_000_000;
/// Replies of each kind that are timed.
const REPLIES: usize = 20_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let seed = number("--seed").unwrap_or(REPORTED_SEED);
    if arguments.iter().any(|argument| argument == "--quality") {
        let risk = arguments
            .iter()
            .position(|argument| argument == "--risk")
            .and_then(|at| arguments.get(at + 1)?.parse().ok());
        return count_links(number("--schools").unwrap_or(50) as usize, seed, rules(risk));
    }
    let users = number("--users").unwrap_or(USERS as u64) as usize;
    let data = Synth::pool(users, seed).dataset();
    let started = Instant::now();
    let resolver = prepare(data.base.clone());
    println!("{users} users, indexes built in {:.2} s", started.elapsed().as_secs_f64());
    let (exact, damaged) = replies(&data);
    let kinds = [("exact", &exact), ("damaged", &damaged)];
    for (kind, replies) in kinds {
        print_percentiles(kind, &resolver, replies);
    }

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("resolve");
    for (kind, replies) in kinds {
        let mut next = replies.iter().cycle();
        group.bench_function(format!("{kind}/{users}"), |bench| {
            bench.iter(|| resolver.resolve(black_box(next.next().expect("a cycle has no end"))));
        });
    }
    group.sample_size(10).bench_function(format!("build/{users}"), |bench| {
        let copy = || data.base.clone();
        bench.iter_batched(copy, prepare, criterion::BatchSize::PerIteration);
    });
    group.finish();
    criterion.final_summary();
}

fn prepare(base: Population) -> FirstConnection {
    FirstConnection::new(base, RuleSet::default(), policy())
}

fn policy() -> Policy {
    Policy::of_parameters(&identity_parameters(), &FirstConnectionSettings::default())
}

/// The shipped rules, with another bound of risk where one is given.
fn rules(risk: Option<f64>) -> RuleSet {
    let rules = RuleSet::default();
    let decision = rules.decision.clone();
    let max_online_risk = risk.unwrap_or(decision.max_online_risk);
    rules.with_decision(Decision { max_online_risk, ..decision })
}

/// Replies of people of the base whose data arrive as they are, and of those whose data are damaged.
fn replies(data: &Dataset) -> (Vec<Validated>, Vec<Validated>) {
    let rows: HashMap<&str, u32> = data.base.people().map(|person| (person.id(), person.row())).collect();
    let users: HashMap<&str, &str> = data.truth.iter().map(|truth| (&*truth.uid, &*truth.idpn)).collect();
    let (mut exact, mut damaged) = (Vec::new(), Vec::new());
    // A stride through the population, so that all its parts are met.
    let stride = (data.cas.len() / (3 * REPLIES)).max(1);
    for identity in data.cas.people().step_by(stride) {
        let Some(&row) = users.get(identity.id()).and_then(|idpn| rows.get(idpn)) else { continue };
        let user = data.base.person(row);
        let kind = if arrives_whole(user, identity) { &mut exact } else { &mut damaged };
        if kind.len() < REPLIES {
            kind.push(reply_of(identity).expect("a few attributes"));
        }
    }
    (exact, damaged)
}

fn print_percentiles(kind: &str, resolver: &FirstConnection, replies: &[Validated]) {
    let mut times: Vec<Duration> = Vec::with_capacity(replies.len());
    let mut linked = 0;
    // Once to warm up.
    for round in 0..2 {
        times.clear();
        linked = 0;
        for reply in replies {
            let started = Instant::now();
            let outcome = black_box(resolver.resolve(black_box(reply)));
            times.push(started.elapsed());
            linked += usize::from(round == 1 && matches!(outcome, Outcome::Linked(_)));
        }
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_nanos() as f64 / 1e3;
    println!(
        "{kind:<8} {} replies, {linked} linked: p50 {:.1} µs, p90 {:.1} µs, p99 {:.1} µs, max {:.1} µs",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
    assert!(linked > 0, "nobody was linked");
}

/// Every identity of some schools at the door of its school, one after the other, nobody being bound in between: what
/// is decided without seeing who else asks.
fn count_links(schools: usize, seed: u64, rules: RuleSet) {
    let data = Synth::schools(schools, seed).dataset();
    let truth: HashMap<(&str, Profile), &str> =
        data.truth.iter().map(|truth| ((&*truth.uid, truth.profile), &*truth.idpn)).collect();
    let resolver = FirstConnection::new(data.base.clone(), rules, policy());
    println!("seed {seed}: {} users, {} identities", data.base.len(), data.cas.len());
    println!("| profile | in the base | linked | wrong |");
    println!("|---|---:|---:|---:|");
    let mut counts: HashMap<Profile, [u64; 3]> = HashMap::new();
    for identity in data.cas.people() {
        for profile in identity.profiles().iter() {
            let is_in_base = truth.get(&(identity.id(), profile)).is_some_and(|idpn| !idpn.is_empty());
            counts.entry(profile).or_default()[0] += u64::from(is_in_base);
        }
        if let Outcome::Linked(admission) = resolver.resolve(&reply_of(identity).expect("a few attributes")) {
            for access in admission.accesses {
                let is_right = truth.get(&(identity.id(), access.profile)) == Some(&data.base.person(access.user).id());
                if !is_right && std::env::args().any(|argument| argument == "--wrong") {
                    let user = data.base.person(access.user);
                    println!(
                        "{} {} {} {} / {} {} {} {} {:?}",
                        identity.family(),
                        identity.given(),
                        identity.birth_date(),
                        identity.postcode().french_number().unwrap_or_default(),
                        user.family(),
                        user.given(),
                        user.birth_date(),
                        user.postcode().french_number().unwrap_or_default(),
                        access.basis
                    );
                }
                counts.entry(access.profile).or_default()[if is_right { 1 } else { 2 }] += 1;
            }
        }
    }
    for profile in Profile::ALL {
        if let Some([in_base, right, wrong]) = counts.get(&profile) {
            let share = 100.0 * *right as f64 / (*in_base).max(1) as f64;
            println!("| {} | {in_base} | {right} ({share:.2} %) | {wrong} |", profile.key());
        }
    }
}
