//! The one integration-test target: the promises of the product, through its public face.
#![allow(clippy::unwrap_used, missing_docs)]

// Invariants over random populations.
mod invariants;
// The levels and weights of a pair, field by field, against the rules and against levels graded anew.
mod explained;
mod regraded;
// The two sides exchanged.
mod symmetry;
// Random people and rules, for the modules above.
mod random_people;
// The user that an account is to be linked with, case by case.
mod decisions;
// Shortcuts against the plain way.
mod shortcuts;
// Rule sets judged: sums, order, blocking.
mod measured;
// First connections, case by case.
mod resolver;
// Corrections of an identity: the access that they give, and the access that they do not give.
mod corrections;
// People made in a line, for the modules above.
mod people;

// The outcomes of first connections at the collège, reply by reply.
mod first_connections;

// Files that the README shows.
mod readme;

// The main job on the collège: the table of the screen, the right links, outputs that can be read again.
#[cfg(feature = "cli")]
mod college;
// Exit codes, messages and promises of the command line.
#[cfg(feature = "cli")]
mod command_line;
// Made-up populations by options and files.
#[cfg(feature = "cli")]
mod synth;
// Lists that are not as they should be.
#[cfg(feature = "cli")]
mod bad_input;
// XML files of the field as inputs: their content, and files that are not as they should be.
#[cfg(feature = "cli")]
mod exchange_inputs;
// Who is of which school in what is written for the other side, and who answers for whom.
#[cfg(all(feature = "cli", unix))]
mod exchange_schools;
// The collège in those formats, made and read.
#[cfg(feature = "cli")]
mod exchange_fixtures;
// The formats of portals and software, from files that other writers made.
#[cfg(feature = "cli")]
mod file_formats;
// Rule sets judged against the truth.
#[cfg(feature = "cli")]
mod evaluate;

// Rule sets learnt from the people at hand.
mod training;
// Promises of `tune`, held to.
mod tuning;
// Rule sets learnt on Febrl 4, beside those of Splink (see `tests/febrl`).
mod febrl;
// What a base says of a parent's right of access.
#[cfg(feature = "cli")]
mod guardians;
// Strangers, twins, spouses and relatives who stand in the place of somebody missing.
mod missing_people;
// From the catalogue of models to the configuration in force.
#[cfg(feature = "cli")]
mod models;
// The guides: their commands, run.
#[cfg(all(feature = "cli", unix))]
mod guide;
// `resolve` and `model accept`: output, exit codes, live tickets.
#[cfg(feature = "cli")]
mod resolve;
// The description of rule files, and `rapproche rules`.
#[cfg(all(feature = "cli", unix))]
mod rule_files;
// Parents by the children who are linked.
mod linked_children;
// A uid of several profiles is one person's.
mod one_person;
// A run that is killed while it writes.
#[cfg(all(feature = "cli", unix))]
mod killed;
// CAS ids listed, taken away, given back, brought in.
#[cfg(feature = "cli")]
mod ids;
// Encrypted exchange files and their keys, against openssl and Python, and against damage.
#[cfg(feature = "cli")]
mod container;
// PRONOTE's identifiers on their way to an ENT.
#[cfg(feature = "cli")]
mod identifiers;
// How many crates the program brings along, and how large it is.
#[cfg(feature = "cli")]
mod brought_along;
// A directory and the program in it, for the modules above.
#[cfg(feature = "cli")]
mod work_dir;

// The service as the program serves it, with two schools, for the modules below.
#[cfg(feature = "cli")]
mod served;
// The API, route by route.
#[cfg(feature = "cli")]
mod api;
// The API against its own description (see `tests/openapi`).
#[cfg(feature = "cli")]
mod openapi;

// Replies of CAS servers, whole, cut, damaged and made up.
mod cas_replies;
// The client of CAS servers against servers that misbehave.
#[cfg(feature = "client")]
mod cas_client;
// Tickets of a real CAS server (see `tests/cas_server`).
#[cfg(feature = "client")]
mod real_cas;
// Its server.
#[cfg(feature = "client")]
mod cas_server;
// The databases of the service.
#[cfg(feature = "service")]
mod databases;
// Schools at work, on both databases.
#[cfg(feature = "service")]
#[macro_use]
mod service;
// Whose ids, codes and data they are, on both databases.
#[cfg(feature = "service")]
mod ownership;
// What a run leaves undecided, at first connections.
#[cfg(feature = "service")]
mod left_undecided;
// A running service, and a browser in front of it.
#[cfg(feature = "cli")]
mod running;
// People who come from a real CAS server with a real browser.
#[cfg(feature = "cli")]
mod browser;
// PRONOTE's own login at the door: letters, codes, a verifier, direct login.
#[cfg(feature = "cli")]
mod logging_in;
// A service that is killed: while it imports, and while administrators decide.
#[cfg(feature = "cli")]
mod decisions_killed;
#[cfg(feature = "cli")]
mod service_faults;
// Databases of older versions.
#[cfg(feature = "cli")]
mod old_database;
// TLS of the service's own, and proxies.
#[cfg(feature = "cli")]
mod transport;
// Schools apart, route by route.
#[cfg(feature = "cli")]
mod isolation;
// A disk without room.
#[cfg(all(feature = "cli", target_os = "linux"))]
mod disk_full;
// The door, where the CAS server is slow, down, or lies; and that server.
#[cfg(feature = "cli")]
mod door_faults;
#[cfg(feature = "cli")]
mod lying_cas;
// The administrator's pages, as the tests below open them.
#[cfg(feature = "cli")]
mod desk_browser;
// The administrator's pages, driven as a browser does.
#[cfg(feature = "cli")]
mod desk;
// The page «Configuration»: models applied, spaces delegated, the door, two administrators at once.
#[cfg(feature = "cli")]
mod configuring;
