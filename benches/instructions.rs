//! Instruction counts of a first connection, which a busy machine does not change.
//!
//! `tests/instructions.sh` installs the runner, runs this under callgrind and fails when a count passes its limit. A
//! limit is the count measured when it was last set and a fifth more, for other compilers; a change that passes it has
//! made that step slower, or has a reason that the limit's new value goes with. One pool of 20,000 users: under
//! callgrind a million would take minutes to build, and of what an exact identity costs nothing grows but a binary
//! search.

// The functions that the macros make are public and without docs.
#![allow(missing_docs)]

use std::collections::HashMap;
use std::hint::black_box;

use gungraun::prelude::*;
use gungraun::{Callgrind, EventKind};
use rapproche::cas::configuration::FirstConnectionSettings;
use rapproche::cas::response::{Checks, Limits, ResponseError, Validated, parse};
use rapproche::evaluation::replies::{arrives_whole, identity_parameters, reply_of};
use rapproche::evaluation::synth::Synth;
use rapproche::first_connection::{FirstConnection, Outcome, Policy};
use rapproche::identity::Person;
use rapproche::matching::RuleSet;

const SAML: &str = include_str!("../fixtures/reponses/ent-saml.xml");
const USERS: usize = 20_000;
const SEED: u64 = 80;
/// Resolutions that are counted together.
const REPLIES: usize = 200;

#[derive(Clone, Copy)]
enum Who {
    /// Whose id the base holds.
    Known,
    /// Whose data arrive as they stand in the base.
    Exact,
    /// Whose data are damaged.
    Damaged,
}

/// A resolver and some people of one kind: by their data, so that a change of the rules does not change who is counted.
fn people(who: Who) -> (FirstConnection, Vec<Validated>) {
    let data = Synth::pool(USERS, SEED).dataset();
    let rows: HashMap<&str, u32> = data.base.people().map(|person| (person.id(), person.row())).collect();
    let users: HashMap<&str, &str> = data.truth.iter().map(|truth| (&*truth.uid, &*truth.idpn)).collect();
    let wanted = |identity: &Person<'_>| {
        let user = users.get(identity.id()).and_then(|idpn| rows.get(idpn));
        user.is_some_and(|&row| arrives_whole(data.base.person(row), *identity) != matches!(who, Who::Damaged))
    };
    let replies = data.cas.people().filter(wanted).take(REPLIES);
    let replies: Vec<Validated> = replies.map(|person| reply_of(person).expect("a few attributes")).collect();
    let policy = Policy::of_parameters(&identity_parameters(), &FirstConnectionSettings::default());
    let mut resolver = FirstConnection::new(data.base.clone(), RuleSet::default(), policy);
    if let Who::Known = who {
        for reply in &replies {
            let users = resolver.resolve(reply).new_users();
            resolver.bind(reply.subject.as_deref().unwrap_or_default(), &users).expect("one person");
        }
    }
    (resolver, replies)
}

fn at_most(instructions: u64) -> LibraryBenchmarkConfig {
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(Callgrind::default().hard_limits([(EventKind::Ir, instructions)]));
    config
}

#[library_benchmark]
#[bench::known(args = (Who::Known), setup = people, config = at_most(14_400_000))]
#[bench::exact(args = (Who::Exact), setup = people, config = at_most(13_600_000))]
#[bench::damaged(args = (Who::Damaged), setup = people, config = at_most(130_500_000))]
fn resolve_200((resolver, replies): (FirstConnection, Vec<Validated>)) -> (FirstConnection, Vec<Outcome>) {
    let outcomes = replies.iter().map(|reply| resolver.resolve(black_box(reply))).collect();
    (resolver, outcomes)
}

#[library_benchmark(config = at_most(204_000))]
fn parse_saml() -> Result<Validated, ResponseError> {
    parse(black_box(SAML.as_bytes()), &Checks::stored(), &Limits::default())
}

library_benchmark_group!(name = first_connection, benchmarks = [resolve_200, parse_saml]);

main!(library_benchmark_groups = first_connection);
