//! Who is in the base, who is at the door, and what is right.
//!
//! The mix, of 20: 8 people whose id is known, 6 who arrive as they stand in the base, 4 with some damage of
//! [`synth`](rapproche::evaluation::synth), 2 whom the base does not have: half of them strangers, the others a twin, a sister, a
//! namesake of somebody who is there, or the second account of somebody who has an id. It is a day in September: most come back.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rapproche::cas::configuration::Configuration;
use rapproche::cas::response::Validated;
use rapproche::evaluation::replies::reply_of;
use rapproche::evaluation::synth::{Case, Damages, Dataset, Synth};
use rapproche::first_connection::{Client, FirstConnection, Outcome, Policy};
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::{Profile, Side};
use rapproche::matching::RuleSet;

use super::client::Request;

/// The school of the fixture's configuration.
pub(crate) const SCHOOL: &str = "0061234J";
const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/premiere-connexion/identite.toml");

/// Seeds below 1,000 belong to whoever tunes a rule.
const SEED: u64 = 20_260;

/// How many of each kind stand in a row of twenty.
const MIX: [(Kind, usize); 4] = [(Kind::Known, 8), (Kind::Exact, 6), (Kind::Damaged, 4), (Kind::Absent, 2)];

/// So many different requests are sent in turn.
const REQUESTS: usize = 40_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Known,
    Exact,
    Damaged,
    Absent,
}

/// The base and the accounts, with the truth.
pub(crate) struct People {
    data: Dataset,
    /// The account by which a user is known already, by IDPN: a third of all.
    known: HashMap<String, String>,
}

impl People {
    pub(crate) fn new(users: usize) -> Self {
        let data = Synth::pool(users, SEED).dataset();
        let pairs = data.truth.iter().filter(|truth| matches!(truth.case, Case::Pair(_)));
        let known = pairs.step_by(3).map(|truth| (truth.idpn.clone(), truth.uid.clone())).collect();
        Self { data, known }
    }

    /// The mix, in words.
    pub(crate) fn mix(&self) -> String {
        let parts = MIX.map(|(kind, count)| format!("{count} {}", format!("{kind:?}").to_lowercase())).join(", ");
        format!("{} users, {} of them with an id; of 20 requests: {parts}", self.data.base.len(), self.known.len())
    }

    /// The configuration in force: that of the fixture, the subject of the reply being the id.
    pub(crate) fn configuration() -> String {
        std::fs::read_to_string(CONFIGURATION).expect("the fixture is there").replace("attribut_id_cas = \"uid\"\n", "")
    }

    /// The base as a list. `edition` stands in a column that is passed through, so that each edition changes every row and nobody.
    pub(crate) fn list(&self, edition: u64) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        let head =
            ["IDPN", "Profil", "Nom", "Prénom", "Date de naissance", "Code postal", "Identifiant CAS", "Édition"];
        writer.write_record(head).expect("into memory");
        let edition = edition.to_string();
        for person in self.data.base.people() {
            let profile = person.profiles().iter().next().map_or("", Profile::key);
            let date = person.birth_date().to_string();
            let postcode = person.postcode().french_number().map(|code| format!("{code:05}")).unwrap_or_default();
            let id = self.known.get(person.id()).map_or("", String::as_str);
            let row = [person.id(), profile, person.family(), person.given(), &date, &postcode, id, &edition];
            writer.write_record(row).expect("into memory");
        }
        writer.into_inner().expect("into memory")
    }

    /// What is asked, and what the library answers against the list in memory.
    ///
    /// # Panics
    /// When somebody would get in as somebody else, by the truth, more than once in 10,000.
    pub(crate) fn requests(&self, token: &str) -> Vec<Request> {
        let resolver = self.resolver();
        let mut case_of: HashMap<&str, Case> = HashMap::new();
        let mut truth: HashMap<(&str, Profile), &str> = HashMap::new();
        for one in &self.data.truth {
            case_of.insert(&one.uid, one.case);
            truth.insert((&one.uid, one.profile), &one.idpn);
        }
        let known: HashSet<&str> = self.known.values().map(String::as_str).collect();
        let kind = |uid: &str| match case_of.get(uid)? {
            _ if known.contains(uid) => Some(Kind::Known),
            Case::Pair(damages) if *damages == Damages::NONE => Some(Kind::Exact),
            Case::Pair(_) => Some(Kind::Damaged),
            _ => Some(Kind::Absent),
        };
        let mut kinds: [Vec<Request>; 4] = Default::default();
        let (mut linked, mut wrong) = (0_u32, 0_u32);
        for person in self.data.cas.people() {
            let Some(kind) = kind(person.id()) else { continue };
            let reply = reply_of(person).expect("a few attributes");
            let outcome = resolver.resolve(&reply);
            let accesses = match &outcome {
                Outcome::Granted(admission) | Outcome::Linked(admission) => &admission.accesses[..],
                _ => &[],
            };
            for access in accesses {
                linked += 1;
                let right = truth.get(&(person.id(), access.profile)).copied();
                wrong += u32::from(right != Some(resolver.users().person(access.user).id()));
            }
            // Numbers are given in the order of the list.
            let users = accesses.iter().map(|access| i64::from(access.user) + 1).collect();
            kinds[kind as usize].push(Request { bytes: post(&reply, token), code: outcome.code(), users });
        }
        println!("the library lets in {linked} accesses, {wrong} of them somebody else's by the truth");
        assert!(wrong * 10_000 <= linked, "too many wrong links to be called right");
        let order = MIX.iter().flat_map(|&(kind, count)| std::iter::repeat_n(kind, count)).cycle();
        let mut at = [0; 4];
        let mut requests = Vec::with_capacity(REQUESTS);
        for kind in order.take(REQUESTS) {
            let all = &kinds[kind as usize];
            let next = &all[at[kind as usize] % all.len()];
            requests.push(Request { bytes: next.bytes.clone(), code: next.code, users: next.users.clone() });
            at[kind as usize] += 1;
        }
        requests
    }

    fn resolver(&self) -> FirstConnection {
        let directory = tempfile::tempdir().expect("a place for a list");
        let path = directory.path().join("base.csv");
        std::fs::write(&path, self.list(0)).expect("room for a list");
        let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default());
        let configuration =
            Configuration::from_toml(&Self::configuration(), Path::new(CONFIGURATION).to_str().unwrap_or(""));
        let policy = Policy::new(&configuration.expect("the fixture is good"), "ent", Client::PronoteNet);
        let base = reading.expect("the list is good").population;
        FirstConnection::new(base, RuleSet::default(), policy.expect("the fixture names it"))
    }
}

/// The request that resolves a reply.
fn post(reply: &Validated, token: &str) -> Vec<u8> {
    let attributes: serde_json::Map<String, serde_json::Value> =
        reply.attributes.iter().map(|(name, values)| (name.to_owned(), values.to_vec().into())).collect();
    let body = serde_json::json!({ "subject": reply.subject, "attributes": attributes }).to_string();
    let head = super::server::head("POST", "/resolve", token, "application/json", body.len());
    (head + &body).into_bytes()
}
